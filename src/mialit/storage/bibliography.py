"""What a command asks: records of the chosen files, with their vocabulary and their faults."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from mialit.errors import FileProblem
from mialit.records.model import Record
from mialit.storage import sources
from mialit.storage.cache import NO_CACHE, Cache, Fault, Together
from mialit.storage.sources import Source
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from mialit.bibtex.model import Entry, Library

# Told how many of how many entries have been read; 0 of 0 while that is not known.
Progress = Callable[[int, int], None]


class Catalogue:
    """Files that were read together. A record's `source` is its place in `sources`.

    `faults` holds each file's. Records may come from the cache; the files themselves are read
    again where their text is needed.
    """

    def __init__(
        self,
        files: Sequence[Source],
        vocabulary: Vocabulary,
        records: Sequence[Record],
        faults: Sequence[Sequence[Fault]],
        read: Sequence["Library | None"],
        to_store: Iterable[Callable[[], None]] = (),
    ) -> None:
        self.sources = tuple(files)
        self.vocabulary = vocabulary
        self.records = records
        self.faults = faults
        self._read = read
        self._to_store = list(to_store)

    def remember(self) -> None:
        """Stores in the cache what was read anew: for when the answer has been given."""
        while self._to_store:
            self._to_store.pop()()

    @property
    def name(self) -> str:
        """What the closing line calls the files."""
        return ", ".join(self._names)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(clean(source.name) for source in self.sources)

    @property
    def title(self) -> str:
        """What a list is called that does not say so itself: the names of its files.

        It is "" where they have none, as standard input.
        """
        return ", ".join(clean(source.path.stem) for source in self.sources if source.path)

    def source_of(self, record: Record) -> str:
        """What messages call the file that *record* is in."""
        return self._names[record.source]

    def name_of(self, number: int) -> str:
        """What messages call the file that is that *number* of `sources`."""
        return self._names[number]

    @cached_property
    def libraries(self) -> "tuple[Library, ...]":
        """The files as they are written. Raises FileProblem where one cannot be read any more."""
        from mialit.storage.libraries import read_library, together  # with the reader

        read = [
            library or read_library(source, sources.load(source))
            for library, source in zip(self._read, self.sources, strict=True)
        ]
        return together(read)

    def entries(self, chosen: Iterable[Record]) -> "list[tuple[Library, Entry]]":
        """The entries the *chosen* records were made of, each with its file, in their order.

        Raises FileProblem where a file changed after its records were made.
        """
        return self.excerpt(list(chosen))[0]

    def excerpt(
        self, chosen: Sequence[Record], *, whole: bool = False
    ) -> "tuple[list[tuple[Library, Entry]], tuple[Library, ...]]":
        """What `entries` gives, and the files as far as the *chosen* entries need them, or *whole*.

        They need macros, and entries to inherit from. Raises FileProblem where a file changed after
        its records were made.
        """
        libraries = (() if whole else self._in_part(chosen)) or self.libraries
        by_place = {
            (number, entry.span.start, clean(library.key_of(entry))): (library, entry)
            for number, library in enumerate(libraries)
            for entry in library.entries
        }
        try:
            found = [by_place[record.source, record.start, record.key] for record in chosen]
        except KeyError:
            raise FileProblem(f"{self.name}: changed while it was read; try again") from None
        return found, libraries

    def _in_part(self, chosen: Sequence[Record]) -> "tuple[Library, ...]":
        """The file with no other blocks than the *chosen* entries need.

        () where it has been read anyway, is too small for that, or has to be read as a whole, as
        one of several that may inherit from each other.
        """
        path = self.sources[0].path
        if "libraries" in self.__dict__ or any(self._read) or len(self.sources) > 1:
            return ()
        from mialit.storage import file_parts  # with the reader

        if path is None or not file_parts.is_worth_units(path):
            return ()
        from mialit.storage.frame import library_in_part

        data = sources.load(self.sources[0])
        places = (record.start for record in chosen)
        library = library_in_part(self.sources[0].name, data, places)
        return (library,) if library else ()

    def written(
        self, chosen: Sequence[Record], names: Collection[str]
    ) -> Sequence[Mapping[str, str]]:
        """The fields *names* (lower case) of the *chosen* entries: contents as they are written.

        Macros are expanded; what an entry inherits is not there. The reader is asked only where an
        entry's own text does not do. Raises FileProblem where a file changed after its records
        were made.
        """
        if found := self._written(chosen, names):
            return found
        from mialit.bibtex.values import expand  # with patterns that few commands need

        return [
            {
                name: expand(field.raw, library.strings)
                for name, field in entry.first_fields().items()
                if name in names
            }
            for library, entry in self.entries(chosen)
        ]

    def _written(self, chosen: Sequence[Record], names: Collection[str]) -> list[Mapping[str, str]]:
        """The same without the reader; [] where that cannot be, or a file has been read anyway."""
        if "libraries" in self.__dict__ or any(self._read):
            return []
        from mialit.bibtex.entry_source import contents

        texts: dict[int, str] = {}
        found = []
        for record in chosen:
            if record.source not in texts:
                data = sources.load(self.sources[record.source])
                texts[record.source] = data.decode("utf-8", "surrogateescape")
            source = texts[record.source][record.start : record.end]
            made = contents(source, names)
            if made is None or not (record.keyless or record.key in source):
                return []
            found.append(made)
        return found


def load(
    asked: Sequence[Source],
    cache: Cache = NO_CACHE,
    progress: Progress | None = None,
    *,
    keep_files: bool = True,
) -> Catalogue:
    """Reads *asked*, from *cache* where it has them. Raises FileProblem for an unusable file.

    Where the records alone are wanted, not to *keep_files* spares reading large ones as a whole.
    """
    beside = sources.vocabulary_file(asked)
    known = [
        cache.find(source.path, beside.identity, number) if source.path else None
        for number, source in enumerate(asked)
    ]
    stored = known[0]
    if len(known) == 1 and stored and stored.is_current and stored.together == Together({}, None):
        return Catalogue(asked, stored.vocabulary, stored.records, [stored.faults], [None])
    from mialit.storage import loading  # with the reader, which takes longer than most commands

    return loading.load(asked, known, beside, cache, progress, keep_files=keep_files)
