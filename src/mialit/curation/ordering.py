"""A whole list in an order, its entries moved and otherwise untouched."""

from collections.abc import Iterable

from mialit.bibtex.edit_order import in_order, parents_behind
from mialit.bibtex.model import Library
from mialit.curation.placement import longest_rise
from mialit.records.model import Record


def sort(library: Library, wanted: Iterable[Record]) -> tuple[Library, int]:
    """*library* with its entries in the order of *wanted*, their records; how many moved.

    An entry that others cross-reference stands behind them, whatever the order: BibTeX needs it
    so. Raises FileProblem where an entry would stand before a definition that it uses.
    """
    entries = {entry.span.start: entry for entry in library.entries}
    order = parents_behind(library, [entries[record.start] for record in wanted])
    places = [entry.span.start for entry in order]
    if places == sorted(places):
        return library, 0
    return in_order(library, order), len(places) - len(longest_rise(places))
