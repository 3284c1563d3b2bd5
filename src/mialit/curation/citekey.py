"""Citation keys by the list's rule: family name, four-digit year, first significant word."""

import unicodedata
from collections.abc import Collection
from itertools import count, product
from string import ascii_lowercase

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


def make(author_family: str, year: int | None, title: str, taken: Collection[str]) -> str:
    """A key such as `shokri2017membership`, in lower-case ASCII, that is not among *taken*.

    A key that is taken gets a, b, ... behind it; keys compare without case. Missing parts are
    left out; where all are, the key is `entry`. *author_family* and *title* are readable text.

        Choquette-Choo, 2021, "Label-Only Membership ..." -> choquettechoo2021label
        Zhao, 2021, "On the (In)Feasibility of ..."       -> zhao2021feasibility
    """
    stem = f"{_ascii(squash(author_family))}{year or ''}{_first_word(title)}" or "entry"
    known = {key.casefold() for key in taken}
    suffixes = ("".join(each) for n in count() for each in product(ascii_lowercase, repeat=n))
    return next(stem + suffix for suffix in suffixes if stem + suffix not in known)


def key_for(record: Record, taken: Collection[str]) -> str:
    """A key for *record* by the list's rule, not among *taken*."""
    author = record.authors[0] if record.authors else _NO_AUTHOR
    return make(author.partition(",")[0], record.year, record.title, taken)


def _first_word(title: str) -> str:
    spelled = [_ascii(word) for word in words(title)]
    telling = (word for word in spelled if word and word not in _INSIGNIFICANT)
    return next(telling, next(filter(None, spelled), ""))


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())
