"""The data of the page's script: records, vocabulary and BibTeX as plain values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from mialit.bibtex.model import Library, Preamble, StringDefinition
from mialit.bibtex.values import used_strings
from mialit.records.links import arxiv_address, code_addresses, doi_address, paper_link
from mialit.records.model import Record
from mialit.render.bibtex_export import Chosen, Keep, export, own_fields, pieces
from mialit.render.columns import label
from mialit.text.normalize import clean, fold
from mialit.vocabulary.model import FieldSpec, Vocabulary

Payload = dict[str, Any]

_MANY = 24  # of a field with more declared values, those that no paper has are left out

# Fields of an entry that its detail shows besides what the table has.
_DETAILS = {
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

    Raises FileProblem and NotFound as `export` of all of them does.
    """
    export(entries, Keep.CITING, own_fields(vocabulary))
    vocabularies = [spec for spec in vocabulary.fields.values() if spec.form == "vocabulary"]
    values = {spec.name: _values(spec, records) for spec in vocabularies}
    numbers = {
        name: {value["name"]: number for number, value in enumerate(listed)}
        for name, listed in values.items()
    }
    return {
        "title": vocabulary.title,
        "columns": [
            {"name": name, "label": label(name, vocabulary)} for name in vocabulary.columns
        ],
        "fields": [
            {"name": spec.name, "label": spec.label, "form": spec.form}
            | ({"values": values[spec.name]} if spec.name in values else {})
            for spec in vocabulary.fields.values()
        ],
        "matrix": _axes(vocabulary, values),
        "synonyms": {name: list(others) for name, others in vocabulary.synonyms.items()},
        "details": _DETAILS,
        "papers": [_paper(record, vocabulary, numbers) for record in records],
        "bibtex": _bibtex(entries, own_fields(vocabulary)),
    }


def _values(spec: FieldSpec, records: Iterable[Record]) -> list[dict[str, Any]]:
    """The values of a field as the page lists them: in the vocabulary's order, others at the end.

    `folded` is what a text search looks at (`Record.folded`), where it is more than the name.
    """
    carried = {value for record in records for value in record.values.get(spec.name, ())}
    declared = [
        value for value in spec.values if len(spec.values) <= _MANY or value.name in carried
    ]
    result: list[dict[str, Any]] = []
    for value in declared:
        about = {"name": value.name, "folded": fold(" ".join(value.spellings))}
        if value.title and value.title != value.name:
            about["title"] = value.title
        result.append(about)
    known = {value.name for value in spec.values}
    result += [{"name": value, "folded": fold(value)} for value in sorted(carried - known)]
    return result


def _axes(vocabulary: Vocabulary, values: Mapping[str, Sequence[object]]) -> list[str]:
    """The two fields of the matrix that is shown first; [] where there are no two."""
    stated = [name for name in vocabulary.matrix or () if name in values or name == "year"]
    return stated if len(stated) == 2 else [*values, "year"][:2] if values else []


def _paper(
    record: Record, vocabulary: Vocabulary, numbers: Mapping[str, Mapping[str, int]]
) -> Payload:
    """A record; what it lacks is left out. Addresses are web addresses."""
    fields: Payload = {}
    for name, spec in vocabulary.fields.items():
        values = record.values.get(name, ())
        if values and spec.form == "vocabulary":
            fields[name] = [numbers[name][value] for value in values]
        elif values and spec.form != "urls":
            fields[name] = list(values)
    about: Payload = {
        "key": record.key,
        "title": record.title,
        "authors": list(record.authors),
        "year": record.year,
        "released": record.released,
        "preprint": record.preprint,
        "doi": record.doi,
        "eprint": record.eprint,
        "url": record.url,
        "paper": paper_link(record),
        "doiLink": doi_address(record),
        "arxivLink": arxiv_address(record),
        "code": list(code_addresses(record)),
        "hasCode": bool(record.values.get("code")),
        "abstract": record.rest.get("abstract"),
        "rest": {name: record.rest[name] for name in _DETAILS if record.rest.get(name)},
        "values": fields,
    }
    return {name: value for name, value in about.items() if value}


def _bibtex(chosen: Sequence[Chosen], own: Collection[str]) -> Payload:
    """What the page needs to join any of *chosen* as `mialit export` does (bibtex_export.py).

    `entries` are those of the papers in their order, then those that only others refer to;
    `parent`, `strings` and `library` are indexes, `at` is the entry's offset in its file.
    """
    entries = list(chosen)
    indexes = {
        (id(library), entry.span.start): number for number, (library, entry) in enumerate(entries)
    }
    made = pieces(entries, Keep.CITING, own)
    number = 0
    while number < len(made):  # grows by the parents that were not chosen, and theirs
        library, parent = entries[number][0], made[number].parent
        if parent is not None and (id(library), parent.span.start) not in indexes:
            indexes[id(library), parent.span.start] = len(entries)
            entries.append((library, parent))
            made += pieces([(library, parent)], Keep.CITING, own)
        number += 1
    libraries = list({id(library): library for library, _ in entries}.values())
    positions = {id(library): number for number, library in enumerate(libraries)}
    definitions = [
        (library, block)
        for library in libraries
        for block in library.blocks
        if isinstance(block, StringDefinition)
    ]
    return {
        "entries": [
            {"key": clean(entry.key), "at": entry.span.start}
            | _unless_empty("library", positions[id(library)])
            | {"source": piece.source}
            | ({"parent": indexes[id(library), piece.parent.span.start]} if piece.parent else {})
            | _unless_empty("strings", _indexes(piece.strings, library, definitions))
            for (library, entry), piece in zip(entries, made, strict=True)
        ],
        "strings": [
            {
                "name": block.name.lower(),
                "library": positions[id(library)],
                "source": library.source(block.span),
            }
            for library, block in definitions
        ],
        "preambles": [
            {"library": number, "source": library.source(block.span)}
            | _unless_empty(
                "strings",
                _indexes(used_strings(block.raw, library.strings), library, definitions),
            )
            for number, library in enumerate(libraries)
            for block in library.blocks
            if isinstance(block, Preamble)
        ],
    }


def _unless_empty(name: str, value: object) -> Payload:
    return {name: value} if value else {}


def _indexes(
    names: Iterable[str], library: Library, definitions: Sequence[tuple[Library, StringDefinition]]
) -> list[int]:
    """The indexes of those *definitions* of *library* that define *names*."""
    wanted = set(names)
    return [
        number
        for number, (owner, block) in enumerate(definitions)
        if wanted and owner is library and block.name.lower() in wanted
    ]
