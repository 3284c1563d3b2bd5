"""Checks a manuscript's bibliography against the list."""

from collections import Counter
from collections.abc import Container
from typing import Annotated

import typer

from mialit.checking import findings as finding
from mialit.checking.base import Finding
from mialit.checking.findings import Checked
from mialit.checking.matching import Listed
from mialit.checking.places import Places
from mialit.checking.rules import OF_SYNTAX, UNCITED_ENTRY, UNKNOWN_ENTRY
from mialit.checking.syntax import is_suspect
from mialit.checking.venues import Venues
from mialit.cli import manuscripts
from mialit.cli.console import Console, standard
from mialit.cli.findings_output import (
    FORMATS_HELP,
    RULES,
    FindingFormat,
    Ignore,
    Statistics,
    check_statistics,
    names,
    show,
    show_statistics,
)
from mialit.cli.manuscripts import Asked
from mialit.cli.options import (
    EntryFormat,
    FileOptions,
    Json,
    OutputOptions,
    argument,
    chosen,
    format_option,
    option,
    shared,
)
from mialit.errors import ExitCode, Severity, UsageProblem
from mialit.render.findings import checked as checked_facts
from mialit.storage import bibliography, cache, sources
from mialit.storage.bibliography import Catalogue
from mialit.text.normalize import clean
from mialit.text.phrases import counted, quoted, shortened

_KEY = 60  # characters of a key that stands before a message


@shared
def command(
    files: Annotated[
        list[str],
        argument("FILE...", "The manuscript: .bib, or .tex, .aux and .bcf, which lead to theirs."),
    ],
    *,
    fix: Annotated[
        bool, option("--fix", "Put what the list has into the .bib files, field by field.")
    ] = False,
    diff: Annotated[
        bool, option("--diff", "Show what --fix, or --keys, would change; write nothing.")
    ] = False,
    keys: Annotated[
        bool, option("--keys", "Rename entries to the list's keys, and print the old and new ones.")
    ] = False,
    unknown: Annotated[
        bool, option("--unknown", "Note the entries whose papers the list does not know.")
    ] = False,
    uncited: Annotated[
        bool, option("--uncited", "Report entries that the manuscript does not cite.")
    ] = False,
    missing: Annotated[
        str | None,
        option(
            "--missing QUERY",
            "List the papers that match QUERY and that the manuscript lacks, as list does.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        option(
            "--select RULES",
            "Look only for these rules, separated by commas; repeatable.",
            RULES,
        ),
    ] = None,
    ignore: Ignore = None,
    format: Annotated[  # noqa: A002
        FindingFormat,
        format_option(FindingFormat, FORMATS_HELP),
    ] = FindingFormat.TEXT,
    json: Json = False,
    statistics: Statistics = False,
    file: FileOptions,
) -> None:
    """Check a manuscript's references against the list.

    What is outdated or differs is reported. Each entry is matched with a listed paper, by its
    identifiers, its title and its people; what the list does not know is no finding. Errors and
    warnings end with exit code 1, notes do not. docs/check.md describes the rules.

    \b
    mialit check refs.bib
    mialit check refs.bib --diff
    mialit check paper.tex --uncited
    mialit check paper.aux --select stale-preprint,undefined-key
    mialit check refs.bib --missing "label-only year:2021.."
    """
    console = standard()
    kind = chosen(format, json, console)
    if statistics:
        check_statistics(kind)
    changing = fix or diff or keys
    if changing:
        from mialit.cli import check_fixing  # most runs write nothing, and do without the reader

        check_fixing.check_options(
            kind, fix=fix, diff=diff, keys=keys, statistics=statistics, missing=missing is not None
        )
    listing = None if missing is None else _as_list(kind, statistics=statistics)
    requested = {*([UNKNOWN_ENTRY.name] * unknown), *([UNCITED_ENTRY.name] * uncited)}
    wanted = finding.chosen(names(select), names(ignore), requested)
    asked = manuscripts.asked(files, console)
    if UNCITED_ENTRY.name in wanted and not asked.cited:
        raise UsageProblem(
            f"{UNCITED_ENTRY.name}: a bibliography does not say what is cited; "
            "name its manuscript's .tex, .aux or .bcf file"
        )
    if any(source.path is None for source in asked.bibliographies) and "-" in (file.bib or ()):
        raise UsageProblem("standard input cannot be both the manuscript and the list")
    if changing and not diff:
        check_fixing.refuse_unwritable(asked.bibliographies)
    papers = file.load(console, keep_files=False, besides=asked.bibliographies)
    _note_itself(papers, asked, console)
    read = _references(asked, file, console)
    if not changing or diff:  # else it is soon another file
        console.at_end(read.remember)
    index = Listed(papers.records)
    if keys:
        code = check_fixing.rename(read, papers, index, asked, kind, console, write=not diff)
        raise typer.Exit(code)
    checked = _checked(read, papers, index, asked, wanted)
    if missing is not None and listing is not None:
        present = _present(checked, read, asked)
        raise typer.Exit(_list_missing(missing, papers, present, listing, console))
    fixable = sum(each.fixable for each in checked.findings)
    done = f"; {fixable} fixable with --fix" if fixable else ""
    if changing:
        check_fixing.fix(read, papers, index, wanted, console, write=not diff)
    if fix and not diff:
        read = _references(asked, file, console)
        console.at_end(read.remember)
        checked = _checked(read, papers, index, asked, wanted)
        left = sum(each.fixable for each in checked.findings)
        done = f"; {fixable - left} fixed" if fixable > left else ""
    if statistics:
        show_statistics(checked.findings, kind, console)
    elif not diff:
        listed = console.is_terminal and kind is FindingFormat.TEXT
        show(
            [_naming(each, listed=listed) for each in checked.findings],
            kind,
            console,
            checked_facts,
        )
    console.say(_closing_line(checked, read) + done)
    if any(each.severity is not Severity.NOTE for each in checked.findings):
        raise typer.Exit(ExitCode.NO)


def _as_list(kind: FindingFormat, *, statistics: bool) -> OutputOptions:
    """How papers are listed where findings would be printed as *kind*.

    Raises UsageProblem for what only findings have.
    """
    if statistics or kind in (FindingFormat.GITHUB, FindingFormat.ERRORFORMAT):
        other = "--statistics" if statistics else f"--format {kind}"
        raise UsageProblem(f"--missing lists papers, and {other} is of findings; see: mialit list")
    return OutputOptions(EntryFormat("auto" if kind is FindingFormat.TEXT else kind))


def _references(asked: Asked, file: FileOptions, console: Console) -> Catalogue:
    """The files of references of the manuscript *asked*, read."""
    folder = None if file.no_cache else cache.folder(console.environment)
    name = ", ".join(source.name for source in asked.bibliographies)
    with console.progress(name) as progress:
        return bibliography.load(asked.bibliographies, cache.Cache(folder), progress)


def _note_itself(papers: Catalogue, asked: Asked, console: Console) -> None:
    """Says where the list is the manuscript itself, in which nothing can differ from the list."""
    own = {*map(sources.place_of, asked.bibliographies)}
    for source in papers.sources:
        if sources.place_of(source) in own:
            console.say(
                f"note: the list asked is the manuscript's own {source.name}, held against itself; "
                f"name another list: --bib, {sources.VARIABLE}"
            )


def _naming(found: Finding, *, listed: bool) -> Finding:
    """*found* with the entry's key before the message, unless it is told already.

    With *listed* the key of the listed paper stands there as well, where that is another one.
    """
    if not found.key or quoted(found.key) in found.message:
        return found
    key = shortened(clean(found.key), _KEY)
    if listed and found.paper and found.paper != found.key:
        key += f" ({found.paper})"
    return found._replace(message=f"{key}: {found.message}")


def _present(checked: Checked, read: Catalogue, asked: Asked) -> set[tuple[int, int]]:
    """The places in the list of the papers that the manuscript has; where it cites, that it cites.

    A bibliography that is named itself is the manuscript.
    """
    cites = finding.cited(read.records, asked.cited)
    cited = {(record.source, record.start) for record in cites}
    return {
        (pair.paper.source, pair.paper.start)
        for pair in checked.pairs
        if pair.paper and (not asked.cited or (pair.entry.source, pair.entry.start) in cited)
    }


def _list_missing(
    wanted: str,
    papers: Catalogue,
    present: Container[tuple[int, int]],
    output: OutputOptions,
    console: Console,
) -> ExitCode:
    """Lists the *papers* that match the query *wanted* and are not *present*."""
    from mialit.cli.output import Answer, deliver
    from mialit.cli.query_options import Arrangement, query, select

    found = select(query([wanted]), papers, Arrangement())
    left = [record for record in found.records if (record.source, record.start) not in present]
    empty = found.nothing_found if not found.records else "the manuscript has all that match"
    return deliver(Answer(papers, left, found.node, found.notes, empty), output, console)


def _checked(
    read: Catalogue, papers: Catalogue, listed: Listed, asked: Asked, wanted: frozenset[str]
) -> Checked:
    """What is found in the manuscript's files as they were *read*, in their order."""
    checked = finding.check(
        list(read.records),
        listed,
        Venues(papers.vocabulary),
        wanted,
        read.source_of,
        Places(lambda number: _text(read, number)),
        asked.cited,
    )
    broken = _broken(read, wanted)
    if not broken:
        return checked
    order = {read.name_of(number): number for number in reversed(range(len(read.sources)))}
    every = sorted(
        (*checked.findings, *broken),
        key=lambda each: (order.get(each.file, -1), each.line, each.column),
    )
    return checked._replace(findings=tuple(every))


def _broken(read: Catalogue, wanted: frozenset[str]) -> list[Finding]:
    """What is wrong with the files as BibTeX."""
    found: list[Finding] = []
    if wanted.isdisjoint(OF_SYNTAX):
        return found
    for number in range(len(read.sources)):
        own = (record for record in read.records if record.source == number)
        if is_suspect(own, read.faults[number]):
            from mialit.checking import syntax

            found += syntax.check(read.libraries[number], read.vocabulary, wanted)
    return found


def _text(read: Catalogue, number: int) -> str:
    """The text of a file, in which records' spans count."""
    source = read.sources[number]
    if source.path is None or not source.path.is_file():  # a pipe is read once
        return read.libraries[number].text
    return sources.load(source).decode("utf-8", "surrogateescape")


def _closing_line(checked: Checked, read: Catalogue) -> str:
    """How many findings there are, by severity, and how many entries the list knows."""
    numbers = Counter(each.severity for each in checked.findings)
    counts = (counted(numbers[each], each.value) for each in Severity if numbers[each])
    line = counted(len(checked.findings), "finding")
    if checked.findings:
        line += f": {', '.join(counts)}"
    works = counted(checked.works, "entry", "entries")
    is_listed = "is" if len(checked.pairs) == 1 or checked.works == 1 else "are"
    return f"{line}; {len(checked.pairs):,} of {works} of {read.name} {is_listed} listed"
