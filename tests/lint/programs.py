"""What BibTeX and biber say of the files in tests/fixtures/programs, and what `lint` says.

Run as a program, it writes the table of docs/bibtex-and-biber.md anew.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from door import ROOT, need, run
from mialit.bibtex.model import Library
from mialit.bibtex.reader import read

FILES = sorted((ROOT / "tests" / "fixtures" / "programs").glob("*.bib"))
PAGE = ROOT / "docs" / "bibtex-and-biber.md"
BEGIN, END = "<!-- the table of programs -->\n\n", "\n<!-- its end -->"

# Where `lint` and the programs differ, and why.
DIFFERENT = {
    "entry-type-biblatex": "the type is biblatex's, which `plain` does not know",
    "nobody": "`plain` wishes for a `key` to sort by",
    "text": "BibTeX takes text between entries for a comment; biber passes over it",
    "xdata": "the type is biblatex's, which `plain` does not know",
}
SILENT, NOTE, WARNING, ERROR = "-", "note", "warning", "error"
_WEIGHTS = (SILENT, NOTE, WARNING, ERROR)

# What BibTeX warns of and then leaves out of a field.
_EMPTIES = re.compile(r'string name "[^"]*" is (?:undefined|used in its own definition)')
_AT_LINE = re.compile(r"---?line (\d+) of file refs\.bib")
_OF_ENTRY = re.compile(
    r'(?:cross references?--?-?entry "(?P<a>[^"]+)")|(?: for entry (?P<b>\S+))'
    r"|^Warning--.* in (?P<c>\S+)"
)
_BIBER_LINE = re.compile(r"\bline (\d+), ")
# What biber says of no place, or of one that comes of another complaint.
_NOWHERE = re.compile(r"junk seen at toplevel|at end of input|^WARN - Citekey alias")
_FOLLOWS = re.compile(r"possible runaway string")
_BIBER_ENTRY = re.compile(r"(?:[Ee]ntry|key|alias|keys:) '([^']+)'")


@dataclass(frozen=True)
class Complaint:
    """What a program says of a file: `weight`, and the line or the entry of which it says it.

    Line 0 and entry "": of the file. `empties`: a field loses something by it.
    """

    weight: str
    text: str
    line: int = 0
    entry: str = ""
    empties: bool = False


def bibtex(path: Path, folder: Path) -> list[Complaint]:
    """What BibTeX says of *path* where all entries are cited, and where each is cited alone."""
    need("bibtex")
    shutil.copy(path, folder / "refs.bib")
    library = read(path.read_bytes(), path.name)
    found: dict[Complaint, None] = {}
    for cited in ("*", *dict.fromkeys(entry.key for entry in library.entries)):
        if not re.fullmatch(r"[\w*]+", cited):
            continue
        (folder / "x.aux").write_text(
            f"\\citation{{{cited}}}\n\\bibstyle{{plain}}\n\\bibdata{{refs}}\n", encoding="utf-8"
        )
        done = subprocess.run(
            ["bibtex", "x"], cwd=folder, capture_output=True, check=False, timeout=60
        )
        found |= dict.fromkeys(_of_bibtex(done.stdout.decode("utf-8", "replace")))
    return list(found)


def _of_bibtex(output: str) -> Iterator[Complaint]:
    # A message goes on in the next line where that says where, or to which entry it refers.
    text = re.sub(r"\n(--line \d+ of file|refers to entry)", r" \1", output)
    for line in text.splitlines():
        at = _AT_LINE.search(line)
        entry = next(filter(None, of.groups()), "") if (of := _OF_ENTRY.search(line)) else ""
        number = int(at[1]) if at else 0
        if line.startswith("Warning--I didn't find a database entry"):
            continue  # what was cited is lost, which another message says
        if line.startswith("Warning--"):
            yield Complaint(WARNING, line, number, entry, bool(_EMPTIES.search(line)))
        elif at or (entry and not line.startswith("while executing")):
            yield Complaint(ERROR, line, number, entry, empties=True)


def biber(path: Path, folder: Path) -> list[Complaint]:
    """What `biber --tool` says of *path*.

    Without --validate-datamodel, which says what biblatex's styles wish for in an entry.
    """
    need("biber")
    shutil.copy(path, folder / "refs.bib")
    done = subprocess.run(
        ["biber", "--tool", "--nolog", "refs.bib"],
        cwd=folder, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    found: dict[Complaint, None] = {}
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        weight = {"WARN": WARNING, "ERROR": ERROR}.get(line.split(" ", 1)[0])
        if weight and not _FOLLOWS.search(line):
            if _NOWHERE.search(line):
                found[Complaint(weight, re.sub(r"/\S*/", "", line))] = None
                continue
            at, entry = _BIBER_LINE.search(line), _BIBER_ENTRY.findall(line)
            number, key = int(at[1]) if at else 0, entry[-1] if entry else ""
            found[Complaint(weight, re.sub(r"/\S*/", "", line), number, key)] = None
    return list(found)


def lint(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run("lint", path, "--json").json
    return found


def heaviest(weights: Iterable[str]) -> str:
    return max(weights, key=_WEIGHTS.index, default=SILENT)


def answers(complaint: Complaint, finding: dict[str, object], library: Library) -> bool:
    """Whether *finding* is in the entry or on the line that *complaint* names.

    A program sees that something is not closed where the next thing begins. What is said of the
    file, or of an entry that `lint` cannot read, any finding answers.
    """
    begun = min((library.line(block.span) for block in library.blocks), default=1)
    if not complaint.line:
        present = complaint.entry.lower() in library.by_key
        return not present or str(finding["key"]).lower() == complaint.entry.lower()
    if complaint.line < begun:
        return True  # biber counts lines anew behind some errors
    lines = {int(str(finding["line"])), int(str(finding["end_line"]))}
    for block in library.blocks:
        first, last = library.line(block.span), library.position(block.span.end).line
        if any(first <= line <= last for line in lines):
            lines |= {first, last}
    return min(lines) <= complaint.line <= max(lines) + 2


class Verdicts(NamedTuple):
    """What each program says of a file, and the findings of `lint`."""

    bibtex: list[Complaint]
    biber: list[Complaint]
    findings: list[dict[str, object]]


def verdicts(path: Path) -> Verdicts:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return Verdicts(bibtex(path, folder), biber(path, folder), lint(path))


def row(path: Path, said_of_it: Verdicts) -> str:
    """The line of the table for *path*."""
    first, second, findings = said_of_it
    said = heaviest(str(each["severity"]) for each in findings)
    rules = sorted({f"`{each['rule']}`" for each in findings if each["severity"] == said})
    about = path.read_text("latin-1" if path.stem == "not-utf-8" else "utf-8").split("\n")[0]
    one = heaviest(each.weight for each in first)
    if one == WARNING and any(each.empties for each in first):
        one = "warning, nothing printed"
    cells = (
        about.lstrip("\ufeff% "),
        one,
        heaviest(each.weight for each in second),
        " ".join([said, ", ".join(rules)]).strip(),
        DIFFERENT.get(path.stem, ""),
    )
    return f"| {' | '.join(cells)} |\n"


HEAD = "| The file | BibTeX | biber | `mialit lint` | Where they differ |\n|---|---|---|---|---|\n"


def write() -> None:
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    table = HEAD + "".join(row(path, verdicts(path)) for path in FILES)
    PAGE.write_text(f"{before}{BEGIN}{table}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(write())
