"""What the forms of `render` share: which entries are published, and what stands in their files."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import typer

from mialit.cli.console import Console
from mialit.cli.options import FileOptions
from mialit.cli.query_options import Arrangement, Choice, Selection, query, select
from mialit.errors import ExitCode, FileProblem
from mialit.storage.sources import STANDARD_INPUT

_HEAD = 1 << 16  # bytes of a file that say which program made it


def publishable(
    selection: str,
    choice: Choice,
    arrangement: Arrangement,
    limit: int | None,
    file: FileOptions,
    console: Console,
) -> Selection:
    """The entries to publish; where none are chosen of a list that has some, the process ends."""
    catalogue = file.load(console)
    found = select(choice.node(query([selection])), catalogue, arrangement)
    console.say(*found.notes)
    if catalogue.records and not found.records:
        console.say_always(f"{found.nothing_found}; nothing is rendered")
        raise typer.Exit(ExitCode.NO)
    return found._replace(records=found.records[:limit]) if limit else found


def is_own(to: str | None) -> bool:
    """Whether *to* is a page or a feed that `render` has written, which it may write again."""
    from mialit.page.recognition import is_made_here

    if to in (None, STANDARD_INPUT):
        return False
    path = Path(to or "")
    with suppress(OSError, ValueError):
        if path.is_file():
            with path.open("rb") as stream:
                return is_made_here(stream.read(_HEAD))
    return False


def compared(
    path: Path,
    form: str,
    before: bytes | None,
    after: bytes,
    tell: Callable[[bytes, bytes], None],
    console: Console,
) -> ExitCode:
    """Says whether the *form* in *path*, which holds *before*, is up to date; NO where it is not.

    *tell* says how the first differs from the second. Raises FileProblem where there is no file,
    and *before* is None.
    """
    if before is None:
        raise FileProblem(f"{path}: no such file; write it: mialit render {form} -o {path}")
    if before == after:
        console.say(f"{path}: is up to date")
        return ExitCode.DONE
    tell(before, after)
    console.say_always(
        f"mialit: {path} is out of date; the same command without --check updates it"
    )
    return ExitCode.NO


def feed_text(found: Selection, page: str = "") -> str:
    """The feed of what was *found*; a paper changed when its lines did, else at its release.

    *page* is the address of the list's page, if it has one.
    """
    from mialit.render import atom
    from mialit.storage.revisions import changed_at, last_change

    catalogue, records = found.catalogue, found.records
    times = [changed_at(source.path) if source.path else {} for source in catalogue.sources]
    changed = max(
        last_change(source.path, lines)
        for source, lines in zip(catalogue.sources, times, strict=True)
    )
    items = []
    for record, (library, entry) in zip(records, catalogue.entries(records), strict=True):
        last = library.position(entry.span.end).line
        committed = [
            when
            for line in range(record.line, last + 1)
            if (when := times[record.source].get(line)) is not None
        ]
        items.append(atom.Item(record, max(committed, default=atom.released(record))))
    return atom.feed(catalogue.vocabulary.title or catalogue.title, items, changed, page)
