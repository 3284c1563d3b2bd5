"""Joins two entries of one paper."""

from functools import partial
from typing import Annotated

import typer

from mialit.cli.console import Console, standard
from mialit.cli.list_access import Target, deliver, edit
from mialit.cli.options import DryRun, FileOptions, Key, argument, option, shared
from mialit.cli.prompts import can_ask
from mialit.curation.merge_entries import Disagreement, disagreements, merge
from mialit.errors import NotFound, UsageProblem


@shared
def command(
    key: Key,
    other: Annotated[str, argument("OTHER", "The entry that is joined to it.")],
    *,
    prefer: Annotated[
        str | None,
        option("--prefer KEY", "Where the two differ, take what this one of them states."),
    ] = None,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Join two entries of one paper into one.

    The entry KEY stays, with the fields of both; OTHER is removed, and its key is kept in the
    field ids (biblatex) of KEY. What refers to OTHER refers to KEY. Where the two state
    different things, a person is asked on a terminal; elsewhere --prefer has to decide.

    \b
    mialit merge salem2019ml chen2020gan --prefer salem2019ml --dry-run
    """

    def change(to: Target, console: Console) -> None:
        pair = [to.record(each) for each in (key, other)]
        if pair[0].start == pair[1].start:
            raise UsageProblem("two entries are merged, and one is named twice")
        first, second = map(to.entry, pair)
        keys = [record.key for record in pair]
        if prefer is not None and prefer not in keys:
            raise UsageProblem(f"--prefer {prefer!r} is none of the two: {', '.join(keys)}")
        differ = disagreements(to.library, first, second)
        if prefer is None and differ and not can_ask(console):
            shown = "".join(
                f"\n  {each.field}: {each.first!r} or {each.second!r}" for each in differ
            )
            raise NotFound(
                f"{keys[0]} and {keys[1]} state different things; --prefer KEY decides, "
                f"nothing is written{shown}"
            )
        choice = {
            each.field: prefer == keys[1]
            if prefer is not None
            else to.once(repr(each), partial(_asked, each, console))
            for each in differ
        }
        library, lines = merge(to.library, first, second, choice, to.catalogue.vocabulary)
        deliver(to, library, lines, console, dry_run=dry_run)

    edit(file.bib, standard(), change)


def _asked(each: Disagreement, console: Console) -> bool:
    """Whether a person prefers what the second entry states."""
    console.say(f"{each.field}:", f"  1 {each.first}", f"  2 {each.second}")
    while (answer := str(typer.prompt("1 or 2", default="1", err=True))) not in ("1", "2"):
        console.say("answer 1 or 2")
    return answer == "2"
