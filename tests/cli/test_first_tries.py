"""What a person types before reading any help works, or is answered by the call that was meant."""

import shlex

import pytest

from door import entry, keys, ok, run, write


def meant(result):
    """The words of the call that a message offers."""
    (line,) = [
        line for line in result.err.splitlines() if ": mialit " in line and line.startswith("  to ")
    ]
    return shlex.split(line.split(": mialit ", 1)[1])


@pytest.fixture
def other(folder):
    return write(folder, entry("k", {"title": "A word", "year": "2019"}), "refs.bib")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["refs.bib"], 2), (["list", "refs.bib"], 1), (["list", "refs.bib", "word"], 1),
        (["stats", "refs.bib"], 1), (["search", "refs.bib"], 1),
        (["search", "refs.bib", "word"], 1), (["list", "--json", "refs.bib"], 1),
        (["list", "--limit", "3", "refs.bib"], 1),
    ],
)  # fmt: skip
def test_a_file_where_words_belong(other, folder, words, code):
    """Whether it exists or not."""
    result = run(*words, cwd=folder)
    assert result.code == code
    call = meant(result)
    assert call[-2:] == ["--bib", "refs.bib"]
    ok(*call, cwd=folder)
    other.unlink()
    assert meant(run(*words, cwd=folder)) == call


def test_words_behind_a_file_are_asked_of_it(other, folder):
    result = run("refs.bib", "word", cwd=folder)
    assert result.code == 2
    call = meant(result)
    assert call == ["list", "word", "--bib", "refs.bib"]
    assert keys(*call, cwd=folder) == ["k"]


def test_a_file_among_keys(other, folder):
    result = run("show", "k", "refs.bib", cwd=folder)
    assert (result.code, meant(result)) == (1, ["show", "k", "--bib", "refs.bib"])
    assert "A word" in ok(*meant(result), cwd=folder).out


def test_a_file_that_exists_is_named_even_where_its_name_is_found(folder):
    write(folder, entry("k", {"title": "On refs.bib and others"}))
    assert run("list", "refs.bib", cwd=folder).err == ""
    write(folder, entry("k"), "refs.bib")
    assert meant(ok("list", "refs.bib", cwd=folder))[-1] == "refs.bib"


def test_what_an_option_takes_and_what_is_quoted_is_no_such_word(other, folder):
    assert "to ask" not in ok("list", "--bib", "refs.bib", cwd=folder).err
    assert "to ask" not in run("list", '"the refs.bib"', cwd=folder).err
    assert "to ask" not in ok("export", "-b", "refs.bib", "-o", "out.bib", cwd=folder).err


def test_the_file_that_was_meant_is_named_once_and_no_other(folder):
    write(folder, entry("a"), "a.bib")
    write(folder, entry("k"), "refs.bib")
    for command in ("list", "search", "show", "export", "stats"):
        result = run(command, "refs.bib", cwd=folder)
        assert result.code == 1
        assert result.err.count("--bib") == 1
        assert meant(result)[-2:] == ["--bib", "refs.bib"]
    assert "--bib a.bib asks" in run("list", "gone.bib", cwd=folder).err


def test_a_filter_with_an_equals_sign_where_keys_belong():
    result = run("export", "venue=ccs")
    assert result.code == 1
    assert meant(result) == ["export", "--query", "venue:ccs"]
    assert "to export" not in run("export", "a=b=c").err


def test_a_file_in_the_folder_is_mentioned_where_the_bundled_list_answers(folder):
    assert ok("list", "--count", cwd=folder).err == ""
    write(folder, entry("a"), "refs.bib")
    for words in (["list"], ["search", "attack"], ["list", "--json"], ["stats"]):
        result = ok(*words, cwd=folder)
        assert (
            result.err.count("note: the bundled list is asked; --bib refs.bib asks the file") == 1
        )
    write(folder, entry("b"), "with blank.bib")
    write(folder, entry("b"), "a.bib")
    err = ok("list", "--count", cwd=folder).err
    assert err == (
        "note: the bundled list is asked; --bib a.bib asks the file in this folder "
        "(2 others here)\n"
    )
    assert ok("list", "--count", "-q", cwd=folder).err == ""
    assert ok("list", "--count", "-b", "refs.bib", cwd=folder).err == ""
    write(folder, entry("c"))
    assert ok("list", "--count", cwd=folder).err == ""


@pytest.mark.parametrize("words", [["label-only"], ["label-only", "attacks", "--limit", "1"]])
def test_a_word_where_a_command_belongs_is_searched(words):
    result = run(*words)
    assert result.code == 2
    assert meant(result) == ["search", *words]
    ok(*meant(result))


def test_a_typo_of_a_command_names_the_nearest_as_well():
    err = run("serach", "x").err
    assert "no command 'serach', perhaps search" in err


@pytest.mark.parametrize("words", [["list"], ["export"], ["config"]])
def test_help_of_a_command(words):
    assert ok("help", *words).out == ok(*words, "--help").out


def test_help_alone_and_of_no_command():
    assert ok("help").out == ok("--help").out
    nothing = run("help", "nothing")
    assert nothing.code == 2
    assert "no command 'nothing'" in nothing.err
    assert "search" not in nothing.err.split("commands:")[1].split("\n", 1)[1]


def test_the_version_by_one_letter():
    assert ok("-V").out == ok("--version").out


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        (["--year", "2019,2021"], ["year:2019,2021"]),
        (["--year", "2016..2018,2021"], ["year:2016..2018,2021"]),
        (["--year", "2019, 2021"], ["year:2019,2021"]),
        (["--released", "2019-07,2020-10..2020-12"], ["released:2019-07,2020-10..2020-12"]),
        (["--venue", "ccs,ndss"], ["venue:ccs,ndss"]),
        (["--venue", "CCS, NDSS"], ["venue:ccs,ndss"]),
        (["--venue", "ccs,ndss", "--venue", "icml"], ["venue:ccs,ndss,icml"]),
        (["--knowledge", "wb,bb", "--year", "2019"], ["knowledge:wb,bb", "year:2019"]),
        (["--where", "venue=ccs,ndss"], ["venue:ccs,ndss"]),
        (["--where", "year=2019,2021"], ["year:2019,2021"]),
    ],
)
def test_a_comma_in_an_option_means_or(words, filters):
    found = keys("list", *words)
    assert found == keys("list", *filters)
    assert found


def test_but_not_in_a_value_that_has_one_itself(folder):
    head = '[fields.venue]\nform = "vocabulary"\n[fields.venue.values]\n'
    write(folder, head + 'PST = { name = "Privacy, Security" }\n', "papers.toml")
    write(
        folder,
        entry("a", {"venue": "PST", "author": "Roe, Ann"})
        + entry("b", {"venue": "One, Two", "author": "Ann, Roe B."})
        + entry("c", {"venue": "Two"}),
    )
    assert keys("list", "--venue", "privacy, security", cwd=folder) == ["a"]
    assert keys("list", "--venue", "one, two", cwd=folder) == ["b"]
    assert keys("list", "--venue", "pst,two", cwd=folder) == ["a", "c"]
    assert run("list", "--venue", "pst,three", cwd=folder).code == 2


@pytest.mark.parametrize("value", [",", "", "2019,", ",2019"])
def test_a_comma_that_separates_nothing(value):
    result = run("list", "--year", value)
    assert result.code == (0 if "2019" in value else 2)


@pytest.mark.parametrize(
    ("value", "name"), [("CVPR2021", "CVPR"), ("icml'2020", "ICML"), ("ccs-2019", "CCS")]
)
def test_a_venue_and_a_year_in_one_word(value, name):
    result = run("list", "--venue", value)
    assert result.code == 2
    assert f"--venue {name} --year {value[-4:]}" in result.err
    result = run("list", f"venue:{value}")
    assert result.code == 2
    assert f"venue:{name} year:{value[-4:]}" in result.err


def test_a_year_behind_what_is_no_venue():
    err = run("list", "--venue", "nowhere2021").err
    assert "--year" not in err


@pytest.mark.parametrize("command", ["list", "search", "stats"])
def test_a_filter_with_an_equals_sign(command):
    result = run(command, "venue=ccs")
    assert "venue=ccs is read as text; a filter is written venue:ccs" in result.err
    assert "is read as text" not in run(command, '"venue=ccs"').err
    assert "is read as text" not in run(command, "ccs", "--where", "venue=ccs").err


def test_a_query_where_keys_belong():
    result = run("export", "venue:ccs", "--full")
    assert result.code == 1
    assert meant(result) == ["export", "--full", "--query", "venue:ccs"]
    assert ok(*meant(result)).out.count("@") == len(keys("list", "venue:ccs"))
