"""`mialit remove`."""

from mialit.cli.batches import chosen, deliver_batch
from mialit.cli.console import Console, standard
from mialit.cli.list_access import Target, edit
from mialit.cli.options import DryRun, FileOptions, Keys, Yes, shared
from mialit.cli.query_options import ChangeQuery, Choice
from mialit.curation import changes


@shared
def command(
    keys: Keys = None,
    *,
    query: ChangeQuery = None,
    choice: Choice,
    yes: Yes = False,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Remove entries.

    Entries are named by keys, or chosen by --query and the options of list. What is chosen, or
    named on standard input, is shown first, and a person is asked; elsewhere --yes removes it.
    Everything else in the file is kept byte for byte.

    \b
    mialit remove tonni2020data --dry-run
    mialit remove tonni2020data song2019auditing
    mialit remove --preprint --year ..2019 --dry-run
    """

    def change(to: Target, console: Console) -> None:
        those = chosen(to, keys or (), query, choice, file, console)
        library, warnings = changes.remove(to.library, to.entries(those.records))
        console.say(*warnings)
        lines = [
            f"{library.name}:{record.line}: removed {record.key}: {record.title}"
            for record in those.records
        ]
        deliver_batch(to, library, lines, console, those, dry_run=dry_run, yes=yes)

    edit(file.bib, standard(), change)
