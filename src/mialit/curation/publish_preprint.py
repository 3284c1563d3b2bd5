"""A listed preprint becomes its publication: key, own fields and the old title stay."""

from collections.abc import Iterator, Mapping

from mialit.bibtex.edit_entries import insert_entry, remove_entry
from mialit.bibtex.edit_fields import remove_field, set_field, set_type
from mialit.bibtex.edits import changed
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.values import expand
from mialit.curation import field_order as fieldorder
from mialit.curation import placement as placing
from mialit.records.build import records
from mialit.records.identifiers import arxiv, doi_link
from mialit.text.latex import to_unicode
from mialit.text.normalize import squash
from mialit.vocabulary.model import Vocabulary

# What says where and when the preprint appeared, and is not true of the publication.
_OF_THE_PREPRINT = (
    "journal", "journaltitle", "volume", "number", "pages", "howpublished", "month", "date",
    "pubstate", "publisher", "institution",
)  # fmt: skip


def promote(
    library: Library, key: str, type_: str, fields: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[Library, tuple[str, ...]]:
    """*library* with the preprint *key* as the publication that *type_* and *fields* describe.

    Of the vocabulary's fields only those in *fields* change; `eprint` stays. A title that is
    another one stays as `formerly`. The entry moves to where the list's order wants it. Also
    given are the names of the fields concerned, in order.
    """
    entry = _entry(library, key)
    wanted = dict(_wanted(library, entry, fields, vocabulary))
    edits = list(set_type(library, entry, type_))
    for name, content in wanted.items():
        if content is not None:
            behind = fieldorder.before(entry, name, vocabulary)
            edits += set_field(library, entry, name, content, behind)
    library = changed(library, edits)
    # Apart from the others: a removal may reach over the place where a field is added.
    for name, content in wanted.items():
        if content is None:
            library = changed(library, remove_field(library, _entry(library, key), name))
    return _in_place(library, key, vocabulary), tuple(wanted)


def _wanted(
    library: Library, entry: Entry, fields: Mapping[str, str], vocabulary: Vocabulary
) -> Iterator[tuple[str, str | None]]:
    """The fields to be set, and those to be removed (None)."""
    has = {
        name: " ".join(expand(field.raw, library.strings).split())
        for name, field in entry.first_fields().items()
    }
    yield from fields.items()
    for name in _OF_THE_PREPRINT:
        if name in has and name not in fields and not (name == "date" and "year" not in fields):
            yield name, None
    if "url" not in fields and "doi" in fields and arxiv(has.get("url", "")):
        yield "url", doi_link(fields["doi"])
    old, new = has.get("title", ""), fields.get("title", "")
    if old and new and squash(to_unicode(old)) != squash(to_unicode(new)):
        spec = vocabulary.fields.get("formerly")
        if spec is not None and "formerly" not in fields:
            earlier = has.get("formerly", "")
            # Where one title stands already and there is room for one, the first stays: it is
            # the one under which the paper was known longest.
            if not earlier or spec.several:
                yield "formerly", spec.join([earlier, old] if earlier else [old])


def _in_place(library: Library, key: str, vocabulary: Vocabulary) -> Library:
    listed = records(library, vocabulary)
    entries = list(library.entries)
    number = next(n for n, entry in enumerate(entries) if entry.key == key)
    if placing.is_placed(listed, number):
        return library
    record, source = listed[number], library.source(entries[number].span)
    without = changed(library, remove_entry(library, entries[number]))
    rest = list(without.entries)
    place = placing.place([*listed[:number], *listed[number + 1 :]], record)
    before = rest[place] if place < len(rest) else None
    return changed(without, insert_entry(without, source, before))


def _entry(library: Library, key: str) -> Entry:
    return next(entry for entry in library.entries if entry.key == key)
