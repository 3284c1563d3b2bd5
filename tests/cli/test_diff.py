"""`mialit diff`: what is new between two versions of a list."""

import subprocess
from datetime import datetime
from xml.etree import ElementTree

import pytest

from door import entry, ok, run, write

PRE = {"title": "A <b>Title</b> & More", "author": "Li, Ann", "year": "2020"}
OLD = entry("pre", PRE | {"eprint": "2001.08855", "archiveprefix": "arXiv"}) + entry(
    "gone", {"title": "Gone"}
)
NEW = (
    entry("new", {"title": "New \x1b[31m", "url": "https://a.b/<c>", "year": "2022"})
    + entry("pre", PRE | {"booktitle": "Proc. of CCS", "eprint": "2001.08855"}, "inproceedings")
)  # fmt: skip
COUNTS = "1 new, 1 published, 0 changed, 1 gone; 2 entries in papers.bib"


def git(folder, *words):
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(folder):
    """A list whose last commit is `OLD` and which is `NEW` now."""
    write(folder, OLD)
    git(folder, "init", "-q")
    git(folder, "add", "papers.bib")
    git(folder, "commit", "-q", "-m", "A list")
    git(folder, "tag", "v1")
    write(folder, NEW)
    return folder


@pytest.mark.parametrize("words", [[], ["HEAD"], ["v1"], ["old.bib", "papers.bib"]])
def test_revisions_and_files(repository, words):
    write(repository, OLD, "old.bib")
    result = ok("diff", *words, cwd=repository)
    assert result.err == f"{COUNTS}\n"
    assert result.lines == [
        "New (1)",
        r"  new  2022 New \x1b[31m",
        "Now published (1)",
        "  pre  2020 A <b>Title</b> & More",
        "    type: misc -> inproceedings",
        "    booktitle: (none) -> Proc. of CCS",
        "    archiveprefix: arXiv -> (none)",
        "Gone (1)",
        "  gone  Gone",
    ]


def test_data_markdown_and_bibtex(repository):
    found = ok("diff", "--json", cwd=repository).json
    assert [(each["change"], each["key"]) for each in found] == [
        ("new", "new"), ("published", "pre"), ("gone", "gone"),
    ]  # fmt: skip
    assert found[1]["fields"][0] == {"field": "type", "has": "misc", "says": "inproceedings"}
    text = ok("diff", "-f", "md", cwd=repository).out
    assert "[New \\\\x1b\\[31m](https://a.b/\\<c\\>), 2022\n" in text
    assert "## Now published\n\n- [A \\<b\\>Title\\</b\\> \\& More](https://arxiv.org" in text
    assert ok("diff", "-f", "bib", cwd=repository).out == NEW


def test_the_feed_is_well_formed_whatever_titles_hold(repository):
    root = ElementTree.fromstring(ok("diff", "-f", "atom", cwd=repository).out)
    space = {"a": "http://www.w3.org/2005/Atom"}
    titles = [each.text for each in root.findall("a:entry/a:title", space)]
    assert titles == ["New \\x1b[31m", "A <b>Title</b> & More"]
    assert root.find("a:updated", space).text == "2022-01-01T00:00:00Z"
    assert {each.text for each in root.findall("a:entry/a:author/a:name", space)} == {
        "unknown", "Ann Li",
    }  # fmt: skip


def test_nothing_new_is_an_answer_in_every_format(repository):
    for words, out in (([], ""), (["--json"], "[]\n"), (["-f", "bib"], ""), (["-f", "md"], "")):
        result = ok("diff", "papers.bib", "papers.bib", *words, cwd=repository)
        assert (result.out, "0 new, 0 published, 0 changed, 0 gone" in result.err) == (out, True)


def test_a_feed_of_nothing_new_is_as_old_as_the_list(repository):
    words = ("log", "-1", "--format=%cI", "papers.bib")
    committed = subprocess.run(
        ["git", *words], cwd=repository, check=True, capture_output=True, text=True
    ).stdout.strip()
    text = ok("diff", "papers.bib", "papers.bib", "-f", "atom", cwd=repository).out
    told = ElementTree.fromstring(text).find("a:updated", {"a": "http://www.w3.org/2005/Atom"}).text
    assert datetime.fromisoformat(told) >= datetime.fromisoformat(committed)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere"], 3, "nowhere: is neither a file nor a revision of papers.bib"),
        (["--", "--output=x"], 3, "--output=x: no such file"),
        (["-b", "-"], 2, "standard input has no revisions"),
    ],
)
def test_errors(repository, words, code, said):
    result = run("diff", *words, cwd=repository, stdin=NEW.encode())
    assert (result.code, said in result.err) == (code, True)


def test_without_a_repository_git_is_no_traceback(folder):
    write(folder, NEW)
    result = run("diff", cwd=folder)
    assert (result.code, "is neither a file nor a revision" in result.err) == (3, True)


def test_two_files_of_ones_own_are_called_by_their_name_and_nothing_else(folder):
    write(folder, entry("a", {"title": "A", "year": "2020"}), "old.bib")
    write(folder, entry("b", {"title": "B", "kind": "thesis"}), "new.bib")
    assert ok("diff", "old.bib", "new.bib", cwd=folder).err == (
        "1 new, 0 published, 0 changed, 1 gone; 1 entry in new.bib\n"
    )
    feed = ok("diff", "old.bib", "new.bib", "--format", "atom", cwd=folder).out
    assert "<title>new.bib</title>" in feed
    assert "embership" not in feed
