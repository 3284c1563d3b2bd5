"""Citation keys by the list's rule: family name, four-digit year, first significant word."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import count, product
from string import ascii_lowercase
from typing import Self

from mialit.records.identifiers import arxiv_month
from mialit.records.model import Record
from mialit.text.normalize import squash, words

_NO_AUTHOR = "anon"
# Words that open a title and say nothing of it.
_INSIGNIFICANT = frozenset(
    {"a", "an", "the", "on", "of", "in", "to", "for", "from", "with", "without", "by", "at", "as"}
    | {"and", "or", "are", "is", "be", "can", "do", "does", "how", "what", "when", "where", "which"}
    | {"who", "why", "towards", "toward", "against", "into", "over", "under", "via", "using"}
    | {"through", "beyond", "about", "its", "it", "your", "you", "i", "we", "our"}
)


# Styles of keys that programs make by themselves: of family name, year and the title's first
# significant word. The first is ours, and Google Scholar's.
DEFAULT = "{family}{year}{word}"
_STYLES = (
    DEFAULT,
    "{Family}{year}",
    "{family}{year}",
    "{Family}{year}{Word}",
    "{family}{Word}{year}",
    "{family}_{word}_{year}",
)
_SAMPLE = 500  # entries that tell in which style a list's keys are
_BEHIND = re.compile(r"(?<=[a-z])(?:[a-z]|\d)\Z|(?<=\d)[a-z]\Z")
_LETTER = re.compile(r"(?<=\d)[a-z]\Z")


class Folded(set[str]):
    """Keys that are taken, folded as keys compare. Of many keys, it is made once and added to."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        super().__init__(key.casefold() for key in keys)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The keys of *records*; a provisional one is taken by nobody."""
        return cls(record.key for record in records if not record.keyless)

    def take(self, key: str) -> None:
        """Enters *key*."""
        self.add(key.casefold())


def make(
    author_family: str, year: int | None, title: str, taken: Collection[str], style: str = DEFAULT
) -> str:
    """A key such as `shokri2017membership`, in ASCII, that is not among *taken*.

    A key that is taken gets a, b, ... behind it; keys compare without case. Missing parts are
    left out; where all are, the key is `entry`. *author_family* and *title* are readable text.

        Choquette-Choo, 2021, "Label-Only Membership ..." -> choquettechoo2021label
        Zhao, 2021, "On the (In)Feasibility of ..."       -> zhao2021feasibility
    """
    family, word = _ascii(squash(author_family)), _first_word(title)
    stem = style.format(
        family=family,
        Family=family.capitalize(),
        year=year or "",
        word=word,
        Word=word.capitalize(),
    ).strip("_")
    known = taken if isinstance(taken, Folded) else Folded(taken)
    suffixes = ("".join(each) for n in count() for each in product(ascii_lowercase, repeat=n))
    stem = stem or "entry"
    return next(stem + suffix for suffix in suffixes if (stem + suffix).casefold() not in known)


def key_for(record: Record, taken: Collection[str], style: str = DEFAULT) -> str:
    """A key for *record* in *style*, not among *taken*."""
    author = record.authors[0] if record.authors else _NO_AUTHOR
    return make(author.partition(",")[0], record.year, record.title, taken, style)


def follows(key: str, record: Record, style: str = DEFAULT) -> bool:
    """Whether *key* is one that *style* allows *record*, with or without a letter behind it.

    A published key never changes, so those of earlier titles and of the year of release count too.
    """
    months = (record.released, arxiv_month(record.eprint or ""))
    years = [record.year, *(int(each[:4]) for each in months if each and each[:4].isdigit())]
    titles = (record.title, *record.values.get("formerly", ()))
    family = record.authors[0].partition(",")[0] if record.authors else _NO_AUTHOR
    allowed = {make(family, year, title, (), style) for title in titles for year in years}
    return key in allowed or _BEHIND.sub("", key) in allowed


def style_of(records: Sequence[Record]) -> str | None:
    """The style in which most keys of *records* are; None where that cannot be told."""
    telling = [
        each for each in records if each.authors and each.year and each.title and not each.keyless
    ]
    sample = telling[:: len(telling) // _SAMPLE + 1]
    for style in _STYLES:
        fits = sum(
            key_for(each, (), style) in (each.key, _LETTER.sub("", each.key)) for each in sample
        )
        if fits * 2 > len(sample):
            return style
    return None


def _first_word(title: str) -> str:
    first = ""
    for word in map(_ascii, words(title)):
        if word and word not in _INSIGNIFICANT:
            return word
        first = first or word
    return first


def _ascii(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())
