"""A library of one's own, without a vocabulary: what it holds, and every command on it."""

import re
import shutil
import subprocess

import pytest
from rich.cells import cell_len as width_of

from door import entry, keys, need, ok, on_terminal, run, visible, write
from library import ENTRIES, TO_READ, TRUE_POSITIVE
from library import library as library_text


def test_the_library_is_what_tests_say_of_it():
    text = library_text()
    given = re.findall(r"(?mi)^@(?!comment|string)\w+\{([^,]+),", text)
    assert len(given) == len({key.lower() for key in given}) == ENTRIES >= 500
    titles = re.findall(r"(?m)^\s*title\s*= \{(.*)\},?$", text)
    assert len(titles) == ENTRIES
    assert not any("true-positive" in title.lower() for title in titles)
    assert len(re.findall(r"abstract.*true-positive", text)) == TRUE_POSITIVE
    assert len(re.findall(r"keywords.*to-read", text)) == TO_READ
    assert not re.search(r"(?mi)^\s*(knowledge|target|kind)\s*=", text)


# Words of the bundled list's fields and subject, which no program says of another library.
FOREIGN = re.compile(r"(?i)adversarial|membership|\bknowledge\b|target model|\bdefen[cs]es?\b")
# A call of every command that reads; `add`, `set` and their like are shown what they would write.
CALLS = [
    ["list"],
    ["list", "to-read"],
    ["list", "--author", "mueller"],
    ["list", "type:thesis", "--sort", "title"],
    ["list", "--columns", "key,authors,abstract", "--limit", "5"],
    ["search", "true-positive"],
    ["search", "differential privacy", "--explain"],
    ["show", "Duarte:2018"],
    ["show", "Duarte:2018", "--bibtex"],
    ["fields"],
    ["fields", "keywords"],
    ["stats"],
    ["stats", "--by", "venue"],
    ["stats", "--by", "keywords", "--split", "type"],
    ["matrix"],
    ["matrix", "--rows", "keywords", "--cols", "year"],
    ["export", "Duarte:2018", "--standard"],
    ["lint", "--format", "table"],
    ["render", "markdown"],
    ["set", "Duarte:2018", "keywords+=mine", "--dry-run"],
    ["rename", "Duarte:2018", "duarte", "--dry-run"],
    ["remove", "Duarte:2018", "--dry-run"],
]
ENDS_WITH = {"lint": 1}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_every_command_is_at_home(words, columns, library):
    code, shown = on_terminal(*words, "-b", library, columns=columns)
    shown = visible(shown)
    assert code == ENDS_WITH.get(words[0], 0), shown
    assert "Traceback" not in shown
    assert not FOREIGN.search(shown)
    wide = [line for line in shown.splitlines() if width_of(line) > columns]
    if words[0] in ("list", "search", "fields", "stats", "matrix"):
        # What stands on standard error is wrapped by the terminal.
        assert not [line for line in wide if str(library) not in line]


def columns_of(shown):
    """The cells of each column of a table, by its head: rows are cut where the heads begin."""
    lines = shown.splitlines()
    rule = next(number for number, line in enumerate(lines) if line.strip(" ─━") == "" and line)
    head = lines[rule - 1]
    starts = [found.start() for found in re.finditer(r"(?<=\s\s)\S|^\s*\S", head)]
    ends = [*starts[1:], None]
    body = [line for line in lines[rule + 1 :] if line.strip()]
    return {
        head[start:end].strip(): [line[start:end].strip() for line in body]
        for start, end in zip(starts, ends, strict=True)
    }


@pytest.mark.parametrize("words", [["list"], ["search", "privacy"], ["list", "--venue", "ccs"]])
@pytest.mark.parametrize("columns", [80, 100, 120, 160])
def test_no_column_is_empty_and_authors_are_shown(words, columns, library):
    _, shown = on_terminal(*words, "-b", library, "--limit", "30", columns=columns)
    table = columns_of(visible(shown))
    assert {"Title", "Key"} <= set(table)
    for head, cells in table.items():
        assert any(cells), head
    assert ("Authors" in table) or columns < 100


def test_an_abstract_and_a_tag_are_found(library):
    assert len(keys("search", "true-positive", "-b", library)) == TRUE_POSITIVE
    assert len(keys("list", "true-positive", "-b", library)) == TRUE_POSITIVE
    assert len(keys("list", "to-read", "-b", library)) == TO_READ
    assert len(keys("list", "tag:to-read", "-b", library)) == TO_READ


def test_every_entry_is_shown_in_full(library):
    every = "\n".join(keys("list", "-b", library)).encode()
    shown = ok("show", "-", "-b", library, stdin=every).out
    assert shown.count("\n  Source") == ENTRIES
    assert "; others" not in shown
    for block in re.split(r"\n\n(?=\S+\n\S.*\n  )", shown):
        heads = re.findall(r"(?m)^  (\S+(?: \S+)*?)  ", block)
        assert len(heads) == len(set(heads)), block


def test_bibtex_and_biber_read_the_library(library, folder):
    need("bibtex", "biber")
    shutil.copy(library, folder)
    (folder / "all.aux").write_text("\\citation{*}\n\\bibstyle{plain}\n\\bibdata{refs}\n")
    bibtex = subprocess.run(
        ["bibtex", "all"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert bibtex.returncode == 0, bibtex.stdout
    biber = subprocess.run(
        ["biber", "--tool", "refs.bib"], cwd=folder, capture_output=True, check=False
    )
    assert biber.returncode == 0
    assert b"WARN" not in biber.stdout


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("knowledge", "wb", 1), ("target", "classifier", 1), ("kind", "survey", 1),
        ("knowledge", "nothing of the sort", 2), ("target", "gen", 2), ("kind", "odd", 2),
    ],
)  # fmt: skip
def test_a_field_that_no_entry_has_is_said_in_no_other_lists_words(library, field, value, code):
    result = run("list", f"--{field}", value, "-b", library)
    assert (result.code, result.out) == (code, "")
    assert f"no entry has the field {field}" in result.err
    assert "stands for" not in result.err


def test_values_are_widened_and_suggested_to_those_that_occur(library, folder):
    own = write(folder, entry("a", {"title": "T", "target": "tall trees", "year": "2020"}))
    assert keys("list", "--target", "tall", "-b", own) == ["a"]
    refused = run("list", "--target", "gen", "-b", own)
    assert refused.code == 2
    assert "models" not in refused.err
    noted = run("list", "--venue", "u", "-b", library)
    assert "UAI" not in noted.err
    assert "USENIX Security" in noted.err


def test_what_stands_around_a_match_fits_a_line_of_80_columns(library):
    seen = ok("search", "true-positive", "-b", library, "-f", "table", env={"COLUMNS": "80"}).out
    around = [line for line in seen.splitlines() if line.lstrip().startswith('in abstract: "')]
    assert len(around) == TRUE_POSITIVE
    assert all("true-positive" in line and line.rstrip().endswith('"') for line in around)
