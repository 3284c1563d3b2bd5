"""`mialit list`."""

from typing import Annotated

import typer

from mialit.cli.console import standard
from mialit.cli.options import Arrangement, Choice, FileOptions, OutputOptions, query, shared
from mialit.errors import UsageProblem
from mialit.query.sorting import Order


@shared
def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...",
            help="Words that must all be there, and filters: year:2019.. -venue:arxiv has:code",
            show_default=False,
        ),
    ] = None,
    *,
    file: FileOptions,
    choice: Choice,
    arrangement: Arrangement,
    output: OutputOptions,
) -> None:
    """List the entries that meet a query and options.

    Every word of QUERY has to be met, in any order. See docs/query.md for filters, OR and NOT.

    \b
    mialit list --year 2020 --knowledge white-box
    mialit list generative year:2019.. has:code --format json
    mialit list "NOT target:classification (venue:ccs OR venue:icml)"
    """
    # Not above: completing a value loads this module, and lists nothing.
    from mialit.cli.output import Answer, deliver
    from mialit.query.filters import bind, candidates, why_empty
    from mialit.query.sorting import ordered

    console = standard()
    if arrangement.sort is Order.RELEVANCE:
        raise UsageProblem("list has no relevance to sort by; see: mialit search --help")
    node = choice.node(query(words))
    catalogue = file.load(console, keep_files=False)
    bound = bind(node, catalogue.vocabulary, catalogue.records)
    found = ordered(
        [record for record in candidates(node, catalogue.records) if bound.matches(record)],
        arrangement.sort or Order.YEAR,
        reverse=arrangement.reverse,
    )
    answer = Answer(
        catalogue,
        found,
        notes=bound.notes,
        empty="" if found else why_empty(node, catalogue.vocabulary, catalogue.records),
    )
    raise typer.Exit(deliver(answer, arrangement, output, console))
