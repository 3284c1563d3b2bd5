"""The part of a document between two marker comments, which only the program writes."""

import re

from mialit.errors import FileProblem

BEGIN = "<!-- mialit:begin -->"
END = "<!-- mialit:end -->"

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def marked(body: str) -> str:
    """*body*, which ends its last line, between the markers."""
    return f"{BEGIN}\n{body}\n{END}\n"


def replaced(text: str, body: str, name: str) -> str:
    """The document *text* with *body* between its markers; all else stays to the letter.

    A marker stands on a line of its own, outside blocks of code. The line ends of *body* become
    those of the marker's line. Raises FileProblem, naming the file *name*, where there is not one
    pair of markers.
    """
    begins, ends = _offsets(text, BEGIN), _offsets(text, END)
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        raise FileProblem(f"{name}: {_problem(text, begins, ends)}; nothing is written")
    start = begins[0] + len(BEGIN)
    newline = re.compile(r"\r\n|\n|\r").search(text, start)
    line_end = newline[0] if newline else "\n"
    content = f"\n{body}\n".replace("\n", line_end)
    # Blanks after the marker and before the other one are theirs.
    after = re.compile(r"[ \t]*").match(text, start)
    start = after.end() if after else start
    end = ends[0]
    while text[end - 1] in " \t":
        end -= 1
    return text[:start] + content + text[end:]


def has_markers(text: str) -> bool:
    """Whether *text* has a marker at all."""
    return bool(_offsets(text, BEGIN) or _offsets(text, END))


def _offsets(text: str, marker: str) -> list[int]:
    """Where *marker* stands alone on a line outside fenced code, as offsets."""
    if marker not in text:
        return []
    offsets = []
    fence = ""
    at = 0
    for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not line[found.end() :].strip():
            fence = ""
        elif not fence and line.strip() == marker:
            offsets.append(at + line.index(marker))
        at += len(line)
    return offsets


def _problem(text: str, begins: list[int], ends: list[int]) -> str:
    if not begins and not ends:
        return (
            f"has no lines {BEGIN} and {END} to write between; add them (--force replaces it all)"
        )
    for marker, offsets in ((BEGIN, begins), (END, ends)):
        if not offsets:
            return f"has no line {marker}"
        if len(offsets) > 1:
            lines = " and ".join(str(text.count("\n", 0, offset) + 1) for offset in offsets)
            return f"has {marker} more than once, on lines {lines}"
    return f"has {END} before {BEGIN}"
