"""References in Markdown and HTML show what the text says, and nothing of it is markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mialit.citing.plain_reference import reference
from mialit.records.model import Contents, Record
from mialit.render.references import html, items, markdown, paragraphs

HOSTILE = (
    "<script>alert(1)</script>", "[a](javascript:alert(1))", "![a](http://a.b/c)", "*a* _b_ `c`",
    "1. a", "- a", "+ a", "# a", "> a", "| a | b |", "    a", "&lt;b&gt; &amp;", "a](http://a.b)",
    "http://a.b/c", "www.a.b", "a@b.cd", "\\*a\\*", "~~a~~", "$a$", "12) a", "---", "===", "[^1]",
    "<!-- a", "```", "a | b",
)  # fmt: skip


def record(title, authors=(), venue="", url=None):
    return Record(
        key="key", type="misc", title=title, authors=authors, year=2020,
        values={"venue": (venue,) if venue else ()}, preprint=False, url=url, doi=None,
        eprint=None, folded="", rest=Contents({}), line=1, start=0, end=1, source=0,
    )  # fmt: skip


class Page(HTMLParser):
    """The text of a page, and its elements."""

    def __init__(self, text):
        super().__init__()
        self.text, self.tags, self.links = "", [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text += data


def shown(markdown_text):
    return Page(MarkdownIt("gfm-like", {"linkify": False}).render(markdown_text))


def texts():
    one = st.sampled_from(HOSTILE) | st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12
    )
    return st.lists(one, min_size=1, max_size=3).map(
        lambda parts: " ".join(" ".join(parts).split())
    )


@given(title=texts(), author=texts(), venue=texts())
def test_text_of_data_is_no_markup(title, author, venue):
    one = record(title, [author], venue)
    text = " ".join(reference(one).split())
    (list_item,) = items(markdown([one]))
    page = shown(list_item)
    assert page.tags == ["ul", "li"]
    assert " ".join(page.text.split()) == text
    (paragraph,) = paragraphs(html([one]))
    page = Page(paragraph)
    assert page.tags == ["p"]
    assert " ".join(page.text.split()) == text


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_leads_to_its_paper(title):
    one = record(title, ["Li, Ann"], "ICML", url="https://example.org/a_(b)?c=d&e=f")
    (list_item,) = items(markdown([one]))
    page = shown(list_item)
    assert page.tags == ["ul", "li", "a"]
    assert page.links == [one.url]
    assert " ".join(page.text.split()) == " ".join(reference(one).replace(one.url, "").split())
    (paragraph,) = paragraphs(html([one]))
    page = Page(paragraph)
    assert page.links == [one.url]
    assert " ".join(page.text.split()) == " ".join(reference(one).split())


def test_an_entry_without_a_title_has_its_address_as_link():
    one = record("", url="https://example.org/a")
    (line,) = markdown([one])
    assert shown(line).links == ["https://example.org/a"]
    assert shown(line).text == "2020. https://example.org/a\n"
