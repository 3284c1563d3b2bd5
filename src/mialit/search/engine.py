"""Ranked, forgiving search: which records a query means, best first.

Each word of the query is compared with the words of the list: whole words, other forms and
spellings of them, joined or split, synonyms of the vocabulary, then beginnings, then typos. Every
word has to match somewhere in a record; where no record matches all, the nearest answers are given
and marked as partial, unless too little of the query matches. docs/search.md describes it, and
bench/search/README.md measures it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mialit.errors import UsageProblem
from mialit.query.sorting import newest_first
from mialit.query.syntax import (
    MOST_PARTS,
    PASTED,
    All,
    Any,
    Filter,
    Node,
    Not,
    Words,
    check_parts,
    parts_of,
)
from mialit.records.model import Record
from mialit.search.query_terms import QueryTerm
from mialit.search.ranking import Ranking, Scored, is_pasted
from mialit.search.word_index import WordIndex
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from mialit.query.filters import Bound
    from mialit.search.highlight import Match

# Each alternative of a query is ranked by itself: of `(a OR b) (c OR d)` these are four, and of
# two words each, eight in all, of which there may be `MOST_PARTS`.
MOST_BRANCHES = 64  # alternatives, made by OR


class Hit:
    """A record that was found; `score` is 0-100.

    `partial` where not every word of the query matches. `filters` are the parts of the query that
    only decide.
    """

    def __init__(
        self,
        record: Record,
        scored: Scored,
        filters: tuple[Node, ...],
        vocabulary: Vocabulary,
        terms: Sequence[QueryTerm],
    ) -> None:
        self.record = record
        self.score, self.partial = scored
        self.filters = filters
        self._vocabulary = vocabulary
        self._terms = terms

    @cached_property
    def matches(self) -> "tuple[Match, ...]":
        """What matched where, in the query's order; made when first asked for."""
        from mialit.search.highlight import matches_in  # a list of hits alone does not need it

        return matches_in(self.record, self._vocabulary, self._terms)

    @property
    def passages(self) -> str:
        """What stands around matches in an abstract, a note and the like; "" without any."""
        from mialit.search.highlight import passages

        return passages(self.record, self.matches)


class Found(NamedTuple):
    """The answer to a query.

    `hits` are best first; ties go to the newer paper (year, then month of release), then the key.
    `corrections` are words that match every hit by a typo only: as typed, and as the best hit has
    them. `suggestions` are, when nothing is found, the nearest words of the list for words that it
    does not have. `notes` say which values of filters were widened.
    """

    hits: tuple[Hit, ...]
    corrections: Mapping[str, str]
    suggestions: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


class _Branch:
    """One alternative of a query: text that ranks, and parts that only decide."""

    __slots__ = ("tests", "words")

    def __init__(self, words: tuple[Words, ...] = (), tests: tuple[Node, ...] = ()) -> None:
        self.words = words
        self.tests = tests


def search(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> Found:
    """What *node* finds among *records*, best first.

    A query without text finds what passes its filters, newest first as `list` has it, with score
    100; *records* are in the order of their files.
    Raises UsageProblem for an unknown field or value, a bad range, and too many parts or
    alternatives.
    """
    return search_in(WordIndex(records), node, vocabulary, records)


def search_in(
    index: WordIndex, node: Node, vocabulary: Vocabulary, records: Sequence[Record]
) -> Found:
    """`search` with the *index* of *records*, for who asks several queries."""
    check_parts(node)
    branches = [
        _as_pasted(branch) if is_pasted(branch.words) else branch for branch in _branches(node)
    ]
    _check_written_out(branches)
    # In a reference, "doi: 10.1145/..." is text; elsewhere a filter without a value is a mistake.
    is_reference = any(is_pasted(branch.words) for branch in branches)
    asked = All(tuple(test for branch in branches for test in branch.tests))
    words = (word.text for branch in branches for word in branch.words)
    notes: tuple[str, ...] = ()
    if asked.parts or any(word.endswith(":") for word in words):
        notes = _bound(asked if is_reference else node, vocabulary, records).notes
    best: dict[int, tuple[Scored, tuple[QueryTerm, ...], tuple[Node, ...]]] = {}
    suggestions: dict[str, tuple[str, ...]] = {}
    corrected: list[QueryTerm] = []
    for branch in branches:
        allowed = _allowed(branch, vocabulary, records)
        ranking = Ranking(branch.words, index, vocabulary, records)
        scored = ranking.scored(allowed)
        if not scored:
            suggestions.update(_suggestions(ranking.unmatched, index))
        corrected += ranking.corrected(scored)
        terms = tuple(ranking.terms)
        for row, one in scored.items():
            other = best[row][0] if row in best else Scored(-1.0, True)
            if (not one.partial, one.score) > (not other.partial, other.score):
                best[row] = one, terms, branch.tests
    if any(not one.partial for one, *_ in best.values()):
        best = {row: found for row, found in best.items() if not found[0].partial}
    hits = [
        Hit(records[row], one, tests, vocabulary, terms)
        for row, (one, terms, tests) in sorted(best.items())
    ]
    if any(branch.words for branch in branches):
        hits.sort(key=lambda hit: (-hit.score, newest_first(hit.record), hit.record.key))
    else:
        hits.sort(key=lambda hit: newest_first(hit.record))
    return Found(tuple(hits), _corrections(hits, corrected), {} if hits else suggestions, notes)


def explain(hit: Hit) -> str:
    """Why *hit* was found, in words: "`onyl` ~ only in title; `atack` ~ attacks in title"."""
    from mialit.search.highlight import in_words

    return in_words(hit.matches) or f"passes {' '.join(map(str, hit.filters)) or 'the filters'}"


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
                found = [
                    _Branch(left.words + right.words, left.tests + right.tests)
                    for left in found
                    for right in _branches(part)
                ]
                _check(found)
    _check(found)
    return found


def _as_pasted(branch: _Branch) -> _Branch:
    """A reference, in which "arXiv:2007.14321" is text: the record may lack the number."""
    named = [
        test for test in branch.tests if isinstance(test, Filter) and test.name.casefold() in PASTED
    ]
    words = (Words(value) for test in named for value in test.values)
    others = (test for test in branch.tests if test not in named)
    return _Branch((*branch.words, *words), tuple(others))


def _check(branches: Sequence[_Branch]) -> None:
    if len(branches) > MOST_BRANCHES:
        raise UsageProblem(
            f"the query has more than {MOST_BRANCHES} alternatives; use fewer OR, "
            "or commas in filters: venue:ccs,icml"
        )


def _check_written_out(branches: Sequence[_Branch]) -> None:
    written_out = sum(len(branch.words) + sum(map(parts_of, branch.tests)) for branch in branches)
    if written_out > MOST_PARTS:
        raise UsageProblem(
            f"the query's alternatives, written out, have {written_out:,} words and values; at "
            f"most {MOST_PARTS} are read; leave some out, or ask in several queries"
        )


def _bound(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> "Bound":
    from mialit.query.filters import bind  # words alone need no filters

    return bind(node, vocabulary, records)


def _allowed(
    branch: _Branch, vocabulary: Vocabulary, records: Sequence[Record]
) -> Callable[[int], bool] | None:
    """Whether a row passes the filters of *branch*; None where it has none."""
    if not branch.tests:
        return None
    test = _bound(All(branch.tests), vocabulary, records).matches
    return lambda row: test(records[row])


def _suggestions(terms: Sequence[QueryTerm], index: WordIndex) -> dict[str, tuple[str, ...]]:
    from mialit.text.similarity import closest

    return {
        term.typed: tuple(near)
        for term in terms
        if len(term.word) >= 3 and not term.word.isdigit()
        if (near := closest(term.word, index.texts.distinct_words))
    }


def _corrections(hits: Sequence[Hit], terms: Sequence[QueryTerm]) -> dict[str, str]:
    """For *terms* that match by a typo only: as typed, and as the best hit has them."""
    typed = {term.typed for term in terms}
    if not hits or not typed:
        return {}
    return {
        match.query: match.text
        for match in hits[0].matches
        if match.query in typed and match.how == "typo"
    }
