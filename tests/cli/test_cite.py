"""`mialit cite`: references and citations, in the order asked."""

import json

import pytest

from door import keys, ok, run, write

BIB = """
@inproceedings{old, author = {Li, Ann}, title = {On Maps}, booktitle = {ICML}, year = 2001}
@misc{new, author = {Ode, Bo and others}, title = {Why?}, year = 2019, ids = {newer}}
@article{mid, author = {Roe, C.}, title = {Old Maps}, journal = {J. of Maps}, year = 2010,
  url = {https://example.org/}}
"""
TEXTS = {
    "old": "Ann Li. On Maps. ICML, 2001.",
    "new": "Bo Ode et al. Why? 2019.",
    "mid": "C. Roe. Old Maps. J. of Maps, 2010. https://example.org/",
}


@pytest.fixture
def bib(folder):
    return write(folder, BIB)


def test_references_come_in_the_order_of_the_keys(bib):
    for order in (["old", "new", "mid"], ["mid", "old"], ["new"]):
        assert ok("cite", *order, "-b", bib).lines == [TEXTS[key] for key in order]


def test_a_query_has_the_order_of_list(bib):
    assert ok("cite", "--query", "maps", "-b", bib).lines == [TEXTS["mid"], TEXTS["old"]]
    assert ok("cite", "--year", "2001-2010", "-b", bib).lines == [TEXTS["mid"], TEXTS["old"]]
    assert ok("cite", "-b", bib).lines == [TEXTS[key] for key in keys("list", "-b", bib)]
    assert ok("cite", "-b", bib, "--sort", "key", "--limit", "1").lines == [TEXTS["mid"]]
    assert ok("cite", "old", "new", "-b", bib, "--reverse").lines == [TEXTS["new"], TEXTS["old"]]
    assert ok("cite", "old", "new", "-b", bib, "--sort", "key").lines == [
        TEXTS["new"],
        TEXTS["old"],
    ]


def test_keys_on_standard_input(bib):
    assert ok("cite", "-", "-b", bib, stdin=b"mid\nold\n").lines == [TEXTS["mid"], TEXTS["old"]]
    none = run("cite", "-", "-b", bib)
    assert (none.code, none.out) == (1, "")
    assert "no key was given on standard input" in none.err


def test_another_key_of_an_entry(bib):
    result = ok("cite", "newer", "-b", bib)
    assert result.lines == [TEXTS["new"]]
    assert "newer is another key (ids) of new" in result.err


def test_keys_that_are_not_there_are_named(bib):
    result = run("cite", "old", "mib", "-b", bib)
    assert (result.code, result.lines) == (1, [TEXTS["old"]])
    assert "no entry has the key 'mib'; perhaps mid" in result.err


def test_keys_and_a_query_exclude_each_other(bib):
    for words in (["--query", "maps"], ["--year", "2001"]):
        result = run("cite", "old", *words, "-b", bib)
        assert (result.code, result.out) == (2, "")


def test_a_filter_as_a_key_is_explained(bib):
    result = run("cite", "year:2001", "-b", bib)
    assert result.code == 1
    assert f"to cite what a query finds: mialit cite -b {bib} --query year:2001" in result.err


def test_nothing_found_says_why(bib):
    result = run("cite", "--query", "zzzz", "-b", bib)
    assert (result.code, result.out) == (1, "")
    assert "nothing found" in result.err


def test_formats(bib):
    def cited(kind):
        return ok("cite", "old", "mid", "-b", bib, "--format", kind).out

    assert cited("md") == (
        "- Ann Li. On Maps. ICML, 2001.\n"
        "- C. Roe. [Old Maps.](https://example.org/) J. of Maps, 2010.\n"
    )
    assert cited("html") == (
        "<p>Ann Li. On Maps. ICML, 2001.</p>\n"
        '<p>C. Roe. Old Maps. J. of Maps, 2010. <a href="https://example.org/">https://example.org/</a></p>\n'
    )
    assert cited("latex-cite") == "\\cite{old,mid}\n"
    assert cited("pandoc") == "[@old; @mid]\n"
    assert cited("keys") == "old\nmid\n"
    assert json.loads(cited("json")) == [
        {"key": key, "reference": TEXTS[key]} for key in ("old", "mid")
    ]
    assert [item["id"] for item in json.loads(cited("csl-json"))] == ["old", "mid"]


@pytest.mark.parametrize("kind", ["csl-json", "ris"])
def test_every_command_exports_the_same(bib, kind):
    here = ok("cite", "old", "mid", "-b", bib, "-f", kind).stdout
    assert ok("export", "old", "mid", "-b", bib, "-f", kind).stdout == here
    assert ok("show", "old", "mid", "-b", bib, "-f", kind).stdout == here
    for command in ("list", "search"):
        assert ok(command, "maps", "-b", bib, "-f", kind, "--sort", "file").stdout == here
    out = bib.with_name("out")
    ok("export", "old", "mid", "-b", bib, "-f", kind, "-o", out)
    assert out.read_bytes() == here


@pytest.mark.parametrize(
    "option", [["--full"], ["--standard"], ["--without", "url"], ["--only", "url"]]
)
def test_what_only_bibtex_has_is_refused_for_others(bib, option):
    result = run("export", "old", "-b", bib, "--format", "ris", *option)
    assert (result.code, result.out) == (2, "")
    assert option[0] in result.err


@pytest.mark.parametrize("kind", ["csl-json", "ris"])
def test_an_export_of_a_missing_key_is_all_or_nothing(bib, kind):
    result = run("export", "old", "mib", "-b", bib, "-f", kind)
    assert (result.code, result.out) == (1, "")
    result = run("export", "old", "mib", "-b", bib, "-f", kind, "--partial")
    assert result.code == 1
    assert "old" in result.out
    assert "mib" in result.err


def test_an_export_of_nothing_leaves_no_file(bib):
    out = bib.with_name("out")
    assert run("export", "-q", "zzzz", "-b", bib, "-f", "ris", "-o", out).code == 1
    assert not out.exists()


def test_show_has_the_reference(bib):
    assert f"\n  Reference  {TEXTS['new']}\n" in ok("show", "new", "-b", bib).out
    assert ok("show", "new", "-b", bib, "--json").json[0]["reference"] == TEXTS["new"]
