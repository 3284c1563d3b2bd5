"""The list's keys in a manuscript: what is renamed, what follows, and what stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.bibtex.reader import read
from mialit.checking.renaming import Renamed, rename


def renamed(wanted: dict[str, str], *texts: str) -> Renamed:
    """The files *texts* with the entries that *wanted* has by key called as it says."""
    libraries = [read(text.encode(), f"{number}.bib") for number, text in enumerate(texts)]
    listed = [
        [(entry, wanted[entry.key]) for entry in library.entries if entry.key in wanted]
        for library in libraries
    ]
    return rename(libraries, listed)


CASES = {
    "a key, and what refers to it": (
        {"a": "hu2021x"},
        ["@misc{a, note = {a}}\n@misc{b, crossref = {a}, xdata = {c, a}}\n"],
        ["@misc{hu2021x, note = {a}}\n@misc{b, crossref = {hu2021x}, xdata = {c, hu2021x}}\n"],
        {"a": "hu2021x"},
    ),
    "in another file": (
        {"a": "hu2021x", "b": "yu2020y"},
        ["@misc{a}\n", "@misc{b, crossref = {a}}\n"],
        ["@misc{hu2021x}\n", "@misc{yu2020y, crossref = {hu2021x}}\n"],
        {"a": "hu2021x", "b": "yu2020y"},
    ),
    "two that change places": (
        {"a": "b", "b": "a"},
        ["@misc{a, xref = {b}}\n@misc{b, xref = {a}}\n"],
        ["@misc{b, xref = {a}}\n@misc{a, xref = {b}}\n"],
        {"a": "b", "b": "a"},
    ),
    "another case": ({"A": "a"}, ["@misc{A}\n"], ["@misc{a}\n"], {"A": "a"}),
    "a key that another entry has": (
        {"a": "b"},
        ["@misc{a}\n", "@misc{B}\n"],
        ["@misc{a}\n", "@misc{B}\n"],
        {},
    ),
    "one that stays is in the way of the next": (
        {"a": "b", "b": "c"},
        ["@misc{a}\n@misc{b}\n@misc{c}\n"],
        ["@misc{a}\n@misc{b}\n@misc{c}\n"],
        {},
    ),
    "two entries of one paper": (
        {"a": "x", "b": "x"},
        ["@misc{a}\n@misc{b}\n"],
        ["@misc{x}\n@misc{b}\n"],
        {"a": "x"},
    ),
    "a key that two entries have": (
        {"a": "x"},
        ["@misc{a}\n@misc{A}\n"],
        ["@misc{a}\n@misc{A}\n"],
        {},
    ),
    "no key": ({"": "x"}, ["@misc{, note = {n}}\n"], ["@misc{, note = {n}}\n"], {}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_files_become(name: str) -> None:
    wanted, before, after, keys = CASES[name]
    result = renamed(wanted, *before)
    assert [library.text for library in result.libraries] == after
    assert result.keys == keys
    stays = [key for key in wanted if key and key not in keys]
    assert len(result.left) == len(stays)
    assert all(any(key in line for line in result.left) for key in stays)


_KEYS = st.sampled_from("abcdABCD")


@given(st.lists(_KEYS, max_size=6), st.dictionaries(_KEYS, st.sampled_from("abcxyX")))
def test_no_two_entries_get_one_key(keys: list[str], wanted: dict[str, str]) -> None:
    before = [key.lower() for key in keys]
    text = "".join(f"@misc{{{key}, crossref = {{{key}}}}}\n" for key in keys)
    result = renamed(wanted, text)
    after = [entry.key.lower() for entry in result.libraries[0].entries]
    assert len(after) == len(before)
    assert len(after) - len(set(after)) == len(before) - len(set(before))
    for old, entry in zip(keys, result.libraries[0].entries, strict=True):
        assert entry.key == result.keys.get(old, old)
