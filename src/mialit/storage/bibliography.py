"""What a command asks: the records of the chosen files, with their vocabulary and their faults."""

import gc
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from mialit.errors import FileProblem
from mialit.records.model import Record, values_stated
from mialit.storage import sources
from mialit.storage.cache import (
    NO_CACHE,
    Cache,
    Fault,
    Macros,
    Stored,
    Together,
    ToStore,
    Units,
    digest,
)  # fmt: skip
from mialit.storage.sources import Source
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from mialit.bibtex.model import Entry, Library

_ENCODING = (
    "is not UTF-8; read as Windows-1252, of which Latin-1 is a part; "
    "to convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW"
)
_WORTH_UNITS = 1 << 16  # bytes of a file from which on it is read unit by unit
_REPORTED = 500  # entries between two reports of progress

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
        if len(self.sources) > 1 or path is None or not _is_large(path):
            return ()
        if "libraries" in self.__dict__ or any(self._read):
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


def together(libraries: "Sequence[Library]") -> "tuple[Library, ...]":
    """*libraries*, in the order in which they are named, each knowing the others."""
    from mialit.bibtex import neighbours

    return neighbours.together(libraries)


def load(
    asked: Sequence[Source],
    cache: Cache = NO_CACHE,
    progress: Progress | None = None,
    *,
    keep_files: bool = True,
) -> Catalogue:
    """Reads *asked*, from *cache* where it has them. Raises FileProblem for an unusable file.

    Where the records alone are wanted, not to *keep_files* saves a seventh of the memory.
    """
    beside = sources.vocabulary_file(asked)
    text = beside.identity
    files = [
        _File(source, number, cache.find(source.path, text, number) if source.path else None)
        for number, source in enumerate(asked)
    ]
    known = next((file.known.vocabulary for file in files if file.known), None)
    vocabulary = known or beside.read()
    if len(files) == 1 and not keep_files:
        read = _read_by_units(files[0], vocabulary, cache, text, progress)
        if read is not None:
            return read
    _read_what_is_not_stored(files)
    _let_know_each_other(files)
    present: dict[str, None] = {}
    parts: list[Sequence[Record]] = []
    faults: list[Sequence[Fault]] = []
    libraries: list[Library | None] = []
    to_store: list[Callable[[], None]] = []
    for file in files:
        if file.stored is None:
            with without_collection():
                library = file.library
                assert library is not None  # noqa: S101
                parts.append(_records(library, vocabulary, file.number, progress))
                own = vocabulary.of_entries(values_stated(parts[-1]))
                faults.append(faults_of(library))
                kept = library if keep_files or not file.again else None
                libraries.append(kept)
                del library  # its text is large, and what is stored needs memory of its own
                if file.again:
                    made = _Whole(own, parts[-1], faults[-1], file.macros, file.together(files))
                    if len(files) == 1:
                        file.library = None
                    units_of = kept if len(files) == 1 else None
                    to_store.append(partial(_store, cache, file, text, made, units_of))
        else:
            own = file.stored.vocabulary
            libraries.append(None)
            parts.append(file.stored.records)
            faults.append(file.stored.faults)
        present.update(dict.fromkeys(own.fields))
    vocabulary = vocabulary.of_entries(present)
    records = parts[0] if len(parts) == 1 else list(chain.from_iterable(parts))
    return Catalogue(asked, vocabulary, records, faults, libraries, to_store)


class _Whole(NamedTuple):
    """What is stored of a file that was read as a whole."""

    vocabulary: Vocabulary
    records: Sequence[Record]
    faults: Sequence[Fault]
    macros: Macros
    together: Together


def _store(cache: Cache, file: "_File", text: str, made: _Whole, library: "Library | None") -> None:
    """Stores what was *made* of *file*; of *library*, also from which units."""
    if not cache.is_used or file.source.path is None or file.status is None:
        return
    from mialit.storage.cache_format import parts

    origin = None
    if library is not None:
        from mialit.storage.frame import of_whole

        origin = of_whole(library)
    columns, digests = origin if origin else ((b"", b""), ("", ""))
    stated = Counter(values_stated(made.records))
    to_store = ToStore(
        made.vocabulary,
        parts(made.records, list(made.vocabulary.known), *columns),
        made.faults,
        file.content,
        made.macros,
        made.together,
        Units(*digests, stated),
    )
    cache.store(file.source.path, file.status, text, to_store)


def _read_by_units(
    file: "_File", vocabulary: Vocabulary, cache: Cache, text: str, progress: Progress | None
) -> Catalogue | None:
    """The catalogue of *file*, read unit by unit; None where that cannot be, or is not worth it."""
    path = file.source.path
    if file.stored is not None or path is None or not _is_large(path):
        return None
    from mialit.storage import file_parts, reading
    from mialit.storage.cache_format import StoredRecords, wide_checksum

    try:
        with without_collection(), file_parts.opened(file.source) as opened:
            read = reading.read(opened, vocabulary, file.number, file.known, progress)
            status = opened.state()
    except file_parts.ChangedMeanwhileError:
        return None
    if read is None:
        return None
    own = vocabulary.of_entries(read.units.stated)
    records = StoredRecords(read.parts, list(own.known), file.number, wide_checksum(read.parts))
    faults = [*_of_encoding(read.encoding), *_lost_first(read.faults)]
    around = [""] if read.refers_elsewhere else None
    made = ToStore(
        own, read.parts, faults, read.content, read.macros, Together({}, around), read.units
    )
    to_store = [partial(cache.store, path, status, text, made)] if status else []
    return Catalogue([file.source], own, records, [faults], [None], to_store)


class _File:
    """One of the files asked, on its way into a catalogue: its stored list, or itself, read.

    `known` is what the cache has of it, `stored` the same if the file is still what that was made
    of. With `stored`, `library` is there only where another file needs it.
    """

    def __init__(self, source: Source, number: int, known: Stored | None) -> None:
        self.source = source
        self.number = number
        self.known = known
        self.stored = known if known and known.is_current else None
        self.content = self.stored.content if self.stored else ""
        self.status: os.stat_result | None = None
        self.library: Library | None = None
        self.inherits = False  # an entry of it, read, may inherit from another file

    @cached_property
    def macros(self) -> Macros:
        """Its own macros, whichever way they are known."""
        if self.library is None:
            return self.stored.macros() if self.stored else Macros({}, ())
        from mialit.bibtex.neighbours import needed

        return Macros(dict(self.library.defined), needed(self.library))

    @property
    def again(self) -> bool:
        """Whether it can be read again as it was."""
        return self.source.path is not None and self.status is not None

    def read(self) -> None:
        """Reads the file. What was stored goes, unless it was made of the same."""
        from mialit.bibtex.crossref import refers_elsewhere

        with without_collection():
            data, self.status = sources.load_with_state(self.source)
            self.content = digest(data)
            self.library = read_library(self.source, data)
        self.inherits = refers_elsewhere(self.library)
        if self.stored and self.stored.content != self.content:
            self.stored = None
        self.__dict__.pop("macros", None)

    def together(self, files: "Sequence[_File]") -> Together:
        """What its records owe to the other *files*."""
        around = None
        if self.inherits or (self.stored and self.stored.together.around is not None):
            around = [file.content if file is not self else "" for file in files]
        if len(files) == 1:
            return Together({}, around)
        from mialit.bibtex.neighbours import borrowed

        defined = [file.macros.defined for file in files]
        return Together(borrowed(self.number, self.macros.needed, defined), around)


def _let_know_each_other(files: Sequence[_File]) -> None:
    """Gives those of *files* that have been read what the others say."""
    if len(files) == 1 or not any(file.library for file in files):
        return
    from mialit.bibtex.neighbours import knowing_each_other

    names = [file.source.name for file in files]
    defined = [file.macros.defined for file in files]
    libraries = knowing_each_other(names, defined, [file.library for file in files])
    for file, library in zip(files, libraries, strict=True):
        file.library = library


def _read_what_is_not_stored(files: Sequence[_File]) -> None:
    """Reads those of *files* whose stored lists are missing or not as they would be made now.

    Where an entry may inherit from another file, all are read.
    """
    for file in files:
        if file.stored is None:
            file.read()
    if len(files) == 1 and files[0].stored and files[0].stored.together == Together({}, None):
        return
    again = True
    while again:
        again = False
        for file in files:
            if file.stored and file.together(files) != file.stored.together:
                file.stored = None
            wanted = file.stored is None or any(other.inherits for other in files)
            if wanted and file.library is None:
                file.read()
                again = True


@contextmanager
def without_collection() -> Iterator[None]:
    """Keeps Python from looking for cycles among objects that are many, kept, and in none.

    Looking takes a third of the time of reading, and once more at the program's end.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.enable()


def _records(
    library: "Library", vocabulary: Vocabulary, number: int, progress: Progress | None
) -> list[Record]:
    from mialit.records.build import each_record

    total = sum(1 for _ in library.entries)
    result = []
    for record in each_record(library, vocabulary, number):
        result.append(record)
        if progress and len(result) % _REPORTED == 0:
            progress(len(result), total)
    return result


def faults_of(library: "Library") -> list[Fault]:
    """The faults of *library*; blocks that could not be read at all first.

    One of the whole file, that it is not UTF-8, is before them and has the line 0.
    """
    return [*_of_encoding(library.encoding), *_syntax_faults(library)]


def _of_encoding(encoding: str) -> list[Fault]:
    return [Fault(0, _ENCODING, lost=False)] if encoding == "unknown-8bit" else []


def _syntax_faults(library: "Library") -> list[Fault]:
    problems = library.problems
    return _lost_first(
        [Fault(library.line(item.span), item.reason, item.lost) for item in problems]
    )


def _lost_first(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: not fault.lost)


def _is_large(path: "Path") -> bool:
    """Whether a file is large enough for reading it unit by unit to be worth anything."""
    try:
        return path.stat().st_size >= _WORTH_UNITS
    except (OSError, ValueError):  # which reading it says better
        return False


def read_library(source: Source, data: bytes) -> "Library":
    """*source*, read. Raises FileProblem for a file that holds no bibliography.

    A file without entries is an empty list as long as it holds nothing else than blanks,
    `%` lines, comments (in braces or to the end of a line), `@string`s and `@preamble`s. With an
    `@string` it may hold text as well, unless something is damaged: files of macros for others have
    heads.
    """
    from mialit.bibtex.reader import read

    result = read(data, source.name)
    if not any(True for _ in result.entries) and _holds_something(result):
        shown = (
            f"\n  {source.name}:{line}: {reason}" for line, reason, _ in _syntax_faults(result)[:3]
        )
        raise FileProblem(
            f"{source.name}: holds text but no BibTeX entry; "
            f"an entry begins a line with @article{{key,{''.join(shown)}"
        )
    return result


def read_again(source: Source, library: "Library") -> "Library":
    """*source* as it is now, beside the files that *library*, an earlier state, was read with."""
    from mialit.bibtex.neighbours import beside

    return beside(read_library(source, sources.load(source)), library.neighbours)


def _holds_something(library: "Library") -> bool:
    """Whether anything stands in a file that neither BibTeX nor a person means as a comment."""
    if any(problem.lost for problem in library.problems):
        return True
    if any(True for _ in library.definitions):
        return False

    end = 0
    between = []
    for block in library.blocks:
        between.append(library.text[end : block.span.start])
        end = block.span.end
    between.append(library.text[end:])
    lines = "\n".join(between).lstrip("\ufeff").splitlines()
    return any(
        line.strip() and not line.lstrip().lower().startswith(("%", "@comment")) for line in lines
    )
