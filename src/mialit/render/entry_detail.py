"""Entries in full, for a person: their fields, their links and their BibTeX."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mialit.bibtex.field_names import CONTAINERS, OF_EPRINT
from mialit.citing.plain_reference import reference
from mialit.records.links import arxiv_address, code_addresses, doi_address, paper_link
from mialit.records.model import Record
from mialit.render.columns import NO_KEY, label
from mialit.text.normalize import clean_lines, fold
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from rich.console import RenderableType

_READABLE = 100  # cells of a line of running text that a person reads
# What a link to arXiv says already, where there is one.
_ARCHIVE = OF_EPRINT | {"arxivid"}
# Where a paper appeared, in full; `venue` is short for it.
_APPEARED_IN = (*CONTAINERS, "shortjournal")

# Heads of what an entry has no field of that name for; a field `type` or `source` is another thing.
_OWN_HEADS = frozenset({"Type", "Source", "Paper", "arXiv", "Code", "Reference"})


@dataclass(frozen=True, slots=True)
class Detail:
    """An entry laid out: labelled lines, links (name, address), its abstract, and its source.

    `reference` is the entry as a line of a reference list. `source` is "" where it is not to be
    shown.
    """

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    abstract: str
    source: str
    reference: str


def detail(record: Record, vocabulary: Vocabulary, location: str, source: str = "") -> Detail:
    """*record* laid out, each thing once; *location* is its `file:line`, *source* its BibTeX."""
    links = _links(record)
    named = {name for name, _ in links}
    rest = dict(record.rest)
    abstract = rest.pop("abstract", "")
    # biblatex's date says the year and more; where it says no more, once is enough.
    year = str(record.year or "")
    if year and year in rest.get("date", ""):
        year = "" if rest["date"] != year else rest.pop("date")
    if "arXiv" in named:
        rest = {name: text for name, text in rest.items() if name not in _ARCHIVE}
    lines = [("Authors", authors_text(record)), ("Year", year), ("Type", record.type)]
    for name, spec in vocabulary.fields.items():
        text = spec.join(record.values.get(name, ()))
        in_full = name == "venue" and any(
            fold(rest.get(each, "")) == fold(text) for each in _APPEARED_IN
        )
        if spec.form != "urls" and not in_full:
            lines.append((label(name, vocabulary), text))
    taken = _OWN_HEADS | {head for head, _ in lines}
    for name, text in rest.items():
        head = name.capitalize()
        lines.append((f"{head} (field)" if head in taken else head, text))
    if "DOI" not in named:
        lines.append(("DOI", record.doi or ""))
    if "arXiv" not in named:
        lines.append(("Eprint", record.eprint or ""))
    lines.append(("Source", location))
    stated = tuple((head, text) for head, text in lines if text)
    key = f"{record.key}{NO_KEY if record.keyless else ''}"
    return Detail(
        key, record.title, stated, links, abstract, clean_lines(source), reference(record)
    )


def authors_text(record: Record) -> str:
    """The authors in one line; `et al.` where the entry does not name them all."""
    return "; ".join((*record.authors, *(() if record.authors_complete else ("et al.",))))


def _links(record: Record) -> tuple[tuple[str, str], ...]:
    """The names and addresses of the record's pages; of equal addresses the most telling name."""
    distinct: dict[str, tuple[str, str]] = {}
    for name, address in (
        ("DOI", doi_address(record)),
        ("arXiv", arxiv_address(record)),
        ("Paper", paper_link(record)),
        *(("Code", address) for address in code_addresses(record)),
    ):
        if address:
            page = address.casefold().partition("://")[2].rstrip("/")
            distinct.setdefault(page.replace("dx.doi.org", "doi.org"), (name, address))
    return tuple(sorted(distinct.values(), key=lambda link: link[0] != "Paper"))


def plain(details: Sequence[Detail]) -> Iterator[str]:
    """*details* as lines of text."""
    for number, item in enumerate(details):
        if number:
            yield "\n"
        yield f"{item.key}\n{item.title}\n"
        rows = (*item.lines, *item.links, ("Reference", item.reference))
        width = max(len(head) for head, _ in rows)
        for head, text in rows:
            yield f"  {head:<{width}}  {text}\n"
        for text in filter(None, (item.abstract, item.source)):
            yield f"\n{text}\n"


def drawn(details: Sequence[Detail], width: int) -> "RenderableType":
    """*details* for a terminal of *width* cells."""
    from rich.console import Group
    from rich.constrain import Constrain
    from rich.padding import Padding
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    from mialit.render.fitting import lines

    parts: list[RenderableType] = []
    for number, item in enumerate(details):
        if number:
            parts.append(Text(""))
        address = item.links[0][1] if item.links else ""
        parts.append(Text(item.key, style="cyan"))
        style = Style(bold=True, link=address or None)
        title = Text.assemble((item.title, style))
        places = lines(item.title, width) if width else [(0, len(item.title))]
        broken = [title[start:end] for start, end in places]
        parts.append(Text("\n").join(broken))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim")
        grid.add_column(overflow="fold")
        for head, text in item.lines:
            grid.add_row(Text(head), Text(text))
        for head, text in item.links:
            # A style of the whole text would go on below the blanks that fill the column.
            linked = Text.assemble((text, Style(link=text, underline=True)))
            grid.add_row(Text(head), linked)
        grid.add_row(Text("Reference"), Text(item.reference))
        parts.append(Padding(grid, (0, 0, 0, 2)))
        if item.abstract:
            abstract = Padding(Text(item.abstract), (1, 0, 0, 2))
            parts.append(Constrain(abstract, min(width, _READABLE)))
        if item.source:
            parts += [Text(""), Text(item.source, style="green", overflow="fold")]
    return Group(*parts)
