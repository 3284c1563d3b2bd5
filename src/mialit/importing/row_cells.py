"""What the cells of a row say: the field that each part goes to, and what is left over.

Nothing of a cell is lost: what ends up in no field is a `Left`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from mialit.importing.markdown_cells import (
    LINE_BREAK,
    Cell,
    Link,
    heading_of,
    is_label,
    is_nothing,
    leads_to,
    spelled,
)
from mialit.text.normalize import squash
from mialit.vocabulary.model import FieldSpec, Vocabulary

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# Columns whose links are the paper's, in the order in which they are believed.
_OF_THE_PAPER = ("url", "title", "doi", "eprint", "venue")
_PARTED = re.compile(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+")
_ET_AL = re.compile(r"(?i)[,;\s]*\bet\s+al\b\.?\s*$")
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w.'\u2019-]*|van|von|der|den|de|del|della|di|da|la|le|ben|bin|el|al|dos|y)"
)
_LONGEST_NAME = 5  # words


class Spelling(NamedTuple):
    """A value, on *line* (from 1), that is written otherwise than the vocabulary has it."""

    line: int
    field: str
    written: str
    value: str


class Left(NamedTuple):
    """What of the row on *line* (from 1) is in no field: the *text*, under the head *column*."""

    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Row:
    """One paper of the list, on *line* (from 1).

    `facts` holds what stands in the columns that are no declared fields: `title`, `authors`,
    `doi`, ...; `values` those of declared fields, canonical where the vocabulary has them.
    `links` are the paper's own, the best first. `from_heading` names the fields of `values`
    that the row itself does not state. `columns` are those of its table, with their heads.
    """

    line: int
    facts: Mapping[str, str]
    year: int | None
    links: tuple[tuple[str, Link], ...]
    values: Mapping[str, tuple[str, ...]]
    from_heading: frozenset[str]
    columns: Mapping[str, str]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the paper, the best first."""
        return tuple(link.address for _, link in self.links)


class Understood:
    """A row of the columns *heads* (their heads by name), and what was met in its *cells*."""

    def __init__(
        self,
        line: int,
        heads: Mapping[str, str],
        cells: Mapping[str, Cell],
        vocabulary: Vocabulary,
        section: tuple[int | None, tuple[str, ...]],
    ) -> None:
        self.spellings: list[Spelling] = []
        self.remarks: list[tuple[int, str]] = []
        self.left: list[Left] = []
        self._line = line
        self._heads = heads
        self._cells = cells
        self._vocabulary = vocabulary
        year, kinds = section
        facts = self._facts()
        values = self._values()
        paper = self._links(values)
        from_heading = frozenset({"kind"} if kinds and not values.get("kind") else ())
        if from_heading:
            values["kind"] = kinds
        self.row = Row(
            line=line,
            facts=MappingProxyType({name: text for name, text in facts.items() if text}),
            year=self._year(year),
            links=paper,
            values=MappingProxyType({name: found for name, found in values.items() if found}),
            from_heading=from_heading,
            columns=MappingProxyType({name: heads[name] for name in cells}),
        )
        for name, content in cells.items():
            self.remarks += [(line, remark) for remark in content.remarks]
            self._leave(name, *content.others)

    def _leave(self, column: str, *texts: str) -> None:
        shown = (text.replace(LINE_BREAK, " ").strip() for text in texts)
        head = self._heads[column]
        self.left += [Left(self._line, head, text) for text in shown if _says_something(text)]

    def _facts(self) -> dict[str, str]:
        title, people = self._title(self._cells["title"])
        facts = {"title": title, **({"authors": people} if people else {})}
        for name, content in self._cells.items():
            if name == "title":
                continue
            if name in self._vocabulary.fields or name in ("year", "url", "code"):
                continue
            if name == "preprint" or is_nothing(content.plain):
                self._leave(name, content.plain)
            else:
                facts.setdefault(name, content.plain)
        return facts

    def _title(self, content: Cell) -> tuple[str, str]:
        """The title, and the people that stand below it in the same cell, "" for none."""
        first, *others = content.lines
        is_bold = [any(run.bold for run in line) for line in content.lines]
        if not others:
            return heading_of(first), ""
        titles, people = [first], ""
        for line, bold in zip(others, is_bold[1:], strict=True):
            text = heading_of(line)
            if not people and "authors" not in self._cells and are_people(text):
                people = text
            elif (is_bold[0] and not bold) or all(run.slanted for run in line if run.text.strip()):
                self._leave("title", text)
            else:
                titles.append(line)
        return " ".join(map(heading_of, titles)), people

    def _values(self) -> dict[str, tuple[str, ...]]:
        values: dict[str, tuple[str, ...]] = {}
        for name, content in self._cells.items():
            spec = self._vocabulary.fields.get(name)
            if spec is not None and spec.form != "urls":
                values[name] = self._stated(spec, content)
        return values

    def _stated(self, spec: FieldSpec, content: Cell) -> tuple[str, ...]:
        if spec.form != "vocabulary":
            text = content.text.replace(LINE_BREAK, "; " if spec.several else " ")
            if is_nothing(text):
                self._leave(spec.name, text)
                return ()
            return spec.split(text)
        result: list[str] = []
        for written, value in spelled(spec, content.text):
            result.append(value)
            if written != value:
                self.spellings.append(Spelling(self._line, spec.name, written, value))
        if not result:
            self._leave(spec.name, content.text)
        return tuple(dict.fromkeys(result))

    def _links(self, values: dict[str, tuple[str, ...]]) -> tuple[tuple[str, Link], ...]:
        """The paper's links with their columns; those of fields for addresses go to *values*."""
        paper: dict[str, tuple[str, Link]] = {}
        found: dict[str, list[str]] = {}
        order = [*_OF_THE_PAPER, *self._cells]
        for name in dict.fromkeys(each for each in order if each in self._cells):
            content = self._cells[name]
            spec = self._vocabulary.fields.get(name)
            is_for_addresses = name in ("url", "code") or (spec is not None and spec.form == "urls")
            for link in content.links:
                if not link.text and not is_for_addresses:
                    continue  # it stands in the text
                target = _target(name, spec, link)
                taken = self._vocabulary.fields.get(target)
                if target == "url":
                    paper.setdefault(link.address, (name, link))
                elif taken is not None and (taken.several or not found.get(target)):
                    found.setdefault(target, []).append(link.address)
                else:
                    self._leave(name, link.markdown)
            if is_for_addresses:
                self._leave(name, *_labels_left(content), content.beside_links)
        for name, addresses in found.items():
            values[name] = tuple(dict.fromkeys((*values.get(name, ()), *addresses)))
        return tuple(paper.values())

    def _year(self, heading: int | None) -> int | None:
        text = self._cells["year"].text if "year" in self._cells else ""
        found = _YEAR.search(text)
        if found is None:
            if not is_nothing(text):
                self.remarks.append((self._line, f"{text!r} is not a year"))
            if text:
                self._leave("year", text)
            return heading
        if _says_something(text[: found.start()] + text[found.end() :]):
            self._leave("year", text)
        if heading and int(found[0]) != heading:
            remark = f"the year is {found[0]}, the heading says {heading}"
            self.remarks.append((self._line, remark))
        return int(found[0])


def are_people(text: str) -> bool:
    """Whether *text* is a list of persons' names, given names or initials first."""
    names = [name for name in _PARTED.split(_ET_AL.sub("", text)) if name]
    shaped = [name.split() for name in names]
    return (len(names) > 1 or bool(_ET_AL.search(text))) and all(
        2 <= len(parts) <= _LONGEST_NAME and all(map(_NAME.fullmatch, parts)) for parts in shaped
    )


def _target(column: str, spec: FieldSpec | None, link: Link) -> str:
    """The field that a link in *column* goes to: "url", "code", another one; "" for none."""
    leads = leads_to(link)
    if column == "url":
        return {"code": "code", "other": ""}.get(leads, "url")
    if column == "code":
        is_label_of = is_label(link.text) and leads in ("paper", "other")
        return ("url" if leads == "paper" else "") if is_label_of and link.text else "code"
    if spec is not None and spec.form == "urls":
        return column
    if column in _OF_THE_PAPER:
        return {"code": "code", "other": ""}.get(leads, "url")
    return ""


def _labels_left(content: Cell) -> Iterator[str]:
    """What the texts of a cell's links say beyond what its addresses do."""
    known = [squash(text) for text in (*(link.address for link in content.links), *content.others)]
    for text in content.labels:
        if not is_label(text) and not any(squash(text) in each for each in known):
            yield text


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
