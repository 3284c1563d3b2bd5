"""`mialit render atom`: a feed of the list."""

import os
import subprocess
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from door import entry, ok, run, write

SPACE = {"a": "http://www.w3.org/2005/Atom"}
BIB = entry("a", {"title": "A & <B>", "year": "2019", "released": "2019-03"}) + entry(
    "b", {"title": "Second", "author": "Li, Ann and others", "url": "https://a.b/?x=1&y=2"}
)


def commit(folder, date):
    environment = {**os.environ, "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (["init", "-q"], ["add", "papers.bib"], [*names, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True, env=environment)


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
    commit(folder, "2020-01-02T03:04:05Z")
    write(folder, BIB.replace("Second", "Second, revised"))
    commit(folder, "2021-06-07T08:09:10Z")
    found = feed(ok("render", "atom", cwd=folder).out)
    assert found == {
        "A & <B>": "2020-01-02T03:04:05Z",
        "Second, revised": "2021-06-07T08:09:10Z",
    }


def test_options_of_tables_are_none_of_a_feed(bib):
    result = run("render", "atom", "-b", bib, "--columns", "title")
    assert (result.code, "--columns" in result.err) == (2, True)


def changed(text):
    return ElementTree.fromstring(text).find("a:updated", SPACE).text


@pytest.mark.parametrize("text", ["% nothing yet\n", entry("b", {"title": "Undated"})])
def test_where_no_paper_has_a_date_the_feed_is_as_old_as_its_file(folder, text):
    bib = write(folder, text)
    os.utime(bib, (1_600_000_000, 1_600_000_000))
    assert changed(ok("render", "atom", "-b", bib).out) == "2020-09-13T12:26:40Z"
    assert changed(ok("render", "atom", "-b", bib).out) == "2020-09-13T12:26:40Z"


def test_a_feed_of_an_empty_list_is_as_old_as_its_last_commit(folder):
    bib = write(folder, "% nothing yet\n")
    commit(folder, "2022-05-01T00:00:00Z")
    os.utime(bib, (1_600_000_000, 1_600_000_000))
    assert changed(ok("render", "atom", "-b", bib).out) == "2022-05-01T00:00:00Z"


def test_a_feed_of_standard_input_is_of_now_where_no_paper_has_a_date():
    before = datetime.now(UTC).replace(microsecond=0)
    told = changed(ok("render", "atom", "-b", "-", stdin=b"% nothing yet\n").out)
    assert before <= datetime.fromisoformat(told) <= datetime.now(UTC)
