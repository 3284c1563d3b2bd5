"""What the cache's folder holds, how much that may be, and which stored lists go.

A file's time of modification says when its list was last used, to a day. What is of no use goes
first, then what was not used for longest.
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from mialit import __version__
from mialit.storage.cache import DAY_NS, FORMAT, SUFFIX, opened
from mialit.storage.file_lock import is_abandoned

# Of all files together. A list of a million entries takes something over 1 GB.
_MOST = 200  # files
_LARGEST = 1 << 32  # bytes
_DAYS = 90  # without a use
_HEAD = 20_000  # bytes of a file that say of which list it is, with the longest of paths
_WHOSE = re.compile(
    rb'[0-9a-f]{8}\{"format":(\d+),"order":("\w*"),"program":("[^"\\]*"),'
    rb'"path":("(?:[^"\\]|\\.)*")'
)

# Why a stored list is of no use.
Reason = Literal["source gone", "other version", "damaged"]


class Usage(NamedTuple):
    """What is in the folder of a cache; `leftovers` are files that killed processes left."""

    lists: int
    bytes: int
    leftovers: int


class StoredList(NamedTuple):
    """A stored list; `source` is the real path of the file it was read from, None if unknown.

    `used` is the time of its last use in nanoseconds since 1970, to a day; `useless` says why the
    list is of no use, None of one that is.
    """

    source: str | None
    bytes: int
    used: int
    useless: Reason | None


def usage(place: Path) -> Usage:
    """What is in the cache's folder *place*. Raises OSError."""
    lists, leftovers = list(_states(_files(place))), list(_states(_leftovers(place)))
    size = sum(each.size for each in (*lists, *leftovers))
    return Usage(len(lists), size, len(leftovers))


def stored_lists(place: Path) -> list[StoredList]:
    """The lists in the cache's folder *place*, the one used last first. Raises OSError.

    Of each only the beginning is read: one that is damaged behind it is shown as of use.
    """
    found = []
    for each in _states(_files(place)):
        source, useless = _told(place, each.file)
        found.append(StoredList(source, each.size, each.used, useless))
    return sorted(found, key=lambda each: (-each.used, each.source or ""))


def limits() -> dict[str, int]:
    """How many lists are kept, how many bytes of them, and for how many days without a use."""
    return {"most_lists": _MOST, "most_bytes": _LARGEST, "most_days": _DAYS}


def clear(place: Path) -> Usage:
    """Removes the stored lists in *place*, and what killed processes left. Raises OSError."""
    removed = usage(place)
    for file in (*_files(place), *_leftovers(place)):
        file.unlink(missing_ok=True)
    return removed


def has_room(size: int) -> bool:
    """Whether a list of so many bytes may be stored at all."""
    return size <= _LARGEST


def tidy(place: Path, stored: Path, size: int, *, one_more: bool) -> None:
    """Removes what killed processes left, what is out of use, and what is too much.

    Out of use is what was not used for `_DAYS`. With *one_more* list, it is also what is useless
    and was not used for a day, such as the list of a file that is gone. *stored*, of *size* bytes,
    is the list that was stored just now; it stays. What is too much are the lists that were used
    least lately. What cannot be removed, since others have it open, is left.
    """
    _remove(filter(is_abandoned, _leftovers(place)))
    now = time.time_ns()
    kept = []
    for each in _states(file for file in _files(place) if file != stored):
        unused = now - each.used
        gone = unused > _DAYS * DAY_NS
        if gone or (one_more and unused > DAY_NS and _told(place, each.file)[1]):
            _remove([each.file])
        else:
            kept.append(each)
    room = _LARGEST - size - sum(each.size for each in kept)
    spare = _MOST - 1 - len(kept)
    for each in sorted(kept):
        if room >= 0 and spare >= 0:
            break
        _remove([each.file])
        room += each.size
        spare += 1


class _State(NamedTuple):
    """When a file was last used and its size; those used least lately sort first."""

    used: int
    size: int
    file: Path


def _states(files: Iterable[Path]) -> Iterator[_State]:
    """Those of *files* that are still there."""
    for file in files:
        with suppress(FileNotFoundError):
            status = file.lstat()
            yield _State(status.st_mtime_ns, status.st_size, file)


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()


def _files(place: Path) -> list[Path]:
    return sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else []


def _leftovers(place: Path) -> list[Path]:
    """Files that were not written to their end, or are just being written."""
    return sorted(place.glob(f".*{SUFFIX}?*")) if place.is_dir() else []


def _told(place: Path, file: Path) -> tuple[str | None, Reason | None]:
    """The source of the list in *file*, if it says so, and why the list is of no use, if so."""
    try:
        if not file.is_file():  # a pipe would be waited for
            return None, "damaged"
        with opened(place, file) as stored:
            found = _WHOSE.match(stored.read(_HEAD))
        if found is None:
            return None, "damaged"
        number, order, program, path = map(json.loads, found.groups())
    except (OSError, ValueError):
        return None, "damaged"
    if (number, order, program) != (FORMAT, sys.byteorder, __version__):
        return path, "other version"
    return path, None if os.path.lexists(path) else "source gone"
