"""How alike a word of the query and a word that is met are: kinds of likeness, and their worth."""

from mialit.stemming import are_kin, spelling, stem
from mialit.terms import Grade

# How alike the kinds of meeting are taken to be; below 1, so that whole words come first, then
# beginnings, then slips. The steps are wider than what the fields differ by.
WORD, FORM, JOINED, SYNONYM, BEGINNING, FAMILY, SLIP, TWO_SLIPS = (
    1.0, 0.97, 0.96, 0.9, 0.76, 0.7, 0.58, 0.5,
)  # fmt: skip


def exact(word: str) -> Grade:
    """The word itself and nothing else."""
    return lambda met: (WORD, "word") if met == word else None


def beginning_grade(word: str) -> Grade:
    """The word itself, and what it is the beginning of."""

    def grade(met: str) -> tuple[float, str] | None:
        return (WORD, "word") if met == word else (BEGINNING, "prefix")

    return grade


def plain_grade(word: str, *, beginning: bool) -> Grade:
    """The word, its spellings, forms and family, and (*beginning*) what it begins."""
    root, american = stem(word), spelling(word)

    def grade(met: str) -> tuple[float, str] | None:
        if met == word:
            return WORD, "word"
        if len(word) == 1:
            return None
        if spelling(met) == american:
            return FORM, "spelling"
        if stem(met) == root:
            return FORM, "form"
        if beginning and met.startswith(word):
            return BEGINNING + 0.08 * len(word) / len(met), "prefix"
        if are_kin(word, met):
            return FAMILY, "form"
        return None

    return grade


def name_grade(word: str, *, beginning: bool) -> Grade:
    """Names have plurals and beginnings (of four letters or more), but no families."""
    plural = f"{word}s"

    def grade(met: str) -> tuple[float, str] | None:
        if met == word:
            return WORD, "word"
        if met == plural or word == f"{met}s":
            return FORM, "form"
        if beginning and len(word) >= 4 and met.startswith(word):
            return BEGINNING + 0.08 * len(word) / len(met), "prefix"
        return None

    return grade


def form_grade(word: str, value: float, how: str) -> Grade:
    """The word and its forms."""
    root = stem(word)

    def grade(met: str) -> tuple[float, str] | None:
        return (value, how) if met == word or stem(met) == root else None

    return grade


def joined_grade(word: str) -> Grade:
    """A word put together from several, its forms, and what it begins."""
    root = stem(word)

    def grade(met: str) -> tuple[float, str] | None:
        if met == word or stem(met) == root:
            return JOINED, "joined"
        return (BEGINNING, "joined") if met.startswith(word) and len(word) >= 5 else None

    return grade


def stem_grade(root: str, value: float, how: str) -> Grade:
    """Every word with the stem *root*."""
    return lambda met: (value, how) if stem(met) == root else None
