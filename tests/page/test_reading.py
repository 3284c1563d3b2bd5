"""Reading: the page keeps the reader's place: in the list, in the history, for the next visit."""

from urllib.parse import quote

import pytest

from door import BUNDLED, FROZEN, keys, ok

SURVEY = "survey"
ROOM = {"viewport": {"width": 1280, "height": 900}}
FOCUSED = "decodeURIComponent(document.activeElement.hash ?? '').replace('#paper=', '')"
# Rows that come into the document, or go, while a paper is opened and closed.
WATCH = """
  window.redrawn = 0;
  new MutationObserver((seen) => { window.redrawn += seen.length; })
    .observe(document.getElementById("papers"), { childList: true, subtree: true });
"""
# The key of a row in the middle of the screen, which is therefore opened without scrolling.
MIDDLE = """
  [...document.querySelectorAll("#papers a.title")]
    .find((title) => title.getBoundingClientRect().top > innerHeight / 2).hash
"""
REFUSED = """
  Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("refused", "SecurityError"); },
  });
"""


@pytest.fixture
def bundled(rendered):
    return rendered(BUNDLED)


def scrolled(page, height=6000):
    """Scrolls down the list, waits until its rows are drawn and stay; how far it is scrolled."""
    page.evaluate("(height) => scrollTo(0, height)", height)
    page.at_rest()  # drawing rows for the first time corrects what was guessed of them
    assert abs(page.evaluate("scrollY") - height) < 500
    return page.evaluate("scrollY")


def press(page, locator):
    """Clicks where an element is; playwright's own click may scroll the page first, in Firefox."""
    box = locator.bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)


def opened(page, hash_=None):
    """Opens the paper in the middle of the screen; its key."""
    hash_ = hash_ or page.evaluate(MIDDLE)
    press(page, page.locator(f"#papers a.title[href='{hash_}']"))
    page.locator("dialog h2").wait_for()
    return hash_.removeprefix("#paper=")


def until(page, condition):
    """Waits until a condition holds; the page's policy forbids `wait_for_function`."""
    page.evaluate(
        f"""async () => {{
          const end = performance.now() + 10000;
          while (!({condition})) {{
            if (performance.now() > end) throw new Error("not reached in time");
            await new Promise((done) => requestAnimationFrame(done));
          }}
        }}"""
    )


def close(page, how):
    if how == "button":
        page.click("dialog .close")
    elif how == "escape":
        page.keyboard.press("Escape")
    elif how == "beside":
        page.mouse.click(200, 450)
    else:
        page.go_back()
    page.locator("dialog").wait_for(state="hidden")
    until(page, "!history.state?.opens")  # the browser goes back some time after it was told to
    page.drawn()


def first(page):
    """The first row of the list below the heads of columns, and where it stands."""
    return page.evaluate(
        """() => {
          const top = document.querySelector("#papers thead th").getBoundingClientRect().bottom;
          const titles = [...document.querySelectorAll("#papers a.title")];
          const row = titles.map((title) => title.closest("tr"))
            .find((one) => one.getBoundingClientRect().bottom > top + 1);
          return [row.querySelector(".title").hash, Math.round(row.getBoundingClientRect().top)];
        }"""
    )


def within(page, selector):
    """Whether all of an element is on the screen, and not behind the search."""
    return page.evaluate(
        """(selector) => {
          const rect = document.querySelector(selector).getBoundingClientRect();
          const search = document.getElementById("finder").getBoundingClientRect();
          return rect.height > 0 && rect.top >= search.bottom - 1 && rect.bottom <= innerHeight;
        }""",
        selector,
    )


# ---- a paper opens and closes


@pytest.mark.parametrize("how", ["button", "escape", "beside", "back"])
def test_a_paper_opens_and_closes_over_a_list_that_stays(visit, bundled, how):
    page = visit(bundled)
    height = scrolled(page)
    before = first(page)
    page.evaluate(WATCH)
    key = opened(page)
    assert page.locator("dialog .key").text_content() == key
    close(page, how)
    assert page.evaluate("scrollY") == height
    assert first(page) == before
    assert page.evaluate("window.redrawn") == 0
    assert page.evaluate(FOCUSED) == key
    assert "paper=" not in page.evaluate("location.hash")


def test_after_turning_the_focus_is_at_the_paper_last_seen(visit, bundled):
    page = visit(bundled)
    height = scrolled(page)
    opened(page)
    page.keyboard.press("ArrowRight")
    near = page.locator("dialog .key").text_content()
    close(page, "escape")
    assert page.evaluate(FOCUSED) == near
    assert page.evaluate("scrollY") == height  # it is on the screen as it is
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    far = page.locator("dialog .key").text_content()
    assert far == keys("list", "-b", BUNDLED)[keys("list", "-b", BUNDLED).index(near) + 40]
    close(page, "back")
    assert page.evaluate(FOCUSED) == far
    assert page.evaluate("scrollY") > height
    assert within(page, ":focus")


def test_a_paper_of_an_address_closes_to_the_lists_beginning(visit, bundled):
    key = keys("list", "-b", BUNDLED)[200]
    page = visit(bundled, at=f"#paper={key}")
    assert page.locator("dialog .key").text_content() == key
    close(page, "escape")
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.activeElement.id") == "papers"


def test_text_selected_beyond_the_sheet_closes_nothing(visit):
    page = visit(at="#paper=choquettechoo2021label")
    box = page.locator("dialog h2").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(100, box["y"] + 10, steps=3)
    page.mouse.up()
    assert page.locator("dialog").is_visible()


# ---- history


@pytest.mark.parametrize("how", ["button", "escape", "beside"])
def test_a_closed_paper_is_in_no_step_of_the_history(visit, how):
    page = visit()
    page.search("gan")
    opened(page, page.evaluate("document.querySelector('#papers a.title').hash"))
    steps = page.evaluate("history.length")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("history.length") == steps
    close(page, how)
    page.go_forward()
    page.drawn()
    assert not page.locator("dialog").is_visible()
    assert "paper=" not in page.url
    for query in ("gan", ""):
        page.go_back()
        assert page.locator("#query").input_value() == query
        assert not page.locator("dialog").is_visible()
    for _ in range(2):
        page.go_forward()
        assert page.locator("#query").input_value() == "gan"
        assert not page.locator("dialog").is_visible()


def test_the_back_button_closes_and_the_forward_button_opens_again(visit):
    page = visit()
    key = opened(page, page.evaluate("document.querySelector('#papers a.title').hash"))
    close(page, "back")
    page.go_forward()
    page.locator("dialog h2").wait_for()
    assert page.locator("dialog .key").text_content() == key
    close(page, "escape")
    page.go_forward()
    page.drawn()
    assert not page.locator("dialog").is_visible()


def test_a_paper_of_an_address_closes_in_its_place(visit, bundled):
    page = visit(bundled, at="#q=label&paper=choquettechoo2021label")
    steps = page.evaluate("history.length")
    close(page, "escape")
    assert page.evaluate("history.length") == steps
    assert page.evaluate("location.hash") == "#q=label"
    page.reload()
    page.wait_for_selector("#count:not(:empty)")
    assert not page.locator("dialog").is_visible()


def test_a_paper_reloaded_still_closes_into_its_list(visit):
    page = visit()
    page.search("gan")
    opened(page, page.evaluate("document.querySelector('#papers a.title').hash"))
    page.reload()
    page.locator("dialog h2").wait_for()
    close(page, "button")
    assert page.evaluate("location.hash") == "#q=gan"
    page.go_back()
    page.drawn()
    assert page.locator("#query").input_value() == ""


def test_what_is_asked_while_a_paper_closes_is_not_lost(visit):
    """The browser goes back some time after it was told to."""
    page = visit()
    opened(page, page.evaluate("document.querySelector('#papers a.title').hash"))
    second = page.keys[1]
    page.evaluate(
        """() => {
          document.querySelector("dialog .close").click();
          document.querySelectorAll("#papers a.title")[1].click();
        }"""
    )
    until(page, f"location.hash === '#paper={second}'")
    assert page.locator("dialog .key").text_content() == second
    close(page, "back")
    assert page.evaluate("location.hash") == ""


def test_what_is_chosen_stays_in_the_address(visit):
    page = visit(at="#chosen=hu2021membership")
    opened(page, page.evaluate("document.querySelector('#papers a.title').hash"))
    close(page, "escape")
    assert page.evaluate("location.hash") == "#chosen=hu2021membership"
    assert page.locator("#chosen-count").text_content() == "1 paper chosen"


def test_a_link_in_a_paper_closes_it_and_takes_its_step(visit, bundled):
    page = visit(bundled)
    scrolled(page)
    before = first(page)
    opened(page)
    steps = page.evaluate("history.length")
    page.locator("dialog a.filter").first.click()
    page.locator("dialog").wait_for(state="hidden")
    page.frame()
    assert page.evaluate("history.length") == steps
    assert page.locator(".chip").count() == 1
    assert within(page, "#count")
    assert page.evaluate("document.activeElement.localName") != "body"
    page.go_back()
    page.drawn()
    assert not page.locator("dialog").is_visible()
    assert first(page) == before


# ---- a new result, and going back to an old one


def test_a_filter_set_further_down_shows_the_results_beginning(visit, bundled):
    page = visit(bundled)
    scrolled(page)
    before = first(page)
    press(page, page.option("Kind", SURVEY))
    page.frame()
    assert within(page, "#count")
    assert within(page, "#chips .chip")
    assert within(page, "#papers tbody a.title")
    assert page.keys == keys("list", "-b", BUNDLED, "--kind", SURVEY)
    page.go_back()
    page.drawn()
    assert first(page) == before  # and back where one was


def test_typing_further_down_shows_the_results_beginning(visit, bundled):
    page = visit(bundled)
    scrolled(page)
    page.keyboard.press("/")
    page.keyboard.type("choquette-choo")
    page.frame()
    assert within(page, "#count")
    assert page.keys == keys("search", "choquette-choo", "-b", BUNDLED)
    assert page.evaluate("document.activeElement.id") == "query"


@pytest.mark.parametrize("height", [0, 40])
def test_typing_where_the_beginning_is_seen_moves_nothing(visit, bundled, height):
    page = visit(bundled)
    scrolled(page, height)
    page.locator("#query").press_sequentially("membership")
    page.frame()
    assert page.evaluate("scrollY") == height


def test_a_reload_keeps_the_place(visit, bundled):
    page = visit(bundled)
    scrolled(page)
    before = first(page)
    page.reload()
    page.wait_for_selector("#count:not(:empty)")
    page.frame()
    assert first(page)[0] == before[0]


# ---- from paper to paper


def test_previous_and_next(visit):
    page = visit(at="#kind=attack&sort=-title")
    listed = keys("list", "--kind", "attack", "--sort", "title", "--reverse")
    opened(page, f"#paper={listed[0]}")
    shown = page.locator("dialog .key")
    before = page.get_by_role("button", name="Previous paper")
    after = page.get_by_role("button", name="Next paper")
    assert before.get_attribute("aria-disabled") == "true"
    before.click(force=True)
    assert shown.text_content() == listed[0]
    after.click()
    after.click()
    assert shown.text_content() == listed[2]
    assert page.locator("#turned").text_content().startswith(f"3 of {len(listed)}")
    assert page.evaluate("document.activeElement.id") == "next"
    before.click()
    for key, wanted in (("ArrowRight", 2), ("ArrowLeft", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert shown.text_content() == listed[wanted]
        assert page.evaluate("location.hash").endswith(f"paper={listed[wanted]}")
    for _ in listed:
        page.keyboard.press("ArrowRight")
    assert shown.text_content() == listed[-1]
    assert after.get_attribute("aria-disabled") == "true"
    assert page.evaluate("Boolean(document.activeElement.closest('dialog'))")


def test_keys_of_the_text_do_not_turn_the_page(visit):
    page = visit(at="#paper=choquettechoo2021label")
    shown = page.locator("dialog .key")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('dialog h2'))")
    page.keyboard.press("ArrowRight")
    assert shown.text_content() == "choquettechoo2021label"
    page.evaluate("getSelection().removeAllRanges()")
    page.evaluate(
        """() => {
          const source = document.querySelector("dialog pre");
          Object.assign(source.style, { whiteSpace: "pre", overflowX: "auto", width: "200px" });
          source.focus();
        }"""
    )
    page.keyboard.press("ArrowRight")
    assert shown.text_content() == "choquettechoo2021label"
    page.locator("dialog .close").focus()
    page.keyboard.press("ArrowRight")
    assert shown.text_content() != "choquettechoo2021label"


# ---- the list and its overview


def test_the_list_starts_in_the_first_third(visit, bundled):
    page = visit(bundled, **ROOM)
    box = page.locator("#papers tbody a.title").first.bounding_box()
    assert box["y"] <= 300
    assert not page.locator("#years").is_visible()


def test_the_overview_stays_as_the_reader_left_it(visit, rendered):
    page = visit(**ROOM)
    charts = page.locator("#years")
    assert not charts.is_visible()
    page.click("#overview > summary")
    assert charts.is_visible()
    page.reload()
    page.wait_for_selector("#count:not(:empty)")
    assert charts.is_visible()
    page.locator("#overview > summary").focus()
    page.keyboard.press("Enter")
    page.reload()
    page.wait_for_selector("#count:not(:empty)")
    assert not charts.is_visible()
    page.page.set_viewport_size({"width": 1280, "height": 1500})
    page.frame()
    assert not charts.is_visible()


def test_a_high_screen_has_room_for_the_overview(visit):
    page = visit(viewport={"width": 1280, "height": 1500})
    assert page.locator("#years").is_visible()
    page.page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#years").wait_for(state="hidden")


def test_light_and_dark_are_kept_for_the_next_visit(visit, rendered):
    page = visit(color_scheme="light")
    page.click("#theme")
    again = page.context.new_page()  # another tab, another session of it
    again.goto(rendered().as_uri())
    again.wait_for_function("localStorage.length")  # which its process may see a moment later
    again.reload()
    assert again.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_browser_that_keeps_nothing_still_obeys(visit):
    page = visit(init=REFUSED, color_scheme="light")
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.click("#overview > summary")
    assert page.locator("#years").is_visible()


def test_vocabulary_columns_have_two_lines_at_most(visit, bundled):
    page = visit(bundled)
    lines = page.locator("#papers td .lines").evaluate_all(
        """(texts) => texts.map((text) =>
          text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight))"""
    )
    assert len(lines) > 30
    assert max(lines) < 2.1


# ---- what is told


def test_the_windows_title_names_what_is_read(visit):
    page = visit()
    title = page.title()
    page.search("label-only")
    assert page.title() == f"label-only · {title}"
    opened(page, page.evaluate("document.querySelector('#papers a.title').hash"))
    assert page.title() == f"Label-Only Membership Inference Attacks · {title}"
    close(page, "escape")
    assert page.title() == f"label-only · {title}"
    page.search("")
    assert page.title() == title
    page.option("Kind", SURVEY).check()
    assert page.title() == f"survey · {title}"


def test_an_unknown_key_is_told_and_searched_for(visit):
    page = visit(at="#paper=choquettechoo2021labels")
    told = page.locator("[role=alert]")
    assert told.is_visible()
    assert told.text_content() == "This list has no paper with the key “choquettechoo2021labels”."
    assert within_window(page, "#missing")
    page.get_by_role("button", name="Search for it").click()
    page.frame()
    assert not told.is_visible()
    assert page.locator("#query").input_value() == "choquettechoo2021labels"
    assert page.evaluate("document.activeElement.id") == "query"
    page.evaluate("location.hash = '#paper=<b>nobody'")
    told.wait_for()
    assert "<b>nobody" in told.text_content()
    page.option("Kind", SURVEY).check()
    assert not told.is_visible()


def within_window(page, selector):
    box = page.locator(selector).bounding_box()
    return 0 <= box["y"] < page.page.viewport_size["height"] - box["height"]


def test_copy_link(visit, tmp_path):
    ok("render", "html", "-b", FROZEN, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html", at="#kind=attack&q=label")
    key = opened(page, page.evaluate("document.querySelector('#papers a.title').hash"))
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector("dialog .said:not(:empty)")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == (tmp_path / "page.html").as_uri() + f"#paper={quote(key)}"
    other = visit(tmp_path / "page.html", at="#" + link.partition("#")[2])
    assert other.locator("dialog .key").text_content() == key


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("button", [".copy", ".copy-reference", "#copy-link"])
def test_what_was_copied_is_told_within_the_dialog(visit, width, button):
    page = visit(at="#paper=choquettechoo2021label", viewport={"width": width, "height": 800})
    page.locator(f"dialog {button}").click()
    told = page.locator("dialog [role=status].said")
    told.wait_for()
    assert told.text_content().startswith("Copied the ")
    # It is over all else: the dialog, its backdrop, and what is inert below.
    assert told.evaluate(
        """(line) => {
          const { left, top, width, height } = line.getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + height / 2) === line;
        }"""
    )
    assert page.locator("#said").text_content() == ""


def test_a_phone_has_the_search_first_then_filters_then_papers(visit):
    page = visit(at="#kind=attack&year=2019-2022", viewport={"width": 360, "height": 740})
    places = [
        page.locator(selector).first.bounding_box()["y"]
        for selector in ("#query", "#filters > summary", "#count", "#papers a.title")
    ]
    assert places == sorted(places)
    assert places[-1] < 740
    summary = page.locator("#filters > summary")
    assert summary.text_content() == "Filters (2 active)"
    page.keyboard.press("Tab")  # past the link that skips to the papers, and the theme
    order = []
    for _ in range(6):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate("document.activeElement.id || document.activeElement.parentElement.id")
        )
    assert order.index("query") < order.index("filters")
    page.locator(".chip").first.click()
    assert summary.text_content() == "Filters (1 active)"
    page.locator(".chip").first.click()
    assert summary.text_content().strip() == "Filters"


# ---- the focus


def click(page, selector):
    page.locator(selector).click()


def sort_from_the_keyboard(page):
    page.locator("#sort").focus()
    page.select_option("#sort", "title")


def steps(page):
    """Names of things that a reader does, with what does it."""
    first_title = "#papers tbody a.title"
    return {
        "the first of two chips": ("#kind=attack&year=2020", lambda: click(page, ".chip >> nth=0")),
        "the last chip": ("#kind=attack", lambda: page.locator(".chip").click()),
        "all chips": ("#kind=attack&year=2020", lambda: page.click("#chips .quiet")),
        "nothing found": ("#q=zzzz&kind=attack", lambda: page.click("#clear-all")),
        "the chosen": ("#chosen=hu2021membership", lambda: page.click("#clear-chosen")),
        "unticking": (
            "#chosen=choquettechoo2021label&q=label",
            lambda: click(page, "tr.is-chosen input"),
        ),
        "unticking a facet": ("#kind=attack", lambda: page.option("Kind", "attack").click()),
        "the head": ("", lambda: page.locator("#papers thead button").nth(1).click()),
        "sort": ("", lambda: sort_from_the_keyboard(page)),
        "an unknown key": ("#paper=nobody", lambda: page.click("#missing-search")),
        "skipping": ("#kind=attack", lambda: page.locator(".skip").press("Enter")),
        "escape in the search": ("#q=gan", lambda: page.locator("#query").press("Escape")),
        "escape in a row": ("", lambda: page.locator(first_title).first.press("Escape")),
        "escape in a filter": ("", lambda: page.option("Kind", "attack").press("Escape")),
        "escape in a year": ("", lambda: page.press("[aria-label='From year']", "Escape")),
        "escape in a chip": ("#kind=attack", lambda: page.locator(".chip").press("Escape")),
        "escape at the sort": ("", lambda: page.locator("#sort").press("Escape")),
        "escape in a paper": ("#paper=hu2021membership", lambda: page.keyboard.press("Escape")),
    }  # fmt: skip


@pytest.mark.parametrize("name", steps(None))
def test_the_focus_never_falls_to_the_body(visit, name):
    page = visit(at=steps(None)[name][0])
    steps(page)[name][1]()
    page.frame()
    assert page.evaluate("document.activeElement.localName") != "body"
    assert page.evaluate("document.activeElement.checkVisibility()")


def test_skipping_to_the_papers_keeps_what_is_asked(visit):
    page = visit(at="#kind=attack")
    page.locator(".skip").press("Enter")
    assert page.evaluate("document.activeElement.id") == "papers"
    assert page.evaluate("location.hash") == "#kind=attack"


def test_the_focus_in_a_row_survives_going_back(visit):
    page = visit()
    page.search("gan")
    page.keyboard.press("ArrowDown")
    key = page.evaluate(FOCUSED)
    page.go_back()
    page.frame()
    assert page.evaluate(FOCUSED) in (key, "")
    assert page.evaluate("document.activeElement.localName") != "body"
