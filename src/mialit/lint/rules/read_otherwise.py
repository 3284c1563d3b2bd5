"""Rules about what BibTeX and biber read otherwise than this program and than each other."""

import re
from collections.abc import Iterator

from mialit.bibtex.model import Comment, Library, Span
from mialit.errors import Severity
from mialit.lint.base import Context, Violation, rule
from mialit.text.phrases import quoted

# What biber's parser does not take in a key.
_BIBER_STOPS = re.compile(r"""["#%'()={}]""")
_BLANK = re.compile(r"\s")
# An `@` that begins what BibTeX reads as an entry, and any other.
_AT = re.compile(r"@(?:\s*+(?P<type>[^\s\"#%'(),={}@]++)\s*+(?P<open>[{(])(?P<key>[^,\s{}()]*+))?")
_LINE_END = re.compile(r"[\r\n]")
_BARE_COMMENT = re.compile(r"@\s*comment(?![^\s{(])", re.IGNORECASE)


@rule(
    "key-characters",
    "A key has a character at which BibTeX or biber stops reading.",
    "BibTeX ends a key at a blank and reports an error. Biber takes none of "
    "`\" # % ' ( ) = { }`, and no entry without a comma behind its key: it leaves the entry out. "
    "`mialit rename` changes a key.",
    "@misc{o'neil 2020, title = {One}}",
    "@misc{oneil2020, title = {One}}",
)
def _key_characters(context: Context) -> Iterator[Violation]:
    text = context.library.text
    for entry in context.library.entries:
        key = entry.key
        if not key:
            continue
        span = context.key_span(entry)
        if _BLANK.search(key):
            message = f"BibTeX reads the key {quoted(key)} up to its blank, and no further"
            yield Violation(span, message, severity=Severity.ERROR)
        elif found := _BIBER_STOPS.search(key):
            yield Violation(span, f"biber leaves out the entry, for the `{found[0]}` in its key")
        elif not entry.fields and "," not in text[span.end : entry.span.end]:
            yield Violation(span, "biber leaves out an entry without a comma behind its key")


@rule(
    "comment-in-entry",
    "A comment stands between the fields of an entry.",
    "To BibTeX `%` is no comment: it reports an error and skips the fields that follow. Biber "
    "takes it for one. Write it above the entry, or in a field that no style prints.",
    "@misc{a,\n  title = {One}, % as in the proceedings\n  note = {Two},\n}",
    "% a: as in the proceedings\n@misc{a,\n  title = {One},\n  note = {Two},\n}",
    severity=Severity.ERROR,
)
def _comment_in_entry(context: Context) -> Iterator[Violation]:
    library = context.library
    text = library.text
    for entry in library.entries:
        at = context.key_span(entry).end
        for start, end in (*((each.start, each.span.end) for each in entry.fields), (-1, -1)):
            stop = start if start >= 0 else entry.span.end
            sign = text.find("%", at, stop) if at < stop else -1
            if sign >= 0:
                newline = _LINE_END.search(text, sign, stop)
                message = "BibTeX knows no comment here, and skips the rest of the entry"
                yield Violation(Span(sign, newline.start() if newline else stop), message)
                break  # what follows it BibTeX does not read
            at = end


@rule(
    "stray-at",
    "An `@` stands outside of entries and begins none.",
    "BibTeX takes each `@` for the beginning of an entry, in an address such as ann@example.org, "
    "behind `%` and in an `@comment` too; it reports an error and skips what stands up to the next "
    "one. What they read as an entry amid text is a warning, and inside an `@comment` a note.",
    "Mail ann@example.org.\n\n@misc{a, title = {One}}",
    "Mail ann at example.org.\n\n@misc{a, title = {One}}",
    severity=Severity.ERROR,
)
def _stray_at(context: Context) -> Iterator[Violation]:
    library = context.library
    text = library.text
    at = 0
    for block in (*library.blocks, None):
        start = block.span.start if block else len(text)
        yield from _in_text(library, Span(at, start))
        at = max(at, block.span.end) if block else start
        if isinstance(block, Comment):
            yield from _in_comment(library, Span(start + 1, block.span.end))


def _in_text(library: Library, span: Span) -> Iterator[Violation]:
    """The findings between two blocks."""
    behind_percent = False
    at = span.start
    for found in _AT.finditer(library.text, *span):
        here = Span(found.start(), found.start() + 1)
        last_line = _LINE_END.split(library.text[at : here.start])
        behind_percent = "%" in last_line[-1] or (behind_percent and len(last_line) == 1)
        at = here.start
        judged = any(problem.span.start <= here.start for problem in library.problems_at(here))
        if judged or _BARE_COMMENT.match(library.text, here.start):
            continue
        if found["type"] is None:
            yield Violation(here, "BibTeX takes this `@` for the beginning of an entry")
        elif not behind_percent:
            message = f"BibTeX and biber read an entry here, of the type {quoted(found['type'])}"
            yield Violation(here, message, severity=Severity.WARNING)


def _in_comment(library: Library, span: Span) -> Iterator[Violation]:
    for found in _AT.finditer(library.text, *span):
        here = Span(found.start(), found.start() + 1)
        if found["type"] is None:
            yield Violation(here, "BibTeX takes this `@` for the beginning of an entry")
        elif found["type"].lower() not in ("comment", "string", "preamble"):
            message = (
                f"BibTeX, to which no comment has an end, reads the entry {quoted(found['key'])}"
            )
            yield Violation(here, message, severity=Severity.NOTE)


# Fields of which BibTeX's own styles print one, and the types where they warn of both.
_EITHER = (
    ("author", "editor", ("book", "inbook")),
    ("volume", "number", ("book", "inbook", "incollection", "inproceedings", "proceedings")),
)


@rule(
    "either-field",
    "An entry has two fields of which BibTeX's own styles print one.",
    "BibTeXing, section 3.1, gives these as alternatives: `author` and `editor` of a book, "
    "`volume` and `number` of a book or of proceedings. `plain` and its like warn and leave out "
    "the second. A note, because biblatex and other styles print both.",
    "@book{a, author = {Hu, Li}, title = {One}, publisher = {P}, year = 2020,\n"
    "  volume = 1, number = 2}",
    "@book{a, author = {Hu, Li}, title = {One}, publisher = {P}, year = 2020,\n  volume = 1}",
    severity=Severity.NOTE,
)
def _either_field(context: Context) -> Iterator[Violation]:
    for entry in context.library.entries:
        for first, second, types in _EITHER:
            field = entry.field(second) if entry.type in types else None
            if field and context.stated(entry, first) and context.stated(entry, second):
                message = f"BibTeX's own styles print `{first}` and leave out `{second}`"
                yield Violation(field.span, message)
