"""`mialit remove`: entries go, everything else stays to the byte."""

import pytest

from door import FROZEN, entry, keys, ok, run, write


@pytest.fixture
def own(tmp_path):
    return write(tmp_path, FROZEN.read_bytes())


def test_one_entry_and_its_blank_line(own):
    text = own.read_text()
    start = text.index("@inproceedings{song2019auditing,")
    end = text.index("\n@", start) + 1
    result = ok("remove", "song2019auditing", cwd=own.parent)
    assert own.read_text() == text[:start] + text[end:]
    assert result.out.startswith("papers.bib:609: removed song2019auditing: Auditing Data")


@pytest.mark.parametrize("number", [0, 20, -1])
def test_each_place(own, number):
    every = keys("list", "--sort", "file", cwd=own.parent)
    ok("remove", every[number], cwd=own.parent)
    del every[number]
    assert keys("list", "--sort", "file", cwd=own.parent) == every
    assert own.read_bytes().endswith(b"}\n")
    assert own.read_bytes().startswith(b"% Membership")


def test_several_and_one_twice(own):
    ok("remove", "song2019auditing", "yeom2018privacy", "song2019auditing", cwd=own.parent)
    assert len(keys("list", cwd=own.parent)) == 40


def test_all_or_nothing(own):
    before = own.read_bytes()
    assert run("remove", "song2019auditing", "nobody", cwd=own.parent).code == 1
    assert own.read_bytes() == before


def test_the_difference_alone(own):
    before = own.read_bytes()
    result = ok("remove", "song2019auditing", "--dry-run", cwd=own.parent)
    assert "-@inproceedings{song2019auditing," in result.out
    assert own.read_bytes() == before


def test_others_that_refer_to_it_are_named(tmp_path):
    write(tmp_path, entry("a", {"crossref": "P"}) + entry("p", {"title": "X"}, "proceedings"))
    result = ok("remove", "p", cwd=tmp_path)
    assert "papers.bib:1: warning: a refers to p" in result.err


def test_an_ambiguous_key(tmp_path):
    path = write(tmp_path, entry("a", {"year": "1"}) + entry("a", {"year": "2"}))
    before = path.read_bytes()
    assert run("remove", "a", cwd=tmp_path).code == 1
    assert path.read_bytes() == before


def test_the_last_entry_leaves_an_empty_list(tmp_path):
    path = write(tmp_path, "% head\n\n" + entry("a"))
    ok("remove", "a", cwd=tmp_path)
    assert path.read_text() == "% head\n"
    assert run("list", cwd=tmp_path).code == 1
