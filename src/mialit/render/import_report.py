"""The import report: what became of each row, for a person and as data."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from mialit.importing.report import Conflict, Joined, Outcome
from mialit.text.normalize import clean
from mialit.text.phrases import counted

_LONGEST = 80  # characters of a value that a line shows


def lines(joined: Joined, into: str | None) -> Iterator[str]:
    """The report as lines of text, numbers first; *into* names the list that was merged into."""
    offer = joined.offer
    name = clean(offer.name)
    parts = [
        counted(number, one, several)
        for number, one, several in (
            (offer.from_rows, "row of a table", "rows of tables"),
            (offer.from_bibtex, "BibTeX entry", "BibTeX entries"),
        )
        if number
    ]
    total = counted(offer.from_rows + offer.from_bibtex, "row")
    yield f"{name}: {total} read" + (f" ({', '.join(parts)})" * bool(parts))
    counts = ", ".join(f"{joined.count(outcome)} {outcome}" for outcome in Outcome)
    yield f"  {counts}" + (f"; list: {clean(into)}" if into else "")
    for title, section in _sections(joined):
        found = list(section)
        if found:
            yield f"{title}:"
            yield from (f"  {line}" for line in found)


def _sections(joined: Joined) -> Iterator[tuple[str, Iterator[str]]]:
    name = clean(joined.offer.name)
    handled = joined.handled
    yield (
        "merged as duplicates",
        (
            f"{name}:{each.line}: the same paper as line {each.same_as}: {_cut(each.title)}"
            for each in handled
            if each.outcome is Outcome.MERGED
        ),
    )
    yield (
        "filled in",
        (
            f"{name}:{each.line}: {clean(each.key)}: {', '.join(map(clean, each.added))}"
            for each in handled
            if each.added
        ),
    )
    yield (
        "perhaps in the list already; compare, and remove or merge by hand",
        (
            f"{name}:{each.line}: {clean(each.key)} may be {' or '.join(map(clean, each.perhaps))}"
            for each in handled
            if each.perhaps
        ),
    )
    yield "conflicts; nothing was overwritten", _conflicts(name, joined.conflicts)
    yield "other addresses of listed papers; not added", _conflicts(name, joined.addresses)
    yield (
        "not in the vocabulary",
        (
            f"{name}:{each.line}: {each.field} {_cut(each.value)!r}"
            + (f", nearest: {', '.join(each.near)}" if each.near else "")
            for each in joined.unknown
        ),
    )
    yield (
        "not understood",
        (
            f"{name}:{each.line}: {each.reason}"
            for each in handled
            if each.outcome is Outcome.MISREAD
        ),
    )
    yield "remarks", (f"{name}:{line}: {text}" for line, text in joined.offer.remarks)
    written = Counter((each.field, each.written, each.value) for each in joined.offer.spellings)
    yield (
        "changed to the vocabulary's spelling",
        (
            f"{field}: {_cut(old)} -> {new} ({counted(count, 'row')})"
            for (field, old, new), count in written.most_common()
        ),
    )


def _conflicts(name: str, conflicts: Sequence[Conflict]) -> Iterator[str]:
    for each in conflicts:
        place = f"line {each.first}" if each.first else "the list"
        yield (
            f"{name}:{each.line}: {clean(each.key)}: {each.field} {_cut(each.says)!r}, "
            f"{place} has {_cut(each.has)!r}"
        )


def facts(joined: Joined) -> dict[str, Any]:
    """The report as data; part of the public contract, where changes only add."""
    return {
        "file": joined.offer.name,
        "read": joined.offer.from_rows + joined.offer.from_bibtex,
        "new": joined.count(Outcome.NEW),
        "filled": joined.count(Outcome.FILLED),
        "merged": joined.count(Outcome.MERGED),
        "misread": joined.count(Outcome.MISREAD),
        "rows": [
            {
                "line": each.line,
                "outcome": each.outcome.name.lower(),
                "key": each.key or None,
                "title": each.title or None,
                "added": list(each.added),
                "same_as": each.same_as or None,
                "perhaps": list(each.perhaps),
                "reason": each.reason or None,
            }
            for each in joined.handled
        ],
        "conflicts": _as_data(joined.conflicts),
        "addresses": _as_data(joined.addresses),
        "unknown": [
            {"line": each.line, "field": each.field, "value": each.value, "near": list(each.near)}
            for each in joined.unknown
        ],
        "remarks": [{"line": line, "text": text} for line, text in joined.offer.remarks],
    }


def _as_data(conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    return [
        {
            "line": each.line,
            "key": each.key,
            "field": each.field,
            "has": each.has,
            "says": each.says,
            "first": each.first or None,
        }
        for each in conflicts
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
