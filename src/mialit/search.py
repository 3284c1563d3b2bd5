"""Ranked, forgiving search: which records a query means, best first.

Each word of the query is compared with the words of the list: whole words, other forms and
spellings of them, joined or split, what the vocabulary says means the same, then beginnings, then
slips. Every word has to be met somewhere in a record; where no record meets all, the nearest
answers are given and marked as partial, unless too little of the query was met. docs/search.md
describes and measures it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mialit import likeness
from mialit.errors import UsageProblem
from mialit.marks import Match, marks
from mialit.marks import explain as _explain
from mialit.matching import bind
from mialit.query import All, Any, Filter, Node, Not, Words
from mialit.ranking import Ranking, Scored
from mialit.record import Record
from mialit.schema import Schema
from mialit.terms import Terms
from mialit.units import Unit

__all__ = ["Found", "Hit", "Match", "explain", "search"]

MOST_BRANCHES = 64  # of a query's OR


@dataclass(frozen=True)
class Hit:
    """A record that was found; `score` is 0-100.

    `partial` where not every word of the query was met. `matches` say what was met where; they
    are made when first asked for.
    """

    record: Record
    score: float
    partial: bool
    _schema: Schema
    _units: tuple[Unit, ...]

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """What was met, in the query's order."""
        return marks(self.record, self._schema, self._units)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query.

    `hits` are best first; ties go to the newer paper (year, then month of release), then the
    key. `corrections` are words that every hit met by a slip only: as typed, and as met by the
    best. `suggestions` are, when nothing is found, the nearest words of the list for words that
    it does not hold. `notes` say which values of filters were widened.
    """

    hits: tuple[Hit, ...]
    corrections: Mapping[str, str]
    suggestions: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """One alternative of a query: text that ranks, and parts that only decide."""

    words: tuple[Words, ...] = ()
    tests: tuple[Node, ...] = ()

    def __add__(self, other: "_Branch") -> "_Branch":
        return _Branch(self.words + other.words, self.tests + other.tests)


def search(node: Node, schema: Schema, records: Sequence[Record]) -> Found:
    """What *node* finds among *records*, best first.

    A query without text finds what passes its filters, in the list's order, with score 100.
    Raises UsageProblem for an unknown field or value, a bad range, and too many alternatives.
    """
    branches = _branches(node)
    notes = bind(node, schema, records).notes
    if not any(branch.words for branch in branches):
        test = bind(node, schema, records).matches
        hits = tuple(Hit(record, 100.0, False, schema, ()) for record in records if test(record))
        return Found(hits, {}, {}, notes)
    terms = Terms(records)
    best: dict[int, tuple[Scored, tuple[Unit, ...]]] = {}
    suggestions: dict[str, tuple[str, ...]] = {}
    corrected: list[Unit] = []
    for branch in branches:
        allowed = _allowed(branch, schema, records)
        ranking = Ranking(branch.words, terms, schema, records)
        scored = ranking.scored(allowed)
        if not scored:
            suggestions.update(_suggestions(ranking.unmet, terms))
        corrected += ranking.corrected(scored)
        units = tuple(ranking.units)
        for row, one in scored.items():
            if row not in best or _better(one, best[row][0]):
                best[row] = one, units
    if any(not one.partial for one, _ in best.values()):
        best = {row: pair for row, pair in best.items() if not pair[0].partial}
    order = sorted(best, key=lambda row: _rank(best[row][0], records[row]))
    hits = tuple(
        Hit(records[row], best[row][0].score, best[row][0].partial, schema, best[row][1])
        for row in order
    )
    return Found(hits, _corrections(hits, corrected), {} if hits else suggestions, notes)


def explain(hit: Hit) -> str:
    """Why *hit* was found, in words: "`onyl` ~ only in title; `atack` ~ attacks in title"."""
    return _explain(hit.matches)


def _better(one: Scored, other: Scored) -> bool:
    return (not one.partial, one.score) > (not other.partial, other.score)


def _rank(scored: Scored, record: Record) -> tuple[float, int, tuple[int, ...], str]:
    released = record.released or ""
    newest = tuple(-ord(character) for character in released)
    return -scored.score, -(record.year or 0), newest or (0,), record.key


def _branches(node: Node) -> list[_Branch]:
    """The alternatives of *node*: the disjunctive normal form, negations left whole."""
    match node:
        case Words():
            return [_Branch(words=(node,))]
        case Filter() | Not():
            return [_Branch(tests=(node,))]
        case Any(parts):
            found = [branch for part in parts for branch in _branches(part)]
        case All(parts):
            found = [_Branch()]
            for part in parts:
                found = [left + right for left in found for right in _branches(part)]
                _check(found)
    _check(found)
    return found


def _check(branches: Sequence[_Branch]) -> None:
    if len(branches) > MOST_BRANCHES:
        raise UsageProblem(
            f"the query has more than {MOST_BRANCHES} alternatives; use fewer OR, "
            "or commas in filters: venue:ccs,icml"
        )


def _allowed(
    branch: _Branch, schema: Schema, records: Sequence[Record]
) -> Callable[[int], bool] | None:
    """Whether a row passes what only decides; None where all rows pass."""
    if not branch.tests:
        return None
    test = bind(All(branch.tests), schema, records).matches
    return lambda row: test(records[row])


def _suggestions(units: Sequence[Unit], terms: Terms) -> dict[str, tuple[str, ...]]:
    near = {
        unit.typed: tuple(likeness.closest(unit.word, terms.vocabulary))
        for unit in units
        if len(unit.word) >= 3 and not unit.word.isdigit()
    }
    return {typed: words for typed, words in near.items() if words}


def _corrections(hits: Sequence[Hit], units: Sequence[Unit]) -> dict[str, str]:
    """For *units* that were met by a slip only: as typed, and as met in the best hit with it."""
    typed = {unit.typed for unit in units}
    if not hits or not typed:
        return {}
    return {
        match.query: match.text
        for match in hits[0].matches
        if match.query in typed and match.how == "slip"
    }
