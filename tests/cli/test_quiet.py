"""`--quiet` and MIALIT_QUIET: no notes, but every error and every answer."""

import pytest

from door import entry, ok, run, write

FAULTY = entry("a", {"title": "One", "year": "2019"}) + (
    "@misc{b title={x}}\n@misc{c, title = {x} year = {2020}}\n@misc{d, x = {1}, x = {2}}\n"
)


@pytest.fixture
def bib(folder):
    return write(folder, FAULTY, "own library.bib")


@pytest.mark.parametrize("value", ["1", "yes", "00"])
def test_the_variable_leaves_the_answer_alone(bib, value):
    loud = ok("list", "-f", "table", "-b", bib)
    assert loud.err.count("\n") == 2
    quiet = ok("list", "-f", "table", "-b", bib, env={"MIALIT_QUIET": value})
    assert (quiet.out, quiet.err) == (loud.out, "")


@pytest.mark.parametrize("value", ["", "0"])
def test_an_empty_variable_and_0_are_none(bib, value):
    assert ok("list", "-b", bib, env={"MIALIT_QUIET": value}).err


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--quiet"], ["list", "-q"], ["--quiet", "list"], ["-q", "list"],
        ["search", "one", "-q"], ["show", "a", "-q"], ["stats", "-q"], ["fields", "-q"],
        ["export", "--quiet"], ["matrix", "--rows", "year", "--cols", "type", "-q"],
    ],
)  # fmt: skip
def test_the_option_for_every_command_and_before_it(bib, words):
    loud = [word for word in words if word not in ("-q", "--quiet")]
    noted = ok(*loud, "-b", bib)
    assert noted.err
    result = ok(*words, "-b", bib)
    assert (result.out, result.err) == (noted.out, "")
    assert ok(*loud, "-b", bib).err == noted.err  # nothing of it is left


def test_where_q_is_a_query_the_long_form_alone(bib):
    assert "@misc{a" in ok("export", "--quiet", "-q", "one", "-b", bib).out
    assert ok("list", "one", "-q", "-b", bib).out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["list", "zzzz"], 1), (["list", "--nope"], 2), (["list", "year:x"], 2),
        (["show", "zzzz"], 1), (["list", "-b", "gone.bib"], 3), (["search", "zzzz"], 1),
        (["export", "zzzz"], 1), (["stats", "zzzz"], 1), (["show", "-"], 1),
    ],
)  # fmt: skip
def test_errors_and_the_answer_no_are_said(words, code):
    result = run(*words, env={"MIALIT_QUIET": "1"})
    assert result.code == code
    assert result.err.startswith("mialit: ")


def test_problems_of_a_file_are_one_line_that_says_who_has_them_all(bib, folder):
    expected = (
        "3 problems in own library.bib; mialit lint 'own library.bib' shows them "
        "(1 entry could not be read)\n"
    )
    for words in (["list"], ["list", "--json"], ["search", "one"], ["export"], ["stats"]):
        assert ok(*words, "-b", bib.name, cwd=folder).err.startswith(expected)
    found = run("lint", bib.name, "--json", cwd=folder).json
    assert len([each for each in found if each["severity"] == "error"]) == 3


def test_of_several_files_each_has_its_line_and_standard_input_its_own(bib, folder):
    other = write(folder, "@misc{x, a = {1}, a = {2}}\n@misc{y, a = {1}, a = {2}}\n", "o.bib")
    err = ok("list", "-b", bib.name, "-b", other.name, cwd=folder).err
    assert [line.split(";")[0] for line in err.splitlines()] == [
        "3 problems in own library.bib",
        "2 problems in o.bib",
    ]
    err = ok("list", "-b", "-", stdin=other.read_bytes()).err
    assert err == "2 problems in standard input; mialit lint - shows them\n"


def test_a_single_problem_is_said_itself(folder):
    bib = write(folder, "@misc{x, a = {1}, a = {2}}\n", "o.bib")
    (line,) = ok("list", "-b", bib.name, cwd=folder).err.splitlines()
    assert line.startswith("o.bib:1: warning: the field `a` is given twice")
