"""The layers, the size of modules, and who may write to the terminal."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from door import ROOT

PACKAGE = ROOT / "src" / "mialit"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 450


def test_imports_point_one_way():
    program = Path(sys.executable).with_name("lint-imports")
    assert program.exists(), "import-linter belongs to the test extra"
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_there_are_modules():
    assert len(MODULES) > 25


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_no_longer_than_what_one_reads_at_once(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST


def writes(tree):
    """Lines that print, or take hold of standard output or error."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.Name) and node.id == "print") or (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr)
            in {("sys", name) for name in ("stdout", "stderr", "__stdout__", "__stderr__")}
        ):
            yield node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module == "sys":
            if any(alias.name in ("stdout", "stderr") for alias in node.names):
                yield node.lineno
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr)
            in {("typer", "echo"), ("typer", "secho"), ("click", "echo")}
        ):
            yield node.lineno


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_console_writes(path):
    if path == PACKAGE / "cli" / "console.py":
        return
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    found = [number for number in writes(ast.parse(source)) if "fileno()" not in lines[number - 1]]
    assert found == []


def test_the_check_sees_what_it_should():
    for text in (
        "print(1)",
        "import sys\nsys.stdout.write('x')",
        "from sys import stderr",
        "typer.echo(1)",
    ):
        assert list(writes(ast.parse(text)))
    assert not list(writes(ast.parse("import sys\nsys.exit(1)\nconsole.out.write('x')")))


ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def docstring(path):
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def names():
    """The names of the code: of folders, modules, classes and functions."""
    found = {part for path in MODULES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
    return found | {path.name for path in PACKAGE.rglob("*/") if path.is_dir()}


NAMES = names()


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_it_is_and_names_what_exists(room):
    text = docstring(room / "__init__.py")
    assert len(text.splitlines()) >= 3, "a line, and a paragraph that says what the room knows"
    quoted = re.findall(r"`([A-Za-z_.]+)/?`", text)
    assert quoted
    fields = {"booktitle"}
    unknown = {part for name in quoted for part in name.split(".") if part not in NAMES | fields}
    assert not unknown


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_begins_with_a_sentence(path):
    first = docstring(path).split("\n")[0]
    assert first.endswith((".", ":")) or "." in docstring(path)
    assert first


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/testing.md"])
def test_documents_name_modules_that_exist(name):
    rooms = "|".join(room.name for room in ROOMS)
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(rf"`(?:src/mialit/)?((?:{rooms})/[a-z_./]*)", text)
    assert named or name == "docs/testing.md"
    gone = [
        each for each in named
        if not (PACKAGE / each).exists() and not (PACKAGE / f"{each}.py").exists()
    ]  # fmt: skip
    assert gone == []
