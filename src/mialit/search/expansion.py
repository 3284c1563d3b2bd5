"""Query expansion: the variants under which each word of a query may occur in the list.

Typos are looked up only where a word, or a query, does not match otherwise. A word of English has
hardly been typed for another.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from mialit.records.text_columns import AUTHORS, REST, VENUE, is_year
from mialit.search.query_terms import QueryTerm
from mialit.search.stemming import common_start, spelling, stem
from mialit.search.word_index import (
    JOINED,
    NUMBERS,
    RELATED,
    SYNONYM,
    TWO_TYPOS,
    TYPO,
    Variant,
    WordIndex,
    exact_match,
    form_match,
    joined_match,
    name_match,
    prefix_match,
    same_word,
    word_match,
)
from mialit.text.normalize import is_ideographic
from mialit.text.normalize import words as folded_words

LINKING = ("to", "of", "in", "and", "for")  # the middle one of three words typed as one
LONGEST_IN_WIDE = 300  # characters of a phrase that are looked for in a wide text
MOST_TYPOS_FOLLOWED = 8  # words that one typo may stand for
# The least letters of a word: to have a typo, to have two, of the longer word of two that are two
# typos apart, and to have two that no other word of the query has to support.
TYPO_FROM, TWO_TYPOS_FROM, TWO_TYPOS_APART_FROM, TWO_SURE_TYPOS_FROM = 4, 7, 8, 11
UNSURE_TYPO = 0.04  # what is taken from the likeness of a typo that other words have to support

SUBJECT_COLUMNS = tuple(range(REST))
NOT_NAMES = tuple(column for column in SUBJECT_COLUMNS if column != AUTHORS)
NAMES = (AUTHORS, VENUE)  # nobody who types `conferred` means a conference
PROSE = tuple(column for column in NOT_NAMES if column != VENUE)


@lru_cache(maxsize=1)
def _english_stems() -> bytes:
    """Stems of English words, each on a line; the file's head names the source."""
    return Path(__file__).with_name("english.txt").read_bytes()


def english_stems() -> list[str]:
    """The stems of all words that `is_english` knows."""
    lines = _english_stems().decode().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def is_english(word: str) -> bool:
    """Whether *word* (folded) is a word of English."""
    return f"\n{stem(word)}\n".encode() in _english_stems()


def wide_variants(term: QueryTerm) -> list[Variant]:
    """The variants of *term* in a wide text: as it is typed, its last word in any form."""
    if term.identifier is not None or term.optional:
        return []
    text = term.compound or (term.typed if term.phrase else term.word)
    words = folded_words(text[:LONGEST_IN_WIDE])
    if not words or (len(words) == 1 and is_year(words[0])):
        return []
    *lead, last = words
    if term.phrase is None and not is_ideographic(last):
        variants = [Variant(" ".join(lead), common_start(last), same_word(last), ())]
    else:
        variants = [Variant(" ".join(lead), last, exact_match(last), ())]
    if lead:
        joined = "".join(words)
        variants.append(Variant("", joined, exact_match(joined), ()))
    return variants


def side_by_side(term: QueryTerm, following: QueryTerm) -> Variant:
    """Two words of a query as they stand together in a wide text."""
    word = following.word
    return Variant(term.word, common_start(word), same_word(word), ())


class Expansion:
    """Adds variants to query terms, for one list and one table of synonyms."""

    def __init__(self, index: WordIndex, synonyms: Mapping[str, Sequence[str]]) -> None:
        self._index = index
        self._synonyms = synonyms

    def expand(self, terms: Sequence[QueryTerm]) -> None:
        """Adds whole words, their forms, what begins with them, and synonyms."""
        for number, term in enumerate(terms):
            term.variants += _word_variants(term, last=number == len(terms) - 1)
        self._add_synonyms(terms)

    def add_compounds(self, terms: Sequence[QueryTerm], only: Container[QueryTerm]) -> None:
        """Adds, to those terms that are in *only*, words typed as one and words typed apart."""
        for term in terms:
            if term in only and not term.optional:
                term.variants += self._split(term.word)
        for pair in pairwise(terms):
            if any(term in only for term in pair):
                _join(pair)

    def add_typos(self, term: QueryTerm) -> None:
        """Adds the words of the list for which *term* may be a typo, nearest first; once."""
        allowed = typos_allowed(term.word)
        if not allowed or term.typos_sought:
            return
        term.typos_sought = True
        from mialit.text.similarity import within

        # One search in the bytes takes less than making a set of them.
        is_word = is_english(term.word)
        if is_word:
            allowed = 1  # a word of English that was meant to be another is one letter off
        found: dict[str, tuple[int, bool, str]] = {}
        for form in _forms(term.word):
            for meant, typos in within(form, self._index.texts.distinct_words, allowed).items():
                if _may_be_meant(meant, term.word, form, typos):
                    unsure = is_word or not _is_sure(term.word, meant, typos)
                    root, candidate = stem(meant), (typos, unsure, meant)
                    found[root] = min(candidate, found.get(root, candidate))
        for typos, unsure, meant in sorted(found.values())[:MOST_TYPOS_FOLLOWED]:
            value = (TYPO if typos == 1 else TWO_TYPOS) - (UNSURE_TYPO if unsure else 0)
            match = form_match(meant, value, "typo")
            variant = Variant("", common_start(meant), match, SUBJECT_COLUMNS)
            term.typo_variants.append((variant, not unsure))

    def _split(self, word: str) -> list[Variant]:
        """The words of the list that *word* joins: `labelonly`, `sequencetosequence`."""
        if not word.isalpha() or len(word) < 5:
            return []
        cuts = [(word[:cut], word[cut:]) for cut in range(1, len(word) - 1)]
        cuts += [
            (f"{word[:cut]} {linking}", word[cut + len(linking) :])
            for linking in LINKING
            for cut in range(2, len(word) - len(linking) - 1)
            if word.startswith(linking, cut)
        ]
        return [
            Variant(lead, start, form_match(last, JOINED, "joined"), SUBJECT_COLUMNS)
            for lead, last in cuts
            if self._index.texts.holds(lead, start := common_start(last))
        ]

    def _add_synonyms(self, terms: Sequence[QueryTerm]) -> None:
        stems = [stem(term.word) for term in terms]
        for asked, meant, value in _links(self._synonyms, terms):
            size = len(asked)
            for first in range(len(stems) - size + 1):
                if stems[first] == asked[0] and tuple(stems[first : first + size]) == asked:
                    variant = _synonym(meant, value)
                    for term in terms[first : first + size]:
                        if term.word != meant[0] or len(meant) > 1:
                            term.variants.append(variant)


def typos_allowed(word: str) -> int:
    """How many typos a word may have: none in short words and numbers."""
    if len(word) < TYPO_FROM or not word.isalpha():
        return 0
    return 1 if len(word) < TWO_TYPOS_FROM else 2


def _word_variants(term: QueryTerm, *, last: bool) -> list[Variant]:
    """Variants of a term by itself; *last* where the word may still be being typed."""
    word = term.word
    if " " in word:  # single letters, as in S&P, or characters such as ideographs
        lead, _, letter = word.rpartition(" ")
        variants = [Variant(lead, letter, exact_match(letter))]
        if not is_ideographic(word):
            joined = word.replace(" ", "")
            variants.append(Variant("", joined, exact_match(joined)))
        return variants
    if word.isdigit():
        variants = [Variant("", word, exact_match(word), NUMBERS)]
        if len(word) > 4:
            variants.append(Variant("", word, prefix_match(word), (REST,)))
        return variants
    beginning = len(word) >= (2 if last else 3) and not term.optional
    start = common_start(word)
    variants = [
        Variant("", start, word_match(word, beginning=beginning), PROSE),
        Variant("", start, name_match(word, beginning=beginning), NAMES),
    ]
    variants += [
        Variant("", common_start(other), name_match(other, beginning=beginning), NAMES)
        for other in term.others
    ]
    if not term.optional:
        match = prefix_match(word) if len(word) >= 5 else exact_match(word)
        variants.append(Variant("", word, match, (REST,)))
    return variants


def _join(pair: tuple[QueryTerm, QueryTerm]) -> None:
    """Adds the word that two words typed apart may be: `gan leaks`, `mem guard`."""
    joined = "".join(term.word for term in pair)
    if len(joined) < 4 or " " in joined or joined.isdigit():
        return
    variant = Variant("", joined, joined_match(joined))
    for term in pair:
        term.variants.append(variant)


def _forms(word: str) -> set[str]:
    """What *word* may have been meant to be, before its typos: its spellings and numbers."""
    forms = {word, spelling(word)}
    if len(word) > 4:
        forms.add(f"{word}s")
        if word.endswith("s"):
            forms.add(word[:-1])
    return forms


def _may_be_meant(meant: str, typed: str, form: str, typos: int) -> bool:
    """Whether *meant*, some *typos* from a *form* of the word *typed*, is worth following."""
    if len(meant) < TYPO_FROM or not meant.isalpha() or stem(meant) == stem(typed):
        return False
    if typos == 2 and max(len(meant), len(form)) < TWO_TYPOS_APART_FROM:
        return False
    # Of two words of four letters one is a typo of the other only by transposition.
    return not (len(typed) == len(meant) == TYPO_FROM and sorted(form) != sorted(meant))


def _is_sure(typed: str, meant: str, typos: int) -> bool:
    """Whether no other word of the query has to support that *typed* is a typo of *meant*."""
    return typed[0] == meant[0] and (typos == 1 or len(typed) >= TWO_SURE_TYPOS_FROM)


def _synonym(parts: tuple[str, ...], value: float) -> Variant:
    """The words of a synonym side by side, the last of them in any form."""
    *lead, last = parts
    match = form_match(last, value, "synonym")
    return Variant(" ".join(lead), common_start(last), match, NOT_NAMES)


def _links(
    synonyms: Mapping[str, Sequence[str]], terms: Iterable[QueryTerm]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
    """Stems of what may be asked with *terms*, the words it may stand for, how alike they are."""
    starts = {common_start(term.word)[:3] for term in terms}
    for name, meanings in synonyms.items():
        whole = " ".join((name, *meanings)).lower()
        if whole.isascii() and not any(map(whole.__contains__, starts)):
            continue
        forms = [tuple(folded_words(text)) for text in (name, *meanings)]
        for number, asked in enumerate(forms):
            for other, meant in enumerate(forms):
                if asked and meant and number != other:
                    direct = SYNONYM - 0.01 * max(number, other)
                    value = direct if 0 in (number, other) else RELATED
                    yield tuple(map(stem, asked)), meant, value
