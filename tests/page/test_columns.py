"""Columns of the page: any field, many, those that the reader chooses; sorting by two."""

import pytest

from door import entry, ok, write

NAMES = [
    "year", "title", "authors", "type", "venue", "doi", "eprint", "volume", "number", "pages",
    "publisher", "address", "series", "key",
]  # fmt: skip


def heads(page):
    return page.locator("#papers thead th button").all_text_contents()


def column(page, number):
    """The texts of a column, counted from 1 without the ticks."""
    return page.locator(f"#papers tbody td:nth-child({number + 1})").all_text_contents()


def choice(page, name):
    return page.locator("#columns").get_by_label(name, exact=True)


def paper(number, **more):
    return {
        "title": f"On matters of the kind {number}",
        "author": f"Doe{number}, Ann",
        "year": str(2000 + number % 3),
        "booktitle": "Proceedings of the International Conference on Machine Learning",
        "volume": str(number),
        "pages": f"{number}--{number + 9}",
        "publisher": "PMLR",
        "series": "Series of a name",
        "address": "Vienna",
        "number": "1",
        **more,
    }


@pytest.fixture
def bib(folder):
    text = "".join(entry(f"k{number:02}", paper(number), "inproceedings") for number in range(30))
    text += entry("bare", {"title": "Bare"}, "book")
    return write(folder, text)


@pytest.fixture
def made(bib):
    """A function that writes the list's columns down, and renders it."""

    def render(*names):
        toml = bib.with_suffix(".toml")
        toml.write_text(f"[list]\ncolumns = {list(names)!r}\n", encoding="utf-8")
        ok("render", "html", "-b", bib, "-o", bib.with_name("page.html"), "--force")
        return bib.with_name("page.html")

    return render


@pytest.mark.chromium("Firefox's driver runs nothing without script")
def test_the_script_shows_what_the_static_table_shows(visit, made):
    path = made(*NAMES)
    with_script, without = visit(path), visit(path, script=False)
    assert heads(with_script) == without.locator("#papers thead th").all_text_contents()

    def texts(page, first):
        line = page.locator("#papers tbody tr:has(td)").first.locator("td")
        return [text.strip() for text in line.all_text_contents()[first:]]

    assert texts(with_script, 1) == texts(without, 0)
    assert "inproceedings" in texts(with_script, 1)


def test_many_columns_do_not_squeeze_the_title(visit, made):
    page = visit(made(*NAMES))
    title = page.locator("#papers tbody .c-title").first
    assert title.bounding_box()["width"] >= 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    frame = page.get_by_role("region", name="Table of papers")
    assert frame.get_attribute("tabindex") == "0"
    frame.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    page.at_rest("#sheet")
    assert frame.evaluate("frame => frame.scrollLeft") > 100
    # The title stays in sight, and so does the head of each column, above it.
    assert page.locator("#papers tbody .c-title").first.bounding_box()["x"] >= 268
    page.evaluate("scrollTo(0, 900)")
    page.frame()
    copy = page.locator("#head-copy th", has_text="Key").bounding_box()
    cell = page.locator("#papers tbody td.c-key").first.bounding_box()
    assert abs(copy["x"] - cell["x"]) < 1
    assert 0 < copy["y"] < 100


def test_few_columns_need_no_frame(visit, made):
    page = visit(made("year", "title", "venue"))
    assert page.get_by_role("region", name="Table of papers").count() == 0
    assert not page.locator("#head-copy").is_visible()


@pytest.mark.chromium("Firefox's driver runs nothing without script")
def test_a_table_without_script_leaves_the_title_room(visit, made):
    page = visit(made(*NAMES), script=False)
    assert page.locator("#papers tbody td").nth(1).bounding_box()["width"] >= 199
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_reader_chooses_columns(visit, made):
    path = made("year", "title", "venue")
    page = visit(path)
    page.locator("#columns summary").click()
    choice(page, "Volume").check()
    choice(page, "Venue").uncheck()
    assert heads(page) == ["Year", "Title", "Volume"]
    assert "columns=year%2Ctitle%2Cvolume" in page.url
    assert "2" in column(page, 3)
    page.keyboard.press("Escape")
    assert not choice(page, "Volume").is_visible()
    assert page.evaluate("document.activeElement.parentElement.id") == "columns"
    # They are kept for this page, and go along in its address.
    page.goto(path.as_uri())
    page.reload()
    page.wait_for_selector("#count:not(:empty)")
    assert heads(page) == ["Year", "Title", "Volume"]
    other = visit(path, at="#columns=title,authors,nothing,venue")
    assert heads(other) == ["Title", "Authors", "Venue"]
    other.locator("#columns summary").click()
    other.get_by_role("button", name="As the list has them").click()
    assert heads(other) == ["Year", "Title", "Venue"]
    assert "columns" not in other.url


def test_the_last_column_cannot_be_taken_away(visit, made):
    page = visit(made("year", "title"), at="#columns=title")
    page.locator("#columns summary").click()
    assert choice(page, "Title").is_disabled()
    choice(page, "Authors").check()
    choice(page, "Title").uncheck()
    assert heads(page) == ["Authors"]
    page.locator("#papers tbody .title").first.click()
    assert page.locator("dialog").is_visible()


def test_columns_that_are_offered_hold_something(visit, made):
    page = visit(made("year", "title"))
    offered = [text.strip() for text in page.locator("#columns label").all_text_contents()]
    assert offered[:4] == ["Year", "Title", "Authors", "Type"]
    assert "Volume" in offered
    assert "DOI" not in offered
    assert len(offered) == len(set(offered))


def test_sorting_by_two_columns(visit, made):
    page = visit(made("year", "title", "volume"))
    by = dict(zip(heads(page), page.locator("#papers thead th button").all(), strict=True))
    by["Year"].click()
    by["Volume"].click(modifiers=["Shift"])
    assert "sort=year%2Cvolume" in page.url
    volumes = [text for text in column(page, 3) if text]  # the entry without one is last
    pairs = list(zip(column(page, 1), map(int, volumes), strict=False))
    assert len(pairs) > 10
    assert pairs == sorted(pairs, key=lambda pair: (-int(pair[0]), pair[1]))
    head = page.locator("#papers thead th")
    orders = [each.get_attribute("aria-sort") for each in head.all()]
    assert orders == [None, "descending", None, None]
    assert page.locator("#papers thead .place").all_text_contents() == ["1", "", "2"]
    assert "second, ascending" in by["Volume"].text_content()
    assert page.locator("#sort option:checked").text_content() == "Year, then Volume"
    by["Volume"].press("Shift+Enter")
    assert "sort=year%2C-volume" in page.url
    assert visit(made("year", "title", "volume"), at="#sort=year,-volume").keys == page.keys
    by["Volume"].press("Shift+Enter")
    assert page.url.endswith("sort=year")
    assert page.locator("#papers thead .place").all_text_contents() == ["", "", ""]
    page.select_option("#sort", "-volume")
    assert int(column(page, 3)[0]) == 29


def test_a_second_column_is_chosen_without_a_keyboard(visit, made):
    page = visit(made("year", "title", "volume"), viewport={"width": 360, "height": 800})
    group = page.locator("#sort optgroup")
    assert group.count() == 0  # there is no first column yet
    page.select_option("#sort", "year")
    assert group.get_attribute("label") == "By two columns"
    assert group.locator("option").all_text_contents() == [
        "Year, then Title", "Year, then Title, reversed",
        "Year, then Volume", "Year, then Volume, reversed",
    ]  # fmt: skip
    page.select_option("#sort", label="Year, then Volume, reversed")
    assert "sort=year%2C-volume" in page.url
    assert page.keys[:2] == ["k29", "k26"]  # of 2002, the last volumes first
    assert page.locator("#sort option:checked").text_content() == "Year, then Volume, reversed"
    page.select_option("#sort", "-title")
    assert group.locator("option").first.text_content() == "Title, reversed, then Year"
    page.select_option("#sort", "")
    assert group.count() == 0


def test_papers_without_a_value_are_last(visit, made):
    page = visit(made("title", "volume"))
    for sort in ("volume", "-volume", "volume,title", "-volume,-title"):
        page.evaluate(f"location.hash = '#sort={sort}'")
        page.frame()
        page.locator("#query").press("ArrowDown")
        page.keyboard.press("End")
        page.frame()
        assert page.keys[-1] == "bare"


def test_a_phone_names_the_fields_of_a_card(visit, made):
    page = visit(made("title", "volume"), viewport={"width": 360, "height": 780})
    cell = page.locator("#papers tbody td.c-other").first
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    # Firefox tells where the text comes from, and not which it is.
    assert "Volume" in label.replace("attr(data-label)", cell.get_attribute("data-label"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
