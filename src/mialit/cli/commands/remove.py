"""`mialit remove`."""

from mialit.bibtex.edit_entries import remove_entry
from mialit.bibtex.edit_fields import references
from mialit.bibtex.edits import changed
from mialit.cli.console import standard
from mialit.cli.curate import deliver, same_entry, target
from mialit.cli.options import DryRun, FileOptions, Keys, shared


@shared
def command(
    keys: Keys,
    *,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Remove entries.

    Everything else in the file is kept byte for byte.

    \b
    mialit remove tonni2020data --dry-run
    mialit remove tonni2020data song2019auditing
    """
    console = standard()
    to = target(file, console)
    records = {record.start: record for record in map(to.record, keys)}
    doomed = [to.entry(record) for record in records.values()]
    library = to.library
    for entry in doomed:
        library = changed(library, remove_entry(library, same_entry(library, entry)))
    for entry in doomed:
        for other in references(library, entry.key):
            console.say(
                f"{library.name}:{library.line(other.span)}: warning: {other.key} refers to "
                f"{entry.key}, which is removed"
            )
    changes = [
        f"{to.library.name}:{record.line}: removed {record.key}: {record.title}"
        for record in records.values()
    ]
    deliver(to, library, changes, console, dry_run=dry_run)
