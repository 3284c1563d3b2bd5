"""The vocabulary: what a bibliography's custom fields are called and which values they take.

It is data, a TOML file with the .bib's name (`papers.toml` beside `papers.bib`); docs/schema.md
describes the format. Nothing in the program knows the values of any field.

The classes are named tuples, not dataclasses: every start of the program makes them (`query`).
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from mialit.errors import FileProblem
from mialit.text import clean, fold, squash

FORMS = ("vocabulary", "urls", "month", "text")
_NAME = r"[a-z][a-z0-9_-]*"  # so that it can stand in a query before a colon
SEPARATORS = {"urls": None, "vocabulary": ";", "month": ";", "text": ";"}
# What every record has, besides the declared fields.
RECORD_COLUMNS = (
    "key", "type", "title", "authors", "year", "released", "venue", "preprint", "url", "doi",
    "eprint",
)  # fmt: skip
DEFAULT_COLUMNS = ("year", "title", "venue", "url", "key")


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


class FieldSpec(_FieldSpec):
    """A declared field. `names` are other names of it, such as heads of columns."""

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


class _Schema(NamedTuple):
    title: str = ""
    date: datetime.date | None = None
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    fields: Mapping[str, FieldSpec] = MappingProxyType({})
    synonyms: Mapping[str, Sequence[str]] = MappingProxyType({})
    matrix: tuple[str, str] | None = None


class Schema(_Schema):
    """A bibliography's vocabulary; `date` is that of its data, where the file states one.

    `matrix` has the fields down and across of the cross table that is shown unasked: stated, or
    the first two that are vocabularies; None where there are no two.
    """

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


def to_plain(schema: Schema) -> list[Any]:
    """*schema* as lists and texts, for storing; `from_plain` is the inverse."""
    return [
        schema.title,
        schema.date.isoformat() if schema.date else None,
        schema.columns,
        [
            [*(getattr(spec, name) for name in _SPEC), [list(value) for value in spec.values]]
            for spec in schema.fields.values()
        ],
        schema.synonyms,
        schema.matrix,
    ]


def from_plain(plain: Sequence[Any]) -> Schema:
    """The schema that `to_plain` made *plain* of. Raises ValueError or TypeError for others."""
    title, stated, columns, specs, synonyms, matrix = plain
    fields = {}
    for name, label, form, several, names, values in specs:
        declared = tuple(Value(*value) for value in values)
        fields[name] = FieldSpec(name, label, form, several, names, declared)
    return Schema(
        title=title,
        date=datetime.date.fromisoformat(stated) if stated else None,
        columns=tuple(columns),
        fields=fields,
        synonyms=synonyms,
        matrix=tuple(matrix) if matrix else None,
    )


_SPEC = ("name", "label", "form", "several", "names")


def parse(text: str, name: str) -> Schema:
    """The vocabulary in *text*, a TOML document; *name* is the file's name for messages.

    Raises FileProblem, with the place, for anything the format does not allow.
    """
    import tomllib

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(f"{name}: not TOML: {error}") from None
    take = _Taker(name)
    take.only(document, "", {"list", "fields", "matrix", "synonyms"})
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
    columns = take.texts(about, "columns") or DEFAULT_COLUMNS
    for column in columns:
        if column not in fields and column not in RECORD_COLUMNS:
            known = ", ".join(sorted({*RECORD_COLUMNS, *fields}))
            raise FileProblem(f"{name}: list.columns: unknown column {column!r}; columns: {known}")
    return Schema(
        title=take.text(about, "title"),
        date=stated,
        columns=columns,
        fields=fields,
        synonyms={clean(word): take.texts(synonyms, word) for word in synonyms},
        matrix=_matrix(take, take.table(document, "matrix"), fields),
    )


def _matrix(
    take: "_Taker", table: Mapping[str, Any], fields: Mapping[str, FieldSpec]
) -> tuple[str, str] | None:
    """The stated axes; one that is not stated is the first vocabulary that is not the other."""
    take.only(table, "matrix", {"rows", "cols"})
    rows, cols = take.text(table, "rows").lower(), take.text(table, "cols").lower()
    free = [
        name
        for name, spec in fields.items()
        if spec.form == "vocabulary"
        if name not in (rows, cols)
    ]
    rows = rows or (free.pop(0) if free else "")
    cols = cols or (free.pop(0) if free else "")
    return (rows, cols) if rows and cols else None


def _field(take: "_Taker", name: str, table: Mapping[str, Any]) -> FieldSpec:
    where = f"fields.{name}"
    if not re.fullmatch(_NAME, name):
        raise FileProblem(f"{take.name}: {where}: a field's name is letters, digits, - and _")
    take.only(table, where, {"label", "names", "form", "several", "values"})
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
            name=clean(value_name),
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
    )


class _Taker(NamedTuple):
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
        return clean(value)

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise FileProblem(f"{self.name}: {key} is neither true nor false")
        return value

    def texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise FileProblem(f"{self.name}: {key} is not a list of texts")
        return tuple(map(clean, value))
