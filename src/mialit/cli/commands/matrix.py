"""`mialit matrix`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mialit.cli.again import list_command
from mialit.cli.console import Console, standard
from mialit.cli.options import Choice, FileOptions, Format, FormatOptions, query, shared
from mialit.errors import ExitCode, UsageProblem
from mialit.query.filters import bind, why_empty
from mialit.query.syntax import All, Node
from mialit.records.model import Record
from mialit.render import count_formats as counts
from mialit.render import data_formats as plain
from mialit.stats import axes
from mialit.stats import counts as stats
from mialit.stats.counts import Cross
from mialit.storage.bibliography import Catalogue

FORMATS = (
    Format.TABLE,
    Format.TSV,
    Format.CSV,
    Format.JSON,
    Format.JSONL,
    Format.MD,
    Format.LATEX,
)
_YEARS = 12  # ranges that years are put together in, unless --buckets says otherwise
_COUNTING = "Counting"


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
    rows: Annotated[
        str | None,
        typer.Option(
            "--rows",
            metavar="FIELD",
            help="The field down: any that stats --by takes. The vocabulary says which without it.",
            rich_help_panel=_COUNTING,
        ),
    ] = None,
    cols: Annotated[
        str | None,
        typer.Option(
            "--cols", metavar="FIELD", help="The field across.", rich_help_panel=_COUNTING
        ),
    ] = None,
    cell: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--cell",
            metavar="ROW COL",
            help="Print the command that lists the entries of a cell, and nothing else.",
            rich_help_panel=_COUNTING,
        ),
    ] = None,
    buckets: Annotated[
        int | None,
        typer.Option(
            "--buckets",
            min=1,
            metavar="N",
            help=f"Put years together in at most N ranges; {_YEARS} without it.",
            rich_help_panel=_COUNTING,
        ),
    ] = None,
    unused: Annotated[
        bool,
        typer.Option(
            "--unused",
            help="Also declared values that no entry has, of long vocabularies too.",
            rich_help_panel=_COUNTING,
        ),
    ] = False,
    file: FileOptions,
    choice: Choice,
    output: FormatOptions,
) -> None:
    """Cross two fields: how many entries a cell, and gaps.

    An entry with several values is counted in each of its cells; All counts it once. Where the
    columns do not fit a terminal and no axis is asked for, rows and columns change places.

    \b
    mialit matrix
    mialit matrix --rows year --cols kind --buckets 3
    mialit matrix --cell black-box speech
    mialit matrix --published --format latex
    """
    console = standard()
    kind = output.chosen(console, FORMATS)
    node = choice.node(query(words))
    catalogue = file.load(console, keep_files=False)
    vocabulary = catalogue.vocabulary
    down, across = _axes(rows, cols, catalogue)
    if buckets and not any(axes.is_years(name, vocabulary) for name in (down, across)):
        raise UsageProblem(f"--buckets puts years together; neither {down} nor {across} has any")
    bound = bind(node, vocabulary, catalogue.records)
    chosen = [record for record in catalogue.records if bound.matches(record)]
    every = unused or cell is not None
    crossed = stats.cross(chosen, down, across, vocabulary, buckets=buckets or _YEARS, unused=every)
    for note in bound.notes:
        console.say(note)
    if not chosen:
        _print(None, kind, catalogue, console, turns=False)
        console.out.flush()
        empty = why_empty(node, vocabulary, catalogue.records)
        console.say(f"mialit: nothing found: {empty} ({catalogue.name})")
        raise typer.Exit(ExitCode.NO)
    if cell is not None:
        line = _command(cell, crossed, words or (), file, choice, catalogue, chosen, console)
        console.write([line])
        raise typer.Exit(ExitCode.DONE)
    _print(crossed, kind, catalogue, console, turns=rows is None and cols is None)
    console.out.flush()
    if kind not in (Format.JSON, Format.JSONL):
        for note in counts.cross_notes(crossed, vocabulary):
            console.say(note)
    if kind is Format.TABLE:
        console.say(_closing_line(crossed, catalogue, console))
    raise typer.Exit(ExitCode.DONE)


def _axes(rows: str | None, cols: str | None, catalogue: Catalogue) -> tuple[str, str]:
    """The fields down and across. Raises UsageProblem where nothing says which."""
    vocabulary, records = catalogue.vocabulary, catalogue.records
    stated = vocabulary.matrix or (None, None)
    asked = [axes.field_name(name, vocabulary, records) if name else None for name in (rows, cols)]
    if None not in asked or vocabulary.matrix:
        # One axis alone is asked for: the other is that of the stated ones which differs from it.
        free = [name for name in stated if name and name not in asked]
        names = [name or stated[place] for place, name in enumerate(asked)]
        if None in asked and names[0] == names[1] and free:
            names = [name or free[0] for name in asked]
        if names[0] and names[1]:
            found = [axes.field_name(name, vocabulary, records) for name in names if name]
            return found[0], found[1]
    raise UsageProblem("the vocabulary has no [matrix]; name the fields: --rows FIELD --cols FIELD")


def _print(
    crossed: Cross | None, kind: Format, catalogue: Catalogue, console: Console, *, turns: bool
) -> None:
    vocabulary = catalogue.vocabulary
    documents = [counts.cross_facts(crossed, vocabulary)] if crossed else []
    cells = counts.cross_rows(crossed) if crossed else iter(())
    match kind:
        case Format.TSV:
            console.write(plain.tsv(cells))
        case Format.CSV:
            console.write(plain.csv_table(counts.CROSS_HEAD, cells))
        case Format.JSON:
            console.write(plain.json_array(documents, ascii_only=console.ascii_only))
        case Format.JSONL:
            console.write(plain.json_lines(documents, ascii_only=console.ascii_only))
        case Format.MD if crossed:
            console.write(counts.cross_markdown(crossed, vocabulary))
        case Format.LATEX if crossed:
            from mialit.render import latex_tables as latex

            console.write(latex.cross(crossed, vocabulary, turns=turns))
        case Format.TABLE if crossed:
            from mialit.render.cross_table import crosstable

            console.print_rich(
                crosstable(
                    crossed, vocabulary, console.width, turns=turns, ascii_only=console.ascii_only
                )
            )


def _closing_line(crossed: Cross, catalogue: Catalogue, console: Console) -> str:
    from mialit.render.cross_table import gap_sign

    cells = len(crossed.rows.values) * len(crossed.cols.values)
    sign = gap_sign(ascii_only=console.ascii_only)
    entries = "1 entry" if crossed.records == 1 else f"{crossed.records} entries"
    return f"{entries} in {catalogue.name}; {crossed.gaps} of {cells} cells are empty ({sign})"


def _command(
    cell: tuple[str, str],
    crossed: Cross,
    words: Sequence[str],
    file: FileOptions,
    choice: Choice,
    catalogue: Catalogue,
    chosen: Sequence[Record],
    console: Console,
) -> str:
    """The line that lists a cell's entries; says so where a query cannot tell them apart."""
    row = axes.place(crossed.rows, cell[0], catalogue.vocabulary)
    col = axes.place(crossed.cols, cell[1], catalogue.vocabulary)
    filters = (
        crossed.rows.filter(crossed.rows.values[row]),
        crossed.cols.filter(crossed.cols.values[col]),
    )
    parts: tuple[Node, ...] = filters
    met = bind(All(parts), catalogue.vocabulary, catalogue.records).matches
    listed, counted = sum(map(met, chosen)), crossed.cells[row][col]
    if listed != counted:
        console.say(
            f"the cell counts {counted}, the command lists {listed}: "
            "a query for text finds also what only begins so"
        )
    return f"{list_command(words, file, choice, filters, catalogue.vocabulary.fields)}\n"
