r"""Formulas in the LaTeX of a title, kept where LaTeX typesets them and runs nothing of them.

A formula is taken apart and written anew from a list of what is harmless: letters, digits, signs,
the symbols and functions below, accents, alphabets, fractions, roots and scripts.
"""

import re
from collections.abc import Callable

from mialit.text.latex_escape import FORMULAS, to_pdflatex

_LONGEST = 300  # characters of one formula
_DEEPEST = 10  # groups within one another
_MOST = 1000  # formulas of one title
_FIRST = 0xE000  # private characters stand for formulas while the rest is made readable
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*\$")
# What is escaped is passed over; then `$...$` or `\(...\)`.
_FORMULA = re.compile(
    r"\\\((?P<round>(?:[^\\$]|\\[^()])*)\\\)|\\.|\$(?P<dollar>(?:[^\\$]|\\.)*)\$", re.DOTALL
)
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_SIGNS = frozenset("+-*/=<>()[],.;:!?|@")
_SYMBOLS = frozenset(FORMULAS.values()) | frozenset(
    re.findall(
        r"\w+",
        "epsilon vartheta varpi varrho varphi le ge ne to gets iff ldots dots cdots vdots ddots "
        "times div bullet ominus land lor lnot prime top bot perp angle wp Re Im imath jmath "
        "dagger ddagger log exp ln min max inf sup lim sin cos tan det dim ker arg deg gcd Pr hom "
        "lbrace rbrace vert Vert backslash colon varnothing longrightarrow longleftarrow prec "
        "succ preceq succeq sqcup sqcap surd lg limsup liminf arcsin arccos arctan sinh cosh tanh",
    )
)
_ESCAPED = frozenset(r"{}|%$#&_")
_SPACES = frozenset((r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad"))
_ONE = frozenset(
    re.findall(
        r"\w+",
        "hat check tilde acute grave dot ddot breve bar vec widehat widetilde overline underline "
        "mathbb mathcal mathrm mathit mathbf mathsf mathtt mathfrak sqrt",
    )
)
_SIZES = frozenset(
    re.findall(
        r"\w+",
        "left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle",
    )
)


class _UnsafeError(ValueError):
    """A formula that holds what is not known to be harmless, or would not compile."""


def printed(source: str, readable: Callable[[str], str]) -> str | None:
    r"""*source*, a BibTeX value with formulas, as pdflatex prints it (with amssymb).

    *readable* is what makes text of LaTeX; a formula that is not harmless goes through it like
    the rest. None where there is no formula, or its `$` are not in pairs.
    """
    if _PRIVATE.search(source) or len(_DOLLAR.findall(source)) % 2:
        return None
    formulas: list[str] = []

    def kept(found: re.Match[str]) -> str:
        inner = found["round"] if found["round"] is not None else found["dollar"]
        after = source[found.end() : found.end() + 1]
        is_money = inner and inner[0].isdigit() and (inner[-1].isspace() or after.isdigit())
        if inner is None or is_money or len(formulas) >= _MOST:  # "$5 or $10"
            return found[0]
        try:
            formulas.append(f"${formula(inner)}$")
        except _UnsafeError:
            return found[0]
        return chr(_FIRST + len(formulas) - 1)

    marked = _FORMULA.sub(kept, source)
    if not formulas:
        return None
    parts = re.split(f"([\ue000-{chr(_FIRST + len(formulas) - 1)}])", readable(marked))
    parts[::2] = map(to_pdflatex, parts[::2])
    parts[1::2] = [formulas[ord(mark) - _FIRST] for mark in parts[1::2]]
    return "".join(parts)


def formula(inner: str) -> str:
    """*inner*, what stands between two `$`, written anew. Raises ValueError for what is unsafe."""
    if len(inner) > _LONGEST or not inner.strip():
        raise _UnsafeError
    parser = _Parser(_TOKEN.findall(inner))
    made = parser.row(0)
    # Nothing between two `$` would begin a formula of its own.
    if parser.at < len(parser.tokens) or not made.strip():
        raise _UnsafeError
    return made


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def row(self, depth: int) -> str:
        """All up to the end of the group or the formula."""
        if depth > _DEEPEST:
            raise _UnsafeError
        made = ""
        used = ""  # the scripts that the last part has
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            sign = self.tokens[self.at]
            if sign in "^_":
                if sign in used:
                    raise _UnsafeError
                self.at += 1
                made += sign + self._argument(depth, braces=False)
                used += sign
            elif sign == "'":
                made += self._primes(depth, used)
                used += "^"
            elif sign.isspace():
                made += " "
                self.at += 1
            else:
                made += self._part(depth)
                used = ""
        return made

    def _primes(self, depth: int, used: str) -> str:
        r"""Primes and the `^` directly behind them, which LaTeX joins to one superscript."""
        if "^" in used:
            raise _UnsafeError
        primes = 0
        while self._next() == "'":
            primes += 1
            self.at += 1
        made = r"\prime" * primes
        if self._next() == "^":
            self.at += 1
            made += self._argument(depth)
        return f"^{{{made}}}"

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _gap(self) -> str:
        """The blank between a command and a letter; blanks there are, too, are one."""
        return " " if self._next().isalpha() else ""

    def _argument(self, depth: int, *, braces: bool = True) -> str:
        """What a script or a command applies to, in braces; one sign only with *braces*."""
        while self._next().isspace():
            self.at += 1
        if self._next() in ("", "}", "^", "_", "'"):
            raise _UnsafeError
        grouped = self._next() == "{"
        made = self._part(depth)
        return made if grouped or (len(made) == 1 and not braces) else f"{{{made}}}"

    def _part(self, depth: int) -> str:
        """One sign, symbol, group, or command with its arguments."""
        sign = self.tokens[self.at]
        self.at += 1
        if sign == "{":
            made = self.row(depth + 1)
            if self._next() != "}":
                raise _UnsafeError
            self.at += 1
            return f"{{{made}}}"
        if sign in _SIGNS or (sign.isascii() and sign.isalnum()):
            return sign
        name = sign[1:]
        if sign in _SPACES or (sign[:1] == "\\" and name in _ESCAPED):
            return f"{sign}{self._gap()}" if name.isalpha() else sign
        if sign[:1] != "\\" or depth > _DEEPEST:
            raise _UnsafeError
        if name in _SYMBOLS:
            return f"{sign}{self._gap()}"
        if name in _SIZES:
            if self._next() == ".":
                self.at += 1
            return ""
        if name in _ONE and not (name == "sqrt" and self._next() == "["):
            return f"{sign}{self._argument(depth + 1)}"
        if name == "frac":
            return f"{sign}{self._argument(depth + 1)}{self._argument(depth + 1)}"
        raise _UnsafeError
