"""Bytes to `Library`, and names to their parts: all that bibtexparser is used for.

bibtexparser splits the text; this module finds where its blocks and fields stand, believes
only what it can verify there, and has `recovery` read the rest. What was measured about
bibtexparser 2.1 that makes this necessary is listed, row by row, in tests/bibtex/test_reader.py.

Where BibTeX, biber and JabRef disagree, this reader decides so:

* `@comment{...}` with balanced braces is one comment, whatever it holds (biber, JabRef).
* A line that begins with `%` begins no block if its braces balance on the line or the next line
  begins with `%` too (biber); else it does (BibTeX).
* An `@` directly behind a word character, and `@foo{x}` amid text, is text.
* `@comment text` without braces is text up to the next `@` (BibTeX; biber refuses the file).
* A line that begins with `@word{` begins a block, which keeps one unclosed brace from swallowing
  the rest of the file. It does not where it stands in a value whose entry closes well as BibTeX
  reads it; see `recovery`.
* An entry without a key, `@misc{, title = ...}` or `@misc{title = ...}`, is an entry with a
  problem (BibTeX reads the first, biber neither).
"""

import gc
import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import bibtexparser.model as btp
from bibtexparser.middlewares.names import parse_single_name_into_parts
from bibtexparser.splitter import Splitter

from mialit.bibtex.model import (
    Block,
    Comment,
    Entry,
    Field,
    Library,
    Name,
    Preamble,
    Span,
    StringDefinition,
)
from mialit.bibtex.recovery import Source
from mialit.bibtex.scanner import Scanner
from mialit.bibtex.values import NAME, VALUE, is_strict
from mialit.errors import FileProblem

_HEAD = re.compile(r"@(\w++)[ \t]*+[{(]([^,]*+)(?:,|\Z)")
_FIELD = re.compile(rf"\s*+({NAME})\s*+=\s*+({VALUE})\s*+(?:,|\Z)")
_STRING = re.compile(rf"(?i)@string[ \t]*+[{{(]\s*+({NAME})\s*+=\s*+({VALUE})\s*+[}})]")
_PREAMBLE = re.compile(rf"(?i)@preamble[ \t]*+[{{(]\s*+({VALUE})\s*+[}})]")
_COMMENT = re.compile(r"(?i)@comment[ \t]*+[{(]")
_LONE_CR = re.compile(r"\r(?!\n)")

_AND = re.compile(r"[{}]|(?: and)+ ", re.IGNORECASE)
_OUTER_AND = re.compile(r"\A(?:and )+|(?: and)+\Z", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
# Nine names of ten: one or two parts with at most one comma, and no blank in braces.
_ESCAPE = r"\\[^\s{}~,]"
_INNER = rf"[^{{}}\\~,\s]*+(?:{_ESCAPE}[^{{}}\\~,\s]*+)*+"
_GROUP = rf"\{{{_INNER}(?:\{{{_INNER}\}}{_INNER})*+\}}"
_PART = rf"[^{{}}\\~,\s]*+(?:(?:[ ]|{_ESCAPE}|{_GROUP})[^{{}}\\~,\s]*+)*+"
_USUAL_NAME = re.compile(rf"({_PART})(?:, ({_PART}))?")
# Longer names are none; splitting one takes time that grows with the square of its length.
_LONGEST_NAME = 1000


def read(data: bytes, name: str) -> Library:
    """The bibliography in *data*; *name* is how messages call the file.

    Never fails on what the file holds, with one exception: raises FileProblem for UTF-16 and
    UTF-32. What cannot be read is a `Broken` block and a `Problem`; a text without any entry
    is a `Library` without any.
    """
    text, encoding = _decode(data, name)
    empty = Library(name, text, encoding, (), ())
    with _undisturbed():
        scanner = _scanned(text, lambda offset: empty.position(offset).line)
        scanner.finish()
    problems = sorted(scanner.problems, key=lambda problem: problem.span)
    notes = tuple(scanner.notes)
    return Library(name, text, encoding, tuple(scanner.blocks), tuple(problems), notes)


def read_units(
    text: str,
    ends: Sequence[int],
    line_of: Callable[[int], int],
    strings: Mapping[str, str] | None,
) -> Library | None:
    """The blocks of some units of a file (`outline`), which *text* holds one behind the other.

    *ends* are the offsets in *text* behind each, *line_of* gives the line in the file of an offset.
    *strings* are the macros that hold in the file; with None those of *text* do, as they are all.
    Notes are not looked for. None where what stands in a unit depends on what follows it.
    """
    with _undisturbed():
        scanner = _scanned(text, line_of)
        scanner.finish(strings)
    if scanner.is_open or not _stay_within(scanner.blocks, ends):
        return None
    problems = sorted(scanner.problems, key=lambda problem: problem.span)
    return Library("", text, "", tuple(scanner.blocks), tuple(problems))


def _stay_within(blocks: Iterable[Block], ends: Sequence[int]) -> bool:
    """Whether each of *blocks* ends before the first of *ends* behind its beginning."""
    return all(block.span.end <= ends[bisect_right(ends, block.span.start)] for block in blocks)


def _scanned(text: str, line_of: Callable[[int], int]) -> Scanner:
    """A scanner that has come to the last block that bibtexparser finds in *text*."""
    plain = "".join((" ", text[1:])) if text.startswith("\ufeff") else text
    if "\r" in plain:
        plain = _LONE_CR.sub("\n", plain)
    source = Source(text, plain, line_of)
    scanner = Scanner(source)
    for block in _verified_blocks(source):
        scanner.take(block)
    return scanner


def split_names(value: str) -> tuple[Name, ...]:
    """The names in *value*, the expanded content of an author or editor field.

    `Family, Given`, `Given von Family`, `von Family, Jr, Given`, `{A Body and Its Name}` are
    split as BibTeX does; a final `others` is `Name(last="others")`. Never fails: of a name
    that breaks the rules no word is lost, but it may be in another part.
    """
    return tuple(map(split_name, separate_names(value)))


def separate_names(value: str) -> list[str]:
    """The single names in *value*, the expanded content of an author or editor field."""
    names: list[str] = []
    text = _OUTER_AND.sub("", _BLANKS.sub(" ", value).strip(" "))
    depth = start = 0
    for mark in _AND.finditer(text):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth = max(depth - 1, 0)
        elif depth == 0:
            names.append(text[start : mark.start()])
            start = mark.end()
    if text[start:]:
        names.append(text[start:])
    return names


def split_name(name: str) -> Name:
    """The parts of a single *name*; see `split_names`."""
    usual = _USUAL_NAME.fullmatch(name)
    if usual and all(word[:1].isupper() for word in usual[1].split(" ")):
        if usual[2]:
            return Name(usual[2], "", usual[1])
        if usual[2] is None:
            given, _, family = usual[1].rpartition(" ")
            return Name(given, "", family)
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
    """What iconv calls the encoding of a text of wide characters that begins with *start*."""
    if start in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    width = "UTF-32" if start.count(0) > 2 else "UTF-16"
    return width + ("BE" if start.startswith(b"\0") else "LE")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keeps bibtexparser from printing the file's text, and Python from looking for cycles."""
    # Each broken block is logged with its text, which without a handler goes to standard error.
    # Looking for garbage, of which there is none, doubles the time of all but the splitting.
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
    """The blocks bibtexparser finds, in file order; those that failed for repeats are unwrapped."""
    # The library object would keep every block alive: only the list is kept, and emptied.
    blocks = list(Splitter(text).split().blocks)
    blocks.reverse()
    while blocks:
        block: btp.Block | None = blocks.pop()
        while isinstance(block, btp.ParsingFailedBlock):
            block = block.ignore_error_block
        if block is not None and not isinstance(block, btp.ImplicitComment):
            yield block


def _verified_blocks(source: Source) -> Iterator[Block]:
    """Those blocks of bibtexparser that are what BibTeX too would see there."""
    names: dict[str, str] = {}
    cursor = 0
    for block in _split(source.plain):
        raw = block.raw or ""
        start = source.plain.find("@", cursor)
        # Nearly always that is the block; a failed one that is left out may lie before it.
        if not source.plain.startswith(raw, start):
            start = source.plain.find(raw, start)
        cursor = start + len(raw)
        ours = _verified(source, block, Span(start, cursor), names)
        if ours is not None:
            yield ours


def _verified(source: Source, block: btp.Block, span: Span, names: dict[str, str]) -> Block | None:
    """*block* in our terms, if it is what BibTeX too would see in *span*."""
    if isinstance(block, btp.Entry):
        return _verified_entry(source, block, span, names)
    if isinstance(block, btp.String):
        if found := _STRING.fullmatch(source.plain, *span):
            at = Span(*found.span(2))
            return StringDefinition(span, found[1], source.text[at.start : at.end], at)
    elif isinstance(block, btp.Preamble):
        if found := _PREAMBLE.fullmatch(source.plain, *span):
            return Preamble(span, source.text[found.start(1) : found.end(1)])
    elif "\\" not in source.plain[span.start : span.end] and _COMMENT.match(source.plain, *span):
        return Comment(span)
    return None


def _verified_entry(
    source: Source, block: btp.Entry, span: Span, names: dict[str, str]
) -> Entry | None:
    text, plain = source.text, source.plain
    masked = text is not plain
    stop = span.end - 1
    raw = block.raw or ""
    escapes = "\\{" in raw or "\\}" in raw or '\\"' in raw
    head = _HEAD.match(plain, span.start, stop)
    if head is None or not block.key or "\n" in block.key or head[2].strip() != block.key:
        return None
    position = head.end()
    fields = []
    match = _FIELD.match
    for theirs in block.fields:
        found = match(plain, position, stop)
        if found is None:
            return None
        name, raw = found.group(1, 2)
        if name != theirs.key or raw != theirs.value:
            return None
        if escapes and "\\" in raw and not is_strict(raw):
            return None
        value_start = found.start(2)
        if masked:
            raw = text[value_start : found.end(2)]
        # The same few names stand in every entry: one string for each is enough.
        fields.append(Field(names.setdefault(name, name), raw, found.start(1), value_start))
        position = found.end()
    if position < stop and not plain[position:stop].isspace():
        return None
    return Entry(span, block.entry_type, block.key, tuple(fields))
