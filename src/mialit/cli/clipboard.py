"""The clipboard: that of the desktop by a standard program, else that of the terminal (OSC 52).

In a session from another machine the terminal comes first: the programs reach the clipboard of the
machine they run on.
"""

import base64
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from mialit.cli.console import Console
from mialit.errors import NotFound
from mialit.text.phrases import counted

# A program, how it is called, and the variable without which it has no clipboard to reach.
_PROGRAMS = (
    ("wl-copy", ("--type", "text/plain"), "WAYLAND_DISPLAY"),
    ("xclip", ("-in", "-selection", "clipboard"), "DISPLAY"),
    ("xsel", ("--input", "--clipboard"), "DISPLAY"),
    ("pbcopy", (), ""),
    ("termux-clipboard-set", (), ""),
    ("clip.exe", (), ""),
)
# Variables that a program needs to read UTF-8.
_SETTINGS = {"pbcopy": {"LC_CTYPE": "UTF-8"}}
_SECONDS = 10  # until a program that does not end counts as failed
# Bytes of a text that terminals take: xterm reads 100,000 characters of Base64 and no more.
MOST_BYTES = 74_994
_REMOTE = ("SSH_CONNECTION", "SSH_TTY")


def copy(text: str, what: str, console: Console) -> None:
    """Puts *text* on the clipboard, and says so, as *what*.

    Raises NotFound where neither a program nor a terminal takes it.
    """
    ways = [_by_program, _by_terminal]
    if any(map(console.environment.get, _REMOTE)):
        ways.reverse()
    for way in ways:
        if to := way(text, console):
            size = counted(len(text), "character")
            console.say(f"copied {what} ({size}) to the clipboard {to}")
            return
    raise NotFound(_no_clipboard(text, console))


def _by_program(text: str, console: Console) -> str:
    """Copies by the first program that takes *text*: which one it was; "" where none is."""
    for name, arguments in _installed(console.environment):
        # Of Windows's, UTF-16 alone is read the same under any code page.
        data = text.encode("utf-16" if name.endswith("clip.exe") else "utf-8", "replace")
        try:
            # What stays behind to hold the text must not hold our output as well.
            done = subprocess.run(  # noqa: S603
                [name, *arguments],
                input=data,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=console.environment | _SETTINGS.get(Path(name).name, {}),
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        if done.returncode == 0:
            return f"with {Path(name).name}"
    return ""


def _installed(environment: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The programs that are there and have a clipboard to reach: their paths and arguments."""
    for name, arguments, needs in _PROGRAMS:
        if not needs or environment.get(needs):
            path = shutil.which(name, path=environment.get("PATH"))
            if path is not None:
                yield path, arguments


def _by_terminal(text: str, console: Console) -> str:
    """Hands *text* to the terminal; "" where there is none, or it is too long for one."""
    data = text.encode("utf-8", "replace")
    if len(data) > MOST_BYTES or not console.opens_links:
        return ""
    # Xterm Control Sequences, "Operating System Commands", 52: c is the clipboard.
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode()}\x07"
    sent = console.control_terminal(sequence)
    return "of the terminal, if it allows that" if sent else ""


def _no_clipboard(text: str, console: Console) -> str:
    size = len(text.encode("utf-8", "replace"))
    on_terminal = console.is_terminal or console.err.isatty()
    if on_terminal and size > MOST_BYTES:
        return (
            f"nothing is copied: {size:,} bytes are more than a terminal takes ({MOST_BYTES:,}), "
            "and no program for the clipboard could be used"
        )
    names = ", ".join(name for name, _, _ in _PROGRAMS)
    return f"nothing is copied: there is no terminal, and none of {names} could be used"
