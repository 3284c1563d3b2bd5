"""Holds what a manuscript cites against its bibliographies: unknown keys, uncited entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mialit.manuscript.model import Citation, Manuscript

# Entries of these types are never cited themselves: they hold fields of others, or options. A set
# is no work either, but is cited in the place of its members.
_NEVER_CITED = frozenset(["xdata", "control", "ieeetranbstctl"])


class Entry(NamedTuple):
    """An entry of a bibliography, as far as its keys go.

    `others` are those of biblatex's field `ids`, `refers` those that `crossref`, `xref`, `xdata`,
    `related` and `entryset` name. `type` is lower case.
    """

    key: str
    type: str = "misc"
    others: Sequence[str] = ()
    refers: Sequence[str] = ()


class Compared(NamedTuple):
    """The first citation of each key that no entry has, and the numbers of entries never cited.

    `near` has for an unknown key that of an entry which differs from it in case alone; biber,
    unlike BibTeX, does not find it.
    """

    undefined: tuple[Citation, ...]
    uncited: tuple[int, ...]
    near: Mapping[str, str]


def compare(manuscript: Manuscript, entries: Sequence[Entry]) -> Compared:
    """What *manuscript* cites against *entries*, those of its bibliographies.

    A guessed citation misses nothing, but counts as one of its entry; a key that has an item in the
    text is defined. Keys are compared as the program does that makes the bibliography: BibTeX
    without case, and it knows no other keys; biber with case. An entry counts as cited, too, where
    a cited one refers to it, and each does with `\\nocite{*}`.
    """
    folded = manuscript.folds_case
    present: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for key in (entry.key,) if folded else (entry.key, *entry.others):
            present.setdefault(_form(key, folded), []).append(number)
    given = {_form(key, folded) for key in manuscript.items}
    undefined = tuple(
        citation
        for citation in manuscript.first_citations.values()
        if citation.certain
        and (form := _form(citation.key, folded)) not in present
        and form not in given
    )
    own = {entry.key.lower(): entry.key for entry in reversed(entries)}
    near = {
        citation.key: own[citation.key.lower()]
        for citation in undefined
        if citation.key.lower() in own
    }
    if manuscript.everything:
        return Compared(undefined, (), near)
    cited = _with_what_they_refer_to(
        (_form(key, folded) for key in manuscript.keys), entries, present, folded
    )
    uncited = tuple(
        number
        for number, entry in enumerate(entries)
        if number not in cited and entry.key and entry.type not in _NEVER_CITED
    )
    return Compared(undefined, uncited, near)


def _form(key: str, folded: bool) -> str:
    return key.lower() if folded else key


def _with_what_they_refer_to(
    keys: Iterable[str],
    entries: Sequence[Entry],
    present: Mapping[str, Sequence[int]],
    folded: bool,
) -> set[int]:
    """The numbers of the entries that *keys* cite, and of those that these refer to."""
    found: set[int] = set()
    waiting = [number for key in keys for number in present.get(key, ())]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            for key in entries[number].refers:
                waiting += present.get(_form(key, folded), ())
    return found
