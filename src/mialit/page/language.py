"""What the page knows of the query language besides its papers: names of fields, values' spellings.

The page's script (fields.js) names fields and values as `records/naming.py` and
`vocabulary/model.py` do.
"""

from collections.abc import Iterable
from typing import Any

from mialit.bibtex.field_names import STANDARD
from mialit.vocabulary.model import FieldSpec, Vocabulary


def language(vocabulary: Vocabulary, withheld: Iterable[str]) -> dict[str, Any]:
    """The fields that *vocabulary* declares and knows, and those that BibTeX and biblatex have.

    Papers have the fields *withheld* as well, and the page does not carry them.
    """
    return {
        "curated": vocabulary.curated,
        "declared": list(vocabulary.fields),
        "known": {name: _about(spec) for name, spec in vocabulary.known.items()},
        "standard": sorted(STANDARD),
        "withheld": sorted(withheld),
    }


def _about(spec: FieldSpec) -> dict[str, Any]:
    """A field; each of its values as the list of its spellings, the value's own name first."""
    about: dict[str, Any] = {"label": spec.label, "form": spec.form}
    if spec.names:
        about["names"] = list(spec.names)
    if spec.values:
        about["values"] = [list(dict.fromkeys(value.spellings)) for value in spec.values]
    return about
