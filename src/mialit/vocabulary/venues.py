"""Recognises the venue that a `booktitle` or `journal` names in full or with year and edition."""

import re
from functools import cached_property

from mialit.text.normalize import fold
from mialit.vocabulary.model import FieldSpec, Value

# Folded words of what is held beside a venue: "Proceedings of the NeurIPS Workshop on X" is not
# NeurIPS.
SATELLITE = re.compile(r"\b(?:workshops?|wksps?|companion|findings|tutorials?)\b")
_SHORTEST_ACRONYM = 3


class Recogniser:
    """Finds the declared value of *spec* that a longer text names.

    A text names a value when it spells it, when it contains one of its spellings of two words or
    more, or when it contains its acronym in the acronym's own case ("Proc. ICML 2021"). The
    longest spelling wins. A workshop's text names only values that are workshops themselves.
    """

    def __init__(self, spec: FieldSpec) -> None:
        self._spec = spec

    def value(self, text: str) -> Value | None:
        """The value that *text* (readable Unicode) names, or None."""
        if known := self._spec.value(text):
            return known
        folded = fold(text)
        # One by one: putting all into one pattern takes longer than most lists need in all.
        spaced = f" {folded} "
        found = [about for phrase, about in self._phrases.items() if phrase in spaced]
        found += [
            about
            for acronym, about in self._acronyms.items()
            if acronym in text and re.search(rf"(?<!\w){re.escape(acronym)}(?!\w)", text)
        ]
        satellite = SATELLITE.search(folded) is not None
        candidates = [
            (length, value)
            for length, value in found
            if not satellite or any(SATELLITE.search(fold(name)) for name in value.spellings)
        ]
        return max(candidates, key=lambda pair: pair[0])[1] if candidates else None

    @cached_property
    def _phrases(self) -> dict[str, tuple[int, Value]]:
        return {
            f" {folded} ": (len(folded), value)
            for value in reversed(self._spec.values)
            for folded in map(fold, value.spellings)
            if " " in folded
        }

    @cached_property
    def _acronyms(self) -> dict[str, tuple[int, Value]]:
        return {
            spelling: (len(spelling), value)
            for value in reversed(self._spec.values)
            for spelling in (value.name, *value.also)
            if len(spelling) >= _SHORTEST_ACRONYM
            and not spelling.islower()
            and sum(letter.isupper() for letter in spelling) > 1
        }
