"""One paper as queries see it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Contents(Mapping[str, str]):
    """Fields' readable contents, made when they are looked at: few of them ever are."""

    __slots__ = ("_raw",)

    def __init__(self, raw: Mapping[str, str]) -> None:
        self._raw = raw

    @property
    def raw(self) -> Mapping[str, str]:
        """What they are made of, by clean lower-case name."""
        return self._raw

    def __getitem__(self, name: str) -> str:
        from mialit.records.content import content  # with LaTeX's tables, which few commands need

        return content(name, self.raw[name])

    def __contains__(self, name: object) -> bool:
        return name in self.raw

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)


class Record(NamedTuple):
    """What an entry means: typed, readable, clean of control characters.

    `authors` are `Family, Given` (`von Family, Jr, Given`); where the entry ends them with
    "and others", which is nobody, `authors_complete` is false.
    `values` holds the values of every declared field, `rest` the readable content of all other
    fields by lower-case name. `folded` is what text queries look at, folded for comparison, in
    lines: title; earlier title; authors, also as Mueller for Müller; venue with its full name and
    other spellings; values of the other vocabulary fields with theirs; key, year and identifiers,
    each as one word, and the names of repositories. `line` counts from 1; `start` and `end` are
    the entry's span in its file (`bibtex.model.Span`); `source` numbers the file among those
    read, from 0. `keyless` says that the entry has no key, and `key` is a provisional one, the line
    on which it begins (`Library.key_of`).

    A named tuple, not a dataclass: it is made by the hundred thousand, and making the class
    itself takes a fifth of the time, which every start of the program pays.
    """

    key: str
    type: str
    title: str
    authors: Sequence[str]
    year: int | None
    values: Mapping[str, Sequence[str]]
    preprint: bool
    url: str | None
    doi: str | None
    eprint: str | None
    folded: str
    rest: Mapping[str, str]
    line: int
    start: int
    end: int
    source: int
    authors_complete: bool = True
    keyless: bool = False

    @property
    def raw(self) -> Mapping[str, str]:
        """The fields of `rest` as BibTeX source, macros expanded, by clean lower-case name."""
        return self.rest.raw if isinstance(self.rest, Contents) else self.rest

    def one(self, field: str) -> str | None:
        """The first value of a declared field, None where there is none."""
        values = self.values.get(field)
        return values[0] if values else None

    @property
    def venue(self) -> str | None:
        """The venue's short name."""
        return self.one("venue")

    @property
    def wide(self) -> str:
        """What else the entry says in words, such as its abstract, folded, on one line.

        Its texts stand apart (`text_columns.APART`).
        """
        from mialit.records.text_columns import wide_text  # which few commands need

        return wide_text(self)

    @property
    def released(self) -> str | None:
        """The month of the first public release, `YYYY-MM`."""
        return self.one("released")


def values_stated(records: Iterable[Record]) -> Iterator[str]:
    """The fields of `values` in which *records* have something, each as often as it occurs."""
    return (name for record in records for name, values in record.values.items() if values)
