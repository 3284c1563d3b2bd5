"""The table of a long list: only rows near the reader are drawn, and nobody notices."""

import random
import re

import pytest

pytestmark = pytest.mark.chromium("rows are measured in one browser")

WORDS = ("attack", "model", "data", "noise", "bound", "audit", "shadow", "label", "risk", "loss")
COUNT = 2000
VISIBLE = """() => [...document.querySelectorAll("#papers tbody tr")].flatMap((line) => {
  const { top, bottom } = line.getBoundingClientRect();
  const place = Number(line.getAttribute("aria-rowindex"));
  return bottom > 0 && top < innerHeight ? [[place, top]] : [];
})"""
PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
SCROLLED = """(from) => new Promise((done) => {
  const look = () => requestAnimationFrame(() =>
    (scrollY === from ? look() : requestAnimationFrame(() => setTimeout(done))));
  look();
})"""


# A key scrolls over several frames, and goes on where something else scrolls meanwhile.


@pytest.fixture(scope="module")
def long(tmp_path_factory, rendered):
    """The page of 2,000 papers whose rows are of one to four lines."""
    draw = random.Random(5)
    bib = tmp_path_factory.mktemp("long") / "long.bib"
    entries = []
    for number in range(COUNT):
        title = f"Paper {number} {' '.join(draw.choices(WORDS, k=draw.randint(2, 40)))}"
        entries.append(
            f"@article{{made{number},\n  title = {{{title}}},\n  author = {{Doe, Jo}},\n"
            f"  year = {{{2000 + number % 20}}},\n  journal = {{J{number % 9}}}\n}}\n"
        )
    bib.write_text("".join(entries), encoding="utf-8")
    return rendered(bib)


def rows_of(page):
    return page.locator("#papers tbody tr").count()


def focused(page):
    """The place in the table of the row that has the focus; the table's head is the first row."""
    return int(page.locator("#papers tbody tr:focus-within").get_attribute("aria-rowindex"))


def on_screen(page):
    """The places of the rows on the screen, and where they are."""
    return dict(page.evaluate(VISIBLE))


def first_row(page):
    page.focus("#query")
    page.keyboard.press("ArrowDown")
    assert focused(page) == 2


def test_end_reaches_the_last_row_and_home_the_first(visit, long):
    page = visit(long)
    assert page.locator("#papers").get_attribute("aria-rowcount") == str(COUNT + 1)
    first = page.keys[0]
    first_row(page)
    page.keyboard.press("End")
    assert focused(page) == COUNT + 1
    page.frame()
    assert COUNT + 1 in on_screen(page)
    assert len(on_screen(page)) > 5  # and what stands before it
    page.keyboard.press("Home")
    page.frame()
    assert focused(page) == 2
    assert 2 in on_screen(page)
    assert page.keys[0] == first


def test_the_document_holds_few_rows_wherever_one_is(visit, long):
    page = visit(long)
    page.frame()
    most = rows_of(page)
    first_row(page)
    for key in ["End", *["ArrowUp"] * 30, "PageUp", "PageUp", "PageUp", "Home"]:
        page.keyboard.press(key)
        page.evaluate(PAINTED)
        most = max(most, rows_of(page))
    for part in (0.2, 0.9, 0.5):
        page.evaluate("(part) => scrollTo(0, part * document.body.scrollHeight)", part)
        page.frame()
        most = max(most, rows_of(page))
        assert len(on_screen(page)) > 5
    assert most < 200


def test_every_row_comes_once_in_its_place(visit, long):
    page = visit(long)
    page.search("audit")
    found = page.every_key()
    count = int(page.count.split(" of ")[0].replace(",", ""))
    assert len(found) == count > 300
    assert len({*found}) == count


def test_the_focus_stays_on_its_row_while_one_scrolls_away_and_back(visit, long):
    page = visit(long)
    first_row(page)
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert focused(page) == 7
    for _ in range(12):
        page.keyboard.press("PageDown")
        page.evaluate(PAINTED)
    page.at_rest()
    assert 7 not in on_screen(page)
    assert min(on_screen(page)) > 60
    assert focused(page) == 7
    page.keyboard.press("ArrowDown")  # goes on from the row, which comes back
    page.frame()
    assert focused(page) == 8
    assert 8 in on_screen(page)
    page.keyboard.press("x")
    assert page.locator("#papers tbody tr:focus-within input").is_checked()


def test_ticks_and_marks_are_there_when_a_row_comes_again(visit, long):
    page = visit(long)
    page.search("audit")
    page.locator("#papers tbody input").nth(1).check()
    key = page.keys[1]
    first_row(page)
    page.keyboard.press("End")
    page.frame()
    assert key not in page.keys
    assert page.locator("#papers tbody tr:focus-within mark").count()
    page.keyboard.press("Home")
    page.frame()
    line = page.locator("#papers tbody tr").nth(1)
    assert page.keys[1] == key
    assert line.locator("input").is_checked()
    assert "audit" in [text.lower() for text in line.locator("mark").all_text_contents()]


def test_opening_and_closing_a_paper_touches_no_row(visit, long):
    page = visit(long)
    page.evaluate("scrollTo(0, 9000)")
    page.frame()
    before = on_screen(page)
    page.evaluate(
        """() => {
          window.touched = 0;
          const all = { childList: true, subtree: true, characterData: true };
          new MutationObserver((seen) => { window.touched += seen.length; })
            .observe(document.getElementById("papers"), all);
        }"""
    )
    place = page.evaluate(
        """() => [...document.querySelectorAll("#papers tbody tr")]
          .findIndex((line) => line.getBoundingClientRect().top > 300)"""
    )
    page.locator("#papers tbody .title").nth(place).click()
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    page.frame()
    assert page.evaluate("touched") == 0
    assert on_screen(page) == before


def test_nothing_on_the_screen_moves_while_rows_come_and_go(visit, long):
    page = visit(
        long,
        init="""window.shifts = [];
          const note = (list) => shifts.push(...list.getEntries().map((one) => one.value));
          new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });""",
    )
    first_row(page)
    page.keyboard.press("End")
    page.frame()
    page.mouse.move(700, 600)
    for by in [*[-700] * 12, *[500] * 6]:
        before = on_screen(page)
        scrolled = page.evaluate("scrollY")
        page.mouse.wheel(0, by)
        page.evaluate(SCROLLED, scrolled)
        after = on_screen(page)
        # Rows that were on the screen before moved by what the wheel asked, and no other way.
        for place in {*before} & {*after}:
            assert after[place] - before[place] == pytest.approx(-by, abs=2)
    assert sum(page.evaluate("shifts")) <= 0.05


def test_a_narrower_window_keeps_all_in_reach(visit, long):
    page = visit(long)
    first_row(page)
    page.keyboard.press("End")
    page.frame()
    page.set_viewport_size({"width": 600, "height": 800})
    page.frame()
    page.keyboard.press("Home")
    page.frame()
    page.keyboard.press("End")
    page.frame()
    assert focused(page) == COUNT + 1
    assert COUNT + 1 in on_screen(page)


def test_printing_draws_all_rows(visit, long):
    page = visit(long)
    page.evaluate(
        """() => addEventListener("beforeprint", () => {
          window.printed = document.querySelectorAll("#papers tbody tr").length;
        })"""
    )
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf()))
    assert page.evaluate("printed") == COUNT
    assert sheets > COUNT / 50
    page.frame()
    assert rows_of(page) < 200
