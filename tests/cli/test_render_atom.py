"""`mialit render atom`: a feed of the list."""

import os
import subprocess
from xml.etree import ElementTree

import pytest

from door import entry, ok, run, write

SPACE = {"a": "http://www.w3.org/2005/Atom"}
BIB = entry("a", {"title": "A & <B>", "year": "2019", "released": "2019-03"}) + entry(
    "b", {"title": "Second", "author": "Li, Ann and others", "url": "https://a.b/?x=1&y=2"}
)


def feed(text):
    root = ElementTree.fromstring(text)
    return {
        item.find("a:title", SPACE).text: item.find("a:updated", SPACE).text
        for item in root.findall("a:entry", SPACE)
    }


@pytest.fixture
def bib(folder):
    return write(folder, BIB)


def test_without_a_repository_the_month_of_release_counts(bib, folder):
    ok("render", "atom", "-b", bib, "-o", folder / "feed.xml")
    text = (folder / "feed.xml").read_text("utf-8")
    assert feed(text) == {"A & <B>": "2019-03-01T00:00:00Z", "Second": "1970-01-01T00:00:00Z"}
    root = ElementTree.fromstring(text)
    assert root.find("a:title", SPACE).text == "papers"
    links = [each.get("href") for each in root.findall("a:entry/a:link", SPACE)]
    assert links == ["https://a.b/?x=1&y=2"]
    assert [each.text for each in root.findall("a:entry/a:author/a:name", SPACE)] == [
        "unknown", "Ann Li",
    ]  # fmt: skip


def test_in_a_repository_the_last_change_of_its_lines_counts(bib, folder):
    def commit(date):
        environment = {**os.environ, "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}
        names = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        for words in (["add", "papers.bib"], [*names, "commit", "-q", "-m", "x"]):
            subprocess.run(["git", *words], cwd=folder, check=True, env=environment)

    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    commit("2020-01-02T03:04:05Z")
    write(folder, BIB.replace("Second", "Second, revised"))
    commit("2021-06-07T08:09:10Z")
    found = feed(ok("render", "atom", cwd=folder).out)
    assert found == {
        "A & <B>": "2020-01-02T03:04:05Z",
        "Second, revised": "2021-06-07T08:09:10Z",
    }


def test_options_of_tables_are_none_of_a_feed(bib):
    result = run("render", "atom", "-b", bib, "--columns", "title")
    assert (result.code, "--columns" in result.err) == (2, True)
