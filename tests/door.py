"""The user's door: mialit run as a user runs it, in this process (fast) or in one of its own."""

import contextlib
import json
import os
import re
import select
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mialit.cli import app

try:
    import pty
    import termios
    from fcntl import ioctl
except ImportError:  # Windows
    pty = termios = ioctl = None

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = ROOT / "papers.bib"
# A list that stays as it is, beside its vocabulary: what tests say of keys, counts and lines is
# said of this one, so that a paper more in the bundled list changes no test. Never written.
FROZEN = ROOT / "tests" / "fixtures" / "frozen" / "papers.bib"

# The files of a manuscript, which tests copy: refs.bib is right, draft.bib is not.
MANUSCRIPT = ROOT / "tests" / "fixtures" / "manuscript"

IS_ROOT = getattr(os, "geteuid", lambda: None)() == 0  # who may read and write any file

_FOLDERS = ("bench", "docs", "examples", "scripts", "src", "tests")

# What of the caller's environment would change an answer.
_QUIET = dict.fromkeys(
    [
        "MIALIT_BIB",
        "MIALIT_QUIET",
        "COLUMNS",
        "LINES",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "BROWSER",
        "PYTHONIOENCODING",
        "PYTHONUTF8",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
    ]
)

# C0 but for LF, DEL, and C1 as UTF-8: bytes that never reach a terminal from data.
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
CONTROL_BUT_TAB = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")


@dataclass(frozen=True)
class Result:
    """How a run ended, and the bytes it wrote."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        return self.stdout.decode("utf-8", "surrogateescape")

    @property
    def err(self) -> str:
        return self.stderr.decode("utf-8", "surrogateescape")

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(
    *words: str | Path,
    cwd: Path | str = FROZEN.parent,
    stdin: bytes = b"",
    env: Mapping[str, str | None] | None = None,
) -> Result:
    """`mialit words...` in this process; *env* is set over a quiet environment.

    Where no *cwd* is said it is that of the frozen list, which thus is the list that is asked.
    """
    with contextlib.chdir(cwd):
        result = CliRunner().invoke(
            app, [str(word) for word in words], input=stdin, env={**_QUIET, **(env or {})}
        )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Result(result.exit_code, result.stdout_bytes, result.stderr_bytes)


def ok(*words: str | Path, **how: Any) -> Result:
    """`run`, which has to end with 0."""
    result = run(*words, **how)
    assert result.code == 0, result.err
    return result


def keys(*words: str | Path, **how: Any) -> list[str]:
    """Keys that a listing command gives, in its order; [] where it finds nothing."""
    result = run(*words, "--format", "keys", **how)
    assert result.code == (0 if result.out else 1), result.err
    return result.lines


def modules(*names: str) -> set[str]:
    """The modules of mialit with these *names*, for a test that no such module is loaded.

    Fails where a name is of no module: a module that was moved is never loaded under its old name.
    """
    found = {f"mialit.{name}" for name in names}
    gone = sorted(name for name in found if find_spec(name) is None)
    assert not gone, f"no module is called {', '.join(gone)}"
    return found


def environment(env: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The process's environment, quiet, with *env* over it (None deletes)."""
    merged = {**os.environ, **_QUIET, **(env or {})}
    return {name: value for name, value in merged.items() if value is not None}


def command(*words: str | Path) -> list[str]:
    """The arguments that start mialit in a process of its own."""
    return [sys.executable, "-m", "mialit", *map(str, words)]


def spawn(
    *words: str | Path,
    cwd: Path | str = FROZEN.parent,
    stdin: bytes = b"",
    env: Mapping[str, str | None] | None = None,
    **more: Any,
) -> Result:
    """`python -m mialit words...` as a process."""
    done = subprocess.run(
        command(*words),
        cwd=cwd,
        input=stdin,
        env=environment(env),
        capture_output="stdout" not in more,
        timeout=60,
        check=False,
        **more,
    )
    return Result(done.returncode, done.stdout or b"", done.stderr or b"")


def shell(line: str, cwd: Path | str, env: Mapping[str, str | None] | None = None) -> Result:
    """*line* run by bash with `mialit` on the path; a pipe fails as its first failing part."""
    if sys.platform == "win32":
        pytest.skip("the shell of Windows is another")
    start = f'mialit() {{ "{sys.executable}" -m mialit "$@"; }}; set -o pipefail; {line}'
    done = subprocess.run(
        ["bash", "-c", start],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def need(*programs: str) -> None:
    """Skips the test where one of *programs* is missing; fails it with MIALIT_REQUIRE_TOOLS."""
    missing = ", ".join(name for name in programs if shutil.which(name) is None)
    if missing and os.environ.get("MIALIT_REQUIRE_TOOLS"):
        pytest.fail(f"missing: {missing} (MIALIT_REQUIRE_TOOLS is set)")
    if missing:
        pytest.skip(f"missing: {missing}")


def open_terminal() -> tuple[int, int]:
    """Both ends of a new terminal; where Python makes none the test is skipped."""
    if pty is None:
        pytest.skip("Python makes no terminals here")
    return pty.openpty()


def on_terminal(
    *words: str | Path,
    columns: int = 80,
    cwd: Path | str = FROZEN.parent,
    env: Mapping[str, str | None] | None = None,
) -> tuple[int, str]:
    """The exit code, and what a terminal of *columns* receives with the messages after it.

    Messages go through a pipe, so that no line about progress comes between on a slow machine.
    """
    ours, theirs = open_terminal()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        command(*words),
        cwd=cwd,
        env=environment({"TERM": "xterm-256color", **(env or {})}),
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    received = read_terminal(ours)
    os.close(ours)
    _, messages = process.communicate(timeout=60)
    return process.returncode, received.decode().replace("\r\n", "\n") + messages.decode()


def read_terminal(ours: int, answers: Sequence[str] = ()) -> bytes:
    """All that is written to a terminal until its other end closes; *ours* is our end of it.

    Each of *answers* is typed where a question (`: `) stands last.
    """
    seen, left = b"", list(answers)
    try:
        while select.select([ours], [], [], 60)[0]:
            part = os.read(ours, 65536)
            if not part:
                break
            seen += part
            if left and seen.endswith(b": "):
                os.write(ours, left.pop(0).encode() + b"\n")
    except OSError:  # Linux: the other end is closed
        pass
    return seen


def answering(folder: Path, answers: Sequence[str], *words: str | Path) -> tuple[int, str]:
    """`mialit words...` where a person answers; the exit code and what they saw."""
    ours, theirs = open_terminal()
    process = subprocess.Popen(
        command(*words), cwd=folder, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = read_terminal(ours, answers)
    os.close(ours)
    return process.wait(timeout=60), seen.decode()


def project_files() -> list[str]:
    """The files under version control, by their paths from the project's root.

    Where there is no git, as in an unpacked sdist, those at the top level and in its folders.
    """
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        return listed.stdout.split("\0")[:-1]
    found = [path for folder in _FOLDERS for path in (ROOT / folder).rglob("*")]
    made = ("__pycache__", ".egg-info")
    return [
        str(path.relative_to(ROOT))
        for path in (*ROOT.iterdir(), *found)
        if path.is_file() and not any(part.endswith(made) for part in path.parts)
    ]


def entry_count(bib: Path) -> int:
    """How many entries *bib*, one of the project's lists, has; counted without the program."""
    return len(re.findall(rb"(?m)^@(?!comment|string|preamble)\w+\{", bib.read_bytes()))


def visible(text: str) -> str:
    """*text* without colours and links."""
    return ANSI.sub("", text)


def write(folder: Path, text: str | bytes, name: str = "papers.bib") -> Path:
    """A file *name* in *folder* with *text*, to the byte."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def write_curated(folder: Path, text: str | bytes, name: str = "papers.bib") -> Path:
    """As `write`, with the vocabulary of the frozen list beside it."""
    path = write(folder, text, name)
    path.with_suffix(".toml").write_bytes(FROZEN.with_suffix(".toml").read_bytes())
    return path


def entry(key: str, fields: Sequence[str] | Mapping[str, str] = (), kind: str = "misc") -> str:
    """BibTeX of an entry; *fields* are lines `name = value` or a mapping to braced values."""
    if isinstance(fields, Mapping):
        fields = [f"{name} = {{{value}}}" for name, value in fields.items()]
    return "".join((f"@{kind}{{{key}", *(f",\n  {field}" for field in fields), "\n}\n"))


def steps(function: Callable[[], object]) -> int:
    """How many lines of Python *function* runs: its time, whatever else the machine does.

    It runs twice, so that loading modules does not count.
    """
    function()
    count = 0

    def trace(*_: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count
