"""What messages share: a number with its noun, near words for a wrong one, texts cut short."""

from collections.abc import Callable, Iterable

from mialit.text.normalize import clean

_QUOTED = 60  # characters of data that a message quotes


def counted(number: int, one: str, several: str = "") -> str:
    """*number* with its noun: `counted(1, "entry", "entries")` is "1 entry".

    Without *several* the plural is *one* with an s. Thousands are separated by commas.
    """
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def shortened(text: str, most: int) -> str:
    """*text*, or its beginning and "..." where it has more than *most* characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def perhaps(near: Iterable[str], shown: Callable[[str], str] = str, *, before: str = ", ") -> str:
    """The hint ", perhaps one or another" for the *near* words; "" when there is none.

    *shown* writes a word, such as `repr`; *before* stands before the hint.
    """
    words = [shown(word) for word in near]
    return f"{before}perhaps {' or '.join(words)}" if words else ""


def quoted(text: str) -> str:
    """*text* from data as a message quotes it: clean, in backquotes, not too long."""
    shown = clean(text)
    return f"`{shown if len(shown) <= _QUOTED else shown[: _QUOTED - 1] + '…'}`"
