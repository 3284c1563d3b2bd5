"""Keys by the list's rule, which all keys of the list follow but one."""

import pytest

from door import FROZEN
from mialit.curation.citekey import make
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

# The key under which the seed list asks to be cited; the paper's year of publication is 2022.
_KEPT = "hu2021membership"

RECORDS = load([Source("papers.bib", FROZEN)]).records


def rule(record, taken=()):
    return make(record.authors[0].partition(",")[0], record.year, record.title, taken)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.key)
def test_the_rule_makes_every_key_of_the_list(record):
    assert rule(record) == ("hu2022membership" if record.key == _KEPT else record.key)


@pytest.mark.parametrize(
    ("family", "year", "title", "key"),
    [
        ("Choquette-Choo", 2021, "Label-Only Attacks", "choquettechoo2021label"),
        ("Zhao", 2021, "On the (In)Feasibility of X", "zhao2021feasibility"),
        ("Tramèr", 2022, "Truth Serum", "tramer2022truth"),
        ("Østergård", 2020, "Über Graphen", "ostergard2020uber"),
        ("van der Maaten", 2019, "The A", "vandermaaten2019the"),
        ("O'Neil", 2016, "How to Do It", "oneil2016how"),
        ("Li", None, "GANs", "ligans"),
        ("李", 2020, "成员 Inference", "2020inference"),
        ("", None, "", "entry"),
        ("A", 2020, "—", "a2020"),
    ],
)
def test_keys(family, year, title, key):
    assert make(family, year, title, ()) == key


def test_a_taken_key_gets_a_letter():
    assert make("Li", 2020, "GANs", ["Li2020gans"]) == "li2020gansa"
    taken = ["li2020gans", *(f"li2020gans{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    assert make("Li", 2020, "GANs", taken[:3]) == "li2020gansc"
    assert make("Li", 2020, "GANs", taken) == "li2020gansaa"
