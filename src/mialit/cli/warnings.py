"""What a query says, once, about the faults of the files it asked."""

from mialit.cli.console import Console
from mialit.storage.bibliography import Catalogue

_SHOWN = 10


def warn(loaded: Catalogue, console: Console) -> None:
    """Says once which faults the files have; at most ten lines."""
    shown = 0
    for source, faults in zip(loaded.sources, loaded.faults, strict=True):
        for fault in faults[: _SHOWN - shown]:
            lost = "" if fault.lost else " (the rest of it answers)"
            console.say(f"{source.name}:{fault.line}: warning: {fault.reason}{lost}")
            shown += 1
    more = sum(map(len, loaded.faults)) - shown
    if more:
        console.say(f"... and {more} more faults in {loaded.name}")
