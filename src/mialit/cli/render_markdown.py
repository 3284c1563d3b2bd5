"""`mialit render markdown`."""

from collections.abc import Sequence
from pathlib import Path

from mialit.cli.console import Console
from mialit.errors import ExitCode, FileProblem, UsageProblem
from mialit.records.model import Record
from mialit.render import columns as heads
from mialit.render import managed_block as markers
from mialit.render import markdown_list as listing
from mialit.render.diff import shown
from mialit.storage import sources
from mialit.storage.atomic_write import update, write_new
from mialit.storage.bibliography import Catalogue
from mialit.storage.sources import Source
from mialit.vocabulary.model import Vocabulary

_SHOWN_WHOLE = 512 * 1024  # bytes of a Markdown file that code hosts show


def markdown(
    records: Sequence[Record],
    columns: str | None,
    path: Path | None,
    catalogue: Catalogue,
    console: Console,
    *,
    check: bool,
    force: bool,
) -> ExitCode:
    """Writes *records* as Markdown to *path*, or between its markers; None is standard output.

    With *check* nothing is written: NO, and a difference, where the file is behind.
    """
    vocabulary = catalogue.vocabulary
    if check and path is None:
        raise UsageProblem("--check needs the file to compare with: -o FILE")
    chosen = heads.chosen(columns, vocabulary) if columns is not None else None
    listed = listing.listing(records, chosen or listing.default_columns(vocabulary), vocabulary)
    body = markers.marked("".join(listed))
    if path is None:
        console.write([listing.document(body, vocabulary)])
        return ExitCode.DONE
    _refuse_inputs(path, catalogue)
    before, after = _contents(path, body, vocabulary, force=force)
    if check:
        return _compare(before, after, path, console)
    _write(path, before, after, console)
    _say_size(path, after, console)
    return ExitCode.DONE


def _refuse_inputs(path: Path, catalogue: Catalogue) -> None:
    for source in catalogue.sources:
        if source.path is None or not path.exists():
            continue
        if path.samefile(source.path):
            raise FileProblem(f"{path}: cannot be both read and written; name another file with -o")


def _contents(
    path: Path, body: str, vocabulary: Vocabulary, *, force: bool
) -> tuple[bytes | None, bytes]:
    """What *path* holds, None where it does not exist, and what it is to hold."""
    if not path.exists():
        return None, listing.document(body, vocabulary).encode()
    before = sources.load(Source(str(path), path))
    text = before.decode("utf-8", "surrogateescape")
    if force and not markers.has_markers(text):
        return before, listing.document(body, vocabulary).encode()
    inner = body.removeprefix(f"{markers.BEGIN}\n").removesuffix(f"\n{markers.END}\n")
    after = markers.replaced(text, inner, str(path))
    return before, after.encode("utf-8", "surrogateescape")


def _compare(before: bytes | None, after: bytes, path: Path, console: Console) -> ExitCode:
    if before is None:
        raise FileProblem(f"{path}: no such file; write it: mialit render markdown -o {path}")
    if before == after:
        console.say(f"{path}: is current")
        return ExitCode.DONE
    console.write(shown(before, after, str(path)))
    console.out.flush()
    console.say(f"mialit: {path} is behind; the same command without --check writes it")
    return ExitCode.NO


def _write(path: Path, before: bytes | None, after: bytes, console: Console) -> None:
    if before == after:
        console.say(f"{path}: is current")
        return
    if before is None:
        write_new(path, after, inputs=(), force=False)
    else:
        for warning in update(path, before, after):
            console.say(warning)
    console.say(f"wrote {path}")


def _say_size(path: Path, after: bytes, console: Console) -> None:
    if len(after) > _SHOWN_WHOLE:
        console.say(
            f"warning: {path} has {len(after) // 1024} KB; code hosts show no more than 512 KB of "
            "a Markdown file; render several, as with --year or --kind"
        )
