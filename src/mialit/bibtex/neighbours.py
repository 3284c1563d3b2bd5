"""Files that are read together: what one gives another, macros and entries to inherit from.

BibTeX reads the files of `\\bibliography{a,b}` one behind the other, and a macro holds from its
definition on. Here a file's own definition holds for all its entries; a macro that it does not
define is that of the nearest file before it that does, else of the first one behind it. In such a
definition, too, a name means what it means in the file that uses the macro. BibTeX's own macros,
the months, are another file's only where that one is named before.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mialit.bibtex.model import Library, Neighbours, StringDefinition


# The names in `values.MONTHS`, which a start need not load for them.
_MONTHS = frozenset(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)


def together(libraries: Sequence["Library"]) -> "tuple[Library, ...]":
    """*libraries*, in the order in which they are named, each knowing the others."""
    names = [library.name for library in libraries]
    knowing = knowing_each_other(names, [library.defined for library in libraries], libraries)
    return tuple(filter(None, knowing))


def knowing_each_other(
    names: Sequence[str],
    defined: Sequence[Mapping[str, str]],
    libraries: Sequence["Library | None"],
) -> "list[Library | None]":
    """Those of *libraries* that are there, each knowing the others, None where one is not.

    Of all files *names* are the names and *defined* the macros, in their order.
    """
    if len(libraries) == 1:
        return list(libraries)
    from dataclasses import replace

    from mialit.bibtex.model import Borrowed, Neighbours

    def macros(of: int) -> dict[str, Borrowed]:
        return {
            name: Borrowed(raw, names[owner], owner < of)
            for owner in reversed(_precedence(of, len(names)))
            for name, raw in defined[owner].items()
            if owner < of or name not in _MONTHS
        }

    # Made once for all: of many files each would else look through all others for each other.
    known = {
        number: beside(library, Neighbours(macros(number)))
        for number, library in enumerate(libraries)
        if library is not None
    }

    def knowing(number: int, library: "Library") -> "Library":
        others = tuple(other for place, other in known.items() if place != number)
        earlier = sum(place < number for place in known)
        return replace(library, neighbours=Neighbours(library.neighbours.macros, others, earlier))

    return [
        knowing(number, known[number]) if number in known else None
        for number in range(len(libraries))
    ]


def beside(library: "Library", known: "Neighbours") -> "Library":
    """*library* as one that is read together with *known*, whose macros are no problem then."""
    from dataclasses import replace

    problems = tuple(
        problem
        for problem in library.problems
        if not problem.macro or problem.macro.lower() not in known.macros
    )
    return replace(library, problems=problems, neighbours=known)


def needed(library: "Library") -> list[str]:
    """The macros that *library* names and does not define, in lower case, BibTeX's own included."""
    raws = {
        raw
        for entry in library.entries
        for field in entry.fields
        if (raw := field.raw)[:1] != "{" or "#" in raw
    }
    raws |= {each.raw for each in library.definitions}
    return sorted(set(_named(raws)).difference(library.defined))


def borrowed(
    number: int, needed: Iterable[str], defined: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """The definitions that the file with this *number* takes from others, by lower-case name.

    It names *needed* without defining them; *defined* are the macros of each file. With the same
    definitions taken, all its values are the same, whatever else the others hold.
    """
    own = defined[number]
    order = _precedence(number, len(defined))
    taken: dict[str, str] = {}
    waiting = list(needed)
    while waiting:
        name = waiting.pop()
        if name in own or name in taken:
            continue
        asked = order[:number] if name in _MONTHS else order
        owner = next((defined[other] for other in asked if name in defined[other]), None)
        if owner is not None:
            taken[name] = owner[name]
            waiting += _named((owner[name],))
    return taken


def defines(library: "Library", name: str, owner: "Library") -> bool:
    """Whether the macro *name*, in lower case, is for *library* the one that *owner* defines."""
    if owner is library or name in library.defined:
        return owner is library and name in library.defined
    borrowed = library.neighbours.macros.get(name)
    return borrowed is not None and borrowed.file == owner.name


def with_lenders(libraries: Sequence["Library"]) -> "list[Library]":
    """*libraries*, and behind them the neighbours from which they can borrow macros."""
    known = {library.name for library in libraries}
    return [
        *libraries,
        *{
            other.name: other
            for library in libraries
            for other in library.neighbours.libraries
            if other.name not in known
        }.values(),
    ]


def definitions(libraries: Sequence["Library"]) -> "list[tuple[Library, StringDefinition]]":
    """The `@string`s of *libraries*, each with its file: of a single one in file order.

    Of several, what a definition needs comes before it, since one file may need another's.
    """
    from mialit.bibtex.values import used_strings

    by_name: dict[str, list[tuple[Library, StringDefinition]]] = {}
    found = [(library, each) for library in libraries for each in library.definitions]
    if len(libraries) < 2:
        return found
    for library, block in found:
        by_name.setdefault(block.name.lower(), []).append((library, block))
    # As if each were one definition, of all that the files say, and one value named them all.
    joined = {name: " # ".join(block.raw for _, block in each) for name, each in by_name.items()}
    ordered = used_strings(" # ".join(joined), joined)
    return [each for name in ordered for each in by_name[name]]


def _precedence(number: int, count: int) -> list[int]:
    """The other files of *count*, in the order in which the one with this *number* asks them."""
    return [*range(number - 1, -1, -1), *range(number + 1, count)]


def _named(raws: Iterable[str]) -> Iterable[str]:
    """The macros that the values *raws* name directly, in lower case."""
    joined = [
        raw for raw in raws if (raw[:1] not in ("{", '"') or "#" in raw) and not raw.isdigit()
    ]
    if not joined:
        return ()
    from mialit.bibtex.values import macros  # which a start without them need not load

    return map(str.lower, chain.from_iterable(map(macros, joined)))
