"""What is inherited through `crossref`."""

import pytest

from mialit.bibtex.crossref import DEEPEST, inherited, parents
from mialit.bibtex.reader import read

PROCEEDINGS = "@proceedings{P, title = {Talks}, year = 2020, doi = {10.1/p}, publisher = {U}}\n"


def child(fields, rest=PROCEEDINGS):
    return read(f"@inproceedings{{c, {fields}}}\n{rest}".encode(), "x.bib")


def heard(library):
    return inherited(library, next(library.entries))


def test_a_paper_inherits_where_its_proceedings_appeared():
    library = child("title = {A}, crossref = {p}")  # keys are compared without case
    assert heard(library) == {"booktitle": "Talks", "publisher": "U", "year": "2020"}


@pytest.mark.parametrize("stated", ["year = 2019", "date = {2019-05}", "Year = 2019"])
def test_a_date_is_inherited_whole_or_not_at_all(stated):
    assert "year" not in heard(child(f"{stated}, crossref = {{P}}"))


def test_a_stated_booktitle_of_the_parent_comes_first():
    parent = "@book{P, title = {Talks}, booktitle = {Lectures}}"
    assert heard(child("crossref = {P}", parent)) == {"booktitle": "Lectures"}


def test_the_title_of_a_paper_is_no_booktitle():
    assert heard(child("crossref = {P}", "@article{P, title = {T}, journal = {J}}")) == {
        "journal": "J"
    }


def test_macros_of_the_parent_are_expanded_and_the_first_of_repeated_fields_counts():
    parent = "@string{u = {Union}} @proceedings{P, publisher = u, publisher = {Other}}"
    assert heard(child("crossref = {P}", parent)) == {"publisher": "Union"}


def test_the_first_of_two_parents_of_one_key_counts():
    parents_ = "@book{P, publisher = {One}}\n@book{p, publisher = {Two}}\n"
    assert heard(child("crossref = {P}", parents_)) == {"publisher": "One"}


def test_a_nearer_parent_comes_first_and_decides_on_the_date():
    chain = (
        "@book{P, year = 2020, crossref = {q}}\n"
        "@mvbook{q, date = {1999}, publisher = {U}, title = {All}}\n"
    )
    found = heard(child("crossref = {P}", chain))
    assert found == {"year": "2020", "publisher": "U", "booktitle": "All"}


def test_chains_end():
    chain = "".join(f"@book{{p{n}, crossref = {{p{n + 1}}}}}\n" for n in range(20))
    library = child("crossref = {p0}", chain)
    assert [each.key for each in parents(library, next(library.entries))] == [
        f"p{n}" for n in range(DEEPEST)
    ]


@pytest.mark.parametrize("circle", ["@book{P, crossref = {c}}", "@book{P, crossref = {P}}"])
def test_a_circle_ends(circle):
    library = child("crossref = {P}", circle)
    assert [each.key for each in parents(library, next(library.entries))] == ["P"]


@pytest.mark.parametrize("fields", ["crossref = {elsewhere}", "crossref = {}", "title = {A}"])
def test_nothing_is_inherited_from_nowhere(fields):
    assert heard(child(fields)) == {}
