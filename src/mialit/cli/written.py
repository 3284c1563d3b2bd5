"""What commands that write have in common: whose file it is, and the difference in words."""

from pathlib import Path

from mialit.errors import FileProblem
from mialit.storage import sources
from mialit.storage.sources import Source


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
