"""Writing results: a list of entries in any format, rows as data, text to a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mialit.cli.console import Console
from mialit.cli.options import EntryFormat, OutputOptions
from mialit.cli.preferences import preferred
from mialit.errors import ExitCode
from mialit.records.model import Record
from mialit.render import columns as heads
from mialit.render import data_formats
from mialit.storage.bibliography import Catalogue
from mialit.storage.sources import STANDARD_INPUT, Source
from mialit.text.normalize import clean_lines
from mialit.text.phrases import counted

if TYPE_CHECKING:
    from mialit.query.syntax import Node

READABLE = 50  # rows of a table that a person reads at once


# Stretches to mark in a record's row, by column.
Marks = dict[str, list[tuple[int, int]]]


class Answer(NamedTuple):
    """What a command found.

    `node` is what was asked, `notes` are lines for the person; `empty` says that there is nothing,
    and why. `more` are further facts of a record, called `further`; `marks` is what a table marks,
    `remark` a line below a record's row.
    """

    catalogue: Catalogue
    records: Sequence[Record]
    node: "Node"
    notes: Sequence[str] = ()
    empty: str = ""
    more: Callable[[Record], data_formats.Facts] | None = None
    further: Sequence[str] = ()
    marks: Callable[[Record], Marks] | None = None
    remark: Callable[[Record], str] | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """What JSON says of an entry besides its fields."""
        return ("source", "line", "authors_complete", *self.further)


def deliver(answer: Answer, output: OutputOptions, console: Console) -> ExitCode:
    """Prints *answer* and tells how the process ends: NO when it is empty."""
    kind = output.chosen(console)
    answer = answer._replace(catalogue=preferred(answer.catalogue, console))
    columns = _columns(output.columns, kind, answer)
    total = len(answer.records)
    if output.count_only:
        console.write([f"{total}\n"])
        return ExitCode.DONE if total else ExitCode.NO
    limit = output.limit
    if limit is None and kind is EntryFormat.TABLE and console.is_terminal:
        limit = READABLE
    shown = answer.records[:limit] if limit else answer.records
    _write(kind, answer, shown, columns, console)
    if not total:
        console.say_always(answer.empty)
    console.say(*answer.notes)
    if kind is EntryFormat.TABLE and total:
        console.say(_closing_line(len(shown), total, answer.catalogue))
    return ExitCode.DONE if total else ExitCode.NO


def _columns(stated: str | None, kind: EntryFormat, answer: Answer) -> tuple[str, ...] | None:
    """The columns that are asked for. Raises UsageProblem for an unknown one."""
    if stated is None:
        return None
    further = () if kind in (EntryFormat.MD, EntryFormat.LATEX) else answer.facts
    return heads.chosen(stated, answer.catalogue.vocabulary, answer.catalogue.records, further)


def write_data(
    kind: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    documents: Iterable[data_formats.Facts],
    console: Console,
) -> bool:
    """Writes *rows* or *documents* in the format *kind*; False where it is none for programs."""
    match kind:
        case "tsv":
            console.write(data_formats.tsv(rows))
        case "csv":
            console.write(data_formats.csv_table(head, rows))
        case "json":
            console.write(data_formats.json_array(documents, ascii_only=console.ascii_only))
        case "jsonl":
            console.write(data_formats.json_lines(documents, ascii_only=console.ascii_only))
        case _:
            return False
    return True


def exchanged(
    kind: str, catalogue: Catalogue, records: Sequence[Record], *, ascii_only: bool = False
) -> Iterator[str]:
    """*records* of *catalogue* in a format that reference managers read: csl-json or ris."""
    if kind == EntryFormat.RIS:
        from mialit.citing.ris import ris

        return ris(records)
    from mialit.citing.csl_json import items

    return data_formats.json_array(items(catalogue, records), ascii_only=ascii_only)


def exchange_notes(kind: str, records: Sequence[Record]) -> list[str]:
    """What the format *kind* cannot say of *records*, for the person."""
    if kind != EntryFormat.RIS:
        return []
    from mialit.citing.ris import notes

    return notes(records)


def write_text(
    text: str,
    to: str | None,
    content: str,
    console: Console,
    *,
    inputs: Iterable[Source],
    force: bool,
) -> None:
    """Writes *text* to the new file *to*, and says that *content* is written there.

    None and "-" are standard output. A device, a pipe and an open descriptor (/dev/stderr) are
    written to. Raises FileProblem where *to* is one of the *inputs*, and, without *force*, where
    it is a file that exists.
    """
    if to is None or to == STANDARD_INPUT:
        console.write_source(text)
        return
    from mialit.storage import streams

    path = Path(to)
    if streams.descriptor(path) == 1:
        console.write_source(text)
        return
    if streams.is_stream(path):
        console.out.flush()
        with streams.writing(path) as stream:
            shown = clean_lines(text) if stream.isatty() else text
            stream.write(shown.encode("utf-8", "surrogateescape"))
    else:
        from mialit.storage.atomic_write import write_new

        read = [source.path for source in inputs if source.path is not None]
        data = text.encode("utf-8", "surrogateescape")
        write_new(path, data, inputs=read, force=force, patience=console.patience(to))
    console.say(f"wrote {content} to {to}")


def _closing_line(shown: int, total: int, catalogue: Catalogue) -> str:
    entries = f"{counted(total, 'entry', 'entries')} in {catalogue.name}"
    return f"{shown} of {entries}; --limit 0 shows all" if shown < total else entries


def _write(
    kind: EntryFormat,
    answer: Answer,
    shown: Sequence[Record],
    columns: tuple[str, ...] | None,
    console: Console,
) -> None:
    vocabulary = answer.catalogue.vocabulary
    head = columns or heads.PLAIN
    cells = [_cell(answer, column) for column in head]
    rows = ([cell(record) for cell in cells] for record in shown)
    documents = (_document(answer, record, columns) for record in shown)
    if write_data(kind, head, rows, documents, console):
        return
    match kind:
        case EntryFormat.KEYS:
            console.write(data_formats.keys(shown))
        case EntryFormat.CSL_JSON | EntryFormat.RIS:
            console.write(exchanged(kind, answer.catalogue, shown, ascii_only=console.ascii_only))
            console.say(*exchange_notes(kind, shown))
        case EntryFormat.MD:
            from mialit.render import markdown_table

            console.write(markdown_table.table(shown, columns or vocabulary.columns, vocabulary))
        case EntryFormat.LATEX:
            from mialit.render import latex_tables

            entries = answer.catalogue.entries(shown)
            titles = [latex_tables.title(*pair) for pair in entries]
            console.write(latex_tables.table(shown, columns, vocabulary, titles))
        case EntryFormat.BIB:
            from mialit.render import bibtex_export as bibtex

            entries, libraries = answer.catalogue.excerpt(shown)
            exported = bibtex.export(entries, bibtex.Keep.FULL, vocabulary.fields, libraries)
            console.write_source(exported.text)
            console.say(*exported.notes)
        case EntryFormat.TABLE if shown:
            _print_table(answer, shown, columns, console)


def _facts(answer: Answer, record: Record) -> data_formats.Facts:
    catalogue = answer.catalogue
    facts = data_formats.facts(record, catalogue.vocabulary, catalogue.source_of(record))
    return facts | answer.more(record) if answer.more else facts


def _document(answer: Answer, record: Record, columns: Sequence[str] | None) -> data_formats.Facts:
    """What JSON says of *record*, or of it the *columns* alone, which may be any of its fields."""
    facts = _facts(answer, record)
    if columns is None:
        return facts
    vocabulary = answer.catalogue.vocabulary
    return {
        column: facts[column] if column in facts else heads.datum(record, column, vocabulary)
        for column in columns
    }


def _cell(answer: Answer, column: str) -> heads.Cell:
    """A function from a record to its cell in *column*, which may also be a fact of JSON's."""
    if column not in answer.facts:
        return heads.cell(column, answer.catalogue.vocabulary)
    return lambda record: _in_words(_facts(answer, record).get(column))


def _in_words(fact: object) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, list):
        return "; ".join(map(_in_words, fact))
    if isinstance(fact, dict):  # of what was matched, and of a word that was corrected
        return str(fact.get("text", fact.get("to", "")))
    return "" if fact is None else str(fact)


def _print_table(
    answer: Answer, shown: Sequence[Record], columns: Sequence[str] | None, console: Console
) -> None:
    from mialit.query.authors import authors_asked
    from mialit.render import table

    vocabulary = answer.catalogue.vocabulary
    found = authors_asked(answer.node, vocabulary)
    rows = []
    for record in shown:
        marks = answer.marks(record) if answer.marks else {}
        asked = {*(found(record) if found else ()), *_marked(record, marks.get("authors", ()))}
        further = {
            column: _cell(answer, column)(record)
            for column in columns or ()
            if column in answer.facts
        }
        remark = answer.remark(record) if answer.remark else ""
        rows.append(table.Row(record, marks, sorted(asked), further, remark))
    layout = table.Layout(
        console.width, ascii_only=console.ascii_only, opens_links=console.opens_links
    )
    console.print_rich(table.table(rows, columns, vocabulary, layout))


def _marked(record: Record, marks: Iterable[tuple[int, int]]) -> Iterator[int]:
    """The indices of the authors in which *marks* lie, stretches of the names joined by "; "."""
    places = list(marks)
    start = 0
    for number, name in enumerate(record.authors):
        end = start + len(name)
        if any(first < end and start < last for first, last in places):
            yield number
        start = end + 2
