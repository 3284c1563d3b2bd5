"""Orders and explanations over records, without the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import entry
from mialit.bibtex.reader import read
from mialit.query.filters import why_empty
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import parse
from mialit.records.build import records
from mialit.vocabulary.model import FieldSpec, Vocabulary

VOCABULARY = Vocabulary(
    fields={"released": FieldSpec("released", "R", "month"), "venue": FieldSpec("venue", "V")}
)


def listed(rows):
    text = "".join(
        entry(f"k{n}", {name: str(value) for name, value in row.items() if value})
        for n, row in enumerate(rows)
    )
    return list(records(read(text.encode(), "x.bib"), VOCABULARY))


ROW = st.fixed_dictionaries(
    {
        "year": st.sampled_from(["", "2019", "2020"]),
        "released": st.sampled_from(["", "2018-01", "2019-11", "2020-02"]),
        "title": st.sampled_from(["", "Alpha", "beta", "Ärger"]),
        "venue": st.sampled_from(["", "ICML", "ccs"]),
    }
)


@given(st.lists(ROW, max_size=8))
def test_the_lists_order(rows):
    found = [
        (record.year or 0, record.released or "", -record.line)
        for record in ordered(listed(rows), Order.YEAR)
    ]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("order", Order)
@given(rows=st.lists(ROW, max_size=8))
def test_an_order_loses_nothing_and_reverse_turns_it_around(order, rows):
    given_records = listed(rows)
    result = ordered(given_records, order)
    assert sorted(record.key for record in result) == [record.key for record in given_records]
    assert ordered(given_records, order, reverse=True) == result[::-1]
    assert ordered(result, order) == result


@pytest.mark.parametrize(
    ("order", "field"),
    [(Order.TITLE, "title"), (Order.VENUE, "venue"), (Order.RELEASED, "released")],
)
@given(rows=st.lists(ROW, max_size=8))
def test_lacking_values_come_last(order, field, rows):
    has = [bool(getattr(record, field)) for record in ordered(listed(rows), order)]
    assert has == sorted(has, reverse=True)


def test_texts_are_compared_folded():
    found = ordered(listed([{"title": "Öl"}, {"title": "zebra"}, {"title": "Apfel"}]), Order.TITLE)
    assert [record.title for record in found] == ["Apfel", "Öl", "zebra"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year:1990", "no entry matches year:1990"),
        ("alpha year:1990", "no entry matches year:1990"),
        ("alpha beta", "alpha leaves 1, none of them matches beta"),
        ("year:2019 alpha beta", "year:2019 alpha leaves 1, none of them matches beta"),
        ("zzz OR yyy", "no entry matches zzz OR yyy"),
        ("zzz", "no entry matches zzz"),
        ("alpha zzz", "no entry matches zzz"),
        ("alpha or", "no entry matches or; OR and NOT are capitals"),
        ("not alpha", "no entry matches not; OR and NOT are capitals"),
    ],
)
def test_why_empty_names_the_part(query, said):
    rows = listed([{"title": "Alpha", "year": "2019"}, {"title": "Beta", "year": "2020"}])
    assert why_empty(parse(query), VOCABULARY, rows) == said


def test_why_an_empty_list_is_empty():
    for query in ("x", "year:2020", ""):
        assert why_empty(parse(query), VOCABULARY, []) == "the list has no entry"


def test_months_of_any_form_have_an_order():
    text = "".join(
        f"@misc{{k{n}, title = {{T}}, year = 2020, released = {{{month}}}}}\n"
        for n, month in enumerate(["2020-03", "spring", "9" * 5000, "2020-11-05", "2020", ""])
    )
    listed = records(read(text.encode(), "x.bib"), VOCABULARY)
    assert [record.key for record in ordered(listed, Order.YEAR)] == [
        "k2", "k3", "k0", "k4", "k1", "k5",
    ]  # fmt: skip
