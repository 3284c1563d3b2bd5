"""Text made harmless, and text folded for comparison."""
# ruff: noqa: RUF001 (the samples are made of look-alike characters)

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.text.normalize import clean, clean_lines, fold, squash, words

ANY_TEXT = st.text(st.characters())
FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINERS = "\u200c\u200d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain title: 100% é ε 日本", "plain title: 100% é ε 日本"),
        ("a\tb\nc\rd\r\ne", "a b c d e"),
        ("\x00\x1b[31m\x07\x7f\x9b", r"\x00\x1b[31m\x07\x7f\x9b"),
        ("soft\xadhyphen", r"soft\xadhyphen"),
        ("\u202eevil\u202c\u2066\u200f\u061c", r"\u202eevil\u202c\u2066\u200f\u061c"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("a\u200bb\u2060c\ufeffd", r"a\u200bb\u2060c\ufeffd"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("caf\udce9 \udc93x\udc94", "café “x”"),
        ("\udc81\udcad\ud800\udfff", "\ufffd\\xad\ufffd\ufffd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
        ("a\u200cb\u200d", r"a\u200cb\u200d"),
        ("م\u200c\u200dم", "م\\u200c\\u200dم"),
        ("a\xa0b", "a\xa0b"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{k,\r\n\ttitle = {a\x1b}\r}", "@misc{k,\n\ttitle = {a\\x1b}\n}"),
        ("a\u2028b\x0b\x0c", r"a\u2028b\x0b\x0c"),
        ("caf\udce9\n", "café\n"),
    ],
)
def test_clean_lines(text: str, expected: str) -> None:
    assert clean_lines(text) == expected


def test_clean_knows_every_code_point() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        harmful = unicodedata.category(character) in FORBIDDEN
        if harmful:
            assert all(unicodedata.category(each) not in FORBIDDEN for each in clean(character))
        elif unicodedata.category(character) != "Cn":
            assert clean(character) == character


@given(ANY_TEXT)
def test_clean_is_idempotent_and_harmless(text: str) -> None:
    for cleaned, again, allowed in (
        (clean(text), clean, JOINERS),
        (clean_lines(text), clean_lines, JOINERS + "\t\n"),
    ):
        assert again(cleaned) == cleaned
        bad = [each for each in cleaned if unicodedata.category(each) in FORBIDDEN]
        assert set(bad) <= set(allowed)
        cleaned.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S&P", "s p"),
        ("Label-Only", "label only"),
        ("Tramèr", "tramer"),
        ("Trame\u0300r", "tramer"),
        ("Gödel’s don't don`t don´t", "godels dont dont dont"),
        ("Øster\xadgård Łukasz Đà ð Þór", "ostergard lukasz da d thor"),
        ("æ œ ß ẞ ﬁ ı İ ħ ŋ ŧ ȷ", "ae oe ss ss fi i i h ng t j"),
        ("ε-DP, Ε-dp; ϵ 𝜖 ΣΑΣ", "ε dp ε dp ε ε σασ"),
        ("x² H₂O ℓ_∞ ℝ ½", "x2 h2o l r 1 2"),
        ("a\u200bb\u202ec\ufeffd", "abcd"),
        ("\udce9t\udce9 \udc81", "ete"),
        ("  --  ", ""),
        ("", ""),
        ("日本 2021", "日 本 2021"),
        ("GAN的攻击", "gan 的 攻 击"),
        ("ﾓﾃﾞﾙ モデル", "モ テ ル モ テ ル"),
        ("한국 어", " ".join(unicodedata.normalize("NFD", each) for each in "한국어")),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert words(text) == expected.split()
    assert squash(text) == expected.replace(" ", "")


def test_long_texts_are_folded_as_short_ones() -> None:
    text = "".join(map(chr, range(0x3000)))
    parts = [text[start : start + 64] for start in range(0, len(text), 64)]
    assert squash(text) == "".join(map(squash, parts))
    assert fold(text).replace(" ", "") == squash(text)
    short = "Na\u0131ve 'label-only' \u6210\u5458 \udce9t\xe9 "
    assert fold(short * 20) == " ".join([fold(short)] * 20)


def test_fold_is_idempotent_for_every_code_point() -> None:
    for code in range(0x20000):
        folded = fold(chr(code))
        assert fold(folded) == folded, hex(code)


@given(ANY_TEXT)
def test_fold_is_idempotent_and_holds_words_only(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    for word in words(text):
        assert all(each.isalnum() or unicodedata.category(each) == "Mc" for each in word)


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_fold_forgets_case_and_form(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(text.lower())
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    "text", ["e" + "\u0301\u0327" * 500_000, "\x1b" * 300_000, "\u200c" * 300_000]
)
def test_hostile_input_is_linear(text: str) -> None:
    start = time.process_time()
    fold(text)
    clean(text)
    assert time.process_time() - start < 10
