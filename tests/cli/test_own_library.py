"""A library of one's own, without a vocabulary: what it holds, and every command on it."""

import re

from library import ENTRIES, TO_READ, TRUE_POSITIVE, library


def test_the_library_is_what_tests_say_of_it():
    text = library()
    given = re.findall(r"(?mi)^@(?!comment|string)\w+\{([^,]+),", text)
    assert len(given) == len({key.lower() for key in given}) == ENTRIES >= 500
    titles = re.findall(r"(?m)^\s*title\s*= \{(.*)\},?$", text)
    assert len(titles) == ENTRIES
    assert not any("true-positive" in title.lower() for title in titles)
    assert len(re.findall(r"abstract.*true-positive", text)) == TRUE_POSITIVE
    assert len(re.findall(r"keywords.*to-read", text)) == TO_READ
    assert not re.search(r"(?mi)^\s*(knowledge|target|kind)\s*=", text)
