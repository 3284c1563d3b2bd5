"""Reads a manuscript: its main file, and the files that this one and those read.

Files are looked for as LaTeX does that runs in the folder of the main file, else in the working
directory. Each is read once: what a file cites is cited where it is read first.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from mialit.errors import FileProblem
from mialit.manuscript.commands import KnownCommands, Request, RequestKind, expanded
from mialit.manuscript.files import (
    bytes_of,
    first_there,
    is_there,
    place_at,
    plain,
    root_named_in,
    text_of,
    with_tex,
)
from mialit.manuscript.model import Bibliography, Citation, Manuscript, Note, Place
from mialit.manuscript.tex_commands import Reader
from mialit.manuscript.tex_tokens import line_starts
from mialit.storage.streams import real_name
from mialit.text.normalize import clean

AUXILIARY, CONTROL = ".aux", ".bcf"
# A file without an ending is LaTeX, too: a pipe has none.
LATEX = frozenset([".tex", ".ltx", ".latex", ".rnw", ".rtex", ".snw", ".dtx", ".lhs", ""])
_DEEPEST = 50  # files that read each other; TeX itself ends at 15
_MOST_FILES = 10_000
_MOST_BIBLIOGRAPHIES = 1000
_BACKEND = re.compile(r"backend\s*=\s*\{?bibtex8?\b")
_ADDRESS = re.compile(r"[a-z]+://", re.IGNORECASE)
_AUX_COMMAND = re.compile(
    r"\\(citation|bibdata|@input|abx@aux@cite|abx@aux@nociteall|bibcite)"
    r"(?:\{\d*\}(?=\{))?(?:\{([^{}]*)\})?"
)
# Keys by which styles and classes hand options to BibTeX, and the .bib files they write for that.
_OPTION_KEY = re.compile(r"biblatex-control|REVTEX\d+Control|(?:apsrev|aipnum)[\w-]*Control", re.I)
_TOO_DYNAMIC = "is known when LaTeX runs; name the .aux or .bcf file that it leaves"


def read(path: Path) -> Manuscript:
    """The manuscript whose main file is *path*, a .tex, .aux or .bcf file.

    The ending .tex may be left out, as for LaTeX.

    What the main file reads and is not there is a note. A bibliography need not be there; see
    `existing`. Raises FileProblem where the main file cannot be read or is of another kind.
    """
    path = with_tex(path)
    reading = _Reading(path)
    ending = path.suffix.lower()
    if ending == AUXILIARY:
        reading.auxiliary(path)
        if not reading.bibliographies:
            reading.control_beside(path)
    elif ending == CONTROL:
        reading.control(path)
    elif ending in LATEX:
        reading.document(path)
    else:
        raise FileProblem(
            f"{path}: is no .tex, .aux or .bcf file; name the manuscript's main file, "
            "or what LaTeX leaves of it"
        )
    return reading.manuscript()


def is_source(path: Path) -> bool:
    """Whether the name *path* is that of a LaTeX source or of what LaTeX leaves, for `read`."""
    path = with_tex(path)
    return bool(path.suffix) and path.suffix.lower() in (*LATEX, AUXILIARY, CONTROL)


class _Reading:
    """What has been read so far of the manuscript with the main file *path*."""

    def __init__(self, path: Path) -> None:
        self._main = path
        self._folders = [path.parent, Path()]
        self._known = KnownCommands()
        self._known.plain["jobname"] = path.stem
        self._seen: set[str] = set()
        self._citations: list[Citation] = []
        self._everything: Place | None = None
        self._items: set[str] = set()
        self.bibliographies: dict[str, Bibliography] = {}
        self._written: dict[str, Place] = {}
        self._notes: dict[Note, None] = {}
        self._biblatex = False
        self._backend_bibtex = False

    def manuscript(self) -> Manuscript:
        """All that was read."""
        return Manuscript(
            str(self._main),
            tuple(self._citations),
            self._everything,
            tuple(
                each._replace(written_at=self._written.get(os.path.normpath(each.path)))
                for each in self.bibliographies.values()
            ),
            tuple(self._notes),
            not self._biblatex or self._backend_bibtex,
            frozenset(self._items),
        )

    # LaTeX ---------------------------------------------------------------------------------------

    def document(self, path: Path) -> None:
        """Reads the main file *path*, a LaTeX source, or a chapter that names its main file."""
        text = text_of(path, str(path))
        self._seen.add(real_name(path))
        root = root_named_in(text)
        if root and not root.lower().endswith((".bib", AUXILIARY, CONTROL)):
            self._of_root(path.parent / root, Place(str(path), 1, 1))
        self._source(text, path, [], [str(path)])

    def _of_root(self, root: Path, place: Place) -> None:
        """Reads what the main file *root* says of bibliographies and commands; not its citations.

        *place* is where a chapter names it.
        """
        root = plain(with_tex(root))
        if real_name(root) in self._seen:
            return
        try:
            text = text_of(root, str(root))
        except FileProblem as problem:
            self._note(place, str(problem))
            return
        self._folders.insert(0, root.parent)  # in which LaTeX runs
        reader = Reader(text, self._known)
        lines = line_starts(text)
        for request in reader.requests():
            if request.kind in (
                RequestKind.BIBLIOGRAPHY,
                RequestKind.RESOURCE,
                RequestKind.PACKAGE,
            ):
                self._answer(request, str(root), lines, [], [])

    def _source(self, text: str, path: Path, imports: list[Path], chain: list[str]) -> None:
        """Reads *text*, that of *path*; *chain* are the files that read each other up to it."""
        name = str(path)
        reader = Reader(text, self._known)
        lines = line_starts(text)
        for file, start in reader.found.written:
            target = os.path.normpath(self._folders[0] / file)
            self._written.setdefault(target, place_at(name, lines, start))
        first = reader.begin() if len(chain) > 1 and "\\documentclass" in text else 0
        for request in reader.requests(first):
            self._answer(request, name, lines, imports, chain)
        for token in reader.open:
            self._note(
                place_at(name, lines, token.start),
                f"the argument of \\{token.text} is not closed, or not one; it is passed over",
            )
        for token in reader.found.unclosed:
            self._note(
                place_at(name, lines, token.start),
                f"\\{token.text} is not ended; nothing behind it is read",
            )

    def _answer(
        self, request: Request, name: str, lines: list[int], imports: list[Path], chain: list[str]
    ) -> None:
        kind = request.kind
        place = place_at(name, lines, request.places[0] if request.places else 0)
        if kind in (RequestKind.CITE, RequestKind.LIST, RequestKind.GUESS):
            self._cite(request, name, lines)
        elif kind is RequestKind.BIBLIOGRAPHY:
            for part in request.text.split(","):
                self._bibliography(part, place, ending=".bib")
        elif kind is RequestKind.RESOURCE:
            self._biblatex = True
            self._resource(request, place)
        elif kind is RequestKind.ITEM:
            self._items.add(clean(request.text.strip()))
        elif kind is RequestKind.PACKAGE:
            if "biblatex" in request.text:
                self._biblatex = True
                self._backend_bibtex |= _BACKEND.search(request.options) is not None
        elif kind is RequestKind.CLASS:
            if request.text.strip() == "subfiles" and len(chain) == 1 and request.options.strip():
                self._of_root(Path(name).parent / request.options.strip(), place)
        else:
            self._input(request, place, imports, chain)

    def _cite(self, request: Request, name: str, lines: list[int]) -> None:
        start = 0
        for part in request.text.split(","):
            stripped = part.strip()
            offset = start + len(part) - len(part.lstrip())
            start += len(part) + 1
            if not stripped:
                continue
            place = place_at(name, lines, request.places[offset])
            key = expanded(stripped, self._known.plain)
            if "#" in key:  # of a definition that is not read as one
                continue
            if re.search(r"[\\{}]", key):
                if request.kind is not RequestKind.GUESS:
                    self._note(place, f"the key {stripped} {_TOO_DYNAMIC}")
                continue
            for each in key.split(","):
                self._key(each, place, request.kind)

    def _key(self, text: str, place: Place, kind: RequestKind) -> None:
        key = clean(" ".join(text.split()))
        if key == "*":
            if kind is RequestKind.LIST:
                self._everything = self._everything or place
            return
        key = key.lstrip("*")  # REVTeX's, for an entry that is joined to the one before
        if key:
            printed, certain = kind is not RequestKind.LIST, kind is not RequestKind.GUESS
            self._citations.append(Citation(key, *place, printed, certain))

    def _input(self, request: Request, place: Place, imports: list[Path], chain: list[str]) -> None:
        file = expanded(request.text, self._known.plain).strip().strip('"')
        folder = expanded(request.options, self._known.plain).strip()
        if not file or "#" in file:
            return
        if re.search(r"[\\{}]", file) or (request.kind in _IMPORTING and "\\" in folder):
            self._note(place, f"the file {file} {_TOO_DYNAMIC}")
            return
        inside = imports
        if request.kind is RequestKind.IMPORT:
            inside = [each / folder for each in self._folders]
        elif request.kind is RequestKind.SUBIMPORT:
            inside = [each / folder for each in (imports or self._folders)]
        elif request.kind is RequestKind.SUBFILE:
            inside = [(each / file).parent for each in (imports or self._folders)]
            file = Path(file).name
        self._follow(file, [*inside, *self._folders], inside, request, place, chain)

    def _follow(
        self,
        file: str,
        folders: Sequence[Path],
        inside: list[Path],
        request: Request,
        place: Place,
        chain: list[str],
    ) -> None:
        path = first_there(folders, (f"{file}.tex", file) if not file.endswith(".tex") else (file,))
        if path is None:
            if request.kind is not RequestKind.OPTIONAL_INPUT:
                self._note(place, f"{file}: no such file; what it cites is not known")
            return
        real = real_name(path)
        if real in map(real_name, map(Path, chain)):
            self._note(place, f"{path} reads itself; it is read once")
        if real in self._seen:
            return
        if len(chain) > _DEEPEST or len(self._seen) > _MOST_FILES:
            self._note(place, f"{path}: is not read; too many files read each other")
            return
        self._seen.add(real)
        try:
            text = text_of(path, str(path))
        except FileProblem as problem:
            self._note(place, str(problem))
            return
        self._source(text, path, inside, [*chain, str(path)])

    # Bibliographies ------------------------------------------------------------------------------

    def _resource(self, request: Request, place: Place) -> None:
        options = "".join(request.options.split()).lower()
        name = request.text.strip()
        if "location=remote" in options or _ADDRESS.match(name):
            self._note(place, f"{name}: is not on this machine, and not read")
        elif "datatype=" in options and "datatype=bibtex" not in options:
            self._note(place, f"{name}: is no BibTeX, and not read")
        elif "glob" in options and "glob=false" not in options:
            self._pattern(name, place)
        else:
            self._bibliography(name, place)

    def _pattern(self, name: str, place: Place) -> None:
        """The bibliographies of a pattern such as `bib/*.bib`."""
        within, _, pattern = name.rpartition("/")
        for folder in self._folders:
            try:
                found = sorted((folder / within).glob(pattern)) if pattern else []
            except (OSError, ValueError, NotImplementedError, re.error):
                found = []
            for each in found:
                self._bibliography(str(each.relative_to(folder)), place)
            if found:
                return
        self._note(place, f"{name}: no file is called so")

    def _bibliography(self, stated: str, place: Place, ending: str = "") -> None:
        name = expanded(stated, self._known.plain).strip().strip('"')
        if not name or "#" in name:
            return
        if re.search(r"[\\{}]", name):
            self._note(place, f"the bibliography {name} {_TOO_DYNAMIC}")
            return
        name = name if name.endswith(ending) else name + ending
        path = first_there(self._folders, (name, f"{name}.bib") if not ending else (name,))
        path = path or plain(self._folders[0] / name)
        if len(self.bibliographies) < _MOST_BIBLIOGRAPHIES:
            normal = os.path.normpath(path)
            self.bibliographies.setdefault(normal, Bibliography(path, place))

    # What LaTeX leaves ---------------------------------------------------------------------------

    def auxiliary(self, path: Path) -> None:
        """Reads the .aux file *path* and those of its chapters."""
        # LaTeX may have been told to write into a folder of its own.
        self._folders = [path.parent, path.parent / "..", Path()]
        self._auxiliary(text_of(path, str(path)), path, 0)

    def _auxiliary(self, text: str, path: Path, depth: int) -> None:
        self._seen.add(real_name(path))
        lines = line_starts(text)
        for found in _AUX_COMMAND.finditer(text):
            command, argument = found[1], found[2] or ""
            start = found.start(2) if found[2] else found.start()
            place = place_at(str(path), lines, start)
            if command == "citation":
                self._cited_of_auxiliary(argument, str(path), lines, start)
            elif command == "abx@aux@cite":
                self._biblatex = True
                self._cited_of_auxiliary(argument, str(path), lines, start)
            elif command == "abx@aux@nociteall":
                self._biblatex = True
                self._everything = self._everything or place
            elif command == "bibdata":
                self._backend_bibtex = True
                for name in argument.split(","):
                    if not self._writes_options(name.strip()):
                        self._bibliography(name, place, ending=".bib")
            elif command == "@input" and argument:
                self._chapter(argument.strip(), place, depth)

    def _writes_options(self, name: str) -> bool:
        """Whether *name* is of a .bib file that a package writes for BibTeX beside the text."""
        return name in (f"{self._main.stem}-blx", f"{self._main.stem}Notes")

    def _cited_of_auxiliary(self, argument: str, name: str, lines: list[int], start: int) -> None:
        at = start
        for part in argument.split(","):
            offset = at + len(part) - len(part.lstrip())
            at += len(part) + 1
            key = clean(part.strip())
            if key == "*":
                self._everything = self._everything or place_at(name, lines, offset)
                continue
            key = key.lstrip("*")
            if key and not _OPTION_KEY.fullmatch(key):
                self._citations.append(Citation(key, *place_at(name, lines, offset)))

    def _chapter(self, name: str, place: Place, depth: int) -> None:
        path = self._folders[0] / name
        real = real_name(path)
        if real in self._seen:
            return
        if depth >= _DEEPEST or len(self._seen) > _MOST_FILES:
            self._note(place, f"{path}: is not read; too many files read each other")
            return
        if not is_there(path):
            self._note(
                place, f"{path}: no such file; what it cites is not known; run LaTeX to make it"
            )
            return
        try:
            text = text_of(path, str(path))
        except FileProblem as problem:
            self._note(place, str(problem))
            return
        self._auxiliary(text, path, depth + 1)

    def control_beside(self, path: Path) -> None:
        """Takes the bibliographies from the .bcf file beside the .aux file *path*, if any."""
        beside = path.with_suffix(CONTROL)
        if self._biblatex and beside.exists():
            known = list(self._citations)
            self.control(beside)
            self._citations = known

    def control(self, path: Path) -> None:
        """Reads the .bcf file *path*."""
        from mialit.manuscript.control_file import read_control_file  # and a parser of XML

        self._biblatex = True
        self._folders = [path.parent, path.parent / "..", Path()]
        name = str(path)
        control = read_control_file(bytes_of(path, name), name)
        for key in control.keys:
            if key.text == "*":
                self._everything = self._everything or Place(name, key.line, key.column)
            else:
                self._citations.append(
                    Citation(key.text, name, key.line, key.column, not key.silent)
                )
        for each in control.resources:
            place = Place(name, each.line, each.column)
            if each.kind != "file" or _ADDRESS.match(each.name):
                self._note(place, f"{each.name}: is not on this machine, and not read")
            elif each.format != "bibtex":
                self._note(place, f"{each.name}: is no BibTeX, and not read")
            elif each.is_pattern:
                self._pattern(each.name, place)
            else:
                self._bibliography(each.name, place)

    def _note(self, place: Place, text: str) -> None:
        self._notes.setdefault(Note(place, clean(text)))


_IMPORTING = (RequestKind.IMPORT, RequestKind.SUBIMPORT)
