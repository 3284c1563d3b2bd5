"""Where in an entry a field belongs."""

import pytest

from mialit.bibtex import read
from mialit.fieldorder import before, in_order
from mialit.vocabulary import parse

SCHEMA = parse("[fields.kind]\n[fields.code]\n", "x.toml")


def test_bibtexs_fields_come_first_then_unknown_ones_then_the_vocabularys():
    names = ["code", "kind", "abstract", "zoo", "primaryclass", "year", "author", "title"]
    expected = ["title", "author", "year", "primaryclass", "abstract", "zoo", "kind", "code"]
    assert list(in_order(dict.fromkeys(names, ""), SCHEMA)) == expected
    assert in_order({"year": "2020", "title": "T"}, SCHEMA) == {"title": "T", "year": "2020"}


@pytest.mark.parametrize(
    ("fields", "name", "behind"),
    [
        (["title", "year", "kind"], "author", "title"),
        (["title", "year", "kind"], "note", "year"),
        (["TITLE", "Year", "kind"], "pages", "TITLE"),
        (["title", "year", "kind"], "abstract", "year"),
        (["title", "year", "kind"], "code", "kind"),
        (["title", "zoo", "kind"], "abstract", "zoo"),
        (["author", "year"], "title", None),
        (["year", "title", "kind"], "author", None),  # an order of its own
        (["title", "kind", "zoo"], "author", None),
        (["title", "title", "year"], "author", "title"),
        ([], "title", None),
    ],
)
def test_a_new_field_stands_behind_those_that_come_before_it(fields, name, behind):
    text = "@misc{k" + "".join(f", {field} = {{x}}" for field in fields) + "}"
    (entry,) = read(text.encode(), "x.bib").entries
    assert before(entry, name, SCHEMA) == behind
