"""Entries by citation key."""

from collections.abc import Container, Iterable, Sequence

from mialit.records.model import Record
from mialit.text.normalize import clean
from mialit.text.phrases import perhaps
from mialit.text.similarity import nearest

SEARCH = "; see: mialit search"  # what is said of a key that is near none
_OFFERED = 3  # near keys that a message names
_COMPARED = 500_000  # pairs of keys that are compared for that, where many are missing


def by_key(
    keys: Iterable[str], records: Sequence[Record], *, aliases: bool = False
) -> tuple[list[Record], list[str]]:
    """The records of *keys*, in that order, and the keys that are not there; see `each_by_key`."""
    found = each_by_key(keys, records, aliases=aliases)
    all_found = {id(record): record for same in found.values() for record in same}
    return list(all_found.values()), [key for key, same in found.items() if not same]


def each_by_key(
    keys: Iterable[str],
    records: Sequence[Record],
    *,
    aliases: bool = False,
    any_case: bool = True,
) -> dict[str, list[Record]]:
    """The records of each of *keys*, in that order; [] where there is none.

    A key matches as written, else, unless not in *any_case*, in any case where only one entry has
    it so. Of a key that stands several times all its records are given. With *aliases* a key that
    no entry has is looked for among those that biblatex's field `ids` keeps.
    """
    exact: dict[str, list[Record]] = {}
    folded: dict[str, list[Record]] = {}
    for record in records:
        exact.setdefault(record.key, []).append(record)
        folded.setdefault(record.key.casefold(), []).append(record)
    others: dict[str, list[Record]] | None = None
    found: dict[str, list[Record]] = {}
    for key in dict.fromkeys(map(clean, keys)):
        same = exact.get(key)
        if same is None and any_case:
            other = folded.get(key.casefold(), [])
            same = other if len({record.key for record in other}) == 1 else None
        if same is None and aliases:
            if others is None:
                others = _by_other_key(same for each in exact.values() for same in each)
            same = others.get(key)
        found[key] = same or []
    return found


def _by_other_key(records: Iterable[Record]) -> dict[str, list[Record]]:
    others: dict[str, list[Record]] = {}
    for record in records:
        for key in dict.fromkeys(other_keys(record)):
            others.setdefault(key, []).append(record)
    return others


def other_keys(record: Record) -> list[str]:
    """The keys that biblatex's field `ids` keeps: those that the entry is cited by, too.

    They are no text: in a key, `--` is no dash.
    """
    stated = [*record.values.get("ids", ()), clean(record.raw.get("ids", ""))]
    return [key for text in stated for part in text.split(",") if (key := part.strip())]


def alias_notes(keys: Iterable[str], found: Sequence[Record]) -> list[str]:
    """Which of *keys* are other keys of records *found*."""
    notes = []
    own = {record.key.casefold() for record in found}
    for key in dict.fromkeys(map(clean, keys)):
        if key.casefold() not in own:
            notes += [
                f"note: {key} is another key (ids) of {record.key}"
                for record in found
                if key in other_keys(record)
            ]
    return notes


def not_there(missing: Sequence[str], records: Sequence[Record]) -> str:
    """Says which keys are not there and which are near them."""
    sentences = []
    known = [record.key for record in records]
    for key in missing:
        hint = perhaps(_near(key, known), before="; ") or SEARCH
        sentences.append(f"no entry has the key {key!r}{hint}")
    return "\n".join(sentences)


def not_listed(
    missing: Sequence[str], records: Sequence[Record], certain: Container[str] = ()
) -> str:
    """Says which cited keys are not there, in one line, and in one each which are near others.

    Those that are *certain* are no typos of others.
    """
    known = [record.key for record in records if not record.keyless]
    compared = _COMPARED // max(1, len(known))
    near = {key: _near(key, known) for key in missing[:compared] if key not in certain}
    lines = [
        f"no entry has the key {key!r}{perhaps(near[key], before='; ')}"
        for key in near
        if near[key]
    ]
    others = [key for key in missing if not near.get(key)]
    if others:
        lines.insert(0, f"cited and not listed: {', '.join(others)}")
    return "\n".join(lines)


def _near(key: str, known: Sequence[str]) -> list[str]:
    """Those of the keys *known* that begin like *key*, or else that it may be a typo of."""
    begun = [each for each in known if each.startswith(key)]
    return begun[:_OFFERED] or nearest(key, known, _OFFERED)
