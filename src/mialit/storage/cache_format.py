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

Piece = bytes | bytearray | memoryview


class Parts(NamedTuple):
    """What is stored of records, each in one column.

    `digests` and `origins` say of which units of the file they were made (`bibtex.outline`); what
    is not to be taken over when the file changes has a digest of zeros. `folded` are text, ends
    and numbers of each column of `text_columns`.
    """

    years: Piece
    starts: Piece
    ends: Piece
    lines: Piece
    digests: Piece
    origins: Piece
    facts: Piece
    fact_ends: Piece
    rest: Piece
    rest_ends: Piece
    words: Piece
    folded: Sequence[Piece]
    wide: Piece
    wide_ends: Piece

    def flat(self) -> list[Piece]:
        """All of them in one list, `PARTS` in number."""
        single: Sequence[Any] = self
        return [*single[:_FOLDED_PART], *self.folded, self.wide, self.wide_ends]

    @classmethod
    def of(cls, flat: Sequence[Piece]) -> "Parts":
        """The inverse of `flat`."""
        single: list[Any] = [*flat[:_FOLDED_PART], flat[_FOLDED_PART:-WIDE_PARTS]]
        return cls(*single, *flat[-WIDE_PARTS:])


_FOLDED_PART = Parts._fields.index("folded")
WIDE_PARTS = 2  # the last ones
PARTS = _FOLDED_PART + 3 * WIDTH + WIDE_PARTS


def parts(
    records: Sequence[Record],
    fields: Sequence[str],
    digests: Piece = b"",
    origins: Piece = b"",
    *,
    in_part: bool = False,
) -> Parts:
    """What is stored of *records*.

    *fields* are those that the values are of, in the order they are stored in; *digests* and
    *origins* as in `Parts`, those of records that are not to be taken over unless they are given.
    Of a list *in part* there are no `words`: they are looked for when it is whole.
    """
    from mialit.bibtex.outline import NO_DIGEST  # which reading a stored list does without

    columns = Columns.of(records)
    facts, fact_ends = _lines(_facts(record, fields) for record in records)
    # Made readable when looked at.
    rest, rest_ends = _lines(_dump(dict(record.raw)) for record in records)
    folded: list[Piece] = []
    for column in columns.columns:
        folded += column.text, array("I", column.ends).tobytes()
        folded.append(array("I", column.numbers).tobytes())
    wide = wide_column(records)
    return Parts(
        years=array("H", [record.year or 0 for record in records]).tobytes(),
        starts=array("I", [record.start for record in records]).tobytes(),
        ends=array("I", [record.end for record in records]).tobytes(),
        lines=array("I", [record.line for record in records]).tobytes(),
        digests=digests or NO_DIGEST * len(records),
        origins=origins or bytes(len(records)),
        facts=facts,
        fact_ends=fact_ends,
        rest=rest,
        rest_ends=rest_ends,
        words=b"" if in_part else "\n".join(columns.distinct_words).encode(),
        folded=folded,
        wide=wide.text,
        wide_ends=array("I", wide.ends).tobytes(),
    )


def checksum(pieces: Iterable[Piece]) -> int:
    """What tells whether *pieces* are damaged."""
    result = 0
    for piece in pieces:
        result = zlib.crc32(piece, result)
    return result


def wide_checksum(stored: Parts) -> int:
    """The checksum of the wide texts alone."""
    return checksum((stored.wide, stored.wide_ends))


# Where in a record its values stand; and what is not among the facts: the folded text, `rest`, the
# place in the file, and the source.
_VALUES = Record._fields.index("values")
_FOLDED, _AFTER = Record._fields.index("folded"), Record._fields.index("authors_complete")
_AUTHORS = Record._fields.index("authors")
_LINKS = slice(Record._fields.index("url"), _FOLDED)
# The types of those facts that are stored, in their order.
_TEXT, _PERHAPS = (str,), (str, type(None))
_TYPES = (
    _TEXT, _TEXT, _TEXT, (list,), (int, type(None)), (list,), (bool,), _PERHAPS, _PERHAPS,
    _PERHAPS, (bool,), (bool,),
)  # fmt: skip
_ONLY_LISTS = frozenset({list})
_FORGED = "the cache holds a list that this program has not stored; clear it: mialit cache clear"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _facts(record: Record, fields: Sequence[str]) -> bytes:
    """What `StoredRecords` makes a record of, in the order of `Record`'s fields."""
    facts: list[object] = list(record)
    facts[_VALUES] = [record.values.get(name, ()) for name in fields]
    del facts[_FOLDED:_AFTER]
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

    def __init__(self, stored: Parts, fields: Sequence[str], source: int, wide_sum: int) -> None:
        self.parts = stored
        self._years = numbers_of(stored.years, "H")
        self._starts = numbers_of(stored.starts)
        self._ends = numbers_of(stored.ends)
        self._line_numbers = numbers_of(stored.lines)
        self._facts = _Lines(stored.facts, numbers_of(stored.fact_ends))
        self._rest = _Lines(stored.rest, numbers_of(stored.rest_ends))
        self._wide_sum = wide_sum
        self._fields = fields
        self._source = source
        self._shapes: set[tuple[type, ...]] = set()  # those that rows were seen to have

    @cached_property
    def columns(self) -> Columns:
        """The folded texts of all records."""
        words, texts = self.parts.words, self.parts.folded
        triples = zip(texts[::3], texts[1::3], texts[2::3], strict=True)
        try:
            return Columns(
                tuple(
                    _StoredColumn.of_rows(
                        len(self), bytes(text), numbers_of(ends), numbers_of(numbers)
                    )
                    for text, ends, numbers in triples
                ),
                self._wide_column,
                str(words, "utf-8").split("\n") if words else (),
            )
        except UNUSABLE:
            raise FileProblem(_FORGED) from None

    def is_sound(self) -> bool:
        """Whether the wide texts, which nobody has checked, are what was stored."""
        return wide_checksum(self.parts) == self._wide_sum

    def _wide_column(self) -> Column:
        text, ends = self.parts.wide, self.parts.wide_ends
        if not self.is_sound():
            return wide_column(self)
        try:
            return _StoredColumn.of_rows(len(self), bytes(text), numbers_of(ends), ())
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
            row[_FOLDED:_FOLDED] = (
                _Texts(self, number),
                _Lazy(self._rest, number),
                self._line_numbers[number],
                self._starts[number],
                self._ends[number],
                self._source,
            )
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


def numbers_of(packed: Piece, kind: Literal["H", "I"] = "I") -> Sequence[int]:
    """Numbers that are *packed* as the machine has them."""
    numbers: Sequence[int] = memoryview(packed).cast(kind)
    return numbers


class _Lines(NamedTuple):
    """Texts one behind the other, and where each ends."""

    text: Piece
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
