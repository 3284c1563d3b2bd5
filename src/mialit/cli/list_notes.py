"""Notes on a list that was read: problems of its files, and other lists that were passed over."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from typer._click.globals import get_current_context

from mialit.cli.console import Console
from mialit.storage.bibliography import Catalogue
from mialit.storage.cache import Fault
from mialit.storage.sources import Source
from mialit.text.phrases import counted


def warn(loaded: Catalogue, console: Console) -> None:
    """Says of each file in one line that it has problems; `lint` has them in full."""
    for source, faults in zip(loaded.sources, loaded.faults, strict=True):
        warn_of(source, faults, console)


def warn_of(source: Source, all_faults: Sequence[Fault], console: Console) -> None:
    """Says in a line that *source* has faults, and in one that it is not UTF-8."""
    console.say(*(f"{source.name}: {each.reason}" for each in all_faults if not each.line))
    faults = [each for each in all_faults if each.line]
    if len(faults) == 1:
        (fault,) = faults
        lost = "" if fault.lost else " (the rest of the entry is used)"
        console.say(f"{source.name}:{fault.line}: warning: {fault.reason}{lost}")
    elif faults:
        shows = ""
        if source.path or source.name == "standard input":
            shows = shlex.join(["mialit", "lint", source.name if source.path else "-"])
            shows = f"; {shows} shows them"
        lost = counted(sum(fault.lost for fault in faults), "entry", "entries")
        unread = f" ({lost} could not be read)" if any(fault.lost for fault in faults) else ""
        problems = counted(len(faults), "problem")
        console.say(f"{problems} in {source.name}{shows}{unread}")


def passed_over(folder: Path) -> list[str]:
    """That the bundled list is asked although the *folder* has other lists, in one line.

    Nothing where the call names a file that is there: what it meant is said by a hint. Nor where it
    asks for what a manuscript cites, beside which its own bibliography stands.
    """
    context = get_current_context(silent=True)
    if context is not None and context.params.get("cited"):
        return []
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".bib"))  # noqa: PTH208
    except OSError:
        return []
    if not names:
        return []
    from mialit.cli import hints

    if hints.names_file(hints.words_of_call()):
        return []
    others = "" if len(names) == 1 else f" ({counted(len(names) - 1, 'other')} here)"
    call = shlex.join(["--bib", names[0]])
    return [f"note: the bundled list is asked; {call} asks the file in this folder{others}"]
