"""Edits of whole entries: inserted, removed, and written in the layout of a file."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from mialit.bibtex.edits import (
    Edit,
    check_key,
    check_name,
    checked,
    deletions,
    merged,
    refuse_problems,
)
from mialit.bibtex.layout import Layout
from mialit.bibtex.model import Entry, Field, Kind, Library, Span
from mialit.errors import FileProblem

_LINE_END = re.compile(r"\r\n|\r|\n")
_TO_LINE_END = re.compile(r"[^\r\n]*")


def insert_entry(library: Library, source: str, before: Entry | None) -> tuple[Edit, ...]:
    """Puts *source*, one entry, before the entry *before*, or behind the last one.

    Blank lines between entries are as many as the file has; line ends are the file's. A comment
    on the lines directly above *before* stays with it, but not the one that begins the file.
    Raises FileProblem where it would stand behind a block that is not closed.
    """
    if before is None:
        _refuse_unclosed(library)
    line_end = library.newline
    source = _LINE_END.sub(line_end, source.strip())
    between = line_end * _lines_between(library)
    text = library.text
    if before is not None:
        at = beginning(library, before)
        head = "" if at == 0 or text[at - 1] in "\r\n\ufeff" else line_end
        return (Edit(Span(at, at), f"{head}{source}{between}"),)
    if any(True for _ in library.entries):
        at = _end_of_last_line(library)
        return (Edit(Span(at, at), f"{between}{source}"),)
    at = len(text)
    head = ""
    if text.strip("\ufeff \t\r\n"):
        present = text[len(text.rstrip()) :]
        wanted = 2 - (present.count("\n") or present.count("\r"))
        head = line_end * max(wanted, 0)
    return (Edit(Span(at, at), f"{head}{source}{line_end}"),)


def _refuse_unclosed(library: Library) -> None:
    """Raises FileProblem where the file ends in a block that is not closed.

    To BibTeX, what is written behind it is a part of it.
    """
    for problem in library.problems[-1:]:
        if problem.kind is Kind.UNCLOSED:
            raise FileProblem(
                f"{library.name}:{library.line(problem.span)}: {problem.reason}; "
                "nothing is written behind it"
            )


def remove_entry(library: Library, entry: Entry) -> tuple[Edit, ...]:
    """Removes *entry* and the blank lines that set it off; comments stay."""
    refuse_problems(library, entry.span)
    text = library.text
    start, end = entry.span
    while start and text[start - 1] in " \t":
        start -= 1
    after = end
    while after < len(text) and text[after].isspace():
        after += 1
    if after < len(text) and (start == 0 or text[start - 1] in "\r\n\ufeff"):
        # Blanks that indent what follows are its own.
        while after > end and text[after - 1] in " \t":
            after -= 1
        return (Edit(Span(start, after), ""),)
    if after < len(text):
        return (Edit(Span(entry.span.start, after), ""),)
    while start and text[start - 1].isspace():
        start -= 1
    if start == 0 or text[:start] == "\ufeff":
        return (Edit(Span(start, len(text)), ""),)
    return (Edit(Span(start, end), ""),)


def remove_entries(library: Library, entries: Sequence[Entry]) -> tuple[Edit, ...]:
    """Removes *entries*, as `remove_entry` does one after the other."""
    spans = merged(edit.span for entry in entries for edit in remove_entry(library, entry))
    text = library.text
    if spans and not text[spans[-1].end :].strip():
        start, end = spans[-1]  # of the entries at the end: nothing sets off what is not there
        while start and text[start - 1].isspace():
            start -= 1
        spans[-1] = Span(start, end if text[:start].strip("\ufeff") else len(text))
    return deletions(spans)


def new_entry(type_: str, key: str, fields: Sequence[tuple[str, str]], like: Library) -> str:
    """Source of an entry in the layout of the file *like*; the fields' contents are BibTeX source.

    Raises UsageProblem for a content with unbalanced braces or a name or key that is none.
    """
    check_key(key)
    layout = like.layout
    lines = []
    for name, content in fields:
        check_name(name)
        lines.append(layout.lead + layout.field(name, checked(like, name, content)))
    comma = "," if layout.trailing_comma and lines else ""
    return f"@{layout.type_case(type_)}{{{key},{','.join(lines)}{comma}{layout.close}}}"


def unwritten(entries: Sequence[tuple[str, Mapping[str, str]]], name: str) -> Library:
    """A file *name* that has *entries*, their types and fields, and is not written anywhere.

    The entries' keys are new0, new1, ...; each stands on a line of its own, which is empty. Raises
    as `new_entry` does.
    """
    empty = Library(name, "", "utf-8", (), ())
    written = Layout()
    blocks = []
    for number, (type_, contents) in enumerate(entries):
        fields = []
        for field, content in contents.items():
            check_name(field)
            raw = written.value(field, checked(empty, field, content))
            fields.append(Field(field, raw, number, number))
        blocks.append(Entry(Span(number, number + 1), type_.lower(), f"new{number}", tuple(fields)))
    return Library(name, "\n" * len(blocks), "utf-8", tuple(blocks), ())


def _end_of_last_line(library: Library) -> int:
    """The end of the line on which the last entry ends, behind other blocks that begin on it."""
    last = max(n for n, block in enumerate(library.blocks) if isinstance(block, Entry))
    end = library.blocks[last].span.end
    for block in library.blocks[last:]:
        if block.span.start > end:
            break
        rest = _TO_LINE_END.match(library.text, block.span.end)
        end = rest.end() if rest else block.span.end
    return end


def _lines_between(library: Library) -> int:
    """How many line ends most often stand between an entry and the next."""
    counts = Counter(
        len(_LINE_END.findall(gap))
        for block, following in pairwise(library.blocks[:400])
        if isinstance(block, Entry)
        if (gap := library.text[block.span.end : following.span.start]).isspace()
    )
    return max(counts, key=counts.__getitem__, default=2) or 1


def beginning(library: Library, entry: Entry) -> int:
    """Where the lines begin that belong to *entry*: its own and the comments directly above."""
    text = library.text
    before = bisect_left(library.blocks, entry.span.start, key=lambda block: block.span.start)
    floor = library.blocks[before - 1].span.end if before else -1
    at = entry.span.start
    while at > max(floor, 0) and text[at - 1] in " \t":
        at -= 1
    if at and text[at - 1] not in "\r\n":
        return entry.span.start
    own = at
    while floor >= 0 and at > floor:
        end = at - (2 if text[at - 2 : at] == "\r\n" else 1)
        start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
        line = text[start:end]
        if start <= floor or not line.lstrip().startswith("%"):
            break
        at = start
    return at if floor >= 0 else own
