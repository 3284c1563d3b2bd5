"""Whether two records are the same paper."""

import pytest

from door import FROZEN, entry, run, steps, write
from mialit.bibtex.reader import read
from mialit.curation.duplicates import Known, Verdict, compare
from mialit.records.build import records
from mialit.storage.bibliography import load
from mialit.storage.sources import Source
from mialit.vocabulary.toml_reader import parse

VOCABULARY = parse('[fields.formerly]\nform = "text"\n', "x.toml")
SAME, PERHAPS, DIFFERENT = Verdict
TITLE = "Membership Inference Attacks Against Machine Learning Models"
AUTHOR = {"author": "Shokri, Reza"}
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
    ({"title": "Membership Inference Attacks",
      "subtitle": "Against Machine Learning Models"}, SAME),
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
    (
        {"doi": "10.1109/SP.2017.41"},
        {"doi": "10.48550/arXiv.1610.05820", "url": "https://doi.org/10.1109/SP.2017.41"},
        SAME,
        SAME,
    ),
    # A note may name another paper.
    ({"eprint": "1610.05820"}, {"note": "Follows arXiv:1610.05820"}, SAME, DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "alike", "unlike"), IDENTIFIERS)
def test_identifiers(one, other, alike, unlike):
    assert compare(record(**BASE, **one), record(**BASE, **other)) is alike
    otherwise = {**BASE, "title": "Generative Models and Privacy", **other}
    assert compare(record(**BASE, **one), record(**otherwise)) is unlike


def test_one_repository_and_a_changed_title_are_offered():
    one = record(**BASE, code="https://github.com/o/R", eprint="1610.05820", archiveprefix="arXiv")
    # The people are known to be the same, or not known at all.
    titles = ("Membership Inference Against Recommenders", "A Note on Something Else")
    for title, verdict in zip(titles, (PERHAPS, DIFFERENT), strict=True):
        published = record(**{**BASE, "title": title, "booktitle": "S\\&P"})
        assert compare(one, published) is verdict
        same_code = record(title=title, year="2018", code="http://github.com/o/r.git")
        assert compare(one, same_code) is verdict
        assert (same_code in [found for found, _ in Known([same_code]).find(one)]) is (
            verdict is PERHAPS
        )
    assert compare(one, record(title=titles[0], year="2018")) is DIFFERENT


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
    assert Known([two]).find(one) == found


def test_a_title_that_many_papers_have_needs_an_author():
    assert compare(record(title="Introduction"), record(title="Introduction")) is PERHAPS


def test_find_names_the_surest_first_and_not_itself():
    near = record(
        **{**BASE, "title": "Membership Inference Attack Against Machine Learning Models"}
    )
    same, other = record(**BASE), record(title="Other", author="Doe, J.")
    asked = record(**BASE)
    found = Known([other, near, same, asked]).find(asked)
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


def various(n):
    title = f"Paper {n} on Attack {n % 3} and Model {n % 5}"
    return {"title": title, "author": f"Wang{n % 5}, A. and Li, B."}


@pytest.mark.parametrize(
    "fields",
    [
        various,
        lambda n: {"title": TITLE, "author": f"Wang{n}, A."},
        lambda n: {"title": TITLE, "author": "Wang, A."},
        lambda n: {"title": f"Paper {n} on Attacks", "author": "Wang, A."},
        lambda n: {"title": f"Paper {n} on Attacks"},
        lambda n: {"title": f"Paper {n} on Attacks", **({"author": "Wang, A."} if n % 2 else {})},
        lambda n: {"title": TITLE, "doi": "10.1145/1.1"},
        lambda n: {"title": str(n), "author": " and ".join(f"Wang{i}, A." for i in range(5))},
    ],
    ids=["various", "title", "title and author", "author", "words", "half", "doi", "authors"],
)  # fmt: skip
def test_a_question_takes_as_long_among_many_as_among_few(fields):
    def asking(number):
        source = "".join(entry(f"k{n}", {**fields(n), "year": "2020"}) for n in range(number))
        listed = records(read(source.encode(), "x.bib"), VOCABULARY)
        known = Known(listed)
        return steps(lambda: [known.find(each) for each in listed[::20][:20]])

    assert asking(1600) < 1.5 * asking(400)


def test_near_titles_are_found_among_very_many_of_one_author():
    source = "".join(
        entry(f"k{n}", {"title": f"On {'abcdefghij'[n % 10] * 9} {n} and Things", **AUTHOR})
        for n in range(1000)
    )
    listed = records(read(source.encode(), "x.bib"), VOCABULARY)
    near = record(title="Membrship Inference Attacks Against Machine Learning Modells", **AUTHOR)
    assert Known([*listed, record(title=TITLE, **AUTHOR)]).find(near)[0][1] is PERHAPS


def test_proceedings_are_no_paper_in_them():
    paper = record(title="Title of a Paper", author="Doe, Jane")
    volume = paper._replace(type="proceedings", title="Title of the Papers", authors=())
    assert compare(paper, volume) is compare(volume, paper) is DIFFERENT
    assert compare(paper._replace(doi="10.1145/1.1"), volume._replace(doi="10.1145/1.1")) is SAME


TYPOS = "Membrship Inference Attacks Against Machine Learning Modells"
PAIRS = [  # what one entry says, what the other says, the verdict
    ({"title": TYPOS}, {"title": TITLE}, PERHAPS),
    ({"title": TITLE}, {"title": f"{{{TITLE.upper()}}}."}, SAME),
    ({"title": TITLE}, {"title": TITLE, "author": "Doe, Jane"}, DIFFERENT),
    ({"title": TITLE}, {"title": TITLE, "author": ""}, SAME),
    ({"title": TITLE}, {"title": TITLE[:-1], "author": ""}, PERHAPS),
    ({"title": "Introduction", "author": ""}, {"title": "Introduction", "author": ""}, PERHAPS),
    ({"title": TITLE, "year": "2010"}, {"title": TYPOS}, DIFFERENT),
    ({"title": TITLE, "doi": "10.1145/1.1"}, {"title": TITLE, "doi": "10.1145/1.2"}, PERHAPS),
    ({"title": "One Thing", "doi": "10.1145/1.1"},
     {"title": "Quite Another", "url": "https://doi.org/10.1145/1.1"}, SAME),
    ({"title": "Long Name of It: A Start"}, {"title": "Long Name of It: Quite an End"}, PERHAPS),
    ({"title": TITLE, "author": "A, B and C, D"}, {"title": TITLE, "author": "C, D"}, SAME),
    ({"title": TITLE}, {"title": "Generative Models and Privacy"}, DIFFERENT),
]  # fmt: skip


def said_by_add(one, two, folder):
    result = run("add", "-", "-b", write(folder, one), "--dry-run", stdin=two.encode())
    found = {"is listed already": SAME, "is perhaps listed already": PERHAPS}
    return next((verdict for said, verdict in found.items() if said in result.err), DIFFERENT)


def said_by_import(one, two, folder):
    words = ("import", "-", "--into", write(folder, one), "--dry-run", "--json")
    (row,) = run(*words, stdin=two.encode()).json["rows"]
    return SAME if row["outcome"] == "filled" else PERHAPS if row["perhaps"] else DIFFERENT


def said_by_lint(one, two, folder):
    words = ("lint", write(folder, one + two), "--select", "duplicate-paper", "--json")
    severities = [found["severity"] for found in run(*words).json]
    return {(): DIFFERENT, ("note",): PERHAPS, ("warning",): SAME}[tuple(severities)]


@pytest.mark.parametrize("asked", [said_by_add, said_by_import, said_by_lint])
@pytest.mark.parametrize(("one", "other", "verdict"), PAIRS)
def test_add_import_and_lint_agree(folder, asked, one, other, verdict):
    both = ({**BASE, "year": "2017", **fields} for fields in (one, other))
    sources = [
        entry(key, {name: text for name, text in fields.items() if text}, "article")
        for key, fields in zip("ab", both, strict=True)
    ]
    assert asked(*sources, folder) is verdict
    assert asked(*reversed(sources), folder) is verdict


@pytest.mark.parametrize(
    ("url", "verdict"),
    [("https://a.b/x", SAME), ("https://a.b/y", PERHAPS), ("", PERHAPS)],
)
def test_a_short_title_without_authors_is_sure_with_one_address(url, verdict):
    one, other = record(title="Beta Attack", url="https://a.b/x"), {"title": "Beta Attack"}
    assert compare(one, record(**other, **({"url": url} if url else {}))) == verdict
