"""A curated list in Markdown: tables under headings, read into rows.

Columns are found by their heads: the vocabulary's labels and other names, and the usual ones
(Year, Title, Paper Link, ...). A row without a table head has the columns of the table before.
Kind and year are also taken from the headings. Every row is either a `Row` or a `Misread`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, takewhile
from types import MappingProxyType
from typing import Any, NamedTuple

from markdown_it.token import Token

from mialit.importing.markdown_cells import (
    LINE_BREAK,
    Cell,
    cell,
    count,
    is_nothing,
    named,
    reader,
    spelled,
)
from mialit.text.normalize import fold
from mialit.vocabulary.model import FieldSpec, Vocabulary

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_BIBTEX = re.compile(r"(?m)^\s*@\w+\s*[{(]")
_BIBTEX_INFO = ("", "bibtex", "bib", "biblatex", "tex", "latex")
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
    "venue": "venue, conference, journal, published in, publication",
    "preprint": "preprint",  # derived from the venue: read, and not kept
}
_COLUMNS = {fold(head): name for name, heads in _HEADS.items() for head in heads.split(",")}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A value, on *line* (from 1), that is written otherwise than the vocabulary has it."""

    line: int
    field: str
    written: str
    value: str


@dataclass(frozen=True)
class Row:
    """One paper of the list, on *line* (from 1).

    `facts` holds what stands in the columns that are no declared fields: `title`, `authors`,
    `doi`, ...; `values` those of declared fields, canonical where the vocabulary has them.
    `addresses` are the paper's own, the best first. `from_heading` names the fields of `values`
    that the row itself does not state. `columns` are those of its table.
    """

    line: int
    facts: Mapping[str, str]
    year: int | None
    addresses: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    from_heading: frozenset[str]
    columns: tuple[str, ...]


class Misread(NamedTuple):
    """A row, on *line* (from 1), that could not be understood, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class MarkdownList:
    """What a Markdown file lists.

    `blocks` are BibTeX blocks, each with the line of the file on which its text begins;
    `remarks` are places and sentences about what was read otherwise than it is written.
    `has_table` is false for a document that is no such list at all. `undeclared` are heads of
    columns that are neither usual nor the vocabulary's; what stands below them is left out.
    """

    rows: tuple[Row, ...]
    misread: tuple[Misread, ...]
    blocks: tuple[tuple[int, str], ...]
    spellings: tuple[Spelling, ...]
    remarks: tuple[tuple[int, str], ...]
    has_table: bool
    undeclared: tuple[str, ...]


def read(text: str, vocabulary: Vocabulary) -> MarkdownList:
    """The list in *text*, a Markdown document. Never fails on what the text holds."""
    reading = _Reading(text, vocabulary)
    return MarkdownList(
        rows=tuple(reading.rows),
        misread=tuple(reading.misread),
        blocks=tuple(reading.blocks),
        spellings=tuple(reading.spellings),
        remarks=tuple(reading.remarks),
        has_table=reading.has_table,
        undeclared=tuple(reading.undeclared),
    )


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
        self.has_table = False
        self.undeclared: list[str] = []
        self._vocabulary = vocabulary
        self._columns: tuple[str, ...] = ()  # of the present table
        self._known: tuple[str, ...] = ()  # of the last table that was one of papers
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
                self._heading(int(token.tag[1]), tokens[place + 1])
            elif token.type == "fence":
                info = token.info.strip().lower().split(" ")[0].strip("{}.")
                if info in _BIBTEX_INFO and _BIBTEX.search(token.content):
                    self.blocks.append((line + 1, token.content))
            elif token.type == "tr_open":
                self._table_row(line, _cells(tokens, place), head=tokens[place - 1].type)
            elif token.type in ("paragraph_open", "code_block"):
                self._loose_lines(*(token.map or (0, 0)))

    def _heading(self, level: int, inline: Token) -> None:
        self._headings = {each: says for each, says in self._headings.items() if each < level}
        if level == 1 and self._single_title:
            return  # the document's own title says nothing about a part of it
        text = cell(inline.children or ()).text
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
            inlines = (self._inline(part.strip().replace(r"\|", "|")) for part in parts)
            cells = [cell(inline[0].children or ()) for inline in inlines]
            self._table_row(number + 1, cells, head="")

    def _table_row(self, line: int, cells: Sequence[Cell], head: str) -> None:
        is_head = head == "thead_open"
        self.has_table = True
        columns = self._found(cells)
        if "title" in columns and (is_head or (not head and len(set(columns) - {""}) > 1)):
            self._columns = self._known = columns
            for column, name in zip(columns, cells, strict=True):
                if not column and name.text and name.text not in self.undeclared:
                    self.undeclared.append(name.text)
                    self.remarks.append((line, f"no field is called {name.text!r}: left out"))
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
        present = dict(zip(self._known, cells, strict=False))
        return len(cells) == len(self._known) and bool(
            ("year" in present and _YEAR.fullmatch(present["year"].text))
            or ("url" in present and _addresses(present["url"]))
        )

    def _found(self, cells: Sequence[Cell]) -> tuple[str, ...]:
        """The columns that *cells* name, "" where one names none or the same one again."""
        columns: list[str] = []
        for each in cells:
            spec = self._vocabulary.named(each.main)
            name = spec.name if spec else _COLUMNS.get(fold(each.main), "")
            columns.append("" if name in columns else name)
        return tuple(columns)

    def _row(self, line: int, cells: Sequence[Cell]) -> None:
        columns = self._columns
        if not columns:
            reason = "the table has no head that names a title"
        elif (number := count(self._lines[line - 1])) > len(columns):
            reason = f"{number} cells for {len(columns)} columns; a | inside a cell is written \\|"
        else:
            by_column = dict(zip(columns, cells, strict=False))
            by_column.pop("", None)
            if any(map(str.isalnum, by_column["title"].main)):
                self.rows.append(self._understood(line, by_column))
                return
            reason = "no title" if by_column["title"].main == "" else "a title without a letter"
            if not any(content.text for content in cells):
                reason = "every cell is empty"
        self.misread.append(Misread(line, reason))

    def _understood(self, line: int, cells: Mapping[str, Cell]) -> Row:
        section = self._section()
        values: dict[str, tuple[str, ...]] = {}
        facts: dict[str, str] = {}
        for name, content in cells.items():
            spec = self._vocabulary.fields.get(name)
            if spec is not None:
                values[name] = self._values(line, spec, content)
            elif name not in ("year", "url", "preprint", "code"):
                facts[name] = content.main if name == "title" else content.text
        from_heading = frozenset({"kind"} if section.kinds and not values.get("kind") else ())
        if from_heading:
            values["kind"] = section.kinds
        return Row(
            line=line,
            facts=MappingProxyType({name: text for name, text in facts.items() if text}),
            year=self._year(line, cells.get("year"), section.year),
            addresses=(_addresses(cells["url"]) if "url" in cells else ()) or cells["title"].links,
            values=MappingProxyType({name: found for name, found in values.items() if found}),
            from_heading=from_heading,
            columns=tuple(cells),
        )

    def _section(self) -> _Section:
        return next(reversed(self._headings.values()), _Section())

    def _year(self, line: int, stated: Cell | None, heading: int | None) -> int | None:
        text = stated.text if stated else ""
        found = re.search(r"(?<!\d)\d{4}(?!\d)", text)
        if found is None:
            if not is_nothing(text):
                self.remarks.append((line, f"{text!r} is not a year"))
            return heading
        if heading and int(found[0]) != heading:
            self.remarks.append((line, f"the year is {found[0]}, the heading says {heading}"))
        return int(found[0])

    def _values(self, line: int, spec: FieldSpec, content: Cell) -> tuple[str, ...]:
        if spec.form == "urls":
            return _addresses(content) if spec.several else _addresses(content)[:1]
        if spec.form != "vocabulary":
            text = content.text.replace(LINE_BREAK, "; " if spec.several else " ")
            return () if is_nothing(text) else spec.split(text)
        result: list[str] = []
        for written, value in spelled(spec, content.text):
            result.append(value)
            if written != value:
                self.spellings.append(Spelling(line, spec.name, written, value))
        return tuple(dict.fromkeys(result))


def _cells(tokens: Sequence[Token], row: int) -> list[Cell]:
    """The cells of the table row that begins at the token number *row*."""
    inside = takewhile(lambda token: token.type != "tr_close", islice(tokens, row + 1, None))
    return [cell(token.children or ()) for token in inside if token.type == "inline"]


def _addresses(content: Cell) -> tuple[str, ...]:
    """The addresses of a cell that is meant for them: links before bare ones."""
    return tuple(dict.fromkeys((*content.links, *content.bare)))
