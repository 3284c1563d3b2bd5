"""Rules about the names and the page numbers of an entry."""

import re
from collections.abc import Iterator

from mialit.bibtex.edits import Edit
from mialit.bibtex.reader import split_names
from mialit.errors import Severity
from mialit.lint.base import Content, Context, Violation, rule
from mialit.lint.rules.characters import ENTITY
from mialit.text.phrases import quoted

_RANGE = re.compile(
    r"(?<![\w.:/-])(?P<lead>[A-Za-z]{0,2})(?P<low>\d+)\s*(?P<dash>---|-|\N{EN DASH}|\N{EM DASH}|"
    r"\N{MINUS SIGN}|\N{NON-BREAKING HYPHEN}|\\textendash(?:\{\})?)\s*"
    r"(?P=lead)(?P<high>\d+)(?![\w.:/-])"
)
_ET_AL = re.compile(r"(?:,?\s+and)?,?\s+et\.?\s+al\b\.?|\band\s+et\.?\s*al\b\.?", re.IGNORECASE)
_ET_AL_AT_END = re.compile(r"(?:,?\s+and\b)?,?\s+et\.?\s+al\b\.?\s*\Z", re.IGNORECASE)
_BARE_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]*)+")
_FAMILY = re.compile(r"[^\W\d_][^\W\d_]")
# One `and` or several, as words of their own.
_ANDS = re.compile(r"(?:(?:\A|(?<=\s))and(?:\s+|\Z))+", re.IGNORECASE)
_OF_COMMAS = (
    "a name has at most two commas; names are separated by `and`",
    "the name ends with a comma; add the given name or remove the comma",
)
PEOPLE = ("author", "editor", "translator", "bookauthor")


@rule(
    "page-dash",
    "A range of pages is not written with `--`.",
    "BibTeXing, section 3.2: two dashes make the en dash of a range. `3-1` and `A-12` are left "
    "alone: pages of a chapter, not ranges.",
    "@article{a, pages = {12-34}}",
    "@article{a, pages = {12--34}}",
    touches=("pages",),
)
def _page_dash(context: Context) -> Iterator[Violation]:
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
            yield Violation(content.part(*found.span()), message, (content.edit(*dash, "--"),))


@rule(
    "name-form",
    "BibTeX reads these names otherwise than they were meant.",
    "BibTeXing, section 4: names are separated by `and`; `Family, Given` or `Given Family`; "
    "`and others` only at the end. A comma too many is an error in BibTeX. `et al.` at the end is "
    "fixed.",
    "@article{a, author = {Hu, Hongsheng et al.}}",
    "@article{a, author = {Hu, Hongsheng and others}}",
    touches=PEOPLE,
)
def _name_form(context: Context) -> Iterator[Violation]:
    for _, content in context.contents(*PEOPLE):
        text = content.text
        if "et" in text.lower() and (found := _ET_AL.search(text)):
            at_end = _ET_AL_AT_END.search(text)
            fix: tuple[Edit, ...] = ()
            if at_end and text[: at_end.start()].strip() and text.count("{") == text.count("}"):
                fix = (content.edit(at_end.start(), len(text), " and others"),)
            yield Violation(
                content.part(*found.span()), "BibTeX writes et al. as `and others`", fix
            )
            continue
        yield from _names(content)


@rule(
    "stray-and",
    "Names begin or end with `and`, or have it twice.",
    "BibTeXing, section 4: `and` stands between two names. BibTeX takes the empty place for a name "
    "without letters and warns, or prints an `and` too many. Fixed by removing it.",
    "@article{a, author = {Hu, Li and and Yu, Xi and}}",
    "@article{a, author = {Hu, Li and Yu, Xi}}",
    touches=PEOPLE,
)
def _stray_and(context: Context) -> Iterator[Violation]:
    for _, content in context.contents(*PEOPLE):
        text = content.text
        last = len(text.rstrip())
        seen = before = 0  # where the run before this one begins; where text ends before this one
        for run in _ANDS.finditer(flat(text)):
            start, end = run.span()
            if between := text[seen:start].rstrip():
                before = seen + len(between)
            seen = start
            after = end < last
            fix: tuple[Edit, ...] = ()
            if before and after and len(run[0].split()) == 1:
                continue
            if before and after:
                message = "`and` stands twice between two names"
                fix = (content.edit(start, end, "and "),)
            else:
                message = f"the names {'end' if before else 'begin'} with `and`"
                if before or after:
                    fix = (content.edit(before, end, ""),)
            yield Violation(content.part(start, start + len(run[0].rstrip())), message, fix)


def flat(text: str) -> str:
    """*text* with what stands in braces blanked."""
    depth = 0
    signs = []
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        signs.append(sign if depth <= 0 and sign != "}" else "\0")
    return "".join(signs)


def _names(content: Content) -> Iterator[Violation]:
    names = split_names(content.text)
    for number, name in enumerate(names):
        if name.last == "others" and not name.first and number < len(names) - 1:
            message = "`others` is in the middle of the names; it can only be the last"
            yield Violation(content.span, message)
            break
    for found in re.finditer(r"(?is)(?:\A|(?<=\sand\s))(?:(?!\sand\s).)+", flat(content.text)):
        if message := _misread(found[0]):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            span = content.part(start, start + len(found[0].strip()))
            # Of commas BibTeX makes an error, and biber leaves the entry out.
            severity = Severity.ERROR if message in _OF_COMMAS else None
            yield Violation(span, message, severity=severity)


def _misread(name: str) -> str:
    """What is wrong with *name*, in which braced text is blanked; "" where nothing is."""
    parts = [part.strip() for part in name.split(",")]
    if ENTITY.search(name):
        return ""
    if ";" in name:
        return "names are separated by `and`, not by `;`"
    if re.search(r"\w\s+&\s+\w", name):
        return "names are separated by `and`, not by `&`"
    if len(parts) > 3:
        return _OF_COMMAS[0]
    if len(parts) > 1 and not parts[-1]:
        return _OF_COMMAS[1]
    if len(parts) > 1 and not parts[0]:
        return "the name begins with a comma"
    if len(parts) == 2 and _BARE_INITIALS.fullmatch(parts[0]) and _FAMILY.match(parts[1]):
        return "initials are before the comma; the family name comes first"
    return ""
