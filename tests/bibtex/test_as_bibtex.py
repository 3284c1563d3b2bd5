"""The reader finds the entries that BibTeX finds, where BibTeX reads a file without a complaint."""

import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bibtex.test_reader import BETWEEN, entries_with_pasted_ones, library
from door import need

# A style that prints each entry's key and title, and has nothing to say of what it lacks.
STYLE = """\
ENTRY { title note } { } { }
FUNCTION {default.type} { "KEY:" cite$ * ":" * title empty$ { "" } { title } if$ * write$ newline$ }
READ
ITERATE {call.type$}
"""


def bibtex(text: str) -> tuple[list[str], bool]:
    """The keys that BibTeX finds in *text*, in lower case, and whether an error is reported."""
    need("bibtex")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "keys.bst").write_text(STYLE)
        Path(folder, "x.aux").write_text("\\citation{*}\n\\bibstyle{keys}\n\\bibdata{refs}\n")
        Path(folder, "refs.bib").write_text(text, encoding="utf-8")
        done = subprocess.run(
            ["bibtex", "x"], cwd=folder, capture_output=True, check=False, timeout=60
        )
        said = done.stdout.decode("utf-8", "replace")
        made = Path(folder, "x.bbl").read_text(encoding="utf-8", errors="replace")
    found = re.findall(r"(?m)^KEY:([^:]*):", made)
    return [key.lower() for key in found], "error message" in said


READ_ALIKE = [
    "@comment text @misc{a, title={x}}\n@misc{b, title={y}}",
    "@comment\n@misc{b, title={y}}",
    "@Comment one, two\n@misc{b, title={y}}\n@comment {x}",
    "@misc{a, title={A \\{ b}}}\n@misc{b, title={y}}",
    "@misc{a, title={A \\{ b}}\n}\n@misc{b, title={y}}",
    '@misc{a, title="A {\\{}} b"}\n@misc{b, title={y}}',
    "@misc{a, note={x\n@misc{c, title={z}}\n}, title={x}}\n@misc{b, title={y}}",
    '@misc{a, title={x}, note="x\n@misc{c, title="z"}\n" # {\n@misc{d}}}\n@misc{b, title={y}}',
    "@misc{a, note={x\n@string{c\n}}}\n\n\nfree text\n@misc{b, title={y}}",
    "@string{s = {x\n@misc{c, title={z}}\n}}\n@misc{b, title=s}",
    "@misc{, title={x}}",
    "@misc{ ,\n  title={x}}\n@misc{b, title={y}}",
    "% @misc{a, title={x}}\n@misc{b, title={y}}",
    "% old: @ misc (a, title={x})\n@misc{b, title={y}}",
]


@pytest.mark.parametrize("text", READ_ALIKE)
def test_what_bibtex_reads_without_a_complaint(text: str) -> None:
    keys, complains = bibtex(text)
    assert not complains
    built = library(text)
    ours = [entry.key.lower() for entry in built.entries]
    noted = re.findall(r"reads the entry `([^`]*)`", " ".join(each.reason for each in built.notes))
    assert sorted(ours + noted) == sorted(keys)
    # Of an entry without a key BibTeX complains when a second one comes.
    assert [each.reason for each in built.problems if "has no key" not in each.reason] == []


COMPLAINS = [
    "@misc{title = {x}, year = 2000}\n",
    "@misc{, title={x}}\n@misc{, title={y}}\n",
    "@misc{a, title={x\n@misc{b, title={y}}\n@misc{c, title={z}}}\n",
    "@misc{a, note={x\n@misc{c, title={z}}\n} junk}\n",
    "@misc{a, title={A \\{ b}, year=1}\n@misc{b, title={y}}\n",
    '@misc{a, title="A \\" b", year=1}\n',
]


@pytest.mark.parametrize("text", COMPLAINS)
def test_where_bibtex_complains_there_is_a_problem(text: str) -> None:
    assert bibtex(text)[1]
    assert library(text).problems


@settings(max_examples=25)
@given(st.data(), st.integers(1, 3))
def test_pasted_entries_are_no_entries_to_bibtex_either(data: st.DataObject, count: int) -> None:
    parts = [data.draw(entries_with_pasted_ones(f"key{i}"))[0] for i in range(count)]
    text = "".join(part + data.draw(BETWEEN) for part in parts)
    keys, _ = bibtex(text)  # which complains of fields given twice
    assert keys == [entry.key for entry in library(text).entries]
