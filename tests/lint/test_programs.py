"""Where BibTeX or biber complains of a file, `lint` does, at the same place and as loudly."""

import shutil
from pathlib import Path

import pytest

from door import run
from lint.programs import (
    BEGIN,
    DIFFERENT,
    END,
    ERROR,
    FILES,
    HEAD,
    PAGE,
    Complaint,
    answers,
    heaviest,
    lint,
    row,
    verdicts,
)
from lint.test_counts import OF_PROGRAMS
from mialit.bibtex.reader import read


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_lint_sees_what_programs_see(path: Path) -> None:
    said = verdicts(path)
    library = read(path.read_bytes(), path.name)

    def unanswered(complaint: Complaint) -> bool:
        return not any(answers(complaint, each, library) for each in said.findings)

    severity = heaviest(str(each["severity"]) for each in said.findings)
    missed = [each for each in (*said.bibtex, *said.biber) if unanswered(each)]
    too_quiet = any(each.empties for each in said.bibtex) and severity != ERROR
    too_loud = severity == ERROR and not said.bibtex and not said.biber
    differs = bool(missed or too_quiet or too_loud)
    assert differs == (path.stem in DIFFERENT), (missed, said)
    if path.stem.startswith("clean"):
        assert said == ([], [], [])
    assert row(path, said) in PAGE.read_text("utf-8")


@pytest.mark.parametrize(
    "name",
    ["crossref-parent-first", "crossref-other-case", "xref-other-case", "macro-late",
     "macro-in-macro-late", "field-range", "field-number-and-word", "names-and-and", "month-word"],
)  # fmt: skip
def test_what_is_fixed_programs_read_without_a_word(name: str, folder: Path) -> None:
    path = folder / "refs.bib"
    (original,) = (each for each in FILES if each.stem == name)
    shutil.copy(original, path)
    run("lint", path, "--fix")
    with_programs = verdicts(path)
    assert not [each for each in (*with_programs.bibtex, *with_programs.biber) if not wish(each)]
    assert heaviest(str(each["severity"]) for each in with_programs.findings) != ERROR


def wish(complaint: Complaint) -> bool:
    """Whether it is but what the style would like to be there, or a number of letters."""
    return "--empty " in complaint.text or "legacy year field" in complaint.text


def test_the_page_has_a_row_for_each_file_and_no_other() -> None:
    table = PAGE.read_text("utf-8").split(BEGIN)[1].split(END)[0]
    assert table.startswith(HEAD)
    assert table.count("\n") == len(FILES) + HEAD.count("\n")
    assert DIFFERENT.keys() <= {path.stem for path in FILES}


def test_the_files_break_every_rule_that_is_about_other_programs() -> None:
    found = {str(each["rule"]) for path in FILES for each in lint(path)}
    assert found >= OF_PROGRAMS


def said(*paths: Path) -> list[tuple[object, object]]:
    return [(each["rule"], each["line"]) for each in run("lint", *paths, "--json").json]


def test_files_named_together_are_read_in_their_order(folder: Path) -> None:
    strings, refs = folder / "strings.bib", folder / "refs.bib"
    volume = folder / "volume.bib"
    strings.write_text('@string{pnas = "Proc."}\n')
    refs.write_text(
        "@inproceedings{a,\n author = {Hu, Li},\n title = {One},\n crossref = {v},\n"
        " note = pnas\n}\n"
    )
    volume.write_text(
        "@proceedings{v, title = {Two}, booktitle = {Two}, year = 2020, editor = {Yu, Xi}}\n"
    )
    assert said(strings, refs, volume) == []
    assert said(refs, strings, volume) == [("late-macro", 5)]
    assert said(volume, strings, refs) == [("parent-before-child", 4)]
    assert said(refs) == [("broken-reference", 4), ("undefined-macro", 5)]
