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
        # bar.html, downloads.js
        "sort": "Sort",
        "copy": "Copy",
        "download": "Download",
        "of-shown": "Of the papers shown",
        "choose-shown": "Choose all shown",
        "choose-none-shown": "Choose none of these",
        "chosen": "Chosen papers",
        "chosen.one": "{count} paper chosen",
        "chosen.other": "{count} papers chosen",
        "clear-chosen": "Clear",
        "format-bib": "BibTeX",
        "format-bib.as": "BibTeX",
        "format-bib.for": "LaTeX, JabRef",
        "format-ris": "RIS",
        "format-ris.as": "RIS",
        "format-ris.for": "Zotero, EndNote",
        "format-csv": "CSV",
        "format-csv.as": "CSV",
        "format-csv.for": "spreadsheets",
        "format-json": "JSON",
        "format-json.as": "JSON",
        "format-json.for": "programs",
        "format-txt": "References",
        "format-txt.as": "references",
        "format-txt.for": "plain text",
        "copied": "Copied the {format} of {papers}",
        "copied-text": "Copied the {what}",
        "downloaded": "Downloaded the {format} of {papers}",
        "reference": "reference",
    }
)


def words(stated: Mapping[str, str]) -> dict[str, str]:
    """All words of the interface, with those that are *stated* in place of the English ones."""
    return {**WORDS, **stated}
