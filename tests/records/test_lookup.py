"""Entries by their keys."""

import pytest

from door import entry
from mialit.bibtex.reader import read
from mialit.records.build import records
from mialit.records.lookup import by_key, not_there, other_keys
from mialit.vocabulary.model import Vocabulary

LISTED = list(
    records(
        read("".join(map(entry, ["one", "Two", "two", "Three", "twice", "twice"])).encode(), "x"),
        Vocabulary(),
    )
)


@pytest.mark.parametrize(
    ("asked", "found", "missing"),
    [
        (["one"], ["one"], []),
        (["ONE"], ["one"], []),
        (["three", "one"], ["Three", "one"], []),
        (["two"], ["two"], []),
        (["Two"], ["Two"], []),
        (["TWO"], [], ["TWO"]),
        (["twice"], ["twice", "twice"], []),
        (["one", "one"], ["one"], []),
        (["none", "one", "nil"], ["one"], ["none", "nil"]),
        ([], [], []),
        ([""], [], [""]),
    ],
)
def test_keys(asked, found, missing):
    got, left = by_key(asked, LISTED)
    assert ([record.key for record in got], left) == (found, missing)


def test_what_is_not_there_names_the_nearest():
    lines = not_there(["onne", "zzzzzz"], LISTED).split("\n")
    assert "'onne'" in lines[0]
    assert "perhaps one" in lines[0]
    assert "mialit search" in lines[1]


def test_a_key_in_two_cases_at_once_is_given_once():
    got, _ = by_key(["one", "ONE"], LISTED)
    assert [record.key for record in got] == ["one"]


def test_other_keys_are_read_as_they_are_written():
    text = entry("one", {"title": "A", "ids": "a--b,\n  c~d"})
    listed = list(records(read(text.encode(), "x"), Vocabulary()))
    assert other_keys(listed[0]) == ["a--b", "c~d"]
    assert by_key(["a--b"], listed, aliases=True) == (listed, [])
