"""What became of everything that was offered to a list, row by row."""

from dataclasses import dataclass
from enum import StrEnum

from mialit.bibtex.model import Library
from mialit.importing.candidates import Offer


class Outcome(StrEnum):
    """What became of a row or entry."""

    NEW = "new"  # a paper that the list did not have
    FILLED = "filled in"  # a paper of the list; what was missing is added, which may be nothing
    MERGED = "merged"  # the same paper as an earlier row of the same file
    MISREAD = "not understood"
    PUBLISHED = "published"  # a preprint of the list, which is this publication now


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of the row on *line* (from 1).

    `key` is that of the paper's entry, `added` the fields it got from this row, `same_as` the
    line of the row it is merged with (0 for none), `perhaps` the keys of papers that it may be.
    `text` is that of a row that was not understood.
    """

    line: int
    outcome: Outcome
    key: str = ""
    title: str = ""
    added: tuple[str, ...] = ()
    same_as: int = 0
    perhaps: tuple[str, ...] = ()
    reason: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The row on *line* says *says* where the paper has *has*, which stays.

    `first` is the line of the same file that *has* comes from, 0 where the list has it.
    """

    line: int
    key: str
    field: str
    has: str
    says: str
    first: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the vocabulary does not have, and the nearest ones it has."""

    line: int
    field: str
    value: str
    near: tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """The list with what was offered, and an account of every row.

    `handled` is in file order. `addresses` are conflicts of addresses alone: a paper may have
    several, so that nobody has to decide.
    """

    library: Library
    offer: Offer
    handled: tuple[Handled, ...]
    conflicts: tuple[Conflict, ...]
    addresses: tuple[Conflict, ...]
    unknown: tuple[Unknown, ...]

    def count(self, outcome: Outcome) -> int:
        """How many rows met *outcome*."""
        return sum(each.outcome is outcome for each in self.handled)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left for a person to decide."""
        doubtful = any(each.perhaps or each.outcome is Outcome.MISREAD for each in self.handled)
        return not doubtful and not self.conflicts
