"""`mialit search`, lightly: its engine has tests of its own."""

from importlib.util import find_spec

import pytest

from door import entry, keys, ok, run, write

pytestmark = pytest.mark.skipif(
    find_spec("mialit.search.engine") is None, reason="the search engine is not there yet"
)


def test_filters_alone_find_what_list_finds_in_the_same_order(folder):
    years = ("2019", "2021", "2020", "2021")
    text = "".join(
        entry(key, {"title": "A", "year": year}) for key, year in zip("zyxw", years, strict=True)
    )
    bib = write(folder, text)
    assert keys("search", "-b", bib, "has:title") == ["y", "w", "x", "z"]
    assert keys("search", "-b", bib, "has:title") == keys("list", "-b", bib, "has:title")


def test_what_the_issue_names():
    assert keys("search", "label onyl atack", "--limit", "1") == ["choquettechoo2021label"]
    assert keys("search", "label-only")[0] == "choquettechoo2021label"
    nothing = run("search", "zzzz")
    assert (nothing.code, nothing.out) == (1, "")
    assert "nothing found" in nothing.err


def test_what_was_found_goes_on_through_a_pipe():
    tsv = ok("search", "dp").lines
    found = [line.split("\t")[0] for line in tsv]
    exported = ok("export", "-", stdin="\n".join(found).encode()).out
    assert [line.split("{")[1].strip(",") for line in exported.splitlines() if line[:1] == "@"] == (
        found
    )


def test_json_has_score_and_matches_in_the_order_shown():
    found = ok("search", "label-only", "--json").json
    assert found
    scores = [item["score"] for item in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    for match in found[0]["matches"]:
        assert set(match) == {"field", "query", "text", "start", "end", "index"}
        assert 0 <= match["start"] < match["end"]
    assert found[0]["matches"]


@pytest.mark.parametrize("kind", ["json", "jsonl", "tsv", "csv", "md", "bib", "keys", "table"])
def test_every_format_is_valid_when_empty(kind):
    result = run("search", "zzzz", "--format", kind)
    assert result.code == 1
    if kind == "json":
        assert result.json == []


def test_an_empty_query_is_wrong_usage():
    for words in ([], [""], ["  "]):
        assert run("search", *words).code == 2


def test_options_narrow_a_search():
    assert "choquettechoo2021label" not in keys("search", "label-only", "--year", "2020")
    found = ok("search", "attack", "--year", "2020", "--json").json
    assert {item["year"] for item in found} == {2020}


def test_what_matched_is_a_place_in_the_text(folder):
    bib = write(folder, entry("k", {"title": "Label-Only Membership", "year": "2021"}))
    (found,) = ok("search", "-b", bib, "label only", "--json").json
    in_title = [match for match in found["matches"] if match["field"] == "title"]
    parts = [found["title"][match["start"] : match["end"]] for match in in_title]
    assert parts == ["Label", "Only"]


@pytest.mark.parametrize("columns", [(), ("--columns", "key,year")])
def test_a_table_in_a_pipe_explains_in_full(columns):
    words = ("search", "label onyl atack", "--explain", "--limit", "1", "--format", "table")
    told = ok(*words, *columns).out
    assert "`label` in title; `onyl` ~ Only in title; `atack` ~ Attacks in title" in told
