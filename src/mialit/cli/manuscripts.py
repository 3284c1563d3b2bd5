"""The manuscript that a call names: its bibliographies, and what it cites of them."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mialit.cli.console import Console
from mialit.errors import FileProblem
from mialit.storage.sources import STANDARD_INPUT, Source, distinct, place_of
from mialit.text.phrases import counted

if TYPE_CHECKING:  # where entries are chosen by what a manuscript cites, nothing is checked
    from mialit.checking.findings import Citing
    from mialit.manuscript import Manuscript

_NOTES = 20  # on one manuscript that are said
_HEAD = 1024  # bytes that tell what else a file is


class Asked(NamedTuple):
    """The files of the manuscript: `bibliographies` are read, `cited` says what is cited of them.

    Bibliographies that the call itself names belong to each of the manuscripts that cite.
    """

    bibliographies: Sequence[Source]
    cited: "Sequence[Citing]"


def read(name: str) -> "tuple[Manuscript, list[str]]":
    """The manuscript *name* and the notes on it, many of them cut short.

    Raises FileProblem where it cannot be read.
    """
    from mialit import manuscript

    found = manuscript.read(Path(name))
    notes = [str(note) for note in found.notes[:_NOTES]]
    if len(found.notes) > _NOTES:
        notes.append(f"{name}: {counted(len(found.notes) - _NOTES, 'more note')}")
    return found, notes


def asked(names: Iterable[str], console: Console) -> Asked:
    """What the files *names* are and lead to. Raises FileProblem where one is missing."""
    from mialit.checking.findings import Citing

    named: list[Source] = []
    led_to: list[tuple[Manuscript, list[Source]]] = []
    for name in names:
        if name == STANDARD_INPUT:
            named.append(Source("standard input", None))
        elif _is_latex(name):
            led_to.append(_with_bibliographies(name, console))
        else:
            _look_at(name)
            named.append(Source(name, Path(name)))
    every = distinct([*named, *(source for _, own in led_to for source in own)])
    if not every:
        raise FileProblem(f"{led_to[0][0].name}: names no bibliography; name its .bib file as well")
    cited: list[Citing] = []
    for manuscript, own in led_to:
        places = {*map(place_of, (*named, *own))}
        numbers = (number for number, source in enumerate(every) if place_of(source) in places)
        cited.append(Citing(manuscript, frozenset(numbers)))
    return Asked(every, cited)


def _is_latex(name: str) -> bool:
    """Whether *name* is of a file that leads to bibliographies, and is none."""
    path = Path(name)
    if path.suffix.lower() == ".bib" or not name:
        return False
    from mialit import manuscript  # which most runs do without

    return manuscript.is_source(path)


def _look_at(name: str) -> None:
    """Raises FileProblem where there is no file *name*, or it is something other than BibTeX."""
    path = Path(name)
    try:
        if name and not os.path.lexists(name):
            others = (path.with_suffix(ending) for ending in (".bib", ".tex", ".aux", ".bcf"))
            near = next((other for other in others if os.path.lexists(other)), None)
            raise FileProblem(f"{name}: no such file{f'; there is {near}' if near else ''}")
        if path.suffix.lower() != ".bib" and path.is_file():
            with path.open("rb") as file:
                head = file.read(_HEAD)
            if head.startswith(b"%PDF") or b"\0" in head[4:]:
                raise FileProblem(f"{name}: is no .bib, .tex, .aux or .bcf file")
    except (OSError, ValueError):
        return  # reading it says why it cannot be used


def _with_bibliographies(name: str, console: Console) -> "tuple[Manuscript, list[Source]]":
    from mialit import manuscript

    found, notes = read(name)
    console.say(*notes)
    paths = manuscript.existing(found.bibliographies)
    return found, [Source(str(path), path) for path in paths]
