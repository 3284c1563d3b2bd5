r"""What the commands of LaTeX text ask for: citing keys, naming bibliographies, reading files.

A user's own commands count where they are defined by \newcommand, \def, \let and their kin, and
cite by a command that is known: then what they cite is cited where they are used.
"""

import re
from collections.abc import Iterator, Sequence

from mialit.manuscript import commands
from mialit.manuscript.commands import KnownCommands, Request, RequestKind, Shape, UserCommand
from mialit.manuscript.tex_tokens import Token, as_run, tokens_of

_LONGEST_BODY = 200  # tokens of a definition that is read as one
_MOST_REQUESTS = 20  # of one command of the user's, in texts of so many characters:
_LONGEST_REQUEST = 1000
_MOST_BY_OWN = 100_000  # keys and names that all of the user's commands ask for, here and there
_LONGEST_NESTED = 5000  # characters of an argument with braces in it
# Blanks, comments, and at most one line end in a row: an empty line ends what is looked for.
_BLANKS = re.compile(r"(?:[ \t]|%[^\r\n]*(?:\r\n?|\n)|(?:\r\n?|\n)(?![ \t]*[\r\n]))*")
_OVERLAY = re.compile(r"<[^<>\r\n]{0,200}>")
_PLAIN_FILE = re.compile(r'"([^"\r\n]{1,4000})"|[^\s{}\\%"]{1,4000}')
_PARAMETER = re.compile(r"#(\d)")
_SPECIFICATION = re.compile(r"[+!]?(?:([mos])|O\{([^{}]*)\})\s*")
_PARAMETERS = re.compile(r"[ \t]*((?:#\d)*)[ \t]*")
_OWN_COMMAND = re.compile(r"\\([a-zA-Z@]+)")
_KEY = re.compile(r"[^\s\\{}#%~,'\"]+")

_DEFINING = frozenset(
    ["DeclareRobustCommand"]
    + [f"{verb}{kind}" for verb in ("new", "renew", "provide") for kind in ("command", "robustcmd")]
)
_DEF = frozenset(["def", "gdef", "edef", "xdef"])
_DOCUMENT_COMMANDS = frozenset(
    f"{verb}{kind}DocumentCommand"
    for verb in ("New", "Renew", "Provide", "Declare")
    for kind in ("", "Expandable")
)
_DECLARING = frozenset(["DeclareCiteCommand", "DeclareMultiCiteCommand"])


class Reader:
    """The commands of one file, in order; *known* is added to."""

    def __init__(self, text: str, known: KnownCommands) -> None:
        self.text = text
        self.found = tokens_of(text)
        self._known = known
        self._tokens = self.found.tokens
        self._closing = self.found.closing
        self.open: list[Token] = []  # commands whose argument is not closed

    def begin(self) -> int:
        r"""The index of the first token behind `\begin{document}`; 0 without it."""
        for index, token in enumerate(self._tokens):
            if token.text == "begin" and self.text.startswith("{document}", token.end):
                return index
        return 0

    def requests(self, index: int = 0, end: int | None = None) -> Iterator[Request]:
        """What the tokens from *index* to *end* ask for."""
        tokens = self._tokens
        stop = len(tokens) if end is None else end
        while index < stop:
            token = tokens[index]
            index += 1
            if len(token.text) == 1 and token.text in "{}[]()%":
                continue
            defined = self._definition(token, index)
            if defined is not None:
                index = max(index, defined)
                continue
            yield from self._command(token, index)

    # Arguments -----------------------------------------------------------------------------------

    def _at(self, index: int, offset: int) -> tuple[int, int]:
        """The index of the token that comes next, and the offset of the sign that comes next."""
        offset = _BLANKS.match(self.text, offset).end()  # type: ignore[union-attr]
        tokens = self._tokens
        while index < len(tokens) and tokens[index].start < offset:
            index += 1
        return index, offset

    def _group(self, index: int, offset: int, sign: str) -> tuple[int, int, int] | None:
        """The group that *sign* opens next: the index of its opening, of its closing, its end."""
        index, offset = self._at(index, offset)
        if index >= len(self._tokens):
            return None
        token = self._tokens[index]
        if token.start != offset or token.text != sign or index not in self._closing:
            return None
        closing = self._closing[index]
        return index, closing, self._tokens[closing].end

    def _inside(self, group: tuple[int, int, int]) -> tuple[str, Sequence[int]]:
        """The text within *group*, and where its characters stand; "" where it is too nested."""
        opening, closing, _ = group
        start, end = self._tokens[opening].end, self._tokens[closing].start
        if closing == opening + 1:
            return self.text[start:end], range(start, end)
        if end - start > _LONGEST_NESTED and opening in self.found.nesting:
            return "", range(0)
        within = iter(self._tokens[opening + 1 : closing])
        return as_run(self.text, within, start, end)

    def _optional(self, index: int, offset: int, signs: str = "[") -> tuple[int, int, list[str]]:
        """Behind the optional arguments that come next: index, offset, and their texts."""
        texts: list[str] = []
        while True:
            group = next(
                (found for sign in signs if (found := self._group(index, offset, sign))), None
            )
            if group is None:
                return index, offset, texts
            start, end = self._tokens[group[0]].end, self._tokens[group[1]].start
            texts.append(self.text[start : min(end, start + 1000)])
            index, offset = group[1] + 1, group[2]

    def _star(self, index: int, offset: int) -> tuple[int, int]:
        next_index, at = self._at(index, offset)
        if self.text.startswith("*", at):
            index, offset = next_index, at + 1
        overlay = _OVERLAY.match(self.text, self._at(index, offset)[1])
        while overlay:
            offset = overlay.end()
            overlay = _OVERLAY.match(self.text, self._at(index, offset)[1])
        return index, offset

    # Commands ------------------------------------------------------------------------------------

    def _command(self, token: Token, index: int) -> Iterator[Request]:
        known = self._known
        name = known.same.get(token.text, token.text)
        shape = known.shapes.get(name) or commands.shape_of(name)
        if shape is None and name in known.own:
            yield from self._own(known.own[name], token, index)
            return
        for suffix in known.suffixes:
            bare = name.removesuffix(suffix)
            if bare != name and (
                bare in commands.BIBLIOGRAPHIES
                or bare in commands.SILENT
                or commands.shape_of(bare) is not None
            ):
                name, shape = bare, commands.shape_of(bare)
                break
        if shape is not None:
            yield from self._citing(shape, token, index)
        elif name in commands.SILENT:
            yield from self._simple(RequestKind.LIST, token, index)
        elif name == "bibitem":
            yield from self._simple(RequestKind.ITEM, token, index)
        elif name in commands.BIBLIOGRAPHIES:
            yield from self._simple(RequestKind.BIBLIOGRAPHY, token, index)
        elif name in commands.RESOURCES:
            yield from self._simple(RequestKind.RESOURCE, token, index)
        elif name in commands.INPUTS:
            yield from self._input(name, token, index)
        elif name in commands.SUBFILES:
            yield from self._simple(RequestKind.SUBFILE, token, index)
        elif name in commands.IMPORTS or name in commands.SUBIMPORTS:
            kind = RequestKind.IMPORT if name in commands.IMPORTS else RequestKind.SUBIMPORT
            yield from self._import(kind, token, index)
        elif name in ("usepackage", "RequirePackage"):
            yield from self._simple(RequestKind.PACKAGE, token, index)
        elif name == "documentclass":
            yield from self._simple(RequestKind.CLASS, token, index)
        elif name in ("putbib", "newrefsection"):
            yield from self._optional_names(token.end, index)
        elif name == "begin":
            yield from self._environment(token, index)
        elif commands.may_cite(name):
            for request in self._simple(RequestKind.GUESS, token, index):
                if all(_KEY.fullmatch(key.strip()) for key in request.text.split(",")):
                    yield request

    def _citing(self, shape: Shape, token: Token, index: int) -> Iterator[Request]:
        index, offset = self._star(index, token.end)
        several = shape in (Shape.MULTIPLE, Shape.VOLUMES)
        in_volume = shape in (Shape.VOLUME, Shape.VOLUMES)
        if several:
            index, offset, _ = self._optional(index, offset, "(")
        first = True
        while True:
            index, offset, _ = self._optional(index, offset)
            if in_volume:
                volume = self._group(index, offset, "{")
                if volume is None:
                    break
                index, offset, _ = self._optional(volume[1] + 1, volume[2])
            group = self._group(index, offset, "{")
            if group is None:
                break
            text, places = self._inside(group)
            yield Request(RequestKind.CITE, text, places)
            index, offset = group[1] + 1, group[2]
            first = False
            if not several:
                return
        if first:
            self._note_open(index, offset, token)

    def _note_open(self, index: int, offset: int, token: Token) -> None:
        index, offset = self._at(index, offset)
        if self.text.startswith(("{", "["), offset):
            self.open.append(token)

    def _simple(self, kind: RequestKind, token: Token, index: int) -> Iterator[Request]:
        """A command with optional arguments and one in braces."""
        index, offset = self._star(index, token.end)
        index, offset, options = self._optional(index, offset)
        group = self._group(index, offset, "{")
        if group is not None:
            text, places = self._inside(group)
            yield Request(kind, text, places, ",".join(options))
        elif kind is not RequestKind.GUESS:
            self._note_open(index, offset, token)

    def _input(self, name: str, token: Token, index: int) -> Iterator[Request]:
        kind = RequestKind.OPTIONAL_INPUT if name == "InputIfFileExists" else RequestKind.INPUT
        _, offset = self._at(index, token.end)
        if self.text.startswith("{", offset):
            yield from self._simple(kind, token, index)
        elif name == "input":
            plain = _PLAIN_FILE.match(self.text, offset)
            if plain:
                start, end = plain.span(1) if plain[1] else plain.span()
                yield Request(kind, self.text[start:end], range(start, end))
            elif own := _OWN_COMMAND.match(self.text, offset):
                yield Request(kind, own[0], range(*own.span()))

    def _import(self, kind: RequestKind, token: Token, index: int) -> Iterator[Request]:
        index, offset = self._star(index, token.end)
        folder = self._group(index, offset, "{")
        file = folder and self._group(folder[1] + 1, folder[2], "{")
        if folder and file:
            text, places = self._inside(file)
            yield Request(kind, text, places, self._inside(folder)[0])

    def _optional_names(self, offset: int, index: int) -> Iterator[Request]:
        group = self._group(index, offset, "[")
        if group is not None:
            text, places = self._inside(group)
            yield Request(RequestKind.BIBLIOGRAPHY, text, places)

    def _environment(self, token: Token, index: int) -> Iterator[Request]:
        group = self._group(index, token.end, "{")
        name = self._inside(group)[0].strip() if group else ""
        if group and name.rstrip("*") in commands.ENVIRONMENTS:
            begun = token._replace(end=group[2])
            yield from self._citing(commands.ENVIRONMENTS[name.rstrip("*")], begun, group[1] + 1)
        elif group and name == "refsection":
            yield from self._optional_names(group[2], group[1] + 1)
        elif group and name == "btSect":
            index, offset, _ = self._optional(group[1] + 1, group[2])
            file = self._group(index, offset, "{")
            if file:
                yield Request(RequestKind.BIBLIOGRAPHY, *self._inside(file))

    def _own(self, own: UserCommand, token: Token, index: int) -> Iterator[Request]:
        """What a command of the user's asks for with the arguments that stand behind it here."""
        offset = token.end
        values: list[tuple[str, Sequence[int]]] = []
        for kind in own.arguments:
            if kind == "s":
                index, offset = self._star(index, offset)
                values.append(("", range(0)))
                continue
            group = self._group(index, offset, "{" if kind == "m" else "[")
            if group is not None:
                values.append(self._inside(group))
                index, offset = group[1] + 1, group[2]
            elif kind == "m":
                return
            else:
                values.append((kind[1:], range(0)))
        for request in own.requests:
            whole = _PARAMETER.fullmatch(request.text.strip())
            if whole and 0 < int(whole[1]) <= len(values):
                text, places = values[int(whole[1]) - 1]
            else:
                text = _PARAMETER.sub(lambda number: _argument(values, number), request.text)
                places = ()
            self._known.by_own += 1 + text.count(",")
            if self._known.by_own <= _MOST_BY_OWN:
                yield request._replace(text=text, places=places or [token.start] * len(text))

    # Definitions ---------------------------------------------------------------------------------

    def _definition(self, token: Token, index: int) -> int | None:
        """Learns a definition; the index behind it. None where *token* begins none."""
        name = token.text
        if name in _DEFINING or name in _DOCUMENT_COMMANDS:
            return self._new_command(token, index, by_kinds=name in _DOCUMENT_COMMANDS)
        if name in _DEF:
            return self._def(token, index)
        if name == "let":
            return self._let(token, index)
        if name in _DECLARING:
            return self._declared(token, index)
        if name == "newcites":
            index, offset = self._star(index, token.end)
            group = self._group(index, offset, "{")
            if group:
                names = self._inside(group)[0].split(",")
                self._known.suffixes.update(filter(str.isalpha, map(str.strip, names)))
            return group[1] + 1 if group else index
        return None

    def _defined_name(self, index: int, offset: int) -> tuple[str, int, int]:
        r"""The name in `{\name}` or `\name`, and what is behind it; "" where there is none."""
        index, offset = self._at(index, offset)
        braced = self.text.startswith("{", offset)
        if braced:
            index, offset = self._at(index + 1, offset + 1)
        found = _OWN_COMMAND.match(self.text, offset)
        if found is None:
            return "", index, offset
        # A conditional is no token.
        if index < len(self._tokens) and self._tokens[index].start == offset:
            index += 1
        offset = found.end()
        if braced:
            index, offset = self._at(index, offset)
            if not self.text.startswith("}", offset):
                return "", index, offset
            index, offset = index + 1, offset + 1
        return found[1], index, offset

    def _new_command(self, token: Token, index: int, *, by_kinds: bool) -> int:
        first = index
        index, offset = self._star(index, token.end)
        name, index, offset = self._defined_name(index, offset)
        arguments: tuple[str, ...] | None = ()
        if by_kinds:
            group = self._group(index, offset, "{")
            if group is None:
                return first
            arguments = _kinds(self._inside(group)[0])
            index, offset = group[1] + 1, group[2]
        else:
            index, offset, options = self._optional(index, offset)
            number = options[0].strip() if options else "0"
            count = int(number) if number in "0123456789" and number else 0
            arguments = ("m",) * count
            if len(options) > 1 and count:
                arguments = (f"o{options[1]}", *arguments[1:])
        return self._body(name, arguments, index, offset) or first

    def _def(self, token: Token, index: int) -> int:
        name, after, offset = self._defined_name(index, token.end)
        parameters = _PARAMETERS.match(self.text, offset)
        if not name or parameters is None or not self.text.startswith("{", parameters.end()):
            return index
        arguments = ("m",) * parameters[1].count("#")
        return self._body(name, arguments, after, parameters.end()) or index

    def _body(
        self, name: str, arguments: tuple[str, ...] | None, index: int, offset: int
    ) -> int | None:
        """Learns the command *name* with the body that comes next; the index behind that.

        None where there is no body, or one too long to be learned, which is read as it stands.
        """
        group = self._group(index, offset, "{")
        if group is None:
            return None
        opening, closing, _ = group
        if closing - opening > _LONGEST_BODY:
            return None
        known = self._known
        known.own.pop(name, None)
        known.plain.pop(name, None)
        known.same.pop(name, None)
        if not name or arguments is None:
            return closing + 1
        last = self._tokens[closing - 1]
        target = known.same.get(last.text, last.text)
        citing = target in known.own or commands.shape_of(target) or target in commands.SILENT
        rest = self.text[last.end : self._tokens[closing].start].strip()
        if closing - 1 > opening and citing and not rest and target != name and not arguments:
            known.same[name] = target
            return closing + 1
        requests: list[Request] = []
        for request in self.requests(opening + 1, closing):
            template = request._replace(places=())
            if len(requests) == _MOST_REQUESTS or len(request.text) > _LONGEST_REQUEST:
                break
            if template not in requests:
                requests.append(template)
        if requests or commands.may_cite(name):
            known.own[name] = UserCommand(arguments, tuple(requests))
        if not requests and not arguments:
            text = self._inside(group)[0]
            if len(text) <= 1000 and not re.search(r"[\\{}#]", text):
                known.plain[name] = text
        return closing + 1

    def _let(self, token: Token, index: int) -> int:
        name, after, offset = self._defined_name(index, token.end)
        if not name:
            return index
        after, offset = self._at(after, offset)
        if self.text.startswith("=", offset):
            after, offset = self._at(after, offset + 1)
        target, after, _ = self._defined_name(after, offset)
        if not target:
            return index
        known = self._known
        target = known.same.get(target, target)
        if target != name:
            known.same[name] = target
            known.own.pop(name, None)
        return after

    def _declared(self, token: Token, index: int) -> int:
        r"""Learns the command that biblatex's `\DeclareCiteCommand{\name}...` makes."""
        after, offset = self._star(index, token.end)
        name, after, _ = self._defined_name(after, offset)
        if name:
            multiple = token.text == "DeclareMultiCiteCommand"
            self._known.shapes.setdefault(name, Shape.MULTIPLE if multiple else Shape.KEYS)
        return after


def _argument(values: Sequence[tuple[str, Sequence[int]]], number: re.Match[str]) -> str:
    index = int(number[1])
    return values[index - 1][0] if 0 < index <= len(values) else number[0]


def _kinds(text: str) -> tuple[str, ...] | None:
    """The arguments that *text*, such as `s o m`, stands for; None where it has others."""
    kinds: list[str] = []
    at = 0
    text = text.strip()
    while at < len(text):
        found = _SPECIFICATION.match(text, at)
        if found is None or len(kinds) == 9:
            return None
        kinds.append(found[1] or f"o{found[2]}")
        at = found.end()
    return tuple(kinds)
