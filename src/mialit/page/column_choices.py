"""Which columns a reader of the page may choose."""

from collections import Counter
from collections.abc import Collection, Sequence

from mialit.records.model import Record, values_stated
from mialit.vocabulary.model import Vocabulary

# In the order in which they are offered; `preprint` is what derives from several fields.
_OWN = ("year", "title", "authors", "type", "venue", "url", "doi", "eprint", "preprint", "key")
_TOO_LONG = frozenset({"abstract"})  # for a cell


def choices(
    vocabulary: Vocabulary, records: Sequence[Record], carried: Collection[str]
) -> list[str]:
    """The names of the list's columns, then of the others in which *records* have something.

    *carried* are the further fields that the page has; those of most records come first.
    """
    stated = {*values_stated(records)}
    has = {
        "year": any(record.year for record in records),
        "title": any(record.title for record in records),
        "authors": any(record.authors for record in records),
        "venue": "venue" in stated,
        "url": any(record.url for record in records),
        "doi": any(record.doi for record in records),
        "eprint": any(record.eprint for record in records),
        "preprint": len({record.preprint for record in records}) > 1,
    }
    counts = Counter(name for record in records for name in record.rest if name in carried)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    names = (
        *vocabulary.columns,
        *(name for name in _OWN if has.get(name, bool(records))),
        *(name for name in vocabulary.known if name in stated),
        *(name for name in ordered if name not in _TOO_LONG),
    )
    return list(dict.fromkeys(names))
