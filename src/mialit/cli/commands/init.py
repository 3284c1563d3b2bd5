"""`mialit init`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from mialit.cli.console import standard
from mialit.cli.options import Force, argument, option
from mialit.errors import ExitCode, FileProblem
from mialit.importing import new_list
from mialit.importing.learned_vocabulary import JoinedValues
from mialit.importing.report import Joined
from mialit.query.sorting import Order, ordered
from mialit.render import import_report
from mialit.render import managed_block as markers
from mialit.render import markdown_list as listing
from mialit.storage import sources
from mialit.storage.atomic_write import write_new
from mialit.storage.origin import origin
from mialit.storage.sources import Source

_TABLE = "papers.md"


def command(
    folder: Annotated[
        str, argument("[DIR]", "The folder; created if needed.", show_default=True)
    ] = ".",
    *,
    from_bundled: Annotated[
        bool, option("--from-bundled", "Start with the list that mialit comes with.", "Content")
    ] = False,
    source: Annotated[
        str | None,
        option(
            "--from FILE",
            "Start with the papers of a Markdown list or a .bib file; with --from-bundled "
            "under the bundled vocabulary.",
            "Content",
        ),
    ] = None,
    checks: Annotated[
        bool,
        option("--ci", "Add papers.md, a CI workflow and a pre-commit configuration.", "Content"),
    ] = False,
    force: Force = False,
) -> None:
    """Start a list of your own.

    Writes papers.bib and its vocabulary, papers.toml. With --ci, the workflow can publish the
    list's page as the repository's static page, with a feed. No file is replaced without --force:
    if one exists, nothing is written.

    \b
    mialit init
    mialit init my-list --from-bundled --ci
    mialit render markdown -o list.md && mialit init mine --from list.md

    Exit codes: 0 done, 1 rows of FILE are not understood or contradict each other, 2 wrong usage,
    3 a file exists or cannot be used.
    """
    console = standard()
    joined: Joined | None = None
    if source is not None:
        files, joined, values = _imported(Path(source), from_bundled=from_bundled)
        for field, value, spellings in values:
            console.say(f"{field}: {value} also stands for {', '.join(spellings)}")
    else:
        files = _bundled() if from_bundled else new_list.bare()
    if checks:
        installed = origin()
        files |= {_TABLE: _rendered(files), **new_list.checks(installed.requirement)}
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
    if checks:
        console.say(
            "note: the workflow publishes the page once the repository's variable PUBLISH_PAPERS "
            "is true; see docs/page.md"
        )
    if checks and not installed.is_certain:
        console.say(
            f"note: the workflow installs {installed.requirement} from the package index; if it "
            "is not there, set the repository's variable MIALIT to git+https://ADDRESS@TAG"
        )
    if joined is None:
        raise typer.Exit(ExitCode.DONE)
    say = console.say if joined.is_settled else console.say_always
    say(*import_report.lines(joined, str(place / new_list.BIBLIOGRAPHY)))
    raise typer.Exit(ExitCode.DONE if joined.is_settled else ExitCode.NO)


def _bundled() -> dict[str, bytes]:
    """The files of the list that comes with the program."""
    path = sources.bundled()
    contents = (path.read_bytes(), path.with_suffix(".toml").read_bytes())
    return dict(zip((new_list.BIBLIOGRAPHY, new_list.VOCABULARY), contents, strict=True))


def _imported(
    file: Path, *, from_bundled: bool
) -> tuple[dict[str, bytes], Joined, tuple[JoinedValues, ...]]:
    """The files of a list of what *file* offers; a vocabulary beside it comes along."""
    beside = sources.bundled().with_suffix(".toml") if from_bundled else file.with_suffix(".toml")
    vocabulary = sources.load(Source(str(beside), beside)) if os.path.lexists(beside) else None
    data = sources.load(Source(str(file), file))
    known = sources.bundled_vocabulary()
    return new_list.imported(data, str(file), vocabulary, str(beside), known)


def _rendered(files: dict[str, bytes]) -> bytes:
    """The list as Markdown, as `mialit render markdown` would write it beside the others."""
    vocabulary = new_list.parsed(files)
    found = ordered(new_list.listed(files, vocabulary), Order.YEAR)
    body = "".join(listing.listing(found, listing.default_columns(vocabulary), vocabulary))
    return listing.document(markers.marked(body), vocabulary).encode()


def _refuse_existing(place: Path, files: dict[str, bytes], *, force: bool) -> None:
    if place.exists() and not place.is_dir():
        raise FileProblem(f"{place}: is not a folder; name one, or one to be made")
    present = [str(place / name) for name in files if (place / name).exists()]
    if present and not force:
        raise FileProblem(
            f"{', '.join(present)}: already exists; nothing is written (--force replaces it)"
        )
