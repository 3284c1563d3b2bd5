"""The words of the page's interface: English here; a list may replace any of them.

A word's name says where it is used. `{name}` stands for a fact; a word that depends on a number has
one form for each plural category of its language (`papers.one`, `papers.other`), as Unicode's CLDR
names them; a form that is missing is that of `other`.
"""

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "skip": "Skip to the papers",
        "papers.one": "{count} paper",
        "papers.other": "{count} papers",
        # cells.js, rows.js
        "row.choose": "Choose {key}",
        "row.paper": "Paper",
        "row.paper-of": "Paper of {key}",
        "row.code": "Code",
        "row.code-of": "Code of {key}",
        "row.code-number-of": "Code {number} of {key}",
        # table.html
        "table": "Papers",
        "waiting": "The table of papers is put here by this page's script. If it has not come when "
        "the page has loaded, the script did not run: the policy of the server or an extension "
        "of the browser stops it, or the browser is too old.",
        "waiting.reader": "All papers can be read all the same: switch scripts off for this page, "
        "or save the page and open the file.",
        "waiting.server": "Who serves the page lets it run with the header",
    }
)


def words(stated: Mapping[str, str]) -> dict[str, str]:
    """All words of the interface, with those that are *stated* in place of the English ones."""
    return {**WORDS, **stated}
