"""Exports entries as BibTeX for citing, by keys or by a query."""

from typing import Annotated

import typer

from mialit.cli.console import standard
from mialit.cli.options import (
    OUTPUT,
    FileOptions,
    Force,
    Limit,
    Output,
    key_argument,
    option,
    shared,
    stated_keys,
)
from mialit.cli.output import write_text
from mialit.cli.query_options import Arrangement, Choice, QueryOption, query, select
from mialit.errors import ExitCode, NotFound, UsageProblem
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import All
from mialit.records.lookup import by_key, not_there
from mialit.render import bibtex_export as bibtex
from mialit.text.phrases import counted


@shared
def command(
    keys: Annotated[
        list[str] | None,
        key_argument("[KEY]...", "Citation keys of the entries; - reads them from standard input."),
    ] = None,
    *,
    selection: QueryOption = "",
    choice: Choice,
    arrangement: Arrangement,
    limit: Limit = None,
    full: Annotated[bool, option("--full", "Keep every byte of an entry.", OUTPUT)] = False,
    standard_fields: Annotated[
        bool,
        option("--standard", "Keep only the fields that BibTeX's standard styles use.", OUTPUT),
    ] = False,
    partial: Annotated[
        bool, option("--partial", "Export the keys found if others are not.", OUTPUT)
    ] = False,
    to: Output = None,
    force: Force = False,
    file: FileOptions,
) -> None:
    """Export entries as BibTeX for citing.

    Fields that the vocabulary declares as its own (kind, knowledge, ...) are left out; everything
    else is kept byte for byte. Strings, preambles and cross-referenced entries that the exported
    entries need are included.

    \b
    mialit export --venue ccs -o refs.bib
    mialit export shokri2017membership salem2019ml
    mialit search label-only | cut -f1 | mialit export -
    """
    console = standard()
    if full and standard_fields:
        raise UsageProblem("--full and --standard exclude each other")
    node = choice.node(query([selection]))
    if keys and node != All(()):
        raise UsageProblem("name keys or choose entries by options and --query, not both")
    wanted = stated_keys(keys or (), file, console)
    catalogue = file.load(console)
    missing: list[str] = []
    if keys:
        records, missing = by_key(wanted, catalogue.records)
        if arrangement.sort is not None:
            records = ordered(records, arrangement.order(Order.FILE, catalogue))
        if arrangement.reverse:
            records.reverse()
        nothing = "mialit: no key was given on standard input"
    else:
        found = select(node, catalogue, arrangement, Order.FILE)
        console.say(*found.notes)
        records = found.records
        nothing = "" if records else found.nothing_found
    records = records[:limit] if limit else records
    absent = not_there(missing, catalogue.records) if missing else ""
    if missing and not partial:
        raise NotFound(f"{absent}\n  nothing is exported; --partial exports the rest")
    keep = bibtex.Keep.FULL if full else bibtex.Keep.CITING
    exported = bibtex.export(
        catalogue.entries(records),
        bibtex.Keep.STANDARD if standard_fields else keep,
        catalogue.vocabulary.fields,
        catalogue.libraries,
    )
    console.say(*exported.notes)
    if missing:
        console.say_always(f"mialit: {absent}")
    if not records:
        if not missing:
            console.say_always(f"{nothing}; nothing is exported")
        raise typer.Exit(ExitCode.NO)
    entries = counted(exported.count, "entry", "entries")
    write_text(exported.text, to, entries, console, inputs=catalogue.sources, force=force)
    raise typer.Exit(ExitCode.NO if missing else ExitCode.DONE)
