r"""LaTeX text as tokens: commands, braces and brackets, without what LaTeX does not run.

Not run are comments, verbatim text, addresses, what `\iffalse` switches off, and what stands
behind `\end{document}` and `\endinput`. One pass without recursion: linear in the length of the
text, however it is nested. pylatexenc's walker, which builds a tree of nodes, takes some twenty
times as long, recurses, and knows no \iffalse and no command but those that it is told of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_COMMAND = r"\\(?:[a-zA-Z@]+|(?s:.))"
_LINE_END = re.compile(r"\r\n?|\n")
_REST_OF_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)[ \t]*")
_ENVIRONMENT = re.compile(r"[ \t\r\n]*\{([^{}\\\r\n]{1,100})\}")
_LONGEST_INLINE = 2000  # characters
# Each of these looks at a bounded stretch, so that many of them that do not close take no time.
_BETWEEN = r"(?:([^\sa-zA-Z*{[])[^\r\n]{0,2000}?\1|\{[^{}\r\n]{0,2000}\})"
_OPTION = r"[ \t]{0,99}(?:\[[^]\r\n]{0,999}\])?[ \t]{0,99}"
_INLINE = re.compile(rf"\*?{_OPTION}{_BETWEEN}")
_MINTED = re.compile(rf"{_OPTION}\{{[^{{}}\r\n]{{0,99}}\}}{_BETWEEN}")
_ADDRESS = re.compile(rf"{_OPTION}\{{[^{{}}]{{0,4000}}\}}")
_SHORT = re.compile(r"\*?[ \t]*\{?\\?([^\s\\{}a-zA-Z])\}?")
_NEW_ENVIRONMENT = re.compile(r"[ \t]*(?:\[[^]]{0,99}\])?[ \t]*\{([^{}\\]{1,100})\}")
_LET = re.compile(r"[ \t]*\\([a-zA-Z@]+)[ \t]*=?[ \t]*\\([a-zA-Z@]+)")
_WRITTEN = re.compile(r"[ \t]*(?:\[[^]]{0,99}\])?[ \t\r\n]*\{([^{}\\\r\n]{1,4000})\}")
# In text that is switched off only these count; in a comment nothing does.
_SWITCH = re.compile(r"%|\\(if[a-zA-Z@]*|else|fi|newif|let|[a-zA-Z@]+|(?s:.))")
_BRACE_BEHIND = re.compile(r"[ \t]*[{}]")

_ENVIRONMENTS = """verbatim verbatim* Verbatim Verbatim* BVerbatim LVerbatim SaveVerbatim
    VerbatimOut
    spverbatim verbatimtab boxedverbatim lstlisting minted comment filecontents filecontents*
    luacode luacode* pycode pyblock pyconsole sagesilent sageblock tcblisting tcboutputlisting
    dispListing"""
VERBATIM = frozenset(_ENVIRONMENTS.split())
_INLINE_COMMANDS = frozenset(["verb", "Verb", "lstinline", "spverb"])
_ADDRESSES = frozenset(["url", "path", "nolinkurl", "href", "hyperbaseurl"])
_SHORTHANDS = frozenset(["MakeShortVerb", "DefineShortVerb", "lstMakeShortInline"])
_NEW_VERBATIM = frozenset(["DefineVerbatimEnvironment", "lstnewenvironment", "newverbatim"])
_NO_CONDITIONALS = frozenset(["iff", "ifthenelse", "ifthispageodd"])


class Token(NamedTuple):
    r"""Something in the text that matters: from offset `start` to `end`.

    `text` is a command's name without its backslash, a brace, a bracket or a parenthesis, or "%"
    for a stretch that is not run. What `\,` and the like print is no token.
    """

    text: str
    start: int
    end: int


class Written(NamedTuple):
    """A file that an environment `filecontents` at an offset writes."""

    name: str
    start: int


@dataclass
class Tokens:
    """The tokens of a text. `closing` has, by the index of an opening token, that of its closing.

    An optional argument closes at the first bracket outside of braces, as in LaTeX. `unclosed` are
    what switches text off and is not ended.
    """

    tokens: list[Token] = field(default_factory=list)
    closing: dict[int, int] = field(default_factory=dict)
    nesting: set[int] = field(default_factory=set)  # braces that have others within
    written: list[Written] = field(default_factory=list)
    unclosed: list[Token] = field(default_factory=list)


def tokens_of(text: str) -> Tokens:
    """The tokens of *text*, a whole file, up to its end or where LaTeX stops reading it."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._end = len(text)
        self._found = Tokens()
        self._verbatim = set(VERBATIM)
        self._switches = {"iffalse": False, "iftrue": True}
        # For each conditional that is open, what is known of it: True where `\else` is not run.
        self._conditions: list[bool | None] = []
        # For each brace that is open its index, and the brackets and parentheses open within it.
        self._braces: list[tuple[int, list[int], list[int]]] = [(-1, [], [])]
        self._short = ""
        self._pattern = self._with_shorthands()

    def _with_shorthands(self) -> re.Pattern[str]:
        return re.compile(
            rf"{_COMMAND}|[%{{}}\[\]()]|[{re.escape(self._short)}]"
            if self._short
            else rf"{_COMMAND}|[%{{}}\[\]()]"
        )

    def scan(self) -> Tokens:
        text, tokens = self._text, self._found.tokens
        at = 0
        while (found := self._pattern.search(text, at)) and found.start() < self._end:
            start, at = found.span()
            sign = text[start]
            if sign == "\\":
                name = text[start + 1 : at]
                if name[:1].isalpha() or name[:1] == "@":
                    at = self._command(name, start, at)
            elif sign == "%":
                at = self._skip(start, _REST_OF_LINE.match(text, start).end())  # type: ignore[union-attr]
            elif sign in self._short:
                closing = text.find(sign, at, at + _LONGEST_INLINE)
                if closing >= 0 and not _LINE_END.search(text, at, closing):
                    at = self._skip(start, closing + 1)
            else:
                self._bracket(sign, len(tokens))
                tokens.append(Token(sign, start, at))
        return self._found

    def _skip(self, start: int, end: int) -> int:
        self._found.tokens.append(Token("%", start, end))
        return end

    def _line_end(self, at: int) -> int:
        found = _LINE_END.search(self._text, at)
        return found.start() if found else len(self._text)

    def _bracket(self, sign: str, index: int) -> None:
        closing = self._found.closing
        opened, brackets, parentheses = self._braces[-1]
        if sign == "{":
            self._found.nesting.add(opened)
            self._braces.append((index, [], []))
        elif sign == "}":
            if opened >= 0:
                closing[opened] = index
                self._braces.pop()
            else:
                brackets.clear()
                parentheses.clear()
        elif sign in "[(":
            (brackets if sign == "[" else parentheses).append(index)
        else:
            waiting = brackets if sign == "]" else parentheses
            closing.update(dict.fromkeys(waiting, index))
            waiting.clear()

    def _command(self, name: str, start: int, at: int) -> int:
        r"""Where the scan goes on behind the command *name*, which stands from *start* to *at*."""
        text = self._text
        if name in ("begin", "end"):
            environment = _ENVIRONMENT.match(text, at)
            if environment and name == "end" and environment[1] == "document":
                self._end = start
                return start
            if environment and name == "begin" and environment[1].strip() in self._verbatim:
                return self._environment(environment[1].strip(), start, environment.end())
        elif name == "endinput":
            if not self._conditions:  # else perhaps a file that is read once
                self._end = self._line_end(at)
        elif name in _INLINE_COMMANDS or name == "mintinline":
            found = (_MINTED if name == "mintinline" else _INLINE).match(text, at)
            if found:
                return self._skip(start, found.end())
        elif name in _ADDRESSES:
            address = _ADDRESS.match(text, at)
            if address:
                return self._skip(start, address.end())
        elif name in _SHORTHANDS or name == "DeleteShortVerb":
            shorthand = _SHORT.match(text, at)
            if shorthand:
                others = self._short.replace(shorthand[1], "")
                self._short = others + (shorthand[1] if name in _SHORTHANDS else "")
                self._pattern = self._with_shorthands()
                return shorthand.end()
        elif name in _NEW_VERBATIM:
            new = _NEW_ENVIRONMENT.match(text, at)
            if new:
                self._verbatim.add(new[1].strip())
        elif name == "let":
            let = _LET.match(text, at)
            if let and let[2] in self._switches:
                self._switches[let[1]] = self._switches[let[2]]
                return let.end()
            self._found.tokens.append(Token(name, start, at))
            if let and let[1].startswith("if"):
                return let.end()
            return at
        elif name == "newif":
            declared = re.compile(r"[ \t]*\\[a-zA-Z@]+").match(text, at)
            return declared.end() if declared else at
        elif name in ("fi", "else") or name.startswith("if") or name in self._switches:
            return self._condition(name, start, at)
        self._found.tokens.append(Token(name, start, at))
        return at

    def _environment(self, name: str, start: int, at: int) -> int:
        """Where the scan goes on behind the verbatim environment *name*."""
        text = self._text
        if name.startswith("filecontents"):
            written = _WRITTEN.match(text, at)
            if written:
                self._found.written.append(Written(written[1].strip(), start))
        closed = re.compile(rf"\\end[ \t]*\{{{re.escape(name)}\}}").search(text, at)
        if closed is None:
            self._found.unclosed.append(Token(f"begin{{{name}}}", start, at))
        return self._skip(start, closed.end() if closed else len(text))

    def _condition(self, name: str, start: int, at: int) -> int:
        if name == "fi":
            if self._conditions:
                self._conditions.pop()
            return at
        if name == "else":
            if self._conditions and self._conditions[-1]:
                return self._skip(start, self._switched_off(start, at))
            return at
        if not self._is_conditional(name, at):
            self._found.tokens.append(Token(name, start, at))
            return at
        value = self._switches.get(name)
        self._conditions.append(value)
        # A macro whose whole text is \iffalse is none that stands here.
        if value is False and _BRACE_BEHIND.match(self._text, at) is None:
            return self._skip(start, self._switched_off(start, at))
        return at

    def _is_conditional(self, name: str, at: int) -> bool:
        """Whether *name* begins what `\\fi` ends; etoolbox's tests have arguments in braces."""
        if name in self._switches:
            return True
        return name not in _NO_CONDITIONALS and not self._text.startswith("{", at)

    def _switched_off(self, start: int, at: int) -> int:
        """Where text is run again that is switched off from *at* on: behind `\\else` or `\\fi`."""
        depth = 0
        text = self._text
        while found := _SWITCH.search(text, at):
            at = found.end()
            name = found[1]
            if name is None:
                at = _REST_OF_LINE.match(text, at).end()  # type: ignore[union-attr]
            elif name in ("newif", "let"):
                let = (_LET if name == "let" else re.compile(r"[ \t]*\\[a-zA-Z@]+")).match(text, at)
                at = let.end() if let else at
            elif name == "fi":
                if not depth:
                    self._conditions.pop()
                    return at
                depth -= 1
            elif name == "else":
                if not depth and self._conditions[-1] is False:
                    self._conditions[-1] = None
                    return at
            elif (name.startswith("if") or name in self._switches) and self._is_conditional(
                name, at
            ):
                depth += 1
        self._found.unclosed.append(Token(text[start + 1 : start + 8], start, at))
        return len(text)


def line_starts(text: str) -> list[int]:
    """The offsets at which the lines of *text* begin; a line ends with LF, CRLF or CR."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def as_run(text: str, tokens: Iterator[Token], start: int, end: int) -> tuple[str, list[int]]:
    """*text* from *start* to *end* without what *tokens* say is not run; the offset of each part.

    The offsets are those of the characters that are left.
    """
    left: list[int] = []
    at = start
    for token in tokens:
        if token.text == "%":
            left += range(at, token.start)
            at = token.end
    left += range(at, end)
    return "".join(map(text.__getitem__, left)), left
