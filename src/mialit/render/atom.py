"""A list as an Atom feed (RFC 4287), for programs that watch for new papers."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from mialit.records.links import paper_link
from mialit.records.model import Record

_NAMESPACE = "http://www.w3.org/2005/Atom"
UNDATED = datetime.fromtimestamp(0, UTC)  # of a paper that says no year
# What XML 1.0 cannot hold (section 2.2); records hold no other control characters.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Item(NamedTuple):
    """A paper of a feed, when it last changed, and a remark about it, "" for none."""

    record: Record
    updated: datetime
    remark: str = ""


def feed(title: str, items: Iterable[Item], changed: datetime, page: str = "") -> str:
    """An Atom document of *items*, the newest first; *page* is the address of the list's page.

    *changed* is when the list last changed, for a feed of which no paper says when. A paper's `id`
    is its address, else a UUID made of its key, or of title and authors where it has none; the
    feed's is made of its *title*.
    """
    ordered = sorted(items, key=lambda item: item.updated, reverse=True)
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(_tag("feed"))
    _add(root, "title", title or "Bibliography")
    _add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, title)}")
    dated = ordered and ordered[0].updated > UNDATED
    _add(root, "updated", _time(ordered[0].updated if dated else changed))
    _add(root, "generator", "mialit")
    if page:
        ElementTree.SubElement(root, _tag("link"), rel="alternate", type="text/html", href=page)
    for record, updated, remark in ordered:
        entry = ElementTree.SubElement(root, _tag("entry"))
        address = paper_link(record)
        _add(entry, "title", record.title or record.key)
        name = "\n".join((record.title, *record.authors)) if record.keyless else record.key
        _add(entry, "id", address or f"urn:uuid:{uuid5(NAMESPACE_URL, name)}")
        _add(entry, "updated", _time(updated))
        if address:
            ElementTree.SubElement(entry, _tag("link"), href=_clean(address))
        for name in record.authors or ("unknown",):
            family, _, given = name.partition(", ")
            _add(ElementTree.SubElement(entry, _tag("author")), "name", f"{given} {family}".strip())
        where = " ".join(filter(None, (record.venue, str(record.year or ""))))
        _add(entry, "summary", "; ".join(filter(None, (remark, where))))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def released(record: Record) -> datetime:
    """When *record* was first released: its month, else its year, from their first day.

    UNDATED where it says neither.
    """
    for stated in (record.released or "", f"{record.year or 0:04}-01"):
        found = re.fullmatch(r"(\d{4})-(\d\d)(?:-\d\d)?", stated)
        if found and int(found[1]) >= 1 and 1 <= int(found[2]) <= 12:
            return datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC)
    return UNDATED


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, _tag(name)).text = _clean(text)


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _time(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
