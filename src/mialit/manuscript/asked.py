"""What commands ask for, and what is known of a user's own ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from mialit.manuscript.commands import Shape


class What(Enum):
    """What a command asks for."""

    CITE = auto()
    LIST = auto()  # \nocite
    GUESS = auto()  # a command with "cite" in its name
    BIBLIOGRAPHY = auto()  # names with or without .bib, separated by commas
    RESOURCE = auto()  # one name, as it is
    INPUT = auto()
    OPTIONAL_INPUT = auto()
    SUBFILE = auto()
    IMPORT = auto()
    SUBIMPORT = auto()
    ITEM = auto()  # \bibitem
    PACKAGE = auto()
    CLASS = auto()


class Asked(NamedTuple):
    """Something that the text asks for: `text` is its argument, whose characters stand at `places`.

    `options` is an optional argument, or the folder of an import.
    """

    what: What
    text: str
    places: Sequence[int]
    options: str = ""


class Own(NamedTuple):
    """A command of the user's: the kinds of its arguments, and what it asks for in terms of them.

    The kinds are "m", "s", and "o" with a default behind it.
    """

    arguments: tuple[str, ...]
    asks: tuple[Asked, ...]


@dataclass
class Known:
    """What has been learned of a manuscript's own commands, over all of its files."""

    own: dict[str, Own] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    suffixes: set[str] = field(default_factory=set)
    shapes: dict[str, Shape] = field(default_factory=dict)
    by_own: int = 0  # how many keys and names the own commands have asked for


def expanded(text: str, plain: Mapping[str, str]) -> str:
    """*text* with the commands in it that stand for plain text replaced."""
    if "\\" not in text:
        return text
    return re.sub(
        r"\\([a-zA-Z@]+)(?:\{\}|\s*)",
        lambda found: plain.get(found[1], found[0]),
        text,
    )
