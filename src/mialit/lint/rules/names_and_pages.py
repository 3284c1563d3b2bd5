"""Rules about pages, names and characters of single fields."""

import html
import re
from collections.abc import Iterator

from mialit.bibtex.edit_fields import VERBATIM
from mialit.bibtex.edits import Edit
from mialit.bibtex.reader import split_names
from mialit.lint.base import Content, Context, Fault, Rule, Severity, literal, quoted

_RANGE = re.compile(
    r"(?<![\w.:/-])(?P<lead>[A-Za-z]{0,2})(?P<low>\d+)\s*(?P<dash>---|-|\N{EN DASH}|\N{EM DASH}|"
    r"\N{MINUS SIGN}|\N{NON-BREAKING HYPHEN}|\\textendash(?:\{\})?)\s*"
    r"(?P=lead)(?P<high>\d+)(?![\w.:/-])"
)
_ET_AL = re.compile(r"(?:,?\s+and)?,?\s+et\.?\s+al\b\.?|\band\s+et\.?\s*al\b\.?", re.IGNORECASE)
_ET_AL_AT_END = re.compile(r"(?:,?\s+and\b)?,?\s+et\.?\s+al\b\.?\s*\Z", re.IGNORECASE)
_BARE_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]*)+")
_FAMILY = re.compile(r"[^\W\d_][^\W\d_]")
_ENTITY = re.compile(r"&(?:#(?:[0-9]{2,6}|[xX][0-9A-Fa-f]{2,5})|[A-Za-z][A-Za-z0-9]{1,9});")
_PEOPLE = ("author", "editor", "translator", "bookauthor")
# How characters of HTML are written in LaTeX; other characters only where the file is UTF-8.
_IN_LATEX = {
    "&": r"\&", "\N{NO-BREAK SPACE}": "~", "\N{EN DASH}": "--", "\N{EM DASH}": "---",
    "'": "'", "\N{LEFT SINGLE QUOTATION MARK}": "`", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``", "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "<": "$<$", ">": "$>$",
}  # fmt: skip
_TAKEN = frozenset('{}"\\#%$~^_@')  # what an entity may stand for and BibTeX would misread


def _page_dash(context: Context) -> Iterator[Fault]:
    for _, content in context.contents("pages"):
        for found in _RANGE.finditer(content.text):
            low, high = found["low"], found["high"]
            # "3-1" is page 1 of chapter 3; "1964-74" is short for 1964-1974.
            if int(low[-9:]) > int(high[-9:]) and (len(high) >= len(low) or len(low) < 3):
                continue
            if len(high) < len(low) and len(low) < 3:
                continue
            lead = found["lead"]
            message = f"a range of pages is written {quoted(f'{lead}{low}--{lead}{high}')}"
            dash = (found.end("low"), found.start("high") - len(lead))
            yield Fault(content.part(*found.span()), message, (content.edit(*dash, "--"),))


def _name_form(context: Context) -> Iterator[Fault]:
    for _, content in context.contents(*_PEOPLE):
        text = content.text
        if "et" in text.lower() and (found := _ET_AL.search(text)):
            at_end = _ET_AL_AT_END.search(text)
            fix: tuple[Edit, ...] = ()
            if at_end and text[: at_end.start()].strip() and text.count("{") == text.count("}"):
                fix = (content.edit(at_end.start(), len(text), " and others"),)
            yield Fault(
                content.part(*found.span()), "BibTeX's word for et al. is `and others`", fix
            )
            continue
        yield from _names(content)


def _names(content: Content) -> Iterator[Fault]:
    names = split_names(content.text)
    for number, name in enumerate(names):
        if name.last == "others" and not name.first and number < len(names) - 1:
            message = "`others` stands amid the names; it can only be the last"
            yield Fault(content.span, message)
            break
    depth = 0
    flat = []
    for sign in content.text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        flat.append(sign if depth <= 0 and sign != "}" else "\0")
    for found in re.finditer(r"(?is)(?:\A|(?<=\sand\s))(?:(?!\sand\s).)+", "".join(flat)):
        if message := _misread(found[0]):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield Fault(content.part(start, start + len(found[0].strip())), message)


def _misread(name: str) -> str:
    """What is wrong with *name*, in which braced text is blanked; "" where nothing is."""
    parts = [part.strip() for part in name.split(",")]
    if _ENTITY.search(name):
        return ""
    if ";" in name:
        return "names are parted by `and`, not by `;`"
    if re.search(r"\w\s+&\s+\w", name):
        return "names are parted by `and`, not by `&`"
    if len(parts) > 3:
        return "a name has two commas at most; names are parted by `and`"
    if len(parts) > 1 and not parts[-1]:
        return "the name ends with a comma; its given name is missing, or the comma is too many"
    if len(parts) > 1 and not parts[0]:
        return "the name begins with a comma"
    if len(parts) == 2 and _BARE_INITIALS.fullmatch(parts[0]) and _FAMILY.match(parts[1]):
        return "initials stand before the comma; the family name comes first"
    return ""


def _html_entity(context: Context) -> Iterator[Fault]:
    for entry in context.library.entries:
        for field in context.fields(entry):
            if "&" not in field.raw or (content := literal(field)) is None:
                continue
            for found in _ENTITY.finditer(content.text):
                yield from _entity(context, content, found)


def _entity(context: Context, content: Content, found: re.Match[str]) -> Iterator[Fault]:
    meant = html.unescape(found[0])
    if meant == found[0] or len(meant) != 1:
        return
    start, end = found.span()
    if content.text[max(start - 1, 0) : start] == "\\":
        start -= 1  # `\&amp;`: escaped once more by the program that wrote it
        if content.text[max(start - 1, 0) : start] == "\\":
            return
    message = f"{quoted(found[0])} is HTML for {quoted(meant)}"
    verbatim = content.field.name.lower() in VERBATIM
    written = None
    if verbatim:
        written = meant if meant == "&" else None
    elif meant in _IN_LATEX:
        written = _IN_LATEX[meant]
    elif meant.isprintable() and meant not in _TAKEN:
        written = meant if meant.isascii() or context.library.encoding == "utf-8" else None
    fix = () if written is None else (content.edit(start, end, written),)
    yield Fault(content.part(start, end), message, fix)


RULES = (
    Rule(
        "page-dash",
        Severity.WARNING,
        "A range of pages has another dash than `--`.",
        "BibTeXing, section 3.2: two dashes make the en dash of a range. `3-1` and `A-12` are left "
        "alone: pages of a chapter, not ranges.",
        "@article{a, pages = {12-34}}",
        "@article{a, pages = {12--34}}",
        _page_dash,
        fixable=True,
    ),
    Rule(
        "name-form",
        Severity.WARNING,
        "BibTeX reads other names here than were meant.",
        "BibTeXing, section 4: names are parted by `and`; `Family, Given` or `Given Family`; "
        "`and others` at the end alone. Fixed is `et al.` at the end.",
        "@article{a, author = {Hu, Hongsheng et al.}}",
        "@article{a, author = {Hu, Hongsheng and others}}",
        _name_form,
        fixable=True,
    ),
    Rule(
        "html-entity",
        Severity.WARNING,
        "A character is written as HTML writes it.",
        "It came with a page it was copied from; LaTeX prints it letter by letter. Fixed where "
        "LaTeX or the file's encoding has the character.",
        "@article{a, title = {Attacks &amp; Defences}}",
        r"@article{a, title = {Attacks \& Defences}}",
        _html_entity,
        fixable=True,
    ),
)
