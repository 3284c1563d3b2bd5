"""Where in a list a new entry belongs: the order that the list has tells."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from mialit.query.sorting import month_number, newest_first
from mialit.records.model import Record

_IN_ORDER = 0.9  # of the neighbours: a list kept by hand has some out of place


def place(records: Sequence[Record], record: Record) -> int:
    """How many of *records*, a list in file order, stand before *record*.

    The list is taken to be in the order that most neighbours follow: newest first (by year, then
    month of release; also where there are too few to tell), oldest first, or by key. In a list
    of another order, and among equals, a new entry comes last.
    """
    rank = _order(records)
    if rank is None:
        return len(records)
    return _least_disorder([rank(each) for each in records], rank(record))


def is_placed(records: Sequence[Record], number: int) -> bool:
    """Whether the record *number* stands in the order that the others have, if they have one."""
    others = [*records[:number], *records[number + 1 :]]
    rank = _order(others)
    if rank is None:
        return True
    near = [rank(each) for each in records[max(number - 1, 0) : number + 2]]
    return all(one <= other for one, other in pairwise(near))


def _order(records: Sequence[Record]) -> Callable[[Record], Any] | None:
    for rank in _ORDERS:
        steps = list(pairwise(map(rank, records)))
        if sum(one <= other for one, other in steps) >= _IN_ORDER * len(steps):
            return rank
    return None


def _least_disorder(ranks: Sequence[Any], rank: Any) -> int:
    """The last place for *rank* with the fewest of *ranks* on its wrong side."""
    wrong = sum(each < rank for each in ranks)
    best, least = 0, wrong
    for number, each in enumerate(ranks, 1):
        wrong += (each > rank) - (each < rank)
        if wrong <= least:
            best, least = number, wrong
    return best


def _oldest_first(record: Record) -> tuple[int, int]:
    return record.year or 9999, month_number(record) or 999_999


def _by_key(record: Record) -> str:
    return record.key.casefold()


_ORDERS: tuple[Callable[[Record], Any], ...] = (newest_first, _oldest_first, _by_key)
