"""What is exported is what BibTeX, biber and LaTeX read: their own programs say so."""

import json
import re
import subprocess

import pytest

from door import BUNDLED, ROOT, entry_count, keys, need, ok, write
from library import ENTRIES, library
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
    need("bibtex")
    folder, expected = exported
    aux = "\\relax\n\\bibstyle{plain}\n\\bibdata{refs}\n"
    aux += "".join(f"\\citation{{{key}}}\n" for key in expected)
    write(folder, aux, "all.aux")
    code, output = called(folder, "bibtex", "all")
    assert (code, unexplained(output)) == (0, []), output
    items = re.findall(r"\\bibitem(?:\[[^]]*\])?\{([^}]+)\}", (folder / "all.bbl").read_text())
    assert sorted(items) == sorted(expected)


def test_biber(exported):
    need("biber")
    folder, expected = exported
    code, output = called(folder, "biber", "--tool", "--nolog", "refs.bib")
    assert (code, unexplained(output)) == (0, []), output
    out = (folder / "refs_bibertool.bib").read_text(encoding="utf-8")
    assert sorted(cited(out)) == sorted(expected)


def test_latex(tmp_path):
    need("pdflatex", "bibtex")
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
    need("bibtex")
    said = ok("export", "-b", FOREIGN, "--standard", "-o", tmp_path / "refs.bib").err
    printed = typeset(tmp_path, style)
    assert len(printed) == entry_count(FOREIGN)
    years = set(re.findall(r"(?m)^ *(?:year|date) *= *\{?(\d{4})", FOREIGN.read_text("utf-8")))
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
    "norris2023forgetting": "2301.01234",
    "lopez2018:draft": "1801.00001",
    "Miller2018": "1802.08232",
    "DBLP:journals/corr/abs-1906-00001": "1906.00001",
}


@pytest.mark.parametrize("style", STYLES)
def test_classic_styles_print_a_whole_library(tmp_path, style):
    need("bibtex")
    bib = write(tmp_path, library(), "library.bib")
    ok("export", "-b", bib, "--standard", "-o", tmp_path / "refs.bib")
    printed = typeset(tmp_path, style)
    assert len(printed) == ENTRIES
    records = ok("list", "-b", bib, "--json").json
    for record in records:
        text = re.sub(r"\\(?:url|doi)\{[^}]*\}", "", printed[record["key"]])
        # A paper is printed with its proceedings, which say the year, where several refer to them.
        assert str(record["year"]) in text or "\\cite" in text, record["key"]
        if record["preprint"]:
            assert text.count(record["eprint"]) == 1, record["key"]
    assert sum(record["preprint"] for record in records) > 40


@pytest.fixture(params=["foreign", "library"])
def foreign(request, tmp_path):
    """A list as other programs write it, without a vocabulary."""
    if request.param == "foreign":
        return FOREIGN
    return write(tmp_path, library(), "library.bib")


def test_biblatex_reads_foreign_entries(tmp_path, foreign):
    need("pdflatex", "biber", "kpsewhich")
    if called(tmp_path, "kpsewhich", "biblatex.sty")[0]:
        need("biblatex.sty")
    ok("export", "-b", foreign, "-o", tmp_path / "refs.bib")
    document = (
        "\\documentclass{article}\\usepackage[utf8]{inputenc}\\usepackage{biblatex}"
        "\\addbibresource{refs.bib}\\begin{document}\\nocite{*}\\printbibliography\\end{document}\n"
    )
    write(tmp_path, document, "paper.tex")
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "paper")
    assert called(tmp_path, *latex)[0] == 0
    code, output = called(tmp_path, "biber", "paper")
    assert (code, unexplained(output)) == (0, []), output
    # pdflatex's fonts lack letters that names of the library have.
    latex = tuple(word for word in latex if word != "-halt-on-error")
    called(tmp_path, *latex)
    _, output = called(tmp_path, *latex)
    assert unexplained(output) == [], output
    errors = set(re.findall(r"(?m)^! (.*)", output))
    assert all("Unicode character" in each for each in errors), errors
    bbl = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert bbl.count("\\entry{") == len(keys("list", "-b", foreign))
    assert not {"abstract", "file", "keywords"} & set(re.findall(r"\\(?:field|verb)\{(\w+)\}", bbl))
    assert r"\field{venue}{" in bbl


@pytest.mark.parametrize("more", [[], ["--standard"]])
def test_pandoc_reads_foreign_entries(tmp_path, foreign, more):
    need("pandoc")
    ok("export", "-b", foreign, *more, "-o", tmp_path / "refs.bib")
    write(tmp_path, '---\nbibliography: refs.bib\nnocite: "@*"\n---\n', "paper.md")
    dialect = "bibtex" if more else "biblatex"
    code, output = called(tmp_path, "pandoc", "-f", dialect, "-t", "csljson", "refs.bib")
    assert code == 0
    read_ = json.loads(output)
    assert len(read_) == len(keys("list", "-b", foreign))
    assert all("issued" in each for each in read_)
    words = ("pandoc", "--citeproc", "-t", "plain", "-o", "paper.txt", "paper.md")
    assert called(tmp_path, *words) == (0, "")
    text = (tmp_path / "paper.txt").read_text(encoding="utf-8")
    assert len(text.split("\n\n")) >= len(read_)


def test_the_check_itself_sees_a_warning(tmp_path):
    need("bibtex")
    write(tmp_path, "@article{k, title={T}}", "refs.bib")
    write(tmp_path, "\\relax\n\\bibstyle{plain}\n\\bibdata{refs}\n\\citation{k}\n", "all.aux")
    assert unexplained(called(tmp_path, "bibtex", "all")[1])
