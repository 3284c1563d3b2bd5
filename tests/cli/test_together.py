"""Files that are named together: macros and parents of one hold in the others."""

import os
import subprocess
from pathlib import Path

import pytest

from door import entry, need, ok, run, write
from mialit.bibtex.reader import read

MACROS = (
    "Names of journals, in short.\n"
    '@STRING{J_Voles = "{J.} Voles"}\n'
    "@string{press = {Burrow Press}}\n"
    '@string{series = press # " Series"}\n'
    "@string{unused = {Nobody}}\n"
)
REFS = (
    entry("one", ["title = {Alpha}", "journal = J_Voles", "year = 2020"], "article")
    + entry("two", ["title = {Beta}", "series = series", "year = 2021"], "book")
    + entry("three", ["title = {Gamma}", "crossref = {Vol}"], "inproceedings")
)
VOLUME = entry("vol", ["title = {Voles Meet}", "year = 2019", "publisher = press"], "proceedings")


@pytest.fixture
def files(folder):
    write(folder, MACROS, "macros.bib")
    write(folder, REFS, "refs.bib")
    write(folder, VOLUME, "volumes.bib")
    return folder


BOTH = ("-b", "macros.bib", "-b", "refs.bib")
ALL = (*BOTH, "-b", "volumes.bib")


def test_every_question_sees_the_macros(files):
    for _ in range(2):  # the second time from the cache
        (row, *_) = ok("list", *BOTH, "key:one", "--json", cwd=files).json
        assert row["venue"] == "J. Voles"
        assert ok("search", "voles", *BOTH, "-f", "keys", cwd=files).lines == ["one"]
        assert "J. Voles" in ok("show", "one", *BOTH, cwd=files).out
        assert ok("show", "two", *BOTH, "--json", cwd=files).json[0]["fields"]["series"] == (
            "Burrow Press Series"
        )
        assert "J. Voles" in ok("stats", "--by", "venue", *BOTH, cwd=files).out
        assert "J. Voles" in ok("render", "markdown", *BOTH, cwd=files).out
        assert "problem" not in ok("list", *BOTH, cwd=files).err
        assert "2 problems" in ok("list", "-b", "refs.bib", cwd=files).err


def test_the_variable_and_the_configuration_name_files_together(files):
    env = {"MIALIT_BIB": f"macros.bib{os.pathsep}refs.bib"}
    assert ok("list", "key:one", "--json", cwd=files, env=env).json[0]["venue"] == "J. Voles"
    home = {"XDG_CONFIG_HOME": str(files / "home")}
    place = Path(ok("config", "path", env=home).lines[0])
    place.parent.mkdir(parents=True)
    write(place.parent, f"bib = ['{files / 'macros.bib'}', '{files / 'refs.bib'}']\n", place.name)
    assert ok("list", "key:one", "--json", cwd=files, env=home).json[0]["venue"] == "J. Voles"


def test_standard_input_gives_and_takes(files):
    words = ("list", "key:one", "--json", "-b", "-", "-b")
    found = ok(*words, "refs.bib", cwd=files, stdin=MACROS.encode()).json
    assert found[0]["venue"] == "J. Voles"
    found = ok(*words, "macros.bib", cwd=files, stdin=REFS.encode()).json
    assert found[0]["venue"] == "J. Voles"


def test_a_files_own_definition_counts_then_the_nearest_file_before_it(folder):
    use = entry("x", ["journal = jv"], "article")
    for number, text in enumerate(("{First}", "{Second}", "{Third}")):
        write(folder, f"@string{{jv = {text}}}\n", f"m{number}.bib")
    write(folder, use, "use.bib")
    write(folder, "@string{JV = {Own}}\n" + use, "own.bib")

    def venue(*names):
        words = [word for name in names for word in ("-b", f"{name}.bib")]
        return ok("list", *words, "--json", cwd=folder).json[0]["venue"]

    assert venue("m0", "m1", "use", "m2") == "Second"
    assert venue("use", "m1", "m2", "m0") == "Second"
    assert venue("m0", "own", "m1") == "Own"


def test_lint_sees_what_bibtex_sees(files):
    chosen = ("--select", "undefined-macro,late-macro")
    assert run("lint", *chosen, *BOTH, cwd=files).code == 0
    assert len(run("lint", *chosen, "refs.bib", cwd=files).lines) == 2
    result = run("lint", *chosen, "refs.bib", "macros.bib", cwd=files)
    assert result.code == 1
    assert [line.split(":")[:2] for line in result.lines] == [["refs.bib", "3"], ["refs.bib", "8"]]
    assert all("macros.bib, which BibTeX reads after this file" in line for line in result.lines)
    assert "`J_Voles`" in result.lines[0]


def test_a_month_is_defined_whatever_a_later_file_says(folder):
    write(folder, entry("x", ["month = jan"]), "refs.bib")
    write(folder, "@string{jan = {Janvier}}\n", "macros.bib")
    for names in (("refs.bib", "macros.bib"), ("macros.bib", "refs.bib")):
        assert run("lint", "--select", "undefined-macro,late-macro", *names, cwd=folder).code == 0
    late = ("-b", "refs.bib", "-b", "macros.bib")
    assert strings(ok("export", *late, cwd=folder).out) == []
    assert strings(ok("export", *BOTH, cwd=folder).out) == ["@string{jan"]


def test_lint_sees_parents_and_children_in_other_files(files):
    rules = "broken-reference,missing-field,unused-parent"
    (line,) = run("lint", "--select", "broken-reference", *BOTH, cwd=files).lines
    assert "Vol" in line
    (line,) = run("lint", "--select", "broken-reference", *ALL, cwd=files).lines
    assert "compares keys with case" in line
    lines = run("lint", "--select", rules, *ALL, cwd=files).lines
    assert not [line for line in lines if "`year`" in line or "booktitle" in line]
    both = entry("used", ["title = {One}", "crossref = {v1}"], "inproceedings") + "".join(
        entry(key, {"title": key, "year": "2020"}, "proceedings") for key in ("v1", "vol2")
    )
    write(files, both, "both.bib")
    other = write(files, entry("far", {"title": "Far", "crossref": "vol2"}), "far.bib")
    assert len(run("lint", "--select", "unused-parent", "both.bib", cwd=files).lines) == 1
    assert not run("lint", "--select", "unused-parent", "both.bib", other, cwd=files).lines


def test_fixing_several_files_keeps_what_they_share(files):
    text = REFS.replace("Alpha", "Alpha.")
    refs = write(files, text, "refs.bib")
    run("lint", "--fix", *BOTH, cwd=files)
    assert b"Alpha." not in refs.read_bytes()
    assert b"J_Voles" in refs.read_bytes()
    assert (files / "macros.bib").read_text("utf-8") == MACROS
    assert run("lint", "--select", "undefined-macro", *BOTH, cwd=files).code == 0


def test_a_file_of_macros_alone_is_no_problem(files):
    assert run("lint", "macros.bib", cwd=files).code == 0
    assert run("list", "-b", "macros.bib", cwd=files).code == 1
    assert ok("list", *BOTH, "--count", cwd=files).out == "3\n"


def test_commands_that_write_still_want_one_list(files):
    result = run("set", "one", "year=2022", *BOTH, cwd=files)
    assert (result.code, result.out) == (2, "")
    assert (files / "refs.bib").read_text("utf-8") == REFS


# --- export -----------------------------------------------------------------------------------


def strings(text):
    """How each `@string` of *text* begins."""
    lines = (line for line in text.splitlines() if line[:7].lower() == "@string")
    return [line.partition("=")[0].rstrip() for line in lines]


@pytest.mark.parametrize("order", [BOTH, ("-b", "refs.bib", "-b", "macros.bib")])
@pytest.mark.parametrize(
    "words",
    [("export",), ("export", "--standard"), ("export", "--full"), ("list", "-f", "bib", "-n", "0")],
)
def test_the_strings_that_are_used_come_along_once_before_the_entries(files, words, order):
    write(files, REFS + entry("four", ["journal = j_voles"], "article"), "refs.bib")
    out = ok(*words, *order, cwd=files).out
    assert strings(out) == ["@STRING{J_Voles", "@string{press", "@string{series"]
    assert out.index("@string{series") < out.index("@article{one")
    made = read(out.encode(), "made")
    assert [problem.macro for problem in made.problems] == []


def test_only_what_the_chosen_entries_need_comes_along(files):
    assert strings(ok("export", "one", *BOTH, cwd=files).out) == ["@STRING{J_Voles"]
    assert strings(ok("export", "three", *BOTH, cwd=files).out) == []
    out = ok("export", "three", *ALL, cwd=files).out
    assert strings(out) == ["@string{press"]
    assert out.index("@inproceedings{three") < out.index("@proceedings{vol")


def test_a_string_that_needs_one_of_a_later_file_comes_after_it(folder):
    write(folder, '@string{ab = cd # "!"}\n' + entry("x", ["journal = ab"], "article"), "one.bib")
    write(folder, "@string{cd = {CD}}\n", "two.bib")
    out = ok("export", "-b", "one.bib", "-b", "two.bib", cwd=folder).out
    assert strings(out) == ["@string{cd", "@string{ab"]


def test_a_borrowed_string_finds_the_lists_own_before_it(folder):
    """Both files define what the borrowed one needs."""
    write(folder, '@string{pub = {P}}\n@string{jv = pub # " J"}\n', "macros.bib")
    refs = "@string{pub = {P}}\n" + entry("x", ["journal = jv", "publisher = pub"], "article")
    write(folder, refs, "refs.bib")
    out = ok("export", *BOTH, cwd=folder).out
    assert strings(out) == ["@string{pub", "@string{jv"]


def test_two_files_with_other_strings_of_a_name_are_refused(folder):
    write(folder, "@string{jv = {A}}\n", "macros.bib")
    write(folder, entry("x", ["journal = jv"], "article"), "refs.bib")
    own = "@string{jv = {B}}\n" + entry("y", ["journal = jv"], "article")
    write(folder, own, "own.bib")
    result = run("export", *BOTH, "-b", "own.bib", cwd=folder)
    assert (result.code, result.out) == (1, "")
    assert "@string jv differs in macros.bib and own.bib" in result.err
    assert strings(ok("export", "y", *BOTH, "-b", "own.bib", cwd=folder).out) == ["@string{jv"]


def test_bibtex_reads_the_export_as_it_reads_the_files(files):
    need("bibtex")

    def printed(folder, names):
        citing = "\\relax\n\\citation{one,two,three}\n\\bibstyle{plain}\n"
        write(folder, f"{citing}\\bibdata{{{names}}}\n", "doc.aux")
        done = subprocess.run(
            ["bibtex", "doc"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert "undefined" not in done.stdout
        assert "bad cross" not in done.stdout
        return (folder / "doc.bbl").read_text("utf-8")

    before = printed(files, "macros,refs,volumes")
    assert "{J.} Voles" in before
    assert "Burrow Press Series" in before
    ok("export", "one", "two", "three", *ALL, "-o", "made.bib", cwd=files)
    assert printed(files, "made") == before
