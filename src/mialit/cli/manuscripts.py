"""The manuscript that a call names: its bibliographies, and what it cites of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mialit.cli.console import Console
from mialit.errors import FileProblem
from mialit.storage.sources import STANDARD_INPUT, Source, distinct, place_of

if TYPE_CHECKING:
    from mialit.manuscript import Manuscript


class Asked(NamedTuple):
    """The files of the manuscript: `bibliographies` are read, `cited` says what is cited of them.

    Beside each of the manuscripts that cite stand the numbers of its bibliographies; those that
    the call itself names belong to all.
    """

    bibliographies: Sequence[Source]
    cited: "Sequence[tuple[Manuscript, frozenset[int]]]"


def asked(names: Iterable[str], console: Console) -> Asked:
    """What the files *names* are and lead to. Raises FileProblem where one is missing."""
    named: list[Source] = []
    led_to: list[tuple[Manuscript, list[Source]]] = []
    for name in names:
        if name == STANDARD_INPUT:
            named.append(Source("standard input", None))
        elif _is_latex(name):
            led_to.append(_read(name, console))
        else:
            named.append(Source(name, Path(name)))
    every = distinct([*named, *(source for _, own in led_to for source in own)])
    if not every:
        raise FileProblem(f"{led_to[0][0].name}: names no bibliography; name its .bib file as well")
    cited = []
    for manuscript, own in led_to:
        places = {*map(place_of, (*named, *own))}
        numbers = (number for number, source in enumerate(every) if place_of(source) in places)
        cited.append((manuscript, frozenset(numbers)))
    return Asked(every, cited)


def _is_latex(name: str) -> bool:
    """Whether *name* is of a file that leads to bibliographies, and is none."""
    path = Path(name)
    if path.suffix.lower() == ".bib" or not name:
        return False
    from mialit import manuscript  # which most runs do without

    return manuscript.is_source(path)


def _read(name: str, console: Console) -> "tuple[Manuscript, list[Source]]":
    from mialit import manuscript

    read = manuscript.read(Path(name))
    console.say(*map(str, read.notes))
    return read, [Source(str(path), path) for path in manuscript.existing(read.bibliographies)]
