"""Findings of `lint` and `check` for a terminal, in colour. Uses rich."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mialit.errors import Severity
from mialit.render.findings import Found
from mialit.text.normalize import clean

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def by_file(findings: Iterable[Found]) -> RenderableType:
    """Position, severity and message of each finding, with the rule apart at the right.

    `*` marks what --fix corrects.
    """
    parts: list[RenderableType] = []
    for file, found in groupby(findings, key=lambda finding: finding.file):
        drawn = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
        drawn.add_column(justify="right", no_wrap=True)
        drawn.add_column(no_wrap=True)
        drawn.add_column(overflow="fold", ratio=1)
        drawn.add_column(no_wrap=True)
        for finding in found:
            drawn.add_row(
                Text(f"{finding.line}:{finding.column}", style="dim"),
                Text(finding.severity.value, style=_COLOURS[finding.severity]),
                Text(finding.message),
                Text(f"{finding.rule.name}{' *' * finding.fixable}", style="cyan"),
            )
        parts += [*([Text()] if parts else []), Text(clean(file), style="bold underline"), drawn]
    return Group(*parts)


def one_by_one(findings: Iterable[Found]) -> RenderableType:
    """`file:line:column: rule message` of each finding, where there is no room for columns."""
    return Group(
        *(
            Text.assemble(
                (f"{clean(each.file)}:{each.line}:{each.column}: ", "dim"),
                (each.rule.name, _COLOURS[each.severity]),
                f" {each.message}",
                overflow="fold",
            )
            for each in findings
        )
    )


def by_rule(counts: Sequence[Mapping[str, Any]]) -> RenderableType:
    """How often each rule was broken (`findings.statistics`), and how many of it --fix corrects."""
    drawn = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    drawn.add_column(justify="right", no_wrap=True)
    for _ in range(2):
        drawn.add_column(overflow="fold")
    for each in counts:
        fixable = f"{each['fixable']} fixable" if each["fixable"] else ""
        drawn.add_row(
            Text(str(each["count"]), style="bold"),
            Text(each["rule"], style="cyan"),
            Text(fixable, style="dim"),
        )
    return drawn
