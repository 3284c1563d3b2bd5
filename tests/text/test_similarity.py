"""How alike two words are taken to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.text.similarity import closest, nearest, within

WORDS = sorted(["only", "attack", "attacks", "learning", "membership", "memorization"], key=len)


@pytest.mark.parametrize(
    ("typed", "most", "expected"),
    [
        ("onyl", 1, {"only": 1}),  # transposed letters count once
        ("atack", 1, {"attack": 1}),
        ("atack", 2, {"attack": 1, "attacks": 2}),
        ("attack", 1, {"attacks": 1}),  # the word itself is no typo
        ("membreship", 2, {"membership": 1}),
        ("memorizaiton", 2, {"memorization": 1}),
        ("memorizaton", 1, {"memorization": 1}),
        ("protein", 1, {}),
    ],
)
def test_within(typed, most, expected):
    assert within(typed, WORDS, most) == expected


def test_within_counts_letters_between_transposed_ones():
    assert within("aggregiaon", ["aggregation"], 2) == {"aggregation": 2}


def test_within_leaves_endless_words_alone():
    assert within("a" * 100_000, ["a" * 99_999], 2) == {}


def test_closest_is_the_same_in_any_order():
    assert closest("lerning", WORDS) == ["learning"]
    assert closest("xylophone", WORDS) == []


def test_nearest():
    assert nearest("knowlege", ["knowledge", "kind", "target"])[0] == "knowledge"
    assert nearest("zzz", ["knowledge", "kind"]) == []


@given(st.text(alphabet="abcde", max_size=9), st.lists(st.text(alphabet="abcde", max_size=9)))
def test_within_is_within(word, known):
    found = within(word, sorted(known, key=len), 2)
    assert set(found) <= set(known)
    assert all(1 <= typos <= 2 for typos in found.values())
    assert word not in found
