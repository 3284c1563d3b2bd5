"""All that `check` finds in a manuscript: entry by entry, and over all entries and citations."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mialit.checking import rules
from mialit.checking.base import Difference, Finding, Pair
from mialit.checking.comparing import differences
from mialit.checking.fixable import is_certain, is_fixable
from mialit.checking.matching import Listed
from mialit.checking.places import Places
from mialit.checking.venues import Venues
from mialit.errors import UsageProblem
from mialit.records.identity import arxiv_of, doi_of, titles_of
from mialit.records.model import Record
from mialit.text.phrases import perhaps, quoted

if TYPE_CHECKING:  # most manuscripts that are checked are bibliographies, which cite nothing
    from mialit.manuscript import Manuscript
    from mialit.manuscript.comparison import Compared

# Entries that are no works, but parts of others, options, or sets, which are cited all the same.
_NO_WORKS = frozenset({"xdata", "set", "control", "ieeetranbstctl"})


class Checked(NamedTuple):
    """What was found; `pairs` are the entries that are listed papers, in file order.

    `works` is the number of entries that cite something.
    """

    findings: tuple[Finding, ...]
    pairs: tuple[Pair, ...]
    works: int


class Citing(NamedTuple):
    """A manuscript that cites, and the numbers of the sources that are its bibliographies."""

    manuscript: "Manuscript"
    sources: Container[int]

    def own(self, records: Iterable[Record]) -> list[Record]:
        """Those of *records* that are in its bibliographies."""
        return [record for record in records if record.source in self.sources]


def chosen(
    select: Sequence[str], ignore: Sequence[str], requested: Container[str] = ()
) -> frozenset[str]:
    """The names of the rules to look for: those *select* names, or all, without those of *ignore*.

    Rules that are looked for on request are among all where they are *requested*. Raises
    UsageProblem for an unknown name.
    """
    known = [*(rule.name for rule in rules.RULES), *rules.OF_SYNTAX]
    for name in (*select, *ignore):
        if name not in known:
            from mialit.text.similarity import nearest

            hint = perhaps(nearest(name, known))
            raise UsageProblem(f"no rule {name!r}{hint}; rules: {', '.join(known)}")
    every = (name for name in known if name not in rules.ON_REQUEST or name in requested)
    return frozenset(select or every) - {*ignore}


def works(records: Iterable[Record]) -> list[Record]:
    """Those of *records* that cite something."""
    return [record for record in records if record.type not in _NO_WORKS]


def check(
    records: Sequence[Record],
    listed: Listed,
    venues: Venues,
    wanted: Container[str],
    file_of: Callable[[Record], str],
    places: Places,
    manuscripts: Iterable[Citing] = (),
) -> Checked:
    """What in the entries *records* of a manuscript differs from the papers *listed*.

    *wanted* are the names of rules, *file_of* says what messages call the file of an entry, and
    *places* where it stands. Findings are in the order of files and lines.
    """
    matched = [(record, listed.pair(record)) for record in works(records)]
    citing = [(own, _compared(each, own)) for each in manuscripts for own in [each.own(records)]]

    def each() -> Iterator[tuple[Record, Pair | None, Difference]]:
        for record, pair in matched:
            for found in differences(pair, venues) if pair else ():
                yield record, pair, found
            if pair is None:
                message = "the list does not know this paper"
                yield record, None, Difference(rules.UNKNOWN_ENTRY, None, None, None, message)
        for record, pair, earlier in _repeated(matched):
            where = f"{file_of(earlier)}:{earlier.line}"
            message = f"the same paper as {quoted(earlier.key)} ({where}); cite one, delete one"
            yield (
                record,
                pair,
                Difference(rules.DUPLICATE_ENTRY, None, earlier.key, record.key, message),
            )
        for record in _uncited(citing):
            message = "the manuscript does not cite this entry"
            yield record, None, Difference(rules.UNCITED_ENTRY, None, None, None, message)

    reported = [found for found in each() if found[-1].rule.name in wanted]
    together: dict[tuple[int, int], set[str]] = defaultdict(set)
    for record, _, found in reported:
        together[record.source, record.start].add(found.rule.name)
    findings = [
        _finding(record, pair, found, together[record.source, record.start], file_of, places)
        for record, pair, found in reported
    ]
    order = {file_of(record): record.source for record in reversed(records)}
    findings.sort(key=lambda found: (order[found.file], found.line, found.column))
    # A chapter that is named beside its main file has the citations of both.
    undefined = dict.fromkeys(
        found
        for own, compared in citing
        for found in _undefined(own, compared)
        if found.rule.name in wanted
    )
    pairs = tuple(pair for _, pair in matched if pair and pair.paper)
    return Checked((*undefined, *findings), pairs, len(matched))


def _finding(
    record: Record,
    pair: Pair | None,
    found: Difference,
    together: Container[str],
    file_of: Callable[[Record], str],
    places: Places,
) -> Finding:
    place = places.of(record, found.field)
    return Finding(
        file=file_of(record),
        line=place.line,
        column=place.column,
        key="" if record.keyless else record.key,
        paper=_paper_of(pair),
        rule=found.rule,
        field=found.field,
        has=found.has,
        says=found.says,
        message=found.message,
        severity=found.severity or found.rule.severity,
        fixable=pair is not None
        and is_fixable(pair, found, together, states=places.states(record, found.field)),
    )


def _paper_of(pair: Pair | None) -> str | None:
    """The listed paper that a finding is about: the entry's, or that of its identifier."""
    if pair is None:
        return None
    return pair.paper.key if pair.paper else pair.others[0][1].key


def _repeated(
    matched: Iterable[tuple[Record, Pair | None]],
) -> Iterator[tuple[Record, Pair | None, Record]]:
    """Each entry whose paper an earlier entry of another key is, with that one.

    Where the title alone names the paper, nobody is told to delete the entry. Of the papers that
    the list does not know, those count that have an identifier in common, or a
    title and people.
    """
    first: dict[object, Record] = {}
    for record, pair in matched:
        known = pair.paper if pair else None
        if known:
            marks: list[tuple[object, object]] = [(known.source, known.start)]
        else:
            stated = [("doi", doi_of(record)), ("eprint", arxiv_of(record))]
            stated += [("title", title) for title in titles_of(record)[:1]]
            marks = [(field, text) for field, text in stated if text]
        for mark in marks:
            earlier = first.get(mark)
            if earlier is None or _key(earlier) == _key(record):
                continue
            if known:
                same = all(is_certain(each, known) for each in (record, earlier))
            else:
                same = _is_same(record, earlier)
            if not same:
                continue
            yield record, pair, earlier
            break
        for mark in marks:
            first.setdefault(mark, record)


def _is_same(record: Record, earlier: Record) -> bool:
    from mialit.curation.duplicates import Verdict, compare

    return compare(record, earlier) is Verdict.SAME


def _key(record: Record) -> tuple[int, str]:
    return record.source, record.key.lower()


def _undefined(own: Sequence[Record], compared: "Compared") -> Iterator[Finding]:
    """The citations that none of the entries *own* is meant by."""
    from mialit.records.lookup import other_keys

    aliases = {alias: record.key for record in own for alias in other_keys(record)}
    for each in compared.undefined:
        message = f"no bibliography of the manuscript has the key {quoted(each.key)}"
        if near := compared.near.get(each.key):
            message += f"; there is {quoted(near)}"
        elif each.key in aliases:
            message += f"; {quoted(aliases[each.key])} has it in ids, which biber alone reads"
        yield Finding(
            each.file, each.line, each.column, each.key, None, rules.UNDEFINED_KEY,
            None, None, each.key, message, rules.UNDEFINED_KEY.severity,
        )  # fmt: skip


def _uncited(citing: Iterable[tuple[Sequence[Record], "Compared"]]) -> list[Record]:
    """The entries that none of the manuscripts cites of whose bibliographies they are."""
    uncited: dict[tuple[int, int], Record] = {}
    cites = set()
    for own, compared in citing:
        numbers = set(compared.uncited)
        for number, record in enumerate(own):
            place = record.source, record.start
            if number in numbers:
                uncited[place] = record
            else:
                cites.add(place)
    return [record for place, record in uncited.items() if place not in cites]


def cited(records: Sequence[Record], manuscripts: Iterable[Citing]) -> list[Record]:
    """Those of *records* that one of *manuscripts* cites."""
    found: dict[tuple[int, int], Record] = {}
    for manuscript in manuscripts:
        own = manuscript.own(records)
        uncited = set(_compared(manuscript, own).uncited)
        every = (record for number, record in enumerate(own) if number not in uncited)
        found |= {(record.source, record.start): record for record in every}
    return list(found.values())


def _compared(citing: Citing, own: Iterable[Record]) -> "Compared":
    from mialit.bibtex.field_names import REFERENCES
    from mialit.manuscript.comparison import Entry, compare
    from mialit.records.lookup import other_keys

    return compare(
        citing.manuscript,
        [
            Entry(
                "" if record.keyless else record.key,
                record.type,
                other_keys(record),
                [key for field in REFERENCES for key in _names_in(record, field)],
            )
            for record in own
        ],
    )


def _names_in(record: Record, field: str) -> list[str]:
    """The keys in *field*, separated by commas."""
    return [key for part in record.raw.get(field, "").split(",") if (key := part.strip())]
