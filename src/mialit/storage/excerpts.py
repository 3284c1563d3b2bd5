"""Some units of a file, read by themselves.

Which units those may be, and why, `bibtex.outline` says.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from mialit.bibtex.model import Library
from mialit.bibtex.outline import NO_DIGEST, Outline
from mialit.bibtex.reader import read_units


class Excerpt(NamedTuple):
    """The texts of some units, one behind the other, in the order of the file.

    Of each unit, `ends` has the offset behind it in `text`; `places` and `lines` say where it
    begins in the file, and `digests` which text it is, `NO_DIGEST` for an odd unit. Offsets are in
    code points.
    """

    text: str
    ends: Sequence[int]
    places: Sequence[int]
    lines: Sequence[int]
    digests: bytes

    def unit(self, offset: int) -> int:
        """Which of the units has the *offset*."""
        return min(bisect_right(self.ends, offset), len(self.ends) - 1)

    def start(self, unit: int) -> int:
        """The offset at which a unit begins."""
        return self.ends[unit - 1] if unit else 0

    def place(self, offset: int) -> int:
        """The offset in the file."""
        unit = self.unit(offset)
        return self.places[unit] + offset - self.start(unit)

    def line(self, offset: int) -> int:
        """The line in the file."""
        unit = self.unit(offset)
        return self.lines[unit] + self.text.count("\n", self.start(unit), offset)

    def moved(self, library: Library) -> Library:
        """*library*, which was read from here, with its blocks where they stand in the file."""
        return replace(
            library,
            blocks=tuple(block.moved(self._later(block.span.start)) for block in library.blocks),
            problems=tuple(
                replace(each, span=each.span.moved(self._later(each.span.start)))
                for each in library.problems
            ),
        )

    def _later(self, offset: int) -> int:
        return self.place(offset) - offset


def excerpt(outline: Outline, texts: Iterable[bytes], units: Sequence[int]) -> Excerpt:
    """The excerpt of the *units* of a file; *texts* are theirs."""
    sizes = (outline.places[unit + 1] - outline.places[unit] for unit in units)
    return Excerpt(
        b"".join(texts).decode("utf-8", "surrogateescape"),
        array("Q", accumulate(sizes)),
        array("Q", map(outline.places.__getitem__, units)),
        array("Q", map(outline.lines.__getitem__, units)),
        digests(outline, units),
    )


def digests(outline: Outline, units: Iterable[int]) -> bytes:
    """The digests of *units*, as `Excerpt` has them."""
    return b"".join(outline.digest(unit) if outline.keys[unit] else NO_DIGEST for unit in units)


def read(excerpt: Excerpt, strings: Mapping[str, str] | None) -> Library | None:
    """The blocks of *excerpt*, as `read_units` gives them."""
    return read_units(excerpt.text, excerpt.ends, excerpt.line, strings)
