"""Joins what is stored of records to what is stored of others, without decoding any.

A large file is read in batches, and of a changed file most is taken over from the list that is
stored: both end in one list whose parts are put together here.
"""

from array import array
from collections.abc import Iterator, Sequence

from mialit.records.text_columns import REPETITIVE, REST, WIDTH, distinct_words
from mialit.storage.cache_format import Parts, Piece, numbers_of

_AT_ONCE = 1 << 20  # bytes of a column that are split into words in one go


class Joined:
    """The parts of one list, to which records of others are added at the end."""

    def __init__(self) -> None:
        self._years = bytearray()
        self._starts, self._ends, self._lines = (array("I") for _ in range(3))
        self._digests, self._origins = bytearray(), bytearray()
        self._facts, self._rest, self._wide = (_Texts() for _ in range(3))
        self._columns = [
            _Repeated() if number in REPETITIVE else _Texts() for number in range(WIDTH)
        ]

    def add(self, parts: Parts, low: int, high: int, places: int = 0, lines: int = 0) -> None:
        """Adds the records *low* to *high*, exclusive, of those that *parts* holds.

        They begin so many *places*, in code points, and *lines* later than it says there.
        """
        if low == high:
            return
        self._years += memoryview(parts.years)[2 * low : 2 * high]
        for numbers, packed, later in (
            (self._starts, parts.starts, places),
            (self._ends, parts.ends, places),
            (self._lines, parts.lines, lines),
        ):
            numbers.extend(_later(numbers_of(packed)[low:high], later))
        width = len(parts.digests) // len(parts.origins)
        self._digests += memoryview(parts.digests)[width * low : width * high]
        self._origins += memoryview(parts.origins)[low:high]
        self._facts.add(parts.facts, numbers_of(parts.fact_ends), low, high)
        self._rest.add(parts.rest, numbers_of(parts.rest_ends), low, high)
        self._wide.add(parts.wide, numbers_of(parts.wide_ends), low, high)
        triples = zip(parts.folded[::3], parts.folded[1::3], parts.folded[2::3], strict=True)
        for column, (text, ends, which) in zip(self._columns, triples, strict=True):
            if isinstance(column, _Texts):
                column.add(text, numbers_of(ends), low, high)
            else:
                column.add(text, numbers_of(ends), numbers_of(which)[low:high])

    def parts(self) -> Parts:
        """The parts of the list; nothing can be added any more."""
        folded: list[Piece] = []
        for column in self._columns:
            numbers = column.numbers if isinstance(column, _Repeated) else array("I")
            folded += column.text, _packed(column.ends), _packed(numbers)
        return Parts(
            years=self._years,
            starts=_packed(self._starts),
            ends=_packed(self._ends),
            lines=_packed(self._lines),
            digests=self._digests,
            origins=self._origins,
            facts=self._facts.text,
            fact_ends=_packed(self._facts.ends),
            rest=self._rest.text,
            rest_ends=_packed(self._rest.ends),
            words="\n".join(distinct_words(self._subjects())).encode(),
            folded=folded,
            wide=self._wide.text,
            wide_ends=_packed(self._wide.ends),
        )

    def _subjects(self) -> Iterator[bytes]:
        """The texts of all columns but the last, in pieces."""
        for column in self._columns[:REST]:
            yield from _pieces(column.text)


class _Texts:
    """Texts one behind the other, and where each ends."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.ends = array("I")

    def add(self, text: Piece, ends: Sequence[int], low: int, high: int) -> None:
        """Adds the texts with the numbers *low* to *high*, exclusive, of *text*."""
        first, last = ends[low - 1] if low else 0, ends[high - 1]
        self.ends.extend(_later(ends[low:high], len(self.text) - first))
        self.text += memoryview(text)[first:last]
        if last > len(text):  # the last text of a column has no line end
            self.text += b"\n"


class _Repeated:
    """Texts of which many are equal: each is kept once, and `numbers` say which one a row has."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.ends = array("I")
        self.numbers = array("I")
        self._known: dict[bytes, int] = {}

    def add(self, text: Piece, ends: Sequence[int], numbers: Sequence[int]) -> None:
        """Adds rows that have these *numbers* among the texts that end at *ends* in *text*."""
        renumbered: dict[int, int] = {}
        for number in dict.fromkeys(numbers):
            start = ends[number - 1] if number else 0
            renumbered[number] = self._number(bytes(text[start : ends[number]]))
        self.numbers.extend(map(renumbered.__getitem__, numbers))

    def _number(self, line: bytes) -> int:
        line = line.rstrip(b"\n") + b"\n"
        number = self._known.setdefault(line, len(self._known))
        if number == len(self.ends):
            self.text += line
            self.ends.append(len(self.text))
        return number


def _packed(numbers: "array[int]") -> memoryview:
    return memoryview(numbers).cast("B")


def _later(numbers: Sequence[int], by: int) -> Iterator[int] | Sequence[int]:
    return map(by.__add__, numbers) if by else numbers


def _pieces(text: bytearray) -> Iterator[bytes]:
    """*text*, all of it, in pieces that end between two words."""
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + _AT_ONCE) + 1 or len(text)
        yield bytes(memoryview(text)[start:end])
        start = end
