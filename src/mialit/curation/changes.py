"""Changes of listed entries: fields set, entries removed, keys renamed, and what to say of each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mialit.bibtex.edit_entries import remove_entry
from mialit.bibtex.edit_fields import references, remove_field, rename_key, set_field
from mialit.bibtex.edits import changed
from mialit.bibtex.field_names import field_source
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.values import expand
from mialit.curation import assignments, value_lists
from mialit.curation.assignments import Assignment
from mialit.curation.placement import field_before
from mialit.errors import NotFound, UsageProblem
from mialit.records.build import readable_field
from mialit.records.model import Record
from mialit.records.naming import field_named
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary


def assign(
    library: Library,
    entry: Entry,
    wanted: Sequence[Assignment],
    vocabulary: Vocabulary,
    records: Sequence[Record],
) -> tuple[Library, list[str]]:
    """*library* with the fields of *entry* as *wanted*, and a line for each that changed.

    *records* are what *library* means; fields may be called as in queries. Raises UsageProblem for
    a field that looks like a typo of a known one, and for an unknown or impossible value; NotFound
    for a value to take out that is not there; FileProblem at a fault of the file.
    """
    present = {field.name.lower() for each in library.entries for field in each.fields}
    wanted = [
        replace(each, field=field_named(each.field, vocabulary, records) or each.field)
        for each in wanted
    ]
    for each in wanted:
        assignments.check_field(each.field, vocabulary, present)
    lines: list[str] = []
    for each in wanted:
        new = _assigned(library, entry_of(library, entry.key), each, vocabulary)
        lines += describe_change(library, new, entry.key, each.field)
        library = new
    return library, lines


def _assigned(
    library: Library, entry: Entry, wanted: Assignment, vocabulary: Vocabulary
) -> Library:
    name = wanted.field
    content = _content(library, entry, wanted, vocabulary) if wanted.value else ""
    if not content:
        return changed(library, remove_field(library, entry, name))
    after = field_before(entry, name, vocabulary)
    return changed(library, set_field(library, entry, name, content, after))


def _content(library: Library, entry: Entry, wanted: Assignment, vocabulary: Vocabulary) -> str:
    """What the field holds after the change; "" where nothing is left in it."""
    name, value = wanted.field, wanted.value
    field = entry.field(name)
    spec = assignments.spec_of(name, vocabulary)
    text = expand(field.raw, library.strings) if field else ""
    if wanted.take:
        if spec is None or not spec.several:
            raise UsageProblem(f"{name} holds one value; {name}= removes it")
        left = value_lists.removed(text, value, spec)
        if left == text:
            shown = readable_field(field, library.strings) if field else ""
            others = f"; it has: {shown}" if shown else ""
            raise NotFound(f"{clean(entry.key)}: {name} has no value {value!r}{others}")
        return left
    if wanted.add and spec and spec.form == "keywords":
        usual = value_lists.usual_separator(library, spec)
        return value_lists.added(text, field_source(name, value), spec, usual)
    has: list[str] = []
    if wanted.add and field is not None:
        said = readable_field(field, library.strings)
        values = spec.split(said) if spec else filter(None, [said])
        has = [known.name if spec and (known := spec.value(each)) else each for each in values]
    return assignments.content(name, value, vocabulary, has)


def remove(library: Library, entries: Sequence[Entry]) -> tuple[Library, list[str]]:
    """*library* without *entries*, and a warning for each reference to one of them."""
    for entry in entries:
        library = changed(library, remove_entry(library, entry_of(library, entry.key)))
    warnings = [
        f"{library.name}:{library.line(other.span)}: warning: {other.key} refers to "
        f"{entry.key}, which is removed"
        for entry in entries
        for other in references(library, entry.key)
    ]
    return library, warnings


def rename(library: Library, entry: Entry, key: str) -> tuple[Library, list[str]]:
    """*library* with *entry* called *key*, and lines that say what changed.

    Raises UsageProblem for a text that is no key and for the key of another entry.
    """
    referring = [other.key for other in references(library, entry.key)]
    new = changed(library, rename_key(library, entry, key))
    lines = [f"{new.name}:{library.line(entry.span)}: renamed {entry.key} to {key}"]
    if referring:
        lines.append(f"  also where these refer to it: {', '.join(referring)}")
    return new, lines


def entry_of(library: Library, key: str) -> Entry:
    """The first entry of *library* with the key *key*, which it has."""
    return next(each for each in library.entries if each.key == key)


def describe_change(old: Library, new: Library, key: str, name: str) -> Iterator[str]:
    """A line that says what the field *name* of the entry *key* became; none if it is the same."""
    if old.text == new.text:
        return
    entry = entry_of(new, key)
    before, after = entry_of(old, key).field(name), entry.field(name)
    was = readable_field(before, old.strings) if before else ""
    now = readable_field(after, new.strings) if after else ""
    field = f"{new.name}:{new.line(entry.span)}: {key}: {name}"
    if after is None:
        yield f"{field} removed: {was}"
    elif before is None:
        yield f"{field} added: {now}"
    else:
        yield f"{field}: {was} -> {now}"
