"""Every format that a command's help offers: read back, also when there is nothing to print."""

import csv
import io
import json
import re
from functools import partial
from xml.etree import ElementTree

import pytest
import typer
import typer.main

from door import entry, run, write
from mialit.cli import app

GROUP = typer.main.get_command(app)
CONTEXT = typer.Context(GROUP)
BIB = entry("one", {"title": "A | {B}", "year": "2020", "kind": "attack", "pages": "1-9"}) + entry(
    "two"
)
# The rest of a call that has an answer, and of one that has none (None: there is always one).
CALLS = {
    "list": ([], ["zzzz"]),
    "search": (["attack"], ["zzzz"]),
    "show": (["one"], ["qqqq"]),
    "fields": (["kind"], None),
    "stats": (["--by", "kind"], ["--by", "kind", "zzzz"]),
    "matrix": (["--rows", "kind", "--cols", "year"], ["--rows", "kind", "--cols", "year", "zzzz"]),
    "diff": (["other.bib", "papers.bib"], None),
    "lint": (["--select", "page-dash"], ["--select", "title-end"]),
    "check": (["draft.bib"], ["refs.bib"]),
}

FINDING = ("lint", "check")  # they end with 1 where they find something


def formats(command):
    """What `--format` of *command* takes."""
    for parameter in GROUP.get_command(CONTEXT, command).params:
        if "--format" in parameter.opts:
            return tuple(parameter.type.choices)
    return ()


OFFERED = [(name, kind) for name in GROUP.list_commands(CONTEXT) for kind in formats(name)]


def is_csv(text):
    head, *rows = csv.reader(io.StringIO(text))
    return all(len(row) == len(head) for row in rows)


def is_tsv(text):
    return len({line.count("\t") for line in text.splitlines()}) <= 1


def is_markdown(text):
    lines = text.splitlines()
    if text.startswith("## "):
        return all(re.match(r"## |- |$", line) for line in lines)
    return all(re.fullmatch(r"\|.*\|", line) for line in lines) and len(lines) != 1


def is_latex(text):
    return text.count("\\begin{") == text.count("\\end{")


def is_atom(text):
    return ElementTree.fromstring(text).tag == "{http://www.w3.org/2005/Atom}feed"


def is_bib(text):
    return text.count("{") == text.count("}")


CHECKS = {
    "json": lambda text: isinstance(json.loads(text), list),
    "jsonl": lambda text: all(isinstance(json.loads(line), dict) for line in text.splitlines()),
    "csv": is_csv,
    "tsv": is_tsv,
    "auto": is_tsv,
    "atom": is_atom,
    "md": is_markdown,
    "latex": is_latex,
    "bib": is_bib,
    "keys": lambda text: re.fullmatch(r"([^\s]+\n)*", text),
    "github": lambda text: all(line.startswith("::") for line in text.splitlines()),
    "errorformat": lambda text: all(
        re.match(r"[^:]+:\d+:\d+: (error|warning|note): .* \[[a-z-]+\]$", line)
        for line in text.splitlines()
    ),
    "table": lambda text: "\t" not in text,
    "text": lambda text: "\t" not in text,
}


@pytest.fixture
def bib(folder):
    write(folder, entry("three"), "other.bib")
    write(folder, "@misc{a, title = {B and others}, author = {Doe, J}}", "refs.bib")
    write(folder, "@misc{a, title = {A}}\n@misc{b, title}", "draft.bib")
    return write(folder, BIB)


def test_every_command_with_formats_is_called():
    assert set(CALLS) == {name for name, _ in OFFERED}
    assert set(CHECKS) == {kind for _, kind in OFFERED}


@pytest.mark.parametrize(("command", "kind"), OFFERED)
def test_what_is_offered_is_printed(bib, command, kind):
    result = run(command, *CALLS[command][0], "-b", bib, "--format", kind, cwd=bib.parent)
    assert result.code == (1 if command in FINDING else 0), result.err
    assert result.out
    assert CHECKS[kind](result.out)


@pytest.mark.parametrize(
    ("command", "kind"), [each for each in OFFERED if CALLS[each[0]][1] is not None]
)
def test_nothing_is_valid_in_every_format(bib, command, kind):
    result = run(command, *CALLS[command][1], "-b", bib, "--format", kind, cwd=bib.parent)
    assert result.code == (0 if command in FINDING else 1), result.err
    assert CHECKS[kind](result.out)
    if kind == "json":
        assert result.out == "[]\n"


@pytest.mark.parametrize("command", CALLS)
def test_what_is_not_offered_is_refused_with_what_is(bib, command):
    others = {kind for _, kind in OFFERED} - set(formats(command)) | {"yaml"}
    for kind in sorted(others):
        result = run(command, *CALLS[command][0], "-b", bib, "--format", kind, cwd=bib.parent)
        assert (result.code, result.out) == (2, "")
        assert all(offered in result.err for offered in formats(command))


@pytest.mark.parametrize("command", CALLS)
def test_json_is_format_json_and_excludes_others(bib, command):
    words = [command, *CALLS[command][0], "-b", bib]
    call = partial(run, *words, cwd=bib.parent)
    assert call("--json").out == call("--format", "json").out
    for kind in formats(command)[1:]:
        assert (call("--json", "--format", kind).code == 2) == (kind != "json")
