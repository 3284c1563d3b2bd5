"""`mialit lint` at the user's door."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from door import BUNDLED, CONTROL, ROOT, need, ok, on_terminal, run, visible, write
from mialit.bibtex import reader as bibtex
from mialit.cli.commands import lint
from mialit.cli.findings_output import FindingFormat

FIXTURES = sorted((ROOT / "tests" / "fixtures" / "lint").glob("*.bib"))
FAULTY = "@article{a,\n  author = {Hu, Li},\n  title = {On GANs.},\n  journal = {J},\n  year = {2020},\n  pages = {1-9},\n}\n"  # noqa: E501
MENDED = FAULTY.replace("GANs.", "{GANs}").replace("1-9", "1--9")


@pytest.fixture
def faulty(folder: Path) -> Path:
    path = folder / "refs.bib"
    path.write_text(FAULTY)
    return path


def test_text(faulty: Path) -> None:
    result = run("lint", "refs.bib", cwd=faulty.parent)
    assert result.code == 1
    assert result.lines == [
        "refs.bib:3:15: unprotected-capitals styles print `GANs` in lower case; write `{GANs}`",
        "refs.bib:3:19: title-end the title ends with a full stop, which the style adds",
        "refs.bib:6:12: page-dash a range of pages is written `1--9`",
    ]
    assert result.err == "3 findings in refs.bib: 3 warnings; 3 fixable with --fix\n"


def test_json(faulty: Path) -> None:
    first, *_ = run("lint", faulty, "--json").json
    assert first == {
        "file": str(faulty), "line": 3, "column": 15, "end_line": 3, "end_column": 19,
        "start": FAULTY.index("GANs"), "end": FAULTY.index("GANs") + 4,
        "rule": "unprotected-capitals", "severity": "warning",
        "message": "styles print `GANs` in lower case; write `{GANs}`", "key": "a", "fixable": True,
    }  # fmt: skip


def test_github(folder: Path) -> None:
    (folder / "a,b:c.bib").write_text("@misc{a, title = {100\\%.}, note=x}\n")
    result = run("lint", "a,b:c.bib", "--format", "github", cwd=folder)
    assert result.lines[0].startswith(
        "::warning file=a%2Cb%3Ac.bib,line=1,col=24,endLine=1,endColumn=25,title=title-end::"
    )


def test_table(faulty: Path) -> None:
    result = run("lint", faulty, "--format", "table")
    assert result.code == 1
    assert "page-dash" in result.out


def test_errorformat(faulty: Path) -> None:
    result = run("lint", "refs.bib", "--format", "errorformat", cwd=faulty.parent)
    assert result.code == 1
    assert (
        result.lines[2] == "refs.bib:6:12: warning: a range of pages is written `1--9` [page-dash]"
    )


def test_statistics(faulty: Path) -> None:
    faulty.write_text(FAULTY + FAULTY.replace("{a,", "{b,").replace("GANs", "RNNs"))
    result = run("lint", faulty, "--statistics")
    assert result.code == 1
    assert result.lines == [
        "2  page-dash             2 fixable",
        "2  title-end             2 fixable",
        "2  unprotected-capitals  2 fixable",
    ]
    counts = run("lint", faulty, "--statistics", "--json").json
    assert counts[0] == {
        "rule": "page-dash", "count": 2, "fixable": 2,
        "summary": "A range of pages is not written with `--`.",
    }  # fmt: skip
    assert [each["count"] for each in counts] == [2, 2, 2]
    faulty.write_text("@misc{a, title = {One}}\n")
    assert ok("lint", faulty, "--statistics").out == ""
    assert ok("lint", faulty, "--statistics", "--json").json == []


def test_statistics_of_what_fixing_leaves(faulty: Path) -> None:
    faulty.write_text(FAULTY + "@misc{b, title = {Two,}}\n")
    assert run("lint", faulty, "--fix", "--statistics").lines == ["1  title-end"]


@pytest.mark.parametrize(
    "words",
    [["--format", "github"], ["--format", "table"], ["--format", "errorformat"], ["--diff"]],
)
def test_statistics_go_with_text_and_json_alone(faulty: Path, words: list[str]) -> None:
    result = run("lint", faulty, "--statistics", *words)
    assert (result.code, result.out) == (2, "")
    assert f"cannot go with {' '.join(words)}" in result.err


def test_a_terminal_gets_colours_and_a_heading_for_each_file(faulty: Path) -> None:
    (faulty.parent / "more.bib").write_text("@misc{a, note = {1 & 2}, pages = {}}\n")
    words = "lint", "refs.bib", "more.bib"
    code, seen = on_terminal(*words, columns=100, cwd=faulty.parent)
    assert code == 1
    assert "\x1b[1;4mrefs.bib\x1b[0m" in seen
    assert "\x1b[33mwarning\x1b[0m" in seen
    lines = [line.rstrip() for line in visible(seen).splitlines()]
    assert lines[0] == "refs.bib"
    assert re.fullmatch(
        r"6:12  warning  a range of pages is written `1--9` +page-dash \*", lines[3]
    )
    assert lines[4:6] == ["", "more.bib"]
    assert lines[6].endswith("unescaped-character *")
    assert "\x1b[3" not in on_terminal(*words, cwd=faulty.parent, env={"NO_COLOR": "1"})[1]
    narrow = visible(on_terminal(*words, columns=50, cwd=faulty.parent)[1])
    assert "refs.bib:6:12: page-dash" in narrow


@pytest.mark.parametrize(
    ("kind", "out"),
    [("text", ""), ("json", "[]\n"), ("github", ""), ("table", ""), ("errorformat", "")],
)
def test_every_format_is_valid_when_clean(folder: Path, kind: str, out: str) -> None:
    (folder / "a.bib").write_text("@misc{a, title = {One}}\n")
    result = run("lint", "a.bib", "--format", kind, cwd=folder)
    assert (result.code, result.out) == (0, out)


def test_fix(faulty: Path) -> None:
    result = run("lint", faulty, "--fix")
    assert (result.code, result.out) == (0, "")
    assert faulty.read_text() == MENDED
    assert "0 findings" in result.err
    assert "3 fixed" in result.err
    stamp = faulty.stat().st_mtime_ns
    assert run("lint", faulty, "--fix").code == 0
    assert faulty.stat().st_mtime_ns == stamp


def test_diff_writes_nothing_and_patch_applies_it(faulty: Path) -> None:
    for words in (["--diff"], ["--diff", "--fix"]):
        result = run("lint", "refs.bib", *words, cwd=faulty.parent)
        assert result.code == 1
        assert faulty.read_text() == FAULTY
    subprocess.run(["patch", "-s", "-p0"], input=result.stdout, cwd=faulty.parent, check=True)
    assert faulty.read_text() == MENDED


def test_notes_leave_it_clean(folder: Path) -> None:
    (folder / "a.bib").write_text("@misc{a, title = {{All of it}}}\n")
    result = run("lint", "a.bib", cwd=folder)
    assert result.code == 0
    assert "1 note" in result.err


def test_select_and_ignore(faulty: Path) -> None:
    assert len(run("lint", faulty, "--select", "page-dash, title-end").lines) == 2
    assert len(run("lint", faulty, "--select", "page-dash", "--select", "title-end").lines) == 2
    assert len(run("lint", faulty, "--ignore", "page-dash,title-end").lines) == 1
    result = run("lint", faulty, "--select", "page-dsh")
    assert result.code == 2
    assert "perhaps page-dash" in result.err


def test_rules_of_a_list_of_ones_own(folder: Path) -> None:
    (folder / "a.bib").write_text("@misc{a, colour = {RED}}\n")
    assert run("lint", "a.bib", cwd=folder).code == 0
    vocabulary = folder / "a.toml"
    values = '[fields.colour]\nform="vocabulary"\n[fields.colour.values]\nred={}\n'
    vocabulary.write_text(values)
    assert " value-spelling " in run("lint", "a.bib", cwd=folder).out
    vocabulary.write_text(values + '[lint.off]\nvalue-spelling = "we shout"\n')
    assert run("lint", "a.bib", cwd=folder).code == 0
    vocabulary.write_text(values + '[lint.off]\nvalue-speling = "we shout"\n')
    result = run("lint", "a.bib", cwd=folder)
    assert result.code == 3
    assert "a.toml: lint.off.value-speling is no rule, perhaps value-spelling" in result.err


def test_unusable_files(faulty: Path) -> None:
    result = run("lint", "/no/such.bib", faulty)
    assert result.code == 3
    assert len(result.lines) == 3
    (faulty.parent / "text.bib").write_text("nothing of the sort\n")
    assert run("lint", faulty.parent / "text.bib").code == 3


def test_standard_input() -> None:
    assert len(run("lint", "-", stdin=FAULTY.encode()).lines) == 3
    result = run("lint", "-", "--fix", stdin=FAULTY.encode())
    assert result.code == 2
    assert "--diff" in result.err


def test_the_copy_of_the_program_is_never_written(folder: Path) -> None:
    result = run("lint", "--fix", cwd=folder)
    assert result.code == 3
    assert "mialit init" in result.err


def test_a_file_that_changes_meanwhile(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time it is read; that is given up after some times."""
    read, seen = bibtex.read, []

    def read_and_change(data: bytes, name: str) -> object:
        seen.append(data)
        faulty.write_text(FAULTY + f"% {len(seen)}\n")
        return read(data, name)

    monkeypatch.setattr("mialit.bibtex.reader.read", read_and_change)
    result = run("lint", faulty, "--fix")
    assert result.code == 3
    assert f"mialit: {faulty}: changed after it was read; nothing is written" in result.err
    assert len(set(seen)) == 6
    assert faulty.read_text() == FAULTY + f"% {len(seen)}\n"


def test_a_file_that_changes_once_meanwhile(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = bibtex.read

    def read_and_change(data: bytes, name: str) -> object:
        if b"theirs" not in faulty.read_bytes():
            faulty.write_text(FAULTY + "% theirs\n")
        return read(data, name)

    monkeypatch.setattr("mialit.bibtex.reader.read", read_and_change)
    assert run("lint", faulty, "--fix").code == 0
    assert faulty.read_text() == MENDED + "% theirs\n"


def test_a_read_only_folder_or_link(faulty: Path) -> None:
    link = faulty.parent / "link.bib"
    link.symlink_to(faulty)
    assert run("lint", link, "--fix").code == 0
    assert link.is_symlink()
    assert faulty.read_text() == MENDED


def test_today_is_the_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    monkeypatch.setattr(lint, "_today", lambda: datetime.date(2019, 1, 1))
    assert [line for line in run("lint", BUNDLED).lines if "stale-preprint" in line] == []
    monkeypatch.setattr(lint, "_today", lambda: datetime.date(2999, 1, 1))
    assert [line for line in run("lint", BUNDLED).lines if "stale-preprint" in line] != []


def test_hostile_text_is_made_harmless(folder: Path) -> None:
    path = folder / "a.bib"
    path.write_bytes(
        b"@misc{\x1b]0;k, title = {\x1b[31mGAN\x07.}, pages={1-2}, kind = {\xc2\x9b}}\n"
    )
    for kind in FindingFormat:
        result = run("lint", path, "--format", kind)
        assert not CONTROL.search(result.stdout)
        assert not CONTROL.search(result.stderr)


def _keys(path: Path) -> set[str]:
    return {entry.key for entry in bibtex.read(path.read_bytes(), path.name).entries}


@pytest.mark.parametrize("path", FIXTURES, ids=[path.stem for path in FIXTURES])
def test_bibtex_reads_before_and_after_alike(path: Path, folder: Path) -> None:
    need("bibtex")
    (folder / "a.aux").write_text("\\citation{*}\n\\bibdata{a}\n\\bibstyle{plain}\n")

    def read() -> tuple[list[str], int]:
        done = subprocess.run(["bibtex", "a"], cwd=folder, capture_output=True, check=False)
        text = (folder / "a.bbl").read_bytes().decode("latin-1")
        assert done.returncode in (0, 1, 2)
        return sorted(re.findall(r"\\bibitem\{([^}]*)\}", text)), done.returncode

    copy = folder / "a.bib"
    shutil.copy(path, copy)
    before, code = read()
    run("lint", copy, "--fix")
    # DBLP's own entries have nothing to fix in a file without a vocabulary.
    assert copy.read_bytes() != path.read_bytes() or path.stem == "dblp"
    after, new_code = read()
    assert after == before
    assert new_code <= code


@pytest.mark.parametrize("path", FIXTURES, ids=[path.stem for path in FIXTURES])
def test_biber_reads_before_and_after_alike(path: Path, folder: Path) -> None:
    need("biber")
    copy = folder / "a.bib"
    shutil.copy(path, copy)

    def read() -> tuple[int, set[str]]:
        out = folder / "out.bib"
        out.unlink(missing_ok=True)
        words = ["biber", "--tool", "--quiet", "--output-file", str(out), str(copy)]
        if b"\xf6" in path.read_bytes() and path.stem == "latin1":
            words[2:2] = ["--input-encoding=latin1"]
        done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
        return done.returncode, _keys(out) if out.exists() else set()

    code, before = read()
    run("lint", copy, "--fix")
    assert read() == (code, before)


def test_a_blank_in_an_entrys_type_is_reported_by_line(tmp_path):
    bib = write(tmp_path, "@misc{one, title = {One}}\n@in proceedings{two, title = {Two}}\n")
    listed = run("list", "-b", bib)
    assert (
        "papers.bib:2: warning: the entry's type is more than one word; write it as one"
        in listed.err
    )
    found = run("lint", "-b", bib, "--select", "syntax", "--json").json
    assert [(each["line"], each["severity"]) for each in found] == [(2, "error")]


FOREIGN = """@article{one, author = {A, B}, title = {The kind of venue}, journal = {J}, year = 2020,
  doi = {10.1145/3523273}, url = {https://doi.org/10.1145/3523273}, kind = {atack}, venue = {Wien},
  code = {somewhere}, keywords = {b; a; b}, released = {never}}
"""


def test_a_foreign_file_is_held_against_no_vocabulary_and_loses_no_address(tmp_path):
    bib = write(tmp_path, FOREIGN, "foreign.bib")
    result = ok("lint", "-b", bib, "--fix", "--json")
    assert [(each["rule"], each["severity"]) for each in result.json] == [
        ("url-repeats-doi", "note")
    ]
    assert bib.read_text() == FOREIGN


def test_with_a_vocabulary_the_address_goes(tmp_path):
    write(tmp_path, "[list]\n", "foreign.toml")
    bib = write(tmp_path, FOREIGN, "foreign.bib")
    ok("lint", "-b", bib, "--fix")
    assert "url" not in bib.read_text()
    assert "doi = {10.1145/3523273}" in bib.read_text()


def test_on_a_terminal_counts_changes_and_narrow_lines_are_in_colour(faulty: Path) -> None:
    def seen(*words: str, columns: int = 80, **env: str) -> str:
        return on_terminal("lint", "refs.bib", *words, columns=columns, cwd=faulty.parent, env=env)[
            1
        ]

    narrow = seen(columns=50)
    assert re.search(r"\x1b\[2mrefs.bib:6:12: \x1b\[0m\x1b\[33mpage-dash\x1b\[0m", narrow)
    statistics = seen("--statistics")
    assert "\x1b[36mpage-dash" in statistics
    assert "1 fixable" in visible(statistics)
    changes = seen("--diff")
    assert "\x1b[31m-" in changes
    assert "\x1b[32m+" in changes
    plain = run("lint", faulty, "--diff", cwd=faulty.parent).out.splitlines()
    shown = [line.rstrip() for line in visible(changes).splitlines()]
    changed = [line for line in plain if line[:1] in "+-" and not line.startswith(("+++", "---"))]
    assert changed
    assert [line for line in shown if line in changed] == changed
    for words in ([], ["--statistics"], ["--diff"]):
        assert "\x1b[3" not in seen(*words, NO_COLOR="1")
        assert "\x1b" not in run("lint", faulty, *words).out
