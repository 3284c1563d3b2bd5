"""Whether two records are the same paper."""

import time

import pytest

from door import FROZEN, entry
from mialit.bibtex.reader import read
from mialit.curation.duplicates import Known, Verdict, compare, find
from mialit.records.build import records
from mialit.storage.bibliography import load
from mialit.storage.sources import Source
from mialit.vocabulary.toml_reader import parse

VOCABULARY = parse('[fields.formerly]\nform = "text"\n', "x.toml")
SAME, PERHAPS, DIFFERENT = Verdict
TITLE = "Membership Inference Attacks Against Machine Learning Models"
BASE = {"title": TITLE, "author": "Shokri, Reza and Shmatikov, Vitaly", "year": "2017"}


def record(**fields):
    return records(read(entry("k", fields).encode(), "x.bib"), VOCABULARY)[0]


def both(**fields):
    """The base record, and it with *fields* changed ("" takes one away)."""
    changed = {name: text for name, text in {**BASE, **fields}.items() if text}
    return record(**BASE), record(**changed)


CASES = [  # what the other record says else, the verdict
    ({}, SAME),
    ({"title": "{Membership} inference attacks against machine-learning models."}, SAME),
    ({"author": "R. Shokri and others", "year": "2016"}, SAME),
    ({"author": "Shmatikov, Vitaly and Shokri, Reza"}, SAME),
    ({"author": ""}, SAME),
    ({"formerly": TITLE, "title": "Something Else Entirely"}, SAME),
    ({"author": "Doe, Jane"}, DIFFERENT),
    ({"title": "Membership Inference Attack Against Machine Learning Models"}, PERHAPS),
    ({"title": TITLE.replace("Attacks", "Attack"), "year": "2024"}, DIFFERENT),
    ({"title": "Membership Inference Attacks Against Recommender Systems"}, DIFFERENT),
    ({"title": "Generative Models and Privacy"}, DIFFERENT),
    ({"title": ""}, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "verdict"), CASES)
def test_compare(fields, verdict):
    one, other = both(**fields)
    assert (compare(one, other), compare(other, one)) == (verdict, verdict)


IDENTIFIERS = [  # of one, of the other, with one title, with another title
    ({"doi": "10.1109/SP.2017.41"}, {"doi": "https://doi.org/10.1109/sp.2017.41"}, SAME, SAME),
    ({"doi": "10.1109/SP.2017.41"}, {"url": "https://doi.org/10.1109/SP.2017.41"}, SAME, SAME),
    ({"eprint": "1610.05820"}, {"url": "http://arxiv.org/pdf/1610.05820v2.pdf"}, SAME, SAME),
    ({"eprint": "1610.05820"}, {"doi": "10.48550/arXiv.1610.05820"}, SAME, SAME),
    ({"eprint": "1610.05820"}, {"doi": "10.1109/SP.2017.41"}, SAME, DIFFERENT),
    ({"doi": "10.1145/1234567.1"}, {"doi": "10.1109/SP.2017.41"}, PERHAPS, DIFFERENT),
    ({"eprint": "1610.05820"}, {"eprint": "1710.05820"}, PERHAPS, DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "alike", "unlike"), IDENTIFIERS)
def test_identifiers(one, other, alike, unlike):
    assert compare(record(**BASE, **one), record(**BASE, **other)) is alike
    otherwise = {**BASE, "title": "Generative Models and Privacy", **other}
    assert compare(record(**BASE, **one), record(**otherwise)) is unlike


BARE = [  # title and rest of one, of the other; at the bounds of what is near
    ("Attacks on Large Models", {}, "Attacks on Large Models", {}, SAME),
    ("Attacks on Models", {}, "Attacks on Models", {}, PERHAPS),
    ("Attacks on Models", {"author": "A, B"}, "Attacks on Models", {}, PERHAPS),
    ("Attacks on Models", {"author": "A, B"}, "Attacks on Models", {"author": "A, C"}, SAME),
    (TITLE, {"year": "2017"}, TITLE[:-1], {"year": "2020"}, PERHAPS),
    (TITLE, {"year": "2017"}, TITLE[:-1], {"year": "2014"}, PERHAPS),
    (TITLE, {"year": "2017"}, TITLE[:-1], {"year": "2021"}, DIFFERENT),
    (TITLE, {"year": "2017"}, TITLE[:-1], {"year": "2013"}, DIFFERENT),
    (TITLE, {}, TITLE[:-1], {"year": "1990"}, PERHAPS),
    (TITLE, {"year": "1990"}, TITLE, {"year": "2020"}, SAME),
    ("Three Word Name: One", {"author": "A, B"}, "Three Word Name: Entirely Other",
     {"author": "A, B"}, PERHAPS),
    ("Three Word Name: One", {}, "Three Word Name: Entirely Other", {}, DIFFERENT),
    ("Two Words: One", {"author": "A, B"}, "Two Words: Entirely Other Things",
     {"author": "A, B"}, DIFFERENT),
    ("One Name of Three", {"author": "A, B and C, D"}, "One Name of Three",
     {"author": "E, F and A, B"}, SAME),
    ("One Name of Three", {"author": "A, B and C, D"}, "One Name of Three",
     {"author": "E, F and C, D"}, DIFFERENT),
    ("One Name of Three", {"author": "A, B"}, "One Name of Three", {"author": "others"}, SAME),
    (TITLE, {"doi": "10.48550/arXiv.1610.05820"}, TITLE, {"doi": "10.1109/SP.2017.41"}, SAME),
    (TITLE, {"doi": "10.1145/1.1"}, TITLE[:-1], {"doi": "10.1145/1.2"}, DIFFERENT),
    ("", {}, "", {}, DIFFERENT),
    ("", {"doi": "10.1145/1.1"}, "", {"doi": "10.1145/1.1"}, SAME),
]  # fmt: skip


@pytest.mark.parametrize(("title", "rest", "other", "others", "verdict"), BARE)
def test_the_bounds_of_what_is_near(title, rest, other, others, verdict):
    one, two = record(title=title, **rest), record(title=other, **others)
    assert (compare(one, two), compare(two, one)) == (verdict, verdict)
    found = [(two, verdict)] if verdict is not DIFFERENT else []
    assert find(one, [two]) == found


def test_a_title_that_many_papers_have_needs_an_author():
    assert compare(record(title="Introduction"), record(title="Introduction")) is PERHAPS


def test_find_names_the_surest_first_and_not_itself():
    near = record(
        **{**BASE, "title": "Membership Inference Attack Against Machine Learning Models"}
    )
    same, other = record(**BASE), record(title="Other", author="Doe, J.")
    asked = record(**BASE)
    found = find(asked, [other, near, same, asked])
    assert found == [(same, SAME), (near, PERHAPS)]


def test_no_two_papers_of_the_list_are_the_same():
    listed = load([Source("papers.bib", FROZEN)]).records
    known = Known(listed)
    assert [(r.key, found) for r in listed if (found := known.find(r))] == []


def test_find_agrees_with_compare():
    listed = load([Source("papers.bib", FROZEN)]).records
    bare = [record._replace(doi=None, eprint=None, url=None) for record in listed]
    variants = [each._replace(title=each.title.replace("s ", " ", 1)) for each in bare]
    variants += [each._replace(authors=()) for each in [*bare, *variants]]
    variants += [each._replace(authors=each.authors[1:]) for each in variants]
    variants += [each._replace(authors=each.authors[::-1]) for each in variants]
    known = Known(listed)
    for variant in variants:
        by_hand = {r.key: v for r in listed if (v := compare(variant, r)) is not DIFFERENT}
        assert {r.key: v for r, v in known.find(variant)} == by_hand


def test_ten_thousand_records_are_asked_in_seconds():
    sources = (
        entry(f"k{n}", {"title": f"Paper {n} on Attack {n % 97} and Model {n % 89}",
                        "author": f"Wang{n % 50}, A. and Li, B.", "year": str(2000 + n % 25)})
        for n in range(10_000)
    )  # fmt: skip
    listed = records(read("".join(sources).encode(), "x.bib"), VOCABULARY)
    start = time.perf_counter()
    known = Known(listed)
    for each in listed[:500]:
        known.find(each)
    assert time.perf_counter() - start < 10
