"""Files that a question may name: bibliographies below one folder, if the server was given one."""

import os
import stat
from pathlib import Path

from mialit.errors import FileProblem, UsageProblem

_SUFFIX = ".bib"
_LARGEST = 5_000_000  # bytes


def content(folder: Path | None, name: str) -> bytes:
    """The bytes of the bibliography *name*, a path from *folder*.

    A bibliography names no other file that would have to be read; a .tex file does. Raises
    UsageProblem where *name* is none that a question may name, FileProblem where it cannot be read.
    """
    if folder is None:
        raise UsageProblem(
            "this server reads no file that a question names: give the text as bibtex, or start "
            "the server with --folder DIR"
        )
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or path.suffix.lower() != _SUFFIX:
            raise UsageProblem(f"{name}: only {_SUFFIX} files below the server's folder are read")
        # Not following a link that has been put there meanwhile, nor waiting for a pipe's writer.
        flags = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
        with os.fdopen(os.open(path, os.O_RDONLY | flags), "rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST:
                raise UsageProblem(f"{name}: is no file of at most {_LARGEST:,} bytes")
            return file.read()
    except (OSError, RuntimeError) as error:  # RuntimeError of links in a circle
        reason = getattr(error, "strerror", None) or error
        raise FileProblem(f"{name}: cannot be read: {reason}") from None
    except ValueError as error:
        raise UsageProblem(f"{name!r}: no file has such a name: {error}") from None
