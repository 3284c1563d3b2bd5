"""The words of a query, each with what is known about how it may be met and where it is."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from mialit.identifiers import arxiv, doi, without_tracking
from mialit.query import Words
from mialit.record import Record
from mialit.terms import REST, WORTH, Terms, Way
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
_BEGUN = r"\d{4}\.\d{1,4}"  # the beginning of an arXiv id


class Unit:
    """One word of the query: how it may be met, and after `meet`, where it is.

    `best` has the rows that meet it, with how well; `slips` those that meet it only by a slip.
    `loose` are the rows of `slips` whose slip is not one that hands make easily. `fixed` are
    units whose rows do not come from ways: a phrase, or an identifier by the record's fields.
    """

    def __init__(
        self,
        typed: str,
        word: str,
        *,
        phrase: re.Pattern[str] | None = None,
        identifier: Mapping[str, str] | None = None,
    ) -> None:
        self.typed = typed
        self.word = word
        self.phrase = phrase
        self.identifier = identifier
        self.fixed = phrase is not None or identifier is not None
        self.ways: list[Way] = []
        self.slip_ways: list[tuple[Way, bool]] = []
        self.best: dict[int, float] = {}
        self.slips: dict[int, float] = {}
        self.loose: set[int] = set()
        self.weight = 1.0
        self.optional = False
        self.slips_sought = False

    @property
    def all_ways(self) -> list[Way]:
        """Every way that is looked at, slips last."""
        return [*self.ways, *(way for way, _ in self.slip_ways)]


def split(texts: Iterable[str]) -> list[Unit]:
    """Units of the words typed; `label-only` is two, `S&P` one."""
    units: list[Unit] = []
    for text in texts:
        if re.fullmatch(_BEGUN, text):
            units.append(Unit(text, squash(text)))
            continue
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


def special(word: Words, terms: Terms, records: Sequence[Record]) -> Unit | None:
    """A unit for a phrase or an identifier, whose rows are settled at once."""
    if word.phrase:
        return _phrase(word.text, terms)
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
    unit = Unit(word.text, text, identifier=wanted)
    rest = terms.columns[REST]
    near = {
        row for name in wanted if name != "url" for row, _ in rest.after(f" {squash(wanted[name])}")
    }
    whole = [row for row in near if is_identified(records[row], wanted, whole=True)]
    if not whole and "url" in wanted:
        whole = [row for row, each in enumerate(records) if is_identified(each, wanted, whole=True)]
    begun = (row for row in near if is_identified(records[row], wanted, whole=False))
    unit.best = dict.fromkeys(sorted(whole or begun), 1.0)
    return unit


def is_identified(record: Record, wanted: Mapping[str, str], *, whole: bool) -> str:
    """The field of *record* that is, or (not *whole*) begins with, what is *wanted* by field."""
    for name, asked in wanted.items():
        text = (getattr(record, name) or "").casefold()
        if text == asked or (not whole and name != "url" and text.startswith(asked)):
            return name
    return ""


def _phrase(text: str, terms: Terms) -> Unit | None:
    letters = squash(text[:300])
    if not letters:
        return None
    body = " ?".join(map(re.escape, letters))
    unit = Unit(text, letters, phrase=re.compile(f"(?<= ){body}(?= )"))
    pattern = re.compile(f" {body} ".encode())
    for column, worth in zip(terms.columns, WORTH, strict=True):
        found: dict[int, float] = {}
        for place in pattern.finditer(column.text):
            found[bisect_right(column.ends, place.start())] = worth
        for row in column.rows(found):
            unit.best.setdefault(row, worth)
    return unit
