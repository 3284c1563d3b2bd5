"""Help: every command has an example, and every example runs."""

import re

import pytest
import typer.main

from door import ok, run, shell
from mialit.cli import app

COMMANDS = (
    *("list", "search", "show", "open", "export", "fields", "stats", "matrix"),
    *("import", "render", "init", "lint", "cache"),
)
# Their examples need a list of one's own: test_curating.py.
CURATING = ("add", "set", "remove", "rename")
PANELS = {
    "list": ("File", "Choosing entries", "Order", "Output"),
    "search": ("File", "Choosing entries", "Order", "Output"),
    "export": ("File", "Choosing entries", "Order", "Output"),
    "show": ("File",),
    "open": ("File",),
    "fields": ("File", "Output"),
    "stats": ("File", "Choosing entries", "Counting", "Output"),
    "matrix": ("File", "Choosing entries", "Counting", "Output"),
    "import": ("File", "Output"),
    "render": ("File", "Choosing entries", "Order", "Output"),
    "init": ("Content", "Output"),
}
SHARED = [
    "--year",
    "--knowledge",
    "--target",
    "--venue",
    "--kind",
    "--author",
    "--code",
    "--no-code",
    "--preprint",
    "--published",
    "--where",
    "--sort",
    "--reverse",
    "--limit",
]


def help_of(*words):
    return ok(*words, "--help", env={"COLUMNS": "200", "TERM": "dumb"}).out


def examples(*words):
    lines = (line.strip() for line in help_of(*words).splitlines())
    return [line for line in lines if re.match(r"mialit \S", line)]


ALL = [line for command in ((), *((name,) for name in COMMANDS)) for line in examples(*command)]


def test_no_command_is_left_out():
    group = typer.main.get_command(app)
    assert {*COMMANDS, *CURATING} == set(group.list_commands(typer.Context(group)))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example_of_itself(command):
    assert any(f"mialit {command}" in line for line in examples(command))


def test_the_programs_help_names_every_command_and_the_exit_codes():
    text = help_of()
    for command in COMMANDS:
        assert re.search(rf"(?m)^\W*{command} +\w", text), command
    assert "Exit codes" in text


def test_there_are_examples():
    assert len(ALL) >= 12


@pytest.mark.parametrize("line", ALL)
def test_every_example_runs(line, folder):
    result = shell(line, folder, env={"BROWSER": "true"})
    assert (result.code, "Traceback" in result.err) == (0, False), result.err
    assert result.out or re.search("wrote|opened|findings|emptied|removed|cache", result.err)


@pytest.mark.parametrize("command", PANELS)
def test_options_stand_in_named_panels(command):
    text = help_of(command)
    for panel in PANELS[command]:
        assert f"─ {panel} ─" in text, panel


@pytest.mark.parametrize("command", ["list", "search", "export", "render"])
def test_the_shared_options_are_the_same_everywhere(command):
    text = help_of(command)
    assert [option for option in SHARED if option not in text] == []


def test_help_has_two_names():
    for words in ([], ["list"], ["export"]):
        assert ok(*words, "-h").out == ok(*words, "--help").out


def test_without_a_word_help_is_shown_and_it_is_wrong_usage():
    result = run()
    assert result.code == 2
    assert "Usage" in result.out + result.err


def test_help_of_an_unknown_command():
    assert run("lst", "--help").code == 2
