"""What a command asks: the records of the chosen files, with their vocabulary and their faults."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mialit import sources
from mialit.index import records
from mialit.model import Entry, Library, Problem
from mialit.record import Record
from mialit.schema import Schema
from mialit.sources import Source
from mialit.text import clean


@dataclass(frozen=True)
class Catalogue:
    """Files that were read together. A record's `source` is its place in `sources`."""

    sources: tuple[Source, ...]
    libraries: tuple[Library, ...]
    schema: Schema
    records: tuple[Record, ...]

    @property
    def name(self) -> str:
        """What the closing line calls the files."""
        return ", ".join(clean(source.name) for source in self.sources)

    @property
    def problems(self) -> list[tuple[Library, Problem]]:
        """The faults of all files, blocks that could not be read at all first."""
        found = [(library, fault) for library in self.libraries for fault in library.problems]
        return sorted(found, key=lambda pair: not pair[1].lost)

    def entries(self, chosen: Iterable[Record]) -> list[tuple[Library, Entry]]:
        """The entries the *chosen* records were made of, each with its file, in their order."""
        by_place = {
            (number, entry.span.start): (library, entry)
            for number, library in enumerate(self.libraries)
            for entry in library.entries
        }
        return [by_place[record.source, record.start] for record in chosen]


def load(asked: Sequence[Source]) -> Catalogue:
    """Reads *asked*. Raises FileProblem when one of the files cannot be used."""
    schema = sources.schema(asked)
    libraries = tuple(sources.library(source) for source in asked)
    return Catalogue(
        sources=tuple(asked),
        libraries=libraries,
        schema=schema,
        records=tuple(
            record
            for number, library in enumerate(libraries)
            for record in records(library, schema, number)
        ),
    )
