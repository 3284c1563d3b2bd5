"""How a file writes its entries: what an addition has to look like to stand beside them."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from mialit.bibtex.model import Entry, Field, Library
from mialit.bibtex.values import MONTHS, piece_end

_T = TypeVar("_T", bound=Hashable)
_SAMPLE = 200  # entries that tell how a file is written
_EQUALS = re.compile(r"(\s*)=(\s*)")
_TAIL = re.compile(r"(?:\s*(,))?(\s*)[})]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_TYPE = re.compile(r"@\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of `name = value` lines, and of the entry around them.

    `lead` stands before a field's name (line end and indent, or a blank). `before` and `after`
    stand around the `=`, which is in column `equals` of the field and its value in `column`
    where these are aligned. `close` stands before the entry's last brace.
    """

    newline: str = "\n"
    lead: str = "\n  "
    before: str = " "
    after: str = " "
    equals: int | None = None
    column: int | None = None
    quotes: bool = False
    bare_numbers: bool = False
    trailing_comma: bool = True
    close: str = "\n"
    case: Callable[[str], str] = str.lower
    type_case: Callable[[str], str] = str.lower

    def field(self, name: str, content: str) -> str:
        """The source `name = value` of a field, with the delimiters that go with *content*."""
        return f"{self.head(name)}{self.value(name, content)}"

    def head(self, name: str) -> str:
        """The source `name = ` of a field, up to its value."""
        name = self.case(name)
        before, after = self.before, self.after
        if self.equals is not None:
            before = " " * max(self.equals - len(name), 1)
        elif self.column is not None:
            after = " " * max(self.column - len(name) - len(before) - 1, 0)
        return f"{name}{before}={after}"

    def value(self, name: str, content: str) -> str:
        """*content* as a value: a month's macro, a bare number, or in the usual delimiters."""
        if name.lower() == "month" and content.lower() in MONTHS:
            return content
        if self.bare_numbers and content.isascii() and content.isdigit():
            return content
        return delimited(content, quotes=self.quotes)


def delimited(content: str, *, quotes: bool) -> str:
    """*content* in quotes where it can stand in them and *quotes* says so, else in braces."""
    if not quotes:
        return f"{{{content}}}"
    quoted = f'"{content}"'
    is_piece = piece_end(quoted, 0, len(quoted)) == len(quoted)
    return quoted if is_piece else f"{{{content}}}"


def of_file(library: Library) -> Layout:
    """How most entries of *library* are written; our own way where there are none.

    It is `Library.layout`, computed once: a sample of the entries, from all parts of the file, is
    measured. Where several programs have written it, those count that are framed as most are (on
    one line or several, then by indent and closing), so that what is written looks like entries
    that are there.
    """
    if every := [entry for entry in library.entries if entry.fields]:
        entries = every[:: len(every) // _SAMPLE + 1]
        frames = [_surroundings(library, entry) for entry in entries]
        most_on_lines = _most(bool(_LINE_END.search(lead)) for lead, _ in frames)
        usual = _most(each for each in frames if bool(_LINE_END.search(each[0])) == most_on_lines)
        alike = [each for each, frame in zip(entries, frames, strict=True) if frame == usual]
        return replace(_measured(library, alike), lead=usual[0] if usual else "")
    line_end = library.newline
    return Layout(newline=line_end, lead=f"{line_end}  ", close=line_end)


def _surroundings(library: Library, entry: Entry) -> tuple[str, str]:
    """What stands before most fields of *entry* that begin a line, if any do, and before its end.

    Where lines are filled with fields, a field on a line of its own is nearer than one long line.
    """
    leads = [_lead(library.text, each, library.newline) for each in entry.fields]
    on_lines = [lead for lead in leads if _LINE_END.search(lead)]
    tail = _TAIL.fullmatch(library.text, entry.fields[-1].span.end, entry.span.end)
    return _most(on_lines or leads) or "", _one_line_end(tail[2], library.newline) if tail else ""


def of_entry(library: Library, entry: Entry) -> Layout:
    """How *entry* is written; what its own fields leave open, as the file has it."""
    frame = _frame(library.text, entry)
    if frame not in library.layouts:
        library.layouts[frame] = _of_entry(library, entry)
    return library.layouts[frame]


def _frame(text: str, entry: Entry) -> tuple[Hashable, ...]:
    """*entry* without its key and its values: most entries of a file are framed like others."""
    start, at = entry.key_span(text)
    parts: list[Hashable] = [text[entry.span.start : start]]
    for _, raw, _, value_start in entry.fields:
        parts += text[at : value_start + 1], raw.strip('{}"').isdigit()
        at = value_start + len(raw)
    return *parts, text[at : entry.span.end]


def _of_entry(library: Library, entry: Entry) -> Layout:
    around = library.layout
    if not entry.fields:
        inline = not _LINE_END.search(library.source(entry.span))
        return around if not inline else replace(around, lead=" ", close="")
    own = _measured(library, [entry])
    if len(entry.fields) == 1:
        return replace(own, equals=around.equals, column=around.column, before=around.before)
    return own


def _measured(library: Library, entries: Sequence[Entry]) -> Layout:
    text, line_end = library.text, library.newline
    fields = [field for entry in entries for field in entry.fields]
    gaps = [_gaps(text, field) for field in fields]
    alignments = [_alignment(text, entry.fields) for entry in entries]
    equals, column = _most(alignments) or (None, None)
    tails = [_TAIL.fullmatch(text, entry.fields[-1].span.end, entry.span.end) for entry in entries]
    numbers = [field.raw.isdigit() for field in fields if field.raw.strip('{}"').isdigit()]
    texts = [field.raw[0] for field in fields if field.raw[:1] in ("{", '"')]
    return Layout(
        newline=line_end,
        lead=_most([_lead(text, field, line_end) for field in fields]) or "",
        before=_most([before for before, _ in gaps]) or "",
        after=_most([after for _, after in gaps]) or "",
        equals=equals,
        column=column,
        quotes=texts.count('"') > len(texts) / 2,
        bare_numbers=sum(numbers) > len(numbers) / 2,
        trailing_comma=_most([bool(tail and tail[1]) for tail in tails]) or False,
        close=_most([_one_line_end(tail[2], line_end) if tail else line_end for tail in tails])
        or "",
        case=_spelling([field.name for field in fields]),
        type_case=_spelling(
            [found[1] for each in entries if (found := _TYPE.match(text, each.span.start))]
        ),
    )


def _alignment(text: str, fields: Sequence[Field]) -> tuple[int | None, int | None]:
    """The columns of `=` and of the value, from the field's start, where they are aligned."""
    if len({len(field.name) for field in fields}) < 2:
        return None, None
    gaps = [_gaps(text, field) for field in fields]
    if len(set(gaps)) == 1 or any(set(gap) - {" "} for pair in gaps for gap in pair):
        return None, None
    columns = [
        (len(field.name) + len(before), len(field.name) + len(before) + 1 + len(after))
        for field, (before, after) in zip(fields, gaps, strict=True)
    ]
    # A name longer than the rest may stand out; most others have to be in line.
    for number, aligned in enumerate(zip(*columns, strict=True)):
        most, count = Counter(aligned).most_common(1)[0]
        if count > 1 and count * 3 >= len(fields) * 2:
            return (most, None) if number == 0 else (None, most)
    return None, None


def _gaps(text: str, field: Field) -> tuple[str, str]:
    start = field.start + len(field.name)
    found = _EQUALS.fullmatch(text, start, field.value_start)
    before, after = found.groups() if found else (" ", " ")
    # A value on a line of its own is rather an accident than a habit.
    return (before if "\n" not in before else " ", after if "\n" not in after else " ")


def _lead(text: str, field: Field, line_end: str) -> str:
    start = field.start
    while start and text[start - 1].isspace():
        start -= 1
    return _one_line_end(text[start : field.start], line_end)


def _one_line_end(blanks: str, line_end: str) -> str:
    """*blanks* with at most one line end."""
    parts = _LINE_END.split(blanks)
    return blanks if len(parts) == 1 else line_end + parts[-1]


def _case(names: Sequence[str]) -> Callable[[str], str]:
    """The case of most *names*."""
    cases = [
        str.upper if name.isupper() else str.capitalize if name[:1].isupper() else str.lower
        for name in names
    ]
    return _most(cases) or str.lower


def _spelling(names: Sequence[str]) -> Callable[[str], str]:
    """Names as most of *names* spell them (`InProceedings`); others in the case of most."""
    case = _case(names)
    spelled: dict[str, str] = {}
    for name, _ in Counter(names).most_common():
        spelled.setdefault(name.lower(), name)
    return lambda name: spelled.get(name.lower()) or case(name)


def _most(items: Iterable[_T]) -> _T | None:
    counted = Counter(items).most_common(1)
    return counted[0][0] if counted else None
