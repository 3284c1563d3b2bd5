"""`mialit render`: whole, between markers, checked."""

import os
import stat

import pytest

from door import CONTROL, FROZEN, entry, ok, run, write

BEGIN, END = "<!-- mialit:begin -->", "<!-- mialit:end -->"
FILE = entry("a", {"title": "Alpha", "year": "2020", "kind": "attack", "venue": "CCS"}) + entry(
    "b", {"title": "Beta", "year": "2021", "kind": "survey"}
)


@pytest.fixture
def bib(folder):
    return write(folder, FILE)


def test_whole_to_standard_output_and_to_a_new_file(bib, folder):
    printed = ok("render", "markdown", cwd=folder)
    ok("render", "markdown", "-o", "list.md", cwd=folder)
    assert (folder / "list.md").read_bytes() == printed.stdout
    assert printed.out.count(BEGIN) == printed.out.count(END) == 1
    assert ok("render", "markdown", "-o", "-", cwd=folder).stdout == printed.stdout


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_between_markers_all_else_stays_to_the_byte(bib, folder, line_end):
    above = f"\ufeffTitle\n=====\n\n    {BEGIN} is written here\n\n```\n{BEGIN}\n```\n".encode()
    above += b"latin \xe9\n"
    below = b"\n\ntext after  \n"
    middle = f"  {BEGIN}  \nold\n {END}"
    before = above + middle.encode() + below
    path = write(folder, before.replace(b"\n", line_end.encode()), "README.md")
    path.chmod(0o640)
    link = folder / "link.md"
    link.symlink_to(path)
    ok("render", "markdown", "-o", link, cwd=folder)
    after = path.read_bytes()
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert after.startswith(above.replace(b"\n", line_end.encode()) + f"  {BEGIN}  ".encode())
    assert after.endswith(f" {END}\n\ntext after  \n".replace("\n", line_end).encode())
    assert b"**Alpha**" in after
    assert after.count(b"\n") == after.count(line_end.encode())
    ok("render", "markdown", "-o", path, "--check", cwd=folder)
    assert "is up to date" in ok("render", "markdown", "-o", path, cwd=folder).err
    assert path.read_bytes() == after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no markers\n", "has no lines"),
        (f"{BEGIN}\n", f"has no line {END}"),
        (f"{END}\n", f"has no line {BEGIN}"),
        (f"{END}\n{BEGIN}\n", "before"),
        (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", "more than once, on lines 1 and 3"),
        ("", "has no lines"),
    ],
)
def test_a_file_without_one_pair_of_markers_is_left_alone(bib, folder, text, said):
    path = write(folder, text, "README.md")
    for more in ([], ["--check"]):
        result = run("render", "markdown", "-o", path, *more, cwd=folder)
        assert (result.code, result.out) == (3, "")
        assert said in result.err
        assert path.read_text() == text


def test_force_replaces_a_file_without_markers(bib, folder):
    path = write(folder, "old\n", "README.md")
    ok("render", "markdown", "-o", path, "--force", cwd=folder)
    assert path.read_text().count(BEGIN) == 1


def test_check_writes_nothing_and_shows_the_difference(bib, folder):
    ok("render", "markdown", "-o", "list.md", cwd=folder)
    assert ok("render", "markdown", "-o", "list.md", "--check", cwd=folder).out == ""
    write(folder, FILE.replace("Beta", "Gamma"))
    before = (folder / "list.md").read_bytes()
    result = run("render", "markdown", "-o", "list.md", "--check", cwd=folder)
    assert result.code == 1
    assert "-| 2021 | **Beta**" in result.out
    assert "+| 2021 | **Gamma**" in result.out
    assert "list.md is out of date" in result.err
    assert (folder / "list.md").read_bytes() == before
    ok("render", "markdown", "-o", "list.md", cwd=folder)
    ok("render", "markdown", "-o", "list.md", "--check", cwd=folder)
    missing = run("render", "markdown", "-o", "none.md", "--check", cwd=folder)
    assert (missing.code, "no such file" in missing.err) == (3, True)
    assert not (folder / "none.md").exists()


def test_a_selection_and_columns_as_everywhere(bib, folder):
    out = ok("render", "markdown", "--kind", "attack", cwd=folder).out
    assert ("Alpha" in out, "Beta" in out) == (True, False)
    assert ok("render", "markdown", "-q", "venue:ccs", cwd=folder).out == out
    assert ok("render", "markdown", "--limit", "1", cwd=folder).out.count("\n| 20") == 1
    out = ok("render", "markdown", "--columns", "title,key", cwd=folder).out
    assert "| Title | Key |\n| --- | --- |\n| **Beta** | b |\n" in out
    titled = ok("render", "markdown", "--sort", "title", "--reverse", "-b", FROZEN).out
    assert titled != ok("render", "markdown", "-b", FROZEN).out


def test_a_list_without_papers_is_valid_and_a_selection_without_is_an_error(folder):
    bib = write(folder, "% none yet\n")
    assert "| Year | Title |" in ok("render", "markdown", "-b", bib).out
    write(folder, FILE)
    result = run("render", "markdown", "-b", bib, "--year", "1999", "-o", folder / "x.md")
    assert (result.code, result.out) == (1, "")
    assert "nothing is rendered" in result.err
    assert not (folder / "x.md").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["html5"], "markdown"),
        ([], "FORMAT"),
        (["markdown", "--check"], "-o FILE"),
        (["markdown", "--sort", "relevance"], "relevance"),
        (["markdown", "--columns", "titel"], "title"),
    ],
)
def test_wrong_usage(bib, folder, words, said):
    result = run("render", *words, cwd=folder)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_the_list_itself_is_not_written_over(bib, folder):
    result = run("render", "markdown", "-o", bib, "--force", cwd=folder)
    assert (result.code, bib.read_text()) == (3, FILE)


def test_a_file_too_long_for_code_hosts_is_warned_of(folder):
    many = "".join(entry(f"k{n}", {"title": "x" * 900, "year": "2020"}) for n in range(600))
    write(folder, many)
    result = ok("render", "markdown", "-o", "list.md", cwd=folder)
    assert "512 KB" in result.err
    assert "512 KB" not in ok("render", "markdown", "-b", FROZEN, "-o", folder / "y.md").err


def test_a_file_that_cannot_be_written_stays(bib, folder):
    path = write(folder, f"{BEGIN}\n{END}\n", "list.md")
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        pytest.skip("this user may write everything")
    assert run("render", "markdown", "-o", path, cwd=folder).code == 3


def test_a_difference_prints_harmlessly(bib, folder):
    write(folder, f"{BEGIN}\n\x1b[31m\u202e\n{END}\n", "list.md")
    result = run("render", "markdown", "-o", "list.md", "--check", cwd=folder)
    assert result.code == 1
    assert not CONTROL.search(result.stdout)
    assert "\u202e" not in result.out
