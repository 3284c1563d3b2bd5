"""Corrects a manuscript's bibliographies until nothing that can be corrected is left."""

from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

from mialit.bibtex.model import Entry, Library
from mialit.bibtex.neighbours import together
from mialit.checking.base import Pair
from mialit.checking.comparing import differences
from mialit.checking.corrections import correct
from mialit.checking.entry_plan import Correction
from mialit.checking.findings import works
from mialit.checking.matching import Listed
from mialit.checking.venues import Venues
from mialit.records.build import records
from mialit.records.model import Record
from mialit.vocabulary.model import Vocabulary

_ROUNDS = 5  # one correction may show the next; none needs so many

# The entries of listed papers, each with its file.
Originals = Callable[[Sequence[Record]], Sequence[tuple[Library, Entry]]]


class ListedEntries(NamedTuple):
    """The list that a manuscript is held against.

    `originals` are the entries of its papers, `reading` is the vocabulary that the manuscript is
    read with.
    """

    listed: Listed
    vocabulary: Vocabulary
    originals: Originals
    reading: Vocabulary


class Fixed(NamedTuple):
    """The files after `fix`, lines that say what changed, and what is left to a person."""

    libraries: tuple[Library, ...]
    changes: tuple[str, ...]
    left: tuple[str, ...]


def fix(libraries: Sequence[Library], known: ListedEntries, wanted: Container[str]) -> Fixed:
    """*libraries*, files that are read together, corrected where the rules *wanted* find something.

    Fixing the result again changes nothing.
    """
    changes: list[str] = []
    left: tuple[str, ...] = ()
    for _ in range(_ROUNDS):
        now, said, left = _once(libraries, known, wanted)
        if not said:
            break
        changes += said
        libraries = together(now)
    return Fixed(tuple(libraries), tuple(changes), left)


def _once(
    libraries: Sequence[Library], known: ListedEntries, wanted: Container[str]
) -> tuple[list[Library], list[str], tuple[str, ...]]:
    venues = Venues(known.vocabulary)
    found = []
    for pair in pairs(libraries, known):
        names = frozenset(
            each.rule.name for each in differences(pair, venues) if each.rule.name in wanted
        )
        if names and pair.paper:
            found.append((pair.entry, pair.paper, names))
    originals = known.originals([paper for _, paper, _ in found])
    new: list[Library] = []
    changes: list[str] = []
    left: list[str] = []
    for number, library in enumerate(libraries):
        corrections = [
            Correction(library.by_start[record.start], *original, names)
            for (record, _, names), original in zip(found, originals, strict=True)
            if record.source == number
        ]
        corrected = correct(library, corrections, known.vocabulary)
        new.append(corrected.library)
        changes += corrected.changes
        left += corrected.left
    return new, changes, tuple(left)


def pairs(libraries: Sequence[Library], known: ListedEntries) -> Iterator[Pair]:
    """The entries of *libraries* that cite something, each with the listed paper that it is."""
    for number, library in enumerate(libraries):
        for record in works(records(library, known.reading, number)):
            if pair := known.listed.pair(record):
                yield pair
