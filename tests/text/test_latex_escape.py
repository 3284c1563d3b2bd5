"""Readable text as BibTeX source: it reads back as it was, and closes what it opens."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mialit.bibtex.values import is_strict
from mialit.text.latex import to_unicode
from mialit.text.latex_escape import to_latex, to_verbatim


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
