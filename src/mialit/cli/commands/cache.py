"""Prints the folder of the cache, or empties it."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from mialit.cli.console import Console, standard
from mialit.cli.options import OUTPUT, argument, option
from mialit.errors import FileProblem, UsageProblem
from mialit.storage import cache, cache_pruning
from mialit.text.normalize import clean
from mialit.text.phrases import counted


class Action(StrEnum):
    """What to do with the cache."""

    PATH = "path"
    CLEAR = "clear"


def command(
    action: Annotated[
        Action, argument("ACTION", "Print the folder, or empty it.", show_default=True)
    ],
    *,
    as_json: Annotated[
        bool,
        option(
            "--json",
            "With path: the folder, each stored list, totals and limits, as JSON.",
            OUTPUT,
        ),
    ] = False,
) -> None:
    """Show where parsed lists are cached, or clear the cache.

    The cache only makes commands faster and can be cleared at any time. It keeps one stored list
    for each file, and drops those that are not used. With --json, path says of each list which file
    it is of, its bytes, when it was last used, and why it is of no use, if it is of none.

    \b
    mialit cache path
    mialit cache path --json
    mialit cache clear
    """
    console = standard()
    folder = cache.folder(console.environment)
    if action is Action.PATH:
        console.write(_facts(folder, console) if as_json else [f"{folder}\n"])
        return
    if as_json:
        raise UsageProblem("--json goes with path")
    try:
        removed = cache_pruning.clear(folder)
    except OSError as error:
        raise FileProblem(f"{folder}: cannot be emptied: {error.strerror}") from None
    what = counted(removed.lists, "stored list")
    if removed.leftovers:
        what += f" and {counted(removed.leftovers, 'leftover')}"
    console.say(f"removed {what} from {folder}")


def _facts(folder: Path, console: Console) -> list[str]:
    """The folder and what is in it, as JSON."""
    try:
        document = {
            "path": str(folder),
            **cache_pruning.usage(folder)._asdict(),
            **cache_pruning.limits(),
            "stored": list(map(_stored, cache_pruning.stored_lists(folder))),
        }
    except OSError as error:
        raise FileProblem(f"{folder}: cannot be read: {error.strerror}") from None
    return [json.dumps(document, ensure_ascii=console.ascii_only, indent=1), "\n"]


def _stored(stored: cache_pruning.StoredList) -> dict[str, object]:
    """A stored list, as JSON shows it."""
    used = datetime.fromtimestamp(stored.used // 1_000_000_000, UTC)
    return {
        "source": None if stored.source is None else clean(stored.source),
        "bytes": stored.bytes,
        "last_used": used.date().isoformat(),
        "useless": stored.useless,
    }
