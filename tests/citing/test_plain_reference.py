"""The plain reference: Authors. Title. Venue, year. Address."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citing.reference_cases import CASES, text_of_cases
from door import BUNDLED, CONTROL, ok, write
from mialit.citing.plain_reference import name_as_read, reference
from mialit.records.model import Contents, Record
from mialit.storage.bibliography import load
from mialit.storage.sources import Source


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
    bib = write(
        folder,
        b"@misc{a, title = {A \x1b[2J B\x07}, author = {X\x00, Y}, url = {https://a.b/\x1b}}",
    )
    for kind in ("text", "md", "html", "json"):
        assert not CONTROL.search(ok("cite", "a", "-b", bib, "--format", kind).stdout)
