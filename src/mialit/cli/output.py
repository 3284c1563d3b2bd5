"""Prints a list of entries in the format asked for."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mialit.cli.console import Console
from mialit.cli.options import Arrangement, Format, OutputOptions
from mialit.errors import ExitCode, UsageProblem
from mialit.records.model import Record
from mialit.render import columns as heads
from mialit.render import data_formats as plain
from mialit.storage.bibliography import Catalogue

READABLE = 50  # rows of a table that a person reads at once

# Stretches to mark in a record's row, by column.
Marks = dict[str, list[tuple[int, int]]]


class Answer(NamedTuple):
    """What a command found.

    `notes` are lines for the person; `empty` says why there is nothing. `more` are further facts
    of a record for JSON, `marks` what a table marks, `remark` a line below a record's row.
    """

    catalogue: Catalogue
    records: Sequence[Record]
    notes: Sequence[str] = ()
    empty: str = ""
    more: Callable[[Record], plain.Facts] | None = None
    marks: Callable[[Record], Marks] | None = None
    remark: Callable[[Record], str] | None = None


def deliver(
    answer: Answer, arrangement: Arrangement, output: OutputOptions, console: Console
) -> ExitCode:
    """Prints *answer* and tells how the process ends: NO when it is empty."""
    kind = output.chosen(console)
    vocabulary = answer.catalogue.vocabulary
    columns = heads.chosen(output.columns, vocabulary) if output.columns is not None else None
    total = len(answer.records)
    if output.count_only:
        console.write([f"{total}\n"])
        return ExitCode.DONE if total else ExitCode.NO
    limit = arrangement.limit
    if limit is None and kind is Format.TABLE and console.is_terminal:
        limit = READABLE
    shown = answer.records[:limit] if limit else answer.records
    if kind is Format.TABLE:
        _table(answer, shown, columns or vocabulary.columns, console)
    else:
        _write(kind, answer, shown, columns, console)
    if not total:
        console.out.flush()
        console.say(f"mialit: nothing found: {answer.empty} ({answer.catalogue.name})")
    for note in answer.notes:
        console.say(note)
    if kind is Format.TABLE and total:
        console.out.flush()
        console.say(_closing_line(len(shown), total, answer.catalogue))
    return ExitCode.DONE if total else ExitCode.NO


def _closing_line(shown: int, total: int, catalogue: Catalogue) -> str:
    entries = "entry" if total == 1 else "entries"
    if shown < total:
        return f"{shown} of {total} {entries} in {catalogue.name}; --limit 0 shows all"
    return f"{total} {entries} in {catalogue.name}"


def _write(
    kind: Format,
    answer: Answer,
    shown: Sequence[Record],
    columns: tuple[str, ...] | None,
    console: Console,
) -> None:
    vocabulary = answer.catalogue.vocabulary
    match kind:
        case Format.TSV:
            console.write(plain.tsv(map(heads.row(columns or heads.PLAIN, vocabulary), shown)))
        case Format.CSV:
            head = columns or heads.PLAIN
            console.write(plain.csv_table(head, map(heads.row(head, vocabulary), shown)))
        case Format.KEYS:
            console.write(plain.keys(shown))
        case Format.JSON | Format.JSONL:
            documents = (plain.narrowed(_facts(answer, record), columns) for record in shown)
            encode = plain.json_array if kind is Format.JSON else plain.json_lines
            console.write(encode(documents, ascii_only=console.ascii_only))
        case Format.MD:
            from mialit.render import markdown_table as markdown

            console.write(markdown.table(shown, columns or vocabulary.columns, vocabulary))
        case Format.LATEX:
            from mialit.render import latex_tables as latex

            console.write(latex.table(shown, columns, vocabulary))
        case Format.BIB:
            from mialit.render import bibtex_export as bibtex

            entries = answer.catalogue.entries(shown)
            exported = bibtex.export(
                entries, bibtex.Keep.FULL, vocabulary.fields, answer.catalogue.libraries
            )
            console.write_source(exported.text)
            for note in exported.notes:
                console.say(note)
        case _:
            raise UsageProblem(f"{kind} is not a format of this command")


def _facts(answer: Answer, record: Record) -> plain.Facts:
    facts = plain.facts(record, answer.catalogue.vocabulary)
    return facts | answer.more(record) if answer.more else facts


def _table(
    answer: Answer, shown: Sequence[Record], columns: Sequence[str], console: Console
) -> None:
    if not shown:
        return
    from mialit.render import table

    rows = [
        table.Row(
            record,
            answer.marks(record) if answer.marks else {},
            answer.remark(record) if answer.remark else "",
        )
        for record in shown
    ]
    console.print_rich(table.table(rows, columns, answer.catalogue.vocabulary, console.width))
