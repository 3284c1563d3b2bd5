"""BibTeX as publishers, DBLP, arXiv and Google Scholar give it, made fit for a list."""

import html
import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import NamedTuple

from mialit.bibtex.crossref import inherited, parents
from mialit.bibtex.field_names import CONTAINERS, VERBATIM, field_source, is_noise
from mialit.bibtex.model import Entry, Kind, Library
from mialit.bibtex.reader import read
from mialit.bibtex.values import MONTHS, expand, macros
from mialit.curation.assignments import month
from mialit.curation.new_entry import NewEntry, needs
from mialit.curation.placement import in_order
from mialit.errors import FileProblem
from mialit.records import identifiers
from mialit.records.pages import DASH
from mialit.text.latex import to_unicode
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary
from mialit.vocabulary.venues import Recogniser

_PREPRINT_SERIES = re.compile(r"(?i)\s*(?:CoRR|arXiv(?:\.org)?(?:\s+(?:e-?prints?|preprint))?)\b")
_JOINERS = "\u200c\u200d"  # in some scripts they are spelling
_PAGE_DASH = re.compile(rf"(?<=[0-9A-Za-z])\s*{DASH}\s*(?=[0-9A-Za-z])")
_DOUBLE = re.compile(r"\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?(?![\d])")
_ENTITY = re.compile(r"\\?&(?:[a-zA-Z]+|\\?#\d+);")


def usual_fields(library: Library) -> frozenset[str]:
    """The fields, in lower case, that at least a fifth of the entries of *library* have."""
    entries = list(library.entries)
    counts = Counter(name for entry in entries for name in entry.first_fields())
    return frozenset(name for name, count in counts.items() if count * 5 >= len(entries))


class Found(NamedTuple):
    """The papers in a file, those of it that cannot be read or lack a title, and warnings."""

    papers: list[NewEntry]
    unread: list[str]
    warnings: list[str]


def read_papers(
    data: bytes,
    name: str,
    vocabulary: Vocabulary,
    usual: Collection[str] = (),
    *,
    several: bool = False,
) -> Found:
    """The papers in *data*, BibTeX called *name*, and warnings about faults in it.

    *usual* names fields that the list has and a curated one would do without. Bytes that are not
    UTF-8 are read as Windows-1252. Raises FileProblem where there is no paper, and, unless there
    may be *several*, where one cannot be read or has no title.
    """
    library = read(data, name)
    if library.encoding == "unknown-8bit":
        library = read(data.decode("cp1252", "replace").encode(), name)
    faults = [(f"{name}:{library.line(each.span)}", each) for each in library.problems]
    unread = [f"{line}: {fault.reason}" for line, fault in faults if fault.lost]
    every = papers(library, vocabulary, usual)
    if not every or (unread and not several):
        reason = unread[0] if unread else f"{name}:1: no BibTeX entry is in it"
        raise FileProblem(f"{reason}; nothing is written")
    found = [paper for paper in every if "title" in paper.fields]
    untitled = [
        f"{name}: the entry {clean(paper.called)} has no title"
        for paper in every
        if "title" not in paper.fields
    ]
    if untitled and not (several and found):
        raise FileProblem(untitled[0])
    # A paper that is added gets a key.
    warnings = [
        f"{line}: warning: {fault.reason}"
        for line, fault in faults
        if not fault.lost and fault.kind is not Kind.NO_KEY
    ]
    return Found(found, [*unread, *untitled], warnings)


def not_fetched(text: str) -> str:
    """That nothing is fetched, and where to get BibTeX of what *text* names; "" if it names none.

    *text* is a DOI, an arXiv identifier or a web address.
    """
    where = ""
    if number := identifiers.arxiv(text):
        where = (
            f"  {identifiers.arxiv_link(number)} has it behind Export BibTeX Citation; copy it, "
            "then: mialit add, paste, and Ctrl-D"
        )
    elif name := identifiers.doi_as_written(text):
        call = shlex.join(
            ["curl", "-LsH", "Accept: application/x-bibtex", identifiers.doi_link(name)]
        )
        where = f"  doi.org gives it: {call} | mialit add"
    elif re.match(r"(?i)(?:https?|ftp)://", text):
        where = (
            "  most pages of papers have it behind Cite, Export or BibTeX; copy it, "
            "then: mialit add, paste, and Ctrl-D"
        )
    if not where:
        return ""
    return (
        f"mialit fetches nothing from the network; add reads BibTeX, and {text!r} is none\n{where}"
    )


def papers(library: Library, vocabulary: Vocabulary, usual: Collection[str] = ()) -> list[NewEntry]:
    """What the entries of *library* say, without noise and in the form a list wants.

    Macros are expanded, addresses lose their tracking parameters, identifiers take their normal
    form; a preprint of arXiv becomes a @misc with `eprint`, however it was called. `venue` and
    `released`, where the vocabulary has them, are recognised, and fields come in a set order.
    Proceedings that an entry refers to by `crossref` are merged into it and are no paper.

    For a list without a vocabulary an entry keeps its type, its title and the order of its fields,
    and a preprint the way in which it is given; noise stays where the list has it, as *usual* says.
    """
    return [paper for _, paper in _papers(library, vocabulary, usual) if paper]


def in_form(library: Library, vocabulary: Vocabulary) -> Iterator[NewEntry | None]:
    """Each entry of *library* in the form that `papers` gives it, with its line.

    None stands for proceedings that are merged into the entries that refer to them. `derived`
    names what an entry does not state.
    """
    for entry, paper in _papers(library, vocabulary, ()):
        if paper is None:
            yield None
            continue
        derived = frozenset(paper.fields).difference(entry.first_fields())
        yield replace(paper, derived=derived)


def _papers(
    library: Library, vocabulary: Vocabulary, usual: Collection[str]
) -> Iterator[tuple[Entry, NewEntry | None]]:
    """Each entry with its paper, None for one that others refer to by `crossref`."""
    collections = {parent.key for entry in library.entries for parent in parents(library, entry)}
    spec = vocabulary.fields.get("venue") if vocabulary.curated else None
    recogniser = Recogniser(spec) if spec else None
    for entry in library.entries:
        is_paper = entry.key not in collections
        yield entry, _paper(library, entry, vocabulary, usual, recogniser) if is_paper else None


def _paper(
    library: Library,
    entry: Entry,
    vocabulary: Vocabulary,
    usual: Collection[str],
    recogniser: Recogniser | None,
) -> NewEntry:
    kept = vocabulary.fields if vocabulary.curated else usual
    fields: dict[str, str] = {}
    left_out = []
    for field in entry.fields:
        name = field.name.lower()
        if is_noise(name) and name not in kept:
            left_out.append(name)
            continue
        content = _one_line(expand(field.raw, library.strings))
        if name == "month":
            named = macros(field.raw)
            content = named[0].lower() if named and named[0].lower() in MONTHS else content
        if content.strip("{} ") and name not in fields:
            as_given = name == "title" and not vocabulary.curated
            fields[name] = content if as_given else _tidy(name, content)
    if "crossref" in fields:
        more = inherited(library, entry).items()
        fields |= {name: _tidy(name, _one_line(text)) for name, text in more if name not in fields}
        if any(parents(library, entry)):
            del fields["crossref"]
    type_ = entry.type
    if vocabulary.curated:
        type_ = _as_preprint(entry.type, fields)
        _recognise(fields, vocabulary, recogniser)
        _derive(type_, fields, vocabulary)
        fields = in_order(fields, vocabulary)
    return NewEntry(
        type=type_,
        fields=fields,
        key=entry.key,
        line=library.line(entry.span),
        left_out=tuple(dict.fromkeys(left_out)),
    )


def _one_line(content: str) -> str:
    """*content* without line ends and without the invisible characters that web pages hold."""
    line = " ".join(content.split())
    if line.isprintable():
        return line
    return "".join(sign for sign in line if sign.isprintable() or sign in _JOINERS)


def _tidy(name: str, content: str) -> str:
    if name == "doi":
        return identifiers.doi_as_written(content) or re.sub(r"\\([_%#&])", r"\1", content)
    if name in ("url", "code"):
        return identifiers.without_tracking(re.sub(r"\\([_%#&~])", r"\1", content))
    if name in VERBATIM:
        return content
    if name == "month":
        return month(content.strip("{}"))
    if name == "pages":
        return _PAGE_DASH.sub("--", content) if "--" not in content else content
    if _ENTITY.search(content):
        content = _ENTITY.sub(lambda found: html.unescape(found[0].replace("\\", "")), content)
    # In names, braces keep that of a body together.
    if name not in ("author", "editor") and (whole := _DOUBLE.fullmatch(content)):
        content = whole[1]
    if name == "title":
        content = content.rstrip(" .")
    return field_source(name, content)


def _as_preprint(type_: str, fields: dict[str, str]) -> str:
    """Brings what *fields* say of arXiv into the form arXiv exports; gives the entry's type."""
    journal = fields.get("journal") or fields.get("journaltitle") or ""
    series = _PREPRINT_SERIES.match(journal) is not None
    stated = [
        identifiers.arxiv(fields.get(name, "")) for name in ("eprint", "volume", "doi", "url")
    ]
    if series:
        stated[1:1] = identifiers.arxiv_numbers(journal)
    number = next(filter(None, stated), None)
    if number is None:
        return type_
    fields["eprint"] = number
    fields.pop("eprinttype", None)
    fields["archiveprefix"] = "arXiv"
    if "eprintclass" in fields:
        fields["primaryclass"] = fields.pop("eprintclass")
    if identifiers.arxiv(fields.get("doi", "")):
        del fields["doi"]  # It says the number once more.
    if series:
        for name in ("journal", "journaltitle", "volume", "number", "pages"):
            fields.pop(name, None)
    if any(fields.get(name) for name in CONTAINERS):
        return type_
    fields["url"] = identifiers.arxiv_link(number)
    if (
        identifiers.arxiv(fields.get("publisher", ""))
        or fields.get("publisher", "").lower() == "arxiv"
    ):
        del fields["publisher"]
    return "misc" if type_ in ("article", "online", "unpublished", "techreport") else type_


def _recognise(
    fields: dict[str, str], vocabulary: Vocabulary, recogniser: Recogniser | None
) -> None:
    """Adds the venue and the month of release where they follow from what is there."""
    spec = vocabulary.fields.get("venue")
    if spec and recogniser:
        names = ("venue",) if "venue" in fields else (*CONTAINERS, "series")
        texts = [fields[name] for name in names if fields.get(name)]
        found = (recogniser.value(clean(to_unicode(text))) for text in texts)
        venue = next(filter(None, found), None)
        if not texts and "eprint" in fields:
            server = spec.value("arXiv")
            venue = server if server and server.preprint else None
        if venue:
            fields["venue"] = field_source("venue", venue.name)
    released = vocabulary.fields.get("released")
    announced = identifiers.arxiv_month(fields.get("eprint", ""))
    if released and released.form == "month" and announced:
        fields.setdefault("released", announced)


def _derive(type_: str, fields: dict[str, str], vocabulary: Vocabulary) -> None:
    """Adds an address and a year that a list asks for, where a DOI or a date states them.

    A date that says no more than year and month goes.
    """
    date = _DATE.match(fields.get("date", ""))
    stated = {}
    if "year" not in fields and date:
        stated["year"] = date["year"]
        if date["month"] and "month" not in fields:
            stated["month"] = month(date["month"])
    if "url" not in fields and identifiers.doi(fields.get("doi", "")):
        stated["url"] = identifiers.doi_link(fields["doi"])
    if not stated:
        return
    for name in ("year", "url"):
        if name in stated and needs(name, NewEntry(type_, fields), vocabulary):
            fields[name] = stated[name]
            if name == "year" and "month" in stated:
                fields["month"] = stated["month"]
            if name == "year" and date and date[0] == fields["date"]:
                del fields["date"]
