"""The word index: the folded texts of a list, in which variants of query terms are found.

A variant says which words it matches and how alike they are, from 0 to 1.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from mialit.records.model import Record
from mialit.records.text_columns import FORMERLY, REST, TITLE, WIDTH, Column, Columns, columns_of
from mialit.search.stemming import are_related, spelling, stem

# What a word is worth in each column: title before authors before venue before the rest.
WORTH = (1.0, 0.97, 0.9, 0.84, 0.8, 0.78)
IN_WIDE = 0.6  # what a word is worth in a wide text: more than a typo in a title, less than others
NUMBERS = (TITLE, FORMERLY, REST)  # a year is the paper's, or a word of its title

# What the kinds of match are worth. Whole words come first, then beginnings, then typos; the steps
# are wider than what the fields differ by.
WORD, FORM, JOINED, SYNONYM, PREFIX, RELATED, TYPO, TWO_TYPOS = (
    1.0, 0.97, 0.96, 0.9, 0.76, 0.7, 0.58, 0.5,
)  # fmt: skip
LONGER_PREFIX = 0.08  # added to PREFIX by the share of the word that was typed

# How alike two words are, 0-1, and the kind of match (`highlight.Match.how`).
Likeness = tuple[float, str]
WordMatch = Callable[[str], Likeness | None]  # None where a word does not match


class Variant:
    """One variant under which words of a query may occur: some words, then one that matches.

    The words of `lead` are followed by a word that begins with `start` and that `match` accepts.
    `columns` are the lines of `Record.folded` that are looked at. `literal` is the text that every
    occurrence begins with, where a blank stands before and behind every word.
    """

    __slots__ = ("_likeness", "_match", "_start", "columns", "literal")

    def __init__(
        self,
        lead: str,
        start: str,
        match: WordMatch,
        columns: tuple[int, ...] = tuple(range(WIDTH)),
    ) -> None:
        self.literal = f" {lead} {start}" if lead else f" {start}"
        self.columns = columns
        self._start = start
        self._match = match
        self._likeness: dict[bytes, Likeness] = {}

    def likeness(self, rest: bytes) -> Likeness:
        """The likeness of the word `start` + *rest*; 0 where it does not match."""
        try:
            return self._likeness[rest]
        except KeyError:
            # Half a character is in the texts of a cache that somebody else has made.
            word = self._start + rest.decode(errors="replace")
            result = self._likeness[rest] = self._match(word) or (0.0, "")
            return result

    def occurrences(self, text: str) -> Iterator[tuple[int, int, float, str]]:
        """Where it occurs in *text*: start, end, likeness and kind of match."""
        literal = self.literal
        found = text.find(literal)
        while found >= 0:
            last = found + len(literal)
            end = text.find(" ", last)
            value, how = self.likeness(text[last:end].encode())
            if value:
                yield found + 1, end, value, how
            found = text.find(literal, last)


class WordIndex:
    """The folded texts of *records*, and where variants occur in them."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    @cached_property
    def texts(self) -> Columns:
        """The folded texts, and the distinct words in them."""
        return columns_of(self._records)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the lines of `Record.folded`."""
        return self.texts.columns

    def line(self, row: int, column: int) -> str:
        """The folded text of a row in a column."""
        return self.columns[column].line(row)

    def best(self, variant: Variant) -> dict[int, float]:
        """The rows in which *variant* occurs, with the best of likeness times worth."""
        best: dict[int, float] = {}
        likeness = variant.likeness
        for number in variant.columns:
            worth = WORTH[number]
            column = self.columns[number]
            found = {} if column.numbers else best
            for row, rest in column.after(variant.literal):
                value = likeness(rest)[0] * worth
                if value > found.get(row, 0.0):
                    found[row] = value
            if found is not best:
                for row, value in column.rows(found).items():
                    if value > best.get(row, 0.0):
                        best[row] = value
        return best

    def wide_rows(self, variant: Variant) -> dict[int, float]:
        """The rows in whose wide text *variant* occurs, with the worth of that."""
        column = self.texts.wide
        text, ends, sought = column.text, column.ends, variant.literal.encode()
        rows: dict[int, float] = {}
        row = 0
        position = text.find(sought)
        while position >= 0:
            last = position + len(sought)
            if variant.likeness(text[last : text.find(b" ", last)])[0]:
                row = bisect_right(ends, position, row)
                rows[row] = IN_WIDE
                last = ends[row] - 2  # what else the row holds does not matter
            position = text.find(sought, last)
        return rows

    def has_number(self, number: str) -> bool:
        """Whether *number* is a word of the columns that hold years."""
        sought = f" {number} ".encode()
        return any(sought in self.columns[column].text for column in NUMBERS)


def exact_match(word: str) -> WordMatch:
    """Matches *word* itself."""
    return lambda text: (WORD, "word") if text == word else None


def same_word(word: str) -> WordMatch:
    """Matches *word*, its spellings and forms."""
    root = stem(word)

    def match(text: str) -> Likeness | None:
        if text == word:
            return WORD, "word"
        return (FORM, "form") if stem(text) == root else None

    return match


def prefix_match(word: str) -> WordMatch:
    """Matches *word* and the words that begin with it; it is given no others."""
    return lambda text: (WORD, "word") if text == word else (PREFIX, "prefix")


def word_match(word: str, *, beginning: bool) -> WordMatch:
    """Matches *word*, its spellings and forms, and words related to it.

    With *beginning*, also the words that begin with it.
    """
    root, american = stem(word), spelling(word)

    def match(text: str) -> Likeness | None:
        if text == word:
            return WORD, "word"
        if len(word) == 1:
            return None
        if spelling(text) == american:
            return FORM, "spelling"
        if stem(text) == root:
            return FORM, "form"
        if beginning and text.startswith(word):
            return PREFIX + LONGER_PREFIX * len(word) / len(text), "prefix"
        return (RELATED, "form") if are_related(word, text) else None

    return match


def name_match(word: str, *, beginning: bool) -> WordMatch:
    """Matches *word* and its plural; with *beginning*, names that begin with four letters or more.

    Names have no other forms and no related words.
    """
    plural = f"{word}s"

    def match(text: str) -> Likeness | None:
        if text == word:
            return WORD, "word"
        if text == plural or word == f"{text}s":
            return FORM, "form"
        if beginning and len(word) >= 4 and text.startswith(word):
            return PREFIX + LONGER_PREFIX * len(word) / len(text), "prefix"
        return None

    return match


def form_match(word: str, likeness: float, how: str) -> WordMatch:
    """Matches *word* and its forms."""
    root = stem(word)
    return lambda text: (likeness, how) if stem(text) == root else None


def joined_match(word: str) -> WordMatch:
    """Matches *word*, which joins two words of the query, its forms, and what begins with it."""
    root = stem(word)

    def match(text: str) -> Likeness | None:
        if stem(text) == root:
            return JOINED, "joined"
        return (PREFIX, "joined") if text.startswith(word) and len(word) >= 5 else None

    return match
