"""Highlights: where in a record each word of a query matches; and the same in words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mialit.records.model import Record
from mialit.records.text_columns import AUTHORS, FORMERLY, REST, SUBJECTS, TITLE, VENUE
from mialit.search.query_terms import QueryTerm, is_identified
from mialit.search.word_index import WORTH
from mialit.text.normalize import fold, squash
from mialit.vocabulary.model import Vocabulary


class Match(NamedTuple):
    """A word of the query that was matched in a record.

    `field` is the field's name as in JSON, `query` the word as typed, `text` what was matched.
    `start` and `end` (exclusive) are offsets in the field, in code points; several values are
    joined with "; ". `how` names the kind: word, phrase, form (of the same word), spelling,
    prefix, joined, synonym, typo, identifier.
    """

    field: str
    query: str
    text: str
    start: int
    end: int
    how: str


def matches_in(
    record: Record, vocabulary: Vocabulary, terms: Sequence[QueryTerm]
) -> tuple[Match, ...]:
    """The best match of each of *terms* in *record*, in the query's order."""
    fields = [_Text(*field) for field in _fields(record, vocabulary)]
    found = (_best_match(record, fields, term) for term in terms)
    return tuple(match for match in found if match)


def in_words(matches: Sequence[Match]) -> str:
    """*matches* in words: "`onyl` ~ only in title; `mia` = membership inference in title"."""
    said = []
    for match in matches:
        sign = "=" if match.how in ("synonym", "spelling") else "~"
        meant = "" if fold(match.query) == fold(match.text) else f" {sign} {match.text}"
        said.append(f"`{match.query}`{meant} in {match.field}")
    return "; ".join(said)


class _Text:
    """A field's text, and the same folded, with the positions of its words in the text."""

    def __init__(self, name: str, text: str, column: int, other: str = "") -> None:
        self.name = name
        self.text = text
        self.column = column
        self.other = f" {fold(other)} " if other else ""
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        pieces = [" "]
        length = 1
        for index, character in enumerate(text):
            # A folded character is nothing, a blank, or letters and digits.
            for letter in fold(character) or (" " if _separates(character) else ""):
                if letter == " " and pieces[-1] == " ":
                    continue
                if letter != " ":
                    if pieces[-1] == " ":
                        self._starts[length] = index
                    self._ends[length + 1] = index + 1
                pieces.append(letter)
                length += 1
        self.folded = "".join(pieces) + " "

    def position(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in `text` of the words from *start* to *end* in `folded`."""
        return self._starts[start], self._ends[end]


def _separates(character: str) -> bool:
    return len(fold(f"a{character}a").split()) == 2


def _fields(record: Record, vocabulary: Vocabulary) -> Iterator[tuple[str, str, int, str]]:
    """Name, text, column, and other spellings of the text, best field first."""
    yield "title", record.title, TITLE, ""
    if "formerly" in record.values:
        yield "formerly", "; ".join(record.values["formerly"]), FORMERLY, ""
    yield "authors", "; ".join(record.authors), AUTHORS, ""
    for name, values in record.values.items():
        spec = vocabulary.fields.get(name)
        if spec is None or spec.form != "vocabulary":
            continue
        column = VENUE if name == "venue" else SUBJECTS
        for value in values:
            declared = spec.value(value)
            other = " ".join(declared.spellings) if declared else ""
            yield name, "; ".join(values), column, other
    for name in ("key", "year", "doi", "eprint"):
        text = str(getattr(record, name) or "")
        yield name, text, REST, squash(text)
    if code := record.values.get("code"):
        yield "code", "; ".join(code), REST, ""


def _best_match(record: Record, fields: Sequence[_Text], term: QueryTerm) -> Match | None:
    if term.identifier:
        name = is_identified(record, term.identifier, whole=False)
        text = getattr(record, name) if name else ""
        return Match(name, term.typed, text, 0, len(text), "identifier") if name else None
    best: tuple[float, Match] | None = None
    for field in fields:
        if best and best[0] >= WORTH[field.column]:
            break
        for start, end, value, how in term.occurrences(field.folded, field.column):
            worth = value * WORTH[field.column]
            if best is None or worth > best[0]:
                first, last = field.position(start, end)
                match = Match(field.name, term.typed, field.text[first:last], first, last, how)
                best = worth, match
        if best is None or best[0] < 0.5:
            for _, _, value, how in term.occurrences(field.other, field.column):
                worth = value * WORTH[field.column] - 0.01
                how = how if field.column == REST else "spelling"  # noqa: PLW2901
                if best is None or worth > best[0]:
                    text = field.text
                    best = worth, Match(field.name, term.typed, text, 0, len(text), how)
    return best[1] if best else None
