"""What a rule finds in an entry does not depend on the entries before it and behind it."""

import re

import pytest

from lint.common import check
from lint.tables import ROWS
from mialit.lint import Finding

FIRST = "@misc{zfirst, note = {Nothing is wrong here}, year = {2999}, released = {2999-12}}"
LAST = "@misc{zlast, note = {Nor here}}"

# Rules that hold entries against each other: next to any row of theirs they find more.
BETWEEN_ENTRIES = {
    "duplicate-key", "duplicate-paper", "order", "unused-parent", "broken-reference",
    "parent-before-child", "nested-crossref",
}  # fmt: skip
BETWEEN_ENTRIES |= {"no-key", "commented-entry"}


def _seen(findings: list[Finding], shift: int = 0) -> list[tuple[str, int, int, str, bool]]:
    """*findings* in a file of which they begin *shift* lines further down."""

    def moved(found: re.Match[str]) -> str:
        return f"{found[1]}line {int(found[2]) + shift}"

    return [
        (
            each.key,
            each.position.line + shift,
            each.position.column,
            re.sub(r"(on |before |--)line (\d+)", moved, each.message),
            each.fixable,
        )
        for each in findings
    ]


def _assert_side_by_side(rule: str, *texts: str) -> None:
    """Asserts that *texts* in one file are found and fixed as each of them alone is."""
    together = check(rule, "\n".join(texts))
    expected, line = [], 0
    alone = [check(rule, text) for text in texts]
    for text, checked in zip(texts, alone, strict=True):
        expected += _seen(checked.findings, line)
        line += text.count("\n") + 1
    # What belonged at the end belongs before the entry that stands there now.
    found = [
        (*at, message.replace("before `zlast`", "at the end"), fixable)
        for *at, message, fixable in _seen(together.findings)
    ]
    assert found == expected, texts
    # A copy that goes takes the blank lines with it that set it off from what follows.
    wanted = "\n".join(checked.fixed for checked in alone)
    blank = re.compile(r"\n+" if rule == "duplicate-key" else r"(?!)")
    assert blank.sub("\n", together.fixed) == blank.sub("\n", wanted)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in ROWS for text in ROWS[rule]])
def test_between_clean_entries(rule: str, text: str) -> None:
    _assert_side_by_side(rule, FIRST, text, LAST)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rule, text)
        for rule in ROWS
        if rule not in BETWEEN_ENTRIES
        for text in ROWS[rule]
        if "@string" not in text
    ],
)
def test_behind_every_other_row(rule: str, text: str) -> None:
    others = [other for other in ROWS[rule] if _of_one_kind(other, text)]
    assert others
    for other in others:
        _assert_side_by_side(rule, other, text)


def _of_one_kind(one: str, other: str) -> bool:
    """Whether neither changes how the other is read: by the file's encoding or a macro."""
    return one.isascii() == other.isascii() and "@string" not in one + other
