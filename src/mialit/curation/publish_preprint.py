"""A listed preprint becomes its publication: key, own fields and the old title stay."""

from collections.abc import Iterator, Mapping, Sequence

from mialit.bibtex.crossref import stated
from mialit.bibtex.edit_fields import set_type, without_fields
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.model import Entry, Library
from mialit.curation.changes import described
from mialit.curation.duplicates import Known, Verdict
from mialit.curation.new_entry import NewEntry
from mialit.curation.ordering import in_place
from mialit.curation.placement import set_in_order
from mialit.errors import NotFound
from mialit.records.build import records as make_records
from mialit.records.identifiers import arxiv, doi_link
from mialit.records.model import Record
from mialit.text.latex import to_unicode
from mialit.text.normalize import squash
from mialit.text.phrases import perhaps
from mialit.vocabulary.model import Vocabulary

# What says where and when the preprint appeared, and is not true of the publication.
OF_THE_PREPRINT = (
    "journal", "journaltitle", "volume", "number", "pages", "howpublished", "month", "date",
    "pubstate", "publisher", "institution",
)  # fmt: skip


def listed_preprint(known: Known, record: Record) -> str:
    """The key of the one of *known* that is certainly the paper of *record*.

    Raises NotFound where there is none.
    """
    found = known.find(record)
    key = next((other.key for other, verdict in found if verdict is Verdict.SAME), None)
    if key is None:
        hint = perhaps(other.key for other, _ in found[:1])
        raise NotFound(
            f"it is not certain which listed paper this is{hint}; name it: --update --key KEY"
        )
    return key


def check(library: Library, listed: Record, record: Record) -> None:
    """Raises NotFound where *listed*, of *library*, is no preprint or *record* no publication."""
    where = f"{library.name}:{listed.line}: {listed.key}"
    if not listed.preprint:
        raise NotFound(f"{where} is listed as published already; mialit set changes its fields")
    if record.preprint:
        raise NotFound(f"{where} is listed, and the new entry is a preprint as well")


def publish(
    library: Library,
    records: Sequence[Record],
    publications: Sequence[tuple[Record, NewEntry]],
    vocabulary: Vocabulary,
) -> tuple[Library, list[str]]:
    """*library* with each preprint of *publications* as the publication, and lines that say so.

    *records* are what *library* means; each preprint stands once. Of the vocabulary's fields only
    those of the publication change; `eprint` stays. A title that is another one stays as
    `formerly`. The entry moves to where the list's order wants it. See `check` for what may be one.
    """
    entries = list(library.entries)
    wanted: dict[int, dict[str, str | None]] = {}
    edits: list[Edit] = []
    for listed, new_entry in publications:
        number = library.numbers[listed.start]
        old = entries[number]
        wanted[number] = fields = dict(_wanted(library, old, new_entry.fields, vocabulary))
        edits += set_type(library, old, new_entry.type)
        for name, content in fields.items():
            if content is not None:
                edits += set_in_order(library, old, name, content, vocabulary)
    doomed = {
        number: [name for name in fields if fields[name] is None]
        for number, fields in wanted.items()
    }
    new = without_fields(changed(library, edits), doomed)
    new, places = in_place(new, records, make_records(new, vocabulary), wanted, vocabulary)
    now = list(new.entries)
    lines = []
    for place, number in enumerate(places):
        if number in wanted:
            entry = now[place]
            at = f"{new.name}:{new.line(entry.span)}: {new.key_of(entry)}"
            lines.append(f"{at} is published now, as @{entry.type}")
            for name in wanted[number]:
                texts = described(library, entries[number], new, entry, name)
                lines += [f"{at}: {text}" for text in texts]
    return new, lines


def _wanted(
    library: Library, entry: Entry, fields: Mapping[str, str], vocabulary: Vocabulary
) -> Iterator[tuple[str, str | None]]:
    """The fields to be set, and those to be removed (None)."""
    has = stated(library, entry)
    yield from fields.items()
    for name in OF_THE_PREPRINT:
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
