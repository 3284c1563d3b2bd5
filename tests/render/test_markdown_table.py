"""Markdown shows a text as it is: checked by a Markdown parser (it comes with rich)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from door import entry
from mialit.bibtex.reader import read
from mialit.records.build import records
from mialit.render.markdown_table import link, table
from mialit.text.markdown import escaped
from mialit.vocabulary.toml_reader import parse

VOCABULARY = parse('[fields.code]\nform = "urls"\nseveral = true\nlabel = "a|b"\n', "v.toml")
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown):
    """The text a reader sees in *markdown*'s first paragraph, and the kinds of tokens in it."""
    inline = next((token for token in PARSER.parse(markdown) if token.type == "inline"), None)
    children = inline.children if inline else []
    return "".join(child.content for child in children), {child.type for child in children}


@pytest.mark.parametrize(
    "text",
    ["*a*", "_a_", "`a`", "[a](b)", "![a](b)", "<b>", "&amp;", "a|b", "~~a~~", "\\", "\\*", "#1",
     "https://example.org", "www.example.org", "@someone", "$x$", "<https://e.org>", "a\\|b"],
)  # fmt: skip
def test_markup_is_text(text):
    assert shown(f"x {escaped(text)} x")[0] == f"x {text} x"


PRINTED = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=40)


@given(PRINTED)
def test_any_text_is_seen_as_it_is(text):
    text = f"x{text}x"
    seen, kinds = shown(escaped(text))
    assert seen == text
    assert kinds <= {"text", "text_special"}


@given(PRINTED)
def test_any_text_stays_in_its_cell(text):
    document = f"| a | b |\n| --- | --- |\n| {escaped('x' + text)} | y |\n"
    cells = [token for token in PARSER.parse(document) if token.type == "td_open"]
    inlines = [token for token in PARSER.parse(document) if token.type == "inline"]
    assert len(cells) == 2
    assert "".join(child.content for child in inlines[2].children) == ("x" + text).rstrip()


@pytest.mark.parametrize("address", ["javascript:x", "file:///x", "", "ftp://x.org", "https://"])
def test_what_is_no_web_address_is_no_link(address):
    assert link(address) == ""


@pytest.mark.parametrize(
    "address",
    ["https://e.org/a(b)c", "https://e.org/a)b", "https://e.org/?a=b&c=d", "http://e.org/a_b*c*"],
)
def test_links_lead_where_they_should(address):
    tokens = PARSER.parseInline(link(address))[0].children
    opened = [token for token in tokens if token.type == "link_open"]
    assert len(opened) == 1
    from urllib.parse import unquote

    assert unquote(opened[0].attrs["href"]) == address
    assert tokens[-1].type == "link_close"


def test_the_table():
    text = entry("k", {
        "title": "A | B", "url": "https://e.org/x",
        "code": "https://github.com/a/b javascript:alert(1) https://github.com/c/d",
    }) + entry("l")  # fmt: skip
    listed = list(records(read(text.encode(), "x"), VOCABULARY))
    made = "".join(table(listed, ("key", "title", "url", "code"), VOCABULARY))
    assert made.splitlines() == [
        "| Key | Title | Paper Link | a\\|b |",
        "| --- | --- | --- | --- |",
        "| k | A \\| B | [Link](https://e.org/x) | [Link](https://github.com/a/b) "
        "[Link](https://github.com/c/d) |",
        "| l |  |  |  |",
    ]
