"""Prints findings, those of `lint` and of `check`, in the formats that both have."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from mialit.cli.console import Console
from mialit.cli.options import option
from mialit.errors import UsageProblem

if TYPE_CHECKING:
    from mialit.render.findings import Found

_NARROWEST = 60  # columns of a terminal that positions and rules leave room for messages on
_F = TypeVar("_F", bound="Found")

# How findings are printed.
FindingFormat = StrEnum("FindingFormat", "TEXT TABLE JSON GITHUB ERRORFORMAT")
FORMATS_HELP = (
    "text is file:line:column: rule message, on a terminal by file; errorformat is for "
    "editors, github annotations of a workflow"
)

RULES = "Choosing rules"  # the panel of the options that do
Ignore = Annotated[
    list[str] | None,
    option("--ignore RULES", "Skip these rules, separated by commas; repeatable.", RULES),
]
Statistics = Annotated[
    bool, option("--statistics", "Count the findings of each rule instead of listing them.")
]


def names(given: Sequence[str] | None) -> list[str]:
    """Rule names of a repeatable option that takes lists with commas."""
    parts = (part.strip() for text in given or () for part in text.split(","))
    return [part for part in parts if part]


def check_statistics(kind: FindingFormat) -> None:
    """Raises UsageProblem where `--statistics` cannot be printed as *kind*."""
    if kind not in (FindingFormat.TEXT, FindingFormat.JSON):
        raise UsageProblem(
            f"--statistics cannot go with --format {kind}; its formats are text and json"
        )


def show(
    shown: "Sequence[_F]",
    kind: FindingFormat,
    console: Console,
    facts: "Callable[[_F], dict[str, Any]]",
) -> None:
    """Prints *shown*; *facts* makes of a finding what JSON shows."""
    from mialit.render import findings as printed

    match kind:
        case FindingFormat.TEXT if shown and console.is_terminal:
            from mialit.render.findings_by_file import by_file, one_by_one

            wide = (console.width or 0) >= _NARROWEST
            console.print_rich(by_file(shown) if wide else one_by_one(shown))
        case FindingFormat.TEXT:
            console.write(printed.text(shown))
        case FindingFormat.ERRORFORMAT:
            console.write(printed.errorformat(shown))
        case FindingFormat.JSON:
            from mialit.render.data_formats import json_array

            console.write(json_array(map(facts, shown), ascii_only=console.ascii_only))
        case FindingFormat.GITHUB:
            console.write(printed.annotations(shown))
        case FindingFormat.TABLE if shown:
            from mialit.render.table import grid

            console.print_rich(grid(printed.HEAD, printed.rows(shown), numbers=set()))


def show_statistics(shown: "Sequence[Found]", kind: FindingFormat, console: Console) -> None:
    """Prints how often each rule was broken."""
    from mialit.render import findings as printed

    if kind is FindingFormat.JSON:
        from mialit.render.data_formats import json_array

        counts = printed.statistics(shown)
        console.write(json_array(counts, ascii_only=console.ascii_only))
    elif shown and console.is_terminal:
        from mialit.render.findings_by_file import by_rule

        console.print_rich(by_rule(printed.statistics(shown)))
    else:
        console.write(printed.statistic_lines(shown))
