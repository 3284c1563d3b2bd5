"""Which file is asked, and reading it: option, variable, folder, bundled list, in that order."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mialit import schema as vocabulary
from mialit.bibtex import read
from mialit.errors import FileProblem
from mialit.model import Broken, Library
from mialit.schema import Schema

STANDARD_INPUT = "-"
NAME = "papers.bib"
VARIABLE = "MIALIT_BIB"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be asked. `name` is what messages call it; `path` is None for standard input.

    `bundled` marks the copy that comes with the program and is never written.
    """

    name: str
    path: Path | None
    bundled: bool = False


def bundled() -> Path:
    """The list that comes with the program.

    A wheel carries it inside the package; a source tree and an editable install have the one at
    the project's top level.
    """
    inside = Path(__file__).parent / "data" / NAME
    return inside if inside.is_file() else Path(__file__).parents[2] / NAME


def choose(asked: Sequence[str], environment: Mapping[str, str], folder: Path) -> list[Source]:
    """The files to be asked: *asked* (`--bib`), else MIALIT_BIB, else `papers.bib` near *folder*.

    Near is in *folder* or, inside a repository, in a parent up to the repository's root. Where
    there is none, the bundled list. MIALIT_BIB may name several, separated as PATH is.
    """
    stated = list(asked) or [
        part for part in environment.get(VARIABLE, "").split(os.pathsep) if part
    ]
    if stated:
        return [_named(name) for name in dict.fromkeys(stated)]
    found = _nearby(folder)
    if found is not None:
        return [Source(os.path.relpath(found, folder), found)]
    return [Source(f"the bundled {NAME}", bundled(), bundled=True)]


def _named(name: str) -> Source:
    if name == STANDARD_INPUT:
        return Source("standard input", None)
    return Source(name, Path(name))


def _nearby(folder: Path) -> Path | None:
    candidates = []
    for parent in (folder, *folder.parents):
        candidates.append(parent / NAME)
        if (parent / ".git").exists():
            break
    else:
        del candidates[1:]
    return next((path for path in candidates if path.is_file()), None)


def load(source: Source) -> bytes:
    """The bytes of *source*. Raises FileProblem when it cannot be read."""
    if source.path is None and sys.stdin is None:
        raise FileProblem(f"{source.name}: is closed; pipe a .bib file into it")
    try:
        return sys.stdin.buffer.read() if source.path is None else source.path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"{source.name}: no such file; see --bib and {VARIABLE}") from None
    except IsADirectoryError:
        raise FileProblem(f"{source.name}: is a folder; name a .bib file") from None
    except OSError as error:
        raise FileProblem(f"{source.name}: cannot be read: {error.strerror}") from None


def library(source: Source) -> Library:
    """*source*, read. Raises FileProblem for a file that is unreadable or holds no bibliography.

    A file without entries is an empty list as long as it holds nothing else than blanks,
    `%` lines, comments, `@string`s and `@preamble`s.
    """
    result = read(load(source), source.name)
    if not any(True for _ in result.entries) and _holds_something(result):
        faults = [
            f"\n  {source.name}:{result.line(problem.span)}: {problem.reason}"
            for problem in result.problems[:3]
        ]
        raise FileProblem(
            f"{source.name}: holds text but no BibTeX entry; "
            f"an entry begins a line with @article{{key,{''.join(faults)}"
        )
    return result


def _holds_something(library: Library) -> bool:
    """Whether anything stands in a file that neither BibTeX nor a person means as a comment."""
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


def schema(sources: Sequence[Source]) -> Schema:
    """The vocabulary beside the first of *sources* that has one, else the bundled one."""
    paths = [
        source.path.with_suffix(".toml") for source in sources if source.path and source.path.name
    ]
    path = next((path for path in paths if path.is_file()), bundled().with_suffix(".toml"))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(f"{path}: the vocabulary cannot be read: {error}") from None
    return vocabulary.parse(text, str(path))
