"""The words of a query: in which ways each of them may stand in a text of the list.

Ways that need nothing but the word come first; slips are looked for only where a word, or a
query, is not met otherwise.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from mialit import grades, likeness
from mialit.english import English
from mialit.grades import FAMILY, JOINED, SLIP, SYNONYM, TWO_SLIPS
from mialit.stemming import common_start, spelling, stem
from mialit.terms import AUTHORS, NUMBERS, REST, VENUE, Terms, Way
from mialit.text import words as folded_words
from mialit.units import Unit

_MOST_SLIPS_FOLLOWED = 8  # words that a slip may stand for

_LINKING = ("to", "of", "in", "and", "for")  # stand in the middle of three words typed as one
_SUBJECT_COLUMNS = tuple(range(REST))
_NOT_NAMES = tuple(column for column in _SUBJECT_COLUMNS if column != AUTHORS)
_NAMES = (AUTHORS, VENUE)  # nobody who types `conferred` means a conference
_PROSE = tuple(column for column in _NOT_NAMES if column != VENUE)


class Speller:
    """Gives units their ways, for one list and one table of synonyms."""

    def __init__(self, terms: Terms, synonyms: Mapping[str, Sequence[str]]) -> None:
        self._terms = terms
        self._synonymous = synonyms
        self._english = English()

    def spell(self, units: list[Unit]) -> None:
        """Adds the ways of whole words, their forms, beginnings and synonyms."""
        for number, unit in enumerate(units):
            unit.ways += self._plain(unit, last=number == len(units) - 1)
        self._synonyms(units)

    def respell(self, units: list[Unit], only: Container[Unit]) -> None:
        """Adds, to the units of *only*, words typed as one, and words typed apart."""
        for unit in units:
            if unit in only and not unit.optional:
                unit.ways += self._apart(unit.word)
        for pair in pairwise(units):
            self._join(pair, only)

    def _plain(self, unit: Unit, *, last: bool) -> list[Way]:
        word = unit.word
        if " " in word:
            lead, _, start = word.rpartition(" ")
            joined = word.replace(" ", "")
            return [Way(lead, start, grades.exact(start)), Way("", joined, grades.exact(joined))]
        if word.isdigit():
            ways = [Way("", word, grades.exact(word), NUMBERS)]
            if len(word) > 4:
                ways.append(Way("", word, grades.beginning_grade(word), (REST,)))
            return ways
        shortest = 2 if last else 3
        beginning = len(word) >= shortest and not unit.optional
        start = common_start(word)
        ways = [
            Way("", start, grades.plain_grade(word, beginning=beginning), _PROSE),
            Way("", start, grades.name_grade(word, beginning=beginning), _NAMES),
        ]
        if not unit.optional:
            grade = grades.beginning_grade(word) if len(word) >= 5 else grades.exact(word)
            ways.append(Way("", word, grade, (REST,)))
        return ways

    def _apart(self, word: str) -> list[Way]:
        """Words of the list that *word* is made of: `labelonly`."""
        if not word.isalpha() or len(word) < 5:
            return []
        cuts = [(word[:cut], word[cut:]) for cut in range(1, len(word) - 1)]
        cuts += [
            (f"{word[:place]} {small}", word[place + len(small) :])
            for small in _LINKING
            for place in range(2, len(word) - len(small) - 1)
            if word.startswith(small, place)
        ]
        found = []
        for lead, start in cuts:
            if self._terms.holds(lead, common_start(start)):
                grade = grades.form_grade(start, JOINED, "joined")
                found.append(Way(lead, common_start(start), grade, _SUBJECT_COLUMNS))
        return found

    def _join(self, pair: tuple[Unit, Unit], only: Container[Unit]) -> None:
        """Words typed apart that stand as one in the list: `gan leaks`, `mem guard`."""
        joined = "".join(unit.word for unit in pair)
        if len(joined) < 4 or " " in joined or joined.isdigit():
            return
        if any(unit in only for unit in pair):
            way = Way("", joined, grades.joined_grade(joined))
            for unit in pair:
                unit.ways.append(way)

    def _synonyms(self, units: list[Unit]) -> None:
        stems = [stem(unit.word) for unit in units]
        for asked, meant, value in _links(self._synonymous, units):
            size = len(asked)
            for first in range(len(stems) - size + 1):
                if stems[first] == asked[0] and tuple(stems[first : first + size]) == asked:
                    way = _phrase_way(meant, value, "synonym")
                    for unit in units[first : first + size]:
                        if unit.word != meant[0] or len(meant) > 1:
                            unit.ways.append(way)

    def slips(self, unit: Unit) -> None:
        """Adds the words of the list that *unit*'s may be a slip of, nearest first."""
        allowed = slips_allowed(unit.word)
        if not allowed or unit.slips_sought:
            return
        unit.slips_sought = True
        is_word = unit.word in self._english
        found: dict[str, tuple[int, bool, str]] = {}
        for form in _forms(unit.word):
            for meant, slips in likeness.within(form, self._terms.vocabulary, allowed).items():
                if len(meant) < 4 or not meant.isalpha() or stem(meant) == stem(unit.word):
                    continue
                if slips == 2 and max(len(meant), len(form)) < 8:
                    continue
                sure = not is_word and _is_sure(unit.word, meant, slips)
                if len(unit.word) == 4 and len(meant) == 4 and sorted(form) != sorted(meant):
                    continue
                root = stem(meant)
                one = slips, not sure, meant
                found[root] = min(one, found.get(root, one))
        for slips, unsure, meant in sorted(found.values())[:_MOST_SLIPS_FOLLOWED]:
            value = (SLIP if slips == 1 else TWO_SLIPS) - (0.04 if unsure else 0)
            grade = grades.stem_grade(stem(meant), value, "slip")
            way = Way("", common_start(meant), grade, _SUBJECT_COLUMNS)
            unit.slip_ways.append((way, not unsure))


def slips_allowed(word: str) -> int:
    """How many slips a word may have: none in short words and numbers."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 7 else 2


def _forms(word: str) -> set[str]:
    forms = {word, spelling(word)}
    if len(word) > 4:
        forms.add(f"{word}s")
        if word.endswith("s"):
            forms.add(word[:-1])
    return forms


def _is_sure(typed: str, meant: str, slips: int) -> bool:
    """Whether *typed* needs no other word of the query to speak for its being a slip of *meant*."""
    return typed[0] == meant[0] and (slips == 1 or len(typed) >= 11)


def _phrase_way(parts: tuple[str, ...], value: float, how: str) -> Way:
    last = parts[-1]
    grade = grades.form_grade(last, value, how)
    return Way(" ".join(parts[:-1]), common_start(last), grade, _NOT_NAMES)


def _links(
    synonyms: Mapping[str, Sequence[str]], units: Iterable[Unit]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
    """Stems of what may be asked, the words it may be met by, and how alike they are.

    Those that have nothing of the words of *units* are left out.
    """
    starts = {common_start(unit.word)[:3] for unit in units}
    for name, meanings in synonyms.items():
        whole = " ".join((name, *meanings)).lower()
        if whole.isascii() and not any(map(whole.__contains__, starts)):
            continue
        forms = [tuple(folded_words(text)) for text in (name, *meanings)]
        for number, asked in enumerate(forms):
            for other, meant in enumerate(forms):
                if asked and meant and number != other:
                    direct = SYNONYM - 0.01 * max(number, other)
                    value = direct if 0 in (number, other) else FAMILY
                    yield tuple(map(stem, asked)), meant, value
