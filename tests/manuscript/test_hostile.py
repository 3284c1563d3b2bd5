"""No text makes reading a manuscript fail, or take more than time in proportion to its length."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from door import steps, write
from mialit.errors import FileProblem
from mialit.manuscript import read

PIECES = [
    *"{}[]()<>%*#,|\\ \n\r\t\"'=@",
    *("a", "b1", "ü", "\0", "\udc80", "\ufeff", "refs", "\r\n", "\n\n", "#1", "{a}", "[b]"),
    *("\\cite", "\\Cites", "\\volcite", "\\volcites", "\\nocite", "\\quickcite", "\\bibentry"),
    *("\\input", "\\include", "\\import", "\\subfile", "\\InputIfFileExists", "\\endinput"),
    *("\\bibliography", "\\addbibresource", "\\putbib", "\\newcites", "\\begin", "\\end"),
    *("{document}", "{verbatim}", "{refsection}", "{filecontents}", "\\verb", "\\lstinline"),
    *("\\mintinline", "\\url", "\\MakeShortVerb", "\\DefineVerbatimEnvironment", "\\iffalse"),
    *("\\iftrue", "\\else", "\\fi", "\\ifx", "\\newif", "\\let", "\\def", "\\newcommand"),
    *("\\NewDocumentCommand", "\\DeclareCiteCommand", "\\documentclass", "\\usepackage", "\\my"),
    *("biblatex", "subfiles", "\\citation", "\\bibdata", "\\@input", "\\abx@aux@cite"),
    *("paper", "paper.tex", "paper.aux", "% !TeX root = ", "\\jobname"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(["tex", "aux"]))
@example("\\newcommand\\a[1]{\\a{#1,#1}}\\a{\\cite{b}}", "tex")
@example("% !TeX root = \0", "tex")
def test_any_pieces_of_latex_are_read(text, ending):
    check(text.encode("utf-8", "surrogateescape"), ending, text)


@given(st.binary(max_size=200), st.sampled_from(["tex", "aux", "bcf"]))
def test_any_bytes_are_read(data, ending):
    check(data, ending, data.decode("utf-8", "surrogateescape"))


def check(data, ending, text):
    with TemporaryDirectory() as folder:
        paper = write(Path(folder), data, f"paper.{ending}")
        try:
            found = read(paper)
        except FileProblem as problem:
            message = str(problem)
        else:
            message = str(paper)
            lines = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))
            for citation in found.citations:
                assert citation.key.strip() == citation.key != ""
                if Path(citation.file) == paper:
                    assert 1 <= citation.line <= len(lines)
                    assert 1 <= citation.column <= len(lines[citation.line - 1]) + 1
            for each in found.bibliographies:
                assert isinstance(each.exists, bool)
        assert str(paper) in message


KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9:_.+/-]{0,8}", fullmatch=True)
NOISE = st.sampled_from(
    ["", " text ", "\n\n", "% \\cite{no}\n", "\\verb|\\cite{no}|", "\\iffalse\\cite{no}\\fi ",
     "\\emph{x} $a_b$ [1] ", "\\begin{verbatim}\\cite{no}\\end{verbatim}", "50\\% "]
)  # fmt: skip
CITING = st.sampled_from(
    ["\\cite{%s}", "\\citep[see][p. 3]{%s}", "\\nocite{%s}", "\\textcites{%s}.",
     "\\footnote{\\citet{%s}}", "\\parencite*{%s}", "\\volcite{2}{%s}",
     "{\\cite{%s}}", "\\cite%% \n{%s}"]
)  # fmt: skip


@given(st.lists(st.tuples(NOISE, CITING, st.lists(KEYS, min_size=1, max_size=4))))
def test_what_is_written_is_what_is_read(parts):
    text = "".join(noise + form % ", ".join(keys) for noise, form, keys in parts)
    with TemporaryDirectory() as folder:
        found = read(write(Path(folder), text, "paper.tex"))
    assert [each.key for each in found.citations] == [key for *_, keys in parts for key in keys]
    assert found.notes == ()


GROWING = {
    "citations": "\\cite{a,b} and text [1] \\emph{x}\n",
    "not closed": "\\cite{",
    "options not closed": "\\cite[",
    "nested": "\\cites{\\cites{",
    "closed brackets in open ones": "\\cite[\\cite[]]{a}",
    "braces": "{",
    "blanks": "\\cite" + " " * 50,
    "comments": "\\cite%\n",
    "verb": "\\verb[",
    "short verb": "\\MakeShortVerb{\\|}|",
    "switched off": "{\\iffalse}",
    "definitions": "\\newcommand{\\a}{\\cite{x}",
    "growing definitions": "\\def\\a#1{\\cite{#1,#1}}\\def\\b#1{\\a{#1,#1}}\\b{\\b{c}}",
    "definitions in definitions": "\\def\\a{\\b",
    "verbatim": "\\begin{verbatim}",
    "addresses": "\\url{",
    "files": "\\input a ",
    "bibliographies": "\\bibliography{a}",
}


@pytest.mark.parametrize("row", GROWING)
def test_time_grows_with_the_length(row, tmp_path):
    unit = GROWING[row]
    small = write(tmp_path, unit * 200, "small.tex")
    large = write(tmp_path, unit * 800, "large.tex")
    assert steps(lambda: read(large)) < 6 * steps(lambda: read(small)) + 2000


def test_macros_that_cite_more_and_more_are_bounded(tmp_path):
    doubling = "".join(
        f"\\newcommand{{\\{chr(98 + n)}}}[1]{{\\{chr(97 + n)}{{#1,#1}}}}" for n in range(24)
    )
    text = f"\\newcommand{{\\a}}[1]{{\\cite{{#1}}}}{doubling}\\y{{k}}\\cite{{last}}"
    assert len(read(write(tmp_path, text, "paper.tex")).citations) < 200_000
