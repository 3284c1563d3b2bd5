"""What a query may have: as much is answered, one more is refused, with every command."""

import pytest

from door import entry, run, write
from mialit.query.syntax import LONGEST, MOST_PARTS
from mialit.search.engine import MOST_BRANCHES

PAPERS = "".join(
    entry(key, {"title": title, "author": "Doe, Jane", "year": "2020"})
    for key, title in (("a", "Alpha"), ("b", "Beta"))
)


@pytest.fixture
def bib(folder):
    return write(folder, PAPERS)


def words(count):
    return " ".join(f"w{number}" for number in range(count))


COMMANDS = [
    ("list",),
    ("search",),
    ("stats",),
    ("matrix",),
    ("export", "--query"),
    ("render", "markdown", "--query"),
    ("set", "note=x", "--dry-run", "--query"),
    ("remove", "--dry-run", "--query"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_query_of_more_parts_than_are_read_is_refused(bib, command):
    refused = run(*command, words(MOST_PARTS + 1), "--bib", bib)
    assert (refused.code, refused.out) == (2, "")
    assert f"{MOST_PARTS + 1} words and values; at most {MOST_PARTS} are read" in refused.err
    assert "several queries" in refused.err
    assert run(*command, words(MOST_PARTS), "--bib", bib).code == 1


@pytest.mark.parametrize(
    "query",
    [
        " ".join(['"a"'] * (MOST_PARTS + 1)),
        "x" + " -a" * MOST_PARTS,
        " OR ".join(["a"] * (MOST_PARTS + 1)),
        "author:" + ",".join(["a"] * (MOST_PARTS + 1)),
        "year:" + ",".join(["2020"] * (MOST_PARTS + 1)),
        "title:a " * (MOST_PARTS + 1),
        "NOT (" + "(a) " * (MOST_PARTS + 1) + ")",
        f"{words(MOST_PARTS)} year:2020",
    ],
)
def test_quotes_negations_alternatives_and_values_are_parts(bib, query):
    for command in ("list", "search"):
        refused = run(command, query, "--bib", bib)
        assert refused.code == 2
        assert f"at most {MOST_PARTS} are read" in refused.err


@pytest.mark.parametrize("option", ["--year=2020", "--author=a", "--where=note=a"])
def test_repeated_options_are_parts_of_the_query(bib, option):
    refused = run("list", "--bib", bib, *[option] * (MOST_PARTS + 1))
    assert refused.code == 2
    assert f"at most {MOST_PARTS} are read" in refused.err
    assert run("list", "--bib", bib, *[option] * MOST_PARTS).code in (0, 1)


def test_alternatives_of_a_search_count_written_out(bib):
    many = " OR ".join(["alpha jane"] * MOST_BRANCHES)
    assert run("search", many, "--bib", bib).code == 0
    # Two alternatives by two by two, each with all the words beside them.
    product = f"(a OR b) (c OR d) (e OR f) {words(MOST_PARTS // 8)}"
    refused = run("search", product, "--bib", bib)
    assert refused.code == 2
    assert f"written out, have 280 words and values; at most {MOST_PARTS}" in refused.err
    assert run("list", product, "--bib", bib).code == 1
    refused = run("search", " OR ".join(["a"] * (MOST_BRANCHES + 1)), "--bib", bib)
    assert refused.code == 2
    assert f"more than {MOST_BRANCHES} alternatives" in refused.err


def test_a_query_longer_than_is_read_is_refused(bib):
    for command in ("list", "search"):
        refused = run(command, "a" * (LONGEST + 1), "--bib", bib)
        assert refused.code == 2
        assert f"at most {LONGEST}" in refused.err


def test_a_vocabulary_may_not_need_more_than_a_query_has(folder):
    bib = write(folder, PAPERS)
    needed = f'[lint.needed]\nvolume = "{words(MOST_PARTS + 1)}"\n'
    write(folder, needed, "papers.toml")
    refused = run("lint", bib)
    assert refused.code == 3
    assert f"lint.needed.volume: the query has {MOST_PARTS + 1} words" in refused.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--limit", "9" * 18], 0),
        (["--limit", "9" * 30], 0),
        (["--year", "1-999999999"], 2),
        (["--year", "0000-9999"], 0),
        (["--columns", ",".join(["title"] * 2000)], None),
        (["--columns", "x" * 100_000], 2),
        (["--where", "note=" + "a" * 100_000], 1),
        (["--where", "x" * 100_000], 2),
        (["--sort", "x" * 100_000], 2),
        (["author:" + "a?" * 4000], 1),
        (["(a+)+$ " + "a" * 5000], 1),
    ],
)
def test_options_of_any_size_are_answered_or_refused(bib, words, code):
    result = run("list", "--bib", bib, *words)
    assert result.code in ((0, 1, 2) if code is None else (code,))
    assert "Traceback" not in result.err
