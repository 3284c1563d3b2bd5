"""How often the page and `mialit search` put the same paper first, on the search benchmark.

    python bench/page/agreement.py            prints shares and every difference
    python bench/page/agreement.py --least 90 exits 1 below that share

The page's script is run with node, as the browser runs it (tests/page compares a few queries in
the browser itself).
"""

import argparse
import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from mialit.errors import MialitError
from mialit.page.data import payload
from mialit.page.interface import words
from mialit.page.script import library_script
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import parse
from mialit.search.engine import search
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SEARCH = HERE.parent / "search"
LISTS = {"papers": ROOT / "papers.bib", "titles": SEARCH / "titles.bib"}

Answers = list[list[tuple[str, float]]]


def queries() -> list[dict[str, str]]:
    """The rows of both halves of the benchmark."""
    rows = []
    for half in ("work", "unseen"):
        with (SEARCH / f"queries_{half}.tsv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return rows


def program(name: str, asked: list[str]) -> tuple[Answers, dict[str, Any]]:
    """What the program answers, and what the page of the same list carries."""
    catalogue = load([Source(name, LISTS[name])])
    records = ordered(catalogue.records, Order.YEAR)
    answers: Answers = []
    for query in asked:
        try:
            hits = search(parse(query), catalogue.vocabulary, records).hits
        except MialitError:
            hits = ()
        answers.append([(hit.record.key, hit.score) for hit in hits[:5]])
    return answers, payload(records, catalogue.vocabulary, catalogue.entries(records))


def page(data: dict[str, Any], asked: list[str]) -> Answers:
    """What the page's search answers."""
    done = subprocess.run(
        ["node", str(HERE / "search.mjs")],
        input=json.dumps(
            {"script": library_script(), "data": data, "words": words({}), "queries": asked}
        ),
        capture_output=True,
        text=True,
        check=True,
    )
    return [[(key, score) for key, score in each["hits"][:5]] for each in json.loads(done.stdout)]


def main() -> int:
    """Compares, prints, and tells whether the share is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--least", type=float, default=0.0)
    least = parser.parse_args().least
    rows = queries()
    same: Counter[str] = Counter()
    total: Counter[str] = Counter()
    scores = 0
    differences = []
    for name in LISTS:
        listed = [row for row in rows if row["list"] == name]
        asked = [row["query"] for row in listed]
        ours, data = program(name, asked)
        for row, one, other in zip(listed, ours, page(data, asked), strict=True):
            total[row["class"]] += 1
            first, second = (one or [("nothing", 0.0)])[0], (other or [("nothing", 0.0)])[0]
            scores += first == second
            if first[0] == second[0]:
                same[row["class"]] += 1
            else:
                differences.append((row["class"], row["query"], first, second))
    for kind in sorted(total):
        print(f"{kind:14} {same[kind]:4} of {total[kind]:4}")
    share = 100 * same.total() / total.total()
    print(f"{'all':14} {same.total():4} of {total.total():4}  {share:.1f} %; same score: {scores}")
    for kind, query, first, second in differences:
        print(f"  {kind}: {query!r}: mialit {first[0]} {first[1]}, page {second[0]} {second[1]}")
    return 0 if share >= least else 1


if __name__ == "__main__":
    sys.exit(main())
