"""Where a new entry belongs."""

import pytest

from door import entry
from mialit.bibtex.reader import read
from mialit.curation.placement import moved, place
from mialit.records.build import records
from mialit.vocabulary.toml_reader import parse

VOCABULARY = parse('[fields.released]\nform = "month"\n', "x.toml")


def listed(*years):
    text = "".join(
        entry(f"k{n}", {"year": str(year)[:4], "released": str(year) if "-" in str(year) else ""})
        for n, year in enumerate(years)
    )
    return records(read(text.encode(), "x.bib"), VOCABULARY)


@pytest.mark.parametrize(
    ("years", "new", "expected"),
    [
        ((), 2020, 0),
        ((2020,), 2021, 0),
        ((2020,), 2019, 1),
        ((2021, 2020, 2019), 2020, 2),
        ((2021, "2020-05", "2020-02", 2020, 2019), "2020-03", 2),
        ((2021, "2020-05", "2020-02", 2020, 2019), "2020-02", 3),
        ((2021, "2020-05", "2020-02", 2020, 2019), 2020, 4),
        ((2019, 2020, 2021), 2020, 2),
        ((2019, 2020, 2021), 2022, 3),
        ((2019, 2021, 2018, 2022, 2017), 2020, 5),  # no order by year; the keys' are k0, k1, ...
    ],
)
def test_place(years, new, expected):
    record = listed(new)[0]._replace(key="z")
    assert place(listed(*years), record) == expected


def test_by_key():
    records_ = [
        r._replace(key=k) for r, k in zip(listed(2019, 2022, 2018, 2021), "acfm", strict=True)
    ]
    assert place(records_, records_[0]._replace(key="D", year=2030)) == 2


def test_a_list_with_one_entry_out_of_place_still_has_its_order():
    years = [*range(2030, 2015, -1), 2029]
    assert place(listed(*years), listed(2020)[0]) == 11


@pytest.mark.parametrize(
    ("before", "after", "changed", "newest", "expected"),
    [
        ((2021, 2020, 2019), (2021, 2020, 2019), [1], False, [0, 1, 2]),
        ((2021, 2020, 2019), (2021, 2018, 2019), [1], False, [0, 2, 1]),
        ((2021, 2020, 2019), (2021, 2020, 2022), [2], False, [2, 0, 1]),
        ((2019, 2020, 2021), (2022, 2020, 2021), [0], False, [1, 2, 0]),  # oldest first
        # Among equals the one that moves comes last.
        ((2022, 2021, 2020, 2018), (2022, 2021, 2020, 2021), [3], False, [0, 1, 3, 2]),
        # The others have an order, whatever the one that changes had.
        ((2021, 2018, 2020, 2019), (2021, 2017, 2020, 2019), [1], False, [0, 2, 3, 1]),
        # No order, no move; unless the list says that it has one.
        ((2021, 2018, 2022, 2019), (2021, 2017, 2022, 2019), [1], False, [0, 1, 2, 3]),
        ((2021, 2018, 2022, 2019), (2021, 2017, 2022, 2019), [1], True, [0, 2, 3, 1]),
        # All change: the order is that from before.
        ((2021, 2020, 2019), (2016, 2017, 2018), [0, 1, 2], False, [2, 1, 0]),
        ((2021, 2023, 2019, 2020), (2016, 2017, 2018, 2019), [0, 1, 2, 3], False, [0, 1, 2, 3]),
    ],
)
def test_where_entries_move_that_change(before, after, changed, newest, expected):
    rekeyed = ("m", "c", "x", "a")  # no order by key
    old, new = (
        [each._replace(key=key) for each, key in zip(listed(*years), rekeyed, strict=False)]
        for years in (before, after)
    )
    assert moved(old, new, changed, newest=newest) == expected
