"""The files of a manuscript: finding them, reading them, and places in them."""

import os
import re
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from mialit.errors import FileProblem
from mialit.manuscript.model import Place
from mialit.storage import streams

_ROOT = re.compile(r"\s*%\s*!\s*TEX\s+root\s*=\s*(.+?)\s*", re.IGNORECASE)
_HEAD = 4000  # characters of a file among which its lines about editors stand


def bytes_of(path: Path, name: str) -> bytes:
    """The bytes of *path*. Raises FileProblem where it cannot be read."""
    try:
        return streams.read(path, name)[0]
    except (OSError, ValueError) as error:
        raise streams.unreadable(error, name, "a .tex, .aux or .bcf file") from None


def text_of(path: Path, name: str) -> str:
    """The text of *path*, bytes that are no UTF-8 as `clean` reads them.

    Raises FileProblem where it cannot be read, and for UTF-16.
    """
    data = bytes_of(path, name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise FileProblem(
            f"{name}: is no text that LaTeX reads; convert UTF-16: iconv -f UTF-16 -t UTF-8 "
            "FILE > NEW"
        )
    return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def place_at(name: str, lines: list[int], offset: int) -> Place:
    """The place of *offset* in the file *name*, whose lines begin at the offsets *lines*."""
    line = bisect_right(lines, offset)
    return Place(name, line, offset - lines[line - 1] + 1)


def root_named_in(text: str) -> str | None:
    """The main file that a chapter names for editors, in a comment at its head."""
    for line in re.split(r"\r\n?|\n", text[:_HEAD])[:20]:
        found = _ROOT.fullmatch(line)
        if found:
            return found[1]
    return None


def first_there(folders: Sequence[Path], names: Sequence[str]) -> Path | None:
    """The first file of one of *names* in one of *folders*."""
    for folder in folders:
        for name in names:
            path = folder / name
            if is_there(path):
                return plain(path)
    return None


def plain(path: Path) -> Path:
    """*path* as one types it, without `..` where that leads to the same file."""
    if ".." not in path.parts:
        return path
    typed = Path(os.path.normpath(path))
    return typed if streams.real_name(typed) == streams.real_name(path) else path


def is_there(path: Path) -> bool:
    """Whether *path* is there, and no folder."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):  # of a name that no file can have
        return False


def with_tex(path: Path) -> Path:
    """*path*, or what is there in its place with the ending .tex behind its name."""
    longer = path.parent / f"{path.name}.tex"
    return longer if not is_there(path) and is_there(longer) else path
