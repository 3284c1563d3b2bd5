"""How a manuscript's bibliography writes names, letters, pages and venues.

What is put into it from a list is written in the same way: as the entry itself does, else as most
other entries do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mialit.bibtex.edit_fields import value_like
from mialit.bibtex.field_names import CONTAINERS, field_source
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import separate_names, split_name
from mialit.bibtex.values import expand, is_strict, macros
from mialit.records.content import readable, readable_field
from mialit.records.pages import DASH
from mialit.text.latex_escape import with_ascii_letters, with_unicode_letters
from mialit.text.normalize import squash
from mialit.vocabulary.model import FieldSpec, Value

_PEOPLE = ("author", "editor")
_BETWEEN_PAGES = re.compile(rf"(?<=\d)\s*(?:{DASH}|\\textendash(?:\{{\}})?)\s*(?=\d)")
_ACCENT = re.compile(r"\\(?:[`'^\"~=.]|[uvHcdbrk](?![A-Za-z])|(?:ss|[oOlL]|ae|AE|oe|OE|aa|AA|i)\b)")
_BEFORE_VENUE = re.compile(
    r"(?i)\A(?:in:? )?(?:proceedings of (?:the )?|proc\.? (?:of )?(?:the )?)"
)
_DIGIT = re.compile(r"\d")
# With the braces of a letter that a command makes: {\'E}mile.
_FIRST_LETTER = re.compile(r"\{\\[^{}]*(?:\{[^{}]*\})?[^{}]*\}|[^\W\d_]")


@dataclass(frozen=True)
class Style:
    """How the file *library* writes; its *entries* tell, those that are to be changed aside.

    `venues` declares the venues and their spellings.
    """

    library: Library
    entries: Sequence[Entry]
    venues: FieldSpec

    # -- letters and braces

    def letters(self, entry: Entry, content: str) -> str:
        """*content* with accented letters as *entry* writes them, else as the file does."""
        if self.library.encoding == "unknown-8bit":
            return with_ascii_letters(content)
        unicode = _writes_unicode([entry])
        unicode = self._unicode if unicode is None else unicode
        return with_unicode_letters(content) if unicode else with_ascii_letters(content)

    @cached_property
    def _unicode(self) -> bool | None:
        return _writes_unicode(self.entries)

    def braces(self, entry: Entry, names: Sequence[str], content: str) -> str:
        """*content* within a second pair of braces where the fields *names* have one.

        Asked is the one that *entry* has, else those of the other entries. A title keeps braces.
        """
        inner = content[1:-1] if _is_group(content) else content
        braced = _braced([entry], names)
        if braced is None:
            known = frozenset(names)
            if known not in self._braced:
                self._braced[known] = _braced(self.entries, names)
            braced = self._braced[known]
        if braced is None:
            return content
        return f"{{{inner}}}" if braced else content if "title" in names else inner

    @cached_property
    def _braced(self) -> dict[frozenset[str], bool | None]:
        return {}

    # -- names of people

    def family_first(self, entry: Entry | None) -> bool:
        """Whether names are written `Family, Given`, by *entry*, else by the others."""
        own = _writes_family_first([entry], self.library) if entry else None
        return self._family_first is not False if own is None else own

    @cached_property
    def _family_first(self) -> bool | None:
        return _writes_family_first(self.entries, self.library)

    # -- pages

    def pages(self, entry: Entry, content: str) -> str:
        """*content*, page numbers, with the dash that *entry* or most of the file has in ranges."""
        dash = _dash([entry]) or self._dash
        return dash.join(_BETWEEN_PAGES.split(content)) if dash else content

    @cached_property
    def _dash(self) -> str:
        return _dash(self.entries)

    # -- dates and containers

    def has(self, name: str, *, instead_of: str) -> bool:
        """Whether more of the entries have the field *name* than *instead_of*."""
        counts = self._fields
        return counts["", name] > counts["", instead_of]

    def usual(self, type_: str, name: str) -> bool:
        """Whether most entries of the type *type_* have the field *name*."""
        counts = self._fields
        return counts[type_, name] * 2 > counts[type_, ""]

    @cached_property
    def _fields(self) -> Counter[tuple[str, str]]:
        """How many entries have a field, by type and lower-case name; "" is any, or the entry."""
        return Counter(
            (type_, name)
            for each in self.entries
            for name in ("", *each.first_fields())
            for type_ in ("", each.type)
        )

    def container(self, entry: Entry, name: str, listed: str, venue: Value | None) -> str:
        """The value for *name*, where *entry* appeared: *listed*, or what the file calls *venue*.

        That is what other entries say of this venue, a macro with the same meaning, or the short
        name where the file writes short names. A text with a year or a number is no name of a
        venue, but of one year's proceedings.
        """
        if venue is not None:
            said = self._said.get((name == "booktitle", venue.name), Counter())
            for raw, _ in said.most_common():
                if self._defined_before(raw, entry):
                    return raw
        wanted = squash(readable(listed))
        for macro, text, named in self._macros:
            same = text == wanted or (venue is not None and named == venue)
            if same and self._defined_before(macro, entry):
                return macro
        short = venue is not None and self._writes_short(entry)
        content = field_source(name, venue.name) if venue and short else listed
        names = (name, *(each for each in CONTAINERS if each != name))
        content = self.letters(entry, self.braces(entry, names, content))
        return value_like(self.library, entry, name, content)

    @cached_property
    def _containers(self) -> list[tuple[str, str, str, Value | None]]:
        """The fields that say where entries appeared: name, value, text, and the venue it names."""
        return list(self._containers_of(self.entries))

    def _containers_of(
        self, entries: Iterable[Entry]
    ) -> Iterator[tuple[str, str, str, Value | None]]:
        for entry in entries:
            for name in CONTAINERS:
                if (field := entry.field(name)) is not None:
                    text = readable_field(field, self.library.strings)
                    yield name, field.raw, text, self._named(text)

    @cached_property
    def _said(self) -> dict[tuple[bool, str], Counter[str]]:
        """What entries say of a venue, how often; by whether it is in `booktitle`, and its name."""
        said: dict[tuple[bool, str], Counter[str]] = {}
        for name, raw, _, venue in self._containers:
            if venue is not None:
                said.setdefault((name == "booktitle", venue.name), Counter())[raw] += 1
        return said

    @cached_property
    def _macros(self) -> list[tuple[str, str, Value | None]]:
        """The file's macros: name, text, squashed, and the venue that it names."""
        macros = []
        for each in self.library.definitions:
            text = readable(expand(each.raw, self.library.strings))
            macros.append((each.name, squash(text), self._named(text)))
        return macros

    @cached_property
    def _defined(self) -> dict[str, int]:
        """Where each macro of the file is defined, the first time, by lower-case name."""
        places: dict[str, int] = {}
        for each in self.library.definitions:
            places.setdefault(each.name.lower(), each.span.end)
        return places

    def _defined_before(self, raw: str, entry: Entry) -> bool:
        """Whether the macros that *raw* names are defined in the file before *entry*."""
        start = entry.span.start
        return is_strict(raw) and all(
            self._defined.get(name.lower(), start + 1) <= start for name in macros(raw)
        )

    def _named(self, text: str) -> Value | None:
        """The venue that *text* spells, with nothing of a year or an edition."""
        if _DIGIT.search(text):
            return None
        return self.venues.value(text) or self.venues.value(_BEFORE_VENUE.sub("", text))

    def _writes_short(self, entry: Entry) -> bool:
        own = _are_short(self._containers_of([entry]))
        others = self._short
        return sum(own) * 2 > len(own) if own else sum(others) * 2 > len(others) > 1

    @cached_property
    def _short(self) -> list[bool]:
        return _are_short(self._containers)


def _are_short(containers: Iterable[tuple[str, str, str, Value | None]]) -> list[bool]:
    """Of each container that is no preprint server, whether it is a short name."""
    return [
        _is_acronym(text) or (venue is not None and squash(text) == squash(venue.name))
        for _, _, text, venue in containers
        if venue is None or not venue.preprint
    ]


def _is_acronym(text: str) -> bool:
    return " " not in text and sum(map(str.isupper, text)) > 1


def _writes_unicode(entries: Iterable[Entry]) -> bool | None:
    """Whether *entries* write accented letters as characters; None where they have none."""
    characters = commands = 0
    for entry in entries:
        for name in ("title", *_PEOPLE, *CONTAINERS):
            if (field := entry.field(name)) is not None:
                characters += any(sign.isalpha() for sign in field.raw if not sign.isascii())
                commands += _ACCENT.search(field.raw) is not None
    return characters > commands if characters or commands else None


def _braced(entries: Iterable[Entry], names: Iterable[str]) -> bool | None:
    """Whether most fields *names* of *entries* have two pairs of braces; None without fields."""
    fields = (entry.field(name) for entry in entries for name in names)
    found = [
        _is_group(field.raw[1:-1].strip()) for field in fields if field and field.raw[:1] in '{"'
    ]
    return sum(found) * 2 > len(found) if found else None


def _writes_family_first(entries: Iterable[Entry], library: Library) -> bool | None:
    """Whether *entries* write `Family, Given`; None where no name tells."""
    fields = (entry.field(name) for entry in entries for name in _PEOPLE)
    names = [
        name
        for field in fields
        if field
        for name in separate_names(expand(field.raw, library.strings))
        if " " in name and not _is_group(name)
    ]
    return any("," in name for name in names) if names else None


def _dash(entries: Iterable[Entry]) -> str:
    """What most ranges of pages in *entries* are written with; "" where there is none."""
    fields = (entry.field("pages") for entry in entries)
    dashes = Counter(
        found[0].strip()
        for field in fields
        if field
        for found in _BETWEEN_PAGES.finditer(field.raw)
    )
    return dashes.most_common(1)[0][0] if dashes else ""


def _is_group(text: str) -> bool:
    """Whether braces that open and close *text* belong together."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for number, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return number == len(text) - 1
    return False


def given_first(name: str) -> str:
    """*name*, `Family, Given`, as `Given Family`; as it is where BibTeX would read another name."""
    parts = split_name(name)
    if parts.jr or not parts.first:
        return name
    family = " ".join(filter(None, (parts.von, parts.last)))
    for written in (f"{parts.first} {family}", f"{parts.first} {parts.von} {{{parts.last}}}"):
        turned = " ".join(written.split())
        again = split_name(turned)
        if (again.first, again.von) == (parts.first, parts.von) and (
            again.last in (parts.last, f"{{{parts.last}}}")
        ):
            return turned
    return name


def family_first(name: str) -> str:
    """*name* as `Family, Given`."""
    parts = split_name(name)
    family = " ".join(filter(None, (parts.von, parts.last)))
    return ", ".join(filter(None, (family, parts.jr, parts.first)))


def initials(given: str, *, dot: str) -> str:
    """The initials of given names: `Jean-Pierre A.` is `J.-P. A.` with the *dot* `.`."""
    return " ".join(
        "-".join(
            f"{found[0]}{dot}" for part in word.split("-") if (found := _FIRST_LETTER.match(part))
        )
        for word in given.split()
    )
