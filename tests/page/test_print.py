"""The page on paper: every paper, and where it is found."""

import pytest

from door import FROZEN, entry, ok, write

PRINTED = """cells => cells.map((cell) => {
  const { content } = getComputedStyle(cell, "::after");
  return [content, cell.dataset.address ?? cell.href];
})"""


@pytest.mark.chromium("Firefox's driver emulates no print")
@pytest.mark.parametrize("script", [True, False])
def test_print_says_where_each_paper_is_found(visit, script):
    page = visit(script=script)
    if script:
        assert (
            page.locator("#papers tbody [data-address]").evaluate_all(
                "cells => cells.map((cell) => getComputedStyle(cell, '::after').content)"
            )
            == ["none"] * page.locator("#papers tbody [data-address]").count()
        )
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    rows = page.locator("#papers tbody tr")
    assert rows.count() == 42
    papers = ok("list", "-b", FROZEN, "--json").json
    wanted = [
        f"https://doi.org/{paper['doi']}" if paper["doi"] else paper["url"] for paper in papers
    ]
    assert sum("doi.org" in address for address in wanted) > 10
    for number, address in enumerate(wanted):
        # Below the title; without script, where the paper's link has the same address, there.
        cell = rows.nth(number).locator("[data-address]")
        below = script or cell.count()
        shown = cell if below else rows.nth(number).locator(".c-url a")
        [[content, says]] = shown.evaluate_all(PRINTED)
        # `attr` is resolved only where it is drawn: attribute and rule together say what is.
        assert says.rstrip("/") == address.rstrip("/")
        assert "attr(" in content or content.strip('"') == address
        assert rows.nth(number).locator(".c-title" if below else ".c-url").is_visible()
    assert page.locator("#papers .c-url").first.is_visible() != script
    assert page.locator("#papers .c-title").first.is_visible()


def test_a_doi_that_has_a_column_is_not_printed_twice(visit, tmp_path):
    (tmp_path / "own.toml").write_text('[list]\ncolumns = ["title", "doi"]\n', encoding="utf-8")
    bib = write(tmp_path, entry("a", ["title = {A}", "doi = {10.5555/a}"]), "own.bib")
    ok("render", "html", "-b", bib, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html")
    assert page.locator("#papers tbody td", has_text="10.5555/a").count() == 1
    assert not page.locator("#papers tbody td.c-title").get_attribute("data-address")
