"""What stands in a cell ends up in a field or in the account: nothing is lost in silence."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import run, write
from mialit.importing.candidates import Offer, offered
from mialit.storage import sources
from mialit.text.latex import to_unicode
from mialit.text.normalize import squash

VOCABULARY = sources.bundled_vocabulary()
HEAD = (
    "| Year | Title | Adversarial Knowledge | Target Model | Venue | Paper Link "
    "| Code Link | Notes |\n"
    "|--|--|--|--|--|--|--|--|\n"
)


def offer(*rows: str, below: str = "") -> Offer:
    text = HEAD + "\n".join(rows) + "\n" + below
    return offered(text.encode(), "l.md", VOCABULARY)


def cells(
    *, year="2020", title="T", knowledge="", target="", venue="", paper="", code="", notes=""
):
    return f"| {' | '.join((year, title, knowledge, target, venue, paper, code, notes))} |"


def found(row: str, below: str = ""):
    """The fields of the only entry, and what is left as pairs of head and text."""
    made = offer(row, below=below)
    ((entry, _),) = made.entries
    return dict(entry.fields), [(each.column, each.text) for each in made.left]


@pytest.mark.parametrize(
    ("row", "fields", "left"),
    [
        (
            cells(paper="[pdf](https://a.b/x) [code](https://github.com/o/r)"),
            {"url": "https://a.b/x", "code": "https://github.com/o/r"},
            [],
        ),
        (
            cells(paper="[Paper](doi:10.1145/1.2)"),
            {"url": "https://doi.org/10.1145/1.2", "doi": "10.1145/1.2"},
            [],
        ),
        (cells(paper="[x](arXiv:2001.00001)"), {"eprint": "2001.00001"}, []),
        (cells(code="[x](github.com/o/r)"), {"code": "https://github.com/o/r"}, []),
        (cells(code="TBA"), {}, [("Code Link", "TBA")]),
        (cells(venue="TBD"), {}, [("Venue", "TBD")]),
        (
            cells(title="**A Long Title**<br>Ann Li, Bo van Chen"),
            {"title": "A Long Title", "author": "Ann Li and Bo van Chen"},
            [],
        ),
        (
            cells(title="A Long Title<br>*Ann Li et al.*"),
            {"title": "A Long Title", "author": "Ann Li and others"},
            [],
        ),
        (
            cells(title="**A Long Title**<br>spotlight at ICML"),
            {"title": "A Long Title"},
            [("Title", "spotlight at ICML")],
        ),
        (cells(title="A Long<br>Title, Broken"), {"title": "A Long Title, Broken"}, []),
        (
            cells(paper="[Link]([https://dl.acm.org/x](https://arxiv.org/abs/2001.00001))"),
            {"url": "https://dl.acm.org/x", "eprint": "2001.00001"},
            [],
        ),
        (cells(paper="[x](https://ex.org/a b.pdf)"), {"url": "https://ex.org/a%20b.pdf"}, []),
        (
            cells(target=":sparkles: GAN :sparkles:", knowledge="\U0001f525 WB; BB \u2b50"),
            {"target": "generative models", "knowledge": "white-box; black-box"},
            [],
        ),
        (
            cells(paper="[One Version](https://a.b) [b](https://c.d)"),
            {"url": "https://a.b"},
            [("Paper Link", "One Version"), ("Paper Link", "[b](https://c.d)")],
        ),
        (cells(paper="[slides](https://a.b)"), {}, [("Paper Link", "[slides](https://a.b)")]),
        (cells(venue="[ICML](https://icml.cc/x)"), {"url": "https://icml.cc/x"}, []),
        (
            cells(target="[GAN](https://a.b)"),
            {"target": "generative models"},
            [("Target Model", "[GAN](https://a.b)")],
        ),
        (cells(year="2020 (v2)"), {"year": "2020"}, [("Year", "2020 (v2)")]),
        (cells(notes="good [x](https://a.b)"), {}, [("Notes", "good x https://a.b")]),
        (
            cells(code="![stars](https://a.b/i.svg) [repo](https://github.com/o/r)"),
            {"code": "https://github.com/o/r"},
            [("Code Link", "![stars](https://a.b/i.svg)")],
        ),
        (cells(paper="[mail](mailto:a@b.c)"), {}, [("Paper Link", "[mail](mailto:a@b.c)")]),
        (
            cells(title="A Title ([pdf](https://a.b/x.pdf)) [[code](https://github.com/o/r)]"),
            {"title": "A Title", "url": "https://a.b/x.pdf", "code": "https://github.com/o/r"},
            [],
        ),
        (cells(title="Short :fire: Codes :x:: A Study"), {"title": "Short Codes :x:: A Study"}, []),
        (
            cells(title="A Title[^2]", venue="ICML[^note]", paper="[l](https://a.b)[^3]"),
            {"title": "A Title", "venue": "ICML", "url": "https://a.b"},
            [("Title", "[^2]"), ("Venue", "[^note]"), ("Paper Link", "[^3]")],
        ),
        (
            cells(title="A Title, [pdf](https://a.b/x.pdf), [code](https://github.com/o/r)"),
            {"title": "A Title", "url": "https://a.b/x.pdf", "code": "https://github.com/o/r"},
            [],
        ),
        (
            cells(paper="https://a.b/c,d,https://e.f/g;https://h.i"),
            {"url": "https://a.b/c,d"},
            [("Paper Link", "https://e.f/g"), ("Paper Link", "https://h.i")],
        ),
        (
            cells(paper="doi:10.1145/33.44, arXiv:2001.00001", code="(github.com/o/r) old"),
            {"doi": "10.1145/33.44", "eprint": "2001.00001", "code": "https://github.com/o/r"},
            [("Code Link", "() old")],
        ),
        (cells(venue="ex.org/x"), {"venue": "ex.org/x", "url": None}, []),
        (cells(title="O() of Sorting"), {"title": "O() of Sorting"}, []),
        (cells(paper="https://ex.org/a b.pdf"), {"url": "https://ex.org/a%20b.pdf"}, []),
    ],
)  # fmt: skip
def test_each_part_of_a_cell_goes_to_a_field_or_is_named(row, fields, left):
    has, over = found(row)
    assert {name: has.get(name) for name in fields} == fields
    assert sorted(over) == sorted(left)


def test_the_account_and_its_data_name_line_head_and_text(folder):
    rows = [
        cells(code="TBA"),
        cells(title="U", code="TBA", paper="[Link]([https://a.b](https://c.d))"),
        "| 2020 | | | | | | | lost |",
    ]
    below = "\n- [A paper in a bullet list](https://x.org), 2020\n- no link\n"
    write(folder, HEAD + "\n".join(rows) + "\n" + below, "list.md")
    result = run("import", "list.md", "-o", "new.bib", cwd=folder)
    assert result.code == 1
    for line in (
        "  list.md:3: Code Link: TBA (and 1 more row)",
        "  list.md:4: Paper Link: [https://a.b](https://c.d)",
        "  list.md:4: a link stands in another link's address; both addresses are taken",
        "  list.md:5: no title: | 2020 | | | | | | | lost |",
        "  list.md:7: an entry of a bullet list, no row: A paper in a bullet list, 2020 "
        "https://x.org",
    ):
        assert line in result.err.splitlines()
    data = run("import", "list.md", "--dry-run", "--json", cwd=folder).json
    assert {"line": 3, "column": "Code Link", "text": "TBA"} in data["left"]
    assert data["rows"][2]["text"] == "| 2020 | | | | | | | lost |"


def test_bullets_that_state_a_year_and_rows_of_html_are_named():
    html = (
        "<table>\n<tr><th>Title</th></tr>\n<tr><td>An <b>HTML</b> Survey &amp; More</td>\n"
        '<td><a href="https://a.b">x</a></td></tr>\n</table>\n'
    )
    made = offer(cells(), below=f"\n- Ann Li. A paper. 2020.\n- How to contribute\n\n{html}")
    assert [(each.line, each.text) for each in made.left if not each.column] == [
        (5, "Ann Li. A paper. 2020.")
    ]
    assert [(each.line, each.reason, each.text) for each in made.misread] == [
        (10, "a row of an HTML table", "An HTML Survey & More x https://a.b")
    ]


def test_bullets_above_the_first_table_are_no_entries():
    text = f"- [Contents](https://a.b)\n- [2020](#y)\n- 2020\n\n{HEAD}{cells()}\n"
    assert offered(text.encode(), "l.md", VOCABULARY).left == ()


def test_bullets_above_the_first_table_with_address_and_year_are_named():
    text = f"- [A paper](https://a.b), 2020\n\n{HEAD}{cells()}\n"
    (left,) = offered(text.encode(), "l.md", VOCABULARY).left
    assert left == (1, "", "A paper, 2020 https://a.b")


# --- whatever stands in the cells --------------------------------------------------------------

_WORD = st.sampled_from(["Learning", "membership", "Ann Li", "GAN", "TBA", "n/a", "white-box", "x"])
_ADDRESS = st.sampled_from(
    [
        "https://a.b/one", "https://c.d/two.pdf", "doi:10.1145/33.44", "https://doi.org/10.1/ab",
        "github.com/owner/name", "https://github.com/owner/other", "arXiv:2001.00001",
        "https://e.f/g h.pdf", "mailto:q@r.s", "https://arxiv.org/abs/2002.00002v2",
    ]
)  # fmt: skip
_LINK = st.builds("[{}]({})".format, st.one_of(_WORD, st.sampled_from(["code", "PDF"])), _ADDRESS)
_PIECE = st.one_of(
    _WORD,
    _LINK,
    _ADDRESS,
    st.sampled_from(["<br>", ":fire:", "**Bold**", "*slanted*", "2019", "![alt](https://i.j/k)"]),
    st.builds("[Link]([{}]({}))".format, _ADDRESS, _ADDRESS),
)
_CELL = st.lists(_PIECE, max_size=4).map(" ".join)
_SHORT_CODE = re.compile(r":[a-z]+:")


def said(text: str) -> set[str]:
    """The words and addresses of a cell's source, in normal form."""
    plain = _SHORT_CODE.sub(" ", text.replace("<br>", " "))
    return {squash(part) for part in re.split(r"[\s\[\]()|*!,;]+", plain)} - {""}


@settings(max_examples=400)
@given(st.lists(st.lists(_CELL, min_size=8, max_size=8), min_size=1, max_size=4))
def test_nothing_of_a_generated_list_is_missing(table):
    rows = [f"| {' | '.join(row)} |" for row in table]
    made = offer(*rows)
    assert len(made.entries) + len(made.misread) == len(rows)
    kept: dict[int, list[str]] = {}
    for entry, _ in made.entries:
        kept.setdefault(entry.line, []).extend(to_unicode(text) for text in entry.fields.values())
    for left in made.left:
        kept.setdefault(left.line, []).append(left.text)
    for spelling in made.spellings:
        kept.setdefault(spelling.line, []).append(spelling.written)
    for misread in made.misread:
        kept.setdefault(misread.line, []).append(misread.text)
    for number, row in enumerate(table, 3):
        has = squash(" ".join(kept[number]).replace("%20", " "))
        for word in said(" ".join(row)):
            known = word in ("code", "pdf", "link", "na", "x")  # labels of links
            # An identifier stands in its field as it is, without what leads to it.
            bare = word.removeprefix("doi").removeprefix("arxiv").removesuffix("v2")
            bare = bare.removeprefix("httpsdoiorg").removeprefix("httpsarxivorgabs")
            assert known or word in has or (bare and bare in has), (word, kept[number])
