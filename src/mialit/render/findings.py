"""Findings of `lint`: as text, for JSON, an editor or a workflow, and counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mialit.errors import Severity
from mialit.lint import Finding
from mialit.text.normalize import clean

HEAD = ("Position", "Severity", "Rule", "What", "--fix")

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def text(findings: Iterable[Finding]) -> Iterator[str]:
    """`file:line:column: rule message`, one line a finding."""
    for finding in findings:
        yield f"{_position(finding)}: {finding.rule.name} {finding.message}\n"


def errorformat(findings: Iterable[Finding]) -> Iterator[str]:
    """`file:line:column: severity: message [rule]`, as gcc writes it and editors read it."""
    for finding in findings:
        what = f"{finding.severity.value}: {finding.message} [{finding.rule.name}]"
        yield f"{_position(finding)}: {what}\n"


def statistics(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """How often each rule was broken, most often first; what JSON shows, where changes only add."""
    found = Counter(finding.rule.name for finding in findings)
    fixable = Counter(finding.rule.name for finding in findings if finding.fixable)
    summaries = {finding.rule.name: finding.rule.summary for finding in findings}
    return [
        {"rule": name, "count": found[name], "fixable": fixable[name], "summary": summaries[name]}
        for name in sorted(found, key=lambda name: (-found[name], name))
    ]


def statistic_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """`count  rule  fixable with --fix`, one line a rule."""
    counts = statistics(findings)
    digits = max((len(str(each["count"])) for each in counts), default=0)
    width = max((len(each["rule"]) for each in counts), default=0)
    for each in counts:
        fixable = f"  {each['fixable']} fixable" if each["fixable"] else ""
        yield f"{each['count']:>{digits}}  {each['rule']:<{width}}{fixable}".rstrip() + "\n"


def rows(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """The cells of `HEAD` for each finding."""
    return [
        (_position(each), each.severity.value, each.rule.name, each.message, "yes" * each.fixable)
        for each in findings
    ]


def facts(finding: Finding) -> dict[str, Any]:
    """A finding as JSON shows it; part of the public contract, where changes only add.

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


def annotations(findings: Iterable[Finding]) -> Iterator[str]:
    """Workflow commands (docs.github.com, "Workflow commands"): `::error file=...::message`."""
    for finding in findings:
        properties = {
            "file": clean(finding.file),
            "line": str(finding.position.line),
            "col": str(finding.position.column),
            "endLine": str(finding.end.line),
            "endColumn": str(finding.end.column),
            "title": finding.rule.name,
        }
        stated = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        yield f"::{_COMMANDS[finding.severity]} {stated}::{_data(finding.message)}\n"


def _position(finding: Finding) -> str:
    return f"{clean(finding.file)}:{finding.position.line}:{finding.position.column}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
