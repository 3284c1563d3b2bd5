"""A list in an order: its entries moved, all of them or those that changed, else untouched."""

from collections.abc import Iterable, Sequence

from mialit.bibtex.edit_order import in_order, parents_behind
from mialit.bibtex.model import Library
from mialit.curation.placement import longest_rise, moved
from mialit.records.model import Record
from mialit.vocabulary.model import Vocabulary


def sort(library: Library, wanted: Iterable[Record]) -> tuple[Library, int]:
    """*library* with its entries in the order of *wanted*, their records; how many moved.

    An entry that others cross-reference stands behind them, whatever the order: BibTeX needs it
    so. Raises FileProblem where an entry would stand before a definition that it uses.
    """
    order = parents_behind(library, [library.by_start[record.start] for record in wanted])
    places = [entry.span.start for entry in order]
    if places == sorted(places):
        return library, 0
    return in_order(library, order), len(places) - len(longest_rise(places))


def in_place(
    library: Library,
    before: Sequence[Record],
    after: Sequence[Record],
    numbers: Iterable[int],
    vocabulary: Vocabulary,
) -> tuple[Library, list[int]]:
    """*library* with the entries *numbers* where the list's order wants them, and all numbers so.

    *before* are the records from which *numbers* changed to *after*, those of *library*. See
    `placement.moved`; an entry that others cross-reference stands behind them. Raises FileProblem
    where an entry would stand before a definition that it uses.
    """
    places = moved(before, after, numbers, newest=vocabulary.lint.order)
    if places == sorted(places):
        return library, places
    entries = list(library.entries)
    order = parents_behind(library, [entries[number] for number in places])
    places = [library.numbers[entry.span.start] for entry in order]
    return in_order(library, order), places
