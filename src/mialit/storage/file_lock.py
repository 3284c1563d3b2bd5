"""Keeping other programs from a file that is written, and waiting for them, but not for ever."""

import errno
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

NOTED_AFTER = 1.0  # seconds of waiting after which a person is told
LIMIT = 10.0  # seconds of waiting for one and the same state of a file
_LONGEST_PAUSE = 0.05  # seconds between two looks
_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
# Whatever another puts in the place of the file: no link is followed, no pipe waited for.
_READ: int = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def _tell_nobody() -> None:
    pass


class Patience(NamedTuple):
    """Whom to tell that a lock is waited for, and how time is measured and passed, in seconds.

    Without a `limit` of its own it ends after `LIMIT`.
    """

    tell: Callable[[], None] = _tell_nobody
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    limit: float | None = None


PATIENT = Patience()


class _Wait:
    """Waiting for one program after another; a person is told once."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._told = False

    def until_taken(self, handle: int) -> bool:
        """Waits for the lock of an open file. False: the system has no lock for it.

        Raises TimeoutError where another program keeps it.
        """
        return self.until(lambda: _take(handle)) is not None

    def until(self, attempt: Callable[[], bool | None]) -> bool | None:
        """What *attempt* gives once that is not False. Raises TimeoutError."""
        patience = self._patience
        start, pause = patience.clock(), 0.001
        limit = LIMIT if patience.limit is None else patience.limit
        while (result := attempt()) is False:
            waited = patience.clock() - start
            if waited >= limit:
                raise TimeoutError(errno.ETIMEDOUT, "another program has it locked")
            if waited >= NOTED_AFTER and not self._told:
                self._told = True
                patience.tell()
            patience.pause(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return result


def _take(handle: int) -> bool | None:
    """Takes the lock of an open file if it is free; None where there are no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        return None
    except OSError as error:  # of which some say that a file system has no locks
        return False if error.errno in _HELD else None
    return True


@contextmanager
def locked(target: Path, patience: Patience = PATIENT) -> Iterator[None]:
    """Keeps others who come through here from the file *target*, whose name is no link.

    Who has waited may hold a file that was replaced meanwhile, and waits for the new one instead.
    On Windows, where an open file cannot be replaced, a file elsewhere is locked in its stead.
    Without locks nobody is kept off. Raises TimeoutError after `LIMIT`, and OSError where there is
    no *target*.
    """
    wait = _Wait(patience)
    if sys.platform == "win32":
        with _locked_in_its_stead(target, wait):
            yield
        return
    while True:
        with target.open("rb") as file:
            wait.until_taken(file.fileno())
            if os.path.samestat(os.fstat(file.fileno()), target.stat()):
                yield
                return


@contextmanager
def _locked_in_its_stead(target: Path, wait: _Wait) -> Iterator[None]:
    """Locks a file that stands for *target*, which need not exist, in the folder for such files.

    It is empty and stays: who removed it would take it from those who wait for it.
    """
    name = os.path.normcase(os.path.realpath(target)).encode("utf-8", "surrogatepass")
    folder = Path(tempfile.gettempdir(), "mialit-locks")
    folder.mkdir(mode=0o700, exist_ok=True)
    # It loads OpenSSL, and most who can lock a file do not.
    import hashlib

    with (folder / f"{hashlib.sha256(name).hexdigest()[:32]}.lock").open("ab") as file:
        wait.until_taken(file.fileno())
        yield


@contextmanager
def new_beside(target: Path, patience: Patience = PATIENT) -> Iterator[tuple[int, Path]]:
    """A new file beside *target*, for its owner alone: its handle, to be closed, and its path.

    It has one name, so that what a killed program left is used up by the next; another program
    that lives and writes there is waited for. Where one cannot tell the two apart (no locks,
    somebody else's file), the new file gets a name of its own. Raises OSError.
    """
    beside = target.with_name(f".{target.name[:80]}.mialit-new")
    if sys.platform == "win32":
        with _locked_in_its_stead(beside, _Wait(patience)):
            beside.unlink(missing_ok=True)
            yield _created(beside), beside
        return
    wait = _Wait(patience)
    for _ in range(100):  # times that another comes between
        try:
            handle = _created(beside)
        except FileExistsError as problem:
            refused = problem
            if not _cleared(beside, wait):
                prefix, suffix = f".{target.name[:80]}.", ".mialit-new"
                handle, name = tempfile.mkstemp(suffix, prefix, target.parent)
                yield handle, Path(name)
                return
            continue
        if _take(handle) is not False and _is_at(handle, beside):
            yield handle, beside
            return
        os.close(handle)
    raise refused


def _created(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _cleared(beside: Path, wait: _Wait) -> bool:
    """Removes the file *beside*, once nobody who lives writes it. False where one cannot tell."""
    with suppress(FileNotFoundError):
        if not beside.is_file() or beside.is_symlink():
            beside.unlink()  # a link, or what is no file at all
            return True
        try:
            handle = os.open(beside, _READ)
        except PermissionError:
            return False
        try:
            if not wait.until_taken(handle):
                return False
            if _is_at(handle, beside):
                beside.unlink()
        except PermissionError:
            return False
        finally:
            os.close(handle)
    return True


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open file is the one that is called *path*."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def renamed(beside: Path, target: Path, patience: Patience = PATIENT) -> None:
    """Renames *beside* to *target*. On Windows, waits while another program has that open."""
    if sys.platform != "win32":
        beside.replace(target)
        return

    def attempt() -> bool:
        try:
            beside.replace(target)
        except PermissionError:
            if not target.exists() or not os.access(target, os.W_OK):
                raise
            return False
        return True

    _Wait(patience).until(attempt)


def is_abandoned(path: Path) -> bool:
    """Whether nobody writes the file *path*, one of `new_beside`, any more."""
    try:
        handle = os.open(path, _READ)
    except OSError:
        return False
    try:
        return _take(handle) is not False
    finally:
        os.close(handle)
