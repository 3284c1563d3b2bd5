"""By what a paper is known: DOI, arXiv identifier, titles, people, whether it is a preprint."""

import re
from collections.abc import Sequence
from enum import IntEnum

from mialit.records.identifiers import ARXIV_REGISTRANT, arxiv, arxiv_numbers, doi
from mialit.records.model import Record
from mialit.text.normalize import clean, squash

# Where an identifier stands that has no field of its own, beside `eprint`, `doi` and `url`.
_REMARKS = ("journal", "journaltitle", "note", "howpublished", "volume", "number", "addendum")
# Who is named there, by those who cite a preprint.
_ARCHIVED = (*_REMARKS, "publisher", "institution", "organization", "archiveprefix", "eprinttype")
_ET_AL = re.compile(r"(?i)(?:al\.?, et|et al\.?, (?P<before>.*)|(?P<name>.*?)[ ,]*\bet\.? al\.?)")
_LATEX = frozenset("\\{}$~`'\"")
_ARCHIVE = r"(?i)arxiv|\bcorr\b|biorxiv|e-?print archive"


NEAR = 0.85  # likeness of two titles that one hand may have written
TELLING_WORDS = 4  # fewer words ("Introduction") are the title of many papers


class Titles(IntEnum):
    """How alike two titles are: the more, the greater.

    RELATED share half their telling words, NEAR may be one with a typo, SHORT are equal and many
    papers' title, EQUAL are equal and long enough to tell a paper.
    """

    DIFFERENT = 0
    RELATED = 1
    NEAR = 2
    SHORT = 3
    EQUAL = 4


def content(record: Record, name: str) -> str:
    """The field *name* of *record* as a person reads it; "" where it has none.

    What has no LaTeX in it is read without LaTeX's tables, which take longer to load than most
    manuscripts to check.
    """
    text = record.raw.get(name, "")
    if _LATEX.isdisjoint(text) and "--" not in text:
        return clean(" ".join(text.split()))
    return record.rest[name]


def doi_of(record: Record) -> str | None:
    """The DOI of *record* in lower case, of its field or its address; None for arXiv's own."""
    for stated in (record.doi, record.url):
        if stated and "10." in stated:
            known = doi(stated)
            if known and not known.startswith(ARXIV_REGISTRANT):
                return known
    return None


def arxiv_of(record: Record, *, remarks: bool = True) -> str | None:
    """The arXiv identifier of *record*, wherever in it that stands.

    Without *remarks* it is not looked for in notes and the like, which may name another paper.
    """
    eprint = record.eprint
    if eprint and eprint[4:5] == "." and eprint[:4].isdigit() and eprint[5:].isdigit():
        return eprint  # as records have it mostly
    for stated in (eprint, record.doi, record.url):
        if stated and (stated is eprint or "rxiv" in stated.lower() or "ar5iv" in stated):
            known = arxiv(stated)
            if known:
                return known
    fields = record.raw
    for name in _REMARKS if remarks else ():
        text = fields.get(name)
        if text and ("." in text or "/" in text) and (numbers := arxiv_numbers(text)):
            return numbers[0]
    return None


def is_preprint(record: Record) -> bool:
    """Whether *record* cites a preprint: an archive, and no other place where it appeared."""
    fields = record.raw
    if fields.get("booktitle") or fields.get("eventtitle"):
        return False
    if record.preprint:
        return True
    if record.venue:
        return re.search(_ARCHIVE, record.venue) is not None
    return any(name in fields and re.search(_ARCHIVE, fields[name]) for name in _ARCHIVED)


def whole_title(record: Record) -> str:
    """The title of *record*, and behind a colon biblatex's subtitle, where it has one."""
    subtitle = record.raw.get("subtitle") and content(record, "subtitle")
    return f"{record.title}: {subtitle}" if subtitle else record.title


def titles_of(record: Record) -> list[str]:
    """The titles of *record*, squashed, the present one first."""
    title = squash(record.title)
    subtitle = record.raw.get("subtitle")
    titles = [title]
    if subtitle:
        titles.append(title + squash(content(record, "subtitle")))
    titles += map(squash, record.values.get("formerly", ()))
    return [each for each in titles if each]


def people_of(record: Record) -> tuple[Sequence[str], bool]:
    """The authors of *record*, and whether they are all: "et al." is "and others"."""
    authors = record.authors
    if not authors or not (last := _ET_AL.fullmatch(authors[-1])):
        return authors, record.authors_complete
    name = last["before"] or last["name"]
    return (*authors[:-1], *((name,) if name else ())), False


def families_of(record: Record) -> tuple[str, ...]:
    """The family names of `people_of`, squashed, without those of which nothing is left."""
    names = (squash(author.partition(",")[0]) for author in people_of(record)[0])
    return tuple(filter(None, names))
