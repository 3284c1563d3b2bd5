"""`mialit add`."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

from mialit.cli.console import Console, standard
from mialit.cli.list_access import deliver, target
from mialit.cli.options import (
    DryRun,
    FileOptions,
    argument,
    option,
    shared,
    values_option,
    where_option,
)
from mialit.cli.prompts import ask
from mialit.curation import assignments
from mialit.curation.foreign_bibtex import read_papers, usual_fields
from mialit.curation.new_entry import NewEntry, add, meanings, refuse_known, with_values
from mialit.curation.publish_preprint import listed_preprint, publish
from mialit.errors import UsageProblem
from mialit.records.build import records
from mialit.storage import sources
from mialit.storage.sources import STANDARD_INPUT, Source
from mialit.vocabulary.model import Vocabulary

_VALUES = "What the paper is about"


def _option(name: str, text: str) -> Any:
    return values_option(name, text, panel=_VALUES)


@shared
def command(
    source: Annotated[
        str | None, argument("[FILE]", "BibTeX of the paper; standard input by default or for -.")
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
        option("--update", "Turn the listed preprint (or that with --key) into this publication."),
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
    file has.

    \b
    mialit add paper.bib --kind attack --knowledge black-box --dry-run
    mialit add - --target gan --code https://github.com/owner/name < paper.bib
    mialit add published.bib --update
    """
    console = standard()
    to = target(file.bib, console)
    vocabulary = to.catalogue.vocabulary
    options = {
        "kind": kind, "knowledge": knowledge, "target": target_, "venue": venue, "code": code,
        "released": [released] if released else None,
    }  # fmt: skip
    values = assignments.contents(options, where or (), vocabulary)
    usual = frozenset() if vocabulary.curated else usual_fields(to.library)
    papers = _papers(source, vocabulary, usual, console)
    if key is not None and len(papers) > 1:
        raise UsageProblem(f"--key names one entry, and {len(papers)} are given")
    library = to.library
    lines: list[str] = []
    for paper in papers:
        entry = with_values(paper, values, vocabulary)
        (record,) = meanings([entry], vocabulary)
        if update:
            listed = to.record(key or listed_preprint(library, record, vocabulary))
            library, said = publish(library, listed, entry, vocabulary)
            lines += said
        else:
            present = records(library, vocabulary)
            if not anyway:
                refuse_known(library, present, record)
            entry = ask(entry, vocabulary, console)
            library, line = add(library, present, entry, vocabulary, key)
            lines.append(line)
    deliver(to, library, lines, console, dry_run=dry_run)


def _papers(
    source: str | None, vocabulary: Vocabulary, usual: Collection[str], console: Console
) -> list[NewEntry]:
    """The papers in the file or standard input. Raises FileProblem where there is none."""
    if source in (None, STANDARD_INPUT):
        if sys.stdin is not None and sys.stdin.isatty():
            console.say("paste the paper's BibTeX, then press Ctrl-D")
        origin = Source("standard input", None)
    else:
        origin = Source(str(source), Path(str(source)))
    papers, warnings = read_papers(sources.load(origin), origin.name, vocabulary, usual)
    console.say(*warnings)
    for paper in papers:
        if paper.left_out:
            console.say(f"note: left out of {paper.key}: {', '.join(paper.left_out)}")
    return papers
