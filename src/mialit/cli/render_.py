"""`mialit render`."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from mialit import sources
from mialit.catalogue import Catalogue
from mialit.cli.console import Console, standard
from mialit.cli.options import Arrangement, Choice, FileOptions, query, shared
from mialit.cli.written import difference
from mialit.errors import ExitCode, FileProblem, UsageProblem
from mialit.files import update, write_new
from mialit.matching import bind
from mialit.record import Record
from mialit.render import columns as heads
from mialit.render import listing, markers
from mialit.schema import Schema
from mialit.select import Order, ordered, why_empty
from mialit.sources import STANDARD_INPUT, Source

_SHOWN_WHOLE = 512 * 1024  # bytes of a Markdown file that code hosts show


class Form(StrEnum):
    """What the list can be rendered as."""

    MARKDOWN = "markdown"


Renderer = Callable[[Sequence[Record], Sequence[str] | None, Schema], str]


def _markdown(records: Sequence[Record], columns: Sequence[str] | None, schema: Schema) -> str:
    chosen = columns or listing.default_columns(schema)
    return "".join(listing.listing(records, chosen, schema))


_RENDERERS: Mapping[Form, Renderer] = MappingProxyType({Form.MARKDOWN: _markdown})


@shared
def command(
    form: Annotated[Form, typer.Argument(metavar="FORMAT", help="markdown", show_default=False)],
    *,
    selection: Annotated[
        str,
        typer.Option(
            "--query",
            "-q",
            metavar="QUERY",
            help="Words and filters, as list takes them.",
            rich_help_panel="Choosing entries",
        ),
    ] = "",
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="NAMES",
            help="Columns, separated by commas: year,title,venue,url.",
            rich_help_panel="Output",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE: a new one, or between the markers of an existing one.",
            rich_help_panel="Output",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing; show how FILE differs and exit with 1 if it does.",
            rich_help_panel="Output",
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Replace all of a FILE without markers.", rich_help_panel="Output"
        ),
    ] = False,
    file: FileOptions,
    choice: Choice,
    arrangement: Arrangement,
) -> None:
    """Write the list as Markdown: tables under headings by kind and year, newest first.

    A file that exists is changed between its lines <!-- mialit:begin --> and
    <!-- mialit:end --> alone; a new file gets them. A paper of several kinds stands once, under
    the first.

    \b
    mialit render markdown -o papers.md
    mialit render markdown --kind attack --year 2020- --columns year,title,venue,url
    mialit render markdown -o papers.md && mialit render markdown -o papers.md --check
    """  # fmt: skip
    console = standard()
    path = None if to in (None, STANDARD_INPUT) else Path(to or "")
    if check and path is None:
        raise UsageProblem("--check needs the file to compare with: -o FILE")
    if arrangement.sort is Order.RELEVANCE:
        raise UsageProblem("render has no relevance to sort by; see: mialit search --help")
    catalogue = file.load(console)
    schema = catalogue.schema
    chosen = heads.chosen(columns, schema) if columns is not None else None
    records = _records(choice, arrangement, selection, catalogue, console)
    body = markers.marked(_RENDERERS[form](records, chosen, schema))
    if path is None:
        console.write([listing.document(body, schema)])
    else:
        _refuse_inputs(path, catalogue)
        before, after = _contents(path, body, schema, force=force)
        if check:
            raise typer.Exit(_compare(before, after, path, console))
        _write(path, before, after, console)
        _say_size(path, after, console)
    raise typer.Exit(ExitCode.DONE)


def _records(
    choice: Choice,
    arrangement: Arrangement,
    selection: str,
    catalogue: Catalogue,
    console: Console,
) -> list[Record]:
    """The records to be rendered. Ends the process when a list that has some leaves none."""
    node = choice.node(query([selection]))
    bound = bind(node, catalogue.schema, catalogue.records)
    for note in bound.notes:
        console.say(note)
    records = ordered(
        [record for record in catalogue.records if bound.matches(record)],
        arrangement.sort or Order.YEAR,
        reverse=arrangement.reverse,
    )
    if catalogue.records and not records:
        empty = why_empty(node, catalogue.schema, catalogue.records)
        console.say(f"mialit: nothing found: {empty} ({catalogue.name}); nothing is rendered")
        raise typer.Exit(ExitCode.NO)
    return records[: arrangement.limit] if arrangement.limit else records


def _refuse_inputs(path: Path, catalogue: Catalogue) -> None:
    for source in catalogue.sources:
        if source.path is None or not path.exists():
            continue
        if path.samefile(source.path):
            raise FileProblem(f"{path}: is the file that is read; name another one with -o")


def _contents(path: Path, body: str, schema: Schema, *, force: bool) -> tuple[bytes | None, bytes]:
    """What *path* holds, None where it does not exist, and what it is to hold."""
    if not path.exists():
        return None, listing.document(body, schema).encode()
    before = sources.load(Source(str(path), path))
    text = before.decode("utf-8", "surrogateescape")
    if force and not markers.has_markers(text):
        return before, listing.document(body, schema).encode()
    inner = body.removeprefix(f"{markers.BEGIN}\n").removesuffix(f"\n{markers.END}\n")
    after = markers.replaced(text, inner, str(path))
    return before, after.encode("utf-8", "surrogateescape")


def _compare(before: bytes | None, after: bytes, path: Path, console: Console) -> ExitCode:
    if before is None:
        raise FileProblem(f"{path}: no such file; write it: mialit render markdown -o {path}")
    if before == after:
        console.say(f"{path}: is current")
        return ExitCode.DONE
    console.write(difference(before, after, str(path)))
    console.out.flush()
    console.say(f"mialit: {path} is behind; the same command without --check writes it")
    return ExitCode.NO


def _write(path: Path, before: bytes | None, after: bytes, console: Console) -> None:
    if before == after:
        console.say(f"{path}: is current")
        return
    if before is None:
        write_new(path, after, inputs=(), force=False)
    else:
        for warning in update(path, before, after):
            console.say(warning)
    console.say(f"wrote {path}")


def _say_size(path: Path, after: bytes, console: Console) -> None:
    if len(after) > _SHOWN_WHOLE:
        console.say(
            f"warning: {path} has {len(after) // 1024} KB; code hosts show no more than 512 KB of "
            "a Markdown file; render several, as with --year or --kind"
        )
