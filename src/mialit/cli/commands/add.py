"""`mialit add`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from mialit.bibtex.edit_entries import insert_entry
from mialit.bibtex.edits import changed
from mialit.bibtex.model import Library
from mialit.bibtex.reader import read
from mialit.cli.console import standard
from mialit.cli.curate import deliver, said, target
from mialit.cli.options import DryRun, FileOptions, option, shared, values_option, where_option
from mialit.cli.prompts import Draft
from mialit.curation import assignments as assignment
from mialit.curation import citekey
from mialit.curation import foreign_bibtex as incoming
from mialit.curation import placement as placing
from mialit.curation.duplicates import Known, Verdict
from mialit.curation.foreign_bibtex import Paper
from mialit.curation.publish_preprint import promote
from mialit.errors import FileProblem, NotFound, UsageProblem
from mialit.records.build import records
from mialit.records.model import Record
from mialit.storage import sources
from mialit.storage.sources import STANDARD_INPUT, Source
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

_VALUES = "What the paper is about"


def _option(name: str, text: str) -> Any:
    return values_option(name, text, panel=_VALUES)


@shared
def command(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            help="BibTeX of the paper; standard input by default or for -.",
            show_default=False,
        ),
    ] = None,
    *,
    knowledge: Annotated[list[str] | None, _option("knowledge", "Adversarial knowledge.")] = None,
    target_: Annotated[list[str] | None, _option("target", "Target model.")] = None,
    kind: Annotated[list[str] | None, _option("kind", "attack, defense or survey.")] = None,
    venue: Annotated[list[str] | None, _option("venue", "Short name of the venue.")] = None,
    code: Annotated[list[str] | None, _option("code", "URL of the authors' code.")] = None,
    released: Annotated[
        str | None, option(_VALUES, "--released", text="Month of first release.", metavar="YYYY-MM")
    ] = None,
    where: Annotated[
        list[str] | None, where_option("Any other field; repeatable.", panel=_VALUES)
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="KEY", help="The citation key, instead of a generated one."),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update", help="Turn the listed preprint (or that with --key) into this publication."
        ),
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Add the paper even if it may be listed already.")
    ] = False,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Add a paper, or update a listed preprint to its publication.

    Accepts BibTeX as publishers, DBLP, arXiv and Google Scholar export it. The key is generated,
    the venue recognised, URLs are cleaned, and the entry is inserted where the list's order
    requires. On a terminal the program asks for required values that are missing.

    \b
    mialit add paper.bib --kind attack --knowledge black-box --dry-run
    mialit add - --target gan --code https://github.com/owner/name < paper.bib
    mialit add published.bib --update
    """
    console = standard()
    to = target(file, console)
    vocabulary = to.catalogue.vocabulary
    options = {
        "kind": kind, "knowledge": knowledge, "target": target_, "venue": venue, "code": code,
        "released": [released] if released else None,
    }  # fmt: skip
    given = _given(options, where or (), vocabulary)
    papers = _papers(source, vocabulary)
    if key is not None and len(papers) > 1:
        raise UsageProblem(f"--key names one entry, and {len(papers)} are given")
    library = to.library
    changes: list[str] = []
    for paper in papers:
        draft = Draft(paper, dict(paper.fields), to, console)
        draft.fields.update(given)
        draft.check()
        if update:
            new, said_ = _updated(library, draft, key)
        else:
            new, said_ = _added(library, draft, key, anyway=anyway)
        library = new
        changes += said_
    deliver(to, library, changes, console, dry_run=dry_run)


def _given(
    options: Mapping[str, Sequence[str] | None], where: Sequence[str], vocabulary: Vocabulary
) -> dict[str, str]:
    """Contents of the fields that the options set, checked."""
    values: dict[str, list[str]] = {}
    for name, stated in options.items():
        if stated:
            if name not in vocabulary.fields:
                raise UsageProblem(
                    f"this list's vocabulary has no field {name}; see: mialit fields"
                )
            values.setdefault(name, []).extend(stated)
    for text in where:
        each = assignment.parse(text)
        assignment.check_field(each.field, vocabulary, ())
        if each.value:
            values.setdefault(each.field, []).append(each.value)
    result = {}
    for name, stated in values.items():
        spec = vocabulary.fields.get(name)
        if len(stated) > 1 and not (spec and spec.several):
            raise UsageProblem(f"{name} holds one value; {' and '.join(stated)} are given")
        joined = spec.join(stated) if spec else stated[0]
        result[name] = assignment.content(name, joined, vocabulary)
    return result


def _papers(source: str | None, vocabulary: Vocabulary) -> list[Paper]:
    """The papers in the file or standard input. Raises FileProblem where there is none."""
    if source in (None, STANDARD_INPUT):
        if sys.stdin is not None and sys.stdin.isatty():
            standard().say("paste the paper's BibTeX, then press Ctrl-D")
        origin = Source("standard input", None)
    else:
        origin = Source(str(source), Path(str(source)))
    data = sources.load(origin)
    library = read(data, origin.name)
    if library.encoding == "unknown-8bit":
        library = read(data.decode("cp1252", "replace").encode(), origin.name)
    lost = [problem for problem in library.problems if problem.lost]
    papers = incoming.papers(library, vocabulary)
    if lost or not papers:
        reason = lost[0].reason if lost else "no BibTeX entry is in it"
        line = library.line(lost[0].span) if lost else 1
        raise FileProblem(f"{origin.name}:{line}: {reason}; nothing is written")
    for problem in library.problems:
        standard().say(f"{origin.name}:{library.line(problem.span)}: warning: {problem.reason}")
    for paper in papers:
        if "title" not in paper.fields:
            raise FileProblem(f"{origin.name}: the entry {clean(paper.key)} has no title")
        if paper.left_out:
            standard().say(f"note: left out of {paper.key}: {', '.join(paper.left_out)}")
    return papers


def _added(
    library: Library, draft: Draft, key: str | None, *, anyway: bool
) -> tuple[Library, list[str]]:
    listed = records(library, draft.vocabulary)
    found = Known(listed).find(draft.record())
    if found and not anyway:
        raise NotFound(_already(library, draft.record(), found))
    draft.ask()
    record = draft.record()
    if key is None:
        family = record.authors[0].partition(",")[0] if record.authors else "anon"
        key = citekey.make(family, record.year, record.title, [each.key for each in listed])
    else:
        taken = next((each for each in listed if each.key.lower() == key.lower()), None)
        if taken:
            raise UsageProblem(f"{key!r} is the key of the entry at {library.name}:{taken.line}")
    entries = [*library.entries, None]
    before = entries[placing.place(listed, record._replace(key=key))]
    new = changed(library, insert_entry(library, draft.source(key), before))
    line = next(new.line(entry.span) for entry in new.entries if entry.key == key)
    where = ", ".join(str(each) for each in (record.venue, record.year) if each)
    return new, [f"{new.name}:{line}: added {key}: {record.title}{f' ({where})' if where else ''}"]


def _already(library: Library, record: Record, found: list[tuple[Record, Verdict]]) -> str:
    listed, verdict = found[0]
    sure = "is there already" if verdict is Verdict.SAME else "is perhaps there already"
    message = f"the paper {sure}: {library.name}:{listed.line}: {listed.key}: {listed.title}"
    if listed.preprint and not record.preprint:
        message += "\n  --update turns this preprint into its publication"
        message += "" if verdict is Verdict.SAME else f" (with --key {listed.key})"
    if verdict is not Verdict.SAME:
        message += "\n  --anyway adds it as another paper"
    return message


def _updated(library: Library, draft: Draft, key: str | None) -> tuple[Library, list[str]]:
    record = draft.record()
    if key is not None:
        listed = draft.to.record(key)
    else:
        found = Known(records(library, draft.vocabulary)).find(record)
        same = [other for other, verdict in found if verdict is Verdict.SAME]
        if not same:
            near = f", perhaps {found[0][0].key}" if found else ""
            raise NotFound(
                f"no listed paper is certainly this one{near}; name it: --update --key KEY"
            )
        listed = draft.to.record(same[0].key)
    place = f"{library.name}:{listed.line}: {listed.key}"
    if not listed.preprint:
        raise NotFound(f"{place} is listed as published already; mialit set changes its fields")
    if record.preprint:
        raise NotFound(f"{place} is listed, and what is given is no publication but a preprint")
    new, names = promote(library, listed.key, draft.paper.type, draft.fields, draft.vocabulary)
    changes = list(_differences(library, new, listed.key, names))
    return new, changes


def _differences(old: Library, new: Library, key: str, names: Sequence[str]) -> Iterator[str]:
    entry = next(each for each in old.entries if each.key == key)
    now = next(each for each in new.entries if each.key == key)
    yield f"{new.name}:{new.line(now.span)}: {key} is published now, as @{now.type}"
    for name in names:
        yield from said(old, new, entry, name)
