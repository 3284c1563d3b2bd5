"""`mialit stats`."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from mialit.cli.console import Console, standard
from mialit.cli.options import Choice, FileOptions, Format, FormatOptions, query, shared
from mialit.errors import ExitCode, UsageProblem
from mialit.query.filters import bind, why_empty
from mialit.records.model import Record
from mialit.render import count_formats as counts
from mialit.render import data_formats as plain
from mialit.render.count_formats import Counted
from mialit.stats import axes
from mialit.stats import counts as stats
from mialit.storage.bibliography import Catalogue
from mialit.vocabulary.model import Vocabulary

FORMATS = (Format.TABLE, Format.TSV, Format.CSV, Format.JSON, Format.JSONL, Format.MD)
READABLE = 40  # values that a person reads at once
_GLANCE = 6  # values of a long field in the overview
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
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="FIELD",
            help="Count by this field: year, released, type, author, published, doi, or any "
            "field of the vocabulary or of the entries. Without it an overview.",
            rich_help_panel=_COUNTING,
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="FIELD",
            help="Split every count by this field.",
            rich_help_panel=_COUNTING,
        ),
    ] = None,
    buckets: Annotated[
        int | None,
        typer.Option(
            "--buckets",
            min=1,
            metavar="N",
            help="Put years together in at most N ranges.",
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
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=0,
            metavar="N",
            help="At most N values a field; 0 for all. A table on a terminal stops by itself.",
            rich_help_panel=_COUNTING,
        ),
    ] = None,
    file: FileOptions,
    choice: Choice,
    output: FormatOptions,
) -> None:
    """Count entries by year, kind, venue or any field.

    An entry with several values is counted under each of them; the answer says how many are.

    \b
    mialit stats
    mialit stats --by year --split kind
    mialit stats --by venue --published --format tsv
    mialit stats label-only --by author --limit 5
    """
    console = standard()
    kind = output.chosen(console, FORMATS)
    if split is not None and by is None:
        raise UsageProblem("--split splits what --by counts, as in: stats --by year --split kind")
    node = choice.node(query(words))
    catalogue = file.load(console, keep_files=False)
    vocabulary = catalogue.vocabulary
    fields = _fields(by, split, catalogue)
    if buckets and by is not None and not any(axes.is_years(name, vocabulary) for name in fields):
        raise UsageProblem(f"--buckets puts years together; {' and '.join(fields)} has none")
    bound = bind(node, vocabulary, catalogue.records)
    chosen = [record for record in catalogue.records if bound.matches(record)]
    glance = by is None and limit is None and kind is Format.TABLE
    if limit is None and kind is Format.TABLE and console.is_terminal:
        limit = READABLE
    found = [
        _counted(chosen, name, fields[1:] if by is not None else (), vocabulary, buckets, unused)
        for name in (fields[:1] if by is not None else fields)
    ]
    shown = [
        item.first(_GLANCE if glance and _is_long(item, vocabulary) else limit or 0)
        for item in found
    ]
    _print(shown if chosen else [], kind, vocabulary, console, split=split is not None)
    console.out.flush()
    if not chosen:
        empty = why_empty(node, vocabulary, catalogue.records)
        console.say(f"mialit: nothing found: {empty} ({catalogue.name})")
    for note in bound.notes:
        console.say(note)
    if chosen and kind not in (Format.JSON, Format.JSONL):
        _close(shown, kind, len(chosen), catalogue, console, overview=by is None)
    raise typer.Exit(ExitCode.DONE if chosen else ExitCode.NO)


def _fields(by: str | None, split: str | None, catalogue: Catalogue) -> list[str]:
    """The fields to count: that of --by and that of --split, or those of the overview."""
    vocabulary, records = catalogue.vocabulary, catalogue.records
    if by is not None:
        asked = [by] if split is None else [by, split]
        return [axes.field_name(name, vocabulary, records) for name in asked]
    declared = [
        name for name, spec in vocabulary.fields.items() if spec.form in ("vocabulary", "urls")
    ]
    return ["year", *declared, "published"]


def _counted(
    records: Sequence[Record],
    field: str,
    split: Sequence[str],
    vocabulary: Vocabulary,
    buckets: int | None,
    unused: bool,
) -> Counted:
    tally = stats.count(records, field, vocabulary, buckets=buckets, unused=unused)
    if not split:
        return Counted(tally)
    crossed = stats.cross(records, field, split[0], vocabulary, buckets=buckets, unused=unused)
    return Counted(tally, crossed)


def _is_long(item: Counted, vocabulary: Vocabulary) -> bool:
    """Whether the overview shows the first values of a field alone."""
    spec = vocabulary.fields.get(item.tally.axis.field)
    return max(len(spec.values) if spec else 0, len(item.tally.axis.values)) > axes.MANY


def _print(
    shown: Sequence[Counted], kind: Format, vocabulary: Vocabulary, console: Console, *, split: bool
) -> None:
    documents = (counts.tally_facts(item, vocabulary) for item in shown)
    rows = (row for item in shown for row in counts.tally_rows(item))
    match kind:
        case Format.TSV:
            console.write(plain.tsv(rows))
        case Format.CSV:
            console.write(plain.csv_table(counts.SPLIT_HEAD if split else counts.TALLY_HEAD, rows))
        case Format.JSON:
            console.write(plain.json_array(documents, ascii_only=console.ascii_only))
        case Format.JSONL:
            console.write(plain.json_lines(documents, ascii_only=console.ascii_only))
        case Format.MD:
            console.write(_markdown(shown, vocabulary))
        case _ if shown:
            from mialit.render.bar_chart import bars

            console.print_rich(
                bars(shown, vocabulary, console.width, ascii_only=console.ascii_only)
            )


def _markdown(shown: Sequence[Counted], vocabulary: Vocabulary) -> Iterator[str]:
    for number, item in enumerate(shown):
        if number:
            yield "\n"
        yield from counts.tally_markdown(item, vocabulary)


def _close(
    shown: Sequence[Counted],
    kind: Format,
    number: int,
    catalogue: Catalogue,
    console: Console,
    *,
    overview: bool,
) -> None:
    """What the numbers leave out; the overview says it in one line for all its fields."""
    if overview:
        if any(item.tally.several for item in shown):
            console.say("an entry with several values is counted under each; --by FIELD says more")
    else:
        for item in shown:
            for note in counts.tally_notes(item, catalogue.vocabulary):
                console.say(note)
            if item.hidden and kind is Format.TABLE:
                console.say(f"{item.hidden} more values; --limit 0 shows all")
    if kind is Format.TABLE:
        entries = "1 entry" if number == 1 else f"{number} entries"
        console.say(f"{entries} in {catalogue.name}")
