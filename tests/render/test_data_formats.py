"""TSV, CSV, JSON and keys, read back."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.render.data_formats import csv_table, json_array, json_lines, tsv

CELL = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=15)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5)
DOCUMENTS = st.lists(
    st.dictionaries(
        CELL, CELL | st.none() | st.integers() | st.lists(CELL, max_size=2), max_size=3
    ),
    max_size=4,
)


@given(ROWS)
def test_tsv_comes_back(rows):
    text = "".join(tsv(rows))
    assert [line.split("\t") for line in text.split("\n")[:-1]] == rows


@given(ROWS)
def test_csv_comes_back_and_no_cell_is_a_formula(rows):
    text = "".join(csv_table(("a", "b", "c"), rows))
    head, *back = csv.reader(io.StringIO(text, newline=""))
    assert head == ["a", "b", "c"]
    assert len(back) == len(rows)
    for row, original in zip(back, rows, strict=True):
        for cell, data in zip(row, original, strict=True):
            assert cell == (f"'{data}" if data[:1] in tuple("=+-@") else data)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1"])
def test_formulas(text):
    _, row = csv.reader(io.StringIO("".join(csv_table(("a",), [[text]])), newline=""))
    assert row == [f"'{text}"]


@pytest.mark.parametrize("ascii_only", [False, True])
@given(documents=DOCUMENTS)
def test_json_comes_back(ascii_only, documents):
    array = "".join(json_array(documents, ascii_only=ascii_only))
    lines = "".join(json_lines(documents, ascii_only=ascii_only))
    assert json.loads(array) == documents
    assert [json.loads(line) for line in lines.split("\n")[:-1]] == documents
    assert not ascii_only or (array + lines).isascii()


def test_an_empty_array():
    assert "".join(json_array([], ascii_only=False)) == "[]\n"
