"""`mialit list`: which entries, in which order, how many."""

import re

import pytest

from door import entry, keys, ok, run, write

A = {"title": "Alpha", "author": "Zo, Ann", "year": "2019", "released": "2018-01", "venue": "ICML"}
B = {"title": "Beta", "author": "Yu, Bo", "year": "2020", "venue": "CCS"}
C = {"title": "Gamma", "author": "Xi, Cy", "year": "2020", "released": "2019-03", "venue": "AAAI"}
D = {"title": "delta", "author": "Wu, Di", "year": "2020", "released": "2020-02", "venue": "CCS"}
E = {"title": "Epsilon", "author": "Vo, Ed"}
F = {"title": "{\\'E}psilon the other", "author": "Ek, Fy", "year": "2020"}
FILE = "".join(entry(key, fields) for key, fields in zip("aBcdef", (A, B, C, D, E, F), strict=True))


@pytest.fixture
def bib(folder):
    return write(folder, FILE)


def test_the_order_is_year_then_release_newest_first_then_file(bib):
    assert keys("list", "-b", bib) == ["d", "c", "B", "f", "a", "e"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("year", "dcBfae"),
        ("released", "dcaBfe"),
        ("title", "aBdefc"),
        ("author", "fedcBa"),
        ("venue", "cdBafe"),
        ("key", "aBcdef"),
        ("file", "aBcdef"),
    ],
)
def test_every_sort_and_its_reverse(bib, order, expected):
    assert keys("list", "-b", bib, "--sort", order) == list(expected)
    assert keys("list", "-b", bib, "--sort", order, "--reverse") == list(expected)[::-1]


def test_relevance_is_for_search_and_an_unknown_order_names_those_there_are(bib):
    for order in ("relevance", "titel"):
        result = run("list", "-b", bib, "--sort", order)
        assert result.code == 2
        assert not result.stdout
        assert "search" in result.err if order == "relevance" else "title" in result.err


@pytest.mark.parametrize(("limit", "number"), [(1, 1), (5, 5), (6, 6), (0, 6), (10**12, 6)])
def test_limits(bib, limit, number):
    assert keys("list", "-b", bib, "--limit", str(limit)) == list("dcBfae")[:number]


@pytest.mark.parametrize("limit", ["-1", "x", "1.5"])
def test_a_bad_limit_is_wrong_usage(bib, limit):
    result = run("list", "-b", bib, "--limit", limit)
    assert (result.code, result.out) == (2, "")
    assert "--limit" in result.err


def test_count_prints_the_number_alone_and_no_limit_counts(bib):
    assert ok("list", "-b", bib, "--count").out == "6\n"
    assert ok("list", "-b", bib, "--count", "--limit", "2", "venue:ccs").out == "2\n"
    nothing = run("list", "-b", bib, "--count", "nowhere")
    assert (nothing.code, nothing.out) == (1, "0\n")


def test_a_query_may_be_several_arguments_and_every_word_must_be_there(bib):
    assert keys("list", "-b", bib, "other", "epsilon") == ["f"]
    assert keys("list", "-b", bib, "other epsilon") == ["f"]
    assert keys("list", "-b", bib, "epsilon") == ["f", "e"]
    assert keys("list", "-b", bib, '"the other"') == ["f"]
    assert keys("list", "-b", bib, '"other the"') == []


def test_an_empty_query_is_every_entry(bib):
    assert len(keys("list", "-b", bib, "")) == len(keys("list", "-b", bib)) == 6


@pytest.mark.parametrize("word", ["-gamma", "-venue:ccs", "-word"])
def test_a_word_that_begins_with_a_dash_is_an_option_and_the_error_shows_the_way(bib, word):
    result = run("list", "-b", bib, word)
    assert (result.code, result.out) == (2, "")
    assert f"NOT {word[1:]}" in result.err
    assert f'{word}"' in result.err


def test_not_is_the_same_as_a_dash_in_quotes(bib):
    assert keys("list", "-b", bib, "NOT venue:ccs") == ["c", "f", "a", "e"]
    assert keys("list", "-b", bib, "year:2020 -venue:ccs") == ["c", "f"]
    assert keys("list", "-b", bib, "NOT", "venue:ccs", "year:2020") == ["c", "f"]


def test_what_the_cards_command_says():
    found = set(keys("list", "--year", "2020", "--knowledge", "white-box"))
    facts = {
        item["key"]
        for item in ok("list", "--json").json
        if item["year"] == 2020 and "white-box" in item["knowledge"]
    }
    assert found == facts
    assert found >= {"chen2020gan", "leino2020stolen", "zhang2020gan"}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--venue", "icml", "--year", "2022"], ["year:2022"]),
        (["--venue", "icml", "--year", "2020"], ["venue:icml", "year:2020", "leaves"]),
        (["nowhere"], ["nowhere"]),
        (["alpha", "gamma"], ["alpha", "gamma", "leaves 1"]),
    ],
)
def test_nothing_found_says_which_filter_emptied_it(bib, words, names):
    result = run("list", "-b", bib, *words)
    assert (result.code, result.out) == (1, "")
    assert all(name in result.err for name in names), result.err
    assert str(bib) in result.err


def test_nothing_found_in_a_list_without_entries(folder):
    bib = write(folder, "% nothing yet\n")
    result = run("list", "-b", bib)
    assert (result.code, result.out) == (1, "")
    assert "no entry" in result.err


def test_a_widened_value_is_said():
    result = ok("list", "--target", "text", "--format", "keys")
    assert "text generation models" in result.err
    assert "text embedding models" in result.err


def test_columns_choose_and_an_unknown_one_names_the_nearest(bib):
    assert ok("list", "-b", bib, "--columns", "venue,key", "--limit", "1").out == "CCS\td\n"
    assert ok("list", "-b", bib, "--columns", "key , KEY,doi", "--limit", "1").out == "d\t\n"
    result = run("list", "-b", bib, "--columns", "titel")
    assert (result.code, result.out) == (2, "")
    assert "title" in result.err
    assert run("list", "-b", bib, "--columns", ",").code == 2


def test_forty_two():
    assert len(ok("list", "--format", "json").json) == 42


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("doi:10.1145", ["full", "late"]),
        ("doi:10.1145/1", ["full"]),
        ("doi:https://doi.org/10.1145/2", ["late"]),
        ("eprint:1610.05820", ["full"]),
        ("eprint:16", ["full"]),
        ("url:example", ["full"]),
        ("author:zo", ["full"]),
        ("title:alpha", ["full"]),
        ("venue:icml", ["full"]),
        ("code:github", ["full"]),
        ("released:2018", ["full"]),
        ("pages:12", ["full"]),
        ("year:2019", ["full"]),
        ("has:doi", ["full", "late"]),
        ("no:doi", ["none", "other"]),
        ("NOT doi:10.1145", ["none", "other"]),
        ("no:author", ["none", "late", "other"]),
        ("no:title", ["none", "late"]),
        ("no:year", ["none", "late", "other"]),
        ("no:url", ["none", "late", "other"]),
        ("no:pages", ["none", "late", "other"]),
    ],
)
def test_entries_that_lack_a_field_neither_match_nor_end_the_search(folder, query, expected):
    full = {
        "title": "Alpha",
        "author": "Zo, Ann",
        "year": "2019",
        "released": "2018-01",
        "venue": "ICML",
        "doi": "10.1145/1",
        "eprint": "1610.05820",
        "archiveprefix": "arXiv",
        "url": "https://example.org/a",
        "code": "https://github.com/a/b",
        "pages": "12--13",
    }
    text = (
        entry("none")
        + entry("full", full)
        + entry("late", {"doi": "10.1145/2"})
        + entry("other", {"title": "Other"})
    )
    bib = write(folder, text)
    assert keys("list", "-b", bib, "--sort", "file", query) == expected


# ------------------------------------------------------------------ any field

ANY = (
    entry("a", {"volume": "10", "pages": "100--110", "note": "beta", "keywords": "x, b"})
    + entry("b", {"volume": "9", "pages": "9", "note": "Alpha"})
    + entry("c", {"year": "2020"})
    + entry("d", {"volume": "9.5", "pages": "S12", "keywords": "a"})
)


@pytest.mark.parametrize(
    ("field", "order"),
    [
        ("volume", "bdac"),
        ("pages", "badc"),
        ("note", "bacd"),
        ("Keywords", "dacb"),
        ("tags", "dacb"),
        ("type", "cabd"),
        ("doi", "cabd"),
        ("authors", "cabd"),
    ],
)
def test_a_list_is_sorted_by_any_field(folder, field, order):
    bib = write(folder, ANY, "library.bib")
    assert "".join(keys("list", "-b", bib, "--sort", field)) == order
    assert "".join(keys("list", "-b", bib, "--sort", field, "--reverse")) == order[::-1]
    export = ok("export", "-b", bib, "--sort", field).out
    assert "".join(re.findall(r"@misc\{(\w)", export)) == order
    found = keys("search", "-b", bib, "year:2020", "OR", "no:year", "--sort", field)
    assert "".join(found) == order


def test_an_unknown_order_names_the_nearest(folder):
    bib = write(folder, ANY, "library.bib")
    for words in (["list"], ["search", "year:2020"], ["export"], ["export", "a"]):
        result = run(*words, "-b", bib, "--sort", "volme")
        assert (result.code, result.out) == (2, "")
        assert "perhaps volume" in result.err
    assert "perhaps title" in run("list", "--sort", "titel").err


def test_relevance_is_an_order_of_search_alone():
    result = run("list", "--sort", "relevance")
    assert (result.code, "only search" in result.err) == (2, True)
    assert "relevance" not in ok("list", "--help").out
    found = keys("search", "label-only")
    assert keys("search", "label-only", "--sort", "relevance") == found
    assert found != []


def test_a_label_is_an_order():
    assert keys("list", "--sort", "Target Model") == keys("list", "--sort", "target")
    assert keys("list", "--sort", "target") != keys("list")
