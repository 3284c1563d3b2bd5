"""Edits that put the entries of a file in another order; what stands between them stays."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from mialit.bibtex.crossref import parent_key
from mialit.bibtex.edit_entries import beginning
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.model import Entry, Library, Span, StringDefinition
from mialit.bibtex.values import macros
from mialit.errors import FileProblem
from mialit.text.normalize import clean

_REST_OF_LINE = re.compile(r"[ \t]*(?:%[^\r\n]*)?(?=[\r\n]|\Z)")


def parents_behind(library: Library, wanted: Sequence[Entry]) -> list[Entry]:
    """*wanted* with each entry that others refer to behind the last of them, as BibTeX needs it.

    Entries that refer to each other in a circle stay where they are.
    """
    return _with_parents_behind(library, wanted)[0]


def _with_parents_behind(
    library: Library, wanted: Sequence[Entry]
) -> tuple[list[Entry], list[Entry]]:
    """What `parents_behind` returns, and those of the entries that have been put off for it."""
    result: list[Entry] = []
    moved: list[Entry] = []
    refers = {entry.span: key for entry in wanted if (key := parent_key(library, entry))}
    for entry in circular(library):
        refers.pop(entry.span, None)
    children = Counter(refers.values())  # how many entries that refer to a key are still to come
    waiting: dict[str, list[Entry]] = {}
    for first in wanted:
        if children[first.key.lower()]:
            waiting.setdefault(first.key.lower(), []).append(first)
            continue
        # A list of our own: a chain of parents may be longer than Python's stack.
        ready = [first]
        while ready:
            entry = ready.pop()
            result.append(entry)
            if entry is not first:
                moved.append(entry)
            key = refers.get(entry.span, "")
            if key:
                children[key] -= 1
                if not children[key]:
                    ready += reversed(waiting.pop(key, ()))
    for rest in waiting.values():  # circles through entries that share a key
        result += rest
    return result, moved


def circular(library: Library) -> list[Entry]:
    """The entries that refer to themselves, directly or through others that they refer to."""
    refers = {
        key: parent
        for key, entry in library.by_key.items()
        if (parent := parent_key(library, entry)) in library.by_key
    }
    walk_of: dict[str, str] = {}  # for each key that has been followed, from which it was first
    found = []
    for begin in refers:
        at = begin
        while at in refers and at not in walk_of:
            walk_of[at] = begin
            at = refers[at]
        if walk_of.get(at) == begin and at in refers:
            # Back in this walk: what lies from here to here is a circle, seen for the first time.
            end = at
            while True:
                found.append(library.by_key[at])
                at = refers[at]
                if at == end:
                    break
    return found


def children_first(library: Library) -> tuple[Edit, ...]:
    """Moves each entry that stands before one that refers to it behind the last of those.

    A comment on the lines directly above goes with it. Raises FileProblem or MialitError where
    that would alter what an entry says or is.
    """
    wanted, moved = _with_parents_behind(library, list(library.entries))
    going = {entry.span for entry in moved}
    _check_only_definitions(library, moved)
    text = library.text
    edits = []
    at = 0
    for entry in wanted:
        if entry.span not in going:
            at = _behind(library, entry)
            continue
        span = Span(beginning(library, entry), entry.span.end)
        end = span.end
        while end < len(text) and text[end].isspace():
            end += 1
        blank = text[span.end : end]
        if last := max(blank.rfind("\n"), blank.rfind("\r")) + 1:
            end = span.end + last  # blanks that indent what follows are its own
        between = blank[:last] or library.newline
        edits += [Edit(Span(span.start, end), ""), Edit(Span(at, at), between + text[slice(*span)])]
    _moved(library, edits)
    return tuple(edits)


def _behind(library: Library, entry: Entry) -> int:
    """Where what is to follow *entry* is put: behind a comment on its last line, if it has one."""
    rest = _REST_OF_LINE.match(library.text, entry.span.end)
    return rest.end() if rest else entry.span.end


def _check_only_definitions(library: Library, moved: Sequence[Entry]) -> None:
    """Raises FileProblem where one of *moved* uses a macro that is defined more than once."""
    counts = Counter(each.name.lower() for each in library.definitions)
    for entry in moved:
        for field in entry.fields:
            for name in macros(field.raw):
                if counts[name.lower()] > 1:
                    raise FileProblem(f"@string{{{clean(name)}}} is defined more than once")


def reordered(library: Library, wanted: Sequence[Entry]) -> tuple[Edit, ...]:
    """Puts the entries of *library* in the order *wanted*, which has each of them once.

    A comment on the lines directly above an entry goes with it. Raises FileProblem where an entry
    would come to stand before a definition (`@string`) that it uses.
    """
    present = list(library.entries)
    spans = [Span(beginning(library, entry), entry.span.end) for entry in present]
    by_entry = dict(zip(present, spans, strict=True))
    places: dict[str, list[StringDefinition]] = {}
    for block in library.blocks:
        if isinstance(block, StringDefinition):
            places.setdefault(block.name.lower(), []).append(block)
    edits = []
    for span, entry in zip(spans, wanted, strict=True):
        source = library.text[slice(*by_entry[entry])]
        if by_entry[entry] != span:
            _check_definitions(library, places, entry, span.start)
            edits.append(Edit(span, source))
    return tuple(edits)


def in_order(library: Library, wanted: Sequence[Entry]) -> Library:
    """*library* with its entries in the order *wanted*; raises as `reordered` and `changed` do."""
    return _moved(library, reordered(library, wanted))


def _moved(library: Library, edits: Iterable[Edit]) -> Library:
    """*library* with *edits*, which move entries. Raises FileProblem where one would be altered."""
    new = changed(library, edits)
    before, after = (sorted(each.source(e.span) for e in each.entries) for each in (library, new))
    if before != after or len(new.blocks) != len(library.blocks):
        raise FileProblem(f"{library.name}: the new order would alter entries; nothing is written")
    return new


def _check_definitions(
    library: Library, places: Mapping[str, Sequence[StringDefinition]], entry: Entry, start: int
) -> None:
    """Raises FileProblem where a definition that *entry* uses stands behind the offset *start*.

    *places* are the definitions of each macro, in file order, by its name in lower case.
    """
    used = {name.lower() for field in entry.fields for name in macros(field.raw)}
    behind: list[StringDefinition] = []
    for name in used & places.keys():
        number = bisect_right(places[name], start, key=lambda block: block.span.start)
        behind += places[name][number : number + 1]
    first = min(behind, key=lambda block: block.span, default=None)
    if first is not None and first.span.start < entry.span.start:
        raise FileProblem(
            f"{library.name}:{library.line(first.span)}: @string{{{clean(first.name)}}} stands "
            f"behind the new place of {clean(library.key_of(entry))}, which uses it; move the "
            "definition to the top of the file first, nothing is written"
        )
