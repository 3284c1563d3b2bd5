"""A command that is killed while it writes leaves one file, which the next one uses up."""

import signal
import subprocess
import sys

import pytest

from door import entry, environment, ok, write

pytestmark = pytest.mark.posix

# Killed when all is written but for the exchange of the names, or before anything is.
KILLED = """
import os, signal, sys
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "exchange":
    os.replace = killed
else:
    os.fdopen = killed
sys.argv = ["mialit", *sys.argv[2:]]
from mialit.__main__ import main
main()
"""
LIST = entry("k", {"title": "One", "year": "2019", "pages": "1-2"})
WRITING = {
    "export": ["export", "k", "-o", "out", "--force"],
    "render html": ["render", "html", "-o", "out", "--force"],
    "render markdown": ["render", "markdown", "-o", "out", "--force"],
    "set": ["set", "k", "note=To read"],
    "lint": ["lint", "--fix"],
}


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".git")


def killed(step, *words, folder):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, step, *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("step", ["exchange", "content"])
@pytest.mark.parametrize("there", [False, True], ids=["a new file", "a file that is there"])
@pytest.mark.parametrize("name", WRITING)
def test_what_is_left_is_used_up(folder, name, there, step):
    bib = write(folder, LIST)
    out = folder / "out"
    if there:
        out.write_text("old\n")
    words = [*WRITING[name], "-b", "papers.bib", *(["--no-cache"] if "-o" in WRITING[name] else [])]
    written = out if "-o" in words else bib
    for _ in range(2):
        killed(step, *words, folder=folder)
    before = names(folder)
    left = f".{written.name}.mialit-new"
    assert before == sorted({left, "papers.bib", *(["out"] if there else [])})
    assert not there or out.read_text() == "old\n"
    assert bib.read_text() == LIST
    ok(*words, cwd=folder)
    assert names(folder) == sorted({"papers.bib", written.name, *(["out"] if there else [])})


def test_what_a_killed_reading_left_in_the_cache(folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    env = {"XDG_CACHE_HOME": str(home)}
    bib = write(folder, LIST)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, "exchange", "list", "-b", bib],
        env=environment(env),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert ok("cache", "path", "--json", env=env).json["leftovers"] == 1
    ok("list", "-b", bib, env=env)
    after = ok("cache", "path", "--json", env=env).json
    assert (after["lists"], after["leftovers"]) == (1, 0)
    assert len(list((home / "mialit").iterdir())) == 1
