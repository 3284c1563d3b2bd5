"""An entry as BibTeX's classic styles read it: what biblatex writes in other fields and types.

Sources: the biblatex manual, sections 2.1 (entry types) and 2.2 (entry fields), for what the newer
names mean; btxdoc and plain.bst for what the classic styles print and miss.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mialit.bibtex.crossref import inherited
from mialit.bibtex.field_names import CLASSIC, COLLECTIONS, LOCATING
from mialit.bibtex.layout import of_entry
from mialit.bibtex.model import Entry, Field, Library
from mialit.bibtex.values import MONTHS, expand, is_delimited, macros
from mialit.records.identifiers import arxiv
from mialit.text.latex_escape import with_ascii_letters

# biblatex's types, and those of other styles, that the classic styles do not have.
_MISC = """
    artwork audio codefragment commentary dataset electronic image jurisdiction legal legislation
    letter movie music online patent performance periodical software softwaremodule softwareversion
    standard video webpage www
"""
_TYPES = dict.fromkeys(_MISC.split(), "misc") | {
    "bookinbook": "incollection",
    "collection": "book",
    "inreference": "incollection",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "proceedings",
    "mvreference": "book",
    "reference": "book",
    "report": "techreport",
    "suppbook": "incollection",
    "suppcollection": "incollection",
    "suppperiodical": "article",
}
# biblatex's names of what the classic styles call otherwise, and that other name.
_NAMES = {
    "journaltitle": "journal",
    "location": "address",
    "eventtitle": "booktitle",
    "eprinttype": "archiveprefix",
    "eprintclass": "primaryclass",
}
# What an export for them has of an entry. A field that is called otherwise stays under that name.
KEPT = (CLASSIC | LOCATING).difference(_NAMES)
_THESES = ("phdthesis", "mastersthesis")
_DOCTORAL = re.compile(r"(?i)ph\.?\s*d|doctor|dissert|habilit")
# What biblatex takes for a word to translate, and the classic styles for one to print.
_TRANSLATED = frozenset({"phdthesis", "mathesis", "bathesis", "candthesis", "techreport"})
_UNPUBLISHED = frozenset({"article", "misc", "unpublished", "booklet"})
_YEAR = re.compile(r"\s*(\d{4})(?!\d)")
_MONTH_OF_DATE = re.compile(r"\s*\d{4}-(0[1-9]|1[0-2])(?:-\d\d)?\s*")
# The fields that say who made a work of a type, besides its author: `plain` sorts by one of them.
_MAKERS = {
    "book": ("editor",), "inbook": ("editor",), "proceedings": ("editor", "organization"),
    "manual": ("organization",),
}  # fmt: skip
_MAY_LACK_AUTHOR = frozenset({"misc", "manual", "booklet", "proceedings"})
_EMPTY = re.compile(r"[{}\s]*")


class Added(NamedTuple):
    """A field that an entry gets: its name, its source, and the value in that."""

    name: str
    source: str
    raw: str


@dataclass
class Classic:
    """How an entry has to differ.

    `type` is its type for the classic styles. `replaced` has sources by the start of the field
    that they stand for, "" where other fields say it; `added` are fields more. `changes` names
    what was done.
    """

    type: str
    replaced: dict[int, str] = field(default_factory=dict)
    added: list[Added] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def classic(library: Library, entry: Entry, *, is_parent: bool = False) -> Classic:
    """What the classic styles need of *entry* in other words than its own.

    `is_parent` says that others refer to it by `crossref`.
    """
    return _Reading(library, entry).made(is_parent=is_parent)


class _Reading:
    """One entry on its way: `_texts` has the contents of its fields, by the names they get."""

    def __init__(self, library: Library, entry: Entry) -> None:
        self._library = library
        self._entry = entry
        self._layout = of_entry(library, entry)
        self._fields = entry.first_fields()
        self._texts: dict[str, str] = {
            name: expand(each.raw, library.strings) for name, each in self._fields.items()
        }
        # Not inherited as a classic field, but made one: an entry's own date counts.
        self._inherited: Mapping[str, str] = inherited(library, entry)
        self._result = Classic(entry.type)

    def made(self, *, is_parent: bool) -> Classic:
        number = self._arxiv()
        self._rename()
        self._date()
        self._join_subtitles()
        self._retype(number)
        self._say_number(number)
        if is_parent and self._result.type in COLLECTIONS:
            self._add_raw("booktitle", "title")
        self._sort_key()
        self._spell_names()
        return self._result

    def _has(self, name: str) -> bool:
        text = self._texts.get(name) or self._inherited.get(name) or ""
        return not _EMPTY.fullmatch(text)

    def _stated(self, name: str) -> Field | None:
        """The entry's own field *name* where something is in it."""
        return None if _EMPTY.fullmatch(self._texts.get(name, "")) else self._fields.get(name)

    def _rename(self) -> None:
        for name, new in _NAMES.items():
            old = self._stated(name)
            if old is None or self._has(new):
                continue
            if name == "eventtitle" and self._entry.type not in ("inproceedings", "conference"):
                continue
            self._replace(old, new, old.raw)
            self._texts[new] = self._texts[name]
            if new in CLASSIC:
                self._result.changes.append(f"`{new}` from `{name}`")

    def _date(self) -> None:
        """`year` and `month` of `date`; of a range its first year."""
        month = self._fields.get("month")
        stated = self._texts.get("month", "").strip().lower()
        names = list(MONTHS)
        if month and stated.isdecimal() and 1 <= int(stated) <= 12:
            self._replace(month, "month", names[int(stated) - 1])
        elif month and stated in names and not macros(month.raw):
            self._replace(month, "month", stated)
        date = self._fields.get("date")
        text = self._texts.get("date", "")
        found = _YEAR.match(text)
        if date is None or found is None:
            return
        made = []
        if not self._texts.get("year", "").strip():
            made.append(self._layout.field("year", found[1]))
            self._texts["year"] = found[1]
            self._result.changes.append("`year` from `date`")
        named = _MONTH_OF_DATE.fullmatch(text)
        if named and not self._texts.get("month") and found[1] in self._texts["year"]:
            name = names[int(named[1]) - 1]
            made.append(self._layout.field("month", name))
            self._texts["month"] = name
        self._result.replaced[date.start] = f",{self._layout.lead}".join(made)

    def _join_subtitles(self) -> None:
        for name, more in (("title", "subtitle"), ("booktitle", "booksubtitle")):
            whole, part = self._fields.get(name), self._fields.get(more)
            if whole is None or part is None or not self._texts[more].strip():
                continue
            raw, rest = whole.raw, part.raw
            if not (is_delimited(raw) and is_delimited(rest)):
                continue
            if _EMPTY.fullmatch(self._texts[name]):  # the subtitle is all the title there is
                self._replace(whole, name, rest)
                self._fields[name] = whole._replace(raw=rest)
                self._texts[name] = self._texts[more]
                self._result.replaced[part.start] = ""
                continue
            if self._texts[more] in self._texts[name]:
                continue
            if raw[0] == '"' and '"' in rest[1:-1]:
                continue
            colon = "" if raw[:-1].rstrip("} ").endswith((":", "?", "!", ".")) else ":"
            self._replace(whole, name, f"{raw[:-1]}{colon} {rest[1:-1]}{raw[-1]}")
            self._result.replaced[part.start] = ""
            self._result.changes.append(f"`{more}` joined to `{name}`")

    def _retype(self, number: str | None) -> None:
        old = self._entry.type
        type_ = _TYPES.get(old, old)
        if old == "thesis":
            said = self._texts.get("type", "")
            type_ = _THESES[0 if not said or _DOCTORAL.search(said) else 1]
        elif old == "inbook" and self._has("booktitle"):
            type_ = "incollection"  # biblatex's @inbook is a part with a title of its own
        elif (old == "unpublished" and not self._has("note")) or (
            old == "article" and number and not self._has("journal")
        ):
            type_ = "misc"
        elif old == "collection" and not self._has("publisher"):
            type_ = "proceedings"
        elif type_ == "techreport" and not self._has("institution"):
            type_ = "misc"
        if type_ != old:
            self._result.type = type_
            self._result.changes.append("entry types")
            if type_ == "misc":
                self._say_publisher()
        school = self._stated("institution")
        if type_ in _THESES and not self._has("school") and school:
            self._replace(school, "school", school.raw)
            self._result.changes.append("`school` from `institution`")
        for each in self._entry.fields:  # of a repeated one all, or the next would count
            if each.name.lower() == "type":
                said = expand(each.raw, self._library.strings)
                if said.strip().lower() in _TRANSLATED:
                    self._result.replaced[each.start] = ""

    def _say_publisher(self) -> None:
        """Of a @misc the styles print neither who published it nor where, but how."""
        for name in ("organization", "publisher"):
            made = self._stated(name)
            if made and not self._has("howpublished") and not _is_arxiv(self._texts[name]):
                self._replace(made, "howpublished", made.raw)
                self._texts["howpublished"] = self._texts[name]
                self._result.changes.append(f"`howpublished` from `{name}`")

    def _arxiv(self) -> str | None:
        """The number of a preprint that has appeared nowhere else."""
        texts = self._texts
        collected = any(self._has(name) for name in ("booktitle", "eventtitle", "series"))
        if collected or not _is_arxiv(texts.get("publisher", "arXiv")):
            return None
        archive = texts.get("archiveprefix") or texts.get("eprinttype") or "arxiv"
        stated = [texts.get("eprint", "")] if archive.strip().lower() == "arxiv" else []
        stated += [texts.get(name, "") for name in ("arxivid", "doi", "url")]
        return next((number for text in stated if (number := arxiv(text.strip()))), None)

    def _say_number(self, number: str | None) -> None:
        """Puts the preprint's *number* where the styles print it, unless it is there."""
        type_ = self._result.type
        if number is None or type_ not in _UNPUBLISHED:
            return
        journal = self._texts.get("journal", "")
        if type_ == "article" and not re.search(r"(?i)arxiv|\bcorr\b", journal):
            return
        printed = ["title", "note"]
        printed += ["journal", "volume", "number", "pages"] if type_ == "article" else []
        printed += ["howpublished"] if type_ in ("misc", "booklet") else []
        if any(number in self._texts.get(name, "") for name in printed):
            return
        name = "howpublished" if "howpublished" in printed else "note"
        if self._texts.get(name, "").strip():
            name = "note"
        stated = f"arXiv:{number}"
        note = self._fields.get(name)
        if note is None:
            self._add(name, stated)
        elif is_delimited(note.raw):
            before = self._texts[name].strip().rstrip(".")
            self._replace(note, name, self._layout.value(name, f"{before}. {stated}"))
        else:
            return
        self._result.changes.append(f"an arXiv number in `{name}`")

    def _sort_key(self) -> None:
        """A `key` where nobody is named whom the styles could sort by."""
        makers = ("author", "key", *_MAKERS.get(self._result.type, ()))
        if self._result.type == "proceedings":
            makers = makers[1:]
        if self._result.type in _MAY_LACK_AUTHOR and not any(map(self._has, makers)):
            self._add_raw("key", "title")

    def _spell_names(self) -> None:
        """Names in letters of which a style can print an initial."""
        for name in ("author", "editor"):
            people = self._fields.get(name)
            if people and not macros(people.raw):
                spelled = with_ascii_letters(people.raw)
                if spelled != people.raw:
                    self._replace(people, name, spelled)
                    self._result.changes.append(f"accents in `{name}` in LaTeX")

    def _add(self, name: str, content: str) -> None:
        value = self._layout.value(name, content)
        self._result.added.append(Added(name, f"{self._layout.head(name)}{value}", value))
        self._texts[name] = content

    def _add_raw(self, name: str, like: str) -> None:
        """A field *name* with the value of the field *like*, where it lacks."""
        field_ = self._fields.get(like)
        if self._has(like) and field_ is not None and not self._has(name):
            source = f"{self._layout.head(name)}{field_.raw}"
            self._result.added.append(Added(name, source, field_.raw))
            self._texts[name] = self._texts[like]
            self._result.changes.append(f"`{name}` from `{like}`")

    def _replace(self, old: Field, name: str, raw: str) -> None:
        head = self._layout.head(name)
        if name.lower() == old.name.lower():
            head = self._library.text[old.start : old.value_start]
        self._result.replaced[old.start] = f"{head}{raw}"


def _is_arxiv(text: str) -> bool:
    return text.strip("{} ").lower() in ("arxiv", "arxiv.org")
