"""The query language: text to tree, the places of errors, and trees back to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.errors import UsageProblem
from mialit.query.syntax import DEEPEST, LONGEST, All, Any, Filter, Not, QueryError, Words, parse


def filt(name, *values):
    return Filter(name, values)


def word(text):
    return Words(text)


def phrase(text):
    return Words(text, phrase=True)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All(())),
        ("  \t\n ", All(())),
        ("()", All(())),
        ("word", word("word")),
        ("label-only", word("label-only")),
        ("a b", All((word("a"), word("b")))),
        ("a b OR c", Any((All((word("a"), word("b"))), word("c")))),
        ("a OR b c", Any((word("a"), All((word("b"), word("c")))))),
        ("a OR b OR c", Any((word("a"), word("b"), word("c")))),
        ("a (b OR c)", All((word("a"), Any((word("b"), word("c")))))),
        ("(a)", word("a")),
        ("((a b))", All((word("a"), word("b")))),
        ("a (b c)", All((word("a"), All((word("b"), word("c")))))),
        ("or", word("or")),
        ("a or b", All((word("a"), word("or"), word("b")))),
        ("ORacle NOTe", All((word("ORacle"), word("NOTe")))),
        ("-a", Not(word("a"))),
        ("NOT a", Not(word("a"))),
        ("NOT -a", Not(Not(word("a")))),
        ("NOT NOT a", Not(Not(word("a")))),
        ("a -b c", All((word("a"), Not(word("b")), word("c")))),
        ("NOT a b", All((Not(word("a")), word("b")))),
        ("-(a OR b)", Not(Any((word("a"), word("b"))))),
        ("NOT (a b)", Not(All((word("a"), word("b"))))),
        ("a-b", word("a-b")),
        ("a - b", All((word("a"), word("-"), word("b")))),
        ('"a b"', phrase("a b")),
        ('"OR"', phrase("OR")),
        ('"-a"', phrase("-a")),
        (r'"a \"b\" \\ c"', phrase('a "b" \\ c')),
        ('-"a b"', Not(phrase("a b"))),
        ('a"b"c', All((word("a"), phrase("b"), word("c")))),
        ("year:2020", filt("year", "2020")),
        ("Year:2020", filt("year", "2020")),
        ("year:2019..2021", filt("year", "2019..2021")),
        ("released:>=2020-03", filt("released", ">=2020-03")),
        ("venue:usenix,ccs", filt("venue", "usenix", "ccs")),
        ('venue:"S&P",ccs,"a b"', filt("venue", "S&P", "ccs", "a b")),
        ("arXiv:2007.14321, 2020", All((filt("arxiv", "2007.14321"), Words("2020")))),
        ("doi:10.1/a,", filt("doi", "10.1/a")),
        ('author:"choquette-choo"', filt("author", "choquette-choo")),
        ("doi:10.1/a:b", filt("doi", "10.1/a:b")),
        ("doi:10.1/a,10.2/b, c", All((filt("doi", "10.1/a", "10.2/b"), word("c")))),
        ("-target:classification", Not(filt("target", "classification"))),
        ("NOT venue:ccs", Not(filt("venue", "ccs"))),
        ("has:code", filt("has", "code")),
        ("no:doi,url", filt("no", "doi", "url")),
        ("my-field:x", filt("my-field", "x")),
        ('"year:2020"', phrase("year:2020")),
        ("GAN-Leaks: A", All((word("GAN-Leaks:"), word("A")))),
        ("https://example.org/a", word("https://example.org/a")),
        ("url:https://example.org", filt("url", "https://example.org")),
        ("2103:07853", word("2103:07853")),
        (":x", word(":x")),
        ("x:", word("x:")),
        (
            "year:2019..2021 knowledge:white-box -target:classification has:code no:doi "
            'author:"choquette-choo" venue:usenix,ccs',
            All((
                filt("year", "2019..2021"), filt("knowledge", "white-box"),
                Not(filt("target", "classification")), filt("has", "code"), filt("no", "doi"),
                filt("author", "choquette-choo"), filt("venue", "usenix", "ccs"),
            )),
        ),
    ],
)  # fmt: skip
def test_the_grammar(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "offset", "said"),
    [
        ("a )", 2, "closes nothing"),
        (")", 0, "closes nothing"),
        ("(a", 0, "never closed"),
        ("x ((a)", 2, "never closed"),
        ('a "b', 2, "never closed"),
        ('a venue:"b', 8, "never closed"),
        ('"a\\"', 0, "never closed"),
        ("venue:a,", 8, "missing"),
        ("venue:a, b", 8, "missing"),
        ("venue:,a", 6, "missing"),
        ("doi:,", 4, "missing"),
        ("doi:10.1/a,,", 11, "missing"),
        ("OR a", 0, "both sides"),
        ("a OR", 4, "both sides"),
        ("a OR OR b", 5, "both sides"),
        ("(a OR ) b", 6, "both sides"),
        ("NOT", 3, "negation"),
        ("(NOT ) a", 5, "negation"),
        ("a NOT", 5, "negation"),
        ("x --a", 2, "two dashes"),
    ],
)
def test_the_place_of_an_error(text, offset, said):
    with pytest.raises(QueryError) as raised:
        parse(text)
    error = raised.value
    assert (error.offset, error.query) == (offset, text)
    message, shown, caret = str(error).split("\n")
    assert said in message
    assert shown == f"  {text}"
    assert caret.index("^") == offset + 2


def test_an_error_is_wrong_usage_and_the_place_is_shown_in_a_long_query():
    text = "word " * 100 + ")" + " word" * 100
    with pytest.raises(UsageProblem) as raised:
        parse(text)
    _, shown, caret = str(raised.value).split("\n")
    assert shown[caret.index("^")] == ")"
    assert len(shown) < 100


def test_depth_and_length_are_limited():
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == word("a")
    for text in ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), "-" * 5000 + "a", "(" * 9000):
        with pytest.raises(QueryError):
            parse(text)
    assert parse("x" * LONGEST) == word("x" * LONGEST)
    with pytest.raises(QueryError):
        parse("x" * (LONGEST + 1))


# ----------------------------------------------------------------- tree -> text -> tree

WORD = st.from_regex(r"[a-zA-Z0-9é&.][a-zA-Z0-9é&.'_-]*", fullmatch=True).filter(
    lambda text: text not in ("OR", "NOT")
)
PHRASE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAME = st.from_regex(r"[a-z][a-z0-9_-]*", fullmatch=True)
VALUES = st.lists(PHRASE, min_size=1, max_size=3).map(tuple)
LEAF = (
    st.builds(Words, WORD)
    | st.builds(Words, PHRASE, phrase=st.just(True))
    | st.builds(Filter, NAME, VALUES)
)


def several(kind, parts):
    return st.lists(parts, min_size=2, max_size=3).map(lambda items: kind(tuple(items)))


TREE = st.recursive(
    LEAF, lambda part: st.builds(Not, part) | several(All, part) | several(Any, part), max_leaves=8
)


@given(TREE)
def test_a_trees_text_is_that_tree(tree):
    assert parse(str(tree)) == tree


@given(st.text(st.sampled_from('ab:,"()\\- \tORNOT'), max_size=25))
def test_any_text_is_a_tree_or_an_error_with_its_place(text):
    try:
        tree = parse(text)
    except QueryError as error:
        place = error.offset
    else:
        assert parse(str(tree)) == tree
        place = 0
    assert 0 <= place <= len(text)


@given(st.text(max_size=40))
def test_any_text_at_all(text):
    try:
        place = len(str(parse(text))) * 0
    except QueryError as error:
        place = error.offset
    assert 0 <= place <= len(text)
