"""The page is a list's own: what it says of itself, in the list's words, and what programs read."""

import json
import re

import pytest

from door import FROZEN, entry, ok, write
from mialit.page.interface import WORDS

pytestmark = pytest.mark.chromium("what a list says of itself is plain HTML")

PAGE = """
[list]
title = "Rocks"
date = 2026-01-31
columns = ["year", "title", "mood", "url", "key"]
[fields.mood]
form = "vocabulary"
[fields.mood.values]
calm = {}
wild = {}
[page]
description = "Rocks, old ones first."
introduction = '''
All *rocks*, as [geologists](https://example.org/g) know them.

# Rules

1. igneous first
'''
maintainer = "Jane Doe <https://example.org/jane>"
repository = "https://example.org/rocks.git"
add = "https://example.org/new"
cite = "doe2020rocks"
licence = "CC0 <https://example.org/cc0>"
address = "https://example.org/rocks/"
image = "https://example.org/rock.png"
"""
BIB = """@article{doe2020rocks,
  title = {Rocks},
  author = {Doe, Jane and Roe, Max},
  journal = {Stones},
  year = {2020},
  doi = {10.1000/1},
  mood = {calm},
}

@inproceedings{roe2021sand,
  title = {Sand <b> \\& more},
  author = {Roe, Max},
  booktitle = {Proceedings of Sand},
  year = {2021},
  url = {https://example.org/sand},
  mood = {wild},
}
"""


@pytest.fixture
def made(tmp_path):
    """A function that renders the list with a vocabulary, and gives the file of the page."""

    def render(toml=PAGE, bib=BIB, *words):
        source = write(tmp_path, bib)
        if toml is not None:
            write(tmp_path, toml, "papers.toml")
        ok("render", "html", "--bib", source, "-o", tmp_path / "page.html", *words)
        return tmp_path / "page.html"

    return render


def metadata(page):
    """The names and contents of the elements that reference managers read."""
    metas = page.locator("meta[name^='citation_']")
    return metas.evaluate_all("all => all.map((each) => [each.name, each.content])")


@pytest.mark.parametrize("script", [True, False])
def test_a_first_time_visitor_sees_what_it_is(visit, made, script):
    page = visit(made(), script=script)
    top = page.locator("header.top")
    assert page.locator("h1").inner_text() == "Rocks"
    for seen in ("Rocks, old ones first.", "Kept by Jane Doe", "Repository", "Add a paper",
                 "About this list, and how to cite it"):  # fmt: skip
        assert top.get_by_text(seen).first.is_visible(), seen
    assert not page.locator(".introduction").is_visible()
    page.click("#about > summary")
    assert page.locator(".introduction").inner_text().startswith("All rocks, as geologists know")
    assert page.locator(".introduction h2").inner_text() == "Rules"
    assert page.locator("#cite-text").inner_text() == (
        "Jane Doe and Max Roe. Rocks. Stones, 2020. https://doi.org/10.1000/1"
    )
    assert page.locator("#copy-cite-text").is_visible() == script
    foot = page.locator("footer.foot").inner_text()
    assert "Is a paper missing? Add a paper" in foot
    assert "Licence: CC0" in foot


def test_how_to_cite_is_copied(visit, made):
    path = made()
    page = visit(path)
    page.click("#about > summary")
    page.click("#copy-cite-bibtex")
    page.locator("#said:not(:empty)").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (
        copied.strip()
        == ok("export", "--bib", path.with_name("papers.bib"), "doe2020rocks").out.strip()
    )
    page.click("#copy-cite-text")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('Jane'))")


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 900)])
def test_the_head_leaves_room_for_the_list(visit, made, width, height):
    page = visit(made(), viewport={"width": width, "height": height})
    head = page.evaluate("document.querySelector('header.top').getBoundingClientRect().height")
    assert head <= (150 if width > 1000 else 220)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


HARM = """
[page]
title = "</title><script>window.harm = 1</script>"
description = "\\"><img src=x onerror=window.harm=2>"
introduction = '''
<script>window.harm = 3</script> <img src=x onerror="window.harm=4">

<div onclick="window.harm=5">

[a](javascript:window.harm=6) [b](data:text/html,x) [c](file:///etc) [d](//example.org)
[e](#paper=x) [f](JaVaScRiPt:window.harm=7) [g](vbscript:x) <javascript:window.harm=8>
![h](https://example.org/pixel.png) ![<b>i</b>](x "onerror=window.harm=9")
[ok](https://example.org/?a="onclick=window.harm=10) <mailto:a@example.org>

```"onclick=window.harm=11
code
```
'''
maintainer = "Jane & 'Doe' \\"onclick=window.harm=12"
licence = "</footer><script>window.harm=13</script>"
cite = "</pre><script>window.harm=14</script> and more"
words.skip = "<script>window.harm=15</script>"
words.papers.other = "</script><script>window.harm=16</script>"
"""


@pytest.mark.parametrize("script", [True, False])
def test_nothing_that_it_says_runs_or_asks_for_anything(visit, made, script):
    page = visit(made(HARM), script=script)
    page.click("#about > summary")
    assert page.locator("header img, header script, footer script, header [onclick]").count() == 0
    hrefs = page.locator("header a[href]").evaluate_all(
        "all => all.map((each) => each.getAttribute('href'))"
    )
    assert hrefs
    for href in hrefs:
        assert href.startswith(("https://example.org", "mailto:a@example.org")), href
    assert page.locator("h1").inner_text() == "</title><script>window.harm = 1</script>"
    assert page.locator("header [style], footer [style]").count() == 0
    if script:
        assert page.evaluate("window.harm") is None


def test_the_policy_is_as_strict_as_without(made):
    def policy(path):
        (found,) = re.findall(
            r'http-equiv="Content-Security-Policy" content="([^"]*)"', path.read_text("utf-8")
        )
        return re.sub(r"sha256-[^&]*", "", found)

    assert policy(made()) == policy(made(toml="[list]\n"))
    assert "default-src &#39;none&#39;" in policy(made())


def test_what_others_show_of_it(visit, made):
    page = visit(made())
    metas = dict(
        page.locator("meta[property], meta[name]").evaluate_all(
            "all => all.map((e) => [e.getAttribute('property') || e.name, e.content])"
        )
    )
    assert metas["og:title"] == "Rocks"
    assert metas["description"] == metas["og:description"] == "Rocks, old ones first."
    assert metas["og:url"] == "https://example.org/rocks/"
    assert metas["og:image"] == "https://example.org/rock.png"
    assert metas["author"] == "Jane Doe"
    assert page.get_attribute("link[rel=canonical]", "href") == "https://example.org/rocks/"
    assert page.get_attribute("link[rel=license]", "href") == "https://example.org/cc0"


def linked(path):
    (found,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8"), re.DOTALL
    )
    return json.loads(found)


def test_every_paper_is_linked_data(made):
    about = linked(made())
    assert about["maintainer"] == {"name": "Jane Doe", "url": "https://example.org/jane"}
    assert (about["license"], about["dateModified"]) == ("https://example.org/cc0", "2026-01-31")
    assert about["mainEntity"]["itemListElement"] == [
        {
            "@type": "ScholarlyArticle",
            "name": "Sand <b> & more",
            "author": ["Max Roe"],
            "datePublished": "2021",
            "url": "https://example.org/sand",
        },
        {
            "@type": "ScholarlyArticle",
            "name": "Rocks",
            "author": ["Jane Doe", "Max Roe"],
            "datePublished": "2020",
            "url": "https://doi.org/10.1000/1",
        },
    ]
    many = linked(made("[list]\n", "".join(entry(f"k{number}") for number in range(700))))
    assert len(many["mainEntity"]["itemListElement"]) == 700


def test_the_open_paper_is_what_reference_managers_read(visit, made, rendered):
    """The script's metadata of an open paper are the program's of a page of that paper alone."""
    page = visit(at="#paper=hu2021membership")
    for key in ("hu2021membership", "choquettechoo2021label", "he2021node"):
        page.evaluate("key => { location.hash = `paper=${key}`; }", key)
        page.wait_for_selector(f"dialog[open][data-key='{key}']")
        alone = visit(rendered(FROZEN, "--query", f"key:{key}"))
        assert alone.count == "1 paper"
        assert metadata(page) == metadata(alone) != []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog:not([open])", state="attached")
    assert metadata(page) == []


# ---- words

GERMAN = """
lang = "de"
[page.words]
skip = "Zu den Arbeiten springen"
papers.one = "{count} Arbeit"
papers.other = "{count} Arbeiten"
thousands = "."
about.date = "Stand {date}"
about.kept = "Gepflegt von {name}"
about.add = "Arbeit vorschlagen"
about.missing = "Fehlt eine Arbeit?"
about.more-citing = "Über diese Liste, und wie man sie zitiert"
theme.dark = "Dunkel"
key-search = "suchen"
"""


def test_words_in_another_language(visit, made):
    many = BIB + "".join(entry(f"k{number}") for number in range(1200))
    page = visit(made(PAGE + GERMAN, many))
    assert page.get_attribute("html", "lang") == "de"
    top = page.locator("header.top").inner_text()
    for seen in ("1.202 Arbeiten, ", "Stand 2026", "Gepflegt von Jane Doe", "Arbeit vorschlagen",
                 "Über diese Liste", "Dunkel"):  # fmt: skip
        assert seen in top, seen
    assert page.locator("#keys").inner_text().startswith("/ suchen")


def test_numbers_have_the_forms_of_their_language(visit, made):
    polish = (
        '\nlang = "pl"\nwords.papers = { one = "{count} praca", few = "{count} prace", '
        'many = "{count} prac", other = "{count} pracy" }\n'
    )
    page = visit(made(PAGE + polish))
    assert page.locator("#about-papers").inner_text() == "2 prace"


def test_english_words_are_told_to_be_english(visit, made):
    """A screen reader reads words in the voice of their language, also where none is replaced."""
    page = visit(made(PAGE + 'lang = "fa"\n'))
    said = page.eval_on_selector_all("[lang]", "all => all.map((one) => [one.localName, one.lang])")
    # What the list says of itself is in its language.
    assert said == [["html", "en"], ["h1", "fa"], ["p", "fa"], ["div", "fa"]]
    assert page.get_attribute("html", "dir") == "ltr"
    page = visit(made(PAGE + 'lang = "en-GB"\n'))
    said = page.eval_on_selector_all("[lang]", "all => all.map((one) => [one.localName, one.lang])")
    assert said == [["html", "en-GB"]]


@pytest.mark.parametrize("language", ["ar", "he-IL", "fa"])
def test_languages_from_right_to_left(visit, made, language):
    page = visit(made(PAGE + f'lang = "{language}"\nwords.sort = "\u05de\u05d9\u05d5\u05df"\n'))
    assert page.get_attribute("html", "dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def letters(text):
    return re.sub(r"[^A-Za-z]", "", text)


def test_every_word_of_head_and_foot_can_be_replaced(visit, made):
    """All words are put between marks; what then has Latin letters outside marks is no word."""
    marked = {
        name: f"\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}{text}"
        "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
        for name, text in WORDS.items()
    }
    words = [f"--word={name}={text}" for name, text in marked.items()]
    greek = (
        "@misc{\u03b11, title = {\u03a0\u03ad\u03c4\u03c1\u03b1}, year = {2020}}\n"
        "@misc{\u03b12, title = {\u0386\u03bc\u03bc\u03bf\u03c2}, year = {2021}}\n"
    )
    page = visit(
        made(
            None,
            greek,
            *words,
            "--title",
            "\u039b\u03af\u03b8\u03bf\u03b9",
            "--maintainer",
            "\u03a6",
            "--add",
            "https://example.org",
            "--cite",
            "\u03b1 \u03b2",
            "--licence",
            "\u0393",
        )
    )
    page.click("#about > summary")
    for place in ("header.top", "footer.foot", ".skip"):
        text = page.locator(place).text_content()
        text = re.sub(r"⟦[^⟦⟧]*⟧", "", text)
        text = re.sub(r"\bEnter\b|\bEsc\b|\bx\b", "", text)  # names of keys
        assert letters(text) == "", (place, text)
