"""Shows the vocabulary of a list: its fields, their values, and how many entries have them."""

from collections.abc import Sequence
from enum import StrEnum
from json import dumps
from typing import Annotated

from mialit.cli.console import standard
from mialit.cli.options import (
    OUTPUT,
    Columns,
    CountOnly,
    FileOptions,
    Json,
    Unused,
    argument,
    chosen,
    format_option,
    option,
    shared,
)
from mialit.cli.output import write_data
from mialit.errors import UsageProblem
from mialit.stats.fields import Count, count_fields, overview
from mialit.text.phrases import counted

# How fields and values are printed.
FieldsFormat = StrEnum("FieldsFormat", "AUTO TABLE TSV JSON JSONL CSV")

_HEAD = ("field", "value", "count", "name")
_HEADS = {"count": "Entries"}
_COLUMNS = {
    FieldsFormat.JSON: Count._fields,
    FieldsFormat.JSONL: Count._fields,
    FieldsFormat.TABLE: ("field", "label", "value", "count", "name"),
}


@shared
def command(
    field: Annotated[str | None, argument("[FIELD]", "Show only this field.")] = None,
    *,
    unused: Unused = False,
    format: Annotated[FieldsFormat, format_option(FieldsFormat)] = FieldsFormat.AUTO,  # noqa: A002
    json: Json = False,
    columns: Columns = None,
    count_only: CountOnly = False,
    json_schema: Annotated[
        bool,
        option("--json-schema", "Print the JSON Schema of what all commands print.", OUTPUT),
    ] = False,
    file: FileOptions,
) -> None:
    """Show the fields: names to type, values and counts.

    These are the vocabulary's; where a list has none, all that its entries have. FIELD may be any
    field of the entries: its values are counted then.

    \b
    mialit fields
    mialit fields venue --unused
    mialit fields target --format json
    mialit fields author
    mialit fields --json-schema
    """
    console = standard()
    kind = chosen(format, json, console)
    catalogue = file.load(console, keep_files=False)
    vocabulary, records = catalogue.vocabulary, catalogue.records
    if json_schema:
        from mialit.render.json_schema import schema

        text = dumps(schema(vocabulary), ensure_ascii=console.ascii_only, indent=2)
        console.write([f"{text}\n"])
        return
    names, counts = count_fields(field, vocabulary, records, unused=unused)
    if count_only:
        console.write([f"{len(counts)}\n"])
        return
    shown = _columns(columns, kind)
    rows = [[_cell(item, column) for column in shown] for item in counts]
    documents = ({column: getattr(item, column) for column in shown} for item in counts)
    if not write_data(kind, shown, rows, documents, console):
        from mialit.render.table import grid

        if columns is None and field is None and not vocabulary.curated:
            shown = ("field", "label", "count", "most frequent")
            rows = [overview(name, vocabulary, records) for name in names]
        numbers = {index for index, column in enumerate(shown) if column == "count"}
        heads = [_HEADS.get(column, column.capitalize()) for column in shown]
        console.print_rich(grid(heads, _once(rows, shown), numbers=numbers))
        fields = counted(len(names), "field")
        console.say(f"{fields} of {len(records)} entries in {catalogue.name}")


def _once(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> list[list[str]]:
    """*rows* without the label of a field that was named in the row before."""
    result = []
    before: Sequence[str] = ()
    for row in rows:
        same = before[:1] == row[:1] and columns[:2] == ("field", "label")
        result.append([row[0], "", *row[2:]] if same else list(row))
        before = row
    return result


def _columns(stated: str | None, kind: FieldsFormat) -> tuple[str, ...]:
    """The columns to print. Raises UsageProblem for an unknown one."""
    if stated is None:
        return _COLUMNS.get(kind, _HEAD)
    names = tuple(name.strip() for name in stated.split(",") if name.strip())
    unknown = next((name for name in names if name not in Count._fields), None)
    if unknown is not None or not names:
        reason = f"unknown column {unknown!r}" if names else "--columns names no column"
        raise UsageProblem(f"{reason}; columns: {', '.join(Count._fields)}")
    return names


def _cell(item: Count, column: str) -> str:
    value = getattr(item, column)
    return "; ".join(value) if column == "also" else str(value)
