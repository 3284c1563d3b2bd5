"""The fields by which records can be counted, each with its values in order."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mialit.errors import UsageProblem
from mialit.query.syntax import Filter
from mialit.records.model import Record
from mialit.records.naming import choices, field_named
from mialit.text.normalize import fold, squash
from mialit.text.phrases import perhaps
from mialit.text.similarity import nearest
from mialit.vocabulary.model import FieldSpec, Vocabulary

MANY = 24  # declared values beyond which a vocabulary lists names and is no classification
SOME = 12  # declared values up to which those that no record has are always shown
OTHERS = "others"
_MOST_YEARS = 40  # counted one by one where nothing else is asked
_YEAR = re.compile(r"\d{4}(?!\d)")
_STATE = ("published", "preprint")
_YES_NO = ("yes", "no")


class Form(StrEnum):
    """How a field's values are counted and asked for."""

    YEARS = "years"
    VALUES = "values"
    PRESENCE = "presence"  # yes or no
    STATE = "state"  # published or preprint


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of a field by which records are counted, in order.

    Vocabularies keep their order, other values of the entries after them; years ascend, those
    between included; the rest goes by number, the largest first, as does a vocabulary of more
    than MANY values and every field of a list without a vocabulary. `unused` is how many declared
    values that no record has are left out: those of such a vocabulary, and of one of more than
    SOME of which most are unused. `others` are the values that the last one of `values` stands
    for; see `grouped`.
    """

    field: str
    form: Form
    values: tuple[str, ...]
    unused: int = 0
    others: tuple[str, ...] = ()

    def filter(self, value: str) -> Filter:
        """The part of a query that asks for *value* (docs/query.md)."""
        if self.others and value == self.values[-1]:
            return Filter(self.field, self.others)
        if self.form is Form.PRESENCE:
            return Filter("has" if value == "yes" else "no", (self.field,))
        return Filter("is" if self.form is Form.STATE else self.field, (value,))


def field_name(asked: str, vocabulary: Vocabulary, records: Iterable[Record] = ()) -> str:
    """The field that *asked* names: one of a record's own, a declared one, one *records* carry.

    Raises UsageProblem, with the nearest names, when there is none.
    """
    stated = asked.strip().lower()
    if stated in _STATE and stated not in vocabulary.fields:
        return "published"
    name = field_named(asked, vocabulary, records)
    if name is None:
        named = choices(asked, vocabulary, records, ("published",))
        raise UsageProblem(f"no field {asked!r} to count by{named}")
    return name


def index_of(axis: Axis, asked: str, vocabulary: Vocabulary) -> int:
    """The index in `axis.values` of the value that *asked* names.

    A value is named by a declared spelling, or by words with which words of it begin; a range of
    years also by a year in it. Raises UsageProblem when that is none or several.
    """
    spec = vocabulary.fields.get(axis.field)
    declared = spec.value(asked) if spec and axis.form is Form.VALUES else None
    if declared is not None and declared.name in axis.values:
        return axis.values.index(declared.name)
    for test in (str.__eq__, _holds_year if axis.form is Form.YEARS else _squashed, _begun):
        found = [number for number, value in enumerate(axis.values) if test(value, asked)]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(axis.values[number] for number in found)
            raise UsageProblem(f"{axis.field} {asked!r} may be {several}; name one of them")
    hint = perhaps(nearest(asked, axis.values), repr)
    few = len(axis.values) <= MANY
    values = f"values: {', '.join(axis.values)}" if few else f"see: mialit stats --by {axis.field}"
    raise UsageProblem(f"{axis.field} has no value {asked!r}{hint}; {values}")


def _squashed(value: str, asked: str) -> bool:
    return squash(value) == squash(asked)


def _holds_year(value: str, asked: str) -> bool:
    return _YEAR.fullmatch(asked) is not None and value[:4] <= asked <= value[-4:]


def _begun(value: str, asked: str) -> bool:
    text = f" {fold(value)}"
    return bool(squash(asked)) and all(f" {word}" in text for word in fold(asked).split())


Positions = list[tuple[int, ...]]  # of each record, the indices of its values on an axis
# A record's values of a field, each once, "" never among them.
_Values = Callable[[Record], Sequence[str]]

_OWN: dict[str, tuple[Form, _Values]] = {
    "year": (Form.YEARS, lambda record: () if record.year is None else (f"{record.year:04}",)),
    "type": (Form.VALUES, lambda record: (record.type,)),
    "author": (
        Form.VALUES,
        lambda record: tuple(dict.fromkeys(record.authors)),
    ),
    "published": (Form.STATE, lambda record: (_STATE[record.preprint],)),
    "doi": (Form.PRESENCE, lambda record: (_YES_NO[not record.doi],)),
    "eprint": (Form.PRESENCE, lambda record: (_YES_NO[not record.eprint],)),
    "url": (Form.PRESENCE, lambda record: (_YES_NO[not record.url],)),
}


def is_years(field: str, vocabulary: Vocabulary) -> bool:
    """Whether *field* is counted by years."""
    return _reader(field, vocabulary)[0] is Form.YEARS


def _reader(field: str, vocabulary: Vocabulary) -> tuple[Form, _Values]:
    if field in _OWN:
        return _OWN[field]
    spec = vocabulary.known.get(field)
    if spec is None:
        return Form.VALUES, lambda record: tuple(filter(None, (record.rest.get(field, ""),)))
    if spec.form == "urls":
        return Form.PRESENCE, lambda record: (_YES_NO[not record.values.get(field)],)
    if spec.form == "month":
        return Form.YEARS, lambda record: _years(record.values.get(field, ()))
    return Form.VALUES, lambda record: tuple(dict.fromkeys(record.values.get(field, ())))


def _years(months: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(month[:4] for month in months if _YEAR.match(month)))


def cut(
    records: Sequence[Record],
    field: str,
    vocabulary: Vocabulary,
    buckets: int | None,
    *,
    unused: bool,
) -> tuple[Axis, Positions]:
    """*field* (a name as `field_name` gives it) as an axis, and the positions of *records* on it.

    *buckets* is the most ranges that years are grouped into; *unused* keeps every declared value.
    """
    form, read = _reader(field, vocabulary)
    found = [read(record) for record in records]
    counts = Counter(value for values in found for value in values)
    if form is Form.YEARS:
        return _years_cut(field, found, sorted(map(int, counts)), buckets or _MOST_YEARS)
    left_out = 0
    if form is Form.VALUES:
        spec = vocabulary.fields.get(field) if vocabulary.curated else None
        names, left_out = _in_order(spec, counts, unused=unused)
    else:
        names = list(_STATE if form is Form.STATE else _YES_NO)
    index = {name: number for number, name in enumerate(names)}
    positions = [tuple(index[value] for value in values) for values in found]
    return Axis(field, form, tuple(names), left_out), positions


def grouped(axis: Axis, positions: Positions, most: int) -> tuple[Axis, Positions]:
    """*axis* with the *most* frequent of its values, the others as one; 0 leaves it as it is.

    The values keep their order, and those that come first in it are preferred. Years, and what
    has two values, stay as they are.
    """
    if not most or axis.form is not Form.VALUES or len(axis.values) <= most:
        return axis, positions
    numbers = Counter(index for mine in positions for index in mine)
    by_number = sorted(range(len(axis.values)), key=lambda index: -numbers[index])
    kept, others = sorted(by_number[:most]), sorted(by_number[most:])
    name = OTHERS
    while any(squash(axis.values[index]) == squash(name) for index in kept):
        name = f"all {name}"
    index_of_kept = {index: number for number, index in enumerate(kept)}
    values = (*(axis.values[index] for index in kept), name)
    rest = tuple(axis.values[index] for index in others)
    moved = [
        tuple(dict.fromkeys(index_of_kept.get(index, most) for index in mine)) for mine in positions
    ]
    return replace(axis, values=values, others=rest), moved


def _in_order(
    spec: FieldSpec | None, counts: Counter[str], *, unused: bool
) -> tuple[list[str], int]:
    """The values of an axis, and how many declared ones are left out."""
    declared = [value.name for value in spec.values] if spec else []
    by_number = sorted(counts, key=lambda name: (-counts[name], fold(name), name))
    if len(declared) > MANY:
        idle = [name for name in declared if name not in counts]
        return (by_number + idle, 0) if unused else (by_number, len(idle))
    known = set(declared)
    others = [name for name in by_number if name not in known]
    used = [name for name in declared if name in counts]
    if unused or len(declared) <= SOME or len(used) * 2 >= len(declared):
        return declared + others, 0
    return used + others, len(declared) - len(used)


def _years_cut(
    field: str, found: Sequence[Sequence[str]], years: Sequence[int], buckets: int
) -> tuple[Axis, Positions]:
    """Ranges of equal length, the last perhaps shorter, from the first year to the last."""
    if not years:
        return Axis(field, Form.YEARS, ()), [()] * len(found)
    first, last = years[0], years[-1]
    length = -(-(last - first + 1) // buckets)
    names = []
    for start in range(first, last + 1, length):
        end = min(start + length - 1, last)
        names.append(f"{start:04}" if start == end else f"{start:04}-{end:04}")
    positions = [
        tuple(dict.fromkeys((int(year) - first) // length for year in mine)) for mine in found
    ]
    return Axis(field, Form.YEARS, tuple(names)), positions
