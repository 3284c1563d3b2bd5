"""A file's bytes in parts, so that a large one need not be held whole."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, Protocol

from mialit.storage import sources, streams
from mialit.storage.sources import Source

_WORTH_UNITS = 1 << 16  # bytes of a file from which on it is read unit by unit
_LARGE = 1 << 25  # bytes of a file from which on it is not held whole
_WINDOW = 1 << 22


class ChangedMeanwhileError(Exception):
    """Another program changed the file while it was read."""


class FileParts(Protocol):
    """A file while it is read."""

    def windows(self) -> Iterator[bytes]:
        """All of it, part by part."""

    def part(self, start: int, end: int) -> bytes:
        """The bytes from *start* to *end*, exclusive. Raises ChangedMeanwhileError."""

    def state(self) -> os.stat_result | None:
        """Its state while it was read; None of what is no file, or changed before it was held.

        Raises ChangedMeanwhileError.
        """


@contextmanager
def opened(source: Source) -> Iterator[FileParts]:
    """*source* as it is now. Raises FileProblem when it cannot be read."""
    path = source.path
    # On Windows a file that is open cannot be replaced by its other writers.
    if path is None or sys.platform == "win32" or not _is_of_size(path, _LARGE):
        yield Held(*sources.load_with_state(source))
        return
    with path.open("rb") as file:
        yield _OnDisk(file)


def is_worth_units(path: Path) -> bool:
    """Whether a file is large enough for reading it unit by unit (`bibtex.outline`)."""
    return _is_of_size(path, _WORTH_UNITS)


def _is_of_size(path: Path, size: int) -> bool:
    try:
        status = path.stat()
    except (OSError, ValueError):  # which reading it says better
        return False
    return S_ISREG(status.st_mode) and status.st_size >= size


class Held:
    """A file that is held whole."""

    def __init__(self, data: bytes, state: os.stat_result | None) -> None:
        self._data = data
        self._state = state

    def windows(self) -> Iterator[bytes]:
        """All of it."""
        yield self._data

    def part(self, start: int, end: int) -> bytes:
        """The bytes from *start* to *end*, exclusive."""
        return self._data[start:end]

    def state(self) -> os.stat_result | None:
        """Its state while it was read."""
        return self._state


class _OnDisk:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._first = os.fstat(file.fileno())

    def windows(self) -> Iterator[bytes]:
        for start in range(0, self._first.st_size, _WINDOW):
            yield self.part(start, min(start + _WINDOW, self._first.st_size))

    def part(self, start: int, end: int) -> bytes:
        self._file.seek(start)
        found = self._file.read(end - start)
        if len(found) != end - start:
            raise ChangedMeanwhileError
        return found

    def state(self) -> os.stat_result | None:
        now = os.fstat(self._file.fileno())
        if not streams.is_unchanged(self._first, now):
            raise ChangedMeanwhileError
        return now
