"""What the content of a field says to a person: LaTeX resolved, on one line, harmless."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mialit.bibtex.field_names import VERBATIM
from mialit.text.latex import to_unicode
from mialit.text.normalize import clean

if TYPE_CHECKING:
    from mialit.bibtex.model import Field

# Compiled, and kept, by `re` at first use.
_ESCAPED = r"\\([_%&#~$])|\{\\([_%&#~$])\}"
_URL_COMMAND = r"(?s)^\\(?:url|path|nolinkurl)\s*\{(.*)\}$"


def readable(content: str) -> str:
    """*content*, BibTeX source without delimiters, as a person reads it."""
    return clean(to_unicode(content))


def address(content: str) -> str:
    """An address or identifier as it is meant: LaTeX escapes and `\\url{}` around it undone."""
    content = " ".join(content.split())
    if "\\" in content:
        wrapped = re.match(_URL_COMMAND, content)
        if wrapped:
            content = wrapped[1]
        content = re.sub(_ESCAPED, lambda match: match[1] or match[2], content)
    return clean(content.strip("{} "))


def content(name: str, text: str) -> str:
    """The content *text* of the field called *name* (lower case) as a person reads it."""
    return address(text) if name in VERBATIM else readable(text)


def readable_field(field: "Field", strings: Mapping[str, str]) -> str:
    """The content of *field* as a person reads it: macros expanded, LaTeX resolved, clean."""
    from mialit.bibtex.values import expand  # which records of a stored list do without

    return content(field.name.lower(), expand(field.raw, strings))
