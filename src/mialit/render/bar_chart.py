"""Bars for a terminal, whole or split into parts, fitted to its width. Uses rich."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.text import Text

from mialit.render.columns import label
from mialit.render.count_formats import Counted
from mialit.stats.axes import OTHERS
from mialit.stats.counts import Cross
from mialit.vocabulary.model import Vocabulary

WIDTH = 80  # where nothing limits it
_SHORTEST_BAR = 8
_LONGEST_BAR = 72
_WIDEST_ENTRY = 4  # cells of one entry, where there is room
_MOST_PARTS = 8
_EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589"  # a cell's left eighths, none to seven
_FULL = "\N{FULL BLOCK}"
# What parts are drawn with, so that they differ without colour too; beyond that, letters.
_SHADES = f"{_FULL}\N{MEDIUM SHADE}\N{LIGHT SHADE}\N{DARK SHADE}"
_ASCII_SHADES = "#=-+"
_COLOURS = ("cyan", "magenta", "yellow", "green", "blue", "red", "bright_cyan", "bright_magenta")


def bars(
    counted: Sequence[Counted], vocabulary: Vocabulary, width: int | None, *, ascii_only: bool
) -> RenderableType:
    """A line for every value: its name, its number, its bar. All bars have one scale.

    A number that is split counts entries; its bar's parts count values, so that the bar of
    entries with several is longer than the number.
    """
    names = [value for item in counted for value in item.tally.axis.values]
    numbers = [number for item in counted for number in item.tally.counts]
    lengths = [
        length
        for item in counted
        for length in (map(sum, item.split.cells) if item.split else item.tally.counts)
    ]
    room = width or WIDTH
    digits = max((len(str(number)) for number in numbers), default=1)
    widest = max(map(cell_len, names), default=1)
    side = max(1, min(widest, max(room // 2 - digits, 8), room - digits - 3 - _SHORTEST_BAR))
    bar = max(1, min(room - side - digits - 3, _LONGEST_BAR))
    # A whole number of cells for an entry where that fills half the room or more, else exact.
    scale = bar / (max(lengths, default=0) or bar)
    if scale >= 1:
        scale = float(min(int(scale), _WIDEST_ENTRY))
    chart = _Chart(room, side, digits, scale, ascii_only)
    lines: list[Text] = []
    for item in counted:
        if lines:
            lines.append(Text(""))
        lines += chart.block(item, vocabulary)
    return Group(*lines)


@dataclass(frozen=True, slots=True)
class _Chart:
    """The cells of a line, of a value's name, of its number, and of one entry in a bar."""

    room: int
    side: int
    digits: int
    scale: float
    ascii_only: bool

    def block(self, item: Counted, vocabulary: Vocabulary) -> Iterator[Text]:
        """The lines of one field."""
        axis, split = item.tally.axis, item.split
        head = label(axis.field, vocabulary)
        parts: list[dict[str, int]] = []
        styles: dict[str, tuple[str, str]] = {}
        if split is None:
            yield Text(head, style="bold")
        else:
            yield Text(f"{head}, split by {label(split.cols.field, vocabulary)}", style="bold")
            parts = _parts(split)
            styles = self.styles(parts)
            yield from self.legend(styles)
        for row, (value, number) in enumerate(zip(axis.values, item.tally.counts, strict=True)):
            line = Text(no_wrap=True, overflow="crop", style="" if number else "dim")
            line.append(f"{self.cropped(value)}  {number:>{self.digits}} ")
            if split is None:
                line.append(self.bar(number * self.scale), style="cyan")
            else:
                drawn = reached = 0
                for name, part in parts[row].items():
                    # The parts' ends are rounded, not their lengths, so that the sum is right.
                    reached += part
                    end = round(reached * self.scale)
                    sign, colour = styles[name]
                    line.append(sign * (end - drawn), style=colour)
                    drawn = end
            line.rstrip()
            yield line
        if item.hidden:
            yield Text(f"and {item.hidden} more", style="dim")

    def styles(self, parts: Sequence[dict[str, int]]) -> dict[str, tuple[str, str]]:
        """A sign and a colour for each part."""
        names = list(parts[0]) if parts else []
        signs = _ASCII_SHADES if self.ascii_only else _SHADES
        if len(names) > len(signs):
            signs = "abcdefgh"
        return dict(zip(names, zip(signs, _COLOURS, strict=False), strict=False))

    def legend(self, styles: dict[str, tuple[str, str]]) -> Iterator[Text]:
        """What the signs stand for, in lines that end between two of them."""
        line = Text()
        for name, (sign, colour) in styles.items():
            part = Text.assemble((sign * 2, colour), f" {name}")
            if line and line.cell_len + 2 + part.cell_len > self.room:
                yield line
                line = Text()
            line = Text.assemble(line, "  ", part) if line else part
        yield line

    def cropped(self, text: str) -> str:
        if cell_len(text) <= self.side:
            return set_cell_size(text, self.side)
        dots = ".." if self.ascii_only else "\N{HORIZONTAL ELLIPSIS}"
        return set_cell_size(text, max(self.side - len(dots), 0)) + dots

    def bar(self, cells: float) -> str:
        """A bar *cells* long; what is not nothing is never drawn as nothing."""
        if self.ascii_only:
            return "#" * (round(cells) or cells > 0)
        whole, rest = divmod(round(cells * 8) or (cells > 0), 8)
        return _FULL * whole + (_EIGHTHS[rest] if rest else "")


def _parts(split: Cross) -> list[dict[str, int]]:
    """Each row's numbers by part; the rarest parts are put together where there are many."""
    names = split.cols.values
    sums = {name: sum(row[index] for row in split.cells) for index, name in enumerate(names)}
    used = [name for name in names if sums[name]]
    if len(used) > _MOST_PARTS:
        most = set(sorted(used, key=lambda name: -sums[name])[: _MOST_PARTS - 1])
        used = [name for name in used if name in most] + [OTHERS]
    result = []
    for row in split.cells:
        numbers = dict.fromkeys(used, 0)
        for name, number in zip(names, row, strict=True):
            if number:
                numbers[name if name in numbers else OTHERS] += number
        result.append(numbers)
    return result
