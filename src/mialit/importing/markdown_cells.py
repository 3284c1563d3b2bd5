"""One cell of a Markdown table: its text, its bold part, its links, and the values it spells."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mialit.records.identifiers import is_web_link, links
from mialit.text.normalize import clean, fold, words
from mialit.vocabulary.model import FieldSpec

LINE_BREAK = "\n"  # what a <br> leaves in a cell's text

_AND_YEAR = re.compile(r"[\s,]*(?:\(\s*)?(?:['\u2019]\d\d|(?:19|20)\d\d)(?:\s*\))?$")
_LOOSE = re.compile(r"\s*[,/&+]\s*|\s+and\s+")
_NOTHING = frozenset({"", "n a", "na", "none", "tbd", "tba"})
_LONGEST_HEADING = 12  # words that are looked at
_BREAK = re.compile(r"(?i)<br\s*/?>")
_BOLD = re.compile(r"(?i)<(/?)(?:b|strong)\s*>")
_HREF = re.compile(r"""(?is)<a\s(?:[^>]*\s)?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SHORT_CODE = re.compile(r"^(?::[a-z0-9_+-]+:\s*)+|(?:\s*:[a-z0-9_+-]+:)+$")
# What joins and colours emoji, besides the characters of the category So.
_EMOJI_PARTS = frozenset("\ufe0f\u200d\u20e3" + "".join(map(chr, range(0x1F3FB, 0x1F400))))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a person sees it.

    `text` is all of it, clean, with `LINE_BREAK` for a `<br>`; `main` is the bold part where
    nothing else stands beside it but decoration, else the text without the emoji around it.
    `links` are the web addresses, in order, each once; `bare` those that are text, not links.
    """

    text: str
    main: str
    links: tuple[str, ...]
    bare: tuple[str, ...] = ()


def reader() -> MarkdownIt:
    """A parser of Markdown with tables that leaves addresses as they are written."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return markdown


def cell(tokens: Sequence[Token]) -> Cell:
    """The cell made of the inline *tokens*."""
    texts: list[str] = []
    bold: list[str] = []
    plain: list[str] = []
    addresses: list[str] = []
    bare: list[str] = []
    depth = inside = 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            depth += token.nesting
        elif token.type in ("link_open", "link_close"):
            inside += token.nesting
            if token.nesting > 0:
                addresses.append(str(token.attrs.get("href", "")).strip())
        elif token.type == "html_inline":
            depth += _bold_step(token.content)
            addresses += _html_links(token.content)
            if _BREAK.fullmatch(token.content):
                texts.append(LINE_BREAK)
                (bold if depth > 0 else plain).append(" ")
        else:
            text = _content(token)
            texts.append(text)
            (bold if depth > 0 else plain).append(text)
            if "://" in text and not inside:
                bare += links(text)
    parts = "".join(texts).split(LINE_BREAK)
    text = LINE_BREAK.join(filter(None, map(_one_line, parts)))
    strong, rest = _one_line("".join(bold)), _one_line("".join(plain))
    undecorated = strong and not any(map(str.isalnum, _SHORT_CODE.sub("", rest)))
    return Cell(
        text=text,
        main=strong if undecorated else _undecorated(_one_line(text)),
        links=tuple(dict.fromkeys(filter(is_web_link, addresses))),
        bare=tuple(dict.fromkeys(bare)),
    )


def count(line: str) -> int:
    """How many cells a *line* of a table has (GitHub's specification: a `|` not escaped parts)."""
    parts = re.split(r"(?<!\\)\|", line.strip())
    return len(parts) - (not parts[0].strip()) - (len(parts) > 1 and not parts[-1].strip())


def _content(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "text_special", "code_inline") else ""


def _one_line(text: str) -> str:
    return clean(unicodedata.normalize("NFC", " ".join(text.split())))


def _bold_step(html: str) -> int:
    found = _BOLD.fullmatch(html)
    return 0 if found is None else -1 if found[1] else 1


def _html_links(html: str) -> list[str]:
    if not html.lower().startswith("<a"):
        return []
    from html import unescape

    return [unescape(next(filter(None, found), "")).strip() for found in _HREF.findall(html)]


def _undecorated(text: str) -> str:
    """*text* without the emoji and short codes at its ends; all of it if it is nothing else."""
    decoration = "".join(filter(_is_decoration, text))
    return _SHORT_CODE.sub("", text.strip(decoration).strip()).strip() or text


def _is_decoration(character: str) -> bool:
    return (
        character.isspace() or unicodedata.category(character) == "So" or character in _EMOJI_PARTS
    )


def is_nothing(text: str) -> bool:
    """Whether *text* only says that there is no value: `-`, `N/A`, `none`."""
    return fold(text) in _NOTHING


def spelled(spec: FieldSpec, text: str) -> Iterator[tuple[str, str]]:
    """The values in a cell's *text*: each as it is written, and as the vocabulary has it."""
    parts = [text.replace(LINE_BREAK, " ")]
    if is_nothing(text) and _declared(spec, parts[0]) is None:
        return
    if spec.several and _declared(spec, parts[0]) is None:
        parts = [part.strip() for part in re.split(f"[;{LINE_BREAK}]", text) if part.strip()]
    for part in parts:
        known = _declared(spec, part)
        pieces = [piece for piece in _LOOSE.split(part) if piece] if spec.several else []
        declared = [_declared(spec, piece) for piece in pieces]
        if known is None and len(pieces) > 1 and all(declared):
            yield from ((piece, name or "") for piece, name in zip(pieces, declared, strict=True))
        else:
            yield part, known or part


def _declared(spec: FieldSpec, text: str) -> str | None:
    """The canonical name of what *text* spells, also with a year behind it (`ICML 2021`)."""
    value = spec.value(text) or spec.value(_AND_YEAR.sub("", text))
    return value.name if value else None


def named(spec: FieldSpec, heading: str) -> tuple[str, ...]:
    """The values of *spec* that a *heading* names, longer spellings first tried, in its order."""
    left = words(heading)[:_LONGEST_HEADING]
    found: list[str] = []
    while left:
        for length in range(len(left), 0, -1):
            value = spec.value(" ".join(left[:length]))
            if value is not None:
                found.append(value.name)
                left = left[length:]
                break
        else:
            left = left[1:]
    return tuple(dict.fromkeys(found))
