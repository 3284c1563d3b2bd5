"""Whether everybody can use the page: axe-core, narrow screens, large lists."""

import subprocess
import sys

import pytest

from door import ROOT

AXE = ROOT / "tests/page/vendor/axe.min.js"


def violations(page):
    page.evaluate("() => {" + AXE.read_text(encoding="utf-8") + "\n}")
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found
    ]


STATES = [
    "",
    "#q=label",
    "#kind=attack&q=nothingatall",
    "#paper=choquettechoo2021label",
    "#year=2020&chosen=hu2021membership",
]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", STATES)
def test_axe_finds_nothing(visit, scheme, width, hash_):
    # axe is given to the page by evaluating its source, which the page's own policy forbids.
    page = visit(
        at=hash_, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True,
        reduced_motion="reduce",
    )  # fmt: skip
    for details in ("#filters", "#overview"):
        page.evaluate(f"document.querySelector('{details}').open = true")
    assert violations(page) == []


@pytest.mark.parametrize("hash_", STATES)
@pytest.mark.parametrize("width", [320, 360, 768, 1024])
def test_no_sideways_scroll(visit, width, hash_):
    page = visit(at=hash_, viewport={"width": width, "height": 740})
    for details in ("#filters", "#overview"):
        page.evaluate(f"document.querySelector('{details}').open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def large(tmp_path_factory, rendered):
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench/page/make_list.py"), "5000"],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    bib = tmp_path_factory.mktemp("large") / "large.bib"
    bib.write_bytes(done.stdout)
    return rendered(bib)


def test_five_thousand_papers(visit, large):
    page = visit(large)
    assert page.count == "5,000 papers"
    assert page.locator("#papers tbody tr").count() < 200  # the rest when one scrolls there
    page.locator("#query").press_sequentially("label onyl atack")
    page.frame()
    assert page.locator("#papers tbody mark").count() > 5
    page.search("")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    # Not wait_for_function: what it repeats is evaluated, which the page's own policy forbids.
    page.locator("#papers tbody tr").nth(24).wait_for(state="attached")


def test_the_bundled_page_is_small(rendered):
    assert rendered().stat().st_size < 400_000
