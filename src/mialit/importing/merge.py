"""Joining what a file offers with a list: what is missing is added, nothing is overwritten.

Every offered row or entry meets one of four ends (`Outcome`), so that their numbers add up to
what was read. Where the file and the list state different facts, both are reported and the
list's stays. A paper that may be another one is entered, and reported too.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mialit.bibtex.edit_entries import insert_entry, new_entry
from mialit.bibtex.edit_fields import set_field
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.field_names import REFERENCES, is_noise
from mialit.bibtex.model import Entry, Library
from mialit.curation import citekey
from mialit.curation.duplicates import Known, Verdict
from mialit.curation.placement import place
from mialit.errors import FileProblem
from mialit.importing.candidates import Item, Offer
from mialit.importing.conflicts import agree, facts
from mialit.importing.report import Conflict, Handled, Joined, Outcome, Unknown
from mialit.query.sorting import newest_first
from mialit.records.build import records
from mialit.records.model import Record
from mialit.text.similarity import nearest
from mialit.vocabulary.model import Vocabulary

_NO_AUTHOR = "anon"  # in a key, where nobody knows the author

# Fields that go with another one: they say nothing without it.
_COMPANIONS = {
    "archiveprefix": "eprint",
    "primaryclass": "eprint",
    "eprinttype": "eprint",
    "eprintclass": "eprint",
}


@dataclass
class _Paper:
    """A paper of the list to be: `entry` is the one it has already, `item` what it is made of."""

    record: Record
    shown: dict[str, str]
    contents: dict[str, str]
    entry: Entry | None = None
    item: Item | None = None
    key: str = ""
    line: int = 0  # of the first row that is this paper
    origin: dict[str, int] = field(default_factory=dict)  # lines that facts come from
    added: dict[str, str] = field(default_factory=dict)


def join(offer: Offer, library: Library, vocabulary: Vocabulary) -> Joined:
    """*library* with what *offer* has and it lacks.

    New entries stand where the list's order wants them (`placing`).
    Raises FileProblem where the encodings of the two do not go together
    and where an entry to be filled in has a fault.
    """
    if {offer.encoding, library.encoding} == {"utf-8", "unknown-8bit"}:
        raise FileProblem(
            f"{offer.name} and {library.name} are of different encodings; "
            "convert one: iconv -f LATIN1 -t UTF-8 FILE > NEW"
        )
    joining = _Joining(library, vocabulary)
    handled = [Handled(line, Outcome.MISREAD, reason=reason) for line, reason in offer.misread]
    handled += [joining.take(item) for item in offer.items]
    return Joined(
        library=joining.result(),
        offer=offer,
        handled=tuple(sorted(handled, key=lambda each: each.line)),
        conflicts=tuple(each for each in joining.conflicts if each.field != "url"),
        addresses=tuple(each for each in joining.conflicts if each.field == "url"),
        unknown=tuple(_unknown(offer.items, vocabulary)),
    )


class _Joining:
    """The papers of a list while rows join it."""

    def __init__(self, library: Library, vocabulary: Vocabulary) -> None:
        self.conflicts: list[Conflict] = []
        self._library = library
        self._vocabulary = vocabulary
        self._listed = records(library, vocabulary)
        self._known = Known(self._listed)
        self._new: list[_Paper] = []
        self._keys = {record.key.casefold() for record in self._listed}
        self._renamed: dict[str, str] = {}
        self._papers: dict[int, _Paper] = {}  # by the id of each record that is known
        for record, entry in zip(self._listed, library.entries, strict=True):
            self._papers[id(record)] = _Paper(
                record=record,
                shown=facts(record, vocabulary),
                contents={name: each.raw for name, each in entry.first_fields().items()},
                entry=entry,
                key=entry.key,
            )

    def take(self, item: Item) -> Handled:
        """Enters *item*, or adds what it knows to the paper that it is."""
        found = self._known.find(item.record)
        same = next((record for record, verdict in found if verdict is Verdict.SAME), None)
        if same is None:
            perhaps = tuple(dict.fromkeys(self._papers[id(record)].key for record, _ in found))
            paper = self._enter(item)
            result = Handled(item.line, Outcome.NEW, paper.key, item.record.title, perhaps=perhaps)
        else:
            paper = self._papers[id(same)]
            outcome = Outcome.MERGED if paper.line else Outcome.FILLED
            added = tuple(self._fill(paper, item))
            result = Handled(
                item.line, outcome, paper.key, item.record.title, added, same_as=paper.line
            )
        paper.line = paper.line or item.line
        if item.key:
            self._renamed.setdefault(item.key.lower(), paper.key)
        self._known.add(item.record)
        self._papers[id(item.record)] = paper
        return result

    def result(self) -> Library:
        """The list with everything that was entered and added."""
        library = self._library
        edits: list[Edit] = []
        for paper in {id(each): each for each in self._papers.values()}.values():
            if paper.entry is not None:
                for name, content in paper.added.items():
                    edits += set_field(library, paper.entry, name, content)
        for before, papers in self._places():
            source = "\n\n".join(self._source(paper) for paper in papers)
            edits += insert_entry(library, source, before)
        return changed(library, edits) if edits else library

    def _enter(self, item: Item) -> _Paper:
        author = item.record.authors[0] if item.record.authors else _NO_AUTHOR
        key = item.key
        if not key or key.casefold() in self._keys:
            family = author.partition(",")[0]
            key = citekey.make(family, item.record.year, item.record.title, self._keys)
        self._keys.add(key.casefold())
        shown = facts(item.record, self._vocabulary)
        paper = _Paper(
            record=item.record,
            shown=shown,
            contents=dict(item.fields),
            item=item,
            key=key,
            origin=dict.fromkeys(shown, item.line),
        )
        self._new.append(paper)
        return paper

    def _fill(self, paper: _Paper, item: Item) -> Iterator[str]:
        """Adds what *paper* lacks, in the order of *item*; gives the names of the fields."""
        says = facts(item.record, self._vocabulary)
        for name, text in says.items():
            if not paper.shown.get(name):
                continue
            if not agree(name, paper.shown, says, self._vocabulary, derived=name in item.derived):
                first = paper.origin.get(name, 0)
                has = paper.shown[name]
                self.conflicts.append(Conflict(item.line, paper.key, name, has, text, first))
        for name, content in item.fields.items():
            if self._is_wanted(paper, item, name):
                paper.added[name] = paper.contents[name] = content
                if name in says:
                    paper.shown[name] = says[name]
                    paper.origin[name] = item.line
                yield name

    def _is_wanted(self, paper: _Paper, item: Item, name: str) -> bool:
        """Whether *paper* lacks the field *name* and *item* can give it."""
        if paper.contents.get(name, "").strip('{}" ') or name in REFERENCES:
            return False  # a reference is to an entry of the other file
        if is_noise(name) and name not in self._vocabulary.fields:
            return False
        if name in _COMPANIONS:
            owner = _COMPANIONS[name]
            return bool(paper.shown.get(owner)) and paper.shown[owner] == item.record.eprint
        if name in paper.shown or name in self._vocabulary.fields:
            return not paper.shown.get(name)
        if name in ("doi", "eprint", "url", "author", "title", "year"):
            return True
        if name in item.derived:
            return False  # the full name of a venue makes a new entry whole, and is no news
        # Pages and proceedings of a publication are not those of its preprint.
        one, other = paper.record, item.record
        return (one.type, one.preprint, one.venue) == (other.type, other.preprint, other.venue)

    def _source(self, paper: _Paper) -> str:
        item = paper.item
        if item is None:
            raise AssertionError("a listed paper is not entered again")
        fields = dict(item.fields) | paper.added
        parent = fields.get("crossref", "").strip().lower()
        renamed = self._renamed.get(parent, "")
        if item.source and paper.key == item.key and not paper.added and renamed.lower() == parent:
            return item.source
        if renamed:
            fields["crossref"] = renamed
        ordered = _in_order(fields, self._vocabulary) if paper.added else fields
        return new_entry(item.record.type, paper.key, tuple(ordered.items()), self._library)

    def _places(self) -> Iterator[tuple[Entry | None, list[_Paper]]]:
        """The new papers, newest first, each group with the entry before which it stands."""
        ages = [newest_first(record) for record in self._listed]
        entries: list[Entry | None] = [*self._library.entries, None]
        if any("crossref" in paper.contents for paper in self._new):
            # Who refers has to stand before what it refers to: the order of the file that is read.
            return iter([(None, self._new)])
        is_newest_first = ages == sorted(ages)
        groups: dict[int, list[_Paper]] = {}
        for paper in sorted(self._new, key=lambda paper: newest_first(paper.record)):
            if is_newest_first:
                number = bisect_right(ages, newest_first(paper.record))
            else:
                number = place(self._listed, paper.record)
            groups.setdefault(number, []).append(paper)
        return ((entries[number], group) for number, group in groups.items())


def _in_order(fields: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """*fields* with the list's own behind BibTeX's, in the vocabulary's order."""
    own = [name for name in vocabulary.fields if name in fields]
    return {name: fields[name] for name in [*(n for n in fields if n not in own), *own]}


def _unknown(items: Sequence[Item], vocabulary: Vocabulary) -> Iterator[Unknown]:
    """The values that *items* state and the vocabulary does not have."""
    for item in items:
        for name, spec in vocabulary.fields.items():
            if spec.form != "vocabulary" or name not in item.fields:
                continue
            for value in item.record.values.get(name, ()):
                if spec.value(value) is None:
                    near = nearest(value, (known.name for known in spec.values))
                    yield Unknown(item.line, name, value, tuple(near))
