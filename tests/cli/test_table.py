"""Tables at the widths terminals have, with and without colour."""

import pytest
from rich.cells import cell_len

from door import entry, ok, on_terminal, visible, write, write_curated

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
