"""The page in a real browser: searching, choosing, sorting, going back, BibTeX, keyboard."""

import csv
from itertools import product

import pytest

from door import BUNDLED, FROZEN, ROOT, entry, keys, ok, run, write

WHITE = "white-box"


def test_the_page_is_the_list(visit):
    page = visit()
    assert page.every_key() == keys("list")
    assert page.count == "42 papers"
    assert page.every_key() == keys("list")


def test_heads_are_the_seeds_columns(visit):
    heads = visit().locator("#papers thead th button").all_text_contents()
    assert heads == [
        "Year", "Title", "Adversarial Knowledge", "Target Model", "Venue", "Paper Link",
        "Code Link", "Key",
    ]  # fmt: skip


def test_search_forgives_and_marks(visit):
    page = visit()
    page.search("label onyl atack")
    assert page.keys[0] == "choquettechoo2021label"
    assert page.locator("#papers tbody tr").first.locator("mark").all_text_contents() == [
        "Label", "Only", "Attacks",
    ]  # fmt: skip
    assert "onyl as only" in page.locator("#note").text_content().lower()
    page.search("")
    assert page.count == "42 papers"
    assert page.locator("mark").count() == 0


@pytest.mark.parametrize(
    "query", ["2012.07805", "10.1145/3523273", '"label-only"', "tramer", "gan"]
)
def test_search_answers_as_the_program(visit, query):
    page = visit()
    page.search(query)
    found = keys("search", query)
    assert page.keys == found[: len(page.keys)]
    if found:
        assert page.count == f"{len(found)} of 42 papers" if len(found) > 1 else "1 of 42 papers"


@pytest.mark.parametrize(
    "query",
    ["venue:ccs", "year:2019-2020 has:code", "NOT attack", "knowledge:white -target:generative"],
)
def test_filters_in_the_query(visit, query):
    page = visit()
    page.search(query)
    assert page.every_key() == keys("list", query)


def test_first_result_is_that_of_the_program(visit):
    """A part of the search benchmark in the browser; bench/page/agreement.py has all of it."""
    page = visit()
    rows = []
    for half in ("work", "unseen"):
        with (ROOT / f"bench/search/queries_{half}.tsv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    asked = [row["query"] for row in rows if row["list"] == "papers"][::2]
    assert len(asked) > 80
    first = page.evaluate(
        """async (queries) => {
          const input = document.getElementById("query");
          const first = [];
          for (const query of queries) {
            input.value = query;
            input.dispatchEvent(new Event("input"));
            await new Promise((done) => requestAnimationFrame(done));
            const title = document.querySelector("#papers:not([hidden]) tbody .title");
            first.push(title ? decodeURIComponent(title.hash.replace("#paper=", "")) : "");
          }
          return first;
        }""",
        asked,
    )
    from mialit.query.syntax import parse
    from mialit.search.engine import search
    from mialit.storage.bibliography import load
    from mialit.storage.sources import Source

    catalogue = load([Source("papers", FROZEN)])
    hits = [search(parse(query), catalogue.vocabulary, catalogue.records).hits for query in asked]
    wanted = [found[0].record.key if found else "" for found in hits]
    same = sum(a == b for a, b in zip(first, wanted, strict=True))
    assert same >= 0.9 * len(asked)


def test_facets_count_and_narrow(visit):
    page = visit()
    page.option("Adversarial Knowledge", WHITE).check()
    wanted = keys("list", "--knowledge", WHITE)
    assert page.keys == wanted
    assert page.count == f"{len(wanted)} of 42 papers"
    # Counts of a facet leave that facet itself out of account; those of the others do not.
    box = page.option("Adversarial Knowledge", "black-box")
    assert int(box.locator("xpath=..").locator(".number").text_content()) == len(
        keys("list", "--knowledge", "black-box")
    )
    box = page.option("Target Model", "generative models")
    assert int(box.locator("xpath=..").locator(".number").text_content()) == len(
        keys("list", "--knowledge", WHITE, "--target", "generative models")
    )
    page.option("Adversarial Knowledge", "gray-box").check()
    assert page.keys == wanted  # or within a field
    page.option("Target Model", "generative models").check()
    assert page.keys == keys("list", "--knowledge", WHITE, "--target", "generative models")
    page.locator(".chip", has_text="white-box").click()
    assert page.count == "0 of 42 papers"
    page.click("#clear-all")
    assert page.count == "42 papers"


def test_year_range(visit):
    page = visit()
    page.locator("input[aria-label='From year']").press_sequentially("2018")
    page.keyboard.press("Tab")
    page.locator("input[aria-label='To year']").press_sequentially("2019")
    page.keyboard.press("Tab")
    assert page.every_key() == keys("list", "--year", "2018-2019")
    assert "year=2018-2019" in page.url


def test_chart_and_matrix_choose(visit):
    page = visit()
    page.click("#overview > summary")
    page.locator("#years button", has_text="2020").click()
    assert sorted(page.every_key()) == sorted(keys("list", "--year", "2020"))
    page.locator("#years button", has_text="2020").click()
    assert page.count == "42 papers"
    cell = page.locator("#matrix button[aria-label^='white-box, generative models']")
    wanted = keys("list", "--knowledge", WHITE, "--target", "generative models")
    assert cell.text_content() == str(len(wanted))
    cell.click()
    assert page.keys == wanted
    assert cell.get_attribute("aria-pressed") == "true"
    gap = page.locator(
        "#matrix button[aria-label='white-box, automatic speech recognition models: 0 papers']"
    )
    assert gap.text_content() == "0"
    assert "gap" in gap.get_attribute("class")
    gap.click()
    assert page.count == "0 of 42 papers"
    assert page.locator("#nothing").is_visible()


def test_matrix_axes(visit):
    page = visit()
    page.click("#overview > summary")
    page.select_option("#matrix-rows", "kind")
    page.select_option("#matrix-columns", "year")
    cell = page.locator("#matrix button[aria-label^='survey, 2022']")
    assert cell.text_content() == str(len(keys("list", "--kind", "survey", "--year", "2022")))
    assert "matrix=kind%2Cyear" in page.url


def test_sorting(visit):
    page = visit()
    head = page.locator("#papers thead th", has_text="Title")
    head.locator("button").click()
    assert page.every_key() == keys("list", "--sort", "title")
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert page.every_key() == keys("list", "--sort", "title", "--reverse")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") is None
    assert page.every_key() == keys("list")
    year = page.locator("#papers thead th", has_text="Year")
    year.locator("button").click()
    assert year.get_attribute("aria-sort") == "descending"
    page.select_option("#sort", "venue")
    venues = page.locator("#papers tbody .c-venue").all_text_contents()
    assert venues == sorted(venues, key=str.casefold)


def test_back_and_forward(visit):
    page = visit()
    page.search("gan leaks")
    searched = page.keys
    page.option("Kind", "attack").check()
    page.locator("#papers tbody .title").first.click()
    assert page.locator("dialog").is_visible()
    page.go_back()
    page.frame()
    assert not page.locator("dialog").is_visible()
    assert page.option("Kind", "attack").is_checked()
    page.go_back()
    page.frame()
    assert not page.option("Kind", "attack").is_checked()
    assert page.keys == searched
    page.go_back()
    page.frame()
    assert page.locator("#query").input_value() == ""
    assert page.count == "42 papers"
    page.go_forward()
    page.frame()
    assert page.keys == searched


def test_an_address_can_be_shared(visit):
    page = visit()
    page.search("membership")
    page.option("Kind", "survey").check()
    page.option("Kind", "attack").check()
    page.select_option("#sort", "-title")
    page.locator("#papers tbody input").nth(1).check()
    page.locator("#papers tbody .title").first.click()
    hash_ = page.evaluate("location.hash")
    other = visit(at=hash_)
    assert other.every_key() == page.every_key()
    assert other.locator("dialog h2").text_content() == page.locator("dialog h2").text_content()
    assert other.locator("#chosen-count").text_content() == "1 paper chosen"
    assert other.evaluate("location.hash") == hash_


@pytest.mark.parametrize(
    "hash_",
    [
        "#q=%",
        "#kind=nonsense&year=abc",
        "#paper=nobody&sort=x&matrix=a,b",
        "#%E0%A4%A",
        "#a=b=c&&&=",
    ],
)
def test_a_broken_address_does_no_harm(visit, hash_):
    assert "42 papers" in visit(at=hash_).count


def test_detail(visit):
    page = visit()
    page.search("label-only")
    page.locator("#papers tbody .title").first.click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_attribute("aria-labelledby") == "detail-title"
    assert dialog.locator("h2").text_content() == "Label-Only Membership Inference Attacks"
    assert "Florian Tramèr" in dialog.locator("dl").text_content()
    assert "International Conference on Machine Learning" in dialog.locator("dl").text_content()
    assert dialog.locator("pre").text_content() == ok("export", "choquettechoo2021label").out
    links = dialog.locator("a:not(.filter)").all()
    assert links
    for link in links:
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("href").startswith("https://")
    dialog.locator("button.close").click()
    assert not page.locator("dialog").is_visible()
    assert "paper=" not in page.url


def test_download_equals_export(visit, tmp_path):
    page = visit()
    path = page.saved("#save-all", tmp_path)
    assert path.read_bytes() == ok("export").stdout
    page.option("Adversarial Knowledge", WHITE).check()
    path = page.saved("#save-all", tmp_path)
    assert path.read_bytes() == ok("export", "--knowledge", WHITE).stdout
    assert path.name == "papers.bib"
    page.locator("#papers tbody .title").first.click()
    path = page.saved("dialog .save", tmp_path)
    key = keys("list", "--knowledge", WHITE)[0]
    assert path.name == f"{key}.bib"
    assert path.read_bytes() == ok("export", key).stdout


def test_download_of_the_bundled_list_equals_export(visit, rendered, tmp_path):
    page = visit(rendered(BUNDLED))
    path = page.saved("#save-all", tmp_path)
    assert path.read_bytes() == ok("export", "-b", BUNDLED).stdout


# How a field is written: most pages leave out what an entry says in the words of its paper.
LAYOUTS = [
    "\n  {} = {{{}}},", "\n\t{}={{{}}},", '\n{} = "{}",', "\n  {}  =  {{{}}} ,", ", {} = {{{}}}",
    "\n  {} = {{{}}}\n  ,", "\n  {} = {{{{{}}}}},", "\n  {} =\n  {{{}}},", "\r\n  {} = {{{}}},",
    "\n  {} = {{{}}}, % why",
]  # fmt: skip
WRITTEN = [
    {"title": "A Title", "author": "Hu, Li and Moreau, Ann", "year": "2020", "pages": "1--9"},
    {"TITLE": "{GAN} \\& {\\'E}", "Author": "Li Hu and others", "Year": "02020", "pages": "1–9"},  # noqa: RUF001
    {"title": "", "author": "", "year": "", "doi": "", "url": "", "eprint": "", "pages": ""},
    {"title": "2", "volume": "1", "number": "2", "note": "3", "pages": "4", "journal": "1"},
    {"title": "Two  blanks ", "booktitle": "Often Said", "series": "Often Said", "note": "~ x"},
    {"title": "= {x}, year = {2020}", "note": "a = {b},", "journal": "{\\'E}"},
    {"doi": "10.1000/a<b>", "title": "doi", "url": "https://doi.org/10.1000/a<b>"},
    {"doi": "https://doi.org/10.1000/xyz", "title": "doi", "url": "https://doi.org/10.1000/xyz"},
    {"eprint": "2001.00001", "title": "arXiv", "url": "https://arxiv.org/abs/2001.00001"},
    {"eprint": "arXiv:2001.00001v2", "title": "arXiv", "archiveprefix": "arXiv"},
    {"eprint": "hal-01", "eprinttype": "hal", "title": "HAL", "url": "ftp://example.org/a"},
    {"eprint": "2001.00002", "doi": "10.1000/both", "title": "Both"},
    {"__proto__": "x", "constructor": "y", "toString": "z", "title": "constructor"},
    {"title": "Twice", "note": "One", "title ": "Again", "keywords": "a, b", "key": "k"},
]  # fmt: skip


def test_downloads_keep_every_layout(visit, tmp_path):
    bib = tmp_path / "layouts.bib"
    text = ""
    for (number, layout), (row, fields) in product(enumerate(LAYOUTS), enumerate(WRITTEN)):
        written = "".join(layout.format(name, value) for name, value in fields.items())
        comma = "" if layout.startswith(",") else ","
        text += f"@Article{{k{number}-{row}{comma}{written}\n}}\n\n"
    text += "@misc(round,\n  title = {Round},\n)\n@misc{,\n  title = {No Key},\n}\n"
    bib.write_bytes(text.encode())
    ok("render", "html", "--bib", bib, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html")
    path = page.saved("#save-all", tmp_path)
    exported = ok("export", "--bib", bib).stdout
    assert exported.count(b"@Article") == len(LAYOUTS) * len(WRITTEN)
    assert path.read_bytes() == exported


def test_addresses_are_those_of_the_program(visit, tmp_path):
    rows = [fields for fields in WRITTEN if fields.keys() & {"doi", "eprint", "url"}]
    bib = write(tmp_path, "".join(entry(f"k{n}", fields) for n, fields in enumerate(rows)))
    ok("render", "html", "--bib", bib, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html")
    shown = "links => links.map((link) => link.getAttribute('href'))"
    for key in keys("list", "--bib", bib):
        page.evaluate("(key) => { location.hash = `#paper=${key}`; }", key)
        page.wait_for_selector(f"dialog .key:text-is('{key}')")
        told = [
            run("open", key, "--bib", bib, "--page", kind, "--print").out.strip()
            for kind in ("paper", "doi", "arxiv")
        ]
        links = page.locator("dialog .links a").evaluate_all(shown)
        assert links == list(dict.fromkeys(filter(None, told)))


def test_download_of_files_that_share_macros_and_volumes_equals_export(visit, tmp_path):
    write(tmp_path, "@string{jv = pub # { J}}\n@string{unused = {x}}\n", "macros.bib")
    own = '@string{pub = {P}}\n@string{un = pub # "!"}\n@preamble{un # "?"}\n'
    refs = entry("a", ["journal = jv", "title = {A}"], "article")
    refs += entry("c", ["crossref = {vol}", "title = {C}"], "inproceedings")
    write(tmp_path, own + refs, "refs.bib")
    volume = ["publisher = pub", "title = {V}", "year = 2019"]
    write(tmp_path, entry("vol", volume, "proceedings"), "volumes.bib")
    files = [word for name in ("macros", "refs", "volumes") for word in ("-b", f"{name}.bib")]
    for words in ((), ("--query", "key:c")):
        ok("render", "html", *files, *words, "-o", "page.html", "--force", cwd=tmp_path)
        page = visit(tmp_path / "page.html")
        path = page.saved("#save-all", tmp_path)
        made = path.read_bytes()
        assert made == ok("export", *files, *words, cwd=tmp_path).stdout
        assert b"@proceedings{vol" in made
    assert b"unused" not in made


def test_the_chosen_papers(visit, tmp_path):
    page = visit()
    assert not page.locator("#chosen").is_visible()
    listed = keys("list")
    for place in (4, 0, 9):
        page.locator("#papers tbody input").nth(place).check()
    page.search("survey")  # what is chosen stays chosen
    assert page.locator("#chosen-count").text_content() == "3 papers chosen"
    path = page.saved("#save-chosen", tmp_path)
    wanted = {listed[place] for place in (0, 4, 9)}
    in_file = [key for key in keys("list", "--sort", "file") if key in wanted]
    assert path.read_bytes() == ok("export", *in_file).stdout
    page.pick("#copy-chosen")
    assert page.evaluate("navigator.clipboard.readText()").encode() == path.read_bytes()
    assert page.locator("#said").text_content() == "Copied the BibTeX of 3 papers"
    page.click("#clear-chosen")
    assert not page.locator("#chosen").is_visible()


def test_copy(visit):
    page = visit()
    page.search("venue:ccs")
    page.pick("#copy-all")
    page.wait_for_selector("#said:not(:empty)")
    assert page.evaluate("navigator.clipboard.readText()") == ok("export", "--venue", "ccs").out
    page.locator("#papers tbody .title").first.click()
    page.locator("dialog .copy").click()
    page.wait_for_selector("dialog .said:has-text('1 paper')")
    assert page.evaluate("navigator.clipboard.readText()") == ok("export", page.keys[0]).out


def test_copy_without_the_clipboard_interface(visit):
    page = visit(
        init="Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "document.addEventListener('copy', () => {"
        " window.copied = document.activeElement.value; });"
    )
    page.search("venue:ccs")
    page.pick("#copy-all")
    page.wait_for_selector("#said:not(:empty)")
    assert page.evaluate("window.copied") == ok("export", "--venue", "ccs").out


def test_keyboard_alone(visit):
    page = visit()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.type("gan/leaks")  # a slash within the query is a slash
    page.frame()
    assert page.locator("#query").input_value() == "gan/leaks"
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.closest('tr')?.getAttribute('aria-rowindex') - 1"
    assert page.evaluate(focused) == 1
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.frame()
    assert page.count == "42 papers"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == 2
    page.keyboard.press("x")
    assert page.locator("#chosen-count").text_content() == "1 paper chosen"
    page.keyboard.press("Enter")
    assert page.locator("dialog").is_visible()
    assert page.locator("dialog .key").text_content() == page.keys[1]
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('dialog'))")
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    assert page.evaluate(focused) == 2  # back where one was
    page.keyboard.press("End")
    assert page.evaluate(focused) == 42
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "query"


def test_theme_is_kept_for_the_session(visit):
    page = visit(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("#theme")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.wait_for_selector("#count:not(:empty)")
    assert page.evaluate(ground) == dark
    assert visit(color_scheme="dark").evaluate(ground) == dark


@pytest.mark.chromium("Firefox's driver runs nothing without script")
def test_without_script_it_is_a_table(visit):
    page = visit(script=False)
    assert page.locator("#papers tbody tr").count() == 42
    assert page.locator("#papers thead th").all_text_contents()[1] == "Title"
    row = page.locator("#papers tbody tr", has_text="Label-Only")
    assert "Choquette-Choo, Tramèr" in row.text_content()
    assert row.locator("a").first.get_attribute("href").startswith("https://")
    for control in ("#query", "#side", "#bar", "#theme", "#overview", "#chosen", "#nothing"):
        assert not page.locator(control).is_visible()


@pytest.mark.chromium("Firefox's driver emulates no print")
def test_printing_shows_every_paper(visit):
    page = visit()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#papers tbody tr").count() == 42
    assert not page.locator("#side").is_visible()
    assert page.locator("#papers thead").is_visible()


def test_a_bare_list(visit, tmp_path):
    """Without vocabulary, years and titles."""
    (tmp_path / "plain.toml").write_text('[list]\ncolumns = ["key", "venue"]\n', encoding="utf-8")
    (tmp_path / "plain.bib").write_text("@misc{one, note = {A}}\n@misc{two,}\n", encoding="utf-8")
    ok("render", "html", "-b", tmp_path / "plain.bib", "-o", tmp_path / "plain.html")
    page = visit(tmp_path / "plain.html")
    assert page.count == "2 papers"
    assert not page.locator("#overview").is_visible()
    page.search("two")
    assert page.keys == ["two"]
    page.locator("#papers tbody .title").first.click()
    assert page.locator("dialog h2").text_content() == "two"


def test_the_matrix_is_that_of_the_program(visit):
    page = visit()
    page.click("#overview > summary")
    cells = ok("matrix", "--format", "json").json[0]["cells"]
    shown = page.locator("#matrix button").evaluate_all(
        "cells => cells.map((cell) => [cell.ariaLabel.split(':')[0], Number(cell.textContent)])"
    )
    assert len(cells) > 5
    assert shown == [[f"{cell['row']}, {cell['col']}", cell["count"]] for cell in cells]
    for cell in cells[::5]:  # and the queries it gives mean the same here
        page.search(cell["query"])
        assert page.count == f"{cell['count']} of 42 papers"


def test_a_matrix_of_many_values_begins_with_the_most_frequent(visit, tmp_path):
    names = [f"value {number:02}" for number in range(30)]
    values = "".join(f'"{name}" = {{}}\n' for name in names)
    (tmp_path / "many.toml").write_text(
        "[list]\ncolumns = ['title']\n[matrix]\nrows = 'kind'\ncols = 'subject'\n"
        "[fields.kind]\nlabel = 'Kind'\nform = 'vocabulary'\n[fields.kind.values]\na = {}\n"
        "[fields.subject]\nlabel = 'Subject'\nform = 'vocabulary'\n"
        f"[fields.subject.values]\n{values}"
    )
    papers = [name for number, name in enumerate(names[:20]) for _ in range(number + 1)]
    text = "".join(
        entry(f"k{number}", {"title": "A", "kind": "a", "subject": name})
        for number, name in enumerate(papers)
    )
    bib = write(tmp_path, text, "many.bib")
    ok("render", "html", "-b", bib, "-o", tmp_path / "page.html")
    page = visit(tmp_path / "page.html")
    page.click("#overview > summary")
    cells = ok("matrix", "-b", bib, "--format", "json").json[0]["cells"]
    wanted = [[cell["col"], str(cell["count"])] for cell in cells]
    assert wanted[0] == [names[19], "20"]

    def shown():
        heads = page.locator("#matrix thead th").all_text_contents()
        return [list(pair) for pair in zip(heads, numbers(), strict=True)]

    def numbers():
        return page.locator("#matrix button").all_text_contents()

    assert shown() == wanted[:12]
    left_out = sum(int(number) for _, number in wanted[12:])
    assert page.locator("#matrix-note").text_content().startswith(f"{left_out} papers in no cell")
    page.click("#matrix-more")
    assert shown() == wanted
    assert page.locator("#matrix-note").text_content() == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.click("#matrix-more")
    assert shown() == wanted[:12]
