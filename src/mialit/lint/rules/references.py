"""Rules about what entries refer to: other entries, which BibTeX wants behind them."""

from collections.abc import Iterator

from mialit.bibtex.crossref import listed_keys, parent_key
from mialit.bibtex.edit_order import children_first, circular
from mialit.bibtex.edits import Edit
from mialit.bibtex.field_names import REFERENCES
from mialit.bibtex.model import Entry, Field, Library
from mialit.bibtex.values import expand
from mialit.errors import Severity
from mialit.lint.base import PLACES, Context, Violation, if_possible, literal, rule
from mialit.text.phrases import quoted


@rule(
    "broken-reference",
    "An entry refers to another one that is not there.",
    "`crossref`, `xref`, `xdata`, `related` and `entryset` name keys, of entries in this file or "
    "in another one that is checked along with it. For `crossref` BibTeX reports an error, and "
    "what the entry would inherit is missing; for each of them biber warns, and it compares keys "
    "with case. Where only the case differs, it is fixed.",
    "@inproceedings{a, title = {One}, crossref = {P}}\n\n@proceedings{p, title = {Two}}",
    "@inproceedings{a, title = {One}, crossref = {p}}\n\n@proceedings{p, title = {Two}}",
    severity=Severity.ERROR,
    touches=tuple(sorted(REFERENCES)),
)
def _broken_reference(context: Context) -> Iterator[Violation]:
    files = (context.library, *context.library.neighbours.libraries)
    exact = {entry.key for library in files for entry in library.entries}
    present = {key for library in files for key in library.by_key}
    others = {key for library in files for key in _other_keys(library)}
    for field, key in references(context.library):
        severity = None if _is_crossref(field) else Severity.WARNING
        lower = key.lower()
        if not key:
            yield Violation(field.value_span, "`crossref` names no key")
        elif lower not in present and lower not in others:
            yield Violation(
                field.value_span, f"no entry has the key {quoted(key)}", severity=severity
            )
        elif key not in exact and lower not in others:
            yield _other_case(context, field, key)


def _other_case(context: Context, field: Field, key: str) -> Violation:
    """The finding that *key*, named by *field*, is an entry's but for its case."""
    own = context.library.by_key.get(key.lower())
    content = literal(field)
    fix: tuple[Edit, ...] = ()
    if own is None:
        message = f"biber finds no entry {quoted(key)}, since it compares keys with case"
    else:
        message = f"biber compares keys with case, and the entry's is {quoted(own.key)}"
        # In a list of keys each stands once, or the first is the one that is meant.
        if content is not None and (at := content.text.find(key)) >= 0:
            before = content.text[:at].rstrip()
            after = content.text[at + len(key) :].lstrip()
            if before[-1:] in ("", ",") and after[:1] in ("", ","):
                fix = (content.edit(at, at + len(key), own.key),)
    return Violation(field.value_span, message, fix, Severity.WARNING)


def _other_keys(library: Library) -> Iterator[str]:
    """The keys, in lower case, that biblatex knows entries by besides their own."""
    for entry in library.entries:
        yield from map(str.lower, listed_keys(library, entry, "ids"))


def _is_crossref(field: Field) -> bool:
    return field.name.lower() == "crossref"


def references(library: Library) -> Iterator[tuple[Field, str]]:
    """The keys by which entries refer to others, each with the field that names it.

    `crossref` names one, whatever it holds, and may name the key "".
    """
    for entry in library.entries:
        for name, field in entry.first_fields().items():
            if name not in REFERENCES:
                continue
            if name == "crossref":
                yield field, expand(field.raw, library.strings).strip()
            else:
                for key in listed_keys(library, entry, name):
                    yield field, key


@rule(
    "parent-before-child",
    "An entry stands before one that refers to it.",
    "BibTeX finds the entry that `crossref` names only behind the one that names it: where only "
    "the latter is cited, it reports a bad cross reference, and fields are missing (BibTeXing, "
    "section 2). Fixed by moving it, with the comment above it, behind the last entry that refers "
    "to it.",
    "@proceedings{p, title = {Two}}\n\n@inproceedings{a, title = {One}, crossref = {p}}\n",
    "@inproceedings{a, title = {One}, crossref = {p}}\n\n@proceedings{p, title = {Two}}\n",
    severity=Severity.ERROR,
    touches=(PLACES,),
)
def _parent_before_child(context: Context) -> Iterator[Violation]:
    library = context.library
    round_about = {entry.span for entry in circular(library)}
    pairs = list(_misplaced(context))
    movable = [each for each in pairs if each[0].span not in round_about]
    fix: tuple[Edit, ...] = if_possible(children_first, library) if movable else ()
    for child, parent in pairs:
        field = child.field("crossref")
        if field is None:
            continue
        where = f"{quoted(parent.key)} on line {library.line(parent.span)} stands before this entry"
        if child.span in round_about:
            message = f"{where}, and refers to it; delete one of the two `crossref`s"
            yield Violation(field.value_span, message)
        else:
            message = f"{where}, which refers to it; BibTeX wants it behind"
            yield Violation(field.value_span, message, fix)
    yield from _in_earlier_files(context)


def _misplaced(context: Context) -> Iterator[tuple[Entry, Entry]]:
    """Each entry before which the one stands that it refers to, and that one."""
    library = context.library
    for entry in library.entries:
        parent = library.by_key.get(parent_key(library, entry))
        if parent is not None and parent.span < entry.span:
            yield entry, parent


def _in_earlier_files(context: Context) -> Iterator[Violation]:
    """The entries that refer to one in a file that is read before theirs."""
    library = context.library
    earlier = library.neighbours.libraries[: library.neighbours.earlier]
    if not earlier:
        return
    for entry in library.entries:
        key, field = parent_key(library, entry), entry.field("crossref")
        owner = next((other for other in earlier if key in other.by_key), None)
        if key and field and owner and key not in library.by_key:
            message = (
                f"{quoted(owner.by_key[key].key)} stands in {owner.name}, which BibTeX reads "
                "before this file; name that file last"
            )
            yield Violation(field.value_span, message)


@rule(
    "nested-crossref",
    "An entry refers to one that refers to a third, or to itself.",
    "BibTeX warns of it and passes on what the second entry has itself, not what that one would "
    "inherit. Biber follows the whole chain.",
    "@inproceedings{a, title = {One}, crossref = {p}}\n\n"
    "@proceedings{p, title = {Two}, crossref = {q}}\n\n@proceedings{q, title = {Three}}",
    "@inproceedings{a, title = {One}, crossref = {p}}\n\n"
    "@proceedings{p, title = {Two}}\n\n@proceedings{q, title = {Three}}",
)
def _nested_crossref(context: Context) -> Iterator[Violation]:
    library = context.library
    for entry in library.entries:
        field = entry.field("crossref")
        parent = library.by_key.get(parent_key(library, entry))
        if field is None or parent is None or not parent.field("crossref"):
            continue
        if parent.span == entry.span:
            message = "the entry refers to itself"
        elif parent_key(library, parent) == entry.key.lower():
            message = f"{quoted(parent.key)} refers back to this entry"
        else:
            message = (
                f"{quoted(parent.key)} refers to another entry in turn, from which BibTeX "
                "takes nothing for this one"
            )
        yield Violation(field.value_span, message)
