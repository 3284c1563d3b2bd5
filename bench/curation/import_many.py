"""Time of importing many rows into a list of many entries, against reading both files.

    python bench/curation/import_many.py [ROWS] [ENTRIES] [RUNS]

The rows come once as a Markdown table and once as BibTeX; half of them are papers of the list, half
are new. The list has a vocabulary. In each run the two files are read (each as it is read for an
answer: a .bib file into records, a table into rows), then joined, as `import --into` does it with
all but writing. Printed are the medians and the ratio of joining, reading included, to reading:
the goal is 1.5.
"""

import gc
import statistics
import sys
import time

from mialit.bibtex.reader import read
from mialit.importing.markdown_list import read as read_markdown
from mialit.importing.merge import join_offered
from mialit.records.build import records
from mialit.storage.sources import bundled_vocabulary

HEAD = "| Year | Title | Venue | Paper Link | Code Link |\n|--|--|--|--|--|\n"


def title(n):
    return f"Word{n} of Number {n * 7} in the {n % 89}th Title of a Paper{n * 13}"


def bibtex(numbers):
    return "\n".join(
        f"@inproceedings{{family{n}word{n},\n"
        f"  title     = {{{title(n)}}},\n"
        f"  author    = {{Family{n}, Given and Other{n % 97}, Name}},\n"
        "  booktitle = {Proceedings of the International Conference on Machine Learning},\n"
        f"  year      = {{{2024 - n * 24 // 10_000}}},\n"
        f"  pages     = {{{n}--{n + 9}}},\n"
        f"  url       = {{https://example.org/{n}}},\n"
        "}\n"
        for n in numbers
    ).encode()


def markdown(numbers):
    rows = (
        f"| {2024 - n * 24 // 10_000} | **{title(n)}** | ICML | [Link](https://example.org/{n}) | "
        f"[code](https://github.com/owner/name{n}) |\n"
        for n in numbers
    )
    return f"## Attack papers\n{HEAD}{''.join(rows)}".encode()


def timed(work):
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main() -> None:
    rows, entries, runs = (
        int(sys.argv[n]) if len(sys.argv) > n else default
        for n, default in enumerate((5000, 5000, 3), 1)
    )
    vocabulary = bundled_vocabulary()
    listed = bibtex(range(entries))
    first = entries - rows // 2
    gc.disable()  # as the program does while it reads
    for name, offered in (
        ("rows.md", markdown(range(first, first + rows))),
        ("more.bib", bibtex(range(first, first + rows))),
    ):
        times = []
        for _ in range(runs):
            one, _ = timed(lambda: records(read(listed, "list.bib"), vocabulary))
            if name.endswith(".md"):
                other, _ = timed(lambda: read_markdown(offered.decode(), vocabulary))  # noqa: B023
            else:
                other, _ = timed(lambda: records(read(offered, name), vocabulary))  # noqa: B023
            whole, joined = timed(
                lambda: join_offered(offered, name, listed, "list.bib", vocabulary)  # noqa: B023
            )
            assert len(joined.handled) == rows
            times.append((one, other, whole))
        one, other, whole = map(statistics.median, zip(*times, strict=True))
        print(f"{rows} rows of {name} into {entries} entries, {runs} runs: reading ", end="")
        print(f"{one:.2f} + {other:.2f} s, import {whole:.2f} s")
        print(f"import / reading both {whole / (one + other):.2f}")


if __name__ == "__main__":
    main()
