"""Writes the tables of measurements in docs/ and bench/ from the saved results of bench/.

    python scripts/tables.py            writes what has changed
    python scripts/tables.py --check    exits 1 when a table is not that of the results

Each table stands between `<!-- NAME -->` and `<!-- /NAME -->`. Those of the search are made of
bench/search/: result.json (unseen queries when they were first asked), current.json (the same,
asked of the program as it is now) and times.json; those of speed of bench/speed/result.json.
Nothing is asked or measured here.
"""

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SEARCH, SPEED = ROOT / "bench" / "search", ROOT / "bench" / "speed"
CLASSES = (
    "in order", "one typo", "two typos", "prefix", "shuffled", "joined", "with a fact",
    "reference", "acronyms", "inflections", "answerless", "mean",
)  # fmt: skip
SHOWN_TASKS = (
    "list-bundled", "search-bundled", "table-bundled", "help", "completion-names", "completion",
    "search-peers-5000", "list-native-5000", "changed-5000", "changed-100000", "cold-time-5000",
    "search-100000", "list-native-100000", "cold-time-100000", "export-5000", "cold-memory-5000",
    "cold-memory-100000", "memory-warm-100000",
)  # fmt: skip
ALLOWED = {5_000: 1.5, 100_000: 4.0}
LONGEST_QUERY = 40


def table(head: Sequence[str], aligned: str, rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; *aligned* has `l` or `r` for each column."""
    rule = ["--:" if side == "r" else "---" for side in aligned]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def classes(half: str) -> str:
    """How often each engine put the wanted paper on top."""
    engines = dict(saved("result")["halves"][half]["engines"])
    asked = {"**mialit**, first asked": engines.pop("mialit")}
    asked["mialit, now"] = saved("current")["halves"][half]["engines"]["mialit"]
    shown = [name for name in CLASSES if name in asked["mialit, now"]]
    rows = [
        [name, *(f"{figures[each]:.{3 if each == 'mean' else 2}f}" for each in shown)]
        for name, figures in (asked | engines).items()
    ]
    return table(["", *shown], "l" + "r" * len(shown), rows)


def means() -> str:
    """The mean of each engine over the classes, of queries that it was not tuned to."""
    engines = saved("result")["halves"]["unseen"]["engines"]
    rows = [[name, f"{figures['mean']:.2f}"] for name, figures in engines.items()]
    return table(["", "mean"], "lr", sorted(rows, key=lambda row: row[1], reverse=True))


def processes() -> str:
    """How long a whole process takes."""
    rows = [[name, f"{taken:.0f} ms"] for name, taken in saved("result")["process_ms"].items()]
    return table(["", "a whole process"], "lr", rows)


def ranking() -> str:
    """How long ranking takes."""
    rows = [
        [
            f"{row['entries']:,}",
            row["query"] if len(row["query"]) < LONGEST_QUERY else "a pasted title of 11 words",
            f"{1000 * row['mialit_s']:.0f} ms",
            f"{1000 * row['wratio_s']:.0f} ms",
            f"{row['mialit_s'] / row['wratio_s']:.2f}",
            f"{ALLOWED[row['entries']]:g}",
        ]
        for row in saved("times")
    ]
    return table(["entries", "query", "mialit", "WRatio", "ratio", "allowed"], "rlrrrr", rows)


def goals() -> str:
    """Every task's ratio, and whether it is as wanted."""
    rows = []
    for row in saved("result", SPEED)["rows"]:
        against = row["against"]
        if "," in against:
            against += f": {row['best']}"
        unit = " MB" if row["kind"] == "limit" else ""
        rows.append(
            [
                row["work"],
                against,
                "-" if row["goal"] is None else f"{row['goal']:g}{unit}",
                f"{row['ratio']:.{0 if unit else 2}f}{unit}",
                "-" if row["goal"] is None else "yes" if row["met"] else "**no**",
                str(row["runs"]),
            ]
        )
    return table(["work", "against", "at most", "measured", "met", "runs"], "llrrlr", rows)


def times() -> str:
    """How long a person waits, and how much memory that takes: some of the tasks."""
    rows = []
    for row in saved("result", SPEED)["rows"]:
        if row["name"] in SHOWN_TASKS:
            ours, *others = (amount(row, each) for each in row["medians"].values())
            against = row["against"].replace("the best of ", "") if others else ""
            rows.append([row["work"].removesuffix(" in MB"), ours, against, "".join(others)])
    return table(["work", "mialit", "compared with", ""], "lrlr", rows)


def amount(row: dict[str, Any], median: Sequence[float]) -> str:
    """The median of a task: seconds, or megabytes where it is about memory."""
    if row["kind"] in ("memory", "limit"):
        return f"{median[2]:.0f} MB"
    return f"{median[0]:.2f} s" if median[0] < 10 else f"{median[0]:.0f} s"


def medians() -> str:
    """What the ratios are made of."""
    rows = []
    for row in saved("result", SPEED)["rows"]:
        place, form = (2, "{:.0f} MB") if row["kind"] in ("memory", "limit") else (0, "{:.3f} s")
        told = (f"{name} {form.format(each[place])}" for name, each in row["medians"].items())
        rows.append([row["name"], ", ".join(told)])
    return table(["task", "medians"], "ll", rows)


def versions() -> str:
    """What was measured with."""
    result = saved("result", SPEED)
    told = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    missing = "".join(f" Not measured: {name} ({why})." for name, why in result["missing"].items())
    return f"Python {result['python']} on {result['cores']} cores; {told}.{missing}"


def profile() -> str:
    """Where a start's time goes."""
    stages = saved("result", SPEED)["profile"]["stages"]
    total = sum(each["ms"] for each in stages)
    rows = [
        [each["stage"], f"{each['ms']:.1f} ms", f"{100 * each['ms'] / total:.0f} %"]
        for each in stages
    ]
    return table(["stage", "time", "share"], "lrr", rows)


def formats() -> str:
    """How the formats of a cache compare: each time over the best of its row."""
    rows = saved("result", SPEED)["formats"]["rows"]
    names = list(rows[0]["ratios"])
    cells = [
        [f"{row['size']:,}", *(f"{row['ratios'][name]:.2f}" for name in names)] for row in rows
    ]
    return table(["entries", *names], "r" + "r" * len(names), cells)


def saved(name: str, place: Path = SEARCH) -> Any:
    """A saved result of a benchmark."""
    return json.loads((place / f"{name}.json").read_text(encoding="utf-8"))


TABLES: dict[str, dict[str, Callable[[], str]]] = {
    "docs/search.md": {"means": means},
    "docs/performance.md": {"times": times},
    "bench/search/README.md": {
        "classes": lambda: classes("unseen"),
        "last": lambda: classes("last"),
        "sixth": lambda: classes("sixth"),
        "processes": processes,
        "ranking": ranking,
    },
    "bench/speed/README.md": {
        "versions": versions,
        "goals": goals,
        "medians": medians,
        "profile": profile,
        "formats": formats,
    },
}


def filled(name: str, text: str) -> str:
    """*text* with every table made anew. Raises ValueError where a place for one is missing."""
    for place, made in TABLES[name].items():
        parts = re.split(rf"(?<=<!-- {place} -->\n).*?(?=<!-- /{place} -->)", text, flags=re.DOTALL)
        if len(parts) != 2:
            raise ValueError(f"{name} has {len(parts) - 1} places for the table {place}")
        text = f"\n{made()}\n\n".join(parts)
    return text


def main() -> int:
    """Writes the documents, or with `--check` says whether they are current. The exit code."""
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__)
        return 2
    stale = 0
    for name in TABLES:
        text = (ROOT / name).read_text(encoding="utf-8")
        wanted = filled(name, text)
        if text == wanted:
            continue
        if sys.argv[1:]:
            print(f"{name}: a table is not current; to fix: python scripts/tables.py")
            stale = 1
        else:
            (ROOT / name).write_text(wanted, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
