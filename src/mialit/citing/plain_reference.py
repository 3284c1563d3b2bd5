"""References in plain words, in a form of our own: Authors. Title. Venue, year. Address.

The page's script composes the same of the same facts (`referenceOf` in
reference.js), with the constants here.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mialit.records.links import arxiv_address, paper_link
from mialit.records.model import Record

# Behind one of these, and what closes a quotation or a bracket, no full stop stands.
SENTENCE_ENDS = ".?!\u2026\u3002\uff01\uff1f"
CLOSING_MARKS = "\"'\u2019\u201d\u00bb)]"
# What stands behind the comma in the name of a company, with or without a full stop.
COMPANY_FORMS = ("Inc", "Ltd", "LLC", "LLP", "Corp", "Co", "GmbH", "AG", "PLC")
# Where no venue is stated: whose publication it is.
PUBLISHED_BY = ("school", "institution", "publisher")

_ENDED = rf"[{SENTENCE_ENDS}][{re.escape(CLOSING_MARKS)}]*\Z"


class Reference(NamedTuple):
    """The parts of a reference, each a sentence with its end; "" for what an entry does not say."""

    people: str
    title: str
    appeared: str
    link: str

    @property
    def text(self) -> str:
        """The reference on one line."""
        return " ".join(filter(None, self))


def reference(record: Record) -> str:
    """The reference of *record* on one line.

    An entry that says nothing of what a reference is made of is referred to by its key.
    """
    return parts(record).text


def parts(record: Record) -> Reference:
    """The parts of the reference of *record*."""
    people = _joined(list(map(name_as_read, record.authors)), complete=record.authors_complete)
    title = record.title
    if title and (subtitle := record.rest.get("subtitle")):
        title = f"{title} {subtitle}" if re.search(_ENDED, title) else f"{title}: {subtitle}"
    year = str(record.year or "")
    venue = _venue(record)
    if year and re.search(rf"(?<![0-9]){year}(?![0-9])", venue):
        year = ""
    appeared = ", ".join(filter(None, (venue, year)))
    link = paper_link(record) or ""
    if not (people or title or appeared or link):
        title = record.key
    return Reference(_ended(people), _ended(title), _ended(appeared), link)


def name_as_read(name: str) -> str:
    """A record's `Family, Given` as one reads it: `Given Family`, `Given von Family Jr`."""
    family, *rest = name.split(", ")
    if not rest or rest[-1].removesuffix(".") in COMPANY_FORMS:
        return name
    *suffix, given = rest
    return " ".join((given, family, *suffix))


def _joined(names: Sequence[str], *, complete: bool) -> str:
    if not complete:
        return ", ".join((*names, "et al.")) if len(names) != 1 else f"{names[0]} et al."
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def _venue(record: Record) -> str:
    """Where it appeared: the venue, else who published it, else arXiv where it is there."""
    stated = (record.venue, *(record.rest.get(name) for name in PUBLISHED_BY))
    return next(filter(None, stated), "arXiv" if arxiv_address(record) else "")


def _ended(text: str) -> str:
    return text if not text or re.search(_ENDED, text) else f"{text}."
