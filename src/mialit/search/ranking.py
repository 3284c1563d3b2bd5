"""Ranking: the score of each record for one alternative of a query.

A score is the weighted mean of how well each word matches, and a little for words that stand
together in the title.
"""

from collections.abc import Callable, Sequence
from heapq import nsmallest
from itertools import pairwise
from math import log
from typing import NamedTuple

from mialit.query.syntax import Words
from mialit.records.model import Record
from mialit.records.text_columns import TITLE
from mialit.search.expansion import Expansion, is_english, side_by_side, wide_variants
from mialit.search.query_terms import (
    FORMAL_WORDS,
    MOST_WORDS,
    STOP_WORDS,
    QueryTerm,
    phrase_or_identifier,
    query_terms,
)
from mialit.search.word_index import WordIndex
from mialit.vocabulary.model import Vocabulary

REFERENCE = 7  # words that have to match; a query of as many is read as a reference
BESIDE_TITLE = 3  # words that a reference has outside of quotes, at least
MOST_EXACT = 100  # records, the best ones, whose titles are looked at for proximity
# Weights of words by what they are.
LEAST_WEIGHT, OPTIONAL_WEIGHT = 0.08, 0.04
NUMBER_WEIGHT = 0.3  # of a number that no record has: a page, a year that is off by one
FORMAL_WEIGHT = 0.2  # a factor: of "proceedings" and of numbers in a reference
EVERYDAY_WEIGHT = 0.25  # words of the list that weigh less are everyday words
# The least share of a query's weight that a partial answer has to match: where all words are in
# the list, where one is in no record, and for references.
ENOUGH, ENOUGH_UNKNOWN, ENOUGH_REFERENCE = 0.55, 0.75, 0.7
QUOTED_LEAST = 0.2  # the same, for a reference that quotes a record's title
COVERED = 0.7  # share of its title that a reference has to quote
NEAR_BEST = 0.85  # share of the best score that other partial answers have to reach
SURELY_MATCHED = 0.72  # likeness of words, forms and beginnings; that of related words is less
PROXIMITY, WHOLE_TITLE = 0.08, 0.06  # the most that these add to a score
WHOLE_TITLE_FROM = 0.9  # share of a title that counts as the whole


def is_pasted(words: Sequence[Words]) -> bool:
    """Whether *words* are as many as a reference has, with some beside a title in quotes."""
    beside = sum(not word.phrase for word in words)
    return beside >= BESIDE_TITLE and sum(len(word.text.split()) for word in words) >= REFERENCE


class Scored(NamedTuple):
    """A row's score, 0-100, and whether a word of the query was not matched."""

    score: float
    partial: bool


class Ranking:
    """The words of one alternative of a query, in its order as `terms`, and what they match."""

    def __init__(
        self,
        words: Sequence[Words],
        index: WordIndex,
        vocabulary: Vocabulary,
        records: Sequence[Record],
    ) -> None:
        self._index = index
        self._records = records
        self._expansion = Expansion(index, vocabulary.synonyms)
        runs = self._runs(words[:MOST_WORDS])
        self.terms = [term for run in runs for term in run][:MOST_WORDS]
        if all(term.optional for term in self.terms):
            for term in self.terms:
                term.optional = False
        asked = (len(term.typed.split()) if term.phrase else 1 for term in self._needed)
        self._reference = sum(asked) >= REFERENCE
        for run in runs:
            self._expansion.expand(run)
            if not self._reference:
                self._expansion.add_compounds(run, run)
        for term in self.terms:
            self._match(term)
        if self._reference:
            unmatched = self.unmatched
            for run in runs:
                self._expansion.add_compounds(run, unmatched)
            for term in unmatched:
                self._match(term)
        self._match_wide()
        for term in self.unmatched:
            # What stands in an abstract, and is a word of English, is no typo of another word.
            if not (term.wide and is_english(term.word)):
                self._match_typos(term)
        self._weigh()

    def _runs(self, words: Sequence[Words]) -> list[list[QueryTerm]]:
        """The query terms of *words*; a phrase or an identifier is a run by itself."""
        runs: list[list[QueryTerm]] = []
        free: list[str] = []
        pasted = is_pasted(words)
        for word in words:
            term = phrase_or_identifier(word, self._index, self._records)
            # A reference has its title in quotes, and may have a typo in it.
            if term is None or (pasted and term.phrase and not term.best):
                free += word.text.split()
                continue
            runs += [query_terms(free), [term]]
            free = []
        return [*runs, query_terms(free)]

    @property
    def _needed(self) -> list[QueryTerm]:
        return [term for term in self.terms if not term.optional]

    @property
    def unmatched(self) -> list[QueryTerm]:
        """Terms that match no record without a typo, wide texts aside."""
        return [term for term in self._needed if not term.best and not term.fixed]

    def corrected(self, scored: dict[int, Scored]) -> list[QueryTerm]:
        """The terms that match the *scored* rows by typos alone."""
        return [
            term
            for term in self._needed
            if term.typos
            and scored
            and not any(row in term.best or row in term.wide for row in scored)
        ]

    def scored(self, allowed: Callable[[int], bool] | None) -> dict[int, Scored]:
        """The score of each row that answers the query, among those *allowed*; None allows all."""
        needed = self._needed
        if not needed:
            every = range(len(self._records))
            return {row: Scored(100.0, False) for row in every if allowed is None or allowed(row)}
        rows = self._all_matched(allowed)
        if not rows and not self._reference:
            for term in needed:
                if not term.fixed and (term.best or term.wide):
                    self._match_typos(term)
            rows = self._all_matched(allowed)
        if rows:
            return self._scores(rows, partial=False)
        return self._partial(allowed)

    # -- matching

    def _match(self, term: QueryTerm) -> None:
        """Looks up the variants of *term*, and drops those that find nothing."""
        if term.fixed:
            return
        fruitful = []
        for variant in term.variants:
            found = self._index.best(variant)
            if found:
                fruitful.append(variant)
            if not term.best:
                term.best = found
                continue
            for row, value in found.items():
                if value > term.best.get(row, 0.0):
                    term.best[row] = value
        term.variants = fruitful

    def _match_wide(self) -> None:
        """Looks up all terms in the wide texts, but for a paper that is named by an identifier."""
        if any(term.identifier for term in self._needed):
            return
        before = None
        for term in self._needed:
            if before is not None and term.compound and term.compound == before.compound:
                term.wide_variants, term.wide = before.wide_variants, before.wide
                continue
            term.wide_variants = wide_variants(term)
            for variant in term.wide_variants:
                term.wide.update(self._index.wide_rows(variant))
            before = term

    def _match_typos(self, term: QueryTerm) -> None:
        self._expansion.add_typos(term)
        sure: set[int] = set()
        for variant, is_sure in term.typo_variants:
            for row, value in self._index.best(variant).items():
                term.typos[row] = max(value, term.typos.get(row, 0.0))
                if is_sure:
                    sure.add(row)
        term.doubtful = set(term.typos) - sure

    def _weigh(self) -> None:
        count = len(self._records)
        most = log(2 * count + 2)
        for term in self.terms:
            rows = len(term.best) or len(term.typos)
            if not term.best and len(term.doubtful) == rows and is_english(term.word):
                rows = 0  # rather a word that no record has
            share = log((count + 1) / (rows + 0.5)) / most
            term.weight = max(LEAST_WEIGHT, min(1.0, share))
            if term.optional:
                term.weight = OPTIONAL_WEIGHT
            elif term.word.isdigit() and not rows and not self._is_wrong_year(term.word):
                term.weight = NUMBER_WEIGHT
            if self._reference and (term.word in FORMAL_WORDS or term.word.isdigit()):
                term.weight *= FORMAL_WEIGHT
            elif self._reference and term.identifier and not rows:
                term.weight = OPTIONAL_WEIGHT  # the record may simply not have it

    def _is_wrong_year(self, word: str) -> bool:
        """Whether *word* is a year, and none that the list has is next to it."""
        if len(word) != 4 or not 1500 <= int(word) < 2100:
            return False
        return not any(self._index.has_number(str(int(word) + off)) for off in (-2, -1, 1, 2))

    # -- scoring

    def _all_matched(self, allowed: Callable[[int], bool] | None) -> set[int]:
        needed = self._needed
        rarest_first = sorted(
            needed, key=lambda term: len(term.best) + len(term.typos) + len(term.wide)
        )
        rarest = rarest_first[0]
        rows = set(rarest.best) | set(rarest.typos) | set(rarest.wide)
        for term in rarest_first[1:]:
            rows = {
                row for row in rows if row in term.best or row in term.typos or row in term.wide
            }
        if allowed is not None:
            rows = {row for row in rows if allowed(row)}
        if any(term.doubtful for term in needed):
            rows = {row for row in rows if self._is_credible(row)}
        return rows

    def _is_credible(self, row: int) -> bool:
        """Whether the doubtful typos by which *row* matches are supported by other words."""
        needed = self._needed
        if not any(row in term.doubtful and row not in term.best for term in needed):
            return True
        matched = [term.weight for term in needed if term.best.get(row, 0.0) >= SURELY_MATCHED]
        if any(weight >= EVERYDAY_WEIGHT for weight in matched):
            return True
        mistyped = [
            term
            for term in needed
            if row not in term.best and row in term.typos and row not in term.doubtful
        ]
        return len(matched) + len(mistyped) >= 2 or any(
            term.weight >= EVERYDAY_WEIGHT and len(term.word) >= 7 for term in mistyped
        )

    def _scores(self, rows: set[int], *, partial: bool) -> dict[int, Scored]:
        terms = [term for term in self.terms if term.matched or not term.optional]
        total = sum(term.weight for term in terms)
        means = dict.fromkeys(rows, 0.0)
        for term in terms:
            weight = term.weight / total
            best, typos, wide = term.best, term.typos, {} if partial else term.wide
            for row in rows:
                value = best.get(row) or max(typos.get(row, 0.0), wide.get(row, 0.0))
                means[row] += weight * value
        if not partial and all(term.identifier for term in self._needed):
            return dict.fromkeys(rows, Scored(100.0, partial))
        exact = set(nsmallest(MOST_EXACT, means, key=lambda row: (-means[row], -row)))
        together = {} if partial else self._together(rows)
        base = 1 - PROXIMITY - WHOLE_TITLE
        scored = {row: Scored(round(100 * base * mean, 1), partial) for row, mean in means.items()}
        for row in exact:
            mean = means[row]
            score = base * mean
            adjacency, coverage = proximity(self._needed, self._index.line(row, TITLE))
            adjacency = max(adjacency, together.get(row, 0.0))
            score += PROXIMITY * adjacency + (WHOLE_TITLE if coverage >= WHOLE_TITLE_FROM else 0.0)
            if partial and self._reference:
                score = (score + coverage) / 2
            scored[row] = Scored(round(100 * min(1.0, score), 1), partial)
        return scored

    def _together(self, rows: set[int]) -> dict[int, float]:
        """The share of neighbouring words that are neighbours in the wide texts of *rows*.

        Only rows that match by their wide texts are looked at.
        """
        pairs = [
            (one, other)
            for one, other in pairwise(self._needed)
            if one.wide and other.wide and not (one.fixed or other.fixed)
        ]
        count = len(self._needed) - 1
        shares: dict[int, float] = {}
        wide = {
            row
            for row in rows
            if any(row not in term.best and row in term.wide for term in self._needed)
        }
        for one, other in pairs if wide else ():
            same = one.compound and one.compound == other.compound
            found = one.wide if same else self._index.wide_rows(side_by_side(one, other))
            for row in wide.intersection(found):
                shares[row] = shares.get(row, 0.0) + 1 / count
        return shares

    def _partial(self, allowed: Callable[[int], bool] | None) -> dict[int, Scored]:
        needed = self._needed
        total = sum(term.weight for term in needed)
        matched: dict[int, float] = {}
        for term in needed:
            for row in term.best.keys() | term.typos.keys():
                matched[row] = matched.get(row, 0.0) + term.weight
        if len(needed) < 2 or not matched:
            return {}
        unknown = any(not term.best and not term.typos for term in needed)
        least = enough = ENOUGH_UNKNOWN if unknown else ENOUGH
        if self._reference:
            least, enough = QUOTED_LEAST, ENOUGH_REFERENCE
        shares = {
            row: weight / total
            for row, weight in matched.items()
            if weight / total >= least and (allowed is None or allowed(row))
        }
        rows = {row for row, share in shares.items() if share >= enough and self._is_credible(row)}
        if self._reference:
            near = nsmallest(MOST_EXACT, shares, key=lambda row: (-shares[row], -row))
            rows.update(row for row in near if self._is_quoted(row))
            scored = self._scores(rows, partial=True)
            least = NEAR_BEST * max((one.score for one in scored.values()), default=0.0)
            return {row: one for row, one in scored.items() if one.score >= least}
        best = max((shares[row] for row in rows), default=0.0)
        return self._scores({row for row in rows if shares[row] >= NEAR_BEST * best}, partial=True)

    def _is_quoted(self, row: int) -> bool:
        """Whether the query, a reference, holds the title of *row*."""
        title = self._index.line(row, TITLE)
        words = [word for word in title.split() if word not in STOP_WORDS]
        return len(words) >= 3 and proximity(self._needed, title)[1] >= COVERED


def proximity(terms: Sequence[QueryTerm], title: str) -> tuple[float, float]:
    """How well *terms* stand together in *title*, a folded text: two shares from 0 to 1.

    The share of neighbouring terms that are neighbours in the title, and the share of the title's
    words that the terms cover. Its stop words count for neither.
    """
    text = f" {title} "
    # Offsets where a word begins or ends, with the number of the word. A stop word has the number
    # of the next word that counts where it begins, and of the last one where it ends.
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    count = 0
    start = 1
    for word in title.split(" "):
        end = start + len(word)
        starts[start] = count
        count += word not in STOP_WORDS
        ends[end] = count - 1
        start = end + 1
    runs: list[set[tuple[int, int]]] = []  # by term, the numbers of the first and the last word
    for term in terms:
        spans = [(start, end) for start, end, *_ in term.occurrences(text, TITLE)]
        if spans or not term.identifier:
            numbered = {
                (starts[start], ends[end])
                for start, end in spans
                if start in starts and end in ends
            }
            runs.append({(first, last) for first, last in numbered if first <= last})
    covered = {number for run in runs for a, b in run for number in range(a, b + 1)}
    coverage = len(covered) / count if count else 0.0
    if len(runs) < 2:
        return (1.0 if covered else 0.0), coverage
    neighbours = sum(
        any(a[1] + 1 == b[0] or a == b for a in run for b in following)
        for run, following in pairwise(runs)
    )
    return neighbours / (len(runs) - 1), coverage
