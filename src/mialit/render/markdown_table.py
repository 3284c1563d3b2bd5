"""Markdown: a table whose cells show a record's text and links and nothing else."""

import re
from collections.abc import Iterable, Iterator, Sequence

from mialit.records.identifiers import is_web_link
from mialit.records.model import Record
from mialit.render.columns import cell, label
from mialit.vocabulary.model import Vocabulary

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&#!])")
# Characters that would end a link's target or the cell around it.
_IN_TARGET = re.compile(r"[()<>|\\`\"'\[\]]")


def escaped(text: str) -> str:
    """*text* so that Markdown (GitHub's) shows it as it is: no markup, no HTML, no cell's end."""
    text = _SPECIAL.sub(r"\\\1", text)
    text = re.sub(r"(?i)\b(https?|ftp)://", r"\1:&#47;&#47;", text)
    return re.sub(r"(?i)\bwww\.", "www&#46;", text).replace("@", "&#64;")


def link(text: str, address: str) -> str:
    """A link, or *text* alone where *address* is no web address."""
    if not is_web_link(address):
        return text
    target = _IN_TARGET.sub(lambda match: f"%{ord(match[0]):02X}", address)
    return f"[{text}]({target})"


def table(
    records: Iterable[Record], columns: Sequence[str], vocabulary: Vocabulary
) -> Iterator[str]:
    """A table with a head; addresses are links."""
    yield f"| {' | '.join(escaped(label(column, vocabulary)) for column in columns)} |\n"
    yield f"|{' --- |' * len(columns)}\n"
    for record in records:
        cells = (_cell(record, column, vocabulary) for column in columns)
        yield f"| {' | '.join(cells)} |\n"


def _cell(record: Record, column: str, vocabulary: Vocabulary) -> str:
    spec = vocabulary.fields.get(column)
    if column == "url":
        return link("Link", record.url) if record.url else ""
    if spec is not None and spec.form == "urls":
        return " ".join(link("Link", address) for address in record.values.get(column, ()))
    return escaped(cell(column, vocabulary)(record))
