"""The words of a query, each with what is known about how it may be met and where it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mialit.identifiers import arxiv, doi, without_tracking
from mialit.query import Words
from mialit.record import Record
from mialit.terms import REST, WORTH, Way
from mialit.text import squash
from mialit.text import words as folded_words

MOST_WORDS = 64
LONGEST_WORD = 60  # characters
# What a text's form asks for and its subject does not: words that need not be met.
_STOP = (
    "a an and are as at be by can do does for from has have how i in into is it its my not of "
    "on or our s that the their them these they this to towards toward under us via vs versus "
    "was we what when where which who why will with your about paper papers article articles "
    "published et al"
)
STOP_WORDS = frozenset(_STOP.split())
# What references are padded with.
_FORMAL = (
    "pp pages page vol volume no number proc proceedings ieee acm international conference "
    "symposium workshop transactions trans journal advances annual press springer elsevier "
    "preprint arxiv corr abs cs lg cr ed eds editor editors edition online available accessed "
    "http https www doi org url conf int in jan feb mar apr may jun jul aug sep oct nov dec "
    "january february march april june july august september october november december "
    "lecture notes"
)
FORMAL_WORDS = frozenset(_FORMAL.split())


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


def special(word: Words, records: Sequence[Record]) -> Unit | None:
    """A unit for a phrase or an identifier, whose rows are settled at once."""
    if word.phrase:
        return _phrase(word.text, records)
    text = word.text.strip(".,;()[]<>")
    wanted: dict[str, str] = {}
    if (name := arxiv(text)) and not text.isdigit():
        wanted["eprint"] = name.casefold()
    if name := doi(text):
        wanted["doi"] = name
    if "://" in text:
        wanted["url"] = without_tracking(text).casefold()
    if not wanted:
        return None
    unit = Unit(word.text, text, fixed=True, identifier=wanted)
    for row, record in enumerate(records):
        if any((getattr(record, name) or "").casefold() == wanted[name] for name in wanted):
            unit.best[row] = 1.0
    return unit


def _phrase(text: str, records: Sequence[Record]) -> Unit | None:
    letters = squash(text[:300])
    if not letters:
        return None
    pattern = re.compile(rf"\b{' ?'.join(map(re.escape, letters))}\b")
    unit = Unit(text, letters, fixed=True, phrase=pattern)
    for row, record in enumerate(records):
        if found := pattern.search(record.folded):
            column = min(REST, record.folded.count("\n", 0, found.start()))
            unit.best[row] = WORTH[column]
    return unit
