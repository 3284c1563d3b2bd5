"""The orders a list can be sorted in, and sorting."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from mialit.records.model import Record
from mialit.text.normalize import fold


class Order(StrEnum):
    """What a list is sorted by."""

    YEAR = "year"
    RELEASED = "released"
    TITLE = "title"
    AUTHOR = "author"
    VENUE = "venue"
    KEY = "key"
    FILE = "file"
    RELEVANCE = "relevance"


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
            result.sort(key=newest_first)
        if order in _KEYS:
            result.sort(key=_KEYS[order])
        if order is Order.RELEASED:
            result.sort(key=month_number, reverse=True)
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
    digits = record.released.replace("-", "") if record.released else ""
    return int(digits[:6]) if digits.isascii() and digits.isdigit() else 0


def _absent_last(text: str | None) -> tuple[bool, str]:
    return not text, fold(text or "")


_KEYS: dict[Order, Callable[[Record], Any]] = {
    Order.TITLE: lambda record: _absent_last(record.title),
    Order.AUTHOR: lambda record: _absent_last("; ".join(record.authors)),
    Order.VENUE: lambda record: _absent_last(record.venue),
    Order.KEY: lambda record: (record.key.casefold(), record.key),
}
