"""The vocabulary's file: what is read, and the place of what is not allowed."""
# ruff: noqa: E501 (a table)

import datetime

import pytest

from mialit.errors import FileProblem
from mialit.vocabulary.model import DEFAULT_COLUMNS, FORMS, FieldSpec, Value
from mialit.vocabulary.toml_reader import parse

GOOD = """
[list]
title = "A list"
date = 2026-01-31
columns = ["key", "mood"]
[fields.Mood]
label = "Mood of it"
names = ["temper", "Ways"]
form = "vocabulary"
several = true
[fields.Mood.values]
"Calm & quiet" = { name = "A long name", also = ["quiet", "CQ"] }
wild = { preprint = true }
[fields.links]
form = "urls"
several = true
[fields.plain]
[synonyms]
dp = ["differential privacy"]
"""


@pytest.fixture(scope="module")
def vocabulary():
    return parse(GOOD, "v.toml")


def test_what_is_declared(vocabulary):
    assert vocabulary.title == "A list"
    assert vocabulary.date == datetime.date(2026, 1, 31)
    assert vocabulary.columns == ("key", "mood")
    assert list(vocabulary.fields) == ["mood", "links", "plain"]
    mood = vocabulary.fields["mood"]
    assert (mood.label, mood.form, mood.several) == ("Mood of it", "vocabulary", True)
    assert mood.values == (
        Value("Calm & quiet", "A long name", ("quiet", "CQ")),
        Value("wild", preprint=True),
    )
    assert vocabulary.fields["plain"] == FieldSpec("plain", "Plain")
    assert vocabulary.synonyms == {"dp": ("differential privacy",)}


def test_an_empty_vocabulary():
    vocabulary = parse("", "v.toml")
    assert (vocabulary.columns, vocabulary.fields, vocabulary.date) == (DEFAULT_COLUMNS, {}, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Calm & quiet", "Calm & quiet"), ("calm quiet", "Calm & quiet"),
        ("calm-quiet", "Calm & quiet"), ("CALMQUIET", "Calm & quiet"), ("cq", "Calm & quiet"),
        ("a LONG name", "Calm & quiet"), ("Wíld", "wild"), ("calm", None), ("", None),
    ],
)  # fmt: skip
def test_a_value_by_any_of_its_spellings(vocabulary, text, name):
    value = vocabulary.fields["mood"].value(text)
    assert (value.name if value else None) == name


@pytest.mark.parametrize("text", ["mood", "MOOD", "Mood of it", "mood-of-it", "temper", "ways"])
def test_a_field_by_any_of_its_names(vocabulary, text):
    assert vocabulary.named(text) is vocabulary.fields["mood"]
    assert vocabulary.named("moods") is None


def test_values_are_split_and_joined(vocabulary):
    mood, links, plain = vocabulary.fields.values()
    assert mood.split(" a ;b; ;c") == ("a", "b", "c")
    assert mood.join(("a", "b")) == "a; b"
    assert links.split("x  y\nz") == ("x", "y", "z")
    assert links.join(("x", "y")) == "x y"
    assert plain.split("a; b") == ("a; b",)
    assert [spec.split("") for spec in (mood, links, plain)] == [(), (), ()]


def test_preprint_servers():
    text = '[fields.venue]\nform = "vocabulary"\n[fields.venue.values]\nV = {}\nP = {preprint = true}\n'
    vocabulary = parse(text, "v.toml")
    assert [vocabulary.is_preprint_server(name) for name in ("P", "p", "V", "x")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not parse("", "v.toml").is_preprint_server("P")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("[fields\n", ["line 1"]),
        ("a = 1\na = 2\n", ["line 2"]),
        ("nope = 1\n", ["nope", "fields"]),
        ("[list]\nnope = 1\n", ["list.nope", "columns"]),
        ("[fields.x]\nfrom = 1\n", ["fields.x.from", "form"]),
        ('[fields.x]\nform = "list"\n', ["fields.x.form", *FORMS]),
        ("[fields.x]\nform = 1\n", ["form"]),
        ("[fields.x]\nlabel = []\n", ["label"]),
        ('[fields.x]\nseveral = "yes"\n', ["several"]),
        ('[fields.x]\nnames = "one"\n', ["names"]),
        ("[fields.x]\nnames = [1]\n", ["names"]),
        ("[fields]\nx = 1\n", ["x"]),
        ("fields = 1\n", ["fields"]),
        ("list = []\n", ["list"]),
        ('[list]\ndate = "2026-01-31"\n', ["list.date", "2026-01-31"]),
        ("[list]\ndate = 2026-01-31T10:00:00\n", ["list.date"]),
        ("[list]\ntitle = 1\n", ["title"]),
        ("[list]\ncolumns = 1\n", ["columns"]),
        ("[fields.x.values]\na = 1\n", ["fields.x.values.a"]),
        ("[fields.x.values]\na = {nope = 1}\n", ["fields.x.values.a.nope"]),
        ("[fields.x.values]\na = {also = 1}\n", ["also"]),
        ("[fields.x.values]\na = {preprint = 1}\n", ["preprint"]),
        ('[fields.x.values]\na = {also = ["c"]}\nb = {also = ["C"]}\n', ["fields.x", "'a'", "'b'"]),
        ('[fields.x.values]\na = {also = ["b"]}\nb = {}\n', ["fields.x", "'b'"]),
        ("[synonyms]\na = 1\n", ["a"]),
        ("[synonyms]\na = [1]\n", ["a"]),
    ],
)
def test_what_is_not_allowed_is_named_with_its_place(text, places):
    with pytest.raises(FileProblem) as raised:
        parse(text, "some/v.toml")
    message = str(raised.value)
    assert message.startswith("some/v.toml: ")
    assert [place for place in places if place not in message] == []


@pytest.mark.parametrize(
    "text",
    ['[list]\ncolumns = ["key", "moud"]\n[fields.mood]\n'],
)
def test_a_default_column_has_to_be_there(text):
    with pytest.raises(FileProblem):
        parse(text, "v.toml")


def test_columns_may_be_fields_of_bibtex():
    text = '[list]\ncolumns = ["key", "author", "pages", "journaltitle", "keywords"]\n'
    assert parse(text, "v").columns == ("key", "authors", "pages", "journaltitle", "keywords")
    with pytest.raises(FileProblem, match="unknown column 'pagess'"):
        parse('[list]\ncolumns = ["pagess"]\n', "v")
