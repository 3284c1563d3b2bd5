"""Parsed lists kept in the user's cache folder, one file a source; all of it can be thrown away.

A file is a line of JSON (what it was made from) and the parts that `cache_format` makes. The format
cannot run code. A stored list is used while the source's real path, size, times and inode, the
vocabulary's text and the program's version are those it was made from. Of a source younger than
two seconds when it was read, the times say nothing (a second change may carry the same), so there
its content's hash decides.
Whatever is missing, damaged, foreign or not to be written is the same as no cache.
"""

import json
import os
import stat
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from mialit import __version__
from mialit.vocabulary.model import Vocabulary, from_plain, to_plain

if TYPE_CHECKING:
    from mialit.records.model import Record
    from mialit.storage.cache_format import StoredRecords

FORMAT = 9  # raise it with every change of a record's meaning or of this format
_SETTLED_NS = 2_000_000_000
_LARGEST = 1 << 29  # bytes of all files together; the oldest go first
_SUFFIX = ".mialit"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
# What comes of reading a file that is damaged, or of somebody who can compute its checksums.
UNUSABLE = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError,
)  # fmt: skip
_SUM = 8  # hexadecimal digits of a checksum


class Fault(NamedTuple):
    """A fault of a file as a person is told of it; the line 0 is of one of the whole file."""

    line: int
    reason: str
    lost: bool


class Stored(NamedTuple):
    """A list as it was stored."""

    vocabulary: Vocabulary
    records: "StoredRecords"
    faults: tuple[Fault, ...]


def folder(environment: Mapping[str, str]) -> Path:
    """The folder of the cache, by the platform's own rules.

    On Linux that is one line of the XDG base directory specification: importing platformdirs for
    it would cost a quarter of what a whole start may (docs/performance.md).
    """
    if sys.platform == "linux":
        stated = environment.get("XDG_CACHE_HOME", "")
        return Path(stated if stated.startswith("/") else Path("~/.cache").expanduser(), "mialit")
    from platformdirs import user_cache_path

    return user_cache_path("mialit", appauthor=False)


class Cache:
    """The stored lists in one folder; without a folder, none."""

    def __init__(self, place: Path | None) -> None:
        self._place = place

    def find(self, path: Path, vocabulary_text: str, source: int) -> Stored | None:
        """The stored list of the file at *path* with this *vocabulary*; None when none is valid.

        *source* is the number that its records carry.
        """
        if self._place is None:
            return None
        try:
            return self._found(self._place, path, vocabulary_text, source)
        except UNUSABLE:
            return None

    def _found(self, place: Path, path: Path, vocabulary_text: str, source: int) -> Stored | None:
        # Not loaded where only the vocabulary is asked for.
        import mmap

        from mialit.storage.cache_format import PARTS, WIDE_PARTS, StoredRecords

        status = path.stat()
        asked = _asked(path, vocabulary_text)
        stored = _stored_file(place, asked)
        with opened(place, stored) as file:
            about = _about(file.readline(), asked)
            if about is None:
                return None
            start = file.tell()
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        data = memoryview(mapped)[start:]
        sizes = about["sizes"]
        if len(sizes) != PARTS or len(data) != sum(map(_padded, sizes)):
            return None
        # Wide texts, by far the longest of all, are checked when they are looked at.
        if zlib.crc32(data[: sum(map(_padded, sizes[:-WIDE_PARTS]))]) != about["checksum"]:
            return None
        if not about["settled"] or tuple(about["state"]) != _state(status):
            # The times are no proof; the content is. Then the proof is renewed.
            if status.st_size != about["state"][0] or digest(path.read_bytes()) != about["digest"]:
                return None
            renewed = about | {"state": _state(status), "settled": _settled(status)}
            _write(place, stored, (_line(renewed), data))
        starts = accumulate(map(_padded, sizes), initial=0)
        pieces = [data[low : low + size] for low, size in zip(starts, sizes, strict=False)]
        return Stored(
            vocabulary=from_plain(about["declared"]),
            records=StoredRecords(pieces, about["fields"], source, about["wide"]),
            faults=tuple(Fault(*fault) for fault in about["faults"]),
        )

    def vocabulary(self, path: Path, vocabulary_text: str) -> Vocabulary | None:
        """This *vocabulary*, read, as it stands with the list of the file at *path*.

        It holds whatever has become of the file since. None when there is none.
        """
        if self._place is None:
            return None
        try:
            asked = _asked(path, vocabulary_text)
            with opened(self._place, _stored_file(self._place, asked)) as file:
                about = _about(file.readline(), asked)
            return from_plain(about["declared"]) if about else None
        except UNUSABLE:
            return None

    def store(
        self,
        path: Path,
        status: os.stat_result,
        content: str,
        vocabulary_text: str,
        stored: tuple[Vocabulary, Sequence["Record"], Iterable[Fault]],
    ) -> None:
        """Stores a list that was read from the file at *path* while it had *status*.

        *content* is the `digest` of the bytes that were read.

        A cache that cannot be written is no error.
        """
        if self._place is None:
            return
        from mialit.storage.cache_format import WIDE_PARTS, checksum, parts

        vocabulary, records, faults = stored
        asked = _asked(path, vocabulary_text)
        fields = list(vocabulary.known)
        pieces = parts(records, fields)
        sizes = list(map(len, pieces))
        wide = checksum(pieces[-WIDE_PARTS:])
        for number, size in enumerate(sizes):
            pieces[number] += bytes(_padded(size) - size)
        about = asked | {
            "state": _state(status),
            "settled": _settled(status),
            "digest": content,
            "declared": to_plain(vocabulary),
            "fields": fields,
            "faults": list(faults),
            "sizes": sizes,
            "checksum": checksum(pieces[:-WIDE_PARTS]),
            "wide": wide,
        }
        with suppress(OSError, ValueError):
            _write(self._place, _stored_file(self._place, asked), (_line(about), *pieces))


NO_CACHE = Cache(None)


def clear(place: Path) -> int:
    """Removes the stored lists in *place*; the number of files removed. Raises OSError."""
    files = _files(place)
    for file in files:
        file.unlink()
    return len(files)


def _files(place: Path) -> list[Path]:
    return sorted(place.glob(f"*{_SUFFIX}")) if place.is_dir() else []


def _asked(path: Path, vocabulary_text: str) -> dict[str, Any]:
    """What a stored list has to say of itself to be the one of the file at *path*."""
    return {
        "format": FORMAT,
        "order": sys.byteorder,
        "program": __version__,
        "path": os.path.realpath(path),
        "vocabulary": vocabulary_text,
    }


def _stored_file(place: Path, asked: Mapping[str, Any]) -> Path:
    """Where the list *asked* for is stored. A clash of names only costs a new reading."""
    path = zlib.crc32(os.fsencode(asked["path"]))
    return place / f"{zlib.crc32(asked['vocabulary'].encode(), path):08x}{_SUFFIX}"


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _settled(status: os.stat_result) -> bool:
    """Whether the file was old enough for a later change to show in its times."""
    return time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS


def digest(data: bytes) -> str:
    """What tells one content of a file from another."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _line(about: Mapping[str, Any]) -> bytes:
    """The first line of a file: a checksum of the rest of the line, and *about*."""
    text = json.dumps(about, separators=(",", ":")).encode()
    text = text.ljust(_padded(_SUM + len(text) + 1) - _SUM - 1) + b"\n"
    return b"%08x" % zlib.crc32(text) + text


def _about(line: bytes, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """The inverse of `_line`; None for a line that is damaged, or not of what is *asked* for."""
    if line[:_SUM] != b"%08x" % zlib.crc32(line[_SUM:]):
        return None
    about: dict[str, Any] = json.loads(line[_SUM:])
    return about if all(about[name] == value for name, value in asked.items()) else None


def _padded(size: int) -> int:
    """*size*, rounded up so that what follows can hold packed numbers."""
    return -(-size // 8) * 8


def _write(place: Path, stored: Path, pieces: Sequence[bytes | bytearray | memoryview]) -> None:
    """Replaces *stored* in one step, and removes the oldest files when all become too large."""
    from mialit.storage.atomic_write import exchange

    size = sum(map(len, pieces))
    if size > _LARGEST:
        return
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours(place.lstat(), stat.S_ISDIR):
        return
    exchange(stored, pieces, durable=False)
    others = sorted(
        (file.stat().st_mtime_ns, file.stat().st_size, file)
        for file in _files(place)
        if file != stored
    )
    room = _LARGEST - size - sum(length for _, length, _ in others)
    for _, length, other in others:
        if room >= 0:
            break
        other.unlink(missing_ok=True)
        room += length


def _is_ours(status: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether a file or folder is of the *kind* wanted, the user's own, and closed to others."""
    owner = os.geteuid() if hasattr(os, "geteuid") else status.st_uid
    return is_kind(status.st_mode) and status.st_uid == owner and not status.st_mode & 0o077


def opened(place: Path, stored: Path) -> BinaryIO:
    """The file *stored* in *place*. Raises OSError where either is not the user's alone."""
    if _is_ours(place.lstat(), stat.S_ISDIR):
        file = open(os.open(stored, os.O_RDONLY | _NO_LINK), "rb")  # noqa: PTH123, SIM115
        if _is_ours(os.fstat(file.fileno()), stat.S_ISREG):
            return file
        file.close()
    raise PermissionError(stored)
