"""The file as it is written: text, blocks and spans. What an entry means, `records` says.

All offsets are 0-based code points of `Library.text`, ends exclusive. Lines and columns, where
people see them, count from 1. `Library.text` is the whole file decoded as UTF-8 with
`surrogateescape`, byte order mark and line ends included, so encoding it the same way gives the
file's bytes back, whatever the file's real encoding.
"""

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mialit.bibtex.layout import Layout

_TYPE = re.compile(r"@\s*([^\s{(]+)")


class Span(NamedTuple):
    """A stretch of `Library.text`. A named tuple, not a dataclass: a large file has millions."""

    start: int
    end: int

    def moved(self, by: int) -> "Span":
        """The span that begins and ends so much later."""
        return Span(self.start + by, self.end + by)


class Position(NamedTuple):
    """Line and column as editors count them, both from 1."""

    line: int
    column: int


class Field(NamedTuple):
    """One `name = value` of an entry, beginning at offset `start`.

    `name` and `raw` are as written: `raw` keeps the delimiters (`{...}`, `"a" # b`, `jan`) and
    begins at `value_start`. A named tuple that computes its spans: a large file has millions.
    """

    name: str
    raw: str
    start: int
    value_start: int

    @property
    def span(self) -> Span:
        """From the name to the end of the value, without the comma that follows."""
        return Span(self.start, self.value_start + len(self.raw))

    @property
    def value_span(self) -> Span:
        """Where `raw` stands."""
        return Span(self.value_start, self.value_start + len(self.raw))


@dataclass(frozen=True, slots=True)
class Block:
    """One `@...{...}` of the file. What stands between blocks is free text."""

    span: Span

    def moved(self, by: int) -> "Block":
        """The same block where it begins so much later."""
        return replace(self, span=self.span.moved(by))


@dataclass(frozen=True, slots=True)
class Entry(Block):
    """A bibliography entry. `type` is lower case, `key` and field names are as written.

    An entry without a key has the key "". `fields` holds every field that could be read, in file
    order, repeated ones included.
    """

    type: str
    key: str
    fields: tuple[Field, ...]

    def moved(self, by: int) -> "Entry":
        """The same entry where it begins so much later."""
        fields = (
            each._replace(start=each.start + by, value_start=each.value_start + by)
            for each in self.fields
        )
        return replace(self, span=self.span.moved(by), fields=tuple(fields))

    def field(self, name: str) -> Field | None:
        """The first field called *name* in any case, as BibTeX takes the first of repeated ones."""
        wanted = name.lower()
        return next((field for field in self.fields if field.name.lower() == wanted), None)

    def first_fields(self) -> dict[str, Field]:
        """The fields that count, by lower-case name in file order: of repeated ones the first."""
        found: dict[str, Field] = {}
        for each in self.fields:
            found.setdefault(each.name.lower(), each)
        return found

    def type_span(self, text: str) -> Span | None:
        """Where the type stands in *text*, the file's; None where it cannot be made out."""
        found = _TYPE.match(text, *self.span)
        return Span(*found.span(1)) if found else None

    def key_span(self, text: str) -> Span:
        """Where the key stands in *text*, the file's, or should: behind the entry's opening."""
        start, end = self.span
        opening = min(at for sign in "{(" if (at := text.find(sign, start, end)) >= 0)
        key = text.find(self.key, opening + 1, end)
        return Span(key, key + len(self.key))


@dataclass(frozen=True, slots=True)
class StringDefinition(Block):
    """An `@string{name = value}`; `raw` is the value with its delimiters."""

    name: str
    raw: str
    value_span: Span

    def moved(self, by: int) -> "StringDefinition":
        """The same definition where it begins so much later."""
        return replace(self, span=self.span.moved(by), value_span=self.value_span.moved(by))


@dataclass(frozen=True, slots=True)
class Preamble(Block):
    """An `@preamble{value}`; `raw` is the value with its delimiters."""

    raw: str


@dataclass(frozen=True, slots=True)
class Comment(Block):
    """An `@comment{...}`."""


@dataclass(frozen=True, slots=True)
class Broken(Block):
    """A block that cannot be read. A `Problem` with the same span says why."""


class Kind(Enum):
    """What a problem is about, for those who treat some otherwise than the rest."""

    SYNTAX = auto()
    UNCLOSED = auto()  # up to the end of the file: what is written behind it is a part of it
    NO_KEY = auto()
    REPEATED = auto()  # a key or a field that an earlier one has
    UNDEFINED_MACRO = auto()
    HIDDEN = auto()  # behind a `%`, where BibTeX reads it
    BARE_COMMENT = auto()  # an @comment without braces, which ends biber


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the file's syntax.

    `lost` is true where an entry (or another block) could not be read at all and false where
    the entry answers with what could be read. `reason` is a sentence that names no line.
    `macro` is the macro that the file uses and does not define, as written, where that is what is
    wrong: another file may define it.
    """

    span: Span
    reason: str
    lost: bool
    kind: Kind = Kind.SYNTAX
    macro: str = ""


class Borrowed(NamedTuple):
    """A macro that another file defines: the source text of its value, and the file's name.

    `earlier` says that the file is read before the one that uses it, as BibTeX wants.
    """

    raw: str
    file: str
    earlier: bool


class Neighbours(NamedTuple):
    """The files that a file is read together with (`neighbours`).

    `macros` are those that they define, by lower-case name. `libraries` are the files themselves,
    in their order, as far as they have been read, of which the first `earlier` ones are read before
    the file; these know no neighbours' libraries in turn.
    """

    macros: Mapping[str, Borrowed] = MappingProxyType({})
    libraries: "tuple[Library, ...]" = ()
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """One person or body of an author or editor field, split as BibTeX splits it.

    The parts are LaTeX source as it stands in the field, words joined by one blank. `last` is
    empty only when all are. `others`, BibTeX's word for "et al.", is `Name(last="others")`.
    """

    first: str = ""
    von: str = ""
    last: str = ""
    jr: str = ""


def provisional_key(line: int) -> str:
    """What an entry without a key is called that begins on this *line*."""
    return f"line:{line}"


@dataclass(frozen=True)
class Library:
    """A BibTeX file, read. `name` is how messages call it: a path as the user gave it, or `-`.

    `encoding` is `ascii`, `utf-8`, or `unknown-8bit` where some bytes are not UTF-8.
    `blocks` and `problems` are in file order, and so are `notes`: what is nothing wrong here, but
    is read otherwise by BibTeX or by biber. `neighbours` are the files it is read together with.
    """

    name: str
    text: str
    encoding: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    neighbours: Neighbours = field(default=Neighbours(), compare=False, repr=False)

    @property
    def entries(self) -> Iterator[Entry]:
        """The entries in file order, those of repeated keys included."""
        return (block for block in self.blocks if isinstance(block, Entry))

    @property
    def definitions(self) -> Iterator[StringDefinition]:
        """The `@string`s in file order, those of repeated names included."""
        return (block for block in self.blocks if isinstance(block, StringDefinition))

    @cached_property
    def strings(self) -> Mapping[str, str]:
        """The macros that hold here: lower-case name to source text of the value.

        They are the file's own and, where it has none of that name, those of its neighbours.
        """
        if not self.neighbours.macros:
            return self.defined
        borrowed = {name: each.raw for name, each in self.neighbours.macros.items()}
        return MappingProxyType({**borrowed, **self.defined})

    @cached_property
    def defined(self) -> Mapping[str, str]:
        """The file's own `@string` definitions: lower-case name to source text of the value.

        Of repeated definitions the last counts, everywhere, as for biber. (In BibTeX a definition
        holds for the entries after it; where that differs, `lint` and `export` say so.)
        """
        return MappingProxyType({each.name.lower(): each.raw for each in self.definitions})

    @property
    def defined_anew(self) -> Mapping[str, StringDefinition]:
        """The last definition that is another than the one before it, by lower-case name."""
        raws: dict[str, str] = {}
        anew: dict[str, StringDefinition] = {}
        for block in self.blocks:
            if isinstance(block, StringDefinition):
                name = block.name.lower()
                if raws.setdefault(name, block.raw) != block.raw:
                    anew[name] = block
                raws[name] = block.raw
        return anew

    @cached_property
    def by_key(self) -> Mapping[str, Entry]:
        """The entries by lower-case key; of a repeated key the first, as BibTeX takes it.

        Entries without a key are not among them.
        """
        entries = [entry for entry in self.entries if entry.key]
        return MappingProxyType({entry.key.lower(): entry for entry in reversed(entries)})

    def key_of(self, entry: Entry) -> str:
        """The key of *entry*, or a provisional one: `line:12`, where one without a key begins.

        A provisional key answers questions, and is never written into a file.
        """
        return entry.key or provisional_key(self.line(entry.span))

    @cached_property
    def by_start(self) -> Mapping[int, Entry]:
        """The entries in file order, by the offset at which each begins."""
        return MappingProxyType({entry.span.start: entry for entry in self.entries})

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """The place of each entry among the entries, from 0, by the offset at which it begins."""
        return MappingProxyType({start: number for number, start in enumerate(self.by_start)})

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.text.encode("utf-8", "surrogateescape")

    @cached_property
    def newline(self) -> str:
        """The line end that most lines have; LF where there is none."""
        crlf = self.text.count("\r\n")
        ends = {"\n": self.text.count("\n") - crlf, "\r\n": crlf}
        ends["\r"] = self.text.count("\r") - crlf
        return max(ends, key=ends.__getitem__)

    @cached_property
    def layout(self) -> "Layout":
        """How most entries are written."""
        from mialit.bibtex.layout import of_file

        return of_file(self)

    @cached_property
    def layouts(self) -> "dict[Hashable, Layout]":
        """The layouts of entries that have been measured, by what frames their values."""
        return {}

    def problems_at(self, span: Span) -> Iterator[Problem]:
        """The problems whose spans overlap or touch *span*, the last one first."""
        starts, ends = self._problem_bounds
        for number in range(bisect_right(starts, span.end) - 1, -1, -1):
            if ends[number] < span.start:
                return
            if self.problems[number].span.end >= span.start:
                yield self.problems[number]

    @cached_property
    def _problem_bounds(self) -> tuple[list[int], list[int]]:
        """Where each problem starts, and the last end of those up to it."""
        starts = [problem.span.start for problem in self.problems]
        return starts, list(accumulate((problem.span.end for problem in self.problems), max))

    def source(self, span: Span) -> str:
        """The text of *span* as it stands in the file."""
        return self.text[span.start : span.end]

    def position(self, offset: int) -> Position:
        """Line and column of *offset*; CR, LF and CRLF each end one line.

        Raises ValueError when *offset* lies outside the text.
        """
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"offset {offset} lies outside the text")
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, span: Span) -> int:
        """The line on which *span* begins, from 1."""
        return self.position(span.start).line

    @cached_property
    def _line_starts(self) -> list[int]:
        # A pattern of one letter is found several times as fast.
        line_ends = re.finditer(r"\r\n?|\n" if "\r" in self.text else "\n", self.text)
        return [0, *(found.end() for found in line_ends)]
