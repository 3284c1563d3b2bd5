"""What is new between two versions of a list: files, or revisions of one."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from mialit.cli.console import Console, standard
from mialit.cli.list_notes import warn_of
from mialit.cli.options import FileOptions, Json, argument, chosen, format_option, shared
from mialit.curation.versions import Change, Version, differences
from mialit.errors import UsageProblem
from mialit.records.build import records
from mialit.render import data_formats
from mialit.render import differences as printed
from mialit.storage import sources
from mialit.storage.libraries import faults_of, read_library
from mialit.storage.revisions import at_revision, changed_at, last_change
from mialit.storage.sources import Source
from mialit.text.phrases import counted
from mialit.vocabulary.model import Vocabulary

_LATEST = "HEAD"

# How differences are printed.
DiffFormat = StrEnum("DiffFormat", "TEXT TABLE MD JSON BIB ATOM")


@shared
def command(
    old: Annotated[
        str | None,
        argument("[REV|FILE]", "The older version; without it, the last commit of the list."),
    ] = None,
    new: Annotated[
        str | None, argument("[REV|FILE]", "The newer version; without it, the list as it is.")
    ] = None,
    *,
    format: Annotated[  # noqa: A002
        DiffFormat, format_option(DiffFormat, "table is text; atom is a feed of what is new")
    ] = DiffFormat.TEXT,
    json: Json = False,
    file: FileOptions,
) -> None:
    """Show what is new between two versions of a list.

    That is: papers that are new, now published, changed (in which fields) or gone. A version is a
    .bib file, or a revision of the list in its git repository (a branch, a tag, HEAD~3). A paper
    is the same by its key, else by its arXiv identifier or DOI, else by title and authors. bib and
    atom have the papers that are new or now published.

    \b
    mialit diff papers.bib papers.bib
    mialit diff v1.0 --format md   (after a tag v1.0)
    """
    console = standard()
    kind = chosen(format, json, console)
    chosen_files = sources.choose(file.bib or (), console.environment)
    if len(chosen_files) > 1:
        raise UsageProblem("versions of one list are compared; name it with --bib FILE")
    (listed,) = chosen_files
    # Nobody who compares two files of their own asked for the bundled list.
    read_as = Source(new, Path(new)) if new and listed.bundled and _is_file(new) else listed
    vocabulary = sources.vocabulary([read_as])
    before = _version(old or _LATEST, listed, vocabulary, console)
    after = _version(new, listed, vocabulary, console)
    found = differences(before, after)
    fresh = [each for each in found if each.change in (Change.NEW, Change.PUBLISHED)]
    match kind:
        case DiffFormat.JSON:
            documents = map(printed.facts, found)
            console.write(data_formats.json_array(documents, ascii_only=console.ascii_only))
        case DiffFormat.MD:
            console.write(printed.markdown(found))
        case DiffFormat.BIB:
            library = after.library
            spans = (library.by_start[each.record.start].span for each in fresh)
            console.write_source("".join(f"{library.source(span)}\n" for span in spans))
        case DiffFormat.ATOM:
            from mialit.render import atom

            items = [
                atom.Item(each.record, atom.released(each.record), str(each.change))
                for each in fresh
            ]
            path = read_as.path
            changed = last_change(path, changed_at(path) if path else {})
            console.write([atom.feed(vocabulary.title or read_as.name, items, changed)])
        case _:
            console.write(f"{line}\n" for line in printed.lines(found))
    counts = ", ".join(
        f"{sum(each.change is change for each in found)} {change}" for change in Change
    )
    name = after.library.name
    console.say(f"{counts}; {counted(len(after.records), 'entry', 'entries')} in {name}")


def _is_file(name: str) -> bool:
    return os.path.isfile(name)  # noqa: PTH113  # whatever the name, it raises nothing


def _version(
    asked: str | None, listed: Source, vocabulary: Vocabulary, console: Console
) -> Version:
    """The version *asked* for: a file, else a revision of *listed*; None is *listed* itself.

    Says of it what is wrong with it.
    """
    if asked is None:
        source, data = listed, sources.load(listed)
    elif _is_file(asked):
        source = Source(asked, Path(asked))
        data = sources.load(source)
    elif listed.path is None:
        raise UsageProblem("standard input has no revisions; name two files")
    else:
        source = Source(f"{listed.name} at {asked}", None)
        data = at_revision(listed.path, asked)
    library = read_library(source, data)
    warn_of(source, faults_of(library), console)
    return Version(library, records(library, vocabulary))
