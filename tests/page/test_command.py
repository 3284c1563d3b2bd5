"""`mialit render html`: what is written, and how it ends. No browser is needed."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from door import BUNDLED, FROZEN, keys, ok, run


class Elements(HTMLParser):
    """Every element with its attributes, and the text of script and style elements."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.texts = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag in ("script", "style")
        if self.inside:
            self.texts.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.texts[-1][2] += data


@pytest.fixture(scope="module")
def text():
    return ok("render", "html").out


def payload(text):
    """The data of the page's script, without the parts that it reads later."""
    return json.loads(next(part[2] for part in Elements(text).texts if part[1].get("id") == "data"))


def meta(text, name):
    pairs = [attributes for tag, attributes in Elements(text).found if tag == "meta"]
    return [pair["content"] for pair in pairs if name in (pair.get("name"), pair.get("property"))]


def test_the_policy_allows_what_is_there_and_nothing_else(text):
    elements = Elements(text)
    policy = next(
        attributes["content"]
        for tag, attributes in elements.found
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    run_by_browser = [part for part in elements.texts if not part[1].get("type")]
    # The first script sets a theme that was chosen, before anything is painted.
    assert [part[0] for part in run_by_browser] == ["script", "style", "script"]
    allowed = {"style": set(), "script": set()}
    for tag, _, content in run_by_browser:
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        allowed[tag].add(f"'sha256-{digest}'")
    for tag, hashes in allowed.items():
        assert set(rules[f"{tag}-src"].split()) == hashes


def test_no_handler_no_style_attribute_no_address_that_loads(text):
    for tag, attributes in Elements(text).found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        assert "src" not in attributes
        assert "srcset" not in attributes
        if tag == "link":
            assert attributes["href"].startswith("data:")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style


def test_metadata(text):
    title = "Membership inference attacks and defences on machine-learning models"
    assert f"<title>{title}</title>" in text
    assert meta(text, "og:title") == [title]
    assert "42 papers" in meta(text, "og:description")[0]
    linked = next(
        part for part in Elements(text).texts if part[1].get("type", "").endswith("ld+json")
    )
    data = json.loads(linked[2])
    assert data["@context"] == "https://schema.org"
    assert data["mainEntity"]["numberOfItems"] == 42
    first = data["mainEntity"]["itemListElement"][0]
    assert first["@type"] == "ScholarlyArticle"
    listed = ok("list", "--json", "--columns", "title,authors,year", "--sort", "year").json[0]
    assert first["name"] == listed["title"]
    assert first["datePublished"] == str(listed["year"])
    given_first = [" ".join(reversed(name.split(", "))) for name in listed["authors"]]
    assert first["author"] == given_first
    assert meta(text, "citation_title") == []  # it is of one paper


def test_links_of_the_table_tell_no_site_where_they_stand(text):
    assert meta(text, "referrer") == ["no-referrer"]
    links = [attributes for tag, attributes in Elements(text).found if tag == "a"]
    assert len(links) > 40
    assert not [link for link in links if "target" in link]


def test_the_page_of_the_bundled_list_stays_small():
    size = len(ok("render", "html", "--bib", BUNDLED).stdout)
    assert size < 700_000
    # Of each paper there is a row, linked data, and what only the script needs.
    assert size < 4 * BUNDLED.stat().st_size


def test_the_page_of_one_paper_can_be_cited():
    text = ok("render", "html", "--query", "key:choquettechoo2021label").out
    assert meta(text, "citation_title") == ["Label-Only Membership Inference Attacks"]
    assert len(meta(text, "citation_author")) == 4
    assert meta(text, "citation_publication_date") == ["2021"]


def test_what_is_chosen_and_its_order():
    text = ok("render", "html", "--venue", "ccs", "-q", "has:code", "--sort", "title").out
    data = payload(text)
    assert data["stored"]["key"] == keys("list", "--venue", "ccs", "has:code", "--sort", "title")


def test_writing_a_file(folder):
    assert (
        run("render", "html", "-b", FROZEN, "-o", "page.html", cwd=folder).err
        == "wrote 42 papers to page.html\n"
    )
    ok("render", "html", "-o", "page.html", cwd=folder)  # which mialit has made


def test_nothing_chosen_writes_nothing(folder):
    result = run("render", "html", "--year", "1990", "-o", "page.html", cwd=folder)
    assert result.code == 1
    assert not (folder / "page.html").exists()


def test_what_cannot_be_exported_is_no_page(folder):
    (folder / "a.bib").write_text("@misc{one, title = {A}}", encoding="utf-8")
    (folder / "b.bib").write_text("@misc{one, title = {B}}", encoding="utf-8")
    result = run("render", "html", "-b", "a.bib", "-b", "b.bib", "-o", "page.html", cwd=folder)
    assert result.code == 1
    assert "differs" in result.err


def test_unknown_formats_are_wrong_usage():
    assert run("render", "pdf").code == 2
    assert run("render", "html", "--sort", "relevance").code == 2


def test_a_bare_list_of_another_subject(folder):
    (folder / "plain.toml").write_text(
        '[list]\ntitle = "Steel & <glass>"\ncolumns = ["key", "year"]\n', encoding="utf-8"
    )
    (folder / "plain.bib").write_text("@misc{one, title = {A}}\n", encoding="utf-8")
    text = ok("render", "html", "-b", "plain.bib", cwd=folder).out
    assert "<title>Steel &amp; &lt;glass&gt;</title>" in text
