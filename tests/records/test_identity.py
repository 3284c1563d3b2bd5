"""By what a paper is known, wherever in its entry that stands."""

import pytest

from mialit.bibtex.reader import read
from mialit.records import identity
from mialit.records.build import records
from mialit.storage.sources import bundled_vocabulary


def one(fields):
    text = "".join(f"  {name} = {{{content}}},\n" for name, content in fields.items())
    (record,) = records(read(f"@misc{{a,\n{text}}}\n".encode(), "a.bib"), bundled_vocabulary())
    return record


@pytest.mark.parametrize(
    ("fields", "anywhere", "in_fields_of_its_own"),
    [
        ({"eprint": "2103.07853"}, "2103.07853", "2103.07853"),
        ({"doi": "10.48550/arXiv.2103.07853"}, "2103.07853", "2103.07853"),
        ({"url": "https://ar5iv.org/abs/2103.07853"}, "2103.07853", "2103.07853"),
        ({"journal": "arXiv preprint 2103.07853"}, "2103.07853", "2103.07853"),
        ({"note": "Also arXiv:2103.07853v2"}, "2103.07853", None),
        ({"howpublished": "arXiv:cs/0112017"}, "cs/0112017", None),
        ({"note": "arXiv:hep-th/9901001, 2 pages"}, "hep-th/9901001", None),
        ({"note": "In 2103.07853 copies"}, None, None),
        ({}, None, None),
    ],
)
def test_arxiv(fields, anywhere, in_fields_of_its_own):
    record = one(fields)
    assert identity.arxiv_of(record) == anywhere
    assert identity.arxiv_of(record, remarks=False) == in_fields_of_its_own


@pytest.mark.parametrize(
    ("fields", "doi"),
    [
        ({"doi": "10.1000/AB"}, "10.1000/ab"),
        ({"url": "https://doi.org/10.1000/AB"}, "10.1000/ab"),
        ({"doi": "10.48550/arXiv.2103.07853"}, None),
        ({"doi": "10.48550/arXiv.2103.07853", "url": "https://doi.org/10.1000/x"}, "10.1000/x"),
    ],
)
def test_doi(fields, doi):
    assert identity.doi_of(one(fields)) == doi


@pytest.mark.parametrize(
    ("authors", "families"),
    [
        ("Ng, Ann and van der Berg, Bo", ("ng", "vanderberg")),
        ("Ng, Ann and others", ("ng",)),
        ("Ng, Ann and et al.", ("ng",)),
        ("Ng, Ann and {---}, Bo", ("ng",)),
        ("", ()),
    ],
)
def test_families(authors, families):
    assert identity.families_of(one({"author": authors})) == families


def test_titles():
    record = one({"title": "Maps", "subtitle": "A {Survey}", "formerly": "Old Maps"})
    assert identity.titles_of(record) == ["maps", "mapsasurvey", "oldmaps"]
