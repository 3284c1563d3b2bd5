"""What programs read of the page: metadata of a paper, and JSON-LD in the terms of schema.org.

Google Scholar and reference managers read `citation_*` of a page as facts of one paper, and are not
able to tell several on one page apart: so only a page of one paper states them, and the script
states those of the paper that is open (metadata.js). Of a list, JSON-LD has every paper as an item
of an `ItemList`. No search engine documents more for scholarly articles, so an item is what finds
it: title, authors, year and address.
"""

from collections.abc import Sequence
from typing import Any

from mialit.citing.plain_reference import name_as_read
from mialit.page.own import Own
from mialit.records.links import paper_link
from mialit.records.model import Record
from mialit.vocabulary.model import Vocabulary


def citation(record: Record) -> list[tuple[str, str]]:
    """The metadata that Google Scholar and reference managers read of the page of one paper.

    The script makes the same of the paper that is open (`citationOf` in metadata.js).
    """
    rest = record.rest
    facts = [
        ("citation_title", record.title),
        *(("citation_author", name) for name in record.authors),
        ("citation_publication_date", str(record.year or "")),
        ("citation_doi", record.doi or ""),
        ("citation_arxiv_id", record.eprint or ""),
        ("citation_journal_title", rest.get("journaltitle") or rest.get("journal") or ""),
        ("citation_conference_title", rest.get("booktitle") or ""),
    ]
    return [(name, content) for name, content in facts if content]


def linked_data(about: Own, records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, Any]:
    """The page as a collection of scholarly articles, in the terms of schema.org."""
    settings = vocabulary.page
    contact = "url" if settings.contact.startswith("http") else "email"
    maintainer = {"name": settings.maintainer, contact: settings.contact.removeprefix("mailto:")}
    stated = {
        "description": settings.description,
        "url": settings.address,
        "image": settings.image,
        "license": settings.terms or settings.licence,
        "maintainer": {name: text for name, text in maintainer.items() if text},
        "creditText": about.cite.text if about.cite else "",
        "dateModified": vocabulary.date.isoformat() if vocabulary.date else "",
    }
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": about.title,
        "inLanguage": about.written_in or about.language,
        **{name: value for name, value in stated.items() if value},
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(records),
            "itemListElement": list(map(_article, records)),
        },
    }


def _article(record: Record) -> dict[str, Any]:
    """A paper; its authors are names alone, since persons would take more bytes than all else."""
    about: dict[str, Any] = {"@type": "ScholarlyArticle", "name": record.title}
    if record.authors:
        about["author"] = list(map(name_as_read, record.authors))
    if record.year:
        about["datePublished"] = str(record.year)
    if address := paper_link(record):
        about["url"] = address
    return about
