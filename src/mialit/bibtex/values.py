"""The source text of a field's value: its pieces, and its content with macros expanded.

A value is one or more pieces joined by `#`: `{braced}`, `"quoted"`, a number, or the name of a
macro defined by `@string`. Macro names compare without case; a mapping of them, called
`strings` here, goes from the lower-case name to the source text of the definition's value.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

MAX_DEPTH = 50
MAX_EXPANDED = 65_536

# BibTeX's own macros, with the words its standard style (plain.bst) gives them.
MONTHS: Mapping[str, str] = MappingProxyType(
    {
        "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May",
        "jun": "June", "jul": "July", "aug": "August", "sep": "September", "oct": "October",
        "nov": "November", "dec": "December",
    }
)  # fmt: skip

# How months are written, in lower case, and the macro of each.
MONTH_MACROS: Mapping[str, str] = MappingProxyType(
    {
        spelling: macro
        for macro, name in MONTHS.items()
        for spelling in (macro, f"{macro}.", name.lower(), f"{name.lower()}.")
    }
    | {"sept": "sep", "sept.": "sep"}
)

# What BibTeX allows in the name of a field, a macro or an entry type.
NAME = r"""[^\s"#%'(),={}]++"""

_NAME = re.compile(NAME)
_BLANK = re.compile(r"\s*+")
_BRACES = re.compile(r"[{}]")
_QUOTES = re.compile(r'[{}"]')
# bibtexparser's view: a brace or quote behind a backslash does not count.
_BRACES_LENIENT = re.compile(r"(?<!\\)[{}]")
_QUOTES_LENIENT = re.compile(r'(?<!\\)[{}"]')
_QUOTE_LENIENT = re.compile(r'(?<!\\)"')


def _value_pattern(levels: int) -> str:
    """A regular expression for values of up to *levels* nested braces, read leniently."""
    plain = r"[^{}\\]*+(?:\\++[{}]?+[^{}\\]*+)*+"
    braced = rf"\{{{plain}\}}"
    for _ in range(levels - 1):
        braced = rf"\{{{plain}(?:{braced}{plain})*+\}}"
    unquoted = r'[^{}"\\]*+(?:\\++[{}"]?+[^{}"\\]*+)*+'
    piece = rf'(?:{braced}|"{unquoted}(?:{braced}{unquoted})*+"|{NAME})'
    return rf"{piece}(?:\s*+#\s*+{piece})*+"


# Recognises nearly every value in practice at the speed of `re`; what it does not match is
# not wrong yet, but needs `value_end`.
VALUE = _value_pattern(5)


class Piece(NamedTuple):
    """One piece of a value: `raw[start:end]`, delimiters included."""

    start: int
    end: int
    macro: bool


def piece_end(text: str, start: int, end: int, *, lenient: bool = False) -> int:
    """Where the piece that begins at *start* ends; -1 if it is not closed before *end*.

    Braces and quotes count as BibTeX counts them: every brace, whatever stands before it; a
    quote outside braces. With *lenient* those behind a backslash do not count, and a quoted
    piece with unbalanced braces ends at its next quote. An empty piece ends where it begins.
    """
    first = text[start : start + 1] if start < end else ""
    if first == "{":
        depth = 0
        for mark in (_BRACES_LENIENT if lenient else _BRACES).finditer(text, start, end):
            depth += 1 if mark[0] == "{" else -1
            if depth == 0:
                return mark.end()
        return -1
    if first == '"':
        depth = 0
        for mark in (_QUOTES_LENIENT if lenient else _QUOTES).finditer(text, start + 1, end):
            if mark[0] == '"':
                if depth == 0:
                    return mark.end()
            else:
                depth += 1 if mark[0] == "{" else -1
                if depth < 0:
                    break
        closing = _QUOTE_LENIENT.search(text, start + 1, end) if lenient else None
        return closing.end() if closing else -1
    name = _NAME.match(text, start, end)
    return name.end() if name else start


def far_piece_end(text: str, start: int, closing: Callable[[int], int]) -> int:
    """As `piece_end`, read as BibTeX reads, and as far as the text goes.

    *closing* gives, for the offset of an opening brace, that behind the brace that closes it, or
    -1: what stands in braces is not looked at.
    """
    first = text[start : start + 1]
    if first == "{":
        return closing(start)
    if first != '"':
        return piece_end(text, start, len(text))
    at = start + 1
    while (mark := _QUOTES.search(text, at)) and mark[0] != "}":
        if mark[0] == '"':
            return mark.end()
        at = closing(mark.start())
        if at < 0:
            break
    return -1


def value_end(
    text: str,
    start: int,
    end: int,
    *,
    lenient: bool = False,
    piece: Callable[[int], int] | None = None,
) -> int:
    """Where the value that begins at *start* ends; -1 if one of its pieces is not closed.

    *piece* finds the ends of pieces instead of `piece_end`.
    """
    ends = piece or (lambda at: piece_end(text, at, end, lenient=lenient))
    position = ends(start)
    while position > start:
        sign = skip_blank(text, position, end)
        if text[sign : sign + 1] != "#" or sign >= end:
            break
        following = skip_blank(text, sign + 1, end)
        after = ends(following)
        if after == following:
            break
        position = after
    return position


def is_strict(raw: str) -> bool:
    """Whether BibTeX, which counts braces and quotes behind a backslash, sees the same value."""
    return value_end(raw, 0, len(raw)) == len(raw)


def expand(raw: str, strings: Mapping[str, str]) -> str:
    """The content of *raw*: delimiters removed, pieces joined, macros replaced.

    `{a} # b` with `@string{b = "c"}` -> `ac`; `jan` -> `January`; an unknown macro, one that
    contains itself, or one nested deeper than `MAX_DEPTH` -> its name. What a macro expands to
    is cut at `MAX_EXPANDED` characters, and macros make no value longer than by that much.
    """
    if raw[:1] in ("{", '"') and "#" not in raw:
        return raw[1:-1]
    if raw.isdigit():
        return raw
    return _expand(raw, strings, {}, 0, len(raw) + MAX_EXPANDED)


def undefined(raw: str, strings: Mapping[str, str]) -> tuple[str, ...]:
    """The macros *raw* names directly that neither *strings* nor BibTeX defines, as written."""
    return tuple(
        name for name in macros(raw) if name.lower() not in strings and name.lower() not in MONTHS
    )


def month_of(text: str) -> int | None:
    """The month, 1 to 12, of which *text* is the name, the macro or the number; else None."""
    text = text.strip().lower()
    if macro := MONTH_MACROS.get(text):
        return list(MONTHS).index(macro) + 1
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return number if 1 <= number <= 12 else None


def macros(raw: str) -> tuple[str, ...]:
    """The names of the macros that *raw* names directly, as written, in order."""
    if raw[:1] in ("{", '"') and "#" not in raw:
        return ()
    return tuple(raw[piece.start : piece.end] for piece in pieces(raw) if piece.macro)


def used_strings(raw: str, strings: Mapping[str, str]) -> tuple[str, ...]:
    """Lower-case names of all `@string`s that *raw* needs, directly or through others.

    Each once, and those a definition needs before it: the order in which BibTeX wants them.
    """
    done: dict[str, None] = {}
    seen: set[str] = set()
    # A stack of our own: a chain of definitions may be longer than Python's.
    stack = [iter(macros(raw))]
    names = [""]
    while stack:
        name = next(stack[-1], None)
        if name is None:
            stack.pop()
            done[names.pop()] = None
        elif (lower := name.lower()) in strings and lower not in seen:
            seen.add(lower)
            stack.append(iter(macros(strings[lower])))
            names.append(lower)
    return tuple(name for name in done if name)


def pieces(raw: str) -> list[Piece]:
    """The pieces of the value *raw* in order. Text that is not a piece is in none of them."""
    # As the reader did: BibTeX's way first, then leniently.
    lenient = not is_strict(raw)
    found = []
    end = len(raw)
    position = skip_blank(raw, 0, end)
    while position < end:
        after = piece_end(raw, position, end, lenient=lenient)
        if after <= position:
            break
        literal = raw[position] in '{"' or raw[position:after].isdigit()
        found.append(Piece(position, after, not literal))
        position = skip_blank(raw, after, end)
        if raw[position : position + 1] != "#":
            break
        position = skip_blank(raw, position + 1, end)
    return found


def is_delimited(raw: str) -> bool:
    """Whether the value *raw* is one text in braces or quotes, and nothing is joined to it."""
    return raw[:1] in ("{", '"') and len(pieces(raw)) == 1


def _expand(
    raw: str, strings: Mapping[str, str], known: dict[str, str], depth: int, room: int
) -> str:
    """`expand` within *room* characters. *known* has what each macro expands to.

    A macro under expansion stands in *known* as its name, which ends every cycle; each macro
    is expanded once for a value, so no set of definitions takes more than its own length.
    """
    parts: list[str] = []
    for piece in pieces(raw):
        part = raw[piece.start : piece.end]
        if piece.macro:
            name = part.lower()
            if name not in known:
                known[name] = part
                if name in strings and depth < MAX_DEPTH:
                    known[name] = _expand(strings[name], strings, known, depth + 1, MAX_EXPANDED)
                elif name not in strings:
                    known[name] = MONTHS.get(name, part)
            part = known[name]
        elif part[0] in '{"':
            part = part[1:-1]
        parts.append(part[:room])
        room -= len(parts[-1])
        if room <= 0:
            break
    return "".join(parts)


def skip_blank(text: str, start: int, end: int) -> int:
    """Where the blanks that begin at *start* end."""
    found = _BLANK.match(text, start, end)
    return found.end() if found else start
