"""An interrupt (Ctrl-C) at any moment: exit code 130, no traceback, nothing half done."""

import os
import signal
import subprocess
import sys
import tomllib

import pytest

from door import ROOT, command, entry, environment, read_terminal, run, write

# Sets what a script's background job and a terminal set, whatever the tests were started from.
WITH_SIGNAL = """
import os, signal, sys
signal.signal(signal.SIGINT, getattr(signal, sys.argv[1]))
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


def started(*arguments, disposition="SIG_DFL", **how):
    """Python with *arguments*, in a process whose SIGINT has this *disposition*."""
    return subprocess.Popen(
        [sys.executable, "-ISc", WITH_SIGNAL, disposition, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        **how,
    )


def ended(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


def reading(disposition):
    """`mialit list` amid reading standard input.

    More is written than a pipe holds: the call comes back when the program has taken some.
    """
    process = started(
        *command("list", "-b", "-")[1:], disposition=disposition, env=environment({"LC_ALL": "C"})
    )
    process.stdin.write(entry("k").encode() + b"% comment\n" * 200_000)
    process.stdin.flush()
    assert process.poll() is None
    return process


def test_an_interrupt_is_130():
    process = reading("SIG_DFL")
    process.send_signal(signal.SIGINT)
    assert ended(process) == (130, "", "")


def test_an_ignored_interrupt_stays_ignored():
    process = reading("SIG_IGN")
    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)
    assert (code, err) == (0, "")
    assert out.startswith("k\t")


# Sends an interrupt when a module is about to be loaded, or when Python ends.
INTERRUPTER = """
import atexit, os, sys
at = os.environ["INTERRUPT_AT"]
sys.modules.pop(at, None)
def interrupt():
    os.write(2, b"sent ")
    os.kill(os.getpid(), 2)
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == at:
            interrupt()
class Freed:
    def __del__(self):
        interrupt()
class FreeingFinder(Finder):
    def find_spec(self, name, path=None, target=None):
        if name == at[4:]:
            Freed()
def writing(*given):
    interrupt()
sys.meta_path.insert(0, FreeingFinder() if at.startswith("del ") else Finder())
if at == "end":
    atexit.register(interrupt)
if at == "write":
    os.fsync = writing
"""
SCRIPT = "import sys; from {} import {}; sys.argv[0] = 'mialit'; sys.exit({}())"


def ways_to_start():
    """Python's arguments for `python -m mialit`, and what the installed script does."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, name = project["scripts"]["mialit"].split(":")
    return {"-m": ["-m", "mialit"], "script": ["-c", SCRIPT.format(module, name, name)]}


def interrupted(folder, way, at, *words):
    write(folder, INTERRUPTER, "sitecustomize.py")
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = environment({"INTERRUPT_AT": at, "PYTHONPATH": path})
    return ended(started(*ways_to_start()[way], *words, env=env))


@pytest.mark.parametrize("way", ways_to_start())
@pytest.mark.parametrize(
    "at",
    [
        "signal",
        "mialit.cli",
        "mialit.cli.app",
        "typer",
        "typer.main",
        "mialit.cli.commands.list",
        "mialit.storage.bibliography",
        "bibtexparser",
        "rich.table",
        # Where Python prints an exception and goes on.
        "del mialit.cli.app",
        "del typer.main",
        "del mialit.cli.commands.list",
        "del mialit.storage.bibliography",
        "del rich.table",
    ],
)
def test_an_interrupt_while_a_module_is_loaded(folder, way, at):
    bib = write(folder, entry("k"))
    result = interrupted(folder, way, at, "list", "-b", str(bib), "--no-cache", "--format", "table")
    assert result == (130, "", "sent ")


@pytest.mark.parametrize("way", ways_to_start())
@pytest.mark.parametrize("words", [["set", "k", "note=x"], ["export", "k", "-o", "new.bib"]])
def test_an_interrupt_while_a_file_is_written_takes_back_what_is_half_done(folder, way, words):
    bib = write(folder, entry("k"))
    given = [str(folder / word) if word.endswith(".bib") else word for word in words]
    result = interrupted(folder, way, "write", *given, "-b", str(bib))
    assert result == (130, "", "sent ")
    left = {path.name for path in folder.iterdir()} - {"__pycache__", ".git"}
    assert left == {"papers.bib", "sitecustomize.py"}
    assert bib.read_text() == entry("k")


def test_an_interrupt_amid_progress_shows_the_cursor_again():
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        command("list", "-b", "-"),
        env=environment({"TERM": "xterm-256color"}),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while b"\x1b[?25l" not in seen:
        seen += os.read(ours, 65536)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    seen += read_terminal(ours)
    os.close(ours)
    process.stdin.close()
    assert seen.rindex(b"\x1b[?25h") > seen.rindex(b"\x1b[?25l")
    assert b"Traceback" not in seen


@pytest.mark.parametrize("way", ways_to_start())
def test_an_interrupt_at_the_very_end_changes_nothing(folder, way):
    bib = write(folder, entry("k"))
    code, out, err = interrupted(folder, way, "end", "list", "-b", str(bib), "--format", "keys")
    assert (code, out, err) == (0, "k\n", "sent ")


def test_an_interrupt_that_python_made_another_error_of(folder, monkeypatch):
    """As it does before 3.12 amid the making of a class."""

    def interrupted(*_, **__):
        error = RuntimeError("Error calling __set_name__")
        error.__cause__ = error.__context__ = KeyboardInterrupt()
        raise error

    monkeypatch.setattr("mialit.storage.bibliography.load", interrupted)
    result = run("list", "-b", write(folder, entry("k")))
    assert (result.code, result.out, result.err) == (130, "", "")
