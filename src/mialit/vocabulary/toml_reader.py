"""Reads a TOML file into a `Vocabulary`, naming the setting that is wrong."""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from mialit.errors import FileProblem
from mialit.text.normalize import clean, squash
from mialit.vocabulary.model import (
    ALWAYS,
    DEFAULT_COLUMNS,
    FORMS,
    KEY_STYLES,
    RECORD_COLUMNS,
    FieldSpec,
    LintSettings,
    PageSettings,
    Value,
    Vocabulary,
)

_T = TypeVar("_T")
_NAME = r"[a-z][a-z0-9_-]*"  # so that it can stand in a query before a colon


def parse(text: str, name: str) -> Vocabulary:
    """The vocabulary in *text*, a TOML document; *name* is the file's name for messages.

    Raises FileProblem, which names the setting, for anything the format does not allow.
    """
    import tomllib

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(f"{name}: not TOML: {error}") from None
    except ValueError as error:  # of a number with too many digits
        raise FileProblem(f"{name}: not read: {error}") from None
    except RecursionError:
        raise FileProblem(f"{name}: not read: its values are nested too deeply") from None
    take = _Taker(name)
    take.only(document, "", {"list", "fields", "matrix", "synonyms", "lint", "page"})
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
    stated_columns = take.texts(about, "columns") or DEFAULT_COLUMNS
    columns = tuple(
        "authors" if column == "author" and column not in fields else column
        for column in stated_columns
    )
    for column in columns:
        if column not in fields and column not in RECORD_COLUMNS and not _is_of_bibtex(column):
            known = ", ".join(sorted({*RECORD_COLUMNS, *fields}))
            raise FileProblem(f"{name}: list.columns: unknown column {column!r}; columns: {known}")
    return Vocabulary(
        title=take.text(about, "title"),
        date=stated,
        columns=columns,
        fields=fields,
        synonyms={clean(word): take.texts(synonyms, word) for word in synonyms},
        matrix=_matrix(take, take.table(document, "matrix"), fields),
        matrix_most=take.number(take.table(document, "matrix"), "matrix", "most"),
        lint=_lint(take, take.table(document, "lint"), fields),
        page=_page(take, take.table(document, "page")),
    )


def _lint(
    take: "_Taker", table: Mapping[str, Any], fields: Mapping[str, FieldSpec]
) -> LintSettings:
    take.only(table, "lint", {"off", "keys", "order", "needed", "braces"})
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
        braces=take.flag(table, "braces"),
    )


def _matrix(
    take: "_Taker", table: Mapping[str, Any], fields: Mapping[str, FieldSpec]
) -> tuple[str, str] | None:
    """The stated axes; one that is not stated is the first vocabulary that is not the other."""
    take.only(table, "matrix", {"rows", "cols", "most"})
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


def _page(take: "_Taker", table: Mapping[str, Any]) -> PageSettings:
    if not table:
        return PageSettings()
    from mialit.vocabulary import page_settings  # few lists say anything of their page

    take.only(table, "page", {*page_settings.SETTINGS, "words"})
    stated: dict[str, str] = {}
    for name in page_settings.SETTINGS:
        if not isinstance(table.get(name, ""), str):
            raise FileProblem(f"{take.name}: page.{name} is not a text in quotes")
        try:
            stated |= page_settings.stated(name, table.get(name, ""))
        except ValueError as error:
            raise FileProblem(f"{take.name}: page.{name} {error}") from None
    words = take.table(table, "words")
    settings = PageSettings(words=dict(_words(take, words, "page.words")))
    return settings._replace(**dict[str, Any](stated))


def _words(
    take: "_Taker", table: Mapping[str, Any], where: str, before: str = ""
) -> Iterator[tuple[str, str]]:
    """Words by name; `papers.one` is a table's name to TOML where it is not in quotes."""
    for name, text in table.items():
        if isinstance(text, dict):
            yield from _words(take, text, where, f"{before}{name}.")
        elif isinstance(text, str):
            yield f"{before}{name}", clean(text)
        else:
            raise FileProblem(f"{take.name}: {where}.{before}{name} is not a text in quotes")


def _is_of_bibtex(column: str) -> bool:
    from mialit.bibtex.field_names import STANDARD  # few lists have such a column

    return column in ALWAYS or column in STANDARD


def _field(take: "_Taker", name: str, table: Mapping[str, Any]) -> FieldSpec:
    where = f"fields.{name}"
    if not re.fullmatch(_NAME, name):
        raise FileProblem(f"{take.name}: {where}: a field's name is letters, digits, - and _")
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
        needed=take.text(table, "needed") if "needed" in table else None,
    )


class _Taker(NamedTuple):
    """Takes typed values out of a parsed TOML document, naming the wrong one."""

    name: str

    def only(self, table: Mapping[str, Any], where: str, allowed: set[str]) -> None:
        unknown = sorted(set(table) - allowed)
        if unknown:
            setting = f"{where}.{unknown[0]}" if where else unknown[0]
            raise FileProblem(
                f"{self.name}: unknown setting {setting}; allowed: {', '.join(sorted(allowed))}"
            )

    def table(self, table: Mapping[str, Any], key: str) -> dict[str, Any]:
        return self._typed(table, key, dict[str, Any](), "is not a table")

    def text(self, table: Mapping[str, Any], key: str) -> str:
        return clean(self._typed(table, key, "", "is not a text in quotes"))

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        return self._typed(table, key, False, "is neither true nor false")

    def number(self, table: Mapping[str, Any], where: str, key: str) -> int:
        value = table.get(key, 0)
        if type(value) is not int or value < 0:  # true is an int of Python
            raise FileProblem(f"{self.name}: {where}.{key} is not a whole number from 0 on")
        return value

    def texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        wrong = "is not a list of texts"
        texts = self._typed(table, key, list[Any](), wrong)
        return tuple(clean(self._typed({key: text}, key, "", wrong)) for text in texts)

    def _typed(self, table: Mapping[str, Any], key: str, default: _T, wrong: str) -> _T:
        value = table.get(key, default)
        if not isinstance(value, type(default)):
            raise FileProblem(f"{self.name}: {key} {wrong}")
        return value
