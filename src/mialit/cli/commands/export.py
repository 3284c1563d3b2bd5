"""Exports entries for citing, by keys or by a query: as BibTeX, or for reference managers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from mialit.cli.console import Console, standard
from mialit.cli.entries_stated import entries_stated
from mialit.cli.options import (
    OUTPUT,
    FileOptions,
    Force,
    Keys,
    Limit,
    Output,
    format_option,
    option,
    shared,
)
from mialit.cli.output import exchange_notes, exchanged, write_text
from mialit.cli.query_options import Arrangement, Choice, QueryOption
from mialit.errors import ExitCode, NotFound, UsageProblem
from mialit.query.sorting import Order
from mialit.records.model import Record
from mialit.render import bibtex_export as bibtex
from mialit.storage.bibliography import Catalogue
from mialit.storage.sources import has_vocabulary
from mialit.text.normalize import clean
from mialit.text.phrases import counted


class ExportFormat(StrEnum):
    """What entries are exported as."""

    BIB = "bib"
    CSL_JSON = "csl-json"
    RIS = "ris"


@shared
def command(
    keys: Keys = None,
    *,
    selection: QueryOption = "",
    choice: Choice,
    arrangement: Arrangement,
    limit: Limit = None,
    format: Annotated[  # noqa: A002
        ExportFormat,
        format_option(ExportFormat, "the others are what Zotero, EndNote and pandoc read"),
    ] = ExportFormat.BIB,
    full: Annotated[bool, option("--full", "Keep every byte of an entry.", OUTPUT)] = False,
    standard_fields: Annotated[
        bool,
        option("--standard", "Write what BibTeX's classic styles read, and the links.", OUTPUT),
    ] = False,
    without: Annotated[
        list[str] | None,
        option("--without FIELDS", "Leave out these fields too, separated by commas.", OUTPUT),
    ] = None,
    only: Annotated[
        list[str] | None,
        option("--only FIELDS", "Keep only these fields, separated by commas.", OUTPUT),
    ] = None,
    partial: Annotated[
        bool, option("--partial", "Export the keys found if others are not.", OUTPUT)
    ] = False,
    strict: Annotated[
        bool, option("--strict", "With --cited: fail if a cited key is not listed.", OUTPUT)
    ] = False,
    to: Output = None,
    force: Force = False,
    file: FileOptions,
) -> None:
    """Export entries for citing, as BibTeX by default.

    Fields that serve who keeps the list are left out: those its vocabulary declares (kind,
    knowledge, ...), abstract, keywords, file and other programs' notes. Everything else is kept
    byte for byte. Strings, preambles and cross-referenced entries that the exported entries need
    are included. With --standard, year, journal and other fields come from those of biblatex, and
    a preprint's number is put where the styles print it.

    With --cited it is the bibliography of what a manuscript cites, as far as it is listed; other
    cited keys are named. With --strict they are an error as unknown KEYs are: nothing is exported
    without --partial, and the exit code is 1.

    \b
    mialit export --venue ccs -o refs.bib
    mialit export shokri2017membership salem2019ml
    mialit export --standard --without url,month
    mialit export --author shokri --format ris -o refs.ris
    mialit search label-only | cut -f1 | mialit export -
    mialit export --cited paper.aux -o refs.bib
    """
    console = standard()
    if full and standard_fields:
        raise UsageProblem("--full and --standard exclude each other")
    if only and (full or standard_fields):
        raise UsageProblem(f"--only and --{'full' if full else 'standard'} exclude each other")
    if format is not ExportFormat.BIB:
        _refuse_for(format, full=full, standard=standard_fields, without=without, only=only)
    if strict and not choice.cited:
        raise UsageProblem("--strict is about the keys that a manuscript cites; add --cited FILE")
    catalogue, records, absent, nothing = entries_stated(
        keys or (),
        selection,
        choice,
        arrangement,
        limit,
        file,
        console,
        default=Order.FILE,
        strict=strict,
    )
    if absent and not partial:
        raise NotFound(f"{absent}\n  nothing is exported; --partial exports the rest")
    if format is not ExportFormat.BIB:
        _exchange(format, catalogue, records, to, console, force=force)
        console.say_always(*([f"mialit: {absent}"] if absent else []))
        if nothing:
            console.say_always(f"{nothing}; nothing is exported")
        raise typer.Exit(ExitCode.DONE if records and not absent else ExitCode.NO)
    keep = bibtex.Keep.FULL if full else bibtex.Keep.CITING
    # Fields that are added for the standard styles are written as most of the file are.
    entries, libraries = catalogue.excerpt(records, whole=standard_fields)
    own = bibtex.own_fields(catalogue.vocabulary)
    exported = bibtex.export(
        entries,
        bibtex.Keep.STANDARD if standard_fields else keep,
        own,
        libraries,
        foreign=[each.name for each in catalogue.sources if own and not has_vocabulary(each)],
        without=_fields(without, catalogue),
        only=_fields(only, catalogue),
    )
    console.say(*exported.notes)
    if absent:
        console.say_always(f"mialit: {absent}")
    if not records:
        if nothing:
            console.say_always(f"{nothing}; nothing is exported")
        raise typer.Exit(ExitCode.NO)
    number = counted(exported.count, "entry", "entries")
    write_text(exported.text, to, number, console, inputs=catalogue.sources, force=force)
    # Behind the text, so that what cannot be written is not spoken of.
    if exported.changes:
        console.say(f"for classic styles: {_counts(exported.changes)}")
    left_out = Counter(exported.left_out)
    if keep is bibtex.Keep.CITING and not standard_fields and not only:
        left_out += bibtex.foreign_values(entries, catalogue.vocabulary)
    if left_out:
        console.say(f"left out: {_counts(left_out)}; --full keeps them")
    raise typer.Exit(ExitCode.NO if absent else ExitCode.DONE)


def _refuse_for(format: ExportFormat, **stated: object) -> None:  # noqa: A002
    """Raises UsageProblem where options of BibTeX are *stated* beside another *format*."""
    names = [f"--{name}" for name, value in stated.items() if value]
    if names:
        verb = "says" if len(names) == 1 else "say"
        raise UsageProblem(f"{' and '.join(names)} {verb} what BibTeX has, not --format {format}")


def _exchange(
    format: ExportFormat,  # noqa: A002
    catalogue: Catalogue,
    records: Sequence[Record],
    to: str | None,
    console: Console,
    *,
    force: bool,
) -> None:
    """Writes *records* in a *format* of reference managers; a file is not written for none."""
    if not records and to is not None:
        return
    text = "".join(exchanged(format, catalogue, records))
    number = counted(len(records), "entry", "entries")
    write_text(text, to, number, console, inputs=catalogue.sources, force=force)
    console.say(*exchange_notes(format, records))


def _fields(given: Sequence[str] | None, catalogue: Catalogue) -> set[str]:
    """The fields that a repeatable option names. Raises UsageProblem for one that none is."""
    names = [name for text in given or () for part in text.split(",") if (name := part.strip())]
    if given and not names:
        raise UsageProblem("--without and --only want the names of fields, such as abstract,file")
    return bibtex.fields_named(names, catalogue.vocabulary, catalogue.records)


def _counts(counts: Mapping[str, int]) -> str:
    """`abstract (12), file (30)`: names, those of most first, each with its number."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{clean(name)} ({number:,})" for name, number in ordered)
