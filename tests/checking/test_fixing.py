"""Faults seeded into entries of listed papers, in any style: fixing leaves none that it can fix."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import BUNDLED, FROZEN, steps
from mialit.bibtex.model import Library
from mialit.bibtex.reader import read, separate_names
from mialit.checking import fixing, rules
from mialit.checking.comparing import differences
from mialit.checking.findings import works
from mialit.checking.matching import Listed
from mialit.checking.style import given_first
from mialit.checking.venues import Venues
from mialit.records.build import records
from mialit.storage import bibliography, sources
from mialit.storage.sources import Source
from mialit.text.latex_escape import with_unicode_letters

PAPERS = bibliography.load([Source("papers.bib", BUNDLED)])
LISTED = Listed(PAPERS.records)
READING = sources.vocabulary([Source("-", None)])
KNOWN = fixing.ListedEntries(LISTED, PAPERS.vocabulary, PAPERS.entries, READING)
WANTED = frozenset(rule.name for rule in rules.RULES)
EVERY = PAPERS.entries(PAPERS.records)
_KEPT = (
    "author", "title", "booktitle", "journal", "volume", "number", "pages", "publisher", "year",
    "doi", "eprint", "archiveprefix",
)  # fmt: skip
_FOREIGN = '@book{knuth,title={The {\\TeX}book} , author="Donald E. Knuth",year = 1984,}\n'
_PREPRINT = {
    "misc": {},
    "online": {"eprinttype": "arxiv", "pubstate": "preprint"},
    "article": {"journal": "arXiv preprint arXiv:{}"},
    "unpublished": {"howpublished": "arXiv:{}"},
}


def found(library: Library) -> dict[str, dict[str, str | None]]:
    """The names of the rules that find something, each with the field that it is in, by key."""
    venues = Venues(PAPERS.vocabulary)
    pairs = (LISTED.pair(record) for record in works(records(library, READING)))
    return {
        pair.entry.key: {each.rule.name: each.field for each in differences(pair, venues)}
        for pair in pairs
        if pair and pair.paper
    }


def _names(told: str, field: str | None) -> bool:
    """Whether what is *told* of an entry speaks of *field*, or of the whole entry."""
    whole = told.endswith("say which paper is meant")
    # An identifier may stand in a remark, which is named then.
    elsewhere = field == "eprint" and told.endswith("which is another paper's")
    return whole or elsewhere or told.startswith(f"{field} ")


def _contents(number: int) -> tuple[str, dict[str, str]]:
    _, entry = EVERY[number]
    fields = entry.first_fields()
    return entry.type, {name: fields[name].raw[1:-1] for name in _KEPT if name in fields}


@st.composite
def _entry(draw: st.DrawFn, key: str) -> str:
    """An entry of a listed paper with one or two faults of some kind."""
    numbers = st.integers(0, len(EVERY) - 1)
    number = draw(numbers)
    kind, has = _contents(number)
    _, other = _contents(draw(numbers))
    names = separate_names(has["author"])
    for fault in draw(st.lists(st.sampled_from(sorted(FAULTS)), max_size=2, unique=True)):
        kind = FAULTS[fault](draw, kind, has, other, names, PAPERS.records[number]) or kind
    if draw(st.booleans()):
        names = [given_first(name) if name != "others" else name for name in names]
    has["author"] = " and ".join(names)
    if draw(st.booleans()):
        has["author"] = with_unicode_letters(has["author"])
    has |= {"note": "mine", "file": ":a.pdf:PDF"}
    order = draw(st.permutations(sorted(has))) if draw(st.booleans()) else has
    lines = "".join(f"  {name} = {{{has[name]}}},\n" for name in order)
    return f"@{kind}{{{key},\n{lines}}}\n"


def _people(draw: Any, kind: str, has: Any, other: Any, names: list[str], record: Any) -> None:
    at = draw(st.integers(0, len(names) - 1))
    how = draw(st.sampled_from(["partial", "swapped", "invented", "order"]))
    if how == "partial" and len(names) > 2:
        del names[at]
    elif how == "swapped":
        names[at] = separate_names(other["author"])[0]
    elif how == "invented":
        names[at] = "Smith, Jonathan Q."
    elif how == "order":
        names.append(names.pop(0))


def _venue(draw: Any, kind: str, has: Any, other: Any, names: Any, record: Any) -> None:
    for name in ("booktitle", "journal"):
        if name in has:
            known = [other[each] for each in ("booktitle", "journal") if each in other]
            has[name] = draw(st.sampled_from([*known, "CCS", "Conference on Deep Things"]))


def _other_value(name: str, *values: str) -> Any:
    def fault(draw: Any, kind: str, has: Any, other: Any, names: Any, record: Any) -> None:
        if name in has:
            has[name] = draw(st.sampled_from([*values, other.get(name, has[name])]))

    return fault


def _title(draw: Any, kind: str, has: Any, other: Any, names: Any, record: Any) -> None:
    earlier = [each for each in record.values.get("formerly", ()) if each.isascii()]
    has["title"] = draw(st.sampled_from([f"{has['title']} Revisited", *earlier])).replace(
        " & ", " and "
    )


def _stale(draw: Any, kind: str, has: Any, other: Any, names: Any, record: Any) -> str | None:
    if not record.eprint or record.preprint:
        return None
    for name in ("booktitle", "journal", "volume", "number", "pages", "publisher", "doi"):
        has.pop(name, None)
    kind = draw(st.sampled_from(sorted(_PREPRINT)))
    has |= {name: text.format(record.eprint) for name, text in _PREPRINT[kind].items()}
    if kind != "misc" and draw(st.booleans()):
        has.pop("eprint", None)
    if kind == "online":
        has["eprint"] = record.eprint
        has["date"] = has.pop("year", "2019") + "-03"
    return kind


def _published(draw: Any, kind: str, has: Any, other: Any, names: Any, record: Any) -> str | None:
    if not record.preprint:
        return None
    has["booktitle"] = draw(st.sampled_from(["NeurIPS", "Proceedings of the 40th Meeting on X"]))
    return "inproceedings"


def _strangers(draw: Any, kind: str, has: Any, other: Any, names: list[str], record: Any) -> None:
    for name in ("doi", "eprint"):
        has.pop(name, None)
    names[:] = ["Smith, Jonathan Q.", "Miller, Zoe"]


def _remark(draw: Any, kind: str, has: Any, other: Any, names: Any, record: Any) -> None:
    if has.pop("eprint", None):
        has["addendum"] = "arXiv:2001.99999"


# Of the last two, a person has something to do.
FAULTS = {
    "people": _people,
    "venue": _venue,
    "year": _other_value("year", "1999"),
    "pages": _other_value("pages", "901--917"),
    "doi": _other_value("doi", "10.1145/1234567.7654321"),
    "eprint": _other_value("eprint", "2001.99999"),
    "title": _title,
    "stale": _stale,
    "published": _published,
    "strangers": _strangers,
    "remark": _remark,
}


@settings(max_examples=60)
@given(st.data())
def test_after_fixing_only_a_person_has_something_to_do(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    entries = [data.draw(_entry(f"k{number}")) for number in range(count)]
    library = read("\n".join([*entries, _FOREIGN]).encode(), "refs.bib")
    before = found(library)
    fixed = fixing.fix([library], KNOWN, WANTED)
    (new,) = fixed.libraries
    after = found(new)
    assert set(after) == set(before)
    for key, names in after.items():
        told = [text for line in fixed.left if (text := line.partition(f": {key}: ")[2])]
        for name in names.keys() & rules.FIXED:
            assert any(_names(text, names[name]) for text in told), (name, told)
    assert bool(fixed.changes) == (new.text != library.text)
    for old, now in zip(library.entries, new.entries, strict=True):
        assert now.key == old.key
        if not before.get(old.key, {}).keys() & rules.FIXED:
            assert new.source(now.span) == library.source(old.span)
        for name in ("note", "file"):
            fields = old.field(name), now.field(name)
            assert (fields[0] and fields[0].raw) == (fields[1] and fields[1].raw)
    assert len(new.problems) == len(library.problems)
    again = fixing.fix([new], KNOWN, WANTED)
    assert (again.libraries[0].text, again.changes) == (new.text, ())


@pytest.mark.parametrize("path", [BUNDLED, FROZEN], ids=["bundled", "frozen"])
def test_a_list_has_nothing_to_fix_in_itself(path: Any) -> None:
    papers = bibliography.load([Source("papers.bib", path)])
    known = fixing.ListedEntries(Listed(papers.records), papers.vocabulary, papers.entries, READING)
    fixed = fixing.fix(papers.libraries, known, WANTED)
    assert (fixed.changes, fixed.left) == ((), ())


def _seeded(number: int, *, damaged: bool = False) -> Library:
    """*number* entries of listed papers with wrong years and venues, between as many right ones."""
    published = [place for place, paper in enumerate(PAPERS.records) if not paper.preprint]
    texts = []
    for each in range(number):
        _, has = _contents(published[each % len(published)])
        wrong = {**has, "year": "1999", "booktitle": "Conference on Deep Things"}
        for key, contents in (("right", has), ("wrong", wrong)):
            lines = ",\n".join(f"  {name} = {{{content}}}" for name, content in contents.items())
            texts.append(f"@inproceedings{{{key}{each},\n{lines}\n}}\n")
    if damaged:
        texts[1] = texts[1].replace("1999},", "1999}")
    return read("".join(texts).encode(), "refs.bib")


@pytest.mark.parametrize("damaged", [False, True], ids=["sound", "damaged"])
def test_fixing_takes_time_by_the_number_of_entries(damaged: bool) -> None:
    def fixing_takes(number: int) -> int:
        library = _seeded(number, damaged=damaged)
        assert len(fixing.fix([library], KNOWN, WANTED).changes) >= number - 1
        return steps(lambda: fixing.fix([library], KNOWN, WANTED))

    assert fixing_takes(80) < 7 * fixing_takes(20)
