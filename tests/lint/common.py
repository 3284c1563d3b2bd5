"""Runs one rule over a text, as `lint` does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from door import FROZEN
from mialit import lint as rules
from mialit.bibtex.model import Library
from mialit.bibtex.reader import read
from mialit.lint import Finding
from mialit.lint.fixing import fix
from mialit.vocabulary import toml_reader
from mialit.vocabulary.model import LintSettings, Vocabulary

TODAY = date(2026, 11, 23)
_LIST = toml_reader.parse(FROZEN.with_suffix(".toml").read_text("utf-8"), "papers.toml")
LIST = _LIST._replace(lint=LintSettings(keys="family-year-word", order=True, braces=True))
BY_NAME = {rule.name: rule for rule in rules.RULES}


@dataclass(frozen=True)
class Checked:
    findings: Sequence[Finding]
    fixed: str  # the text after fixing with this rule alone
    left: Sequence[Finding]

    @property
    def messages(self) -> list[str]:
        return [found.message for found in self.findings]


def library(text: str | bytes) -> Library:
    return read(
        text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"), "a.bib"
    )


def find(read_: Library, *names: str, own: bool = True, asked: Vocabulary = LIST) -> list[Finding]:
    seen = rules.context(read_, asked, own=own, today=TODAY)
    return rules.run(seen, [BY_NAME[name] for name in names] if names else rules.RULES)


def check(name: str, text: str | bytes, *, own: bool = True, asked: Vocabulary = LIST) -> Checked:
    """What the rule *name* finds in *text*, and what its fixes make of it."""
    read_ = library(text)
    found = find(read_, name, own=own, asked=asked)
    fixed = fix(read_, lambda each: find(each, name, own=own, asked=asked))
    return Checked(found, fixed.library.text, fixed.left)
