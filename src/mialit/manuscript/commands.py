"""The commands that cite, name bibliographies, and read other files: what their arguments are.

The names are those of LaTeX, natbib, biblatex, cite, apacite, jurabib, harvard, chicago, bibentry,
csquotes, multibib, bibunits, import and subfiles, taken from the packages' files and manuals. A
star behind a name changes how a citation is printed, not what is cited, and so does a capital at
its beginning.
"""

from enum import Enum, auto

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
