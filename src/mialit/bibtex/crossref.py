"""What an entry inherits through `crossref`, and from which entries.

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


def parents(library: Library, entry: Entry) -> Iterator[Entry]:
    """The entries of *library* that *entry* inherits from, nearest first; a circle ends."""
    seen = {entry.span}
    for _ in range(DEEPEST):
        parent = library.by_key.get(parent_key(library, entry))
        if parent is None or parent.span in seen:
            return
        yield parent
        seen.add(parent.span)
        entry = parent


def inherited(library: Library, entry: Entry) -> dict[str, str]:
    """What *entry* inherits where it lacks it: contents, macros expanded, by lower-case name.

    A date is inherited whole or not at all: one that states `year` or `date` gets neither.
    """
    found: dict[str, str] = {}
    dated = any(entry.field(name) for name in _DATES)
    for parent in parents(library, entry):
        fields = parent.first_fields()
        if parent.type in COLLECTIONS and "title" in fields:
            fields.setdefault("booktitle", fields["title"])
        for name in INHERITED:
            if name in fields and not (dated and name in _DATES):
                found.setdefault(name, expand(fields[name].raw, library.strings))
        dated = dated or not _DATES.isdisjoint(found)
    return found
