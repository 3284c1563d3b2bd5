"""Unknown keys and uncited entries: what a manuscript cites against its bibliographies."""

import pytest

from door import write
from mialit.manuscript import read
from mialit.manuscript.comparison import Entry, compare

BIBER, BIBTEX = r"\usepackage{biblatex}", r"\usepackage{natbib}"
ENTRIES = (
    Entry("a", others=("a1", "a2")),
    Entry("b", "inproceedings", refers=("p",)),
    Entry("c", refers=("x", "r")),
    Entry("p", "proceedings"),
    Entry("x", "xdata"),
    Entry("r", refers=("s",)),
    Entry("s"),
)


def compared(folder, text, entries=ENTRIES):
    found = compare(read(write(folder, text, "paper.tex")), entries)
    undefined = [each.key for each in found.undefined]
    return undefined, [entries[number].key for number in found.uncited], found.near


@pytest.mark.parametrize(
    ("text", "undefined", "uncited"),
    [
        (rf"{BIBER}\cite{{a,b,c}}", [], []),
        (rf"{BIBER}\cite{{a2,no,b,no}}", ["no"], ["c", "r", "s"]),
        (rf"{BIBTEX}\cite{{a2}}\nocite{{A}}", ["a2"], ["b", "c", "p", "r", "s"]),
        (rf"{BIBER}\cite{{A}}", ["A"], ["a", "b", "c", "p", "r", "s"]),
        (rf"{BIBER}\cite{{c}}", [], ["a", "b", "p"]),
        (rf"{BIBER}\nocite{{*}}\cite{{no}}", ["no"], []),
        (rf"{BIBER}\nocite{{a}}\quickcite{{no,b}}", [], ["c", "r", "s"]),
        (rf"{BIBER}\cite{{i,a,b,c}}\bibitem[x]{{i}}", [], []),
        ("", [], ["a", "b", "c", "p", "r", "s"]),
    ],
)
def test_undefined_and_uncited(text, undefined, uncited, tmp_path):
    assert compared(tmp_path, text)[:2] == (undefined, uncited)


def test_a_set_is_cited_in_the_place_of_its_members(tmp_path):
    entries = (Entry("both", "set", refers=("a", "b")), Entry("a"), Entry("b"))
    assert compared(tmp_path, rf"{BIBER}\cite{{both}}", entries)[1] == []
    assert compared(tmp_path, rf"{BIBER}\cite{{a,b}}", entries)[1] == ["both"]


def test_a_key_that_differs_in_case_is_near_for_biber(tmp_path):
    assert compared(tmp_path, rf"{BIBER}\cite{{A,no}}")[2] == {"A": "a"}


def test_the_place_is_that_of_the_first_certain_citation(tmp_path):
    paper = write(tmp_path, "\\quickcite{no}\n\\cite{no}\n\\cite{no}", "paper.tex")
    (citation,) = compare(read(paper), []).undefined
    assert citation.line == 2


def test_circles_of_references_end(tmp_path):
    circle = (Entry("a", refers=("b",)), Entry("b", refers=("a",)), Entry("c", refers=("c",)))
    assert compared(tmp_path, rf"{BIBER}\cite{{a}}", circle) == ([], ["c"], {})
