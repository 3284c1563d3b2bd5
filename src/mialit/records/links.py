"""Where a record can be opened: addresses of web pages, http and https alone."""

from mialit.records.identifiers import arxiv, arxiv_link, doi_as_written, doi_link, is_web_link
from mialit.records.model import Record


def doi_address(record: Record) -> str | None:
    """The record's page at the DOI resolver."""
    identifier = doi_as_written(record.doi) if record.doi else None
    return doi_link(identifier) if identifier else None


def arxiv_address(record: Record) -> str | None:
    """The record's page at arXiv."""
    identifier = arxiv(record.eprint) if record.eprint else None
    return arxiv_link(identifier) if identifier else None


def code_addresses(record: Record) -> tuple[str, ...]:
    """The authors' repositories."""
    return tuple(address for address in record.values.get("code", ()) if is_web_link(address))


def paper_link(record: Record) -> str | None:
    """The paper's page: its `url`, else its DOI's, else arXiv's."""
    if record.url and is_web_link(record.url):
        return record.url
    return doi_address(record) or arxiv_address(record)
