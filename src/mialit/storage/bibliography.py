"""What a command asks: the records of the chosen files, with their vocabulary and their faults."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from mialit.errors import FileProblem
from mialit.records.model import Record
from mialit.storage import sources
from mialit.storage.cache import NO_CACHE, Cache, Fault, digest
from mialit.storage.sources import Source
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from mialit.bibtex.model import Entry, Library

_ENCODING = (
    "is not UTF-8; read as Windows-1252, of which Latin-1 is a part; "
    "to convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW"
)
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
    ) -> None:
        self.sources = tuple(files)
        self.vocabulary = vocabulary
        self.records = records
        self.faults = faults
        self._read = read

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

    @cached_property
    def libraries(self) -> "tuple[Library, ...]":
        """The files as they are written. Raises FileProblem where one cannot be read any more."""
        return tuple(
            library or read_library(source, sources.load(source))
            for library, source in zip(self._read, self.sources, strict=True)
        )

    def entries(self, chosen: Iterable[Record]) -> "list[tuple[Library, Entry]]":
        """The entries the *chosen* records were made of, each with its file, in their order.

        Raises FileProblem where a file changed after its records were made.
        """
        by_place = {
            (number, entry.span.start, clean(entry.key)): (library, entry)
            for number, library in enumerate(self.libraries)
            for entry in library.entries
        }
        try:
            return [by_place[record.source, record.start, record.key] for record in chosen]
        except KeyError:
            raise FileProblem(f"{self.name}: changed while it was read; try again") from None


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
    stored = [
        cache.find(source.path, text, number) if source.path else None
        for number, source in enumerate(asked)
    ]
    known = next((item.vocabulary for item in stored if item), None)
    vocabulary = known or beside.read()
    present: dict[str, None] = {}
    parts: list[Sequence[Record]] = []
    faults: list[Sequence[Fault]] = []
    libraries: list[Library | None] = []
    for number, (source, item) in enumerate(zip(asked, stored, strict=True)):
        if item is None:
            with without_collection():
                data, status = sources.load_with_state(source)
                content = digest(data)
                library = read_library(source, data)
                del data  # it is as large as the file, and read
                parts.append(_records(library, vocabulary, number, progress))
                own = vocabulary.of_entries(_present(parts[-1]))
                faults.append(faults_of(library))
                again = source.path is not None and status is not None
                libraries.append(library if keep_files or not again else None)
                del library  # before the records are stored, which needs memory of its own
                if source.path is not None and status is not None:
                    made = own, parts[-1], faults[-1]
                    cache.store(source.path, status, content, text, made)
        else:
            own = item.vocabulary
            libraries.append(None)
            parts.append(item.records)
            faults.append(item.faults)
        present.update(dict.fromkeys(own.fields))
    vocabulary = vocabulary.of_entries(present)
    records = parts[0] if len(parts) == 1 else list(chain.from_iterable(parts))
    return Catalogue(asked, vocabulary, records, faults, libraries)


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


def _present(records: Sequence[Record]) -> Iterator[str]:
    """The fields that *records* have a value of, each as often as it occurs."""
    return (name for record in records for name, values in record.values.items() if values)


def faults_of(library: "Library") -> list[Fault]:
    """The faults of *library*; blocks that could not be read at all first.

    One of the whole file, that it is not UTF-8, is before them and has the line 0.
    """
    whole = [Fault(0, _ENCODING, lost=False)] if library.encoding == "unknown-8bit" else []
    return [*whole, *_syntax_faults(library)]


def _syntax_faults(library: "Library") -> list[Fault]:
    ordered = sorted(library.problems, key=lambda problem: not problem.lost)
    return [Fault(library.line(item.span), item.reason, item.lost) for item in ordered]


def read_library(source: Source, data: bytes) -> "Library":
    """*source*, read. Raises FileProblem for a file that holds no bibliography.

    A file without entries is an empty list as long as it holds nothing else than blanks,
    `%` lines, comments, `@string`s and `@preamble`s.
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


def _holds_something(library: "Library") -> bool:
    """Whether anything stands in a file that neither BibTeX nor a person means as a comment."""
    from mialit.bibtex.model import Broken

    end = 0
    between = []
    for block in library.blocks:
        between.append(library.text[end : block.span.start])
        end = block.span.end
    between.append(library.text[end:])
    lines = "\n".join(between).lstrip("\ufeff").splitlines()
    return any(isinstance(block, Broken) for block in library.blocks) or any(
        line.strip() and not line.lstrip().startswith("%") for line in lines
    )
