"""What a query means: a tree and a vocabulary become a test that a record passes or fails.

Command-line options are translated to the same trees, so `--venue icml` and `venue:icml` cannot
differ.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mialit.errors import UsageProblem
from mialit.identifiers import arxiv, doi
from mialit.likeness import nearest
from mialit.query import All, Any, Filter, Node, Not, Words
from mialit.record import Record
from mialit.schema import FieldSpec, Schema
from mialit.text import fold, squash

Test = Callable[[Record], bool]

_ALIASES = {"authors": "author", "arxiv": "eprint"}
_OWN = ("year", "title", "author", "key", "type", "doi", "eprint", "url")
_SPECIAL = ("has", "no", "is")
# Fields of BibTeX's and biblatex's standard styles, so that asking for one that no entry carries
# is an answer ("none") and not an error. Source: BibTeXing (Patashnik 1988), section 3.2.
_STANDARD = frozenset(
    [
        "abstract",
        "address",
        "annote",
        "booktitle",
        "chapter",
        "crossref",
        "date",
        "edition",
        "editor",
        "howpublished",
        "institution",
        "isbn",
        "issn",
        "journal",
        "journaltitle",
        "keywords",
        "month",
        "note",
        "number",
        "organization",
        "pages",
        "primaryclass",
        "archiveprefix",
        "publisher",
        "school",
        "series",
        "volume",
    ]
)
_STATES = ("preprint", "published")
_LONGEST_TEXT = 300  # characters of one word or phrase that are compared

_YEAR_FORMS = "write 2020, 2018-2020, 2018..2020, 2019-, -2019 or >=2019"
_RANGE = re.compile(
    r"(?P<sign>>=|<=|>|<)(?P<bound>{point})|(?P<low>{point})?(?:\.\.|-)(?P<high>{point})?"
    r"|(?P<only>{point})".replace("{point}", r"\d{4}(?:-(?:0[1-9]|1[0-2])(?!\d))?")
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A tree bound to a vocabulary and records.

    `notes` say which asked values were widened to several known ones.
    """

    matches: Test
    notes: tuple[str, ...]


def bind(node: Node, schema: Schema, records: Sequence[Record]) -> Bound:
    """The test that *node* stands for.

    *records* are those to be asked: the values they carry are known besides the vocabulary's.
    Raises UsageProblem for an unknown field or value and for a bad range.
    """
    binder = _Binder(schema, records)
    return Bound(binder.test(node), tuple(dict.fromkeys(binder.notes)))


def field_names(schema: Schema) -> list[str]:
    """The names a filter may have, sorted; entries' other fields may be asked for too."""
    return sorted({*_OWN, *_SPECIAL, *schema.fields})


class _Binder:
    def __init__(self, schema: Schema, records: Sequence[Record]) -> None:
        self._schema = schema
        self._records = records
        self.notes: list[str] = []

    def test(self, node: Node) -> Test:
        match node:
            case Words(text):
                return _meets_text(text)
            case Filter():
                return self._filter(node)
            case Not(part):
                inner = self.test(part)
                return lambda record: not inner(record)
            case All(parts):
                tests = [self.test(part) for part in parts]
                return lambda record: all(test(record) for test in tests)
            case Any(parts):
                tests = [self.test(part) for part in parts]
                return lambda record: any(test(record) for test in tests)

    def _filter(self, node: Filter) -> Test:
        tests = [self._value(node.name, value) for value in node.values]
        return tests[0] if len(tests) == 1 else lambda record: any(test(record) for test in tests)

    def _value(self, name: str, value: str) -> Test:
        if name in ("has", "no"):
            carries = _presence(self._field(value))
            return carries if name == "has" else lambda record: not carries(record)
        if name == "is":
            preprint = self._one_of(_STATES, value, "is") == "preprint"
            return lambda record: record.preprint is preprint
        field = self._field(name)
        spec = self._schema.fields.get(field)
        if field == "year":
            return _year_test(value)
        if spec is not None and spec.form == "month":
            return _month_test(field, value)
        if spec is not None and spec.form == "vocabulary":
            return self._vocabulary_test(spec, value)
        if field == "type":
            kinds = frozenset(
                {self._one_of(sorted({r.type for r in self._records}), value, "type")}
            )
            return lambda record: record.type in kinds
        return _text_test(field, value)

    def _field(self, name: str) -> str:
        name = _ALIASES.get(name.lower(), name.lower())
        if name in _OWN or name in self._schema.fields:
            return name
        declared = self._schema.named(name)
        if declared is not None:
            return declared.name
        if name in _STANDARD or any(name in record.rest for record in self._records):
            return name
        allowed = field_names(self._schema)
        raise UsageProblem(
            f"unknown field {name!r}{_perhaps(name, allowed)}; fields: {', '.join(allowed)}"
            f'\n  to search for text with a colon, quote it: "{name}:..."'
        )

    def _one_of(self, allowed: Collection[str], value: str, name: str) -> str:
        found = [item for item in allowed if squash(item) == squash(value)]
        found = found or [item for item in allowed if item.startswith(value.lower())]
        if not found:
            raise UsageProblem(f"{name} has no {value!r}; known: {', '.join(allowed)}")
        return found[0]

    def _vocabulary_test(self, spec: FieldSpec, value: str) -> Test:
        wanted = self._known_values(spec, value)
        name = spec.name
        if len(wanted) == 1:
            (only,) = wanted
            return lambda record: only in record.values.get(name, ())
        return lambda record: not wanted.isdisjoint(record.values.get(name, ()))

    def _known_values(self, spec: FieldSpec, value: str) -> frozenset[str]:
        """The canonical values that *value* asks for; see "Choosing entries" in docs/query.md."""
        declared = spec.value(value)
        if declared is not None:
            return frozenset({declared.name})
        carried = {item for record in self._records for item in record.values.get(spec.name, ())}
        asked = squash(value)
        exact = frozenset(item for item in carried if squash(item) == asked)
        if exact:
            return exact
        known = [item.name for item in spec.values]
        known += sorted(carried.difference(known))
        beginning = f" {fold(value)}"
        widened = [item for item in known if asked and beginning in f" {fold(item)}"]
        if not widened:
            raise UsageProblem(
                f"{spec.name} has no value {value!r}{_perhaps(value, known)}; "
                f"see: mialit fields {spec.name}"
            )
        if len(widened) > 1 or asked != squash(widened[0]):
            self.notes.append(f"{spec.name}:{value} stands for {', '.join(widened)}")
        return frozenset(widened)


def _perhaps(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known)
    return f", perhaps {' or '.join(map(repr, near))}" if near else ""


def _presence(field: str) -> Test:
    if field in ("year", "title", "key", "type", "doi", "eprint", "url"):
        return lambda record: bool(getattr(record, field))
    if field == "author":
        return lambda record: bool(record.authors)
    return lambda record: bool(record.values.get(field) or record.rest.get(field))


def year_range(text: str) -> tuple[int, int]:
    """First and last year of a range as `--year` takes it.

    `2020`, `2018-2020`, `2018..2020`, `2019-`, `..2019`, `>=2019`, `<2019`. Raises UsageProblem.
    """
    low, high = _range(text, f"{text!r} is no year or range of years; {_YEAR_FORMS}")
    if len(low) > 4 or len(high) > 4:
        raise UsageProblem(f"{text!r} has a month; {_YEAR_FORMS}")
    return int(low), int(high)


def _range(text: str, message: str) -> tuple[str, str]:
    """Ends of a range of years or months as texts, both inclusive; open ends are 0000 and 9999."""
    match = _RANGE.fullmatch(text.strip())
    if match is None or not any(match[name] for name in ("bound", "low", "high", "only")):
        raise UsageProblem(message)
    if match["only"]:
        return match["only"], match["only"]
    if match["bound"]:
        return _compared(match["sign"], match["bound"])
    low, high = match["low"] or "0000", match["high"] or "9999"
    if low > high and not high.startswith(low) and not low.startswith(high):
        raise UsageProblem(f"{text!r} ends before it begins; write {high}-{low}")
    return low, high


def _compared(sign: str, bound: str) -> tuple[str, str]:
    if sign == ">=":
        return bound, "9999"
    if sign == "<=":
        return "0000", bound
    year, _, month = bound.partition("-")
    step = 1 if sign == ">" else -1
    if not month:
        edge = f"{int(year) + step:04}"
    else:
        count = int(year) * 12 + int(month) - 1 + step
        edge = f"{count // 12:04}-{count % 12 + 1:02}"
    return (edge, "9999") if sign == ">" else ("0000", edge)


def _year_test(value: str) -> Test:
    low, high = year_range(value)
    return lambda record: record.year is not None and low <= record.year <= high


def _month_test(field: str, value: str) -> Test:
    example = f"{date(2020, 3, 1):%Y-%m}"
    message = (
        f"{value!r} is no month or range; write 2020, {example}, {example}..2021 or >={example}"
    )
    low, high = _range(value, message)
    last = f"{high}-12" if len(high) == 4 else high

    def test(record: Record) -> bool:
        return any(low <= month and month[:7] <= last for month in record.values.get(field, ()))

    return test


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
        patterns = [loosely(word) for word in fold(value).split()]
        return lambda record: any(
            all(pattern.search(name) for pattern in patterns)
            for name in map(_folded, record.authors)
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


def _meets_text(text: str) -> Test:
    """Whether the words of *text* stand side by side somewhere; the last may go on."""
    pattern = loosely(text)
    return lambda record: pattern.search(record.folded) is not None


@lru_cache(maxsize=256)
def loosely(text: str) -> re.Pattern[str]:
    """A pattern for folded text: *text* from the beginning of a word, joined or split.

    `label-only` finds "label only" and "labelonly", and so does `labelonly`.
    """
    letters = squash(text[:_LONGEST_TEXT])
    return re.compile(rf"\b{' ?'.join(map(re.escape, letters))}") if letters else re.compile("")
