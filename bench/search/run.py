"""Measures how often each way of searching puts the wanted paper on top, by class of query.

    PEERS=folder/with/node_modules python bench/search/run.py --half unseen --json result.json

For the answerless queries the figure is how often nothing is returned. A peer that gives scores
gets the cutoff that is best for it on the half to work with. The mean is over the classes.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import peers
from peers import Answer, Document

from mialit.bibtex.reader import read
from mialit.errors import MialitError
from mialit.query.syntax import parse
from mialit.records.build import records
from mialit.records.model import Record
from mialit.search.engine import search
from mialit.vocabulary.model import Vocabulary
from mialit.vocabulary.toml_reader import parse as parse_vocabulary

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LISTS = {"papers": ROOT / "papers.bib", "titles": HERE / "titles.bib"}
TIMED_QUERY = "label onyl atack"


def load(name: str, vocabulary: Vocabulary) -> list[Record]:
    """The records of one of the lists."""
    return list(records(read(LISTS[name].read_bytes(), name), vocabulary))


def document(record: Record) -> Document:
    """What the peers see of a record."""
    return {
        "key": record.key,
        "title": record.title,
        "authors": "; ".join(record.authors),
        "venue": record.venue or "",
        "year": str(record.year or ""),
    }


def queries(half: str) -> list[dict[str, str]]:
    """The rows of a half: class, query, wanted keys, list."""
    with (HERE / f"queries_{half}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def mialit(vocabulary: Vocabulary, listed: Sequence[Record], asked: Sequence[str]) -> list[Answer]:
    """What the program answers; a query it refuses is one without an answer."""
    answers: list[Answer] = []
    for query in asked:
        try:
            hits = search(parse(query), vocabulary, listed).hits
        except MialitError:
            hits = ()
        answers.append((hits[0].record.key, hits[0].score) if hits else None)
    return answers


def answers(half: str, vocabulary: Vocabulary, only_mialit: bool) -> dict[str, dict[int, Answer]]:
    """Each engine's answers by the number of the row."""
    rows = queries(half)
    found: dict[str, dict[int, Answer]] = defaultdict(dict)
    for name in LISTS:
        numbers = [number for number, row in enumerate(rows) if row["list"] == name]
        asked = [rows[number]["query"] for number in numbers]
        listed = load(name, vocabulary)
        documents = [document(record) for record in listed]
        results: dict[str, list[Answer]] = {"mialit": mialit(vocabulary, listed, asked)}
        if not only_mialit:
            for engine, run in peers.ENGINES.items():
                try:
                    results[engine] = run(documents, asked)
                except (ImportError, OSError) as error:
                    print(f"{engine} is left out: {error}", file=sys.stderr)
            results.update(peers.node(documents, asked))
        for engine, result in results.items():
            found[engine].update(zip(numbers, result, strict=True))
    return found


def figures(
    rows: Sequence[dict[str, str]], found: dict[int, Answer], cutoff: float
) -> dict[str, float]:
    """Share of right answers by class, and their mean."""
    right: dict[str, list[bool]] = defaultdict(list)
    for number, row in enumerate(rows):
        answer = found.get(number)
        key = answer[0] if answer and answer[1] >= cutoff else "-"
        right[row["class"]].append(key in row["wanted"].split())
    result = {name: sum(marks) / len(marks) for name, marks in right.items()}
    result["mean"] = statistics.mean(result.values())
    return result


def best_cutoff(rows: Sequence[dict[str, str]], found: dict[int, Answer]) -> float:
    """The cutoff with the highest mean."""
    scores = sorted({answer[1] for answer in found.values() if answer})
    candidates = [float("-inf"), *scores[:: max(1, len(scores) // 100)]]
    return max(candidates, key=lambda cutoff: figures(rows, found, cutoff)["mean"])


def process_times(vocabulary: Vocabulary) -> dict[str, float]:
    """Median milliseconds of a whole process that answers one query on the larger list."""
    listed = [document(record) for record in load("titles", vocabulary)]
    lines = "".join(f"{each['key']}\t{peers.text(each)}\n" for each in listed)
    payload = json.dumps({"docs": listed, "queries": [TIMED_QUERY], "only": "MiniSearch"})
    module = Path(__file__).with_name("peers.mjs")
    timed: dict[str, tuple[list[str], str]] = {
        "mialit": (
            [sys.executable, "-m", "mialit", "search", TIMED_QUERY, "--bib", str(LISTS["titles"])],
            "",
        ),
        "fzf": (["fzf", f"--filter={TIMED_QUERY}"], lines),
        "MiniSearch": (["node", str(module)], payload),
    }
    times = {}
    for name, (command, given) in timed.items():
        try:
            times[name] = median_milliseconds(
                lambda c=command, g=given: subprocess.run(  # type: ignore[misc]
                    c, input=g, capture_output=True, text=True, check=False
                )
            )
        except OSError as error:
            print(f"{name} is not timed: {error}", file=sys.stderr)
    return times


def median_milliseconds(call: Callable[[], object], repeats: int = 7) -> float:
    """The median time of *call*."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--half", choices=("work", "unseen", "last", "sixth", "all"), default="all"
    )
    arguments.add_argument("--only-mialit", action="store_true", help="leave the peers out")
    arguments.add_argument("--failures", action="store_true", help="print mialit's failures")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the result there too")
    arguments.add_argument("--times", action="store_true", help="time whole processes as well")
    asked = arguments.parse_args()
    os.environ.setdefault("PYTHONPATH", str(ROOT / "src"))
    vocabulary = parse_vocabulary((ROOT / "papers.toml").read_text(encoding="utf-8"), "papers.toml")
    halves = ("work", "unseen", "last", "sixth") if asked.half == "all" else (asked.half,)
    work_rows = queries("work")
    work = answers("work", vocabulary, asked.only_mialit)
    cutoffs = {
        name: float("-inf") if name == "mialit" else best_cutoff(work_rows, found)
        for name, found in work.items()
    }
    result: dict[str, object] = {"python": sys.version.split()[0], "halves": {}}
    for half in halves:
        rows = queries(half)
        found = work if half == "work" else answers(half, vocabulary, asked.only_mialit)
        table = {name: figures(rows, each, cutoffs[name]) for name, each in found.items()}
        result["halves"][half] = {"queries": len(rows), "engines": table}  # type: ignore[index]
        show(half, len(rows), table)
        if asked.failures:
            show_failures(rows, found["mialit"])
    if asked.times:
        times = result["process_ms"] = process_times(vocabulary)
        for name, taken in times.items():
            print(f"whole process {name}: {taken:.0f} ms")
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def show(half: str, count: int, table: dict[str, dict[str, float]]) -> None:
    names = list(next(iter(table.values())))
    print(f"\n{half}: {count} queries")
    print(f"{'':18}" + "".join(f"{name[:11]:>12}" for name in names))
    for engine, row in table.items():
        print(f"{engine:18}" + "".join(f"{row[name]:12.2f}" for name in names))


def show_failures(rows: Sequence[dict[str, str]], found: dict[int, Answer]) -> None:
    for number, row in enumerate(rows):
        answer = found.get(number)
        if (answer[0] if answer else "-") not in row["wanted"].split():
            print(f"  {row['class']}: {row['query']!r} wants {row['wanted']}, got {answer}")


if __name__ == "__main__":
    main()
