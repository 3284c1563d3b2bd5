"""`mialit export`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from mialit.cli.completion import keys as complete_keys
from mialit.cli.console import Console, standard
from mialit.cli.options import Arrangement, Choice, FileOptions, query, shared
from mialit.errors import ExitCode, NotFound, UsageProblem
from mialit.query.filters import bind, candidates, why_empty
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import All
from mialit.records.lookup import by_key, not_there
from mialit.render import bibtex_export as bibtex
from mialit.storage import sources
from mialit.storage.atomic_write import write_new
from mialit.storage.bibliography import Catalogue
from mialit.storage.sources import STANDARD_INPUT, Source


@shared
def command(
    keys: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY]...",
            help="Keys of the entries; - reads them from standard input.",
            show_default=False,
            autocompletion=complete_keys,
        ),
    ] = None,
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
    full: Annotated[
        bool, typer.Option("--full", help="Keep every byte of an entry.", rich_help_panel="Output")
    ] = False,
    standard_fields: Annotated[
        bool,
        typer.Option(
            "--standard", help="Keep only fields BibTeX's styles know.", rich_help_panel="Output"
        ),
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE, whole or not at all.",
            rich_help_panel="Output",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an existing FILE.", rich_help_panel="Output")
    ] = False,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help="Export the keys that are there although others are not.",
            rich_help_panel="Output",
        ),
    ] = False,
    file: FileOptions,
    choice: Choice,
    arrangement: Arrangement,
) -> None:
    """Export entries as BibTeX for citing.

    The fields that the vocabulary declares as its own (kind, knowledge, ...) are left out;
    everything else stays to the byte. What the entries need comes along: strings, preambles,
    cross-referenced entries.

    \b
    mialit export --venue ccs -o refs.bib
    mialit export shokri2017membership salem2019ml
    mialit search label-only | cut -f1 | mialit export -
    """  # fmt: skip
    console = standard()
    if full and standard_fields:
        raise UsageProblem("--full and --standard exclude each other")
    if arrangement.sort is Order.RELEVANCE:
        raise UsageProblem("export has no relevance to sort by; see: mialit search --help")
    node = choice.node(query([selection]))
    if keys and node != All(()):
        raise UsageProblem("name keys or choose entries by options and --query, not both")
    wanted = _keys(keys or (), sources.choose(file.bib or (), console.environment, Path.cwd()))
    catalogue = file.load(console)
    keep = bibtex.Keep.FULL if full else bibtex.Keep.CITING
    keep = bibtex.Keep.STANDARD if standard_fields else keep
    missing: list[str] = []
    if keys:
        chosen, missing = by_key(wanted, catalogue.records)
        if arrangement.sort is not None:
            chosen = ordered(chosen, arrangement.sort)
    else:
        bound = bind(node, catalogue.vocabulary, catalogue.records)
        chosen = ordered(
            [record for record in candidates(node, catalogue.records) if bound.matches(record)],
            arrangement.sort or Order.FILE,
        )
        for note in bound.notes:
            console.say(note)
    if arrangement.reverse:
        chosen.reverse()
    if arrangement.limit:
        chosen = chosen[: arrangement.limit]
    if missing and not partial:
        message = not_there(missing, catalogue.records)
        raise NotFound(f"{message}\n  nothing is exported; --partial exports the rest")
    exported = bibtex.export(
        catalogue.entries(chosen), keep, catalogue.vocabulary.fields, catalogue.libraries
    )
    for note in exported.notes:
        console.say(note)
    if missing:
        console.say(f"mialit: {not_there(missing, catalogue.records)}")
    if not chosen:
        if keys and not missing:
            console.say("mialit: no key was given on standard input; nothing is exported")
        elif not keys:
            empty = why_empty(node, catalogue.vocabulary, catalogue.records)
            console.say(f"mialit: nothing found: {empty} ({catalogue.name}); nothing is exported")
        raise typer.Exit(ExitCode.NO)
    _deliver(exported, to, force, catalogue, console)
    raise typer.Exit(ExitCode.NO if missing else ExitCode.DONE)


def _keys(stated: Iterable[str], asked: Iterable[Source]) -> list[str]:
    """The keys named; `-` stands for those of standard input, one a line."""
    result: list[str] = []
    for key in stated:
        if key != STANDARD_INPUT:
            result.append(key)
            continue
        if any(source.path is None for source in asked):
            raise UsageProblem("standard input cannot be both the list and the keys")
        data = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
        result += [line.strip() for line in data.splitlines() if line.strip()]
    return result


def _deliver(
    exported: bibtex.Export, to: str | None, force: bool, catalogue: Catalogue, console: Console
) -> None:
    if to is None or to == "-":
        console.write_source(exported.text)
        return
    inputs = [source.path for source in catalogue.sources if source.path is not None]
    data = exported.text.encode("utf-8", "surrogateescape")
    write_new(Path(to), data, inputs=inputs, force=force)
    entries = "entry" if exported.count == 1 else "entries"
    console.out.flush()
    console.say(f"wrote {exported.count} {entries} to {to}")
