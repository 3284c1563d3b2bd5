"""What is new between two versions of a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mialit.bibtex.model import Library
from mialit.bibtex.values import expand
from mialit.curation.duplicates import Known, Verdict
from mialit.records.content import content
from mialit.records.model import Record


class Change(StrEnum):
    """What became of a paper; in the order in which they are shown."""

    NEW = "new"
    PUBLISHED = "published"  # a preprint before, published now
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Difference:
    """A paper that the versions state differently.

    `old` and `new` are its records, None where a version does not have it. `fields` has, for each
    field that differs, what it said and what it says, readable, "" where it is absent; `type` and
    `key` are among them.
    """

    change: Change
    old: Record | None
    new: Record | None
    fields: Mapping[str, tuple[str, str]]

    @property
    def record(self) -> Record:
        """The newer record that there is."""
        record = self.new or self.old
        assert record is not None  # noqa: S101  # one of them is always there
        return record


class Version:
    """A version of a list: a file and the records of its entries."""

    def __init__(self, library: Library, records: Sequence[Record]) -> None:
        self.library = library
        self.records = records

    def fields(self, record: Record) -> dict[str, str]:
        """The readable contents of the fields of *record*'s entry, with its key and type."""
        found = {"key": "" if record.keyless else record.key, "type": record.type}
        for name, field in self.library.by_start[record.start].first_fields().items():
            found[name] = content(name, expand(field.raw, self.library.strings))
        return found


def differences(old: Version, new: Version) -> list[Difference]:
    """The papers that are new, published, changed or gone, in this order, each as its list has it.

    A paper is the same by its key, else by an arXiv identifier or DOI, else by title and authors.
    """
    before = _matched(old.records, new.records)
    found: list[Difference] = []
    for record in new.records:
        earlier = before.get(record.start)
        if earlier is None:
            found.append(Difference(Change.NEW, None, record, {}))
            continue
        fields = dict(_fields(old.fields(earlier), new.fields(record)))
        if fields:
            published = earlier.preprint and not record.preprint
            change = Change.PUBLISHED if published else Change.CHANGED
            found.append(Difference(change, earlier, record, fields))
    kept = {record.start for record in before.values()}
    gone = (record for record in old.records if record.start not in kept)
    found += [Difference(Change.GONE, record, None, {}) for record in gone]
    return sorted(found, key=lambda each: list(Change).index(each.change))


def _fields(
    old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in dict.fromkeys([*new, *old]):
        has, says = old.get(name, ""), new.get(name, "")
        if has != says:
            yield name, (has, says)


def _matched(old: Sequence[Record], new: Sequence[Record]) -> dict[int, Record]:
    """The old record of each new one that has one, by the new one's start."""
    by_key = {record.key: record for record in reversed(old) if not record.keyless}
    matched: dict[int, Record] = {}
    taken: set[int] = set()
    others = []
    for record in new:
        earlier = None if record.keyless else by_key.get(record.key)
        if earlier is None or earlier.start in taken:
            others.append(record)
        else:
            matched[record.start] = earlier
            taken.add(earlier.start)
    if others:
        known = Known(record for record in old if record.start not in taken)
        for record in others:
            same = (each for each, verdict in known.find(record) if verdict is Verdict.SAME)
            earlier = next((each for each in same if each.start not in taken), None)
            if earlier is not None:
                matched[record.start] = earlier
                taken.add(earlier.start)
    return matched
