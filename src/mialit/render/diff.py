"""A unified diff of two versions of a file, in nearly linear time."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mialit.curation.placement import longest_rise
from mialit.text.normalize import clean, clean_lines

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_CONTEXT = 3
_WINDOW = 100  # lines looked ahead for where the versions agree again
_AGREED = 2  # equal lines that count as agreeing


class _Change(NamedTuple):
    """Lines `[start, end)` of the old version replaced by `[new_start, new_end)` of the new."""

    start: int
    end: int
    new_start: int
    new_end: int


def shown(before: bytes, after: bytes, name: str) -> Iterator[str]:
    """The lines of a diff for a person to read: as `unified`, without control characters."""
    old, new = (clean_lines(data.decode("utf-8", "surrogateescape")) for data in (before, after))
    return unified(old, new, clean(name))


def unified(before: str, after: str, name: str) -> Iterator[str]:
    """The lines of a diff that `patch -p0` applies; none where the versions are equal.

    `difflib` takes quadratic time on thousands of changes. Here lines that occur once in each
    version are matched first, as in a patience diff. Between them each change is looked for
    within some lines of the last, so that a long rearrangement may be shown longer than it is.
    """
    old, new = _LINES.findall(before), _LINES.findall(after)
    changes = list(_changes(old, new))
    if changes:
        yield f"--- {name}\n"
        yield f"+++ {name}\n"
    for hunk in _hunks(changes):
        yield from _hunk(old, new, hunk)


def _changes(old: list[str], new: list[str]) -> Iterator[_Change]:
    i = j = 0
    for stop, new_stop in [*_matched(old, new), (len(old), len(new))]:
        end, new_end = stop, new_stop  # a tail that is equal is left to the next turn
        while i < end or j < new_end:
            if i < end and j < new_end and old[i] == new[j]:
                i, j = i + 1, j + 1
                continue
            while i < end and j < new_end and old[end - 1] == new[new_end - 1]:
                end, new_end = end - 1, new_end - 1
            if i == end or j == new_end:
                a, b = end, new_end
            else:
                a, b = _agreement(old, end, i, new, new_end, j)
            yield _Change(i, a, j, b)
            i, j = a, b


def _matched(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Indices of lines that occur once in each version and stand in one order in both."""
    places = _once(new)
    pairs = [(i, places[line]) for line, i in _once(old).items() if line in places]
    kept = longest_rise([place for _, place in pairs])
    return [pair for number, pair in enumerate(pairs) if number in kept]


def _once(lines: list[str]) -> dict[str, int]:
    """The lines that occur once, in order, each with its index."""
    counts = Counter(lines)
    return {line: number for number, line in enumerate(lines) if counts[line] == 1}


def _agreement(
    old: list[str], end: int, i: int, new: list[str], new_end: int, j: int
) -> tuple[int, int]:
    """Where, nearest behind *i* and *j*, the versions agree again; else both ends."""
    for total in range(1, _WINDOW):
        for skipped in range(total + 1):
            a, b = i + total - skipped, j + skipped
            if a > end or b > new_end:
                continue
            if old[a : a + _AGREED] == new[b : b + _AGREED] and (a < len(old) or b == len(new)):
                return a, b
    return end, new_end


def _hunks(changes: list[_Change]) -> Iterator[list[_Change]]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(old: list[str], new: list[str], changes: list[_Change]) -> Iterator[str]:
    first, last = changes[0], changes[-1]
    lead = min(first.start, _CONTEXT)
    tail = min(len(old) - last.end, _CONTEXT)
    start, end = first.start - lead, last.end + tail
    new_start, new_end = first.new_start - lead, last.new_end + tail
    yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
    at = start
    for change in changes:
        yield from _marked(" ", old[at : change.start])
        yield from _marked("-", old[change.start : change.end])
        yield from _marked("+", new[change.new_start : change.new_end])
        at = change.end
    yield from _marked(" ", old[at:end])


def _range(start: int, end: int) -> str:
    """Lines as a hunk's head counts them: from 1, but an empty range names the line before."""
    return f"{start + 1 if end > start else start},{end - start}"


def _marked(sign: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        yield f"{sign}{line}{end}"
