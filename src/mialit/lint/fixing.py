"""Applies the fixes of findings until nothing changes any more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.model import Library, Span
from mialit.errors import MialitError
from mialit.lint.base import Finding

_ROUNDS = 20  # one fix may call for the next; none needs so many
_TRIALS = 100  # readings to find out which of many fixes a damaged file does not take


@dataclass(frozen=True, slots=True)
class Fixed:
    """A library after fixing, the findings left in it, and those that were fixed."""

    library: Library
    left: tuple[Finding, ...]
    fixed: tuple[Finding, ...]


def fix(library: Library, find: Callable[[Library], Sequence[Finding]]) -> Fixed:
    """*library* with the fixes of what *find* finds applied, again and again.

    Of fixes that overlap, the first in the file goes first; the others wait for the next round.
    A fix that several findings share is applied once for all of them. One that would damage the
    file, or change what it does not concern, is left out.
    Fixing the result again changes nothing.
    """
    fixed: list[Finding] = []
    refused: set[tuple[str, str, str]] = set()
    findings = find(library)
    for _ in range(_ROUNDS):
        waiting = _apart([each for each in findings if each.fix and _name(each) not in refused])
        if not waiting:
            break
        done = _good(library, waiting, iter(range(_TRIALS)))
        # By identity: a fix that many findings share may have thousands of edits.
        made = {id(each.fix) for each in done}
        turned_down = {id(each.fix) for each in waiting} - made
        refused |= {_name(each) for each in findings if id(each.fix) in turned_down}
        if done:
            library = _with(library, done)
            fixed += [each for each in findings if id(each.fix) in made]
            findings = find(library)
    return Fixed(library, tuple(findings), tuple(fixed))


def _good(library: Library, findings: list[Finding], trials: Iterator[int]) -> list[Finding]:
    """Those of *findings* whose fixes *library* takes together, as far as *trials* tell."""
    if _works(library, findings, trials):
        return findings
    if len(findings) == 1:
        return []
    half = len(findings) // 2
    first = _good(library, findings[:half], trials)
    second = _good(library, findings[half:], trials)
    return first + second if _works(library, first + second, trials) else first or second


def _works(library: Library, findings: list[Finding], trials: Iterator[int]) -> bool:
    if findings:
        if next(trials, None) is None:
            return False
        try:
            _with(library, findings)
        except MialitError:
            return False
    return True


def _with(library: Library, findings: Sequence[Finding]) -> Library:
    return changed(library, [edit for finding in findings for edit in finding.fix])


def _name(finding: Finding) -> tuple[str, str, str]:
    """What identifies a finding while offsets move."""
    return finding.rule.name, finding.key, finding.message


def _apart(findings: Sequence[Finding]) -> list[Finding]:
    """As many of *findings*, from the first on, as neither overlap nor touch."""
    fixes = {id(finding.fix): finding.fix for finding in findings}
    hulls = {number: _hull(edits) for number, edits in fixes.items()}
    kept: list[Finding] = []
    end = -1
    for finding in sorted(findings, key=lambda finding: hulls[id(finding.fix)]):
        hull = hulls[id(finding.fix)]
        if hull.start > end:
            kept.append(finding)
            end = hull.end
    return kept


def _hull(edits: Sequence[Edit]) -> Span:
    """From the start of the first edit to the end of the last."""
    spans = [edit.span for edit in edits]
    return Span(min(span.start for span in spans), max(span.end for span in spans))
