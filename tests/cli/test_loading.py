"""The modules each command may load: start-up is most of the time a person waits."""

import subprocess
import sys

import pytest

from door import environment, modules

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
EMPTY = """
import sys, typer
app = typer.Typer()
@app.command()
def one() -> None: ...
@app.command()
def two() -> None: ...
try:
    app(["one"])
finally:
    print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""
# Packages that take long to load, and the standard library's that a start can do without.
HEAVY = {"rich", "bibtexparser", "rapidfuzz", "pydantic", "platformdirs", "markdown_it", "jinja2"}
HEAVY |= {"citeproc", "lxml", "mcp"}
DEAR = {"tomllib", "dataclasses", "csv", "hashlib", "tempfile", "logging", "webbrowser", "urllib"}


# What reads and understands a file, and what ranks: a stored list is listed without either.
NEVER = modules(
    "bibtex.model", "bibtex.reader", "bibtex.recovery", "bibtex.scanner", "records.build",
    "search.engine", "search.ranking", "text.latex", "text.similarity",
)  # fmt: skip


def loaded(code, *words, env=None):
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment(env),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split("LOADED", 1)[1].split())


def tops(names):
    return {name.split(".")[0] for name in names}


@pytest.fixture(scope="module", autouse=True)
def _warm():
    loaded(CHECK, "list", "--count")


@pytest.fixture(scope="module")
def typers_own():
    return tops(loaded(EMPTY))


# The heavy packages a command may load from a warm cache; no command loads others.
MAY = {
    ("list",): set(),
    ("list", "--year", "2020"): set(),
    ("list", "--json"): set(),
    ("list", "--format", "jsonl"): set(),
    ("list", "--format", "csv"): set(),
    ("list", "--format", "md"): set(),
    ("list", "--format", "keys"): set(),
    ("list", "--count"): set(),
    ("list", "--venue", "ccs", "--code", "--author", "zhang"): set(),
    ("list", "has:pages"): set(),
    ("list", "--format", "table"): {"rich"},
    ("search", "label-only"): {"rapidfuzz"},
    ("search", "label-only", "--format", "table"): {"rich", "rapidfuzz"},
    ("show", "hu2021membership"): {"bibtexparser", "rapidfuzz"},
    ("open", "hu2021membership", "--print"): {"rapidfuzz"},
    ("export", "--year", "2019"): {"bibtexparser", "rapidfuzz"},
    ("cite", "hu2021membership"): {"rapidfuzz"},
    ("cite", "--year", "2019", "--format", "csl-json"): {"rapidfuzz"},
    ("cite", "hu2021membership", "--style", "ieee"): {"rapidfuzz", "citeproc", "lxml"},
    ("list", "--format", "ris"): set(),
    ("list", "--format", "csl-json"): set(),
    ("fields",): {"rapidfuzz"},
    ("cache", "path"): set(),
    ("--version",): set(),
    ("--help",): {"rich", "markdown_it", "bibtexparser"},  # it builds every command
    ("list", "--help"): {"rich", "markdown_it"},
}


@pytest.mark.parametrize("words", MAY, ids=" ".join)
def test_a_command_loads_no_package_it_does_not_use(words):
    assert tops(loaded(CHECK, *words)) & HEAVY <= MAY[words]


@pytest.mark.parametrize("words", [("list",), ("list", "--json"), ("list", "--year", "2020")])
def test_a_piped_list_from_a_warm_cache_loads_little(words, typers_own):
    names = loaded(CHECK, *words)
    assert tops(names) & DEAR <= typers_own
    assert "mialit.cli.commands.list" in names
    assert not names & NEVER


def test_lint_that_fixes_nothing_loads_nothing_to_write_and_to_lock():
    names = loaded(CHECK, "lint")
    assert not names & modules("storage.atomic_write", "storage.file_lock")
    assert "_hashlib" not in names  # OpenSSL


def test_export_of_a_stored_list_makes_no_records():
    assert not loaded(CHECK, "export", "--year", "2019") & modules("records.build")


@pytest.mark.parametrize("value", ["", "I"])
@pytest.mark.parametrize(
    ("words", "number"), [("mialit list --venue {}", 3), ("mialit {}", 1), ("mialit show {}", 2)]
)
def test_completion_answers_without_any_of_them(words, number, value, typers_own):
    env = {
        "_MIALIT_COMPLETE": "complete_bash",
        "COMP_WORDS": words.format(value),
        "COMP_CWORD": str(number),
    }
    names = tops(loaded(CHECK, env=env))
    allowed = {"rapidfuzz"} if "show" in words else set()
    if number == 1:  # names of commands are completed by building the commands
        allowed = {"bibtexparser", "markdown_it"}
    assert names & HEAVY <= allowed
    assert "tomllib" not in names


def test_a_stored_list_is_completed_without_its_file_being_parsed(tmp_path):
    bib = tmp_path / "own.bib"
    bib.write_text("@misc{k, venue = {Alpha}}\n@misc{l, venue = {Another}}")
    env = {
        "_MIALIT_COMPLETE": "complete_bash",
        "COMP_WORDS": "mialit list --venue A",
        "COMP_CWORD": "3",
        "MIALIT_BIB": str(bib),
    }
    assert "mialit.bibtex.reader" in loaded(CHECK, env=env)
    assert not loaded(CHECK, env=env) & NEVER
    done = subprocess.run(
        [sys.executable, "-c", CHECK],
        env=environment(env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["Alpha", "Another"]
