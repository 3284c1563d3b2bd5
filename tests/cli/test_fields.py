"""`mialit fields`."""

import csv

import pytest

from door import entry, ok, run, write

VOCABULARY = """
[fields.mood]
label = "Mood of it"
names = ["temper"]
form = "vocabulary"
several = true
[fields.mood.values]
calm = { name = "Calm and quiet", also = ["quiet"] }
wild = { also = ["raging"] }
never = {}
[fields.size]
form = "text"
"""


@pytest.fixture
def bib(folder):
    write(folder, VOCABULARY, "papers.toml")
    return write(
        folder,
        entry("a", {"mood": "quiet; wild", "size": "big"})
        + entry("b", {"mood": "calm"})
        + entry("c", {"mood": "odd"}),
    )


def rows(text):
    return [line.split("\t") for line in text.splitlines()]


def test_values_in_the_vocabularys_order_with_counts(bib):
    assert rows(ok("fields", "-b", bib).out) == [
        ["mood", "calm", "2", "Calm and quiet"],
        ["mood", "wild", "1", ""],
        ["mood", "odd", "1", ""],
        ["size", "", "1", ""],
    ]


@pytest.mark.parametrize("name", ["mood", "MOOD", "Mood of it", "temper"])
def test_one_field_by_any_of_its_names(bib, name):
    assert {row[0] for row in rows(ok("fields", name, "-b", bib).out)} == {"mood"}


def test_unused_values_on_request(bib):
    assert ["mood", "never", "0", ""] in rows(ok("fields", "-b", bib, "--unused").out)
    assert "never" not in ok("fields", "-b", bib).out


def test_an_unknown_field_names_the_nearest(bib):
    result = run("fields", "moot", "-b", bib)
    assert (result.code, result.out) == (2, "")
    assert "mood" in result.err


def test_json_and_csv(bib):
    first = ok("fields", "-b", bib, "--json").json[0]
    assert first == {
        "field": "mood", "label": "Mood of it", "value": "calm", "count": 2, "declared": True,
        "name": "Calm and quiet", "also": ["quiet"],
    }  # fmt: skip
    table = list(csv.reader(ok("fields", "-b", bib, "--format", "csv").lines))
    assert table[0] == ["field", "value", "count", "name"]
    assert len(table) == 5


def test_counts_of_the_bundled_list_are_what_list_gives():
    counted = [row for row in rows(ok("fields").out) if row[1]]
    assert len({field for field, *_ in counted}) > 2
    for field, value, count, _ in counted:
        assert ok("list", "--where", f"{field}={value}", "--count").out == f"{count}\n"


def test_a_table_names_the_file(bib):
    result = ok("fields", "-b", bib, "--format", "table", env={"COLUMNS": "80"})
    assert "Mood of it" in result.out
    assert str(bib) in result.err.splitlines()[-1]


@pytest.mark.parametrize("kind", ["md", "bib", "keys"])
def test_a_format_that_fields_lacks_names_those_it_has(bib, kind):
    result = run("fields", "-b", bib, "--format", kind)
    assert (result.code, result.out) == (2, "")
    assert "json" in result.err


def test_columns_that_name_none_say_so(bib):
    result = run("fields", "--columns", ",", "-b", bib)
    assert result.code == 2
    assert result.err.startswith("mialit: --columns names no column; columns: field, label")


@pytest.mark.parametrize("words", [["--columns", "nonsense"], ["--columns", "value,count"]])
def test_columns_are_not_ignored(bib, words):
    result = run("fields", "-b", bib, *words)
    if "nonsense" in words:
        assert result.code == 2
    else:
        assert result.code == 2 or rows(result.out)[0] == ["calm", "2"]


def test_count_prints_a_number_alone(bib):
    result = run("fields", "-b", bib, "--count")
    assert result.code == 2 or result.out == "4\n"


# ------------------------------------------------------------------ a list without a vocabulary


@pytest.fixture
def small(folder):
    return write(
        folder,
        entry("a", {"journal": "J. of X", "keywords": "to-read, x", "abstract": "long",
                    "year": "2020", "author": "Li, Ann", "type": "Research report"}, "article")
        + entry("b", {"journal": "J. of X", "keywords": "to-read; y", "year": "2021",
                      "author": "Li, Ann and Wu, Bo", "groups": ""}, "article")
        + entry("c", {"year": "2021", "title": "C", "url": "https://example.org/c"}),
        "small.bib",
    )  # fmt: skip


def test_a_list_without_a_vocabulary_shows_what_its_entries_have(small):
    assert rows(ok("fields", "-b", small).out) == [
        ["type", "article", "2", ""],
        ["type", "misc", "1", ""],
        ["author", "", "2", ""],
        ["title", "", "1", ""],
        ["year", "", "3", ""],
        ["venue", "J. of X", "2", ""],
        ["keywords", "to-read", "2", ""],
        ["keywords", "x", "1", ""],
        ["keywords", "y", "1", ""],
        ["url", "", "1", ""],
        ["journal", "", "2", ""],
        ["abstract", "", "1", ""],
    ]
    assert not any(item["declared"] for item in ok("fields", "-b", small, "--json").json)
    result = ok("fields", "-b", small, "-f", "table", env={"COLUMNS": "80"})
    head, _, *lines = result.out.splitlines()
    assert head.split() == ["Field", "Label", "Entries", "Most", "frequent"]
    assert next(line for line in lines if line.startswith("keywords")).split() == [
        "keywords", "2", "to-read", "(2)",
    ]  # fmt: skip
    assert next(line for line in lines if line.startswith("author")).split() == [
        "author", "Authors", "2", "Li,", "Ann", "(2)",
    ]  # fmt: skip
    assert "White" not in result.out
    assert ok("fields", "-b", small, "--count").out == "12\n"


@pytest.mark.parametrize("name", ["keywords", "tags", "Keywords", "tag"])
def test_tags_are_counted_one_by_one(small, name):
    assert rows(ok("fields", name, "-b", small).out) == [
        ["keywords", "to-read", "2", ""],
        ["keywords", "x", "1", ""],
        ["keywords", "y", "1", ""],
    ]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("authors", ["author", "Li, Ann", "2", ""]),
        ("journal", ["journal", "J. of X", "2", ""]),
        ("type", ["type", "article", "2", ""]),
        ("abstract", ["abstract", "", "1", ""]),
    ],
)
def test_any_field_of_the_entries_can_be_asked_for(small, name, first):
    assert rows(ok("fields", name, "-b", small).out)[0] == first


def test_an_unknown_field_of_a_library_names_the_nearest(small):
    result = run("fields", "jurnal", "-b", small)
    assert (result.code, result.out) == (2, "")
    assert "perhaps journal" in result.err


def test_a_curated_list_counts_other_fields_when_they_are_named():
    assert rows(ok("fields", "author").out)[0][0] == "author"
    assert "author" not in ok("fields").out


def test_the_name_to_type_stands_beside_the_label(bib):
    lines = ok("fields", "-b", bib, "-f", "table", env={"COLUMNS": "80"}).lines
    assert lines[0].split() == ["Field", "Label", "Value", "Entries", "Name"]
    assert lines[2].startswith("mood   Mood of it  calm")
