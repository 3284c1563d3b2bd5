"""What the entries mean: typed, normalised records made of a `Library` and a `Vocabulary`.

All texts of a record are readable Unicode (LaTeX resolved, one line) and clean: they hold no
control character. What an entry lacks is derived where that is safe; derived values answer
queries and are never written to a file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from mialit.bibtex.crossref import inherited
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import separate_names, split_name
from mialit.bibtex.values import expand
from mialit.records.content import address, readable
from mialit.records.identifiers import arxiv, arxiv_numbers, doi_as_written, is_repository, links
from mialit.records.model import Contents, Record
from mialit.text.normalize import clean, fold, spelled_out, squash
from mialit.vocabulary.model import FieldSpec, Vocabulary
from mialit.vocabulary.venues import Recogniser

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# The usual name, which is in that form already and has nothing to resolve.
_CAPITAL = r"[A-Z][A-Za-z.]*"
_PLAIN_NAME = re.compile(rf"{_CAPITAL}(?:[ -]{_CAPITAL})*, {_CAPITAL}(?:[ -][A-Za-z.]+)*")
_OTHERS = "others"  # BibTeX's word for "et al."
# The fields that say where a paper appeared.
_APPEARED_IN = ("booktitle", "journaltitle", "journal")
# The usual DOI, of which there is nothing to undo.
_BARE_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9](?:[A-Za-z0-9./_-]*[A-Za-z0-9])?")


def records(library: Library, vocabulary: Vocabulary, source: int = 0) -> list[Record]:
    """The records of *library*'s entries, in file order."""
    return list(each_record(library, vocabulary, source))


def each_record(library: Library, vocabulary: Vocabulary, source: int = 0) -> Iterator[Record]:
    """The records of *library*'s entries, in file order, made one by one."""
    return RecordMaker(vocabulary, source).records(library)


class RecordMaker:
    """Makes the records of one file, which it may get in parts; holds what they share."""

    def __init__(self, vocabulary: Vocabulary, source: int = 0) -> None:
        self._vocabulary = vocabulary
        self._source = source
        self._specs = tuple(vocabulary.known.items())
        self._lower: dict[str, str] = {}
        self._venues: dict[str, str] = {}
        self._spelled_out: dict[tuple[str, str], str] = {}
        self._subjects = [
            name
            for name, spec in vocabulary.known.items()
            if spec.form == "vocabulary" and name != "venue"
        ]
        self._venue = Recogniser(vocabulary.known["venue"])

    def records(self, library: Library) -> Iterator[Record]:
        """The records of *library*'s entries, in file order, made one by one."""
        return (self._record(library, entry) for entry in library.entries)

    def _record(self, library: Library, entry: Entry) -> Record:
        contents = self._contents(entry, library.strings)
        if "crossref" in contents:
            for name, inherited_content in inherited(library, entry).items():
                contents.setdefault(name, inherited_content)
        values = {
            name: self._values(spec, contents.pop(name)) if name in contents else ()
            for name, spec in self._specs
            if name != "venue" or not self._is_place(contents)
        }
        authors, complete = _authors(contents.pop("author", ""))
        title = readable(contents.pop("title", ""))
        year = _year(contents)
        eprint = self._eprint(contents)
        self._derive(values, contents)
        url = address(contents.pop("url", "")) or None
        identifier = _doi(contents.pop("doi", ""))
        key = clean(library.key_of(entry))
        venue = values.get("venue", ())
        return Record(
            key=key,
            type=clean(entry.type),
            title=title,
            authors=authors,
            year=year,
            values=values,
            preprint=self._is_preprint(venue, eprint, contents),
            url=url,
            doi=identifier,
            eprint=eprint,
            folded=self._folded(
                key if entry.key else "", title, authors, year, values, (identifier, eprint)
            ),
            rest=Contents(contents),
            line=library.line(entry.span),
            start=entry.span.start,
            end=entry.span.end,
            source=self._source,
            authors_complete=complete,
            keyless=not entry.key,
        )

    def _contents(self, entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
        """The contents, macros expanded, by clean lower-case name; of repeated fields the first."""
        contents: dict[str, str] = {}
        for field in entry.fields:
            name = self._lower.get(field.name)
            if name is None:  # one text for each name, in all entries
                name = self._lower[field.name] = clean(field.name.lower())
            if name not in contents:
                contents[name] = expand(field.raw, strings)
        return contents

    def _values(self, spec: FieldSpec, content: str) -> tuple[str, ...]:
        if not content:
            return ()
        if spec.form == "urls":
            return tuple(address(part) for part in spec.split(content))
        values = spec.split(readable(content))
        if spec.form != "vocabulary":
            return values
        declared = (spec.value(value) for value in values)
        return tuple(
            dict.fromkeys(
                known.name if known else value
                for known, value in zip(declared, values, strict=True)
            )
        )

    def _is_place(self, contents: Mapping[str, str]) -> bool:
        """Whether `venue` is biblatex's, the place of an event, and not where the paper appeared.

        A vocabulary's own `venue` never is.
        """
        if self._vocabulary.curated or not contents.get("venue"):
            return False
        appeared = any(contents.get(name) for name in _APPEARED_IN)
        return (
            appeared and self._vocabulary.known["venue"].value(readable(contents["venue"])) is None
        )

    def _derive(self, values: dict[str, tuple[str, ...]], contents: dict[str, str]) -> None:
        if not values.get("venue"):
            for name in _APPEARED_IN:
                if contents.get(name):
                    values["venue"] = (self._recognised(contents[name]),)
                    break
        if not values.get("code"):
            found = (
                link
                for name in ("howpublished", "note", "addendum")
                if name in contents
                for link in links(contents[name])
            )
            values["code"] = tuple(
                dict.fromkeys(clean(link) for link in found if is_repository(link))
            )

    def _recognised(self, content: str) -> str:
        """The short name of the venue that a collection's or journal's title names."""
        venue = self._venues.get(content)
        if venue is None:
            text = readable(content)
            known = self._venue.value(text)
            venue = self._venues[content] = known.name if known else text
        return venue

    def _folded(
        self,
        key: str,
        title: str,
        authors: tuple[str, ...],
        year: int | None,
        values: Mapping[str, tuple[str, ...]],
        identifiers: tuple[str | None, ...],
    ) -> str:
        formerly = values.get("formerly", ())
        return "\n".join(
            (
                fold(title),
                fold(" ".join(formerly)) if formerly else "",
                _folded_names(authors),
                self._spelled("venue", values),
                " ".join([self._spelled(name, values) for name in self._subjects]),
                _handles(key, year, identifiers, values.get("code", ())),
            )
        )

    def _spelled(self, field: str, values: Mapping[str, tuple[str, ...]]) -> str:
        stated = values.get(field, ())
        return " ".join([self._spellings(field, value) for value in stated]) if stated else ""

    def _spellings(self, field: str, value: str) -> str:
        known = self._spelled_out.get((field, value))
        if known is None:
            spec = self._vocabulary.known.get(field)
            declared = spec.value(value) if spec else None
            known = fold(" ".join(declared.spellings if declared else (value,)))
            self._spelled_out[field, value] = known
        return known

    def _eprint(self, contents: dict[str, str]) -> str | None:
        stated = contents.pop("eprint", "").strip()
        if stated:
            return clean(arxiv(stated) or address(stated))
        found = (_arxiv(contents.get(name, "").strip()) for name in ("url", "doi"))
        identifier = next((identifier for identifier in found if identifier), None)
        return identifier or _arxiv_of_journal(contents)

    def _is_preprint(
        self, venue: tuple[str, ...], eprint: str | None, contents: Mapping[str, str]
    ) -> bool:
        if venue:
            return self._vocabulary.is_preprint_server(venue[0])
        archive = contents.get("archiveprefix", "") or contents.get("eprinttype", "")
        published = any(contents.get(name) for name in ("booktitle", "journal", "journaltitle"))
        return bool((archive or eprint) and not published)


def _arxiv(text: str) -> str | None:
    """`arxiv`, which no other address and no other DOI is asked."""
    if text.startswith(("http", "10.")):
        lower = text.lower()
        if "arxiv" not in lower and "ar5iv" not in lower:
            return None
    return arxiv(text)


def _arxiv_of_journal(contents: Mapping[str, str]) -> str | None:
    """The identifier where Google Scholar and DBLP write a preprint's: in place of a journal."""
    journal = contents.get("journal") or contents.get("journaltitle") or ""
    if not journal.lower().startswith(("arxiv", "corr")):
        return None
    volume = contents.get("volume", "").strip()
    named = arxiv_numbers(journal) or (arxiv_numbers(volume) if volume.startswith("abs/") else ())
    return named[0] if named else None


def _doi(content: str) -> str | None:
    """The DOI in the entry's own case, without the resolver's address or `doi:` before it."""
    if _BARE_DOI.fullmatch(content):
        return content
    stated = address(content)
    return doi_as_written(stated) or stated or None


def _handles(
    key: str, year: int | None, identifiers: tuple[str | None, ...], code: Iterable[str]
) -> str:
    """Key, year and identifiers, each as one word, and the names of repositories."""
    names = " ".join(link.rstrip("/").rpartition("/")[2].removesuffix(".git") for link in code)
    words = [squash(key), str(year or ""), *(squash(text or "") for text in identifiers)]
    words += (word for word in fold(names).split() if not word.isdigit())
    return " ".join(filter(None, words))


def _year(contents: dict[str, str]) -> int | None:
    """The year of `year`, else of biblatex's `date` (an ISO 8601-2 date or range: its start)."""
    for name in ("year", "date"):
        match = _YEAR.search(contents.get(name, ""))
        if match:
            contents.pop("year", None)
            return int(match[0])
    return None


def _authors(content: str) -> tuple[tuple[str, ...], bool]:
    """The names of an author field, and whether they are all: "and others" is nobody."""
    names = tuple(map(_person, separate_names(content)))
    if names and names[-1] == _OTHERS:
        return names[:-1], False
    return names, True


def _folded_names(names: tuple[str, ...]) -> str:
    text = " ".join(names)
    if text.isascii():
        return fold(text)
    return fold(" ".join((text, *(other for name in names for other in spelled_out(name)))))


@lru_cache(maxsize=1 << 16)
def _person(name: str) -> str:
    """A single name of an author field as a record has it."""
    if _PLAIN_NAME.fullmatch(name):
        return name
    parts = split_name(name)
    family = f"{parts.von} {parts.last}".strip()
    shown = (readable(part) for part in (family, parts.jr, parts.first) if part)
    return ", ".join(part for part in shown if part)
