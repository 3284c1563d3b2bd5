"""Unknown keys and uncited entries: what a manuscript cites against its bibliographies."""

import pytest

from door import write
from mialit.bibtex.reader import read as read_bibtex
from mialit.manuscript import read
from mialit.manuscript.comparison import compare

BIBER, BIBTEX = r"\usepackage{biblatex}", r"\usepackage{natbib}"


def compared(folder, text, bib):
    library = read_bibtex(bib.encode(), "refs.bib")
    found = compare(read(write(folder, text, "paper.tex")), [library])
    undefined = [each.key for each in found.undefined]
    return undefined, [each.entry.key for each in found.uncited], found.near


BIB = """@misc{a, title = {A}, ids = {a1, a2}}
@inproceedings{b, crossref = {p}}
@misc{c, xdata = {x}, related = {r}}
@proceedings{p, title = {P}}
@xdata{x, title = {X}}
@misc{r, title = {R}, entryset = {s}}
@misc{s, title = {S}}
"""


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
        ("", [], ["a", "b", "c", "p", "r", "s"]),
    ],
)
def test_undefined_and_uncited(text, undefined, uncited, tmp_path):
    assert compared(tmp_path, text, BIB)[:2] == (undefined, uncited)


def test_a_key_that_differs_in_case_is_near_for_biber(tmp_path):
    assert compared(tmp_path, rf"{BIBER}\cite{{A,no}}", BIB)[2] == {"A": "a"}


def test_the_place_is_that_of_the_first_certain_citation(tmp_path):
    paper = write(tmp_path, "\\quickcite{no}\n\\cite{no}\n\\cite{no}", "paper.tex")
    (citation,) = compare(read(paper), []).undefined
    assert citation.line == 2


def test_circles_of_references_end(tmp_path):
    bib = "@misc{a, related = {b}}\n@misc{b, related = {a}}\n@misc{c, related = {c}}\n"
    assert compared(tmp_path, rf"{BIBER}\cite{{a}}", bib) == ([], ["c"], {})
