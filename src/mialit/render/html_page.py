"""The HTML page: a list as one file, with its script and style inside.

The page may be served under any policy that allows inline script by hash; its own, in a meta
element, allows exactly the style and the script it carries and no request to anywhere.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mialit import __version__
from mialit.citing import plain_reference
from mialit.query import syntax
from mialit.records import text_columns, wide_text
from mialit.records.links import code_addresses, paper_link
from mialit.records.model import Record
from mialit.render.bibtex_export import Chosen
from mialit.render.columns import label, shown_cell
from mialit.render.page_data import payload
from mialit.search import engine, expansion, query_terms, ranking, stemming, word_index, word_match
from mialit.vocabulary.model import Vocabulary

_FOLDER = Path(__file__).parent / "page"
_SEARCH = ("text.js", "words.js", "search.js")
_REST = ("bibtex.js", "reference.js", "state.js", "view.js", "main.js")
# Modules whose public constants the page's search shares with the program's.
_SHARED = (
    syntax, text_columns, wide_text, engine, expansion, query_terms, ranking, stemming, word_index,
    word_match,
)  # fmt: skip
_AUTHORS_SHOWN = 3  # of more than four; the page's script does the same
_MOST_LINKED = 500  # papers that JSON-LD lists: search engines read no more of a page
# Columns whose width the style sheet knows, and those whose cells it knows as well.
_STYLED = frozenset({"year", "title", "kind", "knowledge", "target", "venue", "url", "code", "key"})
_CELLS_STYLED = frozenset({"year", "title", "url", "code", "key"})
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%231f5fbf'/%3E"
    "%3Cpath d='M4 4.5h8M4 8h8M4 11.5h5' stroke='white' stroke-width='1.6'/%3E%3C/svg%3E"
)


def page(records: Sequence[Record], vocabulary: Vocabulary, entries: Sequence[Chosen]) -> str:
    """The page of *records*, in their order. They were made of *entries*.

    Raises FileProblem and NotFound where the entries cannot stand in one .bib (bibtex_export.py).
    """
    style = _asset("page.css")
    parts = (search_script(), _constants(plain_reference), *map(_asset, _REST))
    script = "\n".join(('"use strict";', "{", *parts, "}"))
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined
    )
    title = vocabulary.title or "Bibliography"
    about = _about(records, vocabulary)
    return environment.get_template("page.html").render(
        policy=_policy(style, script),
        title=title,
        description=f"{title}: {about}",
        about=about,
        version=__version__,
        citation=_citation(records[0]) if len(records) == 1 else [],
        icon=_ICON,
        # Files of our own, which autoescaping would break; data goes through `_json` alone.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        linked_data=_json(_linked_data(title, records, vocabulary)),
        data=_json(payload(records, vocabulary, entries)),
        columns=[
            {"label": label(name, vocabulary), "css": _css(name)} for name in vocabulary.columns
        ],
        rows=(_row(record, vocabulary) for record in records),
    )


def search_script() -> str:
    """The page's search: the constants of the program's search, and the script that uses them."""
    return "\n".join((_constants(*_SHARED), *map(_asset, _SEARCH)))


def _constants(*modules: ModuleType) -> str:
    """The public constants of *modules*, for the page's script.

    Those are the upper-case names without an underscore before them; sets become sorted lists.
    """
    shared = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_")
    }
    return "\n".join(
        f"const {name} = {json.dumps(value, separators=(',', ':'))};"
        for name, value in sorted(shared.items())
    )


def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: this style and this script by hash, and nothing else."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _json(data: Any) -> Markup:
    """JSON that cannot end the script element around it, nor begin another."""
    text = json.dumps(data, separators=(",", ":"))  # ASCII: U+2028, U+2029 and bytes are escaped
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704


def _about(records: Sequence[Record], vocabulary: Vocabulary) -> str:
    years = [record.year for record in records if record.year]
    papers = "1 paper" if len(records) == 1 else f"{len(records):,} papers"
    parts = [papers]
    if years:
        first, last = min(years), max(years)
        parts.append(str(first) if first == last else f"{first}\N{EN DASH}{last}")
    if vocabulary.date:
        parts.append(f"as of {vocabulary.date.isoformat()}")
    return ", ".join(parts)


def _row(record: Record, vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """The cells of a record for readers without script."""
    for name in vocabulary.columns:
        css = _css(name) if name in _CELLS_STYLED else ""
        content: dict[str, Any] = {"css": css, "text": "", "links": [], "lines": False}
        if name == "title":
            content |= {"lines": True, "text": record.title or record.key}
            content["authors"] = _short(record)
        elif name in ("url", "code"):
            addresses = code_addresses(record) if name == "code" else (paper_link(record),)
            text = "Code" if name == "code" else "Paper"
            content["links"] = [{"address": each, "text": text} for each in addresses if each]
        else:
            content["text"] = shown_cell(name, vocabulary)(record)
        yield content


def _css(column: str) -> str:
    return f"c-{column if column in _STYLED else 'other'}"


def _short(record: Record) -> str:
    names = [name.split(",")[0] for name in record.authors]
    if not record.authors_complete:
        names.append("et al.")
    if len(names) > _AUTHORS_SHOWN + 1:
        return f"{', '.join(names[:_AUTHORS_SHOWN])} et al."
    return ", ".join(names)


def _citation(record: Record) -> list[tuple[str, str]]:
    """The metadata that Google Scholar reads of the page of one paper."""
    facts = [
        ("citation_title", record.title),
        *(("citation_author", name) for name in record.authors),
        ("citation_publication_date", str(record.year or "")),
        ("citation_doi", record.doi or ""),
        ("citation_arxiv_id", record.eprint or ""),
        ("citation_journal_title", record.rest.get("journal", "")),
        ("citation_conference_title", record.rest.get("booktitle", "")),
    ]
    return [(name, content) for name, content in facts if content]


def _linked_data(title: str, records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, Any]:
    """The page as a collection of scholarly articles, in the terms of schema.org."""
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": title,
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(records),
            "itemListElement": [_article(record) for record in records[:_MOST_LINKED]],
        },
    }
    if vocabulary.date:
        about["dateModified"] = vocabulary.date.isoformat()
    return about


def _article(record: Record) -> dict[str, Any]:
    """A paper; its authors are names alone, since persons would take more bytes than all else."""
    about: dict[str, Any] = {
        "@type": "ScholarlyArticle",
        "name": record.title,
        "author": [" ".join(reversed(name.split(", "))) for name in record.authors],
    }
    if record.year:
        about["datePublished"] = str(record.year)
    if address := paper_link(record):
        about["url"] = address
    return about
