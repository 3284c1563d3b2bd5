"""Faults of seventeen kinds, each put into an entry that is right in everything else.

Fourteen follow the kinds of HALLMARK, a benchmark of invented references, as far as an offline
list can know them; pages, three faults at once and duplicates it has not. Which answers count as
right was fixed before anything was measured, from the contract of `mialit check` alone:

KIND.right  rules of which one must be named, with the paper that the fault is about. Where there
            are two rules or two papers, both readings are fair.
KIND.beside rules that may rightly come along.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import invented
from entries import Entry, Facts, Writer, draw, own_key
from listed import List, Paper, Person, plain

Answer = tuple[str, str]  # paper, rule


@dataclass(frozen=True)
class Seeded:
    """An entry with a fault, the same entry without, and the answers that are right."""

    kind: str
    paper: Paper
    clean: Entry
    entries: tuple[Entry, ...]  # two only of duplicates
    right: frozenset[Answer]
    beside: frozenset[str]  # rules that may come along; "*" is any
    fields: frozenset[str]  # in which the entry may differ from the clean one
    every: bool = False  # all the answers are wanted, not one of them


@dataclass(frozen=True)
class Change:
    facts: Facts
    right: frozenset[Answer]
    beside: frozenset[str] = frozenset()


Make = Callable[[Paper, Facts, random.Random, List], Change | None]


@dataclass(frozen=True)
class Kind:
    says: str
    make: Make
    fields: str  # of the entry that may differ
    need: str = ""  # facts that the entry has to have
    hallmark: str = ""


_WHERE = "booktitle journal journaltitle volume number pages publisher organization series type "
_IDS = (
    "pages doi url urldate eprint note howpublished archiveprefix eprinttype journal volume number "
)


def _one(paper: Paper, *rules: str) -> frozenset[Answer]:
    return frozenset((paper.key, rule) for rule in rules)


def _partial(paper: Paper, facts: Facts, chance: random.Random, _: List) -> Change | None:
    people = facts.people
    form = chance.choices(("last", "middle", "ends", "first"), (40, 30, 15, 15))[0]
    if len(people) < 2:
        return None
    if form == "middle" and len(people) > 2:
        gone = chance.randrange(1, len(people) - 1)
        kept = people[:gone] + people[gone + 1 :]
    elif form == "ends" and len(people) > 2:
        kept = (people[0], people[-1])
    elif form == "first":
        kept = people[1:]
    else:
        kept = people[: chance.randrange(1, len(people))]
    return Change(replace(facts, people=kept), _one(paper, "authors-missing"))


def _swapped(paper: Paper, facts: Facts, chance: random.Random, _: List) -> Change | None:
    people = list(facts.people)
    if len(people) < 2:
        return None
    for _try in range(20):
        form = chance.choice(("neighbours", "two", "two", "backwards", "first"))
        order = list(people)
        if form == "backwards":
            order.reverse()
        elif form == "first":
            order = [*order[1:], order[0]]
        else:
            one = chance.randrange(len(order) - 1)
            two = one + 1 if form == "neighbours" else chance.randrange(len(order))
            order[one], order[two] = order[two], order[one]
        # Whoever has the same family name is not seen to be exchanged where initials are written.
        if [plain(p.family) for p in order] != [plain(p.family) for p in people]:
            return Change(replace(facts, people=tuple(order)), _one(paper, "author-order"))
    return None


def _invented_people(paper: Paper, facts: Facts, chance: random.Random, _: List) -> Change | None:
    people = list(facts.people)
    identified = bool(facts.doi or facts.eprint)
    forms = ("some", "one more", "given", "all", "placeholders")
    form = chance.choices(forms, (40, 15, 10, 20, 15))[0]
    if (form in ("all", "placeholders") and not identified) or (form == "some" and len(people) < 2):
        # A title alone does not say which paper is meant: without an identifier most are right.
        form = "some" if len(people) > 1 else "one more"
    if form == "given":
        place = chance.randrange(len(people))
        # Who is known by a middle name may be written so.
        namesakes = [p.given for p in people if p.family == people[place].family]
        taken = {plain(name)[:1] for given in namesakes for name in re.split(r"[ -]", given)}
        given = chance.choice([g for g in invented.GIVEN if plain(g)[:1] not in taken])
        people[place] = replace(people[place], given=given)
        made = tuple(people)
    elif form == "placeholders":
        made = invented.placeholders(chance, paper.people)
    elif form == "all":
        made = invented.people(chance, max(len(people), 2), paper.people)
    elif form == "one more":
        people.insert(chance.randint(1, len(people)), invented.person(chance, paper.people))
        made = tuple(people)
    else:
        most = len(people) - 1 if identified else max(len(people) // 2, 1)
        for place in chance.sample(range(len(people)), chance.randint(1, most)):
            people[place] = invented.person(chance, (*paper.people, *people))
        made = tuple(people)
    return Change(replace(facts, people=made), _one(paper, "authors-differ"))


def _wrong_venue(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change | None:
    if not paper.published:
        return None
    used = sorted({p.venue for p in listed.papers if p.published and p.venue != paper.venue})
    other = chance.choice(
        used if chance.random() < 0.8 else sorted({*listed.venues} - {paper.venue})
    )
    return Change(replace(facts, venue=other, own_where=""), _one(paper, "venue-differs"))


def _no_venue(paper: Paper, facts: Facts, chance: random.Random, _: List) -> Change | None:
    if not paper.published:
        return None
    return Change(
        replace(facts, where=invented.venue(chance), own_where=""), _one(paper, "venue-differs")
    )


def _year(paper: Paper, facts: Facts, chance: random.Random, _: List) -> Change:
    step = chance.choices((-1, 1, -2, 2, -4, 3, 30), (30, 25, 10, 10, 5, 5, 15))[0]
    wrong = facts.year + step if step != 30 else chance.randint(2028, 2035)
    venue_year = wrong if chance.random() < 0.5 else facts.venue_year
    return Change(replace(facts, year=wrong, venue_year=venue_year), _one(paper, "year-differs"))


def _doi(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change | None:
    if not facts.doi:
        return None
    wrong = (
        invented.doi_near(chance, facts.doi, listed)
        if chance.random() < 0.6
        else invented.doi(chance, listed)
    )
    return Change(replace(facts, doi=wrong), _one(paper, "doi-differs"))


def _doi_of(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change:
    other = chance.choice([p for p in listed.papers if p.doi and p.key != paper.key])
    rule = "doi-of-another-paper"
    return Change(
        replace(facts, doi=other.doi),
        frozenset({(paper.key, rule), (other.key, rule)}),
        # The file has an entry of the other paper as well.
        frozenset({"duplicate-entry", "doi-differs"}),
    )


def _eprint_of(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change:
    other = chance.choice([p for p in listed.papers if p.eprint and p.key != paper.key])
    rule = "eprint-of-another-paper"
    return Change(
        replace(facts, eprint=other.eprint),
        frozenset({(paper.key, rule), (other.key, rule)}),
        frozenset({"duplicate-entry"}),
    )


def _near_title(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change:
    wrong = invented.near_title(chance, paper, listed)
    return Change(replace(facts, title=wrong), _one(paper, "title-differs"))


def _retitled(paper: Paper, facts: Facts, _: random.Random, __: List) -> Change | None:
    if not paper.formerly:
        return None
    return Change(replace(facts, title=paper.formerly), _one(paper, "retitled"))


def _as_published(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change | None:
    if paper.published:
        return None
    venue = chance.choice(sorted({p.venue for p in listed.papers if p.published}))
    year = facts.year + chance.choice((0, 0, 1))
    eprint = facts.eprint if chance.random() < 0.4 else None
    pages = f"{(first := chance.randint(1, 900))}--{first + chance.randint(8, 20)}"
    return Change(
        replace(facts, venue=venue, venue_year=year, year=year, eprint=eprint,
                pages=pages if chance.random() < 0.4 else None),
        _one(paper, "not-published"),
        frozenset({"venue-differs", "year-differs", "pages-differ"}),
    )  # fmt: skip


def _as_preprint(paper: Paper, facts: Facts, chance: random.Random, _: List) -> Change | None:
    if not paper.published:
        return None
    released = int(paper.field.get("released", str(paper.year))[:4])
    year = released if chance.random() < 0.75 else paper.year
    former = paper.formerly if chance.random() < 0.5 else None
    right = ("stale-preprint", "retitled") if former else ("stale-preprint",)
    return Change(
        replace(facts, venue="arXiv", own_where="", year=year, title=former or facts.title,
                pages=None, doi=None, volume=None, number=None, publisher=None, month=None,
                eprint=paper.eprint if chance.random() < 0.85 else None),
        _one(paper, *right),
        frozenset({"venue-differs", "year-differs", "retitled", "doi-differs"}),
    )  # fmt: skip


def _hybrid(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change | None:
    form = chance.choice(("identifier", "people", "both", "place"))
    ids = ("doi-of-another-paper", "eprint-of-another-paper")
    any_rule = frozenset({"*"})
    if form == "identifier" and (facts.doi or facts.eprint):
        made = replace(
            facts,
            title=invented.title(chance, listed),
            people=invented.people(chance, chance.randint(2, 4), paper.people),
        )
        return Change(made, _one(paper, "title-differs", "authors-differ", *ids), any_rule)
    strange = [p for p in listed.papers if not _shorts(p.people) & _shorts(paper.people)]
    if form == "people" and (facts.doi or facts.eprint):
        other = chance.choice(strange)
        return Change(replace(facts, people=other.people), _one(paper, "authors-differ"), any_rule)
    identified = [p for p in strange if p.doi or p.eprint]
    if form == "both" or not paper.published:
        other = chance.choice(identified)
        right = {(key, rule) for key in (paper.key, other.key) for rule in ids}
        right |= {(other.key, "title-differs"), (paper.key, "authors-differ")}
        made = replace(facts, people=other.people, doi=other.doi, eprint=other.eprint)
        return Change(made, frozenset(right), any_rule)
    places = [p for p in strange if p.published and p.venue != paper.venue]
    other = chance.choice(places)
    made = replace(
        facts, venue=other.venue, own_where=other.where, venue_year=other.year, year=other.year,
        pages=other.pages if facts.pages else None, volume=other.field.get("volume"),
        number=other.field.get("number"),
    )  # fmt: skip
    rules = ["venue-differs"] + ["year-differs"] * (other.year != paper.year)
    rules += ["pages-differ"] * bool(made.pages and made.pages != paper.pages)
    return Change(made, _one(paper, *rules), any_rule)


def _shorts(people: tuple[Person, ...]) -> frozenset[str]:
    return frozenset(person.short for person in people)


def _pages(paper: Paper, facts: Facts, chance: random.Random, _: List) -> Change | None:
    if not facts.pages:
        return None
    first, _dash, last = facts.pages.partition("--")
    if not last:
        return Change(
            replace(facts, pages=str(int(first) + chance.randint(1, 90))),
            _one(paper, "pages-differ"),
        )
    form = chance.choice(("moved", "end", "other"))
    begin, end = int(first), int(last)
    if form == "moved":
        step = chance.randint(2, 60)
        begin, end = begin + step, end + step
    elif form == "end":
        end += chance.randint(1, 9)
    else:
        begin = chance.randint(1000, 9000)
        end = begin + chance.randint(8, 20)
    return Change(replace(facts, pages=f"{begin}--{end}"), _one(paper, "pages-differ"))


def _three(paper: Paper, facts: Facts, chance: random.Random, listed: List) -> Change | None:
    """Other people, another venue and another year, as in a reference written from memory."""
    if not paper.published or len(paper.people) < 2:
        return None
    order = chance.choice((_partial, _invented_people))(paper, facts, chance, listed)
    if order is None:
        return None
    venue = _wrong_venue(paper, order.facts, chance, listed)
    if venue is None:
        return None
    year = _year(paper, venue.facts, chance, listed)
    # `venue-differs` tells the list's venue with its year; that the year differs may be said by it.
    return Change(year.facts, order.right | venue.right, frozenset({"year-differs"}))


def _twice(paper: Paper, facts: Facts, _: random.Random, __: List) -> Change:
    return Change(facts, _one(paper, "duplicate-entry"))


KINDS: dict[str, Kind] = {
    "partial authors": Kind(
        "people left out, without “others”: the last, one in the middle, all between, the first",
        _partial, "author", "people", "partial_author_list"),
    "swapped authors": Kind(
        "two exchanged, the first put last, or all backwards", _swapped, "author", "people",
        "author_mismatch"),
    "invented authors": Kind(
        "some replaced, one more, another given name, and, beside a right id, all or placeholders",
        _invented_people, "author", "people doi eprint", "placeholder_authors, author_mismatch"),
    "wrong venue": Kind("another venue's name in any spelling", _wrong_venue, _WHERE, "",
                        "wrong_venue"),
    "invented venue": Kind("a venue that there is not", _no_venue, _WHERE, "", "nonexistent_venue"),
    "wrong year": Kind("a year or more off, or to come", _year,
                       "year date booktitle journal series", "", "future_date"),
    "wrong DOI": Kind("a digit changed, or invented", _doi, "doi url urldate", "doi",
                      "fabricated_doi"),
    "DOI of another": Kind("the DOI of another listed paper", _doi_of, _IDS, "",
                           "hybrid_fabrication"),
    "arXiv id of another": Kind("the arXiv id of another listed paper", _eprint_of, _IDS, "",
                                "hybrid_fabrication"),
    "near-miss title": Kind("one or two words replaced, left out or put in", _near_title,
                            "title subtitle", "people", "near_miss_title"),
    "earlier title": Kind("the title of before the publication, with the publication's venue",
                          _retitled, "title subtitle", "people", "arxiv_version_mismatch"),
    "preprint as published": Kind("a venue where the list knows a preprint only", _as_published,
                                  "*", "people", "preprint_as_published"),
    "published as preprint": Kind("arXiv where the list knows a publication", _as_preprint, "*",
                                  "people", "arxiv_version_mismatch"),
    "hybrid": Kind("of two papers: an identifier with an invented title and people; people, people "
                   "with identifier, or venue, year and pages of another", _hybrid, "*",
                   "people doi eprint", "hybrid_fabrication, merged_citation, chimeric_title"),
    "wrong pages": Kind("moved, another end, or others", _pages, "pages", "pages"),
    "three at once": Kind("people, venue and year wrong together; people and venue are to be named",
                          _three, _WHERE + "author year date", "people doi eprint"),
    "duplicate": Kind("the same paper twice, written in two ways", _twice, ""),
}  # fmt: skip
FOURTEEN = tuple(KINDS)[:14]


def seeded(kind: str, listed: List, seed: str) -> Iterator[Seeded]:
    """A seeded entry of every paper of which the kind can be made."""
    how = KINDS[kind]
    for number, paper in enumerate(listed.papers):
        name = f"{seed}/{kind}/{paper.key}"
        chance = random.Random(name)
        facts = draw(paper, chance, frozenset(how.need.split()))
        change = how.make(paper, facts, chance, listed)
        if change is None:
            continue
        key = own_key(paper, chance, number)
        clean = Writer(listed, name).entry(key, facts)
        if kind == "duplicate":
            again = draw(paper, chance)
            second = Writer(listed, f"{name}/2").entry(own_key(paper, chance, number + 1000), again)
            entries: tuple[Entry, ...] = (clean, second)
        else:
            entries = (Writer(listed, name).entry(key, change.facts),)
        yield Seeded(
            kind, paper, clean, entries, change.right, change.beside,
            frozenset(how.fields.split()), every=kind == "three at once",
        )  # fmt: skip
