"""Which values of a vocabulary the text of a cell or a heading spells."""

import re
from collections.abc import Iterator

from mialit.importing.markdown_cells import LINE_BREAK
from mialit.text.normalize import fold, words
from mialit.vocabulary.model import FieldSpec

_AND_YEAR = re.compile(r"[\s,]*(?:\(\s*)?(?:['\u2019]\d\d|(?:19|20)\d\d)(?:\s*\))?$")
_LOOSE = re.compile(r"\s*[,/&+]\s*|\s+and\s+")
_NOTHING = frozenset({"", "n a", "na", "none", "tbd", "tba"})
_LONGEST_HEADING = 12  # words that are looked at


def is_nothing(text: str) -> bool:
    """Whether *text* only says that there is no value: `-`, `N/A`, `none`."""
    return fold(text) in _NOTHING


def spelled(spec: FieldSpec, text: str) -> Iterator[tuple[str, str]]:
    """The values in a cell's *text*: each as it is written, and as the vocabulary has it."""
    parts = [text.replace(LINE_BREAK, " ")]
    if is_nothing(text) and _declared(spec, parts[0]) is None:
        return
    if spec.several and _declared(spec, parts[0]) is None:
        parts = [part.strip() for part in re.split(f"[;{LINE_BREAK}]", text) if part.strip()]
    for part in parts:
        known = _declared(spec, part)
        pieces = [piece for piece in _LOOSE.split(part) if piece] if spec.several else []
        declared = [_declared(spec, piece) for piece in pieces]
        if known is None and len(pieces) > 1 and all(declared):
            yield from ((piece, name or "") for piece, name in zip(pieces, declared, strict=True))
        else:
            yield part, known or part


def _declared(spec: FieldSpec, text: str) -> str | None:
    """The canonical name of what *text* spells, also with a year behind it (`ICML 2021`)."""
    value = spec.value(text) or spec.value(_AND_YEAR.sub("", text))
    return value.name if value else None


def named(spec: FieldSpec, heading: str) -> tuple[str, ...]:
    """The values of *spec* that a *heading* names, longer spellings first tried, in its order."""
    left = words(heading)[:_LONGEST_HEADING]
    found: list[str] = []
    while left:
        for length in range(len(left), 0, -1):
            value = spec.value(" ".join(left[:length]))
            if value is not None:
                found.append(value.name)
                left = left[length:]
                break
        else:
            left = left[1:]
    return tuple(dict.fromkeys(found))
