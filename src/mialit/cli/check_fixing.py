"""What `check --fix` and `check --keys` write into a manuscript's bibliographies, and say of it."""

from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mialit.checking import fixing
from mialit.checking.fixing import Fixed, ListedEntries
from mialit.checking.matching import Listed
from mialit.checking.renaming import Renamed, rename_to_listed
from mialit.cli.console import Console
from mialit.cli.findings_output import FindingFormat
from mialit.cli.list_access import repeated, writable
from mialit.cli.manuscripts import Asked
from mialit.errors import ExitCode, UsageProblem
from mialit.render.diff import unified
from mialit.render.renamed_keys import RenamedKey, facts, text
from mialit.storage.bibliography import Catalogue
from mialit.storage.libraries import read_again
from mialit.storage.sources import Source
from mialit.text.normalize import clean
from mialit.text.phrases import counted

if TYPE_CHECKING:
    from mialit.bibtex.model import Library

_T = TypeVar("_T", Fixed, Renamed)
_MADE = (".aux", ".bcf")  # what LaTeX writes: nobody changes a citation there


def refuse_unwritable(asked: Sequence[Source]) -> None:
    """Raises UsageProblem or FileProblem where one of *asked* cannot be written."""
    for source in asked:
        writable(source, "standard input cannot be fixed in place; --diff shows the changes")


def fix(
    read: Catalogue,
    papers: Catalogue,
    listed: Listed,
    wanted: Container[str],
    console: Console,
    *,
    write: bool,
) -> Fixed:
    """The files *read* with what *papers* has, where the rules *wanted* found something.

    *listed* is the index of the papers. The files are written, and it is said what has changed,
    or it is shown as differences alone. Raises FileProblem, leaving all as they were, where one
    cannot be written.
    """
    known = _list(read, papers, listed)
    fixed = _made(read, lambda now: fixing.fix(now, known, wanted), console, write=write)
    if write:
        console.say(*map(clean, fixed.changes))
    console.say(*map(clean, fixed.left))
    return fixed


def rename(
    read: Catalogue,
    papers: Catalogue,
    listed: Listed,
    asked: Asked,
    kind: FindingFormat,
    console: Console,
    *,
    write: bool,
) -> ExitCode:
    """Gives entries of the files *read* the keys of *papers*, and prints the old and new ones.

    Or shows the differences alone. *listed* is the index of the papers. Raises FileProblem,
    leaving all as they were, where a file cannot be written.
    """
    known = _list(read, papers, listed)
    renamed = _made(read, lambda now: rename_to_listed(now, known), console, write=write)
    keys = [RenamedKey(old, new, _cited(asked, old)) for old, new in renamed.keys.items()]
    if write:
        if kind is FindingFormat.JSON:
            from mialit.render.data_formats import json_array

            console.write(json_array(map(facts, keys), ascii_only=console.ascii_only))
        else:
            console.write(text(keys))
    console.say(*map(clean, renamed.left))
    if keys:
        console.say(_what_to_do(keys, asked, written=write))
    return ExitCode.NO if renamed.left else ExitCode.DONE


def check_options(
    kind: FindingFormat, *, fix: bool, diff: bool, keys: bool, statistics: bool, missing: bool
) -> None:
    """Raises UsageProblem where options that change the manuscript do not go with each other."""
    option = "--diff" if diff else "--keys" if keys else "--fix"
    if missing:
        raise UsageProblem(f"--missing lists papers, and cannot go with {option}")
    if statistics and (diff or keys):
        raise UsageProblem(f"--statistics cannot go with {option}")
    if keys and fix:
        raise UsageProblem("--keys cannot go with --fix; call one after the other")
    if keys and kind not in (FindingFormat.TEXT, FindingFormat.JSON):
        raise UsageProblem(f"--keys cannot go with --format {kind}; its formats are text and json")


def _list(read: Catalogue, papers: Catalogue, listed: Listed) -> ListedEntries:
    return ListedEntries(listed, papers.vocabulary, papers.entries, read.vocabulary)


def _made(
    read: Catalogue,
    make: "Callable[[Sequence[Library]], _T]",
    console: Console,
    *,
    write: bool,
) -> _T:
    """What *make* makes of the files *read*: written, or shown as differences."""
    before = read.libraries
    made = make(before)
    if not write:
        for old, new in zip(before, made.libraries, strict=True):
            console.write_source("".join(unified(old.text, new.text, clean(old.name))))
        return made
    if all(old.text == new.text for old, new in zip(before, made.libraries, strict=True)):
        return made
    # Most runs write nothing.
    from mialit.storage.atomic_write import Change, update_all

    paths = [Path(str(source.path)) for source in read.sources]

    def attempt(console: Console, again: bool) -> _T:
        """Others may have written any of the files; the first one is kept from them meanwhile."""
        now, result = before, made
        if again:
            now = tuple(map(read_again, read.sources, before))
            result = make(now)
        changes = [
            Change(path, old.data, new.data)
            for path, old, new in zip(paths, now, result.libraries, strict=True)
            if old.data != new.data
        ]
        held = paths[0] if again else None
        console.say(*update_all(changes, console.patience(paths[0]), held=held))
        return result

    return repeated(paths[0], console, attempt)


def _cited(asked: Asked, key: str) -> list[tuple[str, int, int]]:
    """Where the manuscript cites *key*, in files that a person writes."""
    places = (
        (each.file, each.line, each.column)
        for manuscript, _ in asked.cited
        for each in manuscript.citations
        if each.key == key and each.certain and Path(each.file).suffix.lower() not in _MADE
    )
    return list(dict.fromkeys(places))


def _what_to_do(keys: Sequence[RenamedKey], asked: Asked, *, written: bool) -> str:
    renamed = f"{counted(len(keys), 'key')} {'renamed' if written else 'to be renamed'}"
    places = sum(len(each.cited) for each in keys)
    if places:
        cite = "cite" if places > 1 else "cites"
        return f"{renamed}; {counted(places, 'place')} {cite} the old ones: change them there"
    if any(Path(manuscript.name).suffix.lower() == ".tex" for manuscript, _ in asked.cited):
        return f"{renamed}; the manuscript cites none of them"
    return f"{renamed}; a manuscript cites the old ones: name its .tex file to see where"
