"""Reads what bibtexparser could not: one block of a damaged or unusual file at a time.

`reader` comes here only for stretches of text that bibtexparser refused, lost or bent. The
reader here follows BibTeX (braces count whatever stands before them), forgives what it can and
says what it forgave.

A line that begins like a block (`@word{`) ends a block that is open, so that one brace too few
does not swallow the rest of the file, unless that line is within a value and the block closes
well, as BibTeX reads it: each brace and quote of the value is closed; a comma or the block's end
follows it; no other block begins between the fields; and behind the block nothing is left that
looks like its rest. An entry that lacks one brace never does: its own last brace closes the value,
and the next entry then begins where a field should.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from mialit.bibtex.model import (
    Block,
    Broken,
    Comment,
    Entry,
    Field,
    Kind,
    Preamble,
    Problem,
    Span,
    StringDefinition,
)
from mialit.bibtex.values import NAME, far_piece_end, is_strict, piece_end, value_end

_SKIP = re.compile(r"(?:[\s]++|%[^\n]*+)*+")
_FIELD = re.compile(rf"({NAME})\s*+=\s*+")
_KEY = re.compile(r"[^,={}()\"]*+")
_JUNK = re.compile(r"[^\s,{}()\"=%]++|.", re.DOTALL)
# A field where a key should stand. A key may hold `=`; its value would not begin so.
_INSTEAD_OF_KEY = re.compile(rf"\s*+{NAME}\s*+=\s*+(?:[{{\"]|\d++\s*+[,}})])")

# After an entry: the rest of one that a brace too many has ended early.
REST = re.compile(rf"\s*+(?:\}}[\s,}}]*+|,\s*+)?(?P<field>{NAME}\s*+=)|\s*+(?P<brace>\}})")
_FREE = re.compile(r"[^\S\n]*+(?:\n|\Z|[@%])")  # After a block: nothing more on its line.
_REST_SEEN = 1000  # characters behind a block in which its rest is looked for
_ESCAPED = re.compile(r"""\\[{}"]""")

_NO_KEY = "the entry has no key, so nothing can cite it; write one before the first comma"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, and the same text with every line end an LF, offset by offset."""

    text: str
    plain: str
    line_of: Callable[[int], int]


class Reading(NamedTuple):
    """A block, and what is wrong with it.

    It is read `well` if it holds no text outside its fields, and nothing behind it looks like its
    rest. `cost` is how many characters have been read once more to find it. `is_open` says that
    more text behind the file could make it another block: nothing in the file closes it.
    """

    block: Block
    problems: list[Problem]
    well: bool = True
    cost: int = 0
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where things end in a text; each function takes and gives an offset.

    `closing` gives, for an opening brace, what is behind the brace that closes it, or -1;
    `limit` where the next line begins that begins a block, or the end of the text.
    """

    closing: Callable[[int], int]
    limit: Callable[[int], int]


class _UnreadableError(Exception):
    """The block cannot be read; the message is the reason."""


class _UnclosedError(_UnreadableError):
    """Something in the block is not closed: it may be if braces behind a backslash are none."""


def read_block(
    source: Source, header: re.Match[str], limit: int, bounds: Bounds, *, retry: bool = True
) -> Reading:
    """The block that begins at *header*, one of `scanner`'s matches on `source.plain`.

    *limit* is where the next line that begins a block begins, or the end of the text. The block
    is read as BibTeX reads it. Where that does not go well before *limit*, it is read once more
    with braces behind a backslash taken for text, and once as BibTeX reads it with values that
    reach over such lines. Without *retry* a block that is not closed is broken up to *limit*, so
    that a text made for it is not read again and again.
    """
    reader = _BlockReader(source, header, limit)
    if header["type"].lower() == "comment":
        return reader.comment(bounds.closing)
    first: Reading | None = None
    reason = ""
    kind = Kind.SYNTAX if limit < len(source.text) else Kind.UNCLOSED
    try:
        first = reader.read()
    except _UnclosedError as error:
        reason = str(error)
    except _UnreadableError as error:
        return reader.broken(str(error))
    if first and (first.well or not _ESCAPED.search(source.plain, *first.block.span)):
        return first
    if not retry:
        return first or reader.broken(reason, kind, whole=True)._replace(is_open=True)
    cost = limit - reader.start
    second = _tried(_BlockReader(source, header, limit, lenient=True))
    free = second and second.well and _FREE.match(source.plain, second.block.span.end)
    is_open = first is None and not free
    if is_open:
        far = _BlockReader(source, header, limit, bounds=bounds)
        third = _tried(far)
        cost += far.limit - far.start
        if third and third.well and _FREE.match(source.plain, third.block.span.end):
            return third
    if second and (second.well or first is None):
        return second._replace(cost=cost, is_open=is_open)
    # The first reading is BibTeX's own: its reason is the one to report.
    return (first or reader.broken(reason, kind))._replace(cost=cost, is_open=is_open)


def _tried(reader: "_BlockReader") -> Reading | None:
    """What *reader* reads; None where it cannot."""
    try:
        return reader.read()
    except _UnreadableError:
        return None


class _BlockReader:
    """Reads one block from its header on. Offsets are those of `Source.text`.

    With *bounds*, a value may reach over lines that begin like blocks; then `limit` is behind it.
    """

    def __init__(
        self,
        source: Source,
        header: re.Match[str],
        limit: int,
        *,
        lenient: bool = False,
        bounds: Bounds | None = None,
    ) -> None:
        self.source = source
        self.type = header["type"].lower()
        self.gap = header.span("gap")
        self.start = header.start("gap") - 1
        self.body = header.end("open")
        self.position = self.body
        self.close = "}" if header["open"] == "{" else ")"
        self.limit = limit
        self.lenient = lenient
        self.bounds = bounds
        self.problems: list[Problem] = []
        self.well = True

    def read(self) -> Reading:
        """The block, if it is not a comment; raises _UnreadableError."""
        special = {"string": self.string, "preamble": self.preamble}
        return special.get(self.type, self.entry)()

    def comment(self, closing: Callable[[int], int]) -> Reading:
        """A comment in braces ends at the brace that closes it, whatever lies between."""
        if self.close == "}":
            end = closing(self.body - 1)
        else:
            end = self.source.plain.find(")", self.body, self.limit) + 1 or -1
        if end < 0:
            reading = self.broken(f"this @comment is not closed; add `{self.close}`")
            return reading._replace(is_open=True)
        return Reading(Comment(Span(self.start, end)), [])

    def broken(self, reason: str, kind: Kind = Kind.SYNTAX, *, whole: bool = False) -> Reading:
        """The block as lost: to its closing brace, or with *whole* or if it has none, the limit."""
        plain = self.source.plain
        end = -1
        if self.close == "}" and not whole:
            end = piece_end(plain, self.body - 1, self.limit)
        if end < 0:
            end = self.body + len(plain[self.body : self.limit].rstrip())
        span = Span(self.start, end)
        return Reading(Broken(span), [Problem(span, reason, True, kind)])

    def string(self) -> Reading:
        """`@string{name = value}`; what follows the first value is reported and skipped."""
        self._skip()
        name = _FIELD.match(self.source.plain, self.position, self.limit)
        if name is None:
            raise _UnreadableError(
                "this @string has no `name = value`; add it, or delete the block"
            )
        start, end = self._value(name)
        self.position = end
        self._skip()
        if self._next() != self.close:
            junk = self.position
            self._skip_to_close("the @string")
            self._note(junk, self.position, "an @string defines one name; give the rest its own")
        span = self._finish()
        raw = self.source.text[start:end]
        return self._reading(StringDefinition(span, name[1], raw, Span(start, end)))

    def preamble(self) -> Reading:
        """`@preamble{value}`; a content that is not a value is kept and reported."""
        self._skip()
        start = self.position
        end = self._value_end(start)
        self.position = max(end, start)
        self._skip()
        if end <= start or self._next() != self.close:
            self.position = start
            self._skip_to_close("the @preamble")
            end = self.position
            self._note(start, end, "the text of an @preamble stands in quotes or braces; add them")
        span = self._finish()
        return self._reading(Preamble(span, self.source.text[start:end]))

    def entry(self) -> Reading:
        """An entry with every field that can be made out."""
        if not self.type:
            raise _UnreadableError("the entry has no type; write it after the `@`")
        if self.gap[0] < self.gap[1]:
            self._note(*self.gap, "a blank between the `@` and the entry's type; delete it")
        key = self._key()
        fields: list[Field] = []
        junk = -1
        while True:
            self._skip()
            sign = self._next()
            name = _FIELD.match(self.source.plain, self.position, self.limit)
            if junk >= 0 and (name or sign in (",", self.close, "")):
                self._note(junk, self.position, "text outside any field; delete it")
                self.well = False
                junk = -1
            if sign == "":
                raise self._unclosed("the entry", self.close)
            if sign == self.close:
                if not key and not fields:
                    raise _UnreadableError(_NO_KEY)
                return self._reading(Entry(self._finish(), self.type, key, tuple(fields)))
            if sign == ",":
                self._note(self.position, self.position + 1, "an extra comma; delete it")
                self.position += 1
            elif name:
                fields.append(self._field(name))
            else:
                junk = self.position if junk < 0 else junk
                self._skip_junk()

    def _key(self) -> str:
        """The key, "" where there is none; `position` is then behind its comma or at the end."""
        plain = self.source.plain
        found = _KEY.match(plain, self.body, self.limit)
        end = found.end() if found else self.body
        key = plain[self.body : end].strip()
        sign = plain[end : end + 1] if end < self.limit else ""
        if sign == "":
            raise self._unclosed("the entry", self.close)
        if (not key and sign == ",") or _INSTEAD_OF_KEY.match(plain, self.body, self.limit):
            self._note(self.body, self.body, _NO_KEY, Kind.NO_KEY)
            self.position = self.body if key else end + 1
            return ""
        if not key:
            raise _UnreadableError(_NO_KEY)
        if sign not in (",", self.close) or "\n" in key:
            raise _UnreadableError("the entry's key is not followed by a comma; add it")
        self.position = end + (sign == ",")
        return key

    def _field(self, name: re.Match[str]) -> Field:
        """The field whose name and `=` is *name*; `position` is then behind its comma."""
        plain = self.source.plain
        start, end = self._value(name)
        self.position = end
        quoted = _quoted(name[1])
        if end == start:
            self._note(name.start(), end, f"the field {quoted} has no value; add it")
        elif self.lenient and not is_strict(self.source.text[start:end]):
            self._note(start, end, unbalanced(name[1], self.source.text[start:end]))
        self._skip()
        sign = self._next()
        if sign == ",":
            self.position += 1
        elif _FIELD.match(plain, self.position, self.limit):
            self._note(end, end, f"there is no comma after the field {quoted}; add it")
        return Field(name[1], self.source.text[start:end], name.start(), start)

    def _value(self, name: re.Match[str]) -> tuple[int, int]:
        start = name.end()
        end = self._value_end(start)
        if end < 0:
            sign = "}" if self.source.plain[start] == "{" else '"'
            raise self._unclosed(f"the value of {_quoted(name[1])}", sign)
        return start, end

    def _value_end(self, start: int) -> int:
        """Where the value that begins at *start* ends; -1 if it is not closed."""
        plain, bounds = self.source.plain, self.bounds
        end = value_end(plain, start, self.limit, lenient=self.lenient)
        if end >= 0 or bounds is None:
            return end
        closing = bounds.closing
        end = value_end(
            plain, start, len(plain), piece=lambda at: far_piece_end(plain, at, closing)
        )
        if end < 0:
            return -1
        behind = _SKIP.match(plain, end)
        if behind and not plain.startswith((",", self.close), behind.end()):
            return -1
        self.limit = bounds.limit(end)
        return end

    def _unclosed(self, what: str, sign: str) -> _UnclosedError:
        where = "is not closed before the end of the file"
        if self.limit < len(self.source.text):
            line = self.source.line_of(self.limit)
            where = f"is not closed before line {line} begins the next"
        return _UnclosedError(f"{what} {where}; add `{sign}`")

    def _skip(self) -> None:
        found = _SKIP.match(self.source.plain, self.position, self.limit)
        self.position = found.end() if found else self.position

    def _skip_junk(self) -> None:
        """Over one word, or one group in braces: what stands in braces is no field."""
        if self._next() == "{":
            end = value_end(self.source.plain, self.position, self.limit)
            if end < 0:
                raise self._unclosed("a brace between the fields", "}")
            self.position = end
            return
        found = _JUNK.match(self.source.plain, self.position, self.limit)
        self.position = found.end() if found else self.limit

    def _skip_to_close(self, what: str) -> None:
        while (sign := self._next()) != self.close:
            if sign == "":
                raise self._unclosed(what, self.close)
            self._skip_junk()

    def _next(self) -> str:
        return self.source.plain[self.position] if self.position < self.limit else ""

    def _reading(self, block: Block) -> Reading:
        """*block*, read to its end."""
        end = block.span.end
        rest = REST.match(self.source.plain, end, min(end + _REST_SEEN, len(self.source.plain)))
        return Reading(block, self.problems, self.well and not rest)

    def _finish(self) -> Span:
        self.position += 1
        return Span(self.start, self.position)

    def _note(self, start: int, end: int, reason: str, kind: Kind = Kind.SYNTAX) -> None:
        self.problems.append(Problem(Span(start, end), reason, False, kind))


def unbalanced(name: str, raw: str) -> str:
    """The reason for a value, *raw*, that is closed only as other programs count braces."""
    where = "behind a backslash" if "\\" in raw else "in quotes"
    return f"BibTeX counts braces {where} too; balance those of {_quoted(name)}"


def _quoted(name: str) -> str:
    return f"`{name[:40]}`"
