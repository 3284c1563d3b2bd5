"""Tables for a terminal: entries fitted to its width, with links and hits, and plain grids.

Uses rich.
"""

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
from mialit.render.columns import cell, label
from mialit.vocabulary.model import Vocabulary

NARROWEST_TABLE = 40  # below, each record is a block of lines
_READABLE_TITLE = 16
_WIDEST_TITLE = 72
_GAP = 2
# Which columns go first when the width does not hold them all; those not listed go before these.
_LAST_TO_GO = ("title", "key", "year", "venue", "knowledge", "target", "url", "code")
_ANY = 1_000_000
_WIDEST = {
    "key": _ANY, "title": _ANY, "authors": 24, "venue": 16, "target": 21, "knowledge": 11,
}  # fmt: skip
_WIDEST_OTHER = 18

Marks = Mapping[str, Sequence[tuple[int, int]]]
_HIT = Style(bold=True, color="yellow")


@dataclass(frozen=True, slots=True)
class Row:
    """A record, what to mark in it (stretches (start, end) by column), and a line below it."""

    record: Record
    marks: Marks
    remark: str = ""


def table(
    rows: Sequence[Row], columns: Sequence[str], vocabulary: Vocabulary, width: int | None
) -> RenderableType:
    """*rows* fitted to *width* terminal cells; None means as wide as it takes, without wrapping."""
    texts = [{column: _text(row, column, vocabulary) for column in columns} for row in rows]
    widths = _widths(texts, columns, vocabulary, width)
    if widths is None:
        indent = 2 if (width or 0) > 8 else 0
        return Group(*_blocks(rows, texts, columns, vocabulary, indent))
    drawn = plain_table()
    below = "title" if "title" in widths else list(widths)[-1]  # where remarks stand
    if width is None:
        widths[below] = max(widths[below], *(cell_len(row.remark) for row in rows), 0)
    for column, cells in widths.items():
        head, keep = Text(_head(column, vocabulary)), column == "key" or width is None
        drawn.add_column(head, width=cells, no_wrap=keep, overflow="fold")
    remarks = any(row.remark for row in rows)
    for row, text in zip(rows, texts, strict=True):
        drawn.add_row(*(text[column] for column in widths))
        if remarks:
            remark = Text(row.remark, style="dim italic")
            drawn.add_row(*(remark if column == below else "" for column in widths))
    return drawn


_SHORT_HEADS = {"url": "Paper", "code": "Code"}


def _head(column: str, vocabulary: Vocabulary) -> str:
    return _SHORT_HEADS.get(column, label(column, vocabulary))


def _widths(
    texts: Sequence[Mapping[str, Text]],
    columns: Sequence[str],
    vocabulary: Vocabulary,
    width: int | None,
) -> dict[str, int] | None:
    """Cells a column, in order; None when no table with a readable title fits."""
    natural = {}
    for column in columns:
        head = _head(column, vocabulary)
        if width is not None:  # a narrow column has to hold its head's first word alone
            head = (head.split() or [""])[0]
        natural[column] = max(map(cell_len, (head, *(text[column].plain for text in texts))))
    if width is None:
        return natural
    if width < NARROWEST_TABLE:
        return None
    wanted = {
        column: min(cells, _WIDEST.get(column, _WIDEST_OTHER)) for column, cells in natural.items()
    }
    importance = [column for column in _LAST_TO_GO if column in columns]
    droppable = [column for column in columns if column not in importance]
    droppable = droppable[::-1] + importance[::-1]
    # How wide a title has to stay before other columns are dropped for it.
    comfortable = max(_READABLE_TITLE, min(34, width * 3 // 10))
    while True:
        others = sum(cells for column, cells in wanted.items() if column != "title")
        room = width - others - _GAP * len(wanted)
        title = wanted.get("title", 0)
        if "title" not in wanted:
            if room >= 0:
                return wanted
        elif room >= min(title, _READABLE_TITLE if len(wanted) <= 2 else comfortable):
            wanted["title"] = min(title, room, max(_WIDEST_TITLE, width // 2))
            return wanted
        drop = next((c for c in droppable if c in wanted and c not in ("key", "title")), None)
        if drop is None:
            return None
        del wanted[drop]


def _blocks(
    rows: Sequence[Row],
    texts: Sequence[Mapping[str, Text]],
    columns: Sequence[str],
    vocabulary: Vocabulary,
    indent: int,
) -> Iterator[RenderableType]:
    """One record after another, a line (or more) a field, the key and the title first."""
    for row, text in zip(rows, texts, strict=True):
        if "key" in text:
            key = text["key"].copy()
            key.overflow = "fold"
            yield key
        for column in sorted(columns, key=lambda name: name != "title"):
            if column != "key" and text[column].plain:
                line = Text(overflow="fold")
                if column != "title":
                    line.append(f"{label(column, vocabulary)}: ", style="dim")
                yield Padding(line.append_text(text[column]), (0, 0, 0, indent))
        if row.remark:
            yield Padding(Text(row.remark, style="dim italic"), (0, 0, 0, indent))
        yield Text("")


def _text(row: Row, column: str, vocabulary: Vocabulary) -> Text:
    record = row.record
    if column in ("url", "code"):
        return _link_cell(record, column)
    text = Text(cell(column, vocabulary)(record))
    if column == "title":
        address = paper_link(record)
        if address:
            text.stylize(Style(link=address))
    elif column == "key":
        text.stylize("cyan")
    for start, end in row.marks.get(column, ()):
        text.stylize(_HIT, start, end)
    return text


def _link_cell(record: Record, column: str) -> Text:
    """Links named by what they open: a table has no room for addresses."""
    addresses = code_addresses(record) if column == "code" else (paper_link(record),)
    name = "code" if column == "code" else "paper"
    return Text(" ").join(
        Text(name, style=Style(link=address, underline=True)) for address in addresses if address
    )


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
