"""Where the fields of one entry stand in a file's text, without reading the file.

Who has an entry's span and wants a few positions need not load the reader of BibTeX for them. The
fields of a well-formed entry are found as the reader finds them; of a damaged one perhaps not all.
"""

import re

from mialit.bibtex.values import NAME, skip_blank, value_end

_OPENING = re.compile(r"@\s*[^\s{(]*\s*[{(]\s*")
_KEY = re.compile(r"[^,={}()\"\s]*")
_FIELD = re.compile(rf"[\s,]*+({NAME})\s*+=\s*+")


def key_place(text: str, start: int, end: int) -> int:
    """Where the key stands of the entry whose span in *text* is *start* to *end*."""
    opening = _OPENING.match(text, start, end)
    return opening.end() if opening else start


def field_places(text: str, start: int, end: int) -> dict[str, int]:
    """Where each field's name begins in that entry, by lower-case name; of repeated ones the first.

    It ends before what cannot be read.
    """
    key = _KEY.match(text, key_place(text, start, end), end)
    places: dict[str, int] = {}
    at = key.end() if key else start
    while field := _FIELD.match(text, at, end):
        places.setdefault(field[1].lower(), field.start(1))
        at = value_end(text, field.end(), end)
        if at < 0:
            break
        at = skip_blank(text, at, end)
    return places
