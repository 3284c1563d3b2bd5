"""Inputs read within bounds, and outputs that are no files: devices, pipes, open descriptors."""

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mialit.errors import FileProblem

LARGEST = 1 << 30  # bytes of an input
_PATIENCE = 2.0  # seconds that a pipe may be without a program at its other end
_STEP = 0.02  # seconds between two tries to open one
_STEP_OF_WAITING = 0.5  # seconds that one call waits for input
_CHUNK = 1 << 20
_NUMBERS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
# A pipe without a program at its other end is opened at once, not when one comes.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def read(path: Path, name: str) -> tuple[bytes, os.stat_result | None]:
    """The bytes of the input *path*, called *name*, and its state while they were read.

    The state is None where the input changed meanwhile, or is no file. Raises FileProblem for
    a device that is neither a terminal nor the null device, a pipe that nobody writes into, and
    more than `LARGEST` bytes; OSError and ValueError where the system does not open it.
    """
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if stat.S_ISBLK(status.st_mode) or stat.S_ISSOCK(status.st_mode):
        raise _no_file(name, "device" if stat.S_ISBLK(status.st_mode) else "socket")
    handle = os.open(path, os.O_RDONLY | _AT_ONCE | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:  # noqa: PTH123
        before = os.fstat(handle)
        if stat.S_ISCHR(before.st_mode) and not file.isatty() and not _is_null(before):
            raise _no_file(name, "device")
        begun = _first_byte(handle, name) if stat.S_ISFIFO(before.st_mode) else b""
        if hasattr(os, "set_blocking"):  # on Windows from Python 3.12 on, for pipes
            os.set_blocking(handle, True)
        data = begun + content(file, name, before.st_size)
        after = os.fstat(handle)
    same = is_unchanged(before, after) and len(data) == after.st_size
    return data, after if same else None


def is_unchanged(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether nobody wrote into a file between these two states of it."""
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def real_name(path: Path) -> str:
    """What tells the file *path* from all others, by whatever name; the name itself of no file."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # reading it says why it cannot be used
        return str(path)


def unreadable(error: OSError | ValueError, name: str, wanted: str, gone: str = "") -> FileProblem:
    """What is said where `read` raised *error* of the input *name*; *wanted* is what to name.

    *gone* is said, instead of that, of an input that is not there.
    """
    if isinstance(error, FileNotFoundError):
        return FileProblem(f"{name}: {gone or f'no such file; name {wanted}'}")
    if isinstance(error, IsADirectoryError):
        return FileProblem(f"{name}: is a folder; name {wanted}")
    # A ValueError is of a name that no file can have.
    return FileProblem(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}")


def content(file: BinaryIO, name: str, expected: int = 0) -> bytes:
    """All that is left in *file*, called *name*, about *expected* bytes.

    Raises FileProblem for more than `LARGEST` bytes, OSError where it cannot be read.
    """
    if expected > LARGEST:
        raise _too_large(name)
    blocks = _may_block(file)
    wanted = max(expected + 1, _CHUNK)
    parts = []
    total = 0
    while part := _next_part(file, wanted) if blocks else file.read(wanted):
        parts.append(part)
        total += len(part)
        if total > LARGEST:
            raise _too_large(name)
        if not blocks and len(part) < wanted:
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _may_block(file: BinaryIO) -> bool:
    """Whether reading *file* may wait for another program or a person, who may interrupt it."""
    if sys.platform == "win32":  # where nothing but sockets can be waited for
        return False
    try:
        return not stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except OSError:  # a file of memory has no number
        return False


def _next_part(file: BinaryIO, most: int) -> bytes:
    """What comes next in *file*, at *most* so many bytes; b"" at its end.

    Python heeds an interrupt that comes just before a call which waits only when that returns: so
    no call waits for long.
    """
    import select

    while not select.select([file], [], [], _STEP_OF_WAITING)[0]:
        pass
    return os.read(file.fileno(), most)


def _too_large(name: str) -> FileProblem:
    return FileProblem(
        f"{name}: is larger than {LARGEST >> 20:,} MiB, the most that is read; "
        "split it into several files"
    )


def _no_file(name: str, what: str) -> FileProblem:
    return FileProblem(f"{name}: is a {what}; name a file")


def _is_null(status: os.stat_result) -> bool:
    return os.path.samestat(status, Path(os.devnull).stat())


def _first_byte(handle: int, name: str) -> bytes:
    """The first byte of a pipe whose reading does not block; b"" where it is not there yet.

    Raises FileProblem where no program comes that writes into it.
    """
    import select

    if select.select([handle], [], [], _PATIENCE)[0]:
        return b""
    try:
        begun = os.read(handle, 1)
    except BlockingIOError:  # a program that has not written yet
        return b""
    if not begun:
        raise FileProblem(f"{name}: is a pipe that no program writes into")
    return begun


def descriptor(path: Path) -> int | None:
    """The number of the open file that *path* names, such as 1 of /dev/stdout; None if none."""
    name = str(path)
    found = re.fullmatch(r"/(?:dev|proc/self)/fd/(\d{1,6})", name)
    return int(found[1]) if found else _NUMBERS.get(name)


def is_stream(path: Path) -> bool:
    """Whether *path* is written to as it is, since it cannot be replaced by a file."""
    if descriptor(path) is not None:
        return True
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """The stream *path*, open for writing.

    Raises FileProblem where it cannot be written, or is a pipe that nobody reads.
    """
    try:
        number = descriptor(path)
        handle = _opened(path) if number is None else os.dup(number)
        with os.fdopen(handle, "wb") as file:
            yield file
    except OSError as error:
        raise FileProblem(f"{path}: cannot be written: {error.strerror}") from None


def _opened(path: Path) -> int:
    """A handle of *path*; a pipe's reader may come a little later."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | _AT_ONCE)
            break
        except OSError as error:
            if error.errno != errno.ENXIO or not stat.S_ISFIFO(path.stat().st_mode):
                raise
        if time.monotonic() > until:
            raise FileProblem(f"{path}: is a pipe that no program reads from")
        time.sleep(_STEP)
    if hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    return handle
