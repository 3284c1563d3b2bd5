"""`mialit init`."""

from pathlib import Path
from typing import Annotated

import typer

from mialit.bibtex.reader import read
from mialit.cli.console import standard
from mialit.cli.options import Force, option
from mialit.errors import ExitCode, FileProblem, UsageProblem
from mialit.importing import new_list as starter
from mialit.importing.report import Joined
from mialit.query.sorting import Order, ordered
from mialit.records.build import records
from mialit.render import import_report as account
from mialit.render import managed_block as markers
from mialit.render import markdown_list as listing
from mialit.storage.atomic_write import write_new

_TABLE = "papers.md"


def command(
    folder: Annotated[
        str, typer.Argument(metavar="[DIR]", help="The folder; created if needed.")
    ] = ".",
    *,
    from_bundled: Annotated[
        bool,
        option("Content", "--from-bundled", text="Start with the list that mialit comes with."),
    ] = False,
    source: Annotated[
        str | None,
        option(
            "Content",
            "--from",
            text="Start with the papers of a Markdown list or a .bib file.",
            metavar="FILE",
        ),
    ] = None,
    checks: Annotated[
        bool,
        option(
            "Content", "--ci", text="Add papers.md, a CI workflow and a pre-commit configuration."
        ),
    ] = False,
    force: Force = False,
) -> None:
    """Start a list of your own.

    Writes papers.bib and its vocabulary, papers.toml. No file is replaced without --force: if one
    exists, nothing is written.

    \b
    mialit init
    mialit init my-list --from-bundled --ci
    mialit render markdown -o list.md && mialit init mine --from list.md

    Exit codes: 0 done, 1 rows of FILE are not understood or contradict each other, 2 wrong usage,
    3 a file exists or cannot be used.
    """
    console = standard()
    if from_bundled and source is not None:
        raise UsageProblem("--from-bundled and --from exclude each other")
    joined: Joined | None = None
    if source is not None:
        files, joined = starter.imported(Path(source))
    else:
        files = starter.bundled() if from_bundled else starter.bare()
    if checks:
        files |= {_TABLE: _rendered(files), **starter.checks()}
    place = Path(folder)
    _refuse_existing(place, files, force=force)
    for name, data in files.items():
        path = place / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileProblem(f"{path.parent}: cannot be made: {error.strerror}") from None
        inputs = [Path(source)] if source is not None else []
        write_new(path, data, inputs=inputs, force=force)
        console.say(f"wrote {path}")
    if joined is None:
        raise typer.Exit(ExitCode.DONE)
    for line in account.lines(joined, str(place / starter.BIBLIOGRAPHY)):
        console.say(line)
    raise typer.Exit(ExitCode.DONE if joined.is_settled else ExitCode.NO)


def _rendered(files: dict[str, bytes]) -> bytes:
    """The list as Markdown, as `mialit render markdown` would write it beside the others."""
    vocabulary = starter.parsed(files)
    library = read(files[starter.BIBLIOGRAPHY], starter.BIBLIOGRAPHY)
    found = ordered(records(library, vocabulary), Order.YEAR)
    body = "".join(listing.listing(found, listing.default_columns(vocabulary), vocabulary))
    return listing.document(markers.marked(body), vocabulary).encode()


def _refuse_existing(place: Path, files: dict[str, bytes], *, force: bool) -> None:
    if place.exists() and not place.is_dir():
        raise FileProblem(f"{place}: is not a folder; name one, or one to be made")
    present = [str(place / name) for name in files if (place / name).exists()]
    if present and not force:
        raise FileProblem(
            f"{', '.join(present)}: exists already; nothing is written (--force replaces it)"
        )
