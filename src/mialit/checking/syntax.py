"""The rules of `lint` about a file as BibTeX, for the manuscript's files that break them.

They need the file itself, which mostly is not read: `is_suspect` tells from the records.
"""

from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mialit.checking.base import Finding, Rule
from mialit.checking.rules import OF_SYNTAX
from mialit.records.identity import raw
from mialit.records.model import Record

if TYPE_CHECKING:
    from mialit import lint
    from mialit.bibtex.model import Library
    from mialit.vocabulary.model import Vocabulary

_ANY_DAY = date(2000, 1, 1)  # none of these rules asks


def is_suspect(records: Iterable[Record], faults: Sequence[object]) -> bool:
    """Whether a file with these *records* and *faults* may break one of the rules."""
    if faults:
        return True
    keys: set[str] = set()
    for record in records:
        key = record.key.lower()
        if record.keyless or key in keys or record.type[:1].isdigit() or "ids" in raw(record):
            return True
        if any(name[:1].isdigit() for name in raw(record)):
            return True
        keys.add(key)
    return False


def check(library: "Library", vocabulary: "Vocabulary", wanted: Container[str]) -> list[Finding]:
    """What the rules of `lint` that are *wanted* find in *library*, in the order of the file."""
    from mialit import lint

    asked = [rule for rule in lint.RULES if rule.name in OF_SYNTAX and rule.name in wanted]
    context = lint.context(library, vocabulary, own=False, today=_ANY_DAY)
    return [
        Finding(
            file=found.file,
            line=found.line,
            column=found.column,
            key=found.key,
            paper=None,
            rule=_rule(found.rule),
            field=None,
            has=None,
            says=None,
            message=found.message,
            severity=found.severity,
        )
        for found in lint.run(context, asked)
    ]


def _rule(rule: "lint.Rule") -> Rule:
    return Rule(rule.name, rule.summary, rule.why, rule.wrong, rule.right, rule.severity)
