"""Markdown tables, and the escaping that shows a text as it is and a link where it leads."""

import re
from collections.abc import Iterable, Iterator, Sequence

from mialit.records.identifiers import is_web_link
from mialit.records.model import Record
from mialit.render.columns import label, shown_cell
from mialit.text.markdown import escaped
from mialit.vocabulary.model import Vocabulary

# What would end a link's target, its cell, or begin something else in it.
_IN_TARGET = re.compile(r"[()<>|`\[\]\\]|&(?=#?\w+;)")


def link(address: str | None, text: str = "Link") -> str:
    """A link *text* (Markdown) that leads to *address* to the letter; "" where that is none."""
    if not address or not is_web_link(address):
        return ""
    return f"[{text}]({_IN_TARGET.sub(lambda found: chr(92) + found[0], address)})"


def line(cells: Iterable[str]) -> str:
    """A line of a table; *cells* are Markdown already."""
    return f"| {' | '.join(cells)} |\n"


def head(names: Sequence[str], *, numbers: int = 0) -> str:
    """A table's head: *names*, escaped here, over columns of which the last *numbers* are right."""
    rule = " --- |" * (len(names) - numbers) + " ---: |" * numbers
    return f"{line(map(escaped, names))}|{rule}\n"


def table(
    records: Iterable[Record], columns: Sequence[str], vocabulary: Vocabulary
) -> Iterator[str]:
    """A table with a head; addresses are links."""
    yield head([label(column, vocabulary) for column in columns])
    for record in records:
        yield line(entry_cell(record, column, record.url, vocabulary) for column in columns)


def entry_cell(record: Record, column: str, address: str | None, vocabulary: Vocabulary) -> str:
    """The cell of *record* in *column*; *address* is where its paper link leads."""
    if column == "url":
        return link(address)
    spec = vocabulary.known.get(column)
    if spec is not None and spec.form == "urls":
        return " ".join(filter(None, map(link, record.values.get(column, ()))))
    return escaped(shown_cell(column, vocabulary)(record))
