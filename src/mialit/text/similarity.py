"""How alike two words are. The only module that uses rapidfuzz; it is loaded when needed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from mialit.text.normalize import fold

_LONGEST = 100  # characters that are compared: likeness takes time by the product of the lengths
_LONGEST_TEXT = 300  # the same for whole titles


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Those of *known* that *word* may be a typo of, nearest first; [] when none is near.

    Near is a likeness of 0.6 or more of whole folded texts by Damerau-Levenshtein distance
    (transposed letters count once), or a known text that has *word* as one of its words' typos.
    """
    from rapidfuzz.distance import DamerauLevenshtein

    asked = fold(word[:_LONGEST])
    scored = []
    for text in known:
        folded = fold(text[:_LONGEST])
        likeness = max(
            DamerauLevenshtein.normalized_similarity(asked, part)
            for part in (folded, folded.replace(" ", ""), *folded.split())
        )
        if likeness >= 0.6:
            scored.append((-likeness, text))
    return [text for _, text in sorted(scored)[:most]]


def within(word: str, known: Sequence[str], most: int) -> dict[str, int]:
    """Those of *known* at most *most* typos from *word*, with the number of typos.

    *known* are folded words, shortest first. A typo is a letter too many, missing, wrong, or two
    neighbours transposed (Damerau-Levenshtein distance, which other letters between the
    transposed do not hinder).
    """
    from rapidfuzz.distance import OSA, DamerauLevenshtein
    from rapidfuzz.process import extract

    if len(word) > _LONGEST:
        return {}
    near = _of_length(known, len(word), most)
    # OSA is some times faster and at most one more for each typo.
    found = extract(word, near, scorer=OSA.distance, score_cutoff=2 * most - 1, limit=None)
    typos = {
        text: DamerauLevenshtein.distance(word, text, score_cutoff=most) for text, _, _ in found
    }
    return {text: count for text, count in typos.items() if 0 < count <= most}


def typos_between(word: str, other: str) -> int:
    """How many typos make one word of the *other* (Damerau-Levenshtein distance)."""
    from rapidfuzz.distance import DamerauLevenshtein

    return DamerauLevenshtein.distance(word, other)


def closest(word: str, known: Sequence[str], most: int = 3) -> list[str]:
    """Those of *known* (folded words, shortest first) that are nearest to *word*, if any is."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    asked = word[:_LONGEST]
    off = max(1, min(3, len(asked) // 3))
    near = _of_length(known, len(asked), off)
    found = extract(asked, near, scorer=OSA.distance, score_cutoff=off, limit=None)
    best = sorted((typos, text[:1] != asked[:1], text) for text, typos, _ in found)
    return [text for _, _, text in best[:most]]


def _of_length(known: Sequence[str], length: int, off: int) -> Sequence[str]:
    low = bisect_left(known, length - off, key=len)
    return known[low : bisect_right(known, length + off, key=len)]


def likeness(text: str, other: str, least: float = 0.0) -> float:
    """How alike two folded texts are, from 0 to 1; 0 where it is less than *least*.

    By optimal string alignment; of longer texts the first 300 characters count.
    """
    from rapidfuzz.distance import OSA

    return OSA.normalized_similarity(
        text[:_LONGEST_TEXT], other[:_LONGEST_TEXT], score_cutoff=least
    )
