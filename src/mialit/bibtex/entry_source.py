"""An entry's fields read from its own text, where the reader has already said how far it goes.

The reader takes longer to import than most commands take to run. One that needs a field or two as
they are written, of entries whose places are known, can do without it.
"""

import re
from collections.abc import Collection, Mapping

from mialit.bibtex.values import NAME, VALUE, is_delimited, is_strict

_HEAD = rf"@{NAME}\s*+[{{(]\s*+[^,]*+,"
_FIELD = rf"\s*+({NAME})\s*+=\s*+({VALUE})\s*+(?:,|\Z)"


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
