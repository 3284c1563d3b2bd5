"""Opens a web page of an entry in the browser, or prints its address."""

from enum import StrEnum
from typing import Annotated

from mialit.cli.browsing import show_in_browser
from mialit.cli.console import standard
from mialit.cli.options import FileOptions, Key, option, shared
from mialit.errors import NotFound
from mialit.records.links import arxiv_address, code_addresses, doi_address, paper_link
from mialit.records.lookup import alias_notes, by_key, not_there
from mialit.records.model import Record


class Page(StrEnum):
    """The web pages that an entry may have."""

    PAPER = "paper"
    CODE = "code"
    DOI = "doi"
    ARXIV = "arxiv"


@shared
def command(
    key: Key,
    *,
    page: Annotated[Page, option("--page -p", "The page to open.")] = Page.PAPER,
    print_only: Annotated[
        bool, option("--print", "Print the address instead of opening it.")
    ] = False,
    file: FileOptions,
) -> None:
    """Open the page, code or DOI of an entry in the browser.

    Only http and https addresses are opened.

    \b
    mialit open shokri2017membership
    mialit open shokri2017membership --page code --print
    """
    console = standard()
    catalogue = file.load(console, keep_files=False)
    found, missing = by_key([key], catalogue.records, aliases=True)
    console.say(*alias_notes([key], found))
    if missing:
        raise NotFound(not_there(missing, catalogue.records))
    address = _address(found[0], page)
    if address is None:
        offered = ", ".join(other for other in Page if _address(found[0], other))
        raise NotFound(
            f"{found[0].key} has no web address for --page {page}; it has: {offered or 'none'}"
        )
    if print_only:
        console.write([f"{address}\n"])
        return
    show_in_browser(address, console)


def _address(record: Record, page: Page) -> str | None:
    match page:
        case Page.PAPER:
            return paper_link(record)
        case Page.CODE:
            return next(iter(code_addresses(record)), None)
        case Page.DOI:
            return doi_address(record)
        case Page.ARXIV:
            return arxiv_address(record)
