"""`mialit show`."""

from typing import Annotated

import typer

from mialit.bibtex.model import Entry, Library
from mialit.cli.completion import keys as complete_keys
from mialit.cli.console import standard
from mialit.cli.options import FileOptions, Format, FormatOptions, shared
from mialit.errors import ExitCode
from mialit.records.lookup import by_key, not_there
from mialit.render import data_formats as plain
from mialit.render.entry_detail import detail, drawn
from mialit.render.entry_detail import plain as plain_detail
from mialit.text.normalize import clean, clean_lines


@shared
def command(
    keys: Annotated[
        list[str],
        typer.Argument(metavar="KEY...", autocompletion=complete_keys, show_default=False),
    ],
    *,
    file: FileOptions,
    output: FormatOptions,
) -> None:
    """Show everything about one or several entries.

    \b
    mialit show shokri2017membership
    mialit show shokri2017membership hu2021membership --json
    """
    console = standard()
    kind = output.chosen(console, (Format.JSON,))
    catalogue = file.load(console)
    found, missing = by_key(keys, catalogue.records)
    vocabulary = catalogue.vocabulary
    pairs = list(zip(found, catalogue.entries(found), strict=True))
    if kind is Format.JSON:
        documents = (
            plain.facts(record, vocabulary)
            | {
                "fields": _contents(library, entry),
                "bibtex": clean_lines(library.source(entry.span)),
            }
            for record, (library, entry) in pairs
        )
        console.write(plain.json_array(documents, ascii_only=console.ascii_only))
    elif found:
        details = [
            detail(
                record,
                vocabulary,
                f"{clean(library.name)}:{record.line}",
                library.source(entry.span),
            )
            for record, (library, entry) in pairs
        ]
        if console.is_terminal:
            console.print_rich(drawn(details))
        else:
            console.write(plain_detail(details))
    if missing:
        console.out.flush()
        console.say(f"mialit: {not_there(missing, catalogue.records)}")
    raise typer.Exit(ExitCode.NO if missing else ExitCode.DONE)


def _contents(library: Library, entry: Entry) -> dict[str, str]:
    """The entry's own fields by lower-case name, readable; of a repeated one the first."""
    from mialit.records.build import readable_field

    contents: dict[str, str] = {}
    for field in entry.fields:
        contents.setdefault(clean(field.name.lower()), readable_field(field, library.strings))
    return contents
