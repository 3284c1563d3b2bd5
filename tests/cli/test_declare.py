"""`mialit set --declare`: a value that the vocabulary does not have is added to it."""

import tomllib

import pytest

from door import answering, entry, ok, run, write

VOCABULARY = """# The list of tests.
[fields.Kind]
label = "Kind"   # as in the table
form = "vocabulary"
several = true

[fields.Kind.values]
attack = { also = ["attacks"] }
# rare
survey = {}

# ---- where it appeared
[fields.venue]
form = "vocabulary"
values = { ICML = {} }

[lint]
order = true
"""
LIST = entry("a", {"title": "T", "kind": "attack", "venue": "ICML"})


@pytest.fixture
def own(tmp_path):
    write(tmp_path, VOCABULARY, "papers.toml")
    return write(tmp_path, LIST)


def vocabulary(own):
    return own.with_suffix(".toml").read_text()


def test_a_new_value_is_refused_and_the_option_named(own):
    result = run("set", "a", "kind=sandbox", cwd=own.parent)
    assert result.code == 2
    assert "--declare" in result.err
    assert (own.read_text(), vocabulary(own)) == (LIST, VOCABULARY)


def test_it_stands_behind_the_others_and_everything_else_stays(own):
    result = ok("set", "a", "kind+=Attack on Q&A; survey", "--declare", cwd=own.parent)
    assert result.lines == [
        "papers.toml: declared for kind: Attack on Q&A",
        "papers.bib:1: a: kind: attack -> attack; survey; Attack on Q&A",
    ]
    put = 'survey = {}\n"Attack on Q&A" = {}\n'
    assert vocabulary(own) == VOCABULARY.replace("survey = {}\n", put)
    assert r"kind = {attack; survey; Attack on Q\&A}" in own.read_text()
    assert run("lint", "--select", "unknown-value", cwd=own.parent).code == 0


def test_line_ends_and_values_in_one_line_stay(own):
    write(own.parent, VOCABULARY.replace("\n", "\r\n"), "papers.toml")
    ok("set", "a", "venue=S&P", "kind=sandbox", "--declare", cwd=own.parent)
    data = own.with_suffix(".toml").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") == VOCABULARY.count("\n") + 1
    assert list(tomllib.loads(data.decode())["fields"]["venue"]["values"]) == ["ICML", "S&P"]


def test_nothing_is_declared_that_is_known_by_another_spelling(own):
    ok("set", "a", "kind=Attacks", "--declare", cwd=own.parent)
    assert vocabulary(own) == VOCABULARY


def test_the_differences_of_both_files_alone(own):
    result = ok("set", "a", "kind=sandbox", "--declare", "--dry-run", cwd=own.parent)
    assert "+++ papers.toml" in result.out
    assert "+sandbox = {}" in result.out
    assert "+++ papers.bib" in result.out
    assert (own.read_text(), vocabulary(own)) == (LIST, VOCABULARY)


def test_a_person_who_says_no_leaves_both(own):
    words = ["set", "kind=sandbox", "--declare", "--query", ""]
    code, seen = answering(own.parent, ["n"], *words)
    assert (code, "+sandbox = {}" in seen) == (1, True)
    assert (own.read_text(), vocabulary(own)) == (LIST, VOCABULARY)


def test_where_the_list_cannot_be_written_the_vocabulary_stays_too(own):
    own.with_name(".papers.bib.mialit-new").mkdir()  # where the new content is to be written
    result = run("set", "a", "kind=sandbox", "--declare", cwd=own.parent)
    assert (result.code, result.out) == (3, "")
    assert "papers.bib: cannot be written" in result.err
    assert (own.read_text(), vocabulary(own)) == (LIST, VOCABULARY)


def test_a_list_without_a_vocabulary_has_nowhere_to_declare(tmp_path):
    write(tmp_path, LIST)
    assert ok("set", "a", "kind=sandbox", "--declare", cwd=tmp_path).err == ""
    assert not (tmp_path / "papers.toml").exists()
