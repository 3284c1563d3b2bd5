"""Two entries of one paper become one: the fields of both, and the other's key kept as `ids`."""

from collections.abc import Mapping
from typing import NamedTuple

from mialit.bibtex.crossref import listed_keys
from mialit.bibtex.edit_entries import remove_entry
from mialit.bibtex.edit_fields import give_key, refer_to, set_field, set_type
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.values import expand
from mialit.curation.changes import described
from mialit.curation.placement import set_in_order
from mialit.records.content import readable_field
from mialit.text.normalize import fold
from mialit.vocabulary.model import Vocabulary

TYPE = "type of the entry"  # what a conflict about `@article` and `@misc` is called
_KEYS = "ids"  # biblatex's field for further keys of an entry (manual, section 3.4)


class Disagreement(NamedTuple):
    """A field that two entries state differently, as a person reads it; or `TYPE`."""

    field: str
    first: str
    second: str


def disagreements(library: Library, first: Entry, second: Entry) -> list[Disagreement]:
    """What the two entries state differently. Case and accents make no difference."""
    found = []
    if first.type != second.type:
        found.append(Disagreement(TYPE, first.type, second.type))
    other = second.first_fields()
    for name, field in first.first_fields().items():
        if name in other and name != _KEYS:
            texts = [readable_field(each, library.strings) for each in (field, other[name])]
            if fold(texts[0]) != fold(texts[1]):
                found.append(Disagreement(name, *texts))
    return found


def merge(
    library: Library,
    first: Entry,
    second: Entry,
    from_second: Mapping[str, bool],
    vocabulary: Vocabulary,
) -> tuple[Library, list[str]]:
    """*library* with *second* joined to *first*, and lines that say what changed.

    *from_second* says of each `disagreements` field whether the second entry's value counts. A
    title that does not stays as an earlier one where the vocabulary has a field for it. What
    refers to the second entry refers to the first. Where the first has no key, it gets that of the
    second. Raises FileProblem at a fault of the file.
    """
    line = library.line(second.span)
    has = first.first_fields()
    taken = {
        name: field
        for name, field in second.first_fields().items()
        if name != _KEYS and (name not in has or from_second.get(name))
    }
    if "title" in from_second and "formerly" in vocabulary.fields and "formerly" not in has:
        left = (first if from_second["title"] else second).field("title")
        if left is not None:
            taken.setdefault("formerly", left)
    edits: list[Edit] = []
    if from_second.get(TYPE):
        edits += set_type(library, first, second.type)
    for name, field in taken.items():
        content = expand(field.raw, library.strings)
        edits += set_in_order(library, first, name, content, vocabulary)
    passed_on = [second.key] if first.key and second.key else []
    own, others = (listed_keys(library, entry, _KEYS) for entry in (first, second))
    keys = dict.fromkeys([*own, *passed_on, *others])
    if keys:
        edits += set_field(library, first, _KEYS, ", ".join(keys))
    one, other = (library.numbers[entry.span.start] for entry in (first, second))
    new = changed(library, edits)
    if passed_on:
        new = changed(new, refer_to(new, second.key, first.key))
    new = changed(new, remove_entry(new, list(new.entries)[other]))
    place = one - (other < one)
    if second.key and not first.key:
        new = changed(new, give_key(new, list(new.entries)[place], second.key))
    now = list(new.entries)[place]
    names = [library.key_of(entry) for entry in (second, first)]
    lines = [f"{library.name}:{line}: merged {names[0]} into {names[1]}"]
    at = f"{new.name}:{new.line(now.span)}: {new.key_of(now)}: "
    for name in (*taken, _KEYS):
        lines += (at + text for text in described(library, first, new, now, name))
    return new, lines
