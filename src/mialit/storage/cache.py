"""Parsed lists kept in the user's cache folder, one file a source; all of it can be thrown away.

A file is a line of JSON (what it was made from) and the parts that `cache_format` makes. The format
cannot run code. A stored list is used while the source's real path, size, times and inode, the
vocabulary's text and the program's version are those it was made from. Of a source younger than
two seconds when it was read, the times say nothing (a second change may carry the same), so there
its content's hash decides. What the records owe to other files that were read together with theirs
is stored with them (`Together`), and whoever asks compares: those files are not looked at here.
Whatever is missing, damaged, foreign or not to be written is the same as no cache. Of a source
there is one stored list; `cache_pruning` says how many there are of all sources.
"""

import json
import os
import stat
import sys
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from mialit import __version__
from mialit.storage.user_folders import user_folder
from mialit.vocabulary.model import Vocabulary, from_plain, to_plain

if TYPE_CHECKING:
    from mialit.storage.cache_format import Parts, Piece, StoredRecords

FORMAT = 15  # raise it with every change of a record's meaning or of this format
_SETTLED_NS = 2_000_000_000
DAY_NS = 24 * 60 * 60 * 1_000_000_000
SUFFIX = ".mialit"
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


class Together(NamedTuple):
    """What the records of a file owe to the files that it was read together with.

    `borrowed` are the macros that they use and another file defines, by lower-case name. `around`
    are the digests of all the files in their order, "" for this one, where an entry may inherit
    from another file; None where none does.
    """

    borrowed: Mapping[str, str]
    around: Sequence[str] | None


class Macros(NamedTuple):
    """The macros that a file defines, by lower-case name, and those it names and does not define.

    Both depend on the file alone.
    """

    defined: Mapping[str, str]
    needed: Sequence[str]


class Units(NamedTuple):
    """What the records of a file owe to its other units (`bibtex.outline`).

    `strings` and `parents` are digests of the macros that hold, and of what entries inherit from.
    `stated` counts the records that have values of each field.
    """

    strings: str
    parents: str
    stated: Mapping[str, int]


class Stored(NamedTuple):
    """A list as it was stored; `content` is the `digest` of the file.

    `is_current` says that the file is still what the list was made of.
    """

    vocabulary: Vocabulary
    records: "StoredRecords"
    faults: tuple[Fault, ...]
    content: str
    together: Together
    units: Units
    packed_macros: memoryview
    is_current: bool

    def macros(self) -> Macros:
        """The file's macros, which only those ask who read several files together."""
        return Macros(*json.loads(bytes(self.packed_macros)))


def _fault(line: object, reason: object, lost: object) -> Fault:
    """A stored fault. Raises TypeError for what is none."""
    if isinstance(line, int) and isinstance(reason, str) and isinstance(lost, bool):
        return Fault(line, reason, lost)
    raise TypeError(line, reason, lost)


def folder(environment: Mapping[str, str]) -> Path:
    """The folder of the cache."""
    return user_folder("cache", environment)


class Cache:
    """The stored lists in one folder; without a folder, none."""

    def __init__(self, place: Path | None) -> None:
        self._place = place

    @property
    def is_used(self) -> bool:
        """Whether there is a folder for it."""
        return self._place is not None

    def find(self, path: Path, vocabulary_text: str, source: int) -> Stored | None:
        """The stored list of the file at *path* with this *vocabulary*; None when none is sound.

        *source* is the number that its records carry. The list may be of what the file was.
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

        from mialit.storage.cache_format import PARTS, WIDE_PARTS, Parts, StoredRecords

        status = path.stat()
        asked = _asked(path, vocabulary_text)
        stored = _stored_file(place, asked)
        with opened(place, stored) as file:
            about = _about(file.readline(), asked)
            if about is None:
                return None
            _note_use(file, stored)
            start = file.tell()
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        data = memoryview(mapped)[start:]
        sizes = about["sizes"]
        if len(sizes) != 1 + PARTS or len(data) != sum(map(_padded, sizes)):
            return None
        # Wide texts, by far the longest of all, are checked when they are looked at.
        if zlib.crc32(data[: sum(map(_padded, sizes[:-WIDE_PARTS]))]) != about["checksum"]:
            return None
        is_proven = about["settled"] and tuple(about["state"]) == _state(status)
        # Where the times are no proof, the content is.
        is_current = is_proven or (
            status.st_size == about["state"][0] and _digest_of(path) == about["digest"]
        )
        if not is_proven and sys.platform == "win32":  # which replaces no file that is mapped
            content = bytes(data)
            data.release()
            mapped.close()
            data = memoryview(content)
        if is_current and not is_proven:  # the proof is renewed
            renewed = about | {"state": _state(status), "settled": _settled(status)}
            with suppress(OSError):
                _write(place, stored, (_line(renewed), data))
        starts = accumulate(map(_padded, sizes), initial=0)
        pieces = [data[low : low + size] for low, size in zip(starts, sizes, strict=False)]
        return Stored(
            vocabulary=from_plain(about["declared"]),
            records=StoredRecords(Parts.of(pieces[1:]), about["fields"], source, about["wide"]),
            faults=tuple(_fault(*fault) for fault in about["faults"]),
            content=about["digest"],
            together=Together(about["borrowed"], about["around"]),
            units=Units(*about["units"]),
            packed_macros=pieces[0],
            is_current=is_current,
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
        self, path: Path, status: os.stat_result, vocabulary_text: str, made: "ToStore"
    ) -> None:
        """Stores a list that was *made* from the file at *path* while it had *status*.

        A cache that cannot be written is no error.
        """
        if self._place is None:
            return
        from mialit.storage.cache_format import WIDE_PARTS, checksum, wide_checksum

        asked = _asked(path, vocabulary_text)
        packed = json.dumps(made.macros, separators=(",", ":")).encode()
        pieces = [packed, *made.parts.flat()]
        sizes = [memoryview(piece).nbytes for piece in pieces]
        about = asked | {
            "state": _state(status),
            "settled": _settled(status),
            "digest": made.content,
            "borrowed": made.together.borrowed,
            "around": made.together.around,
            "units": made.units,
            "declared": to_plain(made.vocabulary),
            "fields": list(made.vocabulary.known),
            "faults": list(made.faults),
            "sizes": sizes,
        }
        padded: list[Piece] = []
        for piece, size in zip(pieces, sizes, strict=True):
            padded += piece, bytes(_padded(size) - size)
        about["checksum"] = checksum(padded[: -2 * WIDE_PARTS])
        about["wide"] = wide_checksum(made.parts)
        with suppress(OSError, ValueError):
            _write(self._place, _stored_file(self._place, asked), (_line(about), *padded))


class ToStore(NamedTuple):
    """A list as it is to be stored; see `Stored`."""

    vocabulary: Vocabulary
    parts: "Parts"
    faults: Sequence[Fault]
    content: str
    macros: Macros
    together: Together
    units: Units


NO_CACHE = Cache(None)


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
    """Where the list *asked* for is stored, one for a source, whatever its vocabulary.

    A clash of names only costs a new reading.
    """
    return place / f"{zlib.crc32(os.fsencode(asked['path'])):08x}{SUFFIX}"


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _settled(status: os.stat_result) -> bool:
    """Whether the file was old enough for a later change to show in its times."""
    return time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS


def digest(data: bytes) -> str:
    """What tells one content of a file from another."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _digest_of(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    """Replaces *stored* in one step, and tidies the folder.

    Who finds another process writing the same leaves it to that one: raises TimeoutError.
    """
    from mialit.storage.atomic_write import exchange
    from mialit.storage.cache_pruning import has_room, tidy
    from mialit.storage.file_lock import Patience

    size = sum(map(len, pieces))
    if not has_room(size):
        return
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours(place.lstat(), stat.S_ISDIR):
        return
    known = stored.exists()
    exchange(stored, pieces, durable=False, patience=Patience(limit=0))
    tidy(place, stored, size, one_more=not known)


def _note_use(file: BinaryIO, stored: Path) -> None:
    """Remembers that a list is used: in the time of its file, once a day."""
    if time.time_ns() - os.fstat(file.fileno()).st_mtime_ns > DAY_NS:
        with suppress(OSError):
            os.utime(file.fileno() if os.utime in os.supports_fd else stored)


def _is_ours(status: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether a file or folder is of the *kind* wanted, the user's own, and closed to others.

    Windows says neither in the mode: there the folder of the cache is below one that is closed.
    """
    if sys.platform == "win32":
        return is_kind(status.st_mode)
    own = status.st_uid == os.geteuid() and not status.st_mode & 0o077
    return own and is_kind(status.st_mode)


def opened(place: Path, stored: Path) -> BinaryIO:
    """The file *stored* in *place*. Raises OSError where either is not the user's alone."""
    if _is_ours(place.lstat(), stat.S_ISDIR):
        file = open(os.open(stored, os.O_RDONLY | _NO_LINK), "rb")  # noqa: PTH123, SIM115
        if _is_ours(os.fstat(file.fileno()), stat.S_ISREG):
            return file
        file.close()
    raise PermissionError(stored)
