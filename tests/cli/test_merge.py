"""`mialit merge`: two entries of one paper become one."""

import pytest

from door import answering, entry, ok, run, write, write_curated

FIRST = entry("one", {"title": "A Title", "author": "Li, Ann", "year": "2020", "note": "mine"})
SECOND = entry(
    "two",
    {"title": "A title", "author": "Li, Ann", "year": "2021", "doi": "10.1/x", "ids": "older"},
    "article",
)
CHILD = entry("child", {"crossref": "two", "title": "C"})


@pytest.fixture
def bib(folder):
    return write(folder, CHILD + FIRST + SECOND)


def fields(folder, key):
    (found,) = ok("show", key, "--json", cwd=folder).json
    return found["type"], found["fields"]


@pytest.mark.parametrize(
    ("prefer", "type_", "year"), [("one", "misc", "2020"), ("two", "article", "2021")]
)
def test_fields_of_both_and_the_key_kept(bib, folder, prefer, type_, year):
    result = ok("merge", "one", "two", "--prefer", prefer, cwd=folder)
    assert result.out.startswith("papers.bib:11: merged two into one\n")
    assert fields(folder, "one") == (
        type_,
        {
            "title": "A Title", "author": "Li, Ann", "year": year, "note": "mine",
            "doi": "10.1/x", "ids": "two, older",
        },
    )  # fmt: skip
    assert fields(folder, "child")[1]["crossref"] == "one"
    assert "@article{two" not in bib.read_text()


def test_without_a_terminal_differences_have_to_be_decided(bib, folder):
    before = bib.read_bytes()
    result = run("merge", "one", "two", cwd=folder)
    assert result.code == 1
    assert "--prefer KEY decides" in result.err
    assert "year: '2020' or '2021'" in result.err
    assert "title" not in result.err  # but for its case the same
    assert bib.read_bytes() == before


def test_on_a_terminal_a_person_is_asked(bib, folder):
    code, seen = answering(folder, ["1", "3", "2"], "merge", "one", "two")
    assert (code, "answer 1 or 2" in seen) == (0, True)
    assert (fields(folder, "one")[0], fields(folder, "one")[1]["year"]) == ("misc", "2021")


def test_a_title_that_is_not_kept_stays_as_an_earlier_one(folder):
    write_curated(
        folder, entry("a", {"title": "New Title"}) + entry("b", {"title": "Old Title", "note": "n"})
    )
    ok("merge", "a", "b", "--prefer", "a", cwd=folder)
    found = fields(folder, "a")[1]
    assert (found["title"], found["formerly"]) == ("New Title", "Old Title")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["one", "one"], 2, "named twice"),
        (["one", "nowhere"], 1, "nowhere"),
        (["one", "two", "--prefer", "three"], 2, "none of the two"),
    ],
)
def test_what_cannot_be_merged_is_said(bib, folder, words, code, said):
    before = bib.read_bytes()
    result = run("merge", *words, cwd=folder)
    assert (result.code, said in result.err) == (code, True)
    assert bib.read_bytes() == before
