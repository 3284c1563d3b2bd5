"""The vocabulary: what a bibliography's custom fields are called and which values they take.

It is data, a TOML file with the .bib's name (`papers.toml` beside `papers.bib`); docs/schema.md
describes the format. Nothing in the program knows the values of any field.
"""

import datetime
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mialit.errors import FileProblem
from mialit.text import fold, squash

FORMS = ("vocabulary", "urls", "month", "text")
SEPARATORS = {"urls": None, "vocabulary": ";", "month": ";", "text": ";"}
DEFAULT_COLUMNS = ("year", "title", "venue", "url", "key")
KEY_STYLES = ("", "family-year-word")


@dataclass(frozen=True, slots=True)
class Value:
    """A canonical value of a field.

    `title` is the full name ("International Conference on Machine Learning"), `also` its other
    spellings, `preprint` whether it names a preprint server (venues).
    """

    name: str
    title: str = ""
    also: tuple[str, ...] = ()
    preprint: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything this value may be called, its canonical name first."""
        return (self.name, *self.also, *((self.title,) if self.title else ()))


@dataclass(frozen=True)
class FieldSpec:
    """A declared field. `names` are other names of it, such as heads of columns.

    `needed` is the query of the entries that need the field ("" is all of them), None where
    none does.
    """

    name: str
    label: str
    form: str = "text"
    several: bool = False
    names: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    needed: str | None = None

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
        """The single values in a field's *content*: at blanks for URLs, else at `;`."""
        if not self.several:
            return (content,) if content else ()
        parts = content.split(SEPARATORS[self.form])
        return tuple(part for part in (part.strip() for part in parts) if part)

    def join(self, values: Iterable[str]) -> str:
        """The inverse of `split`: *values* as one cell or field content."""
        return (" " if self.form == "urls" else "; ").join(values)


@dataclass(frozen=True)
class LintSettings:
    """What a list asks of `lint`.

    `off` gives the reason for each rule that is switched off. `keys` is the style of its keys,
    "" for none. `order` says that entries stand in the list's order. `needed` has, for fields
    that the vocabulary does not declare (BibTeX's own), the query of the entries that need them.
    """

    off: Mapping[str, str] = field(default_factory=dict)
    keys: str = ""
    order: bool = False
    needed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Schema:
    """A bibliography's vocabulary; `date` is that of its data, where the file states one."""

    title: str = ""
    date: datetime.date | None = None
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lint: LintSettings = field(default_factory=LintSettings)

    def is_preprint_server(self, venue: str) -> bool:
        """Whether *venue* is declared as a preprint server."""
        spec = self.fields.get("venue")
        value = spec.value(venue) if spec else None
        return bool(value and value.preprint)

    def named(self, text: str) -> FieldSpec | None:
        """The declared field called *text*, by its name, its label or another name."""
        wanted = fold(text)
        return self._by_name.get(wanted)

    @cached_property
    def _by_name(self) -> dict[str, FieldSpec]:
        table: dict[str, FieldSpec] = {}
        for spec in self.fields.values():
            for name in (*spec.names, spec.label):
                table.setdefault(fold(name), spec)
        table.update((fold(name), spec) for name, spec in self.fields.items())
        return table


def parse(text: str, name: str) -> Schema:
    """The vocabulary in *text*, a TOML document; *name* is the file's name for messages.

    Raises FileProblem, with the place, for anything the format does not allow.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(f"{name}: not TOML: {error}") from None
    take = _Taker(name)
    take.only(document, "", {"list", "fields", "synonyms", "lint"})
    about = take.table(document, "list")
    take.only(about, "list", {"title", "date", "columns"})
    fields = {
        key.lower(): _field(take, key.lower(), take.table(take.table(document, "fields"), key))
        for key in take.table(document, "fields")
    }
    synonyms = take.table(document, "synonyms")
    stated = about.get("date")
    if stated is not None and type(stated) is not datetime.date:
        raise FileProblem(f"{name}: list.date is not a date; write it as 2026-01-31, unquoted")
    return Schema(
        title=take.text(about, "title"),
        date=stated,
        columns=take.texts(about, "columns") or DEFAULT_COLUMNS,
        fields=fields,
        synonyms={word: take.texts(synonyms, word) for word in synonyms},
        lint=_lint(take, take.table(document, "lint"), fields),
    )


def _lint(
    take: "_Taker", table: Mapping[str, Any], fields: Mapping[str, FieldSpec]
) -> LintSettings:
    take.only(table, "lint", {"off", "keys", "order", "needed"})
    off = take.table(table, "off")
    for rule in off:
        if not take.text(off, rule).strip():
            raise FileProblem(f"{take.name}: lint.off.{rule} gives no reason; write one in quotes")
    keys = take.text(table, "keys")
    if keys not in KEY_STYLES:
        raise FileProblem(
            f"{take.name}: lint.keys is {keys!r}; allowed: {', '.join(filter(None, KEY_STYLES))}"
        )
    needed = take.table(table, "needed")
    for name in needed:
        if name.lower() in fields:
            raise FileProblem(
                f"{take.name}: lint.needed.{name} is for a declared field; "
                f"write fields.{name}.needed instead"
            )
    return LintSettings(
        off={rule: take.text(off, rule) for rule in off},
        keys=keys,
        order=take.flag(table, "order"),
        needed={name.lower(): take.text(needed, name) for name in needed},
    )


def _field(take: "_Taker", name: str, table: Mapping[str, Any]) -> FieldSpec:
    where = f"fields.{name}"
    take.only(table, where, {"label", "names", "form", "several", "values", "needed"})
    form = take.text(table, "form") or "text"
    if form not in FORMS:
        raise FileProblem(f"{take.name}: {where}.form is {form!r}; allowed: {', '.join(FORMS)}")
    values = []
    seen: dict[str, str] = {}
    for value_name, about in take.table(table, "values").items():
        if not isinstance(about, dict):
            raise FileProblem(f"{take.name}: {where}.values.{value_name} is not a table {{ ... }}")
        take.only(about, f"{where}.values.{value_name}", {"name", "also", "preprint"})
        value = Value(
            name=value_name,
            title=take.text(about, "name"),
            also=take.texts(about, "also"),
            preprint=take.flag(about, "preprint"),
        )
        for spelling in (value.name, *value.also):
            other = seen.setdefault(squash(spelling), value_name)
            if other != value_name:
                raise FileProblem(
                    f"{take.name}: {where}: {spelling!r} spells both {other!r} and {value_name!r}"
                )
        values.append(value)
    return FieldSpec(
        name=name,
        label=take.text(table, "label") or name.capitalize(),
        form=form,
        several=take.flag(table, "several"),
        names=take.texts(table, "names"),
        values=tuple(values),
        needed=take.text(table, "needed") if "needed" in table else None,
    )


@dataclass(frozen=True)
class _Taker:
    """Takes typed values out of a parsed TOML document, naming the place of a wrong one."""

    name: str

    def only(self, table: Mapping[str, Any], where: str, allowed: set[str]) -> None:
        unknown = sorted(set(table) - allowed)
        if unknown:
            place = f"{where}.{unknown[0]}" if where else unknown[0]
            raise FileProblem(
                f"{self.name}: unknown setting {place}; allowed: {', '.join(sorted(allowed))}"
            )

    def table(self, table: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            raise FileProblem(f"{self.name}: {key} is not a table")
        return value

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise FileProblem(f"{self.name}: {key} is not a text in quotes")
        return value

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise FileProblem(f"{self.name}: {key} is neither true nor false")
        return value

    def texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise FileProblem(f"{self.name}: {key} is not a list of texts")
        return tuple(value)
