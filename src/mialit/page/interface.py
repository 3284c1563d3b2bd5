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
        # facet_options.js, facets.js
        "facet.from-year": "From year",
        "facet.to-year": "To year",
        "facet.to": "to",
        "facet.has": "Code",
        "facet.code": "with code",
        "facet.no-code": "without",
        "facet.is": "State",
        "facet.published": "published",
        "facet.preprint": "preprint",
        "facet.not-stated": "not stated",
        "facet.search": "Search {field}",
        "facet.none": "None here",
        "facet.all": "All {number}",
        "facet.more": "{number} more",
        "facet.fewer": "Fewer",
        # columns.js, sorting.js
        "columns.head": "Columns",
        "columns.legend": "Columns of the table",
        "columns.reset": "As the list has them",
        "columns.frame": "Table of papers, wider than the screen",
        "columns.sort-hint": "Sort; with Shift, within the column chosen before",
        "columns.then-ascending": ", second, ascending",
        "columns.then-descending": ", second, descending",
        "sort.two": "{first}, then {second}",
        # overview.html
        "overview.head": "Overview",
        "overview.years": "Papers per year",
        "overview.two": "Papers by two fields",
        "overview.down": "Down",
        "overview.across": "Across",
        # years.js, matrix.js
        "years.papers-in": "papers in",
        "matrix.name": "Matrix",
        "matrix.caption": "{rows} by {columns}: number of papers",
        "matrix.cell.one": "{row}, {column}: {count} paper",
        "matrix.cell.other": "{row}, {column}: {count} papers",
        "matrix.all": "All {number}",
        "matrix.most": "The first {number}",
        "matrix.fewer": "Fewer",
        "matrix.several.one": "{count} paper with several values counts in each.",
        "matrix.several.other": "{count} papers with several values count in each.",
        "matrix.without.one": "{count} paper without {rows} or {columns} is left out.",
        "matrix.without.other": "{count} papers without {rows} or {columns} are left out.",
        "matrix.left-out.one": "{count} paper in no cell is left out.",
        "matrix.left-out.other": "{count} papers in no cell are left out.",
        # main.js, page.html
        "papers-of.one": "{shown} of {count} paper",
        "papers-of.other": "{shown} of {count} papers",
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
        # chips.js, settings.js
        "filters": "Filters",
        "active-filters.one": "({count} active)",
        "active-filters.other": "({count} active)",
        "remove-filter": "Remove {filter}",
        "clear-filters": "Clear all",
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
        "keys.turn": "previous, next",
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
