"""Those English words that somebody may type and that a list's words could be mistaken for.

The program has a list of English (search/english.txt), since a word of English has hardly been
typed for another. The page carries of it what its own list makes necessary.
"""

from collections.abc import Iterable

from mialit.search.expansion import TWO_TYPOS_APART_FROM, TYPO_FROM, english_stems
from mialit.search.stemming import stem
from mialit.text.similarity import typos_between

_MOST = 4000  # words of a list; of a longer one nearly every word of English is near some word
_APART = 2  # letters, at most
_ENDING = 3  # letters that a stem may lack of a word typed


def english_near(words: Iterable[str]) -> str:
    """The stems of English near to *words*, folded ones, in alphabetical order, packed.

    Of each stands how many letters it shares with the stem before it, as a digit of base 36, which
    is no lower-case letter, and then the letters that follow.
    """
    asked = {word for word in words if len(word) >= TYPO_FROM and word.isalpha()}
    stems = english_stems()
    if len(asked) <= _MOST:
        near: dict[str, set[str]] = {}
        for word in asked | set(map(stem, asked)):
            for text in _shortened(word):
                near.setdefault(text, set()).add(word)
        stems = [
            word
            for word in stems
            if any(
                _are_near(word, other) for text in _shortened(word) for other in near.get(text, ())
            )
        ]
    packed, before = [], ""
    for word in sorted(stems):
        shared = 0
        while word.startswith(before[: shared + 1]) and shared < len(before):
            shared += 1
        packed.append("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[shared] + word[shared:])
        before = word
    return "".join(packed)


def _are_near(word: str, other: str) -> bool:
    """Whether *word*, with any ending, may be taken for *other*: two typos need long words."""
    longest = max(len(word), len(other))
    return typos_between(word, other) <= (
        _APART if longest + _ENDING >= TWO_TYPOS_APART_FROM else 1
    )


def _shortened(word: str) -> set[str]:
    """*word* with up to two letters left out: words near to each other share one of these."""
    found = latest = {word}
    for _ in range(_APART if len(word) > TYPO_FROM else 1):
        latest = {text[:at] + text[at + 1 :] for text in latest for at in range(len(text))}
        found = found | latest
    return found
