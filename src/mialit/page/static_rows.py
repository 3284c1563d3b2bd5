"""The table's rows as readers without script have them."""

from collections.abc import Iterator
from typing import Any

from mialit.page.column_widths import style_class
from mialit.records.links import code_addresses, doi_address, paper_link
from mialit.records.model import Record
from mialit.render.columns import shown_cell
from mialit.vocabulary.model import Vocabulary

AUTHORS_SHOWN = 3  # of more than four, in the rows that the script makes as well
# Columns whose cells the style sheet knows.
_CELLS_STYLED = frozenset({"year", "title", "url", "code", "key"})


def cells(record: Record, vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """The cells of a record for readers without script."""
    for name in vocabulary.columns:
        css = style_class(name) if name in _CELLS_STYLED else ""
        content: dict[str, Any] = {
            "css": css,
            "text": "",
            "links": [],
            "lines": False,
            "address": "",
        }
        if name == "title":
            content |= {"lines": True, "text": record.title or record.key}
            content["address"] = _printed(record, vocabulary)
            content["authors"] = "" if "authors" in vocabulary.columns else _short(record)
        elif name in ("url", "code"):
            addresses = code_addresses(record) if name == "code" else (paper_link(record),)
            text = "Code" if name == "code" else "Paper"
            content["links"] = [{"address": each, "text": text} for each in addresses if each]
        else:
            content["text"] = shown_cell(name, vocabulary)(record)
        yield content


def _printed(record: Record, vocabulary: Vocabulary) -> str | None:
    """The address printed below the title, where no column has it: a link on paper is none."""
    address = doi_address(record) or paper_link(record)
    if "doi" in vocabulary.columns or (
        "url" in vocabulary.columns and address == paper_link(record)
    ):
        return None
    return address


def _short(record: Record) -> str:
    names = [name.split(",")[0] for name in record.authors]
    if not record.authors_complete:
        names.append("et al.")
    if len(names) > AUTHORS_SHOWN + 1:
        return f"{', '.join(names[:AUTHORS_SHOWN])} et al."
    return ", ".join(names)
