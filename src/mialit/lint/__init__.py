"""Checking a bibliography: rules, findings, and fixes that change no more than they must.

A rule is a function that reads a `Context` (one file with its records and its vocabulary) and
yields violations, under a `rule` that says what the documents say of it and which fields its
fixes may touch. `rules/` has one module for each thing that is checked; a module put there is
found without being named elsewhere. `base` says what a rule, its context and a finding are;
`fixing` applies fixes until nothing changes any more, and leaves out those that would damage the
file. The door is `context`, `chosen` and `run`, and `fixing.fix`. The room prints nothing, reads
no clock and touches no file.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from mialit.bibtex.model import Library
from mialit.errors import FileProblem, Severity, UsageProblem
from mialit.lint.base import Context, Finding, Rule, Violation
from mialit.lint.rules import RULES
from mialit.records.build import records
from mialit.text.normalize import clean
from mialit.text.phrases import perhaps
from mialit.text.similarity import nearest
from mialit.vocabulary.model import Vocabulary

__all__ = [
    "RULES", "Context", "Finding", "Rule", "Severity", "Violation", "chosen", "context", "run",
]  # fmt: skip


def context(read: Library, vocabulary: Vocabulary, *, own: bool, today: date) -> Context:
    """What rules see of the file *read*; `own` says that *vocabulary* is the file's own."""
    return Context(read, vocabulary, tuple(records(read, vocabulary)), own, today)


def chosen(
    select: Sequence[str], ignore: Sequence[str], vocabulary: Vocabulary, *, own: bool
) -> tuple[Rule, ...]:
    """The rules to run: those *select* names, or all that apply, without those *ignore* names.

    Without *select*, rules that the vocabulary switches off are left out, and, for a file
    without a vocabulary of its own, the rules that need one.
    Raises UsageProblem for an unknown name, FileProblem for one in the vocabulary.
    """
    known = [rule.name for rule in RULES]
    for name in (*select, *ignore):
        if name not in known:
            hint = perhaps(nearest(name, known))
            raise UsageProblem(f"no rule {name!r}{hint}; rules: {', '.join(known)}")
    for name in vocabulary.lint.off:
        if name not in known:
            raise FileProblem(f"lint.off.{name} is no rule{perhaps(nearest(name, known))}")
    off = {*(vocabulary.lint.off if own else ()), *(() if vocabulary.lint.keys else ["key-style"])}
    return tuple(
        rule
        for rule in RULES
        if rule.name not in ignore
        and (rule.name in select if select else rule.name not in off)
        and (select or own or not rule.needs_own_vocabulary)
    )


def run(seen: Context, rules: Iterable[Rule]) -> list[Finding]:
    """All that *rules* find, in the order of the file."""
    entries = list(seen.library.entries)
    starts = [entry.span.start for entry in entries]

    def key_at(offset: int) -> str:
        number = bisect_right(starts, offset) - 1
        inside = number >= 0 and offset < entries[number].span.end
        return clean(entries[number].key) if inside else ""

    found = [
        Finding(
            file=seen.library.name,
            rule=rule,
            severity=violation.severity or rule.severity,
            span=violation.span,
            position=seen.library.position(violation.span.start),
            end=seen.library.position(violation.span.end),
            key=key_at(violation.span.start),
            message=clean(violation.message),
            fix=violation.fix,
        )
        for rule in rules
        for violation in rule.check(seen)
    ]
    return sorted(found, key=lambda finding: (finding.span, finding.rule.name, finding.message))
