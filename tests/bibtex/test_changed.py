"""The last guard before a write: what no edit concerns is read as before, or nothing is changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import run, write
from mialit.bibtex.edits import Edit, apply, changed
from mialit.bibtex.model import Entry, Library, Span
from mialit.bibtex.reader import read
from mialit.errors import FileProblem, UsageProblem


def library(text: str) -> Library:
    return read(text.encode(), "x.bib")


def edits(text: str, *wanted: tuple[str, str, str]) -> list[Edit]:
    """An edit for each of *wanted*: where it begins, what stands there, and what shall."""
    made = []
    for place, old, new in wanted:
        assert text.count(place) == 1, place
        start = text.index(place)
        assert text.startswith(old, start)
        made.append(Edit(Span(start, start + len(old)), new))
    return made


THREE = "@misc{a, x = {1}}\n@misc{b, x = {2}}\n@misc{c, x = {3}}\n"
LINE = "@misc{a, x = {1}} @misc{b, x = {2}} @misc{c, x = {3}}\n"
UNCLOSED = "@misc{a, x = {1}\n\n@misc{b, x = {2}}\n"
NO_COMMA = "@misc{a,\n x = {1}\n y = {2}\n}\n@misc{b,\n x = {3},\n y = {4}\n}\n"

ELSEWHERE = [  # text, edits, the line of the block that would be another
    # An entry between two edits goes into a comment: no fault, and nothing but it is gone.
    (THREE, [("@misc{b", "", "@comment{"), ("\n@misc{c", "", "}")], 2),
    (THREE, [("@misc{b", "", "% ")], 2),
    (THREE, [("@misc{b", "", "mail")], 2),
    (THREE, [("1", "1", "one"), ("@misc{c", "", "mail")], 3),
    (LINE, [("1", "1", "{")], 1),
    (LINE, [("2", "2", "22"), ("@misc{c", "", "word")], 1),
    # What stands at an entry's end becomes a part of it.
    (UNCLOSED, [("\n\n@misc{b", "", "}")], 1),
    (UNCLOSED, [("\n\n@misc{b", "", ", y = {2}")], 1),
    ("@comment{a\n\n@misc{b, x = {2}}\n", [("\n\n@misc{b", "", " b")], 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "line"), ELSEWHERE)
def test_what_alters_another_block_is_refused(
    text: str, wanted: list[tuple[str, str, str]], line: int
) -> None:
    with pytest.raises(FileProblem, match=rf"\Ax\.bib:{line}: the change would alter what it "):
        changed(library(text), edits(text, *wanted))


FAULTS = [  # text, edit, the fault that is named
    (THREE, ("{2}", "{2}", "foo"), "the macro `foo` is not defined"),
    (THREE, ("2}", "2}", "2"), "the entry is not closed before line 3"),
    (THREE, ("b,", "b", "a"), "the key `a` is already used on line 1"),
    # As many faults as before, but an entry less.
    (
        "@misc{a,\n x = {1}\n y = {2}\n}\n",
        ("x", "x = {1}\n y = {2}\n}", "="),
        "the entry is not closed before the end of the file",
    ),
    # The new fault is the one to name, whether it stands before the old ones or behind them.
    ("@misc{a, x = foo}\n@misc{b, x = {1}}\n", ("{1}", "{1}", "bar"), "the macro `bar`"),
    ("@misc{a, x = {1}}\n@misc{b, x = foo}\n", ("{1}", "{1}", "bar"), "the macro `bar`"),
    # One like an old one is a fault more, too.
    ("@misc{a, x = foo}\n@misc{b, x = {1}}\n", ("{1}", "{1}", "foo"), "the macro `foo`"),
    (NO_COMMA, ("3},", "3},", "3}"), "there is no comma after the field `x`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "fault"), FAULTS)
def test_what_brings_a_fault_is_refused(
    text: str, wanted: tuple[str, str, str], fault: str
) -> None:
    with pytest.raises(FileProblem) as raised:
        changed(library(text), edits(text, wanted))
    assert str(raised.value).startswith(
        f"x.bib: the change would bring a problem into the file: {fault}"
    )


TAKEN = [  # text, edits, the keys after
    (THREE, [("1", "1", "one"), ("2", "2", ""), ("3", "3", "333")], ["a", "b", "c"]),
    (THREE, [("@misc{b", "", "text\n"), ("\n@misc{c", "", " more")], ["a", "b", "c"]),
    (THREE, [("@misc{b", "@misc{b, x = {2}}\n", "")], ["a", "c"]),
    (THREE, [("@misc{b", "", "@misc{n}\n\n")], ["a", "n", "b", "c"]),
    (LINE, [("@misc{b", "", "% ")], ["a", "b", "c"]),
    # Faults that were there are no hindrance, also not one in the entry that changes.
    (NO_COMMA, [("4", "4", "5")], ["a", "b"]),
    (NO_COMMA, [("2", "2", "5")], ["a", "b"]),
    (NO_COMMA, [("\n y = {2}", "", ",")], ["a", "b"]),
    (UNCLOSED, [("{2}", "{2}", "{3}")], ["b"]),
    (UNCLOSED, [("{1}", "{1}", "{1}}")], ["a", "b"]),
    (UNCLOSED, [("1}", "1", "9")], ["b"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "keys"), TAKEN)
def test_what_concerns_nothing_else_is_taken(
    text: str, wanted: list[tuple[str, str, str]], keys: list[str]
) -> None:
    made = edits(text, *wanted)
    new = changed(library(text), reversed(made))
    assert new.text == apply(text, made)
    assert new.name == "x.bib"
    assert [entry.key for entry in new.entries] == keys


def test_half_a_character_cannot_be_written() -> None:
    with pytest.raises(UsageProblem, match="half a character"):
        changed(library(THREE), edits(THREE, ("2", "2", "\ud83d")))


def test_a_file_of_another_encoding_takes_ascii_alone() -> None:
    old = read(b"@misc{a, x = {caf\xe9}}\n@misc{b, x = {2}}\n", "x.bib")
    with pytest.raises(FileProblem, match=r"'éß' cannot be written"):
        changed(old, edits(old.text, ("2", "2", "aéßé")))
    assert changed(old, edits(old.text, ("2", "2", "e"))).text == old.text.replace("2", "e")


@pytest.mark.parametrize("spans", [[(1, 3), (2, 4)], [(0, 4), (1, 2)], [(3, 2)]])
def test_edits_that_overlap_or_run_backwards(spans: list[tuple[int, int]]) -> None:
    made = [Edit(Span(*span), "x") for span in spans]
    with pytest.raises(ValueError, match=f"edits overlap at offset {spans[-1][0]}"):
        changed(library(THREE), made)


# ------------------------------------------------------------------ at the user's door

# `x` does not close well, so that `c` is an entry. To take that out makes one of `x` again.
NESTED = "@misc{x,\n  abstract = {a\n@b{c}\n} junk,\n}\n\n@misc{good,\n  title = {T},\n}\n"


def test_remove_refuses_what_would_alter_another_entry(folder) -> None:
    path = write(folder, NESTED)
    result = run("remove", "c", cwd=folder)
    assert result.code != 0
    assert "papers.bib:1: the change would alter what it does not concern" in result.err
    assert path.read_text() == NESTED


# Braces around GANs would make a block of the title's second line: the entry does not close well.
AT_SIGN = (
    "@article{a,\n  title = {Learning\n@home GANs} x,\n  pages = {1-9},\n}\n\n"
    "@article{b,\n  title = {On RNNs},\n}\n"
)


def test_lint_leaves_a_fix_that_would_break_the_file_and_makes_the_others(folder) -> None:
    path = write(folder, AT_SIGN, "refs.bib")
    select = ["--select", "unprotected-capitals", "--select", "page-dash"]
    result = run("lint", "refs.bib", "--fix", *select, cwd=folder)
    assert result.code == 1
    assert path.read_text() == AT_SIGN.replace("RNNs", "{RNNs}").replace("1-9", "1--9")
    assert [line.split()[:2] for line in result.lines] == [
        ["refs.bib:3:7:", "unprotected-capitals"]
    ]


# ------------------------------------------------------------------ any edits of any file

TEXTS = st.sampled_from([
    "", "@misc{a, x = {1}}", "@misc{b,\n  x = {1},\n  y = foo\n}", "@article(c, x = \"1\" # {2})",
    "@string{s = {S}}", "@comment{c}", "@preamble{\"p\"}", "% remark", "free text", "mail @ home",
    "@misc{d, x = {1} y = {2}}", "@misc{e, x = {1}", "@misc{f, x = {\n@misc{g}\n}}", "}",
    "% @misc{h}",
])  # fmt: skip
PIECES = st.sampled_from(
    [
        "",
        "x",
        "{",
        "}",
        "{}",
        '"',
        "@",
        "%",
        ",",
        "\n",
        "=",
        "@misc{n}",
        "@comment{",
        "\n@b{c",
        "% ",
    ]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A file of odd blocks, and some edits of it that do not overlap."""
    joint = draw(st.sampled_from(["\n", "\n\n", " "]))
    text = joint.join(draw(st.lists(TEXTS, min_size=1, max_size=5))) + draw(
        st.sampled_from(["", "\n"])
    )
    places = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = [Span(*pair) for pair in zip(places[::2], places[1::2], strict=False)]
    if draw(st.booleans()):
        spans = [Span(span.start, span.start) for span in spans]
    return text, [Edit(span, draw(PIECES)) for span in spans]


@settings(max_examples=300, deadline=None)
@given(cases())
def test_all_outside_the_edits_is_read_as_before_or_nothing_changes(
    case: tuple[str, list[Edit]],
) -> None:
    text, made = case
    old = library(text)
    try:
        new = changed(old, made)
    except FileProblem:
        assert old == library(text)
        return
    assert new.text == apply(text, made)
    there = {block.span.start: block for block in new.blocks}
    for block in old.blocks:
        if any(
            edit.span.start < block.span.end and edit.span.end > block.span.start for edit in made
        ):
            continue
        before = [edit for edit in made if edit.span.end <= block.span.start]
        shift = sum(len(edit.replacement) - (edit.span.end - edit.span.start) for edit in before)
        same = there[block.span.start + shift]
        assert type(same) is type(block)
        assert new.source(same.span) == old.source(block.span)
        if isinstance(block, Entry) and isinstance(same, Entry):
            assert (same.type, same.key) == (block.type, block.key)
            assert [field[:2] for field in same.fields] == [field[:2] for field in block.fields]
    assert len(new.problems) <= len(old.problems)
    assert sum(each.lost for each in new.problems) <= sum(each.lost for each in old.problems)
