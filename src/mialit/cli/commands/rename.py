"""`mialit rename`."""

from typing import Annotated

from mialit.cli.console import standard
from mialit.cli.list_access import deliver, target
from mialit.cli.options import DryRun, FileOptions, key_argument, option, shared
from mialit.curation import changes
from mialit.errors import UsageProblem


@shared
def command(
    keys: Annotated[
        list[str],
        key_argument("KEY NEW", "The entry's citation key, and its new one; with --line, NEW."),
    ],
    *,
    line: Annotated[
        int | None,
        option("--line N", "Rename the entry at this line, whose key others may have.", min=1),
    ] = None,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Change the key of an entry and all references to it.

    References are those of other entries (crossref, xdata, ...). Documents that cite the old key
    are not changed. Of entries with the same key, --line names the one to rename; references stay.

    \b
    mialit rename yeom2018privacy yeom2018overfitting --dry-run
    mialit rename --line 120 yeom2018overfitting
    """
    console = standard()
    if len(keys) != (2 if line is None else 1):
        raise UsageProblem("rename takes KEY and NEW, or --line N and NEW")
    to = target(file.bib, console)
    record = to.at_line(line) if line is not None else to.record(keys[0])
    library, lines = changes.rename(to.library, to.entry(record), keys[-1])
    deliver(to, library, lines, console, dry_run=dry_run)
