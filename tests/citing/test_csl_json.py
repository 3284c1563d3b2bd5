"""Items of CSL-JSON."""
# ruff: noqa: RUF001 (typographic apostrophes and brackets)

import json
import re
import shutil
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citing.common import item_of, items_of, pandoc, read_by_pandoc
from door import BUNDLED, FROZEN, ROOT, entry, need, write
from kept_lists import load
from mialit.citing.csl_json import markup
from mialit.errors import FileProblem
from mialit.storage.cache import Cache
from mialit.storage.sources import Source

NOCASE = re.compile(r'<span class="nocase">(.*?)</span>')


def test_the_bundled_list_is_what_pandoc_reads_but_for_what_is_named_here():
    need("pandoc")
    theirs = {item["id"]: item for item in read_by_pandoc(BUNDLED)}
    ours = {item["id"]: item for item in items_of(BUNDLED)}
    assert ours.keys() == theirs.keys()
    for key, item in ours.items():
        read = dict(theirs[key])
        read.pop("title-short", "")
        # pandoc takes the list's own field `venue` for the place of an event.
        del read["event-place"]
        # pandoc 2 knows no type for a preprint, and drops its number and archive.
        if item["type"] == "article":
            assert (read.pop("type"), item.pop("type")) == ("", "article")
            assert item.pop("number").startswith("arXiv:")
            assert item.pop("publisher") == "arXiv"
            item["issued"] = {"date-parts": [item["issued"]["date-parts"][0][:1]]}
        # A particle is a part of the name, as BibTeX's styles print it.
        for name in read["author"]:
            if "dropping-particle" in name:
                name["non-dropping-particle"] = name.pop("dropping-particle")
            if "\u0131\u0301" in name.get("given", ""):  # pandoc's \'\i, two characters
                name["given"] = name["given"].replace("\u0131\u0301", "\u00ed")
        # The first word behind a colon is as it is written.
        item["title"] = NOCASE.sub(r"\1", item["title"])
        if re.search(": [a-z]", item["title"]):
            assert item.pop("title").lower() == read.pop("title").lower()
        # A formula's superscript is a character.
        if "^" in read.get("title", ""):
            read["title"] = read["title"].replace("^4", "⁴")
        item["container-title"] = NOCASE.sub(r"\1", item.get("container-title", ""))
        item["collection-title"] = NOCASE.sub(r"\1", item.get("collection-title", ""))
        assert {name: value for name, value in item.items() if value} == read


@pytest.mark.parametrize("bib", [BUNDLED, FROZEN, ROOT / "tests/fixtures/citing/foreign.bib"])
def test_every_item_is_valid(bib):
    assert valid(items_of(bib))


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "vbscript:x", "data:text/html,x", "https://doi.org@example.com/x"],
)
def test_only_the_address_of_a_page_becomes_a_link(tmp_path, address):
    fields = {"title": "T", "url": address}
    assert "URL" not in item_of(tmp_path, entry("a", fields))
    arxiv = {"eprint": "2101.00001", "archiveprefix": "arXiv"}
    assert (
        item_of(tmp_path, entry("a", fields | arxiv))["URL"] == "https://arxiv.org/abs/2101.00001"
    )


def test_the_items_of_many_programs_are_valid():
    paths = sorted((ROOT / "tests/fixtures/lint").glob("*.bib"))
    assert sum(valid(items_of(path)) for path in paths) > 40


def valid(items):
    """The number of *items*, all of which are what the schemas of CSL and CSL-JSON allow."""
    schema = files("citeproc") / "data/schema/schemas/styles"
    types = set(re.findall(r'"([a-z_-]+)"', (schema / "csl-types.rnc").read_text("utf-8")))
    variables = (schema / "csl-variables.rnc").read_text("utf-8")
    groups = {
        name: set(re.findall(r'"([A-Za-z_-]+)"', text))
        for name, text in re.findall(
            r"variables\.(\w+) =((?:(?!variables\.\w+ =).)*)", variables, re.S
        )
    }
    texts = groups["numbers"] | groups["titles"] | groups["strings"] | {"id", "type", "keyword"}
    for item in json.loads(json.dumps(items)):
        assert item["type"] in types
        for name, value in item.items():
            assert value, name
            if name in groups["names"]:
                assert all(is_name(each) for each in value), value
            elif name in groups["dates"]:
                assert is_date(value), value
            else:
                assert name in texts
                assert isinstance(value, str)
    return len(items)


def is_name(name):
    parts = {"family", "given", "suffix", "non-dropping-particle"}
    known = set(name) == {"literal"} or ("family" in name and set(name) <= parts)
    return known and all(isinstance(text, str) and text for text in name.values())


def is_date(date):
    if set(date) == {"literal"}:
        return bool(date["literal"])
    limits = (9999, 12, 31)
    return set(date) == {"date-parts"} and all(
        1 <= len(parts) <= 3
        and all(1 <= part <= most for part, most in zip(parts, limits, strict=False))
        for parts in date["date-parts"]
    )


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("A {GAN} on Boards", 'A <span class="nocase">GAN</span> on boards'),
        ("A {GAN} on \\emph{Two} Boards", 'A <span class="nocase">GAN</span> on <i>two</i> boards'),
        ("Black-Box Attacks: A Survey", "Black-box attacks: A survey"),
        ("Why? Because It Is", "Why? Because it is"),
        ("On {\\em Big} Data", "On <i>big</i> data"),
        ("{\\'E}tude of {\\\"U}bung", "Étude of übung"),
        ("H\\textsubscript{2}O", "H<sub>2</sub>o"),
        ("An $L_2$ Bound for $K$-Means", "An L₂ bound for K-means"),
        ("The {\\LaTeX} Way", "The LaTeX way"),
        ("It's an iPhone", "It’s an iPhone"),
        ("{{Twice Braced}} Words", '<span class="nocase">Twice Braced</span> words'),
        ("S\\&P at 5\\% {R\\&D}", 'S&P at 5% <span class="nocase">R&D</span>'),
        ("Unclosed {Group", 'Unclosed <span class="nocase">Group</span>'),
        ("Closed} Often}", "Closed often"),
        ("{}", ""),
        ("a \ue000 b", "a \ufffd b"),
    ],
)
def test_titles(source, written):
    made = markup(source, sentence=True)
    # A formula is protected as well; whether a span says so or its letters is no matter.
    assert made == written or NOCASE.sub(r"\1", made) == written


def test_braces_and_formulas_are_protected():
    assert markup("$K$-Means", sentence=True) == '<span class="nocase">K</span>-means'


def test_without_sentence_case_words_stay():
    assert markup("Proceedings of the {IEEE} Conference") == (
        'Proceedings of the <span class="nocase">IEEE</span> Conference'
    )


@given(st.text(alphabet="aB {}\\$<>/i'-:?\ue000é\n", max_size=40))
def test_a_title_is_always_well_formed_and_keeps_its_letters(source):
    made = markup(source, sentence=True)
    tags = re.findall(r"<(/?)(span|i|b|sup|sub)\b[^<>]*>", made)
    open_tags = []
    for closing, name in tags:
        if closing:
            assert open_tags.pop() == name
        else:
            open_tags.append(name)
    assert not open_tags
    assert "\ue000" not in made


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            entry(
                "a", {"title": "T", "author": "{Open AI \\& Co.} and de la Cruz, Jr, Juan and X"}
            ),
            {
                "author": [
                    {"literal": "Open AI & Co."},
                    {
                        "family": "Cruz",
                        "non-dropping-particle": "de la",
                        "given": "Juan",
                        "suffix": "Jr",
                    },
                    {"family": "X"},
                ],
                "type": "document",
            },
        ),
        (
            entry("a", {"author": "{Google, Inc.} and {van Beethoven}, Ludwig and others"}),
            {
                "author": [
                    {"literal": "Google, Inc."},
                    {"family": "van Beethoven", "given": "Ludwig"},
                    {"literal": "others"},
                ]
            },
        ),
        (
            entry("a", {"editor": "{The Board} and von Mises, Richard and others", "title": "T"}),
            {
                "editor": [
                    {"literal": "The Board"},
                    {"family": "Mises", "non-dropping-particle": "von", "given": "Richard"},
                    {"literal": "others"},
                ]
            },
        ),
        (
            entry(
                "a",
                {"journal": "J", "number": "2", "volume": "3", "pages": "1--7", "month": "3"}
                | {"year": "2020", "doi": "10.1000/a_b", "issn": "1234-5678"},
                "article",
            ),
            {
                "type": "article-journal",
                "container-title": "J",
                "issue": "2",
                "volume": "3",
                "page": "1-7",
                "issued": {"date-parts": [[2020, 3]]},
                "DOI": "10.1000/a_b",
                "ISSN": "1234-5678",
            },
        ),
        (entry("a", {"pages": "3\N{MINUS SIGN}5, 7\N{HYPHEN}9"}), {"page": "3-5, 7-9"}),
        (
            entry(
                "a",
                [
                    "booktitle = {Talks}",
                    "series = {Notes in {CS}}",
                    "number = 12",
                    "year = 2020",
                    "month = mar",
                    "address = {Rome}",
                    "organization = {USENIX}",
                    "eventtitle = {The Talks}",
                    "venue = {Roma}",
                ],
                "inproceedings",
            ),
            {
                "type": "paper-conference",
                "container-title": "Talks",
                "collection-title": 'Notes in <span class="nocase">CS</span>',
                "collection-number": "12",
                "publisher": "USENIX",
                "publisher-place": "Rome",
                "event-title": "The Talks",
                "event-place": "Roma",
                "issued": {"date-parts": [[2020, 3]]},
            },
        ),
        (
            entry("a", {"school": "MIT", "year": "2020", "title": "T"}, "phdthesis"),
            {"type": "thesis", "genre": "PhD thesis", "publisher": "MIT"},
        ),
        (
            entry("a", {"institution": "MIT", "number": "7", "type": "Memo"}, "techreport"),
            {"type": "report", "genre": "Memo", "publisher": "MIT", "number": "7"},
        ),
        (
            entry("a", {"date": "2020-03-04/2020-03-05", "urldate": "2021", "title": "T"}),
            {
                "issued": {"date-parts": [[2020, 3, 4], [2020, 3, 5]]},
                "accessed": {"date-parts": [[2021]]},
            },
        ),
        (entry("a", {"date": "2020-21", "title": "T"}), {"issued": {"date-parts": [[2020]]}}),
        (entry("a", {"year": "in press", "title": "T"}), {"issued": {"literal": "in press"}}),
        (
            entry("a", {"title": "T", "eprint": "2101.00001", "archiveprefix": "arXiv"}),
            {
                "type": "article",
                "number": "arXiv:2101.00001",
                "publisher": "arXiv",
                "URL": "https://arxiv.org/abs/2101.00001",
            },
        ),
        (
            entry("a", {"title": "Der Große Test", "langid": "ngerman", "subtitle": "Ein Wort"}),
            {"title": "Der Große Test: Ein Wort", "language": "de-DE"},
        ),
        (
            entry("a", {"title": "Big Data", "subtitle": "What It Is"}),
            {"title": "Big data: What it is"},
        ),
        (entry("a", {"title": "T", "keywords": "x,y"}), {"keyword": "x,y"}),
    ],
)
def test_facts(tmp_path, text, facts):
    item = item_of(tmp_path, text)
    assert {name: item.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    ("fields", "absent"),
    [
        ({"howpublished": "\\url{https://a.example/}"}, "publisher"),
        ({"note": "arXiv:2101.00001"}, "note"),
        ({"title": ""}, "title"),
        ({"year": ""}, "issued"),
    ],
)
def test_what_says_nothing_is_left_out(tmp_path, fields, absent):
    assert absent not in item_of(tmp_path, entry("a", fields))


def test_text_that_looks_like_a_tag_is_text(tmp_path):
    need("pandoc")
    title = "A <b>bold</b> <script>alert(1)</script> <span class=x> 1 < 2 & 3"
    item = item_of(tmp_path, entry("a", {"title": title.replace("&", "\\&")}))
    made = pandoc(json.dumps([item]), "-f", "csljson", "-t", "html", "--citeproc")
    assert "<b>" not in made
    assert "<script" not in made
    assert "<strong>" not in made
    assert "1 &lt; 2 &amp; 3" in made


# Without the reader.


@pytest.mark.parametrize("bib", [BUNDLED, FROZEN])
def test_items_are_the_same_from_the_cache(tmp_path, bib):
    copy = write(tmp_path, bib.read_bytes())
    shutil.copy(bib.with_suffix(".toml"), copy.with_suffix(".toml"))
    cache = Cache(tmp_path / "cache")
    fresh = items_of(copy, cache)
    assert items_of(copy, cache) == fresh


def test_items_are_the_same_from_the_cache_for_files_of_many_programs(tmp_path):
    cache = Cache(tmp_path)
    for folder in ("lint", "programs"):
        for path in sorted((ROOT / "tests/fixtures" / folder).glob("*.bib")):
            try:
                fresh = items_of(path)
            except FileProblem:  # it holds no entry
                continue
            items_of(path, cache)
            assert items_of(path, cache) == fresh, path


@pytest.mark.parametrize(
    ("title", "content"),
    [
        ('"A " # mine # { {B}}', "A M {B}"),
        ("mine", "M"),
        ("{A {B}}", "A {B}"),
        ('"A {"}B"', 'A {"}B'),
        ("2020", "2020"),
    ],
)
def test_fields_as_they_are_written(tmp_path, title, content):
    fields = [f"TITLE = {title}", "month = jul", "title = {Second}"]
    path = write(tmp_path, '@string{mine = "M"}\n' + entry("a", fields))
    cache = Cache(tmp_path / "cache")
    for _ in range(2):
        catalogue = load([Source(str(path), path)], cache, keep_files=False)
        assert catalogue.written(catalogue.records, {"title"}) == [{"title": content}]
