"""`mialit rename`: a key changes, also where other entries refer to it."""

import re
import shlex

import pytest

from door import FROZEN, entry, ok, run, write


def test_the_key_alone_changes(tmp_path):
    path = write(tmp_path, FROZEN.read_bytes())
    before = path.read_bytes()
    result = ok("rename", "yeom2018privacy", "yeom2018overfitting", cwd=tmp_path)
    assert path.read_bytes() == before.replace(b"{yeom2018privacy,", b"{yeom2018overfitting,")
    assert result.out == "papers.bib:735: renamed yeom2018privacy to yeom2018overfitting\n"


def test_also_where_others_refer_to_it(tmp_path):
    children = entry("a", {"crossref": "P"}) + entry("b", {"xdata": "x,p", "note": "p"})
    path = write(tmp_path, children + entry("p", {"title": "X"}, "proceedings"))
    result = ok("rename", "p", "q", cwd=tmp_path)
    assert path.read_text() == children.replace("{P}", "{q}").replace("x,p", "x,q") + entry(
        "q", {"title": "X"}, "proceedings"
    )
    assert "a, b" in result.out


def test_every_reference_follows_wherever_it_stands(tmp_path):
    """Behind other fields, several in one entry, in lists of keys; what only looks like one stays.

    A joined value and a macro are beyond a change of this entry: they stay, and what follows
    them in the entry is still seen.
    """
    text = (
        '@string{p = "p"}\n'
        + entry("a", ["title = {p}", "year = 2020", "crossref = {p}", 'xdata = "x, p, y"'])
        + entry("b", ["xref = p", "related = {p} # {}", "crossref = {p}"])
        + entry("c", ["title = {none}"])
        + entry("d", ["crossref = {pp}", "entryset = {pp,P}"])
        + entry("p", {"title": "X"}, "proceedings")
        + entry("e", {"crossref": "p"})
    )
    path = write(tmp_path, text)
    result = ok("rename", "p", "q", cwd=tmp_path)
    expected = (
        text.replace("crossref = {p}", "crossref = {q}")
        .replace('"x, p, y"', '"x, q, y"')
        .replace("{pp,P}", "{pp,q}")
        .replace("@proceedings{p,", "@proceedings{q,")
    )
    assert path.read_text() == expected
    assert "  also where these refer to it: a, b, d, e\n" in result.out


@pytest.mark.parametrize("new", ["a b", "a,b", "", "a}"])
def test_what_cannot_be_the_key(tmp_path, new):
    path = write(tmp_path, entry("a") + entry("b"))
    before = path.read_bytes()
    assert run("rename", "a", new, cwd=tmp_path).code == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize("new", ["b", "B", "foo", "FOO", "Foo"])
def test_the_key_of_another_entry_in_any_case(tmp_path, new):
    """BibTeX compares keys without case: `foo` beside `FOO` would be a repeated entry."""
    path = write(tmp_path, entry("b") + entry("a") + entry("FOO"))
    before = path.read_bytes()
    result = run("rename", "a", new, cwd=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert f"is the key of the entry at papers.bib:{1 if new in 'bB' else 5}" in result.err
    assert path.read_bytes() == before


def test_the_case_alone_of_a_key_may_change(tmp_path):
    path = write(tmp_path, entry("a") + entry("c", {"crossref": "a"}))
    ok("rename", "a", "A", cwd=tmp_path)
    assert path.read_text() == entry("A") + entry("c", {"crossref": "A"})


def test_the_difference_alone_and_the_same_key(tmp_path):
    path = write(tmp_path, entry("a"))
    assert "+@misc{b" in ok("rename", "a", "b", "--dry-run", cwd=tmp_path).out
    assert "nothing to change" in ok("rename", "a", "a", cwd=tmp_path).err
    assert path.read_text() == entry("a")


def test_a_key_that_is_not_there_or_twice_there(tmp_path):
    write(tmp_path, entry("a", {"year": "1"}) + entry("a", {"year": "2"}))
    assert run("rename", "a", "b", cwd=tmp_path).code == 1
    assert run("rename", "x", "b", cwd=tmp_path).code == 1


LAST = entry("a", {"year": "2"})
TWICE = entry("child", {"crossref": "a"}) + entry("a", {"year": "1"}) + entry("b") + LAST


@pytest.mark.parametrize("line", [9, 10])
def test_of_entries_with_one_key_the_one_at_a_line(tmp_path, line):
    """References stay: they may mean the other one."""
    path = write(tmp_path, TWICE)
    result = ok("rename", "--line", str(line), "new", cwd=tmp_path)
    assert path.read_text() == TWICE[: -len(LAST)] + LAST.replace("{a,", "{new,")
    assert result.out == "papers.bib:9: renamed a to new\n  these still refer to a: child\n"
    ok("rename", "--line", "4", "older", cwd=tmp_path)
    assert "@misc{child,\n  crossref = {older}" in path.read_text()


def test_the_call_that_a_message_offers_works(tmp_path):
    text = entry("a", {"year": "1"}) + entry("a", {"year": "2"})
    for words in (["set", "a", "year=3"], ["rename", "a", "b"], ["remove", "a"], ["lint"]):
        path = write(tmp_path, text)
        result = run(*words, cwd=tmp_path)
        assert result.code == 1
        (offered,) = re.findall(r"(?m): mialit (rename --line .*?)$", result.out + result.err)
        ok(*shlex.split(offered.replace("NEW", "new")), cwd=tmp_path)
        assert path.read_text() == entry("a", {"year": "1"}) + entry("new", {"year": "2"})
        assert run("lint", "--select", "duplicate-key", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["a"], 2), (["a", "b", "c"], 2), (["--line", "1", "a", "b"], 2), (["--line", "1"], 2),
        (["--line", "0", "b"], 2), (["--line", "7", "b"], 1), (["--line", "99", "b"], 1),
        (["--line", "8", "child"], 2),
    ],
)  # fmt: skip
def test_words_and_lines_that_name_no_entry(tmp_path, words, code):
    path = write(tmp_path, TWICE.replace("\n}\n@misc{b", "\n}\n% between\n@misc{b"))
    before = path.read_bytes()
    result = run("rename", *words, cwd=tmp_path)
    assert (result.code, result.out) == (code, "")
    assert path.read_bytes() == before
