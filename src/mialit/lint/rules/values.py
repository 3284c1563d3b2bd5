"""Rules about the values of a vocabulary: known, spelled as declared, in order, once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from mialit.bibtex.edits import Edit
from mialit.bibtex.field_names import field_source
from mialit.bibtex.model import Span
from mialit.lint.base import VALUE_FIELDS, Content, Context, Violation, literal, rule
from mialit.text.latex import to_unicode
from mialit.text.normalize import clean
from mialit.text.phrases import perhaps, quoted
from mialit.text.similarity import nearest
from mialit.vocabulary.model import FieldSpec, Value


@dataclass(frozen=True, slots=True)
class _Stated:
    """One value as written in a field: `text` is its source, `value` what it spells."""

    span: Span
    text: str
    value: Value | None

    @property
    def name(self) -> str:
        """The canonical name, for comparing."""
        return self.value.name if self.value else readable(self.text)


@dataclass(frozen=True, slots=True)
class _Carried:
    """A field of a vocabulary with its values."""

    spec: FieldSpec
    content: Content
    values: tuple[_Stated, ...]

    def rewritten(self, names: list[str]) -> tuple[Edit, ...]:
        """Edits that make *names* the field's values."""
        return (Edit(self.content.span, self.spec.join(names)),)


def readable(source: str) -> str:
    """A value's source as it is read and shown."""
    return clean(to_unicode(source))


def _carried(context: Context, which: Callable[[FieldSpec], bool]) -> Iterator[_Carried]:
    specs = {
        name: spec
        for name, spec in context.vocabulary.fields.items()
        if spec.form == "vocabulary" and spec.values and which(spec)
    }
    known: dict[tuple[str, str], Value | None] = {}
    for entry in context.library.entries:
        for field in context.fields(entry):
            spec = specs.get(field.name.lower())
            content = literal(field) if spec else None
            if spec is None or content is None:
                continue
            values = []
            for start, text in _parts(spec, content.text):
                pair = (spec.name, text)
                if pair not in known:
                    known[pair] = spec.value(readable(text))
                span = content.part(start, start + len(text))
                values.append(_Stated(span, text, known[pair]))
            yield _Carried(spec, content, tuple(values))


def _parts(spec: FieldSpec, text: str) -> Iterator[tuple[int, str]]:
    """The single values of a field, each with its offset in *text*."""
    at = 0
    for part in text.split(";") if spec.several else [text]:
        stripped = part.strip()
        if stripped:
            yield at + len(part) - len(part.lstrip()), stripped
        at += len(part) + 1


@rule(
    "unknown-value",
    "A field has a value that the vocabulary does not declare.",
    "The message names the nearest declared one. A new value is declared in the TOML file.",
    "@misc{a, knowledge = {blck-box}}",
    "@misc{a, knowledge = {black-box}}",
    needs_own_vocabulary=True,
)
def _unknown_value(context: Context) -> Iterator[Violation]:
    near: dict[tuple[str, str], str] = {}
    for carried in _carried(context, lambda _: True):
        for stated in carried.values:
            if stated.value is None:
                pair = (carried.spec.name, stated.text)
                if pair not in near:
                    near[pair] = _hint(carried.spec, readable(stated.text))
                message = (
                    f"{quoted(readable(stated.text))} is not a value of `{carried.spec.name}`"
                    f"{near[pair]}"
                )
                yield Violation(stated.span, message)


def _hint(spec: FieldSpec, text: str) -> str:
    spellings = {spelling: value.name for value in spec.values for spelling in value.spellings}
    names = dict.fromkeys(spellings[found] for found in nearest(text, spellings))
    hint = perhaps(names, quoted, before="; ")
    return hint or "; declare it in the vocabulary, or see: mialit fields " + spec.name


def _misspelled(context: Context, *, venue: bool) -> Iterator[Violation]:
    for carried in _carried(context, lambda spec: (spec.name == "venue") is venue):
        for stated in carried.values:
            value = stated.value
            if value is None or readable(stated.text) == value.name:
                continue
            canonical = field_source(carried.spec.name, value.name)
            message = f"{quoted(readable(stated.text))} is written {quoted(value.name)}"
            yield Violation(stated.span, message, (Edit(stated.span, canonical),))


_VALUE_SPELLING = rule(
    "value-spelling",
    "A value is not in its canonical spelling.",
    "The vocabulary says which spellings mean the same. Queries know them all, but other "
    "programs that read the file do not.",
    "@misc{a, knowledge = {WB}}",
    "@misc{a, knowledge = {white-box}}",
    touches=(VALUE_FIELDS,),
    needs_own_vocabulary=True,
)(partial(_misspelled, venue=False))


@rule(
    "value-order",
    "Several values are not in the vocabulary's order.",
    "With one order, equal entries look equal.",
    "@misc{a, knowledge = {black-box; white-box}}",
    "@misc{a, knowledge = {white-box; black-box}}",
    touches=(VALUE_FIELDS,),
    needs_own_vocabulary=True,
)
def _value_order(context: Context) -> Iterator[Violation]:
    ranks = {
        name: {value.name: rank for rank, value in enumerate(spec.values)}
        for name, spec in context.vocabulary.fields.items()
    }
    for carried in _carried(context, lambda spec: spec.several):
        rank = ranks[carried.spec.name]
        if len(carried.values) < 2 or any(stated.value is None for stated in carried.values):
            continue
        ordered = sorted(carried.values, key=lambda stated: rank[stated.name])
        if [stated.name for stated in ordered] != [stated.name for stated in carried.values]:
            shown = "; ".join(stated.name for stated in ordered)
            message = f"the values are not in the vocabulary's order: {quoted(shown)}"
            fix = carried.rewritten([stated.text for stated in ordered])
            yield Violation(carried.content.span, message, fix)


@rule(
    "repeated-value",
    "A field has one value twice.",
    "Also where the two are spelled differently.",
    "@misc{a, kind = {attack; attack}}",
    "@misc{a, kind = {attack}}",
    touches=(VALUE_FIELDS,),
    needs_own_vocabulary=True,
)
def _repeated_value(context: Context) -> Iterator[Violation]:
    for carried in _carried(context, lambda spec: spec.several):
        kept: dict[str, str] = {}
        repeated = None
        for stated in carried.values:
            if stated.name in kept:
                repeated = repeated or stated
            kept.setdefault(stated.name, stated.text)
        if repeated:
            message = f"{quoted(repeated.name)} is given twice"
            yield Violation(repeated.span, message, carried.rewritten(list(kept.values())))


_VENUE_SPELLING = rule(
    "venue-spelling",
    "The venue is not in its canonical spelling.",
    "The `venue` field holds the short name that the vocabulary declares; `booktitle` and "
    "`journal` stay as the publisher writes them.",
    "@misc{a, venue = {Usenix Sec.}}",
    "@misc{a, venue = {USENIX Security}}",
    touches=("venue",),
    needs_own_vocabulary=True,
)(partial(_misspelled, venue=True))
