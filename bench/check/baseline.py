"""What common scripts do: match by the title alone, then compare field by field.

`exact` compares strings as they are; `folded` letters and digits alone, people by their family
names, pages by their numbers. Both name a field, which counts as naming the rule.
"""

import re

from entries import Entry
from listed import List, Paper, plain, text_of
from rapidfuzz import fuzz, process

THRESHOLD = 90
# The field that a script would name for a rule.
FIELD = {
    "authors-missing": "author", "authors-differ": "author", "author-order": "author",
    "venue-differs": "venue", "not-published": "venue", "stale-preprint": "venue",
    "year-differs": "year", "pages-differ": "pages", "title-differs": "title",
    "retitled": "title", "doi-differs": "doi", "doi-of-another-paper": "doi",
    "eprint-of-another-paper": "eprint", "duplicate-entry": "duplicate",
}  # fmt: skip


class Baseline:
    def __init__(self, listed: List, *, folded: bool) -> None:
        self.papers = listed.papers
        self.titles = [paper.title.lower() for paper in listed.papers]
        self.folded = folded

    def match(self, entry: Entry) -> Paper | None:
        title = text_of(entry.fields.get("title", "")).lower()
        best = process.extractOne(
            title, self.titles, scorer=fuzz.ratio, score_cutoff=THRESHOLD, processor=None
        )
        return None if best is None else self.papers[best[2]]

    def findings(self, entries: list[Entry]) -> dict[str, list[tuple[str, str]]]:
        """By key of the entry: paper and field."""
        found: dict[str, list[tuple[str, str]]] = {}
        seen: set[str] = set()
        for entry in entries:
            paper = self.match(entry)
            if paper is None:
                continue
            fields = list(self._differing(entry, paper))
            if paper.key in seen:
                fields.append("duplicate")
            seen.add(paper.key)
            found[entry.key] = [(paper.key, name) for name in fields]
        return found

    def _differing(self, entry: Entry, paper: Paper):
        says, has = entry.fields, paper.field
        where = says.get("booktitle") or says.get("journal") or says.get("journaltitle") or ""
        pairs = {
            "title": (says.get("title", ""), has["title"]),
            "author": (says.get("author", ""), has["author"]),
            "year": (says.get("year") or says.get("date", "")[:4], has["year"]),
            "venue": (where, has.get("booktitle") or has.get("journal") or ""),
            "pages": (says.get("pages", ""), has.get("pages", "")),
            "doi": (says.get("doi", ""), has.get("doi", "")),
            "eprint": (says.get("eprint", ""), has.get("eprint", "")),
        }
        for name, (said, had) in pairs.items():
            one, other = said, had
            optional = name in ("pages", "doi", "eprint")
            if optional and not (one and other):
                continue
            if self.folded:
                one, other = _folded(name, said), _folded(name, had)
            if one != other:
                yield name


def _folded(name: str, value: str) -> str:
    value = text_of(value)
    if name == "author":
        people = re.split(r"\s+and\s+", value)
        return " ".join(
            plain(p.split(",")[0] if "," in p else p.split()[-1]) for p in people if p.strip()
        )
    if name == "pages":
        return "-".join(re.findall(r"\d+", value))
    return plain(value)
