"""Whether two author lists name the same people, however each writes their names.

Who is meant stands in a family name and in given names, of which one writes less, initials or
none; in either order; with or without particles, hyphens and accents; ü also as ue. Nicknames are
other names.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mialit.text.normalize import fold, spelled_out

# Parts of family names that stand with them, behind the given name, or not at all.
_PARTICLES = frozenset(
    {"af", "al", "ap", "da", "das", "de", "dei", "del", "della", "den", "der", "di", "do", "dos"}
    | {"du", "el", "ibn", "la", "le", "los", "mac", "mc", "san", "st", "ten", "ter", "van"}
    | {"vande", "vander", "vom", "von", "zu", "zum", "zur", "jr", "sr", "ii", "iii", "iv"}
)
_SHORTENED = 3  # letters of a given name that is cut short ("Chris")
_SEPARATORS = re.compile("[,;&]")
_WHOLE = 2  # words of a name with a given name
_CUT = 2  # letters that are then missing at least: "Yan" is not "Yang"


class Names(NamedTuple):
    """How the people of an entry stand to those of a paper, by their places from 0.

    `places` gives for each person of the entry the place in the paper, None where the paper has
    nobody of that name; `missing` are the places of the paper's people whom the entry lacks.
    """

    places: tuple[int | None, ...]
    missing: tuple[int, ...]

    @property
    def common(self) -> int:
        """How many people are in both."""
        return sum(place is not None for place in self.places)

    @property
    def others(self) -> tuple[int, ...]:
        """The places in the entry of people whom the paper does not have."""
        return tuple(number for number, place in enumerate(self.places) if place is None)

    @property
    def in_order(self) -> bool:
        """Whether the common people stand in the paper's order."""
        found = [place for place in self.places if place is not None]
        return found == sorted(found)


def compared(entry: Sequence[str], paper: Sequence[str]) -> Names:
    """How the people of *entry* stand to those of *paper*, both `Family, Given`."""
    if list(entry) == list(paper):
        return Names(tuple(range(len(paper))), ())
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(paper):
        for word in _words(name):
            by_word[word].append(number)
    left = set(range(len(paper)))
    places: list[int | None] = []
    for number, name in enumerate(entry):
        near = {place for word in _words(name) for place in by_word.get(word, ())} & left
        # Of two of one name the one in the same place.
        ordered = sorted(near, key=lambda place: (place != number, place))
        found = next((place for place in ordered if same(name, paper[place])), None)
        places.append(found)
        left.discard(found if found is not None else -1)
    return Names(tuple(places), tuple(sorted(left)))


def run_together(name: str, paper: Sequence[str]) -> frozenset[int]:
    """The places of those people of *paper* whom *name*, to BibTeX a single one, runs together.

    That is a list separated by something else than ` and `: by commas, semicolons or `&`. It is
    empty for the name of one person, of which a comma separates no more than the parts.
    """
    marks = _SEPARATORS.findall(name)
    if not marks:
        return frozenset()
    if marks == [","]:
        # Two whole names; of which the first stands where family names do.
        parts = [part.rsplit(maxsplit=1) for part in name.split(",")]
        if any(len(part) < _WHOLE for part in parts):
            return frozenset()
        names = [f"{family}, {given}" for given, family in parts]
        places = compared(names, paper).places
        found = frozenset(place for place in places if place is not None)
    else:
        words = _words(name)
        found = frozenset(
            at
            for at, each in enumerate(paper)
            if any(words.issuperset(person.family) for person in _variants(each))
        )
    families = {paper[place].partition(",")[0] for place in found}
    return found if len(families) > 1 else frozenset()


def common(entry: Sequence[str], paper: Sequence[str]) -> int:
    """How many people of *paper* are those of *entry*, also where names are run together."""
    if list(entry) == list(paper):
        return len(paper)
    found = {place for place in compared(entry, paper).places if place is not None}
    return len(found.union(*(run_together(name, paper) for name in entry)))


def same(one: str, other: str) -> bool:
    """Whether two names, `Family, Given`, may be one person's."""
    return one == other or any(
        _same(first, second) for first in _variants(one) for second in _variants(other)
    )


class _Person(NamedTuple):
    family: tuple[str, ...]
    given: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def _variants(name: str) -> tuple[_Person, ...]:
    """*name* in folded words, in each way in which its letters are spelled."""
    found = []
    for spelled in (name, *spelled_out(name)):
        family, _, given = spelled.partition(",")
        found.append(_Person(_telling(family), _telling(given)))
    return tuple(dict.fromkeys(found))


def _telling(text: str) -> tuple[str, ...]:
    words = tuple(fold(text).split())
    return tuple(word for word in words if word not in _PARTICLES) or words


def _words(name: str) -> set[str]:
    """What a name may have in common with another spelling of it."""
    words: set[str] = set()
    for person in _variants(name):
        words.update(word for word in (*person.family, *person.given) if len(word) > 1)
        words.add("".join(person.family))
    return words


def _same(one: _Person, other: _Person) -> bool:
    if "".join(one.family) == "".join(other.family):
        return _given_agree(one.given, other.given)
    return _one_of_the_other((*one.family, *one.given), (*other.family, *other.given))


def _given_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one of two given names may be a shorter form of the other."""
    if not one or not other or "".join(one) == "".join(other):
        return True
    few, many = sorted((one, other), key=len)
    if "".join(few) == "".join(word[0] for word in many):
        return True
    rest = iter(many)
    return all(any(_agree(word, next_word) for next_word in rest) for word in few) or (
        # Syllables written apart, and their initials: Yuefeng, Y.-F.
        len(few) == 1 and all(len(word) == 1 for word in many) and few[0][0] == many[0]
    )


def _agree(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    cut = len(long) - len(short)
    return long.startswith(short) and (
        not cut or len(short) == 1 or (len(short) >= _SHORTENED and cut >= _CUT)
    )


def _one_of_the_other(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words of one name are all in the other, in any order, some as initials.

    Two words at least are the same, or all but initials of names of one length.
    """
    few, many = sorted((one, other), key=len)
    left = list(many)
    initials = []
    equal = 0
    for word in few:
        if len(word) > 1 and word in left:
            left.remove(word)
            equal += 1
        else:
            initials.append(word)
    for word in initials:
        meant = next((each for each in left if _agree(word, each)), None)
        if meant is None:
            return False
        left.remove(meant)
    return equal > 1 or (equal == 1 and len(few) == len(many) > 1)
