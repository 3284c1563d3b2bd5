"""What two versions of a list state differently."""

from hypothesis import given
from hypothesis import strategies as st

from door import entry
from mialit.bibtex.reader import read
from mialit.curation.versions import Change, Version, differences
from mialit.records.build import records
from mialit.storage import sources

VOCABULARY = sources.bundled_vocabulary()


def version(*entries: str) -> Version:
    library = read("\n".join(entries).encode(), "x.bib")
    return Version(library, records(library, VOCABULARY))


def found(old, new):
    made = differences(version(*old), version(*new))
    return [(str(each.change), each.record.key, dict(each.fields)) for each in made]


PAPER = {"title": "A Paper of Four Words", "author": "Li, Ann", "year": "2020"}
PREPRINT = {**PAPER, "eprint": "2001.08855", "archiveprefix": "arXiv"}


def test_each_change_in_its_order():
    old = [
        entry("gone", {"title": "Gone"}),
        entry("pre", PREPRINT),
        entry("mood", {"title": "M", "note": '{\\"u}'}),
        entry("same", PAPER | {"title": "Same", "author": "Bo, B"}),
    ]
    new = [
        entry("mood", {"title": "M", "note": "ü", "year": "1999"}),
        entry("same", PAPER | {"title": "Same", "author": "Bo, B"}),
        entry("pre", PREPRINT | {"booktitle": "Proc. CCS"}, "inproceedings"),
        entry("new", {"title": "New"}),
    ]
    assert found(old, new) == [
        ("new", "new", {}),
        ("published", "pre", {"type": ("misc", "inproceedings"), "booktitle": ("", "Proc. CCS")}),
        ("changed", "mood", {"year": ("", "1999")}),
        ("gone", "gone", {}),
    ]


def test_a_paper_is_known_by_key_then_identifier_then_title_and_people():
    cases = [
        (entry("a", PREPRINT), entry("b", PREPRINT | {"title": "Another One Now"})),
        (entry("a", PAPER), entry("b", PAPER)),
        (entry("a", PAPER), entry("a", {"title": "All Else", "author": "Bo, B"})),
    ]
    for old, new in cases:
        assert [change for change, _, _ in found([old], [new])] == ["changed"]
    other = entry("b", PAPER | {"author": "Bo, B"})
    assert [change for change, _, _ in found([entry("a", PAPER)], [other])] == ["new", "gone"]


_ENTRIES = st.lists(
    st.builds(
        lambda key, title, year: entry(key, {"title": title, "year": year, "author": "Li, Ann"}),
        st.sampled_from("abcdef"),
        st.sampled_from(["One Paper of Words", "Another Paper of Words", "Third"]),
        st.sampled_from(["2019", "2020"]),
    ),
    max_size=5,
    unique_by=lambda text: text[6],
)


@given(_ENTRIES, _ENTRIES)
def test_every_paper_of_both_versions_is_accounted_for(old, new):
    before, after = version(*old), version(*new)
    made = differences(before, after)
    starts = [each.new.start for each in made if each.new]
    assert len(starts) == len(set(starts))
    gone = [each for each in made if each.change is Change.GONE]
    fresh = [each for each in made if each.change is Change.NEW]
    assert len(after.records) - len(fresh) == len(before.records) - len(gone)
    assert differences(after, after) == []
