"""Files and folders that are the user's own and closed to everybody else."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def is_ours(status: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether a file or folder is of the *kind* wanted, the user's own, and closed to others."""
    owner = os.geteuid() if hasattr(os, "geteuid") else status.st_uid
    return is_kind(status.st_mode) and status.st_uid == owner and not status.st_mode & 0o077


def opened(place: Path, stored: Path) -> BinaryIO:
    """The file *stored* in *place*. Raises OSError where either is not the user's alone."""
    if is_ours(place.lstat(), stat.S_ISDIR):
        file = open(os.open(stored, os.O_RDONLY | _NO_LINK), "rb")  # noqa: PTH123, SIM115
        if is_ours(os.fstat(file.fileno()), stat.S_ISREG):
            return file
        file.close()
    raise PermissionError(stored)
