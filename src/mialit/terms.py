"""The words of a list, as a query is compared with them: found by scanning, without an index.

The folded texts of all records stand one behind the other, a text for each kind of field, so
that finding a word takes one pass of a substring search and only what is found costs more.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from mialit.record import Record
from mialit.stemming import stem

# The lines of `Record.folded`, and what a word is worth in each: title before authors before
# venue before the rest.
TITLE, FORMERLY, AUTHORS, VENUE, SUBJECTS, REST = range(6)
WORTH = (1.0, 0.97, 0.9, 0.84, 0.8, 0.78)

Grade = Callable[[str], tuple[float, str] | None]


@dataclass(frozen=True, eq=False)
class Way:
    """One way in which words of a query may stand in a text.

    Met where the words of `lead` are followed by a word that begins with `start` and that
    `grade` accepts: with the likeness, 0-1, and a name of the kind of likeness. `columns` are
    the lines of `Record.folded` that are looked at.
    """

    lead: str
    start: str
    grade: Grade
    columns: tuple[int, ...] = (TITLE, FORMERLY, AUTHORS, VENUE, SUBJECTS, REST)
    _grades: dict[str, tuple[float, str] | None] = field(default_factory=dict)

    @property
    def literal(self) -> str:
        """What stands wherever it is met, in text with a blank before and behind every word."""
        return f" {self.lead} {self.start}" if self.lead else f" {self.start}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`literal`, and what the last word has beyond `start` as a group."""
        return re.compile(rf"{re.escape(self.literal)}([^ ]*)")

    def graded(self, word: str) -> tuple[float, str] | None:
        """`grade`, each word once."""
        try:
            return self._grades[word]
        except KeyError:
            result = self._grades[word] = self.grade(word)
            return result

    def places(self, text: str) -> Iterator[tuple[int, int, float, str]]:
        """Where it is met in *text*: begin, end, likeness and kind."""
        start = self.start
        for found in self.pattern.finditer(text):
            grade = self.graded(start + found[1])
            if grade:
                yield found.start() + 1, found.end(), *grade


class Column:
    """The texts of all records in one kind of field; where many are equal, each is kept once."""

    def __init__(self, lines: list[str], *, repetitive: bool) -> None:
        self._rows: dict[str, list[int]] | None = None
        self._texts = lines
        if repetitive:
            distinct = dict.fromkeys(lines)
            self._rows = {text: [] for text in distinct}
            for row, line in enumerate(lines):
                self._rows[line].append(row)
            self._texts = list(distinct)
        self.text = " " + " \n ".join(self._texts) + " "

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map((3).__add__, map(len, self._texts))))

    def row(self, place: int) -> int:
        """The number of the text in which a *place* of `text` is, where no text is repeated."""
        return bisect_right(self._ends, place)

    def best(self, way: Way) -> dict[int, float]:
        """The best likeness in each row, by row, in which *way* is met."""
        found: dict[int, float] = {}
        text, graded, start = self.text, way.graded, way.start
        if way.literal not in text:
            return found
        ends = self._ends
        row = low = 0
        for place in way.pattern.finditer(text):
            grade = graded(start + place[1])
            if grade is not None:
                row = bisect_right(ends, place.start(), low)
                low = row
                if grade[0] > found.get(row, 0.0):
                    found[row] = grade[0]
        if self._rows is None:
            return found
        rows, texts = self._rows, self._texts
        return {row: grade for number, grade in found.items() for row in rows[texts[number]]}


class Terms:
    """The columns of *records*, and their vocabulary."""

    def __init__(self, records: Sequence[Record]) -> None:
        lines = "\n".join(record.folded for record in records).split("\n")
        width = REST + 1
        if len(lines) != width * len(records):
            padded = (record.folded.split("\n")[:width] for record in records)
            lines = [line for parts in padded for line in parts + [""] * (width - len(parts))]
        self.count = len(records)
        self.lines = lines
        repetitive = (FORMERLY, VENUE, SUBJECTS)
        self.columns = [
            Column(lines[number::width], repetitive=number in repetitive) for number in range(width)
        ]

    def line(self, row: int, column: int) -> str:
        """The folded text of a row in a column."""
        return self.lines[row * (REST + 1) + column]

    def best(self, way: Way) -> dict[int, float]:
        """The best of likeness times the column's worth, by row."""
        found: dict[int, float] = {}
        for number in way.columns:
            worth = WORTH[number]
            column = self.columns[number].best(way)
            if not found:
                found = {row: grade * worth for row, grade in column.items()}
                continue
            for row, grade in column.items():
                if grade * worth > found.get(row, 0.0):
                    found[row] = grade * worth
        return found

    def holds(self, text: str) -> bool:
        """Whether the words of *text* stand side by side in some record."""
        wanted = f" {text} "
        return any(wanted in column.text for column in self.columns[:REST])

    @cached_property
    def vocabulary(self) -> list[str]:
        """The distinct words of the list, shortest first; those of identifiers are left out."""
        distinct = set().union(*(column.text.split() for column in self.columns[:REST]))
        return sorted(distinct, key=len)

    def initials(self, letters: str) -> dict[str, int]:
        """Runs of title words, the last by its stem, that begin with *letters*; and their rows."""
        others = "".join(f"[^ \n]* {re.escape(letter)}" for letter in letters[1:])
        found: dict[str, set[int]] = {}
        column = self.columns[TITLE]
        for place in re.finditer(rf" {re.escape(letters[0])}(?={others})", column.text):
            start = place.start() + 1
            run = column.text[start : start + 400].split(" ")[: len(letters)]
            name = " ".join((*run[:-1], stem(run[-1])))
            found.setdefault(name, set()).add(column.row(start))
        return {run: len(rows) for run, rows in found.items()}
