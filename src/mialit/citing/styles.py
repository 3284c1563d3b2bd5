"""References in a citation style, as text, Markdown or HTML.

Styles are files of the Citation Style Language (CSL): those in `csl/`, by short names, or a user's.
citeproc, which applies them, comes with the extra `cite`; `engine` imports it where a reference is
asked for, and nothing else here does.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from mialit.citing import tags
from mialit.citing.csl_json import Item
from mialit.citing.tags import BOLD, ITALIC, SMALL_CAPITALS, SUBSCRIPT, SUPERSCRIPT, Tag
from mialit.errors import FileProblem, UsageProblem
from mialit.storage import streams
from mialit.text.markdown import escaped, no_list
from mialit.text.phrases import perhaps

# Short names, and the names of the files.
BUNDLED = {
    "acm": "association-for-computing-machinery",
    "apa": "apa",
    "elsevier-harvard": "elsevier-harvard",
    "ieee": "ieee",
    "springer-lncs": "springer-lecture-notes-in-computer-science",
}
# Families of styles that citeproc gets wrong: pages of four digits, names that tell works apart.
_REFUSED = re.compile(r"(?:\A|[/-])(?:chicago|turabian|mla|modern-language-association)(?:-|\d|\Z)")
INSTALL = "pip install 'mialit[cite]'"

_SPACE = "http://purl.org/net/xbiblio/csl"
_ELEMENTS = frozenset(
    re.findall(
        r"\S+",
        """author bibliography category choose citation citation-format contributor date date-part
        eissn else else-if email et-al group id if info institution institution-part intext issn
        issnl key label layout link locale macro multiple name name-part names number published
        rights single sort style style-options substitute summary term terms text title title-short
        translator updated uri""",
    )
)
_OF_ALL = {"id", "type"}  # what an item has that says nothing
_PRINTED = ("variable", "macro", "term", "value")  # one of which a <text> has
_LARGEST = 1_000_000  # bytes; the largest of some 3,000 independent styles has 170,000
_DEEPEST = 60  # elements within one another
# Elements, where macros stand in the place of their calls: APA has 170,000, Chicago 2,500,000.
_MOST = 5_000_000


class Kind(StrEnum):
    """What references are written in."""

    TEXT = "text"
    MARKDOWN = "md"
    HTML = "html"


class Style(NamedTuple):
    """An independent style: a file of CSL that is known to be well-formed.

    `name` is what messages call it; `own` says that it comes from a user.
    """

    name: str
    data: bytes
    own: bool = False


def bundled(name: str) -> Style:
    """The style with the short name *name*, in any case.

    Raises UsageProblem for a style that there is not, and for one that citeproc gets wrong: then
    the message says what writes it.
    """
    wanted = name.lower().removesuffix(".csl")
    file = BUNDLED.get(wanted, wanted)
    if file in BUNDLED.values():
        place = Path(__file__).with_name("csl") / f"{file}.csl"
        return Style(name, place.read_bytes())
    if _REFUSED.search(wanted):
        raise UsageProblem(_by_pandoc(wanted))
    from mialit.text.similarity import nearest

    near = perhaps(nearest(wanted, BUNDLED, 2), before="; ")
    raise UsageProblem(
        f"--style: no style is called {name!r}{near}; there are {', '.join(BUNDLED)}; "
        "--csl FILE takes any other (https://www.zotero.org/styles)"
    )


def load(name: str) -> Style:
    """The style of the user's file called *name*; raises what `read` does, and FileProblem."""
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise _too_large(name)
        data, _ = streams.read(path, name)
    except (OSError, ValueError) as error:
        gone = " (the bundled styles are chosen by --style)" if name in BUNDLED else ""
        raise streams.unreadable(error, name, "a file of CSL", f"no such file{gone}") from None
    return read(data, name)


def read(data: bytes, name: str) -> Style:
    """The style of a user's file with the content *data*; *name* is how messages call it.

    Raises FileProblem, with file and line, for what is no independent style or might not end, and
    UsageProblem for a style that citeproc gets wrong.
    """
    if len(data) > _LARGEST:
        raise _too_large(name)
    identifier = _Reading(name).of(data)
    if _REFUSED.search(identifier):
        raise UsageProblem(f"{name}: {_by_pandoc(identifier.rpartition('/')[2], name)}")
    return Style(name, data, own=True)


def _too_large(name: str) -> FileProblem:
    return FileProblem(f"{name}: is larger than {_LARGEST:,} bytes, which no style is")


def formatted(
    items: Sequence[Item], style: Style | str, kind: Kind = Kind.TEXT, *, numbered: bool = True
) -> list[str]:
    """*items* of CSL-JSON as references in *style*, one a line, in their order.

    A style by its short name is a bundled one. Its numbers, `[1]`, stand before the references,
    unless not *numbered*. An item that says nothing, or of which a style prints nothing, is "".
    Text of an item has no effect in Markdown and HTML; addresses are links there. Raises
    UsageProblem where citeproc is not installed or there is no such style, FileProblem where a
    user's style cannot be applied.
    """
    if isinstance(style, str):
        style = bundled(style)
    if find_spec("citeproc") is None:
        raise UsageProblem(
            f"references in a style need the package citeproc-py, which is not there; {INSTALL}"
        )
    from mialit.citing import engine

    if style.own and not engine.is_valid(style.data):
        # libxml2 names a line of the schema's choosing, which misleads.
        raise FileProblem(
            f"{style.name}: CSL's schema does not allow this style; "
            "what is wrong with it says https://validator.citationstyles.org"
        )
    try:
        made = engine.references(style.data, items)
    except Exception as error:
        if not style.own:
            raise
        # A style may be valid and hold what citeproc was not made for.
        raise FileProblem(
            f"{style.name}: citeproc cannot apply this style ({type(error).__name__}: {error}); "
            f"{_pandoc_line(style.name)}"
        ) from error
    texts = []
    for item, marked in zip(items, made, strict=True):
        label, _, rest = marked.rpartition(tags.LABEL_END)
        if item.keys() <= _OF_ALL or not any(map(str.isalnum, rest)):  # but what parts two texts
            texts.append("")
            continue
        parts = (label.strip(), rest.strip()) if numbered else (rest.strip(),)
        texts.append(_written(" ".join(filter(None, parts)), kind))
    return texts


# Refusing.


def _by_pandoc(style: str, file: str = "") -> str:
    family = "MLA" if style.startswith(("mla", "modern")) else "Chicago"
    return (
        f"the styles of the {family} family do not come out right here in every case, so they are "
        f"refused; {_pandoc_line(file, style)}"
    )


def _pandoc_line(file: str = "", style: str = "") -> str:
    """What to type instead. pandoc's own style is Chicago's, by author and date."""
    if not file and style.startswith(("mla", "modern")):
        file = "modern-language-association.csl"
        source = " (the file is at https://www.zotero.org/styles/modern-language-association)"
    else:
        source = ""
    choice = f" --csl {file}" if file else ""
    return (
        "pandoc does it: mialit cite KEY --format csl-json | "
        f"pandoc -f csljson -t plain --citeproc{choice}{source}"
    )


# Reading a style of a user.


class _Reading:
    """One reading of a file of CSL, which ends at the first thing that is wrong."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._path: list[str] = []
        self._identifier = ""
        self._bibliography = False
        # What each macro, and the rest as "", holds: elements, and calls of macros with lines.
        self._sizes: Counter[str] = Counter()
        self._calls: dict[str, dict[str, list[int]]] = {"": {}}
        self._macro = ""

    def of(self, data: bytes) -> str:
        """The identifier of the style *data*. Raises FileProblem for what is wrong with it."""
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise FileProblem(f"{self._name}:{error.lineno}: is no XML: {reason}") from None
        if not self._bibliography:
            raise FileProblem(f"{self._name}: has no bibliography, so it formats no references")
        self._check_macros()
        return self._identifier.strip()

    def _problem(self, reason: str, line: int = 0) -> FileProblem:
        return FileProblem(f"{self._name}:{line or self._parser.CurrentLineNumber}: {reason}")

    def _doctype(self, *_: object) -> None:
        raise self._problem("declares a document type, which no style needs; take it out")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, element = name.rpartition(" ")
        if not self._path and (space, element) != (_SPACE, "style"):
            raise self._problem(f"is no style of CSL: its first element is <{element}>")
        self._path.append(element)
        if len(self._path) > _DEEPEST:
            raise self._problem(f"has more than {_DEEPEST} elements within one another")
        if space == _SPACE and element not in _ELEMENTS:
            raise self._problem(f"<{element}> is no element of CSL")
        if element == "text" and "layout" in self._path and attributes.keys().isdisjoint(_PRINTED):
            raise self._problem(f"<text> says none of {', '.join(_PRINTED)}")
        if element == "link" and attributes.get("rel") == "independent-parent":
            raise self._dependent(attributes.get("href", ""))
        if element == "macro":
            self._macro = attributes.get("name", "")
            self._calls.setdefault(self._macro, {})
        self._bibliography = self._bibliography or self._path[1:] == ["bibliography"]
        self._sizes[self._macro] += 1
        called = attributes.get("macro")
        if called is not None and element in ("text", "key"):
            lines = self._calls[self._macro].setdefault(called, [])
            lines.append(self._parser.CurrentLineNumber)

    def _end(self, _: str) -> None:
        if self._path.pop() == "macro":
            self._macro = ""

    def _text(self, text: str) -> None:
        if self._path[1:] == ["info", "id"]:
            self._identifier += text

    def _dependent(self, parent: str) -> FileProblem:
        short = next((s for s, f in BUNDLED.items() if parent.endswith(f"/{f}")), None)
        instead = f"--style {short} is that" if short else f"get {parent} and give that to --csl"
        return self._problem(f"is a dependent style, which only names another, {parent}; {instead}")

    def _check_macros(self) -> None:
        """That macros exist, end, and do not grow beyond all bounds where they call one another."""
        full: dict[str, int] = {}
        # The macros being followed, each with those that it calls and are still to be looked at.
        stack = [("", iter(self._calls[""]))]
        followed = {""}
        while stack:
            name, calls = stack[-1]
            called = next(calls, None)
            if called is None:
                stack.pop()
                followed.discard(name)
                found = self._calls[name]
                full[name] = self._sizes[name] + sum(
                    full[each] * len(lines) for each, lines in found.items()
                )
                if full[name] > _MOST:
                    raise self._problem("has macros that call one another too often", 1)
            elif called not in self._calls or not called:
                line = self._calls[name][called][0]
                raise self._problem(f"calls a macro that is not there: {called!r}", line)
            elif called in followed:
                line = self._calls[name][called][0]
                raise self._problem(f"the macro {called!r} calls itself", line)
            elif called not in full:
                stack.append((called, iter(self._calls[called])))
                followed.add(called)


# Writing.


class _Run(NamedTuple):
    """A stretch of text that is formatted alike."""

    text: str
    tags: tuple[Tag, ...]


_FORMATTING = (ITALIC, BOLD, SMALL_CAPITALS, SUPERSCRIPT, SUBSCRIPT)
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)\]\u201d\u2019]")


def _written(marked: str, kind: Kind) -> str:
    """A reference with marks, in *kind*."""
    if kind is Kind.TEXT:
        return re.sub(f"[{tags.MARKS}]", "", marked)
    write = _html if kind is Kind.HTML else _markdown
    text = "".join(_linked(run, write) for run in _runs(marked))
    return no_list(text) if kind is Kind.MARKDOWN else text


def _runs(marked: str) -> Iterator[_Run]:
    """The stretches of *marked*. What is set apart within the same of its kind is so no more."""
    depths = dict.fromkeys(_FORMATTING, 0)
    openings = {tag.opening: tag for tag in _FORMATTING}
    closings = {tag.closing: tag for tag in _FORMATTING}
    signs = "".join([*openings, *closings])
    text = re.sub(f"[{tags.MARKS}]", lambda mark: mark[0] if mark[0] in signs else "", marked)
    for part in re.split(f"([{signs}])", text):
        if part in openings:
            depths[openings[part]] += 1
        elif part in closings:
            depths[closings[part]] -= 1
        elif part:
            formatting = (
                tag for tag in _FORMATTING if depths[tag] % 2 or (depths[tag] and tag != ITALIC)
            )
            yield _Run(part, tuple(formatting))


def _linked(run: _Run, write: Callable[[str, tuple[Tag, ...], str], str]) -> str:
    """*run* with its addresses as links."""
    out = []
    end = 0
    for found in _ADDRESS.finditer(run.text):
        out += [write(run.text[end : found.start()], run.tags, ""), write(found[0], (), found[0])]
        end = found.end()
    out.append(write(run.text[end:], run.tags, ""))
    return "".join(out)


def _html(text: str, formatting: tuple[Tag, ...], address: str) -> str:
    if address:
        return f'<a href="{escape(address)}">{escape(address)}</a>'
    text = escape(text, quote=False)
    for tag in reversed(formatting):
        text = f"{tag.start}{text}{tag.end}" if text else ""
    return text


def _markdown(text: str, formatting: tuple[Tag, ...], address: str) -> str:
    if address:
        return f"<{address}>"
    inner = text.strip()
    if not inner:
        return text
    before, _, after = text.partition(inner)
    shown = escaped(inner)
    for tag in reversed(formatting):
        start, end = {ITALIC: ("*", "*"), BOLD: ("**", "**"), SMALL_CAPITALS: ("", "")}.get(
            tag, (tag.start, tag.end)
        )
        shown = f"{start}{shown}{end}"
    return f"{before}{shown}{after}"
