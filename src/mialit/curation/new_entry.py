"""A paper that is to become an entry of a list: what it says, what it lacks, and adding it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mialit.bibtex.edit_entries import insert_entry, new_entry, unwritten
from mialit.bibtex.edits import changed, is_key
from mialit.bibtex.field_names import CONTAINERS
from mialit.bibtex.model import Library
from mialit.curation import assignments
from mialit.curation.citekey import DEFAULT, key_for, style_of
from mialit.curation.duplicates import Known, Verdict
from mialit.curation.placement import in_order, place
from mialit.errors import NotFound, UsageProblem
from mialit.query.filters import bind
from mialit.query.syntax import parse
from mialit.records.build import records
from mialit.records.model import Record
from mialit.vocabulary.model import FieldSpec, Vocabulary


@dataclass(frozen=True)
class NewEntry:
    """An entry to be, wherever it comes from.

    `fields` are contents (BibTeX source without delimiters) by lower-case name, in order. `key`
    is the one that its source states, else "". It stands on `line` (from 1) of its source.
    `derived` names the fields that the source does not state itself, `left_out` those that a
    list has no use for. `source` is its text where that can stand in any file, else "".
    """

    type: str
    fields: Mapping[str, str]
    key: str = ""
    line: int = 0
    derived: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()
    source: str = ""

    @property
    def called(self) -> str:
        """What messages call it: its key, or where it has none the line on which it stands."""
        return self.key or f"line {self.line}"

    def bibtex(self, key: str, like: Library) -> str:
        """The entry as BibTeX in the style of the file *like*.

        Raises UsageProblem where a field cannot be written.
        """
        return new_entry(self.type, key, tuple(self.fields.items()), like)


def meanings(entries: Sequence[NewEntry], vocabulary: Vocabulary, name: str = "") -> list[Record]:
    """What each of *entries* means once it is an entry of the file *name*."""
    return records(unwritten([(each.type, each.fields) for each in entries], name), vocabulary)


def with_values(entry: NewEntry, values: Mapping[str, str], vocabulary: Vocabulary) -> NewEntry:
    """*entry* with *values*, contents by field; values of the vocabulary in its spelling.

    Raises UsageProblem for a value that the vocabulary does not have.
    """
    fields = {**entry.fields, **values}
    if not vocabulary.curated:
        return replace(entry, fields=fields)
    (record,) = meanings([replace(entry, fields=fields)], vocabulary)
    for name, spec in vocabulary.fields.items():
        if name in fields:
            value = " ".join(spec.join(record.values.get(name, ())).split())
            fields[name] = assignments.content(name, value, vocabulary)
    return replace(entry, fields=in_order(fields, vocabulary))


def is_missing(spec: FieldSpec, record: Record, vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary needs the field *spec* of *record*, which lacks it."""
    if record.values.get(spec.name) or spec.needed is None:
        return False
    return bind(parse(spec.needed), vocabulary, [record]).matches(record)


def needs(name: str, entry: NewEntry, vocabulary: Vocabulary) -> bool:
    """Whether the list asks for the field *name*, declared or BibTeX's, of *entry*."""
    spec = vocabulary.fields.get(name)
    query = spec.needed if spec else vocabulary.lint.needed.get(name)
    if not query:
        return query is not None
    (record,) = meanings([entry], vocabulary)
    return bind(parse(query), vocabulary, [record]).matches(record)


def unrecognised_venue(entry: NewEntry, record: Record, vocabulary: Vocabulary) -> str:
    """Where *entry*, which means *record*, says it appeared, if that is no venue of the list."""
    spec = vocabulary.fields.get("venue") if vocabulary.curated else None
    if spec is None or not spec.values or any(map(spec.value, record.values.get("venue", ()))):
        return ""
    return next((entry.fields[name] for name in CONTAINERS if entry.fields.get(name)), "")


def refuse_known(library: Library, listed: Sequence[Record], record: Record) -> None:
    """Raises NotFound where *record* is, or may be, a paper of *library*, which means *listed*."""
    for known, verdict in Known(listed).find(record):
        sure = verdict is Verdict.SAME
        message = f"the paper is {'' if sure else 'perhaps '}listed already: "
        message += f"{library.name}:{known.line}: {known.key}: {known.title}"
        if known.preprint and not record.preprint:
            message += "\n  --update turns this preprint into its publication"
            message += "" if sure else f" (with --key {known.key})"
        raise NotFound(message if sure else f"{message}\n  --anyway adds it as another paper")


def add(
    library: Library,
    listed: Sequence[Record],
    entry: NewEntry,
    vocabulary: Vocabulary,
    key: str | None = None,
) -> tuple[Library, str]:
    """*library*, which means *listed*, with *entry*, and a line that says so.

    It stands where the list's order wants it. Without a *key* it gets one by the list's rule; in
    a list without a vocabulary one like most others there, else it keeps its own if that is free.
    Raises UsageProblem for a key that another entry has.
    """
    (record,) = meanings([entry], vocabulary)
    if key is None:
        key = _key(record, entry.key, listed, curated=vocabulary.curated)
    keyed = (each for each in listed if not each.keyless)
    taken = next((each for each in keyed if each.key.lower() == key.lower()), None)
    if taken:
        raise UsageProblem(f"{key!r} is the key of the entry at {library.name}:{taken.line}")
    before = [*library.entries, None][place(listed, record._replace(key=key))]
    new = changed(library, insert_entry(library, entry.bibtex(key, library), before))
    line = next(new.line(each.span) for each in new.entries if each.key == key)
    where = ", ".join(str(each) for each in (record.venue, record.year) if each)
    return new, f"{new.name}:{line}: added {key}: {record.title}{f' ({where})' if where else ''}"


def _key(record: Record, own: str, listed: Sequence[Record], *, curated: bool) -> str:
    """A key for *record*, whose source calls it *own*, beside those of *listed*."""
    taken = [each.key for each in listed]
    if curated:
        return key_for(record, taken)
    style = style_of(listed)
    if style is None and is_key(own) and own.lower() not in map(str.lower, taken):
        return own
    return key_for(record, taken, style or DEFAULT)
