"""Rules about LaTeX in printed fields and macros: what ends a run or loses text."""

import html
import re
from collections.abc import Iterator

from mialit.bibtex.edits import Edit
from mialit.bibtex.field_names import is_printed
from mialit.bibtex.model import Field, StringDefinition
from mialit.bibtex.values import macros, used_strings
from mialit.lint.base import ANY_FIELD, Content, Context, Violation, literal, rule
from mialit.lint.rules.characters import ENTITY
from mialit.lint.rules.names_and_pages import PEOPLE, flat
from mialit.text.phrases import quoted

# What stands in a text as one piece: commands with an argument that is not typeset, formulas,
# other commands, entities of HTML, and the single characters that the rules here are about.
_PIECE = re.compile(
    r"""(?xs)
    (?P<apart>\\(?:url|path|nolinkurl|href|label|[a-z]*cite[a-z]*|[a-z]*ref)\*?\s*
        (?:\[[^\[\]]*\])?\s*\{[^{}]*\}
        |\\(?:url|path)(?P<mark>[|!=+"']).{0,500}?(?P=mark))
    |(?P<formula>\$\$[^$]*+\$\$ | \$(?:[^$\\]|\\.)*+\$
        |\\\(.{0,500}?\\\) | \\\[.{0,500}?\\\]
        |\\ensuremath\s*\{(?:[^{}]|\{[^{}]*\})*+\})
    |(?P<command>\\(?:[A-Za-z]+|.))
    |(?P<entity>"""
    + ENTITY.pattern.replace("#", r"\#")
    + r""")
    |(?P<special>[&%\#_^])
    |(?P<dollar>\$)
    |(?P<brace>[{}])
    """
)
_SPECIAL = re.compile(r"[&%#_^$\\]")
_TABLE = re.compile(r"\\(?:begin\s*\{|halign\b|verb\b)")
_SIDE_BY_SIDE = re.compile(r"\s&\s")
# `H_2` and `x_{ij}` are formulas without their signs, `data_set` is a name.
_INDEX_BEHIND = re.compile(r"\{|[A-Za-z0-9](?![A-Za-z0-9])")
_NAME_BEFORE = re.compile(r"[A-Za-z0-9]{2}")
_DOES = {
    "&": "ends a cell of a table",
    "%": "begins a comment, and the rest of the line is lost",
    "#": "is a macro's argument",
    "_": "begins an index, which only a formula has",
    "^": "begins an exponent, which only a formula has",
}


def _printed(context: Context) -> Iterator[Content]:
    """The printed texts that have any sign of LaTeX, but those with tables or `\\verb`."""
    named: dict[str, None] = {}
    for entry in context.library.entries:
        for field in context.fields(entry):
            if _SPECIAL.search(field.raw) or field.raw[:1].isalpha():
                if not is_printed(field.name.lower()):
                    continue
                if (content := literal(field)) and not _TABLE.search(content.text):
                    yield content
                elif not content:
                    named.update(dict.fromkeys(macros(field.raw)))
    # At once: each macro of a chain would be followed to its end for each entry.
    used = set(used_strings(" # ".join(named), context.library.strings))
    for block in context.library.blocks:
        if isinstance(block, StringDefinition) and block.name.lower() in used:
            content = literal(
                Field(block.name, block.raw, block.span.start, block.value_span.start)
            )
            if content and _SPECIAL.search(block.raw) and not _TABLE.search(content.text):
                yield content


@rule(
    "unescaped-character",
    "A character that LaTeX gives a meaning stands in a printed field, or a macro, as it is.",
    "`&`, `%`, `#`, `_` and `^` end a LaTeX run or lose text. Formulas, `\\url{}` and fields that "
    "are not printed (addresses, abstracts, notes of other programs) have them rightly. Fixed by a "
    "backslash, but for `^`, `x_2` and `x_{i}`, which may be meant as a formula, and where a `$` "
    "is not closed. A macro (`@string`) is checked where a printed field uses it.",
    "@article{a, title = {Attacks & Defences}}",
    r"@article{a, title = {Attacks \& Defences}}",
    touches=(ANY_FIELD,),
)
def _unescaped_character(context: Context) -> Iterator[Violation]:
    for content in _printed(context):
        pieces = list(_PIECE.finditer(content.text))
        open_formula = any(piece.lastgroup == "dollar" for piece in pieces)
        names = flat(content.text) if content.field.name.lower() in PEOPLE else ""
        for piece in pieces:
            if piece.lastgroup == "entity" and html.unescape(piece[0]) == piece[0]:
                sign = "&"
            elif piece.lastgroup == "special":
                sign = piece[0]
            else:
                continue
            start = piece.start()
            if sign == "&" and _SIDE_BY_SIDE.match(names, max(start - 1, 0)):
                continue  # `name-form` says so
            message = f"LaTeX takes {quoted(sign)} for its own: it {_DOES[sign]}"
            fix: tuple[Edit, ...] = ()
            if not open_formula and _is_text(content.text, start):
                message += f"; write {quoted(f'{chr(92)}{sign}')}"
                fix = (content.edit(start, start + 1, f"\\{sign}"),)
            yield Violation(content.part(start, start + 1), message, fix)


def _is_text(text: str, start: int) -> bool:
    """Whether the special character at *start* can only be meant as itself."""
    if text[start] == "_":
        index = _INDEX_BEHIND.match(text, start + 1)
        return not index or (
            index[0] != "{" and bool(_NAME_BEFORE.match(text, max(start - 2, 0), start))
        )
    return text[start] != "^"


@rule(
    "unclosed-formula",
    "A `$` has no partner.",
    "LaTeX sets all that follows as a formula and then stops. Fixed where it is a price: a single "
    "`$` before a digit.",
    "@article{a, title = {The $5 Attack}}",
    r"@article{a, title = {The \$5 Attack}}",
    touches=(ANY_FIELD,),
)
def _unclosed_formula(context: Context) -> Iterator[Violation]:
    for content in _printed(context):
        if "$" not in content.text:
            continue
        pieces = list(_PIECE.finditer(content.text))
        alone = next((piece for piece in pieces if piece.lastgroup == "dollar"), None)
        if alone is None:
            continue
        start = alone.start()
        rest = content.text[start + 1 :]
        price = rest[:1].isdigit() and not re.search(r"[_^\\]", rest)
        if price and not any(piece.lastgroup == "formula" for piece in pieces):
            message = "LaTeX begins a formula at `$`; write `\\$`"
            yield Violation(
                content.part(start, start + 1), message, (content.edit(start, start, "\\"),)
            )
        else:
            message = "LaTeX begins a formula at `$`, and nothing ends it"
            yield Violation(content.part(start, start + 1), message)


@rule(
    "unbalanced-brace",
    "A brace has no partner in LaTeX, though BibTeX counts as many of each.",
    "BibTeX counts the braces behind a backslash, LaTeX prints them: `\\{` needs `\\}`, and `{` "
    "needs `}`. Where BibTeX's own count is wrong, `syntax` says so.",
    r"@article{a, title = {The \{0, 1} Loss}}",
    r"@article{a, title = {The \{0, 1\} Loss}}",
)
def _unbalanced_brace(context: Context) -> Iterator[Violation]:
    for content in _printed(context):
        if "\\{" not in content.text and "\\}" not in content.text:
            continue
        opened: list[int] = []
        for brace in re.finditer(r"\\.|[{}]", content.text, re.DOTALL):
            if brace[0] == "{":
                opened.append(brace.start())
            elif brace[0] == "}" and opened:
                opened.pop()
            elif brace[0] == "}":
                opened.append(brace.start())
                break
        if opened:
            message = (
                f"LaTeX finds no partner for this {quoted(content.text[opened[0]])}: braces "
                "behind a backslash are printed and do not count"
            )
            yield Violation(content.part(opened[0], opened[0] + 1), message)
