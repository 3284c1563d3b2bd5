"""Where the time of a warm, piped `mialit list` of the bundled list goes.

    python bench/speed/profile.py [--runs N] [--work FOLDER]

Each stage is a process that does what the one before it does and one thing more; a stage's share
is the difference of their medians. The result is kept in result.json under "profile".
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

import places
from measuring import measured, rounds
from places import Command
from tasks import HERE

_TYPER = "import typer, typer.main"
_PROGRAM = "import sys; sys.argv = ['mialit', 'list', '--limit', '1']\nfrom mialit.cli import app"
_COMMAND = (
    "\nimport typer.main\ngroup = typer.main.get_command(app)\ngroup.get_command(None, 'list')"
)
_ASKED = """
import os
from mialit.storage import cache
from mialit.storage import bibliography as catalogue
from mialit.storage import sources
from mialit.cli.output import deliver
from mialit.query.filters import bind
from mialit.query.sorting import ordered
asked = sources.choose((), os.environ, sources.Path('/'))
"""
_READ = "\nread = catalogue.load(asked, cache.Cache(cache.folder(os.environ)))"
STAGES = {
    "Python itself": "pass",
    "importing Typer": _TYPER,
    "importing the program's group": _PROGRAM,
    "importing and building the command": _PROGRAM + _COMMAND,
    "importing what lists": _PROGRAM + _COMMAND + _ASKED,
    "finding the stored list and proving it is of the file": _PROGRAM + _COMMAND + _ASKED + _READ,
}
WHOLE = "parsing options, choosing, sorting and printing 42 entries"


def main() -> None:
    """Measures the stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--json", type=Path, default=HERE / "result.json")
    given = parser.parse_args()
    work = (given.work or Path(tempfile.mkdtemp(prefix="mialit-profile-"))).resolve()
    bin_ = places.mialit(work)
    env = places.environment(work / "home")
    python = str(bin_ / "python")
    commands = {name: Command((python, "-c", code), env) for name, code in STAGES.items()}
    commands[WHOLE] = Command((str(bin_ / "mialit"), "list"), env)
    measured(commands[WHOLE])  # the list is stored
    medians = {
        name: statistics.median(sample.wall for sample in samples)
        for name, samples in rounds(commands, given.runs).items()
    }
    stages, before = [], 0.0
    for name, median in medians.items():
        stages.append({"stage": name, "ms": round(1000 * (median - before), 1)})
        before = median
        print(f"{stages[-1]['ms']:8.1f} ms  {name}")
    saved = json.loads(given.json.read_text("utf-8")) if given.json.exists() else {}
    saved["profile"] = {"stages": stages, "runs": given.runs}
    given.json.write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
