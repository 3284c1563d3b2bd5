"""What programs read of the page: metadata of a paper, and JSON-LD in the terms of schema.org."""

from collections.abc import Sequence
from typing import Any

from mialit.records.links import paper_link
from mialit.records.model import Record
from mialit.vocabulary.model import Vocabulary

_MOST_LINKED = 500  # papers that JSON-LD lists: search engines read no more of a page


def citation(record: Record) -> list[tuple[str, str]]:
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


def linked_data(title: str, records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, Any]:
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
