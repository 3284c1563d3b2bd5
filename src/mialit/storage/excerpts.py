"""Reads some units of a file by themselves: the records of their entries, packed, and their faults.

Which units those may be, and why, `bibtex.outline` says.
"""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from mialit.bibtex.model import Borrowed, Entry, Library, Neighbours, Problem, Span, provisional_key
from mialit.bibtex.neighbours import beside, needed
from mialit.bibtex.outline import DIGEST, NO_DIGEST, Outline
from mialit.bibtex.reader import read_units
from mialit.records.build import RecordMaker
from mialit.records.model import Record, values_stated
from mialit.storage.cache import Fault
from mialit.storage.cache_format import Parts, parts
from mialit.vocabulary.model import Vocabulary

# What a record owes to other units of its file, from nothing on.
ALONE, BY_MACROS, BY_PARENTS = range(3)


class Excerpt(NamedTuple):
    """The texts of some units, one behind the other, in the order of the file.

    Of each unit, `ends` has the offset behind it in `text`; `places` and `lines` say where it
    begins in the file, and `digests` which text it is, `NO_DIGEST` for an odd unit. Offsets are in
    code points.
    """

    text: str
    ends: Sequence[int]
    places: Sequence[int]
    lines: Sequence[int]
    digests: bytes

    def unit(self, offset: int) -> int:
        """Which of the units has the *offset*."""
        return min(bisect_right(self.ends, offset), len(self.ends) - 1)

    def start(self, unit: int) -> int:
        """The offset at which a unit begins."""
        return self.ends[unit - 1] if unit else 0

    def place(self, offset: int) -> int:
        """The offset in the file."""
        unit = self.unit(offset)
        return self.places[unit] + offset - self.start(unit)

    def line(self, offset: int) -> int:
        """The line in the file."""
        unit = self.unit(offset)
        return self.lines[unit] + self.text.count("\n", self.start(unit), offset)

    def moved(self, library: Library) -> Library:
        """*library*, which was read from here, with its blocks where they stand in the file."""
        return replace(
            library,
            blocks=tuple(block.moved(self._later(block.span.start)) for block in library.blocks),
            problems=tuple(
                replace(each, span=each.span.moved(self._later(each.span.start)))
                for each in library.problems
            ),
        )

    def _later(self, offset: int) -> int:
        return self.place(offset) - offset


def excerpt(outline: Outline, texts: Iterable[bytes], units: Sequence[int]) -> Excerpt:
    """The excerpt of the *units* of a file; *texts* are theirs."""
    sizes = (outline.places[unit + 1] - outline.places[unit] for unit in units)
    return Excerpt(
        b"".join(texts).decode("utf-8", "surrogateescape"),
        array("Q", accumulate(sizes)),
        array("Q", map(outline.places.__getitem__, units)),
        array("Q", map(outline.lines.__getitem__, units)),
        digests(outline, units),
    )


def digests(outline: Outline, units: Iterable[int]) -> bytes:
    """The digests of *units*, as `Excerpt` has them."""
    return b"".join(outline.digest(unit) if outline.keys[unit] else NO_DIGEST for unit in units)


class Made(NamedTuple):
    """What was made of an excerpt.

    `counts` says how many of the records come from each unit. `faults` stand beside the place in
    the file that they are sorted by. `stated` counts the records that have values of each field.
    """

    parts: Parts
    counts: Sequence[int]
    faults: list[tuple[Span, Fault]]
    stated: Counter[str]
    needed: list[str]


class Context:
    """What records are made with: the macros that hold in a file, and its vocabulary."""

    def __init__(self, strings: Mapping[str, str], vocabulary: Vocabulary, number: int) -> None:
        self._strings = strings
        self._macros = {name: Borrowed(raw, "", True) for name, raw in strings.items()}
        self._fields = list(vocabulary.known)
        self._maker = RecordMaker(vocabulary, number)

    def made(self, excerpt: Excerpt, parents: Excerpt) -> Made | None:
        """What is made of *excerpt*, whose entries may inherit from those of *parents*.

        None where their units cannot be read by themselves.
        """
        library = read(excerpt, self._strings)
        inherited = read(parents, self._strings)
        if library is None or inherited is None:
            return None
        above = beside(inherited, Neighbours(self._macros))
        return self.made_of(excerpt, beside(library, Neighbours(self._macros, (above,), 1)))

    def made_of(self, excerpt: Excerpt, library: Library) -> Made:
        """The same of an *excerpt* that has been read to *library*."""
        entries = list(library.entries)
        units = [excerpt.unit(entry.span.start) for entry in entries]
        records = [
            _placed(record, excerpt, unit)
            for record, unit in zip(self._maker.records(library), units, strict=True)
        ]
        counts = array("Q", bytes(8 * len(excerpt.ends)))
        for unit in units:
            counts[unit] += 1
        return Made(
            parts(records, self._fields, *digests_and_origins(excerpt, library), in_part=True),
            counts,
            [_fault(problem, excerpt) for problem in library.problems],
            Counter(values_stated(records)),
            needed(library),
        )


def digests_and_origins(excerpt: Excerpt, library: Library) -> tuple[bytes, bytes]:
    """What `Parts` has of each entry of *library*, which *excerpt* was read to."""
    whole = _whole_units(library, excerpt)
    digests, origins = bytearray(), bytearray()
    for entry in library.entries:
        unit = whole.get(entry.span.start, -1)
        digests += excerpt.digests[DIGEST * unit : DIGEST * (unit + 1)] if unit >= 0 else NO_DIGEST
        origins.append(_origin(entry))
    return bytes(digests), bytes(origins)


def read(excerpt: Excerpt, strings: Mapping[str, str] | None) -> Library | None:
    """The blocks of *excerpt*, as `read_units` gives them."""
    return read_units(excerpt.text, excerpt.ends, excerpt.line, strings)


def _fault(problem: Problem, excerpt: Excerpt) -> tuple[Span, Fault]:
    start, end = problem.span
    place = excerpt.place(start)
    fault = Fault(excerpt.line(start), problem.reason, problem.lost)
    return Span(place, place + end - start), fault


def _whole_units(library: Library, excerpt: Excerpt) -> dict[int, int]:
    """The units that are one entry without a problem, by the offset at which it begins."""
    several = {excerpt.unit(problem.span.start) for problem in library.problems}
    found: dict[int, int] = {}
    for block in library.blocks:
        start = block.span.start
        unit = excerpt.unit(start)
        if unit in found or start != excerpt.start(unit):
            several.add(unit)
        found[unit] = start
    return {start: unit for unit, start in found.items() if unit not in several}


def _placed(record: Record, excerpt: Excerpt, unit: int) -> Record:
    """*record*, made from *excerpt*, with its place in the file."""
    later = excerpt.places[unit] - excerpt.start(unit)
    line = excerpt.line(record.start)
    key = provisional_key(line) if record.keyless else record.key
    return record._replace(key=key, line=line, start=record.start + later, end=record.end + later)


def _origin(entry: Entry) -> int:
    """What *entry* owes to others: `ALONE`, `BY_MACROS`, or, perhaps besides, `BY_PARENTS`."""
    if entry.field("crossref"):
        return BY_PARENTS
    for field in entry.fields:
        raw = field.raw
        if "#" in raw or not (raw[:1] in ("{", '"') or raw.isdigit()):
            return BY_MACROS
    return ALONE
