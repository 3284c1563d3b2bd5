"""`mialit lint`."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mialit import lint as rules
from mialit.bibtex.model import Library
from mialit.cli.console import Console, standard
from mialit.cli.options import FileOptions, shared
from mialit.cli.written import own_list
from mialit.errors import ExitCode, FileProblem, UsageProblem
from mialit.lint import Finding, Severity
from mialit.lint.fixing import Fixed
from mialit.lint.fixing import fix as mended
from mialit.render import findings as printed
from mialit.render.diff import unified
from mialit.storage import sources
from mialit.storage.atomic_write import update
from mialit.storage.bibliography import read_library
from mialit.storage.sources import Source
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

_CHOOSING = "Choosing rules"


class LintFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    TABLE = "table"
    JSON = "json"
    GITHUB = "github"


@dataclass(frozen=True)
class _Linted:
    """A file as it was read, and what fixing would make of it or has made."""

    source: Source
    data: bytes
    before: Library
    findings: tuple[Finding, ...]
    fixed: Fixed


@shared
def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="The .bib files; as --bib names them.", show_default=False
        ),
    ] = None,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what --fix would change; write nothing.")
    ] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="RULES",
            help="These rules alone, separated by commas, also those switched off; repeatable.",
            rich_help_panel=_CHOOSING,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="RULES",
            help="Not these rules, separated by commas; repeatable.",
            rich_help_panel=_CHOOSING,
        ),
    ] = None,
    file: FileOptions,
    format: Annotated[  # noqa: A002
        LintFormat,
        typer.Option(
            "--format",
            "-f",
            help="text is file:line:column: rule message; github are annotations of a workflow.",
            rich_help_panel="Output",
        ),
    ] = LintFormat.TEXT,
    json: Annotated[
        bool, typer.Option("--json", help="The same as --format json.", rich_help_panel="Output")
    ] = False,
) -> None:
    """Report faults of a bibliography; --fix mends the safe ones.

    Errors and warnings end with exit code 1, notes do not. docs/rules.md describes the rules; the
    vocabulary beside the .bib file can switch some off. A file without a vocabulary of its own is
    not held against the bundled one.

    \b
    mialit lint
    mialit lint --diff --select page-dash,title-end
    mialit lint --format json
    """
    console = standard()
    if json and format not in (LintFormat.TEXT, LintFormat.JSON):
        raise UsageProblem(f"--json and --format {format} exclude each other")
    named = (*(files or ()), *(file.bib or ()))
    chosen = sources.choose(named, console.environment, Path.cwd())
    if fix and not diff:
        _refuse_unwritable(chosen)
    words = _names(select), _names(ignore)
    linted: list[_Linted] = []
    unusable = False
    for source in chosen:
        try:
            linted.append(_lint(source, *words, fixing=fix or diff))
        except FileProblem as problem:
            console.say(f"mialit: {problem}")
            unusable = True
    kind = LintFormat.JSON if json else format
    shown = [each for one in linted for each in _shown(one, after=fix and not diff)]
    if fix and not diff:
        written = [_write(one, console) for one in linted]
        unusable = unusable or not all(written)
    if diff:
        for one in linted:
            versions = one.before.text, one.fixed.library.text
            console.write_source("".join(unified(*versions, clean(one.source.name))))
    else:
        _print(shown, kind, console)
    console.out.flush()
    for one in linted:
        console.say(_closing_line(one, fixing=fix and not diff))
    if unusable:
        raise typer.Exit(ExitCode.FILE)
    if any(finding.severity is not Severity.NOTE for finding in shown):
        raise typer.Exit(ExitCode.NO)


def _refuse_unwritable(chosen: Sequence[Source]) -> None:
    for source in chosen:
        if source.bundled:
            raise FileProblem(
                f"{source.name} is never written; mialit init starts a list of your own"
            )
        if source.path is None:
            raise UsageProblem("standard input cannot be mended in place; --diff shows the changes")
        own_list(str(source.path))


def _names(given: Sequence[str] | None) -> list[str]:
    """Rule names of a repeatable option that takes lists with commas."""
    parts = (part.strip() for text in given or () for part in text.split(","))
    return [part for part in parts if part]


def _lint(source: Source, select: Sequence[str], ignore: Sequence[str], *, fixing: bool) -> _Linted:
    """Reads and lints *source*. Raises FileProblem when it or its vocabulary cannot be used."""
    own = source.bundled or _vocabulary(source) is not None
    vocabulary = sources.vocabulary([source])
    library = read_library(source, sources.load(source))
    wanted = _wanted(source, select, ignore, vocabulary, own=own)
    today = _today()

    def find(read: Library) -> list[Finding]:
        try:
            return rules.run(rules.context(read, vocabulary, own=own, today=today), wanted)
        except FileProblem as problem:
            raise FileProblem(f"{_vocabulary(source) or source.name}: {problem}") from None

    if fixing:
        first: list[Finding] = []

        def remembering(read: Library) -> list[Finding]:
            found = find(read)
            if read is library:
                first.extend(found)
            return found

        fixed = mended(library, remembering)
        findings = tuple(first)
    else:
        findings = tuple(find(library))
        fixed = Fixed(library, findings, ())
    data = library.text.encode("utf-8", "surrogateescape")
    return _Linted(source, data, library, findings, fixed)


def _wanted(
    source: Source,
    select: Sequence[str],
    ignore: Sequence[str],
    vocabulary: Vocabulary,
    *,
    own: bool,
) -> tuple[rules.Rule, ...]:
    try:
        return rules.chosen(select, ignore, vocabulary, own=own)
    except FileProblem as problem:
        raise FileProblem(f"{_vocabulary(source) or source.name}: {problem}") from None


def _vocabulary(source: Source) -> Path | None:
    """The vocabulary that stands beside *source*."""
    if source.path is None or not source.path.name:
        return None
    beside = source.path.with_suffix(".toml")
    return beside if beside.is_file() else None


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def _shown(one: _Linted, *, after: bool) -> tuple[Finding, ...]:
    return one.fixed.left if after else one.findings


def _write(one: _Linted, console: Console) -> bool:
    """Writes what fixing has made of the file; False where it cannot be written."""
    after = one.fixed.library.text.encode("utf-8", "surrogateescape")
    if after == one.data or one.source.path is None:
        return True
    try:
        notes = update(one.source.path, one.data, after)
    except FileProblem as problem:
        console.say(f"mialit: {problem}")
        return False
    for note in notes:
        console.say(note)
    return True


def _print(shown: Sequence[Finding], kind: LintFormat, console: Console) -> None:
    match kind:
        case LintFormat.TEXT:
            console.write(printed.text(shown))
        case LintFormat.JSON:
            console.write(printed.json(shown, ascii_only=console.ascii_only))
        case LintFormat.GITHUB:
            console.write(printed.annotations(shown))
        case LintFormat.TABLE:
            if shown:
                from mialit.render.grid import grid

                console.print_rich(grid(printed.HEAD, printed.rows(shown), numbers=set()))


def _closing_line(one: _Linted, *, fixing: bool) -> str:
    """How many findings there are, by severity, and how many of them are or can be mended."""
    left = _shown(one, after=fixing)
    counts = [
        _counted(sum(finding.severity is severity for finding in left), severity.value)
        for severity in Severity
        if any(finding.severity is severity for finding in left)
    ]
    name = clean(one.source.name)
    line = f"{_counted(len(left), 'finding')} in {name}"
    if counts:
        line += f": {', '.join(counts)}"
    done = len(one.fixed.fixed)
    fixable = sum(finding.fixable for finding in left)
    if fixing and done:
        return f"{line}; {done} mended"
    if fixable and not fixing:
        return f"{line}; --fix mends {fixable}"
    return line


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
