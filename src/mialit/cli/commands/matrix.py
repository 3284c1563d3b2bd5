"""Cross-tabulates two fields: how many entries each pair of values has, and the gaps."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from mialit.cli.console import Console, standard
from mialit.cli.options import (
    COUNTING,
    Buckets,
    FileOptions,
    Json,
    Unused,
    chosen,
    format_option,
    option,
    shared,
)
from mialit.cli.output import write_data
from mialit.cli.query_options import Choice, QueryArgument, Selection, list_command, query, select
from mialit.errors import ExitCode, UsageProblem
from mialit.query.filters import bind
from mialit.query.syntax import All, Filter
from mialit.render import count_formats
from mialit.stats import axes
from mialit.stats import counts as stats
from mialit.stats.counts import Cross
from mialit.storage.bibliography import Catalogue
from mialit.text.phrases import counted
from mialit.vocabulary.model import Vocabulary

_UNCURATED = ("type", "year")  # the axes of a list without a vocabulary
_YEARS = 12  # ranges that years are grouped into, unless --buckets says otherwise
_FEWER_YEARS = 8  # the same where they are the columns of a list without a vocabulary


# How a cross table is printed.
MatrixFormat = StrEnum("MatrixFormat", "AUTO TABLE TSV JSON JSONL CSV MD LATEX")
_READ_BY_PERSONS = (MatrixFormat.TABLE, MatrixFormat.MD, MatrixFormat.LATEX)


@shared
def command(
    words: QueryArgument = None,
    *,
    rows: Annotated[
        str | None,
        option(
            "--rows FIELD",
            "The field of the rows: any that stats --by takes. The vocabulary names the default; "
            "without one it is type by year.",
            COUNTING,
        ),
    ] = None,
    cols: Annotated[
        str | None, option("--cols FIELD", "The field of the columns.", COUNTING)
    ] = None,
    cell: Annotated[
        tuple[str, str] | None,
        option(
            "--cell ROW COL",
            "Print only the command that lists the entries of this cell.",
            COUNTING,
        ),
    ] = None,
    most: Annotated[
        int | None,
        option(
            "--most N",
            "Show the N most frequent values of each field, and the others as one; 0 shows all. "
            "The vocabulary may name the default, which holds for table, md and latex.",
            COUNTING,
            min=0,
        ),
    ] = None,
    buckets: Buckets = None,
    unused: Unused = False,
    choice: Choice,
    format: Annotated[MatrixFormat, format_option(MatrixFormat)] = MatrixFormat.AUTO,  # noqa: A002
    json: Json = False,
    file: FileOptions,
) -> None:
    """Cross-tabulate two fields: entries per cell, and gaps.

    An entry with several values counts in each of its cells, but once in All. Years are grouped
    into at most 12 ranges by default. Where the columns do not fit the terminal and neither --rows
    nor --cols is given, rows and columns are exchanged.

    \b
    mialit matrix
    mialit matrix --rows year --cols kind --buckets 3
    mialit matrix --rows venue --cols kind --most 10
    mialit matrix --cell black-box generative
    mialit matrix --published --format latex
    """
    console = standard()
    kind = chosen(format, json, console)
    node = choice.node(query(words))
    catalogue = file.load(console, keep_files=False)
    vocabulary = catalogue.vocabulary
    down, across = _axes(rows, cols, catalogue)
    if buckets and not any(axes.is_years(name, vocabulary) for name in (down, across)):
        raise UsageProblem(f"--buckets groups years; neither {down} nor {across} has any")
    found = select(node, catalogue)
    console.say(*found.notes)
    if not found.records:
        _print(None, kind, vocabulary, console, turns=False)
        console.say_always(found.nothing_found)
        raise typer.Exit(ExitCode.NO)
    if most is None and not unused and (cell is not None or kind in _READ_BY_PERSONS):
        most = vocabulary.matrix_most
    if cell is not None and axes.OTHERS not in map(str.casefold, cell):
        unused, most = True, None
    unasked = rows is None and cols is None and not vocabulary.matrix
    years = buckets or (_FEWER_YEARS if unasked else _YEARS)
    crossed = stats.cross(
        found.records, down, across, vocabulary, buckets=years, unused=unused, most=most or 0
    )
    if cell is not None:
        filters = _cell_filters(cell, crossed, found, console)
        line = list_command(words or (), file, choice, filters, vocabulary.fields)
        console.write([f"{line}\n"])
        raise typer.Exit(ExitCode.DONE)
    _print(crossed, kind, vocabulary, console, turns=rows is None and cols is None)
    if kind not in (MatrixFormat.JSON, MatrixFormat.JSONL):
        console.say(*count_formats.cross_notes(crossed, vocabulary))
    if kind is MatrixFormat.TABLE:
        from mialit.render.cross_table import gap_sign

        entries = counted(crossed.records, "entry", "entries")
        empty = f"{crossed.gaps} of {len(crossed.rows.values) * len(crossed.cols.values)}"
        sign = gap_sign(ascii_only=console.ascii_only)
        console.say(f"{entries} in {catalogue.name}; {empty} cells are empty ({sign})")
    raise typer.Exit(ExitCode.DONE)


def _axes(rows: str | None, cols: str | None, catalogue: Catalogue) -> tuple[str, str]:
    """The fields of rows and columns. Raises UsageProblem where nothing says which."""
    vocabulary, records = catalogue.vocabulary, catalogue.records
    stated = vocabulary.matrix or (() if vocabulary.curated else _UNCURATED)
    names = [axes.field_name(name, vocabulary, records) if name else "" for name in (rows, cols)]
    if "" in names and not stated:
        raise UsageProblem(
            "the vocabulary has no [matrix]; name the fields: --rows FIELD --cols FIELD"
        )
    for index, name in enumerate(stated):
        if not names[index]:
            # Of the stated ones, that which differs from the one that is asked for.
            free = next((each for each in (name, *stated) if each not in names), name)
            names[index] = axes.field_name(free, vocabulary, records)
    return names[0], names[1]


def _print(
    crossed: Cross | None,
    kind: MatrixFormat,
    vocabulary: Vocabulary,
    console: Console,
    *,
    turns: bool,
) -> None:
    cells = count_formats.cross_rows(crossed) if crossed else iter(())
    documents = [count_formats.cross_facts(crossed, vocabulary)] if crossed else []
    if write_data(kind, count_formats.CROSS_HEAD, cells, documents, console) or not crossed:
        return
    plain = console.ascii_only
    if kind == "md":
        console.write(count_formats.cross_markdown(crossed, vocabulary))
    elif kind == "latex":
        from mialit.render import latex_tables

        console.write(latex_tables.cross(crossed, vocabulary, turns=turns))
    else:
        from mialit.render.cross_table import crosstable

        drawn = crosstable(crossed, vocabulary, console.width, turns=turns, ascii_only=plain)
        console.print_rich(drawn)


def _cell_filters(
    cell: tuple[str, str], crossed: Cross, found: Selection, console: Console
) -> Sequence[Filter]:
    """The filters of a cell's row and column; says so where they do not match what it counts."""
    vocabulary = found.catalogue.vocabulary
    row = axes.index_of(crossed.rows, cell[0], vocabulary)
    col = axes.index_of(crossed.cols, cell[1], vocabulary)
    pairs = ((crossed.rows, row), (crossed.cols, col))
    filters = tuple(axis.filter(axis.values[index]) for axis, index in pairs)
    matches = bind(All((*filters,)), vocabulary, found.catalogue.records).matches
    listed, number = sum(map(matches, found.records)), crossed.cells[row][col]
    if listed != number:
        console.say(
            f"the cell counts {number}, the command lists {listed}: "
            "a text filter also matches longer texts that begin the same"
        )
    return filters
