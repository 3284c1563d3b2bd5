"""Whether everybody can use the page: axe-core, narrow screens, colours, directions, long lists."""

import re
import shutil
import subprocess
import sys

import pytest

from door import BUNDLED, FROZEN, ROOT, entry, write
from library import library

AXE = ROOT / "tests/page/vendor/axe.min.js"
# WCAG 2.2, levels A and AA, and what axe-core counts as good practice; `target-size` is off in it
# unless it is asked for.
ASKED = """axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
})"""


def violations(page):
    for details in ("#filters", "#overview"):
        page.evaluate(f"document.querySelector('{details}').open = true")
    page.evaluate("() => {" + AXE.read_text(encoding="utf-8") + "\n}")
    answer = page.evaluate(ASKED)
    ran = {each["id"] for group in ("passes", "violations") for each in answer[group]}
    assert {"target-size", "color-contrast"} <= ran
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in answer["violations"]
    ]


STATES = [
    "",
    "#q=label",
    "#kind=attack&q=nothingatall",
    "#paper=choquettechoo2021label",
    "#year=2020&chosen=hu2021membership",
]
# axe is given to the page by evaluating its source, which the page's own policy forbids.
OPTIONS = {"bypass_csp": True, "reduced_motion": "reduce"}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", STATES)
def test_axe_finds_nothing(visit, scheme, width, hash_):
    page = visit(at=hash_, color_scheme=scheme, viewport={"width": width, "height": 800}, **OPTIONS)
    assert violations(page) == []


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """Lists that have less than the bundled one: by name, their .bib files."""
    folder = tmp_path_factory.mktemp("lists")
    shutil.copy(BUNDLED.with_suffix(".toml"), folder / "empty.toml")
    texts = {
        "library": library(),
        "empty": "% nothing yet\n",
        "bare": entry("a", ["title = {Alone}", "author = {Hu, Li}", "doi = {10.5555/a}"]),
    }
    return {name: write(folder, text, f"{name}.bib") for name, text in texts.items()}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["library", "empty", "bare"])
def test_axe_finds_nothing_in_other_lists(visit, rendered, lists, name, scheme, width):
    page = visit(
        rendered(lists[name]), color_scheme=scheme, viewport={"width": width, "height": 800},
        **OPTIONS,
    )  # fmt: skip
    assert violations(page) == []


@pytest.mark.parametrize("hash_", STATES)
@pytest.mark.parametrize("width", [320, 360, 768, 1024])
def test_no_sideways_scroll(visit, width, hash_):
    page = visit(at=hash_, viewport={"width": width, "height": 740})
    for details in ("#filters", "#overview"):
        page.evaluate(f"document.querySelector('{details}').open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["library", "empty", "bare"])
def test_no_sideways_scroll_of_other_lists_on_a_phone(visit, rendered, lists, name):
    page = visit(rendered(lists[name]), viewport={"width": 360, "height": 740})
    for details in ("#filters", "#overview"):
        page.evaluate(f"document.querySelector('{details}').open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


TARGETS = """boxes => boxes.map((box) => {
  const { width, height } = box.getBoundingClientRect();
  return [width, height];
})"""


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_checkboxes_are_hit_within_24_pixels(visit, width):
    page = visit(viewport={"width": width, "height": 800})
    page.evaluate("document.querySelector('#filters').open = true")
    sizes = page.locator("input[type=checkbox]:visible").evaluate_all(TARGETS)
    assert len(sizes) > 20
    assert all(min(size) >= 24 for size in sizes)


def test_a_tick_is_seen(visit):
    page = visit()
    mark = "(box, part) => getComputedStyle(box, part).backgroundColor"
    box = page.locator("#papers tbody input").first
    before = box.evaluate(mark, "::before")
    box.check()
    assert box.evaluate(mark, "::before") != before
    assert box.evaluate("(box) => getComputedStyle(box, '::after').content") != "none"


@pytest.mark.chromium("Firefox's driver forces no colours")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_the_matrix_readable(visit, scheme):
    page = visit(forced_colors="active", color_scheme=scheme)
    page.evaluate("document.querySelector('#overview').open = true")
    cells = page.locator("#matrix button").evaluate_all(
        """cells => cells.map((cell) => {
          const { color, backgroundColor, borderTopWidth, borderTopStyle } = getComputedStyle(cell);
          return { number: Number(cell.textContent), color, ground: backgroundColor,
                   line: borderTopStyle, width: parseFloat(borderTopWidth) };
        })"""
    )
    assert len({cell["number"] for cell in cells}) > 3
    for cell in cells:
        assert cell["color"] != cell["ground"]
        assert cell["line"] == ("solid" if cell["number"] else "dashed")
    most = max(cells, key=lambda cell: cell["number"])
    least = min((cell for cell in cells if cell["number"]), key=lambda cell: cell["number"])
    assert most["width"] > least["width"]
    cell = page.locator("#matrix button:not(.gap)").first
    ground = "(cell) => getComputedStyle(cell).backgroundColor"
    before = cell.evaluate(ground)
    cell.click()
    assert cell.evaluate(ground) != before  # what is chosen is seen
    assert (
        page.locator("#papers tbody input").first.evaluate(
            "(box) => getComputedStyle(box).appearance"
        )
        == "auto"
    )


@pytest.mark.chromium("Firefox's driver asks for no less motion")
def test_nothing_moves_for_who_wants_less_motion(visit):
    moves = """() => {
      const moving = (style) => parseFloat(style.transitionDuration) > 0;
      return [...document.querySelectorAll("*")]
        .filter((each) => ["", "::before", "::after"].some(
          (part) => moving(getComputedStyle(each, part))))
        .map((each) => each.className);
    }"""
    assert visit(reduced_motion="no-preference").evaluate(moves)
    assert visit(reduced_motion="reduce").evaluate(moves) == []


RIGHT_TO_LEFT = {
    "author": "מזרחי, דנה and Hu, Li",
    "title": "פרטיות בלמידת מכונה (ML)",
    "abstract": "אנו חוקרים פרטיות.",
    "journal": "כתב עת",
    "year": "2020",
}


@pytest.mark.chromium("Firefox's driver runs nothing without script")
@pytest.mark.parametrize("script", [True, False])
def test_text_has_its_own_direction(visit, rendered, tmp_path, script):
    bib = write(tmp_path, entry("rtl", RIGHT_TO_LEFT) + entry("ltr", ["title = {Latin}"]))
    page = visit(rendered(bib), script=script)
    direction = "(each) => [each.getAttribute('dir'), getComputedStyle(each).direction]"
    titles = page.locator("#papers tbody .title")
    for title, wanted in (("פרטיות", "rtl"), ("Latin", "ltr")):
        assert titles.filter(has_text=title).evaluate(direction) == ["auto", wanted]
    authors = page.locator("#papers tbody .authors").first
    # Without script the style alone says it of authors: an attribute a row would be many bytes.
    said = authors.evaluate("(each) => [each.dir, getComputedStyle(each).unicodeBidi]")
    assert said == (["auto", "plaintext"] if script else ["", "plaintext"])
    if script:
        values = page.locator(".values .value").filter(has_text="דנה")
        assert values.evaluate("(each) => getComputedStyle(each).textAlign") == "left"
    # The column keeps its edge: text begins where the page's lines begin.
    assert authors.evaluate("(each) => getComputedStyle(each).textAlign") == "left"
    if script:
        titles.filter(has_text="פרטיות").click()
        abstract = page.locator("dialog .abstract p")
        assert abstract.evaluate("(each) => getComputedStyle(each).unicodeBidi") == "plaintext"


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


@pytest.mark.parametrize("beyond", [0, 3000])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_help_opens_within_the_window(visit, width, beyond):
    page = visit(viewport={"width": width, "height": 740})
    page.evaluate(f"scrollTo(0, {beyond})")
    page.click("#help-open")
    box = page.locator("#help").bounding_box()
    finder = page.locator("#finder").bounding_box()
    assert finder["y"] + finder["height"] - 12 <= box["y"] <= 400
    assert box["y"] + box["height"] <= 740 if beyond else box["height"] <= 740
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


CHIPS = "#kind=attack&kind=defense&year=2019-2022"


@pytest.mark.parametrize(
    ("width", "height", "most"), [(1280, 900, 300), (768, 1024, 400), (360, 800, 440)]
)
@pytest.mark.parametrize("hash_", ["", CHIPS])
def test_the_list_begins_soon(visit, width, height, most, hash_):
    page = visit(at=hash_, viewport={"width": width, "height": height})
    assert page.locator("#papers tbody .title").first.bounding_box()["y"] <= most
    bar, finder = (page.locator(name).bounding_box()["y"] for name in ("#bar", "#finder"))
    assert bar > finder


@pytest.mark.parametrize("width", [360, 768, 1090, 1280, 1640])
def test_a_filter_stands_in_one_line(visit, width):
    page = visit(at="#target=classification+models", viewport={"width": width, "height": 900})
    chip = page.locator("#chips .chip").bounding_box()
    assert chip["height"] <= 30
    assert chip["x"] + chip["width"] <= width


@pytest.mark.parametrize(("width", "most"), [(1280, 300), (360, 440)])
def test_a_long_description_leaves_the_list_in_sight(visit, rendered, tmp_path, width, most):
    bib = write(tmp_path, FROZEN.read_text(encoding="utf-8"))
    long = "Papers that were read, each by two people, before they were listed. " * 8
    text = FROZEN.with_suffix(".toml").read_text(encoding="utf-8")
    settings = f'\n[page]\ndescription = "{long}"\nintroduction = "More."\n'
    write(tmp_path, re.sub(r"(?ms)^\[page\].*?(?=^\[|\Z)", "", text) + settings, "papers.toml")
    page = visit(rendered(bib), viewport={"width": width, "height": 900})
    lead = page.locator(".lead")
    before = lead.bounding_box()["height"]
    assert page.locator("#papers tbody .title").first.bounding_box()["y"] <= most
    page.click("#about > summary")
    assert lead.bounding_box()["height"] > before  # now all of it
    assert lead.evaluate("(lead) => lead.scrollHeight - lead.clientHeight") <= 1


@pytest.mark.parametrize("name", ["library", "bundled"])
def test_the_choice_of_columns_stands_within_a_phones_screen(visit, rendered, lists, name):
    page = visit(rendered(lists.get(name, FROZEN)), viewport={"width": 360, "height": 800})
    page.click("#columns > summary")
    box = page.locator("#columns .sheet").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# Whether texts of heads beside each other touch, or a word is wider than its column.
CROWDED = """heads => heads.filter((head, number) => {
  const box = (each) => each.querySelector("span").getBoundingClientRect();
  const next = heads[number + 1];
  return head.scrollWidth > head.clientWidth || (next && box(head).right + 2 > box(next).left);
}).map((head) => head.textContent)"""


@pytest.mark.parametrize("name", ["library", "bundled"])
@pytest.mark.parametrize("width", [360, 768, 1090, 1280])
def test_heads_of_the_matrix_stand_apart(visit, rendered, lists, name, width):
    page = visit(rendered(lists.get(name, FROZEN)), viewport={"width": width, "height": 900})
    page.click("#overview > summary")
    page.frame()
    assert page.locator("#matrix thead th").count() > 2
    assert page.eval_on_selector_all("#matrix thead th", CROWDED) == []
    # The two fields are named as they are drawn, also where they changed places.
    down, across = (page.locator(f"#matrix-{side} option:checked").text_content()
                    for side in ("rows", "columns"))  # fmt: skip
    caption = page.locator("#matrix caption").text_content()
    assert caption.startswith(f"{down} by {across}:")


def test_bars_say_what_there_is_room_for(visit, rendered, lists):
    page = visit(rendered(lists["library"]))
    page.click("#overview > summary")
    colours = page.eval_on_selector_all(
        "#years :is(.number, .year)", "all => all.map((one) => getComputedStyle(one).color)"
    )
    assert len(colours) > 30
    assert "rgba(0, 0, 0, 0)" not in colours
    assert page.locator("#years .century").first.bounding_box()["width"] > 8


def test_long_keys_break_between_words(visit, rendered, tmp_path):
    key = "lofgrenTranslatingRiverLevels2024-with_more"
    page = visit(rendered(write(tmp_path, entry(key, ["title = {A}", "year = {2024}"]))))
    cell = page.locator("#papers td.c-key")
    assert cell.text_content() == key
    parts = cell.locator(".lines").evaluate(
        "lines => [...lines.childNodes].map((node) => node.textContent).filter(Boolean)"
    )
    assert parts == ["lofgren", "Translating", "River", "Levels", "2024-", "with_", "more"]
    page.search("lofgren")
    assert cell.text_content() == key
    assert "".join(cell.locator("mark").all_text_contents()) == key.partition("-")[0]


def test_what_an_empty_list_says_stands_in_the_middle(visit, rendered, lists):
    page = visit(rendered(lists["empty"]), viewport={"width": 1280, "height": 800})
    box = page.locator("#empty").bounding_box()
    assert abs(box["x"] + box["width"] / 2 - 640) <= 1


def test_a_theme_that_was_chosen_is_there_before_the_page_is_painted(visit):
    page = visit(color_scheme="light")
    page.click("#theme")
    page.add_init_script(
        """new MutationObserver(() => {
          if (document.body) window.atFirst ??= document.documentElement.dataset.theme ?? "";
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.reload()
    page.wait_for_function("localStorage.length")  # which a new process may see a moment later
    page.reload()
    assert page.evaluate("window.atFirst") == "dark"
