"""The keys that an entry names, what it states, and what it inherits through `crossref`.

BibTeX and biber compare keys without case and pass on what the child lacks. Here a child never
inherits what tells the work itself apart (title, author, identifiers): a proceedings' DOI is not
the paper's. The title of a collection is its papers' `booktitle` (biblatex manual, section 2.4.1).
"""

from collections.abc import Iterator

from mialit.bibtex.field_names import COLLECTIONS, INHERITED
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.values import expand

DEEPEST = 5  # steps of a chain of cross-references that are followed
_DATES = frozenset({"year", "date"})


def parent_key(library: Library, entry: Entry) -> str:
    """The key, in lower case, of the entry that *entry* refers to; "" where it refers to none."""
    field = entry.field("crossref")
    return expand(field.raw, library.strings).strip().lower() if field else ""


def listed_keys(library: Library, entry: Entry, name: str) -> list[str]:
    """The keys that the field *name* of *entry*, such as `ids` or `xdata`, lists with commas."""
    field = entry.field(name)
    text = expand(field.raw, library.strings) if field else ""
    return [key for part in text.split(",") if (key := part.strip())]


def parents(library: Library, entry: Entry) -> Iterator[Entry]:
    """The entries that *entry* inherits from, as `parents_in_files` finds them."""
    return (parent for _, parent in parents_in_files(library, entry))


def parents_in_files(library: Library, entry: Entry) -> Iterator[tuple[Library, Entry]]:
    """The entries that *entry* of *library* inherits from, nearest first; a circle ends.

    Each comes with its file: the one of the entry that refers to it, else the first of those read
    together that has the key.
    """
    others, earlier = library.neighbours.libraries, library.neighbours.earlier
    files = (*others[:earlier], library, *others[earlier:])
    owner = library
    seen = {(owner.name, entry.span)}
    for _ in range(DEEPEST):
        key = parent_key(owner, entry)
        if not key:
            return
        owner = next((file for file in (owner, *files) if key in file.by_key), owner)
        parent = owner.by_key.get(key)
        if parent is None or (owner.name, parent.span) in seen:
            return
        yield owner, parent
        seen.add((owner.name, parent.span))
        entry = parent


def refers_elsewhere(library: Library) -> bool:
    """Whether an entry of *library* refers to one that the file itself does not have."""
    return "crossref" in library.text.lower() and any(
        (key := parent_key(library, entry)) and key not in library.by_key
        for entry in library.entries
    )


def stated(library: Library, entry: Entry) -> dict[str, str]:
    """What *entry* states itself: contents, macros expanded, by lower-case name.

    Blanks and line ends between two words are one blank. Of a repeated field the first counts.
    """
    return {
        name: " ".join(expand(field.raw, library.strings).split())
        for name, field in entry.first_fields().items()
    }


def inherited(library: Library, entry: Entry) -> dict[str, str]:
    """What *entry* inherits where it lacks it: contents, macros expanded, by lower-case name.

    A date is inherited whole or not at all: one that states `year` or `date` gets neither.
    """
    found: dict[str, str] = {}
    dated = any(entry.field(name) for name in _DATES)
    for owner, parent in parents_in_files(library, entry):
        fields = parent.first_fields()
        if parent.type in COLLECTIONS and "title" in fields:
            fields.setdefault("booktitle", fields["title"])
        for name in INHERITED:
            if name in fields and not (dated and name in _DATES):
                found.setdefault(name, expand(fields[name].raw, owner.strings))
        dated = dated or not _DATES.isdisjoint(found)
    return found
