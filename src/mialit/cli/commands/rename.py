"""`mialit rename`."""

from typing import Annotated

from mialit.cli.console import standard
from mialit.cli.list_access import deliver, target
from mialit.cli.options import DryRun, FileOptions, Key, argument, shared
from mialit.curation import changes


@shared
def command(
    key: Key,
    new: Annotated[str, argument("NEW", "The new citation key.")],
    *,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Change the key of an entry and all references to it.

    References are those of other entries (crossref, xdata, ...). Documents that cite the old key
    are not changed.

    \b
    mialit rename yeom2018privacy yeom2018overfitting --dry-run
    """
    console = standard()
    to = target(file.bib, console)
    library, lines = changes.rename(to.library, to.entry(to.record(key)), new)
    deliver(to, library, lines, console, dry_run=dry_run)
