"""Which files this program has made: a page or a feed says so in its head."""

import re
from collections.abc import Iterator

_PAGE = re.compile(
    rb"""\s*<!doctype\ html>\s*<html\b[^>]*>\s*<head>
    (?:(?!<style|</head).)*?<meta\ name="generator"\ content="mialit\ (?P<version>[^"]*)">""",
    re.DOTALL | re.VERBOSE,
)
_FEED = re.compile(
    rb"""\s*<\?xml[^>]*>\s*<feed\ xmlns="http://www\.w3\.org/2005/Atom">
    (?:(?!<entry).)*?<generator>mialit</generator>""",
    re.DOTALL | re.VERBOSE,
)
_ELEMENTS = re.compile(
    rb"""<style>.*?</style> | <script>.*?</script>
    | <script\ type="application/json"\ id="(?P<id>\w+)">.*?</script>""",
    re.DOTALL | re.VERBOSE,
)


def is_made_here(head: bytes) -> bool:
    """Whether *head* begins a page or a feed that this program has made."""
    return bool(_PAGE.match(head) or _FEED.match(head))


def differences(before: bytes, after: bytes) -> Iterator[str]:
    """In what the page *before* differs from the page *after*, in a few words each."""
    made = _PAGE.match(before)
    if made is None:
        yield "it is no page of mialit"
        return
    now = _PAGE.match(after)
    if now is not None and made["version"] != now["version"]:
        yield f"it was made by mialit {made['version'].decode('utf-8', 'replace')}"
    old, new = _parts(before), _parts(after)
    if old["data"] != new["data"]:
        yield "its papers, columns or settings are others"
    elif old["looks"] != new["looks"]:
        yield "the style or the script is another"
    if old["rest"] != new["rest"] and old["data"] == new["data"]:
        yield "what stands around the list is another"


def _parts(page: bytes) -> dict[str, list[bytes]]:
    """The elements of *page* that hold its papers and its looks, and what is around them."""
    parts: dict[str, list[bytes]] = {"data": [], "looks": [], "rest": []}
    at = 0
    for found in _ELEMENTS.finditer(page):
        parts["data" if found["id"] not in (None, b"words") else "looks"].append(found[0])
        parts["rest"].append(page[at : found.start()])
        at = found.end()
    parts["rest"].append(page[at:])
    return parts
