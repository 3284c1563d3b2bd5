"""What a manuscript says of its citations: keys, places, bibliographies, and what was not read."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from mialit.errors import FileProblem


class Place(NamedTuple):
    """Where something stands in a file, line and column from 1; it is written `file:line`."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Citation(NamedTuple):
    """One key that a command cites, and where the key stands.

    `printed` is false for `\\nocite`, which lists an entry and prints nothing. `certain` is false
    where the command is known by nothing but the word `cite` in its name: that its argument is a
    key is then a guess.
    """

    key: str
    file: str
    line: int
    column: int
    printed: bool = True
    certain: bool = True

    @property
    def place(self) -> Place:
        """Where the key stands."""
        return Place(self.file, self.line, self.column)


class Bibliography(NamedTuple):
    """A .bib file that a manuscript names, and where. The file need not exist.

    `written_at` is the place of the environment `filecontents` that LaTeX writes it from, if any.
    """

    path: Path
    named_at: Place
    written_at: Place | None = None

    @property
    def exists(self) -> bool:
        """Whether the file is there."""
        try:
            return self.path.exists()
        except (OSError, ValueError):  # of a name that no file can have
            return False


class Note(NamedTuple):
    """What a reader of a manuscript should know: something that was not read, and why."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True)
class Manuscript:
    """A manuscript, as far as it cites.

    `citations` are all, in citing order, also those of one key. `everything_at` is where the whole
    bibliography is cited (`\\nocite{*}`), if it is. `folds_case` says that BibTeX makes the
    bibliography, which takes keys that differ in case alone for one; biber does not. `items` are
    the keys of which the text itself has the entry (`\\bibitem`).
    """

    name: str
    citations: tuple[Citation, ...] = ()
    everything_at: Place | None = None
    bibliographies: tuple[Bibliography, ...] = ()
    notes: tuple[Note, ...] = ()
    folds_case: bool = True
    items: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether the whole bibliography is cited."""
        return self.everything_at is not None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The cited keys, each once, in the order of their first citations."""
        return tuple(dict.fromkeys(citation.key for citation in self.citations))

    @cached_property
    def first_citations(self) -> dict[str, Citation]:
        """The first citation of each key; a certain one where there is one."""
        found: dict[str, Citation] = {}
        for citation in self.citations:
            known = found.setdefault(citation.key, citation)
            if citation.certain and not known.certain:
                found[citation.key] = citation
        return found


def existing(bibliographies: Iterable[Bibliography]) -> list[Path]:
    """The files of *bibliographies*. Raises FileProblem where one is missing."""
    paths = []
    missing = []
    for each in bibliographies:
        if each.exists:
            paths.append(each.path)
        elif each.written_at is not None:
            missing.append(
                f"{each.named_at}: {each.path}: no such file yet; LaTeX writes it from "
                f"{each.written_at}: run LaTeX first"
            )
        else:
            missing.append(
                f"{each.named_at}: {each.path}: no such file{_near(each.path)}; names count from "
                "the folder of the main file"
            )
    if missing:
        raise FileProblem("\n".join(missing))
    return paths


def _near(path: Path) -> str:
    """The hint that a .bib file beside the missing *path* is meant; "" where none is near."""
    from mialit.text.phrases import perhaps
    from mialit.text.similarity import nearest

    try:
        known = sorted(each.stem for each in path.parent.glob("*.bib"))
    except (OSError, ValueError):
        return ""
    return perhaps(nearest(path.stem, known[:1000]), "{}.bib".format)
