"""`mialit sort`: entries in another order, and every byte of them."""

import pytest

from door import BUNDLED, entry, keys, ok, run, write

TEXT = (
    "% My list\n\n"
    "@misc{old,\n  title = {B},\n  year = 2019\n}\n\n"
    "% read this again\n@misc{new, title = {A}, year = {2021}}\n\n"
    "@misc{none, title = \"C\"}\n% the end\n"
)  # fmt: skip


@pytest.fixture
def bib(folder):
    return write(folder, TEXT)


def test_the_lists_order_moves_whole_entries_with_their_comments(bib, folder):
    result = ok("sort", cwd=folder)
    assert result.out == "papers.bib: 1 entry moved\n"
    assert bib.read_text() == (
        "% My list\n\n"
        "% read this again\n@misc{new, title = {A}, year = {2021}}\n\n"
        "@misc{old,\n  title = {B},\n  year = 2019\n}\n\n"
        "@misc{none, title = \"C\"}\n% the end\n"
    )  # fmt: skip
    assert "nothing to change" in ok("sort", cwd=folder).err


def test_other_orders_and_a_dry_run(bib, folder):
    assert ok("sort", "--sort", "title", "--dry-run", cwd=folder).out.startswith("--- papers.bib")
    assert bib.read_text() == TEXT
    ok("sort", "--sort", "title", cwd=folder)
    assert keys("list", "--sort", "file", cwd=folder) == ["new", "old", "none"]
    ok("sort", "--sort", "key", "--reverse", cwd=folder)
    assert keys("list", "--sort", "file", cwd=folder) == ["old", "none", "new"]


def test_what_others_refer_to_stays_behind_them(folder):
    text = entry("child", {"year": "2001", "crossref": "book"}) + entry("book", {"year": "2020"})
    write(folder, text)
    assert "nothing to change" in ok("sort", cwd=folder).err


def test_a_definition_in_the_way_is_named_and_nothing_is_written(folder):
    text = entry("a", {"year": "2001"}) + "@string{j = {J}}\n@misc{b, year = 2020, journal = j}\n"
    bib = write(folder, text)
    result = run("sort", cwd=folder)
    assert (result.code, "papers.bib:4: @string{j}" in result.err) == (3, True)
    assert bib.read_text() == text


def test_the_bundled_list_comes_back_from_another_order(folder):
    bib = write(folder, BUNDLED.read_bytes())
    write(folder, BUNDLED.with_suffix(".toml").read_bytes(), "papers.toml")
    ok("sort", "--sort", "title", cwd=folder)
    assert "order" in run("lint", "--select", "order", cwd=folder).out
    ok("sort", cwd=folder)
    assert ok("lint", "--select", "order", cwd=folder).out == ""
    assert sorted(bib.read_bytes()) == sorted(BUNDLED.read_bytes())


def test_lint_does_not_change_which_of_two_entries_with_one_key_counts(folder):
    """BibTeX takes the first of the two, which is not for a program to choose."""
    write(folder, "[lint]\norder = true\n", "papers.toml")
    bib = write(folder, entry("a", {"note": "x"}) + entry("a", {"year": "2020"}))
    before = bib.read_bytes()
    assert "order" in run("lint", "--select", "order", "--fix", cwd=folder).out
    assert bib.read_bytes() == before
    write(folder, entry("a", {"note": "x"}) + entry("b", {"year": "2020"}))
    ok("lint", "--select", "order", "--fix", cwd=folder)
    assert keys("list", "--sort", "file", cwd=folder) == ["b", "a"]
