"""Proximity: how the words of a query stand together in a title."""

from collections.abc import Sequence
from itertools import pairwise

from mialit.search.query_terms import STOP_WORDS, QueryTerm
from mialit.search.word_index import TITLE


def proximity(terms: Sequence[QueryTerm], title: str) -> tuple[float, float]:
    """The share of neighbouring *terms* that are neighbours in *title*, and its share they cover.

    Both from 0 to 1. *title* is folded; its stop words count for neither.
    """
    text = f" {title} "
    # Offsets where a word begins or ends, with the number of the word. A stop word has the number
    # of the next word that counts where it begins, and of the last one where it ends.
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    count = 0
    start = 1
    for word in title.split(" "):
        end = start + len(word)
        starts[start] = count
        count += word not in STOP_WORDS
        ends[end] = count - 1
        start = end + 1
    runs: list[set[tuple[int, int]]] = []  # by term, the numbers of the first and the last word
    for term in terms:
        spans = _spans(term, text)
        if spans or not term.identifier:
            numbered = {
                (starts[start], ends[end])
                for start, end in spans
                if start in starts and end in ends
            }
            runs.append({(first, last) for first, last in numbered if first <= last})
    covered = {number for run in runs for a, b in run for number in range(a, b + 1)}
    coverage = len(covered) / count if count else 0.0
    if len(runs) < 2:
        return (1.0 if covered else 0.0), coverage
    neighbours = sum(
        any(a[1] + 1 == b[0] or a == b for a in run for b in following)
        for run, following in pairwise(runs)
    )
    return neighbours / (len(runs) - 1), coverage


def _spans(term: QueryTerm, text: str) -> list[tuple[int, int]]:
    """Where *term* stands in a folded title."""
    if term.phrase is not None:
        return [found.span() for found in term.phrase.finditer(text)]
    return [
        (start, end)
        for variant in term.all_variants
        if TITLE in variant.columns
        for start, end, _, _ in variant.places(text)
    ]
