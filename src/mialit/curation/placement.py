"""Where a new entry belongs in a list, by the order the list has, and a new field in an entry."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from mialit.bibtex.edit_fields import set_field
from mialit.bibtex.edits import Edit
from mialit.bibtex.field_names import USUAL_ORDER
from mialit.bibtex.model import Entry, Library
from mialit.query.sorting import month_number, newest_first
from mialit.records.model import Record
from mialit.vocabulary.model import Vocabulary

_IN_ORDER = 0.9  # of the neighbours: a list kept by hand has some out of place
_ORDERS: tuple[Callable[[Record], Any], ...] = (
    newest_first,
    lambda record: (record.year or 9999, month_number(record) or 999_999),
    lambda record: record.key.casefold(),
)


def place(records: Sequence[Record], record: Record) -> int:
    """How many of *records*, a list in file order, stand before *record*.

    The list is taken to be in the order that most neighbours follow: newest first (by year, then
    month of release; also where there are too few to tell), oldest first, or by key. In a list
    of another order, and among equals, a new entry comes last.
    """
    return Places(records).of(record)


class Places:
    """Where new entries belong in a list; see `place`. With *newest*, it is newest first."""

    def __init__(self, records: Sequence[Record], *, newest: bool = False) -> None:
        self._rank = newest_first if newest else _order(records)
        self._ranks = [self._rank(each) for each in records] if self._rank else []
        self._sorted = self._ranks == sorted(self._ranks)
        self._count = len(records)
        self._known: dict[Any, int] = {}

    def of(self, record: Record) -> int:
        """How many of the list's entries stand before *record*."""
        if self._rank is None:
            return self._count
        rank = self._rank(record)
        if self._sorted:
            return bisect_right(self._ranks, rank)
        if rank not in self._known:
            self._known[rank] = _least_disorder(self._ranks, rank)
        return self._known[rank]


def moved(
    before: Sequence[Record], after: Sequence[Record], numbers: Iterable[int], *, newest: bool
) -> list[int]:
    """The numbers of *after*, a list in file order, in the order in which they are to stand.

    *numbers* are those that changed from *before*; the others keep their order. The list is taken
    to be in the order that the others have, or, where that cannot be told, that all had before;
    where *newest* is said, it is newest first. A list without an order stays as it is.
    """
    places = list(range(len(after)))
    changed = set(numbers)
    others = [record for number, record in enumerate(after) if number not in changed]
    rank = newest_first if newest else _order(others if len(others) > 1 else before)
    if rank is None:
        return places
    ranks = [rank(each) for each in after]
    rest = [ranks[number] for number in places if number not in changed]
    if rest == sorted(rest):
        stray = {number for number in changed if not _fits(ranks, places, number)}
        return (
            sorted(places, key=lambda number: (ranks[number], number in stray)) if stray else places
        )
    for number in sorted(changed):
        at = places.index(number)
        if not _fits(ranks, places, at):
            del places[at]
            at = _least_disorder([ranks[each] for each in places], ranks[number])
            places.insert(at, number)
    return places


def _fits(ranks: Sequence[Any], places: Sequence[int], at: int) -> bool:
    """Whether what stands *at* a place is in order with its neighbours."""
    near = [ranks[number] for number in places[max(at - 1, 0) : at + 2]]
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


def longest_rise(ranks: Sequence[int]) -> set[int]:
    """Indices of a longest run of *ranks* that rises: what may stay where it is."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, rank in enumerate(ranks):
        at = bisect_right(tails, rank)
        tails[at : at + 1] = [rank]
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [number]
    kept = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        kept.add(number)
        number = before[number]
    return kept


def in_order(fields: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """*fields*, by lower-case name, in order; unknown ones stand before the vocabulary's."""
    return {name: fields[name] for name in sorted(fields, key=lambda each: _rank(each, vocabulary))}


def field_before(entry: Entry, name: str, vocabulary: Vocabulary) -> str | None:
    """The field of *entry* behind which a new field *name* belongs; None is behind the last.

    An entry that has an order of its own gets new fields at the end.
    """
    ranks = [_rank(field.name.lower(), vocabulary) for field in entry.fields]
    if any(one > other for one, other in pairwise(ranks)):
        return None
    rank = _rank(name, vocabulary)
    smaller = [field for field, each in zip(entry.fields, ranks, strict=True) if each <= rank]
    return smaller[-1].name if smaller else None


def set_in_order(
    library: Library, entry: Entry, name: str, content: str, vocabulary: Vocabulary
) -> tuple[Edit, ...]:
    """`set_field`, a new field where `field_before` says."""
    return set_field(library, entry, name, content, field_before(entry, name, vocabulary))


def _rank(name: str, vocabulary: Vocabulary) -> int:
    own = list(vocabulary.fields) if vocabulary.curated else []
    if name in own:
        return len(USUAL_ORDER) + 1 + own.index(name)
    return USUAL_ORDER.index(name) if name in USUAL_ORDER else len(USUAL_ORDER)
