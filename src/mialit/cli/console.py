"""Standard output and standard error: only this module writes to them."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from typer._click.globals import get_current_context

from mialit.text.normalize import clean, clean_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mialit.storage.file_lock import Patience

# Variables of the environment.
QUIET = "MIALIT_QUIET"
COLOUR_VARIABLES = {"NO_COLOR": "never", "FORCE_COLOR": "always"}  # rich heeds them itself
COMPLETION = "_MIALIT_COMPLETE"  # what the shell asks for; the name is typer's

_OFF_TERMINAL = 80  # where a width is needed and nothing says one


class Console(NamedTuple):
    """Standard output and error, and what is known about them; the process's environment.

    A `quiet` one says no notes, only what must be known. `said` are the notes so far.
    """

    out: TextIO
    err: TextIO
    environment: dict[str, str]
    quiet: bool = False
    said: list[str] | None = None
    known: frozenset[str] = frozenset()

    def again(self) -> "Console":
        """The same for another try at the same: notes that have been said are not said again."""
        return self._replace(known=frozenset(self.said or ()))

    @property
    def is_terminal(self) -> bool:
        """Whether standard output is a terminal."""
        return self.out.isatty()

    @property
    def ascii_only(self) -> bool:
        """Whether standard output cannot carry all of Unicode."""
        return (self.out.encoding or "ascii").lower().replace("-", "") not in ("utf8", "utf8sig")

    @property
    def opens_links(self) -> bool:
        """Whether a terminal may open links; one that knows no control sequence does not."""
        return self.environment.get("TERM") not in ("dumb", "unknown")

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

    def write_difference(self, parts: Iterable[str]) -> None:
        """Writes a unified diff that is clean already, on a terminal in colour."""
        if not self.is_terminal:
            self.write(parts)
            return
        from rich.text import Text

        colours = {"+": "green", "-": "red", "@": "cyan"}
        text = Text(overflow="ignore", no_wrap=True)
        for line in "".join(parts).removesuffix("\n").splitlines(keepends=True):
            is_name = line.startswith(("+++ ", "--- "))
            text.append(line, "bold" if is_name else colours.get(line[:1], ""))
        if text:
            self.print_rich(text)

    def control_terminal(self, sequence: str) -> bool:
        """Writes a control sequence to the terminal, which shows nothing; False without one."""
        for stream in (self.out, self.err):
            if stream.isatty():
                stream.write(sequence)
                stream.flush()
                return True
        return False

    def print_rich(self, renderable: "RenderableType") -> None:
        """Draws what rich can draw, in the width there is."""
        from rich.console import Console as RichConsole

        colour = self._colour()
        RichConsole(
            file=self.out,
            width=self.width or 1_000_000,
            height=100,  # without it rich ignores the width of a dumb terminal
            force_terminal=True if colour == "always" else None,
            no_color=True if colour == "never" else None,
            soft_wrap=False,
            markup=False,
            emoji=False,
            highlight=False,
        ).print(renderable, crop=False)

    def _colour(self) -> str:
        """The colours that the user's configuration asks for; "" leaves them to rich."""
        if any(map(self.environment.get, COLOUR_VARIABLES)):
            return ""
        from mialit.storage import configuration

        return configuration.read(self.environment).colour

    @contextmanager
    def progress(self, name: str) -> Iterator[Callable[[int, int], None] | None]:
        """Shows a terminal that *name* is being read, once that has taken half a second."""
        if self.quiet or not self.err.isatty():
            yield None
            return
        from mialit.cli.progress import shown

        with shown(self.err, f"reading {clean(name)}") as report:
            yield report

    def at_end(self, work: Callable[[], None]) -> None:
        """Does *work* when the command has answered; at once where no command is run."""
        context = get_current_context(silent=True)
        if context is None:
            work()
            return

        def after_the_answer() -> None:
            with suppress(OSError):  # which fails again at the program's end
                self.out.flush()
            work()

        context.call_on_close(after_the_answer)

    def patience(self, path: Path | str) -> "Patience":
        """Waiting for another program's lock of the file *path*, and a note that says so."""
        from mialit.storage.file_lock import Patience

        note = f"waiting for another program that has {path} locked ..."
        return Patience(lambda: self.say(note))

    def say(self, *messages: str) -> None:
        """Notes on standard error, unless they are unwanted; see `say_always`."""
        notes = () if self.quiet else [note for note in messages if note not in self.known]
        if self.said is not None:
            self.said.extend(notes)
        self.say_always(*notes)

    def say_always(self, *messages: str) -> None:
        """Messages on standard error; several lines stay lines, all else is made harmless.

        What standard output has got is written before. Where that fails, it fails again at the
        program's end, which reports it.
        """
        with suppress(OSError):
            self.out.flush()
        if messages:
            lines = "\n".join(messages).split("\n")
            self.err.write("\n".join(map(clean, lines)) + "\n")


def is_quiet(environment: Mapping[str, str]) -> bool:
    """Whether *environment* asks for no notes."""
    return environment.get(QUIET, "") not in ("", "0")


def standard() -> Console:
    """The process's own streams; characters that a stream cannot carry become `\\N` escapes."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller (`>&-`)
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace", newline="\n")
    environment = dict(os.environ)
    context = get_current_context(silent=True)
    asked = context is not None and (context.obj or {}).get("quiet", False)
    quiet = asked or is_quiet(environment)
    return Console(sys.stdout, sys.stderr, environment, quiet, said=[])
