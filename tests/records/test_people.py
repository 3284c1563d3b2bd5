"""Whether two names are one person's, and how two lists of people stand to one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.records.people import common, compared, run_together, same

SAME = [
    ("Müller, Hans", "Mueller, H."),
    ("Muller, Hans", "Müller, Hans"),
    ("Håkansson, Åsa", "Haakansson, Aasa"),
    ("Østergård, Kim", "Ostergard, K."),
    ("van der Maaten, Laurens", "Maaten, Laurens van der"),
    ("Van Der Maaten, L.", "van der Maaten, Laurens"),
    ("Choquette-Choo, Christopher A.", "Choo, Christopher A. Choquette"),
    ("Fernández Maimó, Lorenzo", "Maimó, Lorenzo Fernández"),
    ("Fernández, Lorenzo", "Fernández Maimó, Lorenzo"),
    ("Zhang, Yang", "Yang, Zhang"),
    ("Zhu, Jun-Yan", "Zhu, Junyan"),
    ("Zhu, J.-Y.", "Zhu, Junyan"),
    ("Zhu, JY", "Zhu, Jun-Yan"),
    ("Wang, W. H.", "Wang, Wendy Hui"),
    ("Sagduyu, YE", "Sagduyu, Yalin E."),
    ("Gong, Neil", "Gong, Neil Zhenqiang"),
    ("Carlini", "Carlini, Nicholas"),
    ("Smith, Jr, John", "Smith, John"),
    ("O'Neill, Tim", "ONeill, T."),
    ("Steinke, Chris", "Steinke, Christopher"),
]
OTHERS = [
    ("Shokir, Reza", "Shokri, Reza"),
    ("Wang, Jing", "Wang, Jiang"),
    ("Zhang, Yan", "Zhang, Yang"),
    ("Xu, Minhui", "Xue, Minhui"),
    ("Li, Bob", "Li, Robert"),
    ("Li, Wei", "Wang, Wei"),
    ("Smith, J", "Jones, J"),
    ("Wang, Y.", "Wang, Zhen"),
    ("Kim, Anna Lee", "Kim, Anna Marie"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_people(one, other):
    assert not same(one, other)
    assert not same(other, one)


def test_initials_in_one_word_with_a_hyphen():
    assert same("Choo, K-KR", "Choo, Kim-Kwang Raymond")
    assert not same("Choo, K-RK", "Choo, Kim-Kwang Raymond")


PAPER = ["Ito, Ken", "Weber, Jana", "Li, Wei", "Li, Wen"]


@pytest.mark.parametrize(
    ("entry", "places", "missing", "in_order"),
    [
        (PAPER, (0, 1, 2, 3), (), True),
        (["Ito, K.", "Weber, J.", "Li, W.", "Li, W."], (0, 1, 2, 3), (), True),
        (["Ito, K.", "Li, W."], (0, 2), (1, 3), True),
        (["Li, Wen", "Ito, Ken"], (3, 0), (1, 2), False),
        (["Ito, Ken", "Doe, Jane"], (0, None), (1, 2, 3), True),
        (["Ito, Ken", "Ito, Ken"], (0, None), (1, 2, 3), True),
        ([], (), (0, 1, 2, 3), True),
    ],
)
def test_lists(entry, places, missing, in_order):
    names = compared(entry, PAPER)
    assert (names.places, names.missing, names.in_order) == (places, missing, in_order)
    assert names.common + len(names.others) == len(entry)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        # as records have these lists, each as the name of one person
        ("Ken Ito, Jana Weber", {0, 1}),
        ("Ken Ito, Jana Weber, Wei Li Wen Li", {0, 1, 2, 3}),
        ("Ito, K., Weber J. Li W.", {0, 1, 2, 3}),
        ("Weber, Ken Ito; Jana", {0, 1}),
        ("Weber, Ken Ito & Jana", {0, 1}),
        ("Ito, Ken", set()),
        ("Ito, Weber", set()),
        ("Li, Jr., Wei", set()),
        ("de la Weber, Jana Ito", set()),
        ("Ken Ito", set()),
        ("Doe, Jr., Jane & Roe", set()),
    ],
)
def test_names_that_are_run_together(name, places):
    assert run_together(name, PAPER) == places
    assert common([name], PAPER) == (len(places) or compared([name], PAPER).common)


name = st.text("abcdeéüß -',.", max_size=12)
people = st.lists(st.builds("{}, {}".format, name, name), max_size=6)


@given(people, people)
def test_nobody_is_found_twice_or_lost(entry, paper):
    names = compared(entry, paper)
    found = [place for place in names.places if place is not None]
    assert sorted((*found, *names.missing)) == list(range(len(paper)))
    assert len(names.places) == len(entry)


@given(name, name)
def test_a_name_is_its_own_in_either_direction(one, other):
    assert same(one, one)
    assert same(one, other) == same(other, one)
