"""The list as Markdown, and back: what render writes, import reads."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from door import FROZEN, entry, ok, write_curated
from mialit.bibtex.reader import read
from mialit.importing.candidates import from_markdown
from mialit.query.sorting import Order, ordered
from mialit.records.build import records
from mialit.records.identifiers import is_web_link, without_tracking
from mialit.records.links import paper_link
from mialit.render import managed_block as markers
from mialit.render import markdown_list as listing
from mialit.render.columns import cell
from mialit.storage import sources
from mialit.text.latex_escape import to_latex, to_verbatim

VOCABULARY = sources.bundled_vocabulary()
SEVEN = ("year", "title", "knowledge", "target", "venue", "url", "code")
HEAD = (
    "| Year | Title | Adversarial Knowledge | Target Model | Venue | Paper Link | Code Link |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
)

# Whatever means something to Markdown, HTML, BibTeX, TeX or the reader of cells.
_MARKS = r"|\`*_{}[]()<>~$&#!@:;,/+-='%^" + '"'
_WORDS = (
    r"** <br> <b> </b> &amp; &lt; ]( || \| https://x.org www.x.org -- --- `` ~~ :fire: ![x](y) [x] "
    "``` $x$ \u200b \x1b \u202e \U0001f525 é ε 中 2021"
)
_NASTY = st.sampled_from([*_MARKS, *_WORDS.split(" "), markers.END])
_TEXT = st.lists(
    st.one_of(_NASTY, st.sampled_from(["a", "Word", " ", "B2"]), st.characters(codec="utf-8")),
    max_size=12,
).map("".join)
TITLES = st.tuples(st.sampled_from(["", "A", "On b ", "Z: "]), _TEXT).map("T".join)
PATHS = st.text("ab1/?=&;#%().,_-~!*'[]:@+|\u00e9", max_size=15)
LINKS = PATHS.map(lambda path: f"https://x.org/{path}")
ADDRESSES = (
    "https://doi.org/10.1145/3372297.3417238 https://doi.org/10.1109/EuroSP51992.2021.1 "
    "https://arxiv.org/abs/2001.08855v2 https://dl.acm.org/doi/abs/10.1145/1234.5678 "
    "http://arxiv.org/pdf/cs/0101001 ftp://x.org/y javascript:alert(1)"
)
PAPER = st.one_of(LINKS, st.sampled_from(["", *ADDRESSES.split()]))
VENUES = st.sampled_from(
    (
        *("ICML", "S&P", "arXiv", "NeurIPS Workshop", "PoPETs", "IEEE Trans. Comput. Soc. Syst."),
        *("", "Some | Venue", "**Bold** & Co; Ltd", "[x](https://evil.org)", "Wksp, on <b>X</b>"),
    )
)


@st.composite
def papers(draw):
    several = st.lists(
        st.sampled_from(["white-box", "black-box", "no|box", "a`b`", "<i>"]),
        max_size=3,
        unique=True,
    )
    return {
        "title": draw(TITLES),
        "year": draw(st.sampled_from(["2017", "2020", "2021", ""])),
        "knowledge": "; ".join(draw(several)),
        "target": "; ".join(
            draw(st.lists(st.sampled_from(["generative models", "x_y"]), max_size=2, unique=True))
        ),
        "venue": draw(VENUES),
        "kind": draw(st.sampled_from(["attack", "defense; attack", "survey", "", "Odd *kind* 1"])),
        "url": draw(PAPER),
        "code": " ".join(draw(st.lists(LINKS, max_size=3, unique=True))),
    }


def bibliography(items):
    parts = []
    for number, item in enumerate(items):
        fields = {
            name: to_verbatim(text) if name in ("url", "code") else to_latex(" ".join(text.split()))
            for name, text in item.items()
        }
        parts.append(entry(f"k{number}", {name: text for name, text in fields.items() if text}))
    return "\n".join(parts)


def rows(found):
    """What the seven columns show, tracking parameters aside."""
    shown = []
    for record in found:
        cells = {column: cell(column, VOCABULARY)(record) for column in SEVEN}
        cells["url"] = without_tracking(paper_link(record) or "")
        addresses = filter(is_web_link, record.values.get("code", ()))
        cells["code"] = " ".join(map(without_tracking, addresses))
        shown.append(cells)
    return shown


@settings(max_examples=100)
@given(st.lists(papers(), max_size=6))
def test_what_render_writes_import_reads_in_every_rendered_column(items):
    library = read(bibliography(items).encode(), "x.bib")
    found = ordered(records(library, VOCABULARY), Order.YEAR)
    body = markers.marked("".join(listing.listing(found, SEVEN, VOCABULARY)))
    text = listing.document(body, VOCABULARY)
    offer = from_markdown(text.encode(), "x.md", VOCABULARY)
    assert (offer.misread, offer.from_rows) == ((), len(items))
    written = sorted(rows(found), key=str)
    again = sorted(rows([record for _, record in offer.entries]), key=str)
    assert again == written
    assert markers.replaced(text, "x", "x.md").count(markers.BEGIN) == 1


@settings(max_examples=200)
@given(TITLES)
def test_a_title_is_shown_as_it_is_and_is_nothing_else(title):
    found = records(read(bibliography([{"title": title}]).encode(), "x.bib"), VOCABULARY)
    text = "".join(listing.listing(found, ("title", "venue"), VOCABULARY))
    html = MarkdownIt("gfm-like", {"linkify": False}).disable("linkify").render(text)
    assert html.count("<tr>") == 2
    assert not re.search(r"<(?!/?(?:h\d|table|thead|tbody|tr|th|td|strong|!--))", html)


def test_the_seed_form(folder):
    bib = write_curated(
        folder,
        entry("b", {"title": "Beta", "year": "2020", "kind": "defense; attack", "venue": "CCS"})
        + entry(
            "a", {"title": "A_lpha", "year": "2021", "kind": "attack", "code": "https://a.b/c(1)"}
        )
        + entry("c", {"title": "Gamma", "year": "2021", "released": "2021-05", "kind": "attack"})
        + entry("d", {"title": "Delta", "kind": "Odd"})
        + entry("e", {"title": "Epsilon", "year": "2019"}),
    )
    body = ok("render", "markdown", "-b", bib).out.split(markers.BEGIN)[1]
    assert body == (
        "\n<!-- Written by mialit render from the .bib file: changes made here will be lost. -->\n"
        f"\n## Attack\n\n### Attack papers 2021\n\n{HEAD}"
        "| 2021 | **Gamma** |  |  |  |  |  |\n"
        "| 2021 | **A\\_lpha** |  |  |  |  | [Link](https://a.b/c\\(1\\)) |\n"
        f"\n## Defense\n\n### Defense papers 2020\n\n{HEAD}"
        "| 2020 | **Beta** |  |  | CCS |  |  |\n"
        f"\n## Odd\n\n### Odd papers without a year\n\n{HEAD}"
        "|  | **Delta** |  |  |  |  |  |\n"
        f"\n## Other papers\n\n### Other papers 2019\n\n{HEAD}"
        f"| 2019 | **Epsilon** |  |  |  |  |  |\n\n{markers.END}\n"
    )


def test_a_paper_stands_once_and_every_paper_does():
    text = ok("render", "markdown", "-b", FROZEN).out
    number = int(ok("list", "-b", FROZEN, "--count").out)
    assert len(re.findall(r"(?m)^\| (?:\d{4})? ", text)) == number
