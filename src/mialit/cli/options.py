"""Options that commands share, each declared once, and the groups that commands take whole.

What an option takes is completed by what its metavar says; see `completion`. What an option does
is imported where it is done: completing a value loads this module as well.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar, get_type_hints

import typer

from mialit.cli.console import Console
from mialit.errors import UsageProblem

if TYPE_CHECKING:
    from mialit.storage.bibliography import Catalogue
    from mialit.storage.sources import Source

# The panels of a command's help. What is in no panel of these stands before them.
COUNTING = "Counting"
CHOOSING = "Choosing entries"
ORDER = "Order"
PAGE = "The page"
OUTPUT = "Output"
FILE = "File"
PROGRAM = "Program"
PANELS = (COUNTING, CHOOSING, ORDER, PAGE, OUTPUT, FILE, PROGRAM)


class EntryFormat(StrEnum):
    """How a list of entries is printed."""

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
    CSL_JSON = "csl-json"
    RIS = "ris"


Format = TypeVar("Format", bound=StrEnum)


def chosen(stated: Format, json: bool, console: Console) -> Format:
    """The format to print: *stated*, or JSON for *json*; `auto` is decided where it stands for one.

    The first format of an enumeration is its default. Raises UsageProblem where *json* is asked
    for beside another format.
    """
    formats = type(stated)
    if json:
        if stated not in (next(iter(formats)), formats("json")):
            raise UsageProblem(f"--json and --format {stated} exclude each other")
        return formats("json")
    if stated == "auto" and "table" in list(formats):
        return formats("table" if console.is_terminal else "tsv")
    return stated


def option(names: str, text: str, panel: str | None = None, **settings: Any) -> Any:
    """An option; *names* are written as the help does, such as "--limit -n N"."""
    words = names.split()
    metavar = " ".join(word for word in words if not word.startswith("-")) or None
    flags = (word for word in words if word.startswith("-"))
    return typer.Option(*flags, help=text, metavar=metavar, rich_help_panel=panel, **settings)


def argument(metavar: str, text: str, *, show_default: bool = False, **settings: Any) -> Any:
    """An argument called *metavar*."""
    return typer.Argument(metavar=metavar, help=text, show_default=show_default, **settings)


def format_option(
    formats: type[StrEnum], text: str = "auto is a table on a terminal and tsv elsewhere"
) -> Any:
    """`--format`, for the *formats* that a command has."""
    return option("--format -f FORMAT", f"{', '.join(formats)}; {text}.", OUTPUT)


def values_option(name: str, text: str, panel: str = CHOOSING) -> Any:
    """An option that takes values of the field *name*."""
    return option(f"--{name} VALUE", text, panel)


def where_option(panel: str = CHOOSING) -> Any:
    """`--where`, for the fields that have no option of their own."""
    return option("--where FIELD=VALUE", "Any other field; repeatable.", panel)


Key = Annotated[str, argument("KEY", "The entry's citation key.")]
Keys = Annotated[
    list[str] | None,
    argument("[KEY]...", "Citation keys of the entries; - reads them from standard input."),
]
Json = Annotated[bool, option("--json", "The same as --format json.", OUTPUT)]
Columns = Annotated[
    str | None, option("--columns NAMES", "Columns, separated by commas: key,year,title.", OUTPUT)
]
CountOnly = Annotated[bool, option("--count", "Print only the number.", OUTPUT)]
Limit = Annotated[
    int | None,
    option(
        "--limit -n N",
        "Show at most N; 0 shows all. By default only a table on a terminal is cut short.",
        OUTPUT,
        min=0,
    ),
]
Output = Annotated[
    str | None, option("--output -o FILE", "Write to FILE instead of standard output.", OUTPUT)
]
Force = Annotated[bool, option("--force", "Replace files that exist.", OUTPUT)]
DryRun = Annotated[bool, option("--dry-run", "Show what would change; write nothing.", OUTPUT)]
Yes = Annotated[bool, option("--yes -y", "Write what a query chooses without asking.", OUTPUT)]
Buckets = Annotated[
    int | None, option("--buckets N", "Group years into at most N ranges.", COUNTING, min=1)
]
Unused = Annotated[bool, option("--unused", "Include declared values that no entry has.", COUNTING)]


class FileOptions(NamedTuple):
    """Which file is read."""

    bib: Annotated[
        list[str] | None,
        option(
            "--bib -b FILE",
            "The .bib file to read, - for standard input; repeatable. Default: MIALIT_BIB, "
            "else papers.bib here or in a parent folder of the repository, else that of the "
            "configuration, else the bundled list.",
            FILE,
        ),
    ] = None
    no_cache: Annotated[
        bool, option("--no-cache", "Parse the file anew and store nothing.", FILE)
    ] = False

    def load(
        self, console: Console, *, keep_files: bool = True, besides: "Sequence[Source]" = ()
    ) -> "Catalogue":
        """Reads the files and warns of their problems; *keep_files* as in `bibliography.load`.

        The files *besides*, of which the call speaks, are not the list unless they are named as it.
        """
        from mialit.storage import bibliography, cache, sources

        folder = None if self.no_cache else cache.folder(console.environment)
        asked = sources.choose(self.bib or (), console.environment, besides=besides)
        with console.progress(", ".join(source.name for source in asked)) as progress:
            loaded = bibliography.load(asked, cache.Cache(folder), progress, keep_files=keep_files)
        console.at_end(loaded.remember)
        if any(loaded.faults) or (asked[0].bundled and not besides):
            from mialit.cli.list_notes import passed_over, warn  # mostly nothing is to be noted

            warn(loaded, console)
            if asked[0].bundled and not besides:
                console.say(*passed_over(sources.working_folder()))
        return loaded


class OutputOptions(NamedTuple):
    """How a list of entries is printed."""

    format: Annotated[EntryFormat, format_option(EntryFormat)] = EntryFormat.AUTO
    json: Json = False
    columns: Columns = None
    count_only: CountOnly = False
    limit: Limit = None

    def chosen(self, console: Console) -> EntryFormat:
        """The format to print, `auto` decided. Raises UsageProblem where two are asked for."""
        return chosen(self.format, self.json, console)


def stated_keys(stated: Iterable[str], file: FileOptions, console: Console) -> list[str]:
    """The keys named; `-` stands for those of standard input, one a line.

    Raises UsageProblem where standard input is asked to be the list as well.
    """
    result: list[str] = []
    for key in stated:
        if key != "-":
            result.append(key)
            continue
        from mialit.storage import sources

        asked = sources.choose(file.bib or (), console.environment)
        if any(source.path is None for source in asked):
            raise UsageProblem("standard input cannot be both the list and the keys")
        data = sources.load(sources.Source("standard input", None))
        text = data.decode("utf-8", "surrogateescape")
        result += [line.strip() for line in text.splitlines() if line.strip()]
    return result


def shared(function: Callable[..., None]) -> Callable[..., None]:
    """A command whose parameters that are option groups are spread into their single options.

    A group is a named tuple whose fields are annotated as a command's parameters are.
    """
    signature = inspect.signature(function)
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, Any] = {
        name: hints[name] for name in signature.parameters if hasattr(hints[name], "_fields")
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


def _parameters(group: Any) -> list[inspect.Parameter]:
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
