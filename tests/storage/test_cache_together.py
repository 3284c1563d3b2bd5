"""Stored lists of files that are read together: macros and parents come from one in another.

What is shown is what reading them anew shows, whatever was changed, in whichever file, and
whichever of them were asked before. What need not be read again is not.
"""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from door import entry, write
from kept_lists import load
from mialit.bibtex import reader as bibtex
from mialit.render.data_formats import facts
from mialit.storage.cache import Cache
from mialit.storage.sources import Source

MACROS = "@string{jv = {Journal of Voles}}\n@string{pub = {Press}}\n"
LIST = entry("a", ["journal = jv", "year = 2020"], "article") + entry("b", ["title = {Beta}"])
VOLUME = entry("vol", {"title": "Voles Meet", "year": "2019", "publisher": "Press"}, "proceedings")
CHILD = entry("c", ["title = {Gamma}", "crossref = {vol}"], "inproceedings")


def shown(place, *paths):
    """All that a list of *paths* says, read through the cache folder *place* (None: without)."""
    catalogue = load([Source(path.name, path) for path in paths], Cache(place))
    rows = [
        facts(record, catalogue.vocabulary, catalogue.source_of(record))
        | {"folded": record.folded, "wide": record.wide, "rest": dict(record.rest)}
        for record in catalogue.records
    ]
    return json.loads(json.dumps([rows, catalogue.faults]))


def venues(place, *paths):
    rows, _ = shown(place, *paths)
    return {row["key"]: row["venue"] for row in rows}


def years(place, *paths):
    rows, _ = shown(place, *paths)
    return {row["key"]: row["year"] for row in rows}


# --- what is stored counts, and what the other files give -----------------------------------------


def test_files_read_together_are_parsed_once(tmp_path, place, parsed):
    macros, refs = write(tmp_path, MACROS, "macros.bib"), write(tmp_path, LIST, "refs.bib")
    for _ in range(3):
        assert venues(place, macros, refs) == {"a": "Journal of Voles", "b": None}
    assert venues(place, refs, macros)["a"] == "Journal of Voles"
    assert parsed == ["macros.bib", "refs.bib"]


def test_a_change_of_a_macro_that_is_used_shows_at_once(tmp_path, place, parsed):
    macros, refs = write(tmp_path, MACROS, "macros.bib"), write(tmp_path, LIST, "refs.bib")
    venues(place, macros, refs)
    write(tmp_path, MACROS.replace("Voles", "Moles"), "macros.bib")
    assert venues(place, macros, refs)["a"] == "Journal of Moles"
    assert parsed == ["macros.bib", "refs.bib"] * 2


def test_a_change_that_the_list_does_not_use_leaves_it_stored(tmp_path, place, parsed):
    macros, refs = write(tmp_path, MACROS, "macros.bib"), write(tmp_path, LIST, "refs.bib")
    venues(place, macros, refs)
    write(tmp_path, MACROS.replace("Press", "Printer"), "macros.bib")
    assert venues(place, macros, refs)["a"] == "Journal of Voles"
    assert parsed == ["macros.bib", "refs.bib", "macros.bib"]


def test_a_macro_that_a_macro_needs_counts_as_used(tmp_path, place):
    macros = write(tmp_path, '@string{of = {Voles}}\n@string{jv = "On " # of}\n', "macros.bib")
    refs = write(tmp_path, LIST, "refs.bib")
    assert venues(place, macros, refs)["a"] == "On Voles"
    write(tmp_path, '@string{of = {Moles}}\n@string{jv = "On " # of}\n', "macros.bib")
    assert venues(place, macros, refs)["a"] == "On Moles"
    write(tmp_path, '@string{jv = "On " # of}\n', "macros.bib")
    assert venues(place, macros, refs)["a"] == "On of"
    last = write(tmp_path, "@string{of = {Foxes}}\n", "last.bib")
    assert venues(place, macros, refs, last)["a"] == "On Foxes"


def test_alone_after_together_and_together_after_alone(tmp_path, place):
    macros, refs = write(tmp_path, MACROS, "macros.bib"), write(tmp_path, LIST, "refs.bib")
    for _ in range(2):
        assert venues(place, refs)["a"] == "jv"
        assert venues(place, macros, refs)["a"] == "Journal of Voles"


def test_problems_are_those_of_the_files_asked(tmp_path, place):
    macros, refs = write(tmp_path, MACROS, "macros.bib"), write(tmp_path, LIST, "refs.bib")
    for _ in range(2):
        assert [len(each) for each in shown(place, refs)[1]] == [1]
        assert [len(each) for each in shown(place, macros, refs)[1]] == [0, 0]


def test_months_may_be_defined_by_a_file_before(tmp_path, place):
    refs = write(tmp_path, entry("a", ["month = jan"]), "refs.bib")
    macros = write(tmp_path, "@string{jan = {Janvier}}\n", "macros.bib")
    for _ in range(2):
        assert shown(place, refs)[0][0]["rest"]["month"] == "January"
        assert shown(place, macros, refs)[0][0]["rest"]["month"] == "Janvier"
        # The month is defined already where a file behind would define it.
        assert shown(place, refs, macros)[0][0]["rest"]["month"] == "January"


def test_a_parent_in_another_file(tmp_path, place, parsed):
    refs, volumes = write(tmp_path, CHILD, "refs.bib"), write(tmp_path, VOLUME, "volumes.bib")
    for _ in range(2):
        assert years(place, refs, volumes) == {"c": 2019, "vol": 2019}
    assert parsed == ["refs.bib", "volumes.bib"]
    write(tmp_path, VOLUME.replace("2019", "2018"), "volumes.bib")
    assert years(place, refs, volumes) == {"c": 2018, "vol": 2018}
    write(tmp_path, VOLUME.replace("vol,", "other,"), "volumes.bib")
    assert years(place, refs, volumes) == {"c": None, "other": 2019}
    assert years(place, refs) == {"c": None}


def test_a_parents_macro_in_a_third_file(tmp_path, place):
    refs = write(tmp_path, CHILD, "refs.bib")
    volumes = write(tmp_path, VOLUME.replace("{Press}", "pub"), "volumes.bib")
    macros = write(tmp_path, MACROS, "macros.bib")
    for name in ("Press", "House"):
        write(tmp_path, MACROS.replace("Press", name), "macros.bib")
        for _ in range(2):
            (row, _), _ = shown(place, refs, volumes, macros)
            assert row["rest"]["publisher"] == name


def test_a_chain_of_parents_through_files_and_a_circle(tmp_path, place):
    one = write(tmp_path, entry("a", {"crossref": "b"}), "one.bib")
    two = write(tmp_path, entry("b", {"crossref": "c"}), "two.bib")
    for text in (entry("c", {"year": "2001"}), entry("c", {"year": "2002", "crossref": "a"})):
        three = write(tmp_path, text, "three.bib")
        year = int(text[text.index("20") :][:4])
        for files in ((one, two, three), (three, two, one), (two, one, three)):
            assert set(years(place, *files).values()) == {year}


def test_a_warm_file_whose_text_is_needed_for_a_parent_keeps_its_records(tmp_path, place, parsed):
    refs, volumes = write(tmp_path, CHILD, "refs.bib"), write(tmp_path, VOLUME, "volumes.bib")
    years(place, volumes)
    assert years(place, refs, volumes) == {"c": 2019, "vol": 2019}
    assert parsed == ["volumes.bib", "refs.bib", "volumes.bib"]
    assert years(place, refs, volumes) == {"c": 2019, "vol": 2019}
    assert len(parsed) == 3


def test_a_neighbour_that_changes_while_the_others_are_read(tmp_path, place, monkeypatch):
    """Between the look at its stored list and the reading that another file made necessary."""
    refs, volumes = write(tmp_path, CHILD, "refs.bib"), write(tmp_path, VOLUME, "volumes.bib")
    years(place, volumes)
    real = bibtex.read

    def meanwhile(data, name):
        if name == "refs.bib":
            write(tmp_path, VOLUME.replace("2019", "2018"), "volumes.bib")
        return real(data, name)

    with monkeypatch.context() as patch:
        patch.setattr(bibtex, "read", meanwhile)
        assert years(place, refs, volumes) == {"c": 2018, "vol": 2018}
    assert years(place, refs, volumes) == {"c": 2018, "vol": 2018}


# --- nothing stale, ever --------------------------------------------------------------------------

NAMES = ["one.bib", "two.bib", "three.bib"]
PIECES = st.sampled_from(
    [
        "@string{jv = {Voles %d}}\n",
        "@string{jv = of # { %d}}\n",
        "@string{of = {Foxes %d}}\n",
        "@string{of = jv}\n",
        "@string{JAN = {Janvier %d}}\n",
        "@article{a%d, journal = jv, month = jan}\n",
        "@article{b%d, journal = of # {!}}\n",
        "@proceedings{vol, title = of, year = 200%d}\n",
        "@proceedings{top, publisher = jv, crossref = {vol}}\n",
        "@inproceedings{c%d, crossref = {VOL}}\n",
        "@inproceedings{d%d, crossref = of}\n",
        "@inproceedings{e%d, crossref = {top}}\n",
        "@misc{Foxes 1, year = 199%d}\n",
    ]
)
TEXTS = st.lists(st.tuples(PIECES, st.integers(0, 2)), max_size=5).map(
    lambda pieces: "".join(piece % number if "%d" in piece else piece for piece, number in pieces)
)
LOOKS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)


@settings(max_examples=60)
@given(
    first=st.tuples(TEXTS, TEXTS, TEXTS),
    steps=st.lists(
        st.tuples(st.one_of(st.none(), st.tuples(st.sampled_from(NAMES), TEXTS)), LOOKS),
        min_size=1,
        max_size=8,
    ),
)
def test_nothing_stale_is_ever_shown(tmp_path_factory, first, steps):
    root = tmp_path_factory.mktemp("desk")
    place = root / "cache"
    for name, text in zip(NAMES, first, strict=True):
        write(root, text, name)
    for edit, names in steps:
        if edit:
            name, text = edit
            write(root, text, name)
        asked = [root / name for name in names]
        expected = shown(None, *asked)
        assert shown(place, *asked) == expected
        assert shown(place, *asked) == expected


def test_what_a_file_owes_is_damaged_as_all_else(tmp_path, place):
    macros, refs = write(tmp_path, MACROS, "macros.bib"), write(tmp_path, LIST, "refs.bib")
    expected = shown(place, macros, refs)
    for stored in list(place.iterdir()):
        data = stored.read_bytes()
        start = data.index(b"\n") + 1
        for at in (data.index(b'"borrowed"') + 15, *range(start, len(data), len(data) // 20)):
            stored.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert shown(place, macros, refs) == expected
