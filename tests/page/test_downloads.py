"""What the page copies and downloads is what the program prints of the same papers."""

import pytest

from citing.reference_cases import text_of_cases
from citing.test_ris import CASES as RIS_CASES
from citing.test_ris import PAPER
from door import FROZEN, entry, keys, ok, write, write_curated
from library import library

# The program's formats, and the endings of the page's files.
LISTED = {"csv": "csv", "json": "json", "ris": "ris"}
ODD = [
    {
        "title": "A, \"B\" and 'C'",
        "author": "O'Neil, Ann",
        "year": "2020",
        "kind": "attack; defense",
    },
    {"title": "=1+1", "author": "+x, -y", "note": "@here", "keywords": "one, two; three"},
    {"title": "Tab\there \\& <b>", "code": "https://github.com/a/b not-an-address"},
    {"title": "é \u2028 成员 \U0001f600", "venue": "Somewhere", "knowledge": "white-box"},
    {"title": "Month", "month": "sept", "year": "2019", "released": "2019-03", "formerly": "Old"},
    {"title": "Month", "month": "May 5", "year": "2019"},
    {"title": "Month", "month": "13", "year": "2019", "issn": "1-2", "isbn": "3-4", "type": "Talk"},
    {"title": "Names", "author": "King, Jr., M. L. and others", "editor": "{The Team} and Ö, B."},
    {"__proto__": "x", "constructor": "y", "title": "constructor", "year": "2020"},
    {"eprint": "hal-01", "eprinttype": "hal", "title": "HAL", "url": "ftp://example.org/a"},
    {"doi": "10.1000/a<b>", "title": "doi", "pages": "A-1--A-9", "language": "de", "eid": "e1"},
    {},
]


def odd_entries():
    cases = "".join(
        entry(f"r{number}", {**PAPER, **fields}, kind)
        for number, (kind, fields, _) in enumerate(RIS_CASES)
    )
    odd = "".join(entry(f"o{number}", fields) for number, fields in enumerate(ODD))
    last = entry("c", {"title": "Type"}, "constructor") + "@misc{,title={No key}}\n"
    return f"{text_of_cases()}{cases}{odd}{last}"


LISTS = {
    "curated": lambda folder: write_curated(folder, odd_entries()),
    "plain": lambda folder: write(folder, odd_entries()),
    "library": lambda folder: write(folder, library()),
    "one field": lambda folder: (
        write(folder, '[fields.mood]\nlabel = "Mood"\nseveral = true\n', "papers.toml"),
        write(folder, odd_entries() + entry("m", {"mood": "glad; sad", "title": "Moods"})),
    )[1],
}  # fmt: skip


@pytest.fixture(params=LISTS)
def folder_of_list(request, tmp_path):
    LISTS[request.param](tmp_path)
    ok("render", "html", "-o", "page.html", cwd=tmp_path)
    return tmp_path


def test_every_format_is_that_of_the_program(visit, folder_of_list, tmp_path):
    page = visit(folder_of_list / "page.html")
    for kind, ending in LISTED.items():
        path = page.saved("#save-all", tmp_path, ending)
        assert path.name == f"papers.{ending}"
        expected = ok("list", "--format", kind, "--sort", "year", cwd=folder_of_list)
        assert path.read_bytes().splitlines() == expected.stdout.splitlines()  # shows which line
        assert path.read_bytes() == expected.stdout
    path = page.saved("#save-all", tmp_path, "txt")
    cited = ok("cite", "--sort", "year", cwd=folder_of_list)
    assert path.read_bytes() == cited.stdout
    assert len(cited.lines) == len(expected.stdout.split(b"ER  - \r\n")) - 1


def test_filtered_sorted_ticked_and_one(visit, tmp_path):
    page = visit()
    page.search("venue:ccs")
    page.locator("#sort").select_option("title")
    for kind, ending in LISTED.items():
        path = page.saved("#save-all", tmp_path, ending)
        expected = ok("list", "venue:ccs", "--sort", "title", "--format", kind)
        assert path.read_bytes() == expected.stdout
    ticked = page.keys[1:3]
    for place in (1, 2):
        page.locator("#papers tbody input").nth(place).check()
    page.search("")
    order = [key for key in keys("list") if key in ticked]
    for kind, ending in LISTED.items():
        path = page.saved("#save-chosen", tmp_path, ending)
        words = [word for key in order for word in ("--where", f"key={key}")]
        assert path.read_bytes() == ok("list", *words, "--format", kind).stdout
    page.locator("#papers tbody .title").first.click()
    for kind, ending in LISTED.items():
        path = page.saved("dialog .save", tmp_path, ending)
        key = keys("list", "--sort", "title")[0]
        assert path.name == f"{key}.{ending}"
        assert path.read_bytes() == ok("list", f"key:{key}", "--format", kind).stdout


def test_copying_says_what_was_copied(visit):
    page = visit()
    page.search("venue:ccs")
    found = ok("list", "venue:ccs", "--format", "json")
    page.pick("#copy-all", "json")
    page.wait_for_selector("#said:not(:empty)")
    assert page.text_content("#said") == f"Copied the JSON of {len(found.json)} papers"
    assert page.evaluate("navigator.clipboard.readText()") == found.out
    page.pick("#copy-all", "txt")
    page.wait_for_selector("#said:has-text('references')")
    expected = ok("cite", "--query", "venue:ccs").out
    assert page.evaluate("navigator.clipboard.readText()") == expected


def test_a_page_tells_no_folder_of_the_machine(visit, rendered, tmp_path):
    page = visit(rendered(FROZEN))  # named by its whole path
    path = page.saved("#save-all", tmp_path, "json")
    assert {each["source"] for each in ok("list", "--json").json} == {"papers.bib"}
    assert path.read_bytes() == ok("list", "--json").stdout
    assert str(FROZEN.parent) not in rendered(FROZEN).read_text("utf-8")


def test_all_shown_are_ticked_and_unticked(visit):
    page = visit()
    page.search("venue:ccs")
    count = len(keys("list", "venue:ccs"))
    page.locator("#papers tbody input").first.check()
    page.click("#choose-shown")
    assert page.text_content("#chosen-count") == f"{count} papers chosen"
    assert page.locator("#papers tbody input:checked").count() == count
    assert page.text_content("#choose-shown") == "Choose none of these"
    page.search("")
    assert page.text_content("#choose-shown") == "Choose all shown"
    page.click("#choose-shown")
    assert page.text_content("#chosen-count") == "42 papers chosen"
    page.frame()
    assert page.evaluate("location.hash").count("chosen=") == 42
    page.click("#choose-shown")
    assert not page.locator("#chosen").is_visible()
    assert page.locator("#papers tbody input:checked").count() == 0
    assert "chosen=" not in page.evaluate("location.hash")


def test_thousands_of_ticks_make_no_endless_address(visit, tmp_path):
    bib = write(tmp_path, "".join(entry(f"k{n}", {"title": f"Paper {n}"}) for n in range(150)))
    ok("render", "html", "-b", bib, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html")
    page.click("#choose-shown")
    page.frame()
    assert page.text_content("#chosen-count") == "150 papers chosen"
    assert "chosen=" not in page.evaluate("location.hash")
    page.locator("#papers tbody .title").first.click()
    page.go_back()
    page.frame()
    assert page.text_content("#chosen-count") == "150 papers chosen"


FOCUSED = "document.activeElement.id || document.activeElement.dataset.value"


def test_the_menu_by_keyboard(visit, tmp_path):
    page = visit()
    menu = page.locator("#save-all + [role='menu']")
    button = page.locator("#save-all")
    assert button.get_attribute("aria-haspopup") == "menu"
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert menu.is_visible()
    order = menu.locator("[role='menuitem']").evaluate_all("all => all.map(x => x.dataset.value)")
    assert order == ["bib", "ris", "csv", "json", "txt"]
    seen = []
    for key in (
        "ArrowDown",
        "ArrowDown",
        "ArrowUp",
        "End",
        "ArrowDown",
        "ArrowUp",
        "Home",
        "r",
        "r",
        "j",
    ):
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUSED))
    assert seen == ["ris", "csv", "ris", "txt", "bib", "txt", "bib", "ris", "txt", "json"]
    page.keyboard.press("Escape")
    assert (menu.is_visible(), page.evaluate(FOCUSED)) == (False, "save-all")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == "txt"
    with page.expect_download():
        page.keyboard.press("Enter")
    assert (menu.is_visible(), page.evaluate(FOCUSED)) == (False, "save-all")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert not menu.is_visible()
    assert page.evaluate("document.activeElement !== document.body")
    page.click("#save-all")
    page.click("#count")
    assert not menu.is_visible()


def test_escape_in_a_menu_leaves_the_paper_open(visit):
    page = visit(at="#paper=shokri2017membership")
    page.click("dialog .save")
    page.keyboard.press("Escape")
    assert page.locator("dialog [role='menu']").is_visible() is False
    assert page.locator("#detail").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("#detail", state="hidden")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_an_open_menu_lies_within_the_window(visit, width):
    page = visit(viewport={"width": width, "height": 700})
    page.locator("#papers tbody input").first.check()
    for button in ("#copy-all", "#save-all", "#copy-chosen", "#save-chosen"):
        page.click(button)
        box = page.locator("[role='menu']:visible").bounding_box()
        assert box["x"] >= 0, button
        assert box["x"] + box["width"] <= width, button
        assert box["y"] >= 0, button
        page.keyboard.press("Escape")
