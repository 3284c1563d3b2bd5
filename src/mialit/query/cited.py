"""The part of a query that stands for what manuscripts cite, and the order in which they do."""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from mialit.query.syntax import All, Filter, Node
from mialit.records.lookup import each_by_key
from mialit.records.model import Record
from mialit.text.phrases import counted


class Keys(NamedTuple):
    """What one manuscript cites: its keys in citing order.

    `all_entries` says that it cites the whole bibliography. `any_case` says that it matters not
    how the keys are capitalized. Of the `guessed` keys it is not certain that they are keys.
    `bibliographies` are the files that the manuscript names, which need not be there.
    """

    name: str
    keys: tuple[str, ...]
    all_entries: bool = False
    any_case: bool = True
    guessed: frozenset[str] = frozenset()
    bibliographies: tuple[Path, ...] = ()


class Cited(Filter):
    """Matched by the entries that one of several manuscripts cites.

    It has no form in the query language: it stands for the option `--cited`, as which it is shown.
    """

    __slots__ = ("_found", "_records", "manuscripts", "read_notes")

    def __init__(self, manuscripts: Sequence[Keys], notes: Sequence[str] = ()) -> None:
        super().__init__("cited", tuple(each.name for each in manuscripts))
        self.manuscripts = tuple(manuscripts)
        self.read_notes = tuple(notes)
        self._records: Sequence[Record] = ()
        self._found: tuple[dict[str, int], tuple[str, ...]] | None = None

    def __str__(self) -> str:
        return shlex.join(word for name in self.values for word in ("--cited", name))

    @property
    def all_entries(self) -> bool:
        """Whether every entry is cited."""
        return any(each.all_entries for each in self.manuscripts)

    def ranks(self, records: Sequence[Record]) -> dict[str, int]:
        """The keys of the entries among *records* that are cited by name: which is cited first."""
        return self._look_up(records)[0]

    def missing(self, records: Sequence[Record]) -> tuple[str, ...]:
        """The cited keys that none of *records* has, in citing order, without guessed ones."""
        return self._look_up(records)[1]

    def bound(self, records: Sequence[Record]) -> tuple[Callable[[Record], bool], list[str]]:
        """Whether a record is cited; notes say what was not read, and how much is not listed."""
        number = len(self.missing(records))
        notes = list(self.read_notes)
        if number:
            keys = {
                key for each in self.manuscripts for key in each.keys if key not in each.guessed
            }
            of = counted(len(keys), "cited key")
            notes.append(f"{number:,} of {of} {'is' if number == 1 else 'are'} not listed")
        if self.all_entries:
            return lambda _: True, notes
        ranks = self.ranks(records)
        return lambda record: record.key in ranks and not record.keyless, notes

    def _look_up(self, records: Sequence[Record]) -> tuple[dict[str, int], tuple[str, ...]]:
        if self._found is None or self._records is not records:
            ranks: dict[str, int] = {}
            missing: dict[str, None] = {}
            for each in self.manuscripts:
                found = each_by_key(each.keys, records, aliases=True, any_case=each.any_case)
                for key, same in found.items():
                    if not same and key not in each.guessed:
                        missing[key] = None
                    for record in same:
                        if not record.keyless:
                            ranks.setdefault(record.key, len(ranks))
            self._found, self._records = (ranks, tuple(missing)), records
        return self._found

    def in_order(self, found: Sequence[Record], records: Sequence[Record]) -> list[Record]:
        """*found*, some of *records*, in citing order; what is not cited by name comes last."""
        ranks = self.ranks(records)
        return sorted(found, key=lambda record: ranks.get(record.key, len(ranks)))


def cited_part(node: Node) -> Cited | None:
    """The part of *node* that stands for what manuscripts cite; None where it has none."""
    parts = node.parts if isinstance(node, All) else (node,)
    return next((part for part in parts if isinstance(part, Cited)), None)
