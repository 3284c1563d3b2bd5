"""What a published list is called and shows, where no vocabulary beside its file says so."""

from collections.abc import Sequence

from mialit.records.links import paper_link
from mialit.records.model import Record
from mialit.render.columns import cell
from mialit.vocabulary.model import Vocabulary


def published(
    vocabulary: Vocabulary, name: str, records: Sequence[Record], columns: Sequence[str]
) -> Vocabulary:
    """The *vocabulary* by which *records* are published.

    A curated one says what its list is called and shows. Any other list has the *name* of its
    file, and those of *columns* in which at least one record has something, or all of them where
    there are no records.
    """
    if vocabulary.curated:
        return vocabulary
    shown = tuple(column for column in columns if _is_stated(column, vocabulary, records))
    if not records:
        shown = tuple(columns)
    return vocabulary._replace(title=name, columns=shown or ("title",))


def _is_stated(column: str, vocabulary: Vocabulary, records: Sequence[Record]) -> bool:
    if column == "url":
        return any(paper_link(record) for record in records)
    text = cell(column, vocabulary)
    return any(text(record) for record in records)
