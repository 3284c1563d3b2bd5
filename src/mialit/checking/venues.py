"""Whether an entry names the venue of a paper, however it writes it."""

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from mialit.records.identity import content
from mialit.records.model import Record
from mialit.text.normalize import fold, squash
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from mialit.vocabulary.venues import Recogniser

# Words of a venue's name that say nothing of which one it is, and are left out by many.
_COMMON = frozenset(
    {
        "a",
        "an",
        "and",
        "annu",
        "annual",
        "at",
        "conf",
        "conference",
        "for",
        "from",
        "in",
        "int",
        "intl",
    }
    | {
        "international",
        "j",
        "journal",
        "meet",
        "meeting",
        "of",
        "on",
        "proc",
        "proceedings",
        "symp",
    }
    | {"symposium", "the", "to", "trans", "transactions", "with", "workshop", "workshops"}
    | {"acm", "ieee", "cvf", "ifip", "iapr", "usenix", "isoc", "sigsac", "lncs", "advances", "adv"}
)
_KINDS = {
    "conference": ("conf", "symp", "meet", "proc", "congress"),
    "journal": ("journal", "trans", "letters", "mag"),
}
_PLACE = re.compile("[,(:]")
_SHORT_YEAR = r"['\u2019`]\s?\d\d\b"
_AROUND = frozenset({"proc", "proceedings", "of", "the", "in", "annual", "at"})
_CONTAINERS = ("booktitle", "journal", "journaltitle", "eventtitle")
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
        said, listed = stated(entry), stated(paper)
        declared = self._vocabulary.known["venue"]
        meant = declared.value(paper.venue)
        names = list(dict.fromkeys((*listed, *(meant.spellings if meant else ()))))
        spellings = {*map(squash, names)}
        for text in said:
            if squash(text) in spellings or _name_alone(text) in spellings:
                return True
            if declared.value(text):
                continue
            known = self._recogniser.value(text)
            if known and known.name == paper.venue:
                return True
            if any(_abbreviates(text, name) for name in names):
                return True
        return False

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
    whole = re.sub(_SHORT_YEAR, " ", _PLACE.split(text, maxsplit=1)[0])
    words = fold(whole).split()
    return "".join(
        word for word in words if word not in _AROUND and not any(map(str.isdigit, word))
    )


def _abbreviates(text: str, name: str) -> bool:
    """Whether *text* has the telling words of *name*, in their order, whole or cut short.

    It has no others, but for a place behind a comma. A conference is no journal.
    """
    wanted = _telling(name)
    kinds, others = _kinds(text), _kinds(name)
    if (kinds and others and kinds.isdisjoint(others)) or ("satellite" in kinds ^ others):
        return False
    if not wanted or (len(wanted) == 1 and not kinds & others):
        return False
    for part in {text, _PLACE.split(text, maxsplit=1)[0]}:
        words = _telling(part)
        if len(words) == len(wanted) and all(map(_shortens, words, wanted)):
            return True
    return False


def _kinds(text: str) -> set[str]:
    """Which kinds of venue *text* speaks of."""
    from mialit.vocabulary.venues import SATELLITE  # who asks this has asked the recogniser

    folded = fold(text)
    words = folded.split()
    kinds = {kind for kind, begins in _KINDS.items() if any(w.startswith(begins) for w in words)}
    return kinds | {"satellite"} if SATELLITE.search(folded) else kinds


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
