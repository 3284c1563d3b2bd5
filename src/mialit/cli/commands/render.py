"""`mialit render`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mialit.cli.console import Console, standard
from mialit.cli.options import Arrangement, Choice, FileOptions, query, shared
from mialit.cli.render_html import html
from mialit.cli.render_markdown import markdown
from mialit.errors import ExitCode, UsageProblem
from mialit.query.filters import bind, why_empty
from mialit.query.sorting import Order, ordered
from mialit.records.model import Record
from mialit.storage.bibliography import Catalogue
from mialit.storage.sources import STANDARD_INPUT


class Form(StrEnum):
    """What the list can be rendered as."""

    MARKDOWN = "markdown"
    HTML = "html"


@shared
def command(
    form: Annotated[
        Form,
        typer.Argument(
            metavar="FORMAT",
            help="markdown: tables; html: one self-contained page.",
            show_default=False,
        ),
    ],
    *,
    selection: Annotated[
        str,
        typer.Option(
            "--query",
            "-q",
            metavar="QUERY",
            help="Words and filters, as list takes them.",
            rich_help_panel="Choosing entries",
        ),
    ] = "",
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="NAMES",
            help="Columns, separated by commas: year,title,venue,url.",
            rich_help_panel="Output",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE: a new one, or between the markers of a Markdown one.",
            rich_help_panel="Output",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing; show how FILE differs and exit with 1 if it does.",
            rich_help_panel="Output",
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Replace all of a Markdown FILE without markers, or an existing page.",
            rich_help_panel="Output",
        ),
    ] = False,
    file: FileOptions,
    choice: Choice,
    arrangement: Arrangement,
) -> None:
    """Write the list as Markdown tables, or as a page to put online or to open from disk.

    Markdown stands under headings by kind and year, newest first. A Markdown file that exists is
    changed between its lines <!-- mialit:begin --> and <!-- mialit:end --> alone; a new file gets
    them. A paper of several kinds stands once, under the first.

    \b
    mialit render markdown -o papers.md
    mialit render markdown --kind attack --year 2020- --columns year,title,venue,url
    mialit render markdown -o papers.md && mialit render markdown -o papers.md --check
    mialit render html -o papers.html
    mialit render html --year 2020- --query "knowledge:white-box" -o white.html
    """  # fmt: skip
    console = standard()
    path = None if to in (None, STANDARD_INPUT) else Path(to or "")
    if arrangement.sort is Order.RELEVANCE:
        raise UsageProblem("render has no relevance to sort by; see: mialit search --help")
    if form is Form.HTML and (check or columns is not None):
        raise UsageProblem("--check and --columns go with render markdown")
    if check and path is None:
        raise UsageProblem("--check needs the file to compare with: -o FILE")
    catalogue = file.load(console)
    records = _records(choice, arrangement, selection, catalogue, console)
    match form:
        case Form.MARKDOWN:
            ended = markdown(records, columns, path, catalogue, console, check=check, force=force)
        case Form.HTML:
            ended = html(records, path, catalogue, console, force=force)
    raise typer.Exit(ended)


def _records(
    choice: Choice,
    arrangement: Arrangement,
    selection: str,
    catalogue: Catalogue,
    console: Console,
) -> list[Record]:
    """The records to be rendered. Ends the process when a list that has some leaves none."""
    node = choice.node(query([selection]))
    bound = bind(node, catalogue.vocabulary, catalogue.records)
    for note in bound.notes:
        console.say(note)
    records = ordered(
        [record for record in catalogue.records if bound.matches(record)],
        arrangement.sort or Order.YEAR,
        reverse=arrangement.reverse,
    )
    if catalogue.records and not records:
        empty = why_empty(node, catalogue.vocabulary, catalogue.records)
        console.say(f"mialit: nothing found: {empty} ({catalogue.name}); nothing is rendered")
        raise typer.Exit(ExitCode.NO)
    return records[: arrangement.limit] if arrangement.limit else records
