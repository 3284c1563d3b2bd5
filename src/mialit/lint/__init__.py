"""The rules of `lint`: all of them in one table, and running them over a file.

    syntax, vocabulary, ...   one function a rule, in a table with what the documents say of it
    base                      what a rule, a fault and a finding are, and what rules look at
    fixing                    applies fixes until nothing changes any more

Nothing here prints, reads the clock or touches a file.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from mialit.bibtex.model import Entry, Library
from mialit.errors import FileProblem, UsageProblem
from mialit.lint import addresses as address
from mialit.lint import entries as entry
from mialit.lint import fields as field
from mialit.lint import identifiers as identifier
from mialit.lint import list_rules as library
from mialit.lint import syntax, values
from mialit.lint import titles as title
from mialit.lint.base import Context, Fault, Finding, Rule, Severity
from mialit.records.build import records
from mialit.text.normalize import clean
from mialit.text.similarity import nearest
from mialit.vocabulary.model import Vocabulary

__all__ = [
    "RULES", "Context", "Fault", "Finding", "Rule", "Severity", "chosen", "context", "run",
]  # fmt: skip

# In the order in which the documents list them.
RULES: tuple[Rule, ...] = (
    *syntax.RULES,
    *library.RULES,
    *entry.RULES,
    *values.RULES,
    *address.RULES,
    *identifier.RULES,
    *title.RULES,
    *field.RULES,
)


def context(read: Library, vocabulary: Vocabulary, *, own: bool, today: date) -> Context:
    """What rules see of the file *read*; `own` says that *vocabulary* is the file's own."""
    return Context(read, vocabulary, tuple(records(read, vocabulary)), own, today)


def chosen(
    select: Sequence[str], ignore: Sequence[str], vocabulary: Vocabulary, *, own: bool
) -> tuple[Rule, ...]:
    """The rules to run: those *select* names, or all that apply, without those *ignore* names.

    Without *select*, rules that the vocabulary switches off are left out, and, for a file
    without a vocabulary of its own, the rules about a list's wishes.
    Raises UsageProblem for an unknown name, FileProblem for one in the vocabulary.
    """
    known = [rule.name for rule in RULES]
    for name in (*select, *ignore):
        if name not in known:
            raise UsageProblem(f"no rule {name!r}{_near(name, known)}; rules: {', '.join(known)}")
    for name in vocabulary.lint.off:
        if name not in known:
            raise FileProblem(f"lint.off.{name} is no rule{_near(name, known)}")
    off = vocabulary.lint.off if own else ()
    return tuple(
        rule
        for rule in RULES
        if rule.name not in ignore
        and (rule.name in select if select else _applies(rule, vocabulary, off, own=own))
    )


def _applies(rule: Rule, vocabulary: Vocabulary, off: Collection[str], *, own: bool) -> bool:
    if rule.name in off or (rule.wish and not own):
        return False
    return not (rule.name == "key-style" and not vocabulary.lint.keys)


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f", perhaps {' or '.join(near)}" if near else ""


def run(seen: Context, rules: Iterable[Rule]) -> list[Finding]:
    """All that *rules* find, in the order of the file."""
    places = _Places(seen.library)
    found = [places.finding(rule, fault) for rule in rules for fault in rule.check(seen)]
    return sorted(found, key=lambda finding: (finding.span, finding.rule.name, finding.message))


class _Places:
    """Finds lines and entries of offsets in one library."""

    def __init__(self, read: Library) -> None:
        self._read = read
        self._entries: list[Entry] = list(read.entries)
        self._starts = [each.span.start for each in self._entries]

    def finding(self, rule: Rule, fault: Fault) -> Finding:
        """*fault* with all that a person or a program wants to know of it."""
        from bisect import bisect_right

        at = bisect_right(self._starts, fault.span.start) - 1
        key = ""
        if at >= 0 and fault.span.start < self._entries[at].span.end:
            key = clean(self._entries[at].key)
        return Finding(
            file=self._read.name,
            rule=rule,
            severity=Severity.NOTE if fault.note else rule.severity,
            span=fault.span,
            position=self._read.position(fault.span.start),
            end=self._read.position(fault.span.end),
            key=key,
            message=clean(fault.message),
            fix=fault.fix,
        )
