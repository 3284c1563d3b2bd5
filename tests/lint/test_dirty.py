"""300 entries with a problem each: all are found, fixed once and for all, and LaTeX takes them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from door import need, run
from lint import dirty
from mialit.lint import RULES

# Where a person has to decide, LaTeX and BibTeX still stumble after fixing.
FOR_A_PERSON = {
    "unescaped-character", "unclosed-formula", "unbalanced-brace", "broken-reference", "syntax"
}  # fmt: skip
# `syntax` ends other programs; what these rules are about, a list of its own shows, or the files
# of tests/fixtures/programs.
NOT_SEEDED = {
    "syntax", "year-conflict", "stale-preprint", "key-style", "duplicate-paper",
    "parent-before-child", "nested-crossref", "late-macro", "redefined-macro",
    "circular-macro", "overlong-macro",
    "key-characters", "comment-in-entry", "stray-at", "either-field",
}  # fmt: skip
NOT_SEEDED |= {"no-key", "commented-entry", "bare-comment"}  # which end other programs, too


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bibliography after --fix."""
    folder = tmp_path_factory.mktemp("dirty")
    dirty.write(folder)
    run("lint", folder / "papers.bib", "--fix")
    return folder / "papers.bib"


def found(bib: Path) -> list[dict[str, object]]:
    findings: list[dict[str, object]] = run("lint", bib, "--json").json
    return findings


def test_every_problem_is_found_by_its_rule(tmp_path: Path) -> None:
    seeded = dirty.write(tmp_path)
    assert len(seeded) == 300
    named = {(each["key"], each["rule"]) for each in found(tmp_path / "papers.bib")}
    assert [each for each in seeded if (each.key, each.rule) not in named] == []
    assert {each.rule for each in seeded} == {rule.name for rule in RULES} - NOT_SEEDED


def test_without_its_problem_no_entry_is_found(tmp_path: Path) -> None:
    """What the rules find is what was put in, and not the entries or their styles."""
    clean = [(rule, lambda draft: draft) for rule, _ in dirty.PROBLEMS if rule != "unused-parent"]
    text, _ = dirty.make(problems=[each for each in clean if each[0] != "duplicate-key"])
    (tmp_path / "papers.bib").write_text(text)
    (tmp_path / "papers.toml").write_text(dirty.VOCABULARY)
    assert found(tmp_path / "papers.bib") == []


def test_fixing_twice_is_fixing_once(fixed: Path) -> None:
    once = fixed.read_bytes()
    result = run("lint", fixed, "--fix")
    assert fixed.read_bytes() == once
    assert " fixed" not in result.err
    assert not any(each["fixable"] for each in found(fixed))


def _compiles(folder: Path, bib: Path, keys: list[str]) -> bool:
    """Whether pdflatex and bibtex take the entries *keys* of *bib* without an error."""
    need("pdflatex", "bibtex")
    folder.mkdir()
    shutil.copy(bib, folder / "papers.bib")
    cited = ",".join(keys)
    (folder / "doc.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\begin{document}"
        f"\\nocite{{{cited}}}\\bibliographystyle{{plain}}\\bibliography{{papers}}\\end{{document}}\n"
    )
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "doc")
    calls = (latex, ("bibtex", "doc"), latex, latex)
    codes = [
        subprocess.run(call, cwd=folder, capture_output=True, check=False).returncode
        for call in calls
    ]
    return not any(codes)


def test_latex_takes_what_was_fixed(fixed: Path, tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    before = tmp_path / "before" / "papers.bib"
    seeded = dirty.write(before.parent)
    left = {each["key"] for each in found(fixed) if each["rule"] in FOR_A_PERSON}
    keys = [each.key for each in seeded if each.key not in left]
    assert len(keys) > 270
    assert _compiles(tmp_path / "new", fixed, keys)
    assert not _compiles(tmp_path / "old", before, keys)
