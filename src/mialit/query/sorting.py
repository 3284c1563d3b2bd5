"""The orders a list can be sorted in, and sorting."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from mialit.errors import UsageProblem
from mialit.records.model import Record
from mialit.records.naming import choices, field_named, value_texts
from mialit.text.normalize import fold
from mialit.vocabulary.model import Vocabulary


class Order(StrEnum):
    """The orders that are named first; a list can be sorted by any field."""

    YEAR = "year"
    RELEASED = "released"
    TITLE = "title"
    AUTHOR = "author"
    VENUE = "venue"
    KEY = "key"
    FILE = "file"
    RELEVANCE = "relevance"
    CITED = "cited"


# Compiled, and kept, by `re` at first use: most orders need neither.
_NUMBER = r"(?a)[+-]?\d+(?:\.\d+)?"
_DIGITS = r"(?a)(\d+)"


def order_named(asked: str, vocabulary: Vocabulary, records: Iterable[Record]) -> str:
    """The order that *asked* names: one of `Order`, or a field, by any of its names.

    Raises UsageProblem, with the nearest names, when there is none.
    """
    name = asked.strip().lower()
    if name in list(Order):
        return name
    field = field_named(asked, vocabulary, records)
    if field is None:
        named = choices(asked, vocabulary, records, (Order.FILE,))
        raise UsageProblem(f"cannot sort by {asked!r}{named}")
    return field


def ordered(records: Sequence[Record], order: str, *, reverse: bool = False) -> list[Record]:
    """*records* sorted by *order*, a name as `order_named` gives it.

    Years and months of release are newest first; of every other field numbers ascend, before
    texts from A to Z. The list's own order, `year`, is year, then month of release, newest first,
    entries without a month last in their year and those without a year at the end, then the file's
    order. Every other order falls back on it, and lacking values come last. RELEVANCE leaves the
    order as it is. *reverse* turns the whole around.
    """
    result = list(records)
    if order != Order.RELEVANCE:
        result.sort(key=_file)
        if order != Order.FILE:
            result.sort(key=newest_first)
        if order == Order.RELEASED:
            result.sort(key=month_number, reverse=True)
        elif order == Order.KEY:
            result.sort(key=lambda record: (record.key.casefold(), record.key))
        elif order not in (Order.YEAR, Order.FILE):
            result.sort(key=lambda record: _ascending("; ".join(value_texts(record, order))))
    if reverse:
        result.reverse()
    return result


def _file(record: Record) -> tuple[int, int]:
    return record.source, record.start


def newest_first(record: Record) -> tuple[int, int]:
    """What sorts records newest first: by year, then month of release; what lacks one is last."""
    return -(record.year or 0), -month_number(record)


def month_number(record: Record) -> int:
    """The month of release as a number, `2020-03` as 202003; 0 where there is none."""
    released = record.released
    if not released:
        return 0
    digits = released.replace("-", "")
    return int(digits[:6]) if digits.isascii() and digits.isdigit() else 0


def _ascending(text: str) -> tuple[Any, ...]:
    """A key by which numbers come first, then texts, in which numbers count as such, then none."""
    if re.fullmatch(_NUMBER, text):
        return 0, float(text)
    return (1, _natural(fold(text))) if text else (2,)


def _natural(text: str) -> list[tuple[int, str]]:
    """A key by which "pages 9" comes before "pages 10"."""
    parts = re.split(_DIGITS, text)
    parts[1::2] = (digits.lstrip("0") or "0" for digits in parts[1::2])
    # Of two numbers the longer is the greater, however long they are.
    return [(len(part) * (number % 2), part) for number, part in enumerate(parts)]
