"""What filters and options mean: every form of "Choosing entries", and that they agree."""
# ruff: noqa: E501 (a table)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import entry, keys, ok, run, write
from mialit.bibtex.reader import read
from mialit.errors import UsageProblem
from mialit.query.filters import bind, candidates, year_range
from mialit.query.syntax import All, Any, Filter, Not, Words, parse
from mialit.records.build import records
from mialit.vocabulary.toml_reader import parse as parse_vocabulary

VOCABULARY = """
[fields.knowledge]
label = "Adversarial Knowledge"
names = ["access"]
form = "vocabulary"
several = true
[fields.knowledge.values]
white-box = { also = ["WB", "white"] }
black-box = { also = ["BB"] }
[fields.target]
label = "Target"
form = "vocabulary"
several = true
[fields.target.values]
"text generation models" = { also = ["translation"] }
"text embedding models" = {}
"classification models" = {}
[fields.venue]
label = "Venue"
form = "vocabulary"
[fields.venue.values]
ICC = { name = "International Conference on Communications" }
ICCV = {}
"S&P" = { also = ["Oakland"] }
"NeurIPS" = { also = ["NIPS"] }
"NeurIPS Workshop" = {}
arXiv = { preprint = true }
[fields.kind]
form = "vocabulary"
several = true
[fields.kind.values]
attack = {}
defense = { also = ["defence"] }
[fields.code]
form = "urls"
several = true
[fields.released]
form = "month"
[fields.formerly]
form = "text"
"""
SOURCE = (
    entry("a", {
        "title": "Label-Only Attacks", "author": "Choquette-Choo, Christopher A. and Tram{\\`e}r, F.",
        "year": "2021", "knowledge": "black-box", "target": "classification models",
        "venue": "ICCV", "code": "https://github.com/a/b", "released": "2020-07", "kind": "attack",
        "doi": "10.1000/AbC", "eprint": "2007.14321", "series": "Lecture Notes",
    }, "inproceedings")
    + entry("b", {
        "title": "Translation: is my data in it?", "author": "van der Berg, Jan",
        "year": "2020", "knowledge": "WB; black-box", "target": "translation", "venue": "ICC",
        "released": "2020-03", "kind": "attack; defence", "url": "https://example.org/B",
    })
    + entry("c", {
        "title": "Embeddings leak", "author": "{The Team}", "date": "2019-05-02/2020",
        "knowledge": "white-box", "target": "text embedding models", "venue": "arXiv",
        "released": "2019-05", "formerly": "An Old Name",
    }, "article")
    + entry("d", {"title": "Nothing known", "venue": "My Workshop", "target": "odd things"})
    + entry("e", {"title": "Off the record", "year": "2018", "venue": "Oakland"}, "article")
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary():
    return parse_vocabulary(VOCABULARY, "v.toml")


@pytest.fixture(scope="module")
def listed(vocabulary):
    return list(records(read(SOURCE.encode(), "x.bib"), vocabulary))


@pytest.fixture
def met(vocabulary, listed):
    def meets(query):
        node = parse(query) if isinstance(query, str) else query
        bound = bind(node, vocabulary, listed)
        return "".join(record.key for record in listed if bound.matches(record))

    return meets


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abcde"),
        # years
        ("year:2020", "b"),
        ("year:2018-2020", "bce"),
        ("year:2018..2020", "bce"),
        ("year:2019-", "abc"),
        ("year:2019..", "abc"),
        ("year:-2019", "ce"),
        ("year:..2019", "ce"),
        ("year:>=2020", "ab"),
        ("year:<=2019", "ce"),
        ("year:>2020", "a"),
        ("year:<2019", "e"),
        ("year:2018,2021", "ae"),
        ("-year:2020", "acde"),
        ("no:year", "d"),
        ("has:year", "abce"),
        # months
        ("released:2020", "ab"),
        ("released:2020-03", "b"),
        ("released:2020-04..", "a"),
        ("released:..2020-03", "bc"),
        ("released:2019-05..2020-03", "bc"),
        ("released:>=2020-03", "ab"),
        ("released:>2020-03", "a"),
        ("released:<2020-03", "c"),
        ("released:<2020", "c"),
        ("released:2019..2019", "c"),
        # vocabulary: canonical name, other spelling, case, accents, hyphens
        ("knowledge:white-box", "bc"),
        ("knowledge:WHITEBOX", "bc"),
        ("knowledge:wb", "bc"),
        ('knowledge:"white box"', "bc"),
        ("knowledge:white", "bc"),
        ("knowledge:white-box,black-box", "abc"),
        ("knowledge:white-box knowledge:black-box", "b"),
        ("-knowledge:white-box", "ade"),
        ("target:translation", "b"),
        ("kind:defence", "b"),
        ("kind:defense", "b"),
        ('venue:"s and p"', None),
        ("venue:s&p", "e"),
        ("venue:oakland", "e"),
        ('venue:"international conference on communications"', "b"),
        ("venue:neurips", ""),
        ("venue:icc", "b"),
        ("venue:iccv,icc", "ab"),
        # widening, by the beginning of a word, only where no spelling fits
        ("target:text", "bc"),
        ("target:generation", "b"),
        ("target:class", "a"),
        ("target:models", "abc"),
        ("venue:ic", "ab"),
        ("venue:work", "d"),
        ("target:odd", "d"),
        ("venue:workshop", "d"),
        ("knowledge:box", "abc"),
        # what entries carry is known too
        ('venue:"my workshop"', "d"),
        ("target:oddthings", "d"),
        # text fields
        ("author:tramer", "a"),
        ("author:Tramèr", "a"),
        ('author:"choquette-choo"', "a"),
        ("author:choquettechoo", "a"),
        ('author:"van der berg"', "b"),
        ("author:berg", "b"),
        ("author:team", "c"),
        ("author:erg", ""),
        ("authors:berg", "b"),
        ("title:label-only", "a"),
        ("title:labelonly", "a"),
        ("title:attacks", "a"),
        ("title:tacks", ""),
        ("key:a", "a"),
        ("type:article", "ce"),
        ("type:inproc", "a"),
        ("doi:10.1000/abc", "a"),
        ("doi:https://doi.org/10.1000/ABC", "a"),
        ("eprint:2007.14321", "a"),
        ("arxiv:2007", "a"),
        ("url:example", "b"),
        ("formerly:old", "c"),
        ("series:lecture", "a"),
        ("SERIES:notes", "a"),
        ("series:ecture", "a"),
        ("series:lecturenotes", "a"),
        ("series:ectures", ""),
        ("formerly:ld", "c"),
        ("publisher:acm", ""),
        # has, no, is
        ("has:code", "a"),
        ("no:code", "bcde"),
        ("-has:code", "bcde"),
        ("has:doi,url", "ab"),
        ("no:doi no:url", "cde"),
        ("has:series", "a"),
        ("has:abstract", ""),
        ("has:author", "abc"),
        ("is:preprint", "c"),
        ("is:published", "abde"),
        ("-is:preprint", "abde"),
        # words
        ("label only", "a"),
        ("only label", "a"),
        ("labelonly", "a"),
        ('"label only"', "a"),
        ('"only label"', ""),
        ("translation data", "b"),
        ("trans", "b"),
        ("choquette", "a"),
        ("tramèr 2021", "a"),
        ("whitebox", "bc"),
        ("oakland", "e"),
        ("old name", "c"),
        ("10.1000", "a"),
        # and, or, not
        ("leak OR nothing", "cd"),
        ("year:2021 label OR year:2018", "ae"),
        ("year:2021 (label OR leak)", "a"),
        ("NOT label", "bcde"),
        ("-label -leak", "bde"),
        ("NOT (label OR leak)", "bde"),
        ("-(year:2021 OR year:2020)", "cde"),
        ("label -attacks", ""),
    ],
)
def test_a_query_meets(met, query, expected):
    if expected is None:
        with pytest.raises(UsageProblem):
            met(query)
    else:
        assert met(query) == expected


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("yaer:2020", "year"),
        ("venu:icc", "venue"),
        ("venue:icvc", "ICCV"),
        ("knowledge:whit-bx", "white-box"),
        ("knowledge:blackbx", "black-box"),
        ("target:clasification", "classification models"),
        ("venue:zzzz", "mialit fields venue"),
        ("target:ext", "text"),
        ("target:lassification", "classification models"),
        ("has:cod", "code"),
        ("no:nothing", "unknown field"),
        ("is:odd", "preprint"),
        ("type:zzz", "article"),
        ("year:20", "2018-2020"),
        ("year:2020-2018", "2018-2020"),
        ("year:2020-13", "2018-2020"),
        ("year:2020-07", "2018-2020"),
        ("year:last", "2018-2020"),
        ("year:-", "2018-2020"),
        ("year:..", "2018-2020"),
        ("released:soon", "2020-03"),
        ("released:2020-13", "2020-03"),
        ("released:2020-03..2019", "ends before"),
        ("foo:bar", '"foo:'),
    ],
)
def test_what_is_unknown_is_wrong_usage_and_names_the_nearest(met, query, said):
    with pytest.raises(UsageProblem) as raised:
        met(query)
    assert said in str(raised.value)


def test_an_unknown_value_is_an_error_even_where_nothing_would_be_left(met):
    for query in ("year:1900 venue:zzzz", "label OR venue:zzzz", "-venue:zzzz"):
        with pytest.raises(UsageProblem):
            met(query)


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("venue:icc", []),
        ("target:translation", []),
        ("target:text", ["text generation models", "text embedding models"]),
        ("target:class", ["classification models"]),
        ("venue:neurips", []),
    ],
)
def test_a_widened_value_is_noted_once(vocabulary, listed, query, notes):
    found = bind(parse(f"{query} {query}"), vocabulary, listed).notes
    assert len(found) == bool(notes)
    assert all(note in found[0] for note in notes)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2020", (2020, 2020)), ("2018-2020", (2018, 2020)), ("2018..2020", (2018, 2020)),
        ("2019-", (2019, 9999)), ("-2019", (0, 2019)), ("2019..", (2019, 9999)),
        ("..2019", (0, 2019)), (" 2020 ", (2020, 2020)), ("2020-2020", (2020, 2020)),
        (">=2019", (2019, 9999)), ("<2019", (0, 2018)), (">2019", (2020, 9999)),
    ],
)  # fmt: skip
def test_year_ranges(text, ends):
    assert year_range(text) == ends


@pytest.mark.parametrize(
    "text", ["2020-03", "2020-2021-03", "2020-03..2021", ">2020-03", "<=2020-03", "", "20", "20200", "x", "2020-2019", "2019...2020", "2019-2020-2021", "-", "..",
             "2020--2021", "٢٠٢٠", "2020 2021", "1e3"]
)  # fmt: skip
def test_bad_year_ranges(text):
    with pytest.raises(UsageProblem):
        year_range(text)


# ------------------------------------------------------------- options are the same filters


@pytest.fixture
def bib(folder):
    write(folder, VOCABULARY, "papers.toml")
    return write(folder, SOURCE)


@pytest.mark.parametrize(
    ("options", "query"),
    [
        (["--year", "2018-2020"], "year:2018-2020"),
        (["--year", "-2019"], "year:-2019"),
        (["--year", "2021", "--year", "2018"], "year:2021,2018"),
        (["--released", "2021"], "released:2021"),
        (["--released", "2021-03.."], "released:2021-03.."),
        (["--released", "..2020-12"], "released:..2020-12"),
        (["--released", "2020-01..2021-03"], "released:2020-01..2021-03"),
        (["--released", "2021-03", "--released", "2020"], "released:2021-03,2020"),
        (["--where", "released=2021-03,2020"], "released:2021-03,2020"),
        (["--knowledge", "wb"], "knowledge:wb"),
        (["--knowledge", "wb", "--knowledge", "bb"], "knowledge:wb,bb"),
        (["--target", "text"], "target:text"),
        (["--venue", "icc", "--venue", "Oakland"], "venue:icc,oakland"),
        (["--kind", "defence"], "kind:defense"),
        (["--author", "tramer"], "author:tramer"),
        (["--author", "tramer", "--author", "berg"], "author:tramer,berg"),
        (["--code"], "has:code"),
        (["--no-code"], "no:code"),
        (["--preprint"], "is:preprint"),
        (["--published"], "is:published"),
        (["--where", "formerly=old"], "formerly:old"),
        (["--where", "series=lecture", "--where", "series=zz"], "series:lecture,zz"),
        (["--where", "series = lecture", "--where", "year=2021"], "series:lecture year:2021"),
        (["--where", "venue=icc"], "venue:icc"),
        (["--where", "Access=wb"], "knowledge:wb"),
        (["--year", "2019-", "--knowledge", "wb", "--no-code"], "year:2019- knowledge:wb no:code"),
        (["--year", "2020", "translation"], "year:2020 translation"),
        (["--year", "2020", "leak OR translation"], "year:2020 (leak OR translation)"),
        (["--year", "2020", "NOT", "leak"], "year:2020 -leak"),
    ],
)
def test_an_option_is_the_filter_of_its_name(bib, options, query):
    found = keys("list", "-b", bib, *options)
    assert found == keys("list", "-b", bib, query)
    words = [word for word in options if word not in ("translation", "leak OR translation")]
    if found and words == options and "NOT" not in options:
        exported = ok("export", "-b", bib, *options, "--sort", "year").out
        assert [line.split("{")[1][0] for line in exported.splitlines() if line[:1] == "@"] == found
        exported = ok("export", "-b", bib, "-q", query, "--sort", "year").out
        assert [line.split("{")[1][0] for line in exported.splitlines() if line[:1] == "@"] == found


def test_where_needs_a_field_and_a_value(bib):
    for text in ("x", "=x", "x=", " = ", ""):
        assert run("list", "-b", bib, "--where", text).code == 2
    assert run("list", "-b", bib, "--where", "zz=y").code == 2
    assert keys("list", "-b", bib, "--where", "url=https://example.org/b") == ["b"]


# ------------------------------------------------------------- for any filters

ATOMS = st.sampled_from(
    [Filter("year", ("2020",)), Filter("year", ("2019-",)), Filter("knowledge", ("wb",)),
     Filter("target", ("text",)), Filter("has", ("code",)), Filter("is", ("preprint",)),
     Filter("venue", ("icc", "arxiv")), Words("leak"), Words("label"), Words("a"), All(())]
)  # fmt: skip
TREES = st.recursive(
    ATOMS,
    lambda part: (
        st.builds(Not, part)
        | st.lists(part, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(part, min_size=1, max_size=3).map(lambda parts: Any(tuple(parts)))
    ),
    max_leaves=6,
)
_VOCABULARY = parse_vocabulary(VOCABULARY, "v.toml")
_RECORDS = list(records(read(SOURCE.encode(), "x.bib"), _VOCABULARY))
_ALONE = {
    Filter("year", ("2020",)): "b", Filter("year", ("2019-",)): "abc",
    Filter("knowledge", ("wb",)): "bc", Filter("target", ("text",)): "bc",
    Filter("has", ("code",)): "a", Filter("is", ("preprint",)): "c",
    Filter("venue", ("icc", "arxiv")): "bc", Words("leak"): "c", Words("label"): "a",
}  # fmt: skip


def expected(node):
    """The keys *node* stands for, by sets."""
    every = set("abcde")
    match node:
        case Not(part):
            return every - expected(part)
        case All(parts):
            return every.intersection(*map(expected, parts))
        case Any(parts):
            return set().union(*map(expected, parts))
        case _:
            if node in _ALONE:
                return set(_ALONE[node])
            bound = bind(node, _VOCABULARY, _RECORDS)
            return {record.key for record in _RECORDS if bound.matches(record)}


@settings(max_examples=200)
@given(TREES)
def test_a_tree_meets_what_its_parts_meet(tree):
    bound = bind(tree, _VOCABULARY, _RECORDS)
    assert {record.key for record in _RECORDS if bound.matches(record)} == expected(tree)


@settings(max_examples=200)
@given(st.lists(st.integers(1900, 2100), max_size=12), st.integers(1890, 2110), st.integers(0, 50))
def test_every_listed_year_is_in_the_range_and_none_is_left_out(years, low, more):
    text = "".join(entry(f"k{n}", {"year": str(year)}) for n, year in enumerate(years))
    found = list(records(read(text.encode(), "x"), _VOCABULARY))
    high = low + more
    for form in (f"{low}-{high}", f"{low}..{high}"):
        test = bind(Filter("year", (form,)), _VOCABULARY, found).matches
        assert [test(record) for record in found] == [low <= year <= high for year in years]
    for form, meets in ((f"{low}-", low.__le__), (f"-{low}", low.__ge__), (f">{low}", low.__lt__)):
        test = bind(Filter("year", (form,)), _VOCABULARY, found).matches
        assert [test(record) for record in found] == [meets(year) for year in years]


class Dated(list):
    """Records that tell which years they were asked for."""

    asked = None

    def of_years(self, first, last):
        self.asked = first, last
        return (record for record in self if first <= (record.year or 0) <= last)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("year:2019", (2019, 2019)),
        ("attack year:2019..2020", (2019, 2020)),
        ("year:2015,2019 word", (2015, 2019)),
        ("year:2015..2019 YEAR:2018-", (2018, 2019)),
        ("year:2015 year:2019", (2019, 2015)),
        ("year:..2019", (0, 2019)),
        ("year:2019 OR word", None),
        ("-year:2019", None),
        ("word", None),
        ("", None),
    ],
)
def test_only_the_years_asked_for_are_looked_at(query, asked):
    dated = Dated()
    list(candidates(parse(query), dated))
    assert dated.asked == asked


@given(
    st.sampled_from(["year:2019", "x year:2018..2020", "year:2018,2020 year:-2019", "-year:2019"])
)
def test_looking_at_some_years_changes_no_answer(query):
    rows = [
        {"year": str(year), "title": "x"} if year else {} for year in (2017, 2018, 0, 2019, 2020)
    ]
    text = "".join(entry(f"k{number}", row) for number, row in enumerate(rows))
    everything = list(records(read(text.encode(), "x.bib"), parse_vocabulary(VOCABULARY, "v")))
    node = parse(query)
    matches = bind(node, parse_vocabulary(VOCABULARY, "v"), everything).matches
    expected = [record for record in everything if matches(record)]
    assert [r for r in candidates(node, Dated(everything)) if matches(r)] == expected
