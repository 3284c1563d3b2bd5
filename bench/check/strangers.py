"""Entries of papers that the list does not have: none may be taken for a listed one.

Other fields: real files of a corpus, the neighbours of the search benchmark, and invented papers of
neighbouring fields, three in ten by people who are on the list. Near titles: papers of this field
that wait for a source (data/candidates.toml; real titles, invented people), listed titles made
those of another paper, and listed titles as they are, all by other people, in another year and at
another venue.
"""

import logging
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import bibtexparser
import invented
from entries import Entry, Facts, Writer
from listed import ROOT, List, Paper, Person, plain, text_of

NEAR = {"waiting": 80, "changed": 70, "same": 30}
FOLLOWING = 60  # papers by the people of a listed one, with another target in its title


def others(listed: List, seed: str, count: int, corpus: Path | None) -> dict[str, list[Entry]]:
    """So many entries of other fields, by where they come from."""
    chance = random.Random(f"{seed}/others")
    taken = set(listed.titles)
    found: dict[str, list[Entry]] = {"corpus": [], "neighbours": [], "invented": []}
    if corpus is not None:
        found["corpus"] = list(_corpus(corpus, taken, count))
    left = count - len(found["corpus"])
    found["neighbours"] = list(_neighbours(taken))[:left]
    for number in range(left - len(found["neighbours"])):
        name = f"{seed}/invented/{number}"
        title = invented.title(chance, listed)
        made = _invented(listed, chance, f"inv{number}", name, title, known=True)
        found["invented"].append(made)
    return found


def near(listed: List, seed: str) -> dict[str, list[Entry]]:
    """Papers with nearly, or exactly, a listed title, by other people."""
    chance = random.Random(f"{seed}/near")
    made: dict[str, list[Entry]] = {kind: [] for kind in NEAR}
    waiting = tomllib.loads((ROOT / "data" / "candidates.toml").read_text("utf-8"))["paper"]
    fresh = [paper for paper in waiting if plain(text_of(paper["title"])) not in listed.titles]
    for number, paper in enumerate(chance.sample(fresh, min(NEAR["waiting"], len(fresh)))):
        name = f"{seed}/waiting/{number}"
        year, eprint = paper.get("year"), paper.get("eprint")
        made["waiting"].append(
            _invented(
                listed, chance, f"wait{number}", name, text_of(paper["title"]),
                year=year, eprint=eprint, preprint=bool(eprint),
            )
        )  # fmt: skip
    for kind in ("changed", "same"):
        papers: list[Paper] = chance.sample(listed.papers, NEAR[kind])
        for number, paper in enumerate(papers):
            name = f"{seed}/{kind}/{number}"
            title = paper.title if kind == "same" else invented.other_meaning(chance, paper, listed)
            made[kind].append(
                _invented(listed, chance, f"{kind}{number}", name, title, unlike=paper)
            )
    return made


def following(listed: List, seed: str) -> list[Entry]:
    """Later papers by the people of a listed one: its title with another target, elsewhere."""
    chance = random.Random(f"{seed}/following")
    made = []
    for number, paper in enumerate(chance.sample(listed.papers, FOLLOWING)):
        title = invented.other_target(chance, paper, listed)
        name = f"{seed}/following/{number}"
        made.append(
            _invented(
                listed, chance, f"following{number}", name, title, unlike=paper, people=paper.people
            )
        )
    return made


def _invented(
    listed: List,
    chance: random.Random,
    key: str,
    name: str,
    title: str,
    *,
    unlike: Paper | None = None,
    year: int | None = None,
    eprint: str | None = None,
    preprint: bool | None = None,
    known: bool = False,
    people: tuple[Person, ...] = (),
) -> Entry:
    if people:
        pass
    elif known and chance.random() < 0.3:
        people = tuple(chance.sample(listed.people, chance.randint(1, 4)))
    else:
        away = unlike.people if unlike else ()
        people = invented.people(chance, chance.randint(1, 5), away)
    if year is None:
        year = chance.choice([y for y in range(2016, 2027) if not unlike or y != unlike.year])
    venues = [v for v in sorted(listed.venues) if not unlike or v != unlike.venue]
    if preprint is None:
        preprint = chance.random() < 0.3
    first = chance.randint(1, 4000)
    facts = Facts(
        title=title,
        people=people,
        year=year,
        venue="arXiv" if preprint else chance.choice(venues),
        venue_year=year,
        pages=None if preprint else f"{first}--{first + chance.randint(8, 20)}",
        doi=invented.doi(chance, listed) if not preprint and chance.random() < 0.5 else None,
        eprint=eprint or (invented.eprint(chance, listed) if preprint else None),
    )
    return Writer(listed, name).entry(key, facts)


def _neighbours(taken: set[str]) -> Iterator[Entry]:
    """Real papers of neighbouring fields that the list does not have."""
    text = (ROOT / "bench" / "search" / "titles.bib").read_text("utf-8")
    for number, block in enumerate(re.split(r"\n(?=@)", text)):
        fields = dict(re.findall(r"(?m)^  (\w+) *= \{(.*)\},$", block))
        if "title" not in fields or plain(text_of(fields["title"])) in taken:
            continue
        taken.add(plain(text_of(fields["title"])))
        fields["booktitle"] = fields.pop("venue", "")
        yield _copied(f"near{number}", "inproceedings", fields)


def _corpus(folder: Path, taken: set[str], most: int) -> Iterator[Entry]:
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    logging.getLogger().setLevel(logging.CRITICAL)
    number = 0
    for path in sorted(folder.rglob("*.bib")):
        try:
            entries = bibtexparser.parse_string(path.read_text("utf-8")).entries
        except UnicodeDecodeError:
            continue
        for entry in entries:
            fields = {field.key.lower(): str(field.value) for field in entry.fields}
            title = plain(text_of(fields.get("title", "")))
            balanced = all(_balanced(value) for value in fields.values())
            if not title or title in taken or not balanced or "crossref" in fields:
                continue
            taken.add(title)
            yield _copied(f"corpus{number}", entry.entry_type, fields)
            number += 1
            if number == most:
                return


def _copied(key: str, kind: str, fields: dict[str, str]) -> Entry:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return Entry(key, f"@{kind}{{{key},\n{lines}}}\n", kind, fields)


def _balanced(value: str) -> bool:
    depth = 0
    for place, letter in enumerate(value):
        if letter in "{}" and value[place - 1 : place] != "\\":
            depth += 1 if letter == "{" else -1
        if depth < 0:
            return False
    return depth == 0
