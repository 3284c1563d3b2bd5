"""The data classes: positions, look-ups, spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.bibtex.model import Entry, Field, Library, Position, Span, StringDefinition


def library(text, *blocks):
    return Library("x.bib", text, "ascii", tuple(blocks), ())


def test_a_field_knows_its_spans():
    text = "t = {x},"
    field = Field("t", "{x}", 0, 4)
    assert text[slice(*field.span)] == "t = {x}"
    assert text[slice(*field.value_span)] == "{x}"


def test_an_entry_gives_the_first_of_repeated_fields_in_any_case():
    first, second = Field("T", "{1}", 0, 2), Field("t", "{2}", 6, 8)
    entry = Entry(Span(0, 20), "misc", "k", (first, second))
    assert entry.field("t") is first
    assert entry.field("year") is None


def test_strings_take_the_last_definition_in_any_case():
    first = StringDefinition(Span(0, 1), "Acm", '"1"', Span(0, 1))
    second = StringDefinition(Span(1, 2), "ACM", '"2"', Span(1, 2))
    assert library("", first, second).strings == {"acm": '"2"'}


def test_strings_cannot_be_changed():
    with pytest.raises(TypeError):
        library("").strings["a"] = "b"


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        ("", 0, (1, 1)),
        ("ab\ncd", 1, (1, 2)),
        ("ab\ncd", 2, (1, 3)),
        ("ab\ncd", 3, (2, 1)),
        ("ab\r\ncd", 4, (2, 1)),
        ("ab\rcd", 3, (2, 1)),
        ("a\n\r\n\rb", 5, (4, 1)),
        ("a\n", 2, (2, 1)),
        ("\ufeffa", 1, (1, 2)),
    ],
)
def test_position(text, offset, position):
    assert library(text).position(offset) == Position(*position)


@pytest.mark.parametrize("offset", [-1, 3])
def test_position_outside(offset):
    with pytest.raises(ValueError, match="outside"):
        library("ab").position(offset)


@given(st.text(alphabet="a\r\n", max_size=30))
def test_lines_are_those_of_an_editor(text):
    ends = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert library(text).position(len(text)).line == ends + 1


def test_line_and_source():
    built = library("a\nbc")
    assert built.line(Span(2, 4)) == 2
    assert built.source(Span(2, 4)) == "bc"
