"""Prints where the user's configuration stands, or the settings that hold and who says so."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from mialit.cli.console import COLOUR_VARIABLES, QUIET, is_quiet, standard
from mialit.cli.options import argument
from mialit.storage import configuration, sources
from mialit.text.normalize import clean


class Action(StrEnum):
    """What to print of the configuration."""

    PATH = "path"
    SHOW = "show"


def command(
    action: Annotated[
        Action, argument("ACTION", "Print the file's path, or the settings.", show_default=True)
    ],
) -> None:
    """Show where the configuration file is, or the settings in use.

    The file is TOML and need not exist: bib is the default list (a path or several), columns are
    the default columns of tables, colour is auto, always or never. Of two places that set the
    same, the first counts: option, variable, folder, configuration, default.

    \b
    mialit config path
    mialit config show
    """
    console = standard()
    if action is Action.PATH:
        console.write([f"{clean(str(configuration.place(console.environment)))}\n"])
        return
    rows = list(_settings(console.environment))
    if not console.is_terminal:
        console.write("\t".join(row) + "\n" for row in rows)
        return
    first, second = (max(len(row[number]) for row in rows) for number in (0, 1))
    console.write(f"{name:{first}}  {value:{second}}  {origin}\n" for name, value, origin in rows)


def _settings(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each setting, its value, and where that is said."""
    path = configuration.place(environment)
    stated = configuration.read(environment)
    chosen, origin = sources.choose_and_say((), environment)
    yield "bib", clean(", ".join(source.name for source in chosen)), clean(origin)
    yield _row("columns", ",".join(stated.columns), "those of the list", path)
    variable = next(filter(environment.get, COLOUR_VARIABLES), None)
    if variable:
        yield "colour", COLOUR_VARIABLES[variable], variable
    else:
        yield _row("colour", stated.colour, "auto", path)
    quiet = "yes" if is_quiet(environment) else "no"
    yield "quiet", quiet, QUIET if environment.get(QUIET) else "default"


def _row(name: str, stated: str, otherwise: str, path: Path) -> tuple[str, str, str]:
    return (name, clean(stated), clean(str(path))) if stated else (name, otherwise, "default")
