"""Holds what a manuscript cites against its bibliographies: unknown keys, uncited entries."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mialit.bibtex.crossref import listed_keys
from mialit.bibtex.field_names import REFERENCES
from mialit.bibtex.model import Entry, Library
from mialit.manuscript.model import Citation, Manuscript

# Entries of these types are never cited themselves: they hold fields of others, or options.
_NEVER_CITED = frozenset(["xdata", "control", "ieeetranbstctl"])


class Uncited(NamedTuple):
    """An entry that a manuscript does not cite."""

    library: Library
    entry: Entry


class Compared(NamedTuple):
    """The first citation of each key that no bibliography has, and the entries never cited.

    `near` has for an unknown key the key of an entry that differs from it in case alone, which
    biber, unlike BibTeX, does not find.
    """

    undefined: tuple[Citation, ...]
    uncited: tuple[Uncited, ...]
    near: dict[str, str]


def compare(manuscript: Manuscript, libraries: Sequence[Library]) -> Compared:
    """What *manuscript* cites against the entries of *libraries*, its bibliographies.

    A guessed citation defines nothing and misses nothing, but counts as one of its entry. Keys are
    compared as the program does that makes the bibliography: BibTeX without case, and it knows no
    other keys (`ids`); biber with case. An entry counts as cited, too, where a cited one refers to
    it by `crossref`, `xref`, `xdata`, `related` or `entryset`, and each does with `\\nocite{*}`.
    """
    folded = manuscript.folds_case
    present: dict[str, list[tuple[Library, Entry]]] = {}
    own: dict[str, str] = {}
    for library in libraries:
        for entry in library.entries:
            present.setdefault(_form(entry.key, folded), []).append((library, entry))
            own.setdefault(entry.key.lower(), entry.key)
    if not folded:
        for library in libraries:
            for entry in library.entries:
                for key in listed_keys(library, entry, "ids"):
                    present.setdefault(key, []).append((library, entry))
    undefined = tuple(
        citation
        for citation in manuscript.first_citations.values()
        if citation.certain and _form(citation.key, folded) not in present
    )
    near = {
        citation.key: own[citation.key.lower()]
        for citation in undefined
        if citation.key.lower() in own
    }
    if manuscript.everything:
        return Compared(undefined, (), near)
    cited = _with_their_references((_form(key, folded) for key in manuscript.keys), present, folded)
    uncited = tuple(
        Uncited(library, entry)
        for library in libraries
        for entry in library.entries
        if id(entry) not in cited and entry.key and entry.type not in _NEVER_CITED
    )
    return Compared(undefined, uncited, near)


def _form(key: str, folded: bool) -> str:
    return key.lower() if folded else key


def _with_their_references(
    keys: Iterable[str], present: dict[str, list[tuple[Library, Entry]]], folded: bool
) -> set[int]:
    """The identities of the entries that *keys* cite, and of those that these refer to."""
    found: set[int] = set()
    waiting = [pair for key in keys for pair in present.get(key, ())]
    while waiting:
        library, entry = waiting.pop()
        if id(entry) in found:
            continue
        found.add(id(entry))
        for key in _references(library, entry):
            waiting += present.get(_form(key, folded), ())
    return found


def _references(library: Library, entry: Entry) -> Iterator[str]:
    for name in entry.first_fields():
        if name in REFERENCES:
            yield from listed_keys(library, entry, name)
