"""The words of the page's interface: English here; a list may replace any of them.

A word's name says where it is used. `{name}` stands for a fact; a word that depends on a number has
one form for each plural category of its language (`papers.one`, `papers.other`), as Unicode's CLDR
names them; a form that is missing is that of `other`.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

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
        "download": "Download",
        "of-shown": "Of the papers shown",
        "choose-shown": "Choose all shown",
        "choose-none-shown": "Choose none of these",
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
        "copied-as": "Copied the {format} of {papers}",
        "downloaded-as": "Downloaded the {format} of {papers}",
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
        # empty.html
        "empty": "This list has no papers yet.",
        "empty.how": "It is made from a BibTeX file: papers added there are here when the page is "
        "made again.",
        # main.js, page.html
        "choose": "Choose",
        "list-order": "List order",
        "relevance": "Relevance",
        "reversed": "{column}, reversed",
        "papers-of.one": "{shown} of {count} paper",
        "papers-of.other": "{shown} of {count} papers",
        "chosen.one": "{count} paper chosen",
        "chosen.other": "{count} papers chosen",
        "nothing": "No paper matches the search and the filters.",
        "missing": "This list has no paper with the key “{key}”.",
        "missing-search": "Search for it",
        "window": "{what} · {list}",
        "chosen-papers": "Chosen papers",
        "clear-chosen": "Clear",
        "copied": "Copied the {what}",
        # chips.js, settings.js
        "filters": "Filters",
        "active-filters.one": "({count} active)",
        "active-filters.other": "({count} active)",
        "remove-filter": "Remove {filter}",
        "clear-filters": "Clear all",
        "theme.dark": "Dark",
        "theme.light": "Light",
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
        "sort.both": "By two columns",
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
        # finder.html, help.js
        "search.label": "Search the papers",
        "search.hint": "Search title, author, venue, subject",
        "help.open": "What can be searched for",
        "help.title": "How to search",
        "help.intro": "Words may stand in any order, and a typo does no harm. Choose an example to "
        "try it.",
        "help.words": "Every word",
        "help.phrase": "Words side by side",
        "help.filter": "In one field",
        "help.several": "One value or another",
        "help.years": "Years",
        "help.months": "Months of release",
        "help.has": "With or without a field",
        "help.is": "Preprints",
        "help.not": "Without",
        "help.or": "One or the other; parentheses group",
        "help.fields": "Fields: {fields}, and any other field of the papers.",
        # query.js, ranges.js, filters.js, search.js: what the program says of the same mistakes
        "query.perhaps": "perhaps",
        "query.unfinished": "no paper has “{text}”, which may become a filter",
        "query.too-long": "the query has {length} characters; at most {most} are read",
        "query.closes-nothing": "this parenthesis closes nothing",
        "query.open-parenthesis": "this parenthesis is never closed",
        "query.open-quote": "this quote is never closed",
        "query.or-alone": "OR needs something on both sides",
        "query.nothing-negated": "nothing follows the negation",
        "query.two-dashes": "two dashes",
        "query.no-value": "a value of {name} is missing here",
        "query.too-deep": "more than {most} levels of nesting",
        "query.signs": "the query {text} has no letter and no digit to look for",
        "query.too-many-parts": "the query has {number} words and values; at most {most} are read",
        "query.too-many-branches": "the query has more than {most} alternatives",
        "query.too-many-written": "the query's alternatives, written out, have {number} words and "
        "values; at most {most} are read",
        "query.empty-filter": "{text} has no value",
        "query.empty-value": "{name} has an empty value",
        "query.no-field": "unknown field '{name}'",
        "query.not-carried": "this page does not have the field {name}",
        "query.no-such-value": "{name} has no value '{value}'",
        "query.one-of": "{name} has no '{value}'; known: {known}",
        "query.absent-field": "no entry has the field {name}, and '{value}' is no value of it",
        "query.field-of-none": "no entry has the field {name}",
        "query.stands-for": "{asked} stands for {values}",
        "query.no-year": "'{text}' is not a year or a range of years; write 2020, 2018-2020, "
        "2018..2020, 2019-, -2019 or >=2019",
        "query.no-month": "'{text}' is not a month or a range of months; write 2020, 2020-03, "
        "2020-03..2021 or >=2020-03",
        "query.month-in-year": "'{text}' has a month; write 2020, 2018-2020, 2018..2020, 2019-, "
        "-2019 or >=2019",
        "query.reversed": "'{text}' ends before it begins; write {better}",
        # nothing.html, nothing.js, hints.js
        "note.read": "read",
        "note.read-as": "{typed} as {meant}",
        "note.partial": "no paper matches every word; these match the most",
        "nothing.clear": "Clear search and filters",
        "nothing.empty-list": "The list has no paper.",
        "nothing.query": "No paper matches the search.",
        "nothing.filters-alone": "No paper matches the filters.",
        "nothing.filters.one": "“{query}” finds {count} paper; it does not pass the filters.",
        "nothing.filters.other": "“{query}” finds {count} papers; none of them passes the filters.",
        "nothing.without-filters": "Without the filters",
        "nothing.or": " or ",
        "nothing.no-paper-has": "No paper has {words}.",
        "nothing.not-together": "No paper has all of {words}.",
        "nothing.without.one": "Without {words}: {count} paper",
        "nothing.without.other": "Without {words}: {count} papers",
        "nothing.no-match": "No paper matches {part}.",
        "nothing.capitals": "No paper matches {part}; OR and NOT are capitals.",
        "nothing.leaves.one": "{before} leaves {count} paper; it does not match {part}.",
        "nothing.leaves.other": "{before} leaves {count} papers; none of them matches {part}.",
        "nothing.leave-out": "Without {part}",
    }
)


# The forms that a word may have by a number, in any language.
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_FACT = re.compile(r"\{(\w+)\}")


def words(stated: Mapping[str, str]) -> dict[str, str]:
    """All words of the interface, with those that are *stated* in place of the English ones.

    `problem` finds nothing wrong with those that are stated.
    """
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
