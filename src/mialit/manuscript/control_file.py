"""Reads the .bcf file that biblatex leaves for biber: cited keys, in order, and bibliographies.

It is XML. A file with a document type is refused, since only such a one can define entities.
"""

from typing import NamedTuple
from xml.parsers import expat

from mialit.errors import FileProblem
from mialit.text.normalize import clean


class Key(NamedTuple):
    """A cited key and where it stands."""

    text: str
    line: int
    column: int
    silent: bool


class Resource(NamedTuple):
    """A bibliography; `kind` and `format` are biber's, mostly "file" and "bibtex"."""

    name: str
    line: int
    column: int
    kind: str
    format: str
    is_pattern: bool


class Control(NamedTuple):
    """What a .bcf file says."""

    keys: list[Key]
    resources: list[Resource]


def read_control_file(data: bytes, name: str) -> Control:
    """The keys and bibliographies in *data*, a .bcf file called *name*.

    Raises FileProblem where it is not one.
    """
    reader = _Reader(name)
    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    reader.parser = parser
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the two of an unknown encoding
        line = getattr(error, "lineno", 1)
        reason = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else error
        raise FileProblem(
            f"{name}:{line}: is no .bcf file of biblatex: {reason}; run LaTeX to make it anew"
        ) from None
    if not reader.is_control:
        raise FileProblem(f"{name}:1: is no .bcf file of biblatex; run LaTeX to make it anew")
    return Control(reader.keys, reader.resources)


class _Reader:
    parser: expat.XMLParserType

    def __init__(self, name: str) -> None:
        self._name = name
        self.is_control = False
        self.keys: list[Key] = []
        self.resources: list[Resource] = []
        self._open: tuple[str, dict[str, str], int, int] | None = None
        self._text: list[str] = []

    def refuse(self, *_: object) -> None:
        raise FileProblem(
            f"{self._name}:{self.parser.CurrentLineNumber}: has a document type, which no .bcf "
            "file of biblatex has; run LaTeX to make it anew"
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.is_control |= name == "controlfile"
        if name in ("citekey", "datasource"):
            place = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
            self._open = name, attributes, *place
            self._text = []

    def text(self, text: str) -> None:
        if self._open is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if self._open is None or tag.rpartition(":")[2] != self._open[0]:
            return
        name, attributes, line, column = self._open
        self._open = None
        text = clean("".join(self._text)).strip()
        if not text:
            return
        if name == "citekey":
            silent = attributes.get("nocite") == "1"
            self.keys.append(Key(text, line, column, silent))
            members = attributes.get("members", "").split(",")
            self.keys += (
                Key(clean(each.strip()), line, column, True) for each in members if each.strip()
            )
        else:
            kind, form = attributes.get("type", "file"), attributes.get("datatype", "bibtex")
            pattern = attributes.get("glob", "false").lower() in ("1", "true")
            self.resources.append(Resource(text, line, column, kind, form, pattern))
