"""Sorts a list: its entries in another order, each as it is written."""

from typing import Annotated

from mialit.cli.console import Console, standard
from mialit.cli.list_access import Target, deliver, edit
from mialit.cli.options import DryRun, FileOptions, option, shared
from mialit.curation import ordering
from mialit.query.sorting import Order, ordered
from mialit.text.phrases import counted


@shared
def command(
    *,
    sort: Annotated[Order, option("--sort", "Sort by this; years are newest first.")] = Order.YEAR,
    reverse: Annotated[bool, option("--reverse", "Turn the order around.")] = False,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Sort the entries of a list.

    Without --sort by the list's order: year, then month of release, newest first. Entries move
    with the comments directly above them, and are not changed; an entry that others refer to
    (crossref) stands behind them. Everything else stays where it is.

    \b
    mialit sort --reverse --dry-run
    mialit sort --sort key --dry-run
    """

    def change(to: Target, console: Console) -> None:
        wanted = ordered(to.catalogue.records, sort, reverse=reverse)
        library, moved = ordering.sort(to.library, wanted)
        lines = [f"{library.name}: {counted(moved, 'entry', 'entries')} moved"]
        deliver(to, library, lines, console, dry_run=dry_run)

    edit(file.bib, standard(), change)
