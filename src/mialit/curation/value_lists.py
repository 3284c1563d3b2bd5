"""Fields with several values, changed where they stand: separators and other values stay."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from mialit.bibtex.model import Library, Span
from mialit.bibtex.values import expand
from mialit.records.content import content as readable
from mialit.text.normalize import fold
from mialit.vocabulary.model import FieldSpec

_USUAL = ", "  # between keywords, where a file does not tell


def added(text: str, value: str, spec: FieldSpec, usual: str) -> str:
    """The content *text* of *spec*, keywords, with what *value* (source) has and it lacks.

    Between them stands what stands between most others, or *usual* where there are no two. A comma
    in *value* is a part of it where *text* has semicolons.
    """
    sign = _sign(text, spec, usual)
    parts = _parts(text, sign)
    values = [value[part.start : part.end] for part in _parts(value.replace(";", sign), sign)]
    has = {_compared(text[part.start : part.end], spec) for part in parts}
    between = _between(text, parts) or usual
    new: dict[str, str] = {}
    for each in values:
        if _compared(each, spec) not in has:
            new.setdefault(_compared(each, spec), each)
    if not new:
        return text
    if not parts:
        return between.join(new.values())
    end = parts[-1].end
    return text[:end] + "".join(f"{between}{each}" for each in new.values()) + text[end:]


def removed(text: str, value: str, spec: FieldSpec) -> str:
    """The content *text* of *spec* without *value*, given as a person reads or spells it.

    It is *text* itself where the value is not in it.
    """
    known = spec.value(value)
    wanted = fold(known.name if known else value)
    while True:
        parts = _parts(text, _sign(text, spec, _USUAL))
        found = (
            number
            for number, part in enumerate(parts)
            if _compared(text[part.start : part.end], spec) == wanted
        )
        number = next(found, None)
        if number is None:
            return text
        start, end = parts[number]
        if len(parts) == 1:
            return ""
        if number + 1 < len(parts):
            end = parts[number + 1].start
        else:
            start = parts[number - 1].end
        text = text[:start] + text[end:]


def usual_separator(library: Library, spec: FieldSpec) -> str:
    """What stands between the values of *spec* in most entries of *library*."""
    seen: Counter[str] = Counter()
    for entry in library.entries:
        field = entry.field(spec.name)
        text = expand(field.raw, library.strings) if field else ""
        parts = _parts(text, _sign(text, spec, _USUAL))
        if between := _between(text, parts):
            seen[between] += 1
    most = seen.most_common(1)
    if not most:
        return _USUAL if spec.form == "keywords" else spec.join(("", ""))
    between = most[0][0]
    return between if "\n" not in between else f"{between.strip()} "


def _sign(text: str, spec: FieldSpec, usual: str) -> str:
    """The character that separates values in *text*; a blank stands for any."""
    if spec.form != "keywords":
        return spec.join(("", "")).strip() or " "
    if ";" in text:
        return ";"
    return "," if "," in text else usual.strip()[:1] or ","


def _parts(text: str, sign: str) -> list[Span]:
    """Where the values stand in *text*; a *sign* in braces separates none."""
    parts = []
    depth = start = 0
    for at, character in enumerate(f"{text}{sign}"):
        depth += (character == "{") - (character == "}")
        separates = character == sign or (sign == " " and character.isspace())
        if separates and (depth <= 0 or at == len(text)):
            part = text[start:at]
            if part.strip():
                lead = len(part) - len(part.lstrip())
                parts.append(Span(start + lead, start + len(part.rstrip())))
            start = at + 1
    return parts


def _between(text: str, parts: Iterable[Span]) -> str:
    """What stands between most of *parts* in *text*; "" where there are no two."""
    gaps = Counter(text[one.end : other.start] for one, other in pairwise(parts))
    return gaps.most_common(1)[0][0] if gaps else ""


def _compared(source: str, spec: FieldSpec) -> str:
    """A value's *source* as values are compared: by what it says, or the declared value."""
    said = readable(spec.name, source)
    known = spec.value(said)
    return fold(known.name if known else said)
