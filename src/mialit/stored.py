"""How the cache writes records down, and reads them back one by one.

A record's line is its year, its facts (a JSON list) and its folded text, separated by tabs. Its
less used fields are another line, a JSON object, in a later part of the file.
"""

import json
import mmap
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

from mialit.record import Record

_FOLDED_BREAK = "\x1f"  # stands for a line end in folded text, which has no control character


def record_line(record: Record, fields: Sequence[str]) -> bytes:
    """The line of *record*; *fields* are the declared fields, in the order they are stored in."""
    facts: list[object] = list(record[:10])
    facts[5] = [record.values.get(name, ()) for name in fields]
    facts += record[12:15]
    folded = record.folded.replace("\n", _FOLDED_BREAK).encode()
    return b"%04d\t%b\t%b\n" % (record.year or 0, _dump(facts), folded)


def rest_line(record: Record) -> bytes:
    """The less used fields of *record*, without a line end."""
    return _dump(dict(record.rest))


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class StoredRecords(Sequence[Record]):
    """Records that are decoded when they are looked at; each look makes a new one."""

    def __init__(
        self, lines: Sequence[bytes], fields: Sequence[str], rest: "Rest", source: int
    ) -> None:
        self._lines = lines
        self._fields = fields
        self._rest = rest
        self._source = source

    def __len__(self) -> int:
        return len(self._lines)

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
        low, high = b"%04d" % first, b"%04d" % last
        for number, line in enumerate(self._lines):
            if low <= line[:4] <= high:
                yield self._record(number)

    def _record(self, number: int) -> Record:
        _, facts, folded = self._lines[number].decode().split("\t")
        row = json.loads(facts)
        row[5] = dict(zip(self._fields, row[5], strict=True))
        row[10:10] = folded.replace(_FOLDED_BREAK, "\n"), _Lazy(self._rest, number)
        row.append(self._source)
        return Record._make(row)


class Rest:
    """The less used fields of all records; looked at when first asked for.

    The file is mapped, so that it may be replaced meanwhile.
    """

    def __init__(self, mapped: "mmap.mmap", start: int) -> None:
        self._mapped = mapped
        self._start = start

    def of(self, number: int) -> dict[str, str]:
        """The fields of the record with this *number*."""
        fields: dict[str, str] = json.loads(self._lines[number])
        return fields

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._mapped[self._start :].split(b"\n")


class _Lazy(Mapping[str, str]):
    """One record's less used fields."""

    __slots__ = ("_number", "_rest")

    def __init__(self, rest: Rest, number: int) -> None:
        self._rest = rest
        self._number = number

    def __getitem__(self, name: str) -> str:
        return self._rest.of(self._number)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rest.of(self._number))

    def __len__(self) -> int:
        return len(self._rest.of(self._number))
