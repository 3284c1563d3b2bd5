"""Lists the entries that match a query, in the list's own order or another."""

import typer

from mialit.cli.console import standard
from mialit.cli.options import FileOptions, OutputOptions, shared
from mialit.cli.query_options import Arrangement, Choice, QueryArgument, query, select


@shared
def command(
    words: QueryArgument = None,
    *,
    choice: Choice,
    arrangement: Arrangement,
    output: OutputOptions,
    file: FileOptions,
) -> None:
    """List entries matching a query.

    An entry matches when it contains every word of QUERY, in any order, and passes every filter.
    See docs/query.md for filters, OR and NOT.

    \b
    mialit list --year 2020 --knowledge white-box
    mialit list generative year:2019.. has:code --format json
    mialit list "NOT target:classification (venue:ccs OR venue:icml)"
    """
    # Not above: completing a value loads this module, and lists nothing.
    from mialit.cli.output import Answer, deliver

    console = standard()
    node = choice.node(query(words))
    found = select(node, file.load(console, keep_files=False), arrangement)
    answer = Answer(
        found.catalogue,
        found.records,
        node,
        notes=found.notes,
        empty="" if found.records else found.nothing_found,
    )
    raise typer.Exit(deliver(answer, output, console))
