"""Counts and cross tables as data and as Markdown, and the notes that explain them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mialit.render.columns import label
from mialit.render.data_formats import Facts
from mialit.render.markdown_table import head, line
from mialit.stats.axes import Axis
from mialit.stats.counts import Cross, Tally
from mialit.text.markdown import escaped
from mialit.text.phrases import counted
from mialit.vocabulary.model import Vocabulary

# The heads of CSV; part of the public contract, as are the keys of the documents below.
TALLY_HEAD = ("field", "value", "count")
SPLIT_HEAD = ("field", "value", "split", "part", "count")
CROSS_HEAD = ("row", "column", "count")
_MOST_NAMED = 4  # values that stand together under one name: all are named, or of more these
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by a field, perhaps each split by another.

    `hidden` values are not shown, none of which more than `hidden_most` entries have.
    """

    tally: Tally
    split: Cross | None = None
    hidden: int = 0
    hidden_most: int = 0

    def first(self, most: int) -> "Counted":
        """The first *most* values alone; all of them where *most* is 0."""
        axis = self.tally.axis
        if not most or len(axis.values) <= most:
            return self
        cut = replace(axis, values=axis.values[:most])
        tally = replace(self.tally, axis=cut, counts=self.tally.counts[:most])
        split = self.split and replace(
            self.split,
            rows=cut,
            cells=self.split.cells[:most],
            row_totals=self.split.row_totals[:most],
        )
        left = self.tally.counts[most:]
        return Counted(tally, split, len(left), max(left))

    def occurring(self) -> "Counted":
        """The values alone that entries have; for counts that are not split."""
        pairs = zip(self.tally.axis.values, self.tally.counts, strict=True)
        found = [(value, number) for value, number in pairs if number]
        axis = replace(self.tally.axis, values=tuple(value for value, _ in found))
        return Counted(replace(self.tally, axis=axis, counts=tuple(count for _, count in found)))


def tally_facts(counted: Counted, vocabulary: Vocabulary) -> Facts:
    """Counts as JSON shows them; `query` is what lists the entries of a value."""
    tally, split = counted.tally, counted.split
    facts = _about(tally.axis, vocabulary) | _coverage(tally)
    if split is not None:
        facts["split"] = _about(split.cols, vocabulary) | _coverage(split)
    values = _totals(tally.axis, tally.counts)
    for row, item in enumerate(values):
        item["query"] = str(tally.axis.filter(item["value"]))
        if split is not None:
            item["parts"] = _totals(split.cols, split.cells[row])
    return facts | {"values": values}


def cross_facts(cross: Cross, vocabulary: Vocabulary) -> Facts:
    """A cross table as JSON shows it; `query` is what lists the entries of a cell."""
    return {
        "rows": _side(cross.rows, vocabulary, cross.row_totals),
        "cols": _side(cross.cols, vocabulary, cross.col_totals),
        **_coverage(cross),
        "total": cross.total,
        "empty": cross.gaps,
        "cells": [
            {"row": row, "col": col, "count": count}
            | {"query": f"{cross.rows.filter(row)} {cross.cols.filter(col)}"}
            for row, col, count in _cells(cross)
        ],
    }


def _side(axis: Axis, vocabulary: Vocabulary, totals: Sequence[int]) -> Facts:
    about = _about(axis, vocabulary)
    return {**about, "values": _totals(axis, totals), "others": list(axis.others)}


def _about(axis: Axis, vocabulary: Vocabulary) -> Facts:
    return {"field": axis.field, "label": label(axis.field, vocabulary)}


def _coverage(result: Tally | Cross) -> Facts:
    return {"entries": result.records, "several": result.several, "without": result.without}


def _totals(axis: Axis, totals: Sequence[int]) -> list[Facts]:
    return [
        {"value": value, "count": count} for value, count in zip(axis.values, totals, strict=True)
    ]


def tally_rows(counted: Counted) -> Iterator[tuple[str, ...]]:
    """Rows below TALLY_HEAD, or below SPLIT_HEAD where the counts are split."""
    axis, split = counted.tally.axis, counted.split
    for row, (value, count) in enumerate(zip(axis.values, counted.tally.counts, strict=True)):
        if split is None:
            yield axis.field, value, str(count)
            continue
        for part, number in zip(split.cols.values, split.cells[row], strict=True):
            yield axis.field, value, split.cols.field, part, str(number)


def cross_rows(cross: Cross) -> Iterator[tuple[str, ...]]:
    """Rows below CROSS_HEAD, one a cell, empty ones included."""
    for row, col, count in _cells(cross):
        yield row, col, str(count)


def _cells(cross: Cross) -> Iterator[tuple[str, str, int]]:
    for row, counts in zip(cross.rows.values, cross.cells, strict=True):
        for col, count in zip(cross.cols.values, counts, strict=True):
            yield row, col, count


def tally_markdown(counted: Counted, vocabulary: Vocabulary) -> Iterator[str]:
    """A table of the values, with a column for each part where the counts are split."""
    axis, split = counted.tally.axis, counted.split
    parts = split.cols.values if split is not None else ()
    yield head((label(axis.field, vocabulary), "Entries", *parts), numbers=1 + len(parts))
    for row, (value, count) in enumerate(zip(axis.values, counted.tally.counts, strict=True)):
        cells = split.cells[row] if split is not None else ()
        yield line((escaped(value), str(count), *map(str, cells)))


def cross_markdown(cross: Cross, vocabulary: Vocabulary) -> Iterator[str]:
    """The cross table with its totals; empty cells have a 0."""
    both = f"{label(cross.rows.field, vocabulary)} / {label(cross.cols.field, vocabulary)}"
    yield head((both, *cross.cols.values, "All"), numbers=1 + len(cross.cols.values))
    rows = zip(cross.rows.values, cross.cells, cross.row_totals, strict=True)
    for value, counts, total in rows:
        yield line((escaped(value), *map(str, counts), str(total)))
    yield line(("All", *map(str, cross.col_totals), str(cross.total)))


def tally_notes(counted: Counted, vocabulary: Vocabulary) -> Iterator[str]:
    """What a reader of the numbers has to know: counted twice, not counted, not shown."""
    tally, split = counted.tally, counted.split
    name = label(tally.axis.field, vocabulary)
    if tally.several:
        yield f"{name}: {_of(tally.several, tally.records)} with several values, counted for each"
    if tally.without:
        yield f"{name}: {_of(tally.without, tally.records)} without a value, not counted"
    yield from _unused(tally.axis, vocabulary)
    if split is not None:
        part = label(split.cols.field, vocabulary)
        several, without = split.several, split.without - tally.without
        if several:
            yield f"{part}: {_of(several, split.records)} in more than one part of the bars"
        if without:
            yield f"{part}: {_of(without, split.records)} without a value, in no part"
        yield from _unused(split.cols, vocabulary)


def cross_notes(cross: Cross, vocabulary: Vocabulary) -> Iterator[str]:
    """What a reader of the cross table has to know."""
    if cross.several:
        yield f"{_of(cross.several, cross.records)} in more than one cell, counted once in All"
    if cross.without:
        names = dict.fromkeys(label(axis.field, vocabulary) for axis in (cross.rows, cross.cols))
        missing = f"without a value of {' or '.join(names)}"
        yield f"{_of(cross.without, cross.records)} in no cell, {missing}"
    for axis in {cross.rows.field: cross.rows, cross.cols.field: cross.cols}.values():
        yield from _others(axis, vocabulary)
        yield from _unused(axis, vocabulary)


def _others(axis: Axis, vocabulary: Vocabulary) -> Iterator[str]:
    names = list(axis.others)
    if len(names) > _MOST_NAMED:
        names[_NAMED:] = [f"{len(names) - _NAMED:,} more"]
    if names:
        named = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        name = label(axis.field, vocabulary)
        yield f"{name}: {axis.values[-1]} are {named}; --most 0 shows all"


def _unused(axis: Axis, vocabulary: Vocabulary) -> Iterator[str]:
    if axis.unused:
        yield (
            f"{label(axis.field, vocabulary)}: {counted(axis.unused, 'declared value')} that no "
            "entry has not shown; --unused shows all"
        )


def _of(number: int, records: int) -> str:
    return f"{number} of {counted(records, 'entry', 'entries')}"
