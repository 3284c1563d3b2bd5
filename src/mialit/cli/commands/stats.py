"""Counts entries by a field, perhaps split by another, or gives an overview."""

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
    Limit,
    Unused,
    chosen,
    format_option,
    option,
    shared,
)
from mialit.cli.output import write_data
from mialit.cli.query_options import Choice, QueryArgument, Selection, query, select
from mialit.errors import ExitCode, UsageProblem
from mialit.render import count_formats
from mialit.render.count_formats import Counted
from mialit.stats import axes
from mialit.stats import counts as stats
from mialit.storage.bibliography import Catalogue
from mialit.text.phrases import counted
from mialit.vocabulary.model import Vocabulary

READABLE = 20  # values that a person reads at once, and a terminal shows at once
_GLANCE = 6  # values of a long field in the overview
_LONG = 12  # values beyond which a field without a vocabulary is long


# How counts are printed.
StatsFormat = StrEnum("StatsFormat", "AUTO TABLE TSV JSON JSONL CSV MD")


@shared
def command(
    words: QueryArgument = None,
    *,
    by: Annotated[
        str | None,
        option(
            "--by FIELD",
            "Count by this field: year, released, type, author, published, doi, keywords, or any "
            "field of the vocabulary or of the entries. The default is an overview.",
            COUNTING,
        ),
    ] = None,
    split: Annotated[
        str | None, option("--split FIELD", "Split every count by this field.", COUNTING)
    ] = None,
    buckets: Buckets = None,
    unused: Unused = False,
    choice: Choice,
    format: Annotated[StatsFormat, format_option(StatsFormat)] = StatsFormat.AUTO,  # noqa: A002
    json: Json = False,
    limit: Limit = None,
    file: FileOptions,
) -> None:
    """Count entries by year, kind, venue or any field.

    Without --by it is an overview of the vocabulary's fields; where a list has no vocabulary, of
    what its entries have.

    An entry with several values counts once for each of them; a note says how many such entries
    there are. --limit is the number of values shown.

    \b
    mialit stats
    mialit stats --by year --split kind
    mialit stats --by venue --published --format tsv
    mialit stats label-only --by author --limit 5
    """
    console = standard()
    kind = chosen(format, json, console)
    if split is not None and by is None:
        raise UsageProblem("--split splits what --by counts, as in: stats --by year --split kind")
    node = choice.node(query(words))
    catalogue = file.load(console, keep_files=False)
    vocabulary = catalogue.vocabulary
    fields = _fields(by, split, catalogue)
    if buckets and by is not None and not any(axes.is_years(name, vocabulary) for name in fields):
        raise UsageProblem(f"--buckets groups years; {' and '.join(fields)} has none")
    found = select(node, catalogue)
    glance = by is None and limit is None and kind is StatsFormat.TABLE
    cut = READABLE if limit is None and kind is StatsFormat.TABLE and console.is_terminal else 0
    shown = [_counted(found, fields[0], split and fields[1], buckets, unused=unused)]
    if by is None:
        shown += (_counted(found, name, None, buckets, unused=unused) for name in fields[1:])
        if not vocabulary.curated:
            shown = [item for item in (item.occurring() for item in shown) if not _is_even(item)]
    shown = [
        item.first(_GLANCE)
        if glance and _is_long(item, vocabulary)
        else item.first(cut if item.tally.axis.form is axes.Form.VALUES else 0)
        if limit is None
        else item.first(limit)
        for item in shown
    ]
    _print(shown if found.records else [], kind, vocabulary, console, split=split is not None)
    if not found.records:
        console.say_always(found.nothing_found)
    console.say(*found.notes)
    if found.records and kind not in (StatsFormat.JSON, StatsFormat.JSONL):
        _close(shown, kind, found, console, overview=by is None)
    raise typer.Exit(ExitCode.DONE if found.records else ExitCode.NO)


def _fields(by: str | None, split: str | None, catalogue: Catalogue) -> list[str]:
    """The fields to count: that of --by and that of --split, or those of the overview."""
    vocabulary, records = catalogue.vocabulary, catalogue.records
    if by is not None:
        asked = [by] if split is None else [by, split]
        return [axes.field_name(name, vocabulary, records) for name in asked]
    forms = ("vocabulary", "urls") if vocabulary.curated else ("vocabulary", "keywords", "urls")
    counted_by = (name for name, spec in vocabulary.fields.items() if spec.form in forms)
    return ["year", *(() if vocabulary.curated else ("type",)), *counted_by, "published"]


def _is_even(item: Counted) -> bool:
    """Whether a field is yes for all entries, or no, or none has it."""
    either_or = item.tally.axis.form in (axes.Form.PRESENCE, axes.Form.STATE)
    return len(item.tally.axis.values) <= either_or


def _counted(
    found: Selection, field: str, split: str | None, buckets: int | None, *, unused: bool
) -> Counted:
    records, vocabulary = found.records, found.catalogue.vocabulary
    tally = stats.count(records, field, vocabulary, buckets=buckets, unused=unused)
    crossed = split and stats.cross(
        records, field, split, vocabulary, buckets=buckets, unused=unused
    )
    return Counted(tally, crossed or None)


def _is_long(item: Counted, vocabulary: Vocabulary) -> bool:
    """Whether the overview shows only the first values of a field."""
    if not vocabulary.curated:
        return item.tally.axis.form is axes.Form.VALUES and len(item.tally.axis.values) > _LONG
    spec = vocabulary.fields.get(item.tally.axis.field)
    return max(len(spec.values) if spec else 0, len(item.tally.axis.values)) > axes.MANY


def _print(
    shown: Sequence[Counted],
    kind: StatsFormat,
    vocabulary: Vocabulary,
    console: Console,
    *,
    split: bool,
) -> None:
    head = count_formats.SPLIT_HEAD if split else count_formats.TALLY_HEAD
    rows = (row for item in shown for row in count_formats.tally_rows(item))
    documents = (count_formats.tally_facts(item, vocabulary) for item in shown)
    if write_data(kind, head, rows, documents, console):
        return
    if kind is StatsFormat.MD:
        tables = ("".join(count_formats.tally_markdown(item, vocabulary)) for item in shown)
        console.write(["\n".join(tables)])
    elif shown:
        from mialit.render.bar_chart import bars

        console.print_rich(bars(shown, vocabulary, console.width, ascii_only=console.ascii_only))


def _close(
    shown: Sequence[Counted],
    kind: StatsFormat,
    found: Selection,
    console: Console,
    *,
    overview: bool,
) -> None:
    """What the numbers leave out; the overview says it in one line for all its fields."""
    if overview:
        if any(item.tally.several for item in shown):
            console.say(
                "an entry with several values counts once for each; --by FIELD has the details"
            )
    else:
        for item in shown:
            console.say(*count_formats.tally_notes(item, found.catalogue.vocabulary))
            if item.hidden and kind is StatsFormat.TABLE:
                most = f"of at most {counted(item.hidden_most, 'entry', 'entries')} each"
                console.say(f"{counted(item.hidden, 'more value')} {most}; --limit 0 shows all")
    if kind is StatsFormat.TABLE:
        entries = counted(len(found.records), "entry", "entries")
        console.say(f"{entries} in {found.catalogue.name}")
