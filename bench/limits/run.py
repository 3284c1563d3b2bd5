"""How the time of a command grows with one thing in a file or in a query.

    python bench/limits/run.py                        everything; takes about an hour
    python bench/limits/run.py files --command lint --case keys
    python bench/limits/run.py queries

Files (`cases.py`): each is made with the thing once, and then doubled until the command takes
SECONDS beyond its start, or the file is LARGEST bytes. The time is that of the processor (user and
system) of a whole process without a cache, less that of the same command on the smallest file. The
exponent is the slope of the least-squares line through the logarithms of the last sizes that took
LEAST or more: 1 is linear, 2 quadratic. A command over EXPONENT, or stopped after STOPPED seconds,
fails.

Queries: a list of ENTRIES entries is asked, from the cache, for a query with as many parts of a
kind as are read, and the time beyond that of the program's start is compared with that of one word
on the same list. One over TIMES times that fails, and so does one part more if it is not refused.

Prints tables; ends with 1 where something failed.
"""

import argparse
import math
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cases import FILES

EXPONENT = 1.3
SECONDS = 1.6
LEAST = 0.12
LARGEST = 8_000_000
STOPPED = 60.0
DOUBLINGS = 24
FIRST = 64

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


class Stopped(Exception):
    """A command took longer than STOPPED seconds."""


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
                call, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=messages, timeout=STOPPED,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Stopped from None
        messages.seek(0)
        said = messages.read(2000)
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
    for doubling in range(-1, DOUBLINGS):
        size = 2 if doubling < 0 else FIRST * 2**doubling
        text = FILES[case](size)
        if len(text) > LARGEST:
            break
        for name in ("file.bib", "copy.bib"):
            (folder / name).write_text(text, encoding="utf-8", newline="")
        (folder / "small.bib").write_text(SMALL, encoding="utf-8")
        try:
            seconds, _, _ = taken(words, folder)
        except Stopped:
            return [*points, (size, STOPPED)], True
        if doubling < 0:
            start = seconds
            continue
        points.append((size, seconds - start))
        if seconds - start > SECONDS:
            break
    return points, False


def files(commands: Sequence[str], cases: Sequence[str]) -> bool:
    """Prints a row for each command and case; whether all grow as they may."""
    good = True
    print("| file of many | command | most | seconds | exponent |\n| --- | --- | --: | --: | --: |")
    for case in cases:
        for command in commands:
            with tempfile.TemporaryDirectory() as folder:
                points, stopped = grown(command, case, Path(folder))
            long = [point for point in points if point[1] >= LEAST][-4:]
            exponent = slope(long) if len(long) > 1 else None
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", choices=("files", "queries"))
    parser.add_argument("--command", action="append", default=[])
    parser.add_argument("--case", action="append", default=[], help="part of a case's name")
    asked = parser.parse_args()
    cases = [case for case in FILES if not asked.case or any(part in case for part in asked.case)]
    good = True
    if asked.what != "queries":
        good &= files(asked.command or list(COMMANDS), cases)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
