r"""Citations of keys in a document: LaTeX's `\cite{a,b}` and pandoc's `[@a; @b]`."""

import re
from collections.abc import Iterable, Sequence

from mialit.errors import NotFound
from mialit.records.model import Record
from mialit.text.normalize import clean

# What TeX does not read as letters of a name, and BibTeX not as part of a key; `*` alone means all.
_NOT_IN_LATEX = r"[\s\\{}%#~,]|\^\^|\A\*\Z"
# Pandoc's manual, "Citation syntax": a key that needs no braces.
_BARE = r"\w+(?:[:.#$%&+?<>~/-]\w+)*"
_NOT_IN_PANDOC = r"[\s{}]"


def latex_cite(records: Sequence[Record]) -> str:
    r"""`\cite{a,b}` for *records*, "" for none.

    Raises NotFound for keys that LaTeX cannot cite.
    """
    keys = _citable(records, _NOT_IN_LATEX, "LaTeX")
    return f"\\cite{{{','.join(keys)}}}" if keys else ""


def latex_notes(records: Iterable[Record]) -> list[str]:
    """Which keys of *records* not every LaTeX can cite."""
    keys = [record.key for record in records if not record.key[:1].isascii()]
    return [f"pdflatex cannot cite a key that begins like {key}; lualatex can" for key in keys[:1]]


def pandoc_citation(records: Sequence[Record]) -> str:
    """`[@a; @{b.}]` for *records*, with braces where pandoc needs them; "" for none.

    Raises NotFound for keys that pandoc cannot cite.
    """
    keys = _citable(records, _NOT_IN_PANDOC, "pandoc")
    shown = (f"@{key}" if re.fullmatch(_BARE, key) else f"@{{{key}}}" for key in keys)
    return f"[{'; '.join(shown)}]" if keys else ""


def _citable(records: Iterable[Record], wrong: str, reader: str) -> list[str]:
    """The keys of *records*, each once."""
    found = list(records)
    refused = [
        f"the entry of {record.key} has no key" if record.keyless else repr(record.key)
        for record in found
        if record.keyless or re.search(wrong, record.key)
    ]
    if refused:
        names = ", ".join(dict.fromkeys(map(clean, refused)))
        raise NotFound(f"{reader} cannot cite: {names}; mialit rename gives an entry another key")
    return list(dict.fromkeys(record.key for record in found))
