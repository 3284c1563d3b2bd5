"""The import report: what became of each row, for a person and as data."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from mialit.importing.report import Conflict, Joined, Outcome
from mialit.text.normalize import clean
from mialit.text.phrases import counted, shortened

_LONGEST = 80  # characters of a value that a line shows


def lines(joined: Joined, into: str | None) -> Iterator[str]:
    """The report as lines of text, numbers first; *into* names the list that was merged into."""
    offer = joined.offer
    name = clean(offer.name)
    parts = []
    if offer.from_rows:
        parts.append(counted(offer.from_rows, "row of a table", "rows of tables"))
    if offer.from_bibtex:
        parts.append(counted(offer.from_bibtex, "BibTeX entry", "BibTeX entries"))
    total = counted(offer.from_rows + offer.from_bibtex, "row")
    yield f"{name}: {total} read" + (f" ({', '.join(parts)})" * bool(parts))
    counts = ", ".join(f"{number} {outcome}" for outcome, number in _counts(joined))
    yield f"  {counts}" + (f"; list: {clean(into)}" if into else "")
    for title, found in _sections(joined):
        if found:
            yield f"{title}:"
            yield from (f"  {line}" for line in found)


def _counts(joined: Joined) -> Iterator[tuple[Outcome, int]]:
    """The number of rows for each outcome; of publications only where there are some."""
    for outcome in Outcome:
        number = joined.count(outcome)
        if number or outcome is not Outcome.PUBLISHED:
            yield outcome, number


def _sections(joined: Joined) -> Iterator[tuple[str, list[str]]]:
    name = clean(joined.offer.name)
    merged, filled, listed, misread, published = [], [], [], [], []
    for each in joined.handled:
        position, key = f"{name}:{each.line}", clean(each.key)
        if each.outcome is Outcome.MERGED:
            what = each.reason or f"the same paper as line {each.same_as}"
            merged.append(f"{position}: {what}: {_cut(each.title)}")
        if each.outcome is Outcome.PUBLISHED:
            published.append(f"{position}: {key}: {_cut(each.title)}")
        if each.added:
            filled.append(f"{position}: {key}: {', '.join(map(clean, each.added))}")
        if each.perhaps:
            listed.append(f"{position}: {key} may be {' or '.join(map(clean, each.perhaps))}")
        if each.outcome is Outcome.MISREAD:
            shown = f": {_cut(each.text)}" if each.text else ""
            misread.append(f"{position}: {each.reason}{shown}")
    unknown = [
        f"{name}:{each.line}: {each.field} {_cut(each.value)!r}"
        + (f", nearest: {', '.join(each.near)}" if each.near else "")
        for each in joined.unknown
    ]
    written = Counter((each.field, each.written, each.value) for each in joined.offer.spellings)
    spelled = [
        f"{field}: {_cut(old)} -> {new} ({counted(count, 'row')})"
        for (field, old, new), count in written.most_common()
    ]
    yield "merged as duplicates", merged
    yield "published; listed preprints that became these", published
    yield "filled in", filled
    yield "perhaps in the list already; compare, and remove or merge by hand", listed
    yield "conflicts; nothing was overwritten", _conflicts(name, joined.conflicts)
    yield "other addresses of listed papers; not added", _conflicts(name, joined.addresses)
    yield "not in the vocabulary", unknown
    yield "not understood", misread
    yield "in no field", list(_left(joined))
    yield "remarks", [f"{name}:{line}: {text}" for line, text in joined.offer.remarks]
    yield "changed to the vocabulary's spelling", spelled


def _left(joined: Joined) -> Iterator[str]:
    """What of the rows is in no field; one text in many rows of one column is one line."""
    name = clean(joined.offer.name)
    places: dict[tuple[str, str], list[int]] = {}
    for each in joined.offer.left:
        places.setdefault((each.column, each.text), []).append(each.line)
    for (column, text), found in places.items():
        more = f" (and {counted(len(found) - 1, 'more row')})" if len(found) > 1 else ""
        head = f"{clean(column)}: " if column else "an entry of a bullet list, no row: "
        yield f"{name}:{found[0]}: {head}{_cut(text)}{more}"


def _conflicts(name: str, conflicts: Sequence[Conflict]) -> list[str]:
    return [
        f"{name}:{each.line}: {clean(each.key)}: {each.field} {_cut(each.says)!r}, "
        f"{f'line {each.first}' if each.first else 'the list'} has {_cut(each.has)!r}"
        for each in conflicts
    ]


def facts(joined: Joined) -> dict[str, Any]:
    """The report as data; part of the public contract, where changes only add."""
    return {
        "file": joined.offer.name,
        "read": joined.offer.from_rows + joined.offer.from_bibtex,
        "new": joined.count(Outcome.NEW),
        "filled": joined.count(Outcome.FILLED),
        "merged": joined.count(Outcome.MERGED),
        "misread": joined.count(Outcome.MISREAD),
        "published": joined.count(Outcome.PUBLISHED),
        "rows": [
            {name: value or None for name, value in asdict(each).items()}
            | {"outcome": each.outcome.name.lower(), "added": each.added, "perhaps": each.perhaps}
            for each in joined.handled
        ],
        "conflicts": _as_data(joined.conflicts),
        "addresses": _as_data(joined.addresses),
        "unknown": [asdict(each) for each in joined.unknown],
        "spellings": [each._asdict() for each in joined.offer.spellings],
        "left": [each._asdict() for each in joined.offer.left],
        "remarks": [{"line": line, "text": text} for line, text in joined.offer.remarks],
    }


def _as_data(conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    return [asdict(each) | {"first": each.first or None} for each in conflicts]


def _cut(text: str) -> str:
    return shortened(text, _LONGEST)
