"""The fields of a list, and how many entries have each of their values."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mialit.errors import UsageProblem
from mialit.records.content import content
from mialit.records.model import Record
from mialit.records.naming import OWN, choices, field_named, label, value_texts
from mialit.vocabulary.model import Value, Vocabulary

_MOST = 3  # values of a field that an overview names
_SHORT = 24  # characters of such a value
# Of the fields of a list without a vocabulary these come first, in this order.
_FIRST = ("type", "author", "title", "year", "venue", "keywords", "code", "doi", "eprint", "url")
_OF_VALUES = ("vocabulary", "keywords")  # the forms of fields that are counted value by value
# Fields whose values are listed, however many entries share one.
_LISTED = ("type", "author", "year", "keywords")


class Count(NamedTuple):
    """How many entries have a value; `value` is "" for a field without a vocabulary."""

    field: str
    label: str
    value: str
    count: int  # type: ignore[assignment]
    declared: bool
    name: str
    also: Sequence[str]


def count_fields(
    asked: str | None, vocabulary: Vocabulary, records: Sequence[Record], *, unused: bool
) -> tuple[list[str], list[Count]]:
    """The names of the fields, or of the one *asked* for, and how many entries have their values.

    *unused* keeps declared values that no entry has. Raises UsageProblem for an unknown field.
    """
    if asked is not None:
        names = [_named(asked, vocabulary, records)]
    elif vocabulary.curated:
        names = list(vocabulary.fields)
    else:
        numbers = _present(vocabulary, records)
        shown: list[Count] = []
        for name, number in numbers.items():
            spec = vocabulary.fields.get(name)
            if name == "type" or (spec is not None and spec.form in _OF_VALUES):
                shown += _counts(name, vocabulary, records)
            else:
                shown.append(Count(name, label(name, vocabulary), "", number, False, "", ()))
        return list(numbers), shown
    counts = [count for name in names for count in _counts(name, vocabulary, records)]
    return names, [count for count in counts if count.count or unused or not count.declared]


def _named(asked: str, vocabulary: Vocabulary, records: Sequence[Record]) -> str:
    name = field_named(asked, vocabulary, records)
    if name is None:
        raise UsageProblem(f"unknown field {asked!r}{choices(asked, vocabulary, records)}")
    return name


def _present(vocabulary: Vocabulary, records: Sequence[Record]) -> dict[str, int]:
    """How many entries have each field, those most asked for first, then by number."""
    numbers: Counter[str] = Counter()
    read = [name for name in (*OWN, *vocabulary.fields) if name != "key"]
    for record in records:
        numbers.update(name for name in read if value_texts(record, name))
        stated = record.raw.items()
        numbers.update(name for name, text in stated if text and name not in read)
    first = [name for name in _FIRST if name in numbers]
    others = (name for name in numbers if name not in first)
    ordered = (*first, *sorted(others, key=lambda name: (-numbers[name], name)))
    return {name: numbers[name] for name in ordered}


def _counts(name: str, vocabulary: Vocabulary, records: Sequence[Record]) -> Iterator[Count]:
    """Declared values in the vocabulary's order, then what else entries have, by number.

    One count for the whole field where its values are texts: where no two entries share one.
    """
    spec = vocabulary.known.get(name)
    head = label(name, vocabulary)
    texts = [value_texts(record, name) for record in records]
    numbers = Counter(value for values in texts for value in dict.fromkeys(values))
    if spec is not None and spec.form not in _OF_VALUES:
        listed = False
    else:
        shared = max(numbers.values(), default=0) > 1
        listed = spec is not None or name in _LISTED or shared
    if not listed:
        declared = vocabulary.curated and name in vocabulary.fields
        yield Count(name, head, "", sum(map(bool, texts)), declared, "", ())
        return
    values = spec.values if spec else ()
    if vocabulary.curated:
        for value in values:
            number = numbers.pop(value.name, 0)
            yield Count(name, head, value.name, number, True, value.title, value.also)
    known = {value.name: value for value in values}
    for other, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        value = known.get(other, Value(other))
        yield Count(name, head, other, number, False, value.title, value.also)


def overview(name: str, vocabulary: Vocabulary, records: Sequence[Record]) -> list[str]:
    """A field, how many entries have it, and its values that several have, where they are short."""
    known = name in (*OWN, *vocabulary.fields)
    if known:
        values = [value_texts(record, name) for record in records]
    else:  # what is not shown is not made readable
        values = [tuple(filter(None, [record.raw.get(name)])) for record in records]
    numbers = Counter(value for its in values for value in dict.fromkeys(its))
    most = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    frequent = [
        f"{value if known else content(name, value)} ({number})"
        for value, number in most
        if number > 1 and len(value) <= _SHORT
    ]
    head = label(name, vocabulary)
    shown = "" if head.lower() == name else head
    return [name, shown, str(sum(map(bool, values))), "; ".join(frequent)]
