"""`mialit rename`."""

from typing import Annotated

import typer

from mialit.bibtex.edit_fields import references, rename_key
from mialit.bibtex.edits import changed
from mialit.cli.completion import keys as complete_keys
from mialit.cli.console import standard
from mialit.cli.curate import DryRun, deliver, target
from mialit.cli.options import FileOptions, shared


@shared
def command(
    key: Annotated[str, typer.Argument(metavar="KEY", autocompletion=complete_keys)],
    new: Annotated[str, typer.Argument(metavar="NEW", show_default=False)],
    *,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Give an entry another key, also where other entries refer to it (crossref, xdata, ...).

    Texts that cite the old key are not searched.

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
