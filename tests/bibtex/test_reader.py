"""The reader: what bibtexparser 2.1 does with an input, and what we make of it.

`BTP` rows assert the quirk of the library that our code works around: when one of them fails
with a new version of the library, the code that its comment names may be superfluous or wrong.
"""

import logging

import pytest
from bibtexparser.model import DuplicateFieldKeyBlock, ExplicitComment, ParsingFailedBlock
from bibtexparser.splitter import Splitter
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mialit.bibtex.crossref import parents
from mialit.bibtex.model import Broken, Comment, Entry, Library, Name, Preamble, StringDefinition
from mialit.bibtex.reader import read, split_names
from mialit.bibtex.values import expand
from mialit.errors import FileProblem


def library(text: str) -> Library:
    return read(text.encode("utf-8", "surrogateescape"), "x.bib")


def entries(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Type, key and fields (of repeated ones the first) of each entry of *text*."""
    return [
        (e.type, e.key, {f.name: f.raw for f in reversed(e.fields)}) for e in library(text).entries
    ]


def reasons(text: str) -> list[str]:
    return [problem.reason for problem in library(text).problems]


def places(text: str) -> list[tuple[int, int, bool]]:
    """Line, column and `lost` of each problem."""
    built = library(text)
    return [(*built.position(p.span.start), p.lost) for p in built.problems]


def btp_kinds(text: str) -> list[str]:
    return [type(block).__name__ for block in Splitter(text).split().blocks]


def assert_laid_end_to_end(data: bytes, built: Library) -> None:
    position, parts = 0, []
    for block in built.blocks:
        assert position <= block.span.start < block.span.end <= len(built.text)
        parts += [built.text[position : block.span.start], built.source(block.span)]
        position = block.span.end
        if isinstance(block, Entry):
            inside = block.span.start
            for field in block.fields:
                assert inside <= field.span.start <= field.value_span.start
                assert built.source(field.value_span) == field.raw
                assert built.source(field.span).startswith(field.name)
                inside = field.span.end
            assert inside < block.span.end
    parts.append(built.text[position:])
    assert "".join(parts).encode("utf-8", "surrogateescape") == data
    broken = [block.span for block in built.blocks if isinstance(block, Broken)]
    assert [p.span for p in built.problems if p.lost] == broken
    assert list(built.problems) == sorted(built.problems, key=lambda p: p.span)


# --- healthy input -----------------------------------------------------------------------

HEALTHY = [
    # Concatenation: btp keeps the source text, as we do; `values.expand` joins it.
    ('@a{k, t = A # " b " # {c}, }', {"t": 'A # " b " # {c}'}),
    ("@a{k, month = jan}", {"month": "jan"}),
    ('@a(k, t={a)b}, u="c)d")', {"t": "{a)b}", "u": '"c)d"'}),
    ("@a{k}", {}),
    ("@a{k,}", {}),
    ("@a{k, t={1}}", {"t": "{1}"}),
    ("@a{\n  k\n  , t\n= {1}\n}", {"t": "{1}"}),
    ('@a{k, t="x {\\"o} y"}', {"t": '"x {\\"o} y"'}),
    ('@a{k, t={say "hi"}}', {"t": '{say "hi"}'}),
    ('@a{k, t="a {"}q{"} b", y=1}', {"t": '"a {"}q{"} b"', "y": "1"}),
    (
        "@a{k, bdsk-url-1={u}, author+an:default={1=x}, Título={t}}",
        {"bdsk-url-1": "{u}", "author+an:default": "{1=x}", "Título": "{t}"},
    ),
    (
        "@a{k, url={http://x.org/a%20b?x=1#y}, t={50% done}}",
        {"url": "{http://x.org/a%20b?x=1#y}", "t": "{50% done}"},
    ),
    ("@a{k, t={LeQua @ {CLEF} and @foo{x}}}", {"t": "{LeQua @ {CLEF} and @foo{x}}"}),
    ("@a{k, t={a\0b}}", {"t": "{a\0b}"}),
    ("@a{k, crossref={p}, date={2019-05/2020}}", {"crossref": "{p}", "date": "{2019-05/2020}"}),
    ("@a{k, t={1{2{3{4{5{6{7}}}}}}}, u=2}", {"t": "{1{2{3{4{5{6{7}}}}}}}", "u": "2"}),
    # btp: a field called `% note\n t`, silently. BibTeX has no comments there; biber has.
    ("@a{k, % note\n t={1}, % note\n u={2} % note\n}", {"t": "{1}", "u": "{2}"}),
    # btp: ends at the first brace. BibTeX counts braces whatever stands before them.
    ("@a{k, t={A \\{ b}}, u=1}", {"t": "{A \\{ b}}", "u": "1"}),
    ("@a{k, t={A \\{ b}} # {x\n@b{c}\n}}", {"t": "{A \\{ b}} # {x\n@b{c}\n}"}),
    ("@a{k, t={A \\{ b}}\n}", {"t": "{A \\{ b}}"}),
    ('@a{k, t="a {\\{} b}", u=1}', {"t": '"a {\\{} b}"', "u": "1"}),
    # btp: a failed block. BibTeX counts braces whatever stands before them.
    ("@a{k, file={C:\\dir\\}, t={x}}", {"file": "{C:\\dir\\}", "t": "{x}"}),
    # btp: ends early, silently; `{"}` counts only when it is exactly that.
    (
        '@a{k, t="Simon {"}the {saint"} Templar", u=1}',
        {"t": '"Simon {"}the {saint"} Templar"', "u": "1"},
    ),
]


@pytest.mark.parametrize(("text", "fields"), HEALTHY, ids=[text for text, _ in HEALTHY])
@pytest.mark.parametrize("around", ["{}", "\n{}\n", "free text\n{}\n@b{{z}}\n"])
def test_healthy(text, fields, around):
    definitions = "@string{A = {x}}\n"
    found = entries(
        definitions + around.format(text.replace("{", "{{").replace("}", "}}").format())
    )
    assert found[0] == ("a", "k", fields)
    assert reasons(definitions + text) == []


@pytest.mark.parametrize(
    "key", ["a:b/c+d", "Müller", "日本", "key with space", "k#1", "K'", "a.b_c"]
)
def test_keys_are_as_written(key):
    assert [key for _, key, _ in entries(f"@a{{{key}, t=1}}")] == [key]


def test_types_are_lower_case_names_are_as_written():
    assert entries("@ArTicle{k, Title={x}}") == [("article", "k", {"Title": "{x}"})]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # btp: implicit comments, so the entries are lost silently. BibTeX and biber read them.
        ("@ article {k, t=1}", "article"),
        ("@article\n{k, t=1}", "article"),
        ("@in-proceedings{k, t=1}", "in-proceedings"),
        ("@online+x{k, t=1}", "online+x"),
        # btp: taken for @comment, @string and @preamble by their first letters.
        ("@commentary{k, t=1}", "commentary"),
        ("@stringx{k, t=1}", "stringx"),
        ("@preambles{k, t=1}", "preambles"),
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        "",
        "@b{z}\n",
        "text\n  ",
        "@x{\n",
        "at @ home (in the evening)\n",
        "% @x{y}\n",
        "% @x{y} and @w{v}\n@ Home {} @ 1 {}\n",
        "% @ x{y, t=1}\n",
    ],
)
def test_headers_that_the_library_does_not_see(text, kind, before):
    assert [e for e in entries(before + text + "\n@c{y}") if e[1] == "k"] == [
        (kind, "k", {"t": "1"})
    ]


# --- what the library does: rows our code leans on ---------------------------------------

BTP = [
    ("@a{k, t = {1}\n u={2}}", ["Entry"]),  # A missing comma is silent: `reader._verified`.
    ("@a{k, t={a }b}, u=1}", ["Entry", "ImplicitComment"]),  # `_check_rest`.
    ("@ article {k, t=1}", ["ImplicitComment"]),  # `_HEADER`.
    ("@in-proceedings{k, t=1}", ["ImplicitComment"]),
    ("@commentary{k, t=1}", ["ExplicitComment"]),  # `_COMMENT`.
    ("@stringx{k = 1}", ["String"]),
    ("x a@b{y}", ["ImplicitComment", "Entry"]),  # `_is_text`.
    ("@comment{\n@a{k}\n}", ["ParsingFailedBlock", "Entry", "ImplicitComment"]),
    ("@a{,t=1}", ["Entry"]),  # No key: `recovery` reads it, and reports it.
    ('@string{a="1", b="2"}', ["String"]),
    ("@a{k, file={C:\\dir\\}, t={x}}", ["ParsingFailedBlock"]),  # `repair`.
    ("@a{k, t={a \\{ b}}", ["Entry"]),  # `is_strict`.
    ("@a{k, % note\n t={1}}", ["Entry"]),
    ("\ufeff@a{k}", ["ImplicitComment", "Entry"]),  # The mark is blanked for it.
    ("@a{k}\r@b{z, t={\r@c{y}", ["Entry", "ParsingFailedBlock"]),  # Lone CRs are masked.
    ("% @a{k}", ["ImplicitComment", "Entry"]),  # `_commented_out`.
    ("@a{k, t={x}\n@b{z}", ["ParsingFailedBlock", "Entry"]),  # Recovery at a line's beginning.
    ("@a{k, b=,}", ["Entry"]),  # An empty value.
    ("@a{k, t={1} junk}", ["Entry"]),
    ("@a{k}@b{z}", ["Entry", "Entry"]),
]


@pytest.mark.parametrize(("text", "kinds"), BTP)
def test_the_library_still_does(text, kinds):
    assert btp_kinds(text) == kinds


def test_the_library_still_wraps_what_repeats():
    blocks = Splitter("@a{k, t=1, t=2}\n@a{j}\n@a{j}").split().blocks
    assert isinstance(blocks[0], DuplicateFieldKeyBlock)
    assert isinstance(blocks[2], ParsingFailedBlock)
    assert [field.key for field in blocks[0].ignore_error_block.fields] == ["t", "t"]
    assert blocks[2].ignore_error_block.raw == "@a{j}"


def test_the_library_still_keeps_raw_verbatim_and_types_lower():
    [block] = Splitter(" @A (k, t = {1}\r\n)").split().blocks
    assert block.raw == "@A (k, t = {1}\r\n)"
    assert (block.entry_type, block.key, block.fields[0].value) == ("a", "k", "{1}")


def test_the_library_still_ends_comments_at_the_first_parenthesis():
    comment = Splitter("@comment(foo (bar) baz)").split().blocks[0]
    assert isinstance(comment, ExplicitComment)
    assert comment.raw == "@comment(foo (bar)"


# --- silent faults: the entry answers, a problem says where ------------------------------

FAULTS = [
    ("@a{k, t = {1}\n u={2}}", {"t": "{1}", "u": "{2}"}, (1, 14), "no comma after the field `t`"),
    ("@a{k, t = 1 u=2}", {"t": "1", "u": "2"}, (1, 12), "no comma"),
    ("@a{k, t={a}}, u={2}}", {"t": "{a}"}, (1, 12), "an extra `}` ends `k` here"),
    ("@a{k, t={a}}\n}", {"t": "{a}"}, (2, 1), "closes nothing"),
    ("@a{k, t=1, T=2}", {"t": "1", "T": "2"}, (1, 12), "the field `t` is given twice"),
    ("@a{k, t=1, t=2}", {"t": "1"}, (1, 12), "the field `t` is given twice"),
    ("@a{k,, t=1}", {"t": "1"}, (1, 6), "an extra comma"),
    ("@a{k, t=1,, u=2}", {"t": "1", "u": "2"}, (1, 11), "an extra comma"),
    ("@a{k, t=, u=2}", {"t": "", "u": "2"}, (1, 7), "`t` has no value"),
    ("@a{k, t={1} junk here, u=2}", {"t": "{1}", "u": "2"}, (1, 13), "outside any field"),
    ("@a{k, a b={1}}", {"b": "{1}"}, (1, 7), "outside any field"),
    ("@a{k, {x = 1} t=2}", {"t": "2"}, (1, 7), "outside any field"),
    ("@a{k, t={a \\{ b}, u=1}", {"t": "{a \\{ b}", "u": "1"}, (1, 9), "behind a backslash"),
    ("@a{k, t={a \\{ b},, u=1}", {"t": "{a \\{ b}", "u": "1"}, (1, 9), "behind a backslash"),
    (
        '@a{k, t="a } b { c", u=1}',
        {"t": '"a } b { c"', "u": "1"},
        (1, 9),
        "counts braces in quotes too",
    ),
    ("@a{k, t=foo}", {"t": "foo"}, (1, 9), "the macro `foo` is not defined"),
    ("@a{k, t={x} # foo # jan}", {"t": "{x} # foo # jan"}, (1, 9), "the macro `foo`"),
]


@pytest.mark.parametrize(("text", "fields", "place", "reason"), FAULTS)
def test_a_silent_fault_is_reported_and_the_entry_answers(text, fields, place, reason):
    assert entries(text + "\n@b{z}") == [("a", "k", fields), ("b", "z", {})]
    assert (*place, False) in places(text)
    assert any(reason in found for found in reasons(text))
    assert not any(lost for _, _, lost in places(text))


SPANS = [  # the text that a problem is about; "" where something is missing
    ("@a{k, t={1},, u={2}}", [","]),
    ("@a{k, t={1} junk here , u={2}}", ["junk here ", ","]),
    ("@a{k, {x = 1} t=2}", ["{x = 1} "]),
    ("@a{k, t=, u=2}", ["t="]),
    ("@a{k, t=1, t={2}}", ["t={2}"]),
    ("@a{k, t={a}}  }", ["}"]),
    ("@a{k, t={a}}, u={2}}", ["}"]),
    ("@a{k, t={a \\{ b}, u=1}", ["{a \\{ b}"]),
    ("@a{k, t = {1}\n u={2}}", [""]),
    ("@a{k, t={x} # foo}", ["{x} # foo"]),
    ("@a{k}\n@a{k}", ["k"]),
    ("@ a{k, t=1}", [" "]),
    ("@a{k t={1}}", ["@a{k t={1}}"]),
    ("@a{k t={1}} text", ["@a{k t={1}}"]),
    ("@a{k, t={1} \n \n@b{z}", ["@a{k, t={1}"]),
    ("@a k, t={1}}", ["@a k,"]),
    ("@string{ a = {1}, b = {2}}", [", b = {2}"]),
    ("@string(a = {x} {y})", ["{y}"]),
    ("@preamble{}", [""]),
    ('@preamble{x {y} "z"}', ['x {y} "z"']),
    ("@preamble{ {a} # }", ["{a} # "]),
]


@pytest.mark.parametrize(("text", "spans"), SPANS)
def test_a_problem_is_said_of_the_text_that_is_wrong(text, spans):
    for before in ("", "text\n@b{first, t={1}}\n"):
        built = library(before + text)
        assert [built.source(problem.span) for problem in built.problems] == spans


def test_all_of_repeated_fields_are_there_in_order():
    [entry] = library("@a{k, t=1, u=2, T=3, t=4}").entries
    assert [(field.name, field.raw) for field in entry.fields] == [
        ("t", "1"),
        ("u", "2"),
        ("T", "3"),
        ("t", "4"),
    ]
    assert entry.field("T").raw == "1"


def test_a_repeated_key_answers_and_names_the_first():
    text = "\n@a{k, t=1}\n@b{k, t=2}\n@c{K}\n"
    assert [key for _, key, _ in entries(text)] == ["k", "k", "K"]
    assert places(text) == [(3, 4, False)]
    assert "on line 2" in reasons(text)[0]


# --- what begins like an entry and cannot be one: reported, its neighbours answer ---------


@pytest.mark.parametrize(
    "bad", ["@a b{k, t=1}", "@in proceedings{k,\n t = {1}\n}", "  @a\tb c ( k , t=1)", "@a b {k,"]
)
def test_a_type_of_several_words_is_reported_with_its_line(bad):
    built = library(f"@misc{{one}}\n{bad}\n@misc{{two}}\n")
    assert [entry.key for entry in built.entries] == ["one", "two"]
    (problem,) = built.problems
    assert (built.line(problem.span), problem.lost) == (2, True)
    assert problem.reason == "the entry's type is more than one word; write it as one"


@pytest.mark.parametrize("text", ["Write to @a b{k}", "@a b", "@a b{}", "% @a b{k, t=1}"])
def test_other_text_with_an_at_sign_is_no_entry(text):
    assert library(f"@misc{{one}}\n{text}\n").problems == ()


# --- loud faults: the block is lost, its neighbours are not ------------------------------

LOST = [
    ("@a{k\n t={1}}", "key is not followed by a comma"),
    ("@a{k t={1}}", "key is not followed by a comma"),
    ("@a{}", "has no key"),
    ("@a{,}", "has no key"),
    ("@a{ , , }", "has no key"),
    ("@a{b=c, u={2}}", "key is not followed by a comma"),  # BibTeX's key is `b=c`.
    ('@a{k"q, t=1}', "key is not followed by a comma"),
    ("@{k, t=1}", "has no type"),
    ("@a{k, t={a {b}\n", "the value of `t` is not closed before line 4 begins the next; add `}`"),
    ('@a{k, t="a\n', 'the value of `t` is not closed before line 4 begins the next; add `"`'),
    ("@a{k, t={1}", "the entry is not closed before line 3 begins the next; add `}`"),
    ("@a(k, t={1}", "the entry is not closed before line 3 begins the next; add `)`"),
    ("@a{", "not closed"),
    ("@a{k, t={\n@foo{x,}\n}", "not closed before line 3"),
    ("@a{k, t={\n@foo{x,}\n} junk}", "not closed before line 3"),
    ("@a{k, t={\n@foo{x,}\n}}}", "not closed before line 3"),
    ("@a{k, t={\n@foo{x,}\n}} x", "not closed before line 3"),
    ("@a{k, t={\n@foo{x,}\n}}, u={1}", "not closed before line 3"),
    ("@a{k, t={x}\n@foo{x,}\n}", "not closed before line 3"),
    ("@a{k, t={x},\n@foo{x,}\n}", "not closed before line 3"),
    ("@string{a", "no `name = value`"),
    ("@string{a = {x", "not closed"),
    ("@preamble{{x}", "not closed"),
    ("@comment{ {x}", "not closed"),
]


@pytest.mark.parametrize(("text", "reason"), LOST)
def test_a_broken_block_is_reported_and_its_neighbours_answer(text, reason):
    text = f"@b{{before, t={{1}}}}\n{text}\n@c{{after, t={{2}}}}\n"
    keys = [key for _, key, _ in entries(text)]
    assert keys[0] == "before"
    assert keys[-1] == "after"
    assert (2, 1, True) in places(text)
    assert reason in reasons(text)[0]


@pytest.mark.parametrize(
    "bad",
    [
        "@misc{ {bad} }",
        "@misc{ {bad} {worse {still}} }",
        "@misc{}",
        "@misc{,}",
        "@misc{no comma = {x}, and {y}}",
        "@{key, title = {x}}",
        "@string{ {no} {name} }",
    ],
)
@pytest.mark.parametrize("between", [" ", "", "\t", " % text "])
def test_a_healthy_entry_on_the_line_of_a_broken_one_answers(bad, between):
    good = "@misc{good, title = {Good}}"
    built = library(f"{bad}{between}{good} {good.replace('good', 'more')}\n@b{{last}}\n")
    assert [entry.key for entry in built.entries] == ["good", "more", "last"]
    assert [(each.span, each.lost) for each in built.problems] == [((0, len(bad)), True)]


KEYLESS = [
    "@a{,t={1}}",
    "@a{ , t = {1}\n}",
    "@a{\n  ,\n  t = {1},\n}",
    "@a{t={1}}",
    "@a{\n  t = {1},\n}",
    "@a(, t={1})",
    "@A {, t={1}}",
]


@pytest.mark.parametrize("text", KEYLESS)
def test_an_entry_without_a_key_answers_and_is_reported(text):
    built = library(f"@b{{z}}\n{text} @c{{y, t={{1}}}}\n{text}\n")
    assert [(e.type, e.key, [f.raw for f in e.fields]) for e in built.entries] == [
        ("b", "z", []),
        ("a", "", ["{1}"]),
        ("c", "y", ["{1}"]),
        ("a", "", ["{1}"]),
    ]
    assert set(built.by_key) == {"z", "y"}
    assert [(p.lost, "has no key" in p.reason) for p in built.problems] == [(False, True)] * 2
    for entry, problem in zip([e for e in built.entries if not e.key], built.problems, strict=True):
        assert problem.span == entry.key_span(built.text)
        assert problem.span.start == problem.span.end
        assert built.text[problem.span.start - 1] in "{("


def test_a_provisional_key_is_the_line_on_which_the_entry_begins():
    built = library("@b{z,\n}\n@a{,t=1}\n\n@a{,t=2}\n")
    assert [built.key_of(entry) for entry in built.entries] == ["z", "line:3", "line:5"]


def test_a_crossref_to_nothing_is_no_reference_to_an_entry_without_a_key():
    built = library("@a{k, crossref={}, t=1}\n@a{j, crossref={ }}\n@proceedings{, year=2000}\n")
    assert [list(parents(built, entry)) for entry in built.entries] == [[], [], []]


@pytest.mark.parametrize(
    "rest", ["@a{k, t={1}, u={2", "@a{k, t=", "@a{k,", "@a{k", "@a{", '@a{k,t="']
)
def test_an_entry_cut_off_by_the_end_of_the_file(rest):
    built = library("@b{z}\n" + rest)
    assert [type(block) for block in built.blocks] == [Entry, Broken]
    assert "end of the file" in built.problems[0].reason


def test_ten_healthy_and_five_broken():
    healthy = [f"@article{{k{i},\n  title = {{T{i}}}\n}}\n" for i in range(10)]
    broken = ["@a{x\n t=1}\n", "@a{x, t={\n", '@a{x, t="\n', "@a{,}\n", "@a{x, t={1}\n"]
    for i, block in enumerate(broken):
        healthy.insert(3 * i + 1, block)
    built = library("".join(healthy))
    assert [entry.key for entry in built.entries] == [f"k{i}" for i in range(10)]
    assert [built.line(p.span) for p in built.problems if p.lost] == [4, 12, 19, 26, 33]


def test_reasons_never_show_more_than_a_little_of_the_file():
    long = "x" * 5000
    for text in (
        f"@a{{{long}, {long}={{1}} {long}=foo, {long}=2}}\n@a{{{long}}}\n",
        f"@a{{k, {long}={{",
    ):
        assert reasons(text)
        assert all(len(reason) < 160 for reason in reasons(text))


# --- comments, free text, strings, preambles ---------------------------------------------


@pytest.mark.parametrize(
    "comment",
    [
        "@comment{x}",
        "@Comment{\n@a{inside, t={1}}\n@b{too}\n}",
        "@comment{jabref-meta: databaseType:bibtex;}",
        "@comment (foo (bar)",
        "@comment{C:\\dir\\}",
        "@comment(C:\\dir)",
        "@comment{x @a{inside} y}",
    ],
)
def test_a_comment_is_one_block_and_nothing_in_it_answers(comment):
    built = library(f"{comment}\n@c{{z}}")
    assert [type(block) for block in built.blocks] == [Comment, Entry]
    assert built.source(built.blocks[0].span) == comment
    assert built.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "only text",
        "write to a@b{x} or a@b{x, y=1}",
        "see @foo{x} there",
        "at @ home (in the evening)",
        "@comment no braces",
        "  @Comment no, braces",
        "@comment see x{y, z}",
        "@comment",
        "% @a{k, t={1}}",
        "  % see @a{k,} and @b{j,}",
        "\n% @a{k}",
        "\n\n  % @a{k, t={1}}\n% and @b{j,}",
        "% @a{k, t={@b{j,}}}",
        "% @b{j} @a{k, t={1}}",
        "% @a{k,\n%  t={1},\n% }",
        "\\@a{k, t=1}",
        "text\0",
        "@",
        "@a",
    ],
)
def test_free_text_is_no_block(text):
    assert library(text).blocks == ()
    built = library(f"@b{{y}}\n{text}\n@c{{z, t={{1}}}}\n")
    assert [entry.key for entry in built.entries] == ["y", "z"]
    assert built.problems == ()


NOTED = [  # the spans of the notes, what they say
    ("@comment text, more", ["@comment"], "biber reads no file"),
    ("@a{k}\n\n @Comment see @b{z, t=1}", ["@Comment"], "biber reads no file"),
    ("% @a{k, t={1}}", ["@a{k,"], "BibTeX, to which `%` is no comment, reads the entry `k` here; "),
    ("  %% old: @ a (k, t={1})", ["@ a (k,"], "reads the entry `k` here; "),
    ("% @b{j} @a{k, t={1}}\n", ["@b{j}"], "reads the entry `j` here; "),
    ("% @b(j) @a{k, t={1}}\n", ["@a{k,"], "reads the entry `k` here; "),
    ("% @String{k = {1}}\n", ["@String{k ="], "defines the macro `k` here; "),
    ('% @preamble{"x"}\n', ['@preamble{"'], "reads the preamble here; "),
    ("% @a{k,\n%  t={1},\n% }", ["@a{k,"], "reads the entry `k` here; "),
    (
        "@a{k}\n% @a{K, t={1}}",
        ["@a{K,"],
        "here, a second time: the entry on line 1 has its key too",
    ),
    (
        "\n% @a{k, t={1}}\n@a{k}",
        ["@a{k,"],
        "and takes this one: the entry on line 3 has its key too",
    ),
    ("% @comment{x, y}", [], ""),
    ("% @string{x, y} @a{}", [], ""),
    ("@comment{text}", [], ""),
    ("@comment\n{text}", [], ""),
    ("@comment (text)", [], ""),
    ("@commentary{k, t=1}", [], ""),
    ("text @comment text", [], ""),
    ("@a{k, % @b{j, t=1}\n t={\n% @a{j, t=1}\n@comment text\n}}", [], ""),
    ("@comment{\n% @a{j, t=1}\n}", [], ""),
]


@pytest.mark.parametrize(("text", "spans", "reason"), NOTED)
def test_what_others_read_otherwise_is_noted_and_no_problem(text, spans, reason):
    built = library(text)
    assert built.problems == ()
    assert [built.source(note.span) for note in built.notes] == spans
    assert all(reason in note.reason for note in built.notes)


def test_a_percent_sign_that_only_begins_an_entry_does_not_hide_it():
    # As BibTeX, which has no comments of this kind: half an entry would be left otherwise.
    assert [key for _, key, _ in entries("% @a{k,\n  t={1}\n}\n@b{z}")] == ["k", "z"]


def test_entries_on_one_line():
    assert [key for _, key, _ in entries("@a{k} @b{j}@c{i, t=1} x @d{h, t=1}")] == list("kjih")


def test_strings_and_preambles():
    built = library(
        '@string{a = "A"}\n@STRING(B = a # { b})\n@preamble{"x" # {y}}\n@Preamble({z})\n'
        "@string{a = {again}}"
    )
    assert [type(block) for block in built.blocks] == [
        StringDefinition,
        StringDefinition,
        Preamble,
        Preamble,
        StringDefinition,
    ]
    assert [block.raw for block in built.blocks] == [
        '"A"',
        "a # { b}",
        '"x" # {y}',
        "{z}",
        "{again}",
    ]
    for block in built.blocks:
        if isinstance(block, StringDefinition):
            assert built.source(block.value_span) == block.raw
    assert expand("b", built.strings) == "again b"
    assert built.problems == ()


def test_a_string_with_two_definitions_defines_the_first():
    text = '@string{a="1", b="2"}\n@x{k, t=a}'
    assert library(text).strings == {"a": '"1"'}
    assert places(text) == [(1, 14, False)]


def test_a_string_behind_blanks_is_defined_also_where_more_follows():
    built = library("@string{ a = {1}, b = {2}}\n@string(\n c = {3} {4})\n@x{k, t = a # c}")
    assert dict(built.strings) == {"a": "{1}", "c": "{3}"}
    assert [entry.key for entry in built.entries] == ["k"]


def test_a_preamble_that_is_no_value_is_kept_and_reported():
    built = library("@preamble{\\newcommand{\\x}{y}}\n@a{k}")
    assert [type(block) for block in built.blocks] == [Preamble, Entry]
    assert built.blocks[0].raw == "\\newcommand{\\x}{y}"
    assert [p.lost for p in built.problems] == [False]


def test_a_macro_may_be_defined_after_its_use_and_in_any_case():
    assert reasons("@a{k, t=FOO, month=Jan}\n@string{foo={x}}") == []


# --- bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"@a{k}", "ascii"),
        ("@a{k, t={é}}".encode(), "utf-8"),
        ("@a{k, t={é}}".encode("latin-1"), "unknown-8bit"),
        ("@a{k, t={é}}".encode()[:-3] + b"}}", "unknown-8bit"),
        (b"\xef\xbb\xbf@a{k}", "utf-8"),
        (b"", "ascii"),
    ],
)
def test_encodings(data, encoding):
    built = read(data, "x")
    assert built.encoding == encoding
    assert_laid_end_to_end(data, built)
    assert len(list(built.entries)) == (1 if data else 0)


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32LE"),
        ("utf-32-be", "UTF-32BE"),
    ],
)
def test_wide_encodings_are_refused_with_the_way_out(codec, name):
    with pytest.raises(FileProblem, match=f"x.bib is in {name}, .*iconv -f {name} -t UTF-8"):
        read("@a{k}".encode(codec), "x.bib")


def test_a_wide_encoding_is_told_by_any_of_the_first_signs():
    with pytest.raises(FileProblem, match="UTF-16LE"):
        read("\u3042@a{k}".encode("utf-16-le"), "x.bib")


def test_a_byte_order_mark_stays_in_the_text_and_out_of_the_blocks():
    built = library("\ufeff@a{k}")
    assert built.text[0] == "\ufeff"
    assert [block.span for block in built.blocks] == [(1, 6)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    text = end.join(["@a{k,", "t={x", "y}", "}", "@b{z, t={", "@c{j}", ""])
    built = library(text)
    assert [(entry.key, built.line(entry.span)) for entry in built.entries] == [("k", 1), ("j", 6)]
    assert next(built.entries).fields[0].raw == f"{{x{end}y}}"
    assert [built.line(p.span) for p in built.problems] == [5]
    assert "before line 6 begins" in built.problems[0].reason


# --- the library's habits are kept from others -------------------------------------------


def test_nothing_is_printed_and_logging_stays_as_it_was(capfd, caplog):
    logger = logging.getLogger("bibtexparser")
    before = (list(logger.handlers), logger.propagate, logger.level, logger.disabled)
    with caplog.at_level(logging.DEBUG):
        library("@a{k, t={secret\n@a{\n@b{")
    assert (list(logger.handlers), logger.propagate, logger.level, logger.disabled) == before
    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(enabled):
    import gc

    try:
        (gc.enable if enabled else gc.disable)()
        library("@a{k}")
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


# --- hostile input finishes --------------------------------------------------------------

N = 3000
HOSTILE = {
    "ats": "@" * N,
    "ats and blanks": "@ " * N,
    "nested": "@a{k, t=" + "{" * N + "}" * N + "}",
    "open": "@a{k, t=" + "{" * N,
    "headers": "@x{\n" * N,
    "headers on a line": "@x{" * N,
    "comments": "@comment{\n" * N,
    "comments on a line": "@comment{" * N,
    "fields": "@a{k," + ",".join(f"f{i}={{1}}" for i in range(N)) + "}",
    "repeated": "@a{k," + "f={1}," * N + "}",
    "commas": "@a{k" + "," * N + "}",
    "no commas": "@a{k," + "f={1}\n" * N + "}",
    "junk": "@a{k," + "x " * N + "}",
    "braces for junk": "@a{k," + "{" * N,
    "quotes": '@a{k, t="' + '{"' * N,
    "read twice": "@a{k,t={\\{},,} " * N,
    "unclosed quotes": '@a{k,t="x {\\{"} ' * N,
    "commented out": "%" + "@a{k} " * N,
    "free text": "x " + "a@b{x} " * N,
    "blanks": "@a{k}" + " " * N + "\n @a{k}x @b{x}" * N,
    "macros": "@a{k,t=" + "a # " * N + "b}",
    "one field": "@a{k,t={" + "x" * 100 * N + "}}",
    "values in values": "@a{k,t={\n" * N + "}" * (2 * N - 2) + " x",
    "values in values, text far behind": "@a{k,t={\n" * N + "}," * N + "x\n" * 10 * N,
    "quotes over groups": '@a{k,t="\n{x}\n' * N,
    "quotes in parentheses": '@a(k,t="\n{x}\n' * N,
    "values closed at the end": "@a{k,t={\n" * N + "@b{}" * N + "}" * N,
    "commented out, line by line": "% @a{k, t=1}\n" * N,
    "one commented line": "% " + "@a{k " * N,
    "comments without braces": "@comment x, y\n" * N,
    "no keys": "@a{,t=1}\n" * N,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_finishes(name):
    data = (HOSTILE[name] + "\n@c{z, t={1}}\n").encode()
    built = read(data, "x")
    assert_laid_end_to_end(data, built)
    if name != "comments":
        assert list(built.entries)[-1].key == "z"


# --- properties --------------------------------------------------------------------------

BITS = st.sampled_from(
    [
        "@",
        "a",
        "k",
        ",",
        "=",
        "{",
        "}",
        "(",
        ")",
        '"',
        "#",
        "%",
        "\\",
        "\n",
        "\r",
        " ",
        "1",
        "é",
        "@a{k,",
        "@string{",
        "@comment{",
        "@preamble{",
        "t={x}",
        "\n@b{z}",
        "\ufeff",
        "\0",
        "\udcff",
    ]
)
SOUP = st.lists(BITS, max_size=40).map("".join)


@given(SOUP | st.text(max_size=60))
@example('@a{k, t={\\}} "}')
@example('@a{"}')
def test_any_text_is_rebuilt_by_its_spans(text):
    data = (
        text.encode("utf-8", "surrogateescape")
        if _encodable(text)
        else text.encode("utf-8", "ignore")
    )
    try:
        built = read(data, "x")
    except FileProblem:
        assert b"\0" in data[:4]
        return
    assert_laid_end_to_end(data, built)
    for problem in built.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(built.text)
        assert "\n" not in problem.reason


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


@given(st.binary(max_size=60))
def test_any_bytes_are_rebuilt_or_refused(data):
    try:
        assert_laid_end_to_end(data, read(data, "x"))
    except FileProblem:
        assert data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]


WORDS = st.text(alphabet="abcXYZ é-", min_size=1, max_size=8)
VALUES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner.map("{{{}}}".format) | WORDS, min_size=1, max_size=3).map("".join),
    max_leaves=6,
)
RAW = VALUES.map("{{{}}}".format) | VALUES.map('"{}"'.format) | st.integers(0, 2030).map(str)
NAMES = st.text(alphabet="abcdeX-", min_size=1, max_size=6)
FIELDS = st.dictionaries(NAMES, RAW, max_size=5)


@st.composite
def written_entries(draw, key):
    fields = draw(FIELDS)
    open_, close = draw(st.sampled_from(["{}", "()"]))
    equals = draw(st.sampled_from(["=", " = ", "\n="]))
    lines = [f"@article{open_}{key}", *(f"  {name}{equals}{raw}" for name, raw in fields.items())]
    return (",\n".join(lines) + draw(st.sampled_from(["", ",", "\n", ",\n"])) + close, fields)


@given(st.data(), st.integers(0, 5), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_generated_library_comes_back(data, count, end):
    written = [data.draw(written_entries(f"key{i}")) for i in range(count)]
    text = "\n".join(source for source, _ in written).replace("\n", end)
    built = library(text)
    assert_laid_end_to_end(text.encode(), built)
    assert [(e.key, {f.name: f.raw for f in e.fields}) for e in built.entries] == [
        (f"key{i}", fields) for i, (_, fields) in enumerate(written)
    ]
    assert [p for p in built.problems if "given twice" not in p.reason] == []


# A comment that is not closed may be closed by what follows, so none is among these.
BREAKS = SOUP.map(lambda soup: soup.replace("@comment", "@c")) | st.sampled_from(
    [text for text, _ in LOST if "@comment" not in text] + [text for text, *_ in FAULTS]
)


def closes_what_another_opens(first: str, second: str) -> bool:
    """Whether braces or parentheses too many in one of the texts may close what another opens."""
    text = first + second
    return all(balance(text)) or ("(" in text and ")" in text)


def balance(text: str) -> tuple[int, int]:
    """How many braces of *text* are not closed, and how many close nothing."""
    opened = closing = 0
    for sign in text:
        if sign == "{":
            opened += 1
        elif sign == "}" and opened:
            opened -= 1
        elif sign == "}":
            closing += 1
    return opened, closing


@given(st.data(), BREAKS, BREAKS)
def test_entries_that_begin_a_line_survive_what_stands_between(data, first, second):
    assume(not closes_what_another_opens(first, second))
    one, one_fields = data.draw(written_entries("healthy1"))
    two, two_fields = data.draw(written_entries("healthy2"))
    found = [
        (key, fields)
        for kind, key, fields in entries(f"text\n{first}\n{one}\n{second}\n{two}\n{first}")
        if kind == "article" and key.startswith("healthy")
    ]
    assert found == [("healthy1", one_fields), ("healthy2", two_fields)]


PASTED = st.recursive(
    VALUES | st.sampled_from(['x = "y", and', "a \\{ b}", "{a \\}", "\\{{x}}"]),
    lambda inner: st.builds(
        "{}\n{}@{}{{{}}}\n{}".format,
        VALUES, st.sampled_from(["", "  "]), st.sampled_from(["misc", "Article", "home", "string"]),
        inner | st.builds("key,\n  title = {{{}}},\n".format, inner), VALUES,
    ),
    max_leaves=4,
)  # fmt: skip


@st.composite
def entries_with_pasted_ones(draw, key):
    """An entry whose values hold lines that begin like blocks, and its fields."""
    raw = PASTED.map("{{{}}}".format) | VALUES.map("{{{}}}".format)
    raw |= PASTED.filter(lambda text: '"' not in text).map('"{}"'.format)
    raw |= st.builds("{{{}}} # {{{}}}".format, PASTED, PASTED)
    fields = draw(st.dictionaries(NAMES, raw, max_size=4))
    lines = [f"@article{{{key}", *(f"  {name} = {value}" for name, value in fields.items())]
    return ",\n".join(lines) + draw(st.sampled_from(["", ",", "\n", ",\n"])) + "}", fields


BETWEEN = st.sampled_from(["\n", "\n\n", "\n% remark\n", "\nfree text\n", "  \n"])


@given(st.data(), st.integers(1, 4), st.sampled_from(["\n", "\r\n"]))
def test_an_entry_that_closes_well_is_one_whatever_lines_its_values_have(data, count, end):
    written = [data.draw(entries_with_pasted_ones(f"key{i}")) for i in range(count)]
    between = [data.draw(BETWEEN) for _ in written]
    text = "".join(source + gap for (source, _), gap in zip(written, between, strict=True))
    text = text.replace("\n", end)
    built = library(text)
    assert_laid_end_to_end(text.encode(), built)
    assert [
        (e.key, {f.name: f.raw.replace(end, "\n") for f in e.fields}) for e in built.entries
    ] == [(f"key{i}", fields) for i, (_, fields) in enumerate(written)]
    assert [p for p in built.problems if "given twice" not in p.reason] == []


@given(st.data(), st.integers(3, 7))
def test_one_brace_too_few_costs_its_entry_and_at_most_a_neighbour(data, count):
    kinds = [
        data.draw(st.sampled_from([written_entries, entries_with_pasted_ones]))
        for _ in range(count)
    ]
    written = [data.draw(kind(f"key{i}")) for i, kind in enumerate(kinds)]
    text = "\n\n".join(source for source, _ in written) + "\n"
    braces = [at for at, sign in enumerate(text) if sign in "{}"]
    assume(braces)
    at = data.draw(st.sampled_from(braces))
    damaged = text[:at] + text[at + 1 :]
    found = {key: fields for _, key, fields in entries(damaged)}
    kept = [i for i, (_, fields) in enumerate(written) if found.get(f"key{i}") == fields]
    starts = [text.index(source) for source, _ in written]
    hit = sum(start <= at for start in starts) - 1
    lost = {*range(count)} - {*kept} - {hit}
    assert len(lost) <= 1
    assert all(abs(number - hit) == 1 for number in lost)


@pytest.mark.parametrize(
    "first",
    [
        "@misc{a,\n title = {A,\n year = {2000}\n}",
        "@misc{a,\n title = {A}\n",
        '@misc{a,\n title = "{A",\n year = {2000}\n}',
        '@misc{a,\n title = "{A},\n year = {2000}\n}',
    ],
)
@pytest.mark.parametrize("last", ["@misc{z,\n title = {Z}}\n}\n", '@misc{z,\n title = "Z"}\n}}\n'])
def test_an_open_brace_and_one_too_many_far_away_do_not_close_each_other(first, last):
    good = [f"@misc{{k{number},\n  title = {{T}},\n}}\n" for number in range(500)]
    found = [key for _, key, _ in entries("\n".join([first, *good, last]))]
    assert found[-501:] == [*(f"k{number}" for number in range(500)), "z"]


# --- names -------------------------------------------------------------------------------

NAME_ROWS = [
    ("Shokri, Reza", [Name("Reza", "", "Shokri")]),
    ("Reza Shokri", [Name("Reza", "", "Shokri")]),
    ("Donald E. Knuth", [Name("Donald E.", "", "Knuth")]),
    ("Plato", [Name(last="Plato")]),
    ("Ludwig van Beethoven", [Name("Ludwig", "van", "Beethoven")]),
    ("van Beethoven, Ludwig", [Name("Ludwig", "van", "Beethoven")]),
    ("de la Fontaine, Jean", [Name("Jean", "de la", "Fontaine")]),
    ("Brinch Hansen, Per", [Name("Per", "", "Brinch Hansen")]),
    ("King, Jr., Martin Luther", [Name("Martin Luther", "", "King", "Jr.")]),
    # BibTeX's order is Family, Jr, Given: what is written the other way stays so.
    ("King, Martin Luther, Jr.", [Name("Jr.", "", "King", "Martin Luther")]),
    ("{Barnes and Noble}", [Name(last="{Barnes and Noble}")]),
    ("{OpenAI} and {\\'E}mile Zola", [Name(last="{OpenAI}"), Name("{\\'E}mile", "", "Zola")]),
    ("A, B and others", [Name("B", "", "A"), Name(last="others")]),
    ("A, B AND C, D\nand\n E F", [Name("B", "", "A"), Name("D", "", "C"), Name("E", "", "F")]),
    ("Anders And\u00e9", [Name("Anders", "", "And\u00e9")]),
    ("Sandy Anderson", [Name("Sandy", "", "Anderson")]),
    ("A B and  and C D", [Name("A", "", "B"), Name("C", "", "D")]),
    ("A B and", [Name("A", "", "B")]),
    ("and A B", [Name("A", "", "B")]),
    ("Smith,", [Name(last="Smith")]),
    (", Smith", [Name(last="Smith")]),
    ("", []),
    ("  \n", []),
    ("{unclosed and C D", [Name(last="{unclosed and C D}")]),
    ("高橋 一郎", [Name("高橋", "", "一郎")]),
]


@pytest.mark.parametrize(("value", "names"), NAME_ROWS)
def test_names(value, names):
    assert list(split_names(value)) == names


def test_four_commas_lose_no_word():
    [name] = split_names("A, B, C, D, E")
    assert sorted(" ".join((name.first, name.von, name.last, name.jr)).split()) == list("ABCDE")


def test_many_authors():
    assert len(split_names(" and ".join(["Family, Given"] * 50_000))) == 50_000


@given(
    st.lists(
        st.sampled_from(
            ["Ann", "Lee", "van", "{A B}", "and", ",", "{", "}", "\\", "~", " ", "\\'e", "others"]
        ),
        max_size=15,
    ).map(" ".join)
    | st.text(max_size=30)
)
def test_no_name_raises_or_loses_a_letter(value):
    names = split_names(value)
    kept = "".join(f"{name.first}{name.von}{name.last}{name.jr}" for name in names)
    # `and` may be a separator, so its letters may be gone.
    assert {c for c in value if c.isalnum() and c.lower() not in "and"} <= set(kept)
    assert all(name.last for name in names)
