"""Tables for a terminal: entries fitted to its width, with links and hits, and plain grids.

Uses rich.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from mialit.records.links import code_addresses, paper_link
from mialit.records.model import Record
from mialit.render.columns import NO_KEY, cell, label
from mialit.render.fitting import GAP, JOINER, Column, all_fitted, lines, most_fitted
from mialit.vocabulary.model import Vocabulary

NARROWEST_TABLE = 40  # below, each record is a block of lines
_AUTHORS_FROM = 100  # cells from which on authors are shown unasked
_WIDEST_AUTHORS = 24  # cells of the names of two authors
# Columns that go last when the width does not hold them all, the first last of all.
_CORE = ("title", "key", "authors", "year", "venue")
_LEAST = ("code", "url")  # those that go first
_FEWEST = 3  # lines that a text may have before it is shortened

Marks = Mapping[str, Sequence[tuple[int, int]]]
_HIT = Style(bold=True, color="yellow")
_HOST = re.compile(r"(?i)https?://([^/?#:]+)")
_SHORT_HEADS = {"url": "Paper", "code": "Code"}


@dataclass(frozen=True, slots=True)
class Row:
    """A record and what its row shows besides.

    `marks` are what to mark in it (stretches (start, end) by column), `authors` the indices of
    those that were asked for, `further` cells of columns that are no fields, and `remark` is a
    line below it.
    """

    record: Record
    marks: Marks
    authors: Sequence[int] = ()
    further: Mapping[str, str] | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The terminal: its width in cells, None where nothing limits it, and what it can show."""

    width: int | None
    ascii_only: bool = False
    opens_links: bool = True


def table(
    rows: Sequence[Row], asked: Sequence[str] | None, vocabulary: Vocabulary, layout: Layout
) -> RenderableType:
    """*rows* fitted to a terminal, in the columns *asked* for or, where it is None, in the list's.

    Of the list's columns those go that no row has a value of or that do not fit, and authors are
    added where there is room or a row's were asked for. Columns asked for stay: where they do not
    fit, each record is a block of lines, as on a narrow terminal. Without a width everything is
    shown whole, addresses as well.
    """
    width = layout.width
    columns = asked or _unasked(rows, vocabulary, authors=width is None or width >= _AUTHORS_FROM)
    if width is None or width >= NARROWEST_TABLE:
        texts = _texts(rows, columns, vocabulary, whole=width is None)
        if not asked:
            columns = _with_values(columns, texts)
        widths = _widths(texts, columns, vocabulary, layout, asked=bool(asked))
        if widths is not None:
            return _drawn(rows, texts, widths, vocabulary, layout, shorten=not asked)
    columns = asked or _unasked(rows, vocabulary, authors=True)
    texts = _texts(rows, columns, vocabulary, whole=True)
    return Group(*_blocks(rows, texts, columns, vocabulary, width or 0, absent=bool(asked)))


Texts = Sequence[Mapping[str, Text]]  # a record's cells by column


def _unasked(rows: Sequence[Row], vocabulary: Vocabulary, *, authors: bool) -> list[str]:
    """The list's columns, behind year and title the *authors* or where one was asked for."""
    columns = list(vocabulary.columns)
    if "authors" not in columns and (authors or any(row.authors for row in rows)):
        before = [number for number, name in enumerate(columns) if name in ("year", "title")]
        columns.insert(before[-1] + 1 if before else len(columns), "authors")
    return columns


def _texts(
    rows: Sequence[Row], columns: Sequence[str], vocabulary: Vocabulary, *, whole: bool
) -> Texts:
    """The cells, addresses *whole* or as the site that they lead to."""
    return [{name: _text(row, name, vocabulary, whole=whole) for name in columns} for row in rows]


def _with_values(columns: Sequence[str], texts: Texts) -> list[str]:
    return [name for name in columns if any(text[name].plain for text in texts)] or ["key"]


def _head(column: str, vocabulary: Vocabulary) -> str:
    return _SHORT_HEADS.get(column, label(column, vocabulary))


def _widths(
    texts: Texts,
    columns: Sequence[str],
    vocabulary: Vocabulary,
    layout: Layout,
    *,
    asked: bool,
) -> dict[str, int] | None:
    """Cells a column, in order; None when no readable table fits."""
    width = layout.width
    measured = {
        name: Column(name, _head(name, vocabulary), [text[name].plain for text in texts])
        for name in columns
    }
    if width is None:
        return {
            name: max(column.natural, cell_len(column.head)) for name, column in measured.items()
        }
    if asked:
        return all_fitted(measured, width)
    lesser = [name for name in columns if name not in (*_CORE, *_LEAST)]
    links = [name for name in _LEAST if name in columns]
    # Where the title is a link, too, the paper's column is the least; where none can be opened, it
    # is the one place that says where the paper is.
    going = (
        [*links, *lesser[::-1]] if layout.opens_links else [*links[:-1], *lesser[::-1], *links[-1:]]
    )
    core = [name for name in _CORE[:1:-1] if name in columns]
    widths = most_fitted(measured, width, going, core)
    both = widths and layout.opens_links and {"url", "authors", "title"} <= widths.keys()
    if widths and both and widths["authors"] < measured["authors"].usual:
        # The title leads there, too: where authors would take two lines for it, it goes.
        del measured["url"]
        return most_fitted(measured, width, [name for name in going if name != "url"], core)
    return widths


def _drawn(
    rows: Sequence[Row],
    texts: Texts,
    widths: Mapping[str, int],
    vocabulary: Vocabulary,
    layout: Layout,
    *,
    shorten: bool,
) -> RenderableType:
    """The table of *rows*, each cell broken into lines of its column's width."""
    names = list(widths)
    before = names[: names.index("title")] if "title" in widths else ()
    indent = sum(widths[name] + GAP for name in before)  # of remarks, which end where the rows do
    parts: list[RenderableType] = []
    current = _columns(widths, vocabulary, layout, head=True)
    for row, text in zip(rows, texts, strict=True):
        if layout.width is None:
            current.add_row(*(_joined(text[name]) for name in widths))
        else:
            current.add_row(*_broken(text, widths, layout, shorten=shorten))
        if row.remark:
            parts += [current, _remark(row.remark, indent, layout.width)]
            current = _columns(widths, vocabulary, layout, head=False)
    return Group(*parts, *([current] if current.rows else ()))


def _columns(
    widths: Mapping[str, int], vocabulary: Vocabulary, layout: Layout, *, head: bool
) -> Table:
    result = plain_table()
    result.show_header = head
    for name, cells in widths.items():
        text = Text(_head(name, vocabulary))
        result.add_column(text, width=cells, no_wrap=layout.width is None, overflow="fold")
    return result


def _remark(remark: str, indent: int, width: int | None) -> Text:
    places = lines(remark, width - indent) if width else [(0, len(remark))]
    made = "\n".join(" " * indent + remark[start:end] for start, end in places)
    return Text(made, style="dim italic")


def _broken(
    text: Mapping[str, Text], widths: Mapping[str, int], layout: Layout, *, shorten: bool
) -> Iterator[Text]:
    """The cells of a row in lines; texts longer than the row would be are cut where a word ends."""
    places = {name: lines(text[name].plain, cells) for name, cells in widths.items()}
    stays = ("title", "key", "url", "code")
    height = max((len(places[name]) for name in widths if name in stays), default=1)
    most = max(height, _FEWEST)
    dots = "..." if layout.ascii_only else "\N{HORIZONTAL ELLIPSIS}"
    for name, cells in widths.items():
        its = places[name]
        cut = shorten and name not in stays and len(its) > most
        if cut:
            start, end = its[most - 1]
            end = _shortened(text[name].plain, start, end, cells - len(dots))
            its = [*its[: most - 1], (start, end)]
        parts = [text[name][start:end] for start, end in its]
        if cut:
            parts[-1].append(dots)
        yield _joined(Text("\n").join(parts))


def _shortened(text: str, start: int, end: int, cells: int) -> int:
    """Where the line from *start* to *end* ends for *cells*: behind a word, if there are two."""
    while end > start and cell_len(text[start:end]) > cells:
        blank = text.rfind(" ", start, end)
        end = blank if blank > start else end - 1
    return end


def _joined(text: Text) -> Text:
    """*text* with usual blanks where words were to stay together."""
    text.plain = text.plain.replace(JOINER, " ")
    return text


def _blocks(
    rows: Sequence[Row],
    texts: Texts,
    columns: Sequence[str],
    vocabulary: Vocabulary,
    width: int,
    *,
    absent: bool,
) -> Iterator[RenderableType]:
    """One record after another, a line (or more) a field, the key and the title first.

    Fields that a record lacks are left out, or, where *absent* ones are shown, have a dash.
    """
    indent = 2 if width > 8 else 0
    for row, text in zip(rows, texts, strict=True):
        if "key" in text:
            key = text["key"].copy()
            key.overflow = "fold"
            yield key
        for column in sorted(columns, key=lambda name: name != "title"):
            if column != "key" and (text[column].plain or absent):
                line = Text()
                if column != "title":
                    line.append(f"{label(column, vocabulary)}: ", style="dim")
                line.append_text(text[column] if text[column].plain else Text("-", style="dim"))
                yield Padding(_joined(_in_lines(line, width - indent)), (0, 0, 0, indent))
        if row.remark:
            yield Padding(Text(row.remark, style="dim italic"), (0, 0, 0, indent))
        yield Text("")


def _in_lines(text: Text, width: int) -> Text:
    """*text* broken into lines of *width* cells; no link goes on below the blank where one ends."""
    if width <= 0:
        return text
    return Text("\n").join(text[start:end] for start, end in lines(text.plain, width))


def _text(row: Row, column: str, vocabulary: Vocabulary, *, whole: bool) -> Text:
    record = row.record
    if row.further and column in row.further:
        return Text(row.further[column])
    if column in ("url", "code"):
        addresses = code_addresses(record) if column == "code" else (paper_link(record),)
        return Text(" ").join(
            Text(address if whole else _site(address), Style(link=address, underline=True))
            for address in addresses
            if address
        )
    if column == "authors":
        return _authors(record, row.authors)
    text = Text(cell(column, vocabulary)(record))
    if column == "title":
        address = paper_link(record)
        if address:
            text.stylize(Style(link=address))
    elif column == "key":
        text.stylize("cyan")
        if record.keyless:
            text.append(NO_KEY, "dim")
    for start, end in row.marks.get(column, ()):
        text.stylize(_HIT, start, end)
    return text


def _site(address: str) -> str:
    """The end of an address' host, which says whose it is: doi.org, mlr.press, cam.ac.uk."""
    found = _HOST.match(address)
    host = found[1].lower() if found else address
    labels = host.split(".")
    if labels[-1].isdigit():
        return host
    country = len(labels[-1]) == 2 and len(labels[-2:][0]) <= 3
    return ".".join(labels[-3 if country else -2 :])


def _authors(record: Record, asked: Sequence[int]) -> Text:
    """The first author, or both of two, and those *asked* for, by family name."""
    names = [name.split(",")[0] for name in record.authors]
    if not names:
        return Text("")
    both = " and ".join(names)
    if record.authors_complete and (
        len(names) == 1 or (len(names) == 2 and cell_len(both) <= _WIDEST_AUTHORS)
    ):
        shown, text = range(len(names)), Text(both)
    else:
        shown = range(1)
        text = Text(f"{names[0]} et{JOINER}al.")
    starts = [0, len(names[0]) + len(" and ")]
    for number in asked:
        if number in shown:
            text.stylize(_HIT, starts[number], starts[number] + len(names[number]))
    others = [Text(names[number], _HIT) for number in asked if len(shown) <= number < len(names)]
    if others:
        text = Text.assemble(text, " (", Text(", ").join(others[:2]), ")")
    return text


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Collection[int]) -> Table:
    """*rows* under *head*; columns in *numbers* stand right. A first cell is not repeated."""
    result = plain_table()
    for number, name in enumerate(head):
        side: Literal["left", "right"] = "right" if number in numbers else "left"
        result.add_column(Text(name), justify=side, overflow="fold")
    before = None
    for first, *others in rows:
        result.add_row(Text("" if first == before else first), *map(Text, others))
        before = first
    return result


def plain_table() -> Table:
    """A table without columns yet: a rule below its head and no other lines."""
    return Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        border_style="dim",
    )
