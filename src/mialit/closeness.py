"""How the words of a query stand in a title."""

from collections.abc import Sequence
from itertools import pairwise

from mialit.terms import TITLE
from mialit.units import STOP_WORDS, Unit


def in_title(units: Sequence[Unit], line: str) -> tuple[float, float]:
    """How far the words stand side by side in order in the title; its share that they are.

    Both 0-1. Stop words count for neither.
    """
    title = f" {line} "
    # By where a word begins or ends: the number of the word there, or, for a stop word, of the
    # next and of the last word that count.
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    count = 0
    place = 1
    for word in line.split(" "):
        end = place + len(word)
        starts[place] = count
        count += word not in STOP_WORDS
        ends[end] = count - 1
        place = end + 1
    met: list[set[tuple[int, int]]] = []
    for unit in units:
        places = _places(unit, title)
        if places or not unit.identifier:
            spans = {
                (starts[start], ends[end])
                for start, end in places
                if start in starts and end in ends
            }
            met.append({(first, last) for first, last in spans if first <= last})
    covered = {n for spans in met for start, end in spans for n in range(start, end + 1)}
    cover = len(covered) / count if count else 0.0
    if len(met) < 2:
        return (1.0 if covered else 0.0), cover
    pairs = sum(
        any(a[1] + 1 == b[0] or (a == b) for a in first for b in second)
        for first, second in pairwise(met)
    )
    return pairs / (len(met) - 1), cover


def _places(unit: Unit, title: str) -> list[tuple[int, int]]:
    if unit.phrase is not None:
        return [found.span() for found in unit.phrase.finditer(title)]
    return [
        (start, end)
        for way in unit.all_ways
        if TITLE in way.columns
        for start, end, _, _ in way.places(title)
    ]
