"""Shows everything about entries: fields, links, where they stand, their BibTeX."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, NoReturn

import typer

from mialit.bibtex.model import Entry, Library
from mialit.citing.plain_reference import reference
from mialit.cli.console import Console, standard
from mialit.cli.options import (
    OUTPUT,
    FileOptions,
    Json,
    argument,
    chosen,
    format_option,
    option,
    shared,
    stated_keys,
)
from mialit.errors import ExitCode
from mialit.records.lookup import alias_notes, by_key, not_there
from mialit.records.model import Record
from mialit.render import data_formats, entry_detail
from mialit.storage.bibliography import Catalogue
from mialit.text.normalize import clean, clean_lines


class ShowFormat(StrEnum):
    """How entries are shown in full."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"
    CSL_JSON = "csl-json"
    RIS = "ris"


@shared
def command(
    keys: Annotated[
        list[str],
        argument("KEY...", "Citation keys of the entries; - reads them from standard input."),
    ],
    *,
    bibtex: Annotated[
        bool, option("--bibtex", "Show the BibTeX as it is written, too; JSON has it.", OUTPUT)
    ] = False,
    format: Annotated[  # noqa: A002
        ShowFormat, format_option(ShowFormat, "auto is text, with colours and links on a terminal")
    ] = ShowFormat.AUTO,
    json: Json = False,
    file: FileOptions,
) -> None:
    """Show everything about one or more entries.

    \b
    mialit show shokri2017membership
    mialit show shokri2017membership --bibtex
    mialit search label-only --format keys | mialit show -
    mialit show shokri2017membership hu2021membership --json
    mialit show shokri2017membership --format ris
    """
    console = standard()
    kind = chosen(format, json, console)
    wanted = stated_keys(keys, file, console)
    catalogue = file.load(console, keep_files=False)
    if not wanted:
        console.say_always("mialit: no key was given on standard input")
    found, missing = by_key(wanted, catalogue.records, aliases=True)
    console.say(*alias_notes(wanted, found))
    vocabulary = catalogue.vocabulary
    if kind in (ShowFormat.CSL_JSON, ShowFormat.RIS):
        from mialit.cli.output import exchange_notes, exchanged

        console.write(exchanged(kind, catalogue, found, ascii_only=console.ascii_only))
        console.say(*exchange_notes(kind, found))
        _end(found, missing, catalogue, console)
    pairs = list(zip(found, catalogue.entries(found), strict=True))
    if kind is ShowFormat.JSON:
        documents = (
            data_formats.facts(record, vocabulary, catalogue.source_of(record))
            | {
                "reference": reference(record),
                "fields": _contents(library, entry),
                "bibtex": clean_lines(library.source(entry.span)),
            }
            for record, (library, entry) in pairs
        )
        console.write(data_formats.json_array(documents, ascii_only=console.ascii_only))
    elif found:
        details = []
        for record, (library, entry) in pairs:
            location = f"{clean(library.name)}:{record.line}"
            source = library.source(entry.span) if bibtex else ""
            details.append(entry_detail.detail(record, vocabulary, location, source))
        if kind is ShowFormat.AUTO and console.is_terminal:
            console.print_rich(entry_detail.drawn(details, console.width or 0))
        else:
            console.write(entry_detail.plain(details))
    _end(found, missing, catalogue, console)


def _end(
    found: Sequence[Record], missing: Sequence[str], catalogue: Catalogue, console: Console
) -> NoReturn:
    """Names the keys that are missing, and ends the command."""
    if missing:
        console.say_always(f"mialit: {not_there(missing, catalogue.records)}")
    raise typer.Exit(ExitCode.DONE if found and not missing else ExitCode.NO)


def _contents(library: Library, entry: Entry) -> dict[str, str]:
    """The entry's own fields by lower-case name, readable; of a repeated one the first."""
    from mialit.records.content import readable_field

    contents: dict[str, str] = {}
    for field in entry.fields:
        contents.setdefault(clean(field.name.lower()), readable_field(field, library.strings))
    return contents
