"""The terminal: the only place that writes to standard output and standard error."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from mialit.text import clean, clean_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

_PATIENCE = 0.5  # seconds before a terminal is told that something is being read
_OFF_TERMINAL = 80  # where a width is needed and nothing says one


@dataclass(frozen=True)
class Console:
    """Standard output and error with what is known of them. `environment` is the process's."""

    out: TextIO
    err: TextIO
    environment: dict[str, str]

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads standard output."""
        return self.out.isatty()

    @property
    def ascii_only(self) -> bool:
        """Whether standard output cannot carry all of Unicode."""
        return (self.out.encoding or "ascii").lower().replace("-", "") not in ("utf8", "utf8sig")

    @property
    def width(self) -> int | None:
        """Terminal cells a line; None where nothing limits it (a pipe, no COLUMNS)."""
        stated = self.environment.get("COLUMNS", "")
        if stated.isdigit() and int(stated) > 0:
            return int(stated)
        if not self.is_terminal:
            return None
        try:
            return os.get_terminal_size(self.out.fileno()).columns or _OFF_TERMINAL
        except (OSError, ValueError):
            return _OFF_TERMINAL

    def write(self, parts: Iterable[str]) -> None:
        """Writes text that is clean already to standard output."""
        for part in parts:
            self.out.write(part)

    def write_source(self, text: str) -> None:
        """Writes BibTeX: a file's own bytes, or harmless text where a person reads it."""
        if self.is_terminal:
            self.out.write(clean_lines(text))
            return
        self.out.flush()
        buffer = getattr(self.out, "buffer", None)
        if buffer is None:
            self.out.write(text)
        else:
            buffer.write(text.encode("utf-8", "surrogateescape"))

    def print_rich(self, renderable: "RenderableType") -> None:
        """Draws what rich can draw, in the width there is."""
        from rich.console import Console as RichConsole

        RichConsole(
            file=self.out,
            width=self.width or 1_000_000,
            height=100,  # without it rich ignores the width of a dumb terminal
            force_terminal=None,
            soft_wrap=False,
            markup=False,
            emoji=False,
            highlight=False,
        ).print(renderable, crop=False)

    @contextmanager
    def progress(self, name: str) -> Iterator[Callable[[int, int], None] | None]:
        """Shows a terminal that *name* is being read, once that has taken half a second."""
        if not self.err.isatty():
            yield None
            return
        from threading import Timer

        line = _Progress(self.err, f"reading {name}")
        timer = Timer(_PATIENCE, line.show)
        timer.start()
        try:
            yield line.report
        finally:
            timer.cancel()
            timer.join()
            line.stop()

    def say(self, message: str) -> None:
        """A message on standard error; several lines stay lines, all else is made harmless."""
        self.err.write("\n".join(map(clean, message.split("\n"))) + "\n")


@dataclass
class _Progress:
    """A line on standard error that appears when something takes longer than a moment."""

    err: TextIO
    message: str
    done: int = 0
    total: int = 0
    display: Any = None

    def report(self, done: int, total: int) -> None:
        """Takes note of *done* of *total*; 0 of 0 while that is not known."""
        self.done, self.total = done, total
        if self.display is not None:
            self.display.update(0, completed=done, total=total or None)

    def show(self) -> None:
        """Draws the line; called from a timer's thread."""
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        display = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=RichConsole(file=self.err, markup=False, emoji=False, highlight=False),
            transient=True,
        )
        display.add_task(clean(self.message), completed=self.done, total=self.total or None)
        display.start()
        self.display = display

    def stop(self) -> None:
        """Takes the line away again."""
        if self.display is not None:
            self.display.stop()


def standard() -> Console:
    """The process's own streams; characters that a stream cannot carry become `\\N` escapes."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller (`>&-`)
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace", newline="\n")
    return Console(sys.stdout, sys.stderr, dict(os.environ))
