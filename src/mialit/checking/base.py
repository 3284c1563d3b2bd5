"""What a rule of `check` is, what it compares, and what it reports."""

from typing import NamedTuple

from mialit.errors import Severity
from mialit.records.model import Record

# Named tuples, not dataclasses: making the classes is a part of every start of `check`.


class Rule(NamedTuple):
    """One thing that `check` looks for.

    `name` states the problem, `summary` says it in one sentence, `why` gives the reason and what is
    not meant; `wrong` and `right` are BibTeX, of a paper that stands in the list as `right` has it.
    """

    name: str
    summary: str
    why: str
    wrong: str
    right: str
    severity: Severity = Severity.WARNING


class Pair(NamedTuple):
    """An entry of the manuscript, and the listed paper that it is, if it is any.

    `others` are listed papers whose identifiers the entry carries though it is not them, by the
    field that has the identifier: `doi` or `eprint`.
    """

    entry: Record
    paper: Record | None
    others: tuple[tuple[str, Record], ...] = ()


class Difference(NamedTuple):
    """One thing in which an entry differs from the list, as a comparison yields it.

    `field` is the field that it is about, in lower case, and that the entry may lack. `has` is what
    the list has, `says` what the manuscript says, both readable; None where there is nothing.
    `severity` is what this one weighs, where that is not what the rule's others do.
    """

    rule: Rule
    field: str | None
    has: str | None
    says: str | None
    message: str
    severity: Severity | None = None


class Finding(NamedTuple):
    """What `check` reports: of the entry `key` in `file`, at `line` and `column`, both from 1.

    `key` is "" outside entries. `paper` is the key of the listed paper that it is about, None where
    it is about none. `field`, `has` and `says` are those of `Difference`. All texts are clean.
    """

    file: str
    line: int
    column: int
    key: str
    paper: str | None
    rule: Rule
    field: str | None
    has: str | None
    says: str | None
    message: str
    severity: Severity
    fixable: bool = False

    @property
    def end(self) -> None:
        """Always None, which findings are printed with that have no known end."""
        return
