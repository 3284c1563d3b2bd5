"""One cell of a Markdown table: its text, its bold part, its links, and the values it spells."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mialit.records.identifiers import (
    arxiv,
    arxiv_link,
    doi_as_written,
    doi_link,
    is_repository,
    is_web_link,
    links,
)  # fmt: skip
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
_SHORT_CODE_AMID = re.compile(r"\s:[a-z0-9_+-]*[a-z][a-z0-9_+-]*:(?=\s)")
_SHORT_CODE = re.compile(r"^(?::[a-z0-9_+-]+:\s*)+|(?:\s*:[a-z0-9_+-]+:)+$")
# What stood around links beside a title: `([pdf](...))`, `, [pdf](...), [code](...)`.
_AROUND_LABEL = re.compile(r"\s*(?:\(\s*\)|\[\s*\])|(?:\s*[,;|](?=\s*(?:[,;|]|\Z)))+")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")  # the mark of one
_WORD = re.compile(r"[^\s,;()\[\]]+")  # what may be an address
# A link whose destination has blanks in it, and one whose destination is a link.
_WITH_BLANKS = re.compile(r"(?i)\]\(<?https?://[^()\s\"'<>]+(?: +[^()\s\"'<>]+)+>?\)")
_BARE_WITH_BLANKS = re.compile(
    r"(?i)\s*https?://[^\s()\[\]\"'<>]+(?: +[^\s()\[\]\"'<>:/]+)*\.(?:pdf|html?)\s*"
)
_NESTED = re.compile(r"\]\((\[([^\[\]]*)\]\([^()]*\))\)")
# Hosts that people write without `https://`.
_HOST = re.compile(
    r"(?i)(?:www\.|(?:github|gitlab|bitbucket|codeberg|arxiv|doi|openreview|huggingface|usenix)\.)"
    r"[a-z0-9.-]*[a-z](?:/|\Z)|(?:[a-z0-9-]+\.)+(?:org|com|net|edu|io|ai|gov|eu|uk|de|fr|ch)/\S"
)
# What the text of a link calls what it leads to; "" where it says no more than that it is a link.
_LABELS = {
    word: leads
    for leads, said in {
        "": "link links here url web html abs abstract a the official pytorch tensorflow jax",
        "paper": "paper pdf arxiv doi preprint publication proceedings ieee acm",
        "code": "code github gitlab repo repository implementation source",
        "other": "slides video talk poster project website page site blog demo data dataset "
        "datasets supplementary supplement appendix bib bibtex",
    }.items()
    for word in said.split()
}
# What joins and colours emoji, besides the characters of the category So.
_EMOJI_PARTS = frozenset("\ufe0f\u200d\u20e3" + "".join(map(chr, range(0x1F3FB, 0x1F400))))


class Link(NamedTuple):
    """A link of a cell: what is shown of it ("" for an address that stands bare), and where to."""

    text: str
    address: str

    @property
    def markdown(self) -> str:
        """The link as it may be written."""
        return f"[{self.text}]({self.address})" if self.text else self.address


class _Run(NamedTuple):
    """A stretch of a cell's text in one type; `link` is the number of the link it belongs to."""

    text: str
    bold: bool
    slanted: bool
    link: int  # -1 for none


@dataclass(frozen=True)
class Cell:
    """A cell as a person sees it.

    `links` have the web addresses, in order, each once: those of links before those that stand
    in the text. `others` is what is neither text nor a web address: pictures, marks of
    footnotes, and links to other places, as they are written. `remarks` say what was read
    otherwise than written.
    """

    runs: tuple[_Run, ...]
    links: tuple[Link, ...]
    others: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[tuple[_Run, ...], ...]:
        """The runs of each line, parted where a `<br>` stands; none of them is empty."""
        result: list[list[_Run]] = [[]]
        for run in self.runs:
            if run.text == LINE_BREAK:
                result.append([])
            else:
                result[-1].append(run)
        return tuple(tuple(line) for line in result if _one_line(_joined(line)))

    @cached_property
    def text(self) -> str:
        """All of it, clean, with `LINE_BREAK` for a `<br>`."""
        return LINE_BREAK.join(_one_line(_joined(line)) for line in self.lines)

    @property
    def plain(self) -> str:
        """All of it on one line, without the emoji and short codes around it."""
        return undecorated(_one_line(self.text))

    @cached_property
    def head(self) -> str:
        """What the cell calls itself: its bold part where but decoration stands beside it."""
        return heading_of(self.runs)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The text of each link."""
        numbers = dict.fromkeys(run.link for run in self.runs if run.link >= 0)
        return tuple(_one_line(_joined(r for r in self.runs if r.link == n)) for n in numbers)

    @cached_property
    def beside_links(self) -> str:
        """The text that is no link and no address, on one line."""
        text = _one_line(_joined(run for run in self.runs if run.link < 0))
        for address in links(text):
            text = text.replace(address, " ")
        return _one_line(_WORD.sub(lambda found: "" if web_address(found[0]) else found[0], text))


def everything(content: Cell) -> str:
    """All that a cell says on one line: its text, and the addresses that are not part of it."""
    text = _one_line(content.text)
    hidden = [link.address for link in content.links if link.address not in text]
    return " ".join(filter(None, (text, *hidden, *content.others)))


def heading_of(runs: Sequence[_Run]) -> str:
    """The bold part of *runs* where but decoration stands beside it, else all of them.

    Labels of links ("pdf") beside other text are decoration, too.
    """
    bare = [run for run in runs if run.link < 0 or run.bold or not is_label(run.text)]
    if len(bare) < len(runs) and any(any(map(str.isalnum, run.text)) for run in bare):
        runs = [run._replace(text=_AROUND_LABEL.sub("", run.text)) for run in _in_one(bare)]
    strong = _one_line(_joined(run for run in runs if run.bold))
    rest = _one_line(_joined(run for run in runs if not run.bold))
    if strong and not any(map(str.isalnum, _SHORT_CODE.sub("", rest))):
        return strong
    return undecorated(_one_line(_joined(runs)))


def _in_one(runs: Sequence[_Run]) -> Iterator[_Run]:
    """*runs*, those of one type that follow each other as one."""
    for (bold, slanted), same in groupby(runs, key=lambda run: (run.bold, run.slanted)):
        yield _Run(_joined(same), bold, slanted, -1)


def reader() -> MarkdownIt:
    """A parser of Markdown with tables that leaves addresses as they are written."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return markdown


def mended(source: str) -> tuple[str, tuple[str, ...]]:
    """A cell's *source* with links as their writer meant them, and sentences that say so.

    Markdown takes no link where blanks stand in its destination, or another link.
    """
    remarks = []
    if " " in source.strip() and _BARE_WITH_BLANKS.fullmatch(source):
        source = source.strip().replace(" ", "%20")
        remarks.append("blanks in an address are written %20")
    if "](" in source:
        blank = _WITH_BLANKS.sub(lambda found: found[0].replace(" ", "%20"), source)
        if blank != source:
            remarks.append("blanks in an address are written %20")
        source = _NESTED.sub(r"](\2) \1", blank)
        if source != blank:
            remarks.append("a link stands in another link's address; both addresses are taken")
    return source, tuple(remarks)


def cell(tokens: Sequence[Token], remarks: tuple[str, ...] = ()) -> Cell:
    """The cell made of the inline *tokens*."""
    runs: list[_Run] = []
    opened: list[str] = []  # the destinations of links
    others: list[str] = []
    bold = slanted = 0
    link = -1
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            slanted += token.nesting
        elif token.type == "link_open":
            opened.append(str(token.attrs.get("href", "")).strip())
            link = len(opened) - 1
        elif token.type == "link_close":
            link = -1
        elif token.type == "image":
            others.append(f"![{token.content}]({token.attrs.get('src', '')})")
        elif token.type == "html_inline":
            html = token.content
            bold += _bold_step(html)
            if _BREAK.fullmatch(html):
                runs.append(_Run(LINE_BREAK, bold > 0, slanted > 0, -1))
            elif html.lower().startswith("<a"):
                opened += _html_links(html)[:1]
                link = len(opened) - 1
            elif html.lower().startswith("</a"):
                link = -1
            elif html.lower().startswith("<img"):
                others.append(html)
        elif text := _content(token):
            if token.type == "text" and "[^" in text:
                others += _FOOTNOTE.findall(text)
                text = _FOOTNOTE.sub("", text)
            runs.append(_Run(text, bold > 0, slanted > 0, link))
    return _with_links(runs, opened, others, remarks)


def _with_links(
    runs: list[_Run], opened: Sequence[str], others: list[str], remarks: tuple[str, ...]
) -> Cell:
    """The cell of *runs*, whose links lead to *opened*."""
    found: dict[str, str] = {}
    for number, written in enumerate(opened):
        shown = _one_line(_joined(run for run in runs if run.link == number))
        address = web_address(written)
        if address is None:
            others.append(f"[{shown}]({written})")
        else:
            found.setdefault(address, shown)
            if (inner := web_address(shown)) and "://" in shown:
                found.setdefault(inner, "")
    for text in (run.text for run in runs if run.link < 0):
        rest = text
        for address in links(text) if "://" in text else ():
            found.setdefault(address, "")
            rest = rest.replace(address, " ")
        for word in _WORD.findall(rest) if "." in rest else ():
            if address := web_address(word):
                found.setdefault(address, "")
    made = tuple(Link(shown, address) for address, shown in found.items())
    clean_others = tuple(clean(_one_line(text)) for text in others)
    return Cell(tuple(runs), made, clean_others, remarks)


def web_address(written: str) -> str | None:
    """The web address that a link's destination *written* is, None where it is none.

    A DOI and an arXiv identifier are those of their pages; a host that is a known one does
    without `https://`.
    """
    written = written.strip()
    if is_web_link(written):
        return written
    if re.match(r"(?i)doi:", written) and (name := doi_as_written(written)):
        return doi_link(name)
    if re.match(r"(?i)arxiv:", written) and (name := arxiv(written)):
        return arxiv_link(name)
    if _HOST.match(written) and is_web_link(f"https://{written}"):
        return f"https://{written}"
    return None


def count(line: str) -> int:
    """How many cells a *line* of a table has (GitHub's specification: a `|` not escaped parts)."""
    parts = re.split(r"(?<!\\)\|", line.strip())
    return len(parts) - (not parts[0].strip()) - (len(parts) > 1 and not parts[-1].strip())


def _joined(runs: Iterable[_Run]) -> str:
    return "".join(run.text for run in runs)


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


def undecorated(text: str) -> str:
    """*text* without short codes and the emoji at its ends; all of it if it is nothing else."""
    decoration = "".join(filter(_is_decoration, text))
    ends = _SHORT_CODE.sub("", text.strip(decoration).strip()).strip()
    return _SHORT_CODE_AMID.sub("", ends) or text


def is_label(text: str) -> bool:
    """Whether a link's *text* only says what kind of address it leads to."""
    said = words(text)
    return len(said) < 4 and all(
        word in _LABELS or word.isdigit() or len(word) == 1 for word in said
    )


def leads_to(link: Link) -> str:
    """What a link leads to: "paper", "code", "other", or "" where nothing tells.

    Its text counts before its host.
    """
    for word in words(link.text) if is_label(link.text) else ():
        if leads := _LABELS.get(word):
            return leads
    if is_repository(link.address):
        return "code"
    known = arxiv(link.address) or doi_as_written(link.address)
    return "paper" if known or link.address.lower().endswith(".pdf") else ""


def _is_decoration(character: str) -> bool:
    return (
        character.isspace() or unicodedata.category(character) == "So" or character in _EMOJI_PARTS
    )


def is_nothing(text: str) -> bool:
    """Whether *text* only says that there is no value: `-`, `N/A`, `none`."""
    return fold(text) in _NOTHING


def spelled(spec: FieldSpec, text: str) -> Iterator[tuple[str, str]]:
    """The values in a cell's *text*: each as it is written, and as the vocabulary has it."""
    text = LINE_BREAK.join(map(undecorated, text.split(LINE_BREAK)))
    parts = [text.replace(LINE_BREAK, " ")]
    if is_nothing(text) and _declared(spec, parts[0]) is None:
        return
    if spec.several and _declared(spec, parts[0]) is None:
        parts = [undecorated(part.strip()) for part in re.split(f"[;{LINE_BREAK}]", text)]
        parts = list(filter(None, parts))
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
    value = spec.value(text) or spec.value(without_year(text))
    return value.name if value else None


def without_year(text: str) -> str:
    """A venue's name without the year behind it: `ICML 2021`, `CCS'20`."""
    return _AND_YEAR.sub("", text)


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
