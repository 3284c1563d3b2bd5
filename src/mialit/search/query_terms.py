"""Query terms: the words of a query, with their variants and the records that match them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from unicodedata import normalize

from mialit.query.syntax import Words
from mialit.records.identifiers import arxiv, doi, without_tracking
from mialit.records.model import Record
from mialit.records.text_columns import REST
from mialit.search.word_index import WORTH, Variant, WordIndex
from mialit.text.normalize import fold, is_ideographic, spelled_out, squash
from mialit.text.normalize import words as folded_words

MOST_WORDS = 64
LONGEST_WORD = 60  # characters
# Words that need not match: a sentence needs them, its subject does not.
_STOP = (
    "a an and are as at be by can do does for from has have how i in into is it its my not of "
    "on or our s that the their them these they this to towards toward under us via vs versus "
    "was we what when where which who why will with your about paper papers article articles "
    "published et al"
)
STOP_WORDS = frozenset(_STOP.split())
# Words that many references have, whatever they refer to.
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


class QueryTerm:
    """One word of a query, a phrase or an identifier, and the rows that match it.

    `typed` is what the query says, `word` the folded word. `best` has the rows that match without
    a typo, `typos` those that match by one, each with likeness times worth, 0-1; `doubtful` are
    rows of `typos` that other words have to support. `wide` has the rows whose wide text matches.
    `optional` words need not match. Phrases, and identifiers (wanted values by field), are
    `fixed`. `compound` is what was typed as one, of which the word is a part: `label-only`.
    `others` are other spellings of the word where it is a name: `mueller` of Müller.
    """

    # Not a dataclass: making one, and loading what makes it, takes a fiftieth of a search.
    __slots__ = (
        "best", "compound", "doubtful", "identifier", "optional", "others", "phrase", "typed",
        "typo_variants", "typos", "typos_sought", "variants", "weight", "wide", "wide_variants",
        "word",
    )  # fmt: skip

    def __init__(
        self,
        typed: str,
        word: str,
        *,
        phrase: re.Pattern[str] | None = None,
        identifier: Mapping[str, str] | None = None,
        compound: str = "",
        others: tuple[str, ...] = (),
    ) -> None:
        self.typed = typed
        self.word = word
        self.phrase = phrase
        self.identifier = identifier
        self.compound = compound
        self.others = others
        self.variants: list[Variant] = []
        self.typo_variants: list[tuple[Variant, bool]] = []
        self.wide_variants: list[Variant] = []
        self.best: dict[int, float] = {}
        self.typos: dict[int, float] = {}
        self.wide: dict[int, float] = {}
        self.doubtful: set[int] = set()
        self.weight = 1.0
        self.optional = False
        self.typos_sought = False

    @property
    def fixed(self) -> bool:
        """Whether its rows do not come from variants."""
        return self.phrase is not None or self.identifier is not None

    @property
    def matched(self) -> bool:
        """Whether any row matches."""
        return bool(self.best or self.typos or self.wide)

    def occurrences(self, text: str, column: int) -> Iterator[tuple[int, int, float, str]]:
        """Where it matches the folded *text* of a *column*: start, end, likeness and kind."""
        if self.phrase is not None:
            for found in self.phrase.finditer(text):
                yield *found.span(), 1.0, "phrase"
            return
        for variant in (*self.variants, *(typo for typo, _ in self.typo_variants)):
            if column in variant.columns:
                yield from variant.occurrences(text)


def query_terms(texts: Iterable[str]) -> list[QueryTerm]:
    """The terms of the words typed: `label-only` is two, `S&P` one, and so is 成员推理."""
    terms: list[QueryTerm] = []
    for text in texts:
        if text[:4].isdecimal() and re.fullmatch(_BEGUN, text):
            terms.append(QueryTerm(text, squash(text)))
            continue
        parts = [part[:LONGEST_WORD] for part in folded_words(text[: LONGEST_WORD * 8])]
        if len(parts) > 1 and all(len(part) == 1 for part in parts):
            terms.append(QueryTerm(text, " ".join(parts)))
            continue
        typed = text.strip(".,;:!?()[]{}'\u201c\u201d\u2018\u2019")
        parts = _runs_joined(parts)
        if len(parts) == 1:
            others = dict.fromkeys(map(fold, spelled_out(typed)))
            terms.append(QueryTerm(typed, parts[0], others=tuple(others)))
        else:
            terms += [QueryTerm(_composed(part), part, compound=typed) for part in parts]
    terms = terms[:MOST_WORDS]
    for term in terms:
        is_letter = len(term.word) == 1 and not is_ideographic(term.word)
        term.optional = term.word in STOP_WORDS or is_letter
    if all(term.optional for term in terms):
        for term in terms:
            term.optional = False
    return terms


def _runs_joined(parts: Iterable[str]) -> list[str]:
    """*parts*, characters of a script without blanks that stand side by side joined by one."""
    joined: list[str] = []
    for part in parts:
        if joined and is_ideographic(part) and is_ideographic(joined[-1]):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _composed(word: str) -> str:
    return normalize("NFC", word.replace(" ", "")) if is_ideographic(word) else word


def phrase_or_identifier(
    word: Words, index: WordIndex, records: Sequence[Record]
) -> QueryTerm | None:
    """The term of a phrase or an identifier, with its rows; None for other words."""
    if word.phrase:
        return _phrase(word.text, index)
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
    term = QueryTerm(word.text, text, identifier=wanted)
    rest = index.columns[REST]
    near = {
        row for name in wanted if name != "url" for row, _ in rest.after(f" {squash(wanted[name])}")
    }
    whole = [row for row in near if is_identified(records[row], wanted, whole=True)]
    if not whole and "url" in wanted:
        whole = [row for row, each in enumerate(records) if is_identified(each, wanted, whole=True)]
    begun = (row for row in near if is_identified(records[row], wanted, whole=False))
    term.best = dict.fromkeys(sorted(whole or begun), 1.0)
    return term


def is_identified(record: Record, wanted: Mapping[str, str], *, whole: bool) -> str:
    """The first field of *record* that has its *wanted* value, or not *whole*, begins with it."""
    for name, asked in wanted.items():
        text = (getattr(record, name) or "").casefold()
        if text == asked or (not whole and name != "url" and text.startswith(asked)):
            return name
    return ""


def _phrase(text: str, index: WordIndex) -> QueryTerm | None:
    letters = squash(text[:300])
    if not letters:
        return None
    body = " ?".join(map(re.escape, letters))
    term = QueryTerm(text, letters, phrase=re.compile(f"(?<= ){body}(?= )"))
    pattern = re.compile(f" {body} ".encode())
    for column, worth in zip(index.columns, WORTH, strict=True):
        found: dict[int, float] = {}
        for occurrence in pattern.finditer(column.text):
            found[bisect_right(column.ends, occurrence.start())] = worth
        for row in column.rows(found):
            term.best.setdefault(row, worth)
    return term
