"""Choosing and ordering records, and saying which part of a query left nothing."""

from collections.abc import Callable, Sequence
from typing import Any as Whatever

from mialit.query.filters import bind
from mialit.query.order import Order
from mialit.query.syntax import All, Node, Words
from mialit.records.model import Record
from mialit.text.normalize import fold
from mialit.vocabulary.model import Vocabulary


def ordered(records: Sequence[Record], order: Order, *, reverse: bool = False) -> list[Record]:
    """*records* sorted by *order*: years and months newest first, texts from A to Z.

    The list's own order, `year`, is year, then month of release, newest first, entries without a
    month last in their year and those without a year at the end, then the file's order. Every
    other order falls back on it, and lacking values come last. RELEVANCE leaves the order as it
    is. *reverse* turns the whole around.
    """
    result = list(records)
    if order is not Order.RELEVANCE:
        result.sort(key=_file)
        if order is not Order.FILE:
            result.sort(key=_newest_first, reverse=True)
        if order in _KEYS:
            result.sort(key=_KEYS[order])
        if order is Order.RELEASED:
            result.sort(key=lambda record: record.released or "", reverse=True)
    if reverse:
        result.reverse()
    return result


def _file(record: Record) -> tuple[int, int]:
    return record.source, record.start


def _newest_first(record: Record) -> tuple[int, str]:
    return record.year or 0, record.released or ""


def _absent_last(text: str | None) -> tuple[bool, str]:
    return not text, fold(text or "")


_KEYS: dict[Order, Callable[[Record], Whatever]] = {
    Order.TITLE: lambda record: _absent_last(record.title),
    Order.AUTHOR: lambda record: _absent_last("; ".join(record.authors)),
    Order.VENUE: lambda record: _absent_last(record.venue),
    Order.KEY: lambda record: (record.key.casefold(), record.key),
}


def why_empty(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> str:
    """Which part of *node*, met by none of *records*, emptied the result, in words.

    A part that nothing meets by itself is named; else the first part that leaves nothing of what
    the parts before it left.
    """
    if not records:
        return "the list has no entry"
    parts = node.parts if isinstance(node, All) else (node,)
    tests = [(part, bind(part, vocabulary, records).matches) for part in parts]
    for part, test in tests:
        if not any(map(test, records)):
            capitals = isinstance(part, Words) and part.text.upper() in ("OR", "NOT")
            return f"no entry meets {part}{'; OR and NOT are capitals' if capitals else ''}"
    left = list(records)
    for number, (part, test) in enumerate(tests):
        kept = [record for record in left if test(record)]
        if not kept:
            before = " ".join(str(met) for met, _ in tests[:number])
            return f"{before} leaves {len(left)}, none of them meets {part}"
        left = kept
    return "no entry meets the query"
