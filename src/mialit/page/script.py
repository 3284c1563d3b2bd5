"""The page's script: its files joined, behind the constants that it shares with the program."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType

from mialit.citing import plain_reference
from mialit.page import column_widths, exports, static_rows
from mialit.query import syntax
from mialit.records import naming, text_columns
from mialit.render import columns
from mialit.search import engine, expansion, query_terms, ranking, stemming, word_index

ASSETS = Path(__file__).parent / "assets"
# Comments that begin a line and end one, and what is left of a line.
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)$", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_SEARCH = (
    "text.js", "identifiers.js", "words.js", "query.js", "ranges.js", "fields.js", "filters.js",
    "ranking.js", "search.js", "hints.js",
)  # fmt: skip
_REST = (
    "bibtex.js", "reference.js", "csv.js", "json.js", "ris.js", "papers.js", "facet_options.js",
    "list.js", "choosing.js", "sorting.js", "state.js", "dom.js", "kept.js", "settings.js",
    "announcements.js", "reader.js", "history.js", "keyboard.js", "links.js",
    "columns.js", "cells.js", "rows.js", "chips.js", "facets.js", "years.js", "matrix.js",
    "metadata.js", "downloads.js", "detail.js", "about.js", "help.js", "nothing.js",
)  # fmt: skip
_STYLES = (
    "base.css", "top.css", "facets.css", "finder.css", "overview.css", "bar.css", "menu.css",
    "table.css", "columns.css", "foot.css", "detail.css", "direction.css", "ticks.css",
    "narrow.css", "forced.css", "print.css",
)  # fmt: skip
# Modules whose public constants the page's search shares with the program's.
_SHARED = (
    syntax, naming, text_columns, engine, expansion, query_terms, ranking, stemming, word_index,
)  # fmt: skip


def script() -> str:
    """All of the page's script."""
    start = map(_asset, ("table.js", "main.js"))
    return "\n".join(('"use strict";', "{", library_script(), *start, "}"))


def first_script() -> str:
    """What runs before the page is painted; it shares nothing with the rest."""
    return _asset("first.js")


def library_script() -> str:
    """The script's classes and functions, without what starts the page; they load anywhere."""
    constants = _constants(
        plain_reference, columns, column_widths, static_rows, named=exports.CONSTANTS
    )
    return "\n".join((search_script(), constants, *map(_asset, _REST)))


def style() -> str:
    """All of the page's style sheets."""
    return "\n".join(map(_asset, _STYLES))


def search_script() -> str:
    """The page's search: the constants of the program's search, and the script that uses them."""
    return "\n".join((_constants(*_SHARED), *map(_asset, _SEARCH)))


def _constants(*modules: ModuleType, named: Mapping[str, object] = MappingProxyType({})) -> str:
    """The public constants of *modules*, and those *named*, for the page's script.

    Those are the upper-case names without an underscore before them; sets become sorted lists.
    """
    shared = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_")
    } | dict(named)
    return "\n".join(
        f"const {name} = {json.dumps(value, separators=(',', ':'))};"
        for name, value in sorted(shared.items())
    )


def _asset(name: str) -> str:
    return without_comments((ASSETS / name).read_text(encoding="utf-8"))


def without_comments(source: str) -> str:
    """A script or style *source* without comments that have lines of their own, and indentation.

    Readers of the page are spared a fifth of it. No text of the source may be longer than a line.
    """
    return "\n".join(_LINE.findall(_COMMENT.sub("", source)))
