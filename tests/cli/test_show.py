"""`mialit show`."""

import pytest

from door import entry, ok, run, write

SOURCE = (
    "@string{acm = {ACM Press}}\n"
    '@article{one, title = {The {GAN} of G{\\"o}del}, author = {van der Berg, Jan and Li, A.},\n'
    "  Year = 2020, Publisher = acm # { Inc}, doi = {https://doi.org/10.1000/AB},\n"
    "  month = mar, venue = {icml}, code = {https://github.com/a/b}, "
    "eprint = {arXiv:2001.00001v2}}\n" + entry("two", {"title": "Second", "year": "2021"})
)


@pytest.fixture
def bib(folder):
    return write(folder, SOURCE)


def test_all_fields_are_readable_with_links_and_the_source(bib):
    shown = ok("show", "one", "-b", bib).out
    for text in (
        "The GAN of Gödel", "van der Berg, Jan; Li, A.", "2020", "ACM Press Inc", "March", "ICML",
        "https://doi.org/10.1000/", "https://arxiv.org/abs/2001.00001", "https://github.com/a/b",
        "papers.bib:2",
    ):  # fmt: skip
        assert text in shown
    assert SOURCE[SOURCE.index("@article") : SOURCE.index("}}\n@misc") + 2] in shown


def test_json_adds_fields_and_bibtex(bib):
    (record,) = ok("show", "one", "-b", bib, "--json").json
    assert record["fields"] == {
        "title": "The GAN of Gödel",
        "author": "van der Berg, Jan and Li, A.",
        "year": "2020",
        "publisher": "ACM Press Inc",
        "doi": "https://doi.org/10.1000/AB",
        "month": "March",
        "venue": "icml",
        "code": "https://github.com/a/b",
        "eprint": "arXiv:2001.00001v2",
    }
    assert record["bibtex"].startswith("@article{one, title")
    assert record["bibtex"].endswith("v2}}")
    assert record["doi"].lower() == "10.1000/ab"
    assert record["venue"] == "ICML"


def test_several_come_in_the_order_asked(bib):
    assert [item["key"] for item in ok("show", "two", "one", "-b", bib, "--json").json] == [
        "two",
        "one",
    ]


def test_a_key_in_another_case(bib):
    assert ok("show", "ONE", "-b", bib, "--json").json[0]["key"] == "one"


def test_an_unknown_key_is_no_and_names_the_nearest_while_the_others_are_shown(bib):
    result = run("show", "two", "onne", "-b", bib, "--json")
    assert result.code == 1
    assert [item["key"] for item in result.json] == ["two"]
    assert "onne" in result.err
    assert "perhaps one" in result.err
    nothing = run("show", "qqqq", "-b", bib, "--json")
    assert (nothing.code, nothing.json) == (1, [])


def test_without_a_key_it_is_wrong_usage(bib):
    result = run("show", "-b", bib)
    assert (result.code, result.out) == (2, "")


def test_fields_of_a_repeated_one_show_the_first(folder):
    bib = write(folder, "@misc{k, title = {First}, title = {Second}}")
    result = ok("show", "k", "-b", bib, "--json")
    assert result.json[0]["fields"]["title"] == result.json[0]["title"] == "First"
    assert "papers.bib:1" in result.err
