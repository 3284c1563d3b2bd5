"""How long a change of a whole list takes, in times of reading it.

    python bench/speed/changes.py [ENTRIES...]

An import that adds a field to every entry, the same without writing (which shows a diff), and the
search for duplicates, also in lists whose entries have a title, an author or nothing but words in
common. Each is the shortest of some runs, in time of the processor; without ENTRIES 1,000 and
5,000.
"""

import contextlib
import io
import random
import sys
import time
from collections.abc import Callable, Iterator

from mialit.bibtex.reader import read
from mialit.curation.duplicates import Known
from mialit.importing.candidates import from_bibtex
from mialit.importing.merge import join_file
from mialit.records.build import records
from mialit.render.diff import shown
from mialit.storage import sources

RUNS = 3
WORDS = [f"{one}{other}" for one in "bdfgklmnprst" for other in ("ana", "emi", "iro", "ola", "usu")]
VOCABULARY = sources.bundled_vocabulary()


def entry(number: int, title: str, author: str, *more: str) -> str:
    fields = [
        f"title = {{{title}}}",
        f"author = {{{author}}}" if author else "year = {2020}",
        *more,
    ]
    return f"@article{{k{number},\n  " + ",\n  ".join(fields) + "\n}\n\n"


def titles(entries: int) -> Iterator[str]:
    chance = random.Random(1)
    for _ in range(entries):
        yield " ".join(chance.choices(WORDS, k=8))


def various(entries: int, *more: str) -> bytes:
    return "".join(
        entry(n, title, f"{WORDS[n % 60]}{n // 600}, A. and {WORDS[n % 7]}, B.", *more)
        for n, title in enumerate(titles(entries))
    ).encode()


LISTS: dict[str, Callable[[int], bytes]] = {
    "various": various,
    "one title": lambda entries: "".join(
        entry(n, "Introduction to the Matter", f"A{n}, A.") for n in range(entries)
    ).encode(),
    "one author": lambda entries: "".join(
        entry(n, title, "Wang, A.") for n, title in enumerate(titles(entries))
    ).encode(),
    "no author": lambda entries: "".join(
        entry(n, f"Paper {n} on Attacks and Models", "") for n in range(entries)
    ).encode(),
}


def shortest(function: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            function()
        taken.append(time.process_time() - start)
    return min(taken)


def duplicates(listed: list) -> None:
    known = Known()
    for record in listed:
        known.find(record)
        known.add(record)


def main() -> None:
    for entries in map(int, sys.argv[1:] or ("1000", "5000")):
        before = various(entries)
        offer = from_bibtex(various(entries, "note = {New}"), "new.bib", VOCABULARY)
        joined = join_file(offer, before, "list.bib", VOCABULARY)
        after = joined.library.text.encode()
        reading = shortest(lambda data=before: records(read(data, "list.bib"), VOCABULARY))
        rows = {
            "read": reading,
            "merge a field into every entry": shortest(
                lambda data=before, offer=offer: join_file(offer, data, "list.bib", VOCABULARY)
            ),
            "diff of that": shortest(
                lambda old=before, new=after: list(shown(old, new, "list.bib"))
            ),
        }
        for name, make in LISTS.items():
            listed = records(read(make(entries), "list.bib"), VOCABULARY)
            rows[f"duplicates, {name}"] = shortest(lambda listed=listed: duplicates(listed))
        for name, seconds in rows.items():
            print(
                f"{entries:7,}  {name:32} {seconds:7.2f} s  {seconds / reading:6.2f} times reading"
            )


if __name__ == "__main__":
    main()
