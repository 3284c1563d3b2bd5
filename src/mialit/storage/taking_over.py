"""What of a file that changed an earlier list knows, and what that owes to the rest of the file.

A unit that is one entry without a problem is taken over where its text is the same, and the macros
and entries that its record owes something to are the same as well.
"""

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mialit.bibtex.model import Entry, Library
from mialit.bibtex.outline import DIGEST, NO_DIGEST, Outline, outlined
from mialit.storage import excerpts
from mialit.storage.cache import Stored, Units
from mialit.storage.excerpts import Excerpt
from mialit.storage.frame import units_of_parents

# What a record owes to other units of its file, from nothing on.
_ALONE, _BY_MACROS, _BY_PARENTS = range(3)
# How a unit is read: with the frame, in a batch, or not at all.
IN_FRAME, IN_BATCH, TAKEN = range(3)


class Plan(NamedTuple):
    """How each unit is read; of one that is `TAKEN`, `known` has its record's number, else -1."""

    ways: bytearray
    known: Sequence[int]


def planned(outline: Outline, frame: Iterable[int], earlier: Stored | None, units: Units) -> Plan:
    """How the units are read of a file with that *frame*, when *earlier* knows some of them."""
    ways = bytearray([IN_BATCH]) * len(outline)
    known = array("q", [-1]) * len(outline)
    if earlier is not None:
        numbers = _numbers(earlier, units)
        for unit in range(len(outline)):
            number = numbers.get(outline.digest(unit), -1)
            if number >= 0:
                ways[unit] = TAKEN
                known[unit] = number
    for unit in frame:
        ways[unit], known[unit] = IN_FRAME, -1
    return Plan(ways, known)


def _numbers(earlier: Stored, units: Units) -> dict[bytes, int]:
    """The records of *earlier* that still hold, by the digest of their unit: their numbers."""
    holds = {_ALONE: True}
    holds[_BY_MACROS] = earlier.units.strings == units.strings
    holds[_BY_PARENTS] = holds[_BY_MACROS] and earlier.units.parents == units.parents
    parts = earlier.records.parts
    digests = bytes(parts.digests)
    numbers = {
        digests[DIGEST * number : DIGEST * (number + 1)]: number
        for number, origin in enumerate(parts.origins)
        if holds.get(origin)
    }
    numbers.pop(NO_DIGEST, None)
    return numbers


def of_whole(library: Library) -> tuple[tuple[bytes, bytes], tuple[str, str]] | None:
    """The digests and origins (`cache_format.Parts`) of the entries of a file read as a whole.

    With them come `digests_of_context`. None where the file cannot be read by units.
    """
    outline = outlined([library.data])
    if outline is None:
        return None
    whole = Excerpt(
        library.text,
        outline.places[1:],
        outline.places[:-1],
        outline.lines[:-1],
        excerpts.digests(outline, range(len(outline))),
    )
    context = digests_of_context(outline, library.defined)
    return digests_and_origins(whole, library), context


def digests_of_context(outline: Outline, strings: Mapping[str, str]) -> tuple[str, str]:
    """What tells from any others the macros *strings*, and what entries inherit from."""
    named = hashlib.sha256(json.dumps(sorted(strings.items())).encode())
    inherited = hashlib.sha256()
    for unit in units_of_parents(outline):
        inherited.update(outline.digest(unit))
    return named.hexdigest(), inherited.hexdigest()


def digests_and_origins(excerpt: Excerpt, library: Library) -> tuple[bytes, bytes]:
    """What `Parts` has of each entry of *library*, which *excerpt* was read to."""
    whole = _whole_units(library, excerpt)
    digests, origins = bytearray(), bytearray()
    for entry in library.entries:
        unit = whole.get(entry.span.start, -1)
        digests += excerpt.digests[DIGEST * unit : DIGEST * (unit + 1)] if unit >= 0 else NO_DIGEST
        origins.append(_origin(entry))
    return bytes(digests), bytes(origins)


def _whole_units(library: Library, excerpt: Excerpt) -> dict[int, int]:
    """The units that are one entry without a problem, by the offset at which it begins."""
    several = {excerpt.unit(problem.span.start) for problem in library.problems}
    found: dict[int, int] = {}
    for block in library.blocks:
        start = block.span.start
        unit = excerpt.unit(start)
        if unit in found or start != excerpt.start(unit):
            several.add(unit)
        found[unit] = start
    return {start: unit for unit, start in found.items() if unit not in several}


def _origin(entry: Entry) -> int:
    """What *entry* owes to others: `_ALONE`, `_BY_MACROS`, or, perhaps besides, `_BY_PARENTS`."""
    if entry.field("crossref"):
        return _BY_PARENTS
    for field in entry.fields:
        raw = field.raw
        if "#" in raw or not (raw[:1] in ("{", '"') or raw.isdigit()):
            return _BY_MACROS
    return _ALONE
