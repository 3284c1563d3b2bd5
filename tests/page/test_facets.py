"""Facets of the page: authors, counts, long ones; links that choose; and the years."""

import pytest

from door import entry, keys, ok, write


def facet(page, name):
    return page.locator("details.fold").filter(has=page.locator(f"legend:text-is('{name}')"))


def values(page, name):
    """The options of a facet that are drawn, each with its number."""
    lines = facet(page, name).locator("label")
    return [
        (line.locator(".value").text_content(), int(line.locator(".number").text_content()))
        for line in lines.all()
    ]


@pytest.fixture
def many(folder):
    """Two hundred papers; of their authors, `Author 0` has written most, and one has an accent."""
    text = "".join(
        entry(
            f"k{number:03}",
            {
                "title": f"Paper {number}",
                "year": str(2000 + number % 20),
                "author": " and ".join(
                    [f"Author {name:03}, Ann" for name in range(0, number, 7)][:3]
                    + [f"Single {number:03}, Bo"]
                    + (["Tramèr, Florian"] if number == 5 else [])
                    + (["Tramer, Florian"] if number == 9 else [])
                ),
                "venue": f"Venue {number % 15}",
            },
        )
        for number in range(200)
    )
    bib = write(folder, text)
    ok("render", "html", "-b", bib, "-o", folder / "page.html")
    return bib


def test_authors_are_a_facet(visit, many):
    page = visit(many.with_name("page.html"))
    shown = values(page, "Authors")
    assert shown[0] == ("Ann Author 000", 199)
    assert len(shown) == 10
    assert [number for _, number in shown] == sorted((number for _, number in shown), reverse=True)
    page.option("Authors", "Ann Author 007").check()
    assert page.count == f"{len(keys('list', '-b', many, '--author', 'author 007'))} of 200 papers"
    assert "author=Author+007%2C+Ann" in page.url
    page.locator(".chip", has_text="Ann Author 007").click()
    assert page.count == "200 papers"


def test_thousands_of_authors_have_no_element_each(visit, many):
    page = visit(many.with_name("page.html"))
    assert facet(page, "Authors").locator("label").count() == 10
    search = facet(page, "Authors").locator("input[type=search]")
    search.fill("single 123")
    assert values(page, "Authors") == [("Bo Single 123", 1)]
    page.option("Authors", "Bo Single 123").check()
    assert page.keys == ["k123"]
    search.fill("")
    # What is chosen stays in sight, also where others are more frequent.
    assert page.option("Authors", "Bo Single 123").is_checked()
    search.fill("nobody")
    assert facet(page, "Authors").locator("label").count() == 1
    page.locator(".chip", has_text="Bo Single 123").click()
    assert facet(page, "Authors").get_by_text("None here").is_visible()
    search.press("Escape")
    assert facet(page, "Authors").locator("label").count() == 10
    facet(page, "Authors").get_by_role("button", name="50 more").click()
    assert facet(page, "Authors").locator("label").count() == 60


def test_the_search_of_a_facet_chooses_with_the_keyboard(visit, many):
    page = visit(many.with_name("page.html"))
    search = facet(page, "Authors").locator("input[type=search]")
    search.fill("bo single 120")
    search.press("Enter")
    assert page.keys == ["k120"]
    assert search.input_value() == "bo single 120"


def test_an_author_is_the_same_with_and_without_accents(visit, many):
    page = visit(many.with_name("page.html"))
    facet(page, "Authors").locator("input[type=search]").fill("tramer")
    assert values(page, "Authors") == [("Florian Tramèr", 2)]
    assert visit(many.with_name("page.html"), at="#author=Tramer, Florian").keys == ["k009", "k005"]


def test_a_long_facet_follows_what_is_shown(visit, many):
    page = visit(many.with_name("page.html"))
    page.search("k199")
    names = [name for name, _ in values(page, "Authors")]
    assert sorted(names) == ["Ann Author 000", "Ann Author 007", "Ann Author 014", "Bo Single 199"]
    assert all(number == 1 for _, number in values(page, "Authors"))


def test_counts_of_authors_are_the_programs(visit, rendered, library):
    page = visit(rendered(library))
    page.search("kernel")
    found = set(keys("search", "-b", library, "kernel"))
    for name, number in values(page, "Authors")[:4]:
        family = name.split()[-1]
        with_author = set(keys("list", "-b", library, "--author", f'"{name}"', "--limit", "0"))
        assert number == len(found & with_author), family


def test_facets_close_for_good(visit, many):
    page = visit(many.with_name("page.html"))
    authors = facet(page, "Authors")
    authors.locator("summary").click()
    assert not authors.locator("label").first.is_visible()
    page.frame()  # a browser tells of a closed element in a task of its own
    page.reload()
    page.wait_for_selector("#count:not(:empty)")
    assert not facet(page, "Authors").locator("label").first.is_visible()
    assert facet(page, "Venue").locator("label").first.is_visible()
    # How many values are chosen is said by a closed facet as well.
    page.evaluate("location.hash = '#author=Author 007, Ann'")
    page.frame()
    assert facet(page, "Authors").locator("summary .number").text_content() == "1"
    facet(page, "Authors").locator("summary").click()
    assert page.option("Authors", "Ann Author 007").is_checked()


def test_short_facets_are_by_number_in_the_whole_list_and_stay(visit):
    page = visit()
    before = values(page, "Adversarial Knowledge")
    stated = [number for name, number in before if name != "not stated"]
    assert stated == sorted(stated, reverse=True)
    page.search("survey")
    names = [name for name, _ in values(page, "Adversarial Knowledge")]
    assert names == [name for name, _ in before]


@pytest.mark.parametrize(
    ("where", "facet_name", "option"),
    [
        (".authors a", "Authors", "Christopher A. Choquette-Choo"),
        (".c-venue a", "Venue", "ICML"),
        ("td:nth-child(4) a", "Adversarial Knowledge", "black-box"),
    ],
)
def test_what_a_row_names_is_a_link_that_chooses(visit, where, facet_name, option):
    page = visit()
    page.search("label-only")
    row = page.locator(
        "#papers tbody tr", has=page.locator("[href='#paper=choquettechoo2021label']")
    )
    link = row.locator(where).first
    href = link.get_attribute("href")
    link.click()
    assert page.option(facet_name, option).is_checked()
    assert not page.locator("dialog").is_visible()
    assert "choquettechoo2021label" in page.keys
    link.click()
    assert page.locator("#facets input:checked").count() == 0
    # In a new tab it is the whole list, chosen by this alone.
    other = visit(at=href)
    assert other.option(facet_name, option).is_checked()
    assert other.locator("#facets input:checked").count() == 1
    assert other.evaluate("location.hash") == href
    assert other.locator("#query").input_value() == ""


def test_marks_stand_within_links(visit):
    page = visit()
    page.search("tramer choquette")
    line = page.locator("#papers tbody tr .authors").first
    assert line.text_content() == "Choquette-Choo, Tramèr, Carlini, Papernot"
    assert line.locator("a mark").all_text_contents() == ["Choquette", "Tramèr"]
    page.search("")
    assert page.locator("#papers mark").count() == 0
    assert page.locator("#papers tbody .authors a").count() > 10


def test_years_in_reverse_are_swapped(visit):
    page = visit()
    wanted = keys("list", "--year", "2018-2019")
    first, last = (page.locator(f"input[aria-label='{name} year']") for name in ("From", "To"))
    first.press_sequentially("2019")
    page.keyboard.press("Tab")
    last.press_sequentially("2018")
    page.keyboard.press("Tab")
    assert page.keys == wanted[: len(page.keys)]
    assert page.count == f"{len(wanted)} of 42 papers"
    assert (first.input_value(), last.input_value()) == ("2018", "2019")
    assert "year=2018-2019" in page.url
    assert visit(at="#year=2019-2018").count == page.count


def test_a_matrix_of_many_columns_turns_its_heads(visit, rendered, library):
    page = visit(rendered(library))
    page.click("#overview > summary")
    page.select_option("#matrix-columns", "venue")
    assert page.locator("#matrix thead th").count() == 12
    table = page.locator("#matrix table")
    page.click("#matrix-more")
    assert page.locator("#matrix thead th").count() > 12
    head = page.locator("#matrix thead th span").first
    assert head.evaluate("head => getComputedStyle(head).writingMode") == "vertical-rl"
    box = head.bounding_box()
    assert box["height"] > box["width"]
    # It scrolls within its frame, which the keyboard reaches, and the page does not.
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.get_by_role("region", name="Matrix").get_attribute("tabindex") == "0"
    page.click("#matrix-more")
    assert page.locator("#matrix thead th").count() == 12
    assert head.evaluate("head => getComputedStyle(head).writingMode") == "horizontal-tb"
    assert table.is_visible()


def test_a_list_without_a_matrix_looks_finished(visit, folder):
    text = "".join(
        entry(f"k{year}", {"title": "A", "year": str(year)}) for year in range(2010, 2020)
    )
    bib = write(folder, text)
    ok("render", "html", "-b", bib, "-o", folder / "page.html")
    page = visit(folder / "page.html")
    assert not page.locator("#matrix").is_visible()
    assert page.locator("#facets legend").all_text_contents() == ["Year"]
    page.click("#overview > summary")
    # The chart has the room that the matrix would have.
    assert page.locator("#years").bounding_box()["width"] > 500


def test_what_a_paper_names_is_a_link_that_leads_back_to_the_list(visit):
    page = visit(at="#paper=choquettechoo2021label")
    links = page.locator("dialog dl a.filter")
    assert links.all_text_contents() == [
        "Christopher A. Choquette-Choo",
        "Florian Tramèr",
        "Nicholas Carlini",
        "Nicolas Papernot",
        "attack",
        "black-box",
        "classification models",
        "ICML (International Conference on Machine Learning)",
    ]
    links.nth(1).click()
    page.frame()
    assert not page.locator("dialog").is_visible()
    assert page.option("Authors", "Florian Tramèr").is_checked()
    assert page.count == f"{len(keys('list', '--author', 'tramèr'))} of 42 papers"


def test_an_empty_list_looks_finished(visit, folder):
    write(folder, "")
    ok("render", "html", "-b", folder / "papers.bib", "-o", folder / "page.html")
    for script in (True, False):
        page = visit(folder / "page.html", script=script)
        assert page.get_by_text("This list has no papers yet.").is_visible()
        for what in ("#side", "#finder", "#overview", "#papers", "#nothing", ".acts", "#keys"):
            assert not page.locator(what).is_visible(), what
        middle = page.locator("#empty").evaluate(
            "box => { const { left, right } = box.getBoundingClientRect();"
            " return (left + right) / 2; }"
        )
        assert abs(middle - 640) < 10


def test_a_list_without_filters_has_no_room_for_them(visit, folder):
    bib = write(folder, entry("one", {"note": "A"}) + entry("two", {"note": "B"}))
    ok("render", "html", "-b", bib, "-o", folder / "page.html")
    page = visit(folder / "page.html")
    assert not page.locator("#side").is_visible()
    assert page.locator("#papers").bounding_box()["width"] > 1200
