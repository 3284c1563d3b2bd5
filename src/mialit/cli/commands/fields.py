"""`mialit fields`."""

from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple

import typer

from mialit.cli.console import Console, standard
from mialit.cli.options import FileOptions, Format, OutputOptions, shared
from mialit.errors import UsageProblem
from mialit.records.model import Record
from mialit.render import data_formats as plain
from mialit.text.similarity import nearest
from mialit.vocabulary.model import FieldSpec, Vocabulary


class Count(NamedTuple):
    """How many entries carry a value; `value` is "" for a field without a vocabulary."""

    field: str
    label: str
    value: str
    count: int  # type: ignore[assignment]
    declared: bool
    name: str
    also: Sequence[str]


_HEAD = ("field", "value", "count", "name")
_SHOWN = ("label", "value", "count", "name")
_HEADS = {"label": "Field", "count": "Entries"}
_FORMATS = (Format.TABLE, Format.TSV, Format.CSV, Format.JSON, Format.JSONL)


@shared
def command(
    field: Annotated[
        str | None,
        typer.Argument(metavar="[FIELD]", help="This field alone.", show_default=False),
    ] = None,
    *,
    unused: Annotated[
        bool, typer.Option("--unused", help="Also declared values that no entry carries.")
    ] = False,
    file: FileOptions,
    output: OutputOptions,
) -> None:
    """Show the vocabulary: fields, their values and counts.

    \b
    mialit fields
    mialit fields venue --unused
    mialit fields target --format json
    """
    console = standard()
    kind = output.chosen(console, _FORMATS)
    catalogue = file.load(console, keep_files=False)
    specs = _chosen(field, catalogue.vocabulary)
    counts = [
        count
        for spec in specs
        for count in _counts(spec, catalogue.records)
        if count.count or unused or not count.declared
    ]
    if output.count_only:
        console.write([f"{len(counts)}\n"])
        return
    _print(counts, kind, _columns(output.columns, kind), console)
    if kind is Format.TABLE:
        console.out.flush()
        fields = "1 field" if len(specs) == 1 else f"{len(specs)} fields"
        console.say(f"{fields} of {len(catalogue.records)} entries in {catalogue.name}")


def _chosen(field: str | None, vocabulary: Vocabulary) -> list[FieldSpec]:
    if field is None:
        return list(vocabulary.fields.values())
    spec = vocabulary.named(field)
    if spec is None:
        near = nearest(field, vocabulary.fields)
        hint = f", perhaps {' or '.join(near)}" if near else ""
        raise UsageProblem(f"unknown field {field!r}{hint}; fields: {', '.join(vocabulary.fields)}")
    return [spec]


def _counts(spec: FieldSpec, records: Sequence[Record]) -> Iterator[Count]:
    """Declared values in the vocabulary's order, then what else entries carry, by number."""
    if spec.form != "vocabulary":
        carrying = sum(bool(record.values.get(spec.name)) for record in records)
        yield Count(spec.name, spec.label, "", carrying, True, "", ())
        return
    carried: dict[str, int] = {}
    for record in records:
        for name in record.values.get(spec.name, ()):
            carried[name] = carried.get(name, 0) + 1
    for value in spec.values:
        number = carried.pop(value.name, 0)
        yield Count(spec.name, spec.label, value.name, number, True, value.title, value.also)
    for other, number in sorted(carried.items(), key=lambda pair: (-pair[1], pair[0])):
        yield Count(spec.name, spec.label, other, number, False, "", ())


def _columns(stated: str | None, kind: Format) -> tuple[str, ...]:
    """The columns to print. Raises UsageProblem for one there is not."""
    if stated is None:
        by_kind = {Format.JSON: Count._fields, Format.JSONL: Count._fields, Format.TABLE: _SHOWN}
        return by_kind.get(kind, _HEAD)
    names = tuple(name.strip() for name in stated.split(",") if name.strip())
    unknown = next((name for name in names if name not in Count._fields), None)
    if unknown is not None or not names:
        raise UsageProblem(f"unknown column {unknown!r}; columns: {', '.join(Count._fields)}")
    return names


def _print(counts: Sequence[Count], kind: Format, columns: Sequence[str], console: Console) -> None:
    rows = ([_cell(item, column) for column in columns] for item in counts)
    documents = ({column: getattr(item, column) for column in columns} for item in counts)
    match kind:
        case Format.TSV:
            console.write(plain.tsv(rows))
        case Format.CSV:
            console.write(plain.csv_table(columns, rows))
        case Format.JSON:
            console.write(plain.json_array(documents, ascii_only=console.ascii_only))
        case Format.JSONL:
            console.write(plain.json_lines(documents, ascii_only=console.ascii_only))
        case _:
            from mialit.render.grid import grid

            numbers = {place for place, column in enumerate(columns) if column == "count"}
            heads = [_HEADS.get(column, column.capitalize()) for column in columns]
            console.print_rich(grid(heads, list(rows), numbers=numbers))


def _cell(item: Count, column: str) -> str:
    value = getattr(item, column)
    return "; ".join(value) if column == "also" else str(value)
