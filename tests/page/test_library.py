"""The page of a library without a vocabulary, in the browser."""

import re

import pytest

from door import entry, keys, ok, write
from library import ENTRIES, TO_READ, TRUE_POSITIVE

pytestmark = pytest.mark.chromium("the script's data are the same in any browser")


def legends(page):
    return page.locator("#facets legend").all_text_contents()


def test_facets_are_of_what_the_entries_have(visit, rendered, library):
    page = visit(rendered(library))
    assert page.count == f"{ENTRIES} papers"
    assert legends(page) == ["Year", "Type", "Venue", "Keywords", "Authors", "State"]
    numbers = page.locator("#facets label .number").all_text_contents()
    assert len(numbers) > 20
    assert "0" not in numbers
    page.option("Keywords", "to-read").check()
    assert page.count.startswith(f"{TO_READ} of ")
    page.search("tag:to-read")
    assert page.count.startswith(f"{TO_READ} of ")
    page.option("Keywords", "to-read").uncheck()
    page.search("type:phdthesis")
    found = ok("list", "type:phdthesis", "-b", library, "--count").out.strip()
    assert page.count.startswith(f"{found} of ")


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("true-positive", TRUE_POSITIVE),
        ("to-read", TO_READ),
        ('"true-positive rate"', TRUE_POSITIVE),
        ("moreau true-positive", None),
        ("naïve", None),
        ("transactions information systems", None),
        ("mueller", None),
        ("王伟", None),
        ("隐私保护", None),
        ("gpu -batteries", None),
        ("kernls", None),
        ("dropped packages zzzz", None),
    ],
)
def test_words_look_where_the_programs_do(visit, rendered, library, query, number):
    page = visit(rendered(library))
    page.search(query)
    found = keys("search", "-b", library, *query.split("\n"))
    if number is not None:
        assert len(found) == number
    count = f"{len(found)} of {ENTRIES} papers" if found else f"0 of {ENTRIES} papers"
    assert page.count == count
    assert page.every_key() == found


def test_the_matrix_is_of_a_size_to_read_and_chooses(visit, rendered, library):
    page = visit(rendered(library))
    page.click("#overview > summary")
    assert page.locator("#matrix thead th").count() == 12
    assert page.locator("#matrix tbody tr").count() == 10
    cell = page.locator("#matrix button:not(.gap)").first
    number = cell.text_content()
    cell.click()
    page.frame()
    assert page.count.startswith(f"{number} of ")
    page.locator("#matrix-rows").select_option("keywords")
    page.locator("#matrix-columns").select_option("venue")
    assert re.search(r"papers? in no cell", page.locator("#matrix-note").text_content())


def test_what_does_not_tell_papers_apart_is_no_facet(visit, folder):
    bib = write(folder, entry("a", {"year": "2020", "title": "A"}) + entry("b", {"title": "B"}))
    ok("render", "html", "-b", bib, "-o", folder / "page.html")
    page = visit(folder / "page.html")
    assert legends(page) == ["Year"]
    assert not page.locator("#overview").is_visible()  # a chart of one year says nothing
    assert not page.locator("#matrix").is_visible()


FILLING = "".join(
    entry(f"f{number:02}", {"year": "2020", "title": f"Of {chr(97 + number)} matters"})
    for number in range(26)
)
TOGETHER = entry("apart", {"year": "2021", "title": "A", "abstract": "Levels, then a river."})
TOGETHER += entry("together", {"year": "2020", "title": "B", "abstract": "Of river levels."})
ABSTRACT_ASIDE = entry("new", {"year": "2021", "title": "Amber birch cedar dogwood"})
ABSTRACT_ASIDE += entry(
    "old", {"year": "2020", "title": "Amber birch cedar dogwood", "abstract": "An elder."}
)
ABSTRACT_ASIDE += entry("one", {"year": "2020", "title": "Elder and fennel", "note": "Fennel"})


@pytest.mark.parametrize(
    ("entries", "query", "order"),
    [
        pytest.param(TOGETHER, "river levels", ["together", "apart"], id="neighbours"),
        pytest.param(
            ABSTRACT_ASIDE,
            "amber birch cedar dogwood elder fennel",
            ["new", "old"],
            id="not-where-a-word-fails",
        ),
    ],
)
def test_abstracts_count_as_they_do_in_the_program(visit, folder, entries, query, order):
    bib = write(folder, FILLING + entries)
    assert keys("search", "-b", bib, query) == order
    ok("render", "html", "-b", bib, "-o", folder / "page.html")
    page = visit(folder / "page.html")
    page.search(query)
    assert page.keys == order


def test_a_declared_field_called_type_is_that_field(visit, rendered, tmp_path):
    path = write(
        tmp_path,
        entry("a2020", {"title": "One", "type": "Research note"}, "techreport")
        + entry("b2021", {"title": "Two", "type": "Thesis"}, "phdthesis"),
    )
    path.with_suffix(".toml").write_text(
        '[fields.type]\nlabel = "Art"\nform = "vocabulary"\n[fields.type.values]\n'
        '"Research note" = {}\n"Thesis" = {}\n',
        encoding="utf-8",
    )
    page = visit(rendered(path))
    for query in ('type:"research note"', "type:res", 'art:"research note"', "has:type thesis"):
        page.search(query)
        assert page.every_key() == keys("list", "--bib", path, query), query


def test_a_field_that_the_page_does_not_carry_is_told(visit, rendered, tmp_path):
    path = write(tmp_path, entry("a2020", {"title": "One", "annotation": "mine", "groups": "g"}))
    page = visit(rendered(path))
    for name in ("annotation", "groups"):
        page.search(f"has:{name}")
        assert page.locator("#note").text_content() == f"this page does not have the field {name}"
    page.search("constructor:x")
    assert page.locator("#note").text_content().startswith("unknown field 'constructor'")
