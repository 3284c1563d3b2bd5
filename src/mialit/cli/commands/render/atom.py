"""Publishes the list as a feed."""

import typer

from mialit.cli.console import standard
from mialit.cli.options import FileOptions, Force, Limit, Output, shared
from mialit.cli.output import write_text
from mialit.cli.publishing import feed_text, is_own, publishable
from mialit.cli.query_options import Arrangement, Choice, QueryOption
from mialit.errors import ExitCode
from mialit.text.phrases import counted


@shared
def command(
    *,
    selection: QueryOption = "",
    choice: Choice,
    arrangement: Arrangement,
    limit: Limit = None,
    to: Output = None,
    force: Force = False,
    file: FileOptions,
) -> None:
    """Render the list as a feed (Atom), for programs that watch for new papers.

    A paper has its last change from the file's git repository, where it has one, else its month of
    release. A feed that mialit has made is replaced; another file only with --force.

    \b
    mialit render atom -o feed.xml
    mialit render atom --query "knowledge:white-box" -o white.xml
    """
    console = standard()
    found = publishable(selection, choice, arrangement, limit, file, console)
    papers = counted(len(found.records), "paper")
    write_text(
        feed_text(found),
        to,
        papers,
        console,
        inputs=found.catalogue.sources,
        force=force or is_own(to),
    )
    raise typer.Exit(ExitCode.DONE)
