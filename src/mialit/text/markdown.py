"""Text in Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&#!])")


def escaped(text: str) -> str:
    """*text* so that Markdown (GitHub's) shows it as it is: no markup, no HTML, no cell's end."""
    text = _SPECIAL.sub(r"\\\1", text)
    text = re.sub(r"(?i)\b(https?|ftp)://", r"\1:&#47;&#47;", text)
    return re.sub(r"(?i)\bwww\.", "www&#46;", text).replace("@", "&#64;")
