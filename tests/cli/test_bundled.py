"""The list that comes with the program is never written, wherever it stands.

The program of these tests is a copy with a list of its own: a fault here spoils neither the
checkout nor the installed package.
"""

import shutil
from pathlib import Path

import pytest

import mialit
from door import FROZEN, entry, spawn, write

PAPER = entry("x", {"title": "Some Words", "author": "Doe, Jane", "year": "2020", "journal": "J"})
TABLE = "| Year | Title |\n| --- | --- |\n| 2020 | Some Words of a New Paper |\n"
WRITERS = {
    "add": ["add", "new.bib"],
    "set": ["set", "yeom2018privacy", "year=2019"],
    "remove": ["remove", "song2019auditing"],
    "rename": ["rename", "yeom2018privacy", "b"],
    "lint": ["lint", "--fix"],
}


class Program:
    """A copy of the program in *folder*, and the list that comes with it."""

    def __init__(self, folder, layout):
        self.package = folder / "program" / "src" / "mialit"
        source = Path(mialit.__file__).parent
        # With compiled modules, which saves most of a start; without a list of its own.
        shutil.copytree(source, self.package, ignore=shutil.ignore_patterns("data"))
        place = self.package / "data" if layout == "wheel" else folder / "program"
        place.mkdir(exist_ok=True)
        self.list = write(place, FROZEN.read_bytes())
        write(place, FROZEN.with_suffix(".toml").read_bytes(), "papers.toml")
        # A finding that --fix would mend.
        self.list.write_bytes(self.list.read_bytes().replace(b"--480}", b"-480}"))
        self.here = folder / "here"
        (self.here / ".git").mkdir(parents=True)
        write(self.here, PAPER, "new.bib")
        write(self.here, TABLE, "list.md")

    def run(self, *words):
        env = {"PYTHONPATH": str(self.package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        return spawn(*words, cwd=self.here, env=env)


@pytest.fixture(params=["wheel", "tree"])
def program(request, tmp_path):
    return Program(tmp_path, request.param)


def test_it_is_the_copy_that_runs_here(program):
    program.list.write_text(entry("only", {"title": "A"}))
    assert program.run("list", "--format", "keys").lines == ["only"]


@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS)
def test_without_a_file_nothing_is_written(program, words):
    before = program.list.read_bytes()
    result = program.run(*words)
    assert (result.code, result.out) == (3, ""), result.err
    assert "mialit init" in result.err
    assert program.list.read_bytes() == before


def test_an_export_does_not_replace_what_it_reads(program):
    before = program.list.read_bytes()
    result = program.run("export", "-o", program.list, "--force")
    assert (result.code, result.out) == (3, ""), result.err
    assert program.list.read_bytes() == before


@pytest.mark.parametrize("name", [*WRITERS, "import"])
def test_named_by_its_path_the_copy_inside_the_package_is_not_written(tmp_path, name):
    program = Program(tmp_path, "wheel")
    before = program.list.read_bytes()
    words = {
        "import": ["import", "list.md", "--into", program.list],
        "lint": ["lint", "--fix", program.list],
    }.get(name) or [*WRITERS[name], "-b", program.list]
    result = program.run(*words)
    assert (result.code, result.out) == (3, ""), result.err
    assert "mialit init" in result.err
    assert program.list.read_bytes() == before


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_words_write_a_list_of_ones_own(tmp_path, name):
    """What is refused above is refused for its place alone."""
    program = Program(tmp_path, "wheel")
    before = program.list.read_bytes()
    own = write(program.here, before)
    write(program.here, FROZEN.with_suffix(".toml").read_bytes(), "papers.toml")
    program.run(*(["lint", "--fix", own] if name == "lint" else WRITERS[name]))
    assert own.read_bytes() != before
    assert program.list.read_bytes() == before
