"""`mialit set`."""

from typing import Annotated

from mialit.cli.console import standard
from mialit.cli.list_access import deliver, target
from mialit.cli.options import DryRun, FileOptions, Key, argument, shared
from mialit.curation import assignments as assigning
from mialit.curation import changes


@shared
def command(
    key: Key,
    assignments: Annotated[
        list[str],
        argument(
            "FIELD=VALUE...",
            "FIELD= removes a field; FIELD+=VALUE adds a value to it, FIELD-=VALUE takes it out.",
        ),
    ],
    *,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Change, add or remove fields of an entry.

    Values of the vocabulary are checked and written in its spelling. Keywords (tags) are added and
    taken out between the separators that their field has. Everything else in the file is kept byte
    for byte.

    \b
    mialit set yeom2018privacy knowledge+=whitebox --dry-run
    mialit set yeom2018privacy tags+=to-read
    mialit set yeom2018privacy code= --dry-run
    mialit set yeom2018privacy "note=To read" url=https://example.org/paper
    """
    console = standard()
    wanted = [assigning.parse(text) for text in assignments]
    to = target(file.bib, console)
    entry = to.entry(to.record(key))
    catalogue = to.catalogue
    library, lines = changes.assign(
        to.library, entry, wanted, catalogue.vocabulary, catalogue.records
    )
    deliver(to, library, lines, console, dry_run=dry_run)
