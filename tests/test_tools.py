"""What is exported is what BibTeX, biber and LaTeX read: their own programs say so."""

import os
import re
import shutil
import subprocess

import pytest

from door import BUNDLED, entry_count, keys, ok, write
from mialit.bibtex.reader import read

# Warnings that are explained, each with its reason. None so far.
ALLOWED: dict[str, str] = {}

SMALL = r"""
@preamble{{\providecommand{\name}[1]{#1}} # pre}
@string{pre = {\relax}}
@string{acm = "ACM"}
@inproceedings{child, author = {van der Berg, Jan and {The Team} and King, Jr., M. L.},
  title = {A {GAN} of G{\"o}del \& 50\%}, crossref = {parent}, kind = {attack}, pages = {1--2}}
@proceedings{parent, title = {Proc. of It}, booktitle = {Proc. of It}, year = 2020,
  editor = {Ed, It}, publisher = acm # { Press}, venue = {ICML}}
@article(second, author = "Tram{\`e}r, Florian", title = "Quoted", journal = acm, year = "2019",
  month = mar, code = {https://github.com/a_b/c}, released = {2019-01})
"""


def tool(*names):
    missing = [name for name in names if shutil.which(name) is None]
    if missing and os.environ.get("MIALIT_REQUIRE_TOOLS"):
        pytest.fail(f"missing: {', '.join(missing)} (MIALIT_REQUIRE_TOOLS is set)")
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}")


def called(folder, *words):
    done = subprocess.run(
        words,
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def unexplained(output):
    """Lines of *output* that warn, but for those that `ALLOWED` explains."""
    warnings = [
        line
        for line in output.splitlines()
        if re.search(r"(?i)^(?:warning|warn)\b|^error|error message|LaTeX Warning|undefined", line)
    ]
    return [line for line in warnings if not any(re.search(known, line) for known in ALLOWED)]


def cited(text):
    return [entry.key for entry in read(text.encode("utf-8", "surrogateescape"), "x").entries]


@pytest.fixture(params=["bundled", "bundled --full", "bundled --standard", "small"])
def exported(request, tmp_path):
    """A folder with refs.bib, and the keys in it."""
    source, *more = request.param.split()
    listed = BUNDLED
    if source == "small":
        listed = write(tmp_path, SMALL, "small.bib")
    ok("export", "-b", listed, *more, "-o", tmp_path / "refs.bib")
    text = (tmp_path / "refs.bib").read_text(encoding="utf-8")
    assert len(cited(text)) == (3 if source == "small" else entry_count(BUNDLED))
    return tmp_path, cited(text)


def test_bibtex(exported):
    tool("bibtex")
    folder, expected = exported
    aux = "\\relax\n\\bibstyle{plain}\n\\bibdata{refs}\n"
    aux += "".join(f"\\citation{{{key}}}\n" for key in expected)
    write(folder, aux, "all.aux")
    code, output = called(folder, "bibtex", "all")
    assert (code, unexplained(output)) == (0, []), output
    items = re.findall(r"\\bibitem(?:\[[^]]*\])?\{([^}]+)\}", (folder / "all.bbl").read_text())
    assert sorted(items) == sorted(expected)


def test_biber(exported):
    tool("biber")
    folder, expected = exported
    code, output = called(folder, "biber", "--tool", "--nolog", "refs.bib")
    assert (code, unexplained(output)) == (0, []), output
    out = (folder / "refs_bibertool.bib").read_text(encoding="utf-8")
    assert sorted(cited(out)) == sorted(expected)


def test_latex(tmp_path):
    tool("pdflatex", "bibtex")
    chosen = keys("list", "-b", BUNDLED, "--year", "2021-")
    ok("export", "-b", BUNDLED, "--year", "2021-", "-o", tmp_path / "refs.bib")
    document = (
        "\\documentclass{article}\\usepackage[utf8]{inputenc}\\begin{document}"
        f"\\cite{{{','.join(chosen)}}}\\bibliographystyle{{plain}}\\bibliography{{refs}}"
        "\\end{document}\n"
    )
    write(tmp_path, document, "paper.tex")
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper")
    assert called(tmp_path, *latex)[0] == 0
    code, output = called(tmp_path, "bibtex", "paper")
    assert (code, unexplained(output)) == (0, []), output
    assert called(tmp_path, *latex)[0] == 0
    code, output = called(tmp_path, *latex)
    assert (code, unexplained(output)) == (0, []), output
    assert len(re.findall(r"\\bibcite", (tmp_path / "paper.aux").read_text())) == len(chosen)


def test_the_check_itself_sees_a_warning(tmp_path):
    tool("bibtex")
    write(tmp_path, "@article{k, title={T}}", "refs.bib")
    write(tmp_path, "\\relax\n\\bibstyle{plain}\n\\bibdata{refs}\n\\citation{k}\n", "all.aux")
    assert unexplained(called(tmp_path, "bibtex", "all")[1])
