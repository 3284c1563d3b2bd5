"""How a manuscript's bibliography writes names, letters, pages and venues.

What is put into it from a list is written in the same way: as the entry itself does, else as most
other entries do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from mialit.bibtex.edit_fields import value_like
from mialit.bibtex.field_names import CONTAINERS
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import separate_names, split_name
from mialit.bibtex.values import expand, is_strict, macros
from mialit.records.content import readable, readable_field
from mialit.text.latex_escape import with_ascii_letters, with_unicode_letters
from mialit.text.normalize import squash
from mialit.vocabulary.model import FieldSpec, Value

_PEOPLE = ("author", "editor")
_RANGE = re.compile(r"(?<=\d)\s*(?:-{1,3}|\N{EN DASH}|\N{EM DASH}|\\textendash(?:\{\})?)\s*(?=\d)")
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
        unicode = _writes_unicode(self._texts([entry]))
        if unicode is None:
            unicode = _writes_unicode(self._texts(self.entries))
        return with_unicode_letters(content) if unicode else with_ascii_letters(content)

    def _texts(self, entries: Iterable[Entry]) -> Iterator[str]:
        for entry in entries:
            for name in ("title", *_PEOPLE, *CONTAINERS):
                if (field := entry.field(name)) is not None:
                    yield field.raw

    def braces(self, entry: Entry, names: Sequence[str], content: str) -> str:
        """*content* within a second pair of braces where the fields *names* have one.

        Asked is the one that *entry* has, else those of the other entries. A title keeps braces.
        """
        inner = content[1:-1] if _is_group(content) else content
        own = [entry.field(name) for name in names]
        others = [each.field(name) for each in self.entries for name in names]
        for fields in (own, others):
            raws = [field.raw for field in fields if field is not None and field.raw[:1] in '{"']
            if raws:
                braced = sum(_is_group(raw[1:-1].strip()) for raw in raws)
                kept = content if "title" in names else inner
                return f"{{{inner}}}" if braced * 2 > len(raws) else kept
        return content

    # -- names of people

    def family_first(self, entry: Entry) -> bool:
        """Whether names are written `Family, Given`."""
        for entries in ([entry], self.entries):
            names = [
                name
                for each in entries
                for field in map(each.field, _PEOPLE)
                if field is not None
                for name in separate_names(expand(field.raw, self.library.strings))
                if " " in name and not _is_group(name)
            ]
            if names:
                return any("," in name for name in names)
        return True

    # -- pages

    def pages(self, entry: Entry, content: str) -> str:
        """*content*, page numbers, with the dash that *entry* or most of the file has in ranges."""
        for entries in ([entry], self.entries):
            dashes = Counter(
                found[0].strip()
                for each in entries
                if (field := each.field("pages"))
                for found in _RANGE.finditer(field.raw)
            )
            if dashes:
                return dashes.most_common(1)[0][0].join(_RANGE.split(content))
        return content

    # -- dates and containers

    def has(self, name: str, *, instead_of: str) -> bool:
        """Whether more of the entries have the field *name* than *instead_of*."""
        counts = [sum(each.field(one) is not None for each in self.entries)
                  for one in (name, instead_of)]  # fmt: skip
        return counts[0] > counts[1]

    def usual(self, type_: str, name: str) -> bool:
        """Whether most entries of the type *type_* have the field *name*."""
        of_type = [each for each in self.entries if each.type == type_]
        return sum(each.field(name) is not None for each in of_type) * 2 > len(of_type)

    def container(self, entry: Entry, name: str, listed: str, venue: Value | None) -> str:
        """The value for *name*, where *entry* appeared: *listed*, or what the file calls *venue*.

        That is what other entries say of this venue, a macro with the same meaning, or the short
        name where the file writes short names. A text with a year or a number is no name of a
        venue, but of one year's proceedings.
        """
        if venue is not None:
            kind = CONTAINERS[:1] if name == "booktitle" else CONTAINERS[1:]
            said = Counter(
                field.raw
                for each in self.entries
                for field in map(each.field, kind)
                if field is not None
                and self._named(readable_field(field, self.library.strings)) == venue
                and self._defined_before(field.raw, entry)
            )
            if said:
                return said.most_common(1)[0][0]
        wanted = readable(listed)
        for definition in self.library.definitions:
            text = readable(expand(definition.raw, self.library.strings))
            same = squash(text) == squash(wanted) or (venue and self._named(text) == venue)
            if same and self._defined_before(definition.name, entry):
                return definition.name
        short = venue is not None and self._writes_short(entry)
        content = venue.name.replace("&", r"\&") if venue and short else listed
        names = (name, *(each for each in CONTAINERS if each != name))
        content = self.letters(entry, self.braces(entry, names, content))
        return value_like(self.library, entry, name, content)

    def _defined_before(self, raw: str, entry: Entry) -> bool:
        """Whether the macros that *raw* names are defined in the file before *entry*."""
        defined = {
            each.name.lower()
            for each in takewhile(
                lambda each: each.span.end <= entry.span.start, self.library.definitions
            )
        }
        return is_strict(raw) and all(name.lower() in defined for name in macros(raw))

    def _named(self, text: str) -> Value | None:
        """The venue that *text* spells, with nothing of a year or an edition."""
        if _DIGIT.search(text):
            return None
        return self.venues.value(text) or self.venues.value(_BEFORE_VENUE.sub("", text))

    def _writes_short(self, entry: Entry) -> bool:
        own = list(self._lengths([entry]))
        others = list(self._lengths(self.entries))
        return sum(own) * 2 > len(own) if own else sum(others) * 2 > len(others) > 1

    def _lengths(self, entries: Iterable[Entry]) -> Iterator[bool]:
        """Of each container that names a venue, whether it does so by a short name."""
        for each in entries:
            for field in map(each.field, CONTAINERS):
                if field is None:
                    continue
                text = readable_field(field, self.library.strings)
                value = self._named(text)
                if value is None or not value.preprint:
                    yield _is_acronym(text) or (
                        value is not None and squash(text) == squash(value.name)
                    )


def _is_acronym(text: str) -> bool:
    return " " not in text and sum(map(str.isupper, text)) > 1


def _writes_unicode(texts: Iterable[str]) -> bool | None:
    """Whether *texts* write accented letters as characters; None where they have none."""
    characters = commands = 0
    for text in texts:
        characters += any(sign.isalpha() for sign in text if not sign.isascii())
        commands += _ACCENT.search(text) is not None
    return characters > commands if characters or commands else None


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
