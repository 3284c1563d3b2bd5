"""Queries of signs, without a letter or a digit: the same in every command that takes a query."""

import pytest

from door import entry, keys, ok, run, write

SIGNS = [
    "#",
    "!!!",
    ".",
    ":",
    '"#"',
    '"? !"',
    "@ & *",
    "NOT #",
    "# OR %",
    "(#)",
    "\U0001f389",
    '""',
]
CHOOSING = {
    "list": ["list"],
    "search": ["search"],
    "export": ["export", "-q"],
    "stats": ["stats"],
    "matrix": ["matrix"],
    "render": ["render", "markdown", "-q"],
}


@pytest.mark.parametrize("command", CHOOSING)
@pytest.mark.parametrize("signs", SIGNS)
def test_a_query_of_signs_alone_is_wrong_usage(command, signs):
    result = run(*CHOOSING[command], signs)
    assert (result.code, result.out) == (2, "")
    assert f"the query {signs} has no letter and no digit" in result.err


@pytest.fixture
def bib(folder):
    return write(
        folder,
        entry("sharp", {"title": "C# and the rest", "author": "Doe, Jane", "note": "50%"})
        + entry("plain", {"title": "The rest", "author": "Roe, Jim", "note": "half"}),
    )


@pytest.mark.parametrize("command", ["list", "search"])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rest #", {"sharp", "plain"}),
        ("rest - &", {"sharp", "plain"}),
        ("rest NOT #", {"sharp", "plain"}),
        ("half OR #", {"plain"}),
        ("(# OR half) rest", {"plain"}),
        ("has:note !!!", {"sharp", "plain"}),
        # In a field signs are looked for as they are written.
        ("title:#", {"sharp"}),
        ('title:"c#"', {"sharp"}),
        ("note:%", {"sharp"}),
        ("NOT title:#", {"plain"}),
        ("title:%", set()),
        ("author:#", set()),
        ('author:","', {"sharp", "plain"}),
    ],
)
def test_signs_beside_words_and_in_filters(bib, command, query, found):
    assert set(keys(command, query, "-b", bib)) == found


def test_signs_in_options(bib):
    assert keys("list", "--where", "title=#", "-b", bib) == ["sharp"]
    assert keys("list", "--author", "#", "-b", bib) == []


def test_no_query_still_chooses_all(bib):
    assert ok("list", "", "-b", bib, "--count").out == "2\n"
    assert ok("export", "-q", "", "-b", bib).out.count("@misc") == 2
