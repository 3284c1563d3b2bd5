"""What a file offers for a list: the papers of a Markdown list or of another .bib file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from mialit.bibtex.edits import why_no_value
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import read as read_bibtex
from mialit.bibtex.values import MONTHS, expand, macros
from mialit.curation.foreign_bibtex import in_form as tidied
from mialit.curation.new_entry import NewEntry, meanings
from mialit.errors import FileProblem
from mialit.importing.markdown_list import Misread
from mialit.importing.markdown_list import read as read_markdown
from mialit.importing.row_cells import Left, Spelling
from mialit.importing.row_entries import left_over, new_entry, with_tracking
from mialit.records.build import records
from mialit.records.content import content
from mialit.records.model import Record
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

_BIBTEX_SUFFIXES = (".bib", ".bibtex")
_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".txt")


class Merged(NamedTuple):
    """An entry on *line* that is no paper of its own, and what became of it."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True)
class Offer:
    """Everything that a file offers, in file order, and what of it could not be understood.

    `entries` are its papers, each with the record of what it means. `merged` are entries whose
    fields are in others of these.
    `remarks` are lines (from 1) with sentences, `left` what of a row is in no field, `spellings`
    values that were written otherwise than the vocabulary has them. `from_rows` and
    `from_bibtex` count what was read, merged and misread ones included. `undeclared` are heads of
    columns that were left out. `in_form` says that the entries are in the form that the list
    wants, and are to have keys and places by its rules.
    """

    name: str
    entries: tuple[tuple[NewEntry, Record], ...]
    misread: tuple[Misread, ...]
    merged: tuple[Merged, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()
    left: tuple[Left, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    from_rows: int = 0
    from_bibtex: int = 0
    undeclared: tuple[str, ...] = ()
    encoding: str = "utf-8"
    in_form: bool = False


def offered(data: bytes, name: str, vocabulary: Vocabulary, *, in_form: bool = False) -> Offer:
    """What the file *name* offers, a .bib file or Markdown by its name, else by its lines.

    Entries of BibTeX come as they are written, or *in_form*, as a list with *vocabulary* has them.
    """
    read = from_bibtex if is_bibtex(data, name) else from_markdown
    return read(data, name, vocabulary, in_form=in_form)


def is_bibtex(data: bytes, name: str) -> bool:
    """Whether the file *name* is a .bib file and no Markdown: by its name, else by its lines."""
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix in (*_BIBTEX_SUFFIXES, *_MARKDOWN_SUFFIXES):
        return suffix in _BIBTEX_SUFFIXES
    begins = any(line.lstrip().startswith(b"@") for line in data.splitlines())
    return begins and not any(sign in data for sign in (b"```", b"\n|", b"\n#"))


def from_bibtex(data: bytes, name: str, vocabulary: Vocabulary, *, in_form: bool = False) -> Offer:
    """The entries of a .bib file. Raises FileProblem for UTF-16 and for a text without entries."""
    library = read_bibtex(data, name)
    read = _of_library(library, vocabulary, 0, in_form=in_form)
    if not (read.entries or read.merged) and library.text.strip("\ufeff \t\r\n"):
        raise FileProblem(f"{name}: holds text but no BibTeX entry that can be read")
    return Offer(
        name=name,
        entries=tuple(read.entries),
        misread=tuple(read.misread),
        merged=tuple(read.merged),
        remarks=tuple(read.remarks),
        from_bibtex=len(read.entries) + len(read.misread) + len(read.merged),
        encoding=library.encoding,
        in_form=in_form,
    )


def from_markdown(
    data: bytes, name: str, vocabulary: Vocabulary, *, in_form: bool = False
) -> Offer:
    """The rows of a Markdown list and the entries of its BibTeX blocks.

    Bytes that are not UTF-8 are read as Windows-1252. Raises FileProblem for a text with neither.
    """
    text = data.decode("utf-8", "surrogateescape")
    listed = read_markdown(text, vocabulary)
    made = [new_entry(row, vocabulary, in_form=in_form) for row in listed.rows]
    entries = list(zip(made, meanings(made, vocabulary, name), strict=True))
    misread = list(listed.misread)
    remarks = list(listed.remarks)
    merged: list[Merged] = []
    rows = len(entries) + len(misread)
    for line, block in listed.blocks:
        library = read_bibtex(block.encode("utf-8", "surrogateescape"), name)
        read = _of_library(library, vocabulary, line - 1, in_form=in_form)
        entries += read.entries
        misread += read.misread
        merged += read.merged
        remarks += read.remarks
    if not listed.has_table and not listed.blocks and text.strip("\ufeff \t\r\n"):
        raise FileProblem(
            f"{name}: holds no table; rows of a list are | 2021 | Title | [Link](https://...) |"
        )
    tracked = [
        (row.line, f"tracking parameters removed: {clean(address)[:60]}...")
        for row in listed.rows
        for address in with_tracking(row)
    ]
    left = [
        each for row, new in zip(listed.rows, made, strict=True) for each in left_over(row, new)
    ]
    return Offer(
        name=name,
        entries=tuple(sorted(entries, key=lambda each: each[0].line)),
        misread=tuple(sorted(misread)),
        merged=tuple(merged),
        remarks=tuple(sorted([*remarks, *tracked])),
        left=tuple(sorted([*listed.left, *left])),
        spellings=listed.spellings,
        from_rows=rows,
        from_bibtex=len(entries) + len(misread) + len(merged) - rows,
        undeclared=listed.undeclared,
        in_form=in_form,
    )


class _Read(NamedTuple):
    """What a .bib file offers; see `Offer`."""

    entries: list[tuple[NewEntry, Record]]
    misread: list[Misread]
    merged: list[Merged]
    remarks: list[tuple[int, str]]


def _of_library(library: Library, vocabulary: Vocabulary, before: int, *, in_form: bool) -> _Read:
    """What *library* offers; *before* lines stand above its text."""
    faults = filter(lambda fault: fault.lost, library.problems)
    result = _Read([], [], [], [])
    result.misread.extend(
        Misread(library.line(fault.span) + before, fault.reason, clean(library.source(fault.span)))
        for fault in faults
    )
    made: list[NewEntry] = []
    formed: Iterable[tuple[NewEntry | None, Record | None]]
    if in_form:
        formed = ((each, None) for each in tidied(library, vocabulary))
    else:
        formed = ((None, record) for record in records(library, vocabulary))
    for entry, (tidy, record) in zip(library.entries, formed, strict=True):
        fields = dict(_contents(library, entry))
        line = library.line(entry.span) + before
        wrong = next((name for name, text in fields.items() if why_no_value(text)), None)
        if wrong is not None:
            reason = f"the braces of {clean(wrong)} do not balance"
            result.misread.append(Misread(line, reason, clean(library.source(entry.span))))
        elif record is not None:
            new = NewEntry(
                type=record.type,
                fields=MappingProxyType(fields),
                key=entry.key,
                line=line,
                source=library.source(entry.span) if _stands_alone(library, entry) else "",
            )
            result.entries.append((new, record))
        elif tidy is None:
            title = content("title", fields.get("title", ""))
            result.merged.append(Merged(line, title, "its fields are in those that refer to it"))
        else:
            made.append(replace(tidy, line=line))
            if tidy.left_out:
                result.remarks.append((line, f"left out: {', '.join(tidy.left_out)}"))
    if in_form:
        result.entries.extend(zip(made, meanings(made, vocabulary, library.name), strict=True))
    return result


def _contents(library: Library, entry: Entry) -> Iterator[tuple[str, str]]:
    """Names in lower case and contents, of a repeated field the first; a month stays a macro."""
    for name, field in entry.first_fields().items():
        bare = field.raw.lower() in MONTHS and macros(field.raw) == (field.raw,)
        yield name, field.raw if bare else expand(field.raw, library.strings)


def _stands_alone(library: Library, entry: Entry) -> bool:
    """Whether the entry's text means the same in another file: no fault, no macro of this one."""
    # Of the problems of this place, those that begin in the entry.
    start, end = entry.span
    faulty = any(start <= fault.span.start < end for fault in library.problems_at(entry.span))
    named = (name.lower() for each in entry.fields for name in macros(each.raw))
    return not faulty and not any(name in library.strings for name in named)
