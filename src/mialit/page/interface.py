"""The words of the page's interface: English here; a list may replace any of them.

A word's name says where it is used. `{name}` stands for a fact; a word that depends on a number has
one form for each plural category of its language (`papers.one`, `papers.other`), as Unicode's CLDR
names them; a form that is missing is that of `other`.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from mialit.errors import FileProblem
from mialit.text.phrases import perhaps
from mialit.text.similarity import nearest

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "skip": "Skip to the papers",
        "papers.one": "{count} paper",
        "papers.other": "{count} papers",
        "thousands": ",",
        # bar.html, chosen.html, downloads.js
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
        # top.html, foot.html, about.js
        "about.title": "Bibliography",
        "about.date": "as of {date}",
        "about.kept": "Kept by {name}",
        "about.homepage": "Website",
        "about.repository": "Repository",
        "about.add": "Add a paper",
        "about.missing": "Is a paper missing?",
        "about.tell": "Tell {name}",
        "about.licence": "Licence: {licence}",
        "about.more": "About this list",
        "about.more-citing": "About this list, and how to cite it",
        "about.only-citing": "How to cite this list",
        "about.cite": "How to cite this list",
        "about.bibtex": "BibTeX",
        "about.copy-reference": "Copy reference",
        "about.copy-bibtex": "Copy BibTeX",
        "about.copied-reference": "reference",
        "about.copied-bibtex": "BibTeX",
        "about.foot": "Made with {program} from a BibTeX file. It makes no network requests.",
        "theme.dark": "Dark",
        "theme.light": "Light",
        "keys.search": "search",
        "keys.move": "move",
        "keys.open": "open",
        "keys.choose": "choose",
        "keys.close": "close",
    }
)


# The forms that a word may have by a number, in any language.
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_FACT = re.compile(r"\{(\w+)\}")


def words(stated: Mapping[str, str]) -> dict[str, str]:
    """All words of the interface, with those that are *stated* in place of the English ones.

    Raises FileProblem, which names the setting, for a word that the interface does not have.
    """
    for name, text in stated.items():
        if wrong := problem(name, text):
            raise FileProblem(f"page.words.{name} {wrong}")
    return {**WORDS, **stated}


def problem(name: str, text: str) -> str:
    """What is wrong with *text* as the word *name*, as it goes on behind the name; "" if nothing.

    A word that does not exist is one, and a fact in braces that the English word does not have.
    """
    english = _english(name)
    if english is None:
        return f"is no word of the page{perhaps(nearest(name, WORDS))}"
    facts = sorted(set(_FACT.findall(text)) - set(_FACT.findall(english)))
    if facts:
        known = ", ".join(f"{{{fact}}}" for fact in sorted(set(_FACT.findall(english))))
        return f"has {{{facts[0]}}}, which that word does not; it has: {known or 'none'}"
    return ""


def _english(name: str) -> str | None:
    """The English word, or that of its form `other` for a number's form that English lacks."""
    stem, _, category = name.rpartition(".")
    other = WORDS.get(f"{stem}.other") if category in _CATEGORIES else None
    return other if other is not None else WORDS.get(name)
