"""Rules about keys that are not there, and about entries that only some programs see."""

import re
from collections.abc import Iterator

from mialit.bibtex.edit_fields import give_key
from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Kind
from mialit.curation.citekey import Folded, key_for
from mialit.errors import Severity
from mialit.lint.base import KEY, Context, Violation, if_possible, rule
from mialit.text.phrases import quoted

_LINE_END = re.compile(r"[\r\n]|\Z")
# What a note about an entry behind `%` spans: `@type{key,` or `@type{key}`.
_HIDDEN_KEY = re.compile(r"@[^{(]+[{(][ \t]*([^\s,={}]+)[ \t]*[,}]")


@rule(
    "no-key",
    "An entry has no key.",
    "Nothing can cite it; biber reads no file with such an entry, and BibTeX takes a second one "
    "for the first again. Programs leave the key out where it is generated later. Fixed where the "
    'vocabulary says `keys = "family-year-word"` and the entry has authors or a title.',
    "@misc{,\n  author = {Hu, Li},\n  title = {The Attack},\n  year = {2021},\n}",
    "@misc{hu2021attack,\n  author = {Hu, Li},\n  title = {The Attack},\n  year = {2021},\n}",
    severity=Severity.ERROR,
    touches=(KEY,),
)
def _no_key(context: Context) -> Iterator[Violation]:
    has_rule = context.own and bool(context.vocabulary.lint.keys)
    taken = Folded.of(context.records)
    for entry, record in context.items:
        if entry.key:
            continue
        message = "the entry has no key, so nothing can cite it"
        fix: tuple[Edit, ...] = ()
        if has_rule and (record.authors or record.title):
            key = key_for(record, taken)
            taken.take(key)
            fix = if_possible(give_key, context.library, entry, key)
            message += f"; by the list's rule it is {quoted(key)}"
        else:
            message += f"; give it one: mialit rename --line {record.line} NEW"
        yield Violation(context.key_span(entry), message, fix)


@rule(
    "commented-entry",
    "An entry or a definition stands on a line behind `%`.",
    "biber takes such a line for a comment, and so does this program. BibTeX has no comments: it "
    "reads whatever an `@` begins, so that the entry counts, and an old version of a paper is a "
    "second one with its key. That is an error, and so is an entry that does not end on its line, "
    "because BibTeX stops at the `%` of the next one.",
    "% @misc{a, title = {One}}",
    "% misc{a, title = {One}}",
    severity=Severity.NOTE,
)
def _commented_entry(context: Context) -> Iterator[Violation]:
    library = context.library
    hidden: set[str] = set()
    for note in library.notes:
        if note.kind is not Kind.HIDDEN:
            continue
        found = _HIDDEN_KEY.fullmatch(library.source(note.span))
        key = found[1].lower() if found else ""
        repeated = bool(key) and (key in hidden or key in library.by_key)
        hidden.add(key)
        severity = None
        if repeated or not _ends_on_its_line(library.text, note.span.start):
            severity = Severity.ERROR
        yield Violation(note.span, note.reason, severity=severity)


def _ends_on_its_line(text: str, at: int) -> bool:
    """Whether the braces of what begins at *at* are closed before the line ends."""
    end = _LINE_END.search(text, at)
    line = text[at : end.start() if end else len(text)]
    return line.count("{") + line.count("(") <= line.count("}") + line.count(")")


@rule(
    "bare-comment",
    "An `@comment` has no braces.",
    "BibTeX skips the word and reads on; what follows is text between entries. biber expects a "
    "brace there and reads nothing of the file.",
    "@comment checked in May",
    "@comment{checked in May}",
    severity=Severity.NOTE,
)
def _bare_comment(context: Context) -> Iterator[Violation]:
    for note in context.library.notes:
        if note.kind is Kind.BARE_COMMENT:
            yield Violation(note.span, note.reason)
