r"""What LaTeX text cites: one row a text, and the keys in citing order; no row mentions `no`."""

import pytest

from door import write
from mialit.manuscript import read

# What is not cited is called no, no1, ...
CITED = {
    "one": (r"\cite{a}", "a"),
    "several, with blanks and an empty one": (r"\cite{ a,b , c,,}", "a b c"),
    "over lines": ("\\cite{a,\n  b}", "a b"),
    "a comment in an argument": ("\\cite{a,% \\cite{no}\n  b%\n,c}", "a b c"),
    "a comment within a key": ("\\cite{a%\n   b}", "ab"),
    "blanks before arguments": ("\\cite [x] %y\n {a} \\cite\n{b}", "a b"),
    "not over an empty line": ("\\cites{a}\n\n{no}", "a"),
    "options": (r"\cite[see][p.~5]{a} \cite[]{b} \cite[{[1]}]{c}", "a b c"),
    "a star": (r"\citet*{a} \parencite *[x]{b}", "a b"),
    "capitals": (r"\Citet{a} \Textcite{b} \Parencites{c}{d} \Volcite{1}{e}", "a b c d e"),
    "of beamer and apacite": (r"\cite<2->{a} \citeA<see>[p.~1]{b}", "a b"),
    "in an argument": (r"\footnote{See \emph{\cite{a}}.}", "a"),
    "in an option": (r"\citep[see \citet{b}]{a}", "a b"),
    "in a title": (r"\section[\cite{a}]{\cite{b}}", "a b"),
    "several lists": (r"\cites(x)(y)[a][b]{a}[c]{b,c} [d]{d} {e} f {no}", "a b c d e"),
    "volumes": (r"\volcite[x]{2}[3]{a} \pvolcite{1}{b} \volcites(x){1}[2]{c}[y]{3}{d}", "a b c d"),
    "fields": (r"\citefield{a}[x]{title} \citename[p]{b}{author} \citelist{c}{location}", "a b c"),
    "not in the title, but listed": (r"\nocite{a,b} \nocite{c}", "a b c"),
    "of bibentry and IEEEtran": (r"\bibentry{a} \bstctlcite{b}", "a b"),
    "of csquotes": (r"\textcquote[1]{a}{x} \blockcquote*[x][2]{b}[.]{x}"
                    r"\foreigntextcquote{de}[3]{c}{x}"
                    r"\begin{displaycquote}[4]{d}x\end{displaycquote}"
                    r"\begin{foreigndisplaycquote}{de}{e}x\end{foreigndisplaycquote}", "a b c d e"),
    "of harvard": (r"\citeasnoun{a} \citeaffixed{b}{x} \possessivecite{c}", "a b c"),
    "of multibib": (r"\newcites{own,ext}{O,E}\citeown{a}\nociteext{b}\citetown[x]{c}", "a b c"),
    "of REVTeX": (r"\cite{a,*b,*c}", "a b c"),
    "in alltt, which runs commands": (r"\begin{alltt}\cite{a}\end{alltt}", "a"),
    "a comment": ("% \\cite{no}\n\\cite{a} % \\cite{no}\n\\cite{b}", "a b"),
    "no comment": (r"100\% \cite{a} \\% \cite{no}", "a"),
    "a comment behind a broken line": ("\\\\%\\cite{no}\n\\cite{a}", "a"),
    "no command": (r"\\cite{no} \textbackslash cite{no}", ""),
    "verb": (r"\verb|\cite{no}| \verb*+\cite{no}+ \Verb!%! \cite{a}", "a"),
    "verb of one line": ("\\verb|\\cite{a}\n|\\cite{b}", "a b"),
    "short verb": (r"\MakeShortVerb{\|}|\cite{no}| \DeleteShortVerb{\|}|\cite{a}|", "a"),
    "listings inline": (r"\lstinline[x]!\cite{no}! \lstinline{\cite} \mintinline{tex}|{| \cite{a}",
                        "a"),
    "verbatim": ("\\begin{verbatim}\n\\cite{no}\n\\end {verbatim}\\cite{a}", "a"),
    "listings": ("\\begin{lstlisting}[x=y]\n\\cite{no}}}\n\\end{lstlisting}\\cite{a}", "a"),
    "minted and fancyvrb": (r"\begin{minted}{tex}\cite{no}\end{minted}"
                            r"\begin{Verbatim*}\cite{no}\end{Verbatim*}\cite{a}", "a"),
    "comment environment": ("\\begin{comment}\n\\cite{no}\n\\end{comment}\n\\cite{a}", "a"),
    "own verbatim": (r"\DefineVerbatimEnvironment{code}{Verbatim}{}\lstnewenvironment{src}{}{}"
                     r"\begin{code}\cite{no}\end{code}\begin{src}\cite{no}\end{src}\cite{a}", "a"),
    "percent in an address": (r"\url{http://x.org/a%20b} \href{http://x/%7Ea}{\cite{a}} \cite{b}",
                              "a b"),
    "switched off": (r"\iffalse \cite{no} \fi \cite{a}", "a"),
    "switched off, else": (r"\iffalse \cite{no}\else \cite{a}\fi \cite{b}", "a b"),
    "switched off, nested": (r"\iffalse \ifx\a\b \cite{no}\else\cite{no}\fi \cite{no}\fi\cite{a}",
                             "a"),
    "switched off, in a comment": ("\\iffalse % \\fi\n\\cite{no}\n\\fi\\cite{a}", "a"),
    "switched off, with tests in braces": (
        r"\iffalse \ifthenelse{a}{b}{c} \ifdefempty{x}{}{} $a \iff b$ \cite{no}\fi\cite{a}", "a"),
    "switched on": (r"\iftrue \cite{a} \else \cite{no} \fi \cite{b}", "a b"),
    "switched by let": (r"\let\ifdraft\iffalse \ifdraft \cite{no}\fi \let\ifshort = \iftrue "
                        r"\ifshort\cite{a}\else\cite{no}\fi", "a"),
    "not known": (r"\newif\ifdraft \ifdraft \cite{a}\else\cite{b}\fi", "a b"),
    "switched off and not on": (r"\cite{a}\iffalse \cite{no}", "a"),
    "a macro that would switch off": (r"\newcommand{\hide}{\iffalse}\cite{a}", "a"),
    "behind the end": (r"\begin{document}\cite{a}\end{document}\cite{no}", "a"),
    "behind the input": ("\\cite{a}\n\\endinput \\cite{b}\n\\cite{no}", "a b"),
    "perhaps behind the input": ("\\ifx\\a\\b\\endinput\\fi\n\\cite{a}", "a"),
    "arguments of definitions": (r"\newcommand{\unused}[1]{\cite{#1,no}}\cite{a}", "a"),
    "own command": (r"\newcommand{\my}[1]{see~\cite{#1}}\my{a} \my{b,c}", "a b c"),
    "own command with an option": (r"\newcommand\my[2][x]{\cite[#1]{#2}}\my{a}\my[y]{b}", "a b"),
    "own command of the key": (r"\newcommand*{\my}[2]{\cite[#1]{#2}}\my{x}{a}", "a"),
    "own command with a stem": (r"\newcommand{\my}[1]{\cite{x:#1}}\my{a}", "x:a"),
    "own command with literal keys": (r"\newcommand\usual{\cite{a,b}}\usual", "a b"),
    "own command that is another": (r"\newcommand{\my}{~\cite}\my{a} \my[x]{b}", "a b"),
    "own command of own commands": (r"\newcommand\p[1]{\citep{#1}}\newcommand\q[1]{(\p{#1})}\q{a}",
                                    "a"),
    "def": (r"\def\my#1#2{\cite[#1]{#2}}\my{x}{a} \gdef\his{\textcite}\his{b}", "a b"),
    "let": (r"\let\old\cite \old{a} \let\other=\parencite \other[x]{b}", "a b"),
    "let the other way round": (r"\let\oldcite\cite\renewcommand{\cite}[1]{\oldcite{#1}}\cite{a}",
                                "a"),
    "robust and document commands": (r"\newrobustcmd{\p}[1]{\cite{#1}}\p{a}"
                                     r"\NewDocumentCommand{\q}{s O{x} m}{\cite[#2]{#3}}\q*[y]{b}",
                                     "a b"),
    "of biblatex": (r"\DeclareCiteCommand{\my}{}{}{}{}\my[x]{a}"
                    r"\DeclareMultiCiteCommand{\mys}{\my}{}\mys{b}{c}", "a b c"),
    "long definitions": (r"\newcommand{\title}{" + "{}" * 200 + r"\cite{a}}\cite{b}", "a b"),
    "keys of macros": (r"\newcommand{\best}{a}\cite{\best,b}", "a b"),
    "of unknown packages": (r"\quickcite{a} \citewell[x]{b,c}", "a b c"),
    "no keys of unknown ones": (r"\citeneeded{no} \needscite{see his book} \citesetup{no}"
                                r" \citestyle{no}\setcitestyle{no}"
                                r"\newcommand\citeme[1]{#1}\citeme{no}",
                                ""),
    "signs in keys": (r"\cite{doi:10.1/a_b(c),DBLP:conf/x/Y+20,müller2020}",
                      "doi:10.1/a_b(c) DBLP:conf/x/Y+20 müller2020"),
    "a group that is not closed": ("\\cite{no\n\n{\\cite{a} \\cite{b}", "a b"),
    "a group too many": (r"}} \cite{a} ] \cite[x]{b}", "a b"),
    "CRLF": ("\\cite{a}\r\n%\\cite{no}\r\n\\cite{b,%\r\nc}", "a b c"),
    "CR": ("\\cite{a}\r%\\cite{no}\r\\cite{b}", "a b"),
}  # fmt: skip


@pytest.mark.parametrize("row", CITED)
def test_what_is_cited(row, tmp_path):
    text, keys = CITED[row]
    found = read(write(tmp_path, text, "paper.tex"))
    assert list(found.keys) == keys.split()


NAMED = {
    "BibTeX": (r"\bibliography{a, b}", "a.bib b.bib"),
    "with an ending": (r"\bibliography{a.bib}", "a.bib"),
    "biblatex": (r"\addbibresource[label=x]{a.bib}\addglobalbib{b.bib}", "a.bib b.bib"),
    "twice": (r"\bibliography{a}\addbibresource{./a.bib}", "a.bib"),
    "of sections": (r"\begin{refsection}[a.bib,b.bib]\end{refsection}\newrefsection[c]",
                    "a.bib b.bib c.bib"),
    "of units": (r"\defaultbibliography{a}\putbib[b]\putbib", "a.bib b.bib"),
    "of multibib": (r"\newcites{own}{Own}\bibliography{a}\bibliographyown{b}", "a.bib b.bib"),
    "of bibtopic and bibentry": (r"\begin{btSect}[plain]{a}\end{btSect}\nobibliography{b}"
                                 r"\nobibliography*", "a.bib b.bib"),
    "by macros": (r"\newcommand{\place}{bib/}\bibliography{\place a,\jobname}",
                  "bib/a.bib paper.bib"),
    "in a comment": ("%\\bibliography{no}\n\\verb|\\bibliography{no}|", ""),
    "on another machine": (r"\addbibresource[location=remote]{http://x.org/a.bib}", ""),
    "in another format": (r"\addbibresource[datatype=ris]{a.ris}", ""),
    "in a definition": (r"\newcommand{\bibs}[1]{\bibliography{#1}}\bibs{a}", "a.bib"),
}  # fmt: skip


@pytest.mark.parametrize("row", NAMED)
def test_which_bibliographies_are_named(row, tmp_path):
    text, names = NAMED[row]
    found = read(write(tmp_path, text, "paper.tex"))
    paths = [each.path.relative_to(tmp_path).as_posix() for each in found.bibliographies]
    assert paths == names.split()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\\cite{a}", 1, 7),
        ("x\n\n  \\cite[y]{b, a}", 3, 15),
        ("\ufeff\\cite{a}", 1, 7),
        ("ü\r\nü \\cite{b,%\r\n  a}", 3, 3),
        ("\r\r\\cite{a}", 3, 7),
        ("\\newcommand\\my[1]{\\cite{#1}}\n\\my{b,a}", 2, 7),
        ("\\newcommand\\my{\\cite{b,a}}\n \\my", 2, 2),
    ],
)
def test_lines_and_columns_count_from_one(text, line, column, tmp_path):
    paper = write(tmp_path, text, "paper.tex")
    (found,) = (each for each in read(paper).citations if each.key == "a")
    assert (found.file, found.line, found.column) == (str(paper), line, column)
    assert str(found.place) == f"{paper}:{line}"


def test_citations_are_told_from_lists_and_guesses(tmp_path):
    found = read(write(tmp_path, r"\cite{a}\nocite{b}\quickcite{c}\cite{c}", "paper.tex"))
    told = [(each.key, each.printed, each.certain) for each in found.citations]
    assert told == [
        ("a", True, True),
        ("b", False, True),
        ("c", True, False),
        ("c", True, True),
    ]
    assert found.first_citations["c"].certain


@pytest.mark.parametrize(
    ("text", "everything"),
    [(r"\nocite{*}", True), (r"\nocite{a,*}", True), (r"\cite{*}", False), (r"\cite{a}", False)],
)
def test_everything_is_cited_by_a_star(text, everything, tmp_path):
    assert read(write(tmp_path, text, "paper.tex")).everything is everything


@pytest.mark.parametrize(
    ("text", "folds_case"),
    [
        (r"\bibliography{a}", True),
        (r"\usepackage{natbib}", True),
        (r"\usepackage[style=apa]{biblatex}", False),
        (r"\addbibresource{a.bib}", False),
        (r"\usepackage[backend = bibtex8,style=apa]{biblatex}\addbibresource{a.bib}", True),
    ],
)
def test_bibtex_folds_the_case_of_keys_and_biber_does_not(text, folds_case, tmp_path):
    assert read(write(tmp_path, text, "paper.tex")).folds_case is folds_case


NOTED = {
    "a key that LaTeX makes": (r"\cite{\csname x\endcsname}", 1, "name the .aux or .bcf file"),
    "a bibliography that LaTeX makes": ("\n\\bibliography{\\x}", 2, "name the .aux or .bcf file"),
    "a file that LaTeX makes": ("\\input{\\x}", 1, "name the .aux or .bcf file"),
    "not closed": ("\\cite{a", 1, "is not closed"),
    "switched off": ("\n\\iffalse", 2, "is not ended"),
    "verbatim": ("\n\n\\begin{verbatim}", 3, "is not ended"),
    "another machine": (r"\addbibresource[location=remote]{x}", 1, "not on this machine"),
    "another format": (r"\addbibresource[datatype=ris]{x}", 1, "is no BibTeX"),
    "a pattern without files": (r"\addbibresource[glob]{bib/*.bib}", 1, "no file is called so"),
}


@pytest.mark.parametrize("row", NOTED)
def test_what_is_not_read_is_noted(row, tmp_path):
    text, line, words = NOTED[row]
    paper = write(tmp_path, text, "paper.tex")
    (note,) = read(paper).notes
    assert note.place[:2] == (str(paper), line)
    assert words in str(note)


def test_patterns_name_several_bibliographies(tmp_path):
    (tmp_path / "bib").mkdir()
    for name in ("b.bib", "a.bib", "c.txt"):
        write(tmp_path / "bib", "", name)
    paper = write(tmp_path, r"\addbibresource[glob=true]{bib/*.bib}", "paper.tex")
    assert [each.path.name for each in read(paper).bibliographies] == ["a.bib", "b.bib"]
