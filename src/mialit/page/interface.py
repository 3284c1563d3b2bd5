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
        # facet_options.js, facets.js
        "facet.year": "Year",
        "facet.from-year": "From year",
        "facet.to-year": "To year",
        "facet.to": "to",
        "facet.author": "Authors",
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
        "columns.choose": "Choose",
        "columns.frame": "Table of papers, wider than the screen",
        "columns.sort-hint": "Sort; with Shift, within the column chosen before",
        "columns.then-ascending": ", second, ascending",
        "columns.then-descending": ", second, descending",
        "sort.list": "List order",
        "sort.relevance": "Relevance",
        "sort.turned": "{column}, reversed",
        "sort.two": "{first}, then {second}",
        # years.js, matrix.js
        "years.papers-in": "papers in",
        "matrix.year": "Year",
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
    }
)


def words(stated: Mapping[str, str]) -> dict[str, str]:
    """All words of the interface, with those that are *stated* in place of the English ones."""
    return {**WORDS, **stated}
