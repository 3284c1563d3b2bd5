"""Text from data: made harmless for showing, and folded for comparing.

Text decoded with `surrogateescape` may hold U+DC80-U+DCFF for bytes that are not UTF-8. Both
`clean` and `fold` read such a byte as Windows-1252, the likeliest encoding of an old .bib file.
"""
# ruff: noqa: RUF001 (the tables are made of look-alike characters)

import re
import unicodedata

# Every code point of the categories Cc, Cf, Cs, Zl and Zp, but for tab, LF, CR and the joiners.
_CONTROLS = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad"
    r"\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e007f"
)
# Where a joiner (U+200C, U+200D) is spelling and not a trick: Arabic, Indic scripts, emoji.
_JOINED = r"[\u0620-\u06d3\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
_STRAY_JOINER = rf"(?<!{_JOINED})[\u200c\u200d]|[\u200c\u200d](?!{_JOINED})"
# Compiled, and kept, by `re` at first use: few texts need them, and every start would pay.
_HARMFUL = rf"[{_CONTROLS}]|{_STRAY_JOINER}"

_APOSTROPHES = "'`\xb4\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u2018\u2019\u201b\u2032"
_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ŋ": "ng", "ı": "i", "ȷ": "j",
}  # fmt: skip


def clean(text: str) -> str:
    r"""*text* on one line, harmless in a terminal, TSV, CSV, JSON and Markdown.

    Tab, LF, CR and CRLF become a blank. Other control, format and bidi characters become
    stand-ins: `\x1b`, `\u202e`, `\U000e0041`. Bytes that were not UTF-8 are shown as
    Windows-1252 or, like other lone surrogates, as U+FFFD. Idempotent.
    """
    if text.isprintable():
        return text
    return re.sub(_HARMFUL, _stand_in, re.sub(r"\r\n|[\t\n\r]", " ", text))


def clean_lines(text: str) -> str:
    """Like `clean`, but tabs and line ends stay (CRLF and CR as LF): to show BibTeX source."""
    if text.isprintable():
        return text
    return re.sub(_HARMFUL, _stand_in, re.sub(r"\r\n?", "\n", text))


def fold(text: str) -> str:
    """The form in which two texts are compared: words of lower-case letters and digits.

    Case, accents, ligatures, letters such as `ø`, apostrophes and invisible characters do not
    count; whatever else is neither letter nor digit separates words. Idempotent.

        S&P -> s p          Label-Only -> label only        Tramèr -> tramer
        Gödel's -> godels   Østergård -> ostergard          ε-DP -> ε dp
    """
    return " ".join(text.translate(_FOLDED).split())


def squash(text: str) -> str:
    """`fold` without the blanks: `Label-Only` and `label only` are both `labelonly`."""
    return "".join(text.translate(_FOLDED).split())


def words(text: str) -> list[str]:
    """The words of `fold(text)`, in order."""
    return text.translate(_FOLDED).split()


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        character = _windows_1252(code - 0xDC00)
        return r"\xad" if character == "\xad" else character
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _windows_1252(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "replace")


class _Folding(dict[int, str | None]):
    """`str.translate` table from a code point to its folded form, filled as texts need it.

    Folding character by character is exact, since the marks whose order NFKD settles are
    dropped, and linear, which NFKD of a long run of marks is not.
    """

    def __missing__(self, code: int) -> str | None:
        folded = self[code] = _fold_character(code) or None
        return folded


def _fold_character(code: int) -> str:
    character = _windows_1252(code - 0xDC00) if 0xDC80 <= code <= 0xDCFF else chr(code)
    if character in _APOSTROPHES:
        return ""
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    return "".join(map(_fold_part, unicodedata.normalize("NFKD", decomposed)))


def _fold_part(part: str) -> str:
    if part in _APOSTROPHES or unicodedata.category(part) in {"Mn", "Me", "Cf"}:
        return ""
    if part in _LETTERS:
        return _LETTERS[part]
    return part if part.isalnum() or unicodedata.category(part) == "Mc" else " "


_FOLDED = _Folding()
