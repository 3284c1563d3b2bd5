"""Help: every command has an example, and every example runs."""

import re
import shutil
from itertools import pairwise

import pytest
import typer.main

from door import MANUSCRIPT, ok, run, shell, write
from mialit.cli import app
from mialit.cli.page_options import PageOptions

COMMANDS = (
    *("list", "search", "show", "open", "export", "cite", "fields", "stats", "matrix"),
    *("import", "render", "init", "lint", "check", "cache", "config"),
    *("skill", "mcp"),
)
# Their examples need a list of one's own: test_curating.py.
CURATING = ("add", "set", "remove", "rename", "merge", "sort", "diff")
FORMS = ("render markdown", "render html", "render atom")
# Every command's panels, in their order.
_CHOICE = ("Arguments", "Choosing entries", "Order", "Output", "File", "Program")
_COUNTS = ("Arguments", "Counting", "Choosing entries", "Output", "File", "Program")
_CHANGE = ("Arguments", "Output", "File", "Program")
_RENDER = ("Choosing entries", "Order", "Output", "File", "Program")
PANELS = {
    "": ("Options", "Reading", "Citing", "Publishing", "Curating", "Program"),
    "list": _CHOICE,
    "search": _CHOICE,
    "export": _CHOICE,
    "render": ("Program", "Formats"),
    **dict.fromkeys(FORMS, _RENDER),
    "render html": (*_RENDER[:2], "The page", *_RENDER[2:]),
    "cite": _CHOICE,
    "show": _CHANGE,
    "open": ("Arguments", "Options", "File", "Program"),
    "fields": ("Arguments", "Counting", "Output", "File", "Program"),
    "stats": _COUNTS,
    "matrix": _COUNTS,
    "lint": ("Arguments", "Options", "Choosing rules", "Output", "File", "Program"),
    "check": ("Arguments", "Options", "Choosing rules", "Output", "File", "Program"),
    "add": ("Arguments", "Options", "What the paper is about", "Output", "File", "Program"),
    "merge": ("Arguments", "Options", "Output", "File", "Program"),
    "sort": ("Options", "Output", "File", "Program"),
    "diff": _CHANGE,
    "set": ("Arguments", "Options", "Choosing entries", "Output", "File", "Program"),
    "remove": ("Arguments", "Choosing entries", "Output", "File", "Program"),
    "rename": ("Arguments", "Options", "Choosing entries", "Output", "File", "Program"),
    "import": _CHANGE,
    "init": ("Arguments", "Content", "Output", "Program"),
    "cache": ("Arguments", "Output", "Program"),
    "config": ("Arguments", "Program"),
    "skill": ("Output", "Program"),
    "mcp": ("File", "Program"),
}
SHARED = [
    "--year",
    "--released",
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
    "--cited",
    "--sort",
    "--reverse",
    "--limit",
]


def help_of(*words):
    return ok(*words, "--help", env={"COLUMNS": "200", "TERM": "dumb"}).out


def examples(*words):
    lines = (line.strip() for line in help_of(*words).splitlines())
    return [line for line in lines if re.match(r"mialit \S", line)]


ALL = [
    line
    for command in ("", *COMMANDS, *FORMS)
    for line in dict.fromkeys(examples(*command.split()))
]


def test_no_command_is_left_out():
    group = typer.main.get_command(app)
    assert {*COMMANDS, *CURATING} == set(group.list_commands(typer.Context(group)))


@pytest.mark.parametrize("command", [*COMMANDS, *CURATING])
def test_the_programs_help_says_of_a_command_what_its_own_help_begins_with(command):
    summary = re.search(rf"(?m)^\W*{command}  +(\w.*\w)\W*$", help_of())[1]
    assert f" {summary}. " in " ".join(help_of(command).split())


@pytest.mark.parametrize("command", [*COMMANDS, *FORMS])
def test_every_command_has_an_example_of_itself(command):
    assert any(f"mialit {command}" in line for line in examples(*command.split()))


def test_the_programs_help_names_every_command_and_the_exit_codes():
    text = help_of()
    for command in COMMANDS:
        assert re.search(rf"(?m)^\W*{command} +\w", text), command
    assert "Exit codes" in text


def test_there_are_examples():
    assert len(ALL) >= 12


@pytest.mark.parametrize("line", ALL)
def test_every_example_runs(line, folder):
    write(folder, "\\citation{shokri2017membership}\n", "paper.aux")
    if "mialit check" in line:
        shutil.copytree(MANUSCRIPT, folder, dirs_exist_ok=True)
    result = shell(line, folder, env={"BROWSER": "true"})
    assert (result.code, "Traceback" in result.err) == (0, False), result.err
    assert result.out or re.search(
        "wrote|opened|findings|emptied|removed|cache|serving", result.err
    )


def test_every_command_has_its_panels_listed():
    assert set(PANELS) == {"", *COMMANDS, *CURATING, *FORMS}


@pytest.mark.parametrize("command", PANELS)
def test_panels_have_one_order(command):
    text = help_of(*command.split())
    assert tuple(re.findall(r"(?m)^\W*─ (\w[\w ]*) ─", text)) == PANELS[command]


@pytest.mark.parametrize("command", PANELS)
def test_a_paragraph_is_wrapped_once_and_an_example_is_a_line(command):
    """At 80 columns a line of a paragraph ends where the next word does not fit."""
    text = ok(*command.split(), "--help", env={"COLUMNS": "80", "TERM": "dumb"}).out
    paragraphs = re.split(r"\n\s*\n", text.split("╭", 1)[0].strip("\n"))[1:]
    headed = [each for each in paragraphs if each.split("\n")[0].strip() == "Examples"]
    assert len(headed) == 1
    for paragraph in paragraphs:
        lines = [line.rstrip() for line in paragraph.rstrip().split("\n")]
        if paragraph in headed:
            assert all(line.startswith("   mialit ") for line in lines[1:]), lines
            continue
        for line, after in pairwise(lines):
            assert len(f"{line} {after.split()[0]}") > 79, line


def test_the_list_of_commands_has_a_line_for_each():
    lines = ok("--help", env={"COLUMNS": "80", "TERM": "dumb"}).lines
    panels = "\n".join(lines).split("─ Reading ─")[1]
    assert len(re.findall(r"(?m)^│", panels)) == len(COMMANDS) + len(CURATING)


@pytest.mark.parametrize("command", ["list", "search", "export", "cite", *FORMS])
def test_the_shared_options_are_the_same_everywhere(command):
    text = help_of(*command.split())
    assert [option for option in SHARED if option not in text] == []


def test_help_has_two_names():
    for words in ([], ["list"], ["export"]):
        assert ok(*words, "-h").out == ok(*words, "--help").out


def test_without_a_word_help_is_shown_and_it_is_wrong_usage():
    result = run()
    assert result.code == 2
    assert "Usage" in result.out + result.err


def test_a_form_offers_what_it_has_and_nothing_else():
    offered = {form: set(re.findall(r"--[a-z-]+", help_of(*form.split()))) for form in FORMS}
    own = {form: offered[form] - set.intersection(*offered.values()) for form in FORMS}
    assert own["render markdown"] == {"--columns", "--check"}
    about = {f"--{name}" for name in PageOptions._fields}
    assert own["render html"] == {"--columns", "--check", "--feed", "--open"} | about
    assert own["render atom"] == set()
    assert ok("help", "render", "html").out == ok("render", "html", "--help").out


def test_help_of_an_unknown_command():
    assert run("lst", "--help").code == 2
