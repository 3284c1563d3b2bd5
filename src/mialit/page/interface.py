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


def words(stated: Mapping[str, str]) -> dict[str, str]:
    """All words of the interface, with those that are *stated* in place of the English ones."""
    return {**WORDS, **stated}
