"""`mialit stats`."""

import csv
import json

import pytest

from door import BUNDLED, CONTROL, entry, ok, on_terminal, run, spawn, visible, write, write_curated

BIB = (
    entry("a", {"year": "2019", "kind": "attack; defense", "knowledge": "white-box"})
    + entry("b", {"year": "2021", "kind": "attack", "knowledge": "black-box", "venue": "CCS"})
    + entry("c", {"kind": "survey"})
)


@pytest.fixture
def bib(folder):
    return write_curated(folder, BIB)


def rows(text):
    return [line.split("\t") for line in text.splitlines()]


def test_tsv_has_a_line_a_value(bib):
    result = ok("stats", "-b", bib, "--by", "kind")
    assert rows(result.out) == [["kind", "attack", "2"], ["kind", "defense", "1"],
                                ["kind", "survey", "1"]]  # fmt: skip
    assert "Kind: 1 of 3 entries with several values" in result.err
    assert "1 of 3 entries without a value" in ok("stats", "-b", bib, "--by", "year").err


def test_split_has_a_line_a_part(bib):
    made = rows(ok("stats", "-b", bib, "--by", "year", "--split", "kind").out)
    assert ["year", "2019", "kind", "defense", "1"] in made
    assert ["year", "2020", "kind", "attack", "0"] in made
    assert len(made) == 9


def test_csv_has_a_head(bib):
    made = list(csv.reader(ok("stats", "-b", bib, "--by", "kind", "-f", "csv").lines))
    assert made[0] == ["field", "value", "count"]
    made = ok("stats", "-b", bib, "--by", "kind", "--split", "year", "-f", "csv").lines
    assert made[0] == "field,value,split,part,count"


def test_json_is_a_document_a_field(bib):
    (made,) = ok("stats", "-b", bib, "--by", "kind", "--split", "knowledge", "--json").json
    assert (made["field"], made["label"]) == ("kind", "Kind")
    assert (made["entries"], made["several"], made["without"]) == (3, 1, 0)
    first = made["values"][0]
    assert (first["value"], first["count"], first["query"]) == ("attack", 2, "kind:attack")
    assert {part["value"]: part["count"] for part in first["parts"]} == {
        "white-box": 1, "gray-box": 0, "black-box": 1,
    }  # fmt: skip
    lines = ok("stats", "-b", bib, "-f", "jsonl").lines
    assert [json.loads(line)["field"] for line in lines][:2] == ["year", "kind"]


def test_every_query_of_the_json_lists_what_was_counted():
    documents = ok("stats", "--json").json
    counted = [item for document in documents for item in document["values"] if item["count"]]
    assert len(counted) > len(documents)
    for item in counted:
        assert ok("list", item["query"], "--count").out == f"{item['count']}\n"


def test_markdown(bib):
    made = ok("stats", "-b", bib, "--by", "kind", "--split", "knowledge", "-f", "md").lines
    assert made[0] == "| Kind | Entries | white-box | gray-box | black-box |"
    assert made[2] == "| attack | 2 | 1 | 0 | 1 |"


def test_the_selection_options_of_list(bib):
    assert rows(ok("stats", "-b", bib, "--by", "kind", "--year", "2021").out)[0][2] == "1"
    assert rows(ok("stats", "year:2019", "-b", bib, "--by", "kind").out)[0][2] == "1"


@pytest.mark.parametrize("kind", ["table", "tsv", "json", "jsonl", "csv", "md"])
def test_nothing_is_valid_and_exit_1(bib, kind):
    result = run("stats", "-b", bib, "--year", "1900", "--by", "kind", "-f", kind)
    assert (result.code, "nothing found" in result.err) == (1, True)
    assert result.out == {"json": "[]\n", "csv": "field,value,count\n"}.get(kind, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "kindd"], "perhaps kind"),
        (["--split", "kind"], "--by"),
        (["--by", "kind", "--buckets", "2"], "--buckets"),
        (["--by", "kind", "-f", "bib"], "'md'"),
        (["--by", "kind", "-f", "latex"], "'md'"),
        (["--by", "kind", "--knowledge", "blck"], "black-box"),
    ],
)
def test_wrong_usage(bib, words, said):
    result = run("stats", "-b", bib, *words)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_limit_keeps_the_first_values(bib):
    assert len(ok("stats", "--by", "venue", "--limit", "3").lines) == 3
    made = ok("stats", "--by", "venue", "--limit", "3", "-f", "table")
    assert "more" in made.out
    assert "--limit 0" in made.err


@pytest.mark.parametrize("columns", [30, 40, 80, 120])
@pytest.mark.parametrize("words", [[], ["--by", "target", "--split", "year"], ["--by", "author"]])
def test_bars_fit_the_terminal(columns, words):
    code, seen = on_terminal("stats", *words, columns=columns)
    assert code == 0
    bars = [line for line in visible(seen).splitlines() if "█" in line]
    assert bars or "split" in str(words)
    assert max(map(len, bars), default=0) <= columns


def test_parts_differ_without_colour_and_the_legend_names_them():
    made = ok("stats", "--by", "year", "--split", "kind", "-f", "table", env={"COLUMNS": "80"})
    legend, bar = made.lines[1], next(line for line in made.lines if line.startswith("2020"))
    signs = dict(part.split(" ")[::-1] for part in legend.split("  "))
    assert set(signs) == {"attack", "defense", "survey"}
    assert len({sign[0] for sign in signs.values()}) == 3
    assert bar.count(signs["attack"][0]) == 3 * bar.count(signs["defense"][0]) == 48


def test_ascii_locales_get_ascii():
    env = {"PYTHONIOENCODING": "ascii", "COLUMNS": "60"}
    for words in (["--by", "year"], ["--by", "year", "--split", "target"], []):
        made = spawn("stats", *words, "-f", "table", env=env).stdout
        assert made.isascii()
        assert b"\\u" not in made


def test_hostile_values_are_harmless(folder):
    bib = write(folder, entry("a", {"venue": "[red]x[/red] \x1b[31m\u202e", "kind": "=1+1"}))
    for kind in ("table", "tsv", "json", "md"):
        for field in ("venue", "kind"):
            made = ok("stats", "-b", bib, "--by", field, "-f", kind)
            assert not CONTROL.search(made.stdout.replace(b"\t", b""))
            assert "\u202e" not in made.out
    assert "[red]x" in ok("stats", "-b", bib, "--by", "venue", "-f", "table").out
    assert "'=1+1" in ok("stats", "-b", bib, "--by", "kind", "-f", "csv").out


# ------------------------------------------------------------------ a list without a vocabulary

LIBRARY = (
    entry("a", {"journal": "J. of X", "keywords": "to-read, x", "year": "1980",
                "author": "Li, Ann"}, "article")
    + entry("b", {"journal": "J. of X", "keywords": "to-read; y", "year": "2021",
                  "author": "Li, Ann and Wu, Bo"}, "article")
    + entry("c", {"year": "2021", "title": "C"})
)  # fmt: skip


@pytest.fixture
def small(folder):
    return write(folder, LIBRARY, "small.bib")


def test_an_overview_without_a_vocabulary_has_what_the_entries_have(small):
    assert rows(ok("stats", "-b", small).out) == [
        ["year", "1980-1981", "1"],
        ["year", "2020-2021", "2"],
        ["type", "article", "2"],
        ["type", "misc", "1"],
        ["venue", "J. of X", "2"],
        ["keywords", "to-read", "2"],
        ["keywords", "x", "1"],
        ["keywords", "y", "1"],
    ]
    table = ok("stats", "-b", small, "-f", "table", env={"COLUMNS": "80"}).lines
    assert [line for line in table if line and line[-1] not in "█▏▎▍▌▋▊▉"] == [
        "Year", "Type", "Venue", "Keywords",
    ]  # fmt: skip


def test_an_overview_without_a_vocabulary_is_a_glance(folder):
    many = ", ".join(f"tag{n}" for n in range(50))
    bib = write(folder, entry("a", {"keywords": many, "year": "2020"}), "small.bib")
    out = ok("stats", "-b", bib, "-f", "table", env={"COLUMNS": "80"}).out
    assert out.count("tag") == 6
    assert "and 44 more" in out


@pytest.mark.parametrize("name", ["keywords", "tags", "Keywords"])
def test_tags_are_counted_one_by_one(small, name):
    for bib in (small, write(small.parent, LIBRARY, "papers.bib")):
        assert rows(ok("stats", "-b", bib, "--by", name).out)[0] == ["keywords", "to-read", "2"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("journal", ["journal", "J. of X", "2"]),
        ("authors", ["author", "Li, Ann", "2"]),
        ("Authors", ["author", "Li, Ann", "2"]),
    ],
)
def test_any_field_is_counted_by_any_of_its_names(small, name, first):
    assert rows(ok("stats", "-b", small, "--by", name).out)[0] == first


def test_a_field_of_the_entries_is_the_nearest(small):
    result = run("stats", "-b", small, "--by", "jurnal")
    assert (result.code, "perhaps journal" in result.err) == (2, True)


@pytest.mark.parametrize("columns", [80, 120, 160])
@pytest.mark.parametrize("field", ["target", "venue", "author", "year", "kind", "released"])
def test_the_bundled_counts_fit_a_screen(columns, field):
    """A terminal shows a field at once, and a line says what is left out."""
    code, seen = on_terminal("stats", "-b", BUNDLED, "--by", field, columns=columns)
    assert code == 0
    lines = visible(seen).splitlines()
    bars = [line for line in lines if "█" in line or "▏" in line]
    assert len(bars) <= 20
    every = [int(line.split("\t")[2]) for line in
             ok("stats", "-b", BUNDLED, "--by", field, "-f", "tsv").lines]  # fmt: skip
    if len(every) <= 20:
        assert "more value" not in seen
    else:
        left = f"{len(every) - 20:,} more values of at most {max(every[20:])} "
        assert f"{left}entr" in seen
        assert "--limit 0 shows all" in seen


def test_years_are_never_cut_for_the_screen(folder):
    bib = write(
        folder, "".join(entry(f"k{year}", {"year": str(year)}) for year in range(1990, 2020))
    )
    _, seen = on_terminal("stats", "-b", bib, "--by", "year")
    assert "2019" in seen
    assert "more value" not in seen
