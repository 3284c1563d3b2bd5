"""A list that means harm: the page shows its texts and runs none of them."""

import pytest

from door import ok, run

pytestmark = pytest.mark.chromium("the policy is tried in one browser")

HOSTILE = r"""
@string{evil = "</script><script>window.harm = 1</script>"}
@preamble{"\newcommand{\x}{</style><img src=x onerror='window.harm = 2'>}"}
@article{script1,
  title = {</script><script>window.harm = 3</script> Script},
  author = {"><img src=x onerror=window.harm=4>, Bad},
  journal = evil,
  abstract = {<svg onload=window.harm=5> An abstract <b>bold</b> & more},
  year = {2020},
  url = {javascript:window.harm=6},
  code = {javascript:window.harm=7 data:text/html,<script>window.harm=8</script> https://example.org/ok"onclick="window.harm=9},
  kind = {<img src=x onerror=window.harm=10>},
  venue = {"'><script>window.harm=11</script>},
}
@article{quote'key<b>,
  title = {Quotes "double" 'single' `back` and <b>tags</b> ]]> <!-- comment},
  author = {O'Neil, "Quote"},
  year = 2021,
  url = {https://user@example.org/},
  crossref = {parent},
}
@article{rtl,
  title = {Left RLOright to leftPDF and LS lines},
  author = {بسام, على},
  year = 2022,
  url = {https://example.org/a?b=<c>&d='e'},
}
@proceedings{parent, title = {Parent <script>window.harm=12</script>}, year = 2021}
@article{proto,
  title = {__proto__ constructor},
  author = {{__proto__}},
  kind = {__proto__},
  knowledge = {constructor},
  year = 2019,
}
"""
for name, character in {"RLO": "\u202e", "PDF": "\u202c", "LS": "\u2028"}.items():
    HOSTILE = HOSTILE.replace(name, character)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.bib").write_text(HOSTILE, encoding="utf-8")
    result = run("render", "html", "--bib", folder / "hostile.bib", "-o", folder / "page.html")
    assert result.code == 0, result.err
    return folder / "page.html"


def test_nothing_of_it_runs(visit, page_file):
    for script in (True, False):
        page = visit(page_file, script=script)
        assert page.locator("#papers tbody tr").count() == 5
        assert page.locator("img, svg, iframe, #papers script").count() == 0
        text = page.locator("#papers").text_content()
        assert "</script><script>window.harm = 3</script> Script" in text
        assert "<b>tags</b> ]]> <!" in text
        links = page.locator("a[href]").all()
        assert links
        for link in links:
            href = link.get_attribute("href")
            assert href.startswith(("https://", "#")), href
    page = visit(page_file)
    for row in range(5):
        page.locator("#papers tbody .title").nth(row).click()
        assert page.locator("dialog h2").is_visible()
        assert page.locator("dialog img, dialog b, dialog script, dialog svg").count() == 0
        page.keyboard.press("Escape")
    page.search('<script> "quotes" __proto__')
    page.search("constructor")
    page.search("kind:__proto__")
    assert page.evaluate("window.harm") is None


def test_no_direction_override_is_shown(visit, page_file):
    page = visit(page_file)
    text = page.evaluate("document.body.innerText")
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_its_bibtex_is_that_of_export(visit, page_file, tmp_path):
    page = visit(page_file)
    page.saved("#save-all", tmp_path).rename(tmp_path / "all.bib")
    bib = page_file.with_name("hostile.bib")
    assert (tmp_path / "all.bib").read_bytes() == ok("export", "--bib", bib).stdout
    page.search("quotes double")
    page.saved("#save-all", tmp_path).rename(tmp_path / "one.bib")
    exported = ok("export", "--bib", bib, "quote'key<b>").stdout
    assert (tmp_path / "one.bib").read_bytes() == exported
    assert b"@proceedings{parent" in exported


PIECES = """@string{a = "A"}
@string{b = a # " and B"}
@string{unused = "never"}
@preamble{"\\\\relax " # a}
@article{one, title = b, kind = {attack}, year = 2020, crossref = {Two}}
@book{two, title = {Two}, year = 2019, crossref = {three}}
@book{three, title = {Three}, year = 2018}
@article{one, title = {A key that stands already}, year = 2017}
@article{last, title = {Last}, year = 2016}
"""


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("extra", [b"", b"\xe9\xff", "é".encode()], ids=["ascii", "bytes", "utf-8"])
def test_strings_parents_and_bytes(visit, tmp_path, newline, extra):
    bib = tmp_path / "pieces.bib"
    bib.write_bytes(PIECES.encode().replace(b"\n", newline).replace(b"Last", b"Last" + extra))
    ok("render", "html", "--bib", bib, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html")
    for query, words in {
        "": [],
        "year:2020": ["--year", "2020"],
        "year:2016": ["--year", "2016"],
        "year:2018-2019": ["--year", "2018-2019"],
    }.items():
        page.search(query)
        page.saved("#save-all", tmp_path).rename(tmp_path / "saved.bib")
        exported = ok("export", "--bib", bib, *words).stdout
        assert (tmp_path / "saved.bib").read_bytes() == exported
