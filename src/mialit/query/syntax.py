"""The query language: text to a tree, and a tree back to text. docs/query.md is its description.

    query     = all { "OR" all }
    all       = part { part }                     every part must hold
    part      = ( "-" | "NOT" ) part | "(" query ")" | filter | phrase | word
    filter    = name ":" value { "," value }      a comma means or
    value     = phrase | characters other than blank, comma, quote and parenthesis
    phrase    = '"' characters, with \\" and \\\\ for a quote and a backslash, '"'
    word      = any other run of characters without blanks, quotes and parentheses

`a b OR c` is `(a b) OR c`. A name that is followed by a colon and a blank, or by `://`, is text:
"GAN-Leaks: A Taxonomy" and a web address are words. What names and values mean, `filters` says.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mialit.errors import UsageProblem
from mialit.text.normalize import squash

if TYPE_CHECKING:
    from mialit.records.model import Record

# What a query may have. Each part is looked for in each entry: without a limit, what is pasted by
# mistake makes a person wait. bench/limits/ measures what a query of so many parts takes.
LONGEST = 10_000  # characters; a query beyond that is a mistake, such as a pasted file
DEEPEST = 40  # nested parentheses and negations
MOST_PARTS = 256  # words, phrases and values of filters: more than any reference, or list of venues


class QueryError(UsageProblem):
    """A query that is not of the grammar; `offset` is the position, from 0, in `query`."""

    def __init__(self, message: str, query: str, offset: int) -> None:
        start = max(0, offset - 50)
        shown = " ".join(query[start : start + 70].split("\n"))
        super().__init__(f"{message}\n  {shown}\n  {' ' * (offset - start)}^")
        self.query = query
        self.offset = offset


class _Part:
    """What all parts of a tree share: a part equals one of its own class that holds the same.

    Not dataclasses: making those takes several times as long, and every start of the program pays.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()  # the attributes that make a part what it is

    def _held(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._held() == other._held()

    def __hash__(self) -> int:
        return hash((type(self), self._held()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._held()}"


class Words(_Part):
    """Text to be matched: one word as typed, or a phrase, whose words stand side by side."""

    __slots__ = __match_args__ = ("text", "phrase")

    def __init__(self, text: str, *, phrase: bool = False) -> None:
        self.text = text
        self.phrase = phrase

    def __str__(self) -> str:
        return _quoted(self.text) if self.phrase else self.text


class Filter(_Part):
    """`name:value,value`: matched by any of the values.

    `offset` is its position in the query; -1 where it was not typed in one but stands for an
    option. It does not make two filters different.
    """

    __slots__ = ("name", "offset", "values")
    __match_args__ = ("name", "values")

    def __init__(self, name: str, values: tuple[str, ...], offset: int = -1) -> None:
        self.name = name
        self.values = values
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.name}:{','.join(map(_value_text, self.values))}"

    def bound(
        self, records: "Sequence[Record]"
    ) -> "tuple[Callable[[Record], bool], list[str]] | None":
        """The test among *records* that this stands for by itself, and what is to be said of it.

        None where its name and its values say what it stands for.
        """
        del records
        return None  # a subclass returns something


class Not(_Part):
    """The opposite of a part."""

    __slots__ = __match_args__ = ("part",)

    def __init__(self, part: "Node") -> None:
        self.part = part

    def __str__(self) -> str:
        inner = f"({self.part})" if isinstance(self.part, All | Any) else str(self.part)
        return f"NOT {inner}" if inner.startswith("-") else f"-{inner}"


class _Parts(_Part):
    __slots__ = __match_args__ = ("parts",)

    def __init__(self, parts: tuple["Node", ...]) -> None:
        self.parts = parts


class All(_Parts):
    """Every part holds. Without parts it holds always."""

    __slots__ = ()

    def __str__(self) -> str:
        return " ".join(
            f"({part})" if isinstance(part, All | Any) else str(part) for part in self.parts
        )


class Any(_Parts):
    """At least one part holds."""

    __slots__ = ()

    def __str__(self) -> str:
        return " OR ".join(
            f"({part})" if isinstance(part, Any) or part == All(()) else str(part)
            for part in self.parts
        )


Node = Words | Filter | Not | All | Any


def without_signs(node: Node) -> Node:
    """*node* without the texts that have no letter and no digit: they ask for nothing.

    What holds nothing else goes with them; `All(())` is left where nothing is.
    """
    return _without_signs(node) or All(())


def _without_signs(node: Node) -> Node | None:
    match node:
        case Words(text):
            return node if squash(text) else None
        case Not(part):
            kept = _without_signs(part)
            return None if kept is None else node if kept is part else Not(kept)
        case All(parts) | Any(parts):
            left = [_without_signs(part) for part in parts]
            if all(new is old for new, old in zip(left, parts, strict=True)):
                return node
            kept_parts = tuple(part for part in left if part is not None)
            if len(kept_parts) < 2:
                return kept_parts[0] if kept_parts else None
            return type(node)(kept_parts)
        case Filter():
            return node


def parts_of(node: Node) -> int:
    """How many words, phrases and values of filters *node* has."""
    match node:
        case Words():
            return 1
        case Filter(_, values):
            return len(values)
        case Not(part):
            return parts_of(part)
        case All(parts) | Any(parts):
            return sum(map(parts_of, parts))


def check_parts(node: Node) -> None:
    """Raises UsageProblem where *node* has more parts than are read."""
    count = parts_of(node)
    if count > MOST_PARTS:
        raise UsageProblem(
            f"the query has {count:,} words and values; at most {MOST_PARTS} are read; leave some "
            "out, or ask in several queries"
        )


_LEXEME = r"""\s*(?:
        (?P<open>\()
      | (?P<close>\))
      | (?P<minus>-(?=[^\s)]))
      | (?P<phrase>")
      | (?P<name>[A-Za-z][\w-]*):(?=[^\s)])(?!//)
      | (?P<word>[^\s()"]+)
    )"""
# Of these, a pasted reference holds some with a comma behind: "arXiv:2007.14321, 2020".
PASTED = ("arxiv", "doi", "eprint")
_VALUE = r'[^\s,"()]+'
_PHRASE = r'"((?:[^"\\]|\\.)*)"'


def parse(query: str) -> Node:
    """The tree of *query*; an empty query is `All(())`, which everything matches.

    Raises QueryError, which names the position.
    """
    if len(query) > LONGEST:
        raise QueryError(
            f"the query has {len(query)} characters; at most {LONGEST} are read", query, 0
        )
    return _Parser(query).parse() if query else All(())


class _Parser:
    """Recursive descent over one query."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._depth = 0
        # Compiled here and not when the module is loaded: most calls have no query at all.
        self._token = re.compile(_LEXEME, re.VERBOSE)

    def parse(self) -> Node:
        node = self._any()
        if self._peek() is not None:
            raise QueryError("this parenthesis closes nothing", self._query, self._position())
        return node

    def _any(self) -> Node:
        parts = [self._all(first=True)]
        while (token := self._peek()) is not None and token["word"] == "OR":
            self._at = token.end()
            parts.append(self._all(first=False))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all(self, *, first: bool) -> Node:
        parts: list[Node] = []
        start = self._position()
        while (token := self._peek()) is not None and token.lastgroup != "close":
            if token["word"] == "OR":
                break
            parts.append(self._part())
        ended = self._peek()
        if not parts and (not first or (ended is not None and ended.lastgroup != "close")):
            raise QueryError("OR needs something on both sides", self._query, start)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _part(self) -> Node:
        token = self._peek()
        if token is None or token.lastgroup == "close":
            raise QueryError("nothing follows the negation", self._query, self._position())
        if token.lastgroup == "minus" or token["word"] == "NOT":
            self._at = token.end()
            if token.lastgroup == "minus" and self._query.startswith("-", self._at):
                raise QueryError(
                    "two dashes; an option stands before --", self._query, self._at - 1
                )
            return Not(self._nested(self._part))
        if token.lastgroup == "open":
            return self._group(token)
        if token.lastgroup == "phrase":
            return Words(self._phrase(), phrase=True)
        if token.lastgroup == "name":
            self._at = token.end()
            return Filter(token["name"].lower(), self._values(token["name"]), token.start("name"))
        self._at = token.end()
        return Words(token["word"])

    def _group(self, token: re.Match[str]) -> Node:
        self._at = token.end()
        node = self._nested(self._any)
        closing = self._peek()
        if closing is None:
            raise QueryError("this parenthesis is never closed", self._query, token.start("open"))
        self._at = closing.end()
        return node

    def _values(self, name: str) -> tuple[str, ...]:
        values = [self._value(name)]
        while self._query.startswith(",", self._at):
            self._at += 1
            ended = self._at == len(self._query) or self._query[self._at].isspace()
            if ended and name.lower() in PASTED:
                break
            values.append(self._value(name))
        return tuple(values)

    def _value(self, name: str) -> str:
        if self._query.startswith('"', self._at):
            return self._phrase()
        match = re.compile(_VALUE).match(self._query, self._at)
        if match is None:
            raise QueryError(f"a value of {name} is missing here", self._query, self._at)
        self._at = match.end()
        return match[0]

    def _phrase(self) -> str:
        start = self._position()
        match = re.compile(_PHRASE, re.DOTALL).match(self._query, start)
        if match is None:
            raise QueryError("this quote is never closed", self._query, start)
        self._at = match.end()
        return re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL)

    def _nested(self, rule: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError(
                f"more than {DEEPEST} levels of nesting", self._query, self._position()
            )
        node = rule()
        self._depth -= 1
        return node

    def _peek(self) -> re.Match[str] | None:
        return self._token.match(self._query, self._at)

    def _position(self) -> int:
        while self._at < len(self._query) and self._query[self._at].isspace():
            self._at += 1
        return self._at


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _value_text(value: str) -> str:
    return value if re.fullmatch(_VALUE, value) else _quoted(value)
