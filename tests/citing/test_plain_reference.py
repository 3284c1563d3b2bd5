"""The plain reference: Authors. Title. Venue, year. Address."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import BUNDLED, CONTROL, entry, ok, write
from mialit.citing.plain_reference import name_as_read, reference
from mialit.records.model import Contents, Record
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

# Fields of an entry, and its reference. tests/page/test_reference.py holds the page to the same.
CASES = [
    (
        {"author": "Li, Ann", "title": "On Maps", "booktitle": "ICML", "year": "2019"},
        "Ann Li. On Maps. ICML, 2019.",
    ),
    ({"author": "Li, Ann and Ode, Bo", "title": "On Maps"}, "Ann Li and Bo Ode. On Maps."),
    ({"author": "A, B and C, D and E, F", "title": "T"}, "B A, D C, and F E. T."),
    ({"author": "Li, Ann and others", "title": "T"}, "Ann Li et al. T."),
    ({"author": "A, B and C, D and others", "title": "T"}, "B A, D C, et al. T."),
    ({"author": "others", "title": "T"}, "et al. T."),
    ({"author": "van der Berg, Jan and King, Jr., M. L."}, "Jan van der Berg and M. L. King Jr."),
    ({"author": "{The Team}", "title": "T"}, "The Team. T."),
    ({"author": "{Maps, Inc.}", "title": "T"}, "Maps, Inc. T."),
    ({"author": "Plato", "title": "T"}, "Plato. T."),
    ({"author": "Tram{\\`e}r, Florian", "title": "50\\% of G{\\\"o}del"}, "Florian Tramèr. 50% of Gödel."),
    ({"title": "Why Maps?", "year": "2019"}, "Why Maps? 2019."),
    ({"title": "Maps!", "booktitle": "ICML"}, "Maps! ICML."),
    ({"title": "``Why Maps?''", "year": "2019"}, "“Why Maps?” 2019."),
    ({"title": "On Maps.", "year": "2019"}, "On Maps. 2019."),
    ({"title": "On Maps (Why?)", "year": "2019"}, "On Maps (Why?) 2019."),
    ({"title": "Maps", "subtitle": "A Survey"}, "Maps: A Survey."),
    ({"title": "Why Maps?", "subtitle": "A Survey"}, "Why Maps? A Survey."),
    ({"title": "T", "journal": "Proc. Nat. Acad. Sci.", "year": "2019"}, "T. Proc. Nat. Acad. Sci., 2019."),
    ({"title": "T", "journal": "J. of Maps, vol.", "year": ""}, "T. J. of Maps, vol."),
    ({"title": "T", "booktitle": "Workshop on Maps 2019", "year": "2019"}, "T. Workshop on Maps 2019."),
    ({"title": "T", "booktitle": "Maps 20195", "year": "2019"}, "T. Maps 20195, 2019."),
    ({"title": "T", "school": "EPFL", "publisher": "Other", "year": "2019"}, "T. EPFL, 2019."),
    ({"title": "T", "institution": "INRIA"}, "T. INRIA."),
    ({"title": "T", "publisher": "ACM", "year": "2019"}, "T. ACM, 2019."),
    (
        {"title": "T", "eprint": "2001.00001", "archiveprefix": "arXiv", "year": "2020"},
        "T. arXiv, 2020. https://arxiv.org/abs/2001.00001",
    ),
    ({"title": "T", "doi": "10.1000/ab"}, "T. https://doi.org/10.1000/ab"),
    (
        {"title": "T", "url": "https://example.org/a?b=c", "doi": "10.1000/ab"},
        "T. https://example.org/a?b=c",
    ),
    ({"title": "T", "url": "javascript:alert(1)"}, "T."),
    ({"url": "https://example.org/"}, "https://example.org/"),
    ({"year": "2019"}, "2019."),
    ({"author": "Li, Ann"}, "Ann Li."),
    ({"title": "成员推理。", "year": "2019"}, "成员推理。 2019."),
    ({"title": "成员推理攻击", "author": "王, 伟"}, "伟 王. 成员推理攻击."),
    ({"title": "A \\& B <b>bold</b>"}, "A & B <b>bold</b>."),
    ({}, "k{}."),
]  # fmt: skip


def text_of_cases():
    """A list of the cases; the keys are k0, k1, ..."""
    return "".join(entry(f"k{number}", fields) for number, (fields, _) in enumerate(CASES))


@pytest.fixture(scope="module")
def references(tmp_path_factory):
    bib = write(tmp_path_factory.mktemp("cases"), text_of_cases())
    return ok("cite", "-b", bib, "--sort", "file").lines


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_reference_reads_well(references, number):
    assert references[number] == CASES[number][1].format(number)


def test_every_reference_of_the_list_reads_well():
    records = load([Source(BUNDLED.name, BUNDLED)]).records
    assert len(records) > 100
    for record in records:
        text = reference(record)
        assert text.count(record.title) == 1
        assert str(record.year) in text
        assert not re.search(r"\.\.|[?!]\.|,,|\s\s|\s[.,]|\(\)", text.partition("http")[0]), text


TEXT = st.text(max_size=20).map(lambda text: " ".join(text.split()))


@given(
    authors=st.lists(TEXT.filter(bool), max_size=4),
    title=TEXT,
    venue=TEXT,
    year=st.none() | st.integers(1000, 2100),
    complete=st.booleans(),
)
def test_every_part_stands_there_once_and_ends_once(authors, title, venue, year, complete):
    record = Record(
        key="key", type="misc", title=title, authors=authors, year=year,
        values={"venue": (venue,) if venue else ()}, preprint=False, url=None, doi=None,
        eprint=None, folded="", rest=Contents({}), line=1, start=0, end=1, source=0,
        authors_complete=complete,
    )  # fmt: skip
    text = reference(record)
    position = 0
    shown = [name_as_read(name) for name in authors]
    for part in (*shown, "" if complete else "et al", title, venue, str(year or "")):
        found = text.find(part, position)
        assert found >= 0 or part in venue
        position = max(position, found + len(part))
    assert text.strip() == text
    assert text == "key." or text[-1] in ".?!…。！？\"'’”»)]"  # noqa: RUF001


def test_a_control_character_is_no_part_of_a_reference(folder):
    bib = write(folder, b"@misc{a, title = {A \x1b[2J B\x07}, author = {X\x00, Y}, url = {https://a.b/\x1b}}")
    for kind in ("text", "md", "html", "json"):
        assert not CONTROL.search(ok("cite", "a", "-b", bib, "--format", kind).stdout)
