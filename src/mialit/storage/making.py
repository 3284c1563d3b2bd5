"""Makes of an excerpt of a file what is stored of it: the records, packed, and the faults."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mialit.bibtex.model import Borrowed, Library, Neighbours, Problem, Span, provisional_key
from mialit.bibtex.neighbours import beside, needed
from mialit.records.build import RecordMaker
from mialit.records.model import Record, values_stated
from mialit.storage.cache import Fault
from mialit.storage.cache_format import Parts, parts
from mialit.storage.excerpts import Excerpt, read
from mialit.storage.taking_over import digests_and_origins
from mialit.vocabulary.model import Vocabulary


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


def _fault(problem: Problem, excerpt: Excerpt) -> tuple[Span, Fault]:
    start, end = problem.span
    place = excerpt.place(start)
    fault = Fault(excerpt.line(start), problem.reason, problem.lost)
    return Span(place, place + end - start), fault


def _placed(record: Record, excerpt: Excerpt, unit: int) -> Record:
    """*record*, made from *excerpt*, with its place in the file."""
    later = excerpt.places[unit] - excerpt.start(unit)
    line = excerpt.line(record.start)
    key = provisional_key(line) if record.keyless else record.key
    return record._replace(key=key, line=line, start=record.start + later, end=record.end + later)
