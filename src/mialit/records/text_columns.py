"""The folded texts of a list, a column for each kind of field: what searching looks at.

The texts of a column stand one behind the other, so that finding a word takes one pass of a
substring search and only what is found costs more.

The wide text of a record is what else its entry says in words, such as its abstract. It is many
times as long as all that `Record.folded` holds, so it is kept apart and made only where words are
looked for in it.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Protocol, runtime_checkable

from mialit.records.model import Record
from mialit.text.normalize import fold

# The lines of `Record.folded`.
TITLE, FORMERLY, AUTHORS, VENUE, SUBJECTS, REST = range(6)
WIDTH = REST + 1
REPETITIVE = (FORMERLY, VENUE, SUBJECTS)
_BREAK = b" \n "

TAGS = "keywords"
# The fields of wide texts, in the order in which a match is looked for.
FIELDS = (
    TAGS, "subtitle", "abstract", "journal", "journaltitle", "booktitle", "note", "annotation",
    "annote",
)  # fmt: skip
APART = " | "  # between two texts, so that no phrase goes across; no folded text holds it


class Column:
    """The texts of all records in one kind of field.

    `text` holds them in UTF-8, with a blank before and behind every word and a line end between
    them; `ends` are the offsets behind the line ends. Where many are equal, each is kept once, and
    `numbers` says which one a row has; else `numbers` is empty.
    """

    def __init__(self, text: bytes, ends: Sequence[int], numbers: Sequence[int]) -> None:
        self.text = text
        self.ends = ends
        self.numbers = numbers

    @classmethod
    def of(cls, lines: Sequence[str], *, repetitive: bool) -> "Column":
        """The column of *lines*, one a row."""
        numbers = array("I")
        if repetitive:
            distinct = {line: number for number, line in enumerate(dict.fromkeys(lines))}
            numbers.extend(map(distinct.__getitem__, lines))
            lines = list(distinct)
        texts = [line.encode() for line in lines]
        ends = array("I", accumulate(map((3).__add__, map(len, texts))))
        return cls(b" %b " % _BREAK.join(texts), ends, numbers)

    @classmethod
    def streamed(cls, lines: Iterable[str]) -> "Column":
        """The same of *lines* that are long: each is made, and let go, before the next."""
        text, ends = bytearray(), array("I")
        for line in lines:
            text += b" %b \n" % line.encode()
            ends.append(len(text))
        return cls(bytes(text), ends, ())

    def line(self, row: int) -> str:
        """The text of a row."""
        number = self.numbers[row] if self.numbers else row
        start = self.ends[number - 1] if number else 0
        return self.text[start + 1 : self.ends[number] - 2].decode()

    def after(self, literal: str) -> Iterator[tuple[int, bytes]]:
        """The number of the text, and the letters that follow, wherever *literal* stands."""
        text, ends, sought = self.text, self.ends, literal.encode()
        size = len(sought)
        number = 0
        position = text.find(sought)
        while position >= 0:
            last = position + size
            number = bisect_right(ends, position, number)
            yield number, text[last : text.find(b" ", last)]
            position = text.find(sought, last)

    def rows(self, found: dict[int, float]) -> dict[int, float]:
        """*found*, by the number of a text, by row."""
        if not self.numbers or not found:
            return found
        same = self._same
        return {row: value for number, value in found.items() for row in same[number]}

    @cached_property
    def _same(self) -> list[list[int]]:
        """The rows that have each text."""
        same: list[list[int]] = [[] for _ in self.ends]
        for row, number in enumerate(self.numbers):
            same[number].append(row)
        return same


class Columns:
    """All columns; and, where they are known, the distinct words.

    `columns` are those of the lines of `Record.folded`. *wide* makes the column of `Record.wide`.
    """

    def __init__(
        self,
        columns: tuple[Column, ...],
        wide: Callable[[], Column],
        words: Sequence[str] | None = None,
    ) -> None:
        self.columns = columns
        self._wide = wide
        self._known = words

    @classmethod
    def of(cls, records: Sequence[Record]) -> "Columns":
        """The columns of *records*."""
        lines = "\n".join([record.folded for record in records]).split("\n")
        if len(lines) != WIDTH * len(records):
            padded = ([*record.folded.split("\n"), *[""] * WIDTH][:WIDTH] for record in records)
            lines = [line for parts in padded for line in parts]
        columns = (
            Column.of(lines[number::WIDTH], repetitive=number in REPETITIVE)
            for number in range(WIDTH)
        )
        return cls(tuple(columns), lambda: wide_column(records))

    @cached_property
    def wide(self) -> Column:
        """The wide texts, which are made or loaded when they are first looked at."""
        return self._wide()

    @cached_property
    def distinct_words(self) -> Sequence[str]:
        """The distinct words, shortest first; those of the last column are left out."""
        if self._known is not None:
            return self._known
        return distinct_words(column.text for column in self.columns[:REST])

    @cached_property
    def _known_set(self) -> frozenset[str]:
        return frozenset(self._known or ())

    def holds(self, lead: str, start: str = "") -> bool:
        """Whether the words *lead*, and one that begins with *start*, stand side by side."""
        if self._known is not None and not self._known_set.issuperset(lead.split()):
            return False
        sought = f" {lead} {start}".encode()
        return any(sought in column.text for column in self.columns[:REST])

    def folded(self, row: int) -> str:
        """`Record.folded` of a row."""
        return "\n".join([column.line(row) for column in self.columns])


def distinct_words(texts: Iterable[bytes]) -> list[str]:
    """The distinct words of folded *texts*, shortest first."""
    distinct: set[bytes] = set()
    for text in texts:
        distinct.update(text.split())
    return sorted(b" ".join(distinct).decode().split(), key=len)


def wide_texts(record: Record) -> Iterator[tuple[str, str, int | None]]:
    """The wide texts of *record*, with the names of their fields; of several also the index."""
    stated = record.rest
    for name in FIELDS:
        for number, value in enumerate(record.values.get(name, ())):
            yield name, value, number
        if name in stated and (text := stated[name]):
            yield name, text, None


def is_year(word: str) -> bool:
    """Whether *word* is a year, which is the paper's and is not looked for in wide texts."""
    return len(word) == 4 and word.isdigit()


def wide_text(record: Record) -> str:
    """The wide texts of *record*, folded, on one line."""
    return APART.join(filter(None, (fold(text) for _, text, _ in wide_texts(record))))


def wide_column(records: Iterable[Record]) -> Column:
    """The column of the wide texts of *records*."""
    return Column.streamed(map(wide_text, records))


@runtime_checkable
class RecordList(Protocol):
    """Records that keep their folded texts by column, as those of the cache do."""

    @property
    def columns(self) -> Columns:
        """The folded texts of all records."""


def columns_of(records: Sequence[Record]) -> Columns:
    """The folded texts of *records*: those they keep, else made from each record."""
    return records.columns if isinstance(records, RecordList) else Columns.of(records)


def one_of_each(records: Sequence[Record], column: int) -> Iterable[Record]:
    """Of *records* one for each text in a *column*, where those are known; else all of them."""
    numbers = records.columns.columns[column].numbers if isinstance(records, RecordList) else ()
    if not numbers:
        return records
    first = {number: row for row, number in reversed(list(enumerate(numbers)))}
    return (records[row] for row in sorted(first.values()))
