"""BibTeX: chosen entries with what they need, each byte as it stands in its file."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mialit.bibtex.crossref import DEEPEST, parent_key, parents_in_files
from mialit.bibtex.field_names import STANDARD, is_for_reading, is_noise
from mialit.bibtex.layout import of_entry
from mialit.bibtex.model import Entry, Library, Preamble
from mialit.bibtex.neighbours import defines, definitions, with_lenders
from mialit.bibtex.values import macros, used_strings
from mialit.errors import FileProblem, NotFound, UsageProblem
from mialit.records.content import readable_field
from mialit.records.model import Record
from mialit.records.naming import field_named, known_names
from mialit.render.classic_bibtex import KEPT, Classic, classic
from mialit.text.normalize import clean
from mialit.text.phrases import counted, perhaps
from mialit.text.similarity import nearest
from mialit.vocabulary.model import Vocabulary

Chosen = tuple[Library, Entry]

_COMMA = re.compile(r"\s*,")
_NAMED = 3  # entries without a key that are named one by one


class Keep(StrEnum):
    """How much of an entry is exported."""

    CITING = "citing"  # all but the list's own fields and those that serve who keeps it
    FULL = "full"  # every byte
    STANDARD = "standard"  # what BibTeX's classic styles print, and what finds the paper


@dataclass(frozen=True, slots=True)
class Export:
    """BibTeX text (`surrogateescape`d, as `Library.text` is), and what to say of it.

    `notes` are sentences. `left_out` counts, by lower-case name, the fields that were left out
    unasked, `changes` what was said in other words for the classic styles.
    """

    text: str
    count: int
    notes: tuple[str, ...]
    left_out: Mapping[str, int]
    changes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which fields are exported: those that `keep` keeps, but none of `without`; or `only` those.

    `own` are the list's own fields, but of no file called in `foreign`. All names are in lower
    case.
    """

    keep: Keep
    own: Collection[str]
    without: Collection[str] = ()
    only: Collection[str] = ()
    foreign: Collection[str] = ()

    def of(self, library: Library) -> "_Choice":
        """The choice for an entry of *library*."""
        return replace(self, own=()) if self.own and library.name in self.foreign else self

    def may(self, name: str) -> bool:
        """Whether nobody has said that the field *name* goes."""
        return name.lower() not in self.without

    def keeps(self, name: str) -> bool:
        """Whether the field *name* is exported."""
        if not self.may(name):
            return False
        name = name.lower()
        if self.only:
            return name in self.only
        if self.keep is Keep.CITING:
            return name not in self.own and not is_for_reading(name)
        return self.keep is Keep.FULL or name in KEPT

    def leaves_out(self, name: str) -> bool:
        """Whether the field *name* goes although nobody named it; a list's own are expected to."""
        if self.only or name.lower() in self.own or not self.may(name):
            return False
        return not self.keeps(name)


@dataclass(frozen=True, slots=True)
class _Made:
    """An entry as it is exported: its source, and the values in it that may use `@string`s.

    `left_out` names the fields that went although nobody named them.
    """

    source: str
    raws: tuple[str, ...]
    left_out: tuple[str, ...]
    changes: tuple[str, ...]


def own_fields(vocabulary: Vocabulary) -> Collection[str]:
    """The fields of a list that it has made up for itself, and that no style should print.

    A list without a vocabulary has none: its `venue` is biblatex's.
    """
    return vocabulary.fields if vocabulary.curated else ()


def foreign_values(chosen: Iterable[Chosen], vocabulary: Vocabulary) -> Counter[str]:
    """How often a field that *vocabulary* declares holds none of its values, by lower-case name.

    Counted are fields that BibTeX and biblatex know: what stands there may be what they mean by
    the name, as the place of an event in `venue`.
    """
    counts: Counter[str] = Counter()
    for name in STANDARD.intersection(own_fields(vocabulary)):
        spec = vocabulary.fields[name]
        if spec.form != "vocabulary":
            continue
        names = {value.name for value in spec.values}  # mostly enough: spellings take a while
        for library, entry in chosen:
            field = entry.field(name)
            if field is not None:
                values = spec.split(readable_field(field, library.strings))
                counts[name] += any(
                    value not in names and spec.value(value) is None for value in values
                )
    return +counts


def fields_named(
    asked: Iterable[str], vocabulary: Vocabulary, records: Sequence[Record]
) -> set[str]:
    """The fields that *asked* names, as they are called in a file; `year` is biblatex's `date` too.

    Raises UsageProblem for a name that no field has.
    """
    found = set()
    for text in asked:
        name = field_named(text, vocabulary, records)
        if name is None and not is_noise(text.lower()):
            rest = {name for record in records for name in record.rest}
            known = {*known_names(vocabulary), *STANDARD, *rest}
            raise UsageProblem(f"unknown field {text!r}{perhaps(nearest(text, known))}")
        found.add(name or text.lower())
    return found | ({"date"} if "year" in found else set())


def export(
    chosen: Sequence[Chosen],
    keep: Keep,
    own: Collection[str],
    libraries: Sequence[Library] = (),
    *,
    without: Collection[str] = (),
    only: Collection[str] = (),
    foreign: Collection[str] = (),
) -> Export:
    """The entries of *chosen* in their order, with `@string`s, `@preamble`s and cross-references.

    Of their fields *keep* says which come, *own* being those of the list, which files with a name
    of *foreign* do not have; *without* names more that go, *only* the only ones that come.
    `crossref` comes with *only* as well: other fields may come from there.

    The `@string`s that are used, wherever they are defined, and all `@preamble`s of the files that
    the entries are in come first; an entry that another one refers to by `crossref` comes after all
    that do, as BibTeX wants it. Such an entry is looked for in the same file, then in the other
    *libraries* that were read with it.

    Raises FileProblem for files of different encodings, NotFound when a key, or the name of
    a string, stands for different content in two files.
    """
    notes: list[str] = []
    choice = _Choice(keep, own, without, {*only, "crossref"} if only else (), foreign)
    entries = _distinct(chosen, notes)
    if choice.keeps("crossref"):
        entries = _parents_last(_with_parents(entries, libraries))
    _same_encoding(library for library, _ in entries)
    made = _made(entries, choice)
    bodies = [each.source for each in made]
    newline = "\r\n" if any("\r\n" in body for body in bodies) else "\n"
    notes += _defined_anew(entries, made)
    heads = [*_strings(entries, made), *_preambles(entries)]
    parts = [f"{head}{newline}" for head in heads]
    if heads and bodies:
        parts.append(newline)
    parts.append(newline.join(f"{body}{newline}" for body in bodies))
    left_out = Counter(name for each in made for name in each.left_out)
    changes = Counter(change for each in made for change in each.changes)
    return Export("".join(parts), len(bodies), tuple(notes), left_out, changes)


@dataclass(frozen=True, slots=True)
class Piece:
    """What `export` makes of one entry, for those who join exports themselves.

    `source` is the entry without the fields that are not kept, `parent` the entry that it refers
    to by `crossref`, `strings` the lower-case names of the `@string`s it uses.
    """

    source: str
    parent: Chosen | None
    strings: frozenset[str]


def pieces(chosen: Sequence[Chosen], keep: Keep, own: Collection[str]) -> list[Piece]:
    """The pieces of the entries of *chosen*, in their order."""
    result = []
    made = _made(chosen, _Choice(keep, own))
    for (library, entry), one in zip(chosen, made, strict=True):
        strings = frozenset(name for raw in one.raws for name in used_strings(raw, library.strings))
        parent = next(parents_in_files(library, entry), None)
        if parent and parent[1].key.lower() == entry.key.lower():
            parent = None  # its key stands for itself, as in `export`
        result.append(Piece(one.source, parent, strings))
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
    keyless: list[Chosen] = []
    for library, entry in chosen:
        if not entry.key:
            first.setdefault(f"{{{len(keyless)}", (library, entry))  # which no key can be
            keyless.append((library, entry))
            continue
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
    notes += _without_key(keyless)
    return list(first.values())


def _without_key(chosen: Sequence[Chosen]) -> Iterator[str]:
    """What to say of the entries *chosen*, which have no key; a line for each of a few."""
    for library, entry in chosen if len(chosen) <= _NAMED else ():
        line = library.line(entry.span)
        yield (
            f"{library.name}:{line}: the entry has no key and cannot be cited; write one before "
            f"its first comma: mialit rename --line {line} NEW"
        )
    for library in _libraries(chosen) if len(chosen) > _NAMED else ():
        keys = [library.key_of(entry) for owner, entry in chosen if owner is library]
        named = ", ".join(keys[:_NAMED]) + ("" if len(keys) <= _NAMED else ", ...")
        entries = counted(len(keys), "entry has", "entries have")
        yield (
            f"{library.name}: {entries} no key and cannot be cited ({named}); "
            "mialit lint --select no-key shows where, mialit rename --by-rule KEY... makes keys"
        )


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
    parents: list[tuple[str, str]] = []
    depth: dict[str, int] = {}
    for library, entry in chosen:
        depth[entry.key.lower()] = 0  # nothing refers to entries without a key
        parent = parent_key(library, entry)
        if parent and parent != entry.key.lower():
            parents.append((entry.key.lower(), parent))
    for _ in range(DEEPEST):
        for child, parent in parents:
            if parent in depth:
                depth[parent] = max(depth[parent], min(depth[child] + 1, DEEPEST))
    return sorted(chosen, key=lambda pair: depth[pair[1].key.lower()])


def _made(chosen: Sequence[Chosen], choice: _Choice) -> list[_Made]:
    """What is exported of each of *chosen*."""
    if choice.keep is not Keep.STANDARD:
        return [_trimmed(library, entry, choice.of(library)) for library, entry in chosen]
    referred = {parent_key(library, entry) for library, entry in chosen} - {""}
    return [
        _trimmed(
            library,
            entry,
            choice.of(library),
            classic(library, entry, is_parent=entry.key.lower() in referred),
        )
        for library, entry in chosen
    ]


def _trimmed(
    library: Library, entry: Entry, choice: _Choice, other: Classic | None = None
) -> _Made:
    """The entry without the fields that are not kept, and with what *other* says otherwise.

    A field goes with the blanks before it and the comma after it, so that what stays is valid and
    keeps its bytes.
    """
    text = library.text
    parts = []
    raws = []
    left_out: dict[str, None] = {}
    at = entry.span.start
    last = 0  # how many parts there are up to the last field that is kept
    if other and other.type != entry.type and (type_ := entry.type_span(text)):
        parts += [text[at : type_.start], of_entry(library, entry).type_case(other.type)]
        at = type_.end
    for field in entry.fields:
        start, end = field.span
        source = other.replaced.get(start) if other else None
        wanted = choice.keeps(field.name) if source is None else source and choice.may(field.name)
        if wanted:
            parts += [text[at:start], text[start:end] if source is None else source]
            raws.append(field.raw)
            at, last = end, len(parts)
            continue
        if source is None and choice.leaves_out(field.name):
            left_out[field.name.lower()] = None
        while start > at and text[start - 1].isspace():
            start -= 1
        if "%" in text[max(text.rfind("\n", 0, start) + 1, at) : start]:
            start = field.span[0]  # a comment may stand there, which the line's end closes
        comma = _COMMA.match(text, end)
        parts.append(text[at:start])
        at = comma.end() if comma else end
    parts.append(text[at : entry.span.end])
    if other and last:
        lead = of_entry(library, entry).lead
        added = [each for each in other.added if choice.may(each.name)]
        parts[last:last] = [f",{lead}{each.source}" for each in added]
        raws += [each.raw for each in added]
    changes = tuple(dict.fromkeys(other.changes)) if other else ()
    return _Made("".join(parts), tuple(raws), tuple(left_out), changes)


def _strings(chosen: Sequence[Chosen], made: Sequence[_Made]) -> Iterator[str]:
    """Source of the `@string`s that the exported fields and the preambles use, in file order.

    Those that a file borrows from its neighbours come as well.
    """
    libraries = _libraries(chosen)
    defined = definitions(with_lenders(libraries))
    seen: dict[str, tuple[Library, Library, str]] = {}
    for library in libraries:
        raws = [
            raw
            for (owner, _), one in zip(chosen, made, strict=True)
            if owner is library
            for raw in one.raws
        ]
        raws += [block.raw for block in library.blocks if isinstance(block, Preamble)]
        # At once: each macro of a chain would be followed to its end for each entry.
        named = dict.fromkeys(name for raw in raws for name in macros(raw))
        used = set(used_strings(" # ".join(named), library.strings))
        for owner, block in defined:
            name = block.name.lower()
            if name not in used or not defines(library, name, owner):
                continue
            source = owner.source(block.span)
            user, other, before = seen.setdefault(name, (library, owner, source))
            if other.name != owner.name and before != source:
                raise NotFound(
                    f"@string {clean(block.name)} differs in {other.name} and {owner.name}; "
                    "nothing is exported"
                )
            if user is library:
                yield source


def _defined_anew(chosen: Sequence[Chosen], made: Sequence[_Made]) -> Iterator[str]:
    """What to say of macros that an exported entry uses before their file defines them anew.

    There BibTeX gives the entry the earlier text, and in the export the last one.
    """
    for library in _libraries(chosen):
        anew = library.defined_anew
        used = {
            name
            for (owner, entry), one in zip(chosen, made, strict=True)
            if owner is library and anew
            for raw in one.raws
            for name in used_strings(raw, library.strings)
            if name in anew and entry.span.start < anew[name].span.start
        }
        for name, block in anew.items():
            if name in used:
                yield (
                    f"{library.name}:{library.line(block.span)}: the macro {clean(block.name)} is "
                    "defined anew here; entries before it are exported with this text, too"
                )


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
