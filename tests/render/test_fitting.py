"""Lines and widths, without a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mialit.render.fitting import GAP, TALLEST, Column, all_fitted, lines, most_fitted

WORDS = st.lists(st.text(st.sampled_from("abcXYZ09-/_é日"), min_size=1, max_size=30), max_size=12)


@given(WORDS, st.integers(min_value=2, max_value=40))
def test_lines_hold_every_word_in_order_and_fit(words, width):
    text = " ".join(words)
    made = [text[start:end] for start, end in lines(text, width)]
    assert "".join(made).replace(" ", "") == "".join(words)
    assert all(0 < cell_len(line) <= width and line == line.strip() for line in made)


@given(WORDS, st.integers(min_value=2, max_value=40))
def test_a_word_that_fits_is_never_broken(words, width):
    text = " ".join(words)
    ends = {0, len(text)} | {at for at, letter in enumerate(text) if letter == " "}
    for start, end in lines(text, width):
        word = text[:end].split(" ")[-1] + text[end:].split(" ")[0]
        assert end in ends or cell_len(word) > width, text[start:end]


@given(WORDS, st.integers(min_value=2, max_value=40), st.integers(min_value=1, max_value=6))
def test_heights_are_measured_as_lines_are_made(words, width, most):
    text = " ".join(words)
    column = Column("note", "Note", [text])
    assert column.tall(width, most) == (len(lines(text, width)) > most)


@pytest.mark.parametrize(
    ("word", "width", "made"),
    [
        ("pieczarkaObservationQuantumDepletion2020", 22,
         ["pieczarkaObservation", "QuantumDepletion2020"]),
        ("DBLP:conf/ccs/AbadiCGMMT016", 16, ["DBLP:conf/ccs/", "AbadiCGMMT016"]),
        ("smith_long_2019", 12, ["smith_long_", "2019"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("日本語の", 4, ["日本", "語の"]),
    ],
)  # fmt: skip
def test_a_long_word_is_broken_at_a_seam(word, width, made):
    assert [word[start:end] for start, end in lines(word, width)] == made


TEXTS = st.lists(st.text("ab cdefgh", max_size=120), min_size=1, max_size=8)


@given(TEXTS, TEXTS, st.integers(min_value=20, max_value=200))
def test_widths_hold_the_columns_and_their_words(titles, venues, width):
    columns = {
        "title": Column("title", "Title", titles),
        "venue": Column("venue", "Venue", venues),
    }
    widths = all_fitted(columns, width)
    if widths:
        assert sum(widths.values()) + GAP <= width
        assert widths["venue"] >= columns["venue"].longest_word
        for name, column in columns.items():
            assert column.tall(widths[name], TALLEST) <= len(column.texts) // 10
    fitted = most_fitted(columns, width, [], ["venue"])
    if fitted:
        assert "title" in fitted
        assert sum(fitted.values()) + GAP * (len(fitted) - 1) <= width
