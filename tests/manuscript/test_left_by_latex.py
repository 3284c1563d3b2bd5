"""What LaTeX leaves for BibTeX and biber: .aux and .bcf files."""

import pytest

from door import write
from mialit.errors import FileProblem
from mialit.manuscript import read

BCF = """<?xml version="1.0" encoding="UTF-8"?>
<bcf:controlfile version="3.8" xmlns:bcf="https://sourceforge.net/projects/biblatex">
  <bcf:bibdata section="0">
    <bcf:datasource type="file" datatype="bibtex" glob="false">refs.bib</bcf:datasource>
    <bcf:datasource type="remote" datatype="bibtex">http://x.org/far.bib</bcf:datasource>
    <bcf:datasource type="file" datatype="biblatexml">other.bltxml</bcf:datasource>
  </bcf:bibdata>
  <bcf:section number="0">
    <bcf:citekey order="1" intorder="1">b&amp;c</bcf:citekey>
    <bcf:citekey order="2" intorder="1" nocite="1">a</bcf:citekey>
    <bcf:citekey order="3" type="set" members="m1,m2">set</bcf:citekey>
  </bcf:section>
</bcf:controlfile>
"""


def test_aux_of_bibtex(tmp_path):
    text = (
        "\\relax\n\\bibstyle{plain}\n\\citation{b,a}\n\\citation{b}\n\\@input{chapter.aux}\n"
        "\\bibdata{refs, more}\n\\bibcite{no}{1}\n\\@writefile{toc}{\\contentsline{x}}\n"
    )
    write(tmp_path, "\\citation{c}\n\\@input{chapter.aux}\n", "chapter.aux")
    paper = write(tmp_path, text, "paper.aux")
    found = read(paper)
    assert (found.keys, found.everything, found.folds_case) == (("b", "a", "c"), False, True)
    assert [each.path.name for each in found.bibliographies] == ["refs.bib", "more.bib"]
    assert [str(each.place) for each in found.citations] == [
        *(f"{paper}:3", f"{paper}:3", f"{paper}:4"),
        f"{tmp_path / 'chapter.aux'}:1",
    ]


@pytest.mark.parametrize("form", ["\\abx@aux@cite{0}{%s}", "\\abx@aux@cite{%s}"])
def test_aux_of_biblatex_and_the_control_file_beside_it(form, tmp_path):
    text = f"{form % 'b'}\n\\abx@aux@segm{{0}}{{0}}{{b}}\n{form % 'a'}\n\\abx@aux@nociteall\n"
    paper = write(tmp_path, text, "paper.aux")
    assert read(paper).bibliographies == ()
    write(tmp_path, BCF, "paper.bcf")
    found = read(paper)
    assert (found.keys, found.everything, found.folds_case) == (("b", "a"), True, False)
    assert [each.path.name for each in found.bibliographies] == ["refs.bib"]


def test_what_packages_tell_bibtex_is_no_citation(tmp_path):
    text = (
        "\\abx@aux@cite{0}{a}\n\\citation{biblatex-control}\n\\bibdata{paper-blx,refs}\n"
        "\\citation{REVTEX42Control}\n\\citation{apsrev42Control}\n\\citation{a}\n"
    )
    found = read(write(tmp_path, text, "paper.aux"))
    assert (found.keys, found.folds_case) == (("a",), True)
    assert [each.path.name for each in found.bibliographies] == ["refs.bib"]


def test_everything_in_an_aux_file(tmp_path):
    assert read(write(tmp_path, "\\citation{*}\n", "paper.aux")).everything


def test_files_left_in_a_folder_of_their_own_name_bibliographies_beside_the_text(tmp_path):
    write(tmp_path, "", "refs.bib")
    (tmp_path / "build").mkdir()
    for name, text in (("paper.aux", "\\bibdata{refs}"), ("paper.bcf", BCF)):
        (named,) = read(write(tmp_path / "build", text, name)).bibliographies
        assert named.exists
        assert named.path.samefile(tmp_path / "refs.bib")


def test_a_chapter_that_is_missing_is_noted(tmp_path):
    (note,) = read(write(tmp_path, "\\@input{gone.aux}\n", "paper.aux")).notes
    assert "gone.aux: no such file" in str(note)


def test_bcf(tmp_path):
    found = read(write(tmp_path, BCF, "paper.bcf"))
    told = [(each.key, each.line, each.column, each.printed) for each in found.citations]
    assert told == [
        ("b&c", 9, 5, True),
        ("a", 10, 5, False),
        ("set", 11, 5, True),
        ("m1", 11, 5, False),
        ("m2", 11, 5, False),
    ]
    assert (found.everything, found.folds_case) == (False, False)
    assert [each.path.name for each in found.bibliographies] == ["refs.bib"]
    assert [each.place.line for each in found.notes] == [5, 6]


def test_everything_in_a_bcf_file(tmp_path):
    text = BCF.replace(">a<", ">*<")
    found = read(write(tmp_path, text, "paper.bcf"))
    assert (found.everything, "*" in found.keys) == (True, False)


BOMB = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "' + "&x;" * 100 + '">]>'


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "<a/>", "<bcf:controlfile>", BCF[:-30], "\0" * 10, "<?xml version='9'?>"),
        BCF.replace("UTF-8", "no-such-encoding"),
        BCF.replace("<bcf:controlfile", f"{BOMB}<bcf:controlfile"),
        BCF.replace("<bcf:controlfile", '<!DOCTYPE a SYSTEM "file:///x"><bcf:controlfile'),
        BCF.replace("b&amp;c", "&undefined;"),
    ],
)
def test_what_is_no_bcf_file_is_refused_with_its_line(text, tmp_path):
    with pytest.raises(FileProblem, match=r"paper.bcf:\d+: .*run LaTeX to make it anew"):
        read(write(tmp_path, text, "paper.bcf"))
