"""What is exported is what BibTeX, biber and LaTeX read: their own programs say so."""

import json
import os
import re
import shutil
import subprocess

import pytest

from door import BUNDLED, ROOT, entry_count, keys, ok, write
from mialit.bibtex.reader import read

# Warnings that are explained, each with its reason.
ALLOWED = {
    "legacy month field 'feb'": "Mendeley writes month = {feb}, and an export keeps the bytes",
}
FOREIGN = ROOT / "tests" / "fixtures" / "citing" / "foreign.bib"
STYLES = ("plain", "plainnat", "ieeetr", "acm", "apalike")

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


@pytest.fixture(
    params=["bundled", "bundled --full", "bundled --standard", "small", "foreign --standard"]
)
def exported(request, tmp_path):
    """A folder with refs.bib, and the keys in it."""
    source, *more = request.param.split()
    listed = {"bundled": BUNDLED, "foreign": FOREIGN}.get(source)
    if listed is None:
        listed = write(tmp_path, SMALL, "small.bib")
    ok("export", "-b", listed, *more, "-o", tmp_path / "refs.bib")
    text = (tmp_path / "refs.bib").read_text(encoding="utf-8")
    assert len(cited(text)) == (3 if source == "small" else entry_count(listed))
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


def typeset(folder, style):
    """The bibliography that BibTeX's *style* makes of refs.bib, blanks joined; no warning."""
    aux = f"\\relax\n\\bibstyle{{{style}}}\n\\bibdata{{refs}}\n\\citation{{*}}\n"
    write(folder, aux, f"{style}.aux")
    code, output = called(folder, "bibtex", style)
    assert (code, unexplained(output)) == (0, []), output
    items = (folder / f"{style}.bbl").read_text(encoding="utf-8").split("\\bibitem")[1:]
    pairs = (
        re.match(r"(?s)(?:\[.*?\])?\s*\{(.+?)\}(.*)", " ".join(each.split())) for each in items
    )
    return {found[1]: found[2] for found in pairs}


@pytest.mark.parametrize("style", STYLES)
def test_classic_styles_print_what_foreign_entries_say(tmp_path, style):
    tool("bibtex")
    said = ok("export", "-b", FOREIGN, "--standard", "-o", tmp_path / "refs.bib").err
    printed = typeset(tmp_path, style)
    assert len(printed) == entry_count(FOREIGN)
    years = set(re.findall(r"(?m)^ *(?:year|date) *= *\{(\d{4})", FOREIGN.read_text("utf-8")))
    for key, text in printed.items():
        assert any(year in text for year in years), (key, text)
    assert "Journal of Medical Data" in printed["brandtLeakage2019"]
    assert "2019" in printed["brandtLeakage2019"]
    for key, number in PREPRINTS.items():
        text = re.sub(r"\\(?:url|doi)\{[^}]*\}", "", printed[key])
        assert text.count(number) == 1, (key, text)
    assert "University of Uppsala" in printed["ekThesis2017"]
    assert "easurement" in printed["costaShadow2018"]  # of the subtitle, in its case or a lower one
    assert "Office for Standards" in printed["standardsPage2020"]
    assert "`year` from `date` (12)" in said


# Preprints, however their program writes them, and their numbers.
PREPRINTS = {
    "almeidaPrivate2021": "2103.07853",
    "kimMembership2016": "1610.05820",
    "lopez2018:draft": "1801.00001",
    "Miller2018": "1802.08232",
    "DBLP:journals/corr/abs-1906-00001": "1906.00001",
}


def test_biblatex_reads_foreign_entries(tmp_path):
    tool("pdflatex", "biber", "kpsewhich")
    if called(tmp_path, "kpsewhich", "biblatex.sty")[0]:
        tool("biblatex.sty")
    ok("export", "-b", FOREIGN, "-o", tmp_path / "refs.bib")
    document = (
        "\\documentclass{article}\\usepackage[utf8]{inputenc}\\usepackage{biblatex}"
        "\\addbibresource{refs.bib}\\begin{document}\\nocite{*}\\printbibliography\\end{document}\n"
    )
    write(tmp_path, document, "paper.tex")
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "paper")
    assert called(tmp_path, *latex)[0] == 0
    code, output = called(tmp_path, "biber", "paper")
    assert (code, unexplained(output)) == (0, []), output
    assert called(tmp_path, *latex)[0] == 0
    code, output = called(tmp_path, *latex)
    assert (code, unexplained(output)) == (0, []), output
    bbl = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert bbl.count("\\entry{") == entry_count(FOREIGN)
    assert not {"abstract", "file", "keywords"} & set(re.findall(r"\\(?:field|verb)\{(\w+)\}", bbl))
    assert "\\field{venue}{Vienna}" in bbl


@pytest.mark.parametrize("more", [[], ["--standard"]])
def test_pandoc_reads_foreign_entries(tmp_path, more):
    tool("pandoc")
    ok("export", "-b", FOREIGN, *more, "-o", tmp_path / "refs.bib")
    write(tmp_path, '---\nbibliography: refs.bib\nnocite: "@*"\n---\n', "paper.md")
    dialect = "bibtex" if more else "biblatex"
    code, output = called(tmp_path, "pandoc", "-f", dialect, "-t", "csljson", "refs.bib")
    assert code == 0
    read_ = json.loads(output)
    assert len(read_) == entry_count(FOREIGN)
    assert all("issued" in each for each in read_)
    code, output = called(tmp_path, "pandoc", "--citeproc", "-t", "plain", "paper.md")
    assert (code, unexplained(output.replace("[WARNING]", "WARNING"))) == (0, []), output
    assert "Leakage of Records in Medical Models" in " ".join(output.split())


def test_the_check_itself_sees_a_warning(tmp_path):
    tool("bibtex")
    write(tmp_path, "@article{k, title={T}}", "refs.bib")
    write(tmp_path, "\\relax\n\\bibstyle{plain}\n\\bibdata{refs}\n\\citation{k}\n", "all.aux")
    assert unexplained(called(tmp_path, "bibtex", "all")[1])
