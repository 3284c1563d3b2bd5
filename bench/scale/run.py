"""Follows docs/scale.md with a large list, and prints what each line took.

    python bench/scale/run.py [--entries 1000000] [--work FOLDER] [--save]

The list is that of bench/speed/corpora.py, written as a stream; the lines are the document's own,
in its order, and what they make is checked: as many entries everywhere, SQL's numbers those of
`mialit`, search engines' files by their rules. Lines that speak with a server are left out.
`--save` writes the table into README.md. What is needed: the project's extra `test`, bash, split,
20 GB of memory for a million entries, and 6 GB of disk in FOLDER, else in the folder of temporary
files. Ends with 1 where something is not right.
"""

import argparse
import csv
import io
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "speed"))

import corpora  # noqa: E402
import engine_formats  # noqa: E402

PAGE = HERE.parents[1] / "docs" / "scale.md"
# What a person asks who stays with mialit, when the list has been read.
WARM = (
    "mialit list --year 2020- --count",
    "mialit list --year 2019 --venue ICML --format keys > /dev/null",
    "mialit search membership unlearning --limit 20 > /dev/null",
)
CITED = 3  # entries
LINE_WIDTH = 100  # of a line in the table


class Step(NamedTuple):
    """What a line took, and what it printed."""

    line: str
    seconds: float
    megabytes: float  # the largest of its processes
    out: str


class Wrong(Exception):
    """A line made something else than it should have."""


def lines() -> Iterator[str]:
    """The command lines of the document that need no server."""
    for block in re.findall(r"(?ms)^```bash\n(.*?)^```$", PAGE.read_text("utf-8")):
        yield from (line for line in block.splitlines() if "curl" not in line)


def followed(line: str, work: Path) -> Step:
    """*line* run by bash in *work*. Raises Wrong where it fails."""
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(work), "XDG_CACHE_HOME": str(work / "cache"), "PYTHONUTF8": "1",
        "MIALIT_QUIET": "1",
    }  # fmt: skip
    start = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            ["bash", "-o", "pipefail", "-c", line], cwd=work, env=environment,
            stdin=subprocess.DEVNULL, stdout=printed,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        out = printed.read().decode()
    found_something = process.returncode == 1 and line == "mialit lint cited.bib"
    if process.returncode and not found_something:
        raise Wrong(f"{line}: ended with {process.returncode}: {out[-300:]}")
    return Step(line, seconds, usage.ru_maxrss / 1024, out)


def generated(entries: int, work: Path) -> Step:
    """Writes papers.bib, and a manuscript that cites some of its entries."""
    start = time.perf_counter()
    with (work / "papers.bib").open("w", encoding="utf-8") as file:
        file.writelines(corpora.bibliography(entries))
    keys = [corpora.entry(number).partition("{")[2].partition(",")[0] for number in range(CITED)]
    (work / "paper.tex").write_text(f"\\cite{{{','.join(keys)}}}\n\\bibliography{{papers}}\n")
    return Step("(making the list)", time.perf_counter() - start, 0, "")


def verified(entries: int, work: Path, steps: Sequence[Step]) -> None:
    """Compares what the lines made. Raises Wrong."""
    venues: Counter[str] = Counter()
    keys = set()
    many = set()
    with (work / "papers.jsonl").open(encoding="utf-8") as file:
        for line in file:
            each = json.loads(line)
            keys.add(each["key"])
            if each["venue"] and (each["year"] or 0) >= 2020:
                venues[each["venue"]] += 1
            if len(each["authors"]) >= 10:
                many.add(each["key"])
    equal("keys of papers.jsonl", len(keys), entries)
    expected = sorted(venues.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    by_sql = next(step for step in steps if "GROUP BY venue" in step.line)
    equal("SQL's venues", rows(by_sql), [[venue, str(count)] for venue, count in expected])
    by_mialit = next(step for step in steps if step.line.startswith("mialit stats"))
    counts = [count for _, _, count in rows(by_mialit)]
    equal("mialit's counts", counts, [str(count) for _, count in expected])
    (together,) = (step for step in steps if "coauthor" in step.line)
    equal("pairs of authors", len(rows(together)), 5)
    exported = keys_of(work / "many-authors.bib")
    equal("entries of many-authors.bib", len(exported), min(20, len(many)))
    equal("keys of many-authors.bib", {*exported} - many, set())
    for name, pattern, check in (
        ("papers.bulk", "bulk.*", engine_formats.bulk),
        ("papers.documents", "documents.*", engine_formats.documents),
    ):
        engine = "opensearch" if name == "papers.bulk" else "meilisearch"
        ids = set()
        for part in sorted(work.glob(pattern)):
            with part.open("rb") as file:
                ids.update(number for number, _ in check(file))
            if not engine_formats.fits(part.stat().st_size, engine):
                raise Wrong(f"{part.name}: {part.stat().st_size} bytes are too many")
        equal(f"ids of {name}", len(ids), entries)
    equal("entries of cited.bib", len(keys_of(work / "cited.bib")), CITED)


def keys_of(bib: Path) -> list[str]:
    """The keys of a file of BibTeX, in its order; read without the program."""
    return re.findall(r"(?m)^@(?!string|preamble)\w+\{([^,\s]+),", bib.read_text("utf-8"))


def equal(what: str, found: object, expected: object) -> None:
    """Raises Wrong where the two are not the same."""
    if found != expected:
        raise Wrong(f"{what}: {found!r}, not {expected!r}")


def rows(step: Step) -> list[list[str]]:
    """The rows of CSV with a head."""
    return list(csv.reader(io.StringIO(step.out)))[1:]


def table(steps: Sequence[Step]) -> str:
    """A Markdown table of what each line took."""
    head = "| line | seconds | memory, MB |\n| --- | --: | --: |\n"
    return head + "".join(
        f"| {shown(step.line)} | {step.seconds:,.1f} | {step.megabytes:,.0f} |\n" for step in steps
    )


def shown(line: str) -> str:
    """*line*, short, as code in a table."""
    short = line if len(line) <= LINE_WIDTH else f"{line[: LINE_WIDTH - 4]} ..."
    return "`" + short.replace("|", "\\|") + "`"


def sizes(work: Path) -> str:
    """What the files take."""
    files = {name: work / name for name in ("papers.bib", "papers.jsonl", "papers.duckdb")}
    told = [f"{name} {path.stat().st_size / 1e6:,.0f} MB" for name, path in files.items()]
    stored = sum(path.stat().st_size for path in (work / "cache" / "mialit").glob("*.mialit"))
    return ", ".join([*told, f"the list in the cache {stored / 1e6:,.0f} MB"])


def measured(entries: int, work: Path) -> str:
    """What to print of *entries* entries. Raises Wrong."""
    steps = [generated(entries, work)]
    for line in (*lines(), *WARM):
        steps.append(followed(line, work))
        step = steps[-1]
        print(f"{step.seconds:8.1f} s {step.megabytes:8,.0f} MB  {line[:100]}", file=sys.stderr)
    verified(entries, work, steps)
    about = (
        f"{time.strftime('%d %B %Y')}, {entries:,} entries on {os.cpu_count()} cores, Python "
        f"{platform.python_version()}: {sizes(work)}. All counts agree."
    )
    return f"{about}\n\n{table(steps)}"


def main() -> int:
    """Prints the table. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--work", type=Path, help="an empty folder to work in, which is left")
    parser.add_argument("--save", action="store_true", help="write the table into README.md")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mialit-scale-") as scratch:
        work = (chosen.work or Path(scratch)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        if any(work.iterdir()):
            parser.error(f"{work} is not empty")
        try:
            text = measured(chosen.entries, work)
        except Wrong as wrong:
            print(wrong, file=sys.stderr)
            return 1
    print(text)
    if chosen.save:
        readme = HERE / "README.md"
        before = readme.read_text("utf-8")
        new = re.sub(
            r"(?s)(?<=<!-- took -->\n).*(?=<!-- /took -->)", lambda _: f"\n{text}\n", before
        )
        readme.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
