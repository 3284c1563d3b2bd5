"""Shows the vocabulary of a list: its fields, their values, and how many entries have them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from json import dumps
from typing import Annotated, NamedTuple

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
from mialit.records.model import Record
from mialit.text.phrases import counted, perhaps
from mialit.text.similarity import nearest
from mialit.vocabulary.model import FieldSpec, Vocabulary

# How fields and values are printed.
FieldsFormat = StrEnum("FieldsFormat", "AUTO TABLE TSV JSON JSONL CSV")


class Count(NamedTuple):
    """How many entries have a value; `value` is "" for a field without a vocabulary."""

    field: str
    label: str
    value: str
    count: int  # type: ignore[assignment]
    declared: bool
    name: str
    also: Sequence[str]


_HEAD = ("field", "value", "count", "name")
_HEADS = {"label": "Field", "count": "Entries"}
_COLUMNS = {
    FieldsFormat.JSON: Count._fields,
    FieldsFormat.JSONL: Count._fields,
    FieldsFormat.TABLE: ("label", "value", "count", "name"),
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
    """Show the vocabulary: fields, their values and counts.

    \b
    mialit fields
    mialit fields venue --unused
    mialit fields target --format json
    mialit fields --json-schema
    """
    console = standard()
    kind = chosen(format, json, console)
    catalogue = file.load(console, keep_files=False)
    if json_schema:
        from mialit.render.json_schema import schema

        text = dumps(schema(catalogue.vocabulary), ensure_ascii=console.ascii_only, indent=2)
        console.write([f"{text}\n"])
        return
    specs = _chosen(field, catalogue.vocabulary)
    counts = [
        count
        for spec in specs
        for count in _counts(spec, catalogue.records)
        if count.count or unused or not count.declared
    ]
    if count_only:
        console.write([f"{len(counts)}\n"])
        return
    shown = _columns(columns, kind)
    rows = [[_cell(item, column) for column in shown] for item in counts]
    documents = ({column: getattr(item, column) for column in shown} for item in counts)
    if not write_data(kind, shown, rows, documents, console):
        from mialit.render.table import grid

        numbers = {index for index, column in enumerate(shown) if column == "count"}
        heads = [_HEADS.get(column, column.capitalize()) for column in shown]
        console.print_rich(grid(heads, rows, numbers=numbers))
        fields = counted(len(specs), "field")
        console.say(f"{fields} of {len(catalogue.records)} entries in {catalogue.name}")


def _chosen(field: str | None, vocabulary: Vocabulary) -> list[FieldSpec]:
    if field is None:
        return list(vocabulary.fields.values())
    spec = vocabulary.named(field)
    if spec is None:
        hint = perhaps(nearest(field, vocabulary.fields))
        raise UsageProblem(f"unknown field {field!r}{hint}; fields: {', '.join(vocabulary.fields)}")
    return [spec]


def _counts(spec: FieldSpec, records: Sequence[Record]) -> Iterator[Count]:
    """Declared values in the vocabulary's order, then what else entries have, by number."""
    if spec.form != "vocabulary":
        number = sum(bool(record.values.get(spec.name)) for record in records)
        yield Count(spec.name, spec.label, "", number, True, "", ())
        return
    numbers: dict[str, int] = {}
    for record in records:
        for name in record.values.get(spec.name, ()):
            numbers[name] = numbers.get(name, 0) + 1
    for value in spec.values:
        number = numbers.pop(value.name, 0)
        yield Count(spec.name, spec.label, value.name, number, True, value.title, value.also)
    for other, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        yield Count(spec.name, spec.label, other, number, False, "", ())


def _columns(stated: str | None, kind: FieldsFormat) -> tuple[str, ...]:
    """The columns to print. Raises UsageProblem for an unknown one."""
    if stated is None:
        return _COLUMNS.get(kind, _HEAD)
    names = tuple(name.strip() for name in stated.split(",") if name.strip())
    unknown = next((name for name in names if name not in Count._fields), None)
    if unknown is not None or not names:
        raise UsageProblem(f"unknown column {unknown!r}; columns: {', '.join(Count._fields)}")
    return names


def _cell(item: Count, column: str) -> str:
    value = getattr(item, column)
    return "; ".join(value) if column == "also" else str(value)
