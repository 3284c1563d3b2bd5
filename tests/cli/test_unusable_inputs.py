"""Inputs that cannot be opened, or never end: named as such, with 3, and never waited for."""

import os
import select
import subprocess
import threading

import pytest

from door import command, entry, environment, ok, run, shell, spawn, write
from mialit.storage import streams

TITLED = entry("k", {"title": "A title", "year": "2020"})


def refused(*words, **how):
    """What is said of a call that ends with 3 and writes nothing to standard output."""
    result = run(*words, **how)
    assert (result.code, result.out) == (3, ""), result.err
    assert "standard output" not in result.err
    assert "internal" not in result.err
    assert result.err.startswith("mialit: ")
    return result.err


READING = [
    ["list"], ["search", "x"], ["export"], ["fields"], ["lint"], ["show", "k"], ["stats"],
    ["remove", "k"], ["set", "k", "note=x"], ["sort"],
]  # fmt: skip


@pytest.mark.parametrize("words", READING)
@pytest.mark.parametrize(
    "name", ["papers.bib/x", "x" * 300 + ".bib", "loop.bib", "dangling.bib", "folder", "nul\0.bib"]
)
def test_the_input_is_named(folder, words, name):
    write(folder, TITLED)
    (folder / "loop.bib").symlink_to("loop.bib")
    (folder / "dangling.bib").symlink_to("nowhere")
    (folder / "folder").mkdir()
    said = refused(*words, "--bib", name, cwd=folder)
    assert name.replace("\0", "\\x00") in said


@pytest.mark.parametrize("words", [["list", "-b", ""], ["add", "", "-b", "papers.bib"]])
def test_an_empty_name(folder, words):
    write(folder, TITLED)
    assert "the name of a file is empty" in refused(*words, cwd=folder)


@pytest.mark.parametrize("words", READING)
def test_a_folder_without_rights(folder, words, monkeypatch):
    """As for root too, who may open anything: the system's answer is made."""
    bib = write(folder, TITLED)

    allowed = os.open

    def denied(path, *rest, **more):
        if path == bib:
            raise PermissionError(13, "Permission denied", str(bib))
        return allowed(path, *rest, **more)

    monkeypatch.setattr("mialit.storage.streams.os.open", denied)
    said = refused(*words, "--bib", bib, "--no-cache")
    assert f"{bib}: cannot be read: Permission denied" in said


@pytest.mark.parametrize(
    "words", [["list"], ["list", "-b", "papers.bib"], ["lint"], ["config", "show"], ["diff"]]
)
def test_a_working_directory_that_is_gone(folder, words):
    gone = folder / "gone"
    gone.mkdir()
    result = shell(f"rmdir {gone}; mialit {' '.join(words)}", gone)
    assert (result.code, result.out) == (3, "")
    assert "the working directory cannot be used" in result.err
    assert result.err.count("\n") == 1


def test_a_working_directory_that_is_gone_is_not_needed_for_a_whole_path(folder):
    bib = write(folder, TITLED)
    gone = folder / "gone"
    gone.mkdir()
    result = shell(f"rmdir {gone}; mialit list -b {bib} --format keys", gone)
    assert (result.code, result.out, result.err) == (0, "k\n", "")


def test_a_list_in_the_folder_that_cannot_be_read_is_not_passed_over(folder):
    (folder / "papers.bib").symlink_to("nowhere")
    assert "papers.bib: is a link to nowhere" in refused("list", cwd=folder)


def test_an_error_of_a_file_is_not_one_of_standard_output(folder, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "/somewhere/file")

    monkeypatch.setattr("mialit.storage.bibliography.load", full)
    assert "/somewhere/file: cannot be used: No space left" in refused("list")


def test_too_little_memory_is_no_fault_of_ours(monkeypatch):
    def short(*_, **__):
        raise MemoryError

    monkeypatch.setattr("mialit.storage.bibliography.load", short)
    assert "not enough memory" in refused("list")


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/urandom", "/dev/full"])
@pytest.mark.parametrize("words", [["list", "--bib"], ["lint"], ["import"]])
def test_a_device_is_refused(words, name):
    assert f"{name}: is a device" in refused(*words, name)


def test_the_null_device_is_an_empty_list():
    assert run("list", "--bib", os.devnull, "--json").json == []


def test_a_pipe_that_nobody_writes_into(folder, monkeypatch):
    monkeypatch.setattr(streams, "_PATIENCE", 0.01)
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    said = f"{pipe}: is a pipe that no program writes into"
    assert said in refused("list", "--bib", pipe)
    assert said in refused("cite", "a", "--csl", pipe)


def test_a_pipe_whose_writer_comes_late_and_takes_its_time(folder, monkeypatch):
    """The writer opens the pipe when it is read, and writes when it has been waited for."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    waited = threading.Event()
    monkeypatch.setattr(streams, "_PATIENCE", 60)
    looked = streams.os.read

    def read(*given):
        try:
            return looked(*given)
        finally:
            waited.set()

    def opened(*_):
        monkeypatch.setattr("select.select", waiting)
        handle = os.open(pipe, os.O_WRONLY)
        os.set_blocking(handle, True)
        threading.Thread(target=wrote, args=(handle,)).start()
        return [], [], []

    def wrote(handle):
        waited.wait(60)
        with os.fdopen(handle, "wb") as file:
            file.write(TITLED.encode())

    waiting = select.select
    monkeypatch.setattr("select.select", opened)
    monkeypatch.setattr("mialit.storage.streams.os.read", read)
    assert ok("list", "--bib", pipe, "--format", "keys").out == "k\n"


def test_what_is_piped_in_is_read_by_any_name(folder):
    bib = write(folder, TITLED)
    for line in (
        f"cat {bib} | mialit list -b /dev/stdin --format keys",
        f"mialit list -b <(cat {bib}) --format keys",
        f"mialit list -b - --format keys < {bib}",
    ):
        assert shell(line, folder).out == "k\n", line


def test_an_input_has_a_largest_size(folder, monkeypatch):
    monkeypatch.setattr(streams, "LARGEST", 2 << 20)
    bib = write(folder, TITLED + "% comment\n" * 300_000)
    for words in (["list", "-b", bib], ["lint", bib], ["import", bib]):
        assert "is larger than 2 MiB, the most that is read" in refused(*words)
    said = refused("list", "-b", "-", stdin=bib.read_bytes())
    assert "standard input: is larger than 2 MiB" in said
    write(folder, TITLED + "% comment\n" * 200_000)
    assert ok("list", "-b", bib, "--count").out == "1\n"
    assert ok("list", "-b", "-", "--count", stdin=bib.read_bytes()).out == "1\n"


@pytest.mark.parametrize("words", [["list", "-b", "-"], ["show", "-", "-b", "papers.bib"]])
def test_standard_input_that_cannot_be_read(folder, words):
    write(folder, TITLED)
    line = f"mialit {' '.join(words)} 0> {folder / 'written'}"
    result = shell(line, folder)
    assert (result.code, result.out) == (3, "")
    assert "standard input: cannot be read" in result.err
    closed = shell(f"mialit {' '.join(words)} <&-", folder)
    assert closed.code == 3
    assert "standard input: is closed" in closed.err


def _pipe(path):
    os.mkfifo(path)


KINDS = {
    "dangling": lambda path: path.symlink_to("nowhere"),
    "folder": lambda path: path.mkdir(),
    "pipe": _pipe,
    "loop": lambda path: path.symlink_to(path.name),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", [*READING, ["diff", "papers.bib"], ["import", "papers.bib"]])
def test_a_vocabulary_that_is_no_file_is_an_error(folder, words, kind):
    write(folder, TITLED)
    KINDS[kind](folder / "papers.toml")
    assert "papers.toml: the vocabulary " in refused(*words, cwd=folder)


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop"])
def test_a_configuration_that_is_no_file_is_an_error(folder, kind):
    (folder / "mialit").mkdir()
    KINDS[kind](folder / "mialit" / "config.toml")
    said = refused("list", cwd=folder, env={"XDG_CONFIG_HOME": str(folder)})
    assert "config.toml: the configuration " in said


NESTED = "x = " + "[" * 5000 + "]" * 5000 + "\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [(NESTED, "its values are nested too deeply"), (f"x = {'9' * 10_000}\n", "")],
    ids=["nested too deeply", "a number of too many digits"],
)
def test_a_vocabulary_and_a_configuration_that_python_does_not_read(folder, text, reason):
    write(folder, TITLED)
    write(folder, text, "papers.toml")
    assert f"papers.toml: not read: {reason}" in refused("list", cwd=folder)
    (folder / "mialit").mkdir()
    write(folder / "mialit", text, "config.toml")
    (folder / "papers.bib").unlink()
    said = refused("list", cwd=folder, env={"XDG_CONFIG_HOME": str(folder)})
    assert f"config.toml: not read: {reason}" in said


# What is written to a name that is no file of its own.


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("words", [["export"], ["render", "html"], ["render", "markdown"]])
def test_a_link_that_leads_to_itself_stays(folder, words, force):
    link = folder / "loop"
    link.symlink_to("loop")
    assert f"{link}: cannot be " in refused(*words, "-o", link, *force)
    assert link.is_symlink()


def test_export_to_standard_output_by_name(folder):
    bib = write(folder, TITLED)
    for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        result = spawn("export", "-b", bib, "-o", name)
        assert (result.code, result.out, result.err) == (0, TITLED, ""), name
        into = folder / "into.bib"
        line = f"{{ echo first; mialit export -b {bib} -o {name}; echo last; }} > {into}"
        assert shell(line, folder).code == 0
        assert into.read_text() == f"first\n{TITLED}last\n", name


def test_export_to_other_streams(folder):
    bib = write(folder, TITLED)
    result = spawn("export", "-b", bib, "-o", "/dev/stderr")
    assert (result.code, result.out) == (0, "")
    assert result.err == f"{TITLED}wrote 1 entry to /dev/stderr\n"
    result = shell(f"mialit export -b {bib} -o /dev/fd/3 3>{folder / 'third'}", folder)
    assert (result.code, (folder / "third").read_text()) == (0, TITLED)
    assert run("export", "-b", bib, "-o", os.devnull).code == 0
    assert "/dev/full: cannot be written: No space" in refused(
        "export", "-b", bib, "-o", "/dev/full"
    )
    result = shell(f"mialit export -b {bib} -o /dev/fd/9", folder)
    assert (result.code, result.out) == (3, "")


@pytest.mark.parametrize("words", [["export"], ["render", "markdown"], ["render", "html"]])
def test_a_pipe_that_is_read_is_written_to(folder, words):
    bib = write(folder, TITLED)
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    received = folder / "received"  # a file, as a page is more than a second pipe would hold
    with received.open("wb") as into, subprocess.Popen(["cat", str(pipe)], stdout=into) as reader:
        result = spawn(*words, "-b", bib, "-o", pipe)
        reader.wait(timeout=60)
    assert result.code == 0, result.err
    assert "A title" in received.read_text(encoding="utf-8")
    assert pipe.is_fifo()


def test_a_pipe_that_nobody_reads(folder, monkeypatch):
    monkeypatch.setattr(streams, "_PATIENCE", 0.01)
    bib = write(folder, TITLED)
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    said = refused("export", "-b", bib, "-o", pipe)
    assert f"{pipe}: is a pipe that no program reads from" in said


def test_what_a_terminal_is_given_is_harmless(folder):
    bib = write(folder, entry("k", {"title": "a \x1b[31m red"}))
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        command("export", "-b", bib, "-o", "/dev/fd/2"), env=environment(), stderr=theirs
    )
    assert process.wait(timeout=60) == 0
    os.close(theirs)
    seen = os.read(ours, 65536)
    os.close(ours)
    assert b"\\x1b[31m red" in seen
    assert b"\x1b" not in seen
