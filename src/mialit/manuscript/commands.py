"""Commands that cite, name bibliographies or read other files, and what commands ask for.

The names are those of LaTeX, natbib, biblatex, cite, apacite, jurabib, harvard, chicago, bibentry,
csquotes, multibib, bibunits, import and subfiles, taken from the packages' files and manuals. A
star behind a name changes how a citation is printed, not what is cited, and so does a capital at
its beginning.

What a text asks for by them is a request; commands of the user's own make requests, too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

_OF_BIBLATEX = """cite parencite footcite footcitetext textcite smartcite autocite supercite
    fullcite footfullcite citeauthor citetitle citeyear citedate citeurl citefield citelist citename
    notecite pnotecite fnotecite"""
_OF_NATBIB = """citet citep citealt citealp citenum citefullauthor citeyearpar citetalias citepalias
    shortcite"""
_OF_OTHERS = """citen citeonline citeN citeA citeNP citeANP citeyearNP citeauthorNP
    fullciteA fullciteNP fullciteauthor fullciteauthorA fullcitebib citefullauthort citefullauthorp
    shortciteA shortciteNP shortciteN shortciteANP shortciteauthor shortciteauthorA shortcitet
    shortcitep shortcitealt shortcitealp shortciteauthort shortciteauthorp citeauthort citeauthorp
    maskcite citeaffixed citeasnoun possessivecite footcitet footcitep
    footcitealt footcitealp footciteauthor footciteyear footcitetitleonly citetitleonly
    citeworkwithtitle jbcite onlinecite bibentry posscite
    possciteauthor posscitet posscitealt shortfullcite runcite inparencite headlesscite
    headlessfullcite shorthandcite"""
_MULTIPLE = """cites parencites footcites footcitetexts textcites smartcites autocites supercites
    headlesscites surnamecites runcites citecs citeincites"""
# Of csquotes: quotations, some of which have a language first, and environments.
_QUOTING = "textcquote blockcquote"
_QUOTING_IN = """foreigntextcquote hyphentextcquote foreignblockcquote hyphenblockcquote
    hybridblockcquote"""
_OF_VOLUMES = "volcite pvolcite fvolcite ftvolcite svolcite tvolcite avolcite"


class Shape(Enum):
    """Which arguments a command that cites has, and which of them are keys."""

    KEYS = auto()  # [...]{keys}
    MULTIPLE = auto()  # (...)(...)[...]{keys}[...]{keys}
    VOLUME = auto()  # [...]{volume or language}[...]{key}
    VOLUMES = auto()  # (...)(...)[...]{volume}[...]{key}[...]{volume}[...]{key}


SHAPES = {
    **dict.fromkeys((*_OF_BIBLATEX.split(), *_OF_NATBIB.split(), *_OF_OTHERS.split()), Shape.KEYS),
    **dict.fromkeys(_MULTIPLE.split(), Shape.MULTIPLE),
    **dict.fromkeys(_OF_VOLUMES.split(), Shape.VOLUME),
    **dict.fromkeys(_QUOTING.split(), Shape.KEYS),
    **dict.fromkeys(_QUOTING_IN.split(), Shape.VOLUME),
    **dict.fromkeys((f"{name}s" for name in _OF_VOLUMES.split()), Shape.VOLUMES),
}
# Environments that cite what they quote.
ENVIRONMENTS = {
    "displaycquote": Shape.KEYS,
    "foreigndisplaycquote": Shape.VOLUME,
    "hyphendisplaycquote": Shape.VOLUME,
}
# Those that put an entry into the bibliography and print nothing where they stand.
SILENT = frozenset(["nocite", "masknocite", "nocitemeta", "bstctlcite"])
# With "cite" in their names, whose arguments are no keys.
_NOT_CITING = """citestyle setcitestyle citetext citeindextype defcitealias shortcites citesetup
    citereset newcites bibcite precite postcite citetrackertrue citetrackerfalse citeneeded
    citeauthoryear citestarts citeends citeform citeleft citeright citepunct citemid citedash"""
_OTHERS = frozenset(_NOT_CITING.split())
# Those that name bibliographies, and those that name one file of any name.
BIBLIOGRAPHIES = frozenset(["bibliography", "nobibliography", "defaultbibliography"])
RESOURCES = frozenset(["addbibresource", "addglobalbib", "addsectionbib"])
INPUTS = frozenset(["input", "include", "@input", "InputIfFileExists"])
SUBFILES = frozenset(["subfile", "subfileinclude"])
IMPORTS = frozenset(["import", "inputfrom", "includefrom"])
SUBIMPORTS = frozenset(["subimport", "subinputfrom", "subincludefrom"])


def shape_of(name: str) -> Shape | None:
    """The arguments of the command *name* (without its backslash) that cites; None for others."""
    return SHAPES.get(name) or SHAPES.get(name[:1].lower() + name[1:])


def may_cite(name: str) -> bool:
    """Whether nothing is known of the command *name* but that it has "cite" in it."""
    folded = name.lower()
    return "cite" in folded and "@" not in name and folded not in _OTHERS and name[:2] != "if"


class RequestKind(Enum):
    """What a command asks for."""

    CITE = auto()
    LIST = auto()  # \nocite
    GUESS = auto()  # a command with "cite" in its name
    BIBLIOGRAPHY = auto()  # names with or without .bib, separated by commas
    RESOURCE = auto()  # one name, as it is
    INPUT = auto()
    OPTIONAL_INPUT = auto()
    SUBFILE = auto()
    IMPORT = auto()
    SUBIMPORT = auto()
    ITEM = auto()  # \bibitem
    PACKAGE = auto()
    CLASS = auto()


class Request(NamedTuple):
    """Something that the text asks for: `text` is its argument, whose characters stand at `places`.

    `options` is an optional argument, or the folder of an import.
    """

    kind: RequestKind
    text: str
    places: Sequence[int]
    options: str = ""


class UserCommand(NamedTuple):
    """A command of the user's: the kinds of its arguments, and what it asks for in terms of them.

    The kinds are "m", "s", and "o" with a default behind it.
    """

    arguments: tuple[str, ...]
    requests: tuple[Request, ...]


@dataclass
class KnownCommands:
    """What has been learned of a manuscript's own commands, over all of its files."""

    own: dict[str, UserCommand] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    suffixes: set[str] = field(default_factory=set)
    shapes: dict[str, Shape] = field(default_factory=dict)
    by_own: int = 0  # how many keys and names the own commands have asked for


def expanded(text: str, plain: Mapping[str, str]) -> str:
    """*text* with the commands in it that stand for plain text replaced."""
    if "\\" not in text:
        return text
    return re.sub(
        r"\\([a-zA-Z@]+)(?:\{\}|\s*)",
        lambda found: plain.get(found[1], found[0]),
        text,
    )
