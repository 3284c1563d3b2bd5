"""What is left out, assumed or refused is said, once, and nothing is said that did not happen."""

import os

import pytest

from door import FROZEN, entry, ok, run, write, write_curated
from mialit.storage import atomic_write

VENUE = "[fields.venue]\nform = 'vocabulary'\n[fields.venue.values]\nICML = {}\n"
PLACE = entry(
    "p",
    {"title": "Talk", "booktitle": "Proceedings", "venue": "Lyon", "abstract": "A"},
    "inproceedings",
)
PAPER = entry("l", {"title": "Paper", "venue": "ICML"})


# `export` and the fields that it leaves out.


def test_without_a_vocabulary_venue_is_the_place_of_the_event_and_stays(folder):
    result = ok("export", "-b", write(folder, PLACE))
    assert "venue = {Lyon}" in result.out
    assert result.err == "left out: abstract (1); --full keeps them\n"


def test_beside_a_list_with_a_vocabulary_a_foreign_file_keeps_its_own_venue(folder):
    write(folder, VENUE, "papers.toml")
    files = "-b", write(folder, PAPER), "-b", write(folder, PLACE, "refs.bib")
    text = ok("export", *files).out
    assert "Lyon" in text
    assert "ICML" not in text
    assert "venue" not in ok("export", *files, "--without", "venue").out


def test_what_a_vocabulary_does_not_know_is_named(folder):
    write(folder, VENUE, "papers.toml")
    result = ok("export", "-b", write(folder, PAPER + PLACE))
    assert "venue" not in result.out
    assert result.err == "left out: abstract (1), venue (1); --full keeps them\n"
    assert ok("export", "l", "-b", folder / "papers.bib").err == ""
    assert ok("export", "--full", "-b", folder / "papers.bib").err == ""
    assert ok("export", "--only", "title", "-b", folder / "papers.bib").err == ""


def test_of_a_curated_list_nothing_is_named():
    assert "left out" not in ok("export", "-b", FROZEN).err


# A file that is not UTF-8.

LATIN = "@misc{k, title = {Größe}, year = 2020}\n".encode("latin-1")
NOTE = (
    "{}: is not UTF-8; read as Windows-1252, of which Latin-1 is a part; to convert it: "
    "iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW\n"
)


@pytest.mark.parametrize(
    "words",
    [["list"], ["search", "größe"], ["show", "k"], ["export"], ["fields"], ["set", "k", "x=y"]],
)
def test_the_encoding_assumed_is_noted_once_also_from_the_cache(folder, words):
    bib = write(folder, LATIN)
    for _ in range(2):
        result = run(*words, "-b", bib, env={"XDG_CACHE_HOME": str(folder)})
        assert result.code == 0, result.err
        assert result.err.count("not UTF-8") == 1
        assert NOTE.format(bib) in result.err


def test_each_file_is_noted_and_its_problems_are_counted_apart(folder):
    one = write(folder, LATIN, "one.bib")
    two = write(folder, LATIN + b"@misc{b, title = {x} year = 2020}\n", "two.bib")
    three = write(folder, "@misc{c, title = {Größe}}\n", "three.bib")
    result = ok("list", "-b", one, "-b", two, "-b", three, "-f", "keys", "--sort", "file")
    assert result.lines == ["k", "k", "b", "c"]
    assert result.err.startswith(NOTE.format(one) + NOTE.format(two) + f"{two}:2: warning: ")
    assert result.err.count("\n") == 3


def test_standard_input_and_quiet(folder):
    assert ok("list", "-b", "-", stdin=LATIN).err == NOTE.format("standard input")
    assert "Größe" in ok("list", "-b", "-", stdin=LATIN).out
    assert ok("list", "-b", write(folder, LATIN), "--quiet").err == ""


# `lint --fix` where nothing is written.

DASH = entry("k", {"title": "T", "pages": "1-2", "author": "Doe, J", "year": "2020"})


def refused(bib, monkeypatch, how):
    if how == "changed":
        real = atomic_write.update

        def update(path, before, after, *more, **named):
            path.write_bytes(before + b"% changed\n")
            return real(path, before, after, *more, **named)

        monkeypatch.setattr(atomic_write, "update", update)
    elif how == "read-only":
        monkeypatch.setattr(os, "access", lambda *_, **__: False)
    else:

        def full(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("mialit.storage.atomic_write.exchange", full)


@pytest.mark.parametrize("how", ["changed", "read-only", "full"])
@pytest.mark.parametrize("more", [[], ["--statistics"], ["--json"]])
def test_after_a_refused_write_nothing_is_said_to_be_fixed(folder, monkeypatch, how, more):
    bib = write(folder, DASH)
    plain = run("lint", bib, *more)
    assert "page-dash" in plain.out
    refused(bib, monkeypatch, how)
    result = run("lint", "--fix", bib, *more)
    assert result.code == 3
    assert result.out == plain.out
    assert "1 fixable with --fix" in result.err
    assert " fixed" not in result.err
    assert DASH in bib.read_text()


def test_of_several_files_each_has_its_own_account(folder, monkeypatch):
    good = write(folder, DASH, "good.bib")
    bad = write(folder, DASH, "bad.bib")
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, *more: path != bad and real(path, *more))
    result = run("lint", "--fix", good, bad)
    assert result.code == 3
    assert f"{bad}:" in result.out
    assert f"{good}:" not in result.out
    assert "in good.bib; 1 fixed" in result.err.replace(f"{folder}/", "")
    assert "in bad.bib: 1 warning; 1 fixable" in result.err.replace(f"{folder}/", "")


def test_a_curated_file_that_is_not_utf_8_says_so(folder):
    bib = write_curated(folder, LATIN)
    assert ok("list", "-b", bib).err == NOTE.format(bib)
