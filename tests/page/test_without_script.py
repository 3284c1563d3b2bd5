"""Readers whose browser runs no script, or does not run that of the page."""

import base64
import hashlib
import re

import pytest

from door import entry, ok, write


@pytest.mark.chromium("Firefox's driver runs nothing without script")
def test_all_papers_stand_in_the_table(visit):
    page = visit(script=False)
    listed = ok("list", "--json").json
    rows = page.locator("#papers tbody tr")
    assert rows.count() == len(listed)
    for number, paper in enumerate(listed):
        text = rows.nth(number).text_content()
        shown = [paper["title"], paper["key"], str(paper["year"]), *paper["knowledge"]]
        assert all(part in text for part in (*shown, *paper["target"], paper["venue"] or ""))
        links = rows.nth(number).locator("a").evaluate_all("links => links.map((a) => a.href)")
        assert [link.rstrip("/") for link in links] == [
            address.rstrip("/") for address in (paper["url"], *paper["code"])
        ]


@pytest.mark.chromium("Firefox's driver runs nothing without script")
def test_nobody_without_script_reads_of_scripts_that_do_not_run(visit):
    page = visit(script=False)
    assert page.locator("#waiting").count() == 0
    assert "script" not in page.locator("main").inner_text()


def test_where_scripts_run_the_rows_for_others_are_mere_text(visit):
    page = visit()
    assert page.locator("noscript *").count() == 0
    assert page.locator("#waiting").count() == 0
    assert page.locator("#papers").count() == 1


HOSTILE = "</noscript><b>bold</b> --> <!-- </template> end"


@pytest.mark.parametrize("script", [True, False])
def test_no_text_ends_the_part_that_it_stands_in(visit, tmp_path, script):
    title = HOSTILE.replace("--", "-{-}")  # two hyphens, and no dash
    bib = write(tmp_path, entry("one", {"title": title}) + entry("two", {"title": "Two"}))
    ok("render", "html", "--bib", bib, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html", script=script)
    assert page.locator("#papers tbody tr").count() == 2
    assert page.locator("#papers tbody .title").first.text_content() == HOSTILE
    assert page.locator("main b").count() == 0


def served(browser, path, policy):
    """The page of *path* as a server with a *policy* gives it."""
    context = browser("light").new_context()
    context.route(
        "https://papers.test/*",
        lambda route: route.fulfill(
            body=path.read_text(encoding="utf-8"),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy},
        ),
    )
    page = context.new_page()
    page.goto("https://papers.test/papers.html")
    return page


def test_a_server_that_stops_the_script_is_named_and_how_to_let_it_run(browser, rendered):
    path = rendered()
    page = served(browser, path, "script-src 'self'")
    page.locator("#waiting").wait_for(state="visible")
    text = page.locator("#waiting").inner_text()
    script = re.findall(r"<script>(.*?)</script>", path.read_text(encoding="utf-8"), re.DOTALL)[-1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    policy = text[text.index("script-src") :].strip()
    page.context.close()
    page = served(browser, path, policy)
    page.wait_for_selector("#count:not(:empty)")
    assert page.locator("#waiting").count() == 0
    page.context.close()
