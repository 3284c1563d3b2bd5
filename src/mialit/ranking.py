"""The score of each record for one alternative of a query."""

from collections.abc import Callable, Sequence
from heapq import nsmallest
from math import log
from typing import NamedTuple

from mialit.closeness import in_title
from mialit.query import Words
from mialit.record import Record
from mialit.schema import Schema
from mialit.terms import TITLE, Terms
from mialit.units import FORMAL_WORDS, MOST_WORDS, STOP_WORDS, Unit, special, split
from mialit.wording import Speller

REFERENCE = 7  # words that have to be met; a query of as many is read as a reference
_BESIDE_TITLE = 3  # words that a reference has outside of quotes, at least
_MOST_EXACT = 100  # records whose order and neighbourhood of words are looked at
_LEAST_WEIGHT = 0.08
_OPTIONAL_WEIGHT = 0.04
_NUMBER_UNMET = 0.3  # weight of a number that no record holds: a page, a year that is one off
# Shares of a query's weight that a partial answer has to meet at least: where all words are in
# the list, where one is in no record, and for references.
_ENOUGH, _ENOUGH_UNKNOWN, _ENOUGH_REFERENCE = 0.55, 0.75, 0.7
_COVERED = 0.7  # share of its title that a reference's record has at least
_NEAR_BEST = 0.85
_SURELY_MET = 0.72  # a word or a beginning of one, not merely a word of the same family
_TELLING = 0.25  # weight of a word that is not one of the list's everyday words
_ORDER, _WHOLE_TITLE = 0.08, 0.06  # what these add to a score at most


def is_pasted(words: Sequence[Words]) -> bool:
    """Whether *words* are as many as a reference has, with some beside a title in quotes."""
    beside = sum(not word.phrase for word in words)
    return beside >= _BESIDE_TITLE and sum(len(word.text.split()) for word in words) >= REFERENCE


def _length(unit: Unit) -> int:
    return len(unit.typed.split()) if unit.phrase else 1


class Scored(NamedTuple):
    """A row's score, 0-100, and whether a word of the query was not met."""

    score: float
    partial: bool


class Ranking:
    """The words of one alternative, and what they meet. `units` are in the query's order."""

    def __init__(
        self, words: Sequence[Words], terms: Terms, schema: Schema, records: Sequence[Record]
    ) -> None:
        self._terms = terms
        self._records = records
        self._speller = Speller(terms, schema.synonyms)
        self.units: list[Unit] = []
        runs = self._runs(words[:MOST_WORDS])
        self.units = [unit for run in runs for unit in run][:MOST_WORDS]
        if all(unit.optional for unit in self.units):
            for unit in self.units:
                unit.optional = False
        self._reference = sum(map(_length, self._needed)) >= REFERENCE
        for run in runs:
            self._speller.spell(run)
            if not self._reference:
                self._speller.respell(run, run)
        for unit in self.units:
            self._meet(unit)
        if self._reference:
            unmet = self.unmet
            for run in runs:
                self._speller.respell(run, unmet)
            for unit in unmet:
                self._meet(unit)
        for unit in self.unmet:
            self._meet_slips(unit)
        self._weigh()

    def _runs(self, words: Sequence[Words]) -> list[list[Unit]]:
        """Units of *words*; a phrase or an identifier is a run by itself."""
        runs: list[list[Unit]] = []
        free: list[str] = []
        pasted = is_pasted(words)
        for word in words:
            settled = special(word, self._terms, self._records)
            # A reference has its title in quotes, and may have a slip in it.
            if settled is None or (pasted and settled.phrase and not settled.best):
                free += word.text.split()
                continue
            runs += [split(free), [settled]]
            free = []
        return [*runs, split(free)]

    @property
    def _needed(self) -> list[Unit]:
        return [unit for unit in self.units if not unit.optional]

    @property
    def unmet(self) -> list[Unit]:
        """Units that no record meets without a slip."""
        return [unit for unit in self._needed if not unit.best and not unit.fixed]

    def corrected(self, scored: dict[int, Scored]) -> list[Unit]:
        """Units that every one of the *scored* rows that meets them meets by a slip only."""
        return [
            unit
            for unit in self._needed
            if unit.slips and scored and not any(row in unit.best for row in scored)
        ]

    def scored(self, allowed: Callable[[int], bool] | None) -> dict[int, Scored]:
        """The rows that answer, among those *allowed*."""
        needed = self._needed
        if not needed:
            every = range(self._terms.count)
            return {row: Scored(100.0, False) for row in every if allowed is None or allowed(row)}
        rows = self._all_met(allowed)
        if not rows and not self._reference:
            for unit in needed:
                if not unit.fixed and unit.best:
                    self._meet_slips(unit)
            rows = self._all_met(allowed)
        if rows:
            return self._scores(rows, partial=False)
        return self._partial(allowed)

    # -- meeting

    def _meet(self, unit: Unit) -> None:
        """Takes what the ways of *unit* find into its best; ways that find nothing are dropped."""
        if unit.fixed:
            return
        best = unit.best
        useless = []
        for way in unit.ways:
            found = self._terms.best(way)
            if not found:
                useless.append(way)
            elif not best:
                best = found
            else:
                for row, value in found.items():
                    if value > best.get(row, 0.0):
                        best[row] = value
        unit.best = best
        unit.ways = [way for way in unit.ways if way not in useless]

    def _meet_slips(self, unit: Unit) -> None:
        self._speller.slips(unit)
        sure: set[int] = set()
        for way, plausible in unit.slip_ways:
            for row, value in self._terms.best(way).items():
                unit.slips[row] = max(value, unit.slips.get(row, 0.0))
                if plausible:
                    sure.add(row)
        unit.loose = set(unit.slips) - sure

    def _weigh(self) -> None:
        most = log(2 * self._terms.count + 2)
        for unit in self.units:
            rows = len(unit.best) or len(unit.slips)
            share = log((self._terms.count + 1) / (rows + 0.5)) / most
            unit.weight = max(_LEAST_WEIGHT, min(1.0, share))
            if unit.optional:
                unit.weight = _OPTIONAL_WEIGHT
            elif unit.word.isdigit() and not rows and not self._is_wrong_year(unit.word):
                unit.weight = _NUMBER_UNMET
            if self._reference and (unit.word in FORMAL_WORDS or unit.word.isdigit()):
                unit.weight *= 0.2
            elif self._reference and unit.identifier and not rows:
                unit.weight = _OPTIONAL_WEIGHT  # the record may simply not have it

    def _is_wrong_year(self, word: str) -> bool:
        """Whether *word* is a year, and none that the list has is next to it."""
        if len(word) != 4 or not 1500 <= int(word) < 2100:
            return False
        return not any(self._terms.has(str(int(word) + off)) for off in (-2, -1, 1, 2))

    # -- scoring

    def _all_met(self, allowed: Callable[[int], bool] | None) -> set[int]:
        needed = self._needed
        first = min(needed, key=lambda unit: len(unit.best) + len(unit.slips))
        rows = set(first.best) | set(first.slips)
        for unit in needed:
            if unit is not first and rows:
                rows = {row for row in rows if row in unit.best or row in unit.slips}
        if allowed is not None:
            rows = {row for row in rows if allowed(row)}
        if any(unit.loose for unit in needed):
            rows = {row for row in rows if self._is_credible(row)}
        return rows

    def _is_credible(self, row: int) -> bool:
        """Whether slips that hands do not make easily are backed by words met without one."""
        needed = self._needed
        if not any(row in unit.loose and row not in unit.best for unit in needed):
            return True
        met = [unit.weight for unit in needed if unit.best.get(row, 0.0) >= _SURELY_MET]
        if any(weight >= _TELLING for weight in met):
            return True
        slipped = [
            unit
            for unit in needed
            if row not in unit.best and row in unit.slips and row not in unit.loose
        ]
        return len(met) + len(slipped) >= 2 or any(
            unit.weight >= _TELLING and len(unit.word) >= 7 for unit in slipped
        )

    def _scores(self, rows: set[int], *, partial: bool) -> dict[int, Scored]:
        units = [unit for unit in self.units if unit.best or unit.slips or not unit.optional]
        total = sum(unit.weight for unit in units)
        means = dict.fromkeys(rows, 0.0)
        for unit in units:
            weight, best, slips = unit.weight / total, unit.best, unit.slips
            for row in rows:
                value = best.get(row) or slips.get(row)
                if value:
                    means[row] += weight * value
        if not partial and all(unit.identifier for unit in self._needed):
            return dict.fromkeys(rows, Scored(100.0, partial))
        exact = set(nsmallest(_MOST_EXACT, means, key=lambda row: (-means[row], -row)))
        base = 1 - _ORDER - _WHOLE_TITLE
        scored = {row: Scored(round(100 * base * mean, 1), partial) for row, mean in means.items()}
        for row in exact:
            mean = means[row]
            score = base * mean
            together, cover = in_title(self._needed, self._terms.line(row, TITLE))
            score += _ORDER * together + (_WHOLE_TITLE if cover >= 0.9 else 0.0)
            if partial and self._reference:
                score = (score + cover) / 2
            scored[row] = Scored(round(100 * min(1.0, score), 1), partial)
        return scored

    def _partial(self, allowed: Callable[[int], bool] | None) -> dict[int, Scored]:
        needed = self._needed
        total = sum(unit.weight for unit in needed)
        met: dict[int, float] = {}
        for unit in needed:
            for row in unit.best.keys() | unit.slips.keys():
                met[row] = met.get(row, 0.0) + unit.weight
        if len(needed) < 2 or not met:
            return {}
        unknown = any(not unit.best and not unit.slips for unit in needed)
        enough = _ENOUGH_UNKNOWN if unknown else _ENOUGH
        if self._reference:
            enough = _ENOUGH_REFERENCE
        least = 0.2 if self._reference else enough
        shares = {
            row: weight / total
            for row, weight in met.items()
            if weight / total >= least and (allowed is None or allowed(row))
        }
        rows = {row for row, share in shares.items() if share >= enough and self._is_credible(row)}
        if self._reference:
            near = nsmallest(_MOST_EXACT, shares, key=lambda row: (-shares[row], -row))
            rows.update(row for row in near if shares[row] > 0.2 and self._is_quoted(row))
            return self._nearly_best(self._scores(rows, partial=True))
        best = max((shares[row] for row in rows), default=0.0)
        return self._scores({row for row in rows if shares[row] >= _NEAR_BEST * best}, partial=True)

    @staticmethod
    def _nearly_best(scored: dict[int, Scored]) -> dict[int, Scored]:
        best = max((one.score for one in scored.values()), default=0.0)
        return {row: one for row, one in scored.items() if one.score >= _NEAR_BEST * best}

    def _is_quoted(self, row: int) -> bool:
        """Whether the query, a reference, holds the title of *row*."""
        _, cover = in_title(self._needed, self._terms.line(row, TITLE))
        words = [word for word in self._terms.line(row, TITLE).split() if word not in STOP_WORDS]
        return cover >= _COVERED and len(words) >= 3
