"""The page's plain references are those of the program."""

import pytest

from citing.reference_cases import CASES, text_of_cases
from door import ok, write, write_curated


@pytest.fixture(scope="module", params=["its own fields", "the vocabulary's", "no venue declared"])
def bib(request, tmp_path_factory):
    """The cases of the program's test, as a list of each kind."""
    folder = tmp_path_factory.mktemp("cases")
    if request.param == "the vocabulary's":
        return write_curated(folder, text_of_cases())
    if request.param == "no venue declared":
        write(folder, '[fields.mood]\nlabel = "Mood"\n', "papers.toml")
    return write(folder, text_of_cases())


def references(page, keys):
    """What the page shows as the reference of each of *keys*."""
    found = []
    for key in keys:
        page.evaluate("(key) => { location.hash = `#paper=${key}`; }", key)
        page.wait_for_selector(f"#detail[data-key='{key}']")
        found.append(page.locator("dialog .reference").text_content())
    return found


def test_the_page_composes_what_the_program_does(visit, rendered, bib):
    keys = [f"k{number}" for number in range(len(CASES))]
    ours = ok("cite", "-b", bib, "--sort", "file").lines
    assert references(visit(rendered(bib)), keys) == ours


def test_of_the_list_too(visit):
    keys = ok("list", "--format", "keys").lines
    assert references(visit(), keys) == ok("cite", "-", stdin="\n".join(keys).encode()).lines


def test_a_reference_is_copied(visit):
    page = visit(at="#paper=shokri2017membership")
    page.locator("dialog .copy-reference").click()
    page.wait_for_selector("dialog .said:not(:empty)")
    assert page.text_content("dialog .said") == "Copied the reference"
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == ok("cite", "shokri2017membership").lines[0]
    assert page.locator("dialog .copy-reference").get_attribute("type") == "button"
