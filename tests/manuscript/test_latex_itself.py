r"""LaTeX, BibTeX and biber judge: what is read of a text is what they find in it.

Each manuscript is typeset, and the keys of the .aux and .bcf files that LaTeX leaves are compared
with those that are read of the text, in their order.
"""

import re
import subprocess

import pytest

from door import need, write
from mialit.manuscript import read
from mialit.manuscript.commands import SHAPES, Shape

NATBIB = r"""\documentclass{article}
\usepackage{natbib,bibentry,alltt,verbatim,url}
\newcommand{\mycite}[2][see]{#1~\citep[p.~1]{#2}}
\newcommand\also{\cite{lit1, lit2}}
\newcommand{\pc}{~\citep}
\let\oldcite\cite
\let\ifdraft\iffalse
\def\third#1#2{\citet{#2}#1}
\begin{document}
\citep[see][p.~5]{c,a} \citet*{b} \Citealp{d} \citeauthor{e} \citeyearpar{f}
\citetext{priv.\ comm., \citealp{g}} \mycite{h} \mycite[cf.]{i,j} \also \pc{k} \oldcite{l}
\third{x}{m} % \cite{no}
\verb|\cite{no}| 100\% \cite{n} \url{http://x.org/a%20b} \cite{n2}
\iffalse \cite{no} \ifx\a\b \fi \else \cite{o} \fi \iftrue \cite{p} \else \cite{no} \fi
\ifdraft \cite{no} \fi
\begin{verbatim}
\cite{no} %
\end{verbatim}
\begin{comment}
\cite{no}
\end{comment}
\begin{alltt}\cite{q}\end{alltt}
\footnote{See \cite{r}.} \citep[see \citet{t}]{s} \cite{u%
,v, % \cite{no}
 w}
\nocite{x, y} \bibentry{z} \cite [a] {A} \cite
{B}
\include{chapter} \input part
\input{sub/deep.tex}
\nobibliography*
\bibliography{refs,more}
\end{document}
\cite{no}
"""
FILES = {
    "chapter.tex": "\\cite{chapter1}\n\\endinput\n\\cite{no}",
    "part.tex": r"\cite{part1}\input{sub/deeper}",
    "sub/deep.tex": r"\citet{deep1}",
    "sub/deeper.tex": r"\citet{deeper1}",
}


def typeset(folder, text, files=()):
    for name, content in {**dict(files), "paper.tex": text}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        write((folder / name).parent, content, name.rpartition("/")[2])
    run(folder, "pdflatex", "-interaction=nonstopmode", "paper")
    return read(folder / "paper.tex"), read(folder / "paper.aux")


def run(folder, *words):
    done = subprocess.run(words, cwd=folder, capture_output=True, timeout=300, check=False)
    output = done.stdout.decode("utf-8", "replace")
    assert not re.search(r"(?m)^! ", output), output
    return output


def test_natbib(tmp_path):
    need("pdflatex", "bibtex")
    text, aux = typeset(tmp_path, NATBIB, FILES)
    assert text.keys == aux.keys
    assert "no" not in text.keys
    assert len(text.keys) == 35
    names = [[each.path.name for each in found.bibliographies] for found in (text, aux)]
    assert names[0] == names[1] == ["refs.bib", "more.bib"]
    assert text.folds_case is aux.folds_case is True


def test_bibtex_reads_as_many_keys_and_folds_their_case(tmp_path):
    need("pdflatex", "bibtex")
    text, _ = typeset(
        tmp_path,
        r"\documentclass{article}\begin{document}\cite{One,two}\nocite{three}\cite{four}"
        r"\bibliographystyle{plain}\bibliography{refs}\end{document}",
        {"refs.bib": "@misc{one, title={1}}\n@misc{TWO, title={2}}\n@misc{three, title={3}}\n"},
    )
    run(tmp_path, "bibtex", "paper")
    items = re.findall(r"\\bibitem\{(\w+)\}", (tmp_path / "paper.bbl").read_text())
    assert sorted(items) == ["One", "three", "two"]
    assert sorted(text.keys) == sorted([*items, "four"])


def every_command(defined):
    r"""A line for each command of biblatex that is *defined*, with and without what it may have."""
    number = 0

    def key():
        nonlocal number
        number += 1
        return f"k{number}"

    names = sorted(f"{first}{name[1:]}" for name in SHAPES for first in {name[0], name[0].upper()})
    for name in names:
        if name not in defined:
            continue
        match SHAPES[name[0].lower() + name[1:]]:
            case Shape.KEYS:
                more = {"citefield": "{title}", "citename": "{author}", "citelist": "{location}"}
                last = more.get(name, "")
                yield f"\\{name}[a][b]{{{key()},{key()}}}{last} \\{name} {{{key()}}}{last}"
            case Shape.MULTIPLE:
                first = f"(a)(b)[c][d]{{{key()}}} [e]{{{key()},{key()}}}"
                yield f"\\{name}{first}%\n {{{key()}}} x {{\\bf no}}"
            case Shape.VOLUME:
                yield f"\\{name}[a]{{1}}[b]{{{key()}}} \\{name}{{2}}{{{key()}}}"
            case Shape.VOLUMES:
                yield f"\\{name}(a)[b]{{1}}[c]{{{key()}}}{{2}}{{{key()}}} x"
    for star in ("cite", "parencite", "citeauthor", "citetitle", "citedate", "autocite"):
        yield f"\\{star}*[a]{{{key()}}} \\{star} * {{{key()}}}"
    yield f"\\mine{{{key()}}} \\declared[a]{{{key()}}} \\new*[b]{{{key()}}} \\new{{{key()}}}"
    yield f"\\nocite{{{key()},{key()}}}\\begin{{refsection}}\\cite{{{key()}}}\\end{{refsection}}"


HEAD = r"""\documentclass{article}
\usepackage[style=numeric-comp,natbib=true,autocite=footnote]{biblatex}
\addbibresource{refs.bib}\addbibresource[glob=false]{more.bib}
\newrobustcmd*{\mine}[1]{\parencite[see][]{#1}}
\DeclareCiteCommand{\declared}{}{\printnames{labelname}}{;}{}
\NewDocumentCommand{\new}{s O{x} m}{\textcite[#2]{#3}}
\begin{document}
"""
# biblatex 3.19 and before have no list in this one: it is made of a command for one citation.
WRONG_IN_BIBLATEX = {"Ftvolcites"}


def biblatex_commands(folder):
    """The names of `SHAPES` that biblatex defines, by asking it."""
    names = sorted(f"{first}{name[1:]}" for name in SHAPES for first in {name[0], name[0].upper()})
    asks = "".join(f"\\ifcsname {name}\\endcsname\\typeout{{<{name}>}}\\fi\n" for name in names)
    write(folder, f"{HEAD}{asks}\\end{{document}}", "asks.tex")
    output = run(folder, "pdflatex", "-interaction=nonstopmode", "asks")
    return set(re.findall(r"<(\w+)>", output)) - WRONG_IN_BIBLATEX


def test_every_command_of_biblatex(tmp_path):
    need("pdflatex", "biber")
    if not run(tmp_path, "kpsewhich", "biblatex.sty").strip():
        pytest.skip("missing: biblatex")
    defined = biblatex_commands(tmp_path)
    assert {"cite", "Textcite", "footcites", "volcite", "Pvolcite", "notecite", "citep"} <= defined
    lines = list(every_command(defined))
    keys = re.findall(r"\bk\d+\b", "\n".join(lines))
    files = {
        "refs.bib": "".join(f"@book{{{key}, title={{T}}, author={{A, B}}}}\n" for key in keys),
        "more.bib": "@misc{other, title={T}}",
    }
    text, _ = typeset(tmp_path, HEAD + "\n".join(lines) + "\n\\end{document}\n", files)
    run(tmp_path, "biber", "-q", "paper")
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper")
    aux, control = read(tmp_path / "paper.aux"), read(tmp_path / "paper.bcf")
    assert list(text.keys) == keys
    assert text.keys == aux.keys == control.keys
    for found in (text, aux, control):
        assert [each.path.name for each in found.bibliographies] == ["refs.bib", "more.bib"]
        assert found.folds_case is False


def test_everything_and_files_of_biblatex(tmp_path):
    need("pdflatex", "biber")
    if not run(tmp_path, "kpsewhich", "biblatex.sty").strip():
        pytest.skip("missing: biblatex")
    body = r"\cite{b}\include{chapter}\nocite{*}\input{part}\end{document}"
    text, aux = typeset(tmp_path, HEAD + body, FILES)
    control = read(tmp_path / "paper.bcf")
    assert text.everything is aux.everything is control.everything is True
    assert text.keys == control.keys == ("b", "chapter1", "part1", "deeper1")
    assert sorted(aux.keys) == sorted(text.keys)  # a chapter's own file is read where it is named
