"""Edits that put the entries of a file in another order; what stands between them stays."""

from collections import Counter
from collections.abc import Sequence

from mialit.bibtex.crossref import parent_key
from mialit.bibtex.edit_entries import beginning
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.model import Entry, Library, Span, StringDefinition
from mialit.bibtex.values import macros
from mialit.errors import FileProblem
from mialit.text.normalize import clean


def parents_behind(library: Library, wanted: Sequence[Entry]) -> list[Entry]:
    """*wanted* with each entry that others refer to behind the last of them, as BibTeX needs it."""
    result: list[Entry] = []
    refers = {
        entry.span: key
        for entry in wanted
        if (key := parent_key(library, entry)) and key != entry.key.lower()
    }
    children = Counter(refers.values())  # how many entries that refer to a key are still to come
    waiting: dict[str, list[Entry]] = {}

    def put(entry: Entry) -> None:
        result.append(entry)
        key = refers.get(entry.span, "")
        if key:
            children[key] -= 1
            if not children[key]:
                for parent in waiting.pop(key, ()):
                    put(parent)

    for entry in wanted:
        if children[entry.key.lower()]:
            waiting.setdefault(entry.key.lower(), []).append(entry)
        else:
            put(entry)
    for rest in waiting.values():  # entries that refer to each other in a circle
        result += rest
    return result


def reordered(library: Library, wanted: Sequence[Entry]) -> tuple[Edit, ...]:
    """Puts the entries of *library* in the order *wanted*, which has each of them once.

    A comment on the lines directly above an entry goes with it. Raises FileProblem where an entry
    would come to stand before a definition (`@string`) that it uses.
    """
    present = list(library.entries)
    spans = [Span(beginning(library, entry), entry.span.end) for entry in present]
    by_entry = dict(zip(present, spans, strict=True))
    edits = []
    for span, entry in zip(spans, wanted, strict=True):
        source = library.text[slice(*by_entry[entry])]
        if by_entry[entry] != span:
            _check_definitions(library, entry, span.start)
            edits.append(Edit(span, source))
    return tuple(edits)


def in_order(library: Library, wanted: Sequence[Entry]) -> Library:
    """*library* with its entries in the order *wanted*; raises as `reordered` and `changed` do."""
    new = changed(library, reordered(library, wanted))
    before, after = (sorted(each.source(e.span) for e in each.entries) for each in (library, new))
    if before != after or len(new.blocks) != len(library.blocks):
        raise FileProblem(f"{library.name}: the new order would alter entries; nothing is written")
    return new


def _check_definitions(library: Library, entry: Entry, start: int) -> None:
    """Raises FileProblem where a definition that *entry* uses stands behind the offset *start*."""
    used = {name.lower() for field in entry.fields for name in macros(field.raw)}
    if used.isdisjoint(library.strings):
        return
    for block in library.blocks:
        if (
            isinstance(block, StringDefinition)
            and block.name.lower() in used
            and start < block.span.start < entry.span.start
        ):
            raise FileProblem(
                f"{library.name}:{library.line(block.span)}: @string{{{clean(block.name)}}} stands "
                f"behind the new place of {clean(entry.key)}, which uses it; move the definition "
                "to the top of the file first, nothing is written"
            )
