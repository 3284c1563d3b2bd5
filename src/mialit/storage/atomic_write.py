"""Writing a file so that it is always the old one or the new one, whole."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from mialit.errors import FileProblem
from mialit.text.phrases import counted

Buffer = bytes | bytearray | memoryview


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
                raise FileProblem(
                    f"{name}: cannot be both read and written; name another file with -o"
                )
            if not force:
                raise FileProblem(f"{name}: already exists; --force replaces it")
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
            raise FileProblem(f"{path}: is not a file or no longer exists; nothing is written")
        if not os.access(target, os.W_OK):
            raise FileProblem(f"{path}: is read-only; nothing is written (chmod u+w allows it)")
        with _locked(target) as held:
            if held.read() != before:
                raise FileProblem(
                    f"{path}: changed after it was read; nothing is written, try again"
                )
            status = os.fstat(held.fileno())
            if before == after:
                return ()
            # Always the same name: whoever comes here holds the lock, and what a killed process
            # left behind is removed by the next.
            beside = target.with_name(f".{target.name[:80]}.mialit-new")
            with suppress(FileNotFoundError):
                beside.unlink()
            mode, owner = status.st_mode & 0o7777, (status.st_uid, status.st_gid)
            exchange(target, [after], beside=beside, mode=mode, owner=owner)
    except OSError as error:
        raise FileProblem(
            f"{path}: cannot be written: {error.strerror}; nothing is changed"
        ) from None
    others = counted(status.st_nlink - 1, "other name")
    warning = f"{path}: the old content stays under {others} (hard links)"
    return (warning,) if status.st_nlink > 1 else ()


class Change(NamedTuple):
    """The content *before* of the file *path* is to become *after*."""

    path: Path
    before: bytes
    after: bytes


def update_all(changes: Sequence[Change]) -> list[str]:
    """`update` for each of *changes*; where one fails, those before it are taken back.

    Raises FileProblem, which says so where a file cannot be taken back.
    """
    done: list[Change] = []
    warnings: list[str] = []
    try:
        for each in changes:
            warnings += update(*each)
            done.append(each)
    except BaseException as problem:
        for each in reversed(done):
            try:
                update(each.path, each.after, each.before)
            except FileProblem as other:
                raise FileProblem(
                    f"{problem}; {each.path} is written already and stays so: {other}"
                ) from None
        raise
    return warnings


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


def exchange(
    target: Path,
    pieces: Iterable[Buffer],
    *,
    beside: Path | None = None,
    mode: int | None = None,
    owner: tuple[int, int] | None = None,
    durable: bool = True,
) -> None:
    """Puts *pieces* in the place of *target*: written beside it, then renamed over it.

    The new file is *beside*, which must not exist, or one with a name of its own. Without a
    *mode* it is readable and writable by its owner alone; *owner* is a user and a group.
    A *durable* exchange survives a loss of power. Raises OSError, leaving *target* as it was.
    """
    if beside is None:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
        beside = Path(name)
    else:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            if owner is not None and hasattr(os, "fchown"):
                with suppress(PermissionError):
                    os.fchown(file.fileno(), *owner)
            if mode is not None:
                beside.chmod(mode)
            if durable:
                os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        # The reason above counts, whether or not the half-written file can be removed.
        with suppress(OSError):
            beside.unlink()
        raise
    if durable:
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a loss of power, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace(path: Path, data: bytes) -> None:
    """Replaces the content of *path* atomically; follows a symbolic link and keeps the mode.

    Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # A device or a pipe (/dev/stdout) cannot be replaced, only written to.
        target.write_bytes(data)
        return
    exchange(target, [data], mode=_mode(target))


def _mode(target: Path) -> int:
    """The permissions *target* has, or those a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
