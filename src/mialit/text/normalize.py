"""Text from data: made harmless for showing, and folded for comparing.

Text decoded with `surrogateescape` may hold U+DC80-U+DCFF for bytes that are not UTF-8. Both
`clean` and `fold` read such a byte as Windows-1252, the likeliest encoding of an old .bib file.
"""
# ruff: noqa: RUF001 (the tables are made of look-alike characters)

import re
import unicodedata
from functools import cache

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

_LONG = 200  # characters from which on ASCII is folded by itself
_APOSTROPHES = "'`\xb4\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u2018\u2019\u201b\u2032"
_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ŋ": "ng", "ı": "i", "ȷ": "j",
}  # fmt: skip
# What is written without blanks between words: ideographs, kana, bopomofo. Of Hangul, which NFKD
# takes apart, the letters that begin a syllable.
_IDEOGRAPHS = (
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3041, 0x3096),
    (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD),
)  # fmt: skip
_INITIALS = ((0x1100, 0x115F), (0xA960, 0xA97C))
# Letters that names are also spelled without: Müller is Mueller, Håkansson is Haakansson.
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe"}
)
_RINGS = str.maketrans({"å": "aa", "Å": "Aa"})
SPELLED_OUT = (_UMLAUTS, _RINGS, {**_UMLAUTS, **_RINGS})


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
    count; whatever else is neither letter nor digit separates words. Of Chinese, Japanese and
    Korean, which have no or few blanks, each character is a word. Idempotent.

        S&P -> s p          Label-Only -> label only        Tramèr -> tramer
        Gödel's -> godels   Østergård -> ostergard          ε-DP -> ε dp
        GAN攻击 -> gan 攻 击
    """
    if len(text) > _LONG:
        table = _ascii_folded()
        parts = re.split(r"([^\x00-\x7f]+)", text)  # ASCII, other text, ASCII, ...
        parts[::2] = [part.encode().translate(table, b"'`").decode() for part in parts[::2]]
        parts[1::2] = [part.translate(_FOLDED) for part in parts[1::2]]
        return " ".join("".join(parts).split())
    return " ".join(text.translate(_FOLDED).split())


@cache
def _ascii_folded() -> bytes:
    """The folded form of each ASCII character but apostrophes: a tenth of the time of `_FOLDED`."""
    return bytes(ord(_fold_character(code) or " ") for code in range(128)) + bytes(128)


def squash(text: str) -> str:
    """`fold` without the blanks: `Label-Only` and `label only` are both `labelonly`."""
    return "".join(text.translate(_FOLDED).split())


def words(text: str) -> list[str]:
    """The words of `fold(text)`, in order."""
    return text.translate(_FOLDED).split()


def folded_character(character: str) -> str:
    """What `fold` makes of one character, before blanks are joined: "", a blank, or letters."""
    return _FOLDED[ord(character)] or ""


def is_ideographic(word: str) -> bool:
    """Whether *word*, a folded one, is a character of a script without blanks between words."""
    return bool(word) and _is_of(ord(word[0]), (*_IDEOGRAPHS, *_INITIALS))


def spelled_out(name: str) -> tuple[str, ...]:
    """The other spellings of *name* without letters such as `ü`, `ø` and `å`.

    Müller -> Mueller       Ångström -> Ångstroem, Aangström, Aangstroem        Muller -> (none)
    """
    if name.isascii():
        return ()
    whole = unicodedata.normalize("NFC", name)
    spellings = dict.fromkeys(map(whole.translate, SPELLED_OUT))
    return tuple(text for text in spellings if text != whole)


def _is_of(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


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
    if ord(part) >= _INITIALS[0][0] and part.isalnum():
        if _is_of(ord(part), _IDEOGRAPHS):
            return f" {part} "
        if _is_of(ord(part), _INITIALS):
            return f" {part}"
    return part if part.isalnum() or unicodedata.category(part) == "Mc" else " "


_FOLDED = _Folding()
