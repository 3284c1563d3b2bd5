"""Entries in full, for a person: their fields, their links and their BibTeX."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mialit.records.links import arxiv_address, code_addresses, doi_address, paper_link
from mialit.records.model import Record
from mialit.render.columns import label
from mialit.text.normalize import clean_lines
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True)
class Detail:
    """An entry laid out: labelled lines, links (name, address), and its source."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    source: str


def detail(record: Record, vocabulary: Vocabulary, location: str, source: str) -> Detail:
    """*record* laid out; *location* is its `file:line`, *source* its BibTeX as written."""
    lines = [
        ("Authors", "; ".join(record.authors)),
        ("Year", str(record.year or "")),
        ("Type", record.type),
    ]
    lines += [
        (label(name, vocabulary), spec.join(record.values.get(name, ())))
        for name, spec in vocabulary.fields.items()
        if spec.form != "urls"
    ]
    lines += [(name.capitalize(), text) for name, text in record.rest.items()]
    lines += [("DOI", record.doi or ""), ("Eprint", record.eprint or ""), ("File", location)]
    links = [
        ("Paper", paper_link(record)),
        ("DOI", doi_address(record)),
        ("arXiv", arxiv_address(record)),
        *(("Code", address) for address in code_addresses(record)),
    ]
    distinct: dict[str, tuple[str, str]] = {}  # of equal addresses the first
    for name, address in links:
        if address:
            distinct.setdefault(address.casefold(), (name, address))
    stated = tuple((head, text) for head, text in lines if text)
    return Detail(record.key, record.title, stated, tuple(distinct.values()), clean_lines(source))


def plain(details: Sequence[Detail]) -> Iterator[str]:
    """*details* as lines of text."""
    for number, item in enumerate(details):
        if number:
            yield "\n"
        yield f"{item.key}\n{item.title}\n"
        width = max(len(head) for head, _ in (*item.lines, *item.links))
        for head, text in (*item.lines, *item.links):
            yield f"  {head:<{width}}  {text}\n"
        yield f"\n{item.source}\n"


def drawn(details: Sequence[Detail]) -> "RenderableType":
    """*details* for a terminal."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    parts: list[RenderableType] = []
    for number, item in enumerate(details):
        if number:
            parts.append(Text(""))
        address = item.links[0][1] if item.links else ""
        parts.append(Text(item.key, style="cyan"))
        parts.append(Text(item.title, style=Style(bold=True, link=address or None)))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim")
        grid.add_column(overflow="fold")
        for head, text in item.lines:
            grid.add_row(Text(head), Text(text))
        for head, text in item.links:
            grid.add_row(Text(head), Text(text, style=Style(link=text, underline=True)))
        parts += [Padding(grid, (0, 0, 1, 2)), Text(item.source, style="green", overflow="fold")]
    return Group(*parts)
