"""Measures mialit against what people use instead; prints and saves a table of ratios.

    python bench/speed/run.py [--only NAME,...] [--runs N] [--sizes 300,5000] [--work FOLDER]

Everything is made here: the bibliographies (fixed seed), a wheel of mialit in an environment of
its own, and the peers in theirs. The commands of a task run in turn, A B A B, after a warm-up,
and a ratio is one of medians of the same minutes. See docs/performance.md for the last result.
Tasks of a million entries run when they are asked for, by --sizes or by their whole names.
"""

import argparse
import json
import math
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import Sample, median, rounds
from tasks import HERE, Bench, Task

SIZES = (300, 1_000, 5_000, 10_000, 100_000)


def result(task: Task, runs: int) -> dict[str, Any]:
    """A row of the saved result."""
    samples = rounds(task.commands, runs, memory=task.kind in ("memory", "limit"))
    medians = {name: median(each) for name, each in samples.items()}
    ours = medians.get("mialit", Sample(0, 0, 0))
    others = {name: median for name, median in medians.items() if name != "mialit"}
    best = ""
    if task.kind == "growth":
        ratio = _growth(task, medians, lambda sample: sample.wall)
        cpu = _growth(task, medians, lambda sample: sample.cpu)
    elif task.kind == "limit":
        ratio = cpu = ours.peak
    elif task.kind == "memory":
        best = min(others, key=lambda name: others[name].peak)
        ratio = cpu = ours.peak / others[best].peak
    else:
        best = min(others, key=lambda name: others[name].wall)
        ratio, cpu = ours.wall / others[best].wall, ours.cpu / others[best].cpu
    return {
        "name": task.name,
        "work": task.work,
        "against": task.against,
        "kind": task.kind,
        "goal": task.goal,
        "ratio": round(ratio, 3),
        "cpu_ratio": round(cpu, 3),
        "best": best,
        "met": task.goal is None or ratio <= task.goal,
        "runs": min(map(len, samples.values())),
        "medians": {name: [round(value, 4) for value in each] for name, each in medians.items()},
    }


def _growth(task: Task, medians: dict[str, Sample], value: Callable[[Sample], float]) -> float:
    """The largest exponent between two neighbouring sizes."""
    times = [value(medians[str(size)]) for size in task.sizes]
    pairs = zip(task.sizes, task.sizes[1:], times, times[1:], strict=False)
    return max(math.log(b / a) / math.log(large / small) for small, large, a, b in pairs)


def main() -> None:
    """Runs the tasks asked for; a task that is not run keeps its earlier result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="beginnings of tasks' names, by commas")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--work", type=Path, help="kept between runs; else a temporary folder")
    parser.add_argument("--json", type=Path, default=HERE / "result.json")
    given = parser.parse_args()
    only = tuple(filter(None, given.only.split(",")))
    work = given.work or Path(tempfile.mkdtemp(prefix="mialit-speed-"))
    work = work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        sizes = [int(size) for size in given.sizes.split(",")]

        def wanted(name: str, size: int | None) -> bool:
            """Whether a task is asked for: by name and size, or by its whole name."""
            of_size = size is None or size in sizes
            return name in only or (of_size and (not only or name.startswith(only)))

        bench = Bench(work, wanted)
        saved = json.loads(given.json.read_text("utf-8")) if given.json.exists() else {}
        rows = {row["name"]: row for row in saved.get("rows", ()) if only}
        for task in bench.tasks():
            load = os.getloadavg()[0]
            row = result(task, given.runs) | {"load": round(load, 1)}
            rows[task.name] = row
            mark = "met" if row["met"] else "NOT MET"
            print(
                f"{row['ratio']:9.3f}  cpu {row['cpu_ratio']:8.3f}  goal {task.goal or '-':<6}"
                f" {mark:8}{task.name}: {task.work} / {row['best'] or task.against}",
                flush=True,
            )
        order = list(bench._makers())
        document = saved | {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "versions": saved.get("versions", {}) | bench.versions,
            "missing": bench.missing,
            "rows": sorted(rows.values(), key=lambda row: order.index(row["name"])),
        }
        given.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        for name, reason in bench.missing.items():
            print(f"{name} could not be measured: {reason}", file=sys.stderr)
    finally:
        if given.work is None:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
