"""Whether an entry names the venue of a paper, however it writes it."""

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from mialit.checking.identity import content
from mialit.records.model import Record
from mialit.text.normalize import fold, squash
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from mialit.vocabulary.venues import Recogniser

# Words of a venue's name that say nothing of which one it is, and are left out by many.
_COMMON = frozenset(
    {"a", "an", "and", "annual", "at", "conf", "conference", "for", "from", "in", "int", "intl"}
    | {"international", "j", "journal", "meeting", "of", "on", "proc", "proceedings", "symp"}
    | {"symposium", "the", "to", "trans", "transactions", "with", "workshop", "workshops"}
    | {"acm", "ieee", "cvf", "ifip", "iapr", "usenix", "isoc", "sigsac", "lncs", "advances", "adv"}
)
_AROUND = frozenset({"proc", "proceedings", "of", "the", "in", "annual", "at"})
_CONTAINERS = ("booktitle", "journal", "journaltitle", "eventtitle", "series")
_EARLY = r"(?i)\b(?:under review|submitted|in submission|under submission|in preparation)\b"


class Venues:
    """The venues of a list, by its vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def _recogniser(self) -> "Recogniser":
        from mialit.vocabulary.venues import Recogniser

        return Recogniser(self._vocabulary.known["venue"])

    def agree(self, entry: Record, paper: Record) -> bool:
        """Whether the place where *entry* says that it appeared is that of *paper*.

        Where one of the two says nothing, it is.
        """
        if not entry.venue or not paper.venue or entry.venue == paper.venue:
            return True
        said = stated(entry)
        listed = stated(paper)
        if not {*map(squash, said)}.isdisjoint(map(squash, listed)):
            return True
        meant = self._vocabulary.known["venue"].value(paper.venue)
        spellings = {*map(squash, meant.spellings)} if meant else {squash(paper.venue)}
        if any(_name_alone(text) in spellings for text in said):
            return True
        known = [value for text in said if (value := self._recogniser.value(text))]
        if any(value.name == paper.venue for value in known):
            return True
        if known:
            return False
        names = (*listed, *(meant.spellings if meant else ()))
        return any(_abbreviates(text, name) for text in said for name in names)

    def name(self, paper: Record) -> str:
        """The venue of *paper* and its year, to be read: `S&P 2017`."""
        return " ".join(filter(None, (paper.venue, str(paper.year or ""))))


def stated(record: Record) -> list[str]:
    """What *record* calls the place where it appeared, as it is written there."""
    fields = (content(record, name) for name in _CONTAINERS)
    return list(dict.fromkeys(filter(None, (record.venue, *fields))))


def is_submitted(entry: Record) -> bool:
    """Whether *entry* says that it is still under review where it names a venue."""
    texts = (*stated(entry), content(entry, "note"), content(entry, "pubstate"))
    return any(re.search(_EARLY, text) for text in texts)


def _name_alone(text: str) -> str:
    """*text* squashed, without years and ordinals, "Proc. of the" before and a place behind it."""
    words = fold(re.split(r"[,(:]", text, maxsplit=1)[0]).split()
    return "".join(
        word for word in words if word not in _AROUND and not any(map(str.isdigit, word))
    )


def _abbreviates(text: str, name: str) -> bool:
    """Whether *text* has the telling words of *name*, in their order, whole or cut short."""
    wanted = _telling(name)
    words = iter(_telling(text))
    return len(wanted) > 1 and all(
        any(_shortens(word, whole) for word in words) for whole in wanted
    )


@lru_cache(maxsize=1 << 12)
def _telling(text: str) -> tuple[str, ...]:
    words = fold(text).split()
    return tuple(word for word in words if word not in _COMMON and not any(map(str.isdigit, word)))


def _shortens(short: str, word: str) -> bool:
    """Whether *short* is *word*, its beginning, or its first and some other letters (`natl`)."""
    if len(short) < 2 or short[0] != word[0]:
        return False
    letters = iter(word)
    return word.startswith(short) or (len(short) > 2 and all(letter in letters for letter in short))
