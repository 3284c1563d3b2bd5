"""What the cache's folder holds, how much that may be, and which stored lists go.

Those that are not used go first. A file's time of modification says when its list was last used, to
a day.
"""

import json
import os
import re
import time
from pathlib import Path
from typing import NamedTuple

from mialit.storage.cache import DAY_NS, FORMAT, SUFFIX
from mialit.storage.file_lock import is_abandoned

# Of all files together; what was not used for longest goes first.
_MOST = 200  # files
_LARGEST = 1 << 29  # bytes
_HEAD = 20_000  # bytes of a file that say of which list it is, with the longest of paths


class Usage(NamedTuple):
    """What is in the folder of a cache; `leftovers` are files that killed processes left."""

    lists: int
    bytes: int
    leftovers: int


def usage(place: Path) -> Usage:
    """What is in the cache's folder *place*. Raises OSError."""
    lists, leftovers = _files(place), _leftovers(place)
    size = sum(file.stat().st_size for file in (*lists, *leftovers))
    return Usage(len(lists), size, len(leftovers))


def limits() -> dict[str, int]:
    """How many lists are kept, and how many bytes of them."""
    return {"most_lists": _MOST, "most_bytes": _LARGEST}


def clear(place: Path) -> Usage:
    """Removes the stored lists in *place*, and what killed processes left. Raises OSError."""
    removed = usage(place)
    for file in (*_files(place), *_leftovers(place)):
        file.unlink(missing_ok=True)
    return removed


def _files(place: Path) -> list[Path]:
    return sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else []


def _leftovers(place: Path) -> list[Path]:
    """Files that were not written to their end, or are just being written."""
    return sorted(place.glob(f".*{SUFFIX}?*")) if place.is_dir() else []


def has_room(size: int) -> bool:
    """Whether a list of so many bytes may be stored at all."""
    return size <= _LARGEST


def tidy(place: Path, stored: Path, size: int, *, one_more: bool) -> None:
    """Removes what killed processes left, and what was least used where all becomes too much.

    With *one_more* list, also those that are of no use any more: their file is gone, or they are
    another version's. They are looked for among what has not been used for a day.
    """
    for file in filter(is_abandoned, _leftovers(place)):
        file.unlink(missing_ok=True)
    others = sorted(
        (file.stat().st_mtime_ns, file.stat().st_size, file)
        for file in _files(place)
        if file != stored
    )
    if one_more:
        old = time.time_ns() - DAY_NS
        useless = {file for used, _, file in others if used < old and _is_useless(file)}
        for file in useless:
            file.unlink(missing_ok=True)
        others = [each for each in others if each[2] not in useless]
    room = _LARGEST - size - sum(length for _, length, _ in others)
    spare = _MOST - 1 - len(others)
    for _, length, file in others:
        if room >= 0 and spare >= 0:
            break
        file.unlink(missing_ok=True)
        room += length
        spare += 1


def _is_useless(file: Path) -> bool:
    """Whether the list stored in *file* is of a source that is gone, or in another format."""
    with file.open("rb") as opened_file:
        head = opened_file.read(_HEAD)
    found = re.match(rb'[0-9a-f]{8}\{"format":(\d+),.*?"path":("(?:[^"\\]|\\.)*")', head)
    if found is None:
        return True
    return int(found[1]) != FORMAT or not os.path.lexists(json.loads(found[2]))
