"""A cross table for a terminal, fitted to its width, its gaps visible. Uses rich."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import chain, count, islice, product
from string import ascii_uppercase

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mialit.render.columns import label
from mialit.render.table import plain_table
from mialit.stats.counts import Cross
from mialit.vocabulary.model import Vocabulary

ALL = "All"
_GAP = 2
_TIMES = "\N{MULTIPLICATION SIGN}"
_NARROWEST_SIDE = 11  # cells that the names of the rows have at least


def gap_sign(*, ascii_only: bool) -> str:
    """What stands in an empty cell."""
    return "." if ascii_only else "\N{MIDDLE DOT}"


def crosstable(
    cross: Cross, vocabulary: Vocabulary, width: int | None, *, turns: bool, ascii_only: bool
) -> RenderableType:
    """*cross* in *width* terminal cells; None means as wide as it takes.

    Heads are wrapped between words. Where they do not fit so, rows and columns change places if
    *turns* allows it; else letters stand for the heads, explained below, and what is still too
    wide is continued in further tables. Empty cells have the sign of `gap_sign`.
    """
    ways = [cross, cross.turned()] if turns else [cross]
    legend: list[Text] = []
    for way in ways:
        heads: Sequence[str] = way.cols.values
        if width is None or _side(way) + _last(way) + _used(_widths(way, heads)) <= width:
            break
    else:
        way = min(ways, key=lambda way: len(way.cols.values))
        # Named as a spreadsheet's columns are: A, B, ... Z, AA, AB, ...
        letters = (product(ascii_uppercase, repeat=length) for length in count(1))
        names = map("".join, chain.from_iterable(letters))
        heads = list(islice(names, len(way.cols.values)))
        pairs = zip(heads, way.cols.values, strict=True)
        legend = [Text(""), *(Text.assemble((head, "bold"), f" {name}") for head, name in pairs)]
    rows, cols = (label(axis.field, vocabulary) for axis in (way.rows, way.cols))
    title = Text(f"{rows} {'x' if ascii_only else _TIMES} {cols}", style="bold")
    return Group(title, *_tables(way, heads, width, ascii_only), *legend)


def _pieces(text: str) -> list[str]:
    """What *text* may be broken into: at blanks and after hyphens."""
    return text.replace("-", "- ").split() or [""]


def _side(cross: Cross) -> int:
    """The fewest cells in which the rows' names can be read."""
    names = (*cross.rows.values, ALL)
    widest = max(map(cell_len, names))
    return min(widest, max(_NARROWEST_SIDE, *(cell_len(p) for n in names for p in _pieces(n))))


def _column(cross: Cross, index: int, head: str) -> int:
    """The fewest cells of a column: its head's longest piece, and its numbers."""
    counts = [row[index] for row in cross.cells] + [cross.col_totals[index]]
    return max(*(cell_len(piece) for piece in _pieces(head)), len(str(max(counts))))


def _widths(cross: Cross, heads: Sequence[str]) -> list[int]:
    return [_column(cross, index, head) for index, head in enumerate(heads)]


def _used(widths: Sequence[int]) -> int:
    return sum(_GAP + cells for cells in widths)


def _last(cross: Cross) -> int:
    """The cells of the column of totals."""
    return _GAP + max(len(ALL), len(str(cross.total)))


def _tables(
    cross: Cross, heads: Sequence[str], width: int | None, ascii_only: bool
) -> Iterator[RenderableType]:
    """One table, or several with as many columns each as fit."""
    widths, last = _widths(cross, heads), _last(cross)
    widest = max(map(cell_len, (*cross.rows.values, ALL)))
    if width is None:
        yield _table(cross, heads, [*map(cell_len, heads)], range(len(heads)), widest, ascii_only)
        return
    side = max(_side(cross), min(widest, width - last - _used(widths)))
    chunk: list[int] = []
    used = side + last
    for index, cells in enumerate(widths):
        if chunk and used + _GAP + cells > width:
            yield _table(cross, heads, widths, chunk, side, ascii_only)
            yield Text("")
            chunk, used = [], side + last
        chunk.append(index)
        used += _GAP + cells
    yield _table(cross, heads, _eased(heads, widths, width - used), chunk, side, ascii_only)


def _eased(heads: Sequence[str], widths: Sequence[int], spare: int) -> list[int]:
    """*widths* with *spare* cells given where a head is then broken less."""
    eased = list(widths)
    for index, head in enumerate(heads):
        more = min(spare, cell_len(head) - eased[index])
        if more > 0 and cell_len(head) <= eased[index] + more:
            eased[index] += more
            spare -= more
    return eased


def _table(
    cross: Cross,
    heads: Sequence[str],
    widths: Sequence[int],
    chunk: Sequence[int],
    side: int,
    ascii_only: bool,
) -> Table:
    table = plain_table()
    table.add_column("", width=side)
    for index in chunk:
        cells = max(widths[index], _column(cross, index, ""))
        head = Text("\n".join(textwrap.wrap(heads[index], cells)), justify="right")
        head.stylize("" if cross.col_totals[index] else "dim")
        table.add_column(head, width=cells, justify="right", vertical="bottom")
    closing = not heads or len(heads) - 1 in chunk
    if closing:
        head = Text(ALL, style="dim")
        table.add_column(head, justify="right", vertical="bottom", style="dim")
    gap = Text(gap_sign(ascii_only=ascii_only), style="dim")
    rows = zip(cross.rows.values, cross.cells, cross.row_totals, strict=True)
    for name, counts, total in rows:
        row = [
            Text(str(counts[index]), style="bold green") if counts[index] else gap
            for index in chunk
        ]
        label = Text("\n".join(textwrap.wrap(name, side)) or name)
        table.add_row(label, *row, *([str(total)] if closing else []))
    sums = [str(cross.col_totals[index]) for index in chunk]
    table.add_row(ALL, *sums, *([str(cross.total)] if closing else []), style="dim")
    return table
