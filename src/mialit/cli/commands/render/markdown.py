"""Publishes the list as Markdown, also between a file's markers."""

from pathlib import Path
from typing import Annotated

import typer

from mialit.cli.console import Console, standard
from mialit.cli.list_access import repeated
from mialit.cli.options import (
    OUTPUT,
    Columns,
    FileOptions,
    Force,
    Limit,
    Output,
    option,
    shared,
)
from mialit.cli.output import write_text
from mialit.cli.publishing import compared, publishable
from mialit.cli.query_options import Arrangement, Choice, QueryOption, Selection
from mialit.errors import ExitCode, FileProblem, UsageProblem
from mialit.render import columns as heads
from mialit.render import diff, managed_block, markdown_list
from mialit.render.published import published
from mialit.storage import sources, streams
from mialit.storage.atomic_write import update, write_new
from mialit.storage.sources import STANDARD_INPUT, Source
from mialit.text.phrases import counted
from mialit.vocabulary.model import Vocabulary

# The columns of a list without a vocabulary.
_COLUMNS = ("year", "title", "authors", "venue", "url")
_SHOWN_WHOLE = 512 * 1024  # bytes of a Markdown file that code hosts show


@shared
def command(
    *,
    selection: QueryOption = "",
    choice: Choice,
    arrangement: Arrangement,
    limit: Limit = None,
    columns: Columns = None,
    to: Output = None,
    check: Annotated[
        bool,
        option(
            "--check", "Write nothing; show how FILE differs, with exit code 1 if it does.", OUTPUT
        ),
    ] = False,
    force: Force = False,
    file: FileOptions,
) -> None:
    """Render the list as Markdown: tables under headings by kind and year, newest first.

    A paper of several kinds appears once, under the first. A list without a vocabulary has the
    name of its file for a title, and headings by year. In an existing file only the text between
    the lines <!-- mialit:begin --> and <!-- mialit:end --> is replaced; with --force, a file
    without these lines is replaced as a whole.

    \b
    mialit render markdown -o papers.md
    mialit render markdown --kind attack --columns year,title,venue,url
    mialit render markdown -o my.md && mialit render markdown -o my.md --check
    """
    console = standard()
    if check and to in (None, STANDARD_INPUT):
        raise UsageProblem("--check needs the file to compare with: -o FILE")
    found = publishable(selection, choice, arrangement, limit, file, console)
    raise typer.Exit(_markdown(found, columns, to, console, check=check, force=force))


def _markdown(
    found: Selection,
    columns: str | None,
    to: str | None,
    console: Console,
    *,
    check: bool,
    force: bool,
) -> ExitCode:
    """Writes the tables to the file *to*, or between its markers; None is standard output.

    With *check* nothing is written: NO, and a difference, where the file is out of date.
    """
    catalogue = found.catalogue
    vocabulary = published(catalogue.vocabulary, catalogue.title, found.records, _COLUMNS)
    chosen = heads.chosen(columns, vocabulary, catalogue.records) if columns is not None else None
    shown = chosen or markdown_list.default_columns(vocabulary)
    tables = "".join(markdown_list.listing(found.records, shown, vocabulary))
    if to in (None, STANDARD_INPUT) or streams.is_stream(Path(to)):
        text = markdown_list.document(managed_block.marked(tables), vocabulary)
        papers = counted(len(found.records), "paper")
        write_text(text, to, papers, console, inputs=catalogue.sources, force=force)
        return ExitCode.DONE
    path = Path(to or "")
    for source in catalogue.sources:
        if source.path is not None and path.exists() and path.samefile(source.path):
            raise FileProblem(f"{path}: this file is the list itself; choose another with -o")
    if check:

        def difference(before: bytes, after: bytes) -> None:
            console.write_difference(diff.shown(before, after, str(path)))

        before, after = _contents(path, tables, vocabulary, force=force)
        return compared(path, "markdown", before, after, difference, console)

    def attempt(console: Console, again: bool) -> int:
        before, after = _contents(path, tables, vocabulary, force=force)
        _write(path, before, after, console, again=again)
        return len(after)

    size = repeated(path, console, attempt)
    if size > _SHOWN_WHOLE:
        console.say(
            f"warning: {path} has {size // 1024} KB; code hosts show at most 512 KB of a "
            "Markdown file; render several files, for example with --year or --kind"
        )
    return ExitCode.DONE


def _contents(
    path: Path, tables: str, vocabulary: Vocabulary, *, force: bool
) -> tuple[bytes | None, bytes]:
    """What *path* holds, None where it does not exist, and what it is to hold."""
    whole = markdown_list.document(managed_block.marked(tables), vocabulary).encode()
    if not path.exists():
        return None, whole
    before = sources.load(Source(str(path), path))
    text = before.decode("utf-8", "surrogateescape")
    if force and not managed_block.has_markers(text):
        return before, whole
    after = managed_block.replaced(text, tables, str(path))
    return before, after.encode("utf-8", "surrogateescape")


def _write(
    path: Path, before: bytes | None, after: bytes, console: Console, *, again: bool
) -> None:
    if before == after:
        console.say(f"{path}: is up to date")
        return
    if before is None:
        write_new(path, after, inputs=(), force=False, patience=console.patience(path))
    else:
        console.say(*update(path, before, after, console.patience(path), held=again))
    console.say(f"wrote {path}")
