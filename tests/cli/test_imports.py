"""What a command loads: start-up is most of the time a person waits."""

import subprocess
import sys

import pytest

from door import environment, modules, write

CHECK = """
import sys
from mialit.cli import main
sys.argv = ["mialit", *sys.argv[1:]]
try:
    main()
finally:
    sys.stdout.flush()
    print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""


def loaded(*words):
    done = subprocess.run(
        [sys.executable, "-c", CHECK, *words],
        env=environment(),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split("LOADED", 1)[1].split())


COMMANDS = [
    ["list"],
    ["list", "--format", "table"],
    ["list", "--json"],
    ["search", "label-only"],
    ["show", "hu2021membership"],
    ["open", "hu2021membership", "--print"],
    ["export"],
    ["fields"],
    ["stats"],
    ["matrix", "--format", "latex"],
    ["--help"],
    ["list", "--help"],
    ["--version"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_imports_pydantic(words):
    assert not [name for name in loaded(*words) if name.split(".")[0].startswith("pydantic")]


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["list", "--json"],
        ["list", "-f", "csv"],
        ["export"],
        ["list", "-f", "md"],
        ["list", "-f", "latex"],
        ["stats"],
        ["matrix"],
        ["matrix", "-f", "latex"],
    ],
    ids=" ".join,
)
def test_a_piped_command_does_not_import_rich(words):
    names = loaded(*words)
    assert names & modules(
        *(f"cli.commands.{name}" for name in ("list", "export", "stats", "matrix"))
    )
    assert not [name for name in names if name.split(".")[0] == "rich"]


def test_a_command_builds_itself_alone():
    names = loaded("list", "--count")
    others = ("search", "show", "export", "fields")
    assert "mialit.cli.commands.list" in names
    assert not names & modules(*(f"cli.commands.{name}" for name in others), "search.engine")
    assert not [name for name in names if name.split(".")[0] in ("rapidfuzz", "webbrowser")]


def test_a_manuscript_is_read_where_one_is_named(tmp_path):
    readers = modules("manuscript.reading", "query.cited")
    assert not loaded("list", "--count") & readers
    paper = write(tmp_path, r"\cite{hu2021membership}", "paper.tex")
    names = loaded("list", "--count", "--cited", str(paper))
    assert readers <= names
    assert not names & {"xml.parsers.expat", "bibtexparser"}
