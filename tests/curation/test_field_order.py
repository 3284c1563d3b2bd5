"""The usual order of fields, and where in an entry a new one belongs."""

import pytest

from door import entry
from mialit.bibtex.reader import read
from mialit.curation.placement import field_before as before
from mialit.curation.placement import in_order
from mialit.storage import sources

VOCABULARY = sources.bundled_vocabulary()


def test_usual_fields_then_unknown_ones_then_the_lists_own():
    names = ["code", "venue", "primaryclass", "zzz", "year", "kind", "aaa", "author", "title"]
    fields = {name: name for name in names}
    assert list(in_order(fields, VOCABULARY).items()) == [
        (name, name)
        for name in (
            "title",
            "author",
            "year",
            "primaryclass",
            "zzz",
            "aaa",
            *(own for own in VOCABULARY.fields if own in ("kind", "venue", "code")),
        )
    ]


@pytest.mark.parametrize(
    ("has", "name", "behind"),
    [
        ("title author year", "booktitle", "author"),
        ("title author year", "doi", "year"),
        ("Title Author Year", "booktitle", "Author"),
        ("author year", "title", None),
        ("title", "title", "title"),
        ("title year zzz", "aaa", "zzz"),
        ("title year zzz kind", "doi", "year"),
        ("title year zzz kind", "aaa", "zzz"),
        ("title kind", "code", "kind"),
        ("title code", "kind", "title"),
        ("", "title", None),
        # an entry that has an order of its own gets new fields at its end
        ("year title", "doi", None),
        ("title year author", "booktitle", None),
        ("kind title", "year", None),
        ("title kind zoo", "author", None),
        ("title title year", "author", "title"),
        ("TITLE Year kind", "pages", "TITLE"),
    ],
)
def test_where_a_new_field_belongs(has, name, behind):
    source = entry("k", [f"{each} = {{x}}" for each in has.split()])
    (found,) = read(source.encode(), "x.bib").entries
    assert before(found, name, VOCABULARY) == behind
