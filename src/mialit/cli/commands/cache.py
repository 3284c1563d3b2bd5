"""`mialit cache`."""

from enum import StrEnum
from typing import Annotated

import typer

from mialit.cli.console import standard
from mialit.errors import FileProblem
from mialit.storage import cache


class Action(StrEnum):
    """What is done with the cache."""

    PATH = "path"
    CLEAR = "clear"


def command(
    action: Annotated[Action, typer.Argument(help="Print its folder, or empty it.")],
) -> None:
    """Show where parsed lists are kept, or remove them.

    The cache only makes commands faster; it can be removed at any time.

    \b
    mialit cache path
    mialit cache clear
    """
    console = standard()
    place = cache.folder(console.environment)
    if action is Action.PATH:
        console.write([f"{place}\n"])
        return
    try:
        number = cache.clear(place)
    except OSError as error:
        raise FileProblem(f"{place}: cannot be emptied: {error.strerror}") from None
    console.say(f"removed {number} stored {'list' if number == 1 else 'lists'} from {place}")
