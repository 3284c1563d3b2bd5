"""What a query means: a tree and a vocabulary become a test that a record passes or fails.

Command-line options are translated to the same trees, so `--venue icml` and `venue:icml` cannot
differ.
"""

import re
import shlex
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol, runtime_checkable

from mialit.errors import UsageProblem
from mialit.query.ranges import month_range, year_range
from mialit.query.syntax import All, Any, Filter, Node, Not, Words
from mialit.records.identifiers import arxiv, doi
from mialit.records.model import Record
from mialit.records.naming import field_named, known_names
from mialit.records.wide_text import is_year
from mialit.text.normalize import fold, is_ideographic, spelled_out, squash
from mialit.text.phrases import perhaps
from mialit.vocabulary.model import ALWAYS, FieldSpec, Vocabulary

Test = Callable[[Record], bool]

_SPECIAL = ("has", "no", "is")
_STATES = ("preprint", "published")
_LONGEST_TEXT = 300  # characters of one word or phrase that are compared


class Bound(NamedTuple):
    """A tree bound to a vocabulary and records.

    `notes` say which asked values were widened to several known ones.
    """

    matches: Test
    notes: tuple[str, ...]


def bind(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> Bound:
    """The test that *node* stands for.

    *records* are those to be asked: the values they carry are known besides the vocabulary's.
    Raises UsageProblem for an unknown field or value and for a bad range.
    """
    binder = _Binder(vocabulary, records)
    return Bound(binder.test(node), tuple(dict.fromkeys(binder.notes)))


@runtime_checkable
class _Dated(Protocol):
    """Records that know which of them are of which years before they are decoded."""

    def of_years(self, first: int, last: int) -> Iterable[Record]:
        """The records of the years *first* to *last*, both inclusive, in their order."""


def candidates(node: Node, records: Sequence[Record]) -> Iterable[Record]:
    """Those of *records* that may match *node*, in their order: all but those of wrong years.

    A year that every record must have is looked at first: where *records* come from the cache,
    the others are not even decoded. Raises UsageProblem for a bad range.
    """
    parts = node.parts if isinstance(node, All) else (node,)
    ranges = [
        [year_range(value) for value in part.values]
        for part in parts
        if isinstance(part, Filter) and part.name.lower() == "year"
    ]
    if not ranges or not isinstance(records, _Dated):
        return records
    return records.of_years(
        max(min(low for low, _ in each) for each in ranges),
        min(max(high for _, high in each) for each in ranges),
    )


def field_names(vocabulary: Vocabulary) -> list[str]:
    """The names a filter may have, sorted; entries' other fields may be asked for too."""
    return sorted({*known_names(vocabulary), *_SPECIAL})


def why_empty(node: Node, vocabulary: Vocabulary, records: Sequence[Record]) -> str:
    """Says which part of *node*, which none of *records* matches, emptied the result.

    A part that nothing matches by itself is named; else the first part that leaves nothing of what
    the parts before it left.
    """
    if not records:
        return "the list has no entry"
    parts = node.parts if isinstance(node, All) else (node,)
    tests = [(part, bind(part, vocabulary, records).matches) for part in parts]
    for part, test in tests:
        if not any(map(test, records)):
            capitals = isinstance(part, Words) and part.text.upper() in ("OR", "NOT")
            return f"no entry matches {part}{'; OR and NOT are capitals' if capitals else ''}"
    left = list(records)
    for number, (part, test) in enumerate(tests):
        kept = [record for record in left if test(record)]
        if not kept:
            before = " ".join(str(each) for each, _ in tests[:number])
            return f"{before} leaves {len(left)}, none of them matches {part}"
        left = kept
    return "no entry matches the query"


class _Binder:
    def __init__(self, vocabulary: Vocabulary, records: Sequence[Record]) -> None:
        self._vocabulary = vocabulary
        self._records = records
        self._latest: tuple[Record | None, str] = None, ""
        self.notes: list[str] = []

    def test(self, node: Node) -> Test:
        match node:
            case Words(text, phrase):
                if not phrase:
                    self._refuse_empty_filter(text)
                pattern, wide = loosely(text), _in_wide(text)
                text_of = self._wide_text
                return lambda record: (
                    pattern.search(record.folded) is not None
                    or (wide is not None and wide.search(text_of(record)) is not None)
                )
            case Filter(name, values):
                typed = node.offset >= 0
                return _any([self._value(name, value, typed=typed) for value in values])
            case Not(part):
                inner = self.test(part)
                return lambda record: not inner(record)
            case All(parts):
                tests = [self.test(part) for part in parts]
                return lambda record: all(test(record) for test in tests)
            case Any(parts):
                return _any([self.test(part) for part in parts])

    def _wide_text(self, record: Record) -> str:
        """The wide text of *record* behind a blank; made once for all words it is asked for."""
        known, text = self._latest
        if known is not record:
            text = f" {record.wide}"
            self._latest = record, text
        return text

    def _refuse_empty_filter(self, text: str) -> None:
        if text.endswith(":") and text[:-1].lower() in field_names(self._vocabulary):
            raise UsageProblem(
                f'{text} has no value; write {text}VALUE without a blank, or "{text}" for the text'
            )

    def _value(self, name: str, value: str, *, typed: bool) -> Test:
        if name in ("has", "no"):
            carries = _presence(self._field(value))
            return carries if name == "has" else lambda record: not carries(record)
        if name == "is":
            preprint = self._one_of(_STATES, value, "is") == "preprint"
            return lambda record: record.preprint is preprint
        field = self._field(name, typed=typed)
        if not value.strip():
            raise UsageProblem(f"{name} has an empty value; name one, or use no:{name}")
        spec = self._vocabulary.known.get(field)
        if field == "year":
            first, last = year_range(value)
            return lambda record: record.year is not None and first <= record.year <= last
        if spec is not None and spec.form == "month":
            low, high = month_range(value)
            return lambda record: any(
                low <= month[:7] <= high for month in record.values.get(field, ())
            )
        if spec is not None and spec.form == "vocabulary":
            if spec.name not in {**self._vocabulary.fields, **ALWAYS}:
                absent = f"no entry has the field {spec.name}"
                if spec.value(value) is None:
                    raise UsageProblem(
                        f"{absent}, and {value!r} is no value of it; see: mialit fields"
                    )
                self.notes.append(absent)
                return lambda _: False
            wanted = self._known_values(spec, value, typed=typed)
            return lambda record: not wanted.isdisjoint(record.values.get(field, ()))
        if field == "type":
            kind = self._one_of(sorted({each.type for each in self._records}), value, "type")
            return lambda record: record.type == kind
        return _text_test(field, value)

    def _field(self, name: str, *, typed: bool = False) -> str:
        field = field_named(name, self._vocabulary, self._records)
        if field is not None:
            return field
        allowed = field_names(self._vocabulary)
        quoting = f'\n  to search for text with a colon, quote it: "{name}:..."' if typed else ""
        raise UsageProblem(
            f"unknown field {name!r}{_perhaps(name, allowed)}; "
            f"fields: {', '.join(allowed)}{quoting}"
        )

    def _one_of(self, allowed: Collection[str], value: str, name: str) -> str:
        found = [item for item in allowed if squash(item) == squash(value)]
        found = found or [item for item in allowed if item.startswith(value.lower())]
        if not found:
            raise UsageProblem(f"{name} has no {value!r}; known: {', '.join(allowed)}")
        return found[0]

    def _known_values(self, spec: FieldSpec, value: str, *, typed: bool) -> frozenset[str]:
        """The canonical values that *value* asks for; see "Choosing entries" in docs/query.md."""
        declared = spec.value(value)
        if declared is not None:
            return frozenset({declared.name})
        carried = {item for record in self._records for item in record.values.get(spec.name, ())}
        asked = squash(value)
        exact = frozenset(item for item in carried if squash(item) == asked)
        if exact:
            return exact
        if "," in value.strip(", ") and not typed:
            parts = filter(None, map(str.strip, value.split(",")))
            return frozenset().union(
                *(self._known_values(spec, each, typed=False) for each in parts)
            )
        # Of a list without a vocabulary the values are those that its entries have.
        known = [item.name for item in spec.values] if self._vocabulary.curated else []
        known += sorted(carried.difference(known))
        beginning = f" {fold(value)}"
        widened = [item for item in known if asked and beginning in f" {fold(item)}"]
        if not widened:
            raise UsageProblem(
                f"{spec.name} has no value {value!r}{_perhaps(value, known)}; "
                f"see: mialit fields {spec.name}{_with_year(spec, value, known, typed=typed)}"
            )
        if len(widened) > 1 or asked != squash(widened[0]):
            self.notes.append(f"{spec.name}:{value} stands for {', '.join(widened)}")
        return frozenset(widened)


def _any(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda record: any(test(record) for test in tests)


def _with_year(spec: FieldSpec, value: str, known: Iterable[str], *, typed: bool) -> str:
    """How to ask for a value and a year that *value* has in one word, such as CVPR2021."""
    match = re.fullmatch(r"(.*[^\W\d])[\s_'-]*((?:19|20)\d\d)", value)
    if match is None:
        return ""
    name, year = match.groups()
    declared = spec.value(name)
    found = (
        [declared.name] if declared else [item for item in known if squash(item) == squash(name)]
    )
    if not found:
        return ""
    parts = Filter(spec.name, (found[0],)), Filter("year", (year,))
    option = f"--{spec.name} {shlex.quote(found[0])} --year {year}"
    return f"\n  for that of a year: {' '.join(map(str, parts)) if typed else option}"


def _perhaps(word: str, known: Iterable[str]) -> str:
    from mialit.text.similarity import nearest

    return perhaps(nearest(word, known), repr)


def _presence(field: str) -> Test:
    if field in ("year", "title", "key", "type", "doi", "eprint", "url"):
        return lambda record: bool(getattr(record, field))
    if field == "author":
        return lambda record: bool(record.authors)
    return lambda record: bool(record.values.get(field) or record.rest.get(field))


def _text_test(field: str, value: str) -> Test:
    asked = value.casefold()
    if field == "eprint":
        asked = arxiv(value) or asked
    elif field == "doi":
        asked = doi(value) or asked
    if field in ("doi", "eprint"):
        return lambda record: (getattr(record, field) or "").casefold().startswith(asked)
    if field in ("key", "url"):
        return lambda record: asked in (getattr(record, field) or "").casefold()
    if field == "author":
        if not squash(value):
            return lambda record: any(asked in author.casefold() for author in record.authors)
        asked_names = [_patterns(name) for name in (value, *spelled_out(value))]
        return lambda record: any(
            all(pattern.search(name) for pattern in patterns)
            for author in record.authors
            for name in _names(author)
            for patterns in asked_names
        )
    if not squash(value):  # signs alone are looked for as they are
        return lambda record: any(
            asked in text.casefold()
            for text in (
                record.title if field == "title" else "",
                *record.values.get(field, ()),
                record.rest.get(field, ""),
            )
        )
    pattern = loosely(value)
    if field == "title":
        return lambda record: pattern.search(_folded(record.title)) is not None
    return lambda record: any(
        pattern.search(_folded(text)) or asked in text.casefold()
        for text in (*record.values.get(field, ()), record.rest.get(field, ""))
        if text
    )


_folded = lru_cache(maxsize=4096)(fold)


@lru_cache(maxsize=4096)
def _names(author: str) -> tuple[str, ...]:
    """The folded spellings of a name: Müller is also Mueller."""
    return tuple(map(fold, (author, *spelled_out(author))))


def _patterns(name: str) -> list[re.Pattern[str]]:
    """What an author asked for by *name* has, in any order; a name without blanks in one piece."""
    words: list[str] = []
    for word in name.split():
        parts = fold(word).split()
        words += [word] if any(map(is_ideographic, parts)) else parts
    return [loosely(word) for word in words]


def _in_wide(text: str) -> re.Pattern[str] | None:
    """A pattern for a wide text behind a blank; None for a year, which is not looked for there.

    It begins with a blank, not a word's edge, since that is found ten times as fast.
    """
    letters = squash(text[:_LONGEST_TEXT])
    if not letters or is_year(letters):
        return None
    return re.compile(f" {' ?'.join(map(re.escape, letters))}")


@lru_cache(maxsize=256)
def loosely(text: str) -> re.Pattern[str]:
    """A pattern for folded text: *text* from the beginning of a word, joined or split.

    `label-only` finds "label only" and "labelonly", and so does `labelonly`. Müller also finds
    Mueller.
    """
    asked = (text[:_LONGEST_TEXT], *spelled_out(text[:_LONGEST_TEXT]))
    spellings = (" ?".join(map(re.escape, letters)) for letters in map(squash, asked) if letters)
    pattern = "|".join(rf"\b{spelling}" for spelling in spellings)
    return re.compile(pattern)
