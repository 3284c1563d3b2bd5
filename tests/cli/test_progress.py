"""The line that tells a waiting person that a file is being read."""

import io
import os
import select
import signal
import subprocess
import threading
import time

import pytest

from door import command, entry, environment, ok, open_terminal, visible, write
from mialit.cli import progress
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

BACK = "\x1b[?25h"  # the cursor is shown again
AWAY = "\x1b[1A\x1b[2K"  # the line above is emptied


class Waiting:
    """`mialit list -b - ...`, its messages on a terminal, waiting for standard input."""

    def __init__(self, *words, cwd="/"):
        self.terminal, theirs = open_terminal()
        self.process = subprocess.Popen(
            command("list", "-b", "-", *words),
            cwd=cwd,
            env=environment({"TERM": "xterm-256color"}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        self.received = ""

    def until(self, text):
        """Waits until the terminal has received *text*."""
        end = time.monotonic() + 60
        while text not in self.received:
            assert time.monotonic() < end, self.received
            assert select.select([self.terminal], [], [], 60)[0], self.received
            self.received += os.read(self.terminal, 65536).decode()

    def ended(self, data=b""):
        """Gives the program its input; the exit code, the answer and all the terminal received."""
        out, _ = self.process.communicate(data, timeout=60)
        try:
            while part := os.read(self.terminal, 65536):
                self.received += part.decode()
        except OSError:  # Linux: the other end is closed
            pass
        os.close(self.terminal)
        return self.process.returncode, out.decode(), self.received


def test_who_waits_is_told_and_the_line_goes_away():
    waiting = Waiting("--format", "keys")
    waiting.until("reading standard input")
    code, out, received = waiting.ended(entry("k").encode())
    assert (code, out) == (0, "k\n")
    assert received.endswith((AWAY, AWAY + BACK)) or BACK in received.rsplit(AWAY, 1)[0]
    assert visible(received.rsplit(AWAY, 1)[1]).strip() == ""


def test_an_interrupt_gives_the_cursor_back():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        waiting = Waiting()
    finally:
        signal.signal(signal.SIGINT, before)
    waiting.until("reading standard input")
    waiting.process.send_signal(signal.SIGINT)
    code, out, received = waiting.ended()
    assert (code, out) == (130, "")
    assert BACK in received
    assert "Traceback" not in received


def test_a_name_never_reaches_the_terminal_as_control_characters(folder):
    write(folder, entry("k"), "\x1b[31m[red]x.bib")
    waiting = Waiting("-b", "\x1b[31m[red]x.bib", cwd=folder)
    waiting.until("[red]x.bib")
    code, _, received = waiting.ended(entry("s").encode())
    assert code == 0
    assert r"\x1b[31m[red]x.bib" in received
    assert "\x1b[31m[red]" not in received


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and can be waited at."""

    def __init__(self):
        super().__init__()
        self.shown = threading.Event()

    def isatty(self):
        return True

    def write(self, text):
        length = super().write(text)
        if "reading" in self.getvalue():
            self.shown.set()
        return length


@pytest.fixture
def terminal(monkeypatch):
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")  # then of a bar only what is done is drawn
    monkeypatch.setenv("COLUMNS", "80")
    return Terminal()


def bars(text):
    """The lengths of the bars drawn, of 40 when all is done."""
    return [line.count("━") + line.count("╸") for line in text.split("reading")[1:]]


def test_what_takes_no_time_shows_nothing(terminal):
    threads = threading.active_count()
    begun = time.monotonic()
    with progress.shown(terminal, "reading x") as report:
        report(500, 1000)
    assert terminal.getvalue() == ""
    assert threading.active_count() == threads
    assert time.monotonic() - begun < 60


def test_the_bar_begins_where_reading_is_and_goes_on(terminal, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 0.001)
    with progress.shown(terminal, "reading x") as report:
        report(500, 1000)
        assert terminal.shown.wait(60)
        first = terminal.getvalue()
        report(750, 1000)
    assert bars(first)[0] == 20
    assert bars(terminal.getvalue())[-1] == 30
    assert terminal.getvalue().endswith(AWAY)
    assert BACK in terminal.getvalue()


def test_the_line_goes_away_when_reading_fails(terminal, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 0.001)

    def fail():
        assert terminal.shown.wait(60)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), progress.shown(terminal, "reading x"):
        fail()
    assert terminal.getvalue().endswith(AWAY)
    assert BACK in terminal.getvalue()


@pytest.mark.parametrize(
    ("number", "reports"),
    [(499, []), (500, [(500, 500)]), (1100, [(500, 1100), (1000, 1100)])],
)
def test_reading_reports_each_five_hundred_entries(folder, number, reports):
    bib = write(folder, "".join(entry(f"k{at}") for at in range(number)) + "@comment{x}\n")
    told = []
    catalogue = load([Source("x", bib)], progress=lambda *given: told.append(given))
    assert told == reports
    assert len(catalogue.records) == number


def test_nothing_is_shown_where_messages_go_into_a_file(folder, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    assert ok("list", "-b", write(folder, entry("k")), "--no-cache").err == ""
