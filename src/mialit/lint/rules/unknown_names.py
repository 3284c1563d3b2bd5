"""Rules about the names of entry types and fields: near misses of known ones."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache

from mialit.bibtex.edit_fields import set_type
from mialit.bibtex.edits import Edit
from mialit.bibtex.field_names import KNOWN_FIELDS, MEANT_FIELDS, REQUIRED, TYPES, is_noise
from mialit.bibtex.model import Entry, Field, Span
from mialit.errors import Severity
from mialit.lint.base import ANY_FIELD, ENTRY_TYPE, Context, Violation, if_possible, rule
from mialit.text.phrases import perhaps, quoted
from mialit.text.similarity import within

# A name that so many entries have, and so large a part of them, is the file's own and no typo.
_MANY = 5
_PART = 0.05
_SHORTEST = 4  # letters; shorter names are near to too many


@dataclass(frozen=True, slots=True)
class _Near:
    """The known names with the fewest typos; `sure` where it is one name and one typo."""

    names: tuple[str, ...] = ()
    sure: bool = False


def _many(context: Context) -> float:
    """In how many entries a name is the file's own."""
    return max(_MANY, _PART * len(context.records))


def _finder(known: Collection[str]) -> Callable[[str], _Near]:
    """A function that gives what of *known* a name may be a typo of."""
    by_length = sorted(known, key=len)

    @cache
    def near(name: str) -> _Near:
        # `isbn2` and `title-en` are names of their own.
        if len(name) < _SHORTEST or not name.isalpha():
            return _Near()
        typos = within(name, by_length, 1 if len(name) < 9 else 2)
        typos = {each: n for each, n in typos.items() if n == 1 or each[0] == name[0]}
        fewest = min(typos.values(), default=0)
        names = tuple(sorted(each for each in typos if typos[each] == fewest))
        return _Near(names, sure=len(names) == fewest == 1)

    return near


@rule(
    "unknown-type",
    "An entry type is a typo of a known one.",
    "BibTeX warns of a type that it does not know and sets the entry as @misc. One that is near "
    "to no other is a note. Known are the types of BibTeX "
    f"and biblatex, and those that {_MANY} entries and a twentieth of the file have. Fixed where "
    "one letter makes the difference to one known type.",
    "@inproceddings{a, title = {One}}",
    "@inproceedings{a, title = {One}}",
    touches=(ENTRY_TYPE,),
)
def _unknown_type(context: Context) -> Iterator[Violation]:
    library = context.library
    used = Counter(entry.type for entry in library.entries)
    unknown = {name for name in used if name not in TYPES and used[name] < _many(context)}
    if not unknown:
        return
    near = _finder(TYPES)
    for entry in library.entries:
        span = entry.type_span(library.text)
        if entry.type not in unknown or span is None:
            continue
        found = near(entry.type)
        if not found.names:
            message = f"neither BibTeX nor biblatex knows the type {quoted(f'@{entry.type}')}"
            yield Violation(span, message, severity=Severity.NOTE)
            continue
        fix: tuple[Edit, ...] = ()
        if found.sure:
            fix = if_possible(set_type, library, entry, found.names[0])
        near_ones = perhaps(found.names, "`@{}`".format)
        message = f"{quoted(f'@{entry.type}')} is no entry type{near_ones}"
        yield Violation(span, message, fix)


@rule(
    "unknown-field",
    "A field's name is a typo of a known one.",
    "Styles pass over a field that they do not know. Known are the fields of BibTeX and biblatex, "
    "those of the vocabulary, those that other programs write, and those that "
    f"{_MANY} entries and a twentieth of the file have. Fixed where one letter makes the "
    "difference to one known field, which the entry's type needs and the entry lacks.",
    "@article{a, autor = {Hu, Li}, title = {One}, journal = {J}, year = 2020}",
    "@article{a, author = {Hu, Li}, title = {One}, journal = {J}, year = 2020}",
    touches=(ANY_FIELD,),
)
def _unknown_field(context: Context) -> Iterator[Violation]:
    declared = set(context.vocabulary.fields)
    known = KNOWN_FIELDS | declared
    used = Counter(
        field.name.lower() for entry in context.library.entries for field in context.fields(entry)
    )
    unknown = {
        name
        for name in used
        if name not in known and used[name] < _many(context) and not is_noise(name)
    }
    if not unknown:
        return
    near = _finder({name for name in MEANT_FIELDS | declared if not is_noise(name)})
    for entry in context.library.entries:
        for field in context.fields(entry):
            name = field.name.lower()
            found = near(name) if name in unknown else _Near()
            if found.names:
                message = f"{quoted(name)} is no field{perhaps(found.names, quoted)}"
                span = Span(field.start, field.start + len(field.name))
                fix: tuple[Edit, ...] = ()
                if found.sure and _lacks(entry, found.names[0]):
                    fix = (Edit(span, _cased(field, found.names[0])),)
                yield Violation(span, message, fix)


def _lacks(entry: Entry, name: str) -> bool:
    """Whether the entry's type needs the field *name*, and no field stands for it."""
    needed = (needs.split("|") for needs in REQUIRED.get(entry.type, ()))
    return any(name in either and not any(map(entry.field, either)) for either in needed)


def _cased(field: Field, name: str) -> str:
    if field.name.isupper():
        return name.upper()
    return name.capitalize() if field.name[:1].isupper() else name
