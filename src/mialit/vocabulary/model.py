"""The vocabulary: what a bibliography's custom fields are called and which values they take.

It is data, a TOML file with the .bib's name (`papers.toml` beside `papers.bib`); docs/vocabulary.md
describes the format. Nothing in the program knows the values of any field.

The classes are named tuples, not dataclasses: every start of the program makes them (`query`).
"""

import datetime
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from mialit.text.normalize import fold, squash

FORMS = ("vocabulary", "urls", "month", "text", "keywords")
_SEPARATORS = {"urls": None, "vocabulary": ";", "month": ";", "text": ";"}
# What every record has, besides the declared fields.
RECORD_COLUMNS = (
    "key", "type", "title", "authors", "year", "released", "venue", "preprint", "url", "doi",
    "eprint",
)  # fmt: skip
DEFAULT_COLUMNS = ("year", "title", "venue", "url", "key")
KEY_STYLES = ("", "family-year-word")


class Value(NamedTuple):
    """A canonical value of a field.

    `title` is the full name ("International Conference on Machine Learning"), `also` its other
    spellings, `preprint` whether it names a preprint server (venues).
    """

    name: str
    title: str = ""
    also: Sequence[str] = ()
    preprint: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything this value may be called, its canonical name first."""
        return (self.name, *self.also, *((self.title,) if self.title else ()))


class _FieldSpec(NamedTuple):
    name: str
    label: str
    form: str = "text"
    several: bool = False
    names: Sequence[str] = ()
    values: tuple[Value, ...] = ()
    needed: str | None = None


class FieldSpec(_FieldSpec):
    """A declared field. `names` are other names of it, such as heads of columns.

    `needed` is the query of the entries that need the field ("" is all of them), None where
    none does.
    """

    @cached_property
    def _by_spelling(self) -> dict[str, Value]:
        table: dict[str, Value] = {}
        for value in reversed(self.values):
            for spelling in reversed(value.spellings):
                table[squash(spelling)] = value
        table.update((squash(value.name), value) for value in self.values)
        return table

    def value(self, text: str) -> Value | None:
        """The declared value that *text* spells, by its name, full name or another spelling.

        Case, accents, hyphens and blanks do not matter.
        """
        return self._by_spelling.get(squash(text))

    def split(self, content: str) -> tuple[str, ...]:
        """The single values in a field's *content*: at blanks for URLs, else at `;`.

        Keywords stand between `;` where there is one, else between `,`: programs write either.
        """
        if not self.several:
            return (content,) if content else ()
        if self.form == "keywords":
            parts = content.split(";" if ";" in content else ",")
        else:
            parts = content.split(_SEPARATORS[self.form])
        return tuple(part for part in (part.strip() for part in parts) if part)

    def join(self, values: Iterable[str]) -> str:
        """The inverse of `split`: *values* as one cell or field content."""
        return (" " if self.form == "urls" else "; ").join(values)


# Records carry these whether or not a vocabulary declares them: they are derived, or, as keywords,
# BibTeX programs' own.
ALWAYS = MappingProxyType(
    {
        "venue": FieldSpec("venue", "Venue", "vocabulary"),
        "code": FieldSpec("code", "Code Link", "urls", several=True),
        "keywords": FieldSpec("keywords", "Keywords", "keywords", True, ("tags", "tag", "keyword")),
    }
)


class LintSettings(NamedTuple):
    """What a list asks of `lint`.

    `off` gives the reason for each rule that is switched off. `keys` is the style of its keys,
    "" for none. `order` says that entries stand in the list's order. `needed` has, for fields
    that the vocabulary does not declare (BibTeX's own), the query of the entries that need them.
    `braces` says that the names of venues stand in braces.
    """

    off: Mapping[str, str] = MappingProxyType({})
    keys: str = ""
    order: bool = False
    needed: Mapping[str, str] = MappingProxyType({})
    braces: bool = False


class PageSettings(NamedTuple):
    """What a list says of itself on its page; "" for what it does not say.

    `introduction` is Markdown. `contact` is the maintainer's address: a web address, or one that
    begins with `mailto:`. `add` is the address where papers are proposed. `cite` is how to cite
    the list: the key of an entry, or a text. `terms` is the address of the licence. `language` is
    a tag of BCP 47. `address` is where the page stands on the web, `image` a picture for previews
    of links to it. `words` replace words of the page's interface by their names.
    """

    title: str = ""
    description: str = ""
    introduction: str = ""
    maintainer: str = ""
    contact: str = ""
    repository: str = ""
    homepage: str = ""
    add: str = ""
    cite: str = ""
    licence: str = ""
    terms: str = ""
    language: str = ""
    address: str = ""
    image: str = ""
    words: Mapping[str, str] = MappingProxyType({})


class _Vocabulary(NamedTuple):
    title: str = ""
    date: datetime.date | None = None
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    fields: Mapping[str, FieldSpec] = MappingProxyType({})
    synonyms: Mapping[str, Sequence[str]] = MappingProxyType({})
    matrix: tuple[str, str] | None = None
    matrix_most: int = 0
    lint: LintSettings = LintSettings()
    curated: bool = True
    derived: Mapping[str, FieldSpec] = ALWAYS
    page: PageSettings = PageSettings()


class Vocabulary(_Vocabulary):
    """A bibliography's vocabulary; `date` is that of its data, where the file states one.

    `fields` are the fields that it declares: asked for, counted, offered. `derived` are further
    fields that entries are read by. Where a list is not `curated`, there is no vocabulary beside
    it: `fields` are then those of `derived` that its entries have (see `uncurated`), and nothing
    is asked of them.

    `matrix` has the fields down and across of the cross table that is shown unasked: stated, or
    the first two that are vocabularies; None where there are no two. `matrix_most` is how many
    values of each it shows a person, 0 for all. `page` is what the list says on its page.
    """

    def is_preprint_server(self, venue: str) -> bool:
        """Whether *venue* is declared as a preprint server."""
        spec = self.known.get("venue")
        value = spec.value(venue) if spec else None
        return bool(value and value.preprint)

    @cached_property
    def known(self) -> Mapping[str, FieldSpec]:
        """All fields that entries are read by: the declared ones first.

        Where none are declared, their order does not depend on which of them the entries have.
        """
        return {**self.fields, **self.missing(self.fields)} if self.curated else self.derived

    def missing(self, names: Container[str]) -> dict[str, FieldSpec]:
        """The derived fields that are not among *names*."""
        return {name: spec for name, spec in self.derived.items() if name not in names}

    def named(self, text: str) -> FieldSpec | None:
        """The known field called *text*, by its name, its label or another name."""
        return self._by_name.get(fold(text))

    def of_entries(self, names: Iterable[str]) -> "Vocabulary":
        """This vocabulary for entries that have the fields *names*.

        A curated one is the same for all entries, and *names* are not even looked at.
        """
        if self.curated:
            return self
        present = set(names)
        fields = {name: spec for name, spec in self.derived.items() if name in present}
        return self._replace(fields=fields)

    @cached_property
    def _by_name(self) -> dict[str, FieldSpec]:
        table: dict[str, FieldSpec] = {}
        for spec in self.known.values():
            for name in (*spec.names, spec.label):
                table.setdefault(fold(name), spec)
        table.update((fold(name), spec) for name, spec in self.known.items())
        return table


def uncurated(bundled: Vocabulary) -> Vocabulary:
    """What a list without a vocabulary of its own is read with.

    It takes from the *bundled* one how values are spelled and which words mean the same, and
    nothing else: no title, no date, no columns, and no field is asked for or checked.
    """
    derived = {
        name: spec._replace(needed=None) for name, spec in {**ALWAYS, **bundled.fields}.items()
    }
    return Vocabulary(synonyms=bundled.synonyms, curated=False, derived=derived)


def to_plain(vocabulary: Vocabulary) -> list[Any]:
    """*vocabulary* as JSON can hold it; `from_plain` is the inverse."""
    stated, lint = vocabulary.date, vocabulary.lint
    return list(
        vocabulary._replace(
            date=stated.isoformat() if stated else None,  # type: ignore[arg-type]
            fields=dict(vocabulary.fields),
            synonyms=dict(vocabulary.synonyms),
            lint=lint._replace(off=dict(lint.off), needed=dict(lint.needed)),
            derived=dict(vocabulary.derived),
            page=vocabulary.page._replace(words=dict(vocabulary.page.words)),
        )
    )


def from_plain(plain: Sequence[Any]) -> Vocabulary:
    """The vocabulary that `to_plain` made *plain* of. Raises ValueError or TypeError for others."""
    title, stated, columns, fields, synonyms, matrix, most, lint, curated, derived, page = plain
    if not all(isinstance(others, list | tuple) for others in synonyms.values()):
        raise TypeError(synonyms)
    return Vocabulary(
        title,
        datetime.date.fromisoformat(stated) if stated else None,
        tuple(columns),
        _specs(fields),
        synonyms,
        tuple(matrix) if matrix else None,
        int(most),
        LintSettings(*lint),
        curated,
        _specs(derived),
        PageSettings(*page),
    )


def _specs(plain: Mapping[str, Sequence[Any]]) -> dict[str, FieldSpec]:
    specs = {}
    for name, about in dict(plain).items():
        spec = FieldSpec(*about)
        specs[name] = spec._replace(values=tuple(Value(*value) for value in spec.values))
    return specs
