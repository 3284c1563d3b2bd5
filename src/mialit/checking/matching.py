"""Which listed paper an entry of a manuscript is: by identifiers, else by title and people."""

from collections.abc import Iterable

from mialit.checking.base import Pair
from mialit.records.model import Record


class Listed:
    """The papers of a list in an index.

    listed.pair(entry) -> Pair, or None where the list does not know the entry's paper
    """

    def __init__(self, papers: Iterable[Record]) -> None:
        self._papers = list(papers)

    def pair(self, entry: Record) -> Pair | None:
        """*entry* with the listed paper that it is."""
        raise NotImplementedError
