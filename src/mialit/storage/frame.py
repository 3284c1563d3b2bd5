"""The frame of a file: what shows in the whole of it alone.

In the frame are the odd units, those whose key is repeated, and those that others inherit from.
(`bibtex.outline` says what a unit is.)
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import NamedTuple

from mialit.bibtex.crossref import parents
from mialit.bibtex.model import Library
from mialit.bibtex.outline import Outline, outlined
from mialit.storage import excerpts
from mialit.storage.excerpts import Excerpt
from mialit.storage.file_parts import FileParts, Held


class Frame(NamedTuple):
    """The units of the frame, by their numbers; their excerpt; and its blocks."""

    units: list[int]
    excerpt: Excerpt
    library: Library

    def parents(self, keys: Iterable[str]) -> list[int]:
        """The units with what entries inherit that refer to the *keys*, in lower case."""
        named = [entry for key in keys if (entry := self.library.by_key.get(key))]
        above = (each for entry in named for each in parents(self.library, entry))
        starts = (each.span.start for each in chain(named, above))
        return sorted({self.units[self.excerpt.unit(start)] for start in starts})


def units_of_frame(outline: Outline) -> set[int]:
    """The units of the frame of a file with this *outline*."""
    first: dict[str, int] = {}
    chosen = set(units_of_parents(outline))
    for unit, key in enumerate(outline.keys):
        if not key:
            chosen.add(unit)
        elif (earlier := first.setdefault(key, unit)) != unit:
            chosen |= {earlier, unit}
    return chosen


def framed(file: FileParts, outline: Outline, besides: Iterable[int] = ()) -> Frame | None:
    """The frame of *file*, and the units *besides*; None where they cannot be read by themselves.

    Raises ChangedMeanwhileError.
    """
    chosen = units_of_frame(outline).union(besides)
    while True:
        units = sorted(chosen)
        excerpt = excerpt_of(file, outline, units)
        library = excerpts.read(excerpt, None)
        if library is None:
            return None
        # What an odd unit holds may repeat the key of a plain one.
        keys = {entry.key for entry in library.entries}
        repeated = {unit for unit, key in enumerate(outline.keys) if key in keys}
        if repeated <= chosen:
            return Frame(units, excerpt, library)
        chosen |= repeated


def units_of_parents(outline: Outline) -> list[int]:
    """The units that an entry inherits from, or may."""
    wanted = set().union(*outline.refers.values()) if outline.refers else set()
    if not wanted:
        return []
    return [unit for unit, key in enumerate(outline.keys) if not key or key.lower() in wanted]


def library_in_part(name: str, data: bytes, places: Iterable[int]) -> Library | None:
    """The file called *name* that *data* is, with no other blocks than its frame's and some more.

    Those are the ones that begin at the *places*, offsets in code points. None where they cannot be
    read without the others.
    """
    outline = outlined([data])
    if outline is None:
        return None
    units = {bisect_right(outline.places, place) - 1 for place in places}
    frame = framed(Held(data, None), outline, units)
    if frame is None:
        return None
    library = frame.excerpt.moved(frame.library)
    return replace(
        library, name=name, text=data.decode("utf-8", "surrogateescape"), encoding=outline.encoding
    )


def excerpt_of(file: FileParts, outline: Outline, units: Sequence[int]) -> Excerpt:
    """The excerpt of the *units* of *file*, which are in order. Raises ChangedMeanwhileError."""
    texts = (
        file.part(outline.starts[low], outline.starts[high]) for low, high in _stretches(units)
    )
    return excerpts.excerpt(outline, texts, units)


def _stretches(units: Iterable[int]) -> Iterator[tuple[int, int]]:
    """*units*, as stretches of neighbours: the first, and the one behind the last."""
    for _, group in groupby(enumerate(units), lambda pair: pair[1] - pair[0]):
        numbers = [unit for _, unit in group]
        yield numbers[0], numbers[-1] + 1
