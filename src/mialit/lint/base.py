"""What a rule is, what it finds, and what it looks at."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Entry, Field, Library, Position, Span
from mialit.bibtex.values import expand, is_strict, pieces
from mialit.errors import MialitError
from mialit.records.model import Record
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

_SHOWN = 60  # characters of data that a message quotes


class Severity(StrEnum):
    """How much a finding weighs. Notes alone leave a file clean."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Fault(NamedTuple):
    """One place that breaks a rule.

    `fix` are the edits that mend it; none where it takes a person. `note` says that it weighs
    less than the rule's severity: a note.
    """

    span: Span
    message: str
    fix: tuple[Edit, ...] = ()
    note: bool = False


class Content(NamedTuple):
    """A field whose value is one text in braces, quotes or digits; `text` begins at `start`."""

    field: Field
    start: int
    text: str

    def part(self, start: int, end: int) -> Span:
        """The place in the file of `text[start:end]`."""
        return Span(self.start + start, self.start + end)

    def edit(self, start: int, end: int, replacement: str) -> Edit:
        """Replaces `text[start:end]`."""
        return Edit(self.part(start, end), replacement)

    @property
    def span(self) -> Span:
        """The place of the whole text, without the delimiters."""
        return self.part(0, len(self.text))


@dataclass(frozen=True)
class Context:
    """One file as rules see it.

    `own` says that the vocabulary is the file's own and not the bundled one that serves foreign
    files: rules about a list's own wishes apply only then. `records` are those of the library's
    entries, in the same order. `today` is what "older than" counts from.
    """

    library: Library
    vocabulary: Vocabulary
    records: Sequence[Record]
    own: bool
    today: date

    @cached_property
    def items(self) -> tuple[tuple[Entry, Record], ...]:
        """Every entry with its record, in file order."""
        return tuple(zip(self.library.entries, self.records, strict=True))

    def text(self, field: Field) -> str:
        """The content of *field* as source, macros expanded."""
        return expand(field.raw, self.library.strings)

    def stated(self, entry: Entry, name: str) -> str:
        """The content of the first field called *name*, blanks trimmed; "" where there is none."""
        field = entry.field(name)
        return self.text(field).strip() if field else ""

    def contents(self, *names: str) -> Iterator[tuple[Entry, Content]]:
        """The fields of these *names* (lower case) whose value is one text, with their entry."""
        for entry in self.library.entries:
            for field in self._by_entry.get(entry.span.start, ()):
                if field.name.lower() in names and (content := literal(field)):
                    yield entry, content

    @cached_property
    def _by_entry(self) -> Mapping[int, Sequence[Field]]:
        """The fields that count: of repeated ones the first, as BibTeX takes it."""
        return {
            entry.span.start: tuple(entry.first_fields().values()) for entry in self.library.entries
        }

    def fields(self, entry: Entry) -> Sequence[Field]:
        """The fields of *entry* that count: of repeated ones the first."""
        return self._by_entry[entry.span.start]

    def key_span(self, entry: Entry) -> Span:
        """Where the key of *entry* stands."""
        return entry.key_span(self.library.text)


Check = Callable[[Context], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that `lint` looks for.

    `name` states the fault, `sentence` what is wrong with it, `why` gives the reason or the
    source, `wrong` and `right` are BibTeX. `fixable`: some of its findings come with edits.
    `wish`: it applies only to a list with a vocabulary of its own.
    """

    name: str
    severity: Severity
    sentence: str
    why: str
    wrong: str
    right: str
    check: Check
    fixable: bool = False
    wish: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken at a place of a file, named `file`.

    `message` and `key` are clean; `key` is "" outside entries.
    """

    file: str
    rule: Rule
    severity: Severity
    span: Span
    position: Position
    end: Position
    key: str
    message: str
    fix: tuple[Edit, ...]

    @property
    def fixable(self) -> bool:
        """Whether `--fix` mends it."""
        return bool(self.fix)


def literal(field: Field) -> Content | None:
    """The value of *field* where it is one text; None for macros, joined pieces and faults."""
    raw = field.raw
    if raw.isdigit():
        return Content(field, field.value_start, raw)
    if raw[:1] not in ("{", '"') or len(raw) < 2 or not is_strict(raw):
        return None
    if "#" in raw and len(pieces(raw)) != 1:
        return None
    return Content(field, field.value_start + 1, raw[1:-1])


def quoted(text: str) -> str:
    """*text* from data as a message quotes it: clean, in backquotes, not too long."""
    shown = clean(text)
    return f"`{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}`"


def if_possible(edits: Callable[[], tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """What *edits* gives; () where the file's faults do not allow the change."""
    try:
        return edits()
    except MialitError:
        return ()
