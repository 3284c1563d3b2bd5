"""`mialit import`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mialit.cli.console import Console, standard
from mialit.cli.list_access import own_list, repeated
from mialit.cli.options import FILE, OUTPUT, DryRun, Force, Output, argument, option
from mialit.cli.output import write_text
from mialit.errors import ExitCode, UsageProblem
from mialit.importing.candidates import offered
from mialit.importing.merge import join_file, join_offered
from mialit.importing.report import Joined, Outcome
from mialit.render import import_report
from mialit.render.diff import shown
from mialit.storage import sources
from mialit.storage.atomic_write import update
from mialit.storage.libraries import without_collection
from mialit.storage.sources import STANDARD_INPUT, Source
from mialit.text.phrases import counted
from mialit.vocabulary.model import Vocabulary


def command(
    file: Annotated[str, argument("FILE", "A Markdown list or a .bib file; - for standard input.")],
    *,
    into: Annotated[
        str | None,
        option(
            "--into FILE",
            "The list to merge into: entries are added, and missing fields filled in.",
            FILE,
        ),
    ] = None,
    updating: Annotated[
        bool,
        option(
            "--update",
            "With --into: a listed preprint becomes the publication that is offered.",
            FILE,
        ),
    ] = False,
    to: Output = None,
    force: Force = False,
    dry_run: DryRun = False,
    as_json: Annotated[
        bool, option("--json", "Print the report as JSON; with --into, -o or --dry-run.", OUTPUT)
    ] = False,
) -> None:
    """Import a Markdown list or another bibliography.

    Rows of tables become entries, duplicates one entry. With --into, listed papers get the fields
    they lack; where values differ, the list's are kept and the conflict is reported. A list with a
    vocabulary gets entries as add writes them, with keys by its rule and in its order. The report
    at the end covers every row: new, filled in, merged or not understood, and, with --update,
    published.

    \b
    mialit render markdown | mialit import -
    mialit render markdown | mialit import - --json --dry-run
    mialit export --full | mialit import - -o new.bib

    Exit codes: 0 done, 1 rows not understood, conflicts or possible duplicates remain, 2 wrong
    usage, 3 a file cannot be used.
    """
    console = standard()
    if into is not None and to is not None:
        raise UsageProblem("--into and -o exclude each other")
    if updating and into is None:
        raise UsageProblem("--update needs the list whose preprints are published: --into FILE")
    if into == STANDARD_INPUT:
        raise UsageProblem("--into needs a file; entries are printed without it")
    if as_json and not (into or to or dry_run):
        raise UsageProblem("--json needs a place for the entries: --into, -o or --dry-run")
    name = "standard input" if file == STANDARD_INPUT else file
    source = Source(name, None if file == STANDARD_INPUT else Path(file))
    data = sources.load(source)
    if into is not None:
        listed = own_list(into)

        def join(console: Console, again: bool) -> Joined:
            how = {"dry_run": dry_run, "quiet": as_json, "updating": updating, "again": again}
            return _join_list(data, name, listed, console, **how)

        joined = repeated(Path(listed.name), console, join)
    else:
        vocabulary = _vocabulary(source, to, console)
        offer = offered(data, name, vocabulary)
        joined = join_file(offer, b"", name, vocabulary)
        if not dry_run:
            new = joined.count(Outcome.NEW)
            if to not in (None, STANDARD_INPUT) or new or not console.is_terminal:
                entries = counted(new, "entry", "entries")
                text = joined.library.text
                write_text(text, to, entries, console, inputs=[source], force=force)
    console.out.flush()
    if as_json:
        document = import_report.facts(joined)
        console.write([json.dumps(document, ensure_ascii=console.ascii_only, indent=1), "\n"])
    # What is left to do, which ends with 1, is said under --quiet as well.
    say = console.say if joined.is_settled else console.say_always
    say(*import_report.lines(joined, into))
    raise typer.Exit(ExitCode.DONE if joined.is_settled else ExitCode.NO)


def _vocabulary(source: Source, to: str | None, console: Console) -> Vocabulary:
    """The vocabulary beside the new file, the file read, or the list that is near."""
    asked = [Source(to, Path(to))] if to and to != STANDARD_INPUT else []
    asked += [source, *sources.choose((), console.environment)]
    return sources.vocabulary(asked)


def _join_list(
    data: bytes,
    name: str,
    target: Source,
    console: Console,
    *,
    dry_run: bool,
    quiet: bool,
    updating: bool,
    again: bool,
) -> Joined:
    """Joins what *data*, the file *name*, offers with the list *target*, and writes it.

    Raises FileChanged where others wrote the list meanwhile; when this is done *again*, they are
    kept from it.
    """
    before = sources.load(target)
    # One read for both: what is compared at the end is what was joined.
    vocabulary = sources.vocabulary([target])
    with without_collection():
        joined = join_offered(data, name, before, target.name, vocabulary, update=updating)
    path = Path(target.name)
    after = joined.library.data
    if dry_run:
        if not quiet:
            console.write_difference(shown(before, after, target.name))
    elif before != after:
        console.say(*update(path, before, after, console.patience(path), held=again))
        console.out.flush()
        console.say(f"wrote {path}")
    else:
        console.say(f"{path}: nothing to change")
    return joined
