"""Reads a file unit by unit, and takes over from an earlier list what has not changed.

Units that are neither known nor in the frame (`frame`) are read in batches, in several processes
where that is worth it. All comes together in one list, in the order of the file.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from mialit.bibtex.model import Span
from mialit.bibtex.outline import Outline, outlined
from mialit.records.model import values_stated
from mialit.storage.bibliography import Progress
from mialit.storage.cache import Fault, Macros, Stored, Units
from mialit.storage.cache_format import Parts, numbers_of
from mialit.storage.excerpts import Excerpt
from mialit.storage.file_parts import FileParts
from mialit.storage.frame import Frame, excerpt_of, framed
from mialit.storage.joining import Joined
from mialit.storage.making import Context, Made
from mialit.storage.taking_over import (
    IN_BATCH,
    IN_FRAME,
    TAKEN,
    Plan,
    digests_of_context,
    planned,
)
from mialit.vocabulary.model import Vocabulary, from_plain, to_plain

_BATCH = 1 << 18  # bytes of units that are read together
_LARGE = 1 << 21  # bytes to be read from which on other processes are asked to help
_REPORTED = 500  # units between two reports of progress


class ReadByUnits(NamedTuple):
    """What a file says, its records packed, and what is stored beside them."""

    parts: Parts
    faults: list[Fault]
    macros: Macros
    units: Units
    content: str
    encoding: str
    refers_elsewhere: bool


def read(
    file: FileParts,
    vocabulary: Vocabulary,
    number: int,
    earlier: Stored | None,
    progress: Progress | None,
) -> ReadByUnits | None:
    """*file*, read. *earlier* is the stored list of what it was, with the same *vocabulary*.

    *number* is the one its records carry. None where the file has to be read as a whole. Raises
    ChangedMeanwhileError.
    """
    content = hashlib.sha256()
    outline = outlined(_hashed(file.windows(), content.update))
    frame = framed(file, outline) if outline else None
    if outline is None or frame is None:
        return None
    strings = frame.library.defined
    units = Units(*digests_of_context(outline, strings), {})
    plan = planned(outline, frame.units, earlier, units)
    setup = _Setup(json.dumps(to_plain(vocabulary)), tuple(strings.items()), number)
    work = (
        _Work(setup, *_excerpts(file, outline, frame, batch))
        for batch in _batches(outline, plan.ways)
    )
    of_frame = _context(setup).made_of(frame.excerpt, frame.library)
    gathered = _Gathered(outline, plan, earlier)
    if not gathered.take(of_frame, _results(work, outline, plan.ways), progress):
        return None
    parts = gathered.joined.parts()
    if not len(parts.years):  # what holds no entry may be no list at all
        return None
    return ReadByUnits(
        parts,
        gathered.faults(),
        Macros(dict(strings), sorted(gathered.needed.difference(strings))),
        units._replace(stated=gathered.stated()),
        content.hexdigest(),
        outline.encoding,
        _refers_elsewhere(outline, frame),
    )


def _refers_elsewhere(outline: Outline, frame: Frame) -> bool:
    """Whether an entry refers to one that the file does not have."""
    wanted = set().union(*outline.refers.values())
    wanted.difference_update(entry.key.lower() for entry in frame.library.entries)
    return bool(wanted)  # since what is referred to is in the frame


def _hashed(windows: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for window in windows:
        update(window)
        yield window


def _batches(outline: Outline, ways: bytearray) -> Iterator[list[int]]:
    """The units that are read in batches, batch by batch."""
    batch: list[int] = []
    size = 0
    for unit, way in enumerate(ways):
        if way == IN_BATCH:
            batch.append(unit)
            size += outline.starts[unit + 1] - outline.starts[unit]
            if size >= _BATCH:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _excerpts(
    file: FileParts, outline: Outline, frame: Frame, batch: Sequence[int]
) -> tuple[Excerpt, Excerpt]:
    """The excerpt of a *batch* of units, and that of what their entries inherit from."""
    keys = {key for unit in batch if outline.refers for key in outline.refers.get(unit, ())}
    parents = frame.parents(keys)
    return excerpt_of(file, outline, batch), excerpt_of(file, outline, parents)


class _Setup(NamedTuple):
    """What all batches are read with: the vocabulary (JSON), the macros, the file's number."""

    vocabulary: str
    strings: tuple[tuple[str, str], ...]
    number: int


class _Work(NamedTuple):
    """A batch, and what it is read with."""

    setup: _Setup
    batch: Excerpt
    parents: Excerpt


@lru_cache(maxsize=1)  # each process makes it once
def _context(setup: _Setup) -> Context:
    vocabulary = from_plain(json.loads(setup.vocabulary))
    return Context(dict(setup.strings), vocabulary, setup.number)


def _made(work: _Work) -> Made | None:
    return _context(work.setup).made(work.batch, work.parents)


def _results(work: Iterable[_Work], outline: Outline, ways: bytearray) -> Iterator[Made | None]:
    """What is made of the batches, in their order."""
    sizes = (
        outline.starts[unit + 1] - outline.starts[unit]
        for unit, way in enumerate(ways)
        if way == IN_BATCH
    )
    if sum(sizes) < _LARGE:
        return map(_made, work)
    from mialit.storage import processes  # which small files do without

    return processes.each(_made, work) if processes.cores() > 1 else map(_made, work)


class _Rows:
    """The rows that are made of the frame, or of the batches, unit by unit in their order."""

    def __init__(self, results: Iterator[Made | None], note: Callable[[Made], None]) -> None:
        self._results = results
        self._note = note
        self._counts: Sequence[int] = ()
        self._unit = 0
        self._row = 0

    def add(self, units: int, joined: Joined) -> bool:
        """Adds the rows of so many *units*; False where a result is missing."""
        while units:
            if self._unit == len(self._counts):
                made = next(self._results)
                if made is None:
                    return False
                self._note(made)
                self._parts, self._counts, self._unit, self._row = made.parts, made.counts, 0, 0
            behind = min(self._unit + units, len(self._counts))
            rows = sum(self._counts[self._unit : behind])
            joined.add(self._parts, self._row, self._row + rows)
            units -= behind - self._unit
            self._unit, self._row = behind, self._row + rows
        return True


class _Gathered:
    """What comes together of a file that is read by units."""

    def __init__(self, outline: Outline, plan: Plan, earlier: Stored | None) -> None:
        self.joined = Joined()
        self.needed = set(earlier.macros().needed) if earlier else set()
        self._outline = outline
        self._plan = plan
        self._earlier = earlier
        self._faults: list[tuple[Span, Fault]] = []
        self._stated: Counter[str] = Counter()

    def take(
        self, of_frame: Made, results: Iterator[Made | None], progress: Progress | None
    ) -> bool:
        """Takes all units in their order; False where a batch cannot be read by itself."""
        made = {
            IN_FRAME: _Rows(iter((of_frame,)), self._note),
            IN_BATCH: _Rows(results, self._note),
        }
        total = len(self._outline)
        unit = 0
        for way, group in groupby(self._plan.ways):
            behind = unit + sum(1 for _ in group)
            if way == TAKEN:
                self._take_over(unit, behind)
            while way != TAKEN and unit < behind:
                some = min(behind - unit, _REPORTED)
                if not made[way].add(some, self.joined):
                    return False
                unit += some
                if progress:
                    progress(unit, total)
            unit = behind
        return next(results, None) is None  # and the processes have ended

    def _take_over(self, unit: int, behind: int) -> None:
        """Adds the rows that the units from *unit* up to *behind* are known to make."""
        assert self._earlier  # noqa: S101
        parts = self._earlier.records.parts
        starts, lines = numbers_of(parts.starts), numbers_of(parts.lines)
        known, places = self._plan.known, self._outline.places
        while unit < behind:
            row = known[unit]
            later = places[unit] - starts[row]
            end = unit + 1
            # As much later means, of neighbours, that they were neighbours: the lines go along.
            while (
                end < behind
                and known[end] == known[end - 1] + 1
                and (places[end] - starts[known[end]] == later)
            ):
                end += 1
            lines_later = self._outline.lines[unit] - lines[row]
            self.joined.add(parts, row, row + end - unit, later, lines_later)
            unit = end

    def _note(self, made: Made) -> None:
        self._faults += made.faults
        self._stated += made.stated
        self.needed.update(made.needed)

    def faults(self) -> list[Fault]:
        """The faults in the order of the file."""
        return [fault for _, fault in sorted(self._faults, key=lambda each: each[0])]

    def stated(self) -> dict[str, int]:
        """How many records have values of each field."""
        counts = Counter(self._stated)
        if self._earlier:
            counts.update(self._earlier.units.stated)
            records = self._earlier.records
            gone = set(range(len(records))).difference(self._plan.known)
            counts.subtract(values_stated(records[row] for row in gone))
        return {name: count for name, count in counts.items() if count}
