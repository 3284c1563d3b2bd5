"""RIS, the format in which reference managers exchange entries.

The tags are those of the specification by Research Information Systems and of its later form, which
EndNote, Zotero and JabRef read: two letters, two blanks, a hyphen, a blank, the value. A line ends
with CR LF, a record with `ER  - `.
"""

import re
from collections.abc import Iterable, Iterator

from mialit.bibtex.field_names import CONTAINERS
from mialit.bibtex.values import month_of
from mialit.records.content import readable
from mialit.records.links import arxiv_address, paper_link
from mialit.records.model import Record
from mialit.records.pages import page_range
from mialit.text.normalize import clean
from mialit.text.phrases import counted

_NAMES = {
    "JOUR": "article review suppperiodical",
    "BOOK": "book mvbook collection mvcollection reference mvreference manual bibnote",
    "CHAP": "inbook incollection bookinbook suppbook suppcollection",
    "CPAPER": "inproceedings conference",
    "CONF": "proceedings mvproceedings",
    "ENCYC": "inreference",
    "PAMP": "booklet",
    "THES": "mastersthesis phdthesis thesis",
    "RPRT": "techreport report",
    "ELEC": "online electronic www",
    "UNPB": "unpublished",
    "COMP": "software softwaremodule softwareversion codefragment",
    "DATA": "dataset",
    "PAT": "patent",
    "STAND": "standard",
    "JFULL": "periodical",
    "ART": "artwork image",
    "SOUND": "audio music",
    "VIDEO": "movie video",
    "CASE": "jurisdiction",
    "STAT": "legislation",
    "PCOMM": "letter",
}
# BibTeX's and biblatex's types; what is none of them, such as misc, is GEN.
TYPES = {kind: name for name, kinds in _NAMES.items() for kind in kinds.split()}
# What a reader shows of a thesis or report besides.
MEDIUM = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}
_END = "\r\n"


def ris(records: Iterable[Record]) -> Iterator[str]:
    """*records* in RIS, each with a blank line behind it."""
    for record in records:
        lines = "".join(f"{tag}  - {text}{_END}" for tag, text in tagged(record) if text)
        yield f"{lines}ER  - {_END}{_END}"


def notes(records: Iterable[Record]) -> list[str]:
    """What RIS cannot say of *records*."""
    number = sum(not record.authors_complete for record in records)
    if not number:
        return []
    entries = counted(number, "entry", "entries")
    return [f"{entries} with more authors than are named (and others), which RIS cannot say"]


def tagged(record: Record) -> Iterator[tuple[str, str]]:
    """The tags of *record* and their values, each on one line; "" for what it does not say."""
    for tag, text in _stated(record):
        yield tag, " ".join(clean(text).split())


def _stated(record: Record) -> Iterator[tuple[str, str]]:
    rest = record.rest
    kind = "UNPB" if record.preprint else TYPES.get(record.type.lower(), "GEN")

    def first(*names: str) -> str:
        return next(filter(None, (rest.get(name) for name in names)), "")

    yield "TY", kind
    yield "ID", "" if record.keyless else record.key
    yield from (("AU", _suffix_last(name)) for name in record.authors)
    yield from (("A2" if record.authors else "ED", name) for name in editors(record))
    subtitle = first("subtitle")
    yield "TI", f"{record.title}: {subtitle}" if subtitle else record.title
    container = first(*CONTAINERS)
    if not container and kind not in ("THES", "RPRT"):
        container = record.venue or ""
    yield "T2", container
    if kind == "JOUR":
        yield "JO", container
    yield "T3", first("series")
    yield "PY", str(record.year or "")
    yield "DA", _date(record)
    yield "VL", first("volume")
    yield "IS", first("number", "issue")
    pages = first("pages")
    yield from zip(("SP", "EP"), page_range(pages) or (pages,), strict=False)
    yield "C7", first("articleno", "eid")
    yield "ET", first("edition")
    yield "PB", first("publisher", "school", "institution", "organization")
    yield "CY", first("address", "location")
    yield "SN", first("issn", "isbn") if kind == "JOUR" else first("isbn", "issn")
    yield "M3", first("type") or MEDIUM.get(record.type.lower(), "")
    yield "LA", first("language", "langid")
    yield "DO", record.doi or ""
    yield "UR", paper_link(record) or ""
    if record.eprint:
        on_arxiv = arxiv_address(record) is not None
        archive = "arXiv" if on_arxiv else first("archiveprefix", "eprinttype")
        yield "DB", archive
        yield "AN", f"{archive}:{record.eprint}" if archive else record.eprint
    yield "N1", first("note")


def _suffix_last(name: str) -> str:
    """`Family, Jr, Given` as RIS has it: `Family, Given, Jr`."""
    parts = name.split(", ")
    return f"{parts[0]}, {parts[2]}, {parts[1]}" if len(parts) == 3 else name


def editors(record: Record) -> Iterator[str]:
    """The editors of *record*, `Family, Given, Jr`."""
    content = record.raw.get("editor", "")
    if not content:
        return
    from mialit.bibtex.reader import separate_names, split_name  # with bibtexparser

    for name in separate_names(content):
        if name != "others":
            each = split_name(name)
            family = f"{each.von} {each.last}".strip()
            yield ", ".join(readable(part) for part in (family, each.first, each.jr) if part)


def _date(record: Record) -> str:
    """`YYYY/MM/DD/`, with blanks for what is not known; "" where only the year is."""
    date = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?(?![\d-])", record.rest.get("date", ""))
    if date:
        return f"{date[1]}/{date[2]}/{date[3] or ''}/"
    # Of two months, or a day's, the first word.
    month = month_of(re.split(r"[^\w.]", record.rest.get("month", "").strip(), maxsplit=1)[0])
    return f"{record.year}/{month:02}//" if month and record.year else ""
