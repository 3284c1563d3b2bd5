"""The little HTML of CSL-JSON, and private characters that stand for it while a text is worked on.

CSL-JSON knows emphasis, superscript, subscript, small capitals, and words whose capitals stay. Each
is a `Tag`, whose marks are single characters, so that case, punctuation and LaTeX are seen to
around them.
"""

import re
from typing import NamedTuple


class Tag(NamedTuple):
    """A kind of tag: the marks that stand for its ends, and how CSL-JSON writes these."""

    opening: str
    closing: str
    start: str
    end: str


ITALIC = Tag("\ue000", "\ue010", "<i>", "</i>")
BOLD = Tag("\ue001", "\ue011", "<b>", "</b>")
SUPERSCRIPT = Tag("\ue002", "\ue012", "<sup>", "</sup>")
SUBSCRIPT = Tag("\ue003", "\ue013", "<sub>", "</sub>")
SMALL_CAPITALS = Tag("\ue004", "\ue014", '<span style="font-variant:small-caps;">', "</span>")
NOCASE = Tag("\ue005", "\ue015", '<span class="nocase">', "</span>")
TAGS = (ITALIC, BOLD, SUPERSCRIPT, SUBSCRIPT, SMALL_CAPITALS, NOCASE)
LABEL_END = "\ue007"  # behind the number of a reference
MARKS = "\ue000-\ue01f"  # for a class of characters in a pattern

_WRITTEN = {tag.opening: tag.start for tag in TAGS} | {tag.closing: tag.end for tag in TAGS}
_OPENING = {tag.start: tag for tag in TAGS}
_TAG = re.compile(
    r"<i>|<b>|<su[bp]>|</(?:i|b|su[bp]|span)>"
    r'|<span class="nocase">|<span style="font-variant:\s?small-caps;">'
)
_LOOKS_LIKE_TAG = re.compile(r"(?i)<(?=/?(?:i|b|sup|sub|sc|span)\b)([^<>]*)>?")


def without_marks(text: str) -> str:
    """*text*, in which characters that would be taken for marks are replaced."""
    return re.sub("[\ue000-\uf8ff]", "\ufffd", text)


def harmless(text: str) -> str:
    """*text*, in which nothing is read as a tag: what looks like one has other brackets."""
    if "<" not in text:
        return text
    return _LOOKS_LIKE_TAG.sub(r"‹\1›", text)  # noqa: RUF001


def written(marked: str) -> str:
    """*marked*, a text with marks, with tags in their place."""
    return re.sub(f"[{MARKS}]", lambda mark: _WRITTEN.get(mark[0], ""), marked)


def marked(text: str) -> str:
    """*text*, as CSL-JSON has it, with marks in the place of tags; those that fit no other go."""
    if "<" not in text:
        return without_marks(text)
    out: list[str] = []
    opened: list[Tag] = []
    end = 0
    for found in _TAG.finditer(text):
        out.append(without_marks(text[end : found.start()]))
        end = found.end()
        tag = _OPENING.get(found[0])
        if tag:
            opened.append(tag)
            out.append(tag.opening)
        elif found[0][1] == "/" and opened and opened[-1].end == found[0]:
            out.append(opened.pop().closing)
    out.append(without_marks(text[end:]))
    out += [tag.closing for tag in reversed(opened)]
    return "".join(out)
