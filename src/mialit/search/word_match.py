"""Word match: how alike a word of the query and a word of the list are, from 0 to 1."""

from mialit.search.stemming import are_related, spelling, stem
from mialit.search.word_index import Likeness, WordMatch

# What the kinds of match are worth. Whole words come first, then beginnings, then typos; the steps
# are wider than what the fields differ by.
WORD, FORM, JOINED, SYNONYM, PREFIX, RELATED, TYPO, TWO_TYPOS = (
    1.0, 0.97, 0.96, 0.9, 0.76, 0.7, 0.58, 0.5,
)  # fmt: skip
LONGER_PREFIX = 0.08  # added to PREFIX by the share of the word that was typed


def exact_match(word: str) -> WordMatch:
    """Matches *word* itself."""
    return lambda text: (WORD, "word") if text == word else None


def same_word(word: str) -> WordMatch:
    """Matches *word*, its spellings and forms."""
    root = stem(word)

    def match(text: str) -> Likeness | None:
        if text == word:
            return WORD, "word"
        return (FORM, "form") if stem(text) == root else None

    return match


def prefix_match(word: str) -> WordMatch:
    """Matches *word* and the words that begin with it; it is given no others."""
    return lambda text: (WORD, "word") if text == word else (PREFIX, "prefix")


def word_match(word: str, *, beginning: bool) -> WordMatch:
    """Matches *word*, its spellings and forms, and words related to it.

    With *beginning*, also the words that begin with it.
    """
    root, american = stem(word), spelling(word)

    def match(text: str) -> Likeness | None:
        if text == word:
            return WORD, "word"
        if len(word) == 1:
            return None
        if spelling(text) == american:
            return FORM, "spelling"
        if stem(text) == root:
            return FORM, "form"
        if beginning and text.startswith(word):
            return PREFIX + LONGER_PREFIX * len(word) / len(text), "prefix"
        return (RELATED, "form") if are_related(word, text) else None

    return match


def name_match(word: str, *, beginning: bool) -> WordMatch:
    """Matches *word* and its plural; with *beginning*, names that begin with four letters or more.

    Names have no other forms and no related words.
    """
    plural = f"{word}s"

    def match(text: str) -> Likeness | None:
        if text == word:
            return WORD, "word"
        if text == plural or word == f"{text}s":
            return FORM, "form"
        if beginning and len(word) >= 4 and text.startswith(word):
            return PREFIX + LONGER_PREFIX * len(word) / len(text), "prefix"
        return None

    return match


def form_match(word: str, likeness: float, how: str) -> WordMatch:
    """Matches *word* and its forms."""
    root = stem(word)
    return lambda text: (likeness, how) if stem(text) == root else None


def joined_match(word: str) -> WordMatch:
    """Matches *word*, which joins two words of the query, its forms, and what begins with it."""
    root = stem(word)

    def match(text: str) -> Likeness | None:
        if stem(text) == root:
            return JOINED, "joined"
        return (PREFIX, "joined") if text.startswith(word) and len(word) >= 5 else None

    return match
