"""The BibTeX of the page: what its script joins entries of, as `mialit export` joins them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from mialit.bibtex.model import Entry, Library, Preamble, StringDefinition
from mialit.bibtex.neighbours import defines, definitions, with_lenders
from mialit.bibtex.values import used_strings
from mialit.page.packing import packed_fields
from mialit.render.bibtex_export import Chosen, Keep, Piece, pieces
from mialit.text.normalize import clean

Payload = dict[str, Any]

# A key, or the value of a field that has a line of its own.
_VALUE = re.compile(
    r"""(?xm)
    \A @ \w+ [ \t]* [{(] (?P<key> [^\s,{}]* )
    | ^ [ \t]* (?P<name> [A-Za-z][A-Za-z0-9_-]* ) [ \t]* = [ \t]* [{"]? (?P<value> .*? )
      [}"]? ,? \r? $
    """
)


def sources(
    chosen: Sequence[Chosen], own: Collection[str], papers: Sequence[Mapping[str, str]]
) -> Payload:
    """What the page needs to join any of *chosen* as `mialit export` does (bibtex_export.py).

    `entries` has columns (packing.py). Their rows are the papers in their order, then entries that
    only others refer to. `library` and `strings` are indexes, `parent` counts from 1, `at` is
    the entry's offset in its file. An entry's source is its frame (an index of `frames`):
    every other part of it is a text; between them stand the names of fields, for what the paper of
    *papers* says there, and 0 for the next of the entry's `values`. A value that is a number stands
    for one of `texts`, counted from 1. A key is left out where it is the paper's.
    """
    entries = list(chosen)
    files = {library.name: library for library, _ in entries}
    indexes = {
        (library.name, entry.span.start): number for number, (library, entry) in enumerate(entries)
    }
    made = pieces(entries, Keep.CITING, own)
    number = 0
    while number < len(made):  # grows by the parents that were not chosen, and theirs
        if parent := made[number].parent:
            owner, entry = parent
            if (owner.name, entry.span.start) not in indexes:
                indexes[owner.name, entry.span.start] = len(entries)
                entries.append((files.setdefault(owner.name, owner), entry))
                made += pieces(entries[-1:], Keep.CITING, own)
        number += 1
    libraries = list({id(library): library for library, _ in entries}.values())
    positions = {id(library): number for number, library in enumerate(libraries)}
    users = [
        *((library, piece.strings) for (library, _), piece in zip(entries, made, strict=True)),
        *(
            (library, frozenset(used_strings(block.raw, library.strings)))
            for library in libraries
            for block in library.blocks
            if isinstance(block, Preamble)
        ),
    ]
    borrowed = {
        (library.neighbours.macros[name].file, name)
        for library, names in users
        for name in names.difference(library.defined)
    }
    defined = [
        (library, block)
        for library, block in definitions(with_lenders(libraries))
        if id(library) in positions or (library.name, block.name.lower()) in borrowed
    ]
    lenders = {library.name: library for library, _ in defined if id(library) not in positions}
    positions |= {
        id(lender): number for number, lender in enumerate(lenders.values(), len(libraries))
    }
    frames: dict[tuple[str | int, ...], int] = {}
    listed: list[Payload] = []
    for (library, entry), piece, paper in zip(
        entries, made, [*papers, *({} for _ in made[len(papers) :])], strict=True
    ):
        frame, values = _taken_apart(piece.source, paper)
        key = clean(_page_key(library, entry, positions))
        listed.append(
            ({} if key == paper.get("key") else {"key": key})
            | {"at": entry.span.start}
            | _unless_empty("library", positions[id(library)])
            | {"frame": frames.setdefault(frame, len(frames))}
            | _unless_empty("values", values)
            | _parent(piece, indexes)
            | _unless_empty("strings", _indexes(piece.strings, library, defined))
        )
    texts = _shared([entry["values"] for entry in listed if "values" in entry])
    return {
        "count": len(listed),
        "entries": packed_fields(listed),
        "frames": list(frames),
        "texts": texts,
        "strings": [
            {
                "name": block.name.lower(),
                "library": positions[id(library)],
                "source": library.source(block.span),
            }
            for library, block in defined
        ],
        "preambles": [
            {"library": number, "source": library.source(block.span)}
            | _unless_empty(
                "strings",
                _indexes(used_strings(block.raw, library.strings), library, defined),
            )
            for number, library in enumerate(libraries)
            for block in library.blocks
            if isinstance(block, Preamble)
        ],
    }


def _taken_apart(
    source: str, paper: Mapping[str, str]
) -> tuple[tuple[str | int, ...], list[str | int]]:
    """The frame of an entry's *source*, and its values that *paper* does not have.

    Values are the key and what stands in one line of its own.
    """
    frame: list[str | int] = []
    values: list[str | int] = []
    at = 0
    for found in _VALUE.finditer(source):
        start, end = found.span("key" if found["name"] is None else "value")
        name = "key" if found["name"] is None else found["name"].lower()
        is_papers = source[start:end] == paper.get(name)
        frame += source[at:start], name if is_papers else 0
        if not is_papers:
            values.append(source[start:end])
        at = end
    return (*frame, source[at:]), values


def _shared(values: Sequence[list[str | int]]) -> list[str]:
    """Puts numbers, from 1, for the texts that occur several times; the texts in their order."""
    counts = Counter(text for listed in values for text in listed if isinstance(text, str))
    texts = [text for text, count in counts.items() if count > 1 and len(text) > 3]
    numbers: dict[object, int] = {text: number for number, text in enumerate(texts, start=1)}
    for listed in values:
        listed[:] = [numbers.get(value, value) for value in listed]
    return texts


def _parent(piece: Piece, indexes: Mapping[tuple[str, int], int]) -> Payload:
    if piece.parent is None:
        return {}
    owner, entry = piece.parent
    return {"parent": indexes[owner.name, entry.span.start] + 1}


def _page_key(library: Library, entry: Entry, positions: Mapping[int, int]) -> str:
    """The key of *entry*; of one without a key a text that no other entry of the page has."""
    return entry.key or f"{library.key_of(entry)} {positions[id(library)]}"


def _unless_empty(name: str, value: object) -> Payload:
    return {name: value} if value else {}


def _indexes(
    names: Iterable[str], library: Library, defined: Sequence[tuple[Library, StringDefinition]]
) -> list[int]:
    """The indexes of the definitions among *defined* that make *names* for *library*."""
    wanted = set(names)
    return [
        number
        for number, (owner, block) in enumerate(defined)
        if wanted and (name := block.name.lower()) in wanted and defines(library, name, owner)
    ]
