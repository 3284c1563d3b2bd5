"""The field names of BibTeX and biblatex, and those of other programs, with their properties.

Sources: "BibTeXing" (Patashnik 1988, btxdoc), sections 3.1 and 3.2; plain.bst's ENTRY; the biblatex
manual, sections 2.1 (types), 2.2 (fields: which are verbatim, keys or dates) and 2.4.1
(cross-references). What a list declares for itself is in its vocabulary.
"""

from collections.abc import Mapping
from types import MappingProxyType

from mialit.text.latex_escape import escape_special

# A row is a name and its properties:
#   classic     the classic styles print it, or BibTeX itself reads it
#   verbatim    an identifier, an address or a path: TeX's special characters stand as they are
#   keys        the key of another entry, or several with commas between; verbatim as well
#   inherited   `crossref` passes it on: it says where the parent appeared, so its parts did too
#   noise       notes of other programs, or contents that no list of papers needs
#   printed     noise in a list, and yet some styles print it
#   locates     it finds the paper, though the classic styles do not print it
#   foreign     neither BibTeX nor biblatex knows it
# The rows down to the first empty line are in the order in which entries usually have them.
_TABLE = """
title           classic
author          classic
editor          classic inherited
booktitle       classic inherited
journal         classic inherited
journaltitle    inherited
series          classic inherited
volume          classic inherited
number          classic inherited
pages           classic
articleno
publisher       classic inherited
organization    classic inherited
address         classic inherited
location        inherited
isbn
issn
year            classic inherited
date            inherited
month           classic inherited
howpublished    classic
note            classic
doi             verbatim locates
url             verbatim locates
eprint          verbatim locates
archiveprefix   locates
eprinttype      locates
primaryclass    locates
eprintclass     locates

abstract        noise
addendum
annotation      noise
annote          noise
chapter         classic
code            verbatim foreign
crossref        classic keys
edition         classic
entryset        keys
eventdate       inherited
eventtitle      inherited
file            verbatim noise
institution     classic inherited
issue
key             classic
keywords        noise
langid
language
pdf             verbatim
pubstate
related         keys
school          classic inherited
shorttitle
subtitle
type            classic
urldate         noise printed
venue           inherited
xdata           keys
xref            keys

__markedentry   noise foreign
added-at        noise foreign
adsnote         noise foreign
bibsource       noise foreign
biburl          noise foreign
comment         noise foreign
copyright       noise foreign
creationdate    noise foreign
date-added      noise foreign
date-modified   noise foreign
groups          noise foreign
interhash       noise foreign
intrahash       noise foreign
issue_date      noise printed foreign
keyword         noise foreign
lccn            noise foreign
local-url       noise foreign
localfile       noise foreign
mendeley-groups noise foreign
mendeley-tags   noise foreign
modificationdate noise foreign
numpages        noise printed foreign
owner           noise foreign
posted-at       noise foreign
printed         noise foreign
priority        noise foreign
qualityassured  noise foreign
ranking         noise foreign
rating          noise foreign
read            noise foreign
readstatus      noise foreign
relevance       noise foreign
review          noise foreign
rights          noise foreign
tags            noise foreign
timestamp       noise foreign
username        noise foreign
"""

_ROWS = {row.split()[0]: row.split()[1:] for row in _TABLE.split("\n") if row}


def _with(name: str) -> tuple[str, ...]:
    """The fields that have the property *name*, in the table's order."""
    return tuple(field for field, properties in _ROWS.items() if name in properties)


USUAL_ORDER = tuple(_ROWS)[: _TABLE.strip().split("\n").index("")]
CLASSIC = frozenset(_with("classic"))
REFERENCES = frozenset(_with("keys"))
VERBATIM = frozenset(_with("verbatim")) | REFERENCES
INHERITED = _with("inherited")
_NOISE = frozenset(_with("noise"))
_PRINTED = frozenset(_with("printed"))
# BibDesk and CiteULike number their fields, JabRef's comments name who wrote them.
_NUMBERED = ("bdsk-", "citeulike-", "comment-")
LOCATING = frozenset(_with("locates"))
# What says in which archive, and where in it, an `eprint` is, and nothing without one.
OF_EPRINT = LOCATING - VERBATIM
# What names the volume or journal in which a paper was published.
CONTAINERS = ("booktitle", "journal", "journaltitle")
# What BibTeX's and biblatex's styles know and a list may hold.
STANDARD = frozenset(_ROWS).difference(_with("foreign"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# biblatex's other fields (its manual, section 2.2, and blx-dm.def); the second part is not printed.
_BIBLATEX = _words(
    """
    afterword annotator author authortype bookauthor bookpagination booksubtitle booktitleaddon
    commentator editora editorb editorc editoratype editorbtype editorctype editortype eid
    entrysubtype eventtitleaddon foreword gender holder introduction isan ismn isrn issuesubtitle
    issuetitle issuetitleaddon iswc journalsubtitle journaltitleaddon library maintitle
    mainsubtitle maintitleaddon nameaddon origdate origlanguage origlocation origpublisher
    origtitle pagetotal pagination part relatedstring reprinttitle shortauthor shorteditor
    shorthand shorthandintro shortjournal shortseries titleaddon translator usera userb userc
    userd usere userf version volumes
    """
)
_BIBLATEX_INNER = _words(
    """
    execute ids indexsorttitle indextitle label langidopts lista listb listc listd liste listf
    namea nameb namec nameatype namebtype namectype options presort relatedoptions relatedtype
    sortkey sortname sortshorthand sorttitle sortyear verba verbb verbc day hyphenation
    """
)
# What other programs and databases write beside the table's, and no typo of a field: JabRef,
# Zotero, DBLP, ACM, ADS, INSPIRE, MathSciNet, PubMed, Scopus, Web of Science, HAL, home pages, and
# lists like the bundled one.
_ELSEWHERE = _words(
    """
    abbr abbrev_source_title abbreviation accessdate accessed acmid ads-url adsurl affiliation
    altmetric art_number article-number arxiv arxivid author_keywords award bibcode bibtex
    bibtexkey blog book-author book-editor book-group-author categories category citation-key
    citationkey cited-by citedby city codemeta coden collaboration collection comments contents
    country crossmark dateadded datemodified document_type e-issn ee eissn embargo event fjournal
    formerly funding hal_id hal_version html institute introducedin isbn-10 isbn-13 isbn10 isbn13
    issn-l issued journal-abbrev journal-iso keywords-plus kind knowledge lang lastaccessed
    lastchecked license link links meeting mrclass mrnumber mrreviewer nourl orcid page_count
    paperid patent pissn pmc pmcid pmid poster preprint preview price print-issn publication_stage
    released report-no reportnumber repository research-areas researcherid-numbers selected size
    sjournal slaccitation slides source state status subject supervisor supp swhid target
    tertiarytitle times-cited tldr topic topics translation unique-id uniqueid video website zbl
    zblnumber zmnumber
    """
)
# What a typo of a field may have meant: what styles read.
MEANT_FIELDS = STANDARD | _BIBLATEX.difference({"editora", "editorb", "editorc"})
KNOWN_FIELDS = frozenset(_ROWS) | _BIBLATEX | _BIBLATEX_INNER | _ELSEWHERE
# The types of BibTeX and biblatex, and of biblatex-software.
TYPES = _words(
    """
    article artwork audio bibnote book bookinbook booklet collection commentary conference customa
    customb customc customd custome customf dataset electronic image inbook incollection
    inproceedings inreference jurisdiction legal legislation letter manual mastersthesis misc
    movie music mvbook mvcollection mvproceedings mvreference online patent performance periodical
    phdthesis proceedings reference report review set software softwaremodule softwareversion
    codefragment standard suppbook suppcollection suppperiodical techreport thesis unpublished
    video www xdata
    """
)

# The fields that a type needs; `|` where any of them will do. biblatex's names and types count as
# well.
REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "article": ("author", "title", "journal|journaltitle", "year|date"),
        "book": ("author|editor", "title", "publisher", "year|date"),
        "booklet": ("title",),
        "collection": ("editor", "title", "year|date"),
        "conference": ("author", "title", "booktitle|eventtitle", "year|date"),
        "dataset": ("author|editor", "title", "year|date"),
        "inbook": ("author|editor", "title", "chapter|pages|booktitle", "publisher", "year|date"),
        "incollection": ("author", "title", "booktitle", "publisher", "year|date"),
        "inproceedings": ("author", "title", "booktitle|eventtitle", "year|date"),
        "manual": ("title",),
        "mastersthesis": ("author", "title", "school|institution", "year|date"),
        "online": ("title", "url|doi|eprint"),
        "patent": ("author", "title", "number", "year|date"),
        "phdthesis": ("author", "title", "school|institution", "year|date"),
        "proceedings": ("title", "year|date"),
        "report": ("author", "title", "institution", "year|date"),
        "software": ("author|editor", "title"),
        "techreport": ("author", "title", "institution", "year|date"),
        "thesis": ("author", "title", "institution|school", "year|date"),
        "unpublished": ("author", "title", "note|howpublished"),
    }
)
CLASSIC_TYPES = (
    "article", "book", "booklet", "inbook", "incollection", "inproceedings", "manual",
    "mastersthesis", "misc", "phdthesis", "proceedings", "techreport", "unpublished",
)  # fmt: skip
# Types with a field `type`, which says of which kind the thesis, report, ... is.
WITH_TYPE_FIELD = frozenset(
    {"inbook", "incollection", "manual", "mastersthesis", "patent", "phdthesis", "report"}
    | {"techreport", "thesis"}
)
# Types whose title the classic styles print as it is written (plain.bst: format.btitle).
TITLE_AS_WRITTEN = frozenset(
    {"book", "booklet", "collection", "inbook", "manual", "mastersthesis", "mvbook", "mvcollection"}
    | {"mvproceedings", "phdthesis", "proceedings", "reference", "thesis"}
)
# Types of volumes that stand beside their papers; their titles are close to those of papers.
VOLUMES = frozenset({"mvproceedings", "proceedings"})
# Types whose title is the `booktitle` of what refers to them by `crossref`.
COLLECTIONS = frozenset(
    {"book", "collection", "mvbook", "mvcollection", "mvproceedings", "mvreference", "proceedings"}
    | {"reference"}
)


def is_noise(name: str) -> bool:
    """Whether the field *name* (lower case) is a note of another program, or not for a list."""
    return name in _NOISE or name.startswith(_NUMBERED)


def is_for_reading(name: str) -> bool:
    """Whether the field *name* (lower case) serves who keeps the entry, and no citation of it."""
    return is_noise(name) and name not in _PRINTED


def is_printed(name: str) -> bool:
    """Whether LaTeX styles print the field *name* (lower case) as text, and not verbatim."""
    known = name in STANDARD or name in _BIBLATEX
    return known and name not in VERBATIM and not is_for_reading(name)


def field_source(name: str, text: str) -> str:
    r"""*text* as BibTeX source for the field *name*: `S&P` is `S\&P`, but in an address it stays.

    What is LaTeX already (commands, `\&`, formulas, braces) stays as well.
    """
    return text if name.lower() in VERBATIM else escape_special(text)
