"""Prints references and citations of entries, by keys or by a query."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mialit.cli.console import standard
from mialit.cli.entries_stated import entries_stated
from mialit.cli.options import (
    OUTPUT,
    FileOptions,
    Json,
    Keys,
    chosen,
    format_option,
    option,
    shared,
)
from mialit.cli.output import READABLE
from mialit.cli.query_options import Arrangement, Choice, QueryOption
from mialit.errors import ExitCode, UsageProblem
from mialit.query.sorting import Order
from mialit.records.model import Record
from mialit.render import data_formats
from mialit.storage.bibliography import Catalogue
from mialit.text.phrases import counted

if TYPE_CHECKING:
    from mialit.citing.styles import Style


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


# What is made of references, which may have a style.
_REFERENCES = (CiteFormat.TEXT, CiteFormat.MD, CiteFormat.HTML, CiteFormat.JSON)


@shared
def command(
    keys: Keys = None,
    *,
    selection: QueryOption = "",
    choice: Choice,
    arrangement: Arrangement,
    limit: Annotated[
        int | None,
        option(
            "--limit -n N",
            "Show at most N; 0 shows all. By default only references on a terminal are cut short.",
            OUTPUT,
            min=0,
        ),
    ] = None,
    format: Annotated[  # noqa: A002
        CiteFormat,
        format_option(CiteFormat, "latex-cite and pandoc cite the keys, text is references"),
    ] = CiteFormat.TEXT,
    json: Json = False,
    style: Annotated[
        str | None,
        option(
            "--style STYLE",
            "Format references as apa, ieee, acm, springer-lncs or elsevier-harvard has them; "
            "needs the extra: pip install 'mialit\\[cite]'.",
            OUTPUT,
        ),
    ] = None,
    csl: Annotated[
        str | None,
        option("--csl FILE", "Format references by a style of CSL; needs the extra.", OUTPUT),
    ] = None,
    copy: Annotated[bool, option("--copy", "Put it on the clipboard as well.", OUTPUT)] = False,
    file: FileOptions,
) -> None:
    """Print references of entries, or what cites them.

    Without --style or --csl a reference is the plain "Authors. Title. Venue, year. Address."
    Entries come in the order of the keys, or as list has them.

    \b
    mialit cite shokri2017membership
    mialit cite shokri2017membership hu2021membership --format latex-cite
    mialit cite --query "label-only" --year 2021 --style ieee
    mialit cite --author shokri --style apa --format md
    mialit search label-only --format keys | mialit cite - --format pandoc
    """
    console = standard()
    kind = chosen(format, json, console)
    wanted = _style(style, csl, kind)
    catalogue, records, absent, nothing = entries_stated(
        keys or (), selection, choice, arrangement, limit, file, console, default=Order.YEAR
    )
    total = len(records)
    # What a person reads at once; keys and the clipboard are for all that was asked.
    if limit is None and not keys and not copy and kind is CiteFormat.TEXT and console.is_terminal:
        records = records[:READABLE]
    text = "".join(_printed(kind, catalogue, records, wanted, ascii_only=console.ascii_only))
    console.write([text])
    console.say(*_notes(kind, records))
    if len(records) < total:
        console.say(f"{len(records)} of {total:,} entries in {catalogue.name}; --limit 0 shows all")
    if absent:
        console.say_always(f"mialit: {absent}")
    if nothing:
        console.say_always(nothing)
    if copy and records:
        from mialit.cli import clipboard

        clipboard.copy(text.rstrip("\r\n"), counted(len(records), "entry", "entries"), console)
    raise typer.Exit(ExitCode.DONE if records and not absent else ExitCode.NO)


def _notes(kind: CiteFormat, records: Sequence[Record]) -> list[str]:
    """What is to be known of *records* in the format *kind*."""
    if kind is CiteFormat.LATEX_CITE:
        from mialit.citing.citations import latex_notes

        return latex_notes(records)
    from mialit.cli.output import exchange_notes

    return exchange_notes(kind, records)


def _style(name: str | None, file: str | None, kind: CiteFormat) -> "Style | None":
    """The style that is asked for. Raises UsageProblem where *kind* is none of references."""
    if name is None and file is None:
        return None
    if name is not None and file is not None:
        raise UsageProblem("--style and --csl exclude each other")
    if kind not in _REFERENCES:
        stated = "--style" if file is None else "--csl"
        raise UsageProblem(f"{stated} formats {', '.join(_REFERENCES)}, not {kind}")
    from mialit.citing import styles

    return styles.bundled(name or "") if file is None else styles.load(file)


def _printed(
    kind: CiteFormat,
    catalogue: Catalogue,
    records: Sequence[Record],
    style: "Style | None",
    *,
    ascii_only: bool,
) -> Iterable[str]:
    """*records* in the format *kind*, references in a *style* or plain."""
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
    from mialit.render import references

    made = references.plain(records, kind)
    if style is not None and records:
        from mialit.citing.csl_json import items
        from mialit.citing.styles import Kind, formatted

        written = Kind.TEXT if kind is CiteFormat.JSON else Kind(kind)
        # A style may print nothing of an entry that says little.
        in_style = formatted(items(catalogue, records), style, written)
        made = (text or other for text, other in zip(in_style, made, strict=True))
    match kind:
        case CiteFormat.MD:
            return references.items(made)
        case CiteFormat.HTML:
            return references.paragraphs(made)
        case CiteFormat.JSON:
            documents = (
                {"key": record.key, "reference": text}
                for record, text in zip(records, made, strict=True)
            )
            return data_formats.json_array(documents, ascii_only=ascii_only)
    return references.lines(made)
