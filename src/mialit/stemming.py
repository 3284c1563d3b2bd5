"""Which forms are of one word: British and American spelling, inflections, families of words.

A few rules of our own. They need not yield words, only the same text for forms that belong
together, and both sides of a comparison pass through them: `noise` may well become `noiz`.
"""

import re
from functools import lru_cache

_SHORTEST_ROOT = 4  # letters that two words of a family share at least

# British on the left. Where a rule also catches a word that is spelled so everywhere, both sides
# of a comparison change alike.
_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=\w{2})is(?=(?:e|es|ed|ing|er|ers|able|ation|ations|ational)$)", "iz"),
        (r"ys(?=(?:e|es|ed|ing|er|ers)$)", "yz"),
        (r"(?<=\w{2})our(?=(?:s|al|ally|ed|ing|able|hood|hoods|ful|ite)?$)", "or"),
        (r"(?<=def|off|lic)enc(?=e|es$)", "ens"),
        (r"(?<=[tb])re(?=s?$)", "er"),
        (r"ogue(?=s?$)", "og"),
        (r"^grey", "gray"),
        (r"^artefact", "artifact"),
        (r"(?<=program)me(?=s?$)", ""),
        (r"(?<=dg)ement", "ment"),
    )
)

# Where an American spelling parts from the British one, in its result above.
_DIVERGING = re.compile(
    r"(?<=\w{2}o)r(?=(?:s|al|ally|ed|ing|able|hood|hoods|ful|ite)?$)|(?<=[tb])ers?$"
    r"|(?<=def|off|lic)en(?:s|d)|(?<=^gr)ay|(?<=^art)ifact|(?<=dg)ment"
)

# Longest first; of words in the form of `stem`, so without a final e and with i for y.
_ALL_SUFFIXES = (
    "ization izat iz ication icat ation ativ ator at ition itiv ion iv ionali "
    "abiliti ibiliti abl ibl ability aliti iti ness ment anc enc anci enci aci ant ent "
    "ial ially alli ially al li er or ist ism ful fulness ag ic ical icalli ateli i"
)
_SUFFIXES = tuple(sorted(_ALL_SUFFIXES.split(), key=len, reverse=True))


def spelling(word: str) -> str:
    """*word* (folded) as Americans spell it: `memorisation` is `memorization`."""
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What the inflections of *word* (folded) have in common.

    attacks, attacking, attacked -> attack      memorisation, memorization -> memorization
    modelling, modeled -> model                 analyses, analysis -> analyz
    """
    if len(word) < 4 or not word.isalpha():
        return word
    word = spelling(word)
    if word.endswith(("ysis", "yses", "yzis")):
        return word[:-3] + "z"
    word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and _has_vowel(rest) and rest[-1] != "e":
            word = rest
            break
    return _base(word)


@lru_cache(maxsize=1 << 16)
def family(word: str) -> str:
    """What *word* shares with those derived from it: memorize, memorization, memorizes -> memor."""
    root = stem(word)
    for suffix in _SUFFIXES:
        if root.endswith(suffix) and len(root) - len(suffix) >= _SHORTEST_ROOT:
            root = _base(root.removesuffix(suffix))
            break
    return root[:-1] + "d" if root.endswith("fens") else root


def common_start(word: str) -> str:
    """A beginning that all forms, kin and spellings of *word* share; for finding them."""
    american = spelling(word)
    root = min(stem(word), family(word), key=len)
    length = max(3, len(root) - 1) if len(word) > 3 else len(word)
    apart = _DIVERGING.search(american)
    if apart:
        length = min(length, apart.start())
    while word[:length] != american[:length]:
        length -= 1
    return word[:length]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _base(word: str) -> str:
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeious" and _has_vowel(word):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 2 and word.endswith("y") else word


def _has_vowel(word: str) -> bool:
    return not set("aeiouy").isdisjoint(word)
