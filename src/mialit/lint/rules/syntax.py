"""Rules about the file as text: what cannot be read, what stands twice, what is garbled."""

import re
from collections.abc import Iterator

from mialit.bibtex.edit_fields import remove_entry, remove_field
from mialit.bibtex.model import Entry, Problem, Span
from mialit.bibtex.values import undefined
from mialit.lint.base import Context, Fault, Rule, Severity, if_possible, quoted

# UTF-8 read as Windows-1252 begins so: bytes C2-C5 and E2 for the Latin letters and signs that
# bibliographies have. `\u0160`-`\u2122` are what cp1252 makes of the bytes 80-9F.
_MOJIBAKE = re.compile(r"[ÂÃÄÅ][\x80-\xbf\u0152-\u2122]|â[\x80-\xbf\u0152-\u2122]{2}")
_LOST = "\ufffd"
_BYTES = re.compile("[\udc80-\udcff]")


def _syntax(context: Context) -> Iterator[Fault]:
    others = _duplicates(context) | {problem.span for problem in _macros(context)}
    for problem in context.library.problems:
        if problem.span not in others:
            yield Fault(problem.span, problem.reason)


def _duplicates(context: Context) -> set[Span]:
    """Where the reader reports a key or a field that stands twice."""
    spans = set()
    keys: set[str] = set()
    for entry in context.library.entries:
        if entry.key in keys:
            spans.add(context.key_span(entry))
        keys.add(entry.key)
        kept = context.fields(entry)
        if len(kept) < len(entry.fields):
            # A field without a value is a fault of its own at the same place.
            spans |= {field.span for field in entry.fields if field not in kept and field.raw}
    return spans


def _macros(context: Context) -> list[Problem]:
    """The reader's problems that are uses of macros nobody defines."""
    strings = context.library.strings
    values = {
        field.value_span
        for entry in context.library.entries
        for field in entry.fields
        if (field.raw[:1] != "{" or "#" in field.raw) and undefined(field.raw, strings)
    }
    if not values:
        return []
    return [
        problem
        for problem in context.library.problems
        if problem.span in values and problem.reason.startswith("the macro ")
    ]


def _undefined_macro(context: Context) -> Iterator[Fault]:
    for problem in _macros(context):
        yield Fault(problem.span, problem.reason)


def _duplicate_key(context: Context) -> Iterator[Fault]:
    library = context.library
    first: dict[str, Entry] = {}
    for entry in library.entries:
        earlier = first.setdefault(entry.key.lower(), entry)
        if earlier is entry:
            continue
        line = library.line(earlier.span)
        if library.source(entry.span) == library.source(earlier.span):
            fix = if_possible(lambda entry=entry: remove_entry(library, entry))  # type: ignore[misc]
            message = f"this entry stands on line {line} already, letter by letter; delete one"
            yield Fault(context.key_span(entry), message, fix)
        elif entry.key == earlier.key:
            message = (
                f"the key {quoted(entry.key)} is that of another entry on line {line}; "
                "rename or merge them"
            )
            yield Fault(context.key_span(entry), message)
        else:
            message = (
                f"the key {quoted(entry.key)} differs from that on line {line} in case alone, "
                "which BibTeX takes for the same; rename one"
            )
            yield Fault(context.key_span(entry), message)


def _duplicate_field(context: Context) -> Iterator[Fault]:
    library = context.library
    for entry in library.entries:
        kept = context.fields(entry)
        if len(kept) == len(entry.fields):
            continue
        first = {field.name.lower(): field for field in kept}
        for field in entry.fields:
            earlier = first[field.name.lower()]
            if field is earlier:
                continue
            name = quoted(field.name.lower())
            if context.text(field) == context.text(earlier) and field.raw:
                fix = if_possible(lambda e=entry, f=field: remove_field(library, e, f))  # type: ignore[misc]
                yield Fault(field.span, f"the field {name} is given twice with one value", fix)
            else:
                line = library.line(earlier.span)
                message = (
                    f"the field {name} has another value on line {line}, "
                    "which is the one BibTeX uses; keep one"
                )
                yield Fault(field.span, message)


def _wrong_encoding(context: Context) -> Iterator[Fault]:
    library = context.library
    if library.encoding == "unknown-8bit":
        places = [found.start() for found in _BYTES.finditer(library.text)]
        number = "1 byte" if len(places) == 1 else f"{len(places)} bytes"
        message = (
            f"{number} of this file, from here on, are not UTF-8; if it is Latin-1: "
            "iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW"
        )
        yield Fault(Span(places[0], places[0] + 1), message)
    if library.encoding == "ascii":
        return
    for entry in library.entries:
        for field in entry.fields:
            if field.raw.isascii():
                continue
            garbled = _MOJIBAKE.search(field.raw)
            at = garbled.start() if garbled else field.raw.find(_LOST)
            if at >= 0:
                span = Span(field.value_start + at, field.value_start + at + 1)
                yield Fault(span, _garbled(garbled[0] if garbled else ""))


def _garbled(text: str) -> str:
    meant = ""
    try:
        data = b"".join(
            bytes([ord(sign)]) if 0x80 <= ord(sign) < 0xA0 else sign.encode("cp1252")
            for sign in text
        )
        meant = data.decode("utf-8")
    except UnicodeError:
        pass
    if meant:
        return f"{quoted(text)} is {quoted(meant)} read in the wrong encoding; write that"
    return "a character was lost here when the file was converted; write it again"


RULES = (
    Rule(
        "syntax",
        Severity.ERROR,
        "The file is not BibTeX here, so that programs read something else than was meant.",
        "The message says what was read instead. What counts is BibTeX's own reading (bibtex.web, "
        "read_bib) where programs differ.",
        "@article{a, title = {One} year = {2020} }",
        "@article{a, title = {One}, year = {2020} }",
        _syntax,
    ),
    Rule(
        "undefined-macro",
        Severity.WARNING,
        "A macro is used that neither the file nor BibTeX defines.",
        "BibTeX leaves the field empty. Where the `@string` stands in another file that is always "
        "read first, switch the rule off.",
        "@article{a, journal = pnas, title = {One}, year = 2020}",
        '@string{pnas = "Proc. Natl. Acad. Sci."}\n'
        "@article{a, journal = pnas, title = {One}, year = 2020}",
        _undefined_macro,
    ),
    Rule(
        "duplicate-key",
        Severity.ERROR,
        "Two entries have one key.",
        "BibTeX stops at the second and compares keys without case. Fixed where the two are the "
        "same letter by letter: the later one goes.",
        "@misc{a, title = {One}}\n\n@misc{a, title = {One}}",
        "@misc{a, title = {One}}",
        _duplicate_key,
        fixable=True,
    ),
    Rule(
        "duplicate-field",
        Severity.ERROR,
        "An entry has a field twice.",
        "BibTeX uses the first and drops the others without a word. Fixed where both say the same.",
        "@misc{a,\n  title = {One},\n  year = {2020},\n  year = {2020},\n}",
        "@misc{a,\n  title = {One},\n  year = {2020},\n}",
        _duplicate_field,
        fixable=True,
    ),
    Rule(
        "wrong-encoding",
        Severity.WARNING,
        "Text was written in one encoding and read in another.",
        "Either the file is not UTF-8, or a program has read its UTF-8 as Windows-1252 and saved "
        "that.",
        "@misc{a, author = {Nicolas KÃ¶nig}}",
        "@misc{a, author = {Nicolas König}}",
        _wrong_encoding,
    ),
)
