"""Ranked, forgiving search: which records a query means, best first.

Each word of the query is compared with the words of the list: whole words, other forms and
spellings of them, joined or split, synonyms of the vocabulary, then beginnings, then typos. Every
word has to match somewhere in a record; where no record matches all, the nearest answers are given
and marked as partial, unless too little of the query matches. docs/search.md describes it, and
bench/search/README.md measures it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from mialit.errors import UsageProblem
from mialit.query.filters import bind
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
from mialit.search.highlight import Match, in_words, matches_in, passages
from mialit.search.query_terms import QueryTerm, query_terms
from mialit.search.ranking import Ranking, Scored, is_pasted
from mialit.search.word_index import WordIndex
from mialit.text.similarity import closest
from mialit.vocabulary.model import Vocabulary

__all__ = ["Failing", "Found", "Hit", "Match", "explain", "failing", "search"]

# Words of a query that finds nothing, to be asked one by one, and to be left out one by one: each
# time all the others are looked up. Of more, the one to leave out is told by what each finds alone.
_MOST_ALONE, _MOST_LEFT_OUT = 12, 6
# Each alternative of a query is ranked by itself: of `(a OR b) (c OR d)` these are four, and of
# two words each, eight in all, of which there may be `MOST_PARTS`.
MOST_BRANCHES = 64  # alternatives, made by OR


@dataclass(eq=False)
class Hit:
    """A record that was found; `score` is 0-100.

    `partial` where not every word of the query matches. `filters` are the parts of the query that
    only decide.
    """

    record: Record
    score: float
    partial: bool
    filters: tuple[Node, ...]
    _vocabulary: Vocabulary
    _terms: Sequence[QueryTerm]

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """What matched where, in the query's order; made when first asked for."""
        return matches_in(self.record, self._vocabulary, self._terms)

    @property
    def passages(self) -> str:
        """What stands around matches in an abstract, a note and the like; "" without any."""
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


class Failing(NamedTuple):
    """Why a query finds nothing: `words`, which no entry has, or not all together.

    `alone` where no entry has any of them; else the query fails by them beside the others.
    `entries` are those that all words but the first, or all but `words` where `alone`, find.
    """

    words: tuple[Words, ...]
    alone: bool
    entries: int


class _Branch(NamedTuple):
    """One alternative of a query: text that ranks, and parts that only decide."""

    words: tuple[Words, ...] = ()
    tests: tuple[Node, ...] = ()


def search(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> Found:
    """What *node* finds among *records*, best first.

    A query without text finds what passes its filters, newest first as `list` has it, with score
    100; *records* are in the order of their files.
    Raises UsageProblem for an unknown field or value, a bad range, and too many parts or
    alternatives.
    """
    return _search(node, vocabulary, records, WordIndex(records))


def _search(
    node: Node, vocabulary: Vocabulary, records: Sequence[Record], index: WordIndex
) -> Found:
    check_parts(node)
    branches = [
        _as_pasted(branch) if is_pasted(branch.words) else branch for branch in _branches(node)
    ]
    _check_written_out(branches)
    # In a reference, "doi: 10.1145/..." is text; elsewhere a filter without a value is a mistake.
    is_reference = any(is_pasted(branch.words) for branch in branches)
    asked = All(tuple(test for branch in branches for test in branch.tests))
    notes = bind(asked if is_reference else node, vocabulary, records).notes
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
        Hit(records[row], one.score, one.partial, tests, vocabulary, terms)
        for row, (one, terms, tests) in sorted(best.items())
    ]
    if any(branch.words for branch in branches):
        hits.sort(key=lambda hit: (-hit.score, newest_first(hit.record), hit.record.key))
    else:
        hits.sort(key=lambda hit: newest_first(hit.record))
    return Found(tuple(hits), _corrections(hits, corrected), {} if hits else suggestions, notes)


def failing(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> Failing | None:
    """Which words make *node*, which finds nothing among *records*, fail; None if none is to blame.

    The first of `Failing.words` is the one without which the most entries are found.
    """
    parts = node.parts if isinstance(node, All) else (node,)
    words = [part for part in parts if isinstance(part, Words)]
    if not words or len(words) > _MOST_ALONE:
        return None
    index = WordIndex(records)

    def found(wanted: Sequence[Node]) -> set[int]:
        hits = _search(All(tuple(wanted)), vocabulary, records, index).hits if wanted else ()
        return {id(hit.record) for hit in hits if not hit.partial}

    alone = {word: found([word]) for word in words}
    unknown = [word for word in words if not alone[word]]
    if unknown:
        # Filters alone are no answer to words.
        kept = [part for part in parts if part not in unknown]
        return Failing(tuple(unknown), True, len(found(kept)) if len(unknown) < len(words) else 0)
    if len(words) == 1:
        return None

    def without(word: Words) -> int:
        return len(found([part for part in parts if part is not word]))

    if len(words) > _MOST_LEFT_OUT:
        nearly = _found_but_by_one(words, alone)
        if others := [part for part in parts if not isinstance(part, Words)]:
            nearly &= found(others)
        first = max(words, key=lambda word: len(nearly - alone[word]))
        entries = without(first) if nearly - alone[first] else 0
    else:
        counts = {word: without(word) for word in words}
        first = max(words, key=counts.__getitem__)
        entries = counts[first]
    return Failing((first, *(word for word in words if word is not first)), False, entries)


def _found_but_by_one(words: Sequence[Words], alone: Mapping[Words, set[int]]) -> set[int]:
    """What all but one of *words* find, stop words aside; *alone* is what each finds."""
    terms = query_terms(word.text for word in words if not word.phrase)
    optional = {term.typed for term in terms if term.optional}
    telling = [word for word in alone if word.phrase or word.text not in optional]
    counts = Counter(chain.from_iterable(alone[word] for word in telling))
    return {row for row, count in counts.items() if count == len(telling) - 1}


def explain(hit: Hit) -> str:
    """Why *hit* was found, in words: "`onyl` ~ only in title; `atack` ~ attacks in title"."""
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


def _allowed(
    branch: _Branch, vocabulary: Vocabulary, records: Sequence[Record]
) -> Callable[[int], bool] | None:
    """Whether a row passes the filters of *branch*; None where it has none."""
    if not branch.tests:
        return None
    test = bind(All(branch.tests), vocabulary, records).matches
    return lambda row: test(records[row])


def _suggestions(terms: Sequence[QueryTerm], index: WordIndex) -> dict[str, tuple[str, ...]]:
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
