"""Puts a list's facts into a manuscript's bibliography, by edits of single spans."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mialit.bibtex.edit_fields import replace_field, set_raw, set_type, value_like, without_fields
from mialit.bibtex.edits import Edit, changed
from mialit.bibtex.model import Entry, Library
from mialit.bibtex.reader import separate_names
from mialit.bibtex.values import expand
from mialit.checking.entry_plan import PLAIN, Correction, Plan, Planner, Raw
from mialit.checking.fixable import why_uncertain
from mialit.checking.rules import FIXED
from mialit.checking.style import Style, family_first
from mialit.curation.changes import described
from mialit.curation.placement import field_before
from mialit.errors import MialitError
from mialit.records.content import address, readable
from mialit.records.identifiers import arxiv, doi
from mialit.vocabulary.model import Vocabulary
from mialit.vocabulary.venues import Recogniser


class Corrected(NamedTuple):
    """A bibliography after `correct`, lines that say what changed, and what a person has to do."""

    library: Library
    changes: tuple[str, ...]
    left: tuple[str, ...]


def correct(
    library: Library, corrections: Sequence[Correction], vocabulary: Vocabulary
) -> Corrected:
    """*library* with *corrections*, made of a list that has the *vocabulary*.

    Keys, the manuscript's own fields and all that no rule of a correction is about stay, to the
    byte. A correction that the file does not take, or that is not certain, is left and said.
    """
    wanted = [each for each in corrections if not FIXED.isdisjoint(each.rules)]
    changing = {each.entry.span.start for each in wanted}
    others = [each for each in library.entries if each.span.start not in changing]
    venues = vocabulary.known["venue"]
    style, recogniser = Style(library, others, venues), Recogniser(venues)
    left: list[str] = []
    plans: dict[int, Plan] = {}
    for each in wanted:
        if reason := _uncertain(library, each):
            left.append(f"{_at(library, each.entry)}: {reason}")
            continue
        plan = Planner(style, each, recogniser).plan()
        left += (f"{_at(library, each.entry)}: {text}" for text in plan.left)
        plans[library.numbers[each.entry.span.start]] = plan
    new, refused = _applied(library, plans)
    entries = list(library.entries)
    left += (f"{_at(library, entries[number])}: {reason}" for number, reason in refused.items())
    return Corrected(new, tuple(_changes(library, new, plans, refused)), tuple(left))


def _at(library: Library, entry: Entry) -> str:
    return f"{library.name}:{library.line(entry.span)}: {library.key_of(entry)}"


def _applied(library: Library, plans: Mapping[int, Plan]) -> tuple[Library, dict[int, str]]:
    """*library* with *plans* by the numbers of entries, and why some were not carried out.

    One damaged entry keeps no other from its correction.
    """
    try:
        return _with(library, plans), {}
    except MialitError as problem:
        if len(plans) == 1:
            return library, dict.fromkeys(plans, f"left as it is: {problem}")
    refused: dict[int, str] = {}
    numbers = list(plans)
    half = len(numbers) // 2
    for part in (numbers[:half], numbers[half:]):
        library, reasons = _applied(library, {number: plans[number] for number in part})
        refused |= reasons
    return library, refused


def _with(library: Library, plans: Mapping[int, Plan]) -> Library:
    entries = list(library.entries)
    edits = [
        edit for number, plan in plans.items() for edit in _set(library, entries[number], plan)
    ]
    doomed = {
        number: [name for name, content in plan.fields.items() if content is None]
        for number, plan in plans.items()
    }
    return without_fields(changed(library, edits) if edits else library, doomed)


def _set(library: Library, entry: Entry, plan: Plan) -> Iterator[Edit]:
    yield from set_type(library, entry, plan.type)
    instead = {new: entry.field(old) for old, new in plan.replaced.items()}
    for name, content in plan.fields.items():
        if content is None:
            continue
        raw = content if isinstance(content, Raw) else value_like(library, entry, name, content)
        old = instead.get(name)
        if old is not None:
            yield from replace_field(library, entry, old, name, raw)
        else:
            yield from set_raw(library, entry, name, raw, field_before(entry, name, PLAIN))


def _changes(
    library: Library, new: Library, plans: Mapping[int, Plan], refused: Mapping[int, str]
) -> Iterator[str]:
    before, after = list(library.entries), list(new.entries)
    for number in sorted(plans):
        if number not in refused:
            one, other = before[number], after[number]
            for name in ("type", *plans[number].fields, *plans[number].replaced):
                for text in described(library, one, new, other, name):
                    yield f"{_at(new, other)}: {text}"


def _uncertain(library: Library, correction: Correction) -> str:
    """Why it is not certain which paper is meant; "" where it is."""
    files = (library, correction.entry), (correction.list_, correction.listed)
    said, listed = (_people(*each) for each in files)
    one, other = (_identifiers(*each) for each in files)
    key = correction.list_.key_of(correction.listed)
    identified = not one.isdisjoint(other)
    return why_uncertain(correction.rules, said, listed, key, identified=identified)


def _identifiers(library: Library, entry: Entry) -> set[str]:
    """The DOIs and arXiv identifiers that *entry* states."""
    fields = (entry.field(name) for name in ("doi", "eprint", "url"))
    texts = [address(expand(field.raw, library.strings)) for field in fields if field]
    return {found for text in texts for found in (doi(text), arxiv(text)) if found}


def _people(library: Library, entry: Entry) -> list[str]:
    """The people of *entry*, `Family, Given`, readable."""
    field = entry.field("author")
    names = separate_names(expand(field.raw, library.strings)) if field else []
    return [readable(family_first(name)) for name in names if name != "others"]
