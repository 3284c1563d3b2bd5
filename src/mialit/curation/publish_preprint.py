"""A listed preprint becomes its publication: key, own fields and the old title stay."""

from collections.abc import Iterator, Mapping

from mialit.bibtex.edit_entries import insert_entry, remove_entry
from mialit.bibtex.edit_fields import remove_field, set_field, set_type
from mialit.bibtex.edits import changed
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.values import expand
from mialit.curation import placement
from mialit.curation.changes import describe_change, entry_of
from mialit.curation.duplicates import Known, Verdict
from mialit.curation.new_entry import NewEntry, meanings
from mialit.curation.placement import field_before
from mialit.errors import NotFound
from mialit.records.build import records
from mialit.records.identifiers import arxiv, doi_link
from mialit.records.model import Record
from mialit.text.latex import to_unicode
from mialit.text.normalize import squash
from mialit.text.phrases import perhaps
from mialit.vocabulary.model import Vocabulary

# What says where and when the preprint appeared, and is not true of the publication.
_OF_THE_PREPRINT = (
    "journal", "journaltitle", "volume", "number", "pages", "howpublished", "month", "date",
    "pubstate", "publisher", "institution",
)  # fmt: skip


def listed_preprint(library: Library, record: Record, vocabulary: Vocabulary) -> str:
    """The key of the entry of *library* that is certainly the paper of *record*.

    Raises NotFound where there is none.
    """
    found = Known(records(library, vocabulary)).find(record)
    key = next((other.key for other, verdict in found if verdict is Verdict.SAME), None)
    if key is None:
        hint = perhaps(other.key for other, _ in found[:1])
        raise NotFound(
            f"it is not certain which listed paper this is{hint}; name it: --update --key KEY"
        )
    return key


def publish(
    library: Library, listed: Record, entry: NewEntry, vocabulary: Vocabulary
) -> tuple[Library, list[str]]:
    """*library* with the preprint *listed* as the publication *entry*, and lines that say so.

    Of the vocabulary's fields only those of *entry* change; `eprint` stays. A title that is
    another one stays as `formerly`. The entry moves to where the list's order wants it. Raises
    NotFound where *listed* is no preprint or *entry* is no publication.
    """
    (record,) = meanings([entry], vocabulary)
    where = f"{library.name}:{listed.line}: {listed.key}"
    if not listed.preprint:
        raise NotFound(f"{where} is listed as published already; mialit set changes its fields")
    if record.preprint:
        raise NotFound(f"{where} is listed, and the new entry is a preprint as well")
    key = listed.key
    old = entry_of(library, key)
    wanted = dict(_wanted(library, old, entry.fields, vocabulary))
    edits = list(set_type(library, old, entry.type))
    for name, content in wanted.items():
        if content is not None:
            edits += set_field(library, old, name, content, field_before(old, name, vocabulary))
    new = changed(library, edits)
    # Apart from the others: a removal may reach over the position where a field is added.
    for name, content in wanted.items():
        if content is None:
            new = changed(new, remove_field(new, entry_of(new, key), name))
    new = _in_place(new, key, vocabulary)
    now = entry_of(new, key)
    lines = [f"{new.name}:{new.line(now.span)}: {key} is published now, as @{now.type}"]
    for name in wanted:
        lines += describe_change(library, new, key, name)
    return new, lines


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
    if placement.is_placed(listed, number):
        return library
    record, source = listed[number], library.source(entries[number].span)
    without = changed(library, remove_entry(library, entries[number]))
    index = placement.place([*listed[:number], *listed[number + 1 :]], record)
    before = [*without.entries, None][index]
    return changed(without, insert_entry(without, source, before))
