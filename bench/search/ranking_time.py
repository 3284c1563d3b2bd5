"""Times the ranking of parsed records against rapidfuzz's process.extract with WRatio.

    python bench/search/ranking_time.py --json times.json

Records are generated with a fixed seed: words of real titles by their frequency, mixed with made
ones whose frequencies fall as 1/rank, made names, venues of the vocabulary. Both sides get the
same queries in the same process; figures are medians, and the ratios are of medians.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz, process
from run import LISTS, ROOT, load

from mialit.query.syntax import parse
from mialit.records.model import Record
from mialit.search.engine import search
from mialit.text.normalize import fold
from mialit.vocabulary.model import Vocabulary
from mialit.vocabulary.toml_reader import parse as parse_vocabulary

QUERIES = (
    "membership inference",
    "label only",
    "label onyl atack",
    "shokri 2017",
    "gnn privacy",
    "labelonly",
    "protein folding",
    "unlearning jeopardises",
    "model inversion attacks that exploit confidence information and basic countermeasures",
)
ALLOWED = {5_000: 1.5, 100_000: 4.0}


def made_words(count: int, rng: random.Random) -> list[str]:
    """Distinct made words of two to four syllables."""
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(rng.choice(syllables) for _ in range(rng.randint(2, 4)))] = None
    return list(words)


def made_records(count: int, vocabulary: Vocabulary) -> list[Record]:
    """*count* records, always the same."""
    rng = random.Random(count)
    real = [record for name in LISTS for record in load(name, vocabulary)]
    words = [word for record in real for word in record.title.split()]
    rare = made_words(30_000, rng)
    rare_weights = list(accumulate(1 / rank for rank in range(1, len(rare) + 1)))
    names = [word.capitalize() for word in made_words(20_000, rng)]
    name_weights = list(accumulate(1 / (rank + 100) for rank in range(len(names))))
    spellings = {
        value.name: fold(" ".join(value.spellings)) for value in vocabulary.fields["venue"].values
    }
    venues = list(spellings)
    subjects = [record.folded.split("\n")[4] for record in real]
    result = []
    for number in range(count):
        title_words = rng.choices(words, k=rng.randint(5, 11))
        title_words += rng.choices(rare, cum_weights=rare_weights, k=rng.randint(1, 4))
        rng.shuffle(title_words)
        title = " ".join(title_words)
        drawn = rng.choices(names, cum_weights=name_weights, k=2 * rng.randint(1, 6))
        authors = tuple(f"{a}, {b}" for a, b in zip(drawn[::2], drawn[1::2], strict=True))
        venue = rng.choice(venues)
        year = rng.randint(1990, 2026)
        key = f"{authors[0].split(',')[0].lower()}{year}{title_words[0].lower()}"
        doi = f"10.1145/{rng.randint(1000000, 9999999)}.{rng.randint(1000000, 9999999)}"
        folded = "\n".join(
            (
                fold(title), "", fold(" ".join(authors)), spellings[venue], rng.choice(subjects),
                fold(f"{key} {year} {doi}"),
            )
        )  # fmt: skip
        result.append(
            Record(
                key=key, type="article", title=title, authors=authors, year=year,
                values={"venue": (venue,)}, preprint=False, url=None, doi=doi, eprint=None,
                folded=folded, rest={}, line=number, start=number, end=number + 1, source=0,
            )
        )  # fmt: skip
    return result


def median(call: Callable[[], object], repeats: int) -> float:
    """The median time of *call* in seconds."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--sizes", type=int, nargs="*", default=list(ALLOWED))
    arguments.add_argument("--json", type=Path, metavar="FILE")
    asked = arguments.parse_args()
    vocabulary = parse_vocabulary((ROOT / "papers.toml").read_text(encoding="utf-8"), "papers.toml")
    rows = []
    for size in asked.sizes:
        listed = made_records(size, vocabulary)
        titles = [record.title for record in listed]
        for query in QUERIES:
            node = parse(query)
            ours = median(lambda n=node, r=listed: search(n, vocabulary, r), asked.repeats)  # type: ignore[misc]
            theirs = median(
                lambda q=query, t=titles: process.extract(q, t, scorer=fuzz.WRatio),  # type: ignore[misc]
                asked.repeats,
            )
            row = {"entries": size, "query": query, "mialit_s": ours, "wratio_s": theirs}
            rows.append(row)
            print(
                f"{size:7} {1000 * ours:8.1f} ms {1000 * theirs:8.1f} ms"
                f"  ratio {ours / theirs:5.2f} (allowed {ALLOWED.get(size, 0)})  {query[:40]}"
            )
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
