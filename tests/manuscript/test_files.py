r"""Which files a manuscript reads: `\input` and its kin, folders, circles, what is missing."""

import os

import pytest

from door import write
from mialit.errors import FileProblem
from mialit.manuscript import existing, read


def tree(folder, **files):
    """Files by their names, with `__` for a dot and `_in_` for a slash; the first one's path."""
    paths = []
    for name, text in files.items():
        path = folder / name.replace("_in_", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        paths.append(write(path.parent, text, path.name))
    return paths[0]


READ = {
    "braces": r"\input{part}",
    "an ending": r"\input{part.tex}",
    "no braces": "\\input part \n",
    "no braces, an ending": "\\input part.tex\n",
    "quotes": r'\input{"part"}',
    "include": r"\include{part}",
    "a subfile": r"\subfile{part}",
    "import": r"\import{./}{part}",
    "a starred import": r"\subimport*{./}{part.tex}",
    "if it is there": r"\InputIfFileExists{part}{}{}",
    "a macro": r"\newcommand{\x}{part}\input{\x}",
    "an own command": r"\newcommand{\x}[1]{\input{#1}}\x{part}",
}


@pytest.mark.parametrize("row", READ)
def test_files_are_read_where_they_are_named(row, tmp_path):
    paper = tree(tmp_path, paper__tex=rf"\cite{{a}}{READ[row]}\cite{{c}}", part__tex=r"\cite{b}")
    found = read(paper)
    assert (found.keys, found.notes) == (("a", "b", "c"), ())
    assert found.citations[1].file == str(tmp_path / "part.tex")


def test_names_count_from_the_folder_of_the_main_file(tmp_path):
    paper = tree(
        tmp_path,
        paper__tex=r"\input{sub/one}",
        sub_in_one__tex=r"\cite{one}\input{sub/two}\input{two}",
        sub_in_two__tex=r"\cite{two}",
    )
    found = read(paper)
    assert found.keys == ("one", "two")
    (note,) = found.notes
    assert str(note) == (
        f"{tmp_path / 'sub' / 'one.tex'}:1: two: no such file; what it cites is not known"
    )


def test_imported_files_find_those_beside_them(tmp_path):
    paper = tree(
        tmp_path,
        paper__tex=r"\import{sub/}{one}\subfile{sub/three}",
        sub_in_one__tex=r"\cite{one}\input{two}\subimport{deep/}{four}\input{top}",
        sub_in_two__tex=r"\cite{two}",
        sub_in_three__tex=r"\cite{three}\input{five}",
        sub_in_five__tex=r"\cite{five}",
        sub_in_deep_in_four__tex=r"\cite{four}",
        top__tex=r"\cite{top}",
    )
    found = read(paper)
    assert (found.keys, found.notes) == (("one", "two", "four", "top", "three", "five"), ())


def test_the_working_folder_is_looked_in_as_well(tmp_path, monkeypatch):
    tree(tmp_path, src_in_paper__tex=r"\input{part}\bibliography{refs}", part__tex=r"\cite{a}",
         refs__bib="")  # fmt: skip
    monkeypatch.chdir(tmp_path / "src" / "..")
    found = read(tmp_path / "src" / "paper.tex")
    assert (found.keys, [each.exists for each in found.bibliographies]) == (("a",), [True])


def test_circles_end(tmp_path):
    paper = tree(
        tmp_path,
        paper__tex=r"\cite{a}\input{part}\input{part}\cite{c}",
        part__tex=r"\cite{b}\input{paper}",
    )
    found = read(paper)
    assert found.keys == ("a", "b", "c")
    assert ["reads itself" in str(note) for note in found.notes] == [True]


def test_depth_is_bounded(tmp_path):
    for number in range(70):
        write(tmp_path, rf"\cite{{k{number}}}\input{{f{number + 1}}}", f"f{number}.tex")
    found = read(tmp_path / "f0.tex")
    assert 15 < len(found.keys) < 70
    assert any("too many files read each other" in str(note) for note in found.notes)


def test_the_preamble_of_a_subfile_is_not_run(tmp_path):
    paper = tree(
        tmp_path,
        paper__tex=r"\subfile{part}\cite{b}",
        part__tex=r"\documentclass{subfiles}\addbibresource{no.bib}"
        r"\begin{document}\cite{a}\end{document}\cite{no}",
    )
    found = read(paper)
    assert (found.keys, found.bibliographies) == (("a", "b"), ())


@pytest.mark.parametrize(
    "head",
    [
        "% !TeX root = ../paper.tex\n",
        "% comment\n%!TEX root=../paper\n",
        "\\documentclass[../paper.tex]{subfiles}\n",
        "\\documentclass[../paper]{subfiles}\n",
    ],
)
def test_a_chapter_has_the_bibliographies_and_commands_of_its_main_file(head, tmp_path):
    tree(
        tmp_path,
        paper__tex="\\usepackage{biblatex}\\newcommand\\my[1]{\\cite{#1}}\\cite{no}"
        "\\bibliography{refs}\\input{parts/part}",
        parts_in_part__tex=f"{head}\\my{{a}}",
    )
    found = read(tmp_path / "parts" / "part.tex")
    assert (found.keys, found.folds_case) == (("a",), False)
    (named,) = found.bibliographies
    assert os.path.normpath(named.path) == str(tmp_path / "refs.bib")


def test_what_is_missing_is_noted_unless_it_may_be(tmp_path):
    paper = tree(tmp_path, paper__tex="\\InputIfFileExists{may}{}{}\n\\include{must}\\cite{a}")
    found = read(paper)
    assert found.keys == ("a",)
    (note,) = found.notes
    assert str(note).startswith(f"{paper}:2: must: no such file")


def test_a_missing_bibliography_is_told_with_its_place_and_what_to_do(tmp_path):
    paper = tree(tmp_path, paper__tex="\n\\bibliography{here,gone}", here__bib="")
    found = read(paper)
    assert [each.exists for each in found.bibliographies] == [True, False]
    with pytest.raises(FileProblem) as caught:
        existing(found.bibliographies)
    assert str(caught.value).startswith(f"{paper}:2: {tmp_path / 'gone.bib'}: no such file")
    assert "perhaps" not in str(caught.value)
    assert existing(found.bibliographies[:1]) == [tmp_path / "here.bib"]


def test_a_bibliography_beside_a_missing_one_may_be_meant(tmp_path):
    found = read(tree(tmp_path, paper__tex=r"\bibliography{reference}", references__bib=""))
    with pytest.raises(FileProblem, match=r"no such file, perhaps references\.bib"):
        existing(found.bibliographies)


def test_a_bibliography_within_the_text_is_said_to_be_written_by_latex(tmp_path):
    text = (
        "\\begin{filecontents*}[overwrite]{refs.bib}\n@misc{no, note={\\cite{no}}}\n"
        "\\end{filecontents*}\n\\cite{a}\\bibliography{refs}"
    )
    found = read(tree(tmp_path, paper__tex=text))
    assert found.keys == ("a",)
    with pytest.raises(FileProblem, match=r"paper.tex:4: .*paper.tex:1: run LaTeX first"):
        existing(found.bibliographies)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone.tex", "no such file; name a .tex, .aux or .bcf file"),
        ("", "is a folder"),
        ("refs.bib", "is no .tex, .aux or .bcf file"),
        ("paper.pdf", "is no .tex, .aux or .bcf file"),
        ("a\0b.tex", "cannot be read"),
        ("a" * 300 + ".tex", "cannot be read"),
    ],
)
def test_what_is_no_manuscript_is_refused(name, words, tmp_path):
    write(tmp_path, "", "refs.bib")
    with pytest.raises(FileProblem, match=words):
        read(tmp_path / name)


def test_a_name_without_its_ending_will_do(tmp_path):
    tree(tmp_path, paper__tex=r"\cite{a}")
    assert read(tmp_path / "paper").keys == ("a",)


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000, "../" * 50 + "x", "/dev/zero", "."])
@pytest.mark.parametrize("command", [r"\input", r"\include", r"\bibliography", r"\subfile"])
def test_names_that_no_file_can_have_do_no_harm(command, name, tmp_path):
    paper = tree(tmp_path, paper__tex=rf"\cite{{a}}{command}{{{name}}}\cite{{b}}")
    found = read(paper)
    assert found.keys == ("a", "b")
    assert not any(each.exists for each in found.bibliographies if each.path != tmp_path / ".bib")


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("\\cite{müller}".encode(), ("müller",)),
        ("\ufeff\\cite{a}".encode(), ("a",)),
        ("\\cite{müller} ü".encode("latin-1"), ("müller",)),
        (b"\\cite{a\x1b[31m}\xff\xfe \\cite{b}", ("a\\x1b[31m", "b")),
    ],
)
def test_encodings(data, keys, tmp_path):
    assert read(write(tmp_path, data, "paper.tex")).keys == keys


def test_utf_16_is_refused_with_how_to_convert_it(tmp_path):
    with pytest.raises(FileProblem, match="iconv -f UTF-16"):
        read(write(tmp_path, "\\cite{a}".encode("utf-16"), "paper.tex"))


def test_commands_that_a_file_defines_are_known_behind_it(tmp_path):
    paper = tree(
        tmp_path,
        paper__tex=r"\input{macros}\his{a}\fi\their{b}",
        macros__tex=r"\newcommand{\his}[1]{\cite{#1}}\let\their\cite",
    )
    assert read(paper).keys == ("a", "b")
