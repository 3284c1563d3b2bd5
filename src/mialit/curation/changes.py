"""Changes of listed entries: fields set, entries removed, keys renamed, and what to say of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from mialit.bibtex.edit_entries import remove_entries
from mialit.bibtex.edit_fields import (
    is_ambiguous,
    references,
    references_to,
    remove_field,
    rename_key,
    rename_keys,
    set_type,
)
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.field_names import CLASSIC_TYPES, TYPES, WITH_TYPE_FIELD, field_source
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.values import expand
from mialit.curation import assignments, ordering, value_lists
from mialit.curation.assignments import Assignment
from mialit.curation.citekey import DEFAULT, Folded, follows, key_for, style_of
from mialit.curation.placement import set_in_order
from mialit.errors import NotFound, UsageProblem
from mialit.records.build import records as make_records
from mialit.records.content import readable_field
from mialit.records.model import Record
from mialit.records.naming import field_named
from mialit.text.normalize import clean
from mialit.text.phrases import perhaps
from mialit.text.similarity import nearest
from mialit.vocabulary.model import FieldSpec, Vocabulary

_OF_ORDER = frozenset({"year", "date", "month", "released", "eprint"})  # what an entry is sorted by


def assign(
    library: Library,
    entries: Sequence[Entry],
    wanted: Sequence[Assignment],
    vocabulary: Vocabulary,
    records: Sequence[Record],
    *,
    stay: bool = False,
) -> tuple[Library, list[str]]:
    """*library* with the fields of *entries* as *wanted*, and a line for each that changed.

    *records* are what *library* means; fields may be called as in queries. `type` is the entry's
    type where the value is one. An entry whose year or month of release
    changes moves to where the order of the list wants it, or is to *stay*. Of several entries,
    those that do not have a value that is taken out stay as they are.

    Raises UsageProblem for a field that looks like a typo of a known one, and for an unknown or
    impossible value; NotFound for a value to take out that none has; FileProblem at a fault of the
    file.
    """
    present = {field.name.lower() for each in library.entries for field in each.fields}
    wanted = [
        replace(each, field=field_named(each.field, vocabulary, records) or each.field)
        for each in wanted
    ]
    for each in wanted:
        assignments.check_field(each.field, vocabulary, present)
    numbers = sorted({library.numbers[entry.span.start] for entry in entries})
    said: dict[int, list[str]] = {number: [] for number in numbers}
    for each in wanted:
        new = _assigned(library, numbers, each, vocabulary)
        if new is library:
            continue
        before, after = list(library.entries), list(new.entries)
        for number in numbers:
            said[number] += described(library, before[number], new, after[number], each.field)
        library = new
    if not stay and not {each.field for each in wanted}.isdisjoint(_OF_ORDER):
        changes = [number for number in numbers if said[number]]
        now = list(make_records(library, vocabulary))
        library, places = ordering.in_place(library, records, now, changes, vocabulary)
    else:
        places = list(range(len(records)))
    where = {number: place for place, number in enumerate(places)}
    written = list(library.entries)
    lines = []
    for number in numbers:
        entry = written[where[number]]
        at = f"{library.name}:{library.line(entry.span)}: {library.key_of(entry)}: "
        lines += [at + text for text in said[number]]
    return library, lines


def _assigned(
    library: Library, numbers: Sequence[int], wanted: Assignment, vocabulary: Vocabulary
) -> Library:
    """*library* with *wanted* in the entries *numbers*; itself where nothing changes."""
    name = wanted.field
    entries = list(library.entries)
    usual = cache(lambda spec: value_lists.usual_separator(library, spec))
    edits: list[Edit] = []
    lacking: list[NotFound] = []
    for entry in map(entries.__getitem__, numbers):
        if not wanted.take and not wanted.add and _means_type(entry, wanted, vocabulary):
            edits += set_type(library, entry, wanted.value)
            continue
        try:
            content = _content(library, entry, wanted, vocabulary, usual) if wanted.value else ""
        except NotFound as problem:
            lacking.append(problem)
            continue
        if content:
            edits += set_in_order(library, entry, name, content, vocabulary)
        else:
            edits += remove_field(library, entry, name)
    if lacking and len(lacking) == len(numbers):
        if len(lacking) == 1:
            raise lacking[0]
        raise NotFound(f"none of {len(numbers)} entries has the value {wanted.value!r} in {name}")
    return changed(library, edits) if edits else library


def _means_type(entry: Entry, wanted: Assignment, vocabulary: Vocabulary) -> bool:
    """Whether `type=VALUE` is the type of *entry*, and not its field of that name.

    Raises UsageProblem where it is neither: an entry of this type has no such field.
    """
    if wanted.field != "type" or "type" in vocabulary.fields or not wanted.value:
        return False
    if wanted.value.lower() in TYPES:
        return True
    if entry.type in WITH_TYPE_FIELD or entry.field("type"):
        return False
    near = nearest(wanted.value.lower(), TYPES)
    raise UsageProblem(
        f"unknown entry type {wanted.value!r}{perhaps(near)}; types: {', '.join(CLASSIC_TYPES)} "
        "and those of biblatex"
    )


def _content(
    library: Library,
    entry: Entry,
    wanted: Assignment,
    vocabulary: Vocabulary,
    usual: Callable[[FieldSpec], str],
) -> str:
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
            raise NotFound(f"{clean(library.key_of(entry))}: {name} has no value {value!r}{others}")
        return left
    if wanted.add and spec and spec.form == "keywords":
        return value_lists.added(text, field_source(name, value), spec, usual(spec))
    has: list[str] = []
    if wanted.add and field is not None:
        said = readable_field(field, library.strings)
        values = spec.split(said) if spec else filter(None, [said])
        has = [known.name if spec and (known := spec.value(each)) else each for each in values]
    return assignments.content(name, value, vocabulary, has)


def remove(library: Library, entries: Sequence[Entry]) -> tuple[Library, list[str]]:
    """*library* without *entries*, and a warning for each reference to one of them."""
    new = changed(library, remove_entries(library, entries))
    warnings = [
        f"{new.name}:{new.line(other.span)}: warning: {new.key_of(other)} refers to {key}, "
        "which is removed"
        for key, other in references_to(new, [entry.key for entry in entries if entry.key])
    ]
    return new, warnings


def rename(library: Library, entry: Entry, key: str) -> tuple[Library, list[str]]:
    """*library* with *entry* called *key*, and lines that say what changed.

    Raises UsageProblem for a text that is no key and for the key of another entry.
    """
    referring = [library.key_of(each) for each in references(library, entry.key)]
    new = changed(library, rename_key(library, entry, key))
    lines = [f"{new.name}:{library.line(entry.span)}: renamed {library.key_of(entry)} to {key}"]
    if referring and is_ambiguous(library, entry):
        lines.append(f"  these still refer to {entry.key}: {', '.join(referring)}")
    elif referring:
        lines.append(f"  also where these refer to it: {', '.join(referring)}")
    return new, lines


def rename_by_rule(
    library: Library, entries: Sequence[Entry], records: Sequence[Record], vocabulary: Vocabulary
) -> tuple[Library, list[str]]:
    """*library* with *entries* called by the list's rule, and a line for each renamed one.

    *records* are what *library* means. The rule is family name, year and first significant word;
    in a list without a vocabulary, that of most keys there. An entry whose key `follows` the rule
    keeps it, as does one without authors or title, unless it has no key yet. Keys of other entries
    are never given.
    """
    style = DEFAULT if vocabulary.curated else style_of(records) or DEFAULT
    chosen = {entry.span.start for entry in entries}
    taken = Folded.of(record for record in records if record.start not in chosen)
    wanted: dict[int, str] = {}
    waiting = []
    for record in (each for each in records if each.start in chosen):
        nothing = not (record.authors and record.title)
        if not record.keyless and (nothing or follows(record.key, record, style)):
            taken.take(record.key)
        else:
            waiting.append(record)
    for record in waiting:
        key = key_for(record, taken, style)
        taken.take(key)
        wanted[record.start] = key
    renamed = [
        (entry, wanted[entry.span.start]) for entry in library.entries if entry.span.start in wanted
    ]
    new = changed(library, rename_keys(library, renamed))
    lines = [
        f"{new.name}:{library.line(entry.span)}: renamed {library.key_of(entry)} to {key}"
        for entry, key in renamed
    ]
    return new, lines


def described(old: Library, was: Entry, new: Library, now: Entry, name: str) -> Iterator[str]:
    """What became of the field *name*, or the type, of the entry *was*, which is *now*."""
    if name == "type" and was.type != now.type:
        yield f"@{was.type} -> @{now.type}"
        return
    fields = was.field(name), now.field(name)
    before, after = (field.raw if field else None for field in fields)
    if before == after:
        return
    one = readable_field(fields[0], old.strings) if fields[0] else ""
    other = readable_field(fields[1], new.strings) if fields[1] else ""
    if after is None:
        yield f"{name} removed: {one}"
    elif before is None:
        yield f"{name} added: {other}"
    else:
        yield f"{name}: {one} -> {other}"
