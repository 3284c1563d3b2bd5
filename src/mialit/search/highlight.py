"""Highlights: where in a record each word of a query matches; and the same in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from mialit.records.model import Record
from mialit.records.text_columns import (
    AUTHORS,
    FORMERLY,
    REST,
    SUBJECTS,
    TITLE,
    VENUE,
    wide_texts,
)
from mialit.search.query_terms import QueryTerm, is_identified
from mialit.search.word_index import IN_WIDE, WORTH
from mialit.text.normalize import SPELLED_OUT, fold, folded_character, squash
from mialit.vocabulary.model import Vocabulary


class Match(NamedTuple):
    """A word of the query that was matched in a record.

    `field` is the field's name as in JSON, `query` the word as typed, `text` what was matched.
    `start` and `end` (exclusive) are offsets, in code points, in the string that JSON has there:
    the field's, or of a list the string number `place`. `how` names the kind: word, phrase, form
    (of the same word), spelling, prefix, joined, synonym, typo, identifier.
    """

    field: str
    query: str
    text: str
    start: int
    end: int
    how: str
    place: int | None = None


def matches_in(
    record: Record, vocabulary: Vocabulary, terms: Sequence[QueryTerm]
) -> tuple[Match, ...]:
    """The best match of each of *terms* in *record*, in the query's order."""
    fields = list(_fields(record, vocabulary))

    @cache
    def wide_folded() -> list[_Wide]:
        return [(*stated, f" {fold(stated[1])} ") for stated in wide_texts(record)]

    found: list[Match | None] = []
    for term in terms:
        best = _best_match(record, fields, term)
        if term.wide_variants and (best is None or best[0] < IN_WIDE):
            best = _wide_match(wide_folded(), term) or best
        found.append(best[1] if best else None)
    return tuple(dict.fromkeys(match for match in found if match))


def passages(record: Record, matches: Sequence[Match]) -> str:
    """What stands around those of *matches* that are in wide texts, a passage a field.

    in abstract: "... the true-positive rate of attacks ..."
    """
    said = {}
    for name, text, index in wide_texts(record):
        for match in matches:
            if (match.field, match.place) == (name, index) and (name, index) not in said:
                said[name, index] = f'in {name}: "{_around(text, match.start, match.end)}"'
    return "; ".join(said.values())


_PASSAGE = 52  # characters of a passage, so that it fits a line; of a long match it has more
_AROUND = 12  # characters before and behind a match that a passage has at least, if there are any


def _around(text: str, start: int, end: int) -> str:
    """The words around a stretch of *text*."""
    before, behind = text[:start], text[end:]
    around = max(_AROUND, (_PASSAGE - (end - start)) // 2)
    if len(before) > around:
        shorter = before[-around:]
        before = f"... {shorter.partition(' ')[2] or shorter}"
    if len(behind) > around:
        shorter = behind[:around]
        behind = f"{shorter.rpartition(' ')[0] or shorter} ..."
    return f"{before}{text[start:end]}{behind}"


def in_words(matches: Sequence[Match]) -> str:
    """*matches* in words: "`onyl` ~ only in title; `mia` = membership inference in title"."""
    said = []
    for match in matches:
        sign = "=" if match.how in ("synonym", "spelling") else "~"
        meant = "" if fold(match.query) == fold(match.text) else f" {sign} {match.text}"
        said.append(f"`{match.query}`{meant} in {match.field}")
    return "; ".join(said)


class _Text:
    """A field's text, and the same folded, with the positions of its words in the text.

    `other` are further spellings of the whole. `index` is the text's place among several values.
    *spelled* says which letters are read as others before they are folded.
    """

    def __init__(
        self,
        name: str,
        text: str,
        column: int,
        other: str = "",
        index: int | None = None,
        spelled: Mapping[int, str] | None = None,
    ) -> None:
        self.name = name
        self.text = text
        self.column = column
        self.other = f" {fold(other)} " if other else ""
        self.index = index
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        pieces = [" "]
        length = 1
        for offset, character in enumerate(text):
            read = spelled.get(ord(character), character) if spelled else character
            for letter in "".join(map(folded_character, read)):
                if letter == " " and pieces[-1] == " ":
                    continue
                if letter != " ":
                    if pieces[-1] == " ":
                        self._starts[length] = offset
                    self._ends[length + 1] = offset + 1
                pieces.append(letter)
                length += 1
        self.folded = "".join(pieces) + " "

    def position(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in `text` of the words from *start* to *end* in `folded`."""
        return self._starts[start], self._ends[end]

    def match(self, query: str, start: int, end: int, how: str) -> Match:
        """The match of *query* from *start* to *end* in `folded`."""
        first, last = self.position(start, end)
        return Match(self.name, query, self.text[first:last], first, last, how, self.index)


def _fields(record: Record, vocabulary: Vocabulary) -> Iterator[_Text]:
    """The texts of *record*, wide ones aside, best field first."""
    yield _Text("title", record.title, TITLE)
    for index, text in _numbered(record, vocabulary, "formerly"):
        yield _Text("formerly", text, FORMERLY, index=index)
    for index, name in enumerate(record.authors):
        yield _Text("authors", name, AUTHORS, index=index)
        for spelled in () if name.isascii() else SPELLED_OUT:
            yield _Text("authors", name, AUTHORS, index=index, spelled=spelled)
    for field, spec in vocabulary.known.items():
        if spec.form != "vocabulary":
            continue
        column = VENUE if field == "venue" else SUBJECTS
        for index, text in _numbered(record, vocabulary, field):
            declared = spec.value(text)
            other = " ".join(declared.spellings) if declared else ""
            yield _Text(field, text, column, other, index)
    for name in ("key", "year", "doi", "eprint"):
        text = str(getattr(record, name) or "")
        yield _Text(name, text, REST, squash(text))
    for index, text in enumerate(record.values.get("code", ())):
        yield _Text("code", text, REST, index=index)


_LISTS = ("kind", "knowledge", "target")  # are lists in JSON whatever a vocabulary says


def _numbered(
    record: Record, vocabulary: Vocabulary, field: str
) -> Iterator[tuple[int | None, str]]:
    """The values of *field*, with their indices where JSON has a list."""
    spec = vocabulary.known.get(field)
    several = field in _LISTS or (spec is not None and spec.several and field != "venue")
    for index, value in enumerate(record.values.get(field, ())):
        yield (index if several else None), value


_Wide = tuple[str, str, int | None, str]  # a field's name, a text, its index, and it folded


def _wide_match(texts: Sequence[_Wide], term: QueryTerm) -> tuple[float, Match] | None:
    """The first match of *term* in wide *texts*, and its worth."""
    for name, text, index, folded in texts:
        for variant in term.wide_variants:
            for start, end, _, how in variant.occurrences(folded):
                first, last = _located(text, start, end)
                query = term.compound or term.typed
                how = "phrase" if term.phrase else how  # noqa: PLW2901
                return IN_WIDE, Match(name, query, text[first:last], first, last, how, index)
    return None


_fold_word = lru_cache(maxsize=1 << 14)(fold)


def _located(text: str, start: int, end: int) -> tuple[int, int]:
    """Where in *text* stands what is from *start* to *end* in it folded, behind a blank.

    A text is long, so what its blanks part is passed over whole up to the place.
    """
    at = 1
    first = None
    for part in re.finditer(r"\S+", text):
        size = len(_fold_word(part[0]))
        if size and first is None and at + size > start:
            first = part.start(), at - 1
        if first and at + size >= end:
            piece = _Text("", text[first[0] : part.end()], REST)
            low, high = piece.position(start - first[1], end - first[1])
            return first[0] + low, first[0] + high
        at += size + 1 if size else 0
    raise AssertionError(text)  # what is folded stands in the text


def _best_match(
    record: Record, fields: Sequence[_Text], term: QueryTerm
) -> tuple[float, Match] | None:
    """The best match of *term* outside of wide texts, and its worth."""
    if term.identifier:
        name = is_identified(record, term.identifier, whole=False)
        text = getattr(record, name) if name else ""
        match = Match(name, term.typed, text, 0, len(text), "identifier")
        return (1.0, match) if name else None
    best: tuple[float, Match] | None = None
    for field in fields:
        if best and best[0] >= WORTH[field.column]:
            break
        for start, end, value, how in term.occurrences(field.folded, field.column):
            worth = value * WORTH[field.column]
            if best is None or worth > best[0]:
                best = worth, field.match(term.typed, start, end, how)
        if best is None or best[0] < 0.5:
            for _, _, value, how in term.occurrences(field.other, field.column):
                worth = value * WORTH[field.column] - 0.01
                how = how if field.column == REST else "spelling"  # noqa: PLW2901
                if best is None or worth > best[0]:
                    text = field.text
                    whole = Match(field.name, term.typed, text, 0, len(text), how, field.index)
                    best = worth, whole
    return best
