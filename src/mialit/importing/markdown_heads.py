"""The heads under which the columns of curated lists are known."""

from mialit.text.normalize import fold

# Columns that every list may have, and the heads under which they are known. The vocabulary's
# own names go before these.
_HEADS = {
    "title": "title, paper, paper title, titles, papers, name, article",
    "year": "year, date, publication year, published",
    "url": "paper link, link, links, url, paper url, pdf, paper links, address",
    "authors": "authors, author",
    "doi": "doi",
    "eprint": "eprint, arxiv, arxiv id",
    "key": "key, citation key, bibtex key",
    "type": "type, entry type",
    "code": "code, code link, code links, repository, github, implementation",
    "venue": "venue, conference, journal, published in, publication",
    "preprint": "preprint",  # derived from the venue: read, and not kept
}
COLUMNS = {fold(head): name for name, heads in _HEADS.items() for head in heads.split(",")}
