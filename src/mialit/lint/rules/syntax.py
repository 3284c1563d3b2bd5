"""Rules about the file as BibTeX: what cannot be read, is undefined, or is given twice."""

from collections.abc import Iterator

from mialit.bibtex.crossref import listed_keys
from mialit.bibtex.edit_entries import remove_entry
from mialit.bibtex.edit_fields import remove_field
from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Entry, Kind, Library, Span, StringDefinition
from mialit.errors import Severity
from mialit.lint.base import ANY_FIELD, ENTRY, Context, Violation, if_possible, rule
from mialit.text.phrases import quoted

# What the rules `no-key`, `duplicate-key`, `duplicate-field` and `undefined-macro` report.
_OF_OTHER_RULES = (Kind.NO_KEY, Kind.REPEATED, Kind.UNDEFINED_MACRO)


@rule(
    "syntax",
    "The file is not valid BibTeX here, so that programs read it otherwise than it was meant.",
    "The message says what was read instead. Where programs differ, BibTeX's own reading "
    "counts (bibtex.web, read_bib).",
    "@article{a, title = {One} year = {2020} }",
    "@article{a, title = {One}, year = {2020} }",
    severity=Severity.ERROR,
)
def _syntax(context: Context) -> Iterator[Violation]:
    for problem in context.library.problems:
        if problem.kind not in _OF_OTHER_RULES:
            yield Violation(problem.span, problem.reason)
    yield from _misnamed(context.library)


def _misnamed(library: Library) -> Iterator[Violation]:
    """Names that neither BibTeX nor biber take, and definitions without a value."""
    wrong = "begins with a digit, where BibTeX stops reading; give it another"
    for block in library.blocks:
        if isinstance(block, Entry):
            for field in block.fields:
                if field.name[0].isdigit():
                    span = Span(field.start, field.start + len(field.name))
                    yield Violation(span, f"the field's name {quoted(field.name)} {wrong}")
            if block.type[0].isdigit() and (at := block.type_span(library.text)):
                yield Violation(at, f"the entry's type {quoted(block.type)} {wrong}")
        elif isinstance(block, StringDefinition):
            if block.name[0].isdigit():
                at = block.span
                yield Violation(at, f"the macro's name {quoted(block.name)} {wrong}")
            elif not block.raw:
                yield Violation(block.span, f"the @string {quoted(block.name)} has no value")


@rule(
    "duplicate-key",
    "Two entries have the same key.",
    "BibTeX stops at the second, and compares keys without case. Fixed where the two are the "
    "same letter by letter, by removing the later one.",
    "@misc{a, title = {One}}\n\n@misc{a, title = {One}}",
    "@misc{a, title = {One}}",
    severity=Severity.ERROR,
    touches=(ENTRY,),
)
def _duplicate_key(context: Context) -> Iterator[Violation]:
    library = context.library
    first: dict[str, Entry] = {}
    for entry in library.entries:
        earlier = first.setdefault(entry.key.lower(), entry)
        if earlier is entry or not entry.key:
            continue
        line = library.line(earlier.span)
        renaming = f"mialit rename --line {library.line(entry.span)} NEW"
        fix: tuple[Edit, ...] = ()
        if library.source(entry.span) == library.source(earlier.span):
            fix = if_possible(remove_entry, library, entry)
            message = f"this entry repeats the one on line {line} letter by letter; delete one"
        elif entry.key == earlier.key:
            message = (
                f"the key {quoted(entry.key)} is also that of the entry on line {line}; "
                f"merge them, or give this one another key: {renaming}"
            )
        else:
            message = (
                f"the key {quoted(entry.key)} differs from the one on line {line} only in case, "
                f"which BibTeX ignores; give this one another key: {renaming}"
            )
        yield Violation(context.key_span(entry), message, fix)
    yield from _taken_aliases(context)


def _taken_aliases(context: Context) -> Iterator[Violation]:
    """The keys that `ids` gives an entry besides its own, and another entry has."""
    keys = {entry.key: entry for entry in context.library.entries}
    for entry in context.library.entries:
        field = entry.field("ids")
        for key in listed_keys(context.library, entry, "ids"):
            other = keys.get(key)
            if field and other and other is not entry:
                line = context.library.line(other.span)
                message = f"the key {quoted(key)} is that of the entry on line {line}; remove it"
                yield Violation(field.value_span, message, severity=Severity.WARNING)


@rule(
    "duplicate-field",
    "An entry has a field twice.",
    "BibTeX uses the first and silently drops the others. Fixed where both are the same.",
    "@misc{a,\n  title = {One},\n  year = {2020},\n  year = {2020},\n}",
    "@misc{a,\n  title = {One},\n  year = {2020},\n}",
    severity=Severity.ERROR,
    touches=(ANY_FIELD,),
)
def _duplicate_field(context: Context) -> Iterator[Violation]:
    library = context.library
    for entry in library.entries:
        first = {field.name.lower(): field for field in context.fields(entry)}
        for field in entry.fields:
            earlier = first[field.name.lower()]
            if field is earlier:
                continue
            message = f"the field {quoted(field.name.lower())} "
            fix: tuple[Edit, ...] = ()
            if context.text(field) == context.text(earlier) and field.raw:
                fix = if_possible(remove_field, library, entry, field)
                message += "is given twice with the same value"
            else:
                line = library.line(earlier.span)
                message += (
                    f"has another value on line {line}, which is the one BibTeX uses; keep one"
                )
            yield Violation(field.span, message, fix)
