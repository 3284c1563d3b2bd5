"""The words of a query: in which ways each of them may stand in a text of the list.

Ways that need nothing but the word come first; slips are looked for only where a word, or a
query, is not met otherwise.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mialit import likeness
from mialit.stemming import family, spelling, stem
from mialit.terms import AUTHORS, REST, TITLE, Grade, Terms, Way
from mialit.text import words as folded_words

MOST_WORDS = 64
LONGEST_WORD = 60  # characters
_MOST_SLIPS_FOLLOWED = 8  # words that a slip may stand for

# What a text's form asks for and its subject does not: words that need not be met.
STOP_WORDS = frozenset(
    "a an and are as at be by can do does for from has have how i in into is it its my not of on or "
    "our s that the their them these they this to towards toward under us via vs versus was we what "
    "when where which who why will with your about paper papers article articles "
    "published et al".split()
)
# What references are padded with.
FORMAL_WORDS = frozenset(
    "pp pages page vol volume no number proc proceedings ieee acm international conference "
    "symposium workshop transactions trans journal advances annual press springer elsevier preprint "
    "arxiv corr abs cs lg cr ed eds editor editors edition online available accessed http https www "
    "doi org url conf int in jan feb mar apr may jun jul aug sep oct nov dec january february march "
    "april june july august september october november december lecture notes".split()
)

# How alike the kinds of meeting are taken to be; below 1, so that whole words come first, then
# beginnings, then slips. The steps are wider than what the fields differ by.
WORD, FORM, JOINED, SYNONYM, BEGINNING, FAMILY, SLIP, TWO_SLIPS = (
    1.0, 0.97, 0.96, 0.9, 0.76, 0.7, 0.58, 0.5,
)  # fmt: skip
_SUBJECT_COLUMNS = tuple(range(REST))
_NOT_NAMES = tuple(column for column in _SUBJECT_COLUMNS if column != AUTHORS)


@dataclass(eq=False)
class Unit:
    """One word of the query: how it may be met, and after `meet`, where it is.

    `best` has the rows that meet it, with how well; `slips` those that meet it only by a slip.
    `loose` are the rows of `slips` whose slip is not one that hands make easily. `fixed` are
    units whose rows do not come from ways: a phrase, or an identifier by the record's fields.
    """

    typed: str
    word: str
    ways: list[Way] = field(default_factory=list)
    slip_ways: list[tuple[Way, bool]] = field(default_factory=list)
    best: dict[int, float] = field(default_factory=dict)
    slips: dict[int, float] = field(default_factory=dict)
    loose: set[int] = field(default_factory=set)
    weight: float = 1.0
    optional: bool = False
    slips_sought: bool = False
    fixed: bool = False
    phrase: re.Pattern[str] | None = None
    identifier: Mapping[str, str] | None = None

    @property
    def all_ways(self) -> list[Way]:
        """Every way that is looked at, slips last."""
        return [*self.ways, *(way for way, _ in self.slip_ways)]

    def value(self, row: int) -> float:
        """How well *row* meets it, 0-1."""
        return self.best.get(row) or self.slips.get(row, 0.0)


def split(texts: Iterable[str]) -> list[Unit]:
    """Units of the words typed; `label-only` is two, `S&P` one."""
    units: list[Unit] = []
    for text in texts:
        parts = [part[:LONGEST_WORD] for part in folded_words(text[: LONGEST_WORD * 8])]
        if len(parts) > 1 and all(len(part) == 1 for part in parts):
            units.append(Unit(text, " ".join(parts)))
            continue
        typed = text.strip(".,;:!?()[]{}'\u201c\u201d\u2018\u2019")
        units += [Unit(typed if len(parts) == 1 else part, part) for part in parts]
    units = units[:MOST_WORDS]
    for unit in units:
        unit.optional = unit.word in STOP_WORDS or len(unit.word) == 1
    if all(unit.optional for unit in units):
        for unit in units:
            unit.optional = False
    return units


class Speller:
    """Gives units their ways, for one list and one table of synonyms."""

    def __init__(self, terms: Terms, synonyms: Mapping[str, tuple[str, ...]]) -> None:
        self._terms = terms
        self._links = list(_links(synonyms))

    def spell(self, units: list[Unit]) -> None:
        """Adds the ways without slips, for all but optional units beyond the plain word."""
        for number, unit in enumerate(units):
            last = number == len(units) - 1
            unit.ways += self._plain(unit, last=last)
            if not unit.optional:
                unit.ways += self._apart(unit.word)
        self._join(units)
        self._synonyms(units)

    def _plain(self, unit: Unit, *, last: bool) -> list[Way]:
        word = unit.word
        if " " in word:
            lead, _, start = word.rpartition(" ")
            joined = word.replace(" ", "")
            return [Way(lead, start, _exact(start)), Way("", joined, _exact(joined))]
        if word.isdigit():
            columns = (*_SUBJECT_COLUMNS, REST) if len(word) == 4 else (TITLE, TITLE + 1)
            return [Way("", word, _exact(word), columns)]
        shortest = 2 if last else 3
        beginning = len(word) >= shortest and not unit.optional
        start = _common_start(word)
        ways = [
            Way("", start, _plain_grade(word, beginning=beginning), _NOT_NAMES),
            Way("", start, _name_grade(word, beginning=beginning), (AUTHORS,)),
        ]
        if not unit.optional:
            grade = _beginning_grade(word) if len(word) >= 5 else _exact(word)
            ways.append(Way("", word, grade, (REST,)))
        return ways

    def _apart(self, word: str) -> list[Way]:
        """Words of the list that *word* is made of: `labelonly`."""
        if not word.isalpha() or len(word) < 5:
            return []
        found = []
        for cut in range(2, len(word) - 1):
            lead, start = word[:cut], word[cut:]
            beginning = f" {lead} {_common_start(start)}"
            if any(beginning in column.text for column in self._terms.columns[:REST]):
                found.append(Way(lead, _common_start(start), _form_grade(start, JOINED, "joined")))
        return found

    def _join(self, units: list[Unit]) -> None:
        """Words typed apart that stand as one in the list: `gan leaks`, `mem guard`."""
        for size in (2, 3):
            for first in range(len(units) - size + 1):
                together = units[first : first + size]
                joined = "".join(unit.word for unit in together)
                if len(joined) < 4 or " " in joined or joined.isdigit():
                    continue
                if size == 3 and len(units) > 8:
                    continue
                way = Way("", joined, _joined_grade(joined))
                for unit in together:
                    unit.ways.append(way)

    def _synonyms(self, units: list[Unit]) -> None:
        stems = [stem(unit.word) for unit in units]
        for asked, meant, value in self._links:
            size = len(asked)
            for first in range(len(stems) - size + 1):
                if stems[first] == asked[0] and tuple(stems[first : first + size]) == asked:
                    way = _phrase_way(meant, value, "synonym")
                    for unit in units[first : first + size]:
                        if unit.word != meant[0] or len(meant) > 1:
                            unit.ways.append(way)

    def initials(self, unit: Unit, *, met: bool) -> None:
        """Adds title words that begin with the letters of *unit*, if they look like a term.

        Such a run has to be in two titles. One is enough where *unit* is not *met* otherwise: for
        four letters or more, and for three if other words of the query stand by it.
        """
        word = unit.word
        if not (3 <= len(word) <= 6 and word.isalpha() and word.isascii()):
            return
        for run, rows in self._terms.initials(word).items():
            parts = run.split(" ")
            if len(parts) != len(word) or not STOP_WORDS.isdisjoint(parts):
                continue
            if rows >= 2 or (len(word) >= 4 and not met):
                unit.ways.append(_stems_way(parts, SYNONYM))
            elif not met:
                unit.slip_ways.append((_stems_way(parts, FAMILY), False))

    def slips(self, unit: Unit) -> None:
        """Adds the words of the list that *unit*'s may be a slip of, nearest first."""
        allowed = slips_allowed(unit.word)
        if not allowed or unit.slips_sought:
            return
        unit.slips_sought = True
        found: dict[str, tuple[int, bool, str]] = {}
        for form in _forms(unit.word):
            for meant, slips in likeness.within(form, self._terms.vocabulary, allowed).items():
                if len(meant) < 4 or not meant.isalpha() or stem(meant) == stem(unit.word):
                    continue
                if slips == 2 and max(len(meant), len(form)) < 8:
                    continue
                sure = _is_sure(unit.word, meant, slips)
                if len(unit.word) == 4 and len(meant) == 4 and sorted(form) != sorted(meant):
                    continue
                root = stem(meant)
                one = slips, not sure, meant
                found[root] = min(one, found.get(root, one))
        for slips, unsure, meant in sorted(found.values())[:_MOST_SLIPS_FOLLOWED]:
            value = (SLIP if slips == 1 else TWO_SLIPS) - (0.04 if unsure else 0)
            grade = _stem_grade(stem(meant), value, "slip")
            way = Way("", _common_start(meant), grade, _SUBJECT_COLUMNS)
            unit.slip_ways.append((way, not unsure))


def slips_allowed(word: str) -> int:
    """How many slips a word may have: none in short words, acronyms and numbers."""
    if len(word) < 4 or not word.isalpha() or set("aeiouy").isdisjoint(word):
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
    """Whether a slip needs no other word of the query that speaks for it."""
    if slips == 1:
        return len(typed) >= 8 or likeness.is_plausible(typed, meant)
    return len(typed) >= 11 and typed[0] == meant[0]


def _common_start(word: str) -> str:
    """A beginning that all forms of *word* share."""
    root = min(stem(word), family(word), key=len)
    length = max(3, len(root) - 1) if len(word) > 3 else len(word)
    start = word[:length]
    return start if root.startswith(start[:-1]) else word[:3]


def _exact(word: str) -> Grade:
    return lambda met: (WORD, "word") if met == word else None


def _beginning_grade(word: str) -> Grade:
    def grade(met: str) -> tuple[float, str] | None:
        return (WORD, "word") if met == word else (BEGINNING, "prefix")

    return grade


def _plain_grade(word: str, *, beginning: bool) -> Grade:
    root, american, kin = stem(word), spelling(word), family(word)

    def grade(met: str) -> tuple[float, str] | None:
        if met == word:
            return WORD, "word"
        if len(word) == 1:
            return None
        if spelling(met) == american:
            return FORM, "spelling"
        if stem(met) == root:
            return FORM, "form"
        if beginning and met.startswith(word):
            return BEGINNING + 0.08 * len(word) / len(met), "prefix"
        if len(kin) >= 4 and family(met) == kin:
            return FAMILY, "form"
        return None

    return grade


def _name_grade(word: str, *, beginning: bool) -> Grade:
    """Names have plurals and beginnings (of four letters or more), but no families."""
    plural = f"{word}s"

    def grade(met: str) -> tuple[float, str] | None:
        if met == word:
            return WORD, "word"
        if met == plural or word == f"{met}s":
            return FORM, "form"
        if beginning and len(word) >= 4 and met.startswith(word):
            return BEGINNING + 0.08 * len(word) / len(met), "prefix"
        return None

    return grade


def _form_grade(word: str, value: float, how: str) -> Grade:
    root = stem(word)

    def grade(met: str) -> tuple[float, str] | None:
        return (value, how) if met == word or stem(met) == root else None

    return grade


def _joined_grade(word: str) -> Grade:
    root = stem(word)

    def grade(met: str) -> tuple[float, str] | None:
        if met == word or stem(met) == root:
            return JOINED, "joined"
        return (BEGINNING, "joined") if met.startswith(word) and len(word) >= 5 else None

    return grade


def _stem_grade(root: str, value: float, how: str) -> Grade:
    return lambda met: (value, how) if stem(met) == root else None


def _phrase_way(parts: tuple[str, ...], value: float, how: str) -> Way:
    last = parts[-1]
    return Way(" ".join(parts[:-1]), _common_start(last), _form_grade(last, value, how))


def _stems_way(parts: list[str], value: float) -> Way:
    """Title words side by side, the last of them given by its stem."""
    lead = " ".join(parts[:-1])
    return Way(lead, parts[-1][:3], _stem_grade(parts[-1], value, "initials"), (TITLE,))


def _links(
    synonyms: Mapping[str, tuple[str, ...]],
) -> Iterable[tuple[tuple[str, ...], tuple[str, ...], float]]:
    """Stems of what may be asked, the words it may be met by, and how alike they are."""
    for name, meanings in synonyms.items():
        forms = [tuple(folded_words(text)) for text in (name, *meanings)]
        for number, asked in enumerate(forms):
            for other, meant in enumerate(forms):
                if asked and meant and number != other:
                    direct = SYNONYM - 0.01 * max(number, other)
                    value = direct if 0 in (number, other) else FAMILY
                    yield tuple(map(stem, asked)), meant, value
