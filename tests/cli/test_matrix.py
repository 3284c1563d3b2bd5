"""`mialit matrix`."""

import re
import shlex

import pytest

from door import BUNDLED, CONTROL, FROZEN, entry, ok, on_terminal, run, spawn, visible, write
from mialit.errors import FileProblem
from mialit.vocabulary.toml_reader import parse

FIELD = re.compile(r"(?m)^\s*(\w+)\s*=\s*\{(.*)\},?$")


def bundled_entries():
    """The entries of papers.bib as mappings, read without the program."""
    text = FROZEN.read_text("utf-8")
    return [dict(FIELD.findall(block)) for block in re.split(r"(?m)^@\w+\{", text)[1:]]


def values(fields, name):
    return {value.strip() for value in fields.get(name, "").split(";") if value.strip()}


@pytest.mark.parametrize(("rows", "cols"), [("knowledge", "target"), ("kind", "year")])
def test_json_agrees_with_papers_bib_counted_by_other_means(rows, cols):
    papers = bundled_entries()
    assert len(papers) == FROZEN.read_text("utf-8").count("\n@")
    (made,) = ok("matrix", "--rows", rows, "--cols", cols, "--json").json
    pairs = [(values(paper, rows), values(paper, cols)) for paper in papers]
    for cell in made["cells"]:
        number = sum(cell["row"] in mine and cell["col"] in its for mine, its in pairs)
        assert cell["count"] == number, cell
    seen = {(cell["row"], cell["col"]) for cell in made["cells"]}
    assert {(r, c) for mine, its in pairs for r in mine for c in its} <= seen
    assert made["entries"] == len(papers)
    assert made["several"] == sum(len(mine) * len(its) > 1 for mine, its in pairs)
    assert made["without"] == sum(not (mine and its) for mine, its in pairs)
    assert made["empty"] == sum(cell["count"] == 0 for cell in made["cells"])
    for axis, place in (("rows", 0), ("cols", 1)):
        for item in made[axis]["values"]:
            both = [pair for pair in pairs if pair[0] and pair[1]]
            assert item["count"] == sum(item["value"] in pair[place] for pair in both)


def test_the_gap_is_seen_at_once():
    (made,) = ok("matrix", "--json").json
    cells = {(cell["row"], cell["col"]): cell["count"] for cell in made["cells"]}
    assert cells["white-box", "automatic speech recognition models"] == 0
    _, seen = on_terminal("matrix", columns=80)
    (line,) = [line for line in visible(seen).splitlines() if "speech" in line]
    assert line.split()[-4:] == ["·", "·", "1", "1"]
    assert "cells are empty (·)" in seen


def test_every_cell_command_lists_the_cell():
    (made,) = ok("matrix", "--rows", "kind", "--cols", "year", "--buckets", "3", "--json").json
    assert made["cells"]
    for cell in made["cells"]:
        line = ok("matrix", "--rows", "kind", "--cols", "year", "--buckets", "3",
                  "--cell", cell["row"], cell["col"]).out  # fmt: skip
        assert line.count("\n") == 1
        found = run(*shlex.split(line)[1:], "--count")
        assert found.out == f"{cell['count']}\n"
        assert run("list", cell["query"], "--count").out == found.out


@pytest.mark.parametrize(
    "words",
    [
        ["--knowledge", "black-box"],
        ["--code", "membership", "has:doi"],
        ["attack OR survey"],
        ["a", "OR", "privacy"],
        ["NOT", "survey"],
        ["--year", "2019-2021", "--where", "released=2020"],
        ["-b", str(FROZEN), "--published", "--author", "shokri"],
        ['title:"Membership Inference" venue:ccs,icml'],
    ],
)
@pytest.mark.parametrize(
    ("axes", "cell"),
    [
        ([], ("white-box", "classification")),
        (["--rows", "code", "--cols", "published"], ("yes", "published")),
        (["--rows", "year", "--cols", "kind"], ("2020", "attack")),
        (["--rows", "released", "--cols", "doi"], ("2020", "yes")),
        (["--rows", "author", "--cols", "publisher"], ("Shokri", "IEEE")),
    ],
)
def test_a_cell_keeps_the_selection(words, axes, cell):
    made = run("matrix", *words, *axes, "--cell", *cell)
    if made.code == 2:
        assert "has no value" in made.err
        return
    (document,) = ok("matrix", *words, *axes, "--json").json
    counts = {(c["row"], c["col"]): c["count"] for c in document["cells"]}
    counted = next(n for (row, col), n in counts.items() if cell[0] in row and cell[1] in col)
    assert run("list", "--count", *shlex.split(made.out)[2:]).out == f"{counted}\n"


def test_the_command_is_readable():
    assert ok("matrix", "--cell", "white-box", "speech").out == (
        "mialit list --knowledge white-box --target 'automatic speech recognition models'\n"
    )
    assert ok("matrix", "--knowledge", "black-box", "--cell", "white", "graph neural").out == (
        "mialit list --knowledge black-box --target 'graph neural networks' knowledge:white-box\n"
    )


def test_a_cell_that_a_query_cannot_tell_apart_says_so(folder):
    bib = write(folder, entry("a", {"author": "Li, An", "year": "2020"})
                + entry("b", {"author": "Li, Anna", "year": "2020"}))  # fmt: skip
    axes = ("-b", bib, "--rows", "author", "--cols", "year")
    made = ok("matrix", *axes, "--cell", "Li, An", "2020")
    assert "counts 1, the command lists 2" in made.err
    assert not ok("matrix", *axes, "--cell", "Li, Anna", "2020").err


def test_hostile_values_are_quoted_for_the_shell(folder):
    venue = "a'b; $(touch x) `id` & -n"
    bib = write(folder, entry("a", {"venue": venue, "mood": "-x", "year": "2020"}))
    line = ok("matrix", "-b", bib, "--rows", "venue", "--cols", "year", "--cell", "a'b", "2020").out
    (venue,) = (item["venue"] for item in ok("list", "-b", bib, "--json").json)
    assert venue in shlex.split(line)
    assert ok(*shlex.split(line)[1:], "--count").out == "1\n"
    line = ok("matrix", "-b", bib, "--rows", "mood", "--cols", "year", "--cell", "-x", "2020").out
    assert ok(*shlex.split(line)[1:], "--count").out == "1\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rows", "knowlege"], "perhaps knowledge"),
        (["--cell", "white-box", "speach"], "automatic speech"),
        (["--cell", "white-box", "text"], "text generation models, text embedding models"),
        (["--buckets", "3"], "--buckets"),
        (["-f", "keys"], "'latex'"),
    ],
)
def test_wrong_usage(words, said):
    result = run("matrix", *words)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


@pytest.mark.parametrize("kind", ["table", "tsv", "json", "jsonl", "csv", "md", "latex"])
def test_nothing_is_valid_and_exit_1(kind):
    result = run("matrix", "--year", "1900", "-f", kind)
    assert (result.code, "nothing found" in result.err) == (1, True)
    assert result.out == {"json": "[]\n", "csv": "row,column,count\n"}.get(kind, "")


def test_tsv_is_a_line_a_cell_and_csv_has_a_head():
    (made,) = ok("matrix", "--json").json
    wanted = [[c["row"], c["col"], str(c["count"])] for c in made["cells"]]
    assert [line.split("\t") for line in ok("matrix", "-f", "tsv").lines] == wanted
    assert [line.split(",") for line in ok("matrix", "-f", "csv").lines][1:] == wanted


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 160])
@pytest.mark.parametrize(
    "words",
    [
        [], ["--rows", "knowledge", "--cols", "target"], ["--rows", "venue"],
        ["--rows", "year", "--cols", "venue"], ["--rows", "kind", "--cols", "author"],
    ],
)  # fmt: skip
def test_a_table_fits_the_terminal(columns, words):
    code, seen = on_terminal("matrix", *words, columns=columns)
    assert code == 0
    table = visible(seen).split("\n\n")[0] if words else visible(seen)
    lines = [line for line in table.splitlines() if "entries" not in line]
    assert max(len(line.rstrip()) for line in lines) <= columns


def test_rows_and_columns_that_are_asked_for_stay():
    asked = ok("matrix", "--rows", "knowledge", "-f", "table", env={"COLUMNS": "80"}).out
    assert asked.startswith("Adversarial Knowledge")
    assert "G automatic speech recognition models" in asked
    free = ok("matrix", "-f", "table", env={"COLUMNS": "80"}).out
    assert free.startswith("Target Model")


def test_ascii_locales_get_ascii():
    for words in ([], ["--rows", "knowledge"]):
        env = {"PYTHONIOENCODING": "ascii", "COLUMNS": "80"}
        made = spawn("matrix", *words, "-f", "table", env=env).stdout
        assert made.isascii()
        assert b"\\" not in made


def test_a_field_with_itself_counts_pairs(folder):
    bib = write(folder, entry("a", {"kind": "attack; defense"}) + entry("b", {"kind": "attack"}))
    made = ok("matrix", "-b", bib, "--rows", "kind", "--cols", "kind").out
    assert "attack\tattack\t2\nattack\tdefense\t1\n" in made


def test_the_axes_of_the_vocabulary(folder):
    fields = '[fields.a]\nform = "vocabulary"\n[fields.b]\n[fields.c]\nform = "vocabulary"\n'
    assert parse(fields, "v").matrix == ("a", "c")
    assert parse(f'{fields}[matrix]\nrows = "c"\n', "v").matrix == ("c", "a")
    assert parse(f'{fields}[matrix]\ncols = "year"\n', "v").matrix == ("a", "year")
    assert parse("[fields.b]\n", "v").matrix is None
    with pytest.raises(FileProblem, match="columns"):
        parse('[matrix]\ncolumns = "a"\n', "v")
    write(folder, "[fields.b]\n", "papers.toml")
    bib = write(folder, entry("a", {"b": "x", "year": "2020"}))
    result = run("matrix", "-b", bib)
    assert (result.code, "--rows FIELD" in result.err) == (2, True)
    assert ok("matrix", "-b", bib, "--rows", "b", "--cols", "year").out == "x\t2020\t1\n"
    assert run("matrix", "-b", bib, "--rows", "b").code == 2


def test_one_axis_is_asked_for_the_other_is_the_vocabularys():
    assert ok("matrix", "--rows", "target").lines[0].startswith("classification models\twhite-box")
    assert ok("matrix", "--cols", "year").lines[0].startswith("white-box\t2017")


def test_hostile_values_are_harmless(folder):
    bib = write(folder, entry("a", {"venue": "[red]x[/red] \x1b[31m|<b>", "kind": "=1+1"}))
    for kind in ("table", "tsv", "csv", "json", "md", "latex"):
        made = ok("matrix", "-b", bib, "--rows", "venue", "--cols", "kind", "-f", kind)
        assert not CONTROL.search(made.stdout.replace(b"\t", b""))
    assert (
        "[red]x" in ok("matrix", "-b", bib, "--rows", "venue", "--cols", "kind", "-f", "table").out
    )


def test_a_list_without_a_vocabulary_has_axes_too(folder):
    bib = write(
        folder,
        entry("a", {"year": "2020", "keywords": "x, y"}, "article") + entry("b", {"year": "2021"}),
        "library.bib",
    )
    assert ok("matrix", "-b", bib).out == (
        "article\t2020\t1\narticle\t2021\t0\nmisc\t2020\t0\nmisc\t2021\t1\n"
    )
    assert ok("matrix", "-b", bib, "--rows", "tags").out == (
        "x\t2020\t1\nx\t2021\t0\ny\t2020\t1\ny\t2021\t0\n"
    )
    seen = ok("matrix", "-b", bib, "-f", "table", env={"COLUMNS": "80"})
    assert "Type" in seen.out
    assert run("matrix", "-b", bib, "--rows", "kewords").code == 2


# ------------------------------------------------------------- the most frequent values and others

MOST = {
    "papers.bib": entry("a", {"knowledge": "wb", "target": "cat; dog"})
    + entry("b", {"knowledge": "wb; bb", "target": "dog"})
    + entry("c", {"knowledge": "bb", "target": "elk; fox"})
    + entry("d", {"knowledge": "bb", "target": "dog; elk"})
    + entry("e", {"knowledge": "wb", "target": "gnu; dog; cat"})
    + entry("f", {"knowledge": "wb", "target": "gnu"})
    + entry("g", {"knowledge": "wb"}),
    "papers.toml": "".join(
        f'[fields.{name}]\nlabel = "{label}"\nform = "vocabulary"\nseveral = true\n'
        f"[fields.{name}.values]\n" + "".join(f"{value} = {{}}\n" for value in values.split())
        for name, label, values in [
            ("knowledge", "Access", "wb bb"),
            ("target", "Model", "gnu cat dog elk fox ant"),
        ]
    ),
}
SETTING = "[matrix]\nmost = 2\n"


@pytest.fixture
def animals(folder):
    for name, text in MOST.items():
        write(folder, text, name)
    return folder


def tables(folder, *words):
    (made,) = ok("matrix", *words, "--json", cwd=folder).json
    return made, {(cell["row"], cell["col"]): cell["count"] for cell in made["cells"]}


def test_the_most_frequent_values_keep_their_order_and_the_others_are_one(animals):
    made, cells = tables(animals, "--most", "2")
    # gnu, cat and elk have two entries each: the first of them in the vocabulary stays.
    assert [item["value"] for item in made["cols"]["values"]] == ["gnu", "dog", "others"]
    assert made["cols"]["others"] == ["cat", "elk", "fox", "ant"]
    assert made["rows"]["others"] == []
    assert cells["bb", "others"] == 2  # c has two of them and counts once
    assert cells["wb", "others"] == 2
    assert [item["count"] for item in made["cols"]["values"]] == [2, 4, 4]
    assert (made["entries"], made["total"], made["without"]) == (7, 6, 1)
    assert made["empty"] == sum(not number for number in cells.values())


def test_every_cell_of_others_lists_its_entries(animals):
    for most in ("1", "2", "3", "5"):
        made, _ = tables(animals, "--most", most, "--rows", "target", "--cols", "knowledge")
        assert made["rows"]["values"][-1]["value"] == "others"
        for cell in made["cells"]:
            assert run("list", cell["query"], "--count", cwd=animals).out == f"{cell['count']}\n"


def test_the_command_of_a_cell_of_others(animals):
    line = ok("matrix", "--most", "2", "--cell", "bb", "others", cwd=animals).out
    assert keys(line, animals) == ["c", "d"]
    write(animals, SETTING + MOST["papers.toml"], "papers.toml")
    assert ok("matrix", "--cell", "bb", "others", cwd=animals).out == line
    assert keys(ok("matrix", "--cell", "bb", "fox", cwd=animals).out, animals) == ["c"]
    # Of c and d, elk and dog are the most frequent.
    more = ok("matrix", "--target", "elk", "--cell", "bb", "others", cwd=animals).out
    assert keys(more, animals) == ["c"]


def keys(line, folder):
    return sorted(ok(*shlex.split(line)[1:], "--format", "keys", cwd=folder).lines)


@pytest.mark.parametrize("kind", ["table", "md", "latex"])
def test_the_setting_holds_for_what_a_person_reads(animals, kind):
    whole = ok("matrix", "-f", kind, cwd=animals)
    assert ("fox" in whole.out, "others" in whole.out + whole.err) == (True, False)
    write(animals, SETTING + MOST["papers.toml"], "papers.toml")
    grouped = ok("matrix", "-f", kind, cwd=animals)
    assert ("fox" in grouped.out, "others" in grouped.out) == (False, True)
    assert grouped.out == ok("matrix", "-f", kind, "--most", "2", cwd=animals).out
    assert ok("matrix", "-f", kind, "--most", "0", cwd=animals).out == whole.out
    # What a person asks for counts more than the setting.
    assert "ant" in ok("matrix", "-f", kind, "--unused", cwd=animals).out


@pytest.mark.parametrize("kind", ["tsv", "csv", "json", "jsonl"])
def test_programs_get_all_values_unless_they_ask(animals, kind):
    whole = ok("matrix", "-f", kind, cwd=animals).out
    write(animals, SETTING + MOST["papers.toml"], "papers.toml")
    assert ok("matrix", "-f", kind, cwd=animals).out == whole
    assert "fox" in whole
    asked = ok("matrix", "-f", kind, "--most", "3", cwd=animals).out
    assert "others" in asked
    assert asked != whole


def test_the_closing_lines_name_what_is_grouped(animals):
    result = ok("matrix", "-f", "table", "--most", "2", cwd=animals)
    assert "Model: others are cat, elk, fox and ant; --most 0 shows all" in result.err
    many = ok("matrix", "-f", "table", "--most", "1", "--rows", "target", cwd=animals)
    assert "Model: others are gnu, cat, elk and 2 more; --most 0 shows all" in many.err
    assert "others" not in ok("matrix", "-f", "table", "--most", "9", cwd=animals).err


def test_years_and_yes_and_no_are_never_grouped():
    for axis in ("year", "released", "code", "published"):
        words = ("matrix", "--rows", axis, "--cols", "kind", "--json")
        (every,) = ok(*words).json
        (made,) = ok(*words, "--most", "1").json
        assert made["rows"] == every["rows"]
        assert [item["value"] for item in made["cols"]["values"]] == ["attack", "others"]


def test_a_value_called_others_is_not_the_others(folder):
    bib = write(
        folder,
        "".join(
            entry(f"k{number}", {"year": "2020", "mood": mood})
            for number, mood in enumerate(["Others", "Others", "sad", "sad", "glad"])
        ),
    )
    (made,) = ok(
        "matrix", "-b", bib, "--rows", "mood", "--cols", "year", "--most", "1", "--json"
    ).json
    names = [item["value"] for item in made["rows"]["values"]]
    assert names == ["Others", "all others"]
    assert made["rows"]["others"] == ["sad", "glad"]


@pytest.mark.parametrize("stated", ['"ten"', "-1", "true", "1.5"])
def test_a_setting_that_is_no_number(animals, stated):
    write(animals, f"[matrix]\nmost = {stated}\n" + MOST["papers.toml"], "papers.toml")
    result = run("matrix", cwd=animals)
    assert (result.code, "most" in result.err, "number" in result.err) == (3, True, True)


@pytest.mark.parametrize("columns", [80, 120, 160])
@pytest.mark.parametrize("words", [[], ["--rows", "kind"], ["--rows", "venue", "--cols", "kind"]])
def test_the_bundled_matrix_fits_a_screen(columns, words):
    """A terminal of 24 lines shows it at once, however many targets the list has."""
    code, seen = on_terminal("matrix", "-b", BUNDLED, *words, columns=columns)
    assert code == 0
    lines = visible(seen).splitlines()
    assert len(lines) <= 24
    table = [line for line in lines if not re.search(r" entries |; --", line)]
    assert max(len(line.rstrip()) for line in table) <= columns
