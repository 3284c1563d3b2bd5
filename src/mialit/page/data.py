"""The data of the page's script: records, vocabulary and BibTeX as plain values.

Papers stand in columns (packing.py). Nothing stands there twice that would take many bytes: an
address that follows from an identifier is left out, and so is what an entry's source says in the
words of its paper. What is missing the script fills in (papers.js, bibtex.js). What it does not
need at once it reads later: `LATER` names those parts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mialit.bibtex.field_names import is_for_reading
from mialit.page.bibtex_sources import sources
from mialit.page.column_choices import choices
from mialit.page.english_words import english_near
from mialit.page.exports import exports
from mialit.page.language import language
from mialit.page.packing import packed, packed_fields
from mialit.records.links import arxiv_address, code_addresses, doi_address, paper_link
from mialit.records.model import Record, values_stated
from mialit.records.text_columns import columns_of
from mialit.render.bibtex_export import Chosen, Keep, export, own_fields
from mialit.render.columns import label
from mialit.stats.axes import MANY
from mialit.text.normalize import fold
from mialit.vocabulary.model import FieldSpec, Value, Vocabulary

Payload = dict[str, Any]

_OFFERED = 24  # values of a field that nobody declared: as many as a reader looks through
_TYPE = FieldSpec("type", "Type", "type")
_COLUMNS_ALONE = frozenset({"type", "preprint", "authors"})
# Parts of the data that the script reads when they are first asked for.
LATER = ("abstracts", "bibtex", "exports")

# Fields of an entry that its detail shows besides what the table has.
_DETAILS = {
    "subtitle": "Subtitle",
    "booktitle": "In",
    "journal": "In",
    "journaltitle": "In",
    "volume": "Volume",
    "number": "Number",
    "pages": "Pages",
    "publisher": "Publisher",
    "institution": "Institution",
    "school": "School",
    "note": "Note",
    "keywords": "Keywords",
}


def payload(
    records: Sequence[Record], vocabulary: Vocabulary, entries: Sequence[Chosen]
) -> Payload:
    """All that the page knows. *records* were made of *entries*, in the same order.

    `stored` has the columns of the papers by name; of it, `values` and `rest` have those of their
    fields by the field's name.

    Raises FileProblem and NotFound as `export` of all of them does.
    """
    export(entries, Keep.CITING, own_fields(vocabulary))
    fields = _fields(vocabulary, records)
    if vocabulary.curated:
        vocabularies = [spec for spec in fields if spec.form == "vocabulary"]
        values = {spec.name: _values(spec, records) for spec in vocabularies}
        offered = {}
    else:
        vocabularies = [spec for spec in fields if spec.form in ("vocabulary", "keywords", "type")]
        counts = {spec.name: _counts(spec, records) for spec in vocabularies}
        values = {spec.name: _by_number(spec, counts[spec.name]) for spec in vocabularies}
        offered = {name: {"offered": _readable(counts[name])} for name in values}
    numbers = {
        name: {value["name"]: number for number, value in enumerate(listed)}
        for name, listed in values.items()
    }
    papers = [_paper(record, fields, numbers) for record in records]
    written = [_written(*each, fields) for each in zip(records, papers, strict=True)]
    bibtex = sources(entries, own_fields(vocabulary), written)
    abstracts = packed([record.rest.get("abstract") or 0 for record in records])
    carried = {name for paper in papers for name in paper.get("rest", ())}
    stated = {name for record in records for name, text in record.rest.items() if text}
    withheld = stated - carried - {"abstract"}
    return {
        "title": vocabulary.title,
        "columns": [
            {"name": name, "label": label(name, vocabulary)} for name in vocabulary.columns
        ],
        "furtherColumns": [
            {"name": name, "label": label(name, vocabulary)}
            for name in choices(vocabulary, records, carried)
            if name not in vocabulary.columns
        ],
        "fields": [
            {"name": spec.name, "label": spec.label, "form": spec.form}
            | ({"values": values[spec.name]} if spec.name in values else {})
            | offered.get(spec.name, {})
            | ({"names": list(spec.names)} if spec.form == "keywords" else {})
            for spec in fields
        ],
        "matrix": _axes(vocabulary, values)
        if vocabulary.curated
        else _derived_axes(values, records),
        "synonyms": {name: list(others) for name, others in vocabulary.synonyms.items()},
        "language": language(vocabulary, withheld),
        "english": english_near(columns_of(records).distinct_words),
        "details": _DETAILS,
        "count": len(papers),
        "stored": _columns(papers),
        "abstracts": abstracts,
        "bibtex": bibtex,
        "exports": exports(records, vocabulary, entries),
    }


def _fields(vocabulary: Vocabulary, records: Sequence[Record]) -> list[FieldSpec]:
    """The fields that the page tells apart: those declared; else type and what *records* have."""
    if vocabulary.curated:
        return list(vocabulary.fields.values())
    stated = {*values_stated(records)}
    return [_TYPE, *(spec for name, spec in vocabulary.fields.items() if name in stated)]


def _values_of(record: Record, spec: FieldSpec) -> Sequence[str]:
    return (record.type,) if spec is _TYPE else record.values.get(spec.name, ())


def _counts(spec: FieldSpec, records: Iterable[Record]) -> Counter[str]:
    """How many of *records* have each value of a field."""
    return Counter(value for record in records for value in {*_values_of(record, spec)})


def _by_number(spec: FieldSpec, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The values that *counts* has, those of most entries first."""
    ordered = sorted(counts, key=lambda value: (-counts[value], fold(value), value))
    return [_about(spec.value(value) or Value(value)) for value in ordered]


def _readable(counts: Mapping[str, int]) -> int:
    """How many of the first values are offered: of many, only those that several entries have."""
    if len(counts) <= _OFFERED:
        return len(counts)
    return min(_OFFERED, sum(number > 1 for number in counts.values()))


def _about(value: Value) -> dict[str, Any]:
    """A value as the page has it; how it is spelled the page's script knows (language.py)."""
    about = {"name": value.name}
    if value.title and value.title != value.name:
        about["title"] = value.title
    return about


def _values(spec: FieldSpec, records: Iterable[Record]) -> list[dict[str, Any]]:
    """The values of a field as the page lists them: as the vocabulary does, others at the end.

    Of more than MANY those that papers have, by number, as `mialit matrix` has them.
    """
    counts = _counts(spec, records)
    if len(spec.values) > MANY:
        return _by_number(spec, counts)
    known = {value.name for value in spec.values}
    return [_about(value) for value in (*spec.values, *map(Value, sorted(set(counts) - known)))]


def _axes(vocabulary: Vocabulary, values: Mapping[str, Sequence[object]]) -> list[str]:
    """The two fields of the matrix that is shown first; [] where there are no two."""
    stated = [name for name in vocabulary.matrix or () if name in values or name == "year"]
    return stated if len(stated) == 2 else [*values, "year"][:2] if values else []


def _derived_axes(values: Mapping[str, Sequence[object]], records: Iterable[Record]) -> list[str]:
    """The fields of the first matrix of a list that names none: types by years, as `matrix` has it.

    Venues or keywords stand for types where papers are all of one.
    """
    down = [name for name in ("type", "venue", "keywords") if len(values.get(name, ())) > 1]
    across = "year" if any(record.year for record in records) else "type"
    return [down[0], across] if down and down[0] != across else []


def _paper(
    record: Record, fields: Sequence[FieldSpec], numbers: Mapping[str, Mapping[str, int]]
) -> Payload:
    """A record; what it lacks is left out. Addresses are web addresses.

    `values` has lists of values, of those that are listed their numbers; `rest` has all other texts
    that an export of the entry carries, but not the abstract.
    """
    stated: Payload = {}
    for spec in fields:
        values = _values_of(record, spec)
        if values and spec.name in numbers:
            stated[spec.name] = [numbers[spec.name][value] for value in dict.fromkeys(values)]
        elif values and spec.name != "code":
            stated[spec.name] = list(values)
    rest = {
        name: text
        for name in record.rest
        if (name in _DETAILS or not is_for_reading(name)) and (text := record.rest[name])
    }
    rest.pop("abstract", None)
    keywords = record.values.get("keywords", ())
    if keywords and "keywords" not in stated:
        rest["keywords"] = "; ".join(keywords)
    about: Payload = {
        "key": record.key,
        # Two files may each have an entry without a key on the same line.
        "id": f"{record.key} of file {record.source + 1}" if record.keyless else None,
        "keyless": record.keyless and 1,
        "type": None if _TYPE in fields else record.type,
        "title": record.title,
        "authors": list(record.authors),
        "moreAuthors": not record.authors_complete and 1,
        "year": record.year,
        "released": None if "released" in stated else record.released,
        "venue": None if "venue" in stated else record.venue,
        "preprint": record.preprint and 1,
        "doi": record.doi,
        "eprint": record.eprint,
        "code": list(code_addresses(record)),
        "rest": rest,
        "values": stated,
    }
    return {name: value for name, value in about.items() if value} | _unexpected(record)


def _columns(papers: Sequence[Payload]) -> Payload:
    """The *papers* in columns; there is none of what no paper has."""
    grouped = ("values", "rest")
    return packed_fields(
        [{name: value for name, value in paper.items() if name not in grouped} for paper in papers]
    ) | {name: packed_fields([paper.get(name, {}) for paper in papers]) for name in grouped}


def _unexpected(record: Record) -> Payload:
    """Addresses that are not what the page's script expects (papers.js); "" for none."""
    doi, arxiv, code = doi_address(record), arxiv_address(record), code_addresses(record)
    addresses = {
        "doiLink": (doi, f"https://doi.org/{record.doi}" if record.doi else None),
        "arxivLink": (arxiv, f"https://arxiv.org/abs/{record.eprint}" if record.eprint else None),
        "url": (record.url, arxiv or doi),
        "paper": (paper_link(record), record.url or doi or arxiv),
    }
    about: Payload = {
        name: value or "" for name, (value, expected) in addresses.items() if value != expected
    }
    stated = record.values.get("code", ())
    return about | ({} if tuple(stated) == code else {"codeText": list(stated)})


def _written(record: Record, paper: Payload, fields: Sequence[FieldSpec]) -> dict[str, str]:
    """What the fields of a paper's entry are likely to hold, by name, as the script makes it."""
    about = dict(paper.get("rest", {}))
    about |= {
        spec.name: spec.join(dict.fromkeys(_values_of(record, spec)))
        for spec in fields
        if spec is not _TYPE and spec.name in paper.get("values", {})
    }
    if "pages" in about:
        about["pages"] = about["pages"].replace("\N{EN DASH}", "--")
    authors = [*paper.get("authors", ()), *(["others"] if "moreAuthors" in paper else [])]
    about["author"] = " and ".join(authors)
    about["url"] = record.url or ""
    for name in ("key", "title", "year", "doi", "eprint"):
        about[name] = str(paper.get(name, ""))
    # Of a field that is called like a column of another meaning the script has no text.
    return {name: text for name, text in about.items() if name not in _COLUMNS_ALONE}
