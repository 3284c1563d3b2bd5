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
        # main.js, page.html
        "papers-of.one": "{shown} of {count} paper",
        "papers-of.other": "{shown} of {count} papers",
        "chosen.one": "{count} paper chosen",
        "chosen.other": "{count} papers chosen",
        "choose": "Choose",
        "list-order": "List order",
        "relevance": "Relevance",
        "reversed": "{column}, reversed",
        "read": "read {words}",
        "read-as": "{typed} as {meant}",
        "partial": "no paper matches every word; these match the most",
        "nothing": "No paper matches the search and the filters.",
        "clear": "Clear search and filters",
        "missing": "This list has no paper with the key “{key}”.",
        "missing-search": "Search for it",
        "window": "{what} · {list}",
        "chosen-papers": "Chosen papers",
        "clear-chosen": "Clear",
        "copied": "Copied the {what}",
        "downloaded": "Downloaded the {what}",
        "bibtex-of.one": "BibTeX of {count} paper",
        "bibtex-of.other": "BibTeX of {count} papers",
        # chips.js, settings.js
        "filters": "Filters",
        "active-filters.one": "({count} active)",
        "active-filters.other": "({count} active)",
        "remove-filter": "Remove {filter}",
        "clear-filters": "Clear all",
        "theme-dark": "Dark",
        "theme-light": "Light",
        # detail.html, detail.js
        "previous-paper": "Previous paper",
        "next-paper": "Next paper",
        "place": "{place} of {total}",
        "copy-link": "Copy link",
        "the-link": "link",
        "close": "Close",
        "formerly": "Formerly",
        "authors": "Authors",
        "et-al": "et al.",
        "year": "Year",
        "doi": "DOI",
        "eprint": "Eprint",
        "link-paper": "Paper",
        "link-arxiv": "arXiv",
        "link-code": "Code",
        "abstract": "Abstract",
        "reference": "Reference",
        "the-reference": "reference",
        "bibtex": "BibTeX",
        "bibtex-source": "BibTeX source",
        "copy": "Copy",
        "copy-bibtex": "Copy BibTeX",
        "save": "Download .bib",
        # foot.html
        "key-search": "search",
        "key-move": "move",
        "key-open": "open",
        "key-turn": "previous, next",
        "key-choose": "choose",
        "key-close": "close",
        "made-with": (
            "Made with mialit {version} from a BibTeX file. It makes no network requests."
        ),
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
