"""A unified diff of two versions of a file, in time linear in its length."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_CONTEXT = 3
_WINDOW = 400  # lines looked ahead for where the versions agree again
_AGREED = 2  # equal lines that count as agreeing


class _Change(NamedTuple):
    """Lines `[start, end)` of the old version replaced by `[new_start, new_end)` of the new."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified(before: str, after: str, name: str) -> Iterator[str]:
    """The lines of a diff that `patch -p0` applies; none where the versions are equal.

    `difflib` takes quadratic time on thousands of changes. Here each change is looked for within
    some lines of the last, so that a long rearrangement is shown longer than it need be.
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
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
            continue
        end, new_end = _agreement(old, i, new, j)
        yield _Change(i, end, j, new_end)
        i, j = end, new_end


def _agreement(old: list[str], i: int, new: list[str], j: int) -> tuple[int, int]:
    """Where, nearest behind *i* and *j*, the versions agree again; else both ends."""
    for total in range(1, _WINDOW):
        for skipped in range(total + 1):
            a, b = i + total - skipped, j + skipped
            if a > len(old) or b > len(new):
                continue
            if old[a : a + _AGREED] == new[b : b + _AGREED] and (a < len(old) or b == len(new)):
                return a, b
    return len(old), len(new)


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
        yield (
            f"{sign}{line}"
            if line.endswith("\n")
            else (f"{sign}{line}\n\\ No newline at end of file\n")
        )
