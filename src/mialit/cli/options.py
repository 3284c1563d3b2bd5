"""The options that commands share, each declared once.

What an option does is imported where it is done: completing a value loads this module as well.
"""

import functools
import inspect
from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from mialit.cli import completion as complete
from mialit.cli.console import Console
from mialit.errors import UsageProblem
from mialit.query.sorting import Order

if TYPE_CHECKING:
    from mialit.query.syntax import Node
    from mialit.storage.bibliography import Catalogue

_CHOOSING = "Choosing entries"
_ORDER = "Order"
_OUTPUT = "Output"
_FILE = "File"


class Format(StrEnum):
    """How a result is printed."""

    AUTO = "auto"
    TABLE = "table"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"
    BIB = "bib"
    KEYS = "keys"
    LATEX = "latex"


def _values(metavar: str, text: str, name: str) -> Any:
    return typer.Option(
        f"--{name}",
        metavar=metavar,
        help=text,
        rich_help_panel=_CHOOSING,
        autocompletion=complete.values(name),
    )


class FileOptions(NamedTuple):
    """Which file is asked."""

    bib: Annotated[
        list[str] | None,
        typer.Option(
            "--bib",
            "-b",
            metavar="FILE",
            help="The .bib file to ask, - for standard input; repeatable. Without it MIALIT_BIB, "
            "papers.bib here or in a parent folder of the repository, or the bundled list.",
            rich_help_panel=_FILE,
        ),
    ] = None
    no_cache: Annotated[
        bool,
        typer.Option(
            "--no-cache", help="Neither use nor store the parsed list.", rich_help_panel=_FILE
        ),
    ] = False

    def load(self, console: Console, *, keep_files: bool = True) -> "Catalogue":
        """Reads the files and warns of their faults. For *keep_files* see `catalogue.load`."""
        from mialit.cli.warnings import warn
        from mialit.storage import bibliography as catalogue
        from mialit.storage import cache, sources

        place = None if self.no_cache else cache.folder(console.environment)
        asked = sources.choose(self.bib or (), console.environment, Path.cwd())
        with console.progress(", ".join(source.name for source in asked)) as progress:
            loaded = catalogue.load(asked, cache.Cache(place), progress, keep_files=keep_files)
        warn(loaded, console)
        return loaded


class Choice(NamedTuple):
    """Which entries are chosen: repeated options widen, different ones narrow."""

    year: Annotated[
        list[str] | None,
        typer.Option(
            "--year",
            metavar="RANGE",
            help="2020, 2018-2020, 2018..2020, 2019- or -2019; repeatable.",
            rich_help_panel=_CHOOSING,
        ),
    ] = None
    knowledge: Annotated[
        list[str] | None, _values("VALUE", "Adversarial knowledge, such as white-box.", "knowledge")
    ] = None
    target: Annotated[list[str] | None, _values("VALUE", "Target model.", "target")] = None
    venue: Annotated[list[str] | None, _values("VALUE", "Venue's short name.", "venue")] = None
    kind: Annotated[list[str] | None, _values("VALUE", "attack, defense, survey.", "kind")] = None
    author: Annotated[
        list[str] | None,
        typer.Option(
            "--author", metavar="NAME", help="Part of an author's name.", rich_help_panel=_CHOOSING
        ),
    ] = None
    code: Annotated[
        bool | None,
        typer.Option(
            "--code/--no-code", help="With or without the authors' code.", rich_help_panel=_CHOOSING
        ),
    ] = None
    preprint: Annotated[
        bool | None,
        typer.Option(
            "--preprint/--published",
            help="Preprints or published papers alone.",
            rich_help_panel=_CHOOSING,
        ),
    ] = None
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="FIELD=VALUE",
            help="Any other field; repeatable.",
            rich_help_panel=_CHOOSING,
        ),
    ] = None

    def node(self, query: "Node") -> "Node":
        """*query* narrowed by the options, as one tree. Raises UsageProblem for a bad --where."""
        from mialit.cli.narrowing import narrowed

        return narrowed(query, self)


class Arrangement(NamedTuple):
    """In which order, and how many."""

    sort: Annotated[
        Order | None,
        typer.Option("--sort", help="Sort by this; years newest first.", rich_help_panel=_ORDER),
    ] = None
    reverse: Annotated[
        bool, typer.Option("--reverse", help="Turn the order around.", rich_help_panel=_ORDER)
    ] = False
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=0,
            metavar="N",
            help="At most N entries; 0 for all. A table on a terminal stops by itself.",
            rich_help_panel=_ORDER,
        ),
    ] = None


_FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        help="auto is a table on a terminal and tsv elsewhere.",
        rich_help_panel=_OUTPUT,
    ),
]
_JsonOption = Annotated[
    bool, typer.Option("--json", help="The same as --format json.", rich_help_panel=_OUTPUT)
]


class FormatOptions(NamedTuple):
    """In which format the result is printed."""

    format: _FormatOption = Format.AUTO
    json: _JsonOption = False

    def chosen(self, console: Console, allowed: Collection[Format] = tuple(Format)) -> Format:
        """The format to print, `auto` decided.

        Raises UsageProblem when two are asked for, and for one that is not *allowed*.
        """
        if self.json and self.format not in (Format.AUTO, Format.JSON):
            raise UsageProblem(f"--json and --format {self.format} exclude each other")
        kind = Format.JSON if self.json else self.format
        if kind is Format.AUTO:
            return Format.TABLE if console.is_terminal else Format.TSV
        if kind not in allowed:
            raise UsageProblem(f"no format {kind} here; formats: {', '.join(allowed)}")
        return kind


class OutputOptions(NamedTuple):
    """How a list of entries is printed."""

    format: _FormatOption = Format.AUTO
    json: _JsonOption = False
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="NAMES",
            help="Columns, separated by commas: key,year,title.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None
    count_only: Annotated[
        bool, typer.Option("--count", help="Print the number alone.", rich_help_panel=_OUTPUT)
    ] = False

    def chosen(self, console: Console, allowed: Collection[Format] = tuple(Format)) -> Format:
        """The format to print, as `FormatOptions.chosen`."""
        return FormatOptions(self.format, self.json).chosen(console, allowed)


def shared(function: Callable[..., None]) -> Callable[..., None]:
    """A command whose parameters that are option groups are spread into their single options."""
    signature = inspect.signature(function)
    hints = get_type_hints(function, include_extras=True)
    groups = {
        name: hints[name]
        for name in signature.parameters
        if isinstance(hints[name], type) and issubclass(hints[name], _Group)
    }
    spread: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        group = groups.get(name)
        spread += _parameters(group) if group else [parameter.replace(annotation=hints[name])]

    @functools.wraps(function)
    def command(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(*(given.pop(item) for item in group._fields))
        function(**given)

    keyword_only = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in spread]
    command.__signature__ = signature.replace(parameters=keyword_only)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in spread}
    return command


_Group = FileOptions | Choice | Arrangement | FormatOptions | OutputOptions


def _parameters(group: type[_Group]) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=group._field_defaults[name],
            annotation=hints[name],
        )
        for name in group._fields
    ]


def query(words: Iterable[str] | None) -> "Node":
    """The tree of a query given as one or several arguments."""
    from mialit.query.syntax import parse

    return parse(" ".join(words or ()))
