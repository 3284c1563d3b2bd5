"""Counts and cross tables, against counts made by other means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.errors import UsageProblem
from mialit.query.filters import bind
from mialit.query.syntax import All
from mialit.records.model import Record
from mialit.stats.axes import MANY, Form, field_name, index_of
from mialit.stats.counts import count, cross
from mialit.vocabulary.toml_reader import parse

VOCABULARY = """
[fields.mood]
label = "Mood of it"
form = "vocabulary"
several = true
[fields.mood.values]
wild = { also = ["raging"] }
calm = { name = "Calm and quiet" }
never = {}
[fields.place]
form = "vocabulary"
[fields.released]
form = "month"
several = true
[fields.code]
form = "urls"
several = true
[fields.long]
form = "vocabulary"
[fields.long.values]
""" + "".join(f"v{n} = {{}}\n" for n in range(MANY + 1))
VOCABULARY = parse(VOCABULARY, "v")


def record(number=0, year=2020, preprint=False, authors=(), rest=None, **values):
    return Record(
        key=f"k{number}", type="misc", title="T", authors=authors, year=year,
        values={name: tuple(its) for name, its in values.items()}, preprint=preprint, url=None,
        doi=None, eprint=None, folded="", rest=rest or {}, line=1, start=number, end=1, source=0,
    )  # fmt: skip


def counts(records, field, **how):
    tally = count(records, field, VOCABULARY, **how)
    return dict(zip(tally.axis.values, tally.counts, strict=True))


def test_a_vocabulary_keeps_its_order_and_its_unused_values_others_come_last():
    records = [record(mood=["odd"]), record(mood=["calm", "wild"]), record(mood=["even"]),
               record(mood=["even"]), record()]  # fmt: skip
    tally = count(records, "mood", VOCABULARY)
    assert tally.axis.values == ("wild", "calm", "never", "even", "odd")
    assert tally.counts == (1, 1, 0, 2, 1)
    assert (tally.records, tally.several, tally.without) == (5, 1, 1)


def test_a_long_vocabulary_goes_by_number_and_leaves_unused_values_out():
    records = [record(long=["v3"]), record(long=["v7"]), record(long=["v7"])]
    tally = count(records, "long", VOCABULARY)
    assert tally.axis.values == ("v7", "v3")
    assert tally.axis.unused == MANY - 1
    every = count(records, "long", VOCABULARY, unused=True)
    assert every.axis.values[:3] == ("v7", "v3", "v0")
    assert (len(every.counts), every.axis.unused) == (MANY + 1, 0)


def test_years_ascend_and_those_between_are_there():
    assert counts([record(year=y) for y in (2021, 2018, 2021, None)], "year") == {
        "2018": 1, "2019": 0, "2020": 0, "2021": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("buckets", "expected"),
    [
        (1, {"2016-2021": 6}),
        (2, {"2016-2018": 3, "2019-2021": 3}),
        (4, {"2016-2017": 2, "2018-2019": 2, "2020-2021": 2}),
        (5, {"2016-2017": 2, "2018-2019": 2, "2020-2021": 2}),
        (6, {str(year): 1 for year in range(2016, 2022)}),
    ],
)
def test_years_in_at_most_so_many_buckets(buckets, expected):
    assert counts([record(year=year) for year in range(2016, 2022)], "year", buckets=buckets) == (
        expected
    )


def test_the_last_bucket_ends_with_the_last_year():
    assert counts([record(year=y) for y in (2016, 2020)], "year", buckets=2) == {
        "2016-2018": 1, "2019-2020": 1,
    }  # fmt: skip


def test_a_wrong_year_does_not_make_a_thousand_lines():
    assert len(counts([record(year=20), record(year=2020)], "year")) <= 40


def test_months_are_counted_by_year_and_presence_by_yes_and_no():
    records = [record(released=["2019-03", "2019-04"]), record(released=["soon"]), record()]
    tally = count(records, "released", VOCABULARY)
    assert (tally.axis.values, tally.counts, tally.several, tally.without) == (
        ("2019",),
        (1,),
        0,
        2,
    )
    assert counts([record(code=["https://a", "https://b"]), record()], "code") == {
        "yes": 1,
        "no": 1,
    }
    assert counts([record(preprint=True)], "published") == {"published": 0, "preprint": 1}


def test_authors_by_number_and_any_field_of_the_entries():
    records = [record(authors=("Li, A",)), record(authors=("Bo, B", "Li, A", "Li, A"))]
    assert counts(records, "author") == {"Li, A": 2, "Bo, B": 1}
    records = [record(rest={"publisher": "ACM"}), record()]
    assert field_name("Publisher", VOCABULARY, records) == "publisher"
    assert counts(records, "publisher") == {"ACM": 1}


@pytest.mark.parametrize(
    ("asked", "name"),
    [("MOOD", "mood"), ("Mood of it", "mood"), ("authors", "author"), ("preprint", "published")],
)
def test_a_field_by_any_of_its_names(asked, name):
    assert field_name(asked, VOCABULARY) == name


def test_an_unknown_field_names_the_nearest():
    with pytest.raises(UsageProblem, match="perhaps mood"):
        field_name("moood", VOCABULARY)


def test_a_cross_table_and_its_turn():
    records = [record(mood=["wild", "calm"], place=["x"]), record(mood=["wild"]),
               record(mood=["wild"], place=["y"])]  # fmt: skip
    made = cross(records, "mood", "place", VOCABULARY)
    assert made.cols.values == ("x", "y")
    assert made.cells == ((1, 1), (1, 0), (0, 0))
    assert (made.row_totals, made.col_totals, made.total) == ((2, 1, 0), (1, 1), 2)
    assert (made.records, made.several, made.without, made.gaps) == (3, 1, 1, 3)
    assert made.turned() == cross(records, "place", "mood", VOCABULARY)
    assert made.turned().turned() == made


def test_nothing_makes_an_empty_table():
    empty = cross([], "year", "place", VOCABULARY)
    assert (empty.cells, empty.total, empty.turned().cells) == ((), 0, ())


@pytest.mark.parametrize(
    ("asked", "value"),
    [("raging", "wild"), ("WILD", "wild"), ("wi", "wild"), ("Calm and quiet", "calm")],
)
def test_a_value_is_found_by_its_spellings(asked, value):
    axis = count([], "mood", VOCABULARY).axis
    assert axis.values[index_of(axis, asked, VOCABULARY)] == value


def test_a_year_is_found_in_its_bucket_and_others_are_not():
    axis = count([record(year=2016), record(year=2021)], "year", VOCABULARY, buckets=2).axis
    assert index_of(axis, "2020", VOCABULARY) == index_of(axis, "2019-2021", VOCABULARY) == 1
    for asked in ("2022", "20", "x", ""):
        with pytest.raises(UsageProblem):
            index_of(axis, asked, VOCABULARY)


def test_a_value_that_may_be_two_is_refused():
    axis = count([record(place=["text a"]), record(place=["text b"])], "place", VOCABULARY).axis
    with pytest.raises(UsageProblem, match="text a, text b"):
        index_of(axis, "text", VOCABULARY)


MOODS = st.lists(st.sampled_from(["wild", "calm", "odd", "even"]), max_size=3, unique=True)
RECORDS = st.lists(
    st.builds(
        record,
        year=st.none() | st.integers(1990, 2030),
        preprint=st.booleans(),
        mood=MOODS,
        place=st.lists(st.sampled_from("xyz"), max_size=1),
        released=st.lists(st.sampled_from(["2019-01", "2020", "bad", "2022-12"]), max_size=2),
    ),
    max_size=25,
)
FIELDS = st.sampled_from(["year", "mood", "place", "released", "published", "code", "type"])
BUCKETS = st.none() | st.integers(1, 50)


@given(RECORDS, FIELDS, BUCKETS)
def test_a_count_is_what_its_query_finds(records, field, buckets):
    tally = count(records, field, VOCABULARY, buckets=buckets)
    for value, number in zip(tally.axis.values, tally.counts, strict=True):
        if number or tally.axis.form is not Form.VALUES:
            met = bind(tally.axis.filter(value), VOCABULARY, records).matches
            assert sum(map(met, records)) == number
    assert len(tally.axis.values) <= (buckets or 1000) or tally.axis.form is not Form.YEARS
    assert tally.records == len(records)
    counted = sum(tally.counts)
    assert (counted > tally.records - tally.without) == bool(tally.several)
    if not tally.several:
        assert counted + tally.without == tally.records


@given(RECORDS, FIELDS, FIELDS, BUCKETS)
def test_cells_and_totals_agree_with_records_counted_one_by_one(records, rows, cols, buckets):
    made = cross(records, rows, cols, VOCABULARY, buckets=buckets)
    for row, row_value in enumerate(made.rows.values):
        for col, col_value in enumerate(made.cols.values):
            if made.cells[row][col]:
                both = All((made.rows.filter(row_value), made.cols.filter(col_value)))
                met = bind(both, VOCABULARY, records).matches
                assert sum(map(met, records)) == made.cells[row][col]
    assert made.total + made.without == len(records)
    assert all(max(cells, default=0) <= total <= sum(cells)
               for cells, total in zip(made.cells, made.row_totals, strict=True))  # fmt: skip
    assert sum(map(sum, made.cells)) >= made.total
    if not made.several:
        assert sum(made.row_totals) == sum(made.col_totals) == made.total
    assert made.turned() == cross(records, cols, rows, VOCABULARY, buckets=buckets)


@given(RECORDS, FIELDS)
def test_a_cross_table_adds_up_to_a_count(records, field):
    tally = count(records, field, VOCABULARY)
    made = cross(records, field, "type", VOCABULARY)  # every record has one type
    assert made.row_totals == tally.counts
    assert made.without == (tally.without if records else 0)
