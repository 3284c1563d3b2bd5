"""What a rule is, what it looks at, and what it reports."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Entry, Field, Library, Position, Span
from mialit.bibtex.values import expand, is_delimited, is_strict
from mialit.errors import MialitError, Severity
from mialit.records.model import Record
from mialit.vocabulary.model import Vocabulary


class Violation(NamedTuple):
    """A span that breaks a rule, as the rule's check yields it.

    `fix` are the edits that correct it; none where it takes a person. `severity` is what this one
    weighs, where that is not what the rule's others do.
    """

    span: Span
    message: str
    fix: tuple[Edit, ...] = ()
    severity: Severity | None = None


class Content(NamedTuple):
    """A field whose value is one text in braces, quotes or digits; `text` begins at `start`."""

    field: Field
    start: int
    text: str

    def part(self, start: int, end: int) -> Span:
        """The span in the file of `text[start:end]`."""
        return Span(self.start + start, self.start + end)

    def edit(self, start: int, end: int, replacement: str) -> Edit:
        """The edit that replaces `text[start:end]`."""
        return Edit(self.part(start, end), replacement)

    @property
    def span(self) -> Span:
        """The span of the whole text, without the delimiters."""
        return self.part(0, len(self.text))


@dataclass(frozen=True)
class Context:
    """One file as rules see it.

    `own` says that the vocabulary is the file's own and not the bundled one, which serves files
    without any. `records` are those of the library's entries, in the same order. `today` is the
    day from which ages count.
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
            for field in self.fields(entry):
                if field.name.lower() in names and (content := literal(field)):
                    yield entry, content

    @cached_property
    def _by_entry(self) -> Mapping[int, Sequence[Field]]:
        return {
            entry.span.start: tuple(entry.first_fields().values()) for entry in self.library.entries
        }

    def fields(self, entry: Entry) -> Sequence[Field]:
        """The fields of *entry* that count: of repeated ones the first, as BibTeX takes it."""
        return self._by_entry[entry.span.start]

    def key_span(self, entry: Entry) -> Span:
        """Where the key of *entry* stands."""
        return entry.key_span(self.library.text)


Check = Callable[[Context], Iterable[Violation]]


# What a fix may touch besides fields named one by one.
ANY_FIELD = "any field"
VALUE_FIELDS = "fields with declared values, but `venue`"
ADDRESS_FIELDS = "fields declared as addresses"
ENTRY = "the whole entry"
ENTRY_TYPE = "the entry's type"
KEY = "the key of an entry that has none"
PLACES = "the order of entries"
DEFINITIONS = "the place of `@string`s"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that `lint` looks for.

    `name` states the problem, `summary` says it in one sentence, `why` gives the reason or the
    source; `wrong` and `right` are BibTeX. `touches` is all that its fixes may change: names of
    fields in lower case, or the words above; empty for a rule without fixes.
    `needs_own_vocabulary`: it applies only to a list with a vocabulary of its own.
    """

    name: str
    summary: str
    why: str
    wrong: str
    right: str
    check: Check
    severity: Severity
    touches: tuple[str, ...]
    needs_own_vocabulary: bool

    @property
    def fixable(self) -> bool:
        """Whether some of its findings come with a fix."""
        return bool(self.touches)


def rule(
    name: str,
    summary: str,
    why: str,
    wrong: str,
    right: str,
    severity: Severity = Severity.WARNING,
    touches: tuple[str, ...] = (),
    *,
    needs_own_vocabulary: bool = False,
) -> Callable[[Check], Rule]:
    """Makes the function it decorates the check of a rule."""
    stated = (severity, touches, needs_own_vocabulary)
    return lambda check: Rule(name, summary, why, wrong, right, check, *stated)


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation of a rule in a file named `file`, with its position and the entry's key.

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
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.position.line

    @property
    def column(self) -> int:
        """The column in which it begins, from 1."""
        return self.position.column

    @property
    def fixable(self) -> bool:
        """Whether `--fix` corrects it."""
        return bool(self.fix)


def literal(field: Field) -> Content | None:
    """The value of *field* where it is one text; None for macros, joined pieces and damage."""
    raw = field.raw
    if raw.isdigit():
        return Content(field, field.value_start, raw)
    if raw[:1] not in ("{", '"') or len(raw) < 2 or not is_strict(raw):
        return None
    if "#" in raw and not is_delimited(raw):
        return None
    return Content(field, field.value_start + 1, raw[1:-1])


def if_possible(edits: Callable[..., tuple[Edit, ...]], *given: object) -> tuple[Edit, ...]:
    """What *edits* returns for *given*; () where damage in the file does not allow the change."""
    try:
        return edits(*given)
    except MialitError:
        return ()
