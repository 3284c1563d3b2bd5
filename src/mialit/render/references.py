"""References as a Markdown list and as HTML; what they say comes as text, or formatted already."""

from collections.abc import Iterable, Iterator
from html import escape

from mialit.citing.plain_reference import parts, reference
from mialit.records.model import Record
from mialit.render.markdown_table import link
from mialit.text.markdown import escaped, no_list


def plain(records: Iterable[Record], kind: str) -> Iterator[str]:
    """The plain references of *records* in the format *kind*: md, html, else text."""
    match kind:
        case "md":
            return markdown(records)
        case "html":
            return html(records)
    return map(reference, records)


def markdown(records: Iterable[Record]) -> Iterator[str]:
    """The plain references of *records* in Markdown; each title leads to its paper."""
    for record in records:
        people, title, appeared, address = parts(record)
        if title and (linked := link(address, escaped(title))):
            shown = [escaped(people), linked, escaped(appeared)]
        else:
            shown = [*map(escaped, (people, title, appeared)), link(address, escaped(address))]
        yield no_list(" ".join(filter(None, shown)))


def html(records: Iterable[Record]) -> Iterator[str]:
    """The plain references of *records* in HTML; addresses are links."""
    for record in records:
        people, title, appeared, address = parts(record)
        shown = [*map(escape, filter(None, (people, title, appeared)))]
        if address:
            shown.append(f'<a href="{escape(address)}">{escape(address)}</a>')
        yield " ".join(shown)


def lines(references: Iterable[str]) -> Iterator[str]:
    """One reference a line."""
    return (f"{reference}\n" for reference in references)


def items(references: Iterable[str]) -> Iterator[str]:
    """*references*, which are Markdown, as a list."""
    return (f"- {reference}\n" for reference in references)


def paragraphs(references: Iterable[str]) -> Iterator[str]:
    """*references*, which are HTML, as paragraphs."""
    return (f"<p>{reference}</p>\n" for reference in references)
