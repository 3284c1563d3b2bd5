"""`mialit rename`: a key changes, also where other entries refer to it."""

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


@pytest.mark.parametrize("new", ["a b", "a,b", "", "b", "B", "a}"])
def test_what_cannot_be_the_key(tmp_path, new):
    path = write(tmp_path, entry("a") + entry("b"))
    before = path.read_bytes()
    assert run("rename", "a", new, cwd=tmp_path).code == 2
    assert path.read_bytes() == before


def test_the_difference_alone_and_the_same_key(tmp_path):
    path = write(tmp_path, entry("a"))
    assert "+@misc{b" in ok("rename", "a", "b", "--dry-run", cwd=tmp_path).out
    assert "nothing changes" in ok("rename", "a", "a", cwd=tmp_path).err
    assert path.read_text() == entry("a")


def test_a_key_that_is_not_there_or_twice_there(tmp_path):
    write(tmp_path, entry("a", {"year": "1"}) + entry("a", {"year": "2"}))
    assert run("rename", "a", "b", cwd=tmp_path).code == 1
    assert run("rename", "x", "b", cwd=tmp_path).code == 1
