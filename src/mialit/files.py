"""Writing a file so that it is always the old one or the new one, whole."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

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
        Path(beside).unlink()
        raise


def _mode(target: Path) -> int:
    """The permissions *target* has, or those a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
