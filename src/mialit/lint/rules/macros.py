"""Rules about macros, which BibTeX defines one after the other as it reads a file."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mialit.bibtex.edit_entries import beginning
from mialit.bibtex.edits import Edit, deletions, merged
from mialit.bibtex.model import Block, Entry, Field, Kind, Library, Preamble, Span, StringDefinition
from mialit.bibtex.values import (
    MAX_DEPTH,
    MAX_EXPANDED,
    MONTH_MACROS,
    MONTHS,
    expand,
    is_strict,
    macros,
    pieces,
    used_strings,
)
from mialit.errors import Severity
from mialit.lint.base import ANY_FIELD, DEFINITIONS, Context, Violation, rule
from mialit.text.phrases import counted, quoted


class _Use(NamedTuple):
    """A macro called `name` that `block` uses at `span`, in `field` where that is an entry's."""

    name: str
    span: Span
    block: Block
    field: Field | None

    @property
    def defines(self) -> str:
        """The macro, in lower case, in whose definition it is used; "" elsewhere."""
        return self.block.name.lower() if isinstance(self.block, StringDefinition) else ""


def _values(library: Library) -> Iterator[tuple[Block, Field | None, str, int]]:
    """The values that may name macros, and where each begins, in file order."""
    for block in library.blocks:
        if isinstance(block, Entry):
            for field in block.fields:
                if field.raw[:1] != "{" or "#" in field.raw:
                    yield block, field, field.raw, field.value_start
        elif isinstance(block, StringDefinition):
            yield block, None, block.raw, block.value_span.start
        elif isinstance(block, Preamble) and is_strict(block.raw):
            yield block, None, block.raw, library.text.find(block.raw, block.span.start)


def _uses(library: Library) -> Iterator[_Use]:
    for block, field, raw, start in _values(library):
        if macros(raw):
            for piece in pieces(raw):
                if piece.macro:
                    span = Span(start + piece.start, start + piece.end)
                    yield _Use(raw[piece.start : piece.end], span, block, field)


def _unready(library: Library) -> Iterator[_Use]:
    """The uses of macros that BibTeX, reading on from the top, does not know there."""
    known = {name for name, each in library.neighbours.macros.items() if each.earlier}
    known |= MONTHS.keys()
    definitions = library.definitions
    following = next(definitions, None)
    for use in _uses(library):
        while following is not None and following.span.end <= use.block.span.start:
            known.add(following.name.lower())
            following = next(definitions, None)
        lower = use.name.lower()
        if lower not in known or lower == use.defines or lower[0].isdigit():
            yield use


@rule(
    "undefined-macro",
    "A macro is used that neither the file nor BibTeX defines.",
    "BibTeX warns and leaves the field empty; at a word that begins with a digit it stops reading "
    "the entry. Where the `@string` is in another file, check both: `mialit lint --bib strings.bib "
    "--bib refs.bib`. Fixed where it is a month's name, for the month's macro, and where it is no "
    "name at all, by braces.",
    "@article{a, month = june, title = {One}, year = 2020}",
    "@article{a, month = jun, title = {One}, year = 2020}",
    severity=Severity.ERROR,
    touches=(ANY_FIELD,),
)
def _undefined_macro(context: Context) -> Iterator[Violation]:
    library = context.library
    for use in _unready(library):
        lower = use.name.lower()
        digit = lower[0].isdigit()
        if not digit and (lower in library.strings or lower == use.defines):
            continue
        message = f"the macro {quoted(use.name)} is not defined"
        fix: tuple[Edit, ...] = ()
        month = MONTH_MACROS.get(lower) if use.field and use.field.raw == use.name else None
        if digit:
            message = f"{quoted(use.name)} is neither a number nor a name; write it in braces"
            if lower not in library.strings:
                fix = (Edit(use.span, f"{{{use.name}}}"),)
        elif month and use.field and use.field.name.lower() == "month":
            message += f"; BibTeX's is {quoted(month)}"
            fix = (Edit(use.span, month),)
        else:
            message += "; add an @string, or braces"
        yield Violation(use.span, message, fix)


@rule(
    "late-macro",
    "A macro is used before it is defined.",
    "BibTeX reads a file once: until it has read the `@string` it warns and leaves the field "
    "empty, and so does biber. Fixed by moving the `@string`, and those that it needs, before the "
    "first use.",
    '@article{a, title = {One}, journal = pnas}\n\n@string{pnas = "Proc."}\n',
    '@string{pnas = "Proc."}\n@article{a, title = {One}, journal = pnas}\n\n',
    severity=Severity.ERROR,
    touches=(DEFINITIONS,),
)
def _late_macro(context: Context) -> Iterator[Violation]:
    library = context.library
    round_about = _round_about(library)
    late = []
    for use in _unready(library):
        lower = use.name.lower()
        if lower[0].isdigit() or lower == use.defines or lower not in library.strings:
            continue
        if lower in round_about and use.defines in round_about:
            continue
        if lower in library.defined:
            late.append(use)
        else:
            owner = library.neighbours.macros[lower].file
            message = (
                f"the macro {quoted(use.name)} is defined in {owner}, which BibTeX reads after "
                "this file; name that file first"
            )
            yield Violation(use.span, message)
    if not late:
        return
    counts = Counter(each.name.lower() for each in library.definitions)
    place = {each.name.lower(): each for each in reversed(list(library.definitions))}
    moves, fix = _moves(library, late, counts, place, round_about)
    for use in late:
        lower = use.name.lower()
        message = (
            f"the macro {quoted(use.name)} is used before its @string "
            f"on line {library.line(place[lower].span)}"
        )
        if lower in moves:
            yield Violation(use.span, message, fix)
        elif counts[lower] > 1:
            yield Violation(use.span, f"{message}; it has {counts[lower]} of them, move one")
        else:
            yield Violation(use.span, f"{message}; move that one")


def _moves(
    library: Library,
    late: list[_Use],
    counts: Counter[str],
    place: dict[str, StringDefinition],
    round_about: set[str],
) -> tuple[set[str], tuple[Edit, ...]]:
    """The macros whose definitions can move before their first use, and what moves them.

    One that is defined twice stays, because which definition is meant where is a person's to say,
    and so does one that needs a definition that stays.
    """
    defined = library.defined
    wanted = list(dict.fromkeys(use.name.lower() for use in late))
    order = used_strings(" # ".join(wanted), defined)

    def stays(name: str, at: int, staying: set[str]) -> bool:
        if place[name].span.start < at:
            return False
        problems = library.problems_at(place[name].span)
        return (
            counts[name] > 1
            or name in round_about
            or any(problem.kind is not Kind.UNDEFINED_MACRO for problem in problems)
            or any(each.lower() in staying for each in macros(defined[name]))
        )

    at = late[0].block.span.start
    staying: set[str] = set()
    for name in order:
        if stays(name, at, staying):
            staying.add(name)
    first = next((use.block for use in late if use.name.lower() not in staying), None)
    if first is None:
        return set(), ()
    at = beginning(library, first) if isinstance(first, Entry) else first.span.start
    moved = [place[name] for name in order if name not in staying and place[name].span.start > at]
    inserted = "".join(library.source(each.span) + library.newline for each in moved)
    taken = merged(_with_its_line(library, each.span) for each in moved)
    if taken and taken[-1].end == len(library.text) and library.text[-1] not in "\r\n":
        # A last line without an end leaves none behind.
        start = len(library.text[: taken[-1].start].rstrip("\r\n"))
        taken[-1] = Span(start, taken[-1].end)
    return set(wanted) - staying, (Edit(Span(at, at), inserted), *deletions(taken))


def _with_its_line(library: Library, span: Span) -> Span:
    """*span* with its line end where nothing else is on its line."""
    text = library.text
    start, end = span
    while start and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    if start and text[start - 1] not in "\r\n":
        return span
    if end == len(text):
        return Span(start, end)
    if text[end] not in "\r\n":
        return span
    return Span(start, end + (2 if text.startswith("\r\n", end) else 1))


def _round_about(library: Library) -> set[str]:
    """The macros, in lower case, that are defined by each other, and those between circles."""
    needs = {
        name: {each.lower() for each in macros(raw)} & library.defined.keys()
        for name, raw in library.defined.items()
    }
    needed: dict[str, set[str]] = {name: set() for name in needs}
    for name, others in needs.items():
        for other in others:
            needed[other].add(name)
    left = set(needs)
    for these, those in ((needs, needed), (needed, needs)):
        open_ends = {name: len(these[name] & left) for name in left}
        done = [name for name, number in open_ends.items() if not number]
        while done:
            name = done.pop()
            left.discard(name)
            for other in those[name] & left:
                open_ends[other] -= 1
                if not open_ends[other]:
                    done.append(other)
    return left


@rule(
    "redefined-macro",
    "A macro is used, and then defined anew as another text.",
    "In BibTeX a definition holds up to the next one of the same name; biber and this program take "
    "the last one for the whole file, so that the same entry is printed otherwise. `mialit export` "
    "writes definitions before entries, where BibTeX takes the last one, too. Two names tell the "
    "two texts apart.",
    '@string{j = "One"}\n@misc{k, title = {One}, note = j}\n@string{j = "Two"}',
    '@string{j = "One"}\n@misc{k, title = {One}, note = j}\n@string{i = "Two"}',
)
def _redefined_macro(context: Context) -> Iterator[Violation]:
    library = context.library
    texts = {name: MONTHS[name] for name in MONTHS}
    for name, borrowed in library.neighbours.macros.items():
        if borrowed.earlier:
            texts[name] = expand(borrowed.raw, library.strings)
    # The last definition is the one that holds here; only an earlier one can say otherwise.
    again = Counter(each.name.lower() for each in library.definitions)
    again.update(name for name in texts if name in again)
    if not any(number > 1 for number in again.values()):
        return
    used: dict[str, list[_Use]] = {}
    uses = [use for use in _uses(library) if again[use.name.lower()] > 1]
    uses.reverse()
    for definition in library.definitions:
        lower = definition.name.lower()
        while uses and uses[-1].block.span.start < definition.span.start:
            use = uses.pop()
            if use.name.lower() in texts and use.name.lower() != use.defines:
                used.setdefault(use.name.lower(), []).append(use)
        if again[lower] < 2:
            continue
        text = expand(definition.raw, library.strings)
        before = used.pop(lower, [])
        if before and text != texts[lower]:
            first = library.line(before[0].span)
            message = (
                f"the macro {quoted(definition.name)}, defined anew here, stands for another text "
                f"in {counted(len(before), 'place')} before, {'first ' * (len(before) > 1)}on line "
                f"{first}: there BibTeX takes that one, biber and this program take the last"
            )
            yield Violation(definition.span, message)
        texts[lower] = text


@rule(
    "circular-macro",
    "A macro is defined by itself.",
    "BibTeX leaves out the macro from its own definition, and warns; of macros that name each "
    "other in a circle it does not know the first. An earlier definition of the same name does not "
    "count.",
    '@string{a = a # "x"}\n@misc{k, title = {One}, note = a}',
    '@string{b = "x"}\n@string{a = b # "x"}\n@misc{k, title = {One}, note = a}',
    severity=Severity.ERROR,
)
def _circular_macro(context: Context) -> Iterator[Violation]:
    library = context.library
    round_about = _round_about(library)
    for use in _unready(library):
        lower = use.name.lower()
        if lower == use.defines:
            message = f"the macro {quoted(use.name)} is used in its own definition"
            yield Violation(use.span, message)
        elif lower in round_about and use.defines in round_about:
            message = (
                f"the macros {quoted(use.defines)} and {quoted(use.name)} need each other, "
                "so that BibTeX knows neither; write one of them out"
            )
            yield Violation(use.span, message)


@rule(
    "overlong-macro",
    "A macro stands for more text than is read here.",
    f"What macros stand for is read up to {MAX_EXPANDED:,} characters and {MAX_DEPTH} definitions "
    "deep: a few definitions that each name the last one twice stand for more than any memory "
    "holds. BibTeX and biber go on until theirs is full.",
    "@string{a = {0123456789abcdef}}\n"
    + "".join(
        f"@string{{{name} = {' # '.join([before] * 8)}}}\n"
        for before, name in ("ab", "bc", "cd", "de", "ef")
    )
    + "@misc{k, title = {One}, note = f}",
    "@string{a = {0123456789abcdef}}\n@misc{k, title = {One}, note = a # a}",
)
def _overlong_macro(context: Context) -> Iterator[Violation]:
    library = context.library
    # What each macro stands for at this place of the file: its length, and the definitions in it.
    known = {name: (len(text), 0) for name, text in MONTHS.items()}
    for name, each in library.neighbours.macros.items():
        known[name] = (len(each.raw), 1)
    for block, field, raw, start in _values(library):
        length, depth, named = 0, 0, 0
        for piece in pieces(raw):
            if piece.macro:
                name = raw[piece.start : piece.end]
                one, deep = known.get(name.lower(), (len(name), 0))
                length += one
                depth, named = max(depth, deep), max(named, one)
            elif field is None:
                length += piece.end - piece.start
        span = Span(start, start + len(raw))
        if length > MAX_EXPANDED >= named:
            message = f"this stands for {counted(length, 'character')}, of which not all are read"
            yield Violation(span, message)
        elif depth == MAX_DEPTH and field is None:
            yield Violation(span, f"this is the {depth + 1}th definition inside another")
        if isinstance(block, StringDefinition):
            known[block.name.lower()] = (min(length, 1 << 60), depth + 1)
