"""Text in Markdown."""

import re

# What begins a list at the beginning of a line, a number with a sign behind it or a sign, or is a
# rule (---).
_LIST = r"\A(\d*)([-+.)])(?=[\s-]|\Z)"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&#!])")


def escaped(text: str) -> str:
    """*text* so that Markdown (GitHub's) shows it as it is: no markup, no HTML, no cell's end."""
    text = _SPECIAL.sub(r"\\\1", text)
    text = re.sub(r"(?i)\b(https?|ftp)://", r"\1:&#47;&#47;", text)
    return re.sub(r"(?i)\bwww\.", "www&#46;", text).replace("@", "&#64;")


def no_list(line: str) -> str:
    """*line*, of Markdown, so that it begins no list and is no rule, also as an item of a list."""
    return re.sub(_LIST, r"\1\\\2", line, count=1)
