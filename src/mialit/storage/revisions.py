"""Earlier versions of a file, and when its lines last changed, from its git repository."""

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mialit.errors import FileProblem

_TIMEOUT = 60  # seconds; a repository on a dead network drive never answers


def at_revision(path: Path, revision: str) -> bytes:
    """The file *path* as it was at *revision*, anything that git understands (`HEAD~3`, a tag).

    Raises FileProblem where there is no git, no repository, no such revision, or no such file then.
    """
    if revision.startswith("-") or ":" in revision:
        raise FileProblem(f"{revision}: no such file, and no revision's name")
    return _git(path, "show", f"{revision}:./{path.name}", asked=revision)


def changed_at(path: Path) -> dict[int, datetime]:
    """When each line of *path*, from 1, was last changed; {} where its repository cannot tell.

    Lines that are not committed yet are left out.
    """
    try:
        text = _git(path, "blame", "--line-porcelain", "--", path.name, asked=path.name)
    except FileProblem:
        return {}
    times: dict[int, datetime] = {}
    line, when, committed = 0, 0, False
    for row in text.decode("utf-8", "replace").split("\n"):
        words = row.split(" ")
        if row.startswith("\t"):
            if committed:
                times[line] = datetime.fromtimestamp(when, UTC)
        elif len(words) >= 3 and len(words[0]) == 40 and words[2].isdigit():
            line, committed = int(words[2]), words[0].strip("0") != ""
        elif words[0] == "committer-time":
            when = int(words[1])
    return times


def last_change(path: Path | None, lines: Mapping[int, datetime]) -> datetime:
    """When a list was last changed: its newest line by `changed_at`, else the file *path*.

    Now where there is neither, as of standard input.
    """
    if lines:
        return max(lines.values())
    with suppress(OSError):
        if path is not None:
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return datetime.now(UTC)


def _git(path: Path, *words: str, asked: str) -> bytes:
    """What git answers in the folder of *path*. Raises FileProblem."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(path.parent), *words],  # noqa: S607
            capture_output=True,
            check=False,
            timeout=_TIMEOUT,
        )
    except FileNotFoundError:
        raise FileProblem(f"{asked}: no such file, and git is not installed") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FileProblem(f"{asked}: git cannot be asked: {error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        reason = said[-1].removeprefix("fatal: ")
        raise FileProblem(f"{asked}: is neither a file nor a revision of {path.name}: {reason}")
    return done.stdout
