"""Commands that change many entries: which ones, and asking before they are written."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import typer

from mialit.cli.console import Console
from mialit.cli.list_access import Target, all_changes, deliver, difference, show
from mialit.cli.options import FileOptions, stated_keys
from mialit.cli.prompts import can_ask
from mialit.cli.query_options import Choice, query, select
from mialit.errors import ExitCode, NotFound, UsageProblem
from mialit.records.model import Record
from mialit.text.phrases import counted

if TYPE_CHECKING:
    from mialit.bibtex.model import Library
    from mialit.storage.atomic_write import Change


class Chosen(NamedTuple):
    """The entries to change. They are `named` where the call has the key of each."""

    records: list[Record]
    named: bool


def is_selection(text: str | None, choice: Choice) -> bool:
    """Whether entries are chosen by `--query` (*text*) or by an option of *choice*."""
    return text is not None or choice != Choice()


def chosen(
    to: Target,
    keys: Sequence[str],
    text: str | None,
    choice: Choice,
    file: FileOptions,
    console: Console,
) -> Chosen:
    """The entries of *keys*, or those that the query *text* and *choice* choose.

    Raises UsageProblem where both are given or neither, NotFound where nothing is found.
    """
    if not is_selection(text, choice):
        if not keys:
            raise UsageProblem(
                "name the entries: by keys, - for keys on standard input, or --query"
            )
        stated = to.once("keys", lambda: stated_keys(keys, file, console))
        if not stated:
            raise NotFound("no key was given on standard input")
        found = {record.start: record for record in map(to.record, stated)}
        return Chosen(list(found.values()), named="-" not in keys)
    if keys:
        raise UsageProblem("name keys or choose entries by options and --query, not both")
    selection = select(choice.node(query([text or ""])), to.catalogue)
    console.say(*selection.notes)
    if not selection.records:
        raise NotFound(selection.nothing_found.removeprefix("mialit: "))
    return Chosen(selection.records, named=False)


def deliver_batch(
    to: Target,
    new: "Library",
    changes: Iterable[str],
    console: Console,
    chosen: Chosen,
    *,
    dry_run: bool,
    yes: bool,
    beside: Sequence["Change"] = (),
) -> None:
    """As `deliver`, but what is not named entry by entry is shown first, and a person is asked.

    Raises UsageProblem where nobody can be asked, and without *yes*.
    """
    files = all_changes(to, new, beside)
    if not chosen.named and files:
        number = counted(len(chosen.records), "entry is", "entries are")
        console.say(f"{number} chosen in {to.library.name}")
        if not dry_run and not yes:
            _ask(to, files, chosen, number, console)
    deliver(to, new, changes, console, dry_run=dry_run, beside=beside)


def _ask(
    to: Target, files: Sequence["Change"], chosen: Chosen, number: str, console: Console
) -> None:
    """Shows the difference and asks. Ends the program with NO where the answer is no."""
    if not can_ask(console):
        raise UsageProblem(
            f"{number} chosen and nobody can be asked; --yes writes, --dry-run shows the "
            "difference, nothing is written"
        )

    def confirmed() -> bool:
        show(files, to, console)
        return typer.confirm("Write this", default=False, err=True)

    # Asked about are these entries, and the lines that change, wherever they stand.
    lines = "".join(difference(files, to)).splitlines()
    asked = [record.key for record in chosen.records]
    asked += [line for line in lines if line[:1] in ("+", "-")]
    if not to.once("\n".join(asked), confirmed):
        console.say_always("nothing is written")
        raise typer.Exit(ExitCode.NO)
