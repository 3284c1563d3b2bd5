r"""Readable text as LaTeX source, for a BibTeX value and for a document."""
# ruff: noqa: RUF001 (the tables are made of look-alike characters)

import re
import unicodedata
from functools import lru_cache

from mialit.text.latex import ACCENTS, SYMBOLS, pairs, to_unicode
from mialit.text.normalize import clean

# `\{` would count as an open brace for BibTeX.
_ESCAPES = pairs(
    r"\ \textbackslash{} { \textbraceleft{} } \textbraceright{} & \& % \% $ \$ # \# _ \_ "
    r"~ \textasciitilde{} ^ \textasciicircum{} ` \`{}"
)
# `--`, `''`, `!'` and the like would become one character.
_LIGATURE = re.compile(r"(?<=-)-|(?<=')'")
_SPECIAL = re.compile(r"[\\{}&%$#_~^`]")
_NOT_YET_LATEX = re.compile(
    r"\\(?:url|path|nolinkurl|href)\s*\{[^{}]*\}|\\.|\$[^$]*\$|[&%#_]", re.DOTALL
)

# In a document: ?` and !` are ligatures, and \\ [ would take the bracket for a length.
_PRINTED = pairs(
    r"""\ \textbackslash{} { \{ } \} $ \$ & \& # \# % \% _ \_ ~ \textasciitilde{}
    ^ \textasciicircum{} < \textless{} > \textgreater{} | \textbar{} " {''} ` {}`{} [ {[} ] {]}
    * {*} « \ensuremath{\ll} » \ensuremath{\gg} ‹ \textless{} › \textgreater{} ‚ ,
    „ {,,} ′ \ensuremath{'} − \ensuremath{-} ð d Ð D đ d Đ D þ th Þ Th ŋ ng Ŋ Ng ħ h Ħ H ŧ t Ŧ T"""
)
# What TeX Live's pdflatex (2022) typesets from UTF-8 without any package, found by trying.
_KEPT = frozenset(
    "¡¢£§©®°±µ¶·¹²³¼½¾¿×÷ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ"
    "ĀāĂăĆćĈĉĊċČčĎďĒēĔĕĖėĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭİıĲĳĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤť"
    "ŨũŪūŬŭŮůŰűŴŵŶŷŸŹźŻżŽžȘșȚț–—‘’“”†‡•…€™"
)
_TEXT_ACCENTS = {ACCENTS[name]: name for name in ("b", "d", "c", "r", "H", "v", "u")} | {
    ACCENTS[name]: name for name in "`'^~=.\""
}
# Letters that commands of LaTeX's usual fonts make.
_LETTERS = {SYMBOLS[name]: name for name in re.findall(r"\w+", "ss o O l L ae AE oe OE aa AA i j")}
# Signs and Greek letters: names that LaTeX and amssymb define for formulas.
FORMULAS = {
    SYMBOLS[name]: name
    for name in re.findall(
        r"\w+",
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
        "varsigma sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma "
        "Upsilon Phi Psi Omega ell hbar infty partial nabla aleph emptyset pm mp cdot ast star "
        "circ oplus otimes odot wedge vee neg cap cup setminus sum prod int leq geq ll gg neq "
        "equiv sim simeq approx cong propto models vdash mid parallel in notin ni subset supset "
        "subseteq supseteq forall exists langle rangle lceil rceil lfloor rfloor leftarrow "
        "rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow mapsto uparrow downarrow "
        "square triangle checkmark flat natural sharp",
    )
} | {"√": "surd"}
_CLUSTER = re.compile("(?s).[\u0300-\u036f]*")
# What may be one letter: {\"{O}}, {\c c}, {\o}, \'e, \v{c}.
_PERHAPS_LETTER = re.compile(
    r"""\{\\[^{}]*(?:\{[^{}]*(?:\{[^{}]*\})?[^{}]*\})?[^{}]*\}
    |\\[`'^"~=.](?:\{\\?[A-Za-z]\}|[A-Za-z]|\\[ij](?![A-Za-z]))
    |\\[uvHcdbrk]\{\\?[A-Za-z]\}""",
    re.VERBOSE,
)
_COMMAND_AT_END = re.compile(r"\\[A-Za-z]+\Z")


def to_latex(text: str) -> str:
    """*text* (one line) as a BibTeX value of which `latex.to_unicode` gives *text*, in NFC.

    Characters that mean something to TeX or BibTeX are escaped; everything else, accents
    included, stays Unicode, which biber and today's BibTeX styles read.
    """
    return _LIGATURE.sub(r"{}\g<0>", _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text))


def to_verbatim(address: str) -> str:
    """An address or identifier as it stands in a BibTeX value: no brace that is not closed."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def escape_special(text: str) -> str:
    r"""*text*, which may be LaTeX in part, with `&`, `%`, `#` and `_` escaped where they are not.

    Commands, `\&`, formulas and addresses in `\url{}` stay as they are.
    """
    return _NOT_YET_LATEX.sub(
        lambda found: found[0] if len(found[0]) > 1 else f"\\{found[0]}", text
    )


def with_ascii_letters(text: str) -> str:
    r"""*text*, BibTeX source, with accented letters as BibTeX's own: `Ö` is `{\"{O}}`, `ø` `{\o}`.

    BibTeX reads bytes: where a style prints an initial, it would print half of a letter. A
    character that LaTeX's text accents and letters do not make stays.
    """
    if text.isascii():
        return text
    clusters = _CLUSTER.findall(unicodedata.normalize("NFC", text))
    return "".join(map(_ascii_letter, clusters))


def _ascii_letter(cluster: str) -> str:
    if cluster.isascii():
        return cluster
    if cluster in _LETTERS:
        return f"{{\\{_LETTERS[cluster]}}}"
    base, *marks = list(unicodedata.normalize("NFD", cluster))
    if not marks or not (base.isascii() and base.isalpha()) or not _TEXT_ACCENTS.keys() >= {*marks}:
        return cluster
    shown = base
    for mark in marks:
        shown = rf"\{_TEXT_ACCENTS[mark]}{{{shown}}}"
    return f"{{{shown}}}"


def with_unicode_letters(text: str) -> str:
    r"""*text*, BibTeX source, with letters that commands make as characters: `{\"{O}}` is `Ö`.

    The inverse of `with_ascii_letters`, and it reads the other ways to write such a letter. What
    is no single letter stays.
    """
    return _PERHAPS_LETTER.sub(_unicode_letter, text) if "\\" in text else text


def _unicode_letter(found: re.Match[str]) -> str:
    letter = to_unicode(found[0])
    if len(letter) != 1 or letter.isascii() or not letter.isalpha():
        return found[0]
    # The braces may be those of a command's argument.
    is_argument = found[0][0] == "{" and _COMMAND_AT_END.search(found.string, 0, found.start())
    return found[0] if is_argument else letter


def to_pdflatex(text: str) -> str:
    """*text* so that pdflatex prints it as it is, without any package, and runs nothing of it.

    Escaped is every character that LaTeX gives a meaning, the ligatures of its fonts, and what a
    line of a table must not begin with. Letters with accents that pdflatex reads stay as they
    are, others become accent commands, Greek and signs go into formulas; compatibility characters
    (`ﬁ`) are spelled out, and a letter that pdflatex's usual fonts lack is `[U+4E2D]`.
    """
    parts = []
    before = ""
    for cluster in _CLUSTER.findall(unicodedata.normalize("NFC", clean(text))):
        if cluster == before and cluster in "-',":
            parts.append("{}")  # -- would become a dash, '' a quote
        parts.append(_character(cluster))
        before = cluster
    return "".join(parts)


@lru_cache(maxsize=4096)
def _character(cluster: str) -> str:
    """One character, perhaps with accents over it, in LaTeX."""
    if cluster in _PRINTED:
        return _PRINTED[cluster]
    if cluster in _KEPT or (cluster.isascii() and cluster.isprintable()):
        return cluster
    if cluster in FORMULAS:
        return rf"\ensuremath{{\{FORMULAS[cluster]}}}"
    base, *marks = list(unicodedata.normalize("NFD", cluster))
    if marks and unicodedata.combining(marks[0]):
        shown = _character(base)
        for mark in marks:
            if mark in _TEXT_ACCENTS and base.isalpha() and base.isascii():
                shown = rf"\{_TEXT_ACCENTS[mark]}{{{shown}}}"
        return shown
    category = unicodedata.category(base)
    if category == "Zs":
        return " "
    if category in ("Mn", "Me", "Cf", "Cc"):
        return ""
    plain = unicodedata.normalize("NFKD", base)
    if plain != base and plain.isascii():
        return "".join(map(_character, plain))
    return f"{{[}}U+{ord(base):04X}{{]}}"
