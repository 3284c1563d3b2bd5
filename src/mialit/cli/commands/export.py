"""Exports entries as BibTeX for citing, by keys or by a query."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

import typer

from mialit.cli.console import Console, standard
from mialit.cli.options import (
    OUTPUT,
    FileOptions,
    Force,
    Limit,
    Output,
    argument,
    option,
    shared,
    stated_keys,
)
from mialit.cli.output import write_text
from mialit.cli.query_options import Arrangement, Choice, QueryOption, query, select
from mialit.errors import ExitCode, NotFound, UsageProblem
from mialit.query.cited import cited_part
from mialit.query.sorting import Order
from mialit.query.syntax import All, Node
from mialit.records.lookup import alias_notes, by_key, not_listed, not_there
from mialit.records.model import Record
from mialit.render import bibtex_export as bibtex
from mialit.storage.bibliography import Catalogue
from mialit.storage.sources import has_vocabulary
from mialit.text.normalize import clean
from mialit.text.phrases import counted


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
    """Export entries as BibTeX for citing.

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
    mialit search label-only | cut -f1 | mialit export -
    mialit export --cited paper.aux -o refs.bib
    """
    console = standard()
    if full and standard_fields:
        raise UsageProblem("--full and --standard exclude each other")
    if only and (full or standard_fields):
        raise UsageProblem(f"--only and --{'full' if full else 'standard'} exclude each other")
    if strict and not choice.cited:
        raise UsageProblem("--strict is about the keys that a manuscript cites; add --cited FILE")
    node = choice.node(query([selection]))
    if keys and node != All(()):
        raise UsageProblem("name keys or choose entries by options and --query, not both")
    wanted = stated_keys(keys or (), file, console)
    catalogue = file.load(console)
    if keys:
        chosen = _by_key(wanted, arrangement, catalogue, console)
    else:
        chosen = _by_query(node, arrangement, catalogue, console, strict=strict)
    records = chosen.records[:limit] if limit else chosen.records
    if chosen.absent and not partial:
        raise NotFound(f"{chosen.absent}\n  nothing is exported; --partial exports the rest")
    keep = bibtex.Keep.FULL if full else bibtex.Keep.CITING
    entries = catalogue.entries(records)
    own = bibtex.own_fields(catalogue.vocabulary)
    exported = bibtex.export(
        entries,
        bibtex.Keep.STANDARD if standard_fields else keep,
        own,
        catalogue.libraries,
        foreign=[each.name for each in catalogue.sources if own and not has_vocabulary(each)],
        without=_fields(without, catalogue),
        only=_fields(only, catalogue),
    )
    console.say(*exported.notes)
    if chosen.absent:
        console.say_always(f"mialit: {chosen.absent}")
    if not records:
        if chosen.nothing:
            console.say_always(f"{chosen.nothing}; nothing is exported")
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
    raise typer.Exit(ExitCode.NO if chosen.absent else ExitCode.DONE)


class _Chosen(NamedTuple):
    """What is to be exported; `absent` says which keys that have to be there are not.

    `nothing` says why there are no records, where `absent` does not.
    """

    records: list[Record]
    absent: str
    nothing: str


def _by_key(
    wanted: Sequence[str], arrangement: Arrangement, catalogue: Catalogue, console: Console
) -> _Chosen:
    records, missing = by_key(wanted, catalogue.records, aliases=True)
    console.say(*alias_notes(wanted, records))
    if arrangement.sort is not None:
        records = arrangement.arranged(records, Order.FILE, catalogue)
    elif arrangement.reverse:
        records.reverse()
    absent = not_there(missing, catalogue.records) if missing else ""
    return _Chosen(records, absent, "" if missing else "mialit: no key was given on standard input")


def _by_query(
    node: Node, arrangement: Arrangement, catalogue: Catalogue, console: Console, *, strict: bool
) -> _Chosen:
    """The entries that *node* chooses; where *strict*, cited and not listed keys are absent."""
    found = select(node, catalogue, arrangement, Order.FILE)
    console.say(*found.notes)
    nothing = "" if found.records else found.nothing_found
    cited = cited_part(node)
    missing = cited.missing(catalogue.records) if cited else ()
    absent = not_listed(missing, catalogue.records) if missing else ""
    if absent and not strict:
        console.say(absent)
        absent = ""
    return _Chosen(found.records, absent, nothing)


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
