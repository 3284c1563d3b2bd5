"""Checking and fixing take time by the number of repeated fields, and of macros in a chain."""

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


def chain(number, *, late):
    """Entries that each use a macro, of which each is defined by the one before."""
    strings = "".join(f"@string{{s{n} = s{n - 1} # {{a_b}}}}\n" for n in range(1, number))
    strings = f"@string{{s0 = {{a_b}}}}\n{strings}"
    entries = "".join(
        f"@article{{k{n},\n  title = {{Paper {n}}},\n  journal = s{n},\n}}\n\n"
        for n in range(number)
    )
    return entries + strings if late else strings + entries


@pytest.mark.parametrize(
    ("name", "late"), [("unescaped-character", False), ("late-macro", True)], ids=str
)
def test_checking_takes_time_by_the_number_of_macros_in_a_chain(name, late):
    (rule,) = (rule for rule in RULES if rule.name == name)

    def checking(number):
        library = read(chain(number, late=late).encode(), "x.bib")
        seen = context(library, VOCABULARY, own=False, today=date(2026, 7, 1))
        assert run(seen, [rule])
        return steps(lambda: run(seen, [rule]))

    assert checking(200) < 5 * checking(50)
