"""Values: their pieces, and what they expand to within limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.bibtex.values import (
    MAX_DEPTH,
    MAX_EXPANDED,
    MONTHS,
    expand,
    is_strict,
    macros,
    month_of,
    piece_end,
    pieces,
    undefined,
    used_strings,
    value_end,
)

STRINGS = {"a": '"A"', "b": 'a # " B"', "acm": "{ACM {Press}}", "self": "self # {!}"}


@pytest.mark.parametrize(
    ("raw", "content"),
    [
        ("{plain}", "plain"),
        ('"plain"', "plain"),
        ("{{DP-SGD} is {x}}", "{DP-SGD} is {x}"),
        ("2019", "2019"),
        ("{}", ""),
        ("", ""),
        ("a", "A"),
        ("A", "A"),
        ("b", "A B"),
        ("acm", "ACM {Press}"),
        ('a # " and " # {b} # 1', "A and b1"),
        ('a#"#"#{#}', "A##"),
        ("{C# and #1}", "C# and #1"),
        ('"x {"}q{"} y"', 'x {"}q{"} y'),
        ("unknown", "unknown"),
        ("Unknown # {!}", "Unknown!"),
        ("self", "self!"),
        (r"{a \{ b}", r"a \{ b"),
        (r"{a \{ b} # a", r"a \{ bA"),
        ("{C:\\dir\\}", "C:\\dir\\"),
    ],
)
def test_expand(raw, content):
    assert expand(raw, STRINGS) == content


@pytest.mark.parametrize(("macro", "month"), MONTHS.items())
def test_every_month(macro, month):
    assert expand(macro, {}) == expand(macro.upper(), {}) == month
    assert month.lower().startswith(macro)
    assert undefined(macro, {}) == ()


def test_twelve_months_in_order():
    import calendar

    assert list(MONTHS.values()) == list(calendar.month_name)[1:]


@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_by_its_macro_its_name_and_its_number(number):
    macro, name = list(MONTHS.items())[number - 1]
    for text in (macro, f"{macro}.", name, f" {name.upper()} ", f"{number}", f"{number:02}"):
        assert month_of(text) == number


@pytest.mark.parametrize(
    "text", ["", "0", "13", "001", "-1", "\u0665", "spring", "mayor", "5.", "may june"]
)
def test_no_month(text):
    assert month_of(text) is None


def test_a_definition_replaces_a_month():
    assert expand("jan", {"jan": '"Jan."'}) == "Jan."


def test_cycles_end_with_the_name():
    assert expand("x", {"x": "y # {1}", "y": "X # {2}"}) == "x21"


def test_nesting_is_limited():
    chain = {f"m{i}": f"m{i + 1}" for i in range(3 * MAX_DEPTH)}
    assert expand("m0", chain) == f"m{MAX_DEPTH}"


@pytest.mark.parametrize("leaf", ["{x}", "{}"])
def test_a_bomb_stays_small(leaf):
    bomb = {f"m{i}": " # ".join([f"m{i + 1}"] * 10) for i in range(40)} | {"m40": leaf}
    assert len(expand("m0", bomb)) <= MAX_EXPANDED


def test_a_long_text_of_the_value_itself_is_whole():
    raw = "{" + "x" * (3 * MAX_EXPANDED) + "} # a"
    assert expand(raw, STRINGS) == "x" * (3 * MAX_EXPANDED) + "A"


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("{x}", ()),
        ("2020", ()),
        ('"x # y"', ()),
        ("jan # a # Foo", ("jan", "a", "Foo")),
        ("{x} # foo # {y}", ("foo",)),
    ],
)
def test_macros(raw, names):
    assert macros(raw) == names


def test_undefined_names_neither_months_nor_definitions():
    assert undefined("JAN # A # Foo # bar", STRINGS) == ("Foo", "bar")


def test_used_strings_are_transitive_each_once_dependencies_first():
    strings = {"x": "y # z # y", "y": "z", "z": '"Z"', "unused": "{}", "loop": "loop"}
    assert used_strings("X # nowhere # jan", strings) == ("z", "y", "x")
    assert used_strings("loop", strings) == ("loop",)
    assert used_strings("{x}", strings) == ()


def test_used_strings_of_a_chain_longer_than_pythons_stack():
    chain = {f"m{i}": f"m{i + 1}" for i in range(5000)} | {"m5000": "{x}"}
    assert len(used_strings("m0", chain)) == 5001


def test_pieces_have_offsets():
    raw = ' {a} # "b"#jan # 7'
    assert [raw[piece.start : piece.end] for piece in pieces(raw)] == ["{a}", '"b"', "jan", "7"]
    assert [piece.macro for piece in pieces(raw)] == [False, False, True, False]


@pytest.mark.parametrize(
    ("text", "strict", "lenient"),
    [
        ("{a {b} c} d", 9, 9),
        ('"a {"} b" c', 9, 9),
        (r"{C:\}, x", 5, -1),
        (r"{a \{ b} c", -1, 8),
        ('"a { b" c', -1, 7),
        ('"a } b" c', -1, 7),
        ("{never", -1, -1),
        ('"never', -1, -1),
        ("name, x", 4, 4),
        (", x", 0, 0),
        ("{a} # {b} c", 9, 9),
        ("{a} # {b", -1, -1),
        ("{a} # , b", 3, 3),
        ("", 0, 0),
    ],
)
def test_value_end(text, strict, lenient):
    assert value_end(text, 0, len(text)) == strict
    assert value_end(text, 0, len(text), lenient=True) == lenient


def test_piece_end_looks_no_further_than_told():
    assert piece_end("{a}", 0, 2) == -1
    assert piece_end("{a}", 0, 3) == 3


@pytest.mark.parametrize(
    ("raw", "strict"),
    [
        ("{a {b}}", True),
        ('"a {b}"', True),
        ('"a {"} b"', True),
        ('{a} # "b" # c', True),
        (r"{a \{ b}", False),
        ('"a { b"', False),
        ('"a } b"', False),
        ('"a } b { c"', False),
        ('"a } b { c" # {d}', False),
        ("{a} b", False),
        ("{a", False),
        ('"a', False),
    ],
)
def test_is_strict(raw, strict):
    assert is_strict(raw) is strict


@given(
    st.text(alphabet='{}"#\\ ,=ab1\n', max_size=40),
    st.dictionaries(st.sampled_from("ab"), st.text(alphabet='{}"# ab', max_size=12)),
)
def test_no_text_raises(raw, strings):
    expand(raw, strings)
    undefined(raw, strings)
    used_strings(raw, strings)
    for piece in pieces(raw):
        assert 0 <= piece.start < piece.end <= len(raw)
