"""Reads the files of a catalogue that the cache does not have as they are."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from mialit.records.model import Record, values_stated
from mialit.storage import file_parts, sources
from mialit.storage.bibliography import Catalogue, Progress
from mialit.storage.cache import (
    UNUSABLE,
    Cache,
    Fault,
    Macros,
    Stored,
    Together,
    ToStore,
    Units,
    digest,
)
from mialit.storage.libraries import faults_of, ordered, read_library, without_collection
from mialit.storage.sources import Source, VocabularyFile
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from mialit.bibtex.model import Library

_REPORTED = 500  # entries between two reports of progress


def load(
    asked: Sequence[Source],
    known: Sequence[Stored | None],
    beside: VocabularyFile,
    cache: Cache,
    progress: Progress | None,
    *,
    keep_files: bool,
) -> Catalogue:
    """What `bibliography.load` gives; *known* is what the cache has of *asked*.

    *beside* is the vocabulary that they are read with.
    """
    text = beside.identity
    files = [
        _File(source, number, stored)
        for number, (source, stored) in enumerate(zip(asked, known, strict=True))
    ]
    vocabulary = next((each.vocabulary for each in known if each), None) or beside.read()
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
    if library is not None and file_parts.is_worth_units(file.source.path):
        from mialit.storage.taking_over import of_whole

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
    if file.stored is not None or path is None or not file_parts.is_worth_units(path):
        return None
    from mialit.storage import reading
    from mialit.storage.cache_format import StoredRecords, wide_checksum

    earlier = file.known if file.known and file.known.records.is_sound() else None
    try:
        with without_collection(), file_parts.opened(file.source) as opened:
            try:
                read = reading.read(opened, vocabulary, file.number, earlier, progress)
            except UNUSABLE:
                if earlier is None:
                    raise
                # The earlier list is none that this program has stored.
                read = reading.read(opened, vocabulary, file.number, None, progress)
            status = opened.state()
    except file_parts.ChangedMeanwhileError:
        return None
    if read is None:
        return None
    own = vocabulary.of_entries(read.units.stated)
    records = StoredRecords(read.parts, list(own.known), file.number, wide_checksum(read.parts))
    faults = ordered(read.faults, read.encoding)
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
