"""Completion, asked of the shells themselves: a person types, TAB, and the program gets words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from door import FROZEN, entry, environment, need, ok, open_terminal, read_terminal, run, write

TEXT = (
    entry(
        "DBLP:conf/ccs/Roe19",
        {"title": "One", "year": "2019", "venue": "CCS", "target": "text generation models"},
    )
    + entry("DBLP:conf/ccs/Poe20", {"title": "Two", "year": "2020", "keywords": "to-read, a $x"})
    + entry("plain-key", {"title": "Three", "venue": "A Workshop", "author": "Roe, Ann"})
)
SHELLS = ("bash", "zsh", "fish")


@pytest.fixture(params=SHELLS)
def shell(request):
    need(request.param)
    return request.param


@pytest.fixture
def place(folder):
    """A folder with lists, and a `mialit` that completes and else prints the words it gets."""
    write(folder, TEXT, "own.bib")
    write(folder, TEXT, "with blank.bib")
    write(folder, entry("other"), "zebra.bib")
    (folder / "programs").mkdir()
    program = write(
        folder / "programs",
        f'#!/bin/sh\n[ -n "$_MIALIT_COMPLETE" ] && exec "{sys.executable}" -m mialit\n'
        "printf 'got'; for word; do printf '<%s>' \"$word\"; done; echo\n",
        "mialit",
    )
    program.chmod(0o755)
    return folder


# A shell that takes orders from a terminal wants one of its own.
AT_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def shells_environment(place):
    path = f"{place / 'programs'}{os.pathsep}{os.environ['PATH']}"
    return environment(
        {
            "PATH": path,
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "HOME": str(place),
            "INPUTRC": os.devnull,
        }
    ) | {"ZDOTDIR": str(place)}


def script(shell):
    return ok(env={"_MIALIT_COMPLETE": f"source_{shell}"}).out


def on_line(words, process, ours):
    """Types *words* into a shell and gives what it writes until it ends."""
    os.write(ours, words.encode())
    received = read_terminal(ours)
    process.wait(timeout=60)
    return received.decode(errors="replace")


def typed(shell, place, line, *, before=""):
    """The words that the program gets when *line*, with its TABs, is typed in a real terminal."""
    start = f"PS1='$ '\n{before}\n"
    if shell == "bash":
        start += script(shell)
        call = ["bash", "--rcfile", str(write(place, start, ".bashrc")), "-i"]
    elif shell == "zsh":
        start += f"autoload -Uz compinit; compinit -u -D\n{script(shell)}"
        write(place, start, ".zshrc")
        call = ["zsh", "-i"]
    else:
        write(place, script(shell), "mialit.fish")
        call = ["fish", "--private", "-i", "-C", "source mialit.fish"]
    ours, theirs = open_terminal()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_TERMINAL, *call],
        cwd=place,
        env=shells_environment(place),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        shown = on_line(f"{line}\nexit\n", process, ours)
    finally:
        os.close(ours)
        process.kill()
    # The line as it is echoed has no word of the program's own.
    found = [part for part in shown.replace("\r", "\n").split("\n") if part.startswith("got")]
    assert len(found) == 1, shown
    return found[0].removeprefix("got<").removesuffix(">").split("><")


# What is typed, and the words that the program gets. `|` is a TAB.
LINES = {
    "list -b own.bib --ven| ccs": ["list", "-b", "own.bib", "--venue", "ccs"],
    "show -b own.bib pl|": ["show", "-b", "own.bib", "plain-key"],
    "show --bib own.bib DBLP:conf/ccs/R|": ["show", "--bib", "own.bib", "DBLP:conf/ccs/Roe19"],
    "show --bib own.bib D|P|": ["show", "--bib", "own.bib", "DBLP:conf/ccs/Poe20"],
    "show --bib own.bib DBLP:|R|": ["show", "--bib", "own.bib", "DBLP:conf/ccs/Roe19"],
    "show --bib=own.bib pl|": ["show", "--bib=own.bib", "plain-key"],
    "show -b 'with blank.bib' pl|": ["show", "-b", "with blank.bib", "plain-key"],
    "show -b with\\ blank.bib pl|": ["show", "-b", "with blank.bib", "plain-key"],
    "show -b ~/own.bib pl|": ["show", "-b", "{home}/own.bib", "plain-key"],
    "list -b own.bib --target te|": ["list", "-b", "own.bib", "--target", "text generation models"],
    "list -b own.bib --target=te|": ["list", "-b", "own.bib", "--target=text generation models"],
    "list -b own.bib --target text\\ ge|":
        ["list", "-b", "own.bib", "--target", "text generation models"],
    'list -b own.bib --target "text ge|':
        ["list", "-b", "own.bib", "--target", "text generation models"],
    "list -b own.bib --target 'text ge|":
        ["list", "-b", "own.bib", "--target", "text generation models"],
    "list -b own.bib --where keywords=a|": ["list", "-b", "own.bib", "--where", "keywords=a $x"],
    "list -b own.bib --where keyw|t|": ["list", "-b", "own.bib", "--where", "keywords=to-read"],
    "list -b own.bib --columns key,auth|": ["list", "-b", "own.bib", "--columns", "key,author"],
    "stats -b own.bib --by keyw|": ["stats", "-b", "own.bib", "--by", "keywords"],
    "list -b own.bib --sort ye|": ["list", "-b", "own.bib", "--sort", "year"],
    "list -b own.bib --sort fi|": ["list", "-b", "own.bib", "--sort", "file"],
    "list --format jsonl -b ze|": ["list", "--format", "jsonl", "-b", "zebra.bib"],
    "list --bib=ze|": ["list", "--bib=zebra.bib"],
    "lint ze|": ["lint", "zebra.bib"],
    "list ze|": ["list", "ze"],
    "show -b own.bib ze|": ["show", "-b", "own.bib", "ze"],
    "list -b own.bib --venue ze|": ["list", "-b", "own.bib", "--venue", "ze"],
    "ze|": ["ze"],
    "sea|": ["search"],
    "help expo|": ["help", "export"],
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_what_the_program_gets(shell, place, line):
    expected = [word.replace("{home}", str(place)) for word in LINES[line]]
    assert typed(shell, place, f"mialit {line.replace('|', chr(9))}") == expected


def offered(place, *words, env=None):
    """The values for the last of *words*, without a shell's quoting."""
    more = {
        "_MIALIT_COMPLETE": "complete_zsh",
        "COMP_WORDS": "\n".join(["mialit", *words]),
        "COMP_CWORD": str(len(words)),
    }
    result = run(cwd=place, env={**more, **(env or {})})
    assert result.err == ""
    return [line.split("\t")[0] for line in result.lines]


def test_values_that_occur_in_the_list_asked_and_no_others(place):
    assert offered(place, "list", "-b", "own.bib", "--venue", "") == ["CCS", "A Workshop"]
    assert offered(place, "list", "-b", "zebra.bib", "--venue", "") == []
    assert offered(place, "list", "-b", "own.bib", "--year", "") == ["2020", "2019"]
    months = offered(FROZEN.parent, "list", "--released", "2019-")
    assert months
    assert months == sorted(months, reverse=True)
    assert ok("list", "--released", months[0], "--count").out != "0\n"
    assert offered(place, "list", "-b", "own.bib", "--author", "r") == ["Roe"]
    assert offered(place, "list", "-b", "own.bib", "-b", "zebra.bib", "--venue", "a") == [
        "A Workshop"
    ]
    assert offered(place, "list", "--venue", "c", env={"MIALIT_BIB": "own.bib"}) == ["CCS"]


@pytest.mark.parametrize("option", ["--venue", "--target", "--knowledge", "--kind", "--author"])
def test_a_list_that_is_stored_offers_the_values_that_it_offers_when_it_is_read(option):
    line = ("list", "-b", str(FROZEN), option, "")
    read = offered(FROZEN.parent, *line, env={"XDG_CACHE_HOME": os.devnull})
    ok("list", "-b", FROZEN, "--count")
    assert offered(FROZEN.parent, *line) == read != []


def test_keys_of_the_list_asked_but_those_named_already(place):
    assert offered(place, "show", "-b", "zebra.bib", "") == ["other"]
    assert offered(place, "show", "-b", "own.bib", "plain-key", "p") == []
    assert offered(place, "rename", "-b", "own.bib", "pl") == ["plain-key"]
    assert offered(place, "rename", "-b", "own.bib", "plain-key", "") == []
    assert offered(place, "show", "-b", "own.bib", "PLAIN") == ["plain-key"]


def test_fields_of_the_list_asked(place):
    found = offered(place, "stats", "-b", "own.bib", "--by", "")
    assert {"year", "author", "venue", "keywords", "target"} <= set(found)
    assert "knowledge" not in found
    assert "knowledge" in offered(FROZEN.parent, "stats", "--by", "")
    assert offered(place, "list", "-b", "own.bib", "--columns", "year,ye") == []
    for option in ("--without", "--only"):
        assert offered(place, "export", "-b", "own.bib", option, "title,ye") == ["title,year"]


def test_rules_of_the_command(place):
    assert offered(place, "check", "--select", "stale") == ["stale-preprint"]
    assert offered(place, "check", "--ignore", "stale-preprint,undefined-k") == [
        "stale-preprint,undefined-key"
    ]
    assert "duplicate-key" in offered(place, "check", "--select", "")
    assert offered(place, "lint", "--select", "page-d") == ["page-dash"]
    assert offered(place, "lint", "--ignore", "page-dash,page-d") == []
    assert offered(place, "lint", "--select", "retit") == []


def test_what_cannot_be_completed_offers_nothing_and_says_nothing(place):
    for words in (
        ["show", "-b", "gone.bib", ""],
        ["show", "-b", "-", "no-such"],
        ["nothing", ""],
        ["list", "--nothing", ""],
        ["list", "word", ""],
        ["list", "--limit", ""],
    ):
        assert offered(place, *words) == []


def test_a_value_from_data_reaches_no_shell_unquoted(shell, place):
    write(
        place,
        entry("k", {"venue": "a;touch x $(touch y) `z` \\ 'q'", "title": "\x1b[31m"}),
        "h.bib",
    )
    (venue,) = (item["venue"] for item in ok("list", "-b", place / "h.bib", "--json").json)
    assert "$(touch y)" in venue
    assert typed(shell, place, "mialit list -b h.bib --venue a\t") == [
        "list", "-b", "h.bib", "--venue", venue,
    ]  # fmt: skip
    assert not list(place.glob("[xy]"))


def test_the_scripts_are_shown_and_installed_for_the_shell_that_asks(shell, place):
    words = [sys.executable, "-m", "mialit"]
    done = subprocess.run(
        [shell, "-c", f"{' '.join(words)} --show-completion; true"],
        env=shells_environment(place), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout == script(shell), done.stderr
    done = subprocess.run(
        [shell, "-c", f"{' '.join(words)} --install-completion; true"],
        env=shells_environment(place), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert f"{shell} completion is installed in {place}" in done.stderr
    path = done.stderr.split(" installed in ")[1].split(";")[0]
    assert Path(path).read_text() == script(shell)


def test_scripts_of_before_are_still_answered(place):
    """Those that typer made: bash's words, and a line for the others."""
    env = {"COMP_WORDS": "mialit\nshow\n-b\nown.bib\npl", "COMP_CWORD": "4"}
    assert ok(cwd=place, env={"_MIALIT_COMPLETE": "complete_bash", **env}).out == "plain-key\n"
    env = {"_TYPER_COMPLETE_ARGS": "mialit expo", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert "export" in ok(cwd=place, env={"_MIALIT_COMPLETE": "complete_fish", **env}).out
    env = {"_TYPER_COMPLETE_ARGS": "mialit show -b own.bib DBLP:"}
    zsh = ok(cwd=place, env={"_MIALIT_COMPLETE": "complete_zsh", **env}).out
    assert "Roe19" in zsh
    assert zsh.startswith("_arguments")


def test_powershell_has_its_script_and_its_answers(place):
    env = {
        "_MIALIT_COMPLETE": "complete_powershell",
        "_TYPER_COMPLETE_ARGS": "mialit show -b own.bib pl",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": "pl",
    }
    assert ok(cwd=place, env=env).out.startswith("plain-key:::Three")
    script = ok(env={"_MIALIT_COMPLETE": "source_powershell"}).out
    assert "_MIALIT_COMPLETE" in script


@pytest.mark.parametrize("instruction", ["nonsense", "source_nonsense", "nonsense_bash"])
def test_an_instruction_that_is_none(instruction):
    result = run(env={"_MIALIT_COMPLETE": instruction})
    assert (result.code, result.out) == (2, "")
    assert "_MIALIT_COMPLETE" in result.err
