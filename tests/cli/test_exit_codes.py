"""How the process ends: the codes of the contract, and messages instead of tracebacks."""

import pytest

from door import BUNDLED, FROZEN, IS_ROOT, entry, entry_count, ok, run, shell, spawn, write
from mialit.errors import ExitCode


def test_the_codes_are_the_contract():
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0, "NO": 1, "USAGE": 2, "FILE": 3, "INTERNAL": 70, "INTERRUPTED": 130,
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["list"], ["list", "--json"], ["show", "hu2021membership"], ["export"], ["fields"],
        ["open", "hu2021membership", "--print"], ["--version"], ["--help"], ["-h"],
        ["list", "--help"], ["export", "-h"],
    ],
)  # fmt: skip
def test_done(words):
    result = run(*words)
    assert (result.code, result.err) == (0, "")
    assert result.out


def test_version_names_program_data_and_number():
    out = ok("--version").out
    assert "mialit" in out
    assert f"{entry_count(BUNDLED)} papers" in out
    assert "2026-" in out


@pytest.mark.parametrize(
    "words",
    [
        ["list", "zzzz"], ["show", "zzzz"], ["export", "zzzz"], ["export", "-q", "zzzz"],
        ["open", "zzzz", "--print"], ["list", "--year", "1901"],
        ["list", "--limit", "0", "zzzz"],
    ],
)  # fmt: skip
def test_the_answer_is_no(words):
    result = run(*words)
    assert (result.code, result.out) == (1, "")
    assert result.err


@pytest.mark.parametrize(
    "words",
    [
        [], ["lst"], ["list", "--nope"], ["list", "--year"], ["list", "--year", "x"],
        ["list", "--year", "2020-2019"], ["list", "--released", "2020-13"],
        ["list", "--released", "2020-09..2020-03"],
        ["list", "--venue", "nowhere"], ["list", "nofield:x"],
        ["list", "--where", "x"], ["list", "--where", "=x"], ["list", "--where", "nofield=x"],
        ["list", "--format", "x"], ["list", "--sort", "x"], ["list", "--limit", "-1"],
        ["list", "("], ["list", '"a'], ["list", "OR"], ["list", "x" * 10_001], ["show"], ["open"],
        ["open", "a", "b"], ["open", "hu2021membership", "--page", "x"], ["fields", "x"],
        ["--nope"], ["list", "--columns", "x"], ["list", "kind:"+"zz"], ["list", "is:odd"],
        ["list", "has:nofield"], ["list", "released:2020-13"], ["list", "--knowledge", "pink"],
    ],
)  # fmt: skip
def test_wrong_usage(words):
    result = run(*words)
    assert result.code == 2
    assert "Traceback" not in result.err
    if words:
        assert result.out == ""
        assert result.err.startswith("mialit: ")


def test_an_unknown_command_names_the_nearest():
    assert "perhaps list" in run("lsit").err


@pytest.mark.parametrize("words", [["list"], ["show", "k"], ["export"], ["fields"], ["open", "k"]])
@pytest.mark.parametrize(
    "content",
    [
        None, "folder", b"hello world", b"\xff\xfe@\x00m\x00", b"\xfe\xff\x00@", b"@\x00m\x00i\x00",
        b"%PDF-1.4\n\x00\x01\x02", b"\x7fELF\x02\x01\x01\x00\x00", b"@article{unclosed",
        b"# a readme\n\ntext", b"<html></html>", b"\x89PNG\r\n\x1a\n\x00\x00",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used(folder, words, content):
    path = folder / "x.bib"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    result = run(*words, "-b", path)
    assert (result.code, result.out) == (3, "")
    assert str(path) in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("name", [".", "..", "/", ""])
def test_a_folder_by_any_name_is_a_file_that_cannot_be_used(folder, name):
    for words in (["list"], ["list", "-b", FROZEN]):
        result = run(*words, "-b", name, cwd=folder)
        assert (result.code, result.out) == (3, ""), result.err


@pytest.mark.parametrize(
    "text", ["", "\n \n", "% a comment\n", "@comment{x}\n", "@string{a={b}}\n"]
)
def test_a_file_without_entries_and_without_other_text_is_an_empty_list(folder, text):
    bib = write(folder, text)
    result = run("list", "-b", bib, "--json")
    assert (result.code, result.json) == (1, [])
    assert run("fields", "-b", bib).code == 0


@pytest.mark.skipif(IS_ROOT, reason="root reads any file")
def test_a_file_without_permission(folder):
    bib = write(folder, entry("k"))
    bib.chmod(0)
    assert run("list", "-b", bib).code == 3


def test_warnings_about_the_file_leave_it_0_and_name_the_lines(folder):
    healthy = [entry(f"k{n}", {"title": f"T{n}"}) for n in range(10)]
    broken = [
        "@article{bad0, title = {never closed\n",
        "@article{bad1 title = {x}}\n",
        '@article{bad2, title = "open\n',
        "@article{, \n",
        "@article{bad4, = {x}\n",
    ]
    parts = []
    expected = []
    for number, block in enumerate(healthy):
        parts.append(block)
        if number % 2 == 0:
            expected.append("".join(parts).count("\n") + 1)
            parts.append(broken[number // 2])
    bib = write(folder, "".join(parts))
    result = run("list", "-b", bib, "--format", "keys", "--sort", "file")
    assert result.code == 0
    assert set(result.lines) >= {f"k{n}" for n in range(10)}
    assert result.err.count("\n") == 1
    assert f" problems in {bib}; mialit lint {bib} shows them" in result.err
    named = [each["line"] for each in run("lint", "-b", bib, "--json").json]
    assert set(expected) <= set(named), named
    assert run("export", "-b", bib, "k0", "-o", folder / "o.bib").code == 0


@pytest.mark.parametrize(
    "text",
    [
        "@misc{k, title = {T} year = {2020}}",
        "@ misc{k, title = {T}, year = {2020}}",
        "@misc{k, title = {T}, year = {2020}, title = {Other}}",
        "@misc{k, title = {T},, year = {2020}}",
    ],
)
def test_a_silent_fault_is_reported_and_the_entry_answers(folder, text):
    bib = write(folder, f"% first\n\n{text}\n" + entry("n", {"title": "Next", "year": "2019"}))
    result = run("list", "-b", bib, "--json")
    assert result.code == 0
    assert [(item["title"], item["year"]) for item in result.json] == [("T", 2020), ("Next", 2019)]
    assert f"{bib}:" in result.err
    assert "warning" in result.err


def test_a_brace_too_many_is_reported_and_the_entry_answers(folder):
    bib = write(folder, "@misc{k, title = {a }b}, year = {2020}}\n" + entry("n"))
    result = run("list", "-b", bib, "--format", "keys", "--sort", "file")
    assert (result.code, result.lines) == (0, ["k", "n"])
    assert f"mialit lint {bib} shows them" in result.err
    assert 1 in [each["line"] for each in run("lint", "-b", bib, "--json").json]


def test_a_fault_of_our_own_is_70_and_says_how_to_report(folder, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("\x1b[31mred")

    monkeypatch.setattr("mialit.storage.bibliography.load", broken)
    result = run("list")
    assert (result.code, result.out) == (70, "")
    assert "report" in result.err
    assert "ZeroDivisionError" in result.err
    assert "\x1b" not in result.err


@pytest.mark.parametrize(
    "stream", ["list", "list --json", "export", "fields", "--help", "show hu2021membership"]
)
def test_a_closed_pipe_ends_silently_with_0(folder, stream):
    result = shell(f"mialit {stream} | head -n 1", folder)
    assert (result.code, result.err) == (0, "")
    assert result.out


def test_a_pipe_closed_before_the_first_byte(folder):
    big = write(folder, "".join(entry(f"key{n}", {"title": "t" * 200}) for n in range(2000)))
    for words in ("list", "list --json", "export", "list --format table", "list --format csv"):
        result = shell(f"mialit {words} -b {big} | true", folder)
        assert (result.code, result.err) == (0, ""), words


@pytest.mark.parametrize(
    "words", ["list", "list --json", "list --format table", "export", "fields", "--help",
              "--version", "show hu2021membership", "list --count", "open hu2021membership --print"]
)  # fmt: skip
def test_a_full_device_is_3(folder, words):
    result = shell(f"mialit {words} >/dev/full", folder)
    assert result.code == 3
    assert result.err.count("\n") == 1
    assert "No space left" in result.err


@pytest.mark.parametrize("words", ["list", "list --json", "export", "list --format table", "zzzz"])
def test_a_closed_standard_output_is_no_fault(folder, words):
    result = shell(f"mialit {words} >&-", folder)
    assert result.code == (2 if words == "zzzz" else 0)
    assert "fault" not in result.err


def test_a_closed_standard_error_is_no_fault(folder):
    assert shell("mialit list zzzz 2>&-", folder).code == 1
    assert shell("mialit list --year x 2>&-", folder).code == 2


def test_a_closed_standard_input_is_no_fault_where_it_is_not_read(folder):
    assert shell("mialit list --count <&-", FROZEN.parent).out == "42\n"
    result = shell("mialit list --bib - <&-", folder)
    assert result.code == 3
    assert "standard input" in result.err


def test_messages_go_to_standard_error_in_a_process_of_its_own():
    result = spawn("list", "--year", "20x")
    assert (result.code, result.out) == (2, "")
    assert "2018-2020" in result.err
