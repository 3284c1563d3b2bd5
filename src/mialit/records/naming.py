"""The names of fields, as a person may type them: in queries, columns, orders and counts alike."""

from collections.abc import Collection, Iterable

from mialit.records.model import Record
from mialit.text.normalize import fold
from mialit.text.phrases import perhaps
from mialit.vocabulary.model import Vocabulary

# What every record has besides the fields that it was read by, each with its head.
OWN = {
    "key": "Key",
    "type": "Type",
    "title": "Title",
    "author": "Authors",
    "year": "Year",
    "doi": "DOI",
    "eprint": "Eprint",
    "url": "Paper Link",
}
_ALSO = {"authors": "author", "arxiv": "eprint", "link": "url", "paper": "url"}


def field_named(asked: str, vocabulary: Vocabulary, records: Iterable[Record]) -> str | None:
    """The field that *asked* names; None where no field of entries is called so.

    A field is called by its own name; else, where *records* have no field of that name and neither
    BibTeX nor biblatex has, by its label or another name. Case does not matter.
    """
    name = asked.strip().lower()
    if name in OWN or name in vocabulary.known:
        return name
    if name in _ALSO and name not in vocabulary.fields:
        return _ALSO[name]
    # A field of BibTeX's or biblatex's that no entry carries is an answer ("none"), no error.
    from mialit.bibtex.field_names import STANDARD

    if name in STANDARD or any(name in record.rest for record in records):
        return name
    spec = vocabulary.named(asked)
    if spec is not None:
        return spec.name
    folded = fold(asked)
    return next((own for own, label in OWN.items() if fold(label) == folded), None)


def label(field: str, vocabulary: Vocabulary) -> str:
    """The head of what *field*, a name as `field_named` gives it, holds."""
    spec = vocabulary.known.get(field)
    return spec.label if spec else OWN.get(field, field.capitalize())


def value_texts(record: Record, field: str) -> tuple[str, ...]:
    """The values of *field*, a name as `field_named` gives it, as a person reads them."""
    if field == "author":
        return tuple(record.authors)
    if field in OWN:
        value = getattr(record, field)
        return () if value in (None, "") else (str(value),)
    if field in record.values:
        return tuple(record.values[field])
    text = record.rest.get(field, "")
    return (text,) if text else ()


def known_names(vocabulary: Vocabulary) -> list[str]:
    """The names of a list's fields, sorted; entries' other fields may be asked for as well."""
    return sorted({*OWN, *vocabulary.fields})


def choices(
    asked: str, vocabulary: Vocabulary, records: Iterable[Record], also: Collection[str] = ()
) -> str:
    """The end of a message that no field is called *asked*: near names, and those of the list.

    *also* are further names that could have been given.
    """
    from mialit.text.similarity import nearest

    hint = perhaps(nearest(asked, {*every_name(vocabulary, records), *also}))
    known = ", ".join(sorted({*known_names(vocabulary), *also}))
    return f"{hint}; fields: {known}, and any other field of the entries"


def every_name(vocabulary: Vocabulary, records: Iterable[Record]) -> set[str]:
    """The names of a list's fields and of all others that its entries have."""
    return {*OWN, *vocabulary.fields, *(name for record in records for name in record.rest)}
