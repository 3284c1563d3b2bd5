"""Which file is asked, and which vocabulary stands beside it."""

import os

import pytest

from door import BUNDLED, entry, entry_count, keys, ok, run, write


def test_the_bundled_list_without_any_other(folder):
    assert len(keys("list", cwd=folder)) == entry_count(BUNDLED)
    err = ok("list", "--format", "table", cwd=folder).err
    assert "bundled" in err.splitlines()[-1]


def test_papers_bib_in_the_working_folder_and_its_name_in_the_last_line(folder):
    write(folder, entry("here"))
    assert keys("list", cwd=folder) == ["here"]
    assert ok("list", "--format", "table", cwd=folder).err.splitlines()[-1].endswith(" papers.bib")


def test_papers_bib_in_a_parent_up_to_the_repositorys_root(tmp_path):
    below = tmp_path / "repository" / "a" / "b"
    below.mkdir(parents=True)
    write(tmp_path, entry("outside"))
    (tmp_path / "repository" / ".git").write_text("gitdir: elsewhere")
    assert len(keys("list", cwd=below)) == entry_count(BUNDLED)
    write(tmp_path / "repository", entry("root"))
    assert keys("list", cwd=below) == ["root"]
    assert "../../papers.bib" in ok("list", "--format", "table", cwd=below).err
    write(tmp_path / "repository" / "a", entry("nearer"))
    assert keys("list", cwd=below) == ["nearer"]


def test_outside_a_repository_no_parent_is_asked(tmp_path):
    below = tmp_path / "a"
    below.mkdir()
    write(tmp_path, entry("above"))
    assert len(keys("list", cwd=below)) == entry_count(BUNDLED)
    assert keys("list", cwd=tmp_path) == ["above"]


def test_the_variable_is_before_the_folder_and_the_option_before_both(folder):
    write(folder, entry("here"))
    variable = write(folder, entry("variable"), "v.bib")
    option = write(folder, entry("option"), "o.bib")
    env = {"MIALIT_BIB": str(variable)}
    assert keys("list", cwd=folder, env=env) == ["variable"]
    assert keys("list", "--bib", option, cwd=folder, env=env) == ["option"]
    assert keys("list", "-b", "o.bib", cwd=folder, env=env) == ["option"]
    assert keys("list", cwd=folder, env={"MIALIT_BIB": ""}) == ["here"]


def test_a_variable_that_names_no_file_is_said(folder):
    write(folder, entry("here"))
    result = run("list", cwd=folder, env={"MIALIT_BIB": "gone.bib"})
    assert (result.code, result.out) == (3, "")
    assert "gone.bib" in result.err


def test_several_files_in_their_order(folder):
    one = write(folder, entry("a") + entry("b"), "one.bib")
    two = write(folder, entry("c"), "two.bib")
    assert keys("list", "-b", two, "-b", one) == ["c", "a", "b"]
    assert keys("list", "-b", one, "-b", two, "-b", one) == ["a", "b", "c"]
    env = {"MIALIT_BIB": f"{two}{os.pathsep}{one}"}
    assert keys("list", env=env) == ["c", "a", "b"]
    err = ok("list", "-b", two, "-b", one, "--format", "table").err
    assert "two.bib" in err.splitlines()[-1]
    assert "one.bib" in err.splitlines()[-1]


def test_one_bad_file_of_several_is_said(folder):
    one = write(folder, entry("a"), "one.bib")
    result = run("list", "-b", one, "-b", folder / "none.bib")
    assert (result.code, result.out) == (3, "")
    assert "none.bib" in result.err


def test_standard_input(folder):
    assert keys("list", "-b", "-", stdin=entry("k").encode()) == ["k"]
    one = write(folder, entry("a"), "one.bib")
    assert keys("list", "-b", one, "-b", "-", stdin=entry("k").encode()) == ["a", "k"]
    result = run("list", "-b", "-", stdin=b"@misc{broken")
    assert result.code == 3
    assert "standard input" in result.err
    assert "standard input" in ok("list", "-b", "-", "-f", "table", stdin=entry("k").encode()).err


@pytest.fixture
def own(folder):
    write(folder, '[fields.mood]\nform = "vocabulary"\n[fields.mood.values]\ncalm = {}\n', "o.toml")
    return write(folder, entry("k", {"mood": "calm", "knowledge": "wb"}), "o.bib")


def test_the_vocabulary_beside_the_file_counts(own):
    assert "mood" in ok("list", "-b", own, "--json").json[0]
    assert run("list", "-b", own, "--where", "mood=wild").code == 2
    assert run("list", "-b", own, "--knowledge", "wb").code in (0, 2)


def test_without_one_the_bundled_spellings_count_and_nothing_else(folder):
    bib = write(folder, entry("k", {"knowledge": "wb", "booktitle": "Proc. of ICML 2021"}))
    (found,) = ok("list", "-b", bib, "--json").json
    assert (found["knowledge"], found["venue"]) == (["white-box"], "ICML")
    bare = write(folder, entry("k", {"note": "x"}), "bare.bib")
    assert "formerly" not in ok("list", "-b", bare, "--json").json[0]
    assert "Adversarial" not in ok("list", "-b", bare, "-f", "table").out


def test_of_several_the_first_that_has_one_counts_and_standard_input_has_none(own, folder):
    other = write(folder, entry("n", {"mood": "calm"}), "n.bib")
    for words in (["-b", other, "-b", own], ["-b", own, "-b", other], ["-b", "-", "-b", own]):
        found = ok("list", *words, "--json", stdin=entry("s").encode()).json
        assert len(found) == 2
        assert all("mood" in item for item in found)
    write(folder, "[fields.other]\n", "n.toml")
    first = ok("list", "-b", other, "-b", own, "--json").json[0]
    assert "other" in first
    assert "mood" not in first
    piped = ok("list", "-b", "-", "--json", stdin=entry("s").encode(), cwd=folder).json[0]
    assert not {"mood", "other"} & set(piped)


def test_a_bad_vocabulary_is_a_file_error_with_its_place(folder):
    bib = write(folder, entry("k"))
    for text, place in (("[fields\n", "line 1"), ("[fields.x]\nfrom = 1\n", "fields.x.from")):
        toml = write(folder, text, "papers.toml")
        result = run("list", "-b", bib)
        assert (result.code, result.out) == (3, "")
        assert str(toml) in result.err
        assert place in result.err


def test_default_columns_come_from_the_vocabulary(folder):
    write(
        folder, '[list]\ncolumns = ["key", "mood"]\n[fields.mood]\nlabel = "Its mood"\n', "o.toml"
    )
    bib = write(folder, entry("k", {"mood": "calm"}), "o.bib")
    assert ok("list", "-b", bib, "--format", "md").lines[0] == "| Key | Its mood |"


def test_a_default_column_that_is_not_declared_is_said(folder):
    write(folder, '[list]\ncolumns = ["key", "moud"]\n[fields.mood]\n', "o.toml")
    bib = write(folder, entry("k", {"mood": "calm"}), "o.bib")
    result = run("list", "-b", bib, "--format", "md")
    assert result.code == 3
    assert "moud" in result.err


def test_latin_1_bom_and_crlf_are_read(folder):
    for raw in (
        entry("k", {"title": "Caf\xe9"}).encode("latin-1"),
        b"\xef\xbb\xbf" + entry("k", {"title": "Café"}).encode(),
        entry("k", {"title": "Café"}).replace("\n", "\r\n").encode(),
    ):
        bib = write(folder, raw)
        result = ok("list", "-b", bib, "--json")
        assert result.json[0]["title"] == "Café"
        assert ("is not UTF-8" in result.err) == (b"\xe9" in raw)


def test_the_bundled_list_is_the_projects_own(folder):
    assert keys("list", "-b", BUNDLED) == keys("list", cwd=folder)


HARMLESS = "% a comment\n@comment{x}\n@string{a = {b}}\n"


WITHOUT_MACROS = "% a comment\n@comment{x}\n@preamble{{b}}\n"
ANY_TEXT = ["some text\n", "@misc{k, title = {open\n", "x % comment\n"]
PLACES = ["{}", WITHOUT_MACROS + "{}", "{}" + WITHOUT_MACROS, "\ufeff" + "{}"]


@pytest.mark.parametrize(
    ("text", "around"),
    [
        *((text, around) for text in ANY_TEXT for around in PLACES),
        ("@misc{k, title = {open\n", HARMLESS + "{}"),
        ("@misc{k, title = {open\n", "{}" + HARMLESS),
        ("@misc k,\n", HARMLESS + "{}"),
    ],
)
def test_text_without_an_entry_is_a_file_error_wherever_it_stands(folder, text, around):
    bib = write(folder, around.replace("{}", text))
    result = run("list", "-b", bib)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith(
        f"mialit: {bib}: holds text but no BibTeX entry; an entry begins a line with @article{{key,"
    )


@pytest.mark.parametrize(
    "text", ["Names of journals\n", "See: a web page @ home\n", "x % comment\n"]
)
@pytest.mark.parametrize("around", [HARMLESS + "{}", "{}" + HARMLESS, "\ufeff{}" + HARMLESS])
def test_a_file_of_macros_may_have_a_head_and_is_a_list_without_entries(folder, text, around):
    bib = write(folder, around.replace("{}", text))
    result = run("list", "-b", bib)
    assert (result.code, result.out) == (1, "")
    assert "holds text" not in result.err
    # BibTeX takes an `@` for the beginning of an entry, and complains.
    assert run("lint", bib).code == ("@" in text)


def test_what_is_harmless_holds_no_entry_and_no_text(folder):
    for text in (HARMLESS, "\ufeff" + HARMLESS, "  % indented\n\n" + HARMLESS, "\ufeff"):
        assert run("list", "-b", write(folder, text)).code == 1


def test_of_a_file_without_entries_the_first_three_faults_are_named(folder):
    bib = write(folder, "".join(f"@misc{{k{n}, title = {{open\n" for n in range(5)))
    err = run("list", "-b", bib).err
    named = [line.split(":")[1] for line in err.splitlines()[1:]]
    assert named == sorted(named, key=int)
    assert 1 <= len(named) <= 3
    assert all(line.startswith(f"  {bib}:") for line in err.splitlines()[1:])


def test_one_file_by_two_names_answers_once(folder):
    bib = write(folder, entry("a"), "one.bib")
    (folder / "link.bib").symlink_to(bib)
    assert keys("list", "-b", "one.bib", "-b", "link.bib", "-b", bib, cwd=folder) == ["a"]
    both = ("list", "-b", "-", "-b", "one.bib", "-b", "-")
    assert keys(*both, cwd=folder, stdin=entry("s").encode()) == ["s", "a"]
    env = {"MIALIT_BIB": f"link.bib{os.pathsep}{os.pathsep}one.bib"}
    result = ok("list", "--format", "table", cwd=folder, env=env)
    assert result.err.splitlines()[-1].endswith(" link.bib")


def test_messages_of_files_that_cannot_be_read_say_what_to_do(folder):
    gone, here = folder / "gone.bib", folder / "folder.bib"
    here.mkdir()
    for path, message in (
        (gone, "no such file; see --bib and MIALIT_BIB"),
        (here, "is a folder; name a .bib file"),
        ("/proc/self/mem", "cannot be read: Input/output error"),
    ):
        result = run("list", "-b", path)
        assert (result.code, result.out) == (3, "")
        assert result.err == f"mialit: {path}: {message}\n"


def test_a_vocabulary_that_cannot_be_read_is_said(folder):
    bib = write(folder, entry("k"))
    toml = write(folder, b"\xff", "papers.toml")
    result = run("list", "-b", bib)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith(f"mialit: {toml}: the vocabulary cannot be read: ")


def test_faults_are_counted_and_lint_has_them_all(folder):
    bib = write(
        folder,
        "@misc{a, title = {T} year = {2020}}\n" + entry("k") + "@misc{b title = {x}}\n"
        "@misc{c, title = {T}, title = {U}}\n@misc{d title = {x}}\n",
    )
    err = run("list", "-b", bib).err
    assert (
        err == f"4 problems in {bib}; mialit lint {bib} shows them (2 entries could not be read)\n"
    )
    found = run("lint", "-b", bib, "--json").json
    lines = {each["line"] for each in found if each["severity"] == "error"}
    assert lines == {1, 4, 5, 6}
