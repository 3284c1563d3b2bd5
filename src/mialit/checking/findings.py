"""All that `check` finds in a manuscript: entry by entry, and over all entries and citations."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mialit.checking import rules
from mialit.checking.base import Difference, Finding, Pair
from mialit.checking.comparing import differences
from mialit.checking.identity import arxiv_of, doi_of, raw, titles_of
from mialit.checking.matching import Listed
from mialit.checking.places import Places
from mialit.checking.venues import Venues
from mialit.errors import UsageProblem
from mialit.records.model import Record
from mialit.text.phrases import perhaps, quoted

# Entries that are no works, but parts of others or sets of them.
_NO_WORKS = frozenset({"xdata", "set", "control", "ieeetranbstctl"})
_REFERRING = ("crossref", "xref", "xdata", "related", "entryset")


class Checked(NamedTuple):
    """What was found; `pairs` are the entries that are listed papers, in file order.

    `works` is the number of entries that cite something.
    """

    findings: tuple[Finding, ...]
    pairs: tuple[Pair, ...]
    works: int


class Cited(NamedTuple):
    """A key, and where it is cited."""

    key: str
    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Citations:
    """What of a manuscript's bibliographies is cited; `everything` is `\\nocite{*}`.

    `sources` are the numbers of its bibliographies. `folds_case` says that keys compare without
    case, as for BibTeX.
    """

    cited: Sequence[Cited]
    everything: bool
    sources: Container[int]
    folds_case: bool

    def cites(self, entry: Record) -> bool:
        """Whether *entry*, of one of the bibliographies, is cited by one of its keys."""
        if entry.source not in self.sources:
            return False
        return self.everything or any(self.same(key) in self.cited_keys for key in keys_of(entry))

    @cached_property
    def cited_keys(self) -> frozenset[str]:
        """The keys that are cited, as `same` has them."""
        return frozenset(self.same(each.key) for each in self.cited)

    def same(self, key: str) -> str:
        """What two keys have in common that are one."""
        return key.lower() if self.folds_case else key


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
    manuscripts: Iterable[Citations] = (),
) -> Checked:
    """What in the entries *records* of a manuscript differs from the papers *listed*.

    *wanted* are the names of rules, *file_of* says what messages call the file of an entry, and
    *places* where it stands. Findings are in the order of files and lines.
    """
    cited = works(records)
    matched = [(record, listed.pair(record)) for record in cited]

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
        for manuscript in manuscripts:
            for record in _uncited(cited, manuscript):
                yield (
                    record,
                    None,
                    Difference(
                        rules.UNCITED_ENTRY,
                        None,
                        None,
                        None,
                        "the manuscript does not cite this entry",
                    ),
                )

    findings = [
        _finding(record, pair, found, file_of, places)
        for record, pair, found in each()
        if found.rule.name in wanted
    ]
    order = {file_of(record): record.source for record in reversed(records)}
    findings.sort(key=lambda found: (order[found.file], found.line, found.column))
    undefined = [
        found
        for manuscript in manuscripts
        for found in _undefined(records, manuscript)
        if found.rule.name in wanted
    ]
    pairs = tuple(pair for _, pair in matched if pair and pair.paper)
    return Checked((*undefined, *findings), pairs, len(cited))


def _finding(
    record: Record,
    pair: Pair | None,
    found: Difference,
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
        fixable=found.rule.name in rules.FIXED and bool(pair and pair.paper),
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

    Of the papers that the list does not know, those count that have an identifier in common, or a
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
            if not known and not _is_same(record, earlier):
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


def _uncited(records: Iterable[Record], manuscript: Citations) -> Iterator[Record]:
    own = [record for record in records if record.source in manuscript.sources]
    referred = {
        key.strip().lower()
        for record in own
        for name in _REFERRING
        for key in raw(record).get(name, "").split(",")
    }
    for record in own:
        if not manuscript.cites(record) and record.key.lower() not in referred:
            yield record


def _undefined(records: Iterable[Record], manuscript: Citations) -> Iterator[Finding]:
    own = [record for record in records if record.source in manuscript.sources]
    defined = {manuscript.same(key) for record in own for key in keys_of(record)}
    lower = {record.key.lower(): record.key for record in own}
    told: set[str] = set()
    for each in manuscript.cited:
        if manuscript.same(each.key) in defined or each.key in told:
            continue
        told.add(each.key)
        message = f"no bibliography of the manuscript has the key {quoted(each.key)}"
        if near := lower.get(each.key.lower()):
            message += f"; there is {quoted(near)}"
        yield Finding(
            each.file, each.line, each.column, each.key, None, rules.UNDEFINED_KEY,
            None, None, each.key, message, rules.UNDEFINED_KEY.severity,
        )  # fmt: skip


def keys_of(record: Record) -> list[str]:
    """The keys that *record* can be cited by: its own, and those that biblatex knows as `ids`."""
    others = (key.strip() for key in raw(record).get("ids", "").split(","))
    return [record.key, *filter(None, others)]
