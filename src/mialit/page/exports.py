"""What formats for other programs say that the page's papers do not: csv.js, json.js, ris.js."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from mialit.bibtex.field_names import CONTAINERS
from mialit.bibtex.values import MONTH_MACROS, month_of
from mialit.citing import ris
from mialit.page.packing import packed
from mialit.records.model import Record
from mialit.records.pages import SIGNS
from mialit.render import data_formats
from mialit.render.bibtex_export import Chosen
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

# Constants of the formats, by the names that the page's script has for them.
CONSTANTS: Mapping[str, object] = {
    "CONTAINERS": CONTAINERS,
    "FORMULA": data_formats.FORMULA,
    "MONTH_NUMBERS": {name: month_of(name) for name in MONTH_MACROS},
    "PAGE_SIGNS": SIGNS,
    "RIS_MEDIUM": ris.MEDIUM,
    "RIS_TYPES": ris.TYPES,
}


def exports(
    records: Sequence[Record], vocabulary: Vocabulary, entries: Sequence[Chosen]
) -> dict[str, Any]:
    """What the formats say of *records*, which were made of *entries*, besides their fields.

    `sources` are the names of the files, `source` the number of each paper's from 1, `line` where
    it begins there, `editors` its editors as RIS has them; `declared` are the vocabulary's
    fields, each with whether it has several values.
    """
    names: dict[str, int] = {}
    for library, _ in entries:
        names.setdefault(_published(library.name), len(names) + 1)
    return {
        "sources": list(names),
        "source": packed([names[_published(library.name)] for library, _ in entries]),
        "line": packed([record.line for record in records]),
        "editors": packed([list(ris.editors(record)) or 0 for record in records]),
        "declared": [[name, spec.several] for name, spec in vocabulary.fields.items()],
    }


def _published(name: str) -> str:
    """The *name* of a file without the folders of the machine that it is on."""
    path = PurePath(name)
    return clean(path.name if path.is_absolute() else name)
