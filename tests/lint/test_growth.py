"""Checking and fixing take time by the number of fields that an entry repeats."""

from datetime import date

import pytest

from door import entry, steps
from mialit.bibtex.reader import read
from mialit.lint import RULES, context, run
from mialit.lint.fixing import fix
from mialit.storage.sources import bundled_vocabulary

VOCABULARY = bundled_vocabulary()


def findings(library):
    return run(context(library, VOCABULARY, own=False, today=date(2026, 7, 1)), RULES)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: entry("a", ["title = {One}", *["note = {x}"] * n]),
        lambda n: entry("a", ["title = {One}\n  note = {x}" + "\n  note = {x}" * n]),
    ],
    ids=["fields", "without commas"],
)
def test_checking_takes_time_by_the_number_of_repeated_fields(make):
    def checking(number):
        library = read(make(number).encode(), "x.bib")
        assert len(findings(library)) >= number - 1
        return steps(lambda: findings(library))

    assert checking(200) < 5 * checking(50)


def test_fixing_takes_time_by_the_number_of_repeated_fields():
    def fixing(number):
        source = entry("a", ["title = {One}", *["note = {x}"] * number])
        library = read(source.encode(), "x.bib")
        assert fix(library, findings).library.text.count("note") == 1
        return steps(lambda: fix(library, findings))

    assert fixing(200) < 5 * fixing(50)
