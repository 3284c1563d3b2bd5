"""Work that is done in several processes, and here where there are none."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from door import entry, environment
from mialit.storage import processes


def doubled(number):
    return 2 * number


def whose(_number):
    return os.getpid()


def dies_elsewhere(work):
    first, number = work
    if os.getpid() != first:
        os._exit(3)
    return 2 * number


@pytest.mark.parametrize("count", [0, 1, 50])
def test_results_come_in_the_order_of_the_work(count):
    numbers = list(range(count))
    assert list(processes.each(doubled, iter(numbers))) == list(map(doubled, numbers))


def test_the_work_is_done_elsewhere():
    assert os.getpid() not in set(processes.each(whose, range(10)))


@pytest.mark.parametrize("problem", [OSError, ImportError, NotImplementedError])
def test_without_processes_it_is_done_here(monkeypatch, problem):
    def refuse(*_):
        raise problem

    monkeypatch.setattr(processes, "ProcessPoolExecutor", refuse)
    assert set(processes.each(whose, range(10))) == {os.getpid()}


def test_what_a_process_that_dies_leaves_is_done_here():
    work = [(os.getpid(), number) for number in range(20)]
    assert list(processes.each(dies_elsewhere, work)) == [2 * number for number in range(20)]


def test_an_error_is_the_callers():
    with pytest.raises(ZeroDivisionError):
        list(processes.each((1).__truediv__, [1, 0]))


@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc"
)
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT", "SIGTERM"])
def test_no_process_outlives_the_first(tmp_path, how):
    path = tmp_path / "large.bib"
    many = (
        entry(f"key{number}", {"title": f"T {number}", "abstract": "word " * 200})
        for number in range(20_000)
    )
    path.write_text("".join(many), encoding="utf-8")
    command = [sys.executable, "-m", "mialit", "list", "-b", str(path), "--no-cache", "--count"]
    first = subprocess.Popen(
        command, env=environment(), stdout=subprocess.DEVNULL, start_new_session=True
    )
    end = time.monotonic() + 60
    while len(of_session(first.pid)) < 2 and time.monotonic() < end:
        assert first.poll() is None, "the list is too small for this test"
    first.send_signal(getattr(signal, how))
    first.wait(timeout=60)
    while of_session(first.pid) and time.monotonic() < end:
        pass
    assert not of_session(first.pid)


def of_session(number):
    """The processes of a session that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == number and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
