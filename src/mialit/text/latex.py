r"""LaTeX as BibTeX values have it, turned into Unicode for display and search.

One pass over the value without recursion: linear in its length, however it is nested. What is
not known keeps its text, so a search never misses a word for want of a table row.
"""
# ruff: noqa: RUF001 (the tables are made of look-alike characters)

import re
import unicodedata


def pairs(rows: str) -> dict[str, str]:
    """A table of words: the first stands for the second, the third for the fourth, and so on."""
    cells = iter(rows.split())
    return dict(zip(cells, cells, strict=True))


def _names(rows: str) -> frozenset[str]:
    return frozenset(rows.split())


# Accent commands, of text and of formulas: the combining character they put on their argument.
ACCENTS = {
    name: chr(int(code, 16))
    for name, code in pairs(
        r"""` 300 ' 301 ^ 302 ~ 303 = 304 u 306 . 307 " 308 h 309 r 30a H 30b v 30c d 323
        textcommabelow 326 c 327 k 328 b 331 t 361
        grave 300 acute 301 hat 302 widehat 302 tilde 303 widetilde 303 bar 304 overline 305
        breve 306 dot 307 ddot 308 mathring 30a check 30c underline 332 vec 20d7"""
    ).items()
}

# What an accent over nothing looks like: `\~{}` is a tilde.
SPACING = pairs(
    "\u0300 ` \u0301 ´ \u0302 ^ \u0303 ~ \u0304 ¯ \u0306 ˘ \u0307 ˙ \u0308 ¨ \u030a ˚ "
    "\u030b ˝ \u030c ˇ \u0327 ¸ \u0328 ˛"
)

# Control words that stand for characters.
SYMBOLS = pairs(
    r"""ss ß SS ẞ o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ aa å AA Å i ı j ȷ dh ð DH Ð th þ TH Þ
    dj đ DJ Đ ng ŋ NG Ŋ ij ĳ IJ Ĳ imath ı jmath ȷ
    textbackslash \ textasciitilde ~ textasciicircum ^ textunderscore _ textless < textgreater >
    textbar | textbraceleft { textbraceright } textdollar $ textquotesingle ' textquotedbl "
    textquoteleft ‘ textquoteright ’ textquotedblleft “ textquotedblright ” lq ‘ rq ’
    quotesinglbase ‚ quotedblbase „ guillemotleft « guillemotright » guilsinglleft ‹
    guilsinglright › textendash – textemdash — textellipsis … textasteriskcentered *
    textbullet • textperiodcentered · textregistered ® texttrademark ™ textcopyright ©
    copyright © textdegree ° degree ° textmu µ texteuro € euro € pounds £ textsterling £ S § P ¶
    textsection § dag † ddag ‡ slash / textordfeminine ª textordmasculine º textexclamdown ¡
    textquestiondown ¿ textonehalf ½ lbrace { rbrace } TeX TeX LaTeX LaTeX LaTeXe LaTeX2e
    BibTeX BibTeX
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta θ
    iota ι kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi π rho ρ varrho ρ sigma σ
    varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    ldots … dots … cdots ⋯ dotsc … dotsb ⋯ vdots ⋮ ell ℓ hbar ℏ infty ∞ partial ∂ nabla ∇
    aleph ℵ Re ℜ Im ℑ wp ℘ emptyset ∅ varnothing ∅ angle ∠ top ⊤ bot ⊥ perp ⊥ prime ′
    times × div ÷ pm ± mp ∓ cdot · ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗
    odot ⊙ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬ cap ∩ cup ∪ setminus ∖ sum ∑ prod ∏ int ∫
    sqrt √ leq ≤ le ≤ geq ≥ ge ≥ ll ≪ gg ≫ lt < gt > neq ≠ ne ≠ equiv ≡ sim ∼ simeq ≃ approx ≈
    cong ≅ propto ∝ models ⊨ vdash ⊢ mid ∣ vert | Vert ‖ parallel ∥ in ∈ notin ∉ ni ∋ subset ⊂
    supset ⊃ subseteq ⊆ supseteq ⊇ forall ∀ exists ∃ langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉
    lfloor ⌊ rfloor ⌋ leftarrow ← gets ← rightarrow → to → leftrightarrow ↔ Leftarrow ⇐
    Rightarrow ⇒ implies ⇒ Leftrightarrow ⇔ iff ⇔ longrightarrow ⟶ longleftarrow ⟵ mapsto ↦
    uparrow ↑ downarrow ↓ backslash \ square □ Box □ triangle △ checkmark ✓ clubsuit ♣
    diamondsuit ♦ heartsuit ♥ spadesuit ♠ flat ♭ natural ♮ sharp ♯"""
)

# Control words that only set a style: they vanish, what they apply to stays.
STYLES = _names(
    """em it bf rm sf sl sc tt tiny scriptsize footnotesize small normalsize large Large LARGE huge
    Huge itshape slshape scshape upshape bfseries mdseries rmfamily sffamily ttfamily normalfont
    emph textit textbf textsc texttt textsf textsl textrm textup textmd textnormal mbox hbox fbox
    text mathrm mathit mathbf mathsf mathtt mathcal mathscr mathfrak mathbb boldsymbol bm ensuremath
    operatorname uppercase lowercase MakeUppercase MakeLowercase ulcshape uline enquote
    protect relax noindent nobreak allowbreak unskip null left right big Big bigg Bigg limits
    displaystyle textstyle scriptstyle selectfont boldmath unboldmath bgroup egroup"""
)

# Control words that are a blank.
BLANKS = _names(
    "space quad qquad enspace enskip thinspace thickspace nobreakspace newline linebreak par"
)
# A backslash and one other character; any character not named here stands for itself.
CONTROL_SYMBOLS = dict.fromkeys(" ,;:\\\t\n\r", " ") | dict.fromkeys("-!/@()[]", "")
LIGATURES = pairs("--- — -- – `` “ '' ” !` ¡ ?` ¿") | {"~": " "}

SUPERSCRIPTS = pairs(
    "0 ⁰ 1 ¹ 2 ² 3 ³ 4 ⁴ 5 ⁵ 6 ⁶ 7 ⁷ 8 ⁸ 9 ⁹ + ⁺ - ⁻ = ⁼ ( ⁽ ) ⁾ * * a ᵃ b ᵇ c ᶜ d ᵈ e ᵉ f ᶠ g ᵍ "
    "h ʰ i ⁱ j ʲ k ᵏ l ˡ m ᵐ n ⁿ o ᵒ p ᵖ r ʳ s ˢ t ᵗ u ᵘ v ᵛ w ʷ x ˣ y ʸ z ᶻ "
    "A ᴬ B ᴮ D ᴰ E ᴱ G ᴳ H ᴴ I ᴵ J ᴶ K ᴷ L ᴸ M ᴹ N ᴺ O ᴼ P ᴾ R ᴿ T ᵀ U ᵁ V ⱽ W ᵂ"
)
SUBSCRIPTS = pairs(
    "0 ₀ 1 ₁ 2 ₂ 3 ₃ 4 ₄ 5 ₅ 6 ₆ 7 ₇ 8 ₈ 9 ₉ + ₊ - ₋ = ₌ ( ₍ ) ₎ a ₐ e ₑ h ₕ i ᵢ j ⱼ k ₖ l ₗ m ₘ "
    "n ₙ o ₒ p ₚ r ᵣ s ₛ t ₜ u ᵤ v ᵥ x ₓ"
)
BLACKBOARD = pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ")

_MOST_MARKS = 8  # on one character; keeps hostile nesting linear
_ARGUMENT = r"\{(?:[^{}]++|\{[^{}]*+\})*+\}"
_SPECIAL = re.compile(
    rf"""(
    \\(?:href|textcolor)\s*{_ARGUMENT}\s*(?=\{{)     # the argument that is not text
    |\\(?:noopsort|SortNoop|color|label|[hv]space)\s*{_ARGUMENT}
    |\\(?:url|path|nolinkurl)\s*{_ARGUMENT}
    |\\text(?:super|sub)script\s*\{{[^{{}}\\$]*+\}}
    |\\mathbb\s*\{{[A-Z]+\}}
    |\\[A-Za-z]+(?:\*(?=\s*\{{))?\s*                  # a control word eats the blanks after it
    |\\[`'^"~=.]\s*
    |\\[\s\S]?
    |https?://(?:[^\s{{}}\\$`']|\\[_%&\#~](?:\{{\}})?)+
    |[\^_](?:\{{[^{{}}\\$^_]*+\}}|\\circ(?![A-Za-z])|[A-Za-z0-9+*-])?
    |---?|``|''|[!?]`|[{{}}$~`']
    )""",
    re.VERBOSE,
)
_COMMAND_OR_FORMULA = re.compile(r"[\\$~`]")
_ESCAPED_IN_URL = re.compile(r"\\([_%&#~])(?:\{\})?")
_PIECE = re.compile(r".{1,4096}(?![^\x00-\u02ff])|.{1,4096}", re.DOTALL)


def to_unicode(source: str) -> str:
    r"""A BibTeX value (without its delimiters) as one line of Unicode, in NFC.

    Accents, letters, symbols, escapes, dashes, quotes and simple formulas become characters;
    grouping braces and formatting commands vanish; an unknown command leaves its argument's
    text, or its name if it has none. `%` and a `$` without a partner stay. Never raises.

        Erd{\H o}s -> Erdős           \emph{{DP-SGD}} -> DP-SGD     S\&P -> S&P
        $\epsilon$-{DP} -> ε-DP       $L_2$~norm -> L₂ norm         \foo{bar} -> bar
    """
    if not _COMMAND_OR_FORMULA.search(source) and "://" not in source:
        if "--" in source:
            source = source.replace("---", "—").replace("--", "–")
        if "''" in source:
            source = source.replace("''", "”")
        if "{" in source or "}" in source:
            source = source.replace("{", "").replace("}", "")
        text = source
    else:
        text = _Reading(source).text()
    return _composed(" ".join(text.split()))


class _Reading:
    """One pass over a value, and what the pass has to remember."""

    def __init__(self, source: str) -> None:
        # Plain text at even indices, what means something to TeX at odd ones.
        self._parts = _SPECIAL.split(source)
        self._out: list[str] = []
        self._marks = ""  # accents that wait for their letter
        self._formula = False
        self._quotes = 0  # single quotes that are open
        self._separator = ""  # what parts the arguments of the command just read
        self._separators: list[str] = []  # the same for every open group

    def text(self) -> str:
        for index, part in enumerate(self._parts):
            if index % 2 == 0:
                self._write(part)
            elif part[0] == "\\":
                self._command(index, part)
            else:
                self._special(index, part)
        self._end_of_argument()
        return "".join(self._out)

    def _write(self, text: str) -> None:
        if self._marks:
            text = text.lstrip()
        if not text:
            return
        if self._marks:
            base = {"ı": "i", "ȷ": "j"}.get(text[0], text[0])
            text = base + self._marks + text[1:]
            self._marks = ""
        self._out.append(text)

    def _end_of_argument(self) -> None:
        """Nothing came after an accent: it stands by itself."""
        if self._marks:
            self._out.append(SPACING.get(self._marks[0], ""))
            self._marks = ""

    def _special(self, index: int, part: str) -> None:
        if part == "{":
            self._separators.append(self._separator)
            self._separator = ""
        elif part == "}":
            self._close_group(index)
        elif part == "$":
            self._dollar(index)
        elif part in LIGATURES:
            self._write(LIGATURES[part])
        elif part[0] in "^_":
            self._write(_script(part) if self._formula else part[0] + _inside(part[1:]))
        elif part == "`":
            self._quotes += 1
            self._write("‘")
        elif part == "'":
            closes = self._quotes and not self._parts[index + 1][:1].isalnum()
            self._quotes -= 1 if closes else 0
            self._write("’" if closes else "'")
        else:
            self._write(_ESCAPED_IN_URL.sub(r"\1", part))

    def _close_group(self, index: int) -> None:
        self._end_of_argument()
        separator = self._separators.pop() if self._separators else ""
        if separator and self._argument_follows(index):
            self._write(separator)
            self._separator = separator

    def _argument_follows(self, index: int) -> bool:
        after = self._parts[index + 1 : index + 3]
        return len(after) == 2 and not after[0].strip() and after[1] == "{"

    def _dollar(self, index: int) -> None:
        if self._formula:
            self._formula = False
            return
        try:
            partner = self._parts.index("$", index + 1)
        except ValueError:
            self._write("$")
            return
        before, after = self._parts[partner - 1], self._parts[partner + 1]
        money = self._parts[index + 1][:1].isdigit() and (
            after[:1].isdigit() or before[-1:].isspace()
        )
        if money:  # "$5 or $10"
            self._write("$")
        self._formula = not money

    def _command(self, index: int, part: str) -> None:
        name = part[1:].rstrip().rstrip("*") if part[1:2].isalpha() else part[1:2]
        if name in ACCENTS:
            self._marks = (ACCENTS[name] + self._marks)[:_MOST_MARKS]
        elif name in SYMBOLS:
            symbol = SYMBOLS[name]
            self._write(symbol)
            if self._formula and part[-1].isspace() and not symbol.isalpha():
                self._write(" ")
        elif name in STYLES:
            pass
        elif name in BLANKS:
            self._write(" ")
        elif "{" in part and part[1] != "{":
            self._write(_whole(part))
        elif not name[:1].isalpha():
            self._formula = name in {"(", "["} or (self._formula and name not in {")", "]"})
            self._write(CONTROL_SYMBOLS.get(name, name or "\\"))
        elif self._argument_follows(index):
            self._separator = "/" if name.endswith("frac") else " "
        else:
            self._write(name + part[len(name) + 1 :])


def _whole(part: str) -> str:
    """A command that was read together with its argument."""
    name, argument = part[1:].rstrip().removesuffix("}").split("{", 1)
    name = name.rstrip()
    if name == "mathbb":
        return "".join(BLACKBOARD.get(letter, letter) for letter in argument)
    if name in {"url", "path", "nolinkurl"}:
        return _ESCAPED_IN_URL.sub(r"\1", argument)
    if name in {"textsuperscript", "textsubscript"}:
        return _script(("^" if "super" in name else "_") + argument)
    return ""


def _script(part: str) -> str:
    """`^2` or `_{i}` in characters; where there are none, the text with its sign."""
    sign, text = part[0], _inside(part[1:])
    if text == r"\circ":
        return "°"
    table = SUPERSCRIPTS if sign == "^" else SUBSCRIPTS
    if text and all(character in table for character in text):
        return "".join(table[character] for character in text)
    return sign + text


def _inside(text: str) -> str:
    return text.removeprefix("{").removesuffix("}")


def _composed(text: str) -> str:
    """NFC, in pieces where *text* is long: a long run of marks takes quadratic time to sort."""
    if text.isascii():
        return text
    if len(text) <= 4096:
        return unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFC", piece) for piece in _PIECE.findall(text))
