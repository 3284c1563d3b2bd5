"""Writing a file so that it is always the old one or the new one, whole."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import NamedTuple

from mialit.errors import FileChanged, FileProblem
from mialit.storage.file_lock import PATIENT, Patience, locked, new_beside, renamed
from mialit.text.phrases import counted

Buffer = bytes | bytearray | memoryview


def write_new(
    path: Path,
    data: bytes,
    *,
    inputs: Iterable[Path],
    force: bool,
    patience: Patience = PATIENT,
) -> None:
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
        replace(path, data, patience)
    except TimeoutError:
        raise FileProblem(
            f"{name}: another program is writing it; try again when that program is done"
        ) from None
    except OSError as error:
        raise FileProblem(f"{name}: cannot be written: {error.strerror}") from None


def update(
    path: Path, before: bytes, after: bytes, patience: Patience = PATIENT, *, held: bool = False
) -> tuple[str, ...]:
    """Replaces the content *before* of *path* by *after*, in one step; returns what to warn of.

    The file behind a symbolic link is the one replaced; mode, owner and extended attributes stay.
    Who writes at the same time waits for the other and then finds the file changed; who has the
    file already (`holding`) says so by *held*. Raises FileChanged where the file does not hold
    *before* any more, another FileProblem where it cannot be written, and leaves it as it is.
    """
    target = Path(os.path.realpath(path))
    with nullcontext() if held else holding(path, patience):
        try:
            if target.read_bytes() != before:
                raise FileChanged(changed(path))
            status = target.stat()
            if before == after:
                return ()
            mode, owner = status.st_mode & 0o7777, (status.st_uid, status.st_gid)
            exchange(target, [after], mode=mode, owner=owner, patience=patience)
        except OSError as error:
            raise _unwritten(path, error) from None
    others = counted(status.st_nlink - 1, "other name")
    warning = f"{path}: the old content stays under {others} (hard links)"
    return (warning,) if status.st_nlink > 1 else ()


def changed(path: Path) -> str:
    """What to say where *path* is not what it was when it was read."""
    return f"{path}: changed after it was read; nothing is written, try again"


@contextmanager
def holding(path: Path, patience: Patience = PATIENT) -> Iterator[None]:
    """Keeps others who come through here from *path*, to be read and written meanwhile.

    Raises FileProblem where it cannot be written, or another program keeps it.
    """
    target = Path(os.path.realpath(path))
    with ExitStack() as stack:
        try:
            if not target.is_file():
                raise FileProblem(f"{path}: is not a file or no longer exists; nothing is written")
            if not os.access(target, os.W_OK):
                raise FileProblem(f"{path}: is read-only; nothing is written (chmod u+w allows it)")
            stack.enter_context(locked(target, patience))
        except OSError as error:
            raise _unwritten(path, error) from None
        yield


def _unwritten(path: Path, error: OSError) -> FileProblem:
    if isinstance(error, TimeoutError):
        return FileProblem(
            f"{path}: another program has it locked; nothing is written, "
            "try again when that program is done"
        )
    return FileProblem(f"{path}: cannot be written: {error.strerror}; nothing is changed")


class Change(NamedTuple):
    """The content *before* of the file *path* is to become *after*."""

    path: Path
    before: bytes
    after: bytes


def update_all(
    changes: Sequence[Change], patience: Patience = PATIENT, *, held: Path | None = None
) -> list[str]:
    """`update` for each of *changes*; where one fails, those before it are taken back.

    *held* is the file that the caller has already (`holding`). Raises FileProblem, which says so
    where a file cannot be taken back.
    """
    done: list[Change] = []
    warnings: list[str] = []
    try:
        for each in changes:
            warnings += update(*each, patience, held=each.path == held)
            done.append(each)
    except BaseException as problem:
        for each in reversed(done):
            try:
                update(each.path, each.after, each.before, patience, held=each.path == held)
            except FileProblem as other:
                raise FileProblem(
                    f"{problem}; {each.path} is written already and stays so: {other}"
                ) from None
        raise
    return warnings


def exchange(
    target: Path,
    pieces: Iterable[Buffer],
    *,
    mode: int | None = None,
    owner: tuple[int, int] | None = None,
    durable: bool = True,
    patience: Patience = PATIENT,
) -> None:
    """Puts *pieces* in the place of *target*: written beside it, then renamed over it.

    Without a *mode* the new file is readable and writable by its owner alone; *owner* is a user
    and a group. Extended attributes of *target* stay where the system allows. A *durable* exchange
    survives a loss of power. Raises OSError, leaving *target* as it was.
    """
    with new_beside(target, patience) as (handle, beside):
        made = os.fstat(handle)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                if sys.platform != "win32" and owner is not None and hasattr(os, "fchown"):
                    with suppress(PermissionError):
                        os.fchown(file.fileno(), *owner)
                _keep_attributes(target, beside)
                if mode is not None:
                    beside.chmod(mode)
                if durable:
                    os.fsync(file.fileno())
                if sys.platform == "win32":  # which renames no open file
                    file.close()
                renamed(beside, target, patience)  # elsewhere it is locked while it is open
        except BaseException:
            # The reason above counts, whether or not the half-written file can be removed. Once
            # it is renamed, its name may be another's.
            with suppress(OSError):
                if os.path.samestat(made, beside.lstat()):
                    beside.unlink()
            raise
    if durable:
        _sync_folder(target.parent)


def _keep_attributes(old: Path, new: Path) -> None:
    """Gives *new* the extended attributes of *old* that the system lets it have."""
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(old):
                with suppress(OSError):
                    os.setxattr(new, name, os.getxattr(old, name))


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a loss of power, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace(path: Path, data: bytes, patience: Patience = PATIENT) -> None:
    """Replaces the content of *path* atomically; follows a symbolic link and keeps the mode.

    Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # one of links that lead to one another
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.exists() and not target.is_file():
        # A device or a pipe (/dev/stdout) cannot be replaced, only written to.
        target.write_bytes(data)
        return
    exchange(target, [data], mode=_mode(target), patience=patience)


def _mode(target: Path) -> int:
    """The permissions *target* has, or those a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
