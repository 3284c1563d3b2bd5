"""Text as Markdown shows it: markdown-it reads what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mialit.text.markdown import escaped, no_list

LINES = st.text(alphabet=" 01-+.)#>=~`*_\\ab[]!", min_size=1).map(
    lambda text: " ".join(text.split())
)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("-", "\\-"),
        ("---", "\\---"),
        ("-1 is less than 0", "-1 is less than 0"),
        ("1.5 a", "1.5 a"),
        ("a - b", "a - b"),
        ("", ""),
    ],
)
def test_what_begins_a_list(line, written):
    assert no_list(line) == written


@given(LINES)
def test_a_line_is_shown_as_it_is_alone_and_in_a_list(line):
    markdown = MarkdownIt("commonmark")
    shown = markdown.render(no_list(escaped(line)))
    inner = shown.removeprefix("<p>").removesuffix("</p>\n")
    assert inner.replace("&gt;", ">") == line
    assert markdown.render(f"- {no_list(escaped(line))}") == f"<ul>\n<li>{inner}</li>\n</ul>\n"
