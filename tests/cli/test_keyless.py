"""Entries without a key: they answer by their line, keep their bytes, and get keys when wanted."""

import pytest

from door import keys, ok, on_terminal, run, visible, write

KEYED = "@misc{keyed,\n  author = {Roe, Ann},\n  title = {On Keys},\n  year = {2019},\n}\n"
FIRST = (
    "@article{,\n  author = {Hu, Li},\n  title = {The Attack on Models},\n  journal = {J},\n"
    "  year = {2021},\n}\n"
)
SECOND = '@inproceedings{ ,\n  author="Lee, Kim",\n  title = {Another {Attack}},\n  year=2020}\n'
THIRD = "@Book{\n  author = {Doe, Jane},\n  title = {A Book},\n  year = 1999\n}\n"
TEXT = f"% exported\n{KEYED}\n{FIRST}\n{SECOND}\n{THIRD}"
LINES = ["line:8", "line:15", "line:20"]
RULE = '[lint]\nkeys = "family-year-word"\n'


@pytest.fixture
def bib(tmp_path):
    return write(tmp_path, TEXT)


def test_they_answer_by_the_line_on_which_they_begin(bib):
    here = {"cwd": bib.parent}
    assert keys("list", "--sort", "file", **here) == ["keyed", *LINES]
    assert keys("search", "attack", **here) == LINES[:2]
    assert ok("list", "--year", "2020", **here).out.startswith("line:15\t2020\tAnother Attack\t")
    assert ok("stats", "--by", "year", **here).out.count("\t1\n") == 4
    shown = ok("show", "line:8", "--bibtex", **here)
    assert shown.out.startswith("line:8 (no key)\nThe Attack on Models\n")
    assert FIRST in shown.out
    assert ">line:15 (no key)" in ok("render", "html", **here).out
    assert "| line:15 (no key) |" in ok("list", "--format", "md", **here).out
    assert "Another Attack" in ok("render", "markdown", **here).out
    assert keys("list", "no:key", "--sort", "file", **here) == LINES
    assert keys("list", "has:key", **here) == ["keyed"]
    assert bib.read_text() == TEXT


def test_a_feed_knows_one_wherever_it_stands(bib):
    first = ok("render", "atom", cwd=bib.parent).out
    write(bib.parent, f"\n\n{TEXT}")
    assert ok("render", "atom", cwd=bib.parent).out == first


def test_json_says_that_a_key_is_provisional(bib):
    found = ok("list", "--json", "--sort", "file", cwd=bib.parent).json
    assert [(each["key"], each["provisional_key"]) for each in found] == [
        ("keyed", False),
        *((line, True) for line in LINES),
    ]
    (shown,) = ok("show", "line:15", "--json", cwd=bib.parent).json
    assert (shown["key"], shown["provisional_key"], shown["line"]) == ("line:15", True, 15)


@pytest.mark.parametrize("columns", [30, 80, 200])
def test_a_table_marks_them(bib, columns):
    _, shown = on_terminal("list", columns=columns, cwd=bib.parent)
    assert " ".join(visible(shown).split()).count("(no key)") == 3


def test_a_table_for_latex_cites_none_of_them(bib):
    shown = ok("list", "--format", "latex", cwd=bib.parent).out
    assert shown.count("\\cite{") == 1
    assert shown.count("entry has no key: line:") == 3


def test_queries_warn_once(bib):
    assert (
        "3 problems in papers.bib; mialit lint papers.bib shows them"
        in run("list", cwd=bib.parent).err
    )


def test_the_cache_gives_them_back(bib, tmp_path):
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    results = [run("list", "--json", cwd=bib.parent, env=env) for _ in range(3)]
    assert len({result.out for result in results}) == 1
    assert sum(each["provisional_key"] for each in results[0].json) == 3
    assert len({ok("show", "line:8", cwd=bib.parent, env=env).out for _ in range(3)}) == 1


def test_completion_offers_keys_that_are_written(bib):
    env = {
        "_MIALIT_COMPLETE": "complete_zsh",
        "COMP_WORDS": "mialit\nshow\n",
        "COMP_CWORD": "2",
    }
    assert [line.split("\t")[0] for line in run(cwd=bib.parent, env=env).lines] == ["keyed"]


def test_export_keeps_their_bytes_and_says_that_nothing_cites_them(bib):
    result = ok("export", "--full", "line:15", "line:8", cwd=bib.parent)
    assert result.out == f"{SECOND}\n{FIRST}"
    assert result.err.count("the entry has no key and cannot be cited") == 2
    assert "papers.bib:8: " in result.err
    assert "mialit rename --line 15 NEW" in result.err
    write(bib.parent, f"{TEXT}\n{FIRST}")
    result = ok("export", "--full", cwd=bib.parent)
    assert result.out.count(FIRST) == 2  # equal entries without keys are not one with a key
    assert "4 entries have no key and cannot be cited (line:8, line:15, line:20, ...)" in result.err


def test_of_two_files_both_are_shown(bib):
    other = write(bib.parent, TEXT.replace("The Attack", "Another Attack"), "other.bib")
    both = ("--bib", bib.name, "--bib", other.name)
    shown = ok("show", "line:8", "--json", *both, cwd=bib.parent).json
    assert [(each["source"], each["key"]) for each in shown] == [
        ("papers.bib", "line:8"),
        ("other.bib", "line:8"),
    ]
    assert len(ok("export", "line:8", *both, cwd=bib.parent).out.split("@article{,")) == 3


def test_a_key_that_is_spelled_like_one_is_told_apart_or_refused(tmp_path):
    text = "@misc{line:3, title = {Real}}\n\n@misc{, title = {None}}\n@misc{b, title = {B}}\n"
    path = write(tmp_path, text)
    shown = ok("show", "line:3", "--json", cwd=tmp_path).json
    assert [each["provisional_key"] for each in shown] == [False, True]
    refused = run("set", "line:3", "note=x", cwd=tmp_path)
    assert refused.code == 1
    assert "papers.bib:1 and papers.bib:3" in refused.err
    assert "mialit rename --line 3 NEW" in refused.err
    assert path.read_text() == text
    ok("rename", "--line", "3", "new", cwd=tmp_path)
    ok("set", "line:3", "note=x", cwd=tmp_path)
    assert path.read_text() == text.replace("{,", "{new,").replace("{Real}", "{Real}, note = {x}")


def test_a_crossref_means_none_of_them(tmp_path):
    text = "@inproceedings{a, title = {A}, crossref = {}}\n@inproceedings{b, crossref={line:3}}\n"
    write(tmp_path, text + "@proceedings{, title = {P}, year = {2020}}\n")
    assert keys("list", "--year", "2020", cwd=tmp_path) == ["line:3"]
    assert "@proceedings" not in ok("export", "a", "b", cwd=tmp_path).out


# ------------------------------------------------------------------ changing the list


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (("set", "line:8", "note=x"), "{2021},\n", "{2021},\n  note = {x},\n"),
        (("set", "line:15", "year=2022", "--stay"), "year=2020", "year=2022"),
        (("set", "line:20", "title="), "  title = {A Book},\n", ""),
        (("set", "line:20", "type=misc"), "@Book", "@Misc"),
        (("remove", "line:8"), f"{FIRST}\n", ""),
        (("remove", "line:8", "line:15"), f"{FIRST}\n{SECOND}\n", ""),
        (("rename", "line:8", "hu"), "@article{,", "@article{hu,"),
        (("rename", "--line", "9", "hu"), "@article{,", "@article{hu,"),
        (("rename", "line:15", "lee"), "@inproceedings{ ,", "@inproceedings{lee,"),
        (("rename", "line:20", "doe"), "@Book{\n", "@Book{doe,\n"),
        (("rename", "line:8", "line:9"), "@article{,", "@article{line:9,"),
        (("rename", "--by-rule", "line:20"), "@Book{\n", "@Book{doe1999book,\n"),
    ],
)
def test_one_is_changed_and_nothing_else(bib, words, old, new):
    result = ok(*words, cwd=bib.parent)
    assert bib.read_text() == TEXT.replace(old, new)
    assert "line:" in result.out


def test_all_get_keys_by_rule_and_no_key_twice(tmp_path):
    path = write(tmp_path, f"{TEXT}{FIRST}@misc{{HU2021attackb, title = {{X}}}}\n{FIRST}")
    ok("rename", "--by-rule", *LINES, "line:25", "line:32", cwd=tmp_path)
    assert keys("list", "--sort", "file", cwd=tmp_path) == [
        "keyed", "hu2021attack", "lee2020another", "doe1999book", "hu2021attacka",
        "HU2021attackb", "hu2021attackc",
    ]  # fmt: skip
    assert "{,\n" not in path.read_text()


def test_a_provisional_key_is_written_nowhere(bib):
    for words in (
        ("set", "line:8", "year=2001"),
        ("merge", "keyed", "line:15", "--prefer", "keyed"),
        ("sort",),
        ("lint", "--fix"),
    ):
        run(*words, cwd=bib.parent)
        assert "line:" not in bib.read_text()
    assert "line:" not in ok("export", "--standard", cwd=bib.parent).out


MERGED = [  # what is merged, the keys that are left, ids
    (("keyed", "line:5"), "@misc{keyed,", ["keyed", "line:6"]),
    (("line:5", "keyed"), "@misc{keyed,", ["keyed", "line:2"]),
    (("line:5", "line:9"), "@misc{,", ["keyed", "line:5"]),
]


@pytest.mark.parametrize(("pair", "start", "left"), MERGED)
def test_two_are_merged(tmp_path, pair, start, left):
    one = "@misc{keyed,\n  title = {A B C D},\n  year = {2000},\n}\n"
    two = "@misc{,\n  title = {A B C D},\n  note = {x},\n}\n"
    path = write(tmp_path, one + two + "@misc{,\n  title = {A B C D},\n  doi = {10.1000/1},\n}\n")
    ok("merge", *pair, cwd=tmp_path)
    text = path.read_text()
    assert text.count("@misc") == 2
    assert text.count("keyed") == 1
    assert "ids" not in text
    assert "note = {x}" in text
    assert "doi = {10.1000/1}" in text
    assert "year = {2000}" in text
    assert sorted(keys("list", cwd=tmp_path))[0] == "keyed"
    assert start in text


# ------------------------------------------------------------------ lint


def test_lint_reports_them_as_errors(bib):
    result = run("lint", "--select", "no-key", "--json", cwd=bib.parent)
    assert result.code == 1
    assert [(each["line"], each["column"], each["severity"]) for each in result.json] == [
        (8, 10, "error"),
        (15, 16, "error"),
        (20, 7, "error"),
    ]
    assert [each["rule"] for each in run("lint", "--json", cwd=bib.parent).json].count(
        "syntax"
    ) == 0
    assert [each["rule"] for each in result.json] == ["no-key"] * 3


def test_a_file_of_nothing_else_is_a_list(tmp_path):
    path = write(tmp_path, FIRST)
    assert run("lint", cwd=tmp_path).code == 1
    assert keys("list", cwd=tmp_path) == ["line:1"]
    assert run("lint", "--fix", cwd=tmp_path).code == 1
    assert path.read_text() == FIRST


def test_lint_gives_keys_where_the_list_has_a_rule_for_them(bib):
    again = FIRST.replace("Attack", "ATTACK")
    text = f"{TEXT}{again}@misc{{HU2021attackA, note = {{x}}}}\n@misc{{, note = {{y}}}}\n"
    bib.write_text(text)
    write(bib.parent, RULE, "papers.toml")
    chosen = ("lint", "--fix", "--select", "no-key,key-style,duplicate-key")
    result = run(*chosen, cwd=bib.parent)
    assert result.code == 1  # of what has neither authors nor a title no key is made
    fixed = bib.read_text()
    assert fixed == (
        text.replace(FIRST, FIRST.replace("{,", "{hu2021attack,"))
        .replace(again, again.replace("{,", "{hu2021attackb,"))
        .replace("{ ,", "{lee2020another,")
        .replace("@Book{", "@Book{doe1999book,")
    )
    run(*chosen, cwd=bib.parent)
    assert bib.read_text() == fixed


def test_notes_alone_leave_a_list_clean(tmp_path):
    text = (
        "@comment checked in May\n% @misc{old, title = {Old}}\n"
        "@misc{new, title = {New}}\n% @misc{newer, title = {Newer}}\n"
    )
    write(tmp_path, text)
    result = ok("lint", "--json", cwd=tmp_path)
    found = [(each["line"], each["rule"], each["severity"]) for each in result.json]
    assert found == [
        (1, "bare-comment", "note"),
        (2, "commented-entry", "note"),
        (4, "commented-entry", "note"),
    ]
    assert ok("list", cwd=tmp_path).err == ""
    write(tmp_path, text.replace("{newer,", "{new,"))
    (_, _, again) = run("lint", "--json", cwd=tmp_path).json
    assert again["severity"] == "error"  # as BibTeX has it
    assert "a second time: the entry on line 3 has its key too" in again["message"]


def test_comments_without_braces_are_an_empty_list(tmp_path):
    write(tmp_path, "@comment nothing here yet\n\n@Comment, and more\n")
    assert run("list", cwd=tmp_path).code == 1
    assert "holds text" not in run("list", cwd=tmp_path).err


# ------------------------------------------------------------------ taking them in


def test_add_makes_their_keys(tmp_path):
    path = write(tmp_path, KEYED)
    result = ok("add", "-", cwd=tmp_path, stdin=(FIRST + SECOND).encode())
    assert sorted(keys("list", cwd=tmp_path)) == ["hu2021attack", "keyed", "lee2020another"]
    assert "no key" not in result.err
    assert "provisional" not in path.read_text()


def test_add_makes_keys_like_those_of_the_list(tmp_path):
    others = "".join(
        f"@misc{{Roe{year}, author = {{Roe, A}}, title = {{T {year}}}, year = {year}}}\n"
        for year in (2001, 2002, 2003)
    )
    write(tmp_path, f"{others}@misc{{, title = {{Not this}}, author={{No, N}}, year=2004}}\n")
    ok("add", "-", cwd=tmp_path, stdin=FIRST.encode())
    assert "Hu2021" in keys("list", cwd=tmp_path)


def test_add_refuses_a_paper_that_is_listed_without_a_key(bib):
    refused = run("add", "-", cwd=bib.parent, stdin=FIRST.replace("{,", "{x,").encode())
    assert refused.code == 1
    assert "papers.bib:8: line:8: The Attack on Models" in refused.err


def test_import_and_init_make_their_keys(bib):
    made = ["doe1999book", "hu2021attack", "keyed", "lee2020another"]
    ok("import", bib.name, "-o", "new.bib", cwd=bib.parent)
    assert sorted(keys("list", "--bib", "new.bib", cwd=bib.parent)) == made
    (bib.parent / "empty").mkdir()
    ok("init", "--from", "../papers.bib", cwd=bib.parent / "empty")
    assert sorted(keys("list", cwd=bib.parent / "empty")) == made
    write(bib.parent, KEYED, "list.bib")
    report = ok("import", bib.name, "--into", "list.bib", "--json", cwd=bib.parent)
    assert sorted(keys("list", "--bib", "list.bib", cwd=bib.parent)) == made
    assert [each["outcome"] for each in report.json["rows"]] == ["filled", "new", "new", "new"]


def test_import_fills_in_one_that_is_listed(bib):
    offered = FIRST.replace("{,", "{other,").replace("  year", "  doi = {10.1000/1},\n  year")
    ok("import", "-", "--into", bib.name, cwd=bib.parent, stdin=offered.encode())
    assert bib.read_text() == TEXT.replace("{2021},\n", "{2021},\n  doi = {10.1000/1},\n")


def test_import_publishes_a_preprint_that_is_listed_without_a_key(tmp_path):
    preprint = (
        "@misc{{,\n  author = {{{}}},\n  title = {{{}}},\n  eprint = {{{}}},\n"
        "  archiveprefix = {{arXiv}},\n  year = {{2021}},\n}}\n"
    )
    first = preprint.format("Hu, Li", "The Attack on Models", "2101.00001")
    second = preprint.format("Lee, Kim", "Another Subject", "2101.00002")
    path = write(tmp_path, f"{first}\n{second}")
    offered = (
        "@article{n, author = {Ab, C}, title = {Something New}, journal = {K}, year = 2024}\n"
        "@article{x, author = {Lee, Kim}, title = {Another Subject}, journal = {J}, year = 2022}\n"
    )
    said = ok("import", "-", "--into", path.name, "--update", cwd=tmp_path, stdin=offered.encode())
    assert "1 new, 0 filled in, 0 merged, 0 not understood, 1 published" in said.err
    text = path.read_text()
    assert first in text
    assert second not in text
    found = ok("list", "--json", "no:key", "--sort", "title", cwd=tmp_path).json
    assert [(each["type"], each["year"]) for each in found] == [("article", 2022), ("misc", 2021)]
    assert "line:" not in text


def test_diff_takes_none_for_another_because_of_its_line(bib):
    other = write(bib.parent, TEXT.replace("% exported\n", "% exported\n% again\n"), "new.bib")
    result = run("diff", bib.name, other.name, "--json", cwd=bib.parent)
    assert result.json == []


PASTED = (
    "@misc{outer,\n  title = {Outer},\n  abstract = {Cite as\n@inproceedings{inner,\n"
    "  title = {Inner}\n}\nor not.},\n}\n"
)


def test_what_is_pasted_into_a_value_is_no_entry(tmp_path):
    path = write(tmp_path, f"{PASTED}\n{KEYED}")
    assert run("lint", "--select", "syntax", cwd=tmp_path).code == 0
    assert keys("list", "--sort", "file", cwd=tmp_path) == ["outer", "keyed"]
    ok("set", "outer", "note=x", cwd=tmp_path)
    assert path.read_text() == f"{PASTED}\n{KEYED}".replace("{Outer},", "{Outer},\n  note = {x},")
    ok("import", path.name, "-o", "new.bib", cwd=tmp_path)
    assert sorted(keys("list", "--bib", "new.bib", cwd=tmp_path)) == ["keyed", "outer"]
    assert "@inproceedings{inner," in (tmp_path / "new.bib").read_text()
