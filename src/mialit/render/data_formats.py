"""Formats for other programs: TSV, CSV, keys, JSON and JSON lines, each yielded by the line."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mialit.records.model import Record
from mialit.vocabulary.model import Vocabulary

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Facts = dict[str, Any]


def tsv(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """One line a row, no head. Cells hold neither tabs nor line ends (records' texts never do)."""
    for cells in rows:
        yield "\t".join(cells) + "\n"


def csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """RFC 4180 with LF and a head; a cell that a spreadsheet would run gets a `'` before it."""
    import csv
    import io
    import itertools

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for cells in itertools.chain([head], rows):
        writer.writerow(f"'{text}" if text.startswith(FORMULA) else text for text in cells)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def keys(records: Iterable[Record]) -> Iterator[str]:
    """One citation key a line."""
    for record in records:
        yield f"{record.key}\n"


def facts(record: Record, vocabulary: Vocabulary, source: str) -> Facts:
    """A record of the file *source* as JSON shows it (docs/json.md).

    It is part of the public contract, where changes only add.
    """
    values = record.values
    result: Facts = {
        "key": record.key,
        "type": record.type,
        "title": record.title,
        "authors": list(record.authors),
        "year": record.year,
        "released": record.released,
        "kind": list(values.get("kind", ())),
        "knowledge": list(values.get("knowledge", ())),
        "target": list(values.get("target", ())),
        "venue": record.venue,
        "preprint": record.preprint,
        "url": record.url,
        "code": list(values.get("code", ())),
        "doi": record.doi,
        "eprint": record.eprint,
        "authors_complete": record.authors_complete,
        "keywords": list(values.get("keywords", ())),
        "source": source,
        "line": record.line,
        "provisional_key": record.keyless,
    }
    for name, spec in vocabulary.fields.items():
        if name not in result:
            result[name] = list(values.get(name, ())) if spec.several else record.one(name)
    return result


def json_array(documents: Iterable[Facts], *, ascii_only: bool) -> Iterator[str]:
    """A JSON array, one line a document. *ascii_only* is for streams that cannot carry Unicode."""
    separator = "[\n"
    for document in documents:
        yield separator + json.dumps(document, ensure_ascii=ascii_only)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def json_lines(documents: Iterable[Facts], *, ascii_only: bool) -> Iterator[str]:
    """One JSON document a line."""
    for document in documents:
        yield json.dumps(document, ensure_ascii=ascii_only) + "\n"
