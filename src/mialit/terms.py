"""The words of a list, as a query is compared with them: found by scanning, without an index."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from mialit.columns import AUTHORS, FORMERLY, REST, SUBJECTS, TITLE, VENUE, WIDTH, Columns
from mialit.record import Record
from mialit.stored import StoredRecords

__all__ = [
    "AUTHORS", "FORMERLY", "NUMBERS", "REST", "SUBJECTS", "TITLE", "VENUE", "WIDTH", "WORTH",
    "Terms", "Way",
]  # fmt: skip

# What a word is worth in each column: title before authors before venue before the rest.
WORTH = (1.0, 0.97, 0.9, 0.84, 0.8, 0.78)

NUMBERS = (TITLE, FORMERLY, REST)  # a year is the paper's, or a word of its title

Grade = Callable[[str], tuple[float, str] | None]


class Way:
    """One way in which words of a query may stand in a text.

    Met where the words of `lead` are followed by a word that begins with `start` and that
    `grade` accepts: with the likeness, 0-1, and a name of the kind of likeness. `columns` are
    the lines of `Record.folded` that are looked at. `literal` is what stands wherever it is met,
    in text with a blank before and behind every word.
    """

    __slots__ = ("_grade", "_grades", "_start", "columns", "literal")

    def __init__(
        self, lead: str, start: str, grade: Grade, columns: tuple[int, ...] = tuple(range(WIDTH))
    ) -> None:
        self.literal = f" {lead} {start}" if lead else f" {start}"
        self.columns = columns
        self._start = start
        self._grade = grade
        self._grades: dict[bytes, tuple[float, str]] = {}

    def graded(self, rest: bytes) -> tuple[float, str]:
        """The likeness of a word that goes on with *rest*, 0 where it is none; each word once."""
        try:
            return self._grades[rest]
        except KeyError:
            result = self._grades[rest] = self._grade(self._start + rest.decode()) or (0.0, "")
            return result

    def places(self, text: str) -> Iterator[tuple[int, int, float, str]]:
        """Where it is met in *text*: begin, end, likeness and kind."""
        literal = self.literal
        place = text.find(literal)
        while place >= 0:
            last = place + len(literal)
            end = text.find(" ", last)
            value, how = self.graded(text[last:end].encode())
            if value:
                yield place + 1, end, value, how
            place = text.find(literal, last)


class Terms:
    """The columns of *records*, and their vocabulary."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.count = len(records)
        self._all = records.columns if isinstance(records, StoredRecords) else Columns.of(records)
        self.columns = self._all.columns

    def line(self, row: int, column: int) -> str:
        """The folded text of a row in a column."""
        return self.columns[column].line(row)

    def best(self, way: Way) -> dict[int, float]:
        """The best of likeness times the column's worth, by row."""
        best: dict[int, float] = {}
        graded = way.graded
        for number in way.columns:
            worth = WORTH[number]
            column = self.columns[number]
            found = {} if column.numbers else best
            for row, rest in column.after(way.literal):
                value = graded(rest)[0] * worth
                if value > found.get(row, 0.0):
                    found[row] = value
            if found is not best:
                for row, value in column.rows(found).items():
                    if value > best.get(row, 0.0):
                        best[row] = value
        return best

    def holds(self, lead: str, start: str = "") -> bool:
        """Whether the words *lead*, and one that begins with *start*, stand side by side."""
        return self._all.holds(lead, start)

    def has(self, number: str) -> bool:
        """Whether *number* is a word of the columns that hold years."""
        sought = f" {number} ".encode()
        return any(sought in self.columns[column].text for column in NUMBERS)

    @cached_property
    def vocabulary(self) -> Sequence[str]:
        """The distinct words of the list, shortest first; those of identifiers are left out."""
        return self._all.vocabulary()
