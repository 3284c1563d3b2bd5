"""What a row of a Markdown list says, as a BibTeX entry: its type and its fields."""

import re
from collections.abc import Iterator

from mialit.bibtex.edits import is_key
from mialit.curation.new_entry import NewEntry
from mialit.curation.placement import in_order
from mialit.importing.row_cells import Left, Row
from mialit.records.identifiers import (
    ARXIV_REGISTRANT,
    arxiv,
    arxiv_month,
    doi_as_written,
    without_tracking,
)
from mialit.text.latex_escape import to_latex, to_verbatim
from mialit.text.normalize import squash, words
from mialit.vocabulary.model import FieldSpec, Vocabulary

# What the full name of a journal has, and what that of a conference has.
_JOURNAL = frozenset(
    {"journal", "transactions", "letters", "magazine", "surveys", "annals", "endowment", "reviews"}
)
_CONFERENCE = frozenset(
    {"conference", "conferences", "symposium", "workshop", "workshops", "meeting", "congress"}
    | {"colloquium", "proceedings", "advances"}
)
_TYPE = re.compile(r"[a-z]+")
_LIST_OF_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+")
_AND_OTHERS = re.compile(r"(?i)[,;\s]*\b(?:et\s+al|and\s+others)\b\.?\s*$")


def new_entry(row: Row, vocabulary: Vocabulary, *, in_form: bool = False) -> NewEntry:
    """The entry that *row* describes, with no more than it says.

    Several values stand in the row's order, or *in_form*, in the vocabulary's.

    A venue whose full name the vocabulary has makes an @article or an @inproceedings; what is
    not known to be either is a @misc. Addresses lose their tracking parameters; DOI and arXiv
    identifier are taken from them. `released` is the arXiv identifier's month, where the list
    has no column for it.
    """
    type_, container = _published(row, vocabulary)
    stated = row.facts.get("type", "").lower()
    addresses = [without_tracking(address) for address in row.addresses]
    stated_doi = row.facts.get("doi", "")
    identifier = doi_as_written(stated_doi) or stated_doi
    identifier = identifier or next(filter(None, map(_doi, addresses)), "")
    preprint = arxiv(row.facts.get("eprint", "")) or next(filter(None, map(arxiv, addresses)), "")
    fields = {
        "title": to_latex(row.facts["title"]),
        "author": _authors(row.facts.get("authors", "")),
        **container,
        "year": str(row.year or ""),
        "doi": to_verbatim(identifier),
        "url": to_verbatim(addresses[0] if addresses else ""),
        "eprint": to_verbatim(preprint or row.facts.get("eprint", "")),
        "archiveprefix": "arXiv" if preprint else "",
    }
    derived = {*row.from_heading, *container}
    for name, spec in vocabulary.fields.items():
        fields[name] = _declared(spec, row.values.get(name, ()), in_form=in_form)
        if name == "released" and not fields[name] and name not in row.columns and preprint:
            fields[name] = arxiv_month(preprint) or ""
            derived.add(name)
    fields = {name: content for name, content in fields.items() if content}
    key = row.facts.get("key", "")
    return NewEntry(
        type=stated if _TYPE.fullmatch(stated) else type_,
        fields=in_order(fields, vocabulary),
        key=key if is_key(key) else "",
        line=row.line,
        derived=frozenset(derived),
    )


def left_over(row: Row, made: NewEntry) -> Iterator[Left]:
    """What of *row*'s links and facts the entry *made* of it does not hold."""
    held = {made.fields.get(name, "") for name in ("url", "doi", "eprint")}
    for column, link in row.links:
        address = without_tracking(link.address)
        forms = (to_verbatim(address), to_verbatim(_doi(address) or ""), arxiv(address) or "")
        if held.isdisjoint(filter(None, forms)):
            yield Left(row.line, row.columns[column], link.markdown)
    for name, text in row.facts.items():
        is_held = {
            "key": made.key == text,
            "type": made.type == text.lower(),
            "venue": bool({"booktitle", "journal"}.intersection(made.fields)),
            "doi": bool(made.fields.get("doi")),
        }.get(name, True)
        if not is_held:
            yield Left(row.line, row.columns[name], text)


def with_tracking(row: Row) -> Iterator[str]:
    """The addresses of *row* that carry tracking parameters."""
    found = (*row.addresses, *(each for value in row.values.values() for each in value))
    return (address for address in found if "?" in address and without_tracking(address) != address)


def _published(row: Row, vocabulary: Vocabulary) -> tuple[str, dict[str, str]]:
    """The entry's type, and the field that names the journal or the proceedings."""
    spec = vocabulary.fields.get("venue")
    if spec is None:
        # Without a declared field for it, the proceedings' title is where a venue can stand.
        name = row.facts.get("venue", "")
        known = bool(name) and squash(name) not in ("arxiv", "corr")
        return ("inproceedings", {"booktitle": to_latex(name)}) if known else ("misc", {})
    value = spec.value(row.values.get("venue", ("",))[0])
    if value is None or value.preprint or not value.title:
        return "misc", {}
    named = words(value.title)
    if _JOURNAL.intersection(named) or named[:2] == ["proceedings", "on"]:
        return "article", {"journal": to_latex(value.title)}
    if _CONFERENCE.intersection(named):
        return "inproceedings", {"booktitle": to_latex(value.title)}
    return "misc", {}


def _authors(text: str) -> str:
    """An author field of a cell that lists persons, `Family, Given; ...` or `Given Family, ...`."""
    others = _AND_OTHERS.search(text)
    text = text[: others.start()] if others else text
    if ";" in text:
        names = text.split(";")
    else:
        names = _LIST_OF_NAMES.split(text)
        # `Family, Given` is one person: no list of persons has names of one word.
        if "," in text and not (all(" " in name for name in names) and names[0][:1].isupper()):
            names = [text]
    persons = [to_latex(name.strip()) for name in names if name.strip()]
    return " and ".join([*persons, "others"] if others and persons else persons)


def _declared(spec: FieldSpec, values: tuple[str, ...], *, in_form: bool) -> str:
    if spec.form == "urls":
        return to_verbatim(spec.join(map(without_tracking, values)))
    if in_form and spec.form == "vocabulary":
        ranks = {value.name: rank for rank, value in enumerate(spec.values)}
        values = tuple(sorted(values, key=lambda name: ranks.get(name, len(ranks))))
    return to_latex(spec.join(values))


def _doi(address: str) -> str | None:
    """The DOI that *address* leads to, in its own case; None for arXiv's, which say no more."""
    name = doi_as_written(address)
    return None if name is None or name.startswith(ARXIV_REGISTRANT) else name
