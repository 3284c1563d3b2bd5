"""BibTeX: chosen entries with what they need, each byte as it stands in its file."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mialit.bibtex.crossref import DEEPEST, parent_key
from mialit.bibtex.field_names import CLASSIC
from mialit.bibtex.model import Entry, Library, Preamble, StringDefinition
from mialit.bibtex.values import used_strings
from mialit.errors import FileProblem, NotFound
from mialit.text.normalize import clean

Chosen = tuple[Library, Entry]

_COMMA = re.compile(r"\s*,")


class Keep(StrEnum):
    """How much of an entry is exported."""

    CITING = "citing"  # all but the fields that the vocabulary declares as its own
    FULL = "full"  # every byte
    STANDARD = "standard"  # the fields BibTeX's styles know


@dataclass(frozen=True, slots=True)
class Export:
    """BibTeX text (`surrogateescape`d, as `Library.text` is), and what was left out, in words."""

    text: str
    count: int
    notes: tuple[str, ...]


def export(
    chosen: Sequence[Chosen],
    keep: Keep,
    own_fields: Collection[str],
    libraries: Sequence[Library] = (),
) -> Export:
    """The entries of *chosen* in their order, with `@string`s, `@preamble`s and cross-references.

    The `@string`s that are used and all `@preamble`s of the files concerned come first; an entry
    that another one refers to by `crossref` comes after all that do, as BibTeX wants it. Such an
    entry is looked for in the same file, then in the other *libraries* that were read with it.

    Raises FileProblem for files of different encodings, NotFound when a key, or the name of
    a string, stands for different content in two files.
    """
    notes: list[str] = []
    entries = _parents_last(_with_parents(_distinct(chosen, notes), libraries))
    _same_encoding(library for library, _ in entries)
    bodies = [_trimmed(library, entry, keep, own_fields) for library, entry in entries]
    newline = "\r\n" if any("\r\n" in body for body in bodies) else "\n"
    heads = [*_strings(entries, keep, own_fields), *_preambles(entries)]
    parts = [f"{head}{newline}" for head in heads]
    if heads and bodies:
        parts.append(newline)
    parts.append(newline.join(f"{body}{newline}" for body in bodies))
    return Export("".join(parts), len(bodies), tuple(notes))


@dataclass(frozen=True, slots=True)
class Piece:
    """What `export` makes of one entry, for those who join exports themselves.

    `source` is the entry without the fields that are not kept, `parent` the entry of its file
    that it refers to by `crossref`, `strings` the lower-case names of the `@string`s it uses.
    """

    source: str
    parent: Entry | None
    strings: frozenset[str]


def pieces(chosen: Sequence[Chosen], keep: Keep, own_fields: Collection[str]) -> list[Piece]:
    """The pieces of the entries of *chosen*, in their order."""
    result = []
    for library, entry in chosen:
        raws = (field.raw for field in entry.fields if _kept(keep, own_fields, field.name))
        strings = frozenset(name for raw in raws for name in used_strings(raw, library.strings))
        parent = library.by_key.get(parent_key(library, entry))
        result.append(Piece(_trimmed(library, entry, keep, own_fields), parent, strings))
    return result


def _same_encoding(libraries: Iterable[Library]) -> None:
    seen: dict[str, str] = {}
    for library in libraries:
        if library.encoding != "ascii":
            seen.setdefault(library.encoding, library.name)
    if len(seen) > 1:
        named = " and ".join(f"{name} ({encoding})" for encoding, name in seen.items())
        raise FileProblem(
            f"files of different encodings cannot be joined: {named}; "
            "convert one with iconv -f latin1 -t utf-8"
        )


def _distinct(chosen: Iterable[Chosen], notes: list[str]) -> list[Chosen]:
    """*chosen* with each key once. Of a key repeated in one file BibTeX, too, takes the first."""
    first: dict[str, Chosen] = {}
    for library, entry in chosen:
        other_library, other = first.setdefault(entry.key, (library, entry))
        if other is entry:
            continue
        if library is other_library:
            notes.append(
                f"{_location(library, entry)}: left out; the key {clean(entry.key)} is already on "
                f"line {library.line(other.span)}"
            )
        elif library.source(entry.span) != other_library.source(other.span):
            raise NotFound(
                f"{clean(entry.key)} differs: {_location(other_library, other)} and "
                f"{_location(library, entry)}; nothing is exported"
            )
    return list(first.values())


def _location(library: Library, entry: Entry) -> str:
    return f"{library.name}:{library.line(entry.span)}"


def _with_parents(chosen: Sequence[Chosen], libraries: Sequence[Library]) -> list[Chosen]:
    """*chosen* and the entries they refer to, those entries' own parents included."""
    result = list(chosen)
    present = {entry.key.lower() for _, entry in chosen}
    for library, entry in result:  # grows on the way
        parent = parent_key(library, entry)
        if not parent or parent in present:
            continue
        for other in (library, *libraries):
            found = other.by_key.get(parent)
            if found is not None:
                present.add(parent)
                result.append((other, found))
                break
    return result


def _parents_last(chosen: Sequence[Chosen]) -> list[Chosen]:
    """*chosen* with every entry after all that refer to it; otherwise the order stays."""
    parents: dict[str, str] = {}
    depth: dict[str, int] = {}
    for library, entry in chosen:
        depth[entry.key.lower()] = 0
        parent = parent_key(library, entry)
        if parent:
            parents[entry.key.lower()] = parent
    for _ in range(DEEPEST):
        for child, parent in parents.items():
            if parent in depth:
                depth[parent] = max(depth[parent], min(depth[child] + 1, DEEPEST))
    return sorted(chosen, key=lambda pair: depth[pair[1].key.lower()])


def _kept(keep: Keep, own_fields: Collection[str], name: str) -> bool:
    if keep is Keep.FULL:
        return True
    if keep is Keep.STANDARD:
        return name.lower() in CLASSIC
    return name.lower() not in own_fields


def _trimmed(library: Library, entry: Entry, keep: Keep, own_fields: Collection[str]) -> str:
    """The entry's source without the fields that are not kept.

    A field goes with the blanks before it and the comma after it, so that what stays is valid and
    keeps its bytes.
    """
    text = library.text
    parts = []
    at = entry.span.start
    for field in entry.fields:
        if _kept(keep, own_fields, field.name):
            continue
        start, end = field.span
        while start > at and text[start - 1].isspace():
            start -= 1
        if "%" in text[text.rfind("\n", 0, start) + 1 : start]:
            start = field.span[0]  # a comment may stand there, which the line's end closes
        comma = _COMMA.match(text, end)
        parts.append(text[at:start])
        at = comma.end() if comma else end
    parts.append(text[at : entry.span.end])
    return "".join(parts)


def _strings(chosen: Sequence[Chosen], keep: Keep, own_fields: Collection[str]) -> Iterator[str]:
    """Source of the `@string`s that the kept fields and the preambles use, in file order."""
    seen: dict[str, tuple[Library, str]] = {}
    for library in _libraries(chosen):
        raws = [
            field.raw
            for owner, entry in chosen
            if owner is library
            for field in entry.fields
            if _kept(keep, own_fields, field.name)
        ]
        raws += [block.raw for block in library.blocks if isinstance(block, Preamble)]
        used = {name for raw in raws for name in used_strings(raw, library.strings)}
        for block in library.blocks:
            if not isinstance(block, StringDefinition) or block.name.lower() not in used:
                continue
            source = library.source(block.span)
            other, before = seen.setdefault(block.name.lower(), (library, source))
            if other is not library and before != source:
                raise NotFound(
                    f"@string {clean(block.name)} differs in {other.name} and {library.name}; "
                    "nothing is exported"
                )
            if other is library:
                yield source


def _preambles(chosen: Sequence[Chosen]) -> list[str]:
    found = (
        library.source(block.span)
        for library in _libraries(chosen)
        for block in library.blocks
        if isinstance(block, Preamble)
    )
    return list(dict.fromkeys(found))


def _libraries(chosen: Sequence[Chosen]) -> list[Library]:
    return list({id(library): library for library, _ in chosen}.values())
