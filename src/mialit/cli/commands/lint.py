"""Checks .bib files against the rules, and fixes what can be fixed safely."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from mialit import lint as rules
from mialit.bibtex.model import Library
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
from mialit.cli.list_access import repeated, writable
from mialit.cli.options import FileOptions, Json, argument, chosen, format_option, option, shared
from mialit.errors import ExitCode, FileProblem, Severity, UsageProblem
from mialit.lint import Finding
from mialit.lint.fixing import Fixed
from mialit.lint.fixing import fix as apply_fixes
from mialit.render.diff import unified
from mialit.render.findings import facts
from mialit.storage import sources
from mialit.storage.libraries import read_again, read_library, together
from mialit.storage.sources import Source
from mialit.text.normalize import clean, clean_lines
from mialit.text.phrases import counted


@dataclass(frozen=True)
class _Linted:
    """A file as it was read, and what fixing would make of it or, once *written*, has made."""

    source: Source
    before: Library
    findings: tuple[Finding, ...]
    fixed: Fixed
    written: bool = False

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings, those that are left in the file."""
        return self.fixed.left if self.written else self.findings


@shared
def command(
    files: Annotated[
        list[str] | None, argument("[FILE]...", "The .bib files to check, as with --bib.")
    ] = None,
    *,
    fix: Annotated[bool, option("--fix", "Fix what can be fixed safely.")] = False,
    diff: Annotated[bool, option("--diff", "Show what --fix would change; write nothing.")] = False,
    select: Annotated[
        list[str] | None,
        option(
            "--select RULES",
            "Check only these rules, separated by commas, even if switched off; repeatable.",
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
    """Report problems in a bibliography and fix the safe ones.

    Errors and warnings end with exit code 1, notes do not. docs/rules.md describes the rules; the
    vocabulary beside the .bib file can switch rules off. A file without a vocabulary of its own
    is not checked against the bundled one.

    \b
    mialit lint
    mialit lint --diff --select page-dash,title-end
    mialit lint --statistics
    """
    console = standard()
    kind = chosen(format, json, console)
    if statistics:
        if diff:
            raise UsageProblem("--statistics cannot go with --diff; its formats are text and json")
        check_statistics(kind)
    named = (*(files or ()), *(file.bib or ()))
    asked = sources.choose(named, console.environment)
    fixing = fix and not diff
    if fixing:
        for source in asked:
            writable(source, "standard input cannot be fixed in place; --diff shows the changes")
    words = names(select), names(ignore)
    linted: list[_Linted] = []
    unusable = False
    read: list[tuple[Source, Library]] = []
    for source in asked:
        try:
            read.append((source, read_library(source, sources.load(source))))
        except FileProblem as problem:
            console.say_always(f"mialit: {problem}")
            unusable = True
    libraries = together([library for _, library in read])
    for (source, _), library in zip(read, libraries, strict=True):
        try:
            linted.append(_lint(source, library, *words, fixing=fix or diff))
        except FileProblem as problem:
            console.say_always(f"mialit: {problem}")
            unusable = True
    if fixing:
        for number, one in enumerate(linted):
            try:
                linted[number] = _written(one, words, console)
            except FileProblem as problem:
                console.say_always(f"mialit: {problem}")
                unusable = True
    shown = [each for one in linted for each in one.shown]
    if diff:
        for one in linted:
            versions = one.before.text, one.fixed.library.text
            difference = "".join(unified(*versions, clean(one.source.name)))
            if console.is_terminal:
                console.write_difference([clean_lines(difference)])
            else:
                console.write_source(difference)
    elif statistics:
        show_statistics(shown, kind, console)
    else:
        show(shown, kind, console, facts)
    for one in linted:
        console.say(_closing_line(one))
    if unusable:
        raise typer.Exit(ExitCode.FILE)
    if any(finding.severity is not Severity.NOTE for finding in shown):
        raise typer.Exit(ExitCode.NO)


def _lint(
    source: Source,
    library: Library,
    select: Sequence[str],
    ignore: Sequence[str],
    *,
    fixing: bool,
) -> _Linted:
    """Lints *library*, read from *source*. Raises FileProblem where its vocabulary is unusable."""
    toml = sources.vocabulary_file([source])
    own, vocabulary = toml.own, toml.read()
    today = _today()
    rounds: list[tuple[Finding, ...]] = []

    def find(read: Library) -> tuple[Finding, ...]:
        context = rules.context(read, vocabulary, own=own, today=today)
        rounds.append(tuple(rules.run(context, wanted)))
        return rounds[-1]

    try:
        wanted = rules.chosen(select, ignore, vocabulary, own=own)
        fixed = apply_fixes(library, find) if fixing else Fixed(library, find(library), ())
    except FileProblem as problem:
        raise FileProblem(f"{toml.path if own else source.name}: {problem}") from None
    return _Linted(source, library, rounds[0], fixed)


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def _written(one: _Linted, words: tuple[Sequence[str], Sequence[str]], console: Console) -> _Linted:
    """Writes what fixing has made of the file; the file as it is then.

    Where others wrote it meanwhile, it is linted and fixed again, by the rules that *words* choose.
    Raises FileProblem where it cannot be written: then nothing is fixed, and all that was found is
    left.
    """
    path = one.source.path
    if path is None:
        return one
    # Most runs write nothing.
    from mialit.storage.atomic_write import update

    def attempt(console: Console, again: bool) -> _Linted:
        now = one
        if again:
            now = _lint(one.source, read_again(one.source, one.before), *words, fixing=True)
        before, after = now.before.data, now.fixed.library.data
        if after != before:
            console.say(*update(path, before, after, console.patience(path), held=again))
        return replace(now, written=True)

    return repeated(path, console, attempt)


def _closing_line(one: _Linted) -> str:
    """How many findings there are, by severity, and how many of them are or can be fixed."""
    left = one.shown
    numbers = Counter(finding.severity for finding in left)
    counts = (counted(numbers[each], each.value) for each in Severity if numbers[each])
    line = f"{counted(len(left), 'finding')} in {clean(one.source.name)}"
    if left:
        line += f": {', '.join(counts)}"
    if one.written:
        fixed = len(one.fixed.fixed)
        return f"{line}; {fixed} fixed" if fixed else line
    fixable = sum(finding.fixable for finding in left)
    return f"{line}; {fixable} fixable with --fix" if fixable else line
