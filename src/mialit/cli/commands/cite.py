"""Prints references and citations of entries, by keys or by a query."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from mialit.cli.console import standard
from mialit.cli.entries_stated import entries_stated
from mialit.cli.options import (
    OUTPUT,
    FileOptions,
    Json,
    Limit,
    argument,
    chosen,
    format_option,
    option,
    shared,
)
from mialit.cli.query_options import Arrangement, Choice, QueryOption
from mialit.errors import ExitCode
from mialit.query.sorting import Order
from mialit.records.model import Record
from mialit.storage.bibliography import Catalogue
from mialit.text.phrases import counted


class CiteFormat(StrEnum):
    """What is printed of entries that are cited."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"
    CSL_JSON = "csl-json"
    RIS = "ris"
    LATEX_CITE = "latex-cite"
    PANDOC = "pandoc"
    KEYS = "keys"


@shared
def command(
    keys: Annotated[
        list[str] | None,
        argument("[KEY]...", "Citation keys of the entries; - reads them from standard input."),
    ] = None,
    *,
    selection: QueryOption = "",
    choice: Choice,
    arrangement: Arrangement,
    limit: Limit = None,
    format: Annotated[  # noqa: A002
        CiteFormat,
        format_option(CiteFormat, "latex-cite and pandoc cite the keys, text is references"),
    ] = CiteFormat.TEXT,
    json: Json = False,
    copy: Annotated[bool, option("--copy", "Put it on the clipboard as well.", OUTPUT)] = False,
    file: FileOptions,
) -> None:
    """Print references of entries, or what cites them.

    Without --style a reference is the plain "Authors. Title. Venue, year. Address." Entries come in
    the order of the keys, or as list has them.

    \b
    mialit cite shokri2017membership
    mialit cite shokri2017membership hu2021membership --format latex-cite
    mialit cite --query "label-only" --year 2021 --format md
    mialit search label-only --format keys | mialit cite - --format pandoc
    """
    console = standard()
    kind = chosen(format, json, console)
    catalogue, records, missing, nothing = entries_stated(
        keys or (), selection, choice, arrangement, limit, file, console, default=Order.YEAR
    )
    text = "".join(_printed(kind, catalogue, records, ascii_only=console.ascii_only))
    console.write([text])
    console.say(*_notes(kind, records))
    if missing:
        console.say_always(f"mialit: {missing}")
    if nothing:
        console.say_always(nothing)
    if copy and records:
        from mialit.cli import clipboard

        clipboard.copy(text.rstrip("\r\n"), counted(len(records), "entry", "entries"), console)
    raise typer.Exit(ExitCode.DONE if records and not missing else ExitCode.NO)


def _notes(kind: CiteFormat, records: Sequence[Record]) -> list[str]:
    """What is to be known of *records* in the format *kind*."""
    if kind is CiteFormat.LATEX_CITE:
        from mialit.citing.citations import latex_notes

        return latex_notes(records)
    from mialit.cli.output import exchange_notes

    return exchange_notes(kind, records)


def _printed(
    kind: CiteFormat, catalogue: Catalogue, records: Sequence[Record], *, ascii_only: bool
) -> Iterable[str]:
    """*records* in the format *kind*."""
    from mialit.citing.plain_reference import reference
    from mialit.render import data_formats

    match kind:
        case CiteFormat.KEYS:
            return data_formats.keys(records)
        case CiteFormat.LATEX_CITE | CiteFormat.PANDOC:
            from mialit.citing.citations import latex_cite, pandoc_citation

            cite = latex_cite if kind is CiteFormat.LATEX_CITE else pandoc_citation
            return [f"{cite(records)}\n"] if records else []
        case CiteFormat.CSL_JSON | CiteFormat.RIS:
            from mialit.cli.output import exchanged

            return exchanged(kind, catalogue, records, ascii_only=ascii_only)
        case CiteFormat.JSON:
            documents = ({"key": record.key, "reference": reference(record)} for record in records)
            return data_formats.json_array(documents, ascii_only=ascii_only)
        case CiteFormat.TEXT:
            return (f"{reference(record)}\n" for record in records)
    from mialit.render import references

    if kind is CiteFormat.MD:
        return references.items(references.markdown(records))
    return references.paragraphs(references.html(records))
