"""The vocabulary that a Markdown list without one has: its title, columns, kinds and values.

Fields are named as a *known* vocabulary (the bundled one) names them where a head means the same;
of its values, spellings and synonyms those come along that the list meets.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mialit.importing.markdown_cells import is_nothing, spelled, undecorated, without_year
from mialit.importing.markdown_list import Heading, MarkdownList, read
from mialit.text.normalize import fold, squash, words
from mialit.text.similarity import likeness
from mialit.vocabulary.model import FieldSpec, Value, Vocabulary

_FEW = 12  # values that a field may have without being called text
_NEAR = 0.85  # likeness of two spellings of one value
_SHORTEST = 7  # letters of a value that may have a typo
_PARTS = re.compile(r"\s*[;/,\n]\s*")
_PAPERS = re.compile(r"(?i)\s+papers?$")
_NO_KIND = frozenset({"papers", "paper", "other", "others", "list", "table", "publications"})


class JoinedValues(NamedTuple):
    """Spellings of the *field* that were near enough to *value* to be one of it."""

    field: str
    value: str
    spellings: tuple[str, ...]


class Learned(NamedTuple):
    """A vocabulary, and which spellings were joined in it."""

    vocabulary: Vocabulary
    joined: tuple[JoinedValues, ...]


def learned(text: str, known: Vocabulary) -> Learned:
    """The vocabulary of the list in *text*, a Markdown document."""
    heads = _heads(read(text, Vocabulary()), known)
    probe = {name: FieldSpec(name, head, names=(head,)) for head, name in heads.items()}
    probe |= {name: spec for name, spec in known.fields.items() if spec.form in ("urls", "month")}
    listed = read(text, Vocabulary(fields=probe))
    fields: dict[str, FieldSpec] = {}
    joined: list[JoinedValues] = []
    kinds = _kinds(listed, known)
    for name in dict.fromkeys([*(["kind"] if kinds else []), *heads.values()]):
        cells = [cell for row in listed.rows for cell in row.values.get(name, ())]
        head = next((head for head, each in heads.items() if each == name), "Kind")
        spec = known.fields.get(name, FieldSpec(name, head, "vocabulary", several=True))
        if name not in known.fields and _is_text(cells):
            fields[name] = FieldSpec(name, head)
            continue
        if spec.form != "vocabulary":
            fields[name] = spec._replace(label=head)
            continue
        values, near = _values(cells, spec)
        if name == "kind":
            values = [*kinds, *(value for value in values if not _has(kinds, value.name))]
        fields[name] = spec._replace(label=head, values=tuple(values), needed=None)
        joined += [JoinedValues(name, value, tuple(found)) for value, found in near.items()]
    fields.setdefault("venue", known.known["venue"]._replace(values=(), needed=None))
    # Without a month of release, which the list does not state, its rows keep their order.
    for name in ("code", "formerly"):
        if name in known.fields:
            fields.setdefault(name, known.fields[name]._replace(needed=None))
    titles = fold("\n".join(row.facts["title"] for row in listed.rows))
    return Learned(
        Vocabulary(
            title=_title(listed.headings),
            columns=_columns(listed, fields),
            fields=fields,
            synonyms=dict(_met(known.synonyms, titles)),
        ),
        tuple(joined),
    )


def _heads(listed: MarkdownList, known: Vocabulary) -> dict[str, str]:
    """The fields for the columns that are not those of every list, by head."""
    found: dict[str, str] = {}
    for head in listed.heads:
        spec = known.named(head)
        if spec is None:
            name = "_".join(words(head))
            name = name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else ""
        else:
            name = spec.name
        if name and name not in found.values():
            found[head] = name
    return found


def _title(headings: Sequence[Heading]) -> str:
    titles = [heading.text for heading in headings if heading.level == 1]
    return titles[0] if len(titles) == 1 else ""


def _columns(listed: MarkdownList, fields: Mapping[str, FieldSpec]) -> tuple[str, ...]:
    """The columns of the tables, in the order of the first row that has each, and the key."""
    known = ("title", "year", "url", "authors", "doi", "eprint", "type", *fields)
    found = dict.fromkeys(name for row in listed.rows for name in row.columns if name in known)
    return (*found, "key")


# --- kinds from headings ------------------------------------------------------------------------


def _kinds(listed: MarkdownList, known: Vocabulary) -> list[Value]:
    """The kinds that the headings above rows name, in their order.

    A heading names one with a heading below it that says "NAME papers" or by itself; its year is
    no part of the name. A document with one heading for all rows names none.
    """
    found: dict[str, Value] = {}
    spec = known.fields.get("kind")
    for chain in dict.fromkeys(listed.chain(row.line) for row in listed.rows):
        texts = [text for text in (_without_year(heading.text) for heading in chain) if text]
        texts = [text for text in texts if squash(text) not in _NO_KIND]
        if not texts or squash(_PAPERS.sub("", texts[-1])) in _NO_KIND:
            continue
        name, title = _PAPERS.sub("", texts[-1]), _PAPERS.sub("", texts[0])
        declared = spec.value(name) if spec else None
        value = declared._replace(title="") if declared is not None else Value(name)
        shown = value.name[:1].upper() + value.name[1:]
        if texts[0] != shown:
            value = value._replace(title=texts[0] if len(texts) > 1 else title)
        found.setdefault(squash(value.name), value)
    return list(found.values())


def _without_year(text: str) -> str:
    text = re.sub(r"\(?\b(?:19|20)\d\d\b\)?", " ", text)
    text = re.sub(r"(?i)\bwithout a year\b", " ", text)
    return undecorated(" ".join(text.split())).strip(" -:,()")


# --- values -------------------------------------------------------------------------------------


def _is_text(cells: Sequence[str]) -> bool:
    """Whether the *cells* of a column hardly ever say the same twice."""
    distinct = {squash(cell) for cell in cells}
    return len(distinct) > _FEW and len(distinct) * 3 > len(cells) * 2


def _values(cells: Iterable[str], spec: FieldSpec) -> tuple[list[Value], dict[str, list[str]]]:
    """The values in *cells*, in the order of the first use; and what was joined with each."""
    uses: Counter[str] = Counter()
    met: dict[str, Value] = {}
    first: dict[str, str] = {}
    for cell in cells:
        for part in _parts(cell, spec):
            declared = next((name for _, name in spelled(spec, part)), part)
            value = spec.value(declared)
            if value is not None:
                met.setdefault(squash(value.name), value)
            name = squash(value.name if value else part)
            first.setdefault(name, part)
            uses[name] += 1
    joined: dict[str, list[str]] = {}
    for name in sorted(first, key=lambda each: -uses[each]):
        if name in met:
            continue
        near = next((other for other in (*met,) if _is_near(name, other)), None)
        if near is None:
            met[name] = Value(first[name])
        else:
            value = met[near]
            met[near] = value._replace(also=(*value.also, first[name]))
            joined.setdefault(value.name, []).append(first[name])
    known = [squash(value.name) for value in spec.values]
    order = {name: number for number, name in enumerate(dict.fromkeys([*known, *first]))}
    return sorted(met.values(), key=lambda value: order[squash(value.name)]), joined


def _parts(cell: str, spec: FieldSpec) -> Iterator[str]:
    parts = _PARTS.split(cell) if spec.several and spec.value(cell) is None else [cell]
    for part in map(undecorated, parts):
        text = without_year(part) if spec.name == "venue" else part
        if any(map(str.isalnum, text)) and not is_nothing(text):
            yield text


def _is_near(one: str, other: str) -> bool:
    """Whether two values, squashed, are spellings of one: a plural, or a typo in a longer one."""
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    if one in (f"{other}s", f"{other}es") or other in (f"{one}s", f"{one}es"):
        return True
    return min(len(one), len(other)) >= _SHORTEST and likeness(one, other, _NEAR) >= _NEAR


def _has(values: Iterable[Value], name: str) -> bool:
    return any(squash(spelling) == squash(name) for each in values for spelling in each.spellings)


def _met(synonyms: Mapping[str, Sequence[str]], titles: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Those synonyms of which one stands in the folded *titles*."""
    spaced = f" {titles} ".replace("\n", " ")
    for word, others in synonyms.items():
        if any(f" {fold(phrase)} " in spaced for phrase in (word, *others)):
            yield word, others
