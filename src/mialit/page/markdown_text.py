"""A list's introduction: Markdown as HTML that can hold no script, no style and no request.

CommonMark without raw HTML. A link that is neither a web address nor one of mail is text, and so is
a picture, which the page's policy would not load.
"""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_SAFE = ("http://", "https://", "mailto:")
_BELOW = 1  # levels by which its headings go down: the page's title is the only one of the first
_LOWEST = 6


class _Renderer(RendererHTML):
    """Renders pictures as their descriptions."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return escapeHtml(self.renderInlineAsText(tokens[idx].children or (), options, env))


class _Reader(MarkdownIt):
    """Takes links to the web and to mail alone."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return url.strip().lower().startswith(_SAFE)


def as_html(text: str) -> Markup:
    """*text*, Markdown, as HTML."""
    reader = _Reader("commonmark", {"html": False}, renderer_cls=_Renderer)
    reader.disable(["html_block", "html_inline"])
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + _BELOW, _LOWEST)}"
        for inner in token.children or ():
            if inner.type == "link_open":
                inner.attrs |= {"rel": "noopener noreferrer", "target": "_blank"}
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704
