"""The options by which a page says for one run what `[page]` of the vocabulary says."""

import tomllib

import pytest

from door import ok, run, write
from mialit.page.interface import WORDS

BIB = """@article{doe2020rocks,
  title = {Rocks},
  author = {Doe, Jane},
  journal = {Stones},
  year = {2020},
}
@misc{roe2021sand, title = {Sand}, year = {2021}}
"""
TOML = """
[page]
title = "In the file"
maintainer = "Jane Doe <jane@example.org>"
licence = "CC0 <https://example.org/cc0>"
words.skip = "Zu den Steinen"
"""


@pytest.fixture
def bib(tmp_path):
    return write(tmp_path, BIB)


def page(bib, *words):
    return ok("render", "html", "--bib", bib, "-o", "-", *words).out


def test_an_option_counts_more_than_the_file(bib, tmp_path):
    write(tmp_path, TOML, "papers.toml")
    stated = page(bib)
    assert "<title>In the file</title>" in stated
    assert 'Kept by <a href="mailto:jane@example.org">Jane Doe</a>' in stated
    other = page(bib, "--title", "Of <option>", "--maintainer", "Roe", "--licence", "MIT")
    assert "<title>Of &lt;option&gt;</title>" in other
    assert "Kept by Roe" in other
    assert "Licence: MIT" in other
    assert "jane@example.org" not in other
    assert "example.org/cc0" not in other
    assert "Zu den Steinen" in other


def test_all_of_them(bib, tmp_path):
    about = write(tmp_path, "# Why\n\n*Because* <b>of</b> rocks.\n", "about.md")
    html = page(
        bib,
        *("--title", "T1", "--description", "D1", "--introduction", about),
        *("--maintainer", "M1", "--repository", "https://e.org/r", "--homepage", "https://e.org/h"),
        *("--add", "https://e.org/a", "--cite", "doe2020rocks", "--licence", "L1"),
        *("--lang", "fr", "--address", "https://e.org/", "--image", "https://e.org/i.png"),
        *("--word", "skip=Aller", "--word", "papers.many={count} articles"),
    )  # fmt: skip
    for part in (
        '<html lang="fr" dir="ltr">',
        "<title>T1</title>",
        '<meta name="description" content="D1">',
        '<meta property="og:url" content="https://e.org/">',
        '<link rel="canonical" href="https://e.org/">',
        '<meta property="og:image" content="https://e.org/i.png">',
        "<h2>Why</h2>",
        "<em>Because</em> &lt;b&gt;of&lt;/b&gt; rocks.",
        "Kept by M1",
        '<a href="https://e.org/r" target="_blank" rel="noopener noreferrer">Repository</a>',
        '<a href="https://e.org/h" target="_blank" rel="noopener noreferrer">Website</a>',
        'Is a paper missing? <a href="https://e.org/a"',
        "Jane Doe. Rocks. Stones, 2020.",
        "@article{doe2020rocks,",
        "Licence: L1",
        ">Aller</a>",
    ):
        assert part in html, part


def test_the_paper_to_cite_need_not_be_on_the_page(bib):
    html = page(bib, "--cite", "doe2020rocks", "--query", "sand")
    assert '<p id="cite-text" dir="auto">Jane Doe. Rocks. Stones, 2020.</p>' in html
    assert '"roe2021sand"' in html


def test_a_list_without_papers_has_no_paper_to_cite_yet(tmp_path):
    empty = write(tmp_path, "% nothing yet\n")
    write(tmp_path, "[page]\ncite = 'doe2020rocks'\n", "papers.toml")
    assert "doe2020rocks" not in page(empty)
    assert "cite-text" not in page(empty).split("<script")[1]
    assert '<p id="cite-text" dir="auto">A text.</p>' in page(empty, "--cite", "A text.")


def test_how_to_cite_may_be_a_text(bib):
    html = page(bib, "--cite", "J. Doe: Rocks, a list.")
    assert '<p id="cite-text" dir="auto">J. Doe: Rocks, a list.</p>' in html
    assert "cite-bibtex" not in html.split("<script")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--homepage", "e.org"), "--homepage is 'e.org'; write a web address"),
        (("--maintainer", "Jane <jane>"), "--maintainer has 'jane', which is neither"),
        (("--lang", "no such"), "--lang is 'no such'; write a language's tag"),
        (("--word", "skip"), "--word is 'skip'; write NAME=TEXT"),
        (("--word", "skpi=x"), "--word skpi is no word of the page, perhaps skip"),
        (("--word", "skip={count}"), "--word skip has {count}, which that word does not"),
    ],
)  # fmt: skip
def test_wrong_options(bib, words, told):
    result = run("render", "html", "--bib", bib, "-o", "-", *words)
    assert (result.code, result.stdout) == (2, b"")
    assert told in result.err


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("words.skpi = 'x'", "page.words.skpi is no word of the page, perhaps skip"),
        ("words.skip.one = 'x'", "page.words.skip.one is no word of the page"),
        ("words.papers.one = '{n}'", "page.words.papers.one has {n}, which that word does not; "
         "it has: {count}"),
        ("cite = 'doe2020rock'", "'doe2020rock' (page.cite, --cite) is the key of no entry, "
         "perhaps doe2020rocks"),
    ],
)  # fmt: skip
def test_what_the_page_does_not_have(bib, tmp_path, stated, told):
    toml = write(tmp_path, f"[page]\n{stated}\n", "papers.toml")
    result = run("render", "html", "--bib", bib, "-o", "-")
    assert (result.code, result.stdout) == (3, b"")
    assert told in result.err
    if "words" in stated:
        assert str(toml) in result.err
    # Other commands do not ask which words a page has.
    assert run("list", "--bib", bib).code == 0


def test_an_introduction_that_is_not_there(bib, tmp_path):
    result = run("render", "html", "--bib", bib, "-o", "-", "--introduction", tmp_path / "no.md")
    assert (result.code, result.stdout) == (3, b"")
    assert "no.md: cannot be read" in result.err


def test_without_a_vocabulary_the_page_says_nothing_of_others(bib):
    html = page(bib)
    assert "<title>papers</title>" in html
    head = html.split("<main>")[0]
    for part in ("as of", "Kept by", "og:image", "canonical", 'id="about"', "Add a paper"):
        assert part not in head
    assert "2020\N{EN DASH}2021" in head


def test_all_words_are_printed_as_a_table_that_is_read(bib, tmp_path):
    table = ok("render", "html", "--words").out
    assert table.startswith('[page.words]\nskip = "Skip to the papers"\n')
    assert tomllib.loads(table)["page"]["words"] == dict(WORDS)
    write(tmp_path, "", "papers.toml")
    english = page(bib)
    write(tmp_path, table, "papers.toml")
    assert page(bib) == english
