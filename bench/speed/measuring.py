"""Runs processes and says what they took: time, processor time and memory."""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from places import Command

SLOW, FEW = 4.0, 3  # seconds that a command may take, and how often a slower one is run
LONG = 60.0  # seconds from which a command is run once
_EVERY = 0.01  # seconds between two looks at the memory of a process and its children


class Sample(NamedTuple):
    """What one run of a process took, the processes that it started included."""

    wall: float
    cpu: float
    peak: float  # MB; of the one process that had the most, unless memory was asked for


def measured(command: Command, *, memory: bool = False) -> Sample:
    """One run of *command*; raises RuntimeError when it fails.

    With *memory*, `peak` is that of all its processes together: the largest sum of what those
    alive had taken until then. That is an upper bound: what two of them share counts twice.
    """
    command.before()
    environment = command.environment
    with tempfile.TemporaryDirectory() as fresh, tempfile.TemporaryFile() as errors:
        if command.cold:
            environment = environment | {"XDG_CACHE_HOME": fresh}
        start = time.perf_counter()
        process = subprocess.Popen(
            command.words,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=memory,
        )
        together = _watched(process.pid) if memory else 0.0
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        _check(command, process.returncode, errors)
    peak = max(together, usage.ru_maxrss / 1024)
    return Sample(wall, usage.ru_utime + usage.ru_stime, peak)


def _check(command: Command, code: int, errors: IO[bytes]) -> None:
    if code:
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()[-300:]
        raise RuntimeError(f"{' '.join(command.words)}: {code}: {said}")


def _watched(session: int) -> float:
    """The most memory, in MB, of all processes of *session*, until its first one has ended."""
    most = 0.0
    while os.waitid(os.P_PID, session, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        most = max(most, sum(map(_peak, _members(session))))
        time.sleep(_EVERY)
    return most


def _members(session: int) -> list[Path]:
    """The folders in /proc of the processes of *session*."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # After the name, which may hold anything: state, parent, group, session.
            facts = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(facts[3]) == session:
            found.append(folder)
    return found


def _peak(folder: Path) -> float:
    """The most memory, in MB, that a process has had in use; 0 for one that has ended."""
    try:
        lines = (folder / "status").read_text(errors="replace").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def rounds(
    commands: Mapping[str, Command], runs: int, *, memory: bool = False
) -> dict[str, list[Sample]]:
    """The *commands* in turn, so many times after a warm-up that does not count.

    Slow ones are run less often.
    """
    warm = [measured(command, memory=memory) for command in commands.values()]
    slowest = max(sample.wall for sample in warm)
    runs = 1 if slowest > LONG else min(runs, FEW) if slowest > SLOW else runs
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            samples[name].append(measured(command, memory=memory))
    return samples


def median(samples: Sequence[Sample]) -> Sample:
    """The median of each of the three."""
    return Sample(*(statistics.median(column) for column in zip(*samples, strict=True)))
