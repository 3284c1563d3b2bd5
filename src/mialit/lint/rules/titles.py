"""Rules about titles: capitals that styles would lose, braces, the end."""

import re
from collections.abc import Iterator

from mialit.bibtex.field_names import TITLE_AS_WRITTEN
from mialit.errors import Severity
from mialit.lint.base import Context, Violation, rule
from mialit.text.phrases import quoted

_MARK = re.compile(r"\\(?:[A-Za-z]+|.)|[{}$]|[A-Za-z0-9]+", re.DOTALL)
# A word that no style may lower: a capital after its first letter.
_CAPITAL_INSIDE = re.compile(r".+[A-Z]|[0-9]+[A-Z]", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{2,}")
# A full stop after these belongs to the word; so does one after a single letter ("U.S.").
_ABBREVIATED = re.compile(
    r"(?i)(?:\b(?:[a-z]|al|etc|inc|corp|ltd|jr|sr|vs|vol|no|dr|st|ed|eds)|\.)\.\Z"
)
_MOSTLY = 0.75


@rule(
    "unprotected-capitals",
    "A word with inner capitals is not in braces, so that styles print it in lower case.",
    "BibTeXing, section 4, on titles: change.case$ lowers all but the first letter of the "
    "title and of what follows a colon, unless it is in braces. Words with a single capital at "
    "their beginning are not reported, nor are books and theses. Fixed by braces around "
    "the word; a title all in capitals is not fixed.",
    "@article{a, title = {Attacks on GANs}}",
    "@article{a, title = {Attacks on {GANs}}}",
    touches=("title",),
)
def _unprotected_capitals(context: Context) -> Iterator[Violation]:
    for entry, content in context.contents("title"):
        if entry.type in TITLE_AS_WRITTEN:
            continue
        bare = list(_bare_capitals(content.text))
        if not bare:
            continue
        letters = [len(word[0]) for word in _WORD.finditer(content.text)]
        loud = sum(end - start for start, end in bare)
        if len(letters) > 3 and loud > _MOSTLY * sum(letters):
            message = "the title is in capitals; write it as a sentence or as it was printed"
            yield Violation(content.span, message)
            continue
        for start, end in bare:
            word = content.text[start:end]
            braced = quoted(f"{{{word}}}")
            message = f"styles print {quoted(word)} in lower case; write {braced}"
            edits = (content.edit(start, start, "{"), content.edit(end, end, "}"))
            yield Violation(content.part(start, end), message, edits)


def _bare_capitals(text: str) -> Iterator[tuple[int, int]]:
    """Words and formulas outside braces in which change.case$ would lower what is meant."""
    depth = 0
    formula = -1
    for mark in _MARK.finditer(text):
        sign = mark[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth == 0 and sign == "$":
            if formula >= 0:
                if _has_capital(text[formula : mark.end()]):
                    yield formula, mark.end()
                formula = -1
            elif "$" in text[mark.end() :]:
                formula = mark.start()
        elif depth == 0 and formula < 0 and sign[0] != "\\" and _CAPITAL_INSIDE.match(sign):
            # Words whose other letters are part of an accent (`\"{O}`) cannot be told apart.
            accented = text[mark.end() : mark.end() + 1] in ("\\", "{")
            if not accented and _begins_word(text, mark.start()):
                yield mark.span()


def _has_capital(formula: str) -> bool:
    """Whether lower case would change *formula*, commands included."""
    depth = 0
    for sign in formula:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0 and sign.isupper():
            return True
    return False


def _begins_word(text: str, start: int) -> bool:
    """Whether a word begins at *start*: no part of it stands before, nor a name's apostrophe."""
    return start == 0 or not (
        text[start - 1] in "}\\'\N{RIGHT SINGLE QUOTATION MARK}" or text[start - 1].isalpha()
    )


@rule(
    "over-protected",
    "A whole title is in braces.",
    "No style can then change its capitals. This is a note and never fixed, because the title "
    "may be a name that needs the braces.",
    "@article{a, title = {{Attacks on learning machines}}}",
    "@article{a, title = {Attacks on learning machines}}",
    severity=Severity.NOTE,
)
def _over_protected(context: Context) -> Iterator[Violation]:
    braces = context.own and context.vocabulary.lint.braces
    for _, content in context.contents("title", "journal", *(() if braces else ("booktitle",))):
        text = content.text.strip()
        if text.startswith("{") and " " in text and _closes_at_end(text):
            message = (
                f"braces around the whole `{content.field.name.lower()}` keep every style from "
                "changing its capitals; put them around names and acronyms only"
            )
            yield Violation(content.span, message)


def _closes_at_end(text: str) -> bool:
    depth = 0
    for mark in re.finditer("[{}]", text):
        depth += 1 if mark[0] == "{" else -1
        if depth == 0:
            return mark.end() == len(text)
    return False


@rule(
    "unprotected-venue",
    "The capitals of a venue's name are not in braces, so that pandoc prints them in lower case.",
    'pandoc makes sentences of `booktitle` and `series` (its manual, "Capitalization in titles"): '
    "`Conference on Machine Learning` becomes `conference on machine learning`. BibTeX's and "
    "biblatex's styles leave both as they are, and no program changes a `journal`. Checked and "
    "fixed by braces around the name where the vocabulary says `braces = true`; "
    "`over-protected` then leaves venues alone.",
    "@inproceedings{a, booktitle = {Conference on Learning Machines}}",
    "@inproceedings{a, booktitle = {{Conference on Learning Machines}}}",
    touches=("booktitle", "series"),
    needs_own_vocabulary=True,
)
def _unprotected_venue(context: Context) -> Iterator[Violation]:
    braces = context.vocabulary.lint.braces
    if context.own and not braces:
        return
    for _, content in context.contents("booktitle", "series"):
        start = len(content.text) - len(content.text.lstrip())
        name = content.text.strip()
        lowered = next(_lowered(name), None)
        if lowered is None:
            continue
        shown = quoted(name[lowered[0] : lowered[1]])
        message = f"pandoc prints {shown} in lower case; put the venue's name in braces"
        end = start + len(name)
        fix = (content.edit(start, start, "{"), content.edit(end, end, "}")) if braces else ()
        yield Violation(content.part(start + lowered[0], start + lowered[1]), message, fix)


def _lowered(text: str) -> Iterator[tuple[int, int]]:
    """Words outside braces, the first one aside, of which only the first letter is a capital."""
    depth = 0
    for mark in _MARK.finditer(text):
        sign = mark[0]
        depth += {"{": 1, "}": -1}.get(sign, 0)
        is_name = sign[:1].isupper() and sign[1:].islower()
        if is_name and depth == 0 and mark.start() and _begins_word(text, mark.start()):
            yield mark.span()


@rule(
    "title-end",
    "A title ends with a full stop, a comma, a semicolon or a colon.",
    "Styles add the full stop (add.period$ in BibTeX's). The full stop is fixed, except after "
    "abbreviations and single letters.",
    "@article{a, title = {Attacks on learning machines.}}",
    "@article{a, title = {Attacks on learning machines}}",
    touches=("title",),
)
def _title_end(context: Context) -> Iterator[Violation]:
    for _, content in context.contents("title"):
        text = content.text.rstrip()
        end = len(text)
        inner = text.rstrip("}").rstrip()
        if inner.endswith((",", ";", ":")) and _is_plain(inner):
            yield Violation(content.part(len(inner) - 1, end), f"the title ends with `{inner[-1]}`")
        elif inner.endswith(".") and not _ABBREVIATED.search(inner) and _is_plain(inner):
            at = len(inner) - 1
            fix = (content.edit(at, at + 1, ""),)
            message = "the title ends with a full stop, which the style adds"
            yield Violation(content.part(at, at + 1), message, fix)


def _is_plain(text: str) -> bool:
    """Whether the last sign of *text* is punctuation and not a LaTeX command or `&amp;`."""
    return not re.search(r"\\[^A-Za-z\s]?\Z|\\.\Z|&#?\w+;\Z", text)
