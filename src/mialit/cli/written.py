"""What commands that write have in common: whose file it is, and the difference in words."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from mialit.errors import FileProblem
from mialit.storage import sources
from mialit.storage.sources import Source
from mialit.text.normalize import clean, clean_lines


def own_list(name: str) -> Source:
    """The list *name*, a path, to be written. Raises FileProblem for the copy of the program."""
    path = Path(name)
    inside = sources.bundled()
    installed = inside.parent == Path(sources.__file__).parents[1] / "data"
    if installed and path.exists() and inside.exists() and path.samefile(inside):
        raise FileProblem(
            f"{name}: belongs to the program and is never written; "
            "start a list of your own: mialit init --from-bundled"
        )
    return Source(name, path)


def difference(before: bytes, after: bytes, name: str) -> Iterator[str]:
    """A unified difference of two contents of the file *name*, clean, one line each."""
    texts = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    old, new = (clean_lines(text).split("\n") for text in texts)
    label = clean(name)
    lines = difflib.unified_diff(old, new, f"{label} (as it is)", f"{label} (new)", lineterm="")
    return (f"{line}\n" for line in lines)
