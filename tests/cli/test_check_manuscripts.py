"""`mialit check` of LaTeX sources: the names under which they are found and spoken of."""

import os
from pathlib import Path

import pytest

from door import FROZEN, entry, run, write

PAPER = r"\documentclass{article}\begin{document}\cite{none}\bibliography{bib/refs}\end{document}"
REFS = str(Path("bib/refs.bib"))


@pytest.fixture
def project(folder):
    for name in ("chapters", "bib"):
        (folder / name).mkdir()
    write(folder / "bib", entry("a", {"title": "Title"}) * 2, "refs.bib")
    write(folder, PAPER, "paper.tex")
    return folder


def places(*words, cwd):
    result = run("check", *words, "-b", FROZEN, "--json", cwd=cwd)
    assert result.code == 1, result.err
    return {each["file"] for each in result.json}, result.err


@pytest.mark.parametrize("name", ["paper", "./paper", "paper.v2", "paper.tex"])
def test_the_ending_may_be_left_out_as_latex_has_it(name, project):
    if name == "paper.v2":
        write(project, PAPER, "paper.v2.tex")
    found, _ = places(name, cwd=project)
    source = os.path.normpath(name.removesuffix(".tex")) + ".tex"
    assert found == {source, REFS}


def test_a_bibliography_without_an_ending_is_read_before_a_source(project):
    write(project, entry("a", {"title": "Title"}) * 2, "paper")
    found, _ = places("paper", cwd=project)
    assert found == {"paper"}


def test_many_notes_on_a_manuscript_are_cut_short(project):
    inputs = "\n".join(rf"\input{{gone{n}}}" for n in range(50))
    write(project, PAPER.replace(r"\begin", inputs + r"\begin"), "paper.tex")
    _, said = places("paper.tex", cwd=project)
    assert said.count("no such file") == 20
    assert "paper.tex: 30 more notes\n" in said


@pytest.mark.parametrize("ending", ["ltx", "latex", "Rnw", "rtex", "TEX"])
def test_latex_by_other_endings(ending, project):
    (project / "paper.tex").rename(project / f"paper.{ending}")
    found, _ = places(f"paper.{ending}", cwd=project)
    assert found == {f"paper.{ending}", REFS}


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize(
    "head", ["%!TEX root = ../paper.tex\n", "\\documentclass[../paper]{subfiles}\n"]
)
def test_a_chapter_names_files_as_one_types_them(head, absolute, project):
    write(project / "chapters", head + r"\cite{none}", "one.tex")
    above = project if absolute else Path()
    found, messages = places(above / "chapters/one.tex", cwd=project)
    assert found == {str(above / "chapters/one.tex"), str(above / REFS)}
    assert f" of {above / REFS} are listed" in messages


def test_two_dots_stay_where_a_link_makes_them_mean_another_folder(project):
    elsewhere = project / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    (project / "linked").symlink_to(elsewhere / "deep")
    write(elsewhere, PAPER.replace("bib/", ""), "paper.tex")
    write(elsewhere, entry("b", {"title": "Title"}) * 2, "refs.bib")
    write(elsewhere / "deep", "%!TEX root = ../paper.tex\n", "one.tex")
    found, _ = places("linked/one.tex", cwd=project)
    assert found == {str(Path("linked/../refs.bib"))}
