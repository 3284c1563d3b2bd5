"""A curated list in Markdown: tables under headings, read into rows.

Columns are found by their heads: the vocabulary's labels and other names, and the usual ones
(Year, Title, Paper Link, ...). A row without a table head has the columns of the table before.
Kind and year are also taken from the headings. Every row is either a `Row` or a `Misread`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple

from markdown_it.token import Token

from mialit.importing.markdown_cells import Cell, cell, count, everything, mended, named, reader
from mialit.importing.row_cells import Left, Row, Spelling, Understood
from mialit.text.normalize import clean, fold
from mialit.vocabulary.model import Vocabulary

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_BIBTEX = re.compile(r"(?m)^\s*@\w+\s*[{(]")
_BIBTEX_INFO = ("", "bibtex", "bib", "biblatex", "tex", "latex")
_HTML_ROW = re.compile(r"(?is)<tr\b.*?(?=<tr\b|</table\b|\Z)")
_HTML_DATA = re.compile(r"(?i)<td\b")
_HTML_CELL = re.compile(r"(?i)</?t[dhr]\b[^>]*>")
_HEADLESS = "a row without a table's head; read with the columns of the table before"

# Columns that every list may have, and the heads under which they are known. The vocabulary's
# own names go before these.
_HEADS = {
    "title": "title, paper, paper title, titles, papers, name, article",
    "year": "year, date, publication year, published",
    "url": "paper link, link, links, url, paper url, pdf, paper links, address",
    "authors": "authors, author",
    "doi": "doi",
    "eprint": "eprint, arxiv, arxiv id",
    "key": "key, citation key, bibtex key",
    "type": "type, entry type",
    "code": "code, code link, code links, repository, github, implementation",
    "venue": "venue, conference, journal, published in, publication, conference/journal, "
    "journal/conference",
    "preprint": "preprint",  # derived from the venue: read, and not kept
}
# Those of them that no vocabulary has to declare.
_USUAL = frozenset(_HEADS) - {"code", "venue"}
_TITLE = ("title", "paper title", "titles")
_COLUMNS = {fold(head): name for name, heads in _HEADS.items() for head in heads.split(",")}


class Misread(NamedTuple):
    """A row, on *line* (from 1), that could not be understood, why, and what it says."""

    line: int
    reason: str
    text: str


class Heading(NamedTuple):
    """A heading on *line* (from 1); its level is 1 for the outermost."""

    line: int
    level: int
    text: str


@dataclass(frozen=True)
class MarkdownList:
    """What a Markdown file lists.

    `blocks` are BibTeX blocks, each with the line of the file on which its text begins;
    `remarks` are places and sentences about what was read otherwise than it is written; `left`
    is what of a row is in no field, and entries of bullet lists, which are no rows.
    `has_table` is false for a document that is no such list at all. `undeclared` are heads of
    columns that are neither usual nor the vocabulary's; what stands below them is left out.
    `heads` are those of all columns but the usual ones of every list, declared or not.
    """

    rows: tuple[Row, ...]
    misread: tuple[Misread, ...]
    blocks: tuple[tuple[int, str], ...]
    spellings: tuple[Spelling, ...]
    remarks: tuple[tuple[int, str], ...]
    left: tuple[Left, ...]
    has_table: bool
    undeclared: tuple[str, ...]
    heads: tuple[str, ...]
    headings: tuple[Heading, ...]

    def chain(self, line: int) -> tuple[Heading, ...]:
        """The headings under which *line* stands, the outermost first; not the document's title."""
        above: dict[int, Heading] = {}
        for heading in self.headings:
            if heading.line > line:
                break
            above = {level: each for level, each in above.items() if level < heading.level}
            above[heading.level] = heading
        if sum(heading.level == 1 for heading in self.headings) == 1:
            above.pop(1, None)
        return tuple(above.values())


def read(text: str, vocabulary: Vocabulary) -> MarkdownList:
    """The list in *text*, a Markdown document. Never fails on what the text holds."""
    reading = _Reading(text, vocabulary)
    return MarkdownList(
        rows=tuple(reading.rows),
        misread=tuple(reading.misread),
        blocks=tuple(reading.blocks),
        spellings=tuple(reading.spellings),
        remarks=tuple(reading.remarks),
        left=tuple(reading.left),
        has_table=reading.has_table,
        undeclared=tuple(reading.undeclared),
        heads=tuple(reading.heads),
        headings=tuple(reading.headings),
    )


class _Column(NamedTuple):
    """A column of a table: the field it stands for, "" for none, and its head."""

    name: str
    head: str


@dataclass(frozen=True, slots=True)
class _Section:
    """What the headings above a row say."""

    year: int | None = None
    kinds: tuple[str, ...] = ()


class _Reading:
    """One pass over a document, and what it has met."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.rows: list[Row] = []
        self.misread: list[Misread] = []
        self.blocks: list[tuple[int, str]] = []
        self.spellings: list[Spelling] = []
        self.remarks: list[tuple[int, str]] = []
        self.left: list[Left] = []
        self.has_table = False
        self.undeclared: list[str] = []
        self.heads: list[str] = []
        self.headings: list[Heading] = []
        self._vocabulary = vocabulary
        self._columns: tuple[_Column, ...] = ()  # of the present table
        self._known: tuple[_Column, ...] = ()  # of the last table that was one of papers
        self._headings: dict[int, _Section] = {}  # by level, the outermost first
        markdown = reader()
        references: dict[str, Any] = {}
        # A byte order mark would hide the first heading; other line ends would shift lines.
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self._lines = text.split("\n")
        tokens = markdown.parse(text, references)
        self._inline = partial(markdown.parseInline, env=references)
        self._single_title = sum(t.type == "heading_open" and t.tag == "h1" for t in tokens) == 1
        for place, token in enumerate(tokens):
            line = token.map[0] + 1 if token.map else 0
            if token.type == "heading_open":
                self._heading(line, int(token.tag[1]), tokens[place + 1])
            elif token.type == "fence":
                info = token.info.strip().lower().split(" ")[0].strip("{}.")
                if info in _BIBTEX_INFO and _BIBTEX.search(token.content):
                    self.blocks.append((line + 1, token.content))
            elif token.type == "tr_open":
                self._table_row(line, self._cells(tokens, place), head=tokens[place - 1].type)
            elif token.type == "list_item_open":
                self._list_entry(line, tokens[place + 2] if place + 2 < len(tokens) else token)
            elif token.type in ("paragraph_open", "code_block"):
                self._loose_lines(*(token.map or (0, 0)))
            elif token.type == "html_block":
                self._html_rows(line, token.content)

    def _heading(self, line: int, level: int, inline: Token) -> None:
        text = self._cell(inline.content, inline).text
        self.headings.append(Heading(line, level, text))
        self._headings = {each: says for each, says in self._headings.items() if each < level}
        if level == 1 and self._single_title:
            return  # the document's own title says nothing about a part of it
        years = _YEAR.findall(text)
        spec = self._vocabulary.fields.get("kind")
        kinds = named(spec, _YEAR.sub(" ", text)) if spec else ()
        above = self._section()
        year = int(years[0]) if len(years) == 1 else above.year
        self._headings[level] = _Section(year, kinds or above.kinds)

    def _loose_lines(self, start: int, end: int) -> None:
        """Rows without a table around them: what Markdown takes for a paragraph."""
        for number in range(start, end):
            source = self._lines[number].strip()
            if not source.startswith("|") or count(source) < 2 or _RULE.fullmatch(source):
                continue
            parts = re.split(r"(?<!\\)\|", source)[1:]
            if not parts[-1].strip():
                parts.pop()
            cells = [self._cell(part.strip().replace(r"\|", "|")) for part in parts]
            self._table_row(number + 1, cells, head="")

    def _cells(self, tokens: Sequence[Token], row: int) -> list[Cell]:
        """The cells of the table row that begins at the token number *row*."""
        after = (tokens[number] for number in range(row + 1, len(tokens)))
        inside = takewhile(lambda token: token.type != "tr_close", after)
        return [self._cell(token.content, token) for token in inside if token.type == "inline"]

    def _cell(self, source: str, parsed: Token | None = None) -> Cell:
        """The cell that is written *source*, which Markdown's reader has *parsed* already."""
        text, remarks = mended(source)
        if parsed is None or text != source:
            (parsed,) = self._inline(text)
        return cell(parsed.children or (), remarks)

    def _list_entry(self, line: int, inline: Token) -> None:
        """An entry of a bullet list: no row, and not to be passed over in silence.

        Below a table what has a link or a year is one of a paper, above the first what has both.
        """
        if inline.type != "inline":
            return
        content = self._cell(inline.content, inline)
        signs = bool(content.links) + bool(_YEAR.search(content.text))
        if signs > (0 if self._known else 1):
            self.left.append(Left(line, "", everything(content)))

    def _html_rows(self, start: int, html: str) -> None:
        """Rows of tables in HTML, which are not read, one by one; *html* begins on line *start*."""
        for found in _HTML_ROW.finditer(html):
            content = self._cell(" ".join(_HTML_CELL.sub(" ", found[0]).split()))
            if _HTML_DATA.search(found[0]) and (text := everything(content)):
                line = start + html.count("\n", 0, found.start())
                self.misread.append(Misread(line, "a row of an HTML table", clean(text)))

    def _table_row(self, line: int, cells: Sequence[Cell], head: str) -> None:
        is_head = head == "thead_open"
        self.has_table = True
        columns = self._found(cells) if is_head or not head else ()
        names = {column.name for column in columns}
        if "title" in names and (is_head or (not head and len(names - {""}) > 1)):
            self._columns = self._known = columns
            for name, label in columns:
                if name not in _USUAL and label and label not in self.heads:
                    self.heads.append(label)
                if not name and label and label not in self.undeclared:
                    self.undeclared.append(label)
                    self.remarks.append((line, f"no field is called {label!r}: left out"))
        elif not any(name.text for name in cells) and is_head:
            self._columns = self._known
        elif is_head and not self._is_data(cells):
            self._columns = ()  # another table; its rows are not understood, one by one
        else:
            if is_head or not head:
                self._columns = self._known
                self.remarks.append((line, _HEADLESS))
            self._row(line, cells)

    def _is_data(self, cells: Sequence[Cell]) -> bool:
        """Whether a table's head is but its first row, under the columns of the table before."""
        names = (column.name for column in self._known)
        present = dict(zip(names, cells, strict=False))
        return len(cells) == len(self._known) and bool(
            ("year" in present and _YEAR.fullmatch(present["year"].text))
            or ("url" in present and present["url"].links)
        )

    def _found(self, cells: Sequence[Cell]) -> tuple[_Column, ...]:
        """The columns that *cells* name, "" where one names none or the same one again."""
        columns: list[_Column] = []
        has_title = any(fold(each.head) in _TITLE for each in cells)
        for each in cells:
            spec = self._vocabulary.named(each.head)
            name = spec.name if spec else _COLUMNS.get(fold(each.head), "")
            if name == "title" and has_title and fold(each.head) not in _TITLE:
                name = "url"  # beside a title, "Paper" is where the paper is
            taken = any(column.name == name for column in columns)
            columns.append(_Column("" if taken else name, each.text))
        return tuple(columns)

    def _row(self, line: int, cells: Sequence[Cell]) -> None:
        columns = self._columns
        if not columns:
            reason = "the table has no head that names a title"
        elif (number := count(self._lines[line - 1])) > len(columns):
            reason = f"{number} cells for {len(columns)} columns; a | inside a cell is written \\|"
        else:
            present = list(zip(columns, cells, strict=False))
            by_column = {column.name: content for column, content in present if column.name}
            title = by_column["title"].head
            if any(map(str.isalnum, title)):
                self._understood(line, by_column)
                for column, content in present:
                    if not column.name and (text := everything(content)):
                        self.left.append(Left(line, column.head, text))
                return
            reason = "no title" if title == "" else "a title without a letter"
            if not any(content.text for content in cells):
                reason = "every cell is empty"
        self.misread.append(Misread(line, reason, clean(self._lines[line - 1].strip())))

    def _understood(self, line: int, cells: Mapping[str, Cell]) -> None:
        section = self._section()
        heads = {column.name: column.head for column in self._columns}
        found = Understood(line, heads, cells, self._vocabulary, (section.year, section.kinds))
        self.rows.append(found.row)
        self.spellings += found.spellings
        self.remarks += found.remarks
        self.left += found.left

    def _section(self) -> _Section:
        return next(reversed(self._headings.values()), _Section())
