"""Bars for a terminal, whole or split into parts, fitted to its width. Uses rich."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.text import Text

from mialit.render.columns import label
from mialit.render.count_formats import Counted
from mialit.stats.counts import Cross
from mialit.vocabulary.model import Vocabulary

WIDTH = 80  # where nothing limits it
_SHORTEST_BAR = 8
_LONGEST_BAR = 72
_WIDEST_ENTRY = 4  # cells of one entry, where there is room
_MOST_PARTS = 8
_OTHERS = "others"
_EIGHTHS = " \N{LEFT ONE EIGHTH BLOCK}\N{LEFT ONE QUARTER BLOCK}\N{LEFT THREE EIGHTHS BLOCK}"
_EIGHTHS += "\N{LEFT HALF BLOCK}\N{LEFT FIVE EIGHTHS BLOCK}\N{LEFT THREE QUARTERS BLOCK}"
_EIGHTHS += "\N{LEFT SEVEN EIGHTHS BLOCK}"
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
    lengths = [length for item in counted for length in _lengths(item)]
    room = width or WIDTH
    digits = max((len(str(number)) for number in numbers), default=1)
    widest = max(map(cell_len, names), default=1)
    side = max(1, min(widest, max(room // 2 - digits, 8), room - digits - 3 - _SHORTEST_BAR))
    bar = max(1, min(room - side - digits - 3, _LONGEST_BAR))
    scale = _scale(max(lengths, default=0), bar)
    lines: list[Text] = []
    for item in counted:
        if lines:
            lines.append(Text(""))
        lines += _block(item, vocabulary, (room, side, digits), scale, ascii_only=ascii_only)
    return Group(*lines)


def _lengths(item: Counted) -> Sequence[int]:
    if item.split is None:
        return item.tally.counts
    return [sum(parts) for parts in item.split.cells]


def _scale(longest: int, room: int) -> float:
    """Cells of one entry: a whole number where that fills half the room or more, else exact."""
    if not longest:
        return 1.0
    exact = room / longest
    return float(min(int(exact), _WIDEST_ENTRY)) if exact >= 1 else exact


def _block(
    item: Counted,
    vocabulary: Vocabulary,
    cells: tuple[int, int, int],
    scale: float,
    *,
    ascii_only: bool,
) -> Iterator[Text]:
    """The lines of one field; *cells* are those of a line, a name and a number."""
    room, side, digits = cells
    axis, split = item.tally.axis, item.split
    head = label(axis.field, vocabulary)
    styles: dict[str, tuple[str, str]] = {}
    parts: list[dict[str, int]] = []
    if split is None:
        yield Text(head, style="bold")
    else:
        yield Text(f"{head}, split by {label(split.cols.field, vocabulary)}", style="bold")
        parts = _parts(split)
        styles = _styles(parts, ascii_only=ascii_only)
        yield from _legend(styles, room)
    for row, (value, number) in enumerate(zip(axis.values, item.tally.counts, strict=True)):
        line = Text(no_wrap=True, overflow="crop", style="" if number else "dim")
        line.append(f"{_cropped(value, side, ascii_only=ascii_only)}  {number:>{digits}} ")
        if split is None:
            line.append(_bar(number * scale, ascii_only=ascii_only), style="cyan")
        else:
            for segment in _segments(parts[row], styles, scale):
                line.append_text(segment)
        line.rstrip()
        yield line
    if item.hidden:
        yield Text(f"and {item.hidden} more", style="dim")


def _legend(styles: dict[str, tuple[str, str]], room: int) -> Iterator[Text]:
    """What the signs stand for, in lines that end between two of them."""
    line = Text()
    for name, (sign, colour) in styles.items():
        part = Text.assemble((sign * 2, colour), f" {name}")
        if line and line.cell_len + 2 + part.cell_len > room:
            yield line
            line = Text()
        line = Text.assemble(line, "  ", part) if line else part
    yield line


def _cropped(text: str, cells: int, *, ascii_only: bool) -> str:
    if cell_len(text) <= cells:
        return set_cell_size(text, cells)
    dots = ".." if ascii_only else "\N{HORIZONTAL ELLIPSIS}"
    return set_cell_size(text, max(cells - len(dots), 0)) + dots


def _bar(cells: float, *, ascii_only: bool) -> str:
    """A bar *cells* long; what is not nothing is never drawn as nothing."""
    if ascii_only:
        return "#" * (round(cells) or cells > 0)
    eighths = round(cells * 8) or (cells > 0)
    whole, rest = divmod(eighths, 8)
    return _FULL * whole + (_EIGHTHS[rest] if rest else "")


def _parts(split: Cross) -> list[dict[str, int]]:
    """Each row's numbers by part; the rarest parts are put together where there are many."""
    names = split.cols.values
    sums = {name: sum(row[index] for row in split.cells) for index, name in enumerate(names)}
    used = [name for name in names if sums[name]]
    if len(used) > _MOST_PARTS:
        most = set(sorted(used, key=lambda name: -sums[name])[: _MOST_PARTS - 1])
        used = [name for name in used if name in most] + [_OTHERS]
    result = []
    for row in split.cells:
        numbers = dict.fromkeys(used, 0)
        for name, number in zip(names, row, strict=True):
            if number:
                numbers[name if name in numbers else _OTHERS] += number
        result.append(numbers)
    return result


def _styles(parts: Sequence[dict[str, int]], *, ascii_only: bool) -> dict[str, tuple[str, str]]:
    """A sign and a colour for each part."""
    names = list(parts[0]) if parts else []
    signs = _ASCII_SHADES if ascii_only else _SHADES
    if len(names) > len(signs):
        signs = "abcdefgh"
    return {name: (signs[index], _COLOURS[index]) for index, name in enumerate(names)}


def _segments(
    numbers: dict[str, int], styles: dict[str, tuple[str, str]], scale: float
) -> Iterator[Text]:
    """The parts of one bar; their ends are rounded, not their lengths, so the sum is right."""
    drawn = reached = 0
    for name, number in numbers.items():
        reached += number
        end = round(reached * scale)
        glyph, colour = styles[name]
        yield Text(glyph * (end - drawn), style=colour)
        drawn = end
