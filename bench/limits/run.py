"""How the time of a command grows with one thing in a file; and what queries cost.

    python bench/limits/run.py
    python bench/limits/run.py files --command lint --command list --case keys
    python bench/limits/run.py queries

Without `--command` and `--case` it takes `lint` with all files, and the other commands with those
in FEW. `--command` or `--case` alone stands for all files or all commands.

Files (`cases.py`): each has one thing many times, and is doubled from about SMALLEST bytes until
the command takes SECONDS beyond its start, twice at least, or the file is LARGEST bytes. A time is
that of the processor (user and system) of a whole process without a cache, less that of the same
command on a file that has the thing twice. The exponent is the slope of the least-squares line
through the logarithms of the sizes, four at most, that took LEAST or more: 1 is linear, 2
quadratic. One over EXPONENT is measured once more, and the lower one counts: other work on the
machine adds time, and takes none away. If that is over it too, it fails, and so does a command that
is stopped after STOPPED seconds of the processor.

Queries: of a list of ENTRIES entries in the cache, with as many parts of a kind as are read. The
time, less that of `mialit --version`, is given in times of that of one word in the same list, the
shortest of RUNS each. More than TIMES fails, and so does a query of one part more that is answered.

Prints tables; ends with 1 where something failed.
"""

import argparse
import math
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from cases import FILES

EXPONENT = 1.3
SECONDS = 0.5
LEAST = 0.1
SMALLEST, LARGEST = 50_000, 4_000_000
STOPPED = 30
WAITED = 20 * STOPPED  # seconds by the clock: a command that waits forever takes no processor
ENTRIES = 5_000
RUNS = 3
TIMES = 30

SMALL = "@article{z, title = {Another Paper of Interest}, author = {Poe, P.}, year = {2019}}\n"
# What a command is called with; FILE is the file of the case.
COMMANDS: dict[str, Sequence[str]] = {
    "lint": ("lint", "FILE"),
    "lint --diff": ("lint", "--diff", "FILE"),
    "list": ("list", "--bib", "FILE", "doe", "--json"),
    "search": ("search", "--bib", "FILE", "inference"),
    "show": ("show", "--bib", "FILE", "k1"),
    "export": ("export", "--bib", "FILE"),
    "export --standard": ("export", "--standard", "--bib", "FILE"),
    "stats": ("stats", "--bib", "FILE"),
    "fields": ("fields", "--bib", "FILE"),
    "import": ("import", "FILE"),
    "import --into": ("import", "FILE", "--into", "small.bib", "--dry-run"),
    "import --into itself": ("import", "FILE", "--into", "FILE", "--dry-run"),
    "add": ("add", "FILE", "--bib", "small.bib", "--dry-run"),
    "diff": ("diff", "small.bib", "FILE"),
    "diff of one": ("diff", "FILE", "copy.bib"),
    "init --from": ("init", "new", "--from", "FILE", "--force"),
    "set": ("set", "k1", "volume=7", "--bib", "FILE", "--dry-run"),
    "merge": ("merge", "k1", "k2", "--prefer", "k1", "--bib", "FILE", "--dry-run"),
    "rename": ("rename", "k1", "new1", "--bib", "FILE", "--dry-run"),
    "remove": ("remove", "k1", "--bib", "FILE", "--dry-run"),
    "sort": ("sort", "--bib", "FILE", "--dry-run"),
    "render markdown": ("render", "markdown", "--bib", "FILE"),
    "render html": ("render", "html", "--bib", "FILE"),
}


# The cases with which every command is run: many entries, many things they share, a long entry.
FEW = ("entries", "equal keys", "authors")


class Stopped(Exception):
    """A command took longer than STOPPED seconds of the processor, or WAITED by the clock."""


def _stop_in_time() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (STOPPED, STOPPED + 1))


def taken(words: Sequence[str], folder: Path, **more: str) -> tuple[float, int, str]:
    """Seconds of the processor that a call took, its exit code, and its last message."""
    environment = {
        name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ
    }
    environment |= {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), **more}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    call = [sys.executable, "-m", "mialit", *words]
    with (folder / "messages").open("w+", encoding="utf-8", errors="replace") as messages:
        try:
            code = subprocess.run(
                call, check=False, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=messages, timeout=WAITED,
                preexec_fn=_stop_in_time,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Stopped from None
        messages.seek(0)
        said = messages.read(2000)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Stopped
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if code not in (0, 1, 2, 3):
        raise AssertionError(f"{call} ended with {code}: {said}")
    return seconds, code, said


def slope(points: Sequence[tuple[int, float]]) -> float:
    """The least-squares slope of the logarithms."""
    xs, ys = zip(*((math.log(size), math.log(time)) for size, time in points), strict=True)
    middle = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - middle[0]) * (y - middle[1]) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - middle[0]) ** 2 for x in xs)


def grown(command: str, case: str, folder: Path) -> tuple[list[tuple[int, float]], bool]:
    """Sizes with the seconds they took beyond the start; and whether it had to be stopped."""
    words = [word.replace("FILE", "file.bib") for word in COMMANDS[command]]
    points: list[tuple[int, float]] = []
    start = 0.0
    size = 2
    while len(text := FILES[case](size)) <= LARGEST:
        for name in ("file.bib", "copy.bib"):
            (folder / name).write_text(text, encoding="utf-8", newline="")
        (folder / "small.bib").write_text(SMALL, encoding="utf-8")
        try:
            seconds, _, _ = taken(words, folder)
        except Stopped:
            return [*points, (size, STOPPED)], True
        if size == 2:
            start = seconds
            while len(FILES[case](size)) < SMALLEST:
                size *= 2
            continue
        points.append((size, seconds - start))
        if seconds - start > SECONDS and len(points) > 1:
            break
        size *= 2
    return points, False


def exponent_of(points: Sequence[tuple[int, float]]) -> float | None:
    """How much the time grows at the largest sizes; None where too few took LEAST or more."""
    long = [point for point in points if point[1] >= LEAST][-4:]
    return slope(long) if len(long) > 1 else None


def files(pairs: Iterable[tuple[str, str]]) -> bool:
    """Prints a row for each pair of case and command; whether all grow as they may."""
    good = True
    print("| file of many | command | most | seconds | exponent |\n| --- | --- | --: | --: | --: |")
    for case, command in pairs:
        with tempfile.TemporaryDirectory() as folder:
            points, stopped = grown(command, case, Path(folder))
            exponent = exponent_of(points)
            if exponent is not None and exponent > EXPONENT and not stopped:
                again, stopped = grown(command, case, Path(folder))
                points, exponent = min(
                    (points, exponent), (again, exponent_of(again) or 0.0), key=lambda one: one[1]
                )
        fails = stopped or (exponent is not None and exponent > EXPONENT)
        good &= not fails
        size, seconds = points[-1]
        shown = "-" if exponent is None else f"{exponent:.2f}"
        print(
            f"| {case} | {command} | {size:,} | {'>' if stopped else ''}{seconds:.2f} | "
            f"{f'**{shown}**' if fails else shown} |",
            flush=True,
        )
    return good


def made_up(number: int) -> str:
    """A word that no list has, and none is near to."""
    chance = random.Random(number)
    return "".join(chance.choice("bcdfghjklmnpqrstvwxz" if n % 2 else "aeiou") for n in range(7))


def of_list(text: str) -> list[str]:
    """Words of the titles of a list, in an order of chance."""
    found = re.findall(r"title\s*= {([^\n]*)}", text)
    words = sorted({word.lower() for title in found for word in re.findall("[A-Za-z]{5,}", title)})
    random.Random(1).shuffle(words)
    return words


def asked(words: Sequence[str], count: int) -> dict[str, str]:
    """Queries of *count* parts, by what they have many of; *words* are of the list."""
    many, none = words[:count], [made_up(number) for number in range(count)]
    quoted = [f'"{word}"' for word in many]
    third = count // 3
    return {
        "words": " ".join(many),
        "words that no entry has": " ".join(none),
        "letters": " ".join("abcdefghijklmnopqrstuvwxyz"[n % 26] for n in range(count)),
        "quotes": " ".join(quoted),
        "negations": f"learning {' '.join(f'-{word}' for word in many[1:])}",
        "negated alternatives": f"learning -({' OR '.join(many[1:])})",
        "authors": "author:" + ",".join(many),
        "titles": "title:" + ",".join(many),
        "texts of a field": "abstract:" + ",".join(many),
        "values": "venue:" + ",".join(["icml"] * count),
        "keys": "key:" + ",".join(many),
        "alternatives of three": " OR ".join(
            " ".join(many[3 * n : 3 * n + 3]) for n in range(min(third, 64))
        ),
    }


def queries() -> bool:
    """Prints a row for each kind of query; whether all take as long as they may."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "speed"))
    from corpora import bibliography

    from mialit.query.syntax import MOST_PARTS

    good = True
    text = "".join(bibliography(ENTRIES))
    words = of_list(text)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "list.bib").write_text(text, encoding="utf-8")
        os.utime(folder / "list.bib", (1_700_000_000, 1_700_000_000))
        taken(["list", "--bib", "list.bib", "--count"], folder)
        time.sleep(3)  # the cache takes no file that was written just now
        taken(["list", "--bib", "list.bib", "--count"], folder)

        def shortest(*call: str) -> tuple[float, int]:
            runs = [taken(call, folder)[:2] for _ in range(RUNS)]
            return min(runs)

        start, _ = shortest("--version")
        print(f"\n{ENTRIES:,} entries\n\n| parts | `list` | `search` |\n| --- | --: | --: |")
        one = {
            command: shortest(command, "--bib", "list.bib", "learning")[0] - start
            for command in ("list", "search")
        }
        print(f"| one word | {one['list']:.2f} s | {one['search']:.2f} s |")
        larger = asked(words, MOST_PARTS + 1)
        for kind, query in asked(words, MOST_PARTS).items():
            cells = []
            for command in ("list", "search"):
                seconds, code = shortest(command, "--bib", "list.bib", query)
                times = (seconds - start) / one[command]
                refuses = kind.startswith("alternatives") or (
                    taken([command, "--bib", "list.bib", larger[kind]], folder)[1] == 2
                )
                fails = code == 2 or times > TIMES or not refuses
                good &= not fails
                cells.append(f"**{times:.1f}**" if fails else f"{times:.1f}")
            print(f"| {kind} | {' | '.join(cells)} |", flush=True)
    return good


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", choices=("files", "queries"))
    parser.add_argument("--command", action="append", default=[])
    parser.add_argument(
        "--case", action="append", default=[], help="a case, or part of the names of some"
    )
    options = parser.parse_args()
    named = [part for part in options.case if part in FILES]
    parts = [part for part in options.case if part not in FILES]
    cases = [
        case
        for case in FILES
        if not options.case or case in named or any(part in case for part in parts)
    ]
    good = True
    usual = not options.command and not options.case
    pairs = (
        (case, command)
        for case in cases
        for command in options.command or COMMANDS
        if not usual or command == "lint" or case in FEW
    )
    if options.what != "queries":
        good &= files(pairs)
    if options.what != "files":
        good &= queries()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
