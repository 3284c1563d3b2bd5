"""Entries without a key on the page, in the browser."""

import re

from door import ok, write

ENTRY = "@misc{{,\n  author = {{Hu, Li}},\n  title = {{{}}},\n  year = 2020\n}}\n"


def test_each_is_marked_and_has_a_link_of_its_own(visit, tmp_path):
    one = write(tmp_path, ENTRY.format("The First"), "one.bib")
    two = write(tmp_path, ENTRY.format("The Second"), "two.bib")
    path = tmp_path / "page.html"
    ok("render", "html", "-b", one, "-b", two, "-o", path)
    page = visit(path)
    assert page.locator("td.c-key").all_text_contents() == ["line:1 (no key)"] * 2
    links = page.locator("a.title")
    assert len({link.get_attribute("href") for link in links.all()}) == 2
    links.filter(has_text="The Second").click()
    assert page.locator("#detail-title").text_content() == "The Second"
    assert "{The Second}" in page.locator("dialog pre").text_content()
    assert re.search(r"line:1 \(no key\)", page.locator("dialog .key").text_content())
    page.keyboard.press("Escape")
    page.search("no:key")
    assert page.count == "2 papers"
    page.search("has:key")
    assert page.count.startswith("0 of ")
