"""Tables at the widths terminals have, with and without colour."""

import re
from itertools import pairwise

import pytest
from rich.cells import cell_len

from door import FROZEN, entry, ok, on_terminal, run, spawn, visible, write, write_curated
from library import library

LONG = "Disparate Vulnerability to Membership Inference Attacks against Learning 日本語の論文"


@pytest.fixture
def bib(folder):
    rows = [
        entry(
            f"kulynych202{n}disparate",
            {
                "title": f"{LONG} {n}", "author": "Kulynych, Bogdan and Li, Ann", "year": f"202{n}",
                "knowledge": "white-box; black-box",
                "target": "image translation models; image segmentation models",
                "venue": "IEEE Trans. Comput. Soc. Syst.", "code": "https://github.com/a/b",
                "url": "https://example.org/paper", "doi": "10.1000/x", "kind": "attack",
            },
        )
        for n in range(4)
    ]  # fmt: skip
    return write_curated(folder, "".join(rows))


@pytest.mark.parametrize("width", [30, 40, 50, 60, 80, 100, 120, 160, 200])
def test_no_line_is_wider_and_key_and_title_stay(bib, width):
    code, seen = on_terminal("list", "-b", bib, columns=width)
    assert code == 0
    text = visible(seen)
    table = text[: text.rindex("4 entries")]
    assert all(cell_len(line) <= width for line in table.splitlines())
    for n in range(4):
        assert f"kulynych202{n}disparate" in table
    assert "…" not in table
    words = [word for line in table.splitlines() for word in line.split()]
    for word in ("Disparate", "Vulnerability", "Membership", "Inference", "Learning"):
        assert words.count(word) >= 4, word
    assert ok("list", "-b", bib, "-f", "table", env={"COLUMNS": str(width)}).out == table


@pytest.mark.parametrize(
    ("width", "there", "gone"),
    [
        (60, ["Year", "Title", "Key"], ["Code", "Target"]),
        (80, ["Year", "Title", "Key"], ["Code"]),
        (120, ["Year", "Title", "Key", "Adversarial"], []),
        (200, ["Year", "Title", "Adversarial", "Target", "Venue", "Paper", "Code", "Key"], []),
    ],
)
def test_columns_of_lesser_use_go_first(bib, width, there, gone):
    out = ok("list", "-b", bib, "-f", "table", env={"COLUMNS": str(width)}).out
    head = out.split("─")[0]
    assert [name for name in there if name not in head] == []
    assert [name for name in gone if name in head] == []


@pytest.mark.parametrize("width", [10, 20, 30, 39])
def test_below_forty_columns_a_record_is_a_block(bib, width):
    out = ok("list", "-b", bib, "-f", "table", env={"COLUMNS": str(width)}).out
    assert "─" not in out
    assert len([part for part in out.split("\n\n") if part.strip()]) == 4


def test_from_forty_columns_on_it_is_a_table_where_a_title_fits(folder):
    bib = write(folder, entry("li2020", {"title": LONG, "year": "2020"}))
    assert "─" in ok("list", "-b", bib, "-f", "table", env={"COLUMNS": "40"}).out
    assert "─" not in ok("list", "-b", bib, "-f", "table", env={"COLUMNS": "39"}).out


def test_off_a_terminal_nothing_is_wrapped(bib):
    lines = ok("list", "-b", bib, "-f", "table").lines
    assert len(lines) == 6
    assert all(f"{LONG} {3 - n}" in lines[n + 2] for n in range(4))


def test_asked_columns_alone(bib):
    out = ok("list", "-b", bib, "-f", "table", "--columns", "key,doi", env={"COLUMNS": "80"}).out
    assert out.split("─")[0].split() == ["Key", "DOI"]
    assert out.count("10.1000/x") == 4


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, None),
    ],
)
def test_colour_on_a_terminal(bib, env, coloured):
    _, seen = on_terminal("list", "-b", bib, columns=100, env=env)
    has = "\x1b[36m" in seen
    if coloured is not None:
        assert has == coloured
    if env.get("TERM") == "dumb" and coloured is False:
        assert "\x1b" not in seen
    assert "kulynych2020disparate" in visible(seen)


def test_force_color_off_a_terminal_colours_a_table_and_nothing_else(bib):
    env = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert "\x1b[" in ok("list", "-b", bib, "-f", "table", env=env).out
    for kind in ("tsv", "json", "csv", "md", "keys", "bib"):
        assert "\x1b" not in ok("list", "-b", bib, "-f", kind, env=env).out
    assert "\x1b" not in ok("list", "-b", bib, "-f", "table").out


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_show_and_fields_fit_too(bib, width):
    for words in (["show", "kulynych2020disparate"], ["fields"]):
        code, seen = on_terminal(*words, "-b", bib, columns=width)
        assert code == 0
        text = visible(seen)
        lines = (
            text[: text.rindex(" fields of")].splitlines()[:-1]
            if words == ["fields"]
            else (text.splitlines())
        )
        assert len(lines) > 4
        assert max(map(cell_len, lines)) <= width


def test_help_fits(bib):
    for width in (40, 80):
        _, seen = on_terminal("list", "--help", columns=width)
        assert max(map(cell_len, visible(seen).splitlines())) <= width


# ------------------------------------------------------------------ a list without a vocabulary

KEY = "nasrComprehensivePrivacyAnalysisDeepLearning2019"
LIBRARY = (
    entry(KEY, {
        "title": "Comprehensive Privacy Analysis of Deep Learning: Passive and Active Inference",
        "author": "Nasr, Milad and Shokri, Reza and Houmansadr, Amir", "date": "2019-05-01",
        "journaltitle": "Proceedings of the 40th Symposium on the Security and the Privacy of "
                        "Systems, of Networks and of Telecommunications",
        "abstract": " ".join(f"word{n}" for n in range(120)), "pages": "99--110",
        "keywords": "to-read, privacy, deep learning", "doi": "10.1109/SP.2019.00065",
        "url": "https://proceedings.example.ac.uk/2019/nasr",
    }, "inproceedings")
    + entry("li2018", {
        "title": "Two Authors", "author": "Li, Ann and von Alten, Jo", "year": "2018",
        "pages": "100--110", "keywords": "privacy", "volume": "9",
        "url": "https://www.arxiv.org/abs/1801.00001",
    }, "article")
    + entry("team2020", {"title": "One Team", "author": "{The Team}", "year": "2020",
                         "volume": "10"}, "article")
)  # fmt: skip


@pytest.fixture
def small(folder):
    return write(folder, LIBRARY, "small.bib")


def listed(small, *words, width, command="list", env=()):
    env = {"COLUMNS": str(width), **dict(env)}
    return ok(command, *words, "-b", small, "-f", "table", env=env).out


def head(text):
    return text[: text.index("─")]


def in_cells(text):
    """The words of a table, those of one cell side by side: its columns one after another."""
    lines = text.splitlines()
    gaps = [
        at for at in range(max(map(len, lines)))
        if all(line[at : at + 1] in ("", " ", "─") for line in lines)
    ]  # fmt: skip
    columns, start = [], 0
    for at in [*gaps, max(map(len, lines))]:
        columns.append(" ".join(line[start:at].strip() for line in lines))
        start = at + 1
    return " ".join(" ".join(columns).split())


@pytest.mark.parametrize(
    ("width", "there"), [(60, False), (80, False), (100, True), (120, True), (160, True)]
)
def test_authors_are_a_column_where_there_is_room(small, width, there):
    for bib in (small, FROZEN):
        seen = listed(bib, width=width)
        assert ("Authors" in head(seen)) is there
        assert ("et al." in in_cells(seen)) is there


def test_authors_are_named_by_their_families(small):
    seen = listed(small, width=160)
    for name in ("Nasr et al.", "Li and von Alten", "The Team"):
        assert name in in_cells(seen)
    assert "Milad" not in seen


@pytest.mark.parametrize(
    "words",
    [["--author", "houmansadr"], ["author:houmansadr"], ["--where", "authors=houmansadr"],
     ["houmansadr"], ["comprehensive (author:houmansadr OR year:1990)"]],
)  # fmt: skip
@pytest.mark.parametrize("width", [60, 80, 120])
def test_an_author_who_was_asked_for_is_shown(small, words, width):
    seen = in_cells(listed(small, *words, width=width))
    assert "Authors" in seen
    assert "Nasr et al. (Houmansadr)" in seen


def test_an_author_who_was_searched_is_shown(small):
    for words in (["houmansdar"], ["privacy", "author:houmansadr"]):
        seen = in_cells(listed(small, *words, command="search", width=80))
        assert "Nasr et al. (Houmansadr)" in seen
    assert "Authors" not in listed(small, "comprehensive", command="search", width=80)
    assert "Authors" not in listed(small, "comprehensive -author:li", width=80)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_column_without_a_value_is_left_out_unless_it_is_asked_for(small, folder, width):
    seen = listed(small, width=width)
    assert "Adversarial" not in seen
    assert "Code" not in seen
    assert "Venue" not in listed(small, "team", width=width)
    assert "Code Link" in listed(small, "--columns", "key,code link", width=width) or (
        "Code" in listed(small, "--columns", "key,code", width=width)
    )


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_no_row_is_taller_than_four_lines(small, width):
    for bib in (small, FROZEN):
        lines = listed(bib, width=width).splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith("─")) + 1
        starts = [n for n, line in enumerate(lines) if n >= first and line[:4].isdigit()]
        heights = [
            end - start for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
        ]
        assert len(starts) >= 3
        assert max(heights) <= 4, lines


def test_a_long_venue_ends_at_a_word(small):
    for width in (80, 120):
        (last,) = re.findall(r"(\S+)…", listed(small, width=width))
        assert last in LIBRARY.split()
    words = ["list", "-b", small, "-f", "table"]
    env = {"COLUMNS": "80", "PYTHONIOENCODING": "ascii"}
    made = spawn(*words, env=env).stdout.replace(b"\\u2500", b"-")
    assert b"..." in made
    assert b"\\u" not in made
    assert "Telecommunications" in ok(*words).out


def test_a_venue_of_one_word_is_not_broken_where_there_is_room(folder):
    titles = ["A title of quite some words on " * 3, "Another one that is as long as it " * 2]
    bib = write(
        folder,
        entry("aTitleOfQuiteSomeWords2020", {"title": titles[0], "journal": "Cointelegraph"})
        + entry("anotherOneThatIsAsLong2020", {"title": titles[1], "journal": "Of Things and All"}),
    )
    for width in (70, 80, 90):
        assert "Cointelegraph" in listed(bib, width=width)


def test_one_key_that_is_far_longer_than_all_others_takes_no_room_from_them(folder):
    title = "Isolation and culture of hippocampal neurons of the adult rat in media without serum"
    fields = {"title": title, "journal": "Of Things", "year": "2020", "author": "Roe, Ann"}
    usual = "".join(entry(f"Roe{number}", fields) for number in range(20))
    bib = write(folder, usual)
    for width in (60, 80, 120):
        head_of_usual = head(listed(bib, "Roe1", width=width))
        write(folder, usual + entry("Roe1995" + "isolationandculture" * 8, fields))
        seen = listed(bib, "Isolation", width=width)
        assert head(seen).split() == head_of_usual.split()
        starts = [n for n, line in enumerate(seen.splitlines()) if line.startswith("2020")]
        assert len(starts) == 21
        assert sum(b - a <= 4 for a, b in pairwise(starts)) >= 19


def test_a_venue_goes_before_rows_become_too_tall(folder):
    title = "Reconstruction of observations by approximations of intermediate representations"
    fields = {"title": title, "journal": "Transactions on Telecommunications", "year": "2020"}
    keys_of = [f"roeReconstructionObservations202{number}" for number in range(10)]
    bib = write(folder, "".join(entry(key, fields) for key in keys_of))
    lines = listed(bib, width=60).splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("2020")]
    assert max(b - a for a, b in pairwise([*starts, len(lines)])) <= 4
    assert "Venue" not in lines[0]
    assert "Venue" in listed(bib, width=90)


def test_a_key_is_broken_last_and_at_a_seam(small):
    seen = listed(small, width=80)
    assert KEY not in seen
    assert KEY in in_cells(seen).replace(" ", "")
    assert "li2018" in seen
    assert KEY in listed(small, width=160)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
def test_columns_that_are_asked_for_are_all_there(small, width):
    names = ["key", "title", "authors", "journaltitle", "pages", "doi", "keywords", "volume"]
    seen = listed(small, "--columns", ",".join(names), width=width)
    for label in ("Authors", "Journaltitle", "Pages", "DOI", "Keywords", "Volume"):
        assert label in seen
    for word in (
        "10.1109/SP.2019.00065",
        "Telecommunications",
        "learning",
        "Nasr",
        "100\N{EN DASH}110",
    ):
        assert word in seen
    assert "…" not in seen
    assert all(cell_len(line) <= width for line in seen.splitlines())
    if "─" not in seen:
        assert seen.count("DOI: ") == 3


def test_an_abstract_is_read_in_a_block_and_short_columns_in_a_table(small):
    assert "─" not in listed(small, "--columns", "key,abstract", width=80)
    assert "─" in listed(small, "--columns", "key,year,doi", width=80)
    seen = " ".join(listed(small, "--columns", "key,abstract", width=80).split())
    assert " ".join(f"word{n}" for n in range(120)) in seen


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {}, {"NO_COLOR": "1"}])
def test_a_link_is_seen_where_the_terminal_knows_no_links(small, env):
    _, seen = on_terminal("list", "-b", small, columns=160, env=env)
    rows = visible(seen)[visible(seen).index("─") :]
    assert "arxiv.org" in rows
    assert "example.ac.uk" in rows
    assert "paper" not in rows.lower()
    assert ("\x1b]8;" in seen) is (env != {"TERM": "dumb"})
    _, seen = on_terminal("list", "-b", small, columns=39, env=env)
    assert "https://www.arxiv.org/abs/1801.00001" in "".join(visible(seen).split())
    assert "https://www.arxiv.org/abs/1801.00001" in ok("list", "-b", small, "-f", "table").out


@pytest.mark.parametrize(
    ("name", "column"),
    [("author", "authors"), ("AUTHORS", "authors"), ("Target Model", "target"),
     ("adversarial knowledge", "knowledge"), ("tags", "keywords"), ("Keyword", "keywords"),
     ("arxiv", "eprint"), ("Publisher", "publisher")],
)  # fmt: skip
def test_a_column_has_every_name_that_its_field_has(name, column):
    made = ok("list", "label-only", "--columns", f"key,{name}", "--json").json
    assert list(made[0]) == ["key", column]
    head, *_ = ok("list", "--columns", f"key,{name}", "-f", "csv").lines
    assert head == f"key,{column}"


def test_any_field_is_a_column_of_every_format(small):
    words = ["list", "-b", small, "nasr", "--columns", "key,keywords,journaltitle,pages"]
    tags, pages = "to-read; privacy; deep learning", "99\N{EN DASH}110"
    (made,) = ok(*words, "--json").json
    assert made["keywords"] == ["to-read", "privacy", "deep learning"]
    assert (made["pages"], made["journaltitle"][:11]) == (pages, "Proceedings")
    assert ok(*words, "-f", "tsv").out.split("\t")[1] == tags
    assert ok(*words, "-f", "csv").lines[0] == "key,keywords,journaltitle,pages"
    assert f"| {tags} |" in ok(*words, "-f", "md").out
    assert "to-read; privacy" in ok(*words, "-f", "latex").out
    (made,) = ok("list", "-b", small, "team", "--columns", "keywords,pages", "--json").json
    assert made == {"keywords": [], "pages": None}


def test_the_facts_of_a_search_are_columns_too(small):
    found = ok("search", "-b", small, "team", "--json").json
    words = ["search", "-b", small, "team", "--columns", "key,score"]
    assert ok(*words, "--json").json == [{"key": "team2020", "score": found[0]["score"]}]
    assert ok(*words).out == f"team2020\t{found[0]['score']}\n"
    nothing = run("search", "-b", small, "zzzzqqq", "--columns", "key,score", "--json")
    assert (nothing.code, nothing.out) == (1, "[]\n")


def test_an_unknown_column_names_the_nearest(small):
    for words in (["list"], ["search", "team"]):
        result = run(*words, "-b", small, "--columns", "key,abstrct")
        assert (result.code, result.out) == (2, "")
        assert "perhaps abstract" in result.err


@pytest.mark.parametrize("width", [80, 120])
def test_a_persons_library_looks_at_home(library, width):
    seen = listed(library, "--limit", "0", width=width)
    lines = seen.splitlines()
    heads = head(seen).split()
    assert heads == (
        ["Year", "Title", "Venue", "Key"]
        if width == 80
        else [
            name for name in ("Year", "Title", "Authors", "Venue", "Paper", "Key") if name in heads
        ]
    )
    assert ("Authors" in heads) is (width == 120)
    starts = [n for n, line in enumerate(lines) if line[:4].isdigit()]
    heights = [end - start for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    assert max(heights) <= 4
    assert all(cell_len(line) <= width for line in lines)


def test_where_no_link_can_be_opened_the_site_stays(folder):
    bib = write_curated(
        folder,
        entry(
            "li2020",
            {
                "title": LONG, "year": "2020", "knowledge": "white-box; black-box",
                "target": "image translation models", "url": "https://example.org/paper",
            },
        ),
    )  # fmt: skip
    for term, there, gone in (("dumb", "Paper", "Target"), ("xterm", "Adversarial", "Paper")):
        env = {"COLUMNS": "66", "TERM": term}
        head = ok("list", "-b", bib, "-f", "table", env=env).out.split("\u2500")[0]
        assert there in head, term
        assert gone not in head, term


# An escape sequence of a link or of an underline with what it holds.
_LINKED = re.compile(r"\x1b\]8;[^;]*;[^\x1b]+\x1b\\(.*?)\x1b\]8;;\x1b\\", re.DOTALL)
_UNDERLINED = re.compile(r"\x1b\[(?:\d+;)*4m(.*?)\x1b\[0m", re.DOTALL)


@pytest.mark.parametrize("width", [30, 38, 60, 80, 100, 120])
@pytest.mark.parametrize(
    "words",
    [
        ["list", "--limit", "6"],
        ["list", "--limit", "6", "--columns", "key,title,url,code"],
        ["show", "hu2021membership"],
    ],
)
def test_links_and_underlines_end_with_their_text(words, width):
    code, seen = on_terminal(*words, columns=width)
    assert code == 0
    linked = [visible(each) for each in _LINKED.findall(seen)]
    assert linked
    for each in (*linked, *map(visible, _UNDERLINED.findall(seen))):
        assert each == each.strip()
        assert each


def test_authors_of_a_library_stand_on_one_line_where_the_title_is_the_link(folder):
    bib = write(folder, library())
    code, seen = on_terminal("list", "-b", bib, "--limit", "10", columns=120)
    rows = [line for line in visible(seen).splitlines() if "et al." in line]
    assert code == 0
    assert len(rows) >= 5
    assert all(line[:4].isdigit() for line in rows if not line.strip().endswith("entries")), rows
    assert "Paper" not in visible(seen).splitlines()[0].split()
