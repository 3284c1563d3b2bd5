"""Prints the folder of the cache, or empties it."""

from enum import StrEnum
from typing import Annotated

from mialit.cli.console import standard
from mialit.cli.options import argument
from mialit.errors import FileProblem
from mialit.storage import cache
from mialit.text.phrases import counted


class Action(StrEnum):
    """What to do with the cache."""

    PATH = "path"
    CLEAR = "clear"


def command(
    action: Annotated[
        Action, argument("ACTION", "Print the folder, or empty it.", show_default=True)
    ],
) -> None:
    """Show where parsed lists are cached, or clear the cache.

    The cache only makes commands faster and can be cleared at any time.

    \b
    mialit cache path
    mialit cache clear
    """
    console = standard()
    folder = cache.folder(console.environment)
    if action is Action.PATH:
        console.write([f"{folder}\n"])
        return
    try:
        number = cache.clear(folder)
    except OSError as error:
        raise FileProblem(f"{folder}: cannot be emptied: {error.strerror}") from None
    console.say(f"removed {counted(number, 'stored list')} from {folder}")
