"""What a query means: a tree and a vocabulary become a test that a record passes or fails.

Command-line options are translated to the same trees, so `--venue icml` and `venue:icml` cannot
differ.
"""

import re
import shlex
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, cached_property, lru_cache
from typing import NamedTuple, Protocol, runtime_checkable

from mialit.errors import UsageProblem
from mialit.query.ranges import month_range, year_range
from mialit.query.syntax import All, Any, Filter, Node, Not, Words, check_parts
from mialit.records.identifiers import arxiv, doi
from mialit.records.model import Record
from mialit.records.naming import field_named, known_names
from mialit.records.text_columns import is_year
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
    Raises UsageProblem for an unknown field or value, for a bad range, and for a query of more
    parts than are read.
    """
    check_parts(node)
    binder = _Binder(vocabulary, records)
    return Bound(binder.test(node), tuple(dict.fromkeys(binder.notes)))


def bind_each(
    nodes: Iterable[Node], vocabulary: Vocabulary, records: Sequence[Record]
) -> list[Test]:
    """The test that each of *nodes* stands for; tests that share what they make of a record."""
    return list(map(_Binder(vocabulary, records).test, nodes))


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
    tests = list(zip(parts, bind_each(parts, vocabulary, records), strict=True))
    # One pass over the records: those of the cache are decoded each time they are looked at.
    unmatched = tests
    for record in records:
        unmatched = [(part, test) for part, test in unmatched if not test(record)]
        if not unmatched:
            break
    for part, _ in unmatched[:1]:
        capitals = isinstance(part, Words) and part.text.upper() in ("OR", "NOT")
        return f"no entry matches {part}{'; OR and NOT are capitals' if capitals else ''}"
    first_failed = [
        next((number for number, (_, test) in enumerate(tests) if not test(record)), len(tests))
        for record in records
    ]
    last = max(first_failed)
    if last < len(tests):
        before = " ".join(str(each) for each, _ in tests[:last])
        left = first_failed.count(last)
        return f"{before} leaves {left}, none of them matches {tests[last][0]}"
    return "no entry matches the query"


class _Texts:
    """The texts of one record that words are looked for in, made once for all parts of a query.

    `tight` ones have no blanks: a word that is not in them is not in the others either.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.folded = record.folded
        self.tight = self.folded.replace(" ", "")
        self._stated: dict[str, list[tuple[str, str, str]]] = {}

    @cached_property
    def wide(self) -> str:
        """The wide text behind a blank."""
        return f" {self.record.wide}"

    @cached_property
    def tight_wide(self) -> str:
        return self.wide.replace(" ", "")

    def stated(self, field: str) -> list[tuple[str, str, str]]:
        """The texts of *field*, each folded, tight, and without case alone."""
        found = self._stated.get(field)
        if found is None:
            record = self.record
            title = (record.title,) if field == "title" else ()
            values = title or (*record.values.get(field, ()), record.rest.get(field, ""))
            folded = ((fold(text), text.casefold()) for text in values if text)
            found = [(text, text.replace(" ", ""), bare) for text, bare in folded]
            self._stated[field] = found
        return found


class _Binder:
    def __init__(self, vocabulary: Vocabulary, records: Sequence[Record]) -> None:
        self._vocabulary = vocabulary
        self._records = records
        self._latest: _Texts | None = None
        self._carried: dict[str, frozenset[str]] = {}
        self._fields: dict[str, str | None] = {}
        self.notes: list[str] = []

    def test(self, node: Node) -> Test:
        match node:
            case Words(text, phrase):
                if not phrase:
                    self._refuse_empty_filter(text)
                return self._words_test(text)
            case Filter(name, values):
                bound = node.bound(self._records)
                if bound is not None:
                    self.notes += bound[1]
                    return bound[0]
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

    def _texts(self, record: Record) -> _Texts:
        latest = self._latest
        if latest is None or latest.record is not record:
            latest = self._latest = _Texts(record)
        return latest

    def _words_test(self, text: str) -> Test:
        sought, wide = Loose(text), _in_wide(text)
        letters = squash(text[:_LONGEST_TEXT])
        texts_of = self._texts

        def test(record: Record) -> bool:
            texts = texts_of(record)
            return sought.stands_in(texts.folded, texts.tight) or (
                wide is not None
                and letters in texts.tight_wide
                and wide().search(texts.wide) is not None
            )

        return test

    def _text_test(self, field: str, value: str) -> Test:
        if field == "author":
            return self._author_test(value)
        asked = value.casefold()
        if field in ("doi", "eprint"):
            asked = (doi if field == "doi" else arxiv)(value) or asked
            return lambda record: (getattr(record, field) or "").casefold().startswith(asked)
        if field in ("key", "url"):
            return lambda record: asked in (getattr(record, field) or "").casefold()
        texts_of = self._texts
        if not squash(value):  # signs alone are looked for as they are
            return lambda record: any(asked in bare for *_, bare in texts_of(record).stated(field))
        sought, whole = Loose(value), field != "title"
        return lambda record: any(
            sought.stands_in(folded, tight) or (whole and asked in bare)
            for folded, tight, bare in texts_of(record).stated(field)
        )

    def _author_test(self, value: str) -> Test:
        if not squash(value):
            asked = value.casefold()
            return lambda record: any(asked in author.casefold() for author in record.authors)
        asked_names = [_name_words(name) for name in (value, *spelled_out(value))]
        head, *others = [words[0] if words else Loose("") for words in asked_names]
        texts_of = self._texts

        def test(record: Record) -> bool:
            tight = texts_of(record).tight
            if not head.may_be(tight) and not (others and any(o.may_be(tight) for o in others)):
                return False
            wanted = [words for words in asked_names if all(word.may_be(tight) for word in words)]
            return bool(wanted) and any(
                all(word.stands_in(*name) for word in words)
                for author in record.authors
                for name in _names(author)
                for words in wanted
            )

        return test

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
            kind = self._one_of(sorted(self._all_carried("type")), value, "type")
            return lambda record: record.type == kind
        return self._text_test(field, value)

    def _field(self, name: str, *, typed: bool = False) -> str:
        if name not in self._fields:
            self._fields[name] = field_named(name, self._vocabulary, self._records)
        field = self._fields[name]
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

    def _all_carried(self, field: str) -> frozenset[str]:
        """The values of *field* that the records have; looked up once for all parts of a query."""
        if field not in self._carried:
            values: Iterable[str] = (
                (each.type for each in self._records)
                if field == "type"
                else (value for each in self._records for value in each.values.get(field, ()))
            )
            self._carried[field] = frozenset(values)
        return self._carried[field]

    def _known_values(self, spec: FieldSpec, value: str, *, typed: bool) -> frozenset[str]:
        """The canonical values that *value* asks for; see "Choosing entries" in docs/query.md."""
        declared = spec.value(value)
        if declared is not None:
            return frozenset({declared.name})
        carried = self._all_carried(spec.name)
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
    if field == "key":
        return lambda record: not record.keyless
    if field in ("year", "title", "type", "doi", "eprint", "url"):
        return lambda record: bool(getattr(record, field))
    if field == "author":
        return lambda record: bool(record.authors)
    return lambda record: bool(record.values.get(field) or record.rest.get(field))


@lru_cache(maxsize=4096)
def _names(author: str) -> tuple[tuple[str, str], ...]:
    """The folded spellings of a name, each also without blanks: Müller is also Mueller."""
    spellings = map(fold, (author, *spelled_out(author)))
    return tuple((text, text.replace(" ", "")) for text in spellings)


def _name_words(name: str) -> "list[Loose]":
    """What an author asked for by *name* has, in any order; a name without blanks in one piece."""
    words: list[str] = []
    for word in name.split():
        parts = fold(word).split()
        words += [word] if any(map(is_ideographic, parts)) else parts
    return [Loose(word) for word in words]


def _in_wide(text: str) -> Callable[[], re.Pattern[str]] | None:
    """What makes a pattern for a wide text behind a blank; None where there is nothing to look for.

    That is a year, too. It begins with a blank, not a word's edge, since that is found ten times as
    fast.
    """
    letters = squash(text[:_LONGEST_TEXT])
    if not letters or is_year(letters):
        return None
    return cache(lambda: re.compile(f" {' ?'.join(map(re.escape, letters))}"))


class Loose:
    """*text* as it is looked for in folded text: from the beginning of a word, joined or split.

    `label-only` finds "label only" and "labelonly", and so does `labelonly`. Müller also finds
    Mueller.
    """

    def __init__(self, text: str) -> None:
        asked = (text[:_LONGEST_TEXT], *spelled_out(text[:_LONGEST_TEXT]))
        self._letters = tuple(filter(None, map(squash, asked)))
        # Nearly always one, which is compared without a loop: it is for each entry.
        self._first, self._others = (self._letters or ("",))[0], self._letters[1:]

    def may_be(self, tight: str) -> bool:
        """Whether the text stands in *tight*, a folded text without blanks, be it amid a word."""
        if self._first in tight:
            return True
        return bool(self._others) and any(letters in tight for letters in self._others)

    def stands_in(self, folded: str, tight: str) -> bool:
        """Whether the text stands in *folded*; *tight* is the same without blanks.

        A pattern is made, and the text searched with it, only where *tight* has the letters.
        """
        return self.may_be(tight) and self._pattern.search(folded) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        spellings = (" ?".join(map(re.escape, letters)) for letters in self._letters)
        return re.compile("|".join(rf"\b{spelling}" for spelling in spellings))
