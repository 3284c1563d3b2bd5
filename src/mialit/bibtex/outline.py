"""Where the units of a file begin, found without reading its blocks.

A unit is a stretch of whole lines that begins with an `@` at a line's start: nearly always one
entry and the blanks behind it. (The first one begins with the file.) Braces balance in a unit, so
that an `@` at the start of a line of a value begins none. A unit that has been read by itself, and
whose blocks were found closed, means the same amid the file: what has not changed need not be read
again, and units can be read in any order.

What shows in the whole file alone are keys and macros that are defined twice, and what an entry
inherits. So an outline says which key a unit's entry has, unless the unit is odd, that is, anything
but one entry with a plain key; and to which keys its entries refer.
"""

import re
from array import array
from collections.abc import Iterable
from hashlib import blake2b

DIGEST = 16  # bytes of a unit's digest: no two texts that occur have the same
NO_DIGEST = bytes(DIGEST)
_MOST_JOINED = 100  # lines with an `@` in one unit; where there are more, a brace is missing
_BEGINNING = b"\n@"
_PLAIN = re.compile(
    rb"@(?!(?i:comment|string|preamble)\b)[A-Za-z]+[ \t]*\{[ \t]*([^\s,={}()\"%@#\\~]+)[ \t]*,"
)
_BLOCK = re.compile(rb"@\s*[^\s\"#%'(),={}@]*\s*[{(]")
_REFERS = re.compile(rb"(?i)crossref\s*=\s*(?:\{([^{}]*)\}|\"([^{}\"]*)\")?")
_LONGEST = 1 << 26  # bytes of a unit
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # how texts begin that are not of single bytes


class Outline:
    """The units of a file, each with a number from 0; all of it in columns.

    `starts` are byte offsets, `places` the same in code points, `lines` count from 1; each has the
    file's end as its last member. `keys` are "" for an odd unit. `refers` has, by the unit's
    number, the keys in lower case that its entries inherit from. `encoding` is that of
    `Library.encoding`.
    """

    def __init__(self) -> None:
        self.starts = array("Q", (0,))
        self.places = array("Q", (0,))
        self.lines = array("Q", (1,))
        self.digests = bytearray()
        self.keys: list[str] = []
        self.refers: dict[int, list[str]] = {}
        self.encoding = "ascii"

    def __len__(self) -> int:
        return len(self.keys)

    def digest(self, number: int) -> bytes:
        """What tells the text of the unit with this *number* from any other."""
        return bytes(self.digests[number * DIGEST : (number + 1) * DIGEST])

    def _add(self, unit: bytes, *, refers: bool) -> bool:
        """Adds a *unit* at the end; False for one after which the file has to be read as a whole.

        That is one with a line end of old Macintoshes, or a key to inherit from behind a macro.
        *refers* says that it may hold such keys.
        """
        if b"\r" in unit and unit.count(b"\r") != unit.count(b"\r\n"):
            return False
        if refers and (named := _REFERS.findall(unit)):
            if any(not (braced or quoted) for braced, quoted in named):
                return False
            keys = (braced or quoted for braced, quoted in named)
            self.refers[len(self)] = [
                key.decode("utf-8", "surrogateescape").strip().lower() for key in keys
            ]
        self.starts.append(self.starts[-1] + len(unit))
        size = len(unit) if unit.isascii() else self._letters(unit)
        self.places.append(self.places[-1] + size)
        self.lines.append(self.lines[-1] + unit.count(b"\n"))
        self.digests += blake2b(unit, digest_size=DIGEST).digest()
        self.keys.append(_plain_key(unit))
        return True

    def _letters(self, unit: bytes) -> int:
        """The code points of a *unit* that is not ASCII, whose encoding is noted."""
        try:
            letters = len(unit.decode("utf-8"))
        except UnicodeDecodeError:
            self.encoding = "unknown-8bit"
            return len(unit.decode("utf-8", "surrogateescape"))
        if self.encoding == "ascii":
            self.encoding = "utf-8"
        return letters


def _plain_key(unit: bytes) -> str:
    """The key of the one entry of *unit*; "" where the unit is odd."""
    head = _PLAIN.match(unit)
    if head is None or (unit.find(b"@", head.end()) >= 0 and _BLOCK.search(unit, head.end())):
        return ""
    key = head[1].decode("utf-8", "surrogateescape")
    return key if key.isprintable() else ""


def outlined(windows: Iterable[bytes]) -> Outline | None:
    """The outline of a file, which comes in *windows*, stretches of bytes of any length.

    None for a file that has to be read as a whole: its units cannot be told apart.
    """
    outline = Outline()
    rest = b""  # of a unit whose end has not come yet
    joined = 0
    for window in windows:
        if not outline.keys and not rest and (window.startswith(_WIDE) or b"\0" in window[:4]):
            return None
        text = rest + window if rest else window
        refers = b"crossref" in text.lower()
        start, searched = 0, max(len(rest) - 1, 0)
        while (found := text.find(_BEGINNING, searched)) >= 0:
            searched = found + 1
            unit = text[start:searched]
            if unit.count(b"{") != unit.count(b"}"):
                joined += 1
                if joined > _MOST_JOINED:
                    return None
                continue
            if not outline._add(unit, refers=refers):
                return None
            start, joined = searched, 0
        rest = text[start:]
        if len(rest) > _LONGEST:
            return None
    if rest and not outline._add(rest, refers=True):
        return None
    return outline
