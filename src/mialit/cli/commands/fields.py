"""Shows the vocabulary of a list: its fields, their values, and how many entries have them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from mialit.records.content import content
from mialit.records.model import Contents, Record
from mialit.records.naming import OWN, choices, field_named, label, value_texts
from mialit.storage.bibliography import Catalogue
from mialit.text.phrases import counted
from mialit.vocabulary.model import Value, Vocabulary

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
_HEADS = {"count": "Entries"}
_COLUMNS = {
    FieldsFormat.JSON: Count._fields,
    FieldsFormat.JSONL: Count._fields,
    FieldsFormat.TABLE: ("field", "label", "value", "count", "name"),
}
_MOST = 3  # values of a field that an overview names
_SHORT = 24  # characters of such a value
# Of the fields of a list without a vocabulary these come first, in this order.
_FIRST = ("type", "author", "title", "year", "venue", "keywords", "code", "doi", "eprint", "url")
_OF_VALUES = ("vocabulary", "keywords")  # the forms of fields that are counted value by value
# Fields whose values are listed, however many entries share one.
_LISTED = ("type", "author", "year", "keywords")


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
    if json_schema:
        from mialit.render.json_schema import schema

        text = dumps(schema(catalogue.vocabulary), ensure_ascii=console.ascii_only, indent=2)
        console.write([f"{text}\n"])
        return
    names, counts = _counted(field, catalogue.vocabulary, catalogue.records, unused=unused)
    if count_only:
        console.write([f"{len(counts)}\n"])
        return
    shown = _columns(columns, kind)
    rows = [[_cell(item, column) for column in shown] for item in counts]
    documents = ({column: getattr(item, column) for column in shown} for item in counts)
    if not write_data(kind, shown, rows, documents, console):
        from mialit.render.table import grid

        if columns is None and field is None and not catalogue.vocabulary.curated:
            shown = ("field", "label", "count", "most frequent")
            rows = [_overview(name, catalogue) for name in names]
        numbers = {index for index, column in enumerate(shown) if column == "count"}
        heads = [_HEADS.get(column, column.capitalize()) for column in shown]
        console.print_rich(grid(heads, _once(rows, shown), numbers=numbers))
        fields = counted(len(names), "field")
        console.say(f"{fields} of {len(catalogue.records)} entries in {catalogue.name}")


def _counted(
    asked: str | None, vocabulary: Vocabulary, records: Sequence[Record], *, unused: bool
) -> tuple[list[str], list[Count]]:
    """The names of the fields to show, and their counts. Raises UsageProblem for an unknown one."""
    if asked is not None:
        names = [_named(asked, vocabulary, records)]
    elif vocabulary.curated:
        names = list(vocabulary.fields)
    else:
        numbers = _present(vocabulary, records)
        shown: list[Count] = []
        for name, number in numbers.items():
            spec = vocabulary.fields.get(name)
            if name == "type" or (spec is not None and spec.form in _OF_VALUES):
                shown += _counts(name, vocabulary, records)
            else:
                shown.append(Count(name, label(name, vocabulary), "", number, False, "", ()))
        return list(numbers), shown
    counts = [count for name in names for count in _counts(name, vocabulary, records)]
    return names, [count for count in counts if count.count or unused or not count.declared]


def _named(asked: str, vocabulary: Vocabulary, records: Sequence[Record]) -> str:
    name = field_named(asked, vocabulary, records)
    if name is None:
        raise UsageProblem(f"unknown field {asked!r}{choices(asked, vocabulary, records)}")
    return name


def _present(vocabulary: Vocabulary, records: Sequence[Record]) -> dict[str, int]:
    """How many entries have each field, those most asked for first, then by number."""
    numbers: Counter[str] = Counter()
    read = [name for name in (*OWN, *vocabulary.fields) if name != "key"]
    for record in records:
        numbers.update(name for name in read if value_texts(record, name))
        stated = _stated(record).items()
        numbers.update(name for name, text in stated if text and name not in read)
    first = [name for name in _FIRST if name in numbers]
    others = (name for name in numbers if name not in first)
    ordered = (*first, *sorted(others, key=lambda name: (-numbers[name], name)))
    return {name: numbers[name] for name in ordered}


def _counts(name: str, vocabulary: Vocabulary, records: Sequence[Record]) -> Iterator[Count]:
    """Declared values in the vocabulary's order, then what else entries have, by number.

    One count for the whole field where its values are texts: where no two entries share one.
    """
    spec = vocabulary.known.get(name)
    head = label(name, vocabulary)
    texts = [value_texts(record, name) for record in records]
    numbers = Counter(value for values in texts for value in dict.fromkeys(values))
    if spec is not None and spec.form not in _OF_VALUES:
        listed = False
    else:
        shared = max(numbers.values(), default=0) > 1
        listed = spec is not None or name in _LISTED or shared
    if not listed:
        declared = vocabulary.curated and name in vocabulary.fields
        yield Count(name, head, "", sum(map(bool, texts)), declared, "", ())
        return
    values = spec.values if spec else ()
    if vocabulary.curated:
        for value in values:
            number = numbers.pop(value.name, 0)
            yield Count(name, head, value.name, number, True, value.title, value.also)
    known = {value.name: value for value in values}
    for other, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        value = known.get(other, Value(other))
        yield Count(name, head, other, number, False, value.title, value.also)


def _overview(name: str, catalogue: Catalogue) -> list[str]:
    """A field, how many entries have it, and its values that several have, where they are short."""
    vocabulary, records = catalogue.vocabulary, catalogue.records
    known = name in (*OWN, *vocabulary.fields)
    if known:
        values = [value_texts(record, name) for record in records]
    else:  # what is not shown is not made readable
        values = [tuple(filter(None, [_stated(record).get(name)])) for record in records]
    numbers = Counter(value for its in values for value in dict.fromkeys(its))
    most = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    frequent = [
        f"{value if known else content(name, value)} ({number})"
        for value, number in most
        if number > 1 and len(value) <= _SHORT
    ]
    head = label(name, vocabulary)
    shown = "" if head.lower() == name else head
    return [name, shown, str(sum(map(bool, values))), "; ".join(frequent)]


def _stated(record: Record) -> Mapping[str, str]:
    rest = record.rest
    return rest.raw if isinstance(rest, Contents) else rest


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
        raise UsageProblem(f"unknown column {unknown!r}; columns: {', '.join(Count._fields)}")
    return names


def _cell(item: Count, column: str) -> str:
    value = getattr(item, column)
    return "; ".join(value) if column == "also" else str(value)
