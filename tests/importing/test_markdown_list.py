"""Reading curated Markdown lists: columns, headings, oddities, and what is not understood."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mialit.importing.markdown_list import read
from mialit.storage import sources

VOCABULARY = sources.bundled_vocabulary()
SEED = Path(__file__).parents[1] / "fixtures/lists/seed.md"
HEAD = (
    "| Year | Title | Adversarial Knowledge | Target Model | Venue | Paper Link | Code Link |\n"
    "|--|--|--|--|--|--|--|\n"
)


def row(line, head=HEAD, above=""):
    """The only row of a list of one *line*."""
    found = read(f"{above}\n\n{head}{line}\n", VOCABULARY)
    assert found.misread == ()
    return found.rows[0]


def reasons(text):
    return [(each.line, each.reason) for each in read(text, VOCABULARY).misread]


def test_the_seed_form_row_by_row():
    found = read(SEED.read_text("utf-8"), VOCABULARY)
    assert (len(found.rows), found.misread, len(found.blocks)) == (15, (), 1)
    first, last = found.rows[0], found.rows[-1]
    assert (first.line, first.year, first.facts["title"]) == (
        22,
        2021,
        "Quantifying Privacy Leakage in Graph Embedding",
    )
    assert dict(first.values) == {
        "knowledge": ("white-box", "black-box"),
        "target": ("graph embedding models",),
        "venue": ("NeurIPS Workshop",),
        "code": ("https://github.com/vasishtduddu/GraphLeaks",),
        "kind": ("attack",),
    }
    assert first.from_heading == {"kind"}
    # The defence row has no table's head: its columns are those of the table before.
    assert (last.line, last.year, last.values["kind"]) == (60, 2020, ("defense",))
    assert last.addresses == ("https://arxiv.org/abs/2001.08855",)
    assert [line for line, text in found.remarks if "without a table's head" in text] == [60]
    assert found.blocks[0][0] == 9
    assert "hu2021membership" in found.blocks[0][1]


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("**Bold**", "Bold"),
        ("__Bold__ ", "Bold"),
        ("*Emphasis* and `code`", "Emphasis and code"),
        ("\U0001f525 **Hot** :fire:", "Hot"),
        ("\u2b50\ufe0f Hot \U0001f525", "Hot"),
        (":new: Hot", "Hot"),
        ("~~Gone~~", "Gone"),
        ("<b>Big</b>", "Big"),
        ("a<br>b", "a b"),
        ("a \\| b", "a | b"),
        ("`a \\| b`", "a | b"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("**On the** difficulty", "On the difficulty"),
        ("[Linked](https://l.org)", "Linked"),
        ("**[Linked](https://l.org)**", "Linked"),
        ("**Bold** [pdf](https://l.org)", "Bold"),
        ("[not a link]", "[not a link]"),
        ("snake_case_name * 2", "snake_case_name * 2"),
        ("Bo\u0308ld", "B\u00f6ld"),
        ("x\x1b[31m", "x\\x1b[31m"),
        ("\U0001f525", "\U0001f525 is no title"),
    ],
)
def test_titles_lose_their_decoration(cell, title):
    if "no title" in title:
        assert reasons(f"{HEAD}| 2020 | {cell} | | | | | |") == [(3, "a title without a letter")]
    else:
        assert row(f"| 2020 | {cell} | | | | | |").facts["title"] == title


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("[Link](https://a.b)", ["https://a.b"]),
        ("[[pdf]](https://a.b/x_y) / [[code]](https://c.d)", ["https://a.b/x_y"]),
        ("[Link] (https://a.b)", ["https://a.b"]),
        ("https://a.b/c.", ["https://a.b/c"]),
        ("<https://a.b>", ["https://a.b"]),
        ('<a href="https://a.b?x=1&amp;y=2">here</a>', ["https://a.b?x=1&y=2"]),
        ("<A class=x HREF='https://a.b'>here</A>", ["https://a.b"]),
        ("[Link][1]", ["https://ref.org/\u00e4(b)"]),
        ("[1]", ["https://ref.org/\u00e4(b)"]),
        ("[x](https://a.b) [x](https://a.b)", ["https://a.b"]),
        ("[x](javascript:alert(1))", []),
        ("[x](ftp://a.b)", []),
        ("![img](https://a.b/i.png)", []),
        ("-", []),
        ("", []),
    ],
)
def test_addresses_of_a_cell(cell, addresses):
    text = f"{HEAD}| 2020 | T | | | | {cell} | |\n\n[1]: https://ref.org/\u00e4(b) 'title'\n"
    assert list(read(text, VOCABULARY).rows[0].addresses) == addresses


def test_the_titles_own_link_serves_where_there_is_no_other():
    assert row("| 2020 | [T](https://l.org) | | | | | |").addresses == ("https://l.org",)
    assert row("| 2020 | https://l.org | | | | | |").addresses == ()
    line = "| 2020 | [T](https://l.org) | | | | [x](https://m.org) | |"
    assert row(line).addresses == ("https://m.org", "https://l.org")


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("White-box; Black-box", ["white-box", "black-box"]),
        ("WB, BB", ["white-box", "black-box"]),
        ("white box / black box", ["white-box", "black-box"]),
        ("White-box<br>Black-box", ["white-box", "black-box"]),
        ("white and black", ["white-box", "black-box"]),
        ("`Black-Box`", ["black-box"]),
        ("Black-box; Black box", ["black-box"]),
        ("white, or what", ["white, or what"]),
        ("Purple-box; black-box", ["Purple-box", "black-box"]),
        ("N/A", []),
        ("-", []),
        ("\u2014", []),
    ],
)
def test_values_of_a_vocabulary(cell, values):
    assert list(row(f"| 2020 | T | {cell} | | | | |").values.get("knowledge", ())) == values


@pytest.mark.parametrize(
    ("cell", "venue"),
    [
        ("Arxiv", "arXiv"),
        ("S&P", "S&P"),
        ("ICML 2021", "ICML"),
        ("CCS'20", "CCS"),
        ("NeurIPS (2020)", "NeurIPS"),
        ("NeurIPS Workshop", "NeurIPS Workshop"),
        ("IEEE Symposium on Security and Privacy", "S&P"),
        ("Some, Venue & Co", "Some, Venue & Co"),
    ],
)
def test_venues(cell, venue):
    assert row(f"| 2020 | T | | | {cell} | | |").values["venue"] == (venue,)


@pytest.mark.parametrize(
    ("heading", "kinds", "year"),
    [
        ("## Attack papers 2019", ("attack",), 2019),
        ("### Defences (2018)", ("defense",), 2018),
        ("## 2017", (), 2017),
        ("## Attacks and Defenses", ("attack", "defense"), None),
        ("# Defense literature\n## 2015\n", (), 2015),  # the document's title is none of its parts
        ("# Attacks\n# Surveys\n## 2015", ("survey",), 2015),
        ("## Attacks\n### Label-only\n#### 2020", ("attack",), 2020),
        ("## Attacks\n## Label-only", (), None),
        ("## Papers of 2018 and 2019", (), None),
        ("Attacks\n---", ("attack",), None),
    ],
)
def test_kind_and_year_from_headings(heading, kinds, year):
    found = row("| T | |", "| Title | Venue |\n|--|--|\n", heading)
    assert (found.values.get("kind", ()), found.year) == (kinds, year)


def test_the_rows_own_year_counts_and_a_contradiction_is_said():
    found = read(f"## 2020\n\n{HEAD}| 2021 | T | | | | | |\n| soon | U | | | | | |", VOCABULARY)
    assert [each.year for each in found.rows] == [2021, 2020]
    assert [text for _, text in found.remarks] == [
        "the year is 2021, the heading says 2020",
        "'soon' is not a year",
    ]


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("| Title | Year |", ("title", "year")),
        ("| **Paper** | *Model* | Conference | Code |", ("title", "target", "venue", "code")),
        ("| Paper Title | Type of paper | PDF | Github |", ("title", "kind", "url", "code")),
        ("| Name | Authors | DOI | arXiv | Key | Type |",
         ("title", "authors", "doi", "eprint", "key", "type")),
        ("| No. | Title | Title | Stars |", ("title",)),
        ("| Title | First released | Earlier title |", ("title", "released", "formerly")),
    ],
)  # fmt: skip
def test_columns_by_their_heads(head, columns):
    line = "|" + " x |" * (head.count("|") - 1)
    found = row(line, f"{head}\n|{'--|' * (head.count('|') - 1)}\n")
    assert tuple(found.columns) == columns


def test_a_head_that_is_a_row_a_blank_one_and_an_indented_table():
    lines = [
        "|2020|First|BB|GAN|CCS|[x](https://a.b)||\n|-|-|-|-|-|-|-|\n|2020|Second|BB|GAN|CCS|||",
        "| | | | | | | |\n|-|-|-|-|-|-|-|\n|2020|Third|BB|GAN|CCS|||",
        "    |2020|Fourth|BB|GAN|CCS|||",
        "|2020|Fifth|BB|GAN|CCS|||\n |2020 |Sixth",
    ]
    found = read(HEAD + "\n\n" + "\n\ntext\n\n".join(lines), VOCABULARY)
    titles = [each.facts["title"] for each in found.rows]
    assert titles == ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"]
    assert found.misread == ()


def test_a_column_that_no_field_is_called_is_said_once():
    table = "| Title | Mood | Taste | |Year |\n|--|--|--|--|--|\n| A | good | sweet | x | 2020 |\n"
    found = read(f"{table}\ntext\n\n{table}", VOCABULARY)
    assert found.undeclared == ("Mood", "Taste")
    assert found.remarks == (
        (1, "no field is called 'Mood': left out"),
        (1, "no field is called 'Taste': left out"),
    )
    assert [each.facts for each in found.rows] == [{"title": "A"}, {"title": "A"}]


@pytest.mark.parametrize(
    ("head", "cell", "values"),
    [
        ("formerly", "An Earlier Title", ("An Earlier Title",)),
        ("formerly", "One<br>Title", ("One Title",)),
        ("formerly", "-", None),
        ("formerly", "", None),
        ("released", "2020-03", ("2020-03",)),
        ("released", "n/a", None),
    ],
)
def test_columns_of_fields_that_are_text(head, cell, values):
    found = read(f"| Title | {head} |\n|--|--|\n| A | {cell} |\n", VOCABULARY)
    assert found.rows[0].values.get(head) == values


def test_rows_amid_a_paragraph_are_read_whatever_stands_between():
    lines = "text\n|2020|First|BB|GAN|CCS|||\n|--|--|\n| alone\n|2021|Second|BB|GAN|CCS|||\nend\n"
    found = read(HEAD + "\n\n" + lines, VOCABULARY)
    assert [each.facts["title"] for each in found.rows] == ["First", "Second"]
    assert found.misread == ()


def test_rows_that_are_not_understood_have_line_and_reason():
    text = (
        "| Option | Meaning |\n|--|--|\n| x | y |\n\n"
        f"{HEAD}| 2020 | a | b | c | d | e | f | g |\n| | | | | | | |\n| 2020 | | BB | | | | |\n"
        "| 2020 | T | | | | | |\n"
    )
    assert reasons(text) == [
        (3, "the table has no head that names a title"),
        (7, "8 cells for 7 columns; a | inside a cell is written \\|"),
        (8, "every cell is empty"),
        (9, "no title"),
    ]
    assert len(read(text, VOCABULARY).rows) == 1


def test_line_ends_and_marks_do_not_shift_lines():
    text = SEED.read_text("utf-8")
    lines = [each.line for each in read(text, VOCABULARY).rows]
    assert [each.line for each in read(text.replace("\n", "\r\n"), VOCABULARY).rows] == lines
    assert [each.line for each in read("\ufeff" + text, VOCABULARY).rows] == lines


def test_a_text_without_a_table():
    found = read("# Just\n\na text\n\n* [item](https://a.b)\n", VOCABULARY)
    assert (found.rows, found.misread, found.has_table) == ((), (), False)


_PARTS = st.sampled_from(
    [
        *("|", "\n", "|\n", "--", "|--|--|\n", "# ", "Title", "Year", "2020", "**", " ", "`", ">"),
        *("[x](https://a.b)", "<a href=", "\\", "```bibtex\n", "@misc{a,", "}", "\r\n", "\x00"),
        *("\u2028", "\u00e9", "    "),
    ]
)


@settings(max_examples=300)
@given(st.lists(st.one_of(_PARTS, st.text(max_size=4)), max_size=40).map("".join))
def test_nothing_makes_it_fail(text):
    found = read(text, VOCABULARY)
    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= each.line <= count for each in (*found.rows, *found.misread))
    assert all(each.facts["title"].strip() for each in found.rows)
    if found.rows or found.misread:
        assert found.has_table
