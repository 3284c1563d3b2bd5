"""`mialit show`."""

import re

import pytest

from door import entry, ok, on_terminal, run, visible, write

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


def test_all_fields_are_readable_with_links_and_on_request_the_source(bib):
    shown = ok("show", "one", "-b", bib).out
    for text in (
        "The GAN of Gödel", "van der Berg, Jan; Li, A.", "2020", "ACM Press Inc", "March", "ICML",
        "https://doi.org/10.1000/", "https://arxiv.org/abs/2001.00001", "https://github.com/a/b",
        "papers.bib:2",
    ):  # fmt: skip
        assert text in shown
    assert "@article" not in shown
    source = SOURCE[SOURCE.index("@article") : SOURCE.index("}}\n@misc") + 2]
    assert ok("show", "one", "-b", bib, "--bibtex").out == f"{shown}\n{source}\n"


MUCH = entry(
    "much",
    {
        "title": "Much",
        "author": "Li, A. and others",
        "date": "2020-03",
        "journaltitle": "An Unknown Journal",
        "type": "Essay",
        "file": ":papers/much.pdf:PDF",
        "doi": "10.1000/1",
        "url": "http://dx.doi.org/10.1000/1",
        "eprint": "2001.00001",
        "eprinttype": "arxiv",
        "eprintclass": "cs.LG",
        "abstract": "One begins. " + "A word and " * 20 + "an end.",
    },
    "article",
)


def test_each_thing_stands_once_under_a_head_of_its_own(folder):
    shown = ok("show", "much", "-b", write(folder, MUCH)).out
    shown = re.sub("(?m)^  Reference .*\n", "", shown)  # which says them once more, in a line
    for text in (
        "much", "2020", "An Unknown Journal", "10.1000/1", "2001.00001", "much.pdf", "papers.bib:1",
        "an end.",
    ):  # fmt: skip
        assert len(re.findall(rf"(?<!\w){re.escape(text)}", shown.replace("papers/much", ""))) <= 1
        assert text in shown
    assert "cs.LG" not in shown
    heads = re.findall(r"(?m)^  (\S+(?: \S+)*?)  ", shown)
    assert len(heads) == len(set(heads)) > 5
    assert {"File", "Source", "Type", "Type (field)"} <= set(heads)


def test_who_is_not_named_is_et_al(folder):
    shown = ok("show", "much", "-b", write(folder, MUCH)).out
    assert "Li, A.; et al.\n" in shown
    assert "others" not in shown


@pytest.mark.parametrize("columns", [50, 80, 200])
def test_an_abstract_is_wrapped_to_the_width_of_a_terminal(folder, columns):
    code, shown = on_terminal("show", "much", "-b", write(folder, MUCH), columns=columns)
    lines = visible(shown).rstrip().splitlines()
    (begin,) = [number for number, line in enumerate(lines) if "One begins" in line]
    assert code == 0
    assert len(lines) - begin > 1
    assert all(len(line) <= min(columns, 100) for line in lines[begin:])
    assert all(re.match(r"  (One|begins|A|word|and|an|end)\b", line) for line in lines[begin:])


def test_a_dash_reads_keys_from_standard_input(bib):
    assert ok("show", "-", "-b", bib, stdin=b"two\none\n").out == (
        ok("show", "two", "one", "-b", bib).out
    )
    none = run("show", "-", "-b", bib, "--json")
    assert (none.code, none.json) == (1, [])
    assert "no key was given on standard input" in none.err
    both = run("show", "-", "-b", "-", stdin=SOURCE.encode())
    assert both.code == 2
    assert "both the list and the keys" in both.err


def test_only_the_formats_it_has_are_offered(bib):
    assert (
        "FORMAT  auto, text, json, csl-json, ris;"
        in ok("show", "--help", env={"COLUMNS": "200"}).out
    )
    for other in ("table", "tsv", "bib"):
        result = run("show", "one", "-b", bib, "--format", other)
        assert (result.code, result.out) == (2, "")
        assert "'auto', 'text', 'json', 'csl-json', 'ris'" in result.err


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
