"""Gives the entries of a manuscript the keys that a list has for their papers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mialit.bibtex.edit_fields import rename_keys
from mialit.bibtex.edits import changed, is_key
from mialit.bibtex.model import Entry, Library
from mialit.checking.fixing import ListedEntries, pairs


class Renamed(NamedTuple):
    """The files after `rename`, the new keys by the old ones, and what stays and why."""

    libraries: tuple[Library, ...]
    keys: Mapping[str, str]
    left: tuple[str, ...]


def rename_to_listed(libraries: Sequence[Library], known: ListedEntries) -> Renamed:
    """*libraries*, files that are read together, with the list's keys for its papers."""
    listed: list[list[tuple[Entry, str]]] = [[] for _ in libraries]
    for record, paper, _ in pairs(libraries, known):
        if paper and not paper.keyless:
            entry = libraries[record.source].by_start[record.start]
            listed[record.source].append((entry, paper.key))
    return rename(libraries, listed)


def rename(libraries: Sequence[Library], listed: Sequence[Sequence[tuple[Entry, str]]]) -> Renamed:
    """*libraries*, files that are read together, with entries called as the list calls them.

    *listed* has, for each file, the entries whose papers are listed, with the list's keys. What
    refers to an entry, in any of the files, follows. An entry keeps its key where another one has
    or gets the new one, and where two entries have the old one: keys compare without case, as in
    BibTeX.
    """
    every = [entry.key for library in libraries for entry in library.entries if entry.key]
    counts = Counter(map(str.lower, every))
    left: list[str] = []
    wanted: dict[str, str] = {}
    owners: dict[str, str] = {}
    for library, own in zip(libraries, listed, strict=True):
        for entry, key in own:
            if not entry.key or entry.key == key:
                continue
            at = f"{library.name}:{library.line(entry.span)}: {entry.key}"
            if counts[entry.key.lower()] > 1:
                left.append(f"{at} is the key of two entries, and stays")
            elif not is_key(key):
                left.append(f"{at} stays: the list's key cannot be written")
            elif key.lower() in owners:
                left.append(f"{at} stays: {owners[key.lower()]} becomes {key}")
            else:
                wanted[entry.key] = key
                owners[key.lower()] = entry.key
    # An entry that keeps its key may be in the way of another one, and so on.
    while blocked := _blocked(every, wanted):
        left += [f"{key} stays: another entry is called {wanted.pop(key)}" for key in blocked]
    new = []
    for library, own in zip(libraries, listed, strict=True):
        renamed = [(entry, wanted[entry.key]) for entry, _ in own if entry.key in wanted]
        here = {entry.key for entry, _ in renamed}
        elsewhere = {old: key for old, key in wanted.items() if old not in here}
        edits = rename_keys(library, renamed, elsewhere)
        new.append(changed(library, edits) if edits else library)
    return Renamed(tuple(new), wanted, tuple(left))


def _blocked(every: Sequence[str], wanted: Mapping[str, str]) -> list[str]:
    """The old keys of *wanted* whose new keys are those of entries that keep theirs."""
    staying = {key.lower() for key in every if key not in wanted}
    return [key for key, new in wanted.items() if new.lower() in staying]
