"""`mialit cite`: references and citations, in the order asked."""

import json
import re
import sys
from html import unescape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from door import entry, keys, need, ok, on_terminal, run, shell, write
from mialit import citing
from mialit.citing.styles import BUNDLED as BUNDLED_STYLES

BIB = """
@inproceedings{old, author = {Li, Ann}, title = {On Maps}, booktitle = {Proc. of Maps},
  year = 2001}
@misc{new, author = {Ode, Bo and others}, title = {Why?}, year = 2019, ids = {newer}}
@article{mid, author = {Roe, C.}, title = {Old Maps}, journal = {J. of Maps}, year = 2010,
  url = {https://example.org/}}
"""
TEXTS = {
    "old": "Ann Li. On Maps. Proc. of Maps, 2001.",
    "new": "Bo Ode et al. Why? 2019.",
    "mid": "C. Roe. Old Maps. J. of Maps, 2010. https://example.org/",
}
TEXT_KINDS = ("text", "md", "html")


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


def test_a_query_is_offered_without_the_end_of_options(bib):
    result = run("cite", "-b", bib, "--", "maps")
    assert result.code == 1
    assert f"to cite what a query finds: mialit cite -b {bib} --query maps\n" in result.err


def test_nothing_found_says_why(bib):
    result = run("cite", "--query", "zzzz", "-b", bib)
    assert (result.code, result.out) == (1, "")
    assert "nothing found" in result.err


def test_formats(bib):
    def cited(kind):
        return ok("cite", "old", "mid", "-b", bib, "--format", kind).out

    assert cited("md") == (
        "- Ann Li. On Maps. Proc. of Maps, 2001.\n"
        "- C. Roe. [Old Maps.](https://example.org/) J. of Maps, 2010.\n"
    )
    assert cited("html") == (
        "<p>Ann Li. On Maps. Proc. of Maps, 2001.</p>\n"
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


def test_a_doi_is_written_as_the_entry_has_it(folder):
    for written in ("10.1109/SP46214.2022.A", "https://doi.org/10.1109/SP46214.2022.A"):
        bib = write(folder, entry("a", {"title": "A", "year": "2022", "doi": written}))
        address = "https://doi.org/10.1109/SP46214.2022.A"
        assert ok("cite", "a", "-b", bib).lines == [f"A. 2022. {address}"]
        assert address in ok("show", "a", "-b", bib).out


def test_words_in_the_place_of_keys_are_explained(bib):
    for command in ("cite", "export"):
        for words, shown in (
            (["maps"], "maps"), (["old maps"], "'old maps'"), (["of", "maps"], "'of maps'")
        ):  # fmt: skip
            result = run(command, *words, "-b", bib)
            assert result.code == 1
            line = f"to {command} what a query finds: mialit {command} -b {bib} --query {shown}\n"
            assert line in result.err
    result = run("cite", "private", "words", "-b", bib, "--format", "pandoc")
    assert (result.out, "--format pandoc --query 'private words'" in result.err) == ("", True)
    for words in (["mib"], ["old", "private"], ["-"], ["roe2010some"], ["a.bib"]):
        assert "--query" not in run("cite", *words, "-b", bib, stdin=b"private\n").err


@pytest.mark.parametrize("option", [["-f", "bib"], ["--format", "bibtex"], ["--format=bib"]])
def test_bibtex_is_what_export_writes(bib, option):
    result = run("cite", "old", *option, "-b", bib)
    assert result.code == 2
    assert f"BibTeX is written by: mialit export old -b {bib}\n" in result.err
    assert "mialit export" not in run("cite", "old", "-f", "nib", "-b", bib).err


def test_a_terminal_shows_as_many_references_as_a_person_reads(folder):
    text = "".join(entry(f"k{n:02}", {"title": f"Title {n:02}", "year": "2020"}) for n in range(60))
    bib = write(folder, text)
    code, shown = on_terminal("cite", "-b", bib)
    assert code == 0
    assert shown.count("Title ") == 50
    assert f"50 of 60 entries in {bib}; --limit 0 shows all\n" in shown
    for words in (
        ["--limit", "0"],
        ["--limit", "55"],
        ["-f", "md"],
        [f"k{n:02}" for n in range(60)],
    ):
        _, shown = on_terminal("cite", "-b", bib, *words)
        assert shown.count("Title ") == (55 if "55" in words else 60)
        assert "shows all" not in shown
    assert len(ok("cite", "-b", bib).lines) == 60


def test_show_has_the_reference(bib):
    assert f"\n  Reference  {TEXTS['new']}\n" in ok("show", "new", "-b", bib).out
    assert ok("show", "new", "-b", bib, "--json").json[0]["reference"] == TEXTS["new"]


@pytest.mark.parametrize(
    ("style", "begins"),
    [
        ("apa", ["Li, A. (2001). On maps.", "Roe, C. (2010). Old maps."]),
        ("ieee", ["[1] A. Li, “On maps,” in Proc. of Maps", "[2] C. Roe, “Old maps,” J. of Maps"]),
        ("acm", ["[1] Ann Li. 2001. On maps.", "[2] C. Roe. 2010. Old maps."]),
        ("springer-lncs", ["1. Li, A.: On maps.", "2. Roe, C.: Old maps."]),
        (
            "elsevier-harvard",
            ["Li, A., 2001. On maps, in: Proc. of Maps.", "Roe, C., 2010. Old maps."],
        ),
    ],
)
def test_styles(bib, style, begins):
    lines = ok("cite", "old", "mid", "-b", bib, "--style", style).lines
    assert [line[: len(begin)] for line, begin in zip(lines, begins, strict=True)] == begins
    documents = ok("cite", "old", "mid", "-b", bib, "--style", style, "--json").json
    assert documents == [
        {"key": key, "reference": line} for key, line in zip(("old", "mid"), lines, strict=True)
    ]


def test_numbers_follow_the_order_asked(bib):
    for order in (["old", "mid"], ["mid", "old"]):
        lines = ok("cite", *order, "-b", bib, "--style", "ieee").lines
        assert [line[:3] for line in lines] == ["[1]", "[2]"]
        assert ("maps,” in Proc. of Maps" in lines[0]) == (order[0] == "old")
    lines = ok("cite", "--query", "maps", "-b", bib, "--style", "springer-lncs").lines
    assert [line[:8] for line in lines] == ["1. Roe, ", "2. Li, A"]


@pytest.mark.parametrize("style", ["ieee", "springer-lncs", "apa"])
def test_a_style_in_markdown_and_html_says_what_it_says_as_text(bib, style):
    words = ("cite", "old", "mid", "-b", bib, "--style", style)
    text = ok(*words).lines
    page = MarkdownIt("gfm-like", {"linkify": False}).render(ok(*words, "--format", "md").out)
    assert page.count("<ul>") == 1
    assert page.count("<li>") == 2
    assert "<ol" not in page
    for made in (page, ok(*words, "--format", "html").out):
        linked = '<a href="https://example.org/">https://example.org/</a>' in made
        assert linked == ("https://example.org/" in "".join(text))
        lines = unescape(re.sub(r"<[^>]*>", "", made)).strip().splitlines()
        assert lines == text


def test_a_style_of_a_file(bib):
    style = Path(citing.__file__).parent / "csl" / "apa.csl"
    copied = write(bib.parent, style.read_bytes(), "own.csl")
    words = ("cite", "old", "-b", bib)
    assert ok(*words, "--csl", copied).out == ok(*words, "--style", "apa").out
    gone = run(*words, "--csl", bib.parent / "gone.csl")
    assert (gone.code, gone.out) == (3, "")
    assert "gone.csl: no such file" in gone.err
    assert run(*words, "--csl", bib).code == 3


@pytest.mark.parametrize("kind", ["csl-json", "ris", "latex-cite", "pandoc", "keys"])
def test_a_style_is_of_references_alone(bib, kind):
    result = run("cite", "old", "-b", bib, "--style", "apa", "--format", kind)
    assert (result.code, result.out) == (2, "")
    assert f"--style formats text, md, html, json, not {kind}" in result.err


def test_two_styles_exclude_each_other(bib):
    assert run("cite", "old", "-b", bib, "--style", "apa", "--csl", "a.csl").code == 2


@pytest.mark.parametrize("style", ["chicago", "mla", "chicgo", ""])
def test_a_style_that_there_is_not_is_refused(bib, style):
    result = run("cite", "old", "-b", bib, "--style", style)
    assert (result.code, result.out) == (2, "")
    offered = "pandoc" if style in ("chicago", "mla") else "acm, apa, elsevier-harvard, ieee"
    assert offered in result.err


def test_the_line_that_makes_chicagos_references_makes_them(bib):
    need("pandoc")
    said = run("cite", "old", "-b", bib, "--style", "chicago").err
    line = re.search(r"mialit cite KEY.*--citeproc", said)[0].replace("KEY", f"old -b {bib}")
    assert "Li, Ann. 2001." in shell(line, bib.parent).out


@pytest.mark.parametrize("style", BUNDLED_STYLES)
def test_an_entry_of_which_a_style_prints_nothing_is_not_lost(style, folder):
    bib = write(folder, "@misc{none}\n")
    plain = {kind: ok("cite", "none", "-b", bib, "--format", kind).out for kind in TEXT_KINDS}
    for kind, text in plain.items():
        assert "none." in text
        assert ok("cite", "none", "-b", bib, "--style", style, "--format", kind).out == text


def test_a_style_leaves_no_full_stop_behind_an_end(folder):
    bib = write(folder, BIB)
    text = ok("cite", "old", "-b", bib, "--style", "acm").out
    assert text == "[1] Ann Li. 2001. On maps. In Proc. of Maps, 2001.\n"


def test_without_the_extra_the_message_says_how_to_install_it(bib, monkeypatch):
    monkeypatch.setitem(sys.modules, "citeproc", None)
    monkeypatch.setattr("mialit.citing.styles.find_spec", lambda name: None)
    result = run("cite", "old", "-b", bib, "--style", "apa")
    assert (result.code, result.out) == (2, "")
    assert "pip install 'mialit[cite]'" in result.err
    assert ok("cite", "old", "-b", bib).lines == [TEXTS["old"]]


def test_names_of_styles_are_completed(bib):
    env = {
        "_MIALIT_COMPLETE": "complete_bash",
        "COMP_WORDS": "mialit cite old --style e",
        "COMP_CWORD": "4",
    }
    assert run(env=env).lines == ["elsevier-harvard"]


def test_what_a_manuscript_cites(bib):
    paper = write(bib.parent, "\\cite{mid,else} and \\cite{old}", "paper.tex")
    words = ("--cited", paper, "-b", bib)
    result = ok("cite", *words, "--sort", "cited")
    assert result.lines == [TEXTS["mid"], TEXTS["old"]]
    assert "else" in result.err
    assert ok("cite", *words).lines == [TEXTS["mid"], TEXTS["old"]]  # newest first
    assert ok("cite", *words, "--sort", "cited", "--reverse", "-f", "keys").lines == ["old", "mid"]
    strict = run("export", *words, "--strict", "--format", "csl-json")
    assert (strict.code, strict.out) == (1, "")
    partial = run("export", *words, "--strict", "--partial", "--format", "csl-json")
    assert partial.code == 1
    assert [item["id"] for item in partial.json] == ["old", "mid"]
