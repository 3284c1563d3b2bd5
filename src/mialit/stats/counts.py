"""Counts of records by a field, and crossed by two fields.

A record with several values is counted under each of them. Every result says of how many records
it is, how many of them were counted more than once, and how many have no value and so are not
counted at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mialit.records.model import Record
from mialit.stats.axes import Axis, cut, grouped
from mialit.vocabulary.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records have each value of an axis.

    `several` of all `records` were counted more than once, `without` have no value.
    """

    axis: Axis
    counts: tuple[int, ...]
    records: int
    several: int
    without: int


@dataclass(frozen=True, slots=True)
class Cross:
    """How many records have a value of `rows` and a value of `cols`: `cells[row][column]`.

    The totals count each record once in its row, its column and in `total`; a record that lacks
    a value of either field is in none of them but in `without`. `several` of all `records` were
    counted in more than one cell.
    """

    rows: Axis
    cols: Axis
    cells: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    col_totals: tuple[int, ...]
    records: int
    several: int
    without: int

    @property
    def total(self) -> int:
        """How many records are in the table."""
        return self.records - self.without

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(row.count(0) for row in self.cells)

    def turned(self) -> "Cross":
        """The same with rows and columns exchanged."""
        return Cross(
            self.cols,
            self.rows,
            tuple(zip(*self.cells, strict=True)) if self.cells else ((),) * len(self.cols.values),
            self.col_totals,
            self.row_totals,
            self.records,
            self.several,
            self.without,
        )


def count(
    records: Sequence[Record],
    field: str,
    vocabulary: Vocabulary,
    *,
    buckets: int | None = None,
    unused: bool = False,
) -> Tally:
    """*records* by *field*; all parameters are those of `axes.cut`."""
    axis, positions = cut(records, field, vocabulary, buckets, unused=unused)
    counts = Counter(index for mine in positions for index in mine)
    return Tally(
        axis,
        tuple(counts[index] for index in range(len(axis.values))),
        records=len(records),
        several=sum(len(mine) > 1 for mine in positions),
        without=sum(not mine for mine in positions),
    )


def cross(
    records: Sequence[Record],
    rows: str,
    cols: str,
    vocabulary: Vocabulary,
    *,
    buckets: int | None = None,
    unused: bool = False,
    most: int = 0,
) -> Cross:
    """*records* by *rows* and *cols*; *most* is that of `axes.grouped`, the rest of `axes.cut`."""
    row_axis, down = grouped(*cut(records, rows, vocabulary, buckets, unused=unused), most)
    col_axis, across = grouped(*cut(records, cols, vocabulary, buckets, unused=unused), most)
    pairs = list(zip(down, across, strict=True))
    cells = Counter((row, col) for mine, its in pairs for row in mine for col in its)
    row_totals = Counter(row for mine, its in pairs if its for row in mine)
    col_totals = Counter(col for mine, its in pairs if mine for col in its)
    height, width = range(len(row_axis.values)), range(len(col_axis.values))
    return Cross(
        row_axis,
        col_axis,
        tuple(tuple(cells[row, col] for col in width) for row in height),
        tuple(row_totals[row] for row in height),
        tuple(col_totals[col] for col in width),
        records=len(records),
        several=sum(len(mine) * len(its) > 1 for mine, its in pairs),
        without=sum(not (mine and its) for mine, its in pairs),
    )
