"""Measures mialit against what people use instead; prints and saves a table of ratios.

    python bench/speed/run.py [--only NAME,...] [--runs N] [--sizes 300,5000] [--work FOLDER]

Everything is made here: the bibliographies (fixed seed), a wheel of mialit in an environment of
its own, and the peers in theirs. The commands of a task run in turn, A B A B, after a warm-up,
and a ratio is one of medians of the same minutes. See docs/performance.md for the last result.
"""

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import places
from places import Command

HERE = Path(__file__).parent
SIZES = (300, 1_000, 5_000, 10_000, 100_000)
WORDS = ("membership", "unlearning")
YEAR = "2019"
SLOW = 4.0  # seconds a command may take before it is run less often
FEW = 3  # runs of such a command


class Sample(NamedTuple):
    """What one run of a process took."""

    wall: float
    cpu: float
    peak: float  # MB


class Task(NamedTuple):
    """A row of the table. `kind` is time, memory, limit (of MB) or growth."""

    name: str
    work: str
    against: str
    goal: float | None  # None: there is none
    kind: str
    commands: dict[str, Command]  # "mialit" and the others
    sizes: tuple[int, ...] = ()


def measured(command: Command) -> Sample:
    """One run of *command*; raises RuntimeError when it fails."""
    environment = command.environment
    with tempfile.TemporaryDirectory() as fresh:
        if command.cold:
            environment = environment | {"XDG_CACHE_HOME": fresh}
        with tempfile.TemporaryFile() as errors:
            start = time.perf_counter()
            process = subprocess.Popen(
                command.words,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                errors.seek(0)
                said = errors.read().decode(errors="replace").strip()[-300:]
                raise RuntimeError(f"{' '.join(command.words)}: {process.returncode}: {said}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def rounds(commands: dict[str, Command], runs: int) -> dict[str, list[Sample]]:
    """The *commands* in turn, so many times after a warm-up that does not count."""
    warm = {name: measured(command) for name, command in commands.items()}
    if max(sample.wall for sample in warm.values()) > SLOW:
        runs = min(runs, FEW)
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            samples[name].append(measured(command))
    return samples


def result(task: Task, runs: int) -> dict[str, Any]:
    """A row of the saved result."""
    samples = rounds(task.commands, runs)
    medians = {
        name: Sample(*(statistics.median(column) for column in zip(*each, strict=True)))
        for name, each in samples.items()
    }
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


class Bench:
    """The tasks, made of what is installed."""

    def __init__(self, work: Path, sizes: Sequence[int], wanted: Callable[[str], bool]) -> None:
        self.work = work
        self.sizes = sizes
        self.wanted = wanted
        self.bin = places.mialit(work)
        self.env = places.environment(work / "home")
        self.missing: dict[str, str] = {}
        self.versions = places.versions(
            self.bin, "mialit", "typer", "bibtexparser", "rich", "rapidfuzz"
        )

    def corpus(self, size: int) -> Path:
        """The list of so many entries, made when first asked for."""
        path = self.work / "lists" / f"{size}.bib"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            # By a process of its own: what this one holds would count as memory of its children.
            with path.open("w", encoding="utf-8") as file:
                corpus = (sys.executable, HERE / "corpora.py", str(size))
                subprocess.run(corpus, stdout=file, check=True)
        return path

    def ours(self, *words: str, size: int | None = None, cold: bool = False) -> Command:
        """A command of mialit, on the bundled list or one of so many entries."""
        bib = () if size is None else ("--bib", str(self.corpus(size)))
        return Command((str(self.bin / "mialit"), *words, *bib), self.env, cold)

    def peer(self, name: str, size: int) -> Callable[[Sequence[str]], Command] | Path | None:
        """How to search with a peer, or its folder; None, with the reason noted, without it."""
        peer = places.PEERS[name]
        try:
            folder, self.versions[name] = places.installed(peer, self.work)
            if peer.fed is None:
                return folder
            return peer.fed(folder, self.work / "homes" / f"{name}-{size}", self.corpus(size))
        except (RuntimeError, OSError, KeyError, subprocess.TimeoutExpired) as error:
            self.missing[name] = str(error)
            return None

    def tasks(self) -> Iterator[Task]:
        """The tasks wanted, in the order of the table."""
        for name, make in self._makers().items():
            size = name.rpartition("-")[2]
            if self.wanted(name) and (not size.isdigit() or int(size) in self.sizes):
                task = make(name)
                if task is not None:
                    yield task

    def _makers(self) -> dict[str, Callable[[str], Task | None]]:
        empty = Command((str(self.bin / places.EMPTY), "one"), self.env)
        against = "the empty Typer program"
        table = ("list", "--format", "table", "--limit", "20")
        makers: dict[str, Callable[[str], Task | None]] = {}

        def add(name: str, work: str, goal: float, *words: str, wide: bool = False) -> None:
            size = int(name.rpartition("-")[2]) if name[-1].isdigit() else None

            def make(name: str) -> Task:
                ours = self.ours(*words, size=size)
                if wide:
                    ours = ours._replace(environment=ours.environment | {"COLUMNS": "120"})
                return Task(name, work, against, goal, "time", {"mialit": ours, "empty": empty})

            makers[name] = make

        add("list-bundled", "bundled list, warm, `list` piped", 1.30, "list", "--year", YEAR)
        add("search-bundled", "bundled list, warm, `search` piped", 1.30, "search", *WORDS[:1])
        add("list-300", "300 entries, warm, `list` piped", 1.30, "list", "--year", YEAR)
        add("search-300", "300 entries, warm, `search` piped", 1.30, "search", *WORDS[:1])
        add("table-bundled", "bundled list as a table of 20 rows", 2.0, *table, wide=True)
        add("table-300", "300 entries as a table of 20 rows", 2.0, *table, wide=True)
        makers["search-peers-300"] = lambda name: self._searches(
            name, 300, ("papis", "bibsearch", "pubs", "cobib"), 0.50
        )
        makers["search-peers-5000"] = lambda name: self._searches(name, 5000, ("bibsearch",), 0.35)
        makers["list-native-5000"] = lambda name: self._selection(name, 5000, "bibtool", 1.0)
        for size in (5_000, 100_000):
            for kind, goal in (("time", 1.35), ("memory", 1.3)):
                makers[f"cold-{kind}-{size}"] = lambda name, s=size, k=kind, g=goal: self._cold(
                    name, s, k, g
                )
        makers["list-native-100000"] = lambda name: self._selection(name, 100_000, "bib2bib", 0.10)
        add("search-100000", "100,000 entries, warm, `search` of two words", 6, "search", *WORDS)
        makers["completion"] = lambda name: self._completion(name, None, empty)
        makers["completion-5000"] = lambda name: self._completion(name, 5000, empty)
        makers["growth-warm-100000"] = lambda name: self._growth(name, cold=False)
        makers["growth-cold-100000"] = lambda name: self._growth(name, cold=True)
        makers["search-list-5000"] = lambda name: Task(
            name,
            "5,000 entries, warm, `search`",
            "`list` of them that prints one line",
            1.5,
            "time",
            {
                "mialit": self.ours("search", *WORDS, size=5000),
                "list": self.ours("list", "--limit", "1", size=5000),
            },
        )
        makers["memory-warm-100000"] = lambda name: Task(
            name,
            "100,000 entries, warm, `search` of two words: memory in MB",
            "a limit",
            400,
            "limit",
            {"mialit": self.ours("search", *WORDS, size=100_000)},
        )
        makers["export-5000"] = lambda name: self._selection(name, 5000, "bib2bib", None, "export")
        return makers

    def _searches(self, name: str, size: int, peers: Sequence[str], goal: float) -> Task | None:
        commands = {"mialit": self.ours("search", *WORDS, size=size)}
        for peer in peers:
            search = self.peer(peer, size)
            if callable(search):
                commands[peer] = search(WORDS)
        if len(commands) == 1:
            return None
        best = "the best of " if len(peers) > 1 else ""
        work = f"{size:,} entries, warm, `search` of two words"
        return Task(name, work, best + ", ".join(peers), goal, "time", commands)

    def _selection(
        self, name: str, size: int, peer: str, goal: float | None, command: str = "list"
    ) -> Task | None:
        folder = self.peer(peer, size)
        if not isinstance(folder, Path):
            return None
        bib, nowhere = str(self.corpus(size)), os.devnull
        words = {
            "bibtool": ("-q", "--", f'select{{year "{YEAR}"}}', "-o", nowhere, bib),
            "bib2bib": ("-q", "-c", f"year = {YEAR}", "-ob", nowhere, "-oc", nowhere, bib),
        }[peer]
        return Task(
            name,
            f"{size:,} entries, warm, `{command} --year` piped",
            f"{peer}'s selection of the same",
            goal,
            "time",
            {
                "mialit": self.ours(command, "--year", YEAR, size=size),
                peer: Command((str(folder / peer), *words), self.env),
            },
        )

    def _cold(self, name: str, size: int, kind: str, goal: float) -> Task:
        parse = (str(self.bin / "python"), "-c", places.PARSE, str(self.corpus(size)))
        return Task(
            name,
            f"{size:,} entries, cold first run{'' if kind == 'time' else ': memory'}",
            "a process that only calls `bibtexparser.parse_string`",
            goal,
            kind,
            {
                "mialit": self.ours("list", "--year", YEAR, size=size, cold=True),
                "parse_string": Command(parse, self.env),
            },
        )

    def _completion(self, name: str, size: int | None, empty: Command) -> Task:
        asked = {
            "_MIALIT_COMPLETE": "complete_bash",
            "COMP_WORDS": "mialit list --venue I",
            "COMP_CWORD": "3",
        }
        if size:
            asked["MIALIT_BIB"] = str(self.corpus(size))
            measured(self.ours("list", "--count", size=size))
        else:
            measured(self.ours("list", "--count"))
        ours = Command((str(self.bin / "mialit"),), self.env | asked)
        return Task(
            name,
            f"completing a value of `--venue`{f', {size:,} entries' if size else ''}",
            "the empty Typer program",
            1.15,
            "time",
            {"mialit": ours, "empty": empty},
        )

    def _growth(self, name: str, *, cold: bool) -> Task:
        sizes = (1_000, 10_000, 100_000)
        return Task(
            name,
            f"time from 1,000 to 100,000 entries, {'cold' if cold else 'warm'}",
            "exponent of growth",
            1.05,
            "growth",
            {str(size): self.ours("list", "--year", YEAR, size=size, cold=cold) for size in sizes},
            sizes,
        )


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
        bench = Bench(
            work,
            [int(size) for size in given.sizes.split(",")],
            lambda name: not only or name.startswith(only),
        )
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
