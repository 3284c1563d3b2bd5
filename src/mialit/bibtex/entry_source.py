"""Reads one entry's own text, where the reader of BibTeX has already said how far it goes.

The reader takes longer to import than most commands take to run. Who knows an entry's span and
wants a field or two as they are written, or where they stand, can do without it.
"""

import re
from collections.abc import Collection, Mapping

from mialit.bibtex.values import NAME, VALUE, is_delimited, is_strict, skip_blank, value_end

_HEAD = rf"@{NAME}\s*+[{{(]\s*+[^,]*+,"
_FIELD = rf"\s*+({NAME})\s*+=\s*+({VALUE})\s*+(?:,|\Z)"
# The same where something may be wrong with the entry.
_OPENING = r"@\s*[^\s{(]*\s*[{(]\s*"
_KEY = r"[^,={}()\"\s]*"
_FIELD_HEAD = rf"[\s,]*+({NAME})\s*+=\s*+"


def contents(source: str, names: Collection[str]) -> Mapping[str, str] | None:
    """The contents of those fields of *source*, the text of one entry, that *names* has.

    Names are in lower case. Of repeated fields the first counts. None where that is not certain,
    or a macro stands in one of them: then the reader has to be asked.
    """
    head = re.match(_HEAD, source)
    if head is None:
        return None
    found: dict[str, str] = {}
    position, stop = head.end(), len(source) - 1
    field = re.compile(_FIELD)
    while position < stop and not source[position:stop].isspace():
        match = field.match(source, position, stop)
        if match is None or not is_strict(match[2]):
            return None
        name, raw = match[1].lower(), match[2]
        if name in names and name not in found:
            if not (raw.isdigit() or is_delimited(raw)):
                return None
            found[name] = raw if raw.isdigit() else raw[1:-1]
        position = match.end()
    return found


def key_place(text: str, start: int, end: int) -> int:
    """The offset of the key of the entry whose span in *text* is *start* to *end*.

    Offsets are code points from 0. It is *start* where no entry begins there.
    """
    opening = re.compile(_OPENING).match(text, start, end)
    return opening.end() if opening else start


def field_places(text: str, start: int, end: int) -> dict[str, int]:
    """The offset of each field's name in that entry, by lower-case name; the first of several.

    In a well-formed entry they are those that the reader finds. In a damaged one it ends before
    what cannot be read.
    """
    key = re.compile(_KEY).match(text, key_place(text, start, end), end)
    places: dict[str, int] = {}
    at = key.end() if key else start
    head = re.compile(_FIELD_HEAD)
    while field := head.match(text, at, end):
        places.setdefault(field[1].lower(), field.start(1))
        at = value_end(text, field.end(), end)
        if at < 0:
            break
        at = skip_blank(text, at, end)
    return places
