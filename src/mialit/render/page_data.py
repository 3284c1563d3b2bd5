"""The data of the page's script: records, vocabulary and BibTeX as plain values."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from mialit.bibtex.model import Entry, Library, Preamble, StringDefinition
from mialit.bibtex.neighbours import defines, definitions, with_lenders
from mialit.bibtex.values import used_strings
from mialit.records.links import arxiv_address, code_addresses, doi_address, paper_link
from mialit.records.model import Record
from mialit.render.bibtex_export import Chosen, Keep, Piece, export, own_fields, pieces
from mialit.render.columns import label
from mialit.text.normalize import clean, fold
from mialit.vocabulary.model import FieldSpec, Value, Vocabulary

Payload = dict[str, Any]

_MANY = 24  # of a field with more declared values, those that no paper has are left out
_OFFERED = 24  # values of a field that nobody declared: as many as a reader looks through
_TYPE = FieldSpec("type", "Type", "type")

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
    return {
        "title": vocabulary.title,
        "columns": [
            {"name": name, "label": label(name, vocabulary)} for name in vocabulary.columns
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
        "details": _DETAILS,
        "papers": [_paper(record, fields, numbers) for record in records],
        "bibtex": _bibtex(entries, own_fields(vocabulary)),
    }


def _fields(vocabulary: Vocabulary, records: Sequence[Record]) -> list[FieldSpec]:
    """The fields that the page tells apart: those declared; else type and what *records* have."""
    if vocabulary.curated:
        return list(vocabulary.fields.values())
    stated = {name for record in records for name, values in record.values.items() if values}
    return [_TYPE, *(spec for name, spec in vocabulary.fields.items() if name in stated)]


def _values_of(record: Record, spec: FieldSpec) -> Sequence[str]:
    return (record.type,) if spec is _TYPE else record.values.get(spec.name, ())


def _counts(spec: FieldSpec, records: Iterable[Record]) -> Counter[str]:
    """How many of *records* have each value of a field."""
    return Counter(value for record in records for value in {*_values_of(record, spec)})


def _by_number(spec: FieldSpec, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The values of a field that nobody declared, those of most entries first."""
    ordered = sorted(counts, key=lambda value: (-counts[value], fold(value), value))
    return [_about(spec.value(value) or Value(value)) for value in ordered]


def _readable(counts: Mapping[str, int]) -> int:
    """How many of the first values are offered: of many, only those that several entries have."""
    if len(counts) <= _OFFERED:
        return len(counts)
    return min(_OFFERED, sum(number > 1 for number in counts.values()))


def _about(value: Value) -> dict[str, Any]:
    """A value as the page has it; `folded` is what a text search looks at (`Record.folded`)."""
    about = {"name": value.name, "folded": fold(" ".join(value.spellings))}
    if value.title and value.title != value.name:
        about["title"] = value.title
    return about


def _values(spec: FieldSpec, records: Iterable[Record]) -> list[dict[str, Any]]:
    """The values of a field as the page lists them: as the vocabulary does, others at the end."""
    carried = {value for record in records for value in record.values.get(spec.name, ())}
    declared = [
        value for value in spec.values if len(spec.values) <= _MANY or value.name in carried
    ]
    known = {value.name for value in spec.values}
    return [_about(value) for value in (*declared, *map(Value, sorted(carried - known)))]


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
    record: Record, fields: Iterable[FieldSpec], numbers: Mapping[str, Mapping[str, int]]
) -> Payload:
    """A record; what it lacks is left out. Addresses are web addresses."""
    stated: Payload = {}
    for spec in fields:
        values = _values_of(record, spec)
        if values and spec.name in numbers:
            stated[spec.name] = [numbers[spec.name][value] for value in dict.fromkeys(values)]
        elif values and spec.form != "urls":
            stated[spec.name] = list(values)
    rest = {name: record.rest[name] for name in _DETAILS if record.rest.get(name)}
    keywords = record.values.get("keywords", ())
    if keywords and "keywords" not in stated:
        rest["keywords"] = "; ".join(keywords)
    about: Payload = {
        "key": record.key,
        # Two files may each have an entry without a key on the same line.
        "id": f"{record.key} of file {record.source + 1}" if record.keyless else None,
        "keyless": record.keyless,
        "title": record.title,
        "authors": list(record.authors),
        "moreAuthors": not record.authors_complete,
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
        "rest": rest,
        "values": stated,
    }
    return {name: value for name, value in about.items() if value}


def _bibtex(chosen: Sequence[Chosen], own: Collection[str]) -> Payload:
    """What the page needs to join any of *chosen* as `mialit export` does (bibtex_export.py).

    `entries` are those of the papers in their order, then those that only others refer to;
    `parent`, `strings` and `library` are indexes, `at` is the entry's offset in its file.
    """
    entries = list(chosen)
    files = {library.name: library for library, _ in entries}
    indexes = {
        (library.name, entry.span.start): number for number, (library, entry) in enumerate(entries)
    }
    made = pieces(entries, Keep.CITING, own)
    number = 0
    while number < len(made):  # grows by the parents that were not chosen, and theirs
        if parent := made[number].parent:
            owner, entry = parent
            if (owner.name, entry.span.start) not in indexes:
                indexes[owner.name, entry.span.start] = len(entries)
                entries.append((files.setdefault(owner.name, owner), entry))
                made += pieces(entries[-1:], Keep.CITING, own)
        number += 1
    libraries = list({id(library): library for library, _ in entries}.values())
    positions = {id(library): number for number, library in enumerate(libraries)}
    users = [
        *((library, piece.strings) for (library, _), piece in zip(entries, made, strict=True)),
        *(
            (library, frozenset(used_strings(block.raw, library.strings)))
            for library in libraries
            for block in library.blocks
            if isinstance(block, Preamble)
        ),
    ]
    borrowed = {
        (library.neighbours.macros[name].file, name)
        for library, names in users
        for name in names.difference(library.defined)
    }
    defined = [
        (library, block)
        for library, block in definitions(with_lenders(libraries))
        if id(library) in positions or (library.name, block.name.lower()) in borrowed
    ]
    lenders = {library.name: library for library, _ in defined if id(library) not in positions}
    positions |= {
        id(lender): number for number, lender in enumerate(lenders.values(), len(libraries))
    }
    return {
        "entries": [
            {"key": clean(_page_key(library, entry, positions)), "at": entry.span.start}
            | _unless_empty("library", positions[id(library)])
            | {"source": piece.source}
            | _parent(piece, indexes)
            | _unless_empty("strings", _indexes(piece.strings, library, defined))
            for (library, entry), piece in zip(entries, made, strict=True)
        ],
        "strings": [
            {
                "name": block.name.lower(),
                "library": positions[id(library)],
                "source": library.source(block.span),
            }
            for library, block in defined
        ],
        "preambles": [
            {"library": number, "source": library.source(block.span)}
            | _unless_empty(
                "strings",
                _indexes(used_strings(block.raw, library.strings), library, defined),
            )
            for number, library in enumerate(libraries)
            for block in library.blocks
            if isinstance(block, Preamble)
        ],
    }


def _parent(piece: Piece, indexes: Mapping[tuple[str, int], int]) -> Payload:
    if piece.parent is None:
        return {}
    owner, entry = piece.parent
    return {"parent": indexes[owner.name, entry.span.start]}


def _page_key(library: Library, entry: Entry, positions: Mapping[int, int]) -> str:
    """The key of *entry*; of one without a key a text that no other entry of the page has."""
    return entry.key or f"{library.key_of(entry)} {positions[id(library)]}"


def _unless_empty(name: str, value: object) -> Payload:
    return {name: value} if value else {}


def _indexes(
    names: Iterable[str], library: Library, defined: Sequence[tuple[Library, StringDefinition]]
) -> list[int]:
    """The indexes of the definitions among *defined* that make *names* for *library*."""
    wanted = set(names)
    return [
        number
        for number, (owner, block) in enumerate(defined)
        if wanted and (name := block.name.lower()) in wanted and defines(library, name, owner)
    ]
