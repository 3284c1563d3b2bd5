"""Edits of fields, keys and types.

An edit looks like what stands around it: indent, alignment, delimiters, comma and line end are
the entry's own, or the file's.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from mialit.bibtex.edits import (
    Edit,
    changed,
    check_key,
    check_name,
    checked,
    deletions,
    refuse_problems,
)
from mialit.bibtex.field_names import REFERENCES
from mialit.bibtex.layout import delimited, of_entry
from mialit.bibtex.model import Entry, Field, Library, Span
from mialit.bibtex.values import MONTHS, expand, is_delimited, is_strict, macros
from mialit.errors import FileProblem, UsageProblem

_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMA = re.compile(r"\s*,")
_LINE_BLANKS_AND_COMMA = re.compile(r"[ \t]*,")
_SEPARATOR = re.compile(r"\s*,\s*")
_COMMENT_TO_LINE_END = re.compile(r"[ \t]*%[^\r\n]*")
_TO_LINE_END = re.compile(r"[ \t]*(?=[\r\n]|\Z)")
_KEYS = re.compile(r"[^,\s]+(?:\s+[^,\s]+)*")


def set_field(
    library: Library, entry: Entry, name: str, content: str, after: str | None = None
) -> tuple[Edit, ...]:
    """Gives the field *name* of *entry* the value *content*; adds it if there is none.

    A field is added behind the field called *after*, else at the end. *content* is BibTeX source
    without the delimiters. Of a repeated field the first changes. () where the value is that
    already. A month's name stays a macro, a number without delimiters one, and a macro the macro
    that *content* names, if it names one.
    Raises UsageProblem for a content with unbalanced braces, FileProblem at a problem of the file.
    """
    content = checked(library, name, content)
    field = entry.field(name)
    if field is None:
        check_name(name)
        return _added(library, entry, of_entry(library, entry).field(name, content), after)
    if field.raw and is_strict(field.raw) and expand(field.raw, library.strings) == content:
        return ()
    refuse_problems(library, field.value_span)
    raw = _value_like(library, entry, field, content)
    return () if raw == field.raw else (Edit(field.value_span, raw),)


def set_raw(
    library: Library, entry: Entry, name: str, raw: str, after: str | None = None
) -> tuple[Edit, ...]:
    """`set_field` with a value as it is to stand in the file: *raw*, delimiters included."""
    field = entry.field(name)
    if field is None:
        check_name(name)
        return _added(library, entry, f"{of_entry(library, entry).head(name)}{raw}", after)
    if raw == field.raw:
        return ()
    refuse_problems(library, field.value_span)
    return (Edit(field.value_span, raw),)


def replace_field(
    library: Library, entry: Entry, field: Field, name: str, raw: str
) -> tuple[Edit, ...]:
    """Puts a field *name* with the value *raw*, delimiters included, where *field* stands.

    *name* is that of no other field of *entry*.
    """
    check_name(name)
    refuse_problems(library, field.span)
    return (Edit(field.span, f"{of_entry(library, entry).head(name)}{raw}"),)


def value_like(library: Library, entry: Entry, name: str, content: str) -> str:
    """*content* as the value of the field *name* of *entry*: in the delimiters that it has or gets.

    Raises UsageProblem for a content with unbalanced braces.
    """
    content = checked(library, name, content)
    field = entry.field(name)
    if field is None:
        return of_entry(library, entry).value(name, content)
    bare = field.raw.isdigit() and content.isascii() and content.isdigit()
    return content if bare else _in_delimiters(library, entry, field, content)


def remove_field(library: Library, entry: Entry, name: str | Field) -> tuple[Edit, ...]:
    """Removes the field *name* with its comma and line; of a repeated one every occurrence.

    Given a `Field`, removes that one alone. () where there is none.
    """
    if isinstance(name, Field):
        doomed = [name]
    else:
        doomed = [field for field in entry.fields if field.name.lower() == name.lower()]
    return deletions(_removal(library, entry, field) for field in doomed)


def remove_fields(library: Library, entry: Entry, names: Iterable[str]) -> tuple[Edit, ...]:
    """Removes the fields *names*, in lower case, as `remove_field` does each."""
    wanted = set(names)
    doomed = [field for field in entry.fields if field.name.lower() in wanted]
    return deletions(_removal(library, entry, field) for field in doomed)


def without_fields(library: Library, doomed: Mapping[int, Iterable[str]]) -> Library:
    """*library* without the fields *doomed*: names in lower case, by the numbers of entries.

    To be called where other edits have been made: a removal may reach over the position at which
    one of them adds a field.
    """
    entries = list(library.entries)
    edits = [
        edit
        for number, names in doomed.items()
        for edit in remove_fields(library, entries[number], names)
    ]
    return changed(library, edits) if edits else library


def rename_key(library: Library, entry: Entry, key: str) -> tuple[Edit, ...]:
    """Gives *entry* the key *key*, also where other entries refer to it (`crossref` and such).

    Where another entry has the same key as *entry*, what refers to it stays.

    Raises UsageProblem for a text that is no key and for the key of another entry.
    """
    if key == entry.key:
        return ()
    check_key(key)
    for other in library.entries:
        if other is not entry and other.key.lower() == key.lower():
            raise UsageProblem(
                f"{key!r} is the key of the entry at {library.name}:{library.line(other.span)}"
            )
    edit = _key_edit(library, entry, key)
    if not entry.key or is_ambiguous(library, entry):  # what refers to it may mean the other entry
        return (edit,)
    return (edit, *refer_to(library, entry.key, key))


def rename_keys(
    library: Library,
    renamed: Sequence[tuple[Entry, str]],
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Edit, ...]:
    """Gives each entry of *renamed* its new key, also where other entries refer to it.

    The new keys are those of no entry that keeps its own. What refers to a key that two entries
    have stays. *elsewhere* has the new keys, by the old ones, of entries in files that are read
    together with this one.

    Raises UsageProblem for a text that is no key.
    """
    edits = []
    for entry, key in renamed:
        check_key(key)
        edits.append(_key_edit(library, entry, key))
    counts = Counter(entry.key for entry in library.entries if entry.key)
    keys = {key: new for key, new in elsewhere.items() if not counts[key]}
    keys |= {entry.key: key for entry, key in renamed if counts[entry.key] == 1}
    for key, _, mention in _mentions(library, keys):
        refuse_problems(library, mention)
        edits.append(Edit(mention, keys[key]))
    return tuple(edits)


def give_key(library: Library, entry: Entry, key: str) -> tuple[Edit, ...]:
    """Gives *entry*, which has none, the key *key*.

    Raises UsageProblem for a text that is no key. That no other entry has it is the caller's care.
    """
    check_key(key)
    return (_key_edit(library, entry, key),)


def _key_edit(library: Library, entry: Entry, key: str) -> Edit:
    """The edit that puts *key* where the key of *entry* stands, or should."""
    span = entry.key_span(library.text)
    refuse_problems(library, span)
    if entry.key:
        return Edit(span, key)
    if comma := _LINE_BLANKS_AND_COMMA.match(library.text, span.end):
        return Edit(Span(span.start, comma.end() - 1), key)
    if _COMMA.match(library.text, span.end):
        return Edit(span, key)
    return Edit(span, f"{key}," if library.text[span.end : span.end + 1].isspace() else f"{key}, ")


def refer_to(library: Library, key: str, other: str) -> tuple[Edit, ...]:
    """Makes what refers to the entry *key* refer to *other*."""
    edits = []
    for _, _, mention in _mentions(library, [key]):
        refuse_problems(library, mention)
        edits.append(Edit(mention, other))
    return tuple(edits)


def is_ambiguous(library: Library, entry: Entry) -> bool:
    """Whether another entry has the key of *entry*, letter by letter."""
    return bool(entry.key) and any(
        other is not entry and other.key == entry.key for other in library.entries
    )


def references(library: Library, key: str) -> tuple[Entry, ...]:
    """The entries that refer to the entry *key* by `crossref`, `xdata` or another such field."""
    return tuple(other for _, other in references_to(library, [key]))


def references_to(library: Library, keys: Iterable[str]) -> list[tuple[str, Entry]]:
    """Each of *keys* with each entry that refers to it, in file order by key."""
    wanted = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    found = {
        (wanted[key], other.span): (key, other) for key, other, _ in _mentions(library, wanted)
    }
    return [found[each] for each in sorted(found)]


def set_type(library: Library, entry: Entry, type_: str) -> tuple[Edit, ...]:
    """Makes *entry* one of the type *type_*, in the case in which the file writes types."""
    if type_.lower() == entry.type:
        return ()
    if not re.fullmatch(r"[A-Za-z]+", type_):
        raise UsageProblem(f"{type_!r} cannot be an entry type")
    span = entry.type_span(library.text)
    if span is None:
        raise FileProblem(
            f"{library.name}:{library.line(entry.span)}: the entry's type cannot be made out; "
            "fix this by hand first, nothing is written"
        )
    refuse_problems(library, span)
    return (Edit(span, of_entry(library, entry).type_case(type_)),)


def _value_like(library: Library, entry: Entry, field: Field, content: str) -> str:
    """*content* in the delimiters that *field* has."""
    old = field.raw
    is_month = content.lower() in MONTHS
    is_macro = is_month or content.lower() in library.strings
    if (
        (is_macro and macros(old) == (old,))
        or (is_month and field.name.lower() == "month")
        or (old.isdigit() and content.isascii() and content.isdigit())
    ):
        return content
    return _in_delimiters(library, entry, field, content)


def _in_delimiters(library: Library, entry: Entry, field: Field, content: str) -> str:
    """*content* in quotes or braces: those of *field*, else those of *entry*."""
    old = field.raw
    quotes = old[0] == '"' if old[:1] in ("{", '"') else of_entry(library, entry).quotes
    return delimited(content, quotes=quotes)


def _added(library: Library, entry: Entry, source: str, after: str | None) -> tuple[Edit, ...]:
    """The insertion of the field *source* behind another; several behind one field add up."""
    text = library.text
    layout = of_entry(library, entry)
    if not entry.fields:
        key = entry.key_span(text)
        refuse_problems(library, key)
        if comma := _COMMA.match(text, key.end):
            return (Edit(Span(comma.end(), comma.end()), f"{layout.lead}{source},"),)
        return (Edit(Span(key.end, key.end), f",{layout.lead}{source}"),)
    found = entry.field(after) if after else None
    at = (found or entry.fields[-1]).span.end
    refuse_problems(library, Span(at, at))
    comma = _COMMA.match(text, at)
    if comma and (comment := _COMMENT_TO_LINE_END.match(text, comma.end())):
        # On the comment's line the field would be a part of it.
        lead = layout.lead if _LINE_END.search(layout.lead) else f"{layout.newline}  "
        return (Edit(Span(comment.end(), comment.end()), f"{lead}{source},"),)
    between = f",{layout.lead}"
    if len(entry.fields) > 1:
        gap = text[entry.fields[-2].span.end : entry.fields[-1].start]
        if _SEPARATOR.fullmatch(gap) and len(_LINE_END.findall(gap)) < 2:
            between = gap
    return (Edit(Span(at, at), between + source),)


def _removal(library: Library, entry: Entry, field: Field) -> Span:
    text = library.text
    start, end = field.span
    refuse_problems(library, field.span)
    comma = _COMMA.match(text, end)
    stop = comma.end() if comma and comma.end() < entry.span.end else end
    lead = start
    while text[lead - 1].isspace():
        lead -= 1
    number = _place(entry, start)
    previous = entry.fields[number - 1].span.end if number else entry.key_span(text).end
    if stop == end and number and text[previous:start].strip() == ",":
        return Span(previous, end)  # The last field, without a comma: the one before gets none.
    line_ends = _TO_LINE_END.match(text, stop) is not None
    if line_ends:
        return Span(lead, stop)
    following = stop
    while text[following].isspace():
        following += 1
    place = _place(entry, following)
    if place < len(entry.fields) and entry.fields[place].start == following:
        return Span(start, following)
    return Span(start if "%" in text[previous:start] else lead, stop)


def _place(entry: Entry, start: int) -> int:
    """The number, among the fields of *entry*, of the first that begins at *start* or behind it."""
    return bisect_left(entry.fields, start, key=lambda field: field.start)


def _mentions(library: Library, keys: Iterable[str]) -> Iterator[tuple[str, Entry, Span]]:
    """Where entries refer to the entries *keys*: which of them, the entry that refers, the place.

    BibTeX compares such a key without case, biber with it: a word in another case is meant only
    where no other entry has it as its key.
    """
    wanted = {key: key for key in keys}
    folded = {key.lower(): key for key in reversed(wanted)}
    others: set[str] = set()
    for entry in library.entries:
        if entry.key not in wanted and entry.key.lower() in folded:
            others.add(entry.key)
    for other in library.entries:
        for field in other.fields:
            # A macro that stands for a key is beyond what a change of this entry may touch.
            if field.name.lower() not in REFERENCES or not is_delimited(field.raw):
                continue
            for found in _KEYS.finditer(field.raw[1:-1]):
                key = wanted.get(found[0]) or folded.get(found[0].lower())
                if key is not None and found[0] not in others:
                    start = field.value_start + 1 + found.start()
                    yield key, other, Span(start, start + len(found[0]))
