"""Publishes the list as a page: into a file, beside the list where a person asks, and its feed."""

import os
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Annotated
from urllib.parse import quote

import typer

from mialit.cli.console import Console, standard
from mialit.cli.options import OUTPUT, Columns, FileOptions, Force, Limit, option, shared
from mialit.cli.output import write_text
from mialit.cli.page_options import PageOptions, cited
from mialit.cli.publishing import compared, feed_text, is_own, publishable
from mialit.cli.query_options import Arrangement, Choice, QueryOption, Selection
from mialit.errors import ExitCode, FileProblem, UsageProblem
from mialit.render import columns as heads
from mialit.render.published import published
from mialit.storage import streams
from mialit.storage.sources import STANDARD_INPUT, Source
from mialit.text.phrases import counted

# The columns of a list without a vocabulary. A page has the authors below the title.
_COLUMNS = ("year", "title", "venue", "url", "key")
_NAME = "papers.html"  # of the page of a list that has no folder of its own


@shared
def command(
    *,
    selection: QueryOption = "",
    choice: Choice,
    arrangement: Arrangement,
    limit: Limit = None,
    columns: Columns = None,
    to: Annotated[
        str | None,
        option(
            "--output -o FILE",
            "Write to FILE. Without it, on a terminal: to a page beside the list and named like "
            "it; elsewhere: to standard output.",
            OUTPUT,
        ),
    ] = None,
    feed: Annotated[
        str | None,
        option(
            "--feed FILE", "Write a feed (Atom) of the same papers as well, and link it.", OUTPUT
        ),
    ] = None,
    opens: Annotated[
        bool, option("--open", "Open the written page in the browser.", OUTPUT)
    ] = False,
    check: Annotated[
        bool,
        option(
            "--check",
            "Write nothing; say how the page differs, with exit code 1 if it does.",
            OUTPUT,
        ),
    ] = False,
    force: Force = False,
    own: PageOptions,
    file: FileOptions,
) -> None:
    """Render the list as a web page: one file, which needs no other.

    On a terminal, papers.bib becomes papers.html beside it. A page or a feed that mialit has made
    is replaced; another file only with --force. See docs/page.md for what a page has, and how it
    is published.

    \b
    mialit render html -o papers.html --columns year,title,venue,code
    mialit render html -o index.html --feed feed.xml
    mialit render html -o page.html && mialit render html -o page.html --check
    mialit render html --query "knowledge:white-box" -o white.html
    """
    console = standard()
    if own.words:
        from mialit.page.interface import WORDS
        from mialit.vocabulary.toml_writer import words_table

        console.write(f"{line}\n" for line in words_table(WORDS))
        raise typer.Exit(ExitCode.DONE)
    _refuse(to, feed, opens=opens, check=check)
    found = publishable(selection, choice, arrangement, limit, file, console)
    if to is None and (opens or check or console.is_terminal):
        to = _beside(found.catalogue.sources)
    if check:
        link = _link(feed, to) if feed else ""
        raise typer.Exit(_compared(_page(found, columns, own, link), to or "", console))
    inputs = found.catalogue.sources
    for each in filter(None, (to, feed)):
        _refuse_foreign(each, force=force)
    papers = counted(len(found.records), "paper")
    text = _page(found, columns, own, _link(feed, to) if feed else "")
    write_text(text, to, papers, console, inputs=inputs, force=True)
    if feed:
        about = feed_text(found, _link(to, feed) if _is_file(to) and to else "")
        write_text(about, feed, f"the feed of {papers}", console, inputs=inputs, force=True)
    if opens and to:
        from mialit.cli.browsing import show_in_browser

        show_in_browser(Path(to).resolve().as_uri(), console)
    raise typer.Exit(ExitCode.DONE)


def _refuse(to: str | None, feed: str | None, *, opens: bool, check: bool) -> None:
    """Raises UsageProblem for options that say no together."""
    if check and opens:
        raise UsageProblem("--check writes no page that --open could open")
    if to == STANDARD_INPUT and (check or opens):
        raise UsageProblem(f"--{'check' if check else 'open'} needs a file: -o FILE")
    if feed is not None:
        if feed in ("", STANDARD_INPUT):
            raise UsageProblem("--feed needs the name of a file")
        if to is not None and Path(feed).absolute() == Path(to).absolute():
            raise UsageProblem("--feed and --output name the same file")


def _beside(sources: Sequence[Source]) -> str:
    """The page of the first of *sources*: beside it and named like it; else here.

    Nothing is written beside the list that comes with the program.
    """
    first = sources[0]
    if first.path is None or first.bundled or streams.is_stream(first.path):
        return _NAME
    path = first.path.with_suffix(".html")
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _page(found: Selection, columns: str | None, own: PageOptions, feed: str) -> str:
    from mialit.page.document import page

    catalogue, records = found.catalogue, found.records
    vocabulary = published(catalogue.vocabulary, catalogue.title, records, _COLUMNS)
    if columns is not None:
        shown = heads.chosen(columns, vocabulary, catalogue.records)
        vocabulary = vocabulary._replace(columns=shown)
    vocabulary = own.applied(vocabulary, catalogue)
    by = cited(catalogue, vocabulary.page)
    return page(records, vocabulary, catalogue.entries(records), feed=feed, cited=by)


def _is_file(to: str | None) -> bool:
    return to not in (None, STANDARD_INPUT) and not streams.is_stream(Path(to or ""))


def _link(of: str, beside: str | None) -> str:
    """The address by which the file *beside* links the file *of*."""
    name = of
    if beside is not None and _is_file(beside):
        try:
            name = os.path.relpath(of, Path(beside).parent)
        except ValueError:  # on another drive
            name = Path(of).name
    elif Path(of).is_absolute():
        name = Path(of).name
    return quote(PurePath(name).as_posix())


def _refuse_foreign(to: str, *, force: bool) -> None:
    """Raises FileProblem where *to* is a file that somebody else has made."""
    path = Path(to)
    if not force and _is_file(to) and path.exists() and not path.is_dir() and not is_own(to):
        raise FileProblem(
            f"{to}: already exists, and mialit has not made it; --force replaces it, "
            "-o writes another file"
        )


def _compared(text: str, to: str, console: Console) -> ExitCode:
    """Says whether the file *to* holds *text*; NO where it does not."""
    from mialit.page.recognition import differences
    from mialit.storage import sources

    path = Path(to)
    before = sources.load(Source(str(path), path)) if path.exists() else None
    after = text.encode("utf-8", "surrogateescape")

    def tell(before: bytes, after: bytes) -> None:
        console.write(f"{path}: {each}\n" for each in differences(before, after))

    return compared(path, "html", before, after, tell, console)
