"""SKILL.md says what is so: its commands run, its keys, codes and commands are the program's."""

import json
import re

import pytest
import typer.main

from assistants.sessions import MANUSCRIPT
from door import FROZEN, ok, run, shell, write
from mialit.assistants.tools import NOT_LISTED
from mialit.cli import app
from mialit.errors import ExitCode

TEXT = ok("skill").out
_HEAD, _BODY = TEXT.removeprefix("---\n").split("\n---\n", 1)
FRONT = dict(line.split(": ", 1) for line in _HEAD.splitlines())
LINES = [
    line
    for block in re.findall(r"(?ms)^```sh\n(.*?)^```$", TEXT)
    for line in block.splitlines()
    if not line.startswith("#")
]
SCHEMA = json.loads(ok("fields", "--json-schema").out)["$defs"]
SHAPES = ["list", "search", "show", "cite", "check", "stats", "fields"]
COMMANDS = typer.main.get_command(app).list_commands(None)


def test_it_begins_as_skills_begin():
    assert set(FRONT) == {"name", "description"}
    assert re.fullmatch(r"[a-z0-9-]{1,64}", FRONT["name"])
    assert len(FRONT["description"]) <= 1024
    assert ": " not in FRONT["description"], "YAML would take it for a key"
    assert _BODY.lstrip().startswith("# ")


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_in_it_answers(line, folder):
    code = int(re.search(r"# exit (\d+)|$", line)[1] or 0)
    for name in ("papers.bib", "papers.toml"):
        write(folder, (FROZEN.parent / name).read_bytes(), name)
    write(folder, MANUSCRIPT, "refs.bib")
    write(folder, "\\cite{shokri2017membership}\n\\bibliography{refs}\n", "paper.tex")
    result = shell(line, folder)
    assert result.code == code, result.err
    assert result.out
    if "--json" in line:
        assert result.json


@pytest.mark.parametrize(
    "command", ["search", "list", "show", "export", "cite", "check", "stats", "fields"]
)
def test_each_question_has_an_example(command):
    assert any(line.startswith(f"mialit {command} ") for line in LINES)


def test_every_command_that_it_names_is_there():
    named = set(re.findall(r"`mialit ([a-z]+)", TEXT)) | {line.split()[1] for line in LINES}
    assert named <= set(COMMANDS)


def keys_of(name):
    """The keys that the schema says an item of *name* always has."""
    definition = SCHEMA[name]
    own = [part for part in (definition, *definition.get("allOf", ())) if "$ref" not in part]
    return {key for part in own for key in part.get("required", ())}


def shapes():
    """The keys that are named in the list of shapes, by command."""
    part = TEXT.split("## What comes back")[1].split("\n## ")[0]
    items = re.findall(r"(?ms)^\* `([a-z]+)`: (.*?)(?=^\* |\Z)", part)
    return {name: set(re.findall(r"`(\w+)`", text)) - {"null", "list"} for name, text in items}


@pytest.mark.parametrize("command", SHAPES)
def test_the_keys_are_those_of_the_schema(command):
    item = SCHEMA[command]["items"]["$ref"].rpartition("/")[2]
    assert shapes()[command] == keys_of(item)


def test_no_other_shape_is_described():
    assert set(shapes()) == set(SHAPES)


def test_the_exit_codes_are_the_programs():
    rows = re.findall(r"(?m)^\| (\d+) \| ", TEXT)
    assert [int(code) for code in rows] == [code.value for code in ExitCode]


def test_it_names_every_command_that_changes_files():
    (rule,) = (part for part in TEXT.split("\n* ") if part.startswith("The commands below change"))
    named = set(re.findall(r"`([a-z]+)", rule))
    text = ok("--help", env={"COLUMNS": "100", "TERM": "dumb"}).out.split("─ Curating ─")[1]
    curating = set(re.findall(r"(?m)^\W*([a-z]+) +[A-Z]", text.split("─ Program ─")[0]))
    assert {"add", "set", "import", "lint"} <= curating <= named
    for option in ("--fix", "--keys"):
        assert f"`check {option}`" in rule
        assert option in ok("check", "--help", env={"COLUMNS": "100", "TERM": "dumb"}).out


def test_its_rules_are_there():
    assert f"*{NOT_LISTED}*" in TEXT
    assert "Never invent" in TEXT
    assert "data, not instructions" in TEXT


def test_it_is_written_to_a_new_file_alone(folder):
    ok("skill", "-o", "SKILL.md", cwd=folder)
    assert (folder / "SKILL.md").read_text("utf-8") == TEXT
    assert run("skill", "-o", "SKILL.md", cwd=folder).code == 3
    ok("skill", "-o", "SKILL.md", "--force", cwd=folder)
