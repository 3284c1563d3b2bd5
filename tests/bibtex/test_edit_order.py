"""Entries in another order: each moves with the comment above it, and no byte is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import entry
from mialit.bibtex.edit_order import in_order, parents_behind, reordered
from mialit.bibtex.reader import read
from mialit.errors import FileProblem

_GAPS = (
    "\n",
    "\n\n",
    "\r\n\r\n",
    "\n% a remark\n\n",
    "\n\n% above\n",
    "",
    "\n@comment{x}\n",
    " text\n",
)


@st.composite
def files(draw):
    """A file's text, and an order of its entries."""
    number = draw(st.integers(1, 6))
    parts = [draw(st.sampled_from(("", "% head\n", "\ufeff", "\n\n")))]
    for n in range(number):
        title = draw(st.sampled_from(("A", "Größe", "{B} # x")))
        parts += [entry(f"k{n}", {"title": title}).rstrip(), draw(st.sampled_from(_GAPS))]
    return "".join(parts), draw(st.permutations(range(number)))


@given(files())
def test_every_order_can_be_had_and_undone(case):
    text, order = case
    library = read(text.encode(), "x.bib")
    entries = list(library.entries)
    if len(entries) != len(order):
        return  # a gap joined two entries
    new = in_order(library, [entries[n] for n in order])
    assert [each.key for each in new.entries] == [entries[n].key for n in order]
    assert sorted(new.text) == sorted(text)
    found = {each.key: each for each in new.entries}
    back = in_order(new, [found[each.key] for each in entries])
    assert [back.source(e.span) for e in back.entries] == [library.source(e.span) for e in entries]
    assert sorted(back.text) == sorted(text)


def test_a_comment_directly_above_goes_along_and_the_files_head_stays():
    text = "% The list of Ann\n@misc{a}\n\n% about b\n@misc{b}\n\n@comment{between}\n\n@misc{c}\n"
    library = read(text.encode(), "x.bib")
    a, b, c = library.entries
    new = in_order(library, [c, b, a])
    assert new.text == (
        "% The list of Ann\n@misc{c}\n\n% about b\n@misc{b}\n\n@comment{between}\n\n@misc{a}\n"
    )
    assert reordered(library, [a, b, c]) == ()


def test_nothing_moves_before_the_definition_that_it_uses():
    text = "@misc{a}\n@string{v = {x}}\n@misc{b, note = v}\n"
    library = read(text.encode(), "x.bib")
    a, b = library.entries
    with pytest.raises(FileProblem, match=r"x.bib:2: @string\{v\} stands behind"):
        in_order(library, [b, a])


@pytest.mark.parametrize(
    ("refers", "wanted"),
    [
        ({"a": "p"}, "apb"),
        ({"a": "p", "b": "p"}, "abp"),
        ({}, "pab"),
        ({"a": "P"}, "apb"),
        ({"p": "a", "a": "p"}, "pab"),
        ({"p": "a", "a": "p", "b": "p"}, "abp"),
        ({"a": "a", "b": "nowhere"}, "pab"),
    ],
)
def test_parents_stand_behind_their_children(refers, wanted):
    text = "".join(
        entry(key, {"crossref": refers[key]} if key in refers else {}) for key in ("p", "a", "b")
    )
    library = read(text.encode(), "x.bib")
    made = "".join(each.key for each in parents_behind(library, list(library.entries)))
    assert made == wanted
