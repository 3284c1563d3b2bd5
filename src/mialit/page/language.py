"""What the page knows of the query language besides its papers: names of fields, values' spellings.

The page's script (fields.js) names fields and values as `records/naming.py` and
`vocabulary/model.py` do.
"""

from typing import Any

from mialit.bibtex.field_names import STANDARD
from mialit.vocabulary.model import FieldSpec, Vocabulary


def language(vocabulary: Vocabulary) -> dict[str, Any]:
    """The fields that *vocabulary* declares and knows, and those that BibTeX and biblatex have."""
    return {
        "curated": vocabulary.curated,
        "declared": list(vocabulary.fields),
        "known": {name: _about(spec) for name, spec in vocabulary.known.items()},
        "standard": sorted(STANDARD),
    }


def _about(spec: FieldSpec) -> dict[str, Any]:
    """A field; each of its values as the list of its spellings, the value's own name first."""
    about: dict[str, Any] = {"label": spec.label, "form": spec.form}
    if spec.names:
        about["names"] = list(spec.names)
    if spec.values:
        about["values"] = [list(dict.fromkeys(value.spellings)) for value in spec.values]
    return about
