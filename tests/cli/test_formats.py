"""The formats of a list: what stands in each, read back, and valid when empty."""

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import ANSI, entry, keys, ok, on_terminal, run, visible, write, write_curated
from mialit.vocabulary.model import Vocabulary
from mialit.vocabulary.toml_reader import parse

FORMATS = ("table", "tsv", "json", "jsonl", "csv", "md", "bib", "keys")
PLAIN = ["key", "year", "title", "authors", "knowledge", "target", "venue", "url", "code"]
JSON = [
    "key",
    "type",
    "title",
    "authors",
    "year",
    "released",
    "kind",
    "knowledge",
    "target",
    "venue",
    "preprint",
    "url",
    "code",
    "doi",
    "eprint",
]
SOURCE = entry(
    "full",
    {
        "title": 'A {GAN}, a \\& b; "c" | d',
        "author": "Li, Ann and {The Team} and others",
        "year": "2020",
        "knowledge": "wb; black box",
        "target": "GAN",
        "venue": "Oakland",
        "kind": "attack; defence",
        "url": "https://example.org/a_b",
        "code": "https://github.com/a/b https://github.com/c/d",
        "released": "2019-07",
        "doi": "10.1000/x",
        "eprint": "1907.00001",
        "formerly": "Old",
    },
    "article",
) + entry("bare")


@pytest.fixture
def bib(folder):
    return write_curated(folder, SOURCE)


def test_json_is_the_contract(bib):
    full, bare = ok("list", "-b", bib, "--json").json
    assert list(full)[: len(JSON)] == JSON
    assert full == {
        "key": "full",
        "type": "article",
        "title": 'A GAN, a & b; "c" | d',
        "authors": ["Li, Ann", "The Team"],
        "year": 2020,
        "released": "2019-07",
        "kind": ["attack", "defense"],
        "knowledge": ["white-box", "black-box"],
        "target": ["generative models"],
        "venue": "S&P",
        "preprint": False,
        "url": "https://example.org/a_b",
        "code": ["https://github.com/a/b", "https://github.com/c/d"],
        "doi": "10.1000/x",
        "eprint": "1907.00001",
        "authors_complete": False,
        "keywords": [],
        "source": str(bib),
        "line": 1,
        "provisional_key": False,
        "formerly": "Old",
    }
    lists = {"authors", "kind", "knowledge", "target", "code", "keywords"}
    assert bare == {name: [] if name in lists else None for name in full} | {
        "key": "bare",
        "type": "misc",
        "title": bare["title"],
        "preprint": False,
        "authors_complete": True,
        "source": str(bib),
        "line": bare["line"],
        "provisional_key": False,
    }
    assert not bare["title"]
    assert bare["line"] > 1


def test_json_and_format_json_are_one_and_exclude_others(bib):
    assert ok("list", "-b", bib, "--json").out == ok("list", "-b", bib, "-f", "json").out
    assert run("list", "-b", bib, "--json", "--format", "csv").code == 2


def test_jsonl_is_a_document_a_line(bib):
    lines = ok("list", "-b", bib, "--format", "jsonl").lines
    assert [json.loads(line) for line in lines] == ok("list", "-b", bib, "--json").json


def test_tsv_has_no_head_and_the_columns_of_the_contract(bib):
    lines = ok("list", "-b", bib, "--format", "tsv").lines
    assert lines == ok("list", "-b", bib).lines
    assert [line.split("\t") for line in lines] == [
        [
            "full", "2020", 'A GAN, a & b; "c" | d', "Li, Ann; The Team",
            "white-box; black-box", "generative models", "S&P", "https://example.org/a_b",
            "https://github.com/a/b https://github.com/c/d",
        ],
        ["bare", *[""] * 8],
    ]  # fmt: skip


def test_csv_has_the_same_columns_and_a_head(bib):
    head, *rows = csv.reader(io.StringIO(ok("list", "-b", bib, "--format", "csv").out))
    assert head == PLAIN
    tsv = [line.split("\t") for line in ok("list", "-b", bib, "--format", "tsv").lines]
    assert rows == tsv
    assert "\r" not in ok("list", "-b", bib, "--format", "csv").out


def test_keys_are_keys(bib):
    assert ok("list", "-b", bib, "--format", "keys").out == "full\nbare\n"


def test_bib_is_the_entries_to_the_byte(bib):
    assert ok("list", "-b", bib, "--format", "bib").out == SOURCE.replace("}\n@", "}\n\n@")


def test_markdown_shows_the_text_and_links(bib):
    head, rule, full, bare = ok("list", "-b", bib, "--format", "md").lines
    assert head.startswith("| Year | Title |")
    assert set(rule) <= set("| -")
    assert "[Link](https://example.org/a_b)" in full
    cells = re.split(r"(?<!\\)\|", full)
    assert len(cells) == len(head.split("|")) == len(re.split(r"(?<!\\)\|", bare))


def test_a_table_has_the_seeds_columns_and_the_key(bib):
    out = ok("list", "-b", bib, "--format", "table").out
    for text in ("Year", "Title", "Adversarial", "Target", "Venue", "Paper", "Code", "Key"):
        assert text in out.split("─")[0]
    assert 'A GAN, a & b; "c" | d' in out


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("words", [["zzzz"], ["--year", "1900"]])
def test_every_format_is_valid_when_empty(bib, kind, words):
    result = run("list", "-b", bib, "--format", kind, *words)
    assert result.code == 1
    assert "nothing found" in result.err
    expected = {
        "json": "[]\n",
        "csv": ",".join(PLAIN) + "\n",
    }
    if kind == "md":
        assert len(result.lines) == 2
    else:
        assert result.out == expected.get(kind, "")


@pytest.mark.parametrize("kind", FORMATS)
def test_only_the_result_is_on_standard_output(bib, kind):
    chatty = run("list", "-b", bib, "--format", kind, "--target", "GAN", "--limit", "1")
    assert chatty.code == 0
    assert "1 of" not in chatty.out
    assert (str(bib) in chatty.out) == (kind in ("json", "jsonl"))  # where the entry is
    assert (str(bib) in chatty.err) == (kind == "table")


def test_a_closing_line_has_the_count_the_file_and_what_a_limit_left_out(bib):
    err = ok("list", "-b", bib, "--format", "table").err
    assert err.splitlines()[-1].startswith("2 entries in ")
    assert str(bib) in err
    err = ok("list", "-b", bib, "--format", "table", "--limit", "1").err
    assert err.splitlines()[-1].startswith("1 of 2 ")
    assert ok("list", "-b", bib, "full", "--format", "table").err.startswith("1 entry in")


def test_auto_is_a_table_on_a_terminal_and_tsv_elsewhere(bib):
    code, seen = on_terminal("list", "-b", bib, columns=120)
    assert code == 0
    assert "─" in visible(seen)
    assert "\t" not in seen
    assert ok("list", "-b", bib).lines[1] == "bare" + "\t" * 8


def test_a_terminals_table_stops_at_a_readable_number_unless_told(folder):
    bib = write(folder, "".join(entry(f"key{n}", {"year": "2020"}) for n in range(120)))
    _, seen = on_terminal("list", "-b", bib)
    shown = sum("key" in line for line in visible(seen).splitlines())
    assert 20 <= shown <= 60
    assert "of 120 entries" in seen
    _, seen = on_terminal("list", "-b", bib, "--limit", "0")
    assert sum(" key" in line for line in visible(seen).splitlines()) == 120
    assert len(keys("list", "-b", bib)) == 120
    assert len(ok("list", "-b", bib, "--format", "table").lines) == 122


def test_paper_and_code_are_links_on_a_terminal_alone(bib):
    _, seen = on_terminal("list", "-b", bib, columns=200)
    assert "\x1b]8;" in seen
    assert "https://example.org/a_b" in seen
    assert "https://github.com/c/d" in seen
    assert not ANSI.search(ok("list", "-b", bib, "--format", "table").out)


def test_columns_narrow_every_format(bib):
    words = ["list", "-b", bib, "full", "--columns", "venue,year"]
    assert ok(*words, "--format", "tsv").out == "S&P\t2020\n"
    assert ok(*words, "--format", "csv").out == "venue,year\nS&P,2020\n"
    assert ok(*words, "--json").json == [{"venue": "S&P", "year": 2020}]
    assert list(ok(*words, "--json").json[0]) == ["venue", "year"]
    assert len(ok(*words, "--format", "md").lines[0].split("|")) == 4
    assert "Venue" in ok(*words, "--format", "table").out


def test_a_format_that_is_not_there_names_those_there_are(bib):
    result = run("list", "-b", bib, "--format", "yaml")
    assert (result.code, result.out) == (2, "")
    assert "json" in result.err


# ------------------------------------------------------------------ any text, read back

TEXT = st.text(
    st.characters(exclude_characters='{}\\$~%#"@', exclude_categories=["Cs"]), max_size=30
)


@settings(max_examples=60)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_any_title_comes_back_from_every_format(tmp_path_factory, titles):
    folder = tmp_path_factory.mktemp("any")
    text = "".join(entry(f"k{n}", {"title": title}) for n, title in enumerate(titles))
    bib = write_curated(folder, text.encode("utf-8"))
    found = ok("list", "-b", bib, "--json", "--sort", "file").json
    assert [item["key"] for item in found] == [f"k{n}" for n in range(len(titles))]
    shown = [item["title"] for item in found]
    words = ["list", "-b", bib, "--sort", "file"]
    tsv = ok(*words, "--format", "tsv").out
    assert [line.split("\t")[2] for line in tsv.split("\n")[:-1]] == shown
    rows = list(csv.reader(io.StringIO(ok(*words, "--format", "csv").out, newline="")))[1:]
    for cell, title in zip([row[2] for row in rows], shown, strict=True):
        if title[:1] and title[0] in "=+-@\t\r":
            assert cell == f"'{title}"
        else:
            assert cell == title
    lines = ok(*words, "--format", "jsonl").out.split("\n")[:-1]
    assert [json.loads(line)["title"] for line in lines] == shown
    markdown = ok(*words, "--format", "md").out.split("\n")[2:-1]
    assert len(markdown) == len(titles)
    assert all(len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 9 for line in markdown)


def test_a_list_with_a_vocabulary_of_its_own_has_its_fields_in_json(folder):
    vocabulary = '[fields.mood]\nform = "vocabulary"\nseveral = true\n[fields.size]\n'
    assert isinstance(parse(vocabulary, "v"), Vocabulary)
    write(folder, vocabulary, "papers.toml")
    bib = write(folder, entry("k", {"mood": "odd; even", "size": "9", "kind": "attack"}))
    (record,) = ok("list", "-b", bib, "--json").json
    assert record["mood"] == ["odd", "even"]
    assert record["size"] == "9"
    assert list(record)[:15] == JSON
    assert record["kind"] == []
