"""Writing a file so that it is always the old one or the new one, whole."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mialit.errors import FileProblem


def write_new(path: Path, data: bytes, *, inputs: Iterable[Path], force: bool) -> None:
    """Writes *data* to *path*, which is not one of *inputs*, in one step.

    Raises FileProblem, leaving everything as it was, when *path* is an input or a folder, exists
    without *force*, or cannot be written.
    """
    name = str(path)
    try:
        if path.is_dir():
            raise FileProblem(f"{name}: is a folder; name a file")
        if path.exists():
            if any(other.exists() and path.samefile(other) for other in inputs):
                raise FileProblem(f"{name}: is the file that is read; name another one with -o")
            if not force:
                raise FileProblem(f"{name}: exists already; --force replaces it")
        replace(path, data)
    except OSError as error:
        raise FileProblem(f"{name}: cannot be written: {error.strerror}") from None


def update(path: Path, before: bytes, after: bytes) -> tuple[str, ...]:
    """Replaces the content *before* of *path* by *after*, in one step; returns what to warn of.

    The file behind a symbolic link is the one replaced; mode and owner stay. Who writes at the
    same time waits for the other and then finds the file changed. Raises FileProblem, leaving the
    file as it is, when it does not hold *before* any more or cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if not target.is_file():
            raise FileProblem(f"{path}: is not a file, or is gone; nothing is written")
        if not os.access(target, os.W_OK):
            raise FileProblem(f"{path}: is read-only; nothing is written (chmod u+w allows it)")
        with _locked(target) as held:
            if held.read() != before:
                raise FileProblem(
                    f"{path}: has changed since it was read; nothing is written, try again"
                )
            links = os.fstat(held.fileno()).st_nlink
            if before != after:
                _exchange(target, after, os.fstat(held.fileno()))
    except OSError as error:
        raise FileProblem(
            f"{path}: cannot be written: {error.strerror}; nothing is changed"
        ) from None
    if links > 1 and before != after:
        return (f"{path}: had {links - 1} other name(s) (hard links), which keep the old content",)
    return ()


@contextmanager
def _locked(target: Path) -> Iterator[BinaryIO]:
    """*target*, open for reading, locked against others that come through here.

    Who has waited may hold a file that was replaced meanwhile, and takes the new one instead.
    """
    while True:
        with target.open("rb") as file:
            _lock(file)
            if os.path.samestat(os.fstat(file.fileno()), target.stat()):
                yield file
                return


def _lock(file: BinaryIO) -> None:
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be replaced anyway
        return
    # A file system without locks: the comparison of the content has to do.
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX)


def _exchange(target: Path, data: bytes, like: os.stat_result) -> None:
    """Puts *data* in the place of *target*, with the mode and owner of *like*.

    The new file's name is always the same: whoever comes here holds the lock, and what a killed
    process left is used up by the next.
    """
    beside = target.with_name(f".{target.name[:80]}.mialit-new")
    with suppress(FileNotFoundError):
        beside.unlink()
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if hasattr(os, "fchown") and (like.st_uid, like.st_gid) != (os.getuid(), os.getgid()):
                with suppress(PermissionError):
                    os.fchown(file.fileno(), like.st_uid, like.st_gid)
            beside.chmod(like.st_mode & 0o7777)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        _remove(beside)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the new name last through a loss of power; not every system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace(path: Path, data: bytes) -> None:
    """Replaces the content of *path* atomically; follows a symbolic link and keeps the mode.

    The new content is written beside the file, synced, and renamed over it. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # A device or a pipe (/dev/stdout) cannot be replaced, only written to.
        target.write_bytes(data)
        return
    handle, beside = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(_mode(target))
        Path(beside).replace(target)
    except BaseException:
        _remove(Path(beside))
        raise


def _remove(beside: Path) -> None:
    """Removes what was half written; what went wrong before counts, whether or not this can."""
    with suppress(OSError):
        beside.unlink()


def _mode(target: Path) -> int:
    """The permissions *target* has, or those a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
