"""`mialit remove`."""

from mialit.cli.console import standard
from mialit.cli.list_access import deliver, target
from mialit.cli.options import DryRun, FileOptions, Keys, shared
from mialit.curation import changes


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
    to = target(file.bib, console)
    records = {record.start: record for record in map(to.record, keys)}
    library, warnings = changes.remove(to.library, list(map(to.entry, records.values())))
    console.say(*warnings)
    lines = [
        f"{library.name}:{record.line}: removed {record.key}: {record.title}"
        for record in records.values()
    ]
    deliver(to, library, lines, console, dry_run=dry_run)
