"""Which keys were renamed, and where a manuscript cites the old ones: as text and for JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mialit.text.normalize import clean


class RenamedKey(NamedTuple):
    """A key that became the key `paper` of a listed paper, and the places that cite the old one.

    Each place is a file with line and column, both from 1.
    """

    key: str
    paper: str
    cited: Sequence[tuple[str, int, int]]


def text(keys: Iterable[RenamedKey]) -> Iterator[str]:
    """`old -> new`, and below it a line `  file:line:column` for each place."""
    for each in keys:
        yield f"{clean(each.key)} -> {clean(each.paper)}\n"
        for file, line, column in each.cited:
            yield f"  {clean(file)}:{line}:{column}\n"


def facts(each: RenamedKey) -> dict[str, Any]:
    """A renamed key as JSON shows it; part of the public contract, where changes only add."""
    return {
        "key": clean(each.key),
        "paper": clean(each.paper),
        "cited": [
            {"file": clean(file), "line": line, "column": column}
            for file, line, column in each.cited
        ],
    }
