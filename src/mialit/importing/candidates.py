"""What a file offers for a list: the papers of a Markdown list or of another .bib file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mialit.bibtex.edit_entries import new_entry
from mialit.bibtex.edits import why_no_value
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import read as read_bibtex
from mialit.bibtex.values import MONTHS, expand, macros, used_strings
from mialit.errors import FileProblem
from mialit.importing.markdown_list import Spelling
from mialit.importing.markdown_list import read as read_markdown
from mialit.importing.row_entries import Draft, draft, untracked
from mialit.records.build import records
from mialit.records.model import Record
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary


@dataclass(frozen=True)
class Item:
    """One paper that a file offers, on *line* (from 1).

    `fields` are contents (BibTeX source without delimiters) by lower-case name. `derived` names
    the fields that the file does not state itself. `key` is "" where it states none. `source` is
    the entry's text where it can stand in another file as it is, else "".
    """

    line: int
    record: Record
    fields: Mapping[str, str]
    derived: frozenset[str] = frozenset()
    key: str = ""
    source: str = ""


@dataclass(frozen=True)
class Offer:
    """Everything that a file offers, in file order, and what of it could not be understood.

    `misread` and `remarks` are lines (from 1) with sentences, `spellings` values that were
    written otherwise than the vocabulary has them. `rows` and `entries` say of what sort the
    items and the misread ones are. `undeclared` are heads of columns that were left out.
    """

    name: str
    items: tuple[Item, ...]
    misread: tuple[tuple[int, str], ...]
    remarks: tuple[tuple[int, str], ...] = ()
    spellings: tuple[Spelling, ...] = ()
    rows: int = 0
    entries: int = 0
    undeclared: tuple[str, ...] = ()
    encoding: str = "utf-8"


def from_bibtex(data: bytes, name: str, vocabulary: Vocabulary) -> Offer:
    """The entries of a .bib file. Raises FileProblem for UTF-16 and for a text without entries."""
    library = read_bibtex(data, name)
    items, misread = _of_library(library, vocabulary, 0)
    if not items and library.text.strip("\ufeff \t\r\n"):
        raise FileProblem(f"{name}: holds text but no BibTeX entry that can be read")
    count = len(items) + len(misread)
    return Offer(name, items, misread, entries=count, encoding=library.encoding)


def from_markdown(data: bytes, name: str, vocabulary: Vocabulary) -> Offer:
    """The rows of a Markdown list and the entries of its BibTeX blocks.

    Bytes that are not UTF-8 are read as Windows-1252. Raises FileProblem for a text with neither.
    """
    text = data.decode("utf-8", "surrogateescape")
    listed = read_markdown(text, vocabulary)
    drafts = [draft(row, vocabulary) for row in listed.rows]
    items = [
        Item(row.line, record, MappingProxyType(dict(each.fields)), each.derived, each.key)
        for row, each, record in zip(
            listed.rows, drafts, _records(drafts, name, vocabulary), strict=True
        )
    ]
    misread = [(row.line, row.reason) for row in listed.misread]
    rows = len(items) + len(misread)
    for line, block in listed.blocks:
        library = read_bibtex(block.encode("utf-8", "surrogateescape"), name)
        more, faults = _of_library(library, vocabulary, line - 1)
        items += more
        misread += faults
    if not listed.has_table and not listed.blocks and text.strip("\ufeff \t\r\n"):
        raise FileProblem(
            f"{name}: holds no table; rows of a list are | 2021 | Title | [Link](https://...) |"
        )
    tracked = [
        (row.line, f"tracking parameters removed: {clean(address)[:60]}...")
        for row in listed.rows
        for address in untracked(row)
    ]
    return Offer(
        name=name,
        items=tuple(sorted(items, key=lambda item: item.line)),
        misread=tuple(sorted(misread)),
        remarks=tuple(sorted([*listed.remarks, *tracked])),
        spellings=listed.spellings,
        rows=rows,
        entries=len(items) + len(misread) - rows,
        undeclared=listed.undeclared,
    )


def _records(drafts: list[Draft], name: str, vocabulary: Vocabulary) -> list[Record]:
    """What each of the *drafts* means, once it is an entry."""
    empty = read_bibtex(b"", name)
    source = "\n".join(
        new_entry(each.type, f"row{number}", each.fields, empty)
        for number, each in enumerate(drafts)
    )
    return records(read_bibtex(source.encode("utf-8", "surrogateescape"), name), vocabulary)


def _of_library(
    library: Library, vocabulary: Vocabulary, before: int
) -> tuple[tuple[Item, ...], tuple[tuple[int, str], ...]]:
    """The items of *library*, and its faults; *before* lines stand above its text."""
    misread = [
        (library.line(fault.span) + before, fault.reason)
        for fault in library.problems
        if fault.lost
    ]
    items = []
    for entry, record in zip(library.entries, records(library, vocabulary), strict=True):
        fields = dict(_contents(library, entry))
        line = record.line + before
        wrong = next((name for name, content in fields.items() if why_no_value(content)), None)
        if wrong is not None:
            misread.append((line, f"the braces of {clean(wrong)} do not balance"))
            continue
        items.append(
            Item(
                line=line,
                record=record,
                fields=MappingProxyType(fields),
                key=entry.key,
                source=library.source(entry.span) if _stands_alone(library, entry) else "",
            )
        )
    return tuple(items), tuple(misread)


def _contents(library: Library, entry: Entry) -> Iterator[tuple[str, str]]:
    """Names in lower case and contents, of a repeated field the first; a month stays a macro."""
    for name, field in entry.first_fields().items():
        bare = field.raw.lower() in MONTHS and macros(field.raw) == (field.raw,)
        yield name, field.raw if bare else expand(field.raw, library.strings)


def _stands_alone(library: Library, entry: Entry) -> bool:
    """Whether the entry's text means the same in another file: no fault, no macro of this one."""
    start, end = entry.span
    faulty = any(start <= fault.span.start < end for fault in library.problems)
    return not faulty and not any(used_strings(each.raw, library.strings) for each in entry.fields)
