"""Files as they are written, read as a whole, and what is wrong with them."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mialit.errors import FileProblem
from mialit.storage import sources
from mialit.storage.cache import Fault
from mialit.storage.sources import Source

if TYPE_CHECKING:
    from mialit.bibtex.model import Library

_ENCODING = (
    "is not UTF-8; read as Windows-1252, of which Latin-1 is a part; "
    "to convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW"
)


def together(libraries: "Sequence[Library]") -> "tuple[Library, ...]":
    """*libraries*, in the order in which they are named, each knowing the others."""
    from mialit.bibtex import neighbours

    return neighbours.together(libraries)


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
            f"\n  {source.name}:{line}: {reason}"
            for line, reason, _ in ordered(_syntax_faults(result), "")[:3]
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


def faults_of(library: "Library") -> list[Fault]:
    """The faults of *library*, `ordered`."""
    return ordered(_syntax_faults(library), library.encoding)


def ordered(faults: Sequence[Fault], encoding: str) -> list[Fault]:
    """The *faults* of a file with that *encoding*; blocks that could not be read at all first.

    One of the whole file, that it is not UTF-8, is before them and has the line 0.
    """
    whole = [Fault(0, _ENCODING, lost=False)] if encoding == "unknown-8bit" else []
    return [*whole, *sorted(faults, key=lambda fault: not fault.lost)]


def _syntax_faults(library: "Library") -> list[Fault]:
    return [Fault(library.line(each.span), each.reason, each.lost) for each in library.problems]


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
