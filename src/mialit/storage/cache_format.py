"""How the cache writes records down, and reads them back one by one.

Each record's facts are a JSON list and its less used fields a JSON object; beside them stands
where each ends. The folded texts of all records stand apart, by column, so that a search reads
them without decoding a record. Numbers are packed as the machine has them. Wide texts come last
and have a checksum of their own: a start that does not look at them does not read them.
"""

import json
import operator
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Literal, NamedTuple, cast, overload

from mialit.errors import FileProblem
from mialit.records.model import Contents, Record
from mialit.records.text_columns import WIDTH, Column, Columns, wide_column
from mialit.storage.cache import UNUSABLE


def parts(records: Sequence[Record], fields: Sequence[str]) -> list[bytes | bytearray]:
    """What is stored of *records*, `PARTS` in number.

    *fields* are the declared fields, in the order they are stored in.
    """
    columns = Columns.of(records)
    stored: list[bytes | bytearray] = [
        array("H", [record.year or 0 for record in records]).tobytes(),
        *_lines(_facts(record, fields) for record in records),
        # Made readable when looked at.
        *_lines(_dump(dict(record.raw)) for record in records),
        "\n".join(columns.distinct_words).encode(),
    ]
    for column in columns.columns:
        stored += column.text, array("I", column.ends).tobytes()
        stored.append(array("I", column.numbers).tobytes())
    wide = wide_column(records)
    stored += wide.text, array("I", wide.ends).tobytes()
    return stored


WIDE_PARTS = 2  # the last ones
PARTS = 6 + 3 * WIDTH + WIDE_PARTS


def checksum(pieces: Iterable[bytes | bytearray | memoryview]) -> int:
    """What tells whether *pieces* are damaged."""
    result = 0
    for piece in pieces:
        result = zlib.crc32(piece, result)
    return result


# Where in a record its values, its folded text and its source stand; `rest` follows the second.
_VALUES, _FOLDED, _SOURCE = map(Record._fields.index, ("values", "folded", "source"))
_AUTHORS = Record._fields.index("authors")
_LINKS = slice(Record._fields.index("url"), _FOLDED)
# The types of those facts that are stored, in their order.
_TEXT, _PERHAPS, _NUMBER = (str,), (str, type(None)), (int,)
_TYPES = (
    _TEXT, _TEXT, _TEXT, (list,), (int, type(None)), (list,), (bool,), _PERHAPS, _PERHAPS,
    _PERHAPS, _NUMBER, _NUMBER, _NUMBER, (bool,), (bool,),
)  # fmt: skip
_ONLY_LISTS = frozenset({list})
_FORGED = "the cache holds a list that this program has not stored; clear it: mialit cache clear"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _facts(record: Record, fields: Sequence[str]) -> bytes:
    """What `StoredRecords` makes a record of, in the order of `Record`'s fields."""
    facts: list[object] = list(record)
    facts[_VALUES] = [record.values.get(name, ()) for name in fields]
    del facts[_SOURCE], facts[_FOLDED : _FOLDED + 2]
    return _dump(facts)


def _lines(lines: Iterable[bytes]) -> tuple[bytearray, bytes]:
    """*lines* one behind the other, and where each ends."""
    joined = bytearray()
    ends = array("I")
    for line in lines:
        joined += line
        ends.append(len(joined))
    return joined, ends.tobytes()


def _dump(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


class StoredRecords(Sequence[Record]):
    """Records that are decoded when they are looked at; each look makes a new one."""

    def __init__(
        self, stored: Sequence[memoryview], fields: Sequence[str], source: int, wide_sum: int
    ) -> None:
        self._years = _numbers(stored[0], "H")
        self._facts = _Lines(stored[1], _numbers(stored[2]))
        self._rest = _Lines(stored[3], _numbers(stored[4]))
        self._folded = stored[5:-WIDE_PARTS]
        self._wide = stored[-WIDE_PARTS:]
        self._wide_sum = wide_sum
        self._fields = fields
        self._source = source
        self._shapes: set[tuple[type, ...]] = set()  # those that rows were seen to have

    @cached_property
    def columns(self) -> Columns:
        """The folded texts of all records."""
        words, *texts = self._folded
        triples = zip(texts[::3], texts[1::3], texts[2::3], strict=True)
        try:
            return Columns(
                tuple(
                    _StoredColumn.of_rows(len(self), bytes(text), _numbers(ends), _numbers(numbers))
                    for text, ends, numbers in triples
                ),
                self._wide_column,
                str(words, "utf-8").split("\n") if words else (),
            )
        except UNUSABLE:
            raise FileProblem(_FORGED) from None

    def _wide_column(self) -> Column:
        if checksum(self._wide) != self._wide_sum:
            return wide_column(self)
        text, ends = self._wide
        try:
            return _StoredColumn.of_rows(len(self), bytes(text), _numbers(ends), ())
        except UNUSABLE:
            raise FileProblem(_FORGED) from None

    def __len__(self) -> int:
        return len(self._years)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            return [self._record(number) for number in range(*index.indices(len(self)))]
        return self._record(range(len(self))[index])

    def __iter__(self) -> Iterator[Record]:
        return map(self._record, range(len(self)))

    def of_years(self, first: int, last: int) -> Iterator[Record]:
        """The records of the years *first* to *last*, both inclusive, in file order."""
        for number, year in enumerate(self._years):
            if first <= year <= last:
                yield self._record(number)

    def _record(self, number: int) -> Record:
        # `_facts` in full; by index, since every record of a list passes here.
        try:
            row: list[Any] = json.loads(self._facts.of(number))
            shape = tuple(map(type, row))
            if shape not in self._shapes:
                self._check(shape)
            values = row[_VALUES]
            if not _ONLY_LISTS.issuperset(map(type, values)):
                raise ValueError(values)
            texts = "".join(chain(row[:3], row[_AUTHORS], filter(None, row[_LINKS]), *values))
            if not texts.isascii():
                texts.encode()  # which half a character cannot be
            row[_VALUES] = dict(zip(self._fields, values, strict=True))
            row[_FOLDED:_FOLDED] = _Texts(self, number), _Lazy(self._rest, number)
            row.insert(_SOURCE, self._source)
            return _StoredRecord._make(row)
        except UNUSABLE:
            raise FileProblem(_FORGED) from None

    def _check(self, shape: tuple[type, ...]) -> None:
        """Remembers the *shape* of a row. Raises ValueError for one that no stored row has."""
        if not all(map(operator.contains, _TYPES, shape)) or len(shape) != len(_TYPES):
            raise ValueError(shape)
        self._shapes.add(shape)


class _StoredColumn(Column):
    """A column of the cache. Raises FileProblem where its parts do not go together."""

    @classmethod
    def of_rows(
        cls, count: int, text: bytes, ends: Sequence[int], numbers: Sequence[int]
    ) -> "_StoredColumn":
        """The column of *count* rows: no other row is found in it. Raises one of `UNUSABLE`."""
        if len(numbers or ends) != count or (count and ends[-1] < len(text)):
            raise ValueError(count)
        return cls(text, ends, numbers)

    def line(self, row: int) -> str:
        try:
            return super().line(row)
        except UNUSABLE:
            raise FileProblem(_FORGED) from None

    def rows(self, found: dict[int, float]) -> dict[int, float]:
        try:
            return super().rows(found)
        except UNUSABLE:
            raise FileProblem(_FORGED) from None


def _numbers(packed: memoryview, kind: Literal["H", "I"] = "I") -> Sequence[int]:
    numbers: Sequence[int] = packed.cast(kind)
    return numbers


class _Lines(NamedTuple):
    """Texts one behind the other, and where each ends."""

    text: memoryview
    ends: Sequence[int]

    def of(self, number: int) -> bytes:
        """The text with this *number*."""
        start = self.ends[number - 1] if number else 0
        return bytes(self.text[start : self.ends[number]])


class _StoredRecord(Record):
    """A record whose texts for searching are put together when asked for."""

    __slots__ = ()

    @property
    def folded(self) -> str:
        return self._texts.folded()

    @property
    def wide(self) -> str:
        return self._texts.wide()

    @property
    def _texts(self) -> "_Texts":
        return cast("_Texts", self[_FOLDED])


class _Texts:
    """One record's texts for searching, until they are asked for."""

    __slots__ = ("_number", "_records")

    def __init__(self, records: StoredRecords, number: int) -> None:
        self._records = records
        self._number = number

    def folded(self) -> str:
        """`Record.folded`."""
        return self._records.columns.folded(self._number)

    def wide(self) -> str:
        """`Record.wide`."""
        return self._records.columns.wide.line(self._number)


class _Lazy(Contents):
    """One record's less used fields."""

    __slots__ = ("_number", "_rest", "_seen")

    def __init__(self, rest: _Lines, number: int) -> None:
        self._rest = rest
        self._number = number
        self._seen: Mapping[str, str] | None = None

    @property
    def raw(self) -> Mapping[str, str]:
        if self._seen is None:
            self._seen = self._read()
        return self._seen

    def _read(self) -> Mapping[str, str]:
        try:
            fields: dict[str, str] = json.loads(self._rest.of(self._number))
            "".join((*fields, *fields.values()))  # nothing but texts
        except UNUSABLE:
            raise FileProblem(_FORGED) from None
        return fields
