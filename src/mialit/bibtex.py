"""Bytes to `Library`, and names to their parts: all that bibtexparser is used for.

bibtexparser splits the text; this module finds where its blocks and fields stand, believes
only what it can verify there, and has `repair` read the rest. What was measured about
bibtexparser 2.1 that makes this necessary is listed, row by row, in tests/test_bibtex.py.

Where BibTeX, biber and JabRef disagree, this reader decides so:

* `@comment{...}` with balanced braces is one comment, whatever it holds (biber, JabRef).
* A line that begins with `%` begins no block if its braces balance on the line or the next line
  begins with `%` too (biber); else it does (BibTeX).
* An `@` directly behind a word character, and `@foo{x}` amid text, is text.
* A line that begins with `@word{` begins a block, also inside a value: that is what keeps one
  unclosed brace from swallowing the rest of the file.
"""

import gc
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import bibtexparser.model as btp
from bibtexparser.middlewares.names import parse_single_name_into_parts
from bibtexparser.splitter import Splitter

from mialit.errors import FileProblem
from mialit.model import (
    Block,
    Comment,
    Entry,
    Field,
    Library,
    Name,
    Preamble,
    Problem,
    Span,
    StringDefinition,
)
from mialit.repair import (
    HEADER,
    LINE_HEADER,
    REST,
    Source,
    begins_block,
    read_block,
    unbalanced,
)
from mialit.values import NAME, VALUE, is_strict, undefined

_HEAD = re.compile(r"@(\w++)[ \t]*+[{(]([^,]*+)(?:,|\Z)")
_FIELD = re.compile(rf"\s*+({NAME})\s*+=\s*+({VALUE})\s*+(?:,|\Z)")
_STRING = re.compile(rf"(?i)@string[ \t]*+[{{(]\s*+({NAME})\s*+=\s*+({VALUE})\s*+[}})]")
_PREAMBLE = re.compile(rf"(?i)@preamble[ \t]*+[{{(]\s*+({VALUE})\s*+[}})]")
_COMMENT = re.compile(r"(?i)@comment[ \t]*+[{(]")
_BLANK = re.compile(r"\s*+")
_LINE_BLANKS = re.compile(r"[^\S\n]*+")
_LONE_CR = re.compile(r"\r(?!\n)")

_AND = re.compile(r"[{}]|(?: and)+ ", re.IGNORECASE)
_OUTER_AND = re.compile(r"\A(?:and )+|(?: and)+\Z", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
_NEEDS_CARE = re.compile(r"[{}\\~\"]")
# Longer names are none; splitting one takes time that grows with the square of its length.
_LONGEST_NAME = 1000


def read(data: bytes, name: str) -> Library:
    """The bibliography in *data*; *name* is how messages call the file.

    Never fails on what the file holds, with one exception: raises FileProblem for UTF-16 and
    UTF-32. What cannot be read is a `Broken` block and a `Problem`; a text without any entry
    is a `Library` without any.
    """
    text, encoding = _decode(data, name)
    plain = "".join((" ", text[1:])) if text.startswith("\ufeff") else text
    if "\r" in plain:
        plain = _LONE_CR.sub("\n", plain)
    empty = Library(name, text, encoding, (), ())
    walk = _Walk(Source(text, plain, lambda offset: empty.position(offset).line))
    with _undisturbed():
        for block in _split(plain):
            walk.take(block)
        walk.finish()
        walk.check_keys()
        walk.check_macros()
    problems = sorted(walk.problems, key=lambda problem: problem.span)
    return Library(name, text, encoding, tuple(walk.blocks), tuple(problems))


def split_names(value: str) -> tuple[Name, ...]:
    """The names in *value*, the expanded content of an author or editor field.

    `Family, Given`, `Given von Family`, `von Family, Jr, Given`, `{A Body and Its Name}` are
    split as BibTeX does; a final `others` is `Name(last="others")`. Never fails: of a name
    that breaks the rules no word is lost, but it may be in another part.
    """
    names: list[Name] = []
    text = _OUTER_AND.sub("", _BLANKS.sub(" ", value).strip(" "))
    depth = start = 0
    for mark in _AND.finditer(text):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth = max(depth - 1, 0)
        elif depth == 0:
            names.append(_split_name(text[start : mark.start()]))
            start = mark.end()
    if text[start:]:
        names.append(_split_name(text[start:]))
    return tuple(names)


def _split_name(name: str) -> Name:
    # Nine names of ten are of two forms that need no parser.
    if _NEEDS_CARE.search(name) is None:
        family, comma, given = name.partition(", ")
        words = family.split(" ")
        if all(word[:1].isupper() for word in words) and "," not in family and "," not in given:
            if comma and given:
                return Name(given, "", family)
            if not comma:
                return Name(" ".join(words[:-1]), "", words[-1])
    if len(name) > _LONGEST_NAME:
        return Name(last=name)
    parts = parse_single_name_into_parts(name, strict=False)
    first, von, last, jr = (
        " ".join(words) for words in (parts.first, parts.von, parts.last, parts.jr)
    )
    if not last:
        return Name(last=" ".join(part for part in (von, jr, first) if part) or name)
    return Name(first, von, last, jr)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        wide = _wide_encoding(data[:4])
        raise FileProblem(
            f"{name} is in {wide}, which BibTeX does not read; "
            f"convert it: iconv -f {wide} -t UTF-8 FILE > NEW"
        )
    if data.isascii():
        return data.decode("ascii"), "ascii"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape"), "unknown-8bit"


def _wide_encoding(start: bytes) -> str:
    """What iconv calls the encoding of a text of wide characters that begins with *start*.

    It names the byte order only where no byte order mark does.
    """
    if start in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    width = "UTF-32" if start.count(0) > 2 else "UTF-16"
    return width + ("BE" if start.startswith(b"\0") else "LE")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keeps bibtexparser from printing the file's text, and Python from looking for cycles.

    The library logs each broken block with its text; without a handler of the program's that
    would go to standard error. The objects made while reading are many and none is garbage:
    looking for some would double the time of all but the splitting.
    """
    logger = logging.getLogger("bibtexparser")
    handler, propagate, collecting = logging.NullHandler(), logger.propagate, gc.isenabled()
    logger.addHandler(handler)
    logger.propagate = False
    gc.disable()
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
        if collecting:
            gc.enable()


def _split(text: str) -> Iterator[btp.Block]:
    """The blocks bibtexparser finds, in file order, each forgotten here once it is handed out.

    Blocks that bibtexparser calls failed because a key or a field repeats are unwrapped;
    other failed blocks and the text between blocks are left out.
    """
    # The library object would keep every block alive: only the list is kept.
    blocks = list(Splitter(text).split().blocks)
    blocks.reverse()
    while blocks:
        block: btp.Block | None = blocks.pop()
        while isinstance(block, btp.ParsingFailedBlock):
            block = block.ignore_error_block
        if block is not None and not isinstance(block, btp.ImplicitComment):
            yield block


class _Walk:
    """Lays bibtexparser's blocks over the text, and reads what lies between them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        # Values that are more than one text in braces: they may name macros.
        self._uses: list[tuple[str, int]] = []
        self._position = 0  # Everything before it is read.
        self._cursor = 0  # Where the search for bibtexparser's next block begins.
        self._searched = 0  # No block that is still to be read begins before it.
        self._after = (0, 0)  # A position, and where the first text behind it begins.
        self._rest_checked = -1
        # Characters that may be read twice: enough for any file but one made to be slow.
        self._spare = 1_000_000 + 10 * len(source.text)
        self._line_seen = 0  # Line ends before it have been looked for.
        first = _LINE_BLANKS.match(source.plain)
        self._line_text = first.end() if first else 0  # Where that line's text begins.
        self._line_comment: bool | None = None
        self._names: dict[str, str] = {}
        self._limit = -1
        self._closing: dict[int, int] | None = None

    def take(self, block: btp.Block) -> None:
        """Reads on to the end of *block*, which may or may not be what stands there."""
        raw = block.raw or ""
        plain = self.source.plain
        start = plain.find("@", self._cursor)
        if not plain.startswith(raw, start):
            start = plain.find(raw, start)
        end = start + len(raw)
        self._cursor = end
        if start < self._position:
            return
        ours = self._verified(block, start, end)
        if ours is None:
            return
        self._read_until(start)
        if start < self._position:
            return
        if self._is_text(start, end, ours):
            self._searched = start + 1
            return
        self.blocks.append(ours)
        self._position = end
        if isinstance(ours, Entry):
            self._check_fields(ours, raw)
        elif isinstance(ours, StringDefinition):
            self._uses.append((ours.raw, ours.value_span.start))

    def finish(self) -> None:
        """Reads on to the end of the text."""
        self._read_until(len(self.source.text))

    def check_keys(self) -> None:
        """Reports each entry whose key an earlier one has."""
        first: dict[str, Entry] = {}
        for block in self.blocks:
            if isinstance(block, Entry) and first.setdefault(block.key, block) is not block:
                line = self.source.line_of(first[block.key].span.start)
                start = self.source.plain.find(block.key, block.span.start)
                self._note(
                    Span(start, start + len(block.key)),
                    f"the key `{block.key[:40]}` is that of the entry on line {line}; "
                    "rename or delete one",
                )

    def check_macros(self) -> None:
        """Reports each use of a macro that nothing in the file defines."""
        strings = {b.name.lower(): b.raw for b in self.blocks if isinstance(b, StringDefinition)}
        seen: dict[str, tuple[str, ...]] = {}
        for raw, start in self._uses:
            names = seen.get(raw)
            if names is None:
                names = seen[raw] = undefined(raw, strings)
            for name in names:
                self._note(
                    Span(start, start + len(raw)),
                    f"the macro `{name[:40]}` is not defined; add an @string, or braces",
                )

    def _verified(self, block: btp.Block, start: int, end: int) -> Block | None:
        """*block* in our terms, if it is what BibTeX too would see in `[start, end)`."""
        if isinstance(block, btp.Entry):
            return self._entry(block, start, end)
        plain, text = self.source.plain, self.source.text
        span = Span(start, end)
        if isinstance(block, btp.String):
            found = _STRING.fullmatch(plain, start, end)
            if found:
                at = Span(*found.span(2))
                return StringDefinition(span, found[1], text[at.start : at.end], at)
        elif isinstance(block, btp.Preamble):
            found = _PREAMBLE.fullmatch(plain, start, end)
            if found:
                return Preamble(span, text[found.start(1) : found.end(1)])
        elif "\\" not in plain[start:end] and _COMMENT.match(plain, start, end):
            return Comment(span)
        return None

    def _entry(self, block: btp.Entry, start: int, end: int) -> Entry | None:
        text, plain = self.source.text, self.source.plain
        masked = text is not plain
        stop = end - 1
        head = _HEAD.match(plain, start, stop)
        if head is None or not block.key or "\n" in block.key or head[2].strip() != block.key:
            return None
        position = head.end()
        fields = []
        match, names = _FIELD.match, self._names
        for theirs in block.fields:
            found = match(plain, position, stop)
            if found is None:
                return None
            name, raw = found.group(1, 2)
            if name != theirs.key or raw != theirs.value:
                return None
            value_start = found.start(2)
            if masked:
                raw = text[value_start : found.end(2)]
            # The same few names stand in every entry: one string for each is enough.
            fields.append(Field(names.setdefault(name, name), raw, found.start(1), value_start))
            position = found.end()
        if position < stop and not plain[position:stop].isspace():
            return None
        return Entry(Span(start, end), block.entry_type, block.key, tuple(fields))

    def _is_text(self, start: int, end: int, block: Block) -> bool:
        """Whether a well-formed block is but an `@` in a text or on a line commented out."""
        plain = self.source.plain
        if start in (0, self._position) or plain[start - 1] == "\n":
            return False
        if self._commented_out(start):
            return True
        if start <= max(self._line_text, self._text_after()):
            return False
        if plain[start - 1].isalnum() or plain[start - 1] in "_\\":
            return True
        return isinstance(block, Entry) and "," not in plain[start:end]

    def _text_after(self) -> int:
        """Where the text behind the last block begins."""
        if self._after[0] != self._position:
            blanks = _BLANK.match(self.source.plain, self._position)
            self._after = (self._position, blanks.end() if blanks else self._position)
        return self._after[1]

    def _commented_out(self, start: int) -> bool:
        """Whether the `@` at *start* is on a line that begins with `%` and is but a comment.

        Decided once for each line, by its first `@`: lines may be as long as the file.
        """
        plain = self.source.plain
        newline = plain.rfind("\n", self._line_seen, start)
        self._line_seen = start
        if newline >= 0:
            first = _LINE_BLANKS.match(plain, newline + 1)
            self._line_text = first.end() if first else newline + 1
            self._line_comment = None
        if not plain.startswith("%", self._line_text):
            return False
        if self._line_comment is None:
            end = plain.find("\n", start)
            end = len(plain) if end < 0 else end
            balanced = plain.count("{", start, end) == plain.count("}", start, end)
            following = _LINE_BLANKS.match(plain, end + 1)
            goes_on = following is not None and plain.startswith("%", following.end())
            self._line_comment = balanced or goes_on
        return self._line_comment

    def _read_until(self, end: int) -> None:
        """Reads the blocks that begin before *end* and are in no block yet."""
        plain = self.source.plain
        at = max(self._position, self._searched)
        if plain.find("@", at, end) < 0:
            self._check_rest(end)
            return
        while at < end and (header := HEADER.search(plain, at)):
            start = header.start("gap") - 1
            if start >= end:
                break
            at = start + 1
            if not begins_block(header):
                continue
            if self._commented_out(start):
                at = plain.find("\n", start) + 1 or len(plain)
                continue
            self._check_rest(start)
            limit = self._find_limit(start + 1)
            reading = read_block(
                self.source, header, limit, self._find_closing, retry=self._spare > 0
            )
            self._spare -= (limit - start) * reading.retried
            self.blocks.append(reading.block)
            self.problems += reading.problems
            at = self._position = reading.block.span.end
            if isinstance(reading.block, Entry):
                self._check_fields(reading.block, "")  # Braces are checked where it is read.
            elif isinstance(reading.block, StringDefinition):
                self._uses.append((reading.block.raw, reading.block.value_span.start))
        self._check_rest(end)
        self._searched = end

    def _check_rest(self, end: int) -> None:
        """Reports what follows an entry and looks like its end."""
        if not self.blocks or self._rest_checked == self._position:
            return
        self._rest_checked = self._position
        last = self.blocks[-1]
        rest = REST.match(self.source.plain, self._position, end)
        if rest is None or not isinstance(last, Entry):
            return
        if rest["field"]:
            brace = Span(last.span.end - 1, last.span.end)
            self._note(
                brace, f"a `}}` too many ends `{last.key[:40]}` here; the fields after are not read"
            )
        else:
            self._note(Span(*rest.span("brace")), "a `}` that closes nothing; delete it")

    def _check_fields(self, entry: Entry, raw: str) -> None:
        """Reports fields given twice and braces BibTeX counts otherwise; notes macros' uses."""
        lower_names = set()
        for name, value, _, start in entry.fields:
            lower_names.add(name.lower())
            if value[:1] != "{" or "#" in value:
                self._uses.append((value, start))
        if len(lower_names) < len(entry.fields):
            names: set[str] = set()
            for field in entry.fields:
                lower = field.name.lower()
                if lower in names:
                    self._note(
                        field.span, f"the field `{lower[:40]}` is given twice; the first is used"
                    )
                names.add(lower)
        if "\\{" in raw or "\\}" in raw or '\\"' in raw:
            for field in entry.fields:
                if "\\" in field.raw and not is_strict(field.raw):
                    self._note(field.value_span, unbalanced(field.name))

    def _find_limit(self, start: int) -> int:
        """Where the next line that begins a block begins; kept while it holds."""
        if self._limit < start:
            plain = self.source.plain
            for header in LINE_HEADER.finditer(plain, start):
                if begins_block(header):
                    self._limit = header.start("gap") - 1
                    break
            else:
                self._limit = len(plain)
        return self._limit

    def _find_closing(self, opening: int) -> int:
        """Behind the brace that closes the one at *opening*; -1 if none does.

        All pairs that an `@comment` can need are found in one pass: each comment looking for
        itself would make a file of unclosed comments quadratic.
        """
        if self._closing is None:
            self._closing = {}
            stack: list[int] = []
            for brace in re.finditer("[{}]", self.source.plain[opening:]):
                if brace[0] == "{":
                    stack.append(opening + brace.start())
                elif stack:
                    self._closing[stack.pop()] = opening + brace.end()
        return self._closing.get(opening, -1)

    def _note(self, span: Span, reason: str) -> None:
        self.problems.append(Problem(span, reason, False))
