"""Stemming: British and American spelling, inflections, and which words are related.

A few rules of our own. What they yield need not be words, only the same text for forms that belong
together: both sides of a comparison pass through them, so `noise` may well become `noiz`.
"""

from functools import lru_cache

SHORTEST_ROOT = 4  # letters that are left of a word, at least, when a suffix is taken off

# British endings, the letters before them at least, and the American ones. Where a rule also
# catches a word that is spelled so everywhere, both sides of a comparison change alike.
OR_ENDINGS = ("", *["s", "al", "ally", "ed", "ing", "able", "hood", "hoods", "ful", "ite"])
BRITISH_ENDINGS = {
    **{
        f"is{rest}": (2, f"iz{rest}")
        for rest in ["e", "es", "ed", "ing", "er", "ers", "able", "ation", "ations", "ational"]
    },
    **{f"ys{rest}": (0, f"yz{rest}") for rest in ["e", "es", "ed", "ing", "er", "ers"]},
    **{f"our{rest}": (2, f"or{rest}") for rest in OR_ENDINGS},
    **{f"{start}enc{rest}": (0, f"{start}ens{rest}") for start in ("def", "off", "lic")
       for rest in ("e", "es")},
    **{f"{letter}re{rest}": (0, f"{letter}er{rest}") for letter in "tb" for rest in ("", "s")},
    "ogue": (0, "og"), "ogues": (0, "ogs"),
    "programme": (0, "program"), "programmes": (0, "programs"),
}  # fmt: skip
_BRITISH = tuple(BRITISH_ENDINGS)
_LONGEST_ENDING = max(map(len, BRITISH_ENDINGS))

# Suffixes of words in the form of `stem`, so without a final e and with i for y, and what may
# stand in their place. `SURE_SUFFIXES` are those whose rest is a word's root whatever the word: two
# words with the same root by such a suffix are related, as extraction and extractor are. By the
# others a word is related only to the root itself: formation to form, but not general to
# generation, though both begin with `gener`.
SURE_SUFFIXES = {
    "ization": ("iz",), "izat": ("iz",), "iz": ("",), "ification": ("ifi",), "ificat": ("ifi",),
    "ifi": ("",), "ication": ("icat", "i"), "ation": ("at",), "ativ": ("at",), "ator": ("at",),
    "atori": ("at",), "aci": ("at",), "ion": ("",), "iv": ("",), "ori": ("",),
    "ionali": ("ion",), "abiliti": ("abl",), "ibiliti": ("ibl",), "abiliz": ("abl",), "abl": ("",),
    "ibl": ("",), "aliti": ("al",), "iti": ("", "at"), "ness": ("",), "ment": ("",), "li": ("",),
    "ional": ("ion",), "alli": ("al",), "iviti": ("iv",), "ous": ("",), "or": ("",),
    "ifier": ("ifi",), "izer": ("iz",),
}  # fmt: skip
UNSURE_SUFFIXES = {
    "ation": ("",), "ativ": ("",), "ator": ("",), "at": ("",), "ition": ("", "it"), "itiv": ("",),
    "anc": ("", "ant"), "enc": ("", "ent"), "anci": ("", "ant"), "enci": ("", "ent"), "ant": ("",),
    "ent": ("",), "ial": ("",), "al": ("",), "er": ("",), "ist": ("",), "ism": ("",), "ful": ("",),
    "less": ("",), "ag": ("",), "ic": ("",), "ical": ("",), "icat": ("", "i"),
    "ential": ("enc", "ent"),
}  # fmt: skip
LONG_SUFFIXES = ("er", "ation")  # are sure where much is left: recommender, recommendation
# Latin roots that change before -ion, -ive and the like: inversion, invert.
LATIN_ROOTS = {
    "vers": "vert", "tens": "tend", "pans": "pand", "hens": "hend", "pens": "pend",
    "fens": "fend", "spons": "spond", "clus": "clud", "cis": "cid", "vas": "vad", "lis": "lid",
    "plos": "plod", "vis": "vid", "miss": "mit", "cept": "ceiv", "duct": "duc",
    "script": "scrib", "sumpt": "sum", "solut": "solv", "volut": "volv", "tent": "tend",
}  # fmt: skip
_CHANGED = tuple(LATIN_ROOTS)

# What no rule yields, as `stem` gives it: derived words and what they come from.
DERIVED = {
    "disclosur": "disclos", "explanation": "explain", "explanatori": "explain", "exposur": "expos",
    "failur": "fail", "maximal": "maximiz", "memori": "memor", "minimal": "minimiz",
    "optimal": "optimiz", "optimum": "optimiz", "poisonou": "poison", "theoretical": "theori",
    "theoretic": "theori",
}  # fmt: skip
# Stems that only look as if they came from another word.
UNRELATED = frozenset({
    "ampl", "apartment", "board", "capital", "capitaliz", "customer", "department", "element",
    "factor", "form", "hospitaliti", "import", "importanc", "important", "memorial", "mission",
    "moment", "number", "numerou", "organization", "party", "polici", "portion", "position",
    "ration", "rational", "recess", "secretion", "station", "system", "version",
})  # fmt: skip


@lru_cache(maxsize=1 << 16)
def spelling(word: str) -> str:
    """*word* (folded) as Americans spell it: `memorisation` is `memorization`."""
    if word.endswith(_BRITISH):
        for length in range(min(_LONGEST_ENDING, len(word)), 1, -1):
            least, american = BRITISH_ENDINGS.get(word[-length:], (len(word), ""))
            if len(word) - length >= least:
                word = word[:-length] + american
                break
    if word.startswith("grey"):
        word = f"gray{word[4:]}"
    elif word.startswith("artefact"):
        word = f"artifact{word[8:]}"
    return word.replace("dgement", "dgment")


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


def are_related(one: str, other: str) -> bool:
    """Whether a word is derived from the other, or both from a third: memorize, memorization.

    Both are folded words that are not forms of each other.
    """
    if stem(one) in UNRELATED or stem(other) in UNRELATED:
        return False
    sure, roots = _roots(one)
    other_sure, other_roots = _roots(other)
    if not sure.isdisjoint(other_sure):
        return True
    return stem(one) in other_roots or stem(other) in roots


@lru_cache(maxsize=1 << 16)
def _roots(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """Roots of *word*: those a related word may share, and all, to which it is related itself."""
    first = stem(word)
    if len(first) < SHORTEST_ROOT or not first.isalpha():
        return frozenset(), frozenset()
    sure, unsure = {first}, set[str]()
    new = [(first, True)]
    while new:
        root, is_sure = new.pop()
        for shorter, surely in _shortened(root):
            surely = surely and is_sure  # noqa: PLW2901
            known = sure if surely else unsure
            if shorter not in known:
                known.add(shorter)
                new.append((shorter, surely))
    return frozenset(sure), frozenset(sure | unsure)


def _shortened(root: str) -> list[tuple[str, bool]]:
    """*root* without a suffix, in every variant; and whether surely so."""
    found = []
    for size in range(2, min(7, len(root) - SHORTEST_ROOT + 1) + 1):
        suffix, rest = root[-size:], root[:-size]
        for table, is_sure in ((SURE_SUFFIXES, True), (UNSURE_SUFFIXES, False)):
            for end in table.get(suffix, ()):
                shorter = _base(rest + end)
                if len(shorter) >= SHORTEST_ROOT:
                    found.append((shorter, is_sure or (suffix in LONG_SUFFIXES and len(rest) >= 5)))
    if root.endswith(_CHANGED):
        changed = next(ending for ending in _CHANGED if root.endswith(ending))
        found.append((root.removesuffix(changed) + LATIN_ROOTS[changed], True))
    if root.endswith("i") and len(root) > SHORTEST_ROOT + 1:
        found.append((root[:-1], len(root) > 6))
    if root in DERIVED:
        found.append((DERIVED[root], True))
    return found


@lru_cache(maxsize=1 << 10)
def common_start(word: str) -> str:
    """A beginning that all forms, spellings and related words share; for finding them."""
    american = spelling(word)
    if len(word) <= 3:
        return _shared(word, american)
    _, roots = _roots(word)
    shared = _shared(word, american, stem(word), *roots)
    # Related words may change a root's last letters, or write them otherwise.
    length = min(len(shared), max(3, len(min((stem(word), *roots), key=len)) - 1))
    length = min(length, *(_change(root) for root in (stem(word), *roots)))
    length = min(length, _parting(american))
    return _shared(word, american)[: max(1, length)]


def _change(root: str) -> int:
    """How many letters of *root* stay in its related words."""
    for changed, plain in LATIN_ROOTS.items():
        if root.endswith(plain):
            return len(root) - len(plain) + len(_shared(changed, plain))
    for derived, plain in DERIVED.items():
        if root == plain:
            return len(_shared(derived, plain))
    return len(root)


def _shared(*words: str) -> str:
    """What all of *words* begin with."""
    low, high = min(words), max(words)
    length = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[:length]


def _parting(american: str) -> int:
    """Where a British spelling may part from the *american* one."""
    for rest in OR_ENDINGS:
        if american.endswith(f"or{rest}"):
            return len(american) - len(rest) - 1
    if american.removesuffix("s").endswith(("ter", "ber")):
        return len(american.removesuffix("s")) - 2
    for part, kept in (("defen", 4), ("offen", 4), ("licen", 4), ("dgment", 2)):
        if part in american:
            return american.index(part) + kept
    if american.startswith("gray"):
        return 2
    return 3 if american.startswith("artifact") else len(american)


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
