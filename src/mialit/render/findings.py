"""Findings of `lint` and `check`: as text, for JSON, an editor or a workflow, and counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from mialit.errors import Severity
from mialit.text.normalize import clean

if TYPE_CHECKING:  # the rules of `lint` need BibTeX's reader, which `check` mostly does without
    from mialit import lint
    from mialit.bibtex.model import Position
    from mialit.checking import base as checking

HEAD = ("Position", "Severity", "Rule", "What", "--fix")

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class Named(Protocol):
    """A rule as far as printing needs it."""

    @property
    def name(self) -> str:
        """What states the problem."""

    @property
    def summary(self) -> str:
        """What it finds, in one sentence."""


class Found(Protocol):
    """A finding as far as printing needs it; `message` is clean."""

    @property
    def file(self) -> str:
        """What messages call the file that it is in."""

    @property
    def line(self) -> int:
        """From 1."""

    @property
    def column(self) -> int:
        """From 1."""

    @property
    def end(self) -> "Position | None":
        """Where it ends, if that is known."""

    @property
    def rule(self) -> Named:
        """What it breaks."""

    @property
    def severity(self) -> Severity:
        """What it weighs."""

    @property
    def message(self) -> str:
        """What is wrong."""

    @property
    def fixable(self) -> bool:
        """Whether `--fix` corrects it."""


def text(findings: Iterable[Found]) -> Iterator[str]:
    """`file:line:column: rule message`, one line a finding."""
    for finding in findings:
        yield f"{_position(finding)}: {finding.rule.name} {finding.message}\n"


def errorformat(findings: Iterable[Found]) -> Iterator[str]:
    """`file:line:column: severity: message [rule]`, as gcc writes it and editors read it."""
    for finding in findings:
        what = f"{finding.severity.value}: {finding.message} [{finding.rule.name}]"
        yield f"{_position(finding)}: {what}\n"


def statistics(findings: Sequence[Found]) -> list[dict[str, Any]]:
    """How often each rule was broken, most often first; what JSON shows, where changes only add."""
    found = Counter(finding.rule.name for finding in findings)
    fixable = Counter(finding.rule.name for finding in findings if finding.fixable)
    summaries = {finding.rule.name: finding.rule.summary for finding in findings}
    return [
        {"rule": name, "count": found[name], "fixable": fixable[name], "summary": summaries[name]}
        for name in sorted(found, key=lambda name: (-found[name], name))
    ]


def statistic_lines(findings: Sequence[Found]) -> Iterator[str]:
    """`count  rule  fixable with --fix`, one line a rule."""
    counts = statistics(findings)
    digits = max((len(str(each["count"])) for each in counts), default=0)
    width = max((len(each["rule"]) for each in counts), default=0)
    for each in counts:
        fixable = f"  {each['fixable']} fixable" if each["fixable"] else ""
        yield f"{each['count']:>{digits}}  {each['rule']:<{width}}{fixable}".rstrip() + "\n"


def rows(findings: Iterable[Found]) -> list[tuple[str, ...]]:
    """The cells of `HEAD` for each finding."""
    return [
        (_position(each), each.severity.value, each.rule.name, each.message, "yes" * each.fixable)
        for each in findings
    ]


def facts(finding: "lint.Finding") -> dict[str, Any]:
    """A finding of `lint` as JSON shows it; part of the public contract, where changes only add.

    Lines and columns count from 1, `start` and `end` are code points of the file from 0.
    """
    return {
        "file": clean(finding.file),
        "line": finding.position.line,
        "column": finding.position.column,
        "end_line": finding.end.line,
        "end_column": finding.end.column,
        "start": finding.span.start,
        "end": finding.span.end,
        "rule": finding.rule.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "key": finding.key or None,
        "fixable": finding.fixable,
    }


def checked(finding: "checking.Finding") -> dict[str, Any]:
    """A finding of `check` as JSON shows it; part of the public contract as `facts` is."""
    return {
        "file": clean(finding.file),
        "line": finding.line,
        "column": finding.column,
        "key": finding.key or None,
        "paper": finding.paper,
        "rule": finding.rule.name,
        "field": finding.field,
        "has": finding.has,
        "says": finding.says,
        "severity": finding.severity.value,
        "message": finding.message,
        "fixable": finding.fixable,
    }


def annotations(findings: Iterable[Found]) -> Iterator[str]:
    """Workflow commands (docs.github.com, "Workflow commands"): `::error file=...::message`."""
    for finding in findings:
        properties = {
            "file": clean(finding.file),
            "line": str(finding.line),
            "col": str(finding.column),
        }
        if end := finding.end:
            properties |= {"endLine": str(end.line), "endColumn": str(end.column)}
        properties["title"] = finding.rule.name
        stated = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        yield f"::{_COMMANDS[finding.severity]} {stated}::{_data(finding.message)}\n"


def _position(finding: Found) -> str:
    return f"{clean(finding.file)}:{finding.line}:{finding.column}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
