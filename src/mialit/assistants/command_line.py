"""Asking the command line, in a process of its own, and what it answered."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mialit.errors import ExitCode
from mialit.text.normalize import clean_lines

_PATIENCE = 300  # seconds, after which a command has no answer
# What of the environment changes what a command prints.
_CHANGING = (
    "_MIALIT_COMPLETE", "MIALIT_QUIET", "COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING",
)  # fmt: skip
_PREFIX = "mialit: "


class Outcome(NamedTuple):
    """What a command printed and said, and the code that it ended with."""

    code: int
    text: str
    messages: tuple[str, ...]

    @property
    def is_answer(self) -> bool:
        """Whether this is an answer, which may be no; else the question was wrong, or it failed."""
        return self.code in (ExitCode.DONE, ExitCode.NO)


class CommandLine(NamedTuple):
    """The program, asked about `lists` (none: the one it finds by itself).

    `options` are further words of every command. A question may name files below `folder`.
    """

    lists: Sequence[str]
    options: Sequence[str]
    environment: Mapping[str, str]
    folder: Path | None = None

    def ask(self, words: Sequence[str], piped: bytes = b"") -> Outcome:
        """What the command *words* answers when it is given *piped* on standard input."""
        command, *rest = words
        lists = [f"--bib={name}" for name in self.lists]
        # Without -P a file in the working folder could stand for a module of the program.
        start = [sys.executable, "-P", "-m", "mialit"]
        try:
            done = subprocess.run(  # noqa: S603
                [*start, command, *map(_word, [*lists, *self.options]), *map(_text, rest)],
                input=piped,
                capture_output=True,
                env=self._quiet(),
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return _failed(f"no answer within {_PATIENCE} seconds")
        except OSError as error:  # such as of too long a command line
            return _failed(f"the command cannot be run: {error.strerror or error}")
        except ValueError as error:  # characters that no command line can have
            return _failed(f"an argument cannot be used: {error}")
        said = done.stderr.decode("utf-8", "replace")
        messages = (line.removeprefix(_PREFIX) for line in clean_lines(said).splitlines())
        text = done.stdout.decode("utf-8", "surrogateescape")
        return Outcome(done.returncode, text, tuple(line for line in messages if line.strip()))

    def _quiet(self) -> dict[str, str]:
        kept = {name: text for name, text in self.environment.items() if name not in _CHANGING}
        return {**kept, "PYTHONUTF8": "1", "NO_COLOR": "1"}


def _word(name: str) -> str | bytes:
    """The name of a file, which keeps its bytes whatever they mean in this locale."""
    return name if sys.platform == "win32" else os.fsencode(name)


def _text(word: str) -> str | bytes:
    """A word of an assistant, in UTF-8 also where the locale is another."""
    return word if sys.platform == "win32" else word.encode("utf-8")


def _failed(reason: str) -> Outcome:
    return Outcome(ExitCode.USAGE, "", (reason,))
