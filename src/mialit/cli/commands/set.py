"""`mialit set`."""

from typing import Annotated

import typer

from mialit.bibtex.edit_fields import remove_field, set_field
from mialit.bibtex.edits import changed
from mialit.bibtex.model import Entry, Library
from mialit.cli.console import standard
from mialit.cli.curate import deliver, said, same_entry, target
from mialit.cli.options import DryRun, FileOptions, Key, shared
from mialit.curation import assignments as assignment
from mialit.curation import field_order as fieldorder
from mialit.curation.assignments import Assignment
from mialit.records.build import readable_field
from mialit.vocabulary.model import Vocabulary


@shared
def command(
    key: Key,
    assignments: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="FIELD= removes a field; FIELD+=VALUE adds a value to it.",
            show_default=False,
        ),
    ],
    *,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Change, add or remove fields of an entry.

    Values of the vocabulary are checked and written in its spelling. Everything else in the file
    is kept byte for byte.

    \b
    mialit set yeom2018privacy knowledge+=whitebox --dry-run
    mialit set yeom2018privacy code= --dry-run
    mialit set yeom2018privacy "note=To read" url=https://example.org/paper
    """
    console = standard()
    parsed = [assignment.parse(text) for text in assignments]
    to = target(file, console)
    vocabulary = to.catalogue.vocabulary
    present = {field.name.lower() for entry in to.library.entries for field in entry.fields}
    for each in parsed:
        assignment.check_field(each.field, vocabulary, present)
    entry = to.entry(to.record(key))
    library = to.library
    changes: list[str] = []
    for each in parsed:
        now = same_entry(library, entry)
        new = _assigned(library, now, each, vocabulary)
        changes += said(library, new, now, each.field)
        library = new
    deliver(to, library, changes, console, dry_run=dry_run)


def _assigned(
    library: Library, entry: Entry, wanted: Assignment, vocabulary: Vocabulary
) -> Library:
    name = wanted.field
    if not wanted.value:
        return changed(library, remove_field(library, entry, name))
    field = entry.field(name)
    has: tuple[str, ...] = ()
    if wanted.add and field is not None:
        text = readable_field(field, library.strings)
        spec = vocabulary.fields.get(name)
        values = spec.split(text) if spec else (text,)
        known = (spec.value(value) if spec else None for value in values)
        has = tuple(
            one.name if one else value for one, value in zip(known, values, strict=True) if value
        )
    content = assignment.content(name, wanted.value, vocabulary, has)
    behind = fieldorder.before(entry, name, vocabulary)
    return changed(library, set_field(library, entry, name, content, behind))
