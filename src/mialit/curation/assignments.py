"""Values that a person gives for fields: read, checked against the vocabulary, made BibTeX."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mialit.bibtex.field_names import STANDARD, field_source
from mialit.bibtex.values import MONTHS
from mialit.errors import UsageProblem
from mialit.records.identifiers import arxiv, doi_as_written, is_web_link, without_tracking
from mialit.records.model import Record
from mialit.records.naming import field_named
from mialit.text.normalize import clean, squash
from mialit.text.phrases import perhaps
from mialit.text.similarity import nearest, within
from mialit.vocabulary.model import FieldSpec, Vocabulary

_ASSIGNMENT = re.compile(r"([^\s=+]+?)\s*([+-]?)=(.*)", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_MONTH_OF_YEAR = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Assignment:
    """`FIELD=VALUE`: *field* (lower case) becomes *value*.

    With `add` it gets *value* as one more, with `take` it loses this one. An empty value removes
    the field.
    """

    field: str
    value: str
    add: bool = False
    take: bool = False


def parse(text: str) -> Assignment:
    """The assignment that *text* is: `year=2021`, `note=`, `target+=classifiers`, `tags-=read`.

    Raises UsageProblem for a text of another form.
    """
    found = _ASSIGNMENT.fullmatch(text.strip())
    if found is None:
        raise UsageProblem(
            f"{text!r} is not of the form FIELD=VALUE; FIELD= removes a field, "
            "FIELD+=VALUE adds a value, FIELD-=VALUE takes one out"
        )
    name, sign, value = found.groups()
    value = " ".join(value.split())
    if clean(value) != value:
        raise UsageProblem(f"the value for {name} holds a character that cannot be shown")
    if sign and not value:
        does = "adds" if sign == "+" else "takes out"
        raise UsageProblem(f"{text!r} {does} nothing; write a value after {name}{sign}=")
    return Assignment(name.lower(), value, add=sign == "+", take=sign == "-")


def spec_of(field: str, vocabulary: Vocabulary) -> FieldSpec | None:
    """What says how values of *field* are written: several, or declared; None for plain text.

    Besides what the vocabulary declares these are BibTeX programs' fields with several values, of
    which any value is allowed, as it is in a list without a vocabulary.
    """
    if vocabulary.curated and field in vocabulary.fields:
        return vocabulary.fields[field]
    spec = vocabulary.derived.get(field)
    return spec._replace(values=()) if spec and spec.several else None


def check_field(name: str, vocabulary: Vocabulary, present: Iterable[str]) -> None:
    """Raises UsageProblem for a *name* that looks like a typo of a known one.

    Known are the vocabulary's fields, BibTeX's, and those *present* in the list; any other name
    is allowed as long as it is not near one of them.
    """
    if name in vocabulary.fields or name in STANDARD or name in present:
        return
    known = sorted({*vocabulary.fields, *STANDARD, *present}, key=len)
    near = {
        each: typos
        for each, typos in within(name, known, 2 if len(name) > 5 else 1).items()
        if _DIGITS.sub("", each) != _DIGITS.sub("", name)  # `url-2` beside `url-1` is none
    }
    if near:
        best = min(near, key=lambda each: (near[each], each))
        raise UsageProblem(f"unknown field {name!r}{perhaps([best])}; see: mialit fields")


def contents(
    stated: Mapping[str, Sequence[str] | None], where: Iterable[str], vocabulary: Vocabulary
) -> dict[str, str]:
    """The BibTeX source of the fields that *stated* has values for and *where* assigns.

    Raises UsageProblem for a field that the vocabulary does not have, and as `content` does.
    """
    values: dict[str, list[str]] = {}
    for name, given in stated.items():
        if given:
            if name not in vocabulary.fields:
                message = f"this list's vocabulary has no field {name}; see: mialit fields"
                raise UsageProblem(message)
            values.setdefault(name, []).extend(given)
    for text in where:
        each = parse(text)
        check_field(each.field, vocabulary, ())
        if each.value:
            values.setdefault(each.field, []).append(each.value)
    result = {}
    for name, given in values.items():
        spec = spec_of(name, vocabulary)
        if len(given) > 1 and not (spec and spec.several):
            raise UsageProblem(f"{name} holds one value; {' and '.join(given)} are given")
        result[name] = content(name, spec.join(given) if spec else given[0], vocabulary)
    return result


def content(field: str, value: str, vocabulary: Vocabulary, has: Sequence[str] = ()) -> str:
    """The BibTeX source of the field *field* for what a person calls *value*.

    *has* are values that stand in the field and stay. A value of the vocabulary is written as
    declared there, and several in its order. Raises UsageProblem for an unknown or impossible one.
    """
    spec = spec_of(field, vocabulary)
    if spec is None:
        if has:
            raise UsageProblem(f"{field} holds one value; {field}=VALUE replaces it")
        return field_source(field, _standard(field, value))
    if has and not spec.several:
        raise UsageProblem(f"{field} holds one value ({has[0]}); {field}=VALUE replaces it")
    if spec.form == "keywords" and not has:
        return field_source(field, value)  # with the separators that are given
    given = [_declared(spec, each) for each in spec.split(value)]
    if not given:
        raise UsageProblem(f"{value!r} is not a value for {field}")
    every = list(dict.fromkeys([*has, *given]))
    if spec.form == "vocabulary":
        ranks = {declared.name: number for number, declared in enumerate(spec.values)}
        every.sort(key=lambda each: ranks.get(each, len(ranks)))
    return field_source("url" if spec.form == "urls" else field, spec.join(every))


def undeclared(
    wanted: Iterable[Assignment], vocabulary: Vocabulary, records: Sequence[Record]
) -> dict[str, list[str]]:
    """The values that *wanted* gives and the vocabulary does not have, by its field."""
    found: dict[str, list[str]] = {}
    for each in wanted:
        name = field_named(each.field, vocabulary, records) or each.field
        spec = spec_of(name, vocabulary)
        if spec is None or each.take or spec.form != "vocabulary" or not spec.values:
            continue
        for value in spec.split(each.value):
            known = found.setdefault(name, [])
            if spec.value(value) is None and squash(value) not in map(squash, known):
                known.append(value)
    return {name: values for name, values in found.items() if values}


def _declared(spec: FieldSpec, value: str) -> str:
    """The canonical form of one *value* of *spec*."""
    if spec.form == "vocabulary" and spec.values:
        known = spec.value(value)
        if known is None:
            raise UsageProblem(unknown_value(spec, value))
        return known.name
    if spec.form == "urls":
        return _link(spec.name, value)
    if spec.form == "month" and not _MONTH_OF_YEAR.fullmatch(value):
        raise UsageProblem(f"{value!r} is not a month for {spec.name}; write it as 2021-03")
    return value


def unknown_value(spec: FieldSpec, value: str) -> str:
    """The message that *value* is none of *spec*, with the nearest ones."""
    names = {spelling: known.name for known in spec.values for spelling in known.spellings}
    near = list(dict.fromkeys(names[spelling] for spelling in nearest(value, names, 6)))
    return (
        f"unknown {spec.name} {value!r}{perhaps(near[:3])}; "
        f"see: mialit fields {spec.name} --unused; "
        "a new value is declared in the vocabulary, the .toml file beside the list: "
        "mialit set ... --declare adds it"
    )


def _standard(field: str, value: str) -> str:
    """A value of a field of BibTeX's own in the form that lists want."""
    if field == "url":
        return _link(field, value)
    if field == "doi":
        name = doi_as_written(value)
        if name is None:
            raise UsageProblem(f"{value!r} is not a DOI; write it as 10.1145/3523273")
        return name
    if field == "eprint":
        return arxiv(value) or value
    if field == "month":
        return month(value)
    if field == "year" and not re.fullmatch(r"\d{4}", value):
        raise UsageProblem(f"{value!r} is not a year; write it as 2021")
    return value


def month(value: str) -> str:
    """The macro (`sep`) of a month by its name, abbreviation or number; else *value* itself."""
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 12:
        return list(MONTHS)[int(value) - 1]
    word = value.strip(". ").lower()
    fits = [macro for macro, name in MONTHS.items() if name.lower().startswith(word)]
    return fits[0] if len(word) >= 3 and fits else ("sep" if word == "sept" else value)


def _link(field: str, value: str) -> str:
    if not is_web_link(value):
        raise UsageProblem(f"{value!r} is not a web address for {field}; write it with https://")
    return without_tracking(value)
