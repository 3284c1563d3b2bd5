"""Columns of tables of entries: their names, heads and cells, whatever the format."""

from collections.abc import Callable, Sequence

from mialit.errors import UsageProblem
from mialit.records.model import Record
from mialit.text.phrases import perhaps
from mialit.vocabulary.model import Vocabulary

# The columns of TSV and CSV; part of the public contract.
PLAIN = ("key", "year", "title", "authors", "knowledge", "target", "venue", "url", "code")

_LABELS = {
    "authors": "Authors",
    "doi": "DOI",
    "eprint": "Eprint",
    "key": "Key",
    "preprint": "Preprint",
    "released": "Released",
    "title": "Title",
    "type": "Type",
    "url": "Paper Link",
    "year": "Year",
}

Cell = Callable[[Record], str]


def chosen(stated: str, vocabulary: Vocabulary, further: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns of a comma-separated list; *further* ones are known as well.

    Raises UsageProblem for an unknown one.
    """
    names = [name.strip().lower() for name in stated.split(",") if name.strip()]
    known = sorted({*_LABELS, *PLAIN, *vocabulary.fields, *further})
    for name in names:
        if name not in known:
            from mialit.text.similarity import nearest

            hint = perhaps(nearest(name, known))
            raise UsageProblem(f"unknown column {name!r}{hint}; columns: {', '.join(known)}")
    if not names:
        raise UsageProblem(f"--columns names no column; columns: {', '.join(known)}")
    return tuple(dict.fromkeys(names))


def label(column: str, vocabulary: Vocabulary) -> str:
    """The head of a column."""
    spec = vocabulary.fields.get(column)
    return spec.label if spec else _LABELS.get(column, column.capitalize())


def cell(column: str, vocabulary: Vocabulary) -> Cell:
    """A function from a record to the text of its cell in *column*; "" where it has none."""
    spec = vocabulary.fields.get(column)
    if spec is not None:
        join = spec.join
        return lambda record: join(record.values.get(column, ()))
    if column == "authors":
        return lambda record: "; ".join(record.authors)
    if column == "preprint":
        return lambda record: "yes" if record.preprint else "no"
    return lambda record: str(getattr(record, column, None) or "")


def row(columns: Sequence[str], vocabulary: Vocabulary) -> Callable[[Record], list[str]]:
    """A function from a record to its cells."""
    cells = [cell(column, vocabulary) for column in columns]
    return lambda record: [text(record) for text in cells]
