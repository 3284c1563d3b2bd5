"""Scans a file's text and decides what each stretch of it is: block or free text.

Well-formed blocks come from outside, in file order (`Scanner.take`); what lies between them is
searched for blocks that were missed, which `recovery` reads. The scanner also finds the problems
that are no block's own: what a brace too many has cut off, repeated keys and fields, and macros
that nothing defines. All of it is linear in the text, whatever the text.
"""

import re
from collections.abc import Mapping
from functools import cached_property

from mialit.bibtex.model import Block, Entry, Kind, Problem, Span, StringDefinition
from mialit.bibtex.recovery import REST, Bounds, Source, read_block
from mialit.bibtex.values import NAME, skip_blank, undefined

# Where a block may begin. `line`: nothing but blanks before it on its line. `key`: a key (or a
# macro's name, or a field without a key before it) follows, which free text like "write to me @
# home (evenings)" does not have.
_HEADER_FORM = (
    r"@(?P<gap>\s*+)(?P<type>[^\s\"#%'(),={}@]*+)(?P<gap2>\s*+)(?P<open>[{(])"
    rf"(?:(?=\s*+(?:[^\s,={{}}\"@%][^,={{}}\"@\n]{{0,200}}+[,=]|,\s*+{NAME}\s*+=))(?P<key>))?"
)
_LINE_HEADER = re.compile(rf"(?m)^(?P<line>[^\S\n]*+){_HEADER_FORM}")
_HEADER = re.compile(rf"(?m)(?:^(?P<line>[^\S\n]*+)|(?<![\w\\])){_HEADER_FORM}")

# Lines that begin like an entry and are none: `@type key,` and `@entry type{key,`; and what
# programs read otherwise than this reader: what a line behind `%` holds, and `@comment text`.
_UNOPENED = re.compile(
    r"(?m)^[ \t]*(?:(?P<bare>@(?i:comment)(?![^\s{(]|\s*[{(])(?:[ \t]+[^\s{(@][^\n@]*)?)"
    r"|(?P<unopened>@[A-Za-z]+[ \t]+[^\s{}(),=@\"%]+[ \t]*,)"
    r"|(?P<parted>@[A-Za-z]+(?:[ \t]+[A-Za-z]+)+)[ \t]*[{(][ \t]*[^\s,={}\"@%]+[ \t]*,"
    r"|%[^\n]*?(?P<hidden>@[ \t]*(?:"
    r"(?!(?i:comment|string|preamble)\b)[^\s\"#%'(),={}@]+[ \t]*"
    r"(?:[{(][ \t]*(?P<key>[^\s,={}\"@%]+)[ \t]*,|\{[ \t]*(?P<lone>[^\s,={}\"@%]+)[ \t]*\})"
    rf"|(?i:string)[ \t]*[{{(][ \t]*(?P<macro>{NAME})[ \t]*="
    r"|(?i:preamble)[ \t]*[{(][ \t]*[{\"])))"
)

_SPECIAL = {"comment", "string", "preamble"}
_LINE_BLANKS = re.compile(r"[^\S\n]*+")
_BRACE = re.compile("[{}]")


class Scanner:
    """Lays bibtexparser's blocks over the text, and reads what lies between them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        # Values that are more than one text in braces: they may name macros.
        self._uses: list[tuple[str, int]] = []
        self._position = 0  # Everything before it is read.
        self._searched = 0  # No block that is still to be read begins before it.
        self._text_after = skip_blank(source.plain, 0, len(source.plain))  # The first text behind.
        self._rest_checked = -1
        # Characters that may be read twice: enough for any file but one made to be slow.
        self._spare = 1_000_000 + 10 * len(source.text)
        self._line_seen = 0  # Line ends before it have been looked for.
        self._line_text = self._text_from(0)  # Where that line's text begins.
        self._line_comment: bool | None = None
        self._limit = -1
        self._closing: dict[int, int] | None = None
        self.is_open = False  # More text behind the file could make a block another one.

    def take(self, block: Block) -> None:
        """Reads on to the end of *block*, which some other reader has found well-formed.

        It counts if it begins where a block may begin: in none that is read already, and not
        amid a text. Blocks are taken in file order.
        """
        start, end = block.span
        if start < self._position:
            return
        self._read_until(start)
        if start < self._position:
            return
        if self._is_text(start, end, block):
            self._searched = start + 1
            return
        self._add(block)

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        self._position = block.span.end
        self._text_after = skip_blank(self.source.plain, block.span.end, len(self.source.plain))
        if isinstance(block, Entry):
            self._check_fields(block)
        elif isinstance(block, StringDefinition):
            self._uses.append((block.raw, block.value_span.start))

    def finish(self, strings: Mapping[str, str] | None = None) -> None:
        """Reads on to the end of the text, then checks what only the whole of it shows.

        *strings* are the macros that hold where the text is a part of a file; else its own do.
        """
        self._read_until(len(self.source.text))
        self._check_openings()
        self._check_keys()
        self._check_macros(strings)

    def _check_openings(self) -> None:
        """Reports what begins a line like an entry and is none: see `_UNOPENED`."""
        end = 0
        for block in (*self.blocks, None):
            start = block.span.start if block else len(self.source.plain)
            for found in _UNOPENED.finditer(self.source.plain, end, start):
                if found["bare"] or found["hidden"]:
                    self._note_read_otherwise(found)
                    continue
                reason = "the entry's type is more than one word; write it as one"
                if found["unopened"]:
                    reason = "an entry without its opening brace; write it before the key"
                span = Span(*found.span(found.lastgroup or 0))
                self.problems.append(Problem(span, reason, lost=True))
            end = block.span.end if block else start

    def _note_read_otherwise(self, found: re.Match[str]) -> None:
        """Notes a match of `_UNOPENED` that is nothing wrong, but read otherwise elsewhere."""
        if found["bare"]:
            span = Span(found.start("bare"), found.start("bare") + len("@comment"))
            kind = Kind.BARE_COMMENT
            reason = "biber reads no file with an @comment that has no braces; put its text in them"
        else:
            kind = Kind.HIDDEN
            span = Span(*found.span("hidden"))
            reason = "BibTeX, to which `%` is no comment, "
            if key := found["key"] or found["lone"]:
                reason += f"reads the entry `{key[:40]}` here"
                if entry := self._by_key.get(key.lower()):
                    line = self.source.line_of(entry.span.start)
                    before = found.start() < entry.span.start
                    first = "and takes this one" if before else "a second time"
                    reason += f", {first}: the entry on line {line} has its key too"
            elif macro := found["macro"]:
                reason += f"defines the macro `{macro[:40]}` here"
                earlier = self._definition_before(macro, span.start)
                if earlier is not None:
                    line = self.source.line_of(earlier.span.start)
                    reason += f", in place of the one on line {line}"
            else:
                reason += "reads the preamble here"
            reason += "; take out its `@`"
        self.notes.append(Problem(span, reason, False, kind))

    def _definition_before(self, macro: str, at: int) -> StringDefinition | None:
        """The first definition of *macro*, if it stands before the offset *at*."""
        found = self._by_macro.get(macro.lower())
        return found if found is not None and found.span.start < at else None

    @cached_property
    def _by_macro(self) -> Mapping[str, StringDefinition]:
        """The first definition of each macro, in lower case, that was found."""
        definitions = [block for block in self.blocks if isinstance(block, StringDefinition)]
        return {block.name.lower(): block for block in reversed(definitions)}

    @cached_property
    def _by_key(self) -> Mapping[str, Entry]:
        """The first entry of each key, in lower case, that was found."""
        entries = [block for block in self.blocks if isinstance(block, Entry)]
        return {entry.key.lower(): entry for entry in reversed(entries) if entry.key}

    def _check_keys(self) -> None:
        """Reports each entry whose key an earlier one has."""
        first: dict[str, Entry] = {}
        for block in self.blocks:
            if not isinstance(block, Entry) or not block.key:
                continue
            if first.setdefault(block.key, block) is not block:
                line = self.source.line_of(first[block.key].span.start)
                used = f"the key `{block.key[:40]}` is already used on line {line}"
                span = block.key_span(self.source.plain)
                self._note(span, f"{used}; rename or delete one", Kind.REPEATED)

    def _check_macros(self, strings: Mapping[str, str] | None) -> None:
        """Reports each use of a macro that is not among *strings*, else not defined in the text."""
        if strings is None:
            definitions = (block for block in self.blocks if isinstance(block, StringDefinition))
            strings = {block.name.lower(): block.raw for block in definitions}
        seen: dict[str, tuple[str, ...]] = {}
        for raw, start in self._uses:
            if raw not in seen:
                seen[raw] = undefined(raw, strings)
            for name in seen[raw]:
                reason = f"the macro `{name[:40]}` is not defined; add an @string, or braces"
                span = Span(start, start + len(raw))
                problem = Problem(span, reason, False, Kind.UNDEFINED_MACRO, macro=name)
                self.problems.append(problem)

    def _is_text(self, start: int, end: int, block: Block) -> bool:
        """Whether a well-formed block is but an `@` in a text or on a line commented out."""
        plain = self.source.plain
        if start in (0, self._position) or plain[start - 1] == "\n":
            return False
        if self._commented_out(start):
            return True
        if start <= max(self._line_text, self._text_after):
            return False
        if plain[start - 1].isalnum() or plain[start - 1] in "_\\":
            return True
        return isinstance(block, Entry) and "," not in plain[start:end]

    def _commented_out(self, start: int) -> bool:
        """Whether the `@` at *start* is on a line that begins with `%` and is but a comment.

        Decided once for each line, by its first `@`: lines may be as long as the file.
        """
        plain = self.source.plain
        newline = plain.rfind("\n", self._line_seen, start)
        self._line_seen = start
        if newline >= 0:
            self._line_text = self._text_from(newline + 1)
            self._line_comment = None
        if not plain.startswith("%", self._line_text):
            return False
        if self._line_comment is None:
            end = plain.find("\n", start)
            end = len(plain) if end < 0 else end
            balanced = plain.count("{", start, end) == plain.count("}", start, end)
            self._line_comment = balanced or plain.startswith("%", self._text_from(end + 1))
        return self._line_comment

    def _text_from(self, start: int) -> int:
        blanks = _LINE_BLANKS.match(self.source.plain, start)
        return blanks.end() if blanks else start

    def _read_until(self, end: int) -> None:
        """Reads the blocks that begin before *end* and are in no block yet."""
        plain = self.source.plain
        at = max(self._position, self._searched)
        bounds = Bounds(self._find_closing, self._limit_from)
        if plain.find("@", at, end) < 0:
            self._check_rest(end)
            return
        while at < end and (header := _HEADER.search(plain, at)):
            start = header.start("gap") - 1
            if start >= end:
                break
            at = start + 1
            if not _begins_block(header):
                continue
            if self._commented_out(start):
                at = plain.find("\n", start) + 1 or len(plain)
                continue
            self._check_rest(start)
            limit = self._find_limit(start + 1)
            reading = read_block(self.source, header, limit, bounds, retry=self._spare > 0)
            self._spare -= reading.cost
            self.is_open = self.is_open or reading.is_open
            self.problems += reading.problems
            self._add(reading.block)
            at = self._position
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
            ended = f"`{last.key[:40]}`" if last.key else "the entry"
            reason = f"an extra `}}` ends {ended} here; the fields after it are not read"
            self._note(Span(last.span.end - 1, last.span.end), reason)
        else:
            self._note(Span(*rest.span("brace")), "a `}` that closes nothing; delete it")

    def _check_fields(self, entry: Entry) -> None:
        """Reports fields given twice; notes macros' uses."""
        names: set[str] = set()
        for field in entry.fields:
            name, value, _, start = field
            lower = name.lower()
            if lower in names:
                reason = f"the field `{lower[:40]}` is given twice; the first is used"
                # Without a value it is damaged, whatever else it is.
                self._note(field.span, reason, Kind.REPEATED if value else Kind.SYNTAX)
            names.add(lower)
            if value[:1] != "{" or "#" in value:
                self._uses.append((value, start))

    def _find_limit(self, start: int) -> int:
        """Where the next line that begins a block begins; kept while it holds."""
        if self._limit < start:
            self._limit = self._limit_from(start)
        return self._limit

    def _limit_from(self, start: int) -> int:
        """Where the next line that begins a block begins."""
        headers = filter(_begins_block, _LINE_HEADER.finditer(self.source.plain, start))
        begun = next(headers, None)
        return begun.start("gap") - 1 if begun else len(self.source.plain)

    def _find_closing(self, opening: int) -> int:
        """Behind the brace that closes the one at *opening*; -1 if none does.

        All pairs that an `@comment` can need are found in one pass: each comment looking for
        itself would make a file of unclosed comments quadratic.
        """
        if self._closing is None:
            self._closing = {}
            stack: list[int] = []
            for brace in _BRACE.finditer(self.source.plain, opening):
                if brace[0] == "{":
                    stack.append(brace.start())
                elif stack:
                    self._closing[stack.pop()] = brace.end()
        return self._closing.get(opening, -1)

    def _note(self, span: Span, reason: str, kind: Kind = Kind.SYNTAX) -> None:
        self.problems.append(Problem(span, reason, False, kind))


def _begins_block(header: re.Match[str]) -> bool:
    """Whether a match of `_HEADER` is the beginning of a block rather than an `@` in some text."""
    at_line_start = header["line"] is not None
    usual = not header["gap"] and "\n" not in header["gap2"]
    special = header["type"].lower() in _SPECIAL
    if not header["type"]:
        return at_line_start and header["key"] is not None
    if (at_line_start or special) and usual:
        return True
    return header["key"] is not None or (at_line_start and special)
