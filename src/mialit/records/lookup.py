"""Entries by citation key."""

from collections.abc import Iterable, Sequence

from mialit.records.model import Record
from mialit.text.normalize import clean
from mialit.text.phrases import perhaps
from mialit.text.similarity import nearest

_OFFERED = 3  # near keys that a message names


def by_key(
    keys: Iterable[str], records: Sequence[Record], *, aliases: bool = False
) -> tuple[list[Record], list[str]]:
    """The records of *keys*, in that order, and those keys that are not there.

    A key matches as written, else in any case where only one entry has it so. Of a key that stands
    several times all its records are given. With *aliases* a key that no entry has is looked for
    among those that biblatex's field `ids` keeps.
    """
    exact: dict[str, list[Record]] = {}
    folded: dict[str, list[Record]] = {}
    for record in records:
        exact.setdefault(record.key, []).append(record)
        folded.setdefault(record.key.casefold(), []).append(record)
    found: list[Record] = []
    missing: list[str] = []
    for key in dict.fromkeys(map(clean, keys)):
        same = exact.get(key)
        if same is None:
            other = folded.get(key.casefold(), [])
            same = other if len({record.key for record in other}) == 1 else None
        if same is None and aliases:
            same = [record for record in records if key in other_keys(record)] or None
        if same is None:
            missing.append(key)
        else:
            found += same
    return list({id(record): record for record in found}.values()), missing


def other_keys(record: Record) -> list[str]:
    """The keys that biblatex's field `ids` keeps: those that the entry is cited by, too."""
    stated = [*record.values.get("ids", ()), record.rest.get("ids", "")]
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
    for key in missing:
        begun = [record.key for record in records if record.key.startswith(key)]
        near = begun[:_OFFERED] or nearest(key, (record.key for record in records), _OFFERED)
        hint = perhaps(near, before="; ") or "; see: mialit search"
        sentences.append(f"no entry has the key {key!r}{hint}")
    return "\n".join(sentences)
