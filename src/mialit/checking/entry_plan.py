"""What an entry of a manuscript is to be, by what a list has and what rules found.

Only the fields that a rule found something in are concerned, and those that go with them. How the
manuscript writes things stays (`style`).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from mialit.bibtex.crossref import inherited, stated
from mialit.bibtex.field_names import CONTAINERS, OF_EPRINT
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import separate_names, split_name
from mialit.bibtex.values import MONTH_MACROS
from mialit.checking.style import Style, family_first, given_first, initials
from mialit.curation.placement import in_order
from mialit.curation.publish_preprint import OF_THE_PREPRINT
from mialit.records import identifiers, pages, people
from mialit.records.content import address, readable
from mialit.text.latex import to_unicode
from mialit.text.latex_escape import to_verbatim
from mialit.text.normalize import fold, squash
from mialit.vocabulary.model import Value, Vocabulary
from mialit.vocabulary.venues import Recogniser

# What the rules that can be corrected are about, in the order in which it is corrected.
_RULES_BY_SUBJECT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "title": ("retitled", "title-differs"),
        "author": ("authors-missing", "authors-differ", "author-order"),
        "eprint": ("eprint-differs", "eprint-of-another-paper"),
        "doi": ("doi-differs", "doi-of-another-paper"),
        "year": ("year-differs",),
        "pages": ("pages-differ",),
        "venue": ("venue-differs",),
        "publication": ("stale-preprint",),
    }
)

_IN_PROCEEDINGS = ("inproceedings", "conference", "incollection", "inbook")
# What describes one volume or issue, and is not true of a paper in another venue.
_OF_THE_VENUE = (
    "editor", "series", "volume", "number", "issue", "publisher", "organization",
    "address", "location", "isbn", "issn", "eventtitle", "eventdate", "booksubtitle",
    "booktitleaddon", "journalsubtitle", "shortjournal", "maintitle",
)  # fmt: skip
_NUMBERS = ("volume", "number", "pages")
_ABOUT_A_PREPRINT = re.compile(r"(?i)arxiv|corr\b|print|submi|review|unpublished|manuscript")
_NAMES_ARXIV = ("eprint", "url", "doi", *CONTAINERS, "volume", "number", "howpublished")
_REMARKS = ("note", "addendum")  # which are the manuscript's own
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
PLAIN = Vocabulary(curated=False)  # for the order of fields, where a list's own have no part


class Correction(NamedTuple):
    """An entry of the manuscript, the entry *listed* of *list_* that it is, and what was found.

    `rules` are the names of the rules that found something.
    """

    entry: Entry
    list_: Library
    listed: Entry
    rules: frozenset[str]


class Raw(str):
    """A value with its delimiters, or the name of a macro."""

    __slots__ = ()


# Contents by lower-case name; None for a field that goes.
Fields = dict[str, str | None]


class Plan(NamedTuple):
    """What an entry is to be: its type, fields, and fields whose place another one takes."""

    type: str
    fields: Fields
    replaced: Mapping[str, str]  # old name: new name
    left: Sequence[str]


class Planner:
    """Plans the correction of one entry."""

    def __init__(self, style: Style, correction: Correction, recogniser: Recogniser) -> None:
        self._style = style
        self._library = style.library
        self._entry, list_, listed, self._rules = correction
        self._says = stated(self._library, self._entry)
        self._inherited = inherited(self._library, self._entry)
        self._has = {**inherited(list_, listed), **stated(list_, listed)}
        self._listed_type = listed.type
        self._recogniser = recogniser
        self._type = self._entry.type
        self._fields: Fields = {}
        self._replaced: dict[str, str] = {}
        self._left: list[str] = []

    def plan(self) -> Plan:
        """What the entry is to be; its fields are in the order in which a list has them."""
        steps: Mapping[str, Callable[[], None]] = {
            "title": self._title,
            "author": self._author,
            "eprint": self._eprint,
            "doi": self._doi,
            "year": self._year,
            "pages": self._pages,
            "venue": self._venue,
            "publication": self._publication,
        }
        for subject, rules in _RULES_BY_SUBJECT.items():
            if not self._rules.isdisjoint(rules):
                steps[subject]()
        order = in_order(dict.fromkeys(self._fields, ""), PLAIN)
        fields = {name: self._fields[name] for name in order}
        return Plan(self._type, fields, self._replaced, self._left)

    # -- single fields

    def _set(self, name: str, content: str | None) -> None:
        """*content* for the field *name*, or None for no such field."""
        if content is None:
            if name in self._says:
                self._fields[name] = None
            elif name in self._inherited:
                self._leave(name)
            else:
                self._fields.pop(name, None)
        elif name not in self._says and name in self._inherited:
            if readable(self._inherited[name]) != readable(content):
                self._leave(name)
        else:
            self._fields[name] = content

    def _leave(self, name: str) -> None:
        parent = self._says.get("crossref", "another entry")
        self._left.append(f"{name} is that of {parent}, to which the entry refers by crossref")

    def _text(self, name: str, content: str) -> str:
        return self._style.letters(self._entry, self._style.braces(self._entry, (name,), content))

    def _title(self) -> None:
        title = self._has.get("title", "")
        head, colon, rest = title.partition(": ")
        if "subtitle" in self._says and colon:
            self._set("title", self._text("title", head))
            self._set("subtitle", self._text("subtitle", rest))
        elif title:
            self._set("title", self._text("title", title))
            self._set("subtitle", None)

    def _author(self) -> None:
        listed = self._has.get("author", "")
        if listed:
            field = self._entry.field("author")
            self._set("author", self._authors(listed, field.raw[1:-1] if field else ""))

    def _authors(self, listed: str, written: str) -> str:
        """The people *listed*, as the manuscript has *written* them where it has them right."""
        says = separate_names(self._says.get("author", ""))
        if _are_run_together(says, separate_names(listed)):
            says = []  # nothing of it says how a single name is written
        families = self._style.family_first(self._entry if says else None)
        written_as = self._written_as(says, separate_names(listed))
        # Those that are wrong may have been written by somebody else.
        right = written_as.values() or [name for name in says if name != "others"]
        given = [first for name in right if (first := split_name(name).first)]
        dot = "." if any("." in first for first in given) else ""
        short = bool(given) and all(map(_is_initials, given))
        names = []
        for place, name in enumerate(separate_names(listed)):
            if name == "others":
                # What the list does not have, the manuscript may know.
                names += says[place:] or [name]
                continue
            if place in written_as:
                names.append(written_as[place])
                continue
            new = family_first(name)
            parts = split_name(name)
            if short and parts.first:
                whole = ", ".join(
                    filter(None, (" ".join(filter(None, (parts.von, parts.last))), parts.jr))
                )
                new = f"{whole}, {initials(parts.first, dot=dot)}"
            new = new if families else given_first(new)
            names.append(self._style.letters(self._entry, new))
        between = re.search(r"\s+and\s+", written)
        return (between[0] if between and "\n" in between[0] else " and ").join(names)

    def _written_as(self, says: Sequence[str], listed: Sequence[str]) -> dict[int, str]:
        """How the manuscript writes the people *listed*, by their places there."""
        one, other = (
            [readable(family_first(name)) for name in names if name != "others"]
            for names in (says, listed)
        )
        places = people.compared(one, other).places
        return {place: name for place, name in zip(places, says, strict=False) if place is not None}

    def _year(self) -> None:
        year = self._has.get("year") or self._has.get("date", "")[:4]
        if not year:
            return
        if "date" in self._says:
            found = _YEAR.search(self._says["date"])
            if found is None or found[0] != year:
                self._set("date", year)
        if "year" in self._says or "date" not in self._says:
            instead = self._style.has("date", instead_of="year")
            name = "date" if "year" not in self._says and instead else "year"
            self._set(name, year)

    def _pages(self) -> None:
        if has := self._has.get("pages"):
            self._set("pages", self._style.pages(self._entry, has))

    # -- identifiers

    def _doi(self, *, add: bool = True) -> None:
        new = address(self._has.get("doi", "")) or None
        says = self._says.get("doi", "")
        old = identifiers.doi_as_written(says) if says else None
        url = self._says.get("url", "")
        if in_url := identifiers.doi_as_written(address(url)):
            wrong = new is None or identifiers.doi(in_url) != identifiers.doi(new)
            if wrong and identifiers.arxiv(in_url) is None:
                self._set("url", identifiers.doi_link(new) if new else self._address())
        if says or (add and (not in_url or identifiers.arxiv(in_url))):
            self._set("doi", self._doi_like(says, old, new))

    def _doi_like(self, says: str, old: str | None, new: str | None) -> str | None:
        if new is None:
            return None
        plain = says.replace(r"\_", "_")
        content = plain.replace(old, new) if old and old in plain else new
        content = to_verbatim(content)
        return content.replace("_", r"\_") if r"\_" in says else content

    def _address(self) -> str | None:
        """The address that the list has, None where it has none."""
        return self._has.get("url")

    def _eprint(self) -> None:
        new = identifiers.arxiv(self._has.get("eprint", ""))
        for name in _NAMES_ARXIV:
            says = self._says.get(name, "")
            for old in _arxiv_numbers(name, says):
                if old == new:
                    continue
                if new is not None:
                    self._fields[name] = says = re.sub(_as_written(old), new, says)
                elif name == "eprint":
                    for each in (name, *OF_EPRINT):
                        self._set(each, None)
                elif name == "url":
                    self._set(name, self._address())
                elif name == "doi":
                    self._set(name, self._has.get("doi"))
                else:
                    self._left.append(f"{name} names {old}, which is another paper's")
        for name in _REMARKS:
            for old in _arxiv_numbers(name, self._says.get(name, "")):
                if old != new:
                    self._left.append(f"{name} names {old}, which is another paper's")

    # -- where and when it appeared

    def _container(self) -> None:
        """The container that the list states, in the place of the one that the entry has."""
        name = next((each for each in CONTAINERS if self._has.get(each)), None)
        if name is None:
            return
        content = self._has[name]
        kind = "booktitle" if name == "booktitle" else "journal"
        name = self._name_of_journal() if kind == "journal" else kind
        if kind != _kind(self._type):
            self._type = self._listed_type
        if name not in self._says and name in self._inherited:
            self._set(name, content)
            return
        old = next((each for each in CONTAINERS if each in self._says), None)
        if name not in self._says and old is not None:
            self._replaced[old] = name
            self._fields.pop(old, None)
        for other in CONTAINERS:
            if other in self._says and other != name and other not in self._replaced:
                self._fields[other] = None
        venue = self._venue_listed(content)
        self._fields[name] = Raw(self._style.container(self._entry, name, content, venue))

    def _name_of_journal(self) -> str:
        """The field for a journal: biblatex's where the entry, else the file, is written for it."""
        other = "journal" not in self._says and self._is_for_biblatex()
        return "journaltitle" if "journaltitle" in self._says or other else "journal"

    def _is_for_biblatex(self) -> bool:
        return "date" in self._says or self._style.has("journaltitle", instead_of="journal")

    def _venue_listed(self, content: str) -> Value | None:
        """The venue of the listed paper, whose container is *content*."""
        said = self._has.get("venue")
        spec = self._style.venues
        known = spec.value(readable(said)) if said else None
        return known or self._recogniser.value(readable(content))

    def _venue(self) -> None:
        """Where the paper appeared, and what goes with that and is reported with it."""
        self._container()
        for name in _OF_THE_VENUE:
            if name in self._says:
                self._set_listed(name)
        if not {"year", "date"}.isdisjoint(self._says):
            self._year()
        self._month()
        said, has = self._says.get("pages"), self._has.get("pages")
        if said and has and not pages.agree(readable(said), readable(has)):
            self._pages()
        if self._has.get("doi") and not identifiers.arxiv(address(self._says.get("doi", ""))):
            self._doi(add=False)

    def _set_listed(self, name: str) -> None:
        """The field *name* as the list has it, or no such field."""
        content = self._has.get(name)
        if name == "pages" and content:
            self._pages()
        else:
            self._set(name, self._text(name, content) if content else None)

    def _publication(self) -> None:
        """What `publish_preprint.publish` makes of a listed preprint."""
        self._container()
        earlier = squash(readable(self._has.get("formerly", "")))
        if (title := squash(to_unicode(self._says.get("title", "")))) and title in earlier:
            self._title()
        self._dates()
        for name in _NUMBERS:
            self._set_listed(name)
        if self._has.get("doi") or identifiers.arxiv(address(self._says.get("doi", ""))):
            self._doi()
        if "publisher" in self._says or (
            self._has.get("publisher") and self._style.usual(self._type, "publisher")
        ):
            self._set_listed("publisher")
        listed = self._address()
        if (
            listed
            and identifiers.arxiv(address(self._says.get("url", "")))
            and not identifiers.arxiv(address(listed))
        ):
            self._set("url", listed)
        for name in OF_THE_PREPRINT:
            stays = name in (*CONTAINERS, *_NUMBERS, "publisher", "date", "month")
            if name in self._says and not stays and self._is_of_the_preprint(name):
                self._set(name, None)
        self._keep_identifier()

    def _keep_identifier(self) -> None:
        """Puts the preprint's identifier into `eprint` where what named it goes.

        Such a field is `journal = {arXiv preprint arXiv:1610.05820}`.
        """
        if "eprint" in self._says or "eprint" in self._inherited:
            return
        lost: list[str] = []
        for name in (*_NAMES_ARXIV, *_REMARKS):
            stays = None if name in self._replaced else self._fields.get(name, self._says.get(name))
            if stays and _arxiv_numbers(name, stays):
                return
            lost += _arxiv_numbers(name, self._says.get(name, ""))
        listed = identifiers.arxiv(self._has.get("eprint", ""))
        if lost and (listed or self._rules.isdisjoint(_RULES_BY_SUBJECT["eprint"])):
            self._fields["eprint"] = listed or lost[0]
            if not {"archiveprefix", "eprinttype"}.intersection(self._says):
                says_type = self._style.has("eprinttype", instead_of="archiveprefix")
                says_prefix = self._style.has("archiveprefix", instead_of="eprinttype")
                biblatex = says_type or (self._is_for_biblatex() and not says_prefix)
                name, server = ("eprinttype", "arxiv") if biblatex else ("archiveprefix", "arXiv")
                self._fields[name] = server

    def _is_of_the_preprint(self, name: str) -> bool:
        said = _ABOUT_A_PREPRINT.search(self._says[name]) is not None
        return said or name not in ("howpublished", "institution")

    def _dates(self) -> None:
        self._year()
        if "date" in self._says and "date" not in self._fields:
            year = _YEAR.search(self._says["date"])
            self._set("date", year[0] if year else None)
        self._month()

    def _month(self) -> None:
        """The month that the list has, or none: the entry's is that of something else."""
        if "month" in self._says:
            macro = MONTH_MACROS.get(self._has.get("month", "").lower())
            self._set("month", macro and Raw(macro))


def _are_run_together(says: Iterable[str], listed: Iterable[str]) -> bool:
    """Whether one of the names in *says* is several of the people *listed*."""
    known = [readable(family_first(name)) for name in listed]
    return any(people.run_together(readable(family_first(name)), known) for name in says)


def _kind(type_: str) -> str:
    """The container that an entry of this type has."""
    return "journal" if type_ == "article" else "booktitle" if type_ in _IN_PROCEEDINGS else ""


def _arxiv_numbers(name: str, says: str) -> Iterable[str]:
    """The arXiv identifiers in the content *says* of the field *name*."""
    if not says:
        return ()
    whole = identifiers.arxiv(address(says))
    return (whole,) if whole else identifiers.arxiv_numbers(says) if name != "url" else ()


def _as_written(number: str) -> str:
    """A pattern for the arXiv identifier *number* with its subject class and version."""
    return "(?i)" + re.escape(number).replace("/", r"(?:\.[a-z]{2})?/") + r"(?:v\d+)?"


def _is_initials(given: str) -> bool:
    return all(len(word) == 1 for word in fold(to_unicode(given)).split())
