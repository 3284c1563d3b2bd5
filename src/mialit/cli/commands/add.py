"""`mialit add`."""

import os
import shlex
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from mialit.cli.console import Console, standard
from mialit.cli.list_access import Target, deliver, edit
from mialit.cli.options import (
    DryRun,
    FileOptions,
    argument,
    option,
    shared,
    values_option,
    where_option,
)
from mialit.cli.prompts import ask, can_ask
from mialit.curation import assignments
from mialit.curation.duplicates import Known
from mialit.curation.foreign_bibtex import not_fetched, read_papers, usual_fields
from mialit.curation.new_entry import NewEntry, add, meanings, refuse_known, with_values
from mialit.curation.publish_preprint import check, listed_preprint, publish
from mialit.errors import ExitCode, NotFound, UsageProblem
from mialit.records.build import records
from mialit.records.model import Record
from mialit.storage import sources
from mialit.storage.sources import STANDARD_INPUT, Source

if TYPE_CHECKING:
    from mialit.bibtex.model import Library

_VALUES = "What the paper is about"
# Papers that are added at once. Each may be asked about, and is put into the list that those before
# it have made, which is then read again.
_MOST_AT_ONCE = 100


def _option(name: str, text: str) -> Any:
    return values_option(name, text, panel=_VALUES)


@shared
def command(
    source: Annotated[
        str | None,
        argument(
            "[FILE]",
            "BibTeX of the paper, or a filled-in form; standard input by default or for -.",
        ),
    ] = None,
    *,
    knowledge: Annotated[list[str] | None, _option("knowledge", "Adversarial knowledge.")] = None,
    target_: Annotated[list[str] | None, _option("target", "Target model.")] = None,
    kind: Annotated[list[str] | None, _option("kind", "attack, defense or survey.")] = None,
    venue: Annotated[list[str] | None, _option("venue", "Short name of the venue.")] = None,
    code: Annotated[list[str] | None, _option("code", "URL of the authors' code.")] = None,
    released: Annotated[
        str | None, option("--released YYYY-MM", "Month of first release.", _VALUES)
    ] = None,
    where: Annotated[list[str] | None, where_option(_VALUES)] = None,
    key: Annotated[
        str | None, option("--key KEY", "The citation key, instead of a generated one.")
    ] = None,
    update: Annotated[
        bool,
        option(
            "--update",
            "Turn listed preprints (or that with --key) into these publications; nothing is added.",
        ),
    ] = False,
    anyway: Annotated[
        bool, option("--anyway", "Add the paper even if it may be listed already.")
    ] = False,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Add a paper, or update a listed preprint to its publication.

    Accepts BibTeX as publishers, DBLP, arXiv and Google Scholar export it. The key is generated,
    the venue recognised, URLs are cleaned, and the entry is inserted where the list's order
    requires. On a terminal the program asks for required values that are missing. A list without
    a vocabulary asks for nothing: the entry comes as it is given, in the style that most of the
    file has. Nothing is fetched: for a DOI, an arXiv number or an address the program says where
    its BibTeX is to be had.

    A filled-in form is the Markdown of an issue, with the heading BibTeX and the entry below it. An
    answer below the name or label of a field is taken as by its option, and an option counts more.
    Other headings are named and left out.

    With --update, each paper given is taken for a listed preprint that has been published. Those
    that are not certain to be one are named with the reason, and the others updated (exit code 1).

    \b
    mialit add paper.bib --kind attack --knowledge black-box --dry-run
    mialit add - --target gan --code https://github.com/owner/name < paper.bib
    mialit add form.md --dry-run
    mialit add published.bib --update
    """
    console = standard()
    # `os.path.exists` raises nothing, whatever the text.
    if source and (said := not_fetched(source)) and not os.path.exists(source):  # noqa: PTH110
        raise UsageProblem(said)
    options = {
        "kind": kind, "knowledge": knowledge, "target": target_, "venue": venue, "code": code,
        "released": [released] if released else None,
    }  # fmt: skip

    def change(to: Target, console: Console) -> list[str]:
        vocabulary = to.catalogue.vocabulary
        given = _text(source, to, console)
        values = assignments.contents(options, where or (), vocabulary)
        papers, stated, unread = _papers(given, values, to, console, several=update)
        values = stated | values
        if key is not None and len(papers) > 1:
            raise UsageProblem(f"--key names one entry, and {len(papers)} are given")
        if not update and len(papers) > _MOST_AT_ONCE:
            raise UsageProblem(
                f"{len(papers):,} papers are given, and at most {_MOST_AT_ONCE} are added at once; "
                "import takes any number: "
                f"mialit import {shlex.quote(str(source or STANDARD_INPUT))} "
                f"--into {shlex.quote(to.library.name)}"
            )
        if update:
            library, lines, left = _published(to, papers, values, key)
            deliver(to, library, lines, console, dry_run=dry_run)
            return [*unread, *left]
        library = to.library
        lines = []
        for paper in papers:
            entry = with_values(paper, values, vocabulary)
            (record,) = meanings([entry], vocabulary)
            present = records(library, vocabulary)
            if not anyway:
                refuse_known(library, present, record)
            entry = _completed(entry, to, console)
            library, line = add(library, present, entry, vocabulary, key)
            lines.append(line)
        deliver(to, library, lines, console, dry_run=dry_run)
        return []

    left = edit(file.bib, console, change)
    console.say_always(*(f"left as it is: {reason}" for reason in left))
    raise typer.Exit(ExitCode.NO if left else ExitCode.DONE)


def _completed(entry: NewEntry, to: Target, console: Console) -> NewEntry:
    """*entry* with what a person answers, who is asked once however often the list is read."""
    vocabulary = to.catalogue.vocabulary
    if not can_ask(console):
        return ask(entry, vocabulary, console)
    return to.once(repr(entry), lambda: ask(entry, vocabulary, console))


def _published(
    to: Target, papers: Sequence[NewEntry], values: Mapping[str, str], key: str | None
) -> tuple["Library", list[str], list[str]]:
    """The list with each listed preprint of *papers* published, what to say, and what is left.

    Raises NotFound where there is but one paper, and it is left.
    """
    vocabulary, listed = to.catalogue.vocabulary, to.catalogue.records
    known = Known(listed)
    pairs: dict[int, tuple[Record, NewEntry]] = {}
    left = []
    for paper in papers:
        try:
            entry = with_values(paper, values, vocabulary)
            (record,) = meanings([entry], vocabulary)
            old = to.record(key or listed_preprint(known, record))
            check(to.library, old, record)
            if old.start in pairs:
                left.append(f"{paper.called}: an earlier entry of the same file updates {old.key}")
            pairs.setdefault(old.start, (old, entry))
        except (NotFound, UsageProblem) as problem:
            if len(papers) == 1:
                raise
            left.append(f"{paper.called}: {problem}")
    library, lines = publish(to.library, listed, list(pairs.values()), vocabulary)
    return library, lines, left


class _Given(NamedTuple):
    """What is read for the papers, and its name."""

    name: str
    data: bytes


def _text(source: str | None, to: Target, console: Console) -> _Given:
    """The file *source*, or standard input. Raises FileProblem where it cannot be read."""
    if source in (None, STANDARD_INPUT):
        if sys.stdin is not None and sys.stdin.isatty():
            console.say("paste the paper's BibTeX, then press Ctrl-D")
        origin = Source("standard input", None)
    else:
        origin = Source(str(source), Path(str(source)))
    return _Given(origin.name, to.once("papers", lambda: sources.load(origin)))


def _papers(
    given: _Given, stated: Collection[str], to: Target, console: Console, *, several: bool
) -> tuple[list[NewEntry], dict[str, str], list[str]]:
    """The papers in *given*, what a form says of their fields, and what cannot be read.

    *stated* are the fields that options have. Raises FileProblem where there is no paper, and, not
    of *several*, where one cannot be read; UsageProblem for a wrong answer in a form.
    """
    vocabulary = to.catalogue.vocabulary
    name, data = given
    form = None
    if b"#" in data:
        from mialit.importing import issue_form

        form = issue_form.read(data, name, vocabulary, stated)
    if form:
        for line, question in form.left_out:
            console.say(f"note: {name}:{line}: {question!r} is no field of the list; left out")
    usual = frozenset() if vocabulary.curated else usual_fields(to.library)
    bibtex = form.bibtex if form else data
    found = read_papers(bibtex, name, vocabulary, usual, several=several)
    console.say(*found.warnings)
    for paper in found.papers:
        if paper.left_out:
            console.say(f"note: left out of {paper.called}: {', '.join(paper.left_out)}")
    return found.papers, form.fields if form else {}, found.unread
