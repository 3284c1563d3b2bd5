"""Joining what a file offers with a list: what is missing is added, nothing is overwritten.

Every offered row or entry has one outcome (`Outcome`), so that their numbers add up to
what was read. Where the file and the list state different facts, both are reported and the
list's stays. A paper that may be another one is entered, and reported too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mialit.bibtex.edit_entries import insert_entry
from mialit.bibtex.edit_fields import set_field
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.field_names import OF_EPRINT, REFERENCES, is_noise
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import read
from mialit.curation.citekey import Folded, follows, key_for
from mialit.curation.duplicates import Known, Verdict
from mialit.curation.new_entry import NewEntry
from mialit.curation.placement import Places, in_order
from mialit.curation.publish_preprint import publish
from mialit.errors import FileProblem
from mialit.importing.candidates import Offer, offered
from mialit.importing.conflicts import agree, facts
from mialit.importing.report import Conflict, Handled, Joined, Outcome, Unknown
from mialit.query.sorting import newest_first
from mialit.records.build import records
from mialit.records.model import Record
from mialit.text.normalize import squash
from mialit.text.similarity import nearest
from mialit.vocabulary.model import LintSettings, Vocabulary

# What a preprint and its publication may rightly state differently.
_OF_THE_VERSION = frozenset({"title", "year", "month", "venue", "url"})


@dataclass
class _Member:
    """A paper of the list while rows join it: an entry that is listed or a new one.

    `shown` are its facts, `origin` the lines they come from where that is not the list;
    `added` is what rows have added to the entry. `line` is that of the first row.
    """

    record: Record
    shown: dict[str, str]
    contents: dict[str, str]
    entry: Entry | NewEntry
    key: str
    line: int = 0
    origin: dict[str, int] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)


def join_file(offer: Offer, data: bytes, name: str, vocabulary: Vocabulary) -> Joined:
    """`join` with the list in *data*, the bytes of the file *name*."""
    return join(offer, read(data, name), vocabulary)


def join_offered(
    data: bytes,
    name: str,
    listed: bytes,
    list_name: str,
    vocabulary: Vocabulary,
    *,
    update: bool = False,
) -> Joined:
    """What *data*, the file *name*, offers, joined with the list in the bytes *listed*.

    A list with a vocabulary of its own gets entries in the form and with the keys that it wants.
    Without one, it takes in those custom fields that its entries have. To *update* is to make a
    listed preprint the publication that is offered.
    """
    library = read(listed, list_name)
    written = (each.name.lower() for entry in library.entries for each in entry.fields)
    vocabulary = vocabulary.of_entries(written)
    offer = offered(data, name, vocabulary, in_form=vocabulary.curated)
    return join(offer, library, vocabulary, update=update)


def join(offer: Offer, library: Library, vocabulary: Vocabulary, *, update: bool = False) -> Joined:
    """*library* with what *offer* has and it lacks; see `join_offered`.

    New entries stand where the list's order wants them (`placement`).
    Raises FileProblem where the encodings of the two do not go together
    and where an entry to be filled in has a fault.
    """
    if {offer.encoding, library.encoding} == {"utf-8", "unknown-8bit"}:
        raise FileProblem(
            f"{offer.name} and {library.name} are of different encodings; "
            "convert one: iconv -f LATIN1 -t UTF-8 FILE > NEW"
        )
    joining = _Joining(library, vocabulary, in_form=offer.in_form, update=update)
    handled = [
        Handled(each.line, Outcome.MISREAD, reason=each.reason, text=each.text)
        for each in offer.misread
    ]
    handled += [
        Handled(each.line, Outcome.MERGED, title=each.title, reason=each.reason)
        for each in offer.merged
    ]
    handled += [joining.take(*each) for each in offer.entries]
    return Joined(
        library=joining.result(),
        offer=offer,
        handled=tuple(sorted(handled, key=lambda each: each.line)),
        conflicts=tuple(each for each in joining.conflicts if each.field != "url"),
        addresses=tuple(each for each in joining.conflicts if each.field == "url"),
        unknown=tuple(_unknown(offer, vocabulary)),
    )


class _Joining:
    """The papers of a list while rows join it."""

    def __init__(
        self, library: Library, vocabulary: Vocabulary, *, in_form: bool, update: bool
    ) -> None:
        self.conflicts: list[Conflict] = []
        self._library = library
        self._vocabulary = vocabulary
        self._update = update
        lint = vocabulary.lint if in_form and vocabulary.curated else LintSettings()
        self._has_rule, self._is_ordered = bool(lint.keys), lint.order
        self._listed = records(library, vocabulary)
        self._published: dict[tuple[str, int], NewEntry] = {}  # by the name of the listed preprint
        self._names = {
            id(each): name for each, name in zip(self._listed, _names(self._listed), strict=True)
        }
        self._known = Known(self._listed)
        self._new: list[_Member] = []
        self._keys = Folded.of(self._listed)
        self._renamed: dict[str, str] = {}
        self._papers: dict[int, _Member] = {}  # by the id of each record that is known
        for record, entry in zip(self._listed, library.entries, strict=True):
            self._papers[id(record)] = _Member(
                record=record,
                shown=facts(record, vocabulary),
                contents={name: each.raw for name, each in entry.first_fields().items()},
                entry=entry,
                key=library.key_of(entry),
            )

    def take(self, new: NewEntry, record: Record) -> Handled:
        """Enters *new*, which means *record*, or adds what it knows to the paper that it is."""
        found = self._known.find(record)
        same = next((other for other, verdict in found if verdict is Verdict.SAME), None)
        if same is None:
            perhaps = tuple(dict.fromkeys(self._papers[id(other)].key for other, _ in found))
            paper = self._enter(new, record)
            result = Handled(new.line, Outcome.NEW, paper.key, record.title, perhaps=perhaps)
        else:
            paper = self._papers[id(same)]
            added: tuple[str, ...] = ()
            outcome = Outcome.MERGED if paper.line else Outcome.FILLED
            if self._is_update(paper, record):
                self._published[self._names[id(paper.record)]] = new
                outcome = Outcome.PUBLISHED
                paper.record, paper.shown = record, facts(record, self._vocabulary)
                paper.origin = dict.fromkeys(paper.shown, new.line)
            elif (
                isinstance(paper.entry, NewEntry) and paper.record.preprint and not record.preprint
            ):
                added = tuple(self._publish(paper, paper.entry, new, record))
            else:
                added = tuple(self._fill(paper, new, record))
            result = Handled(new.line, outcome, paper.key, record.title, added, same_as=paper.line)
        paper.line = paper.line or new.line
        if new.key:
            self._renamed.setdefault(new.key.lower(), paper.key)
        self._known.add(record)
        self._papers[id(record)] = paper
        return result

    def result(self) -> Library:
        """The list with everything that was entered and added."""
        library = self._library
        edits: list[Edit] = []
        for paper in {id(each): each for each in self._papers.values()}.values():
            if isinstance(paper.entry, Entry):
                for name, content in paper.added.items():
                    edits += set_field(library, paper.entry, name, content)
        for before, papers in self._places():
            sources = [
                self._source(each, each.entry)
                for each in papers
                if isinstance(each.entry, NewEntry)
            ]
            edits += insert_entry(library, "\n\n".join(sources), before)
        library = changed(library, edits) if edits else library
        return self._with_publications(library) if self._published else library

    def _is_update(self, paper: _Member, record: Record) -> bool:
        """Whether *paper*, a listed preprint, is to become the publication *record*."""
        return (
            self._update
            and isinstance(paper.entry, Entry)
            and paper.record.preprint
            and not record.preprint
            and (paper.record.keyless or sum(each.key == paper.key for each in self._listed) == 1)
        )

    def _with_publications(self, library: Library) -> Library:
        now = records(library, self._vocabulary)
        pairs = [
            (each, self._published[name])
            for each, name in zip(now, _names(now), strict=True)
            if name in self._published
        ]
        return publish(library, now, pairs, self._vocabulary)[0]

    def _enter(self, new: NewEntry, record: Record) -> _Member:
        key = new.key
        odd = self._has_rule and not follows(key, record)
        if not key or odd or key.casefold() in self._keys:
            key = key_for(record, self._keys)
        self._keys.take(key)
        shown = facts(record, self._vocabulary)
        origin = dict.fromkeys(shown, new.line)
        paper = _Member(record, shown, dict(new.fields), new, key, origin=origin)
        self._new.append(paper)
        return paper

    def _publish(
        self, paper: _Member, old: NewEntry, new: NewEntry, record: Record
    ) -> Iterator[str]:
        """Makes *paper*, so far the preprint *old* of the same file, the publication *new*.

        What the publication lacks it takes from the preprint. Gives the names of the fields.
        """
        preprint = paper.record
        if not old.key:
            self._keys.discard(paper.key.casefold())
            paper.key = key_for(record, self._keys)
            self._keys.take(paper.key)
        paper.record, paper.entry, paper.added = record, new, {}
        paper.contents = dict(new.fields)
        paper.shown = facts(record, self._vocabulary)
        paper.origin = dict.fromkeys(paper.shown, new.line)
        for _ in self._fill(paper, replace(old, line=paper.line), preprint):
            pass
        if squash(record.title) != squash(preprint.title) and "formerly" in self._vocabulary.fields:
            paper.added.setdefault("formerly", old.fields["title"])
        yield from (name for name in new.fields if name not in old.fields)

    def _fill(self, paper: _Member, new: NewEntry, record: Record) -> Iterator[str]:
        """Adds what *paper* lacks, in the order of *new*; gives the names of the fields."""
        says = facts(record, self._vocabulary)
        # Of two rows of one file, that of a preprint may say otherwise where and when it appeared.
        of_preprint = isinstance(paper.entry, NewEntry) and record.preprint
        of_preprint = of_preprint and not paper.record.preprint
        for name, text in says.items():
            has, derived = paper.shown.get(name), name in new.derived
            other_version = of_preprint or (derived and record.preprint != paper.record.preprint)
            if other_version and name in _OF_THE_VERSION:
                continue
            if has and not agree(name, paper.shown, says, self._vocabulary, derived=derived):
                first = paper.origin.get(name, 0)
                self.conflicts.append(Conflict(new.line, paper.key, name, has, text, first))
        for name, content in new.fields.items():
            if self._is_wanted(paper, new, record, name):
                paper.added[name] = paper.contents[name] = content
                if name in says:
                    paper.shown[name] = says[name]
                    paper.origin[name] = new.line
                yield name

    def _is_wanted(self, paper: _Member, new: NewEntry, record: Record, name: str) -> bool:
        """Whether *paper* lacks the field *name* and *new* can give it."""
        if paper.contents.get(name, "").strip('{}" ') or name in REFERENCES:
            return False  # a reference is to an entry of the other file
        if is_noise(name) and name not in self._vocabulary.fields:
            return False
        if name in OF_EPRINT:
            return bool(record.eprint) and paper.shown.get("eprint") == record.eprint
        if name in paper.shown or name in self._vocabulary.fields:
            return not paper.shown.get(name)
        if name in ("doi", "eprint", "url", "author", "title", "year"):
            return True
        if name in new.derived:
            return False  # the full name of a venue makes a new entry whole, and is no news
        # Pages and proceedings of a publication are not those of its preprint.
        one, other = paper.record, record
        return (one.type, one.preprint, one.venue) == (other.type, other.preprint, other.venue)

    def _source(self, paper: _Member, new: NewEntry) -> str:
        fields = {**new.fields, **paper.added}
        parent = fields.get("crossref", "").strip().lower()
        renamed = self._renamed.get(parent, "")
        if new.source and paper.key == new.key and not paper.added and renamed.lower() == parent:
            return new.source
        if renamed:
            fields["crossref"] = renamed
        if paper.added:
            fields = in_order(fields, self._vocabulary)
        return replace(new, fields=fields).bibtex(paper.key, self._library)

    def _places(self) -> Iterator[tuple[Entry | None, list[_Member]]]:
        """The new papers, newest first, each group with the entry before which it stands."""
        entries: list[Entry | None] = [*self._library.entries, None]
        order = Places(self._listed, newest=self._is_ordered)
        if any("crossref" in paper.contents for paper in self._new):
            # Who refers has to stand before what it refers to: the order of the file that is read.
            return iter([(None, self._new)])
        groups: dict[int, list[_Member]] = {}
        for paper in sorted(self._new, key=lambda paper: newest_first(paper.record)):
            groups.setdefault(order.of(paper.record), []).append(paper)
        return ((entries[number], group) for number, group in groups.items())


def _names(listed: Iterable[Record]) -> Iterator[tuple[str, int]]:
    """What each record of a list is known by while others join it: its key, or its place.

    The place is that among the entries without a key, of which none joins a list.
    """
    keyless = 0
    for each in listed:
        keyless += each.keyless
        yield ("", keyless) if each.keyless else (each.key, 0)


def _unknown(offer: Offer, vocabulary: Vocabulary) -> Iterator[Unknown]:
    """The values that the entries of *offer* state and the vocabulary does not have."""
    specs = [spec for spec in vocabulary.fields.values() if spec.form == "vocabulary"]
    for new, record in offer.entries:
        for spec in specs:
            for value in record.values.get(spec.name, ()) if spec.name in new.fields else ():
                if spec.value(value) is None:
                    near = nearest(value, (known.name for known in spec.values))
                    yield Unknown(new.line, spec.name, value, tuple(near))
