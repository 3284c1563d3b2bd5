"""Counts what mialit, biber and bibtex-tidy find of the problems in tests/lint/dirty.py.

    python bench/lint/run.py [--peers FOLDER]

FOLDER is one in which `npm install bibtex-tidy` was run; without it, or without biber, the column
stays empty. Writes bench/lint/counts.md, which scripts/docs.py puts into docs/rules.md.

Counted are the entries with a problem of the rule for which

* mialit lint names the rule;
* biber --tool --validate-datamodel writes a message about the problem (`_BIBER`);
* bibtex-tidy, with everything that corrects switched on, leaves an entry of which the rule finds
  nothing any more, or warns of the problem; but for what it only writes otherwise (`_ONLY_MOVED`).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from lint import dirty  # noqa: E402

# What biber says of a problem. Other messages (a field that its data model has not for the type)
# are not about the problem that was put in.
_BIBER = {
    "unknown-type": r"Invalid entry type",
    "unknown-field": r"Field '(?:autor|titel|jounal|page)' invalid",
    "year-form": r"year field|field 'year'",
    "month-form": r"month field|field 'month'",
    "stray-and": r"consecutive 'and'|Name .* is empty",
    "check-digit": r"ISBN|ISSN",
    "missing-field": r"Missing mandatory field '(?:author|journaltitle)'",
    "duplicate-key": r"Duplicate entry key",
    "duplicate-field": r"(?i)duplicate field|field .* (?:twice|repeated)",
    "name-form": r"(?i)too many commas|name .* malformed",
    "broken-reference": r"entry for crossref",
    "undefined-macro": r"undefined macro",
}
# Garbled letters as LaTeX commands, and `_` in an address as `\\%5F`: not found, and not corrected.
_ONLY_MOVED = {"wrong-encoding", "tracking-parameter"}


def main() -> None:
    """Runs the three and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--peers", type=Path, help="a folder with bibtex-tidy")
    peers = parser.parse_args().peers
    with tempfile.TemporaryDirectory() as folder:
        bib = Path(folder, "papers.bib")
        seeded = dirty.write(bib.parent)
        columns = {
            "mialit": _named(seeded, _findings(bib)),
            "fixed": _gone(seeded, bib),
            "biber": _biber(seeded, bib),
            "bibtex-tidy": _tidy(seeded, bib, peers),
        }
    put_in = Counter(rule for _, rule in seeded)
    lines = [
        f"| Rule | put in | {' | '.join(columns)} |",
        f"| --- |{' --: |' * (len(columns) + 1)}",
        *(_row(rule, put_in[rule], columns) for rule in sorted(put_in)),
    ]
    totals = (str(sum(column.values())) if column else "" for column in columns.values())
    lines.append(f"| **all** | {sum(put_in.values())} | {' | '.join(totals)} |")
    (Path(__file__).parent / "counts.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _row(rule: str, number: int, columns: dict[str, Counter[str]]) -> str:
    cells = (str(column[rule]) if column else "" for column in columns.values())
    return f"| `{rule}` | {number} | {' | '.join(cells)} |"


def _findings(bib: Path) -> set[tuple[str, str]]:
    """Key and rule of what mialit finds."""
    call = [sys.executable, "-m", "mialit", "lint", str(bib), "--json"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    return {(each["key"], each["rule"]) for each in json.loads(done.stdout)}


def _named(seeded: list[dirty.Seeded], found: set[tuple[str, str]]) -> Counter[str]:
    return Counter(rule for key, rule in seeded if (key, rule) in found)


def _gone(seeded: list[dirty.Seeded], bib: Path) -> Counter[str]:
    """What mialit lint --fix corrects; *bib* stays as it is."""
    copy = bib.parent / "fixed.bib"
    shutil.copy(bib, copy)
    shutil.copy(bib.with_suffix(".toml"), copy.with_suffix(".toml"))
    call = [sys.executable, "-m", "mialit", "lint", str(copy), "--fix"]
    subprocess.run(call, capture_output=True, check=False)
    left = _findings(copy)
    return Counter(rule for key, rule in seeded if (key, rule) not in left)


def _biber(seeded: list[dirty.Seeded], bib: Path) -> Counter[str]:
    if shutil.which("biber") is None:
        return Counter()
    out = str(bib.parent / "out.bib")
    call = ["biber", "--tool", "--validate-datamodel", "--nolog", "--output-file", out, str(bib)]
    messages = subprocess.run(call, capture_output=True, text=True, check=False).stdout.splitlines()
    counts: Counter[str] = Counter()
    for key, rule in seeded:
        if (pattern := _BIBER.get(rule)) is None:
            continue
        about = [line for line in messages if f"'{key}'" in line]
        counts[rule] += any(re.search(pattern, line) for line in about)
    # Of macros it names the line and no key.
    counts["undefined-macro"] = sum("undefined macro" in line for line in messages)
    return counts


def _tidy(seeded: list[dirty.Seeded], bib: Path, peers: Path | None) -> Counter[str]:
    if peers is None:
        return Counter()
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("tidy.mjs"))],
        input=bib.read_text("utf-8"),
        env={**os.environ, "PEERS": str(peers.resolve())},
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    copy = bib.parent / "tidied.bib"
    copy.write_text(result["bibtex"], encoding="utf-8")
    shutil.copy(bib.with_suffix(".toml"), copy.with_suffix(".toml"))
    left = _findings(copy)
    present = set(re.findall(r"@\w+\{\s*(\w+)", result["bibtex"]))
    warned = " ".join(result["warnings"])
    counts: Counter[str] = Counter()
    for key, rule in seeded:
        corrected = (key, rule) not in left and key in present and rule not in _ONLY_MOVED
        counts[rule] += corrected or (rule == "duplicate-key" and key in warned)
    return counts


if __name__ == "__main__":
    main()
