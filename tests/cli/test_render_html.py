"""`mialit render html`: where the page goes, whose file it replaces, and its feed."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from door import FROZEN, entry, environment, ok, on_terminal, run, visible, write

SPACE = {"a": "http://www.w3.org/2005/Atom"}
BIB = entry("a", {"title": "Alpha", "year": "2020", "note": "Noted"}) + entry(
    "b", {"title": "Beta", "year": "2021"}
)


@pytest.fixture
def bib(folder):
    return write(folder, BIB, "refs.bib")


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".git")


@pytest.fixture
def browser(folder):
    """A browser that only notes what it is to open; its command and the note's path."""
    note = folder / "opened"
    script = folder / "browser"
    script.write_text(f'#!/bin/sh\nprintf "%s" "$1" >{note}\n', encoding="utf-8")
    script.chmod(0o755)
    return {"BROWSER": f"{script} %s"}, note


def test_on_a_terminal_the_page_is_written_beside_the_list(bib, folder):
    (folder / "sub").mkdir()
    for place in (folder, folder / "sub"):
        code, said = on_terminal("render", "html", "-b", bib, cwd=place)
        assert code == 0
        assert re.fullmatch(r"wrote 2 papers to \S*refs\.html\n", visible(said))
        assert (folder / "refs.html").read_bytes() == ok("render", "html", "-b", bib).stdout
    assert not list((folder / "sub").iterdir())


def test_nothing_is_written_beside_the_bundled_list(folder):
    code, said = on_terminal("render", "html", cwd=folder)
    assert code == 0
    assert "wrote" in said
    assert files(folder) == ["papers.html"]


def test_on_a_terminal_another_programs_file_stays(bib, folder):
    mine = write(folder, "<!doctype html>\n<title>mine</title>\n", "refs.html")
    code, said = on_terminal("render", "html", "-b", bib, cwd=folder)
    assert code == 3
    assert "--force" in said
    assert mine.read_text() == "<!doctype html>\n<title>mine</title>\n"


def test_a_pipe_gets_the_page_and_no_file_is_written(bib, folder):
    assert ok("render", "html", "-b", bib, cwd=folder).out.startswith("<!doctype html>")
    assert ok("render", "html", "-b", bib, "-o", "-", cwd=folder).out.startswith("<!doctype html>")
    assert files(folder) == ["refs.bib"]


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a script of the shell")
def test_open_shows_the_written_page(bib, folder, browser):
    variables, note = browser
    result = ok("render", "html", "-b", bib, "--open", cwd=folder, env=variables)
    address = (folder / "refs.html").resolve().as_uri()
    assert result.err == f"wrote 2 papers to refs.html\nopened {address}\n"
    assert result.out == ""
    assert note.read_text() == address


def test_its_own_page_and_feed_are_replaced_without_force(bib, folder):
    words = ("render", "html", "-b", bib, "-o", "page.html", "--feed", "feed.xml")
    ok(*words, cwd=folder)
    write(folder, BIB.replace("Beta", "Gamma"), "refs.bib")
    ok(*words, cwd=folder)
    for name in ("page.html", "feed.xml"):
        assert "Gamma" in (folder / name).read_text("utf-8")
    ok("render", "atom", "-b", bib, "-o", "feed.xml", cwd=folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "<!doctype html>\n<html><head><title>About mialit</title></head></html>",
        '<!doctype html>\n<html><head><meta name="generator" content="Hugo 1"></head></html>',
        '<p>&lt;meta name="generator" content="mialit 1.0"&gt;</p>',
        '<!doctype html>\n<html><head></head><meta name="generator" content="mialit 1.0"></html>',
    ],
)
@pytest.mark.parametrize("option", ["-o", "--feed"])
def test_what_mialit_has_not_made_needs_force(bib, folder, text, option):
    path = write(folder, text, "other.html")
    words = ("render", "html", "-b", bib, *(["-o", "page.html"] if option == "--feed" else []))
    result = run(*words, option, path, cwd=folder)
    assert (result.code, result.out) == (3, "")
    assert "--force" in result.err
    assert path.read_text() == text
    assert not (folder / "page.html").exists()  # neither of the two
    ok(*words, option, path, "--force", cwd=folder)
    assert "Alpha" in path.read_text("utf-8")


def test_the_list_itself_is_never_replaced(bib, folder):
    for option in ("-o", "--feed"):
        result = run("render", "html", "-b", bib, "--force", option, "refs.bib", cwd=folder)
        assert result.code == 3
        assert bib.read_text() == BIB


def test_check_says_how_the_page_differs(bib, folder):
    words = ("render", "html", "-b", bib, "-o", "page.html")
    missing = run(*words, "--check", cwd=folder)
    assert (missing.code, "no such file" in missing.err) == (3, True)
    ok(*words, cwd=folder)
    assert ok(*words, "--check", cwd=folder).err == "page.html: is up to date\n"
    page = folder / "page.html"
    made = page.read_bytes()

    def differs(said):
        result = run(*words, "--check", cwd=folder)
        assert result.code == 1
        assert result.lines == [f"page.html: {each}" for each in said]
        assert "page.html is out of date" in result.err

    write(folder, BIB.replace("Beta", "Gamma"), "refs.bib")
    differs(["its papers, columns or settings are others"])
    assert page.read_bytes() == made
    write(folder, BIB, "refs.bib")
    page.write_bytes(made.replace(b'content="mialit ', b'content="mialit 0.'))
    (line,) = run(*words, "--check", cwd=folder).lines[:1]
    assert "it was made by mialit 0." in line
    page.write_bytes(made.replace(b"<style>", b"<style> "))
    differs(["the style or the script is another"])
    page.write_bytes(b"<p>")
    differs(["it is no page of mialit"])


def test_check_without_a_name_looks_at_the_page_beside_the_list(bib, folder):
    ok("render", "html", "-b", bib, "-o", "refs.html", cwd=folder)
    assert ok("render", "html", "-b", bib, "--check", cwd=folder).err == (
        "refs.html: is up to date\n"
    )


def test_columns_are_those_of_the_page(bib, folder):
    text = ok("render", "html", "-b", bib, "--columns", "key,note,type", cwd=folder).out
    heads = re.findall(r"<th\b[^>]*>([^<]*)</th>", text)
    # Once for the script, once for readers without it.
    assert heads[:3] == heads[-3:] == ["Key", "Note", "Type"]
    assert len(heads) in (3, 6)
    assert ">Noted" in text
    unknown = run("render", "html", "-b", bib, "--columns", "titel", cwd=folder)
    assert (unknown.code, "title" in unknown.err) == (2, True)


def test_the_feed_and_the_page_link_each_other(bib, folder):
    (folder / "site").mkdir()
    page, feed = folder / "site" / "index.html", folder / "new papers.xml"
    result = ok("render", "html", "-b", bib, "-o", page, "--feed", feed, cwd=folder)
    assert f"wrote the feed of 2 papers to {feed}" in result.err
    link = re.search(r'<link rel="alternate"[^>]*>', page.read_text("utf-8"))[0]
    assert 'type="application/atom+xml"' in link
    assert 'href="../new%20papers.xml"' in link
    root = ElementTree.fromstring(feed.read_text("utf-8"))
    assert [each.get("href") for each in root.findall("a:link", SPACE)] == ["site/index.html"]
    assert len(root.findall("a:entry", SPACE)) == 2
    alone = ok("render", "html", "-b", bib, "--feed", feed, cwd=folder)
    assert 'href="new%20papers.xml"' in alone.out
    assert "application/atom+xml" not in ok("render", "html", "-b", bib, cwd=folder).out


@pytest.mark.parametrize(
    "words",
    [
        ["--feed", "-"],
        ["--feed", "x.html", "-o", "x.html"],
        ["--check", "--open"],
        ["--check", "-o", "-"],
        ["--open", "-o", "-"],
    ],
)
def test_wrong_usage(bib, folder, words):
    result = run("render", "html", "-b", bib, *words, cwd=folder)
    assert (result.code, result.out) == (2, "")
    assert files(folder) == ["refs.bib"]


def test_options_may_stand_before_the_format(bib, folder):
    behind = ok("render", "html", "-b", bib, cwd=folder)
    assert ok("render", "-b", bib, "html", cwd=folder).stdout == behind.stdout
    unclear = run("render", "-q", "html", "markdown", "-b", bib, cwd=folder)
    assert unclear.code == 2
    near = run("render", "htm", cwd=folder)
    assert (near.code, "perhaps html" in near.err) == (2, True)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mialit render ", {"markdown", "html", "atom"}),
        ("mialit render h", {"html"}),
        ("mialit render html --fe", {"--feed"}),
        ("mialit render html --ope", {"--open"}),
        ("mialit render atom --fe", set()),
        ("mialit render html --kind s", {"survey"}),
        ("mialit help render m", {"markdown"}),
    ],
)
def test_completion(line, offered):
    words = line.split(" ")
    result = subprocess.run(
        [sys.executable, "-m", "mialit"],
        env=environment(
            {
                "_MIALIT_COMPLETE": "complete_fish",
                "COMP_WORDS": line,
                "COMP_CWORD": str(len(words) - 1),
            }
        ),
        cwd=FROZEN.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert {each.split("\t")[0] for each in result.stdout.splitlines()} == offered
