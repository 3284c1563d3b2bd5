"""Text and columns fitted to a width: where lines break, and how many cells a column gets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len

GAP = 2  # cells between two columns
TALLEST = 4  # lines of a row that is still read at a glance
JOINER = "\N{NO-BREAK SPACE}"  # between words that stay on one line

_WORD = re.compile(r"[^ ]+")
# Where a word that is longer than a line is broken, if it can be: after these, before a capital
# that follows a small letter or a digit, and between letters and digits.
_SEAM = re.compile(r"(?<=[/_.:;,=&?-])(?=\w)|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")
_SAMPLE = 100  # rows by which columns are measured
_FEW = 10  # of so many rows one may be taller than the others
_READABLE_TITLE = 16
_WIDEST_TITLE = 72
_ROOMY = 60  # cells from which on a table of tall rows is easier to read than blocks
_SHORTEST_KEY = 16  # what is left of a key that is broken
_WHOLE_KEY = 24  # a key is never broken below


def lines(text: str, width: int) -> list[tuple[int, int]]:
    """Start and end in *text* of its lines of at most *width* cells, broken between words.

    A word alone longer than a line is broken at a seam, such as a slash, or where the line ends.
    """
    result: list[tuple[int, int]] = []
    first = last = 0  # of the line that is being filled; empty where they are the same
    filled = 0
    for word in _WORD.finditer(text):
        start, end = word.span()
        cells = cell_len(word[0])
        between = start - last
        if last > first and filled + between + cells <= width:
            last, filled = end, filled + between + cells
            continue
        if last > first:
            result.append((first, last))
        while cells > width:
            cut = _cut(text[start:end], width)
            result.append((start, start + cut))
            start += cut
            cells = cell_len(text[start:end])
        first, last, filled = start, end, cells
    if last > first:
        result.append((first, last))
    return result


def _cut(word: str, width: int) -> int:
    """How many characters of *word* go on a line, at least one."""
    most = filled = 0
    for character in word:
        filled += cell_len(character)
        if filled > width:
            break
        most += 1
    seams = [seam.start() for seam in _SEAM.finditer(word, 0, most + 1)]
    good = [seam for seam in seams if most // 3 <= seam <= most]
    return max(1, good[-1] if good else most)


@dataclass(frozen=True)
class Column:
    """A column to be fitted: its head and its cells' texts."""

    name: str
    head: str
    texts: Sequence[str]

    @cached_property
    def natural(self) -> int:
        """Cells that hold every text on one line, and the head's words."""
        return max(self._head, *map(cell_len, self.texts))

    @cached_property
    def usual(self) -> int:
        """Cells that hold nearly every text on one line."""
        cells = sorted(map(cell_len, self.texts[:_SAMPLE]))
        return max(self._head, cells[-1 - len(cells) // _FEW] if cells else 0)

    @cached_property
    def longest_word(self) -> int:
        """Cells that hold every word."""
        return max(self._head, *(max(words, default=0) for words in self._words), 1)

    @cached_property
    def _head(self) -> int:
        return max(map(cell_len, self.head.split()), default=1)

    @cached_property
    def _words(self) -> list[list[int]]:
        return [list(map(cell_len, text.split(" "))) for text in self.texts[:_SAMPLE]]

    def tall(self, width: int, most: int) -> int:
        """How many cells of the sample take more than *most* lines in *width*."""
        return sum(
            (len(lines(text, width)) if max(words) > width else _count(words, width)) > most
            for text, words in zip(self.texts, self._words, strict=False)
        )

    def need(self, least: int, most: int, *, strict: bool) -> int:
        """The least width from *least* on at which nearly no cell takes more than *most* lines.

        Where it is *strict*, none takes more than TALLEST.
        """
        low, high = least, max(least, self.natural)
        few = len(self._words) // _FEW
        while low < high:
            middle = (low + high) // 2
            if self.tall(middle, most) <= few and not (strict and self.tall(middle, TALLEST)):
                high = middle
            else:
                low = middle + 1
        return low


Columns = Mapping[str, Column]
Widths = dict[str, int]


def all_fitted(columns: Columns, width: int) -> Widths | None:
    """Cells for each of *columns*; None where words would be broken or rows be too tall."""
    bounds = {
        name: (
            min(column.natural, _READABLE_TITLE) if name == "title" else
            column.natural if name == "key" else column.longest_word,
            column.natural,
        )
        for name, column in columns.items()
    }  # fmt: skip
    return next(
        filter(None, (_even(columns, bounds, width, TALLEST, strict=s) for s in (True, False))),
        None,
    )


def most_fitted(
    columns: Columns, width: int, lesser: Sequence[str], core: Sequence[str]
) -> Widths | None:
    """Cells for those of *columns* that fit; None where no table can be read.

    Columns of *lesser* use go first, in their order, for rows that can be read at a glance; then
    keys are broken, then those of *core* go. What is in neither stays.
    """
    for strict in (True, False):
        left = dict(columns)
        for drop, following in zip(("", *lesser), (*lesser, ""), strict=True):
            left.pop(drop, None)
            # A link goes for a line less, another field only for rows that can be read.
            most = TALLEST - 1 if following in ("code", "url") else TALLEST
            widths = _even(left, _bounds(left, width), width, most, strict=strict)
            if widths:
                return widths
    left = {name: column for name, column in columns.items() if name not in lesser}
    without = {name: column for name, column in left.items() if name != "venue"}
    for some in (left, without):  # a venue goes before rows become too tall
        for whole in (True, False):
            bounds = _bounds(some, width, whole=whole)
            widths = _even(some, bounds, width, TALLEST, strict=False)
            if widths:
                return widths
    for drop in ("", *core):
        left.pop(drop, None)
        both = [_bounds(left, width, whole=whole) for whole in (True, False)]
        ways = [_even(left, bounds, width, TALLEST, strict=False) for bounds in both]
        if width >= _ROOMY:
            ways += [_tight(left, bounds, width) for bounds in both]
        if any(ways):
            return next(filter(None, ways))
    return None


Bounds = Mapping[str, tuple[int, int]]  # the fewest and the most cells of a column


def _bounds(columns: Columns, width: int, *, whole: bool = True) -> Bounds:
    """Bounds of columns that nobody asked for; keys are *whole*, or may be broken if long."""
    bounds = {}
    for name, column in columns.items():
        natural, word = column.natural, column.longest_word
        if name == "title":
            # How wide it has to stay before other columns go.
            ease = _READABLE_TITLE if len(columns) <= 2 else min(34, width * 3 // 10)
            least, most = max(_READABLE_TITLE, ease), max(_WIDEST_TITLE, width // 2)
        elif name == "key":
            usual = max(column.usual, _SHORTEST_KEY)
            if natural > 2 * usual:  # a few far longer ones cost the others no room
                natural = usual
            parts = 1 if whole or natural <= _WHOLE_KEY else -(-natural * 10 // (width * 3))
            least = max(-(-natural // parts) + parts - 1, _SHORTEST_KEY)
            most = natural
        elif name == "venue":
            least, most = min(word, 12), 16 if width < 100 else 24
        else:
            least, most = min(word, 24), 24
        bounds[name] = min(least, natural), max(min(most, natural), min(least, natural))
    return bounds


def _even(
    columns: Columns, bounds: Bounds, width: int, most: int, *, strict: bool
) -> Widths | None:
    """The widths at which rows have the fewest lines, at most *most*; None where that is more."""
    room = width - GAP * (len(columns) - 1)
    for number in range(1, most + 1):
        widths = _needs(columns, bounds, number, strict=strict)
        spare = room - sum(widths.values())
        if spare >= 0:
            break
    else:
        return None
    if number > 1:  # some may have fewer lines still: the cheapest first
        better = _needs(columns, bounds, number - 1, strict=strict)
        for name in sorted(columns, key=lambda name: better[name] - widths[name]):
            if better[name] - widths[name] <= spare:
                spare -= better[name] - widths[name]
                widths[name] = better[name]
    return _filled(columns, bounds, widths, spare)


def _needs(columns: Columns, bounds: Bounds, number: int, *, strict: bool) -> Widths:
    return {
        name: min(column.need(bounds[name][0], number, strict=strict), bounds[name][1])
        for name, column in columns.items()
    }


def _tight(columns: Columns, bounds: Bounds, width: int) -> Widths | None:
    """The least widths, and to the title what is left; None where they are too wide."""
    widths = {name: least for name, (least, _) in bounds.items()}
    spare = width - GAP * (len(columns) - 1) - sum(widths.values())
    return _filled(columns, bounds, widths, spare) if spare >= 0 else None


def _filled(columns: Columns, bounds: Bounds, widths: Widths, spare: int) -> Widths:
    """*widths* with *spare* cells given to those who can use them, the title first.

    Before, a venue gets what keeps its words whole.
    """
    if "venue" in widths:
        whole = min(columns["venue"].longest_word, bounds["venue"][1]) - widths["venue"]
        if 0 < whole <= spare:
            widths["venue"] += whole
            spare -= whole
    for name in sorted(columns, key=lambda name: (name != "title", name != "venue")):
        most = bounds[name][1] if name == "title" else columns[name].natural
        more = max(0, min(spare, most - widths[name]))
        widths[name] += more
        spare -= more
    return widths


def _count(words: Sequence[int], width: int) -> int:
    """How many lines of *width* cells *words* take, given by their cells, none longer."""
    number, filled = 1, -1
    for cells in words:
        if filled + 1 + cells <= width:
            filled += 1 + cells
        else:
            number, filled = number + 1, cells
    return number
