"""Why a query finds nothing: which of its words make it fail."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from mialit.query.syntax import All, Node, Words
from mialit.records.model import Record
from mialit.search.engine import search_in
from mialit.search.query_terms import query_terms
from mialit.search.word_index import WordIndex
from mialit.vocabulary.model import Vocabulary

# Words of a query that finds nothing, to be asked one by one, and to be left out one by one: each
# time all the others are looked up. Of more, the one to leave out is told by what each finds alone.
_MOST_ALONE, _MOST_LEFT_OUT = 12, 6


class Failing(NamedTuple):
    """Why a query finds nothing: `words`, which no entry has, or not all together.

    `alone` where no entry has any of them; else the query fails by them beside the others.
    `entries` are those that all words but the first, or all but `words` where `alone`, find.
    """

    words: tuple[Words, ...]
    alone: bool
    entries: int


def failing(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> Failing | None:
    """Which words make *node*, which finds nothing among *records*, fail; None if none is to blame.

    The first of `Failing.words` is the one without which the most entries are found.
    """
    parts = node.parts if isinstance(node, All) else (node,)
    words = [part for part in parts if isinstance(part, Words)]
    if not words or len(words) > _MOST_ALONE:
        return None
    index = WordIndex(records)

    def found(wanted: Sequence[Node]) -> set[int]:
        hits = search_in(index, All(tuple(wanted)), vocabulary, records).hits if wanted else ()
        return {id(hit.record) for hit in hits if not hit.partial}

    alone = {word: found([word]) for word in words}
    unknown = [word for word in words if not alone[word]]
    if unknown:
        # Filters alone are no answer to words.
        kept = [part for part in parts if part not in unknown]
        return Failing(tuple(unknown), True, len(found(kept)) if len(unknown) < len(words) else 0)
    if len(words) == 1:
        return None

    def without(word: Words) -> int:
        return len(found([part for part in parts if part is not word]))

    if len(words) > _MOST_LEFT_OUT:
        nearly = _found_but_by_one(words, alone)
        if others := [part for part in parts if not isinstance(part, Words)]:
            nearly &= found(others)
        first = max(words, key=lambda word: len(nearly - alone[word]))
        entries = without(first) if nearly - alone[first] else 0
    else:
        counts = {word: without(word) for word in words}
        first = max(words, key=counts.__getitem__)
        entries = counts[first]
    return Failing((first, *(word for word in words if word is not first)), False, entries)


def _found_but_by_one(words: Sequence[Words], alone: Mapping[Words, set[int]]) -> set[int]:
    """What all but one of *words* find, stop words aside; *alone* is what each finds."""
    terms = query_terms(word.text for word in words if not word.phrase)
    optional = {term.typed for term in terms if term.optional}
    telling = [word for word in alone if word.phrase or word.text not in optional]
    counts = Counter(chain.from_iterable(alone[word] for word in telling))
    return {row for row, count in counts.items() if count == len(telling) - 1}
