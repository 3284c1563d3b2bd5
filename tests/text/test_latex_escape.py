"""Readable text as BibTeX source: it reads back as it was, and closes what it opens."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mialit.bibtex.values import is_strict
from mialit.text.latex import to_unicode
from mialit.text.latex_escape import to_latex, to_verbatim, with_ascii_letters, with_unicode_letters


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("S&P", r"S\&P"),
        ("100% of $5 #1 a_b", r"100\% of \$5 \#1 a\_b"),
        ("Tramèr", "Tramèr"),
        ("a--b ''", "a-{}-b '{}'"),
        ("{x}", r"\textbraceleft{}x\textbraceright{}"),
    ],
)
def test_examples(text, source):
    assert to_latex(text) == source


_SIGNS = st.sampled_from([*"\\{}&%$#_~^`'-!?ab :/1\"<>|", "http://x", "--", "``"])


@settings(max_examples=500)
@given(st.lists(st.one_of(_SIGNS, st.characters(exclude_categories=["Cs", "Cc"]))).map("".join))
def test_what_is_written_reads_back(text):
    text = " ".join(unicodedata.normalize("NFC", text).split())
    assert to_unicode(to_latex(text)) == unicodedata.normalize("NFC", text)
    assert is_strict(f"{{{to_latex(text)}}}")
    assert is_strict(f"{{{to_verbatim(text)}}}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hu, Li", "Hu, Li"),
        ("Özgür", '{\\"{O}}zg{\\"{u}}r'),
        ("O\u0308", '{\\"{O}}'),
        ("Łukasz Ørsted-Groß", r"{\L}ukasz {\O}rsted-Gro{\ss}"),
        ("Nguyễn", r"Nguy{\~{\^{e}}}n"),
        (r"{\'E}ric 李 Ελ", r"{\'E}ric 李 Ελ"),
        ("\udce9", "\udce9"),
    ],
)
def test_letters_as_bibtex_has_them(text, expected):
    assert with_ascii_letters(text) == expected
    assert to_unicode(expected) == to_unicode(text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"Tram{\`e}r and J{\"{a}}lk{\"{o}}", "Tramèr and Jälkö"),
        (r"K{\u e}van{\c c} {\O}rsted {\'\i} \v{c} \'e", "Kĕvanç Ørsted í č é"),
        (r"Nguy{\~{\^{e}}}n", "Nguyễn"),
        (
            r"\emph{\'e} S\&P {\em x} $\tilde{x}$ {GAN}",
            r"\emph{\'e} S\&P {\em x} $\tilde{x}$ {GAN}",
        ),
    ],
)
def test_letters_as_characters(source, expected):
    assert with_unicode_letters(source) == expected
    assert to_unicode(source) == to_unicode(expected)
    assert with_unicode_letters(expected) == expected
