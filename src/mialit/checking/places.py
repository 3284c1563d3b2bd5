"""Where an entry's field stands in a manuscript's file, looked for where something is found."""

import re
from collections.abc import Callable
from typing import NamedTuple

from mialit.records.model import Record


class Position(NamedTuple):
    """Line and column, both from 1, as in `bibtex.model`, which checking mostly does without."""

    line: int
    column: int


class Places:
    """The places of entries and their fields; *text* gives the text of a source by its number."""

    def __init__(self, text: Callable[[int], str]) -> None:
        self._text = text
        self._texts: dict[int, str] = {}
        self._fields: dict[tuple[int, int], dict[str, int]] = {}

    def of(self, record: Record, field: str | None = None) -> Position:
        """Where *field* begins in the entry of *record*; its key where it has no such field.

        The beginning of the record's line where the file has changed since it was read.
        """
        from mialit.bibtex.entry_source import field_places, key_place

        if record.source not in self._texts:
            self._texts[record.source] = self._text(record.source)
        text = self._texts[record.source]
        start, end = record.start, record.end
        if text[start : start + 1] != "@":
            return Position(record.line, 1)
        at = None
        if field:
            places = self._fields.get((record.source, start))
            if places is None:
                places = self._fields[record.source, start] = field_places(text, start, end)
            at = places.get(field)
        return _position(text, record, key_place(text, start, end) if at is None else at)

    def states(self, record: Record, field: str | None) -> bool:
        """Whether the entry of *record* has *field* itself, of which the place was asked."""
        return field in self._fields.get((record.source, record.start), ())


def _position(text: str, record: Record, at: int) -> Position:
    ends = [found.end() for found in re.finditer(r"\r\n?|\n", text[record.start : at])]
    if ends:
        return Position(record.line + len(ends), at - record.start - ends[-1] + 1)
    before = max(text.rfind("\n", 0, record.start), text.rfind("\r", 0, record.start))
    return Position(record.line, at - before)
