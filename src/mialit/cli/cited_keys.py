"""What is said of keys that a manuscript cites and that the list has not."""

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from mialit.errors import FileProblem
from mialit.query.cited import Cited, Keys
from mialit.records.lookup import each_by_key, not_listed
from mialit.records.model import Record
from mialit.storage import bibliography
from mialit.storage.bibliography import Catalogue
from mialit.storage.cache import Cache
from mialit.storage.sources import Source, distinct, place_of


def unlisted(cited: Cited, missing: Sequence[str], papers: Catalogue, folder: Path | None) -> str:
    """Says which keys are *missing* in the list *papers*, of those that manuscripts cite.

    Where a manuscript's own bibliography has an entry for such a key, the key is no typo, and it is
    said which listed paper the entry is. *folder* is that of the cache.
    """
    own: dict[str, Record] = {}
    for each in cited.manuscripts:
        own = _own_entries(each, missing, papers, folder) | own
    by_other_keys = _other_keys(own, papers.records) if own else {}
    others = [key for key in missing if key not in by_other_keys]
    lines = [not_listed(others, papers.records, own)] if others else []
    if by_other_keys:
        keys = ", ".join(f"{key} ({other})" for key, other in by_other_keys.items())
        call = shlex.join(["mialit", "check", *(each.name for each in cited.manuscripts)])
        lines.append(f"listed by another key: {keys}; {call} --keys renames entries")
    return "\n".join(lines)


def _own_entries(
    manuscript: Keys, missing: Iterable[str], papers: Catalogue, folder: Path | None
) -> dict[str, Record]:
    """The entries of *missing* keys in the bibliographies of *manuscript* that can be read."""
    asked = {*map(place_of, papers.sources)}
    records: list[Record] = []
    for source in distinct(Source(str(path), path) for path in manuscript.bibliographies):
        if place_of(source) in asked:
            continue
        try:
            loaded = bibliography.load([source], Cache(folder), keep_files=False)
        except FileProblem:  # it may be the one that is about to be written
            continue
        loaded.remember()
        records += loaded.records
    found = each_by_key(missing, records, aliases=True, any_case=manuscript.any_case)
    return {key: same[0] for key, same in found.items() if same}


def _other_keys(own: dict[str, Record], papers: Sequence[Record]) -> dict[str, str]:
    """Of the keys of *own* entries those that *papers* have by other keys, which come with them."""
    from mialit.checking.matching import Listed

    listed = Listed(papers)
    found = {key: listed.pair(entry) for key, entry in own.items()}
    return {
        key: pair.paper.key
        for key, pair in found.items()
        if pair is not None and pair.paper is not None and not pair.paper.keyless
    }
