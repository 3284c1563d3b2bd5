r"""Readable text as the source of a BibTeX value: the inverse of `latex.to_unicode`.

Characters that mean something to TeX or BibTeX are escaped; everything else, accents included,
stays Unicode, which biber and today's BibTeX styles read.
"""

import re

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # `\{` would count as an open brace for BibTeX
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\`{}",
}
# `--`, `''`, `!'` and the like would become one character.
_LIGATURE = re.compile(r"(?<=-)-|(?<=')'")
_SPECIAL = re.compile(r"[\\{}&%$#_~^`]")


def to_latex(text: str) -> str:
    """*text* (one line) such that `latex.to_unicode` of the result is *text*, in NFC."""
    return _LIGATURE.sub(r"{}\g<0>", _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text))


def to_verbatim(address: str) -> str:
    """An address or identifier as it stands in a BibTeX value: no brace that is not closed."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
