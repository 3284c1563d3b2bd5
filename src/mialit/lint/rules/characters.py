"""Rules about characters: of HTML, and of a wrong encoding."""

import html
import re
from collections.abc import Iterator

from mialit.bibtex.field_names import VERBATIM
from mialit.bibtex.model import Span
from mialit.lint.base import ANY_FIELD, Content, Context, Violation, literal, rule
from mialit.text.phrases import counted, quoted

ENTITY = re.compile(r"&(?:#(?:[0-9]{2,6}|[xX][0-9A-Fa-f]{2,5})|[A-Za-z][A-Za-z0-9]{1,9});")
# How LaTeX writes characters of HTML; other characters need a file in UTF-8.
_IN_LATEX = {
    "&": r"\&", "\N{NO-BREAK SPACE}": "~", "\N{EN DASH}": "--", "\N{EM DASH}": "---",
    "'": "'", "\N{LEFT SINGLE QUOTATION MARK}": "`", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``", "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "<": "$<$", ">": "$>$",
}  # fmt: skip
_TAKEN = frozenset('{}"\\#%$~^_@')  # what an entity may stand for and BibTeX would misread

# UTF-8 read as Windows-1252 begins so: bytes C2-C5 and E2 for the Latin letters and signs that
# bibliographies have. `\u0160`-`\u2122` are what cp1252 makes of the bytes 80-9F.
_MOJIBAKE = re.compile(r"[ÂÃÄÅ][\x80-\xbf\u0152-\u2122]|â[\x80-\xbf\u0152-\u2122]{2}")
_LOST = "\ufffd"
_BYTES = re.compile("[\udc80-\udcff]")


@rule(
    "html-entity",
    "A character is written as an HTML entity.",
    "It comes from a page that the text was copied from; LaTeX prints it letter by letter. "
    "Fixed where LaTeX or the file's encoding has the character.",
    "@article{a, title = {Attacks &amp; Defences}}",
    r"@article{a, title = {Attacks \& Defences}}",
    touches=(ANY_FIELD,),
)
def _html_entity(context: Context) -> Iterator[Violation]:
    for entry in context.library.entries:
        for field in context.fields(entry):
            if "&" not in field.raw or (content := literal(field)) is None:
                continue
            for found in ENTITY.finditer(content.text):
                yield from _entity(context, content, found)


def _entity(context: Context, content: Content, found: re.Match[str]) -> Iterator[Violation]:
    meant = html.unescape(found[0])
    if meant == found[0] or len(meant) != 1:
        return
    start, end = found.span()
    if content.text[max(start - 1, 0) : start] == "\\":
        start -= 1  # `\&amp;`: escaped once more by the program that wrote it
        if content.text[max(start - 1, 0) : start] == "\\":
            return
    message = f"{quoted(found[0])} is HTML for {quoted(meant)}"
    written = None
    if content.field.name.lower() in VERBATIM:
        written = meant if meant == "&" else None
    elif meant in _IN_LATEX:
        written = _IN_LATEX[meant]
    elif meant.isprintable() and meant not in _TAKEN:
        written = meant if meant.isascii() or context.library.encoding == "utf-8" else None
    fix = () if written is None else (content.edit(start, end, written),)
    yield Violation(content.part(start, end), message, fix)


@rule(
    "wrong-encoding",
    "Text was written in one encoding and read in another.",
    "Either the file is not UTF-8, or a program has read its UTF-8 as Windows-1252 and saved "
    "the result.",
    "@misc{a, author = {Nicolas KÃ¶nig}}",
    "@misc{a, author = {Nicolas König}}",
)
def _wrong_encoding(context: Context) -> Iterator[Violation]:
    library = context.library
    if library.encoding == "unknown-8bit":
        positions = [found.start() for found in _BYTES.finditer(library.text)]
        message = (
            f"from here on, {counted(len(positions), 'byte')} of this file are not UTF-8; "
            "if it is Latin-1: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW"
        )
        yield Violation(Span(positions[0], positions[0] + 1), message)
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
                yield Violation(span, _garbled(garbled[0] if garbled else _LOST))


def _garbled(text: str) -> str:
    try:
        data = b"".join(
            bytes([ord(sign)]) if 0x80 <= ord(sign) < 0xA0 else sign.encode("cp1252")
            for sign in text
        )
        meant = data.decode("utf-8")
    except UnicodeError:
        return "a character was lost here when the file was converted; restore it"
    return f"{quoted(text)} is {quoted(meant)} read in the wrong encoding; write that"
