"""How many seeded faults `mialit check` finds, and what it says of entries that have none.

    python bench/check/run.py                       a fresh seed, which is printed
    python bench/check/run.py --seed 7 --rounds 2   the same again
    python bench/check/run.py --only hybrid --failures failed.txt
    MIALIT_CORPUS=FOLDER python bench/check/run.py  with real files of other fields

Of each paper of papers.bib an entry is written as an author has it, once right (`--clean` times)
and once with one fault of each kind; see README.md for the kinds and which answers count. The
command is asked as a user asks it, a file of entries at a time, with `--json`. Beside it two
scripts that match by title alone. Times are ratios of medians, commands in turn. Nothing but the
command's answers is known here: no part of mialit is imported.
"""

import argparse
import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import loose
import strangers
from baseline import FIELD, Baseline
from entries import Entry, Writer, draw, own_key
from faults import FOURTEEN, KINDS, Seeded, seeded
from listed import PAPERS, List, read

sys.path.append(str(Path(__file__).parents[1] / "speed"))
LEAST = 150  # seeded entries of a kind, however few papers it can be made of
OTHERS = 2_000
GOAL = 0.97

Finding = dict[str, object]


class Asked:
    """The command, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        beside = Path(sys.executable).with_name("mialit")
        self.words = [str(beside)] if beside.exists() else [sys.executable, "-m", "mialit"]
        self.environment = {
            name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ
        } | {
            "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "MIALIT_BIB": str(PAPERS),
        }  # fmt: skip
        self.files = 0

    def file(self, entries: Iterable[Entry]) -> Path:
        self.files += 1
        path = self.folder / f"refs{self.files}.bib"
        path.write_text("\n".join(entry.text for entry in entries), encoding="utf-8")
        return path

    def check(self, entries: Sequence[Entry], *more: str) -> dict[str, list[Finding]]:
        """What is found, by key of the entry."""
        path = self.file(entries)
        call = [*self.words, "check", "--json", *more, str(path)]
        done = subprocess.run(
            call, check=False, cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        if done.returncode not in (0, 1):
            raise SystemExit(f"mialit check ended with {done.returncode}: {done.stderr[-2000:]}")
        found: dict[str, list[Finding]] = {}
        for finding in json.loads(done.stdout):
            found.setdefault(str(finding["key"]), []).append(finding)
        return found


@dataclass
class Row:
    """What became of the seeded entries of a kind."""

    seeded: int = 0
    right: int = 0
    other: int = 0
    missed: int = 0
    beside: int = 0  # something wrong said as well
    failures: list[str] = field(default_factory=list)

    def __iadd__(self, more: "Row") -> "Row":
        self.seeded += more.seeded
        self.right += more.right
        self.other += more.other
        self.missed += more.missed
        self.beside += more.beside
        return self


def unknown(finding: Finding) -> bool:
    return "unknown" in str(finding["rule"])


def judged(row: Row, case: Seeded, found: list[Finding]) -> None:
    """Counts one seeded entry."""
    row.seeded += 1
    said = [(str(each["paper"]), str(each["rule"])) for each in found if not unknown(each)]
    right = case.right <= set(said) if case.every else bool(case.right & set(said))
    allowed = {rule for _, rule in case.right} | case.beside
    wrong = [] if "*" in case.beside else [each for each in said if each[1] not in allowed]
    row.right += right
    row.other += bool(said) and not right
    row.missed += not said
    row.beside += right and bool(wrong)
    if not right or wrong:
        row.failures.append(
            f"kind: {case.kind}   paper: {case.paper.key}\n{''.join(e.text for e in case.entries)}"
            f"expected one of: {sorted(case.right)}\ngot: {_told(found)}\n"
        )


def _told(found: list[Finding]) -> str:
    if not found:
        return "nothing"
    return "".join(
        f"\n  {each['paper']} {each['rule']}: {each.get('message', '')}" for each in found
    )


def kind_of_faults(
    kind: str, listed: List, seed: str, rounds: int, ask: Asked, baselines: dict[str, Baseline]
) -> dict[str, Row]:
    rows = {name: Row() for name in ("check", *baselines)}
    number = 0
    while number < rounds or (rows["check"].seeded < LEAST * rounds and number < 8 * rounds):
        cases = list(seeded(kind, listed, f"{seed}/{number}"))
        entries = [entry for case in cases for entry in case.entries]
        found = ask.check(entries, "--unknown")
        for case in cases:
            said = [each for entry in case.entries for each in found.get(entry.key, [])]
            judged(rows["check"], case, said)
        for name, baseline in baselines.items():
            flagged = baseline.findings(entries)
            for case in cases:
                said = [each for entry in case.entries for each in flagged.get(entry.key, [])]
                wanted = {(paper, FIELD[rule]) for paper, rule in case.right}
                fields = {name for _, name in wanted}
                right = wanted <= set(said) if case.every else bool(wanted & set(said))
                row = rows[name]
                row.seeded += 1
                row.right += right
                row.other += bool(said) and not right
                row.missed += not said
                row.beside += right and any(n not in fields for _, n in said)
        number += 1
    return rows


def clean_entries(listed: List, seed: str, number: int) -> list[tuple[str, Entry]]:
    """An entry of each paper, with the paper's key."""
    made = []
    for place, paper in enumerate(listed.papers):
        name = f"{seed}/clean{number}/{paper.key}"
        chance = Random(name)
        facts = draw(paper, chance)
        made.append((paper.key, Writer(listed, name).entry(own_key(paper, chance, place), facts)))
    return made


@dataclass
class Quiet:
    """What was said of entries of which nothing should be said."""

    entries: int = 0
    flagged: int = 0
    unmatched: int = 0  # clean entries that the list is said not to have
    rules: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def clean(
    listed: List, seed: str, times: int, ask: Asked, baselines: dict[str, Baseline]
) -> dict[str, Quiet]:
    rows = {name: Quiet() for name in ("check", *baselines)}
    for number in range(times):
        made = clean_entries(listed, seed, number)
        entries = [entry for _, entry in made]
        found = ask.check(entries, "--unknown")
        for key, entry in made:
            row = rows["check"]
            row.entries += 1
            told = found.get(entry.key, [])
            said = [each for each in told if not unknown(each)]
            row.flagged += bool(said)
            row.unmatched += any(map(unknown, told))
            row.rules.update(str(each["rule"]) for each in said)
            if told:
                row.failures.append(
                    f"kind: clean ({entry.style})   paper: {key}\n{entry.text}"
                    f"expected: nothing\ngot: {_told(told)}\n"
                )
        for name, baseline in baselines.items():
            flagged = baseline.findings(entries)
            rows[name].entries += len(entries)
            rows[name].flagged += sum(bool(flagged.get(entry.key)) for entry in entries)
            rows[name].unmatched += sum(baseline.match(entry) is None for entry in entries)
    return rows


def loosely(listed: List, seed: str, ask: Asked) -> dict[str, Quiet]:
    """What is said of entries written more loosely than is promised to be silent."""
    rows = {}
    for form in loose.FORMS:
        made = list(loose.entries(form, listed, f"{seed}/loose"))
        found = ask.check([entry for _, entry in made], "--unknown")
        row = rows[form] = Quiet(entries=len(made))
        for key, entry in made:
            told = found.get(entry.key, [])
            row.flagged += any(not unknown(each) for each in told)
            row.unmatched += any(map(unknown, told))
            if told:
                row.failures.append(
                    f"kind: loose ({form})   paper: {key}\n{entry.text}"
                    f"not promised: silence\ngot: {_told(told)}\n"
                )
    return rows


def strange(
    groups: dict[str, list[Entry]], ask: Asked, baselines: dict[str, Baseline]
) -> dict[str, dict[str, Quiet]]:
    """Of entries that the list does not have: those that a listed paper is named for."""
    entries = [entry for group in groups.values() for entry in group]
    found = ask.check(entries, "--unknown")
    rows: dict[str, dict[str, Quiet]] = {}
    for group, members in groups.items():
        rows[group] = {"check": Quiet(entries=len(members))}
        for entry in members:
            told = found.get(entry.key, [])
            matched = [each for each in told if each["paper"]]
            row = rows[group]["check"]
            row.flagged += bool(matched)
            silent = not any(map(unknown, told))
            row.unmatched += not silent
            if matched or silent:
                row.failures.append(
                    f"kind: stranger ({group})\n{entry.text}expected: unknown\ngot: {_told(told)}\n"
                )
        for name, baseline in baselines.items():
            matched = sum(baseline.match(entry) is not None for entry in members)
            rows[group][name] = Quiet(len(members), matched, len(members) - matched)
    return rows


# ------------------------------------------------------------------ time


EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()\n"


def ratios(
    ours: Callable[[], Sequence[str]], theirs: Callable[[], Sequence[str]], ask: Asked, runs: int
) -> tuple[list[float], list[float]]:
    """Medians of two commands in turn, after a warm-up each: by the clock, of the processor."""
    clock: tuple[list[float], list[float]] = ([], [])
    processor: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for which, command in enumerate((ours, theirs)):
            words = command()
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            done = subprocess.run(
                words, check=False, cwd=ask.folder, env=ask.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip
            took = time.perf_counter() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if done.returncode not in (0, 1):
                raise SystemExit(f"{words}: {done.stderr.decode()[-500:]}")
            if number:
                clock[which].append(took)
                processor[which].append(
                    after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
                )
    return [statistics.median(times) for times in clock], [
        statistics.median(times) for times in processor
    ]


def timed(listed: List, seed: str, ask: Asked, runs: int) -> list[str]:
    import corpora

    empty = ask.folder / "empty.py"
    empty.write_text(EMPTY)
    mine = [entry for _, entry in clean_entries(listed, seed, 0)]
    foreign = [e for group in strangers.others(listed, seed, 60, None).values() for e in group]
    hundred = Random(seed).sample(mine, 50) + foreign[:50]
    five_thousand = "".join(corpora.bibliography(5_000 - len(mine)))
    large = "\n".join(entry.text for entry in mine) + five_thousand

    def small_file() -> Sequence[str]:
        return [*ask.words, "check", "--json", str(ask.file(hundred))]

    def large_file() -> Path:
        ask.files += 1
        path = ask.folder / f"large{ask.files}.bib"
        path.write_text(large, encoding="utf-8")
        return path

    lines = []
    same = ask.file(hundred)
    for name, goal, ours, theirs, most in (
        ("100 references, warm, the manuscript as at the last call, against an empty Typer program",
         2, lambda: [*ask.words, "check", "--json", str(same)],
         lambda: [sys.executable, str(empty)], runs),
        ("100 references, warm, the manuscript new", 2, small_file,
         lambda: [sys.executable, str(empty)], runs),
        ("5,000 entries, against `mialit list --no-cache --count` of that file", 3,
         lambda: [*ask.words, "check", "--json", str(large_file())],
         lambda: [*ask.words, "list", "--no-cache", "--count", "--bib", str(large_file())],
         max(runs // 3, 3)),
    ):  # fmt: skip
        (one, other), (work, others_work) = ratios(ours, theirs, ask, most)
        lines.append(
            f"| {name} | {one / other:.2f} | {work / others_work:.2f} | {goal} "
            f"| {one * 1000:.0f} ms | {other * 1000:.0f} ms |"
        )
    head = "| time | ratio | of the processor | goal | check | the other |"
    return [head, "| --- | --: | --: | --: | --: | --: |", *lines]


# ------------------------------------------------------------------ tables


def share(part: int, whole: int) -> str:
    if not whole:
        return "-"
    return f"{100 * part / whole:.1f} %"


def fault_table(rows: dict[str, dict[str, Row]]) -> list[str]:
    lines = [
        "| kind | seeded | named right | another rule | missed | wrong beside "
        "| exact script | folded script |",
        "| --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    total = {name: Row() for name in ("check", "exact", "folded")}
    for kind, each in rows.items():
        if kind in FOURTEEN:
            for name, row in each.items():
                total[name] += row
    shown = {k: each for k, each in rows.items() if k in FOURTEEN}
    shown["**the fourteen**"] = total
    shown |= {k: each for k, each in rows.items() if k not in FOURTEEN}
    for kind, each in shown.items():
        row = each["check"]
        scripts = (share(each[name].right, each[name].seeded) for name in ("exact", "folded"))
        lines.append(
            f"| {kind} | {row.seeded:,} | {share(row.right, row.seeded)} | {row.other} "
            f"| {row.missed} | {row.beside} | {' | '.join(scripts)} |"
        )
    return lines


def quiet_table(cleaned: dict[str, Quiet], strangers_: dict[str, dict[str, Quiet]]) -> list[str]:
    lines = [
        "| entries | count | flagged or matched | said to be unknown | exact script "
        "| folded script |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    named = {"clean": cleaned, **strangers_} if cleaned else strangers_
    for name, each in named.items():
        row = each["check"]
        scripts = (f"{each[script].flagged:,}" for script in ("exact", "folded"))
        lines.append(
            f"| {name} | {row.entries:,} | {row.flagged:,} | {row.unmatched:,} "
            f"| {' | '.join(scripts)} |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", default=None, help="fresh without this option")
    parser.add_argument("--rounds", type=int, default=1, help="of every kind of fault")
    parser.add_argument("--clean", type=int, default=5, help="clean entries of each paper")
    parser.add_argument(
        "--only", action="append", help="a kind, `clean`, `strangers`, `loose` or `times`"
    )
    parser.add_argument("--runs", type=int, default=15, help="of each command that is timed")
    parser.add_argument("--failures", type=Path, help="a file to write what failed into")
    options = parser.parse_args()
    seed = options.seed or str(secrets.randbelow(10**6))
    wanted = options.only or [*KINDS, "clean", "strangers", "loose", "times"]
    corpus = Path(os.environ["MIALIT_CORPUS"]) if os.environ.get("MIALIT_CORPUS") else None
    listed = read()
    today = datetime.now(tz=UTC).date().isoformat()
    print(f"seed {seed}, {today}, {len(listed.papers)} papers\n")
    baselines = {name: Baseline(listed, folded=name == "folded") for name in ("exact", "folded")}
    failures: list[str] = []
    loose_told: list[str] = []  # no failures, but worth a look
    with tempfile.TemporaryDirectory() as folder:
        ask = Asked(Path(folder))
        rows = {
            kind: kind_of_faults(kind, listed, seed, options.rounds, ask, baselines)
            for kind in KINDS
            if kind in wanted
        }
        for each in rows.values():
            failures += each["check"].failures
        if rows:
            print("\n".join(fault_table(rows)), "\n")
        cleaned: dict[str, Quiet] = {}
        if "clean" in wanted:
            cleaned = clean(listed, seed, options.clean, ask, baselines)
            failures += cleaned["check"].failures
        groups: dict[str, dict[str, Quiet]] = {}
        if "strangers" in wanted:
            others = strangers.others(listed, seed, OTHERS, corpus)
            near = strangers.near(listed, seed)
            shown = {f"other fields, {name}": group for name, group in others.items() if group}
            groups = strange(shown, ask, baselines)
            groups |= strange({f"near titles, {n}": g for n, g in near.items()}, ask, baselines)
            groups |= strange(
                {"later papers by listed people": strangers.following(listed, seed)}, ask, baselines
            )
            failures += [text for each in groups.values() for text in each["check"].failures]
        if cleaned or groups:
            print("\n".join(quiet_table(cleaned, groups)), "\n")
        if cleaned and cleaned["check"].rules:
            print("Of clean entries:", dict(cleaned["check"].rules), "\n")
        if "loose" in wanted:
            rough = loosely(listed, seed, ask)
            print("| written loosely | count | flagged | said to be unknown |")
            print("| --- | --: | --: | --: |")
            for form, row in rough.items():
                print(f"| {form} | {row.entries} | {row.flagged} | {row.unmatched} |")
                loose_told += row.failures
            print()
        if "times" in wanted:
            print("\n".join(timed(listed, seed, ask, options.runs)), "\n")
    if options.failures:
        options.failures.write_text(
            f"seed {seed}\n\n" + "\n".join(failures + loose_told), encoding="utf-8"
        )
    print(f"{len(failures)} entries failed or had something wrong said of them")


if __name__ == "__main__":
    main()
