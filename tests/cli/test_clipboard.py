"""`--copy`: by a program of the desktop, else by the terminal, else an error that says so."""

import base64
import os
import re
import subprocess

import pytest

from door import (
    FROZEN,
    command,
    environment,
    on_terminal,
    open_terminal,
    read_terminal,
    run,
    spawn,
    write,
)

pytestmark = pytest.mark.posix

TEXT = "\\cite{shokri2017membership}"
WORDS = ("cite", "shokri2017membership", "-f", "latex-cite", "--copy")
NOTHING = dict.fromkeys(("WAYLAND_DISPLAY", "DISPLAY", "SSH_CONNECTION", "SSH_TTY", "TMUX", "STY"))
OSC = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def fake(folder, name, ends=0):
    """A program *name* that keeps what it is given, and how it was called."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    got, called = folder / f"{name}.got", folder / f"{name}.args"
    script = f'#!/bin/sh\n/bin/cat > "{got}"\necho "$LC_CTYPE" "$@" > "{called}"\nexit {ends}\n'
    program = write(bin_folder, script, name)
    program.chmod(0o755)
    return {**NOTHING, "PATH": str(bin_folder), "LC_CTYPE": None}


@pytest.mark.parametrize(
    ("name", "variable", "arguments"),
    [
        ("wl-copy", "WAYLAND_DISPLAY", "--type text/plain"),
        ("xclip", "DISPLAY", "-in -selection clipboard"),
        ("xsel", "DISPLAY", "--input --clipboard"),
        ("pbcopy", "", "UTF-8"),
        ("termux-clipboard-set", "", ""),
    ],
)
def test_a_program_gets_the_text(folder, name, variable, arguments):
    env = fake(folder, name) | ({variable: ":0"} if variable else {})
    result = run(*WORDS, env=env)
    assert result.code == 0, result.err
    assert result.out == f"{TEXT}\n"
    assert (folder / f"{name}.got").read_bytes() == TEXT.encode()
    assert (folder / f"{name}.args").read_text().strip() == arguments
    assert f"copied 1 entry (27 characters) to the clipboard with {name}" in result.err


def test_windows_gets_utf_16(folder):
    result = run("cite", "one", "--copy", "-b", _umlaut(folder), env=fake(folder, "clip.exe"))
    assert result.code == 0, result.err
    assert (folder / "clip.exe.got").read_bytes().decode("utf-16") == "Jürgen Müller. Über 王."


def _umlaut(folder):
    return write(folder, "@misc{one, author = {Müller, Jürgen}, title = {Über 王}}")


@pytest.mark.parametrize("name", ["wl-copy", "xclip", "xsel"])
def test_a_program_without_its_display_is_passed_over(folder, name):
    result = run(*WORDS, env=fake(folder, name))
    assert (result.code, result.out) == (1, f"{TEXT}\n")
    assert not (folder / f"{name}.got").exists()
    assert "nothing is copied: there is no terminal, and none of wl-copy, xclip" in result.err


def test_of_two_programs_the_one_that_takes_it(folder):
    fake(folder, "wl-copy", ends=1)
    env = fake(folder, "xclip") | {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
    result = run(*WORDS, env=env)
    assert "with xclip" in result.err
    assert (folder / "xclip.got").read_bytes() == TEXT.encode()


def test_nothing_to_copy_copies_nothing(folder):
    env = fake(folder, "pbcopy")
    assert run("cite", "--query", "zzzz", "--copy", env=env).code == 1
    assert not (folder / "pbcopy.got").exists()


def test_the_terminal_gets_it_where_no_program_is(folder):
    code, seen = on_terminal(*WORDS, env={**NOTHING, "PATH": str(folder)})
    assert code == 0
    (sent,) = OSC.findall(seen)
    assert base64.b64decode(sent).decode() == TEXT
    assert OSC.sub("", seen).startswith(f"{TEXT}\n")
    assert "copied 1 entry (27 characters) to the clipboard of the terminal" in seen


def test_a_pipe_never_gets_a_control_sequence(folder):
    result = spawn(*WORDS, env={**NOTHING, "PATH": str(folder)})
    assert result.code == 1
    assert b"\x1b" not in result.stdout + result.stderr


def test_where_output_is_a_pipe_the_terminal_of_the_messages_gets_it(folder):
    ours, theirs = open_terminal()
    process = subprocess.Popen(
        command(*WORDS), env=environment({**NOTHING, "PATH": str(folder), "TERM": "xterm"}),
        cwd=FROZEN.parent, stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    seen = read_terminal(ours).decode()
    os.close(ours)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out.decode()) == (0, f"{TEXT}\n")
    assert base64.b64decode(OSC.findall(seen)[0]).decode() == TEXT


def test_from_another_machine_the_terminal_comes_first(folder):
    env = fake(folder, "pbcopy") | {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}
    code, seen = on_terminal(*WORDS, env=env)
    assert (code, len(OSC.findall(seen))) == (0, 1)
    assert not (folder / "pbcopy.got").exists()
    assert "with pbcopy" in run(*WORDS, env=env).err  # which has no terminal


def test_a_terminal_that_knows_no_sequence_gets_none(folder):
    code, seen = on_terminal(*WORDS, env={**NOTHING, "PATH": str(folder), "TERM": "dumb"})
    assert code == 1
    assert "\x1b" not in seen
    assert "nothing is copied: there is no terminal" in seen


def test_what_is_too_long_for_a_terminal_is_not_sent(folder):
    bib = write(folder, f"@misc{{one, title = {{{'a' * 75_000}}}}}")
    words = ("cite", "one", "--copy", "-b", bib)
    code, seen = on_terminal(*words, env={**NOTHING, "PATH": str(folder)})
    assert code == 1
    assert not OSC.findall(seen)
    assert "75,001 bytes are more than a terminal takes (74,994)" in seen


def test_no_control_sequence_of_the_data_reaches_the_clipboard(folder):
    bib = write(folder, b"@misc{one, title = {A \x1b[201~ rm\x07 B\r\nC}}")
    run("cite", "one", "--copy", "-b", bib, env=fake(folder, "pbcopy"))
    got = (folder / "pbcopy.got").read_bytes().decode()
    assert got.isprintable()
    assert got.startswith("A \\x1b[201")
