"""Time of adding a field to each of many entries, against reading the same file.

    python bench/curation/set_many.py [ENTRIES] [RUNS]

In each run one reading is timed, then the edits of all fields, then `changed`, which reads the
file once more to check it. Printed are the medians, and the ratio of all that the change takes,
edits and check, to a reading: the goal is below 1.5.
"""

import gc
import statistics
import sys
import time

from mialit.bibtex.edit_fields import set_field
from mialit.bibtex.edits import changed
from mialit.bibtex.reader import read


def source(entries: int) -> bytes:
    return "\n".join(
        f"@inproceedings{{key{n},\n"
        f"  title     = {{Word{n} of Number {n * 7} in the Title of a Paper}},\n"
        f"  author    = {{Family{n}, Given and Other{n % 97}, Name}},\n"
        f"  booktitle = {{Proceedings of a Conference on Things}},\n"
        f"  year      = {{{2000 + n % 24}}},\n"
        f"  pages     = {{{n}--{n + 9}}},\n"
        "}\n"
        for n in range(entries)
    ).encode()


def timed(work):
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def one_run(data):
    reading, library = timed(lambda: read(data, "list.bib"))
    editing, edits = timed(
        lambda: [
            edit
            for n, entry in enumerate(library.entries)
            for edit in set_field(library, entry, "url", f"https://example.org/{n}")
        ]
    )
    checking, result = timed(lambda: changed(library, edits))
    assert all(entry.field("url") for entry in result.entries)
    return reading, editing, checking


def main() -> None:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    data = source(entries)
    times = [one_run(data) for _ in range(runs)]
    reading, editing, checking = map(statistics.median, zip(*times, strict=True))
    print(
        f"{entries} entries, {runs} runs: reading {reading:.3f} s, edits {editing:.3f} s, ", end=""
    )
    print(f"check {checking:.3f} s")
    print(f"edits and check / reading {(editing + checking) / reading:.2f}")


if __name__ == "__main__":
    main()
