"""Columns of tables of entries: their names, heads and cells, whatever the format."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from mialit.errors import UsageProblem
from mialit.records import naming
from mialit.records.model import Record
from mialit.text.phrases import perhaps
from mialit.vocabulary.model import Vocabulary

# The columns of TSV and CSV; part of the public contract.
PLAIN = ("key", "year", "title", "authors", "knowledge", "target", "venue", "url", "code")

# What marks a provisional key where a person reads it.
NO_KEY = " (no key)"

# A field is called in columns as in JSON.
_CALLED = {"author": "authors"}
_FIELDS = {called: field for field, called in _CALLED.items()}

Cell = Callable[[Record], str]


def chosen(
    stated: str, vocabulary: Vocabulary, records: Iterable[Record], further: Sequence[str] = ()
) -> tuple[str, ...]:
    """The columns of a comma-separated list: fields, by any of their names, and *further* ones.

    Raises UsageProblem for an unknown one.
    """
    further = (*further, "preprint")
    found = []
    for name in filter(None, map(str.strip, stated.split(","))):
        if name.lower() in further:
            found.append(name.lower())
            continue
        field = naming.field_named(name, vocabulary, records)
        if field is None:
            from mialit.text.similarity import nearest

            hint = perhaps(nearest(name, {*naming.every_name(vocabulary, records), *further}))
            raise UsageProblem(f"unknown column {name!r}{hint}; {_known(vocabulary, further)}")
        found.append(_CALLED.get(field, field))
    if not found:
        raise UsageProblem(f"--columns names no column; {_known(vocabulary, further)}")
    return tuple(dict.fromkeys(found))


def _known(vocabulary: Vocabulary, further: Sequence[str]) -> str:
    names = {_CALLED.get(name, name) for name in naming.known_names(vocabulary)}
    return f"columns: {', '.join(sorted({*names, *further}))}, and any other field of the entries"


def label(column: str, vocabulary: Vocabulary) -> str:
    """The head of a column."""
    return naming.label(_FIELDS.get(column, column), vocabulary)


def cell(column: str, vocabulary: Vocabulary) -> Cell:
    """A function from a record to the text of its cell in *column*; "" where it has none."""
    spec = vocabulary.known.get(column)
    if spec is not None:
        join = spec.join
        return lambda record: join(record.values.get(column, ()))
    if column == "preprint":
        return lambda record: "yes" if record.preprint else "no"
    field = _FIELDS.get(column, column)
    # What `value_texts` says of these, sooner: lists of thousands have them in every row.
    if field == "author":
        return lambda record: "; ".join(record.authors)
    if field in naming.OWN:
        read = attrgetter(field)
        return lambda record: "" if (value := read(record)) is None else str(value)
    return lambda record: "; ".join(naming.value_texts(record, field))


def shown_cell(column: str, vocabulary: Vocabulary) -> Cell:
    """`cell` for a person, who is told that a key is provisional."""
    text = cell(column, vocabulary)
    if column != "key":
        return text
    return lambda record: f"{text(record)}{NO_KEY}" if record.keyless else text(record)


def datum(record: Record, column: str, vocabulary: Vocabulary) -> str | list[str] | None:
    """The value of *column* as JSON has it: a list where there may be several, else a text."""
    spec = vocabulary.known.get(column)
    if spec is not None and spec.several:
        return list(record.values.get(column, ()))
    return cell(column, vocabulary)(record) or None


def row(columns: Sequence[str], vocabulary: Vocabulary) -> Callable[[Record], list[str]]:
    """A function from a record to its cells."""
    cells = [cell(column, vocabulary) for column in columns]
    return lambda record: [text(record) for text in cells]
