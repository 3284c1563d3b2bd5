"""`mialit mcp` as a process: what it speaks, how it ends, and what it needs."""

import json
import re
import signal
import subprocess
import sys

import pytest
import typer.main

from assistants.sessions import MANUSCRIPT
from door import FROZEN, ROOT, command, entry, environment, run, spawn, write
from mialit.cli import app

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def call(number, tool, **arguments):
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def lines(*messages):
    return "".join(f"{json.dumps(message)}\n" for message in messages).encode()


def test_a_session_piped_in_is_answered_whole_and_ends_with_0():
    """Also what is still worked on when the input ends; and nothing else is printed."""
    questions = [call(number, "list", limit=number, columns="key") for number in range(1, 6)]
    done = spawn("mcp", "--bib", FROZEN, stdin=lines(INITIALIZE, READY, *questions))
    answers = {answer["id"]: answer["result"] for answer in map(json.loads, done.lines)}
    assert (done.code, sorted(answers)) == (0, [0, 1, 2, 3, 4, 5])
    assert "never invented" in answers[0]["instructions"]
    for number in range(1, 6):
        assert len(answers[number]["structuredContent"]["result"]) == number
    assert done.err.startswith("serving ")


@pytest.mark.parametrize("place", ["empty", "folder", "variable"])
def test_it_serves_the_list_that_a_command_finds(folder, place):
    """The bundled one, one in the working folder, one of the environment."""
    env = {}
    if place != "empty":
        write(folder, entry("k", {"title": "T"}), "papers.bib" if place == "folder" else "own.bib")
        env = {"MIALIT_BIB": "own.bib"} if place == "variable" else {}
    sent = lines(INITIALIZE, READY, call(1, "list", limit=1))
    served = spawn("mcp", stdin=sent, cwd=folder, env=env)
    printed = spawn("list", "--limit", "1", "--json", cwd=folder, env=env)
    answer = json.loads(served.lines[-1])["result"]
    assert answer["structuredContent"]["result"] == printed.json


def test_the_folder_that_it_is_given_is_that_of_questions(folder):
    (folder / "paper").mkdir()
    write(folder / "paper", MANUSCRIPT, "refs.bib")
    sent = lines(INITIALIZE, READY, call(1, "check", file="refs.bib"))
    words = ["mcp", "--bib", FROZEN, "--folder", "paper"]
    opened, closed = spawn(*words, stdin=sent, cwd=folder), spawn(*words[:3], stdin=sent)
    assert json.loads(opened.lines[-1])["result"]["structuredContent"]["exit_code"] == 1
    assert json.loads(closed.lines[-1])["result"]["isError"]


def test_an_input_that_ends_at_once_ends_it_with_0():
    done = spawn("mcp", "--bib", FROZEN, "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_lines_that_are_no_messages_do_not_end_it():
    sent = (
        lines(INITIALIZE, READY) + b'junk\n{}\n[]\n\xff\xfe\n"\\udc80"\n' + lines(call(1, "fields"))
    )
    done = spawn("mcp", "--bib", FROZEN, stdin=sent)
    assert done.code == 0
    assert {json.loads(line).get("id") for line in done.lines} >= {0, 1}


def started():
    process = subprocess.Popen(
        command("mcp", "--bib", FROZEN),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    process.stdin.write(lines(INITIALIZE))
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == 0
    return process


@pytest.mark.posix
def test_an_interrupt_ends_it_with_0():
    process = started()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, b"")
    assert b"Traceback" not in err


def test_a_client_that_reads_no_more_ends_it_without_a_traceback():
    process = started()
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(lines(READY, call(1, "fields")), timeout=60)
    assert process.returncode == 0
    assert err.decode().count("\n") == 1


def test_what_cannot_be_served(folder):
    gone = run("mcp", "--bib", folder / "gone.bib")
    assert (gone.code, gone.out) == (3, "")
    assert "gone.bib" in gone.err
    piped = run("mcp", "--bib", "-", stdin=entry("k").encode())
    assert (piped.code, piped.out) == (2, "")
    assert "--bib FILE" in piped.err
    nowhere = run("mcp", "--bib", FROZEN, "--folder", folder / "gone")
    assert (nowhere.code, nowhere.out) == (3, "")
    assert "gone" in nowhere.err
    write(folder, "not a bibliography")
    assert run("mcp", cwd=folder).code == 3


@pytest.mark.posix
def test_a_closed_standard_input_is_said():
    closing = f"exec {sys.executable} -m mialit mcp <&-"
    done = subprocess.run(
        ["sh", "-c", closing], env=environment(), capture_output=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"standard input is closed" in done.stderr


@pytest.mark.parametrize("missing", ["mcp", "mcp_types", "jsonschema"])
def test_without_the_package_the_line_that_installs_it_is_said(folder, missing):
    """Also with version 1 of it, which has no mcp_types."""
    write(folder, "raise ImportError", f"{missing}.py")
    result = spawn("mcp", env={"PYTHONPATH": str(folder)})
    assert (result.code, result.out) == (2, "")
    first, *_ = result.err.splitlines()
    assert first.endswith("pip install 'mialit[mcp]'")


LOADED = """
import contextlib, os, sys
from mialit.cli import app
for words in WORDS:
    with open(os.devnull, "w") as sink, contextlib.redirect_stdout(sink):
        with contextlib.redirect_stderr(sink), contextlib.suppress(SystemExit):
            app(words.split())
    heavy = {"mcp", "mcp_types", "pydantic", "anyio"}
    loaded = heavy & {name.split(".")[0] for name in sys.modules}
    assert not loaded, (words, loaded)
print(len(WORDS))
"""
# A use of every command.
USES = [
    "list", "search label", "show hu2021membership", "open hu2021membership --print", "fields",
    "stats", "matrix", "diff HEAD", "export --year 2020", "cite hu2021membership", "check x.bib",
    "render markdown", "lint",
    "add x.bib --dry-run", "set hu2021membership year=2020 --dry-run",
    "remove hu2021membership --dry-run", "rename hu2021membership x --dry-run",
    "merge hu2021membership shokri2017membership --dry-run", "sort --dry-run", "import x.md",
    "init own", "cache path", "config show", "skill", "mcp --help", "help", "--version",
]  # fmt: skip


def test_a_use_of_every_command_is_tried():
    group = typer.main.get_command(app)
    names = {words.split()[0] for words in USES}
    assert set(group.list_commands(typer.Context(group))) <= names


def test_no_other_command_loads_the_package(folder):
    for name in ("papers.bib", "papers.toml"):
        write(folder, (FROZEN.parent / name).read_bytes(), name)
    write(folder, entry("k", {"title": "T", "author": "A, B", "year": "2020"}), "x.bib")
    code = f"WORDS = {USES!r}\n{LOADED}"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=folder, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (f"{len(USES)}\n", "")


PAGE = (ROOT / "docs" / "assistants.md").read_text("utf-8")
SETTINGS = [
    each
    for text in re.findall(r"(?ms)^```json\n(.*?)^```$", PAGE)
    for kind, servers in json.loads(text).items()
    if kind in ("mcpServers", "servers")
    for each in servers.values()
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_settings_of_clients_start_it(settings):
    assert settings["command"] == "mialit"
    words = [str(FROZEN) if word.endswith(".bib") else word for word in settings["args"]]
    done = spawn(*words, stdin=lines(INITIALIZE))
    assert (done.code, len(done.lines)) == (0, 1)


def test_settings_of_clients_are_shown():
    assert len(SETTINGS) == 2


def test_the_example_of_a_session():
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "mcp_session.py", FROZEN],
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    parts = done.stdout.split("\n\n")
    assert parts[0].startswith("tools: search, list")
    assert "no entry has the key 'vaswani2017attention'" in done.stdout
    assert "not in the list: " in done.stdout
    assert "@inproceedings{shokri2017membership," in done.stdout
    assert [("error:" in part) for part in parts if part.startswith("list ")] == [False, True]
