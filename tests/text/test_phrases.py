"""Numbers with their nouns, and hints."""

import pytest

from mialit.text.phrases import counted, perhaps


@pytest.mark.parametrize(
    ("number", "nouns", "text"),
    [
        (0, ("entry", "entries"), "0 entries"),
        (1, ("entry", "entries"), "1 entry"),
        (2, ("paper",), "2 papers"),
        (1, ("paper",), "1 paper"),
        (12345, ("list",), "12,345 lists"),
    ],
)
def test_a_number_with_its_noun(number, nouns, text):
    assert counted(number, *nouns) == text


def test_near_words_are_offered():
    assert perhaps([]) == ""
    assert perhaps(["year"]) == ", perhaps year"
    assert perhaps(["a b", "c"], repr) == ", perhaps 'a b' or 'c'"
    assert perhaps(iter(["a"]), before="; ") == "; perhaps a"
