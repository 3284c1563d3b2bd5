"""Holds papers.bib against data/sources.toml, the table of what public sources state.

    python scripts/evidence.py            writes the counts in docs/data.md
    python scripts/evidence.py --check    exits 1 when the evidence, or a count, does not hold

Each row of the table is one source of one entry: `origin` is who states it, `where` the document,
`primary` whether it is the publisher's, the proceedings', arXiv's or DBLP's record or the authors'
own BibTeX; what it states stands under the names of the fields. `decides` names the fields in
which this row counts although other rows say otherwise; `differ` tells in words where they do.

The rules (docs/data.md tells them to people):

* author, title, year, venue, doi, pages, volume, number and eprint each need a primary row that
  agrees with the entry, or two rows of different origins;
  what `alone` names rests on one row: an entry that stood in the list before the table was made;
* a row that says otherwise needs a primary one that agrees and says in `decides` that it counts;
* no name list ends in "and others", and some row has each author's name in full;
* no row is about an entry that is not there, and nothing waits in data/candidates.toml that is.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mialit.bibtex.reader import read, split_names
from mialit.records.content import readable_field
from mialit.text.latex import to_unicode
from mialit.text.normalize import fold, squash
from mialit.vocabulary.model import FieldSpec
from mialit.vocabulary.toml_reader import parse

ROOT = Path(__file__).parents[1]
LIST, VOCABULARY = ROOT / "papers.bib", ROOT / "papers.toml"
SOURCES, CANDIDATES = ROOT / "data" / "sources.toml", ROOT / "data" / "candidates.toml"
DOCUMENT = ROOT / "docs" / "data.md"
RULED = ("author", "title", "year", "venue", "doi", "pages", "volume", "number", "eprint")
NEEDED = ("author", "title", "year", "venue")
# What a paper is about: as the curated list or an abstract states it.
CLASSES = ("kind", "knowledge", "target")
# Origins that are a sort of document: two of them are two origins.
ANYBODYS = {"reference list", "public document", "public list", "public notes"}
_COUNTS = re.compile(r"(?s)(?<=<!-- counts -->\n).*?(?=<!-- /counts -->)")

Row = Mapping[str, Any]
Sources = Mapping[str, Sequence[Row]]
Facts = Mapping[str, Mapping[str, str]]


def facts() -> dict[str, dict[str, str]]:
    """The ruled fields of each entry of the list, readable, by key."""
    library = read(LIST.read_bytes(), LIST.name)
    return {
        entry.key: {
            name: readable_field(field, library.strings)
            for name, field in entry.first_fields().items()
            if name in (*RULED, *CLASSES)
        }
        for entry in library.entries
    }


def people(names: str) -> list[tuple[str, list[str]]]:
    """Each author's family name and given names, folded."""
    found = []
    for name in split_names(names):
        family = squash(f"{name.von} {name.last} {name.jr}")
        found.append((family, fold(name.first).split()))
    return found


def same_people(stated: str, ours: str) -> bool:
    """Whether two name lists have the same people in the same order; initials stand for names."""
    one, other = people(to_unicode(stated)), people(ours)
    return len(one) == len(other) and all(
        family == other_family
        and all(a.startswith(b) or b.startswith(a) for a, b in zip(given, others, strict=False))
        for (family, given), (other_family, others) in zip(one, other, strict=True)
    )


def in_full(stated: str) -> bool:
    """Whether no name in *stated* is but initials."""
    return all(not given or max(map(len, given)) > 1 for _, given in people(to_unicode(stated)))


def agreeing(name: str, venues: FieldSpec) -> Callable[[str, str], bool]:
    """How statements of the field *name* are compared with the entry's."""
    if name == "author":
        return same_people
    normals: dict[str, Callable[[str], object]] = {
        "year": int,
        "pages": lambda text: re.findall(r"[\w:.]+", text),
        "title": lambda text: squash(to_unicode(text)),
        "venue": lambda text: venues.value(text) or squash(text),
    }
    normal = normals.get(name, str.casefold)
    return lambda stated, ours: normal(stated) == normal(ours)


def problems(entries: Facts, sources: Sources, venues: FieldSpec) -> Iterator[str]:
    """What the evidence of *entries* lacks, a sentence each."""
    for key in sources.keys() - entries.keys():
        yield f"{key}: has sources and is not in {LIST.name}"
    for key, entry in entries.items():
        rows = sources.get(key, ())
        for name in NEEDED:
            if name not in entry:
                yield f"{key}: has no {name}"
        if re.search(r"(?i)\band\s+others\s*\Z", entry.get("author", "")):
            yield f"{key}: the authors end in 'and others'"
        for name, value in entry.items():
            if name in CLASSES:
                if not any(name in row for row in rows):
                    yield f"{key}: {name}: no source states it"
                continue
            yield from (f"{key}: {name}: {fault}" for fault in _faults(name, value, rows, venues))


def _who(row: Row) -> str:
    """Who states *row*: of lists that anybody may write, each document by itself."""
    return f"{row['origin']}: {row['where']}" if row["origin"] in ANYBODYS else row["origin"]


def _faults(name: str, ours: str, rows: Sequence[Row], venues: FieldSpec) -> Iterator[str]:
    agrees = agreeing(name, venues)
    stating = [row for row in rows if name in row]
    supporting = [row for row in stating if agrees(str(row[name]), ours)]
    origins = {_who(row) for row in supporting}
    primary = [row for row in supporting if row.get("primary")]
    accepted = any(name in row.get("alone", ()) for row in supporting)
    if not primary and len(origins) < 2 and not accepted:
        yield f"rests on {', '.join(sorted(origins)) or 'nothing'} alone"
    full = any(row.get("primary") or in_full(str(row[name])) for row in supporting)
    if name == "author" and not full:
        yield "no source has the names in full"
    decided = any(name in row.get("decides", ()) for row in primary)
    for row in stating:
        if row not in supporting and not decided:
            yield f"{row['origin']} says {row[name]!r}; no primary source decides"


def _shown(row: Row) -> str:
    """What the counts call the origin of *row*."""
    origin: str = row["origin"].partition(" (")[0]
    if origin in ("arXiv", "DBLP", "curated list", "reference list"):
        return origin
    return "other primary sources" if row.get("primary") else "other documents"


def counts(entries: Facts, sources: Sources, waiting: Sequence[Row]) -> str:
    """The table of docs/data.md: how much there is, and what it rests on."""
    by_primary = sum(
        all(
            any(row.get("primary") and name in row for row in sources.get(key, ()))
            for name in NEEDED
        )
        for key in entries
    )
    origins = Counter(_shown(row) for rows in sources.values() for row in rows)
    differ = sum(len(row.get("differ", ())) for rows in sources.values() for row in rows)
    alone = sum(len(row.get("alone", ())) for rows in sources.values() for row in rows)
    rows = [
        ("papers in `papers.bib`", len(entries)),
        ("authors, title, year and venue on a primary source each", by_primary),
        ("one of these or more on two other origins", len(entries) - by_primary),
        ("papers that wait in `data/candidates.toml`", len(waiting)),
        ("rows in `data/sources.toml`", sum(map(len, sources.values()))),
        *((f"of them from {name}", count) for name, count in origins.most_common(6)),
        ("places in which sources differ, told in words (`differ`)", differ),
        ("fields of entries that stood here before and rest on one source", alone),
    ]
    return "\n".join(
        ["| | |", "|---|--:|", *(f"| {name} | {count:,} |" for name, count in rows), ""]
    )


def main(words: Sequence[str]) -> int:
    """Prints what does not hold, else the counts; 1 where anything does not."""
    entries = facts()
    sources: Sources = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    waiting = tomllib.loads(CANDIDATES.read_text(encoding="utf-8"))
    venues = parse(VOCABULARY.read_text(encoding="utf-8"), VOCABULARY.name).fields["venue"]
    found = list(problems(entries, sources, venues))
    known = {squash(entry["title"]) for entry in entries.values()}
    found += [
        f"{CANDIDATES.name}: {each['title']!r} is in {LIST.name}"
        for each in waiting.get("paper", ())
        if squash(each["title"]) in known
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    table = counts(entries, sources, waiting.get("paper", ()))
    current = _COUNTS.sub(lambda _: table, text)
    if "--check" in words and current != text:
        found.append(f"{DOCUMENT.name}: the counts are not current; run scripts/evidence.py")
    elif current != text:
        DOCUMENT.write_text(current, encoding="utf-8")
    print(*found or [table], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
