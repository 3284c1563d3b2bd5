"""`mialit rename`."""

from typing import Annotated

import typer

from mialit.bibtex.edit_fields import references, rename_key
from mialit.bibtex.edits import changed
from mialit.cli.console import standard
from mialit.cli.curate import deliver, target
from mialit.cli.options import DryRun, FileOptions, Key, shared


@shared
def command(
    key: Key,
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="The new citation key.", show_default=False)
    ],
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
    to = target(file, console)
    record = to.record(key)
    entry = to.entry(record)
    referring = [other.key for other in references(to.library, entry.key)]
    library = changed(to.library, rename_key(to.library, entry, new))
    changes = [f"{library.name}:{record.line}: renamed {entry.key} to {new}"]
    if referring:
        changes.append(f"  also where these refer to it: {', '.join(referring)}")
    deliver(to, library, changes, console, dry_run=dry_run)
