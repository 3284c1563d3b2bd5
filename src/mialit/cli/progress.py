"""A progress line for a reading that takes long. Uses rich once the line is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import Any, TextIO

_PATIENCE = 0.5  # seconds before the line appears


@contextmanager
def shown(err: TextIO, message: str) -> Iterator[Callable[[int, int], None]]:
    """Shows *message* on the terminal *err* once the work below has taken half a second.

    Gives the function to report how many of how many are done, 0 of 0 while that is not known.
    """
    line = _Line(err, message)
    timer = Timer(_PATIENCE, line.show)
    timer.start()
    try:
        yield line.report
    finally:
        timer.cancel()
        timer.join()
        line.stop()


@dataclass
class _Line:
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
        display.add_task(self.message, completed=self.done, total=self.total or None)
        self.display = display  # before it is drawn, so that no report comes in between
        display.start()

    def stop(self) -> None:
        """Takes the line away again."""
        if self.display is not None:
            self.display.stop()
