"""The order of fields in an entry: BibTeX's own as they are usual, then the vocabulary's."""

from collections.abc import Mapping
from itertools import pairwise

from mialit.bibtex.field_names import USUAL_ORDER
from mialit.bibtex.model import Entry
from mialit.vocabulary.model import Vocabulary


def in_order(fields: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """*fields*, by lower-case name, in order; unknown ones stand before the vocabulary's."""
    return {name: fields[name] for name in sorted(fields, key=lambda each: _rank(each, vocabulary))}


def before(entry: Entry, name: str, vocabulary: Vocabulary) -> str | None:
    """The field of *entry* behind which a new field *name* belongs; None is behind the last.

    An entry that has an order of its own gets new fields at the end.
    """
    ranks = [_rank(field.name.lower(), vocabulary) for field in entry.fields]
    if any(one > other for one, other in pairwise(ranks)):
        return None
    rank = _rank(name, vocabulary)
    smaller = [field for field, each in zip(entry.fields, ranks, strict=True) if each <= rank]
    return smaller[-1].name if smaller else None


def _rank(name: str, vocabulary: Vocabulary) -> int:
    own = list(vocabulary.fields)
    if name in own:
        return len(USUAL_ORDER) + 1 + own.index(name)
    return USUAL_ORDER.index(name) if name in USUAL_ORDER else len(USUAL_ORDER)
