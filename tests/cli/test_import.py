"""`mialit import`: at the user's door."""

import re
import stat

import pytest

from door import CONTROL, FROZEN, ROOT, entry, keys, ok, run, write

SEED = ROOT / "tests/fixtures/lists/seed.md"
ROW = (
    "| Year | Title | Venue | Paper Link |\n|--|--|--|--|\n"
    "| 2021 | A Title of Four Words | CCS | [x](https://a.b) |\n"
)


@pytest.fixture
def markdown(folder):
    return write(folder, ROW, "list.md")


def test_entries_are_printed_and_the_account_is_a_message(markdown, folder):
    result = ok("import", markdown, cwd=folder)
    assert result.out.startswith(
        "@inproceedings{anon2021title,\n  title = {A Title of Four Words},"
    )
    assert "1 row read (1 row of a table)" in result.err
    assert "1 new, 0 filled in, 0 merged, 0 not understood" in result.err


CLEAN = (
    "| Year | Title | Adversarial Knowledge | Target Model | Venue | Paper Link | Code Link |\n"
    "|--|--|--|--|--|--|--|\n"
    "| 2021 | **A Title of Four Words** | black-box | classification models | CCS "
    "| [Link](https://doi.org/10.1145/1.2) | [Link](https://github.com/a/b) |\n"
    "| 2020 | **Something Else Entirely** | white-box | generative models | arXiv "
    "| [Link](https://arxiv.org/abs/2001.00001) | - |\n"
    "| 2019 | **A Third Thing, Unlike the Rest** | black-box, white-box | graph neural networks "
    "| ICML | [Link](https://example.org/x?id=3) | |\n"
)


def test_a_clean_list_brings_no_remarks(folder):
    """The account of rows that are as a list wants them is two lines, row by row empty."""
    path = write(folder, CLEAN, "list.md")
    account = "list.md: 3 rows read (3 rows of tables)\n"
    result = ok("import", "list.md", "-o", "new.bib", cwd=folder)
    assert result.err == (
        f"wrote 3 entries to new.bib\n{account}  3 new, 0 filled in, 0 merged, 0 not understood\n"
    )
    again = ok("import", "list.md", "--into", "new.bib", cwd=folder)
    assert again.err == (
        "new.bib: nothing to change\n"
        f"{account}  0 new, 3 filled in, 0 merged, 0 not understood; list: new.bib\n"
    )
    for words in (["--dry-run"], ["--into", "new.bib", "--dry-run"]):
        facts = ok("import", path, *words, "--json", cwd=folder).json
        assert [
            facts[name] for name in ("conflicts", "addresses", "unknown", "left", "remarks")
        ] == [[]] * 5
        for row in facts["rows"]:
            assert (row["added"], row["perhaps"], row["same_as"], row["reason"]) == (
                [],
                [],
                None,
                None,
            )


def test_a_clean_bibliography_brings_no_remarks(folder):
    source = ok("import", write(folder, CLEAN, "list.md"), cwd=folder).stdout
    write(folder, source, "more.bib")
    result = ok("import", "more.bib", "-o", "new.bib", cwd=folder)
    assert result.err == (
        "wrote 3 entries to new.bib\n"
        "more.bib: 3 rows read (3 BibTeX entries)\n"
        "  3 new, 0 filled in, 0 merged, 0 not understood\n"
    )
    assert (folder / "new.bib").read_bytes() == source


def test_the_account_names_the_rows_that_need_it_and_no_other(folder):
    clean = CLEAN.splitlines(keepends=True)
    rows = [
        *clean[:3],
        "| 2021 | **A Title of Four Words** | White-Box | | CCS | | |\n",
        clean[3],
        "| soon | **A Fourth One, Quite Alone** | black-box | classification models | CCS | | |\n",
        "| 2018 | **A Fifth One by Itself** | grey-boxes | classification models | CCS | "
        "[Link](https://example.org/y?utm_source=a) | |\n",
        "| 2018 | | black-box | classification models | CCS | | |\n",
        clean[4],
        "| 2020 | **A Title of Four Wordz** | black-box | classification models | CCS | | |\n",
        "| 2019 | **A Third Thing, Unlike the Rest** | | | ICML | [Link](https://example.org/z) | "
        "[Link](https://github.com/c/d) |\n",
    ]
    write(folder, "".join(rows), "list.md")
    result = run("import", "list.md", "-o", "new.bib", cwd=folder)
    assert result.code == 1
    assert result.err.splitlines()[1:] == [
        "list.md: 9 rows read (9 rows of tables)",
        "  6 new, 0 filled in, 2 merged, 1 not understood",
        "merged as duplicates:",
        "  list.md:4: the same paper as line 3: A Title of Four Words",
        "  list.md:11: the same paper as line 9: A Third Thing, Unlike the Rest",
        "filled in:",
        "  list.md:11: anon2019third: code",
        "perhaps in the list already; compare, and remove or merge by hand:",
        "  list.md:10: anon2020title may be anon2021title",
        "conflicts; nothing was overwritten:",
        "  list.md:4: anon2021title: knowledge 'white-box', line 3 has 'black-box'",
        "other addresses of listed papers; not added:",
        "  list.md:11: anon2019third: url 'https://example.org/z', "
        "line 9 has 'https://example.org/x?id=3'",
        "not in the vocabulary:",
        "  list.md:7: knowledge 'grey-boxes', nearest: gray-box",
        "not understood:",
        "  list.md:8: no title: | 2018 | | black-box | classification models | CCS | | |",
        "in no field:",
        "  list.md:6: Year: soon",
        "remarks:",
        "  list.md:6: 'soon' is not a year",
        "  list.md:7: tracking parameters removed: https://example.org/y?utm_source=a...",
        "changed to the vocabulary's spelling:",
        "  knowledge: White-Box -> white-box (1 row)",
    ]


BLOCK = (
    "# A list\n\ntext\n\n```bibtex\n"
    "@misc{one, title = {One Paper Alone}, year = 2020}\n"
    "@misc{lost, title = {open\n"
    "@misc{two, title = {a \\{ b}}\n"
    "@misc{three, title = {@home}, year = 2021}\n```\n"
)


def test_blocks_of_bibtex_in_a_document_have_its_lines(folder):
    """Also where no table stands in it, and with the faults of the entries."""
    write(folder, BLOCK, "list.md")
    result = run("import", "list.md", "-o", "new.bib", "--json", cwd=folder)
    assert result.code == 1
    found = [(row["line"], row["outcome"], row["key"]) for row in result.json["rows"]]
    assert found == [
        (6, "new", "one"),
        (7, "misread", None),
        (8, "misread", None),
        (9, "new", "three"),
    ]
    assert "list.md: 4 rows read (4 BibTeX entries)" in result.err
    assert "list.md:7: the value of `title` is not closed" in result.err
    assert "list.md:8: the braces of title do not balance" in result.err
    assert keys("list", "-b", folder / "new.bib", "--sort", "file") == ["three", "one"]
    both = ok("import", write(folder, ROW + "\n" + BLOCK[: BLOCK.index("@misc{lost")], "b.md"))
    assert "b.md: 2 rows read (1 row of a table, 1 BibTeX entry)" in both.err


def test_o_writes_a_new_file_and_replaces_none_without_force(markdown, folder):
    result = ok("import", markdown, "-o", "new.bib", cwd=folder)
    assert (result.out, "wrote 1 entry to new.bib" in result.err) == ("", True)
    assert keys("list", "-b", folder / "new.bib") == ["anon2021title"]
    again = run("import", markdown, "-o", "new.bib", cwd=folder)
    assert (again.code, "--force" in again.err) == (3, True)
    ok("import", markdown, "-o", "new.bib", "--force", cwd=folder)
    assert run("import", markdown, "-o", markdown, "--force", cwd=folder).code == 3
    assert markdown.read_text() == ROW


def test_into_joins_a_list_and_keeps_its_mode_and_bytes(markdown, folder):
    old = entry("a", {"title": "Old & Gold of 100\\%", "year": "2019"}).replace("\n", "\r\n")
    bib = write(folder, old.encode("utf-8"))
    bib.chmod(0o640)
    result = ok("import", markdown, "--into", bib)
    assert result.out == ""
    assert f"wrote {bib}" in result.err
    text = bib.read_bytes()
    assert old.strip().encode() in text
    assert text.count(b"\n") == text.count(b"\r\n")
    assert stat.S_IMODE(bib.stat().st_mode) == 0o640
    assert keys("list", "-b", bib) == ["anon2021title", "a"]
    again = ok("import", markdown, "--into", bib)
    assert (bib.read_bytes(), "nothing to change" in again.err) == (text, True)


def test_a_dry_run_shows_the_difference_and_writes_nothing(markdown, folder):
    bib = write(folder, entry("a", {"title": "Old", "year": "2019"}))
    before = bib.read_bytes()
    result = ok("import", markdown, "--into", bib, "--dry-run")
    assert "+@inproceedings{anon2021title," in result.out
    assert bib.read_bytes() == before
    assert ok("import", markdown, "-o", folder / "x.bib", "--dry-run").out == ""
    assert not (folder / "x.bib").exists()


def test_the_seed_form_goes_in_and_every_row_is_accounted_for(folder):
    result = run("import", SEED, "-o", "new.bib", "--json", cwd=folder)
    assert result.code == 1  # one row contradicts its double
    account = result.json
    ends = [account[name] for name in ("new", "filled", "merged", "misread")]
    assert (account["read"], ends) == (16, [15, 0, 1, 0])
    assert sum(ends) == account["read"] == len(account["rows"])
    assert account["conflicts"][0]["field"] == "year"
    assert len(keys("list", "-b", folder / "new.bib")) == 15
    for said in ("merged as duplicates", "Quantifying Privacy Leakage", "conflicts", "tracking"):
        assert said in result.err, said
    assert "venue: Arxiv -> arXiv (3 rows)" in result.err


def test_the_seed_form_there_and_back(folder):
    """import, lint --fix, render, import: what differs is exactly what was corrected."""
    write(folder, FROZEN.with_suffix(".toml").read_bytes(), "new.toml")
    run("import", SEED, "-o", "new.bib", cwd=folder)
    run("lint", "new.bib", "--fix", cwd=folder)
    ok("render", "markdown", "-b", "new.bib", "-o", "new.md", cwd=folder)
    result = ok("import", "new.md", "--into", "new.bib", "--json", cwd=folder)
    assert (result.json["filled"], result.json["new"], result.json["conflicts"]) == (15, 0, [])
    # lint has given one preprint its `eprint`, which the table shows as an address.
    assert re.findall(r"new\.md:\d+: (.*)", result.err) == ["hu2021membership: url, released"]
    again = ok("import", "new.md", "--into", "new.bib", "--json", cwd=folder)
    assert "nothing to change" in again.err
    columns = ("year", "title", "knowledge", "target", "venue", "url", "code")
    seed = _rows(SEED, folder)
    assert len(seed) == 14  # one paper stands there twice
    back = _rows(folder / "new.md", folder)
    differ = sorted(
        (title, column)
        for title, cells in seed.items()
        for column in columns
        if back[title.rstrip(".")][column] != cells[column]
    )
    full_stop = (
        "Monte Carlo and Reconstruction Membership Inference Attacks against Generative Models."
    )
    secure = "Label-only membership inference attacks"
    assert differ == sorted([(full_stop, "title"), (secure, "url")])


def _rows(path, folder):
    """Each row's cells by its title, read on its own, values in one order."""
    text = path.read_text("utf-8").split("````\n")[-1]
    facts = {}
    for line in (line for line in text.splitlines() if "**" in line):
        source = (
            "| Year | Title | Adversarial Knowledge | Target Model | Venue | Paper Link "
            f"| Code Link |\n|--|--|--|--|--|--|--|\n{line}\n"
        )
        found = ok("import", "-", stdin=source.encode(), cwd=folder).stdout
        (item,) = ok("list", "-b", "-", "--json", stdin=found, cwd=folder).json
        item["knowledge"] = sorted(item["knowledge"])
        facts.setdefault(item["title"], item)
    return facts


def test_standard_input_is_markdown_or_bibtex(folder):
    assert ok("import", "-", stdin=ROW.encode(), cwd=folder).out.startswith("@inproceedings")
    bib = entry("a", {"title": "T"})
    assert ok("import", "-", stdin=bib.encode(), cwd=folder).out == bib
    assert ok("import", "-", stdin=b"", cwd=folder).out == ""


def test_another_bibliography_under_the_same_rules(folder):
    bib = write(folder, entry("a", {"title": "A Title of Four Words", "year": "2020"}))
    more = write(
        folder,
        entry("b", {"title": "A Title of Four Words", "year": "2021", "doi": "10.1145/1.2"})
        + entry("c", {"title": "Another", "year": "2021"})
        + "@misc{d, title = {open\n",
        "more.bib",
    )
    result = run("import", more, "--into", bib, "--json")
    assert result.code == 1
    account = result.json
    assert [account[end] for end in ("new", "filled", "merged", "misread")] == [1, 1, 0, 1]
    assert account["rows"][0]["added"] == ["doi"]
    assert account["conflicts"][0] | {"line": 0} == {
        "line": 0, "key": "a", "field": "year", "has": "2020", "says": "2021", "first": None,
    }  # fmt: skip
    assert keys("list", "-b", bib) == ["c", "a"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere.md"], 3, "no such file"),
        (["."], 3, "is a folder"),
        (["text.md"], 3, "holds no table"),
        (["text.bib"], 3, "no BibTeX entry"),
        (["list.md", "--into", "nowhere.bib"], 3, "no such file"),
        (["list.md", "--into", "x.bib", "-o", "y.bib"], 2, "exclude"),
        (["list.md", "--into", "-"], 2, "needs a file"),
        (["list.md", "--json"], 2, "--into, -o or --dry-run"),
        ([], 2, "FILE"),
        (["wide.bib"], 3, "UTF-16"),
    ],
)
def test_errors(markdown, folder, words, code, said):
    write(folder, "just a text\n", "text.md")
    write(folder, "just a text\n", "text.bib")
    write(folder, "@misc{a}".encode("utf-16"), "wide.bib")
    result = run("import", *words, cwd=folder)
    assert (result.code, result.out) == (code, "")
    assert said in result.err


def test_a_list_with_rows_that_are_not_understood(folder):
    path = write(folder, ROW + "| 2020 | a | b | c | d |\n", "list.md")
    result = run("import", path, "--dry-run")
    assert result.code == 1
    assert f"{path}:4: 5 cells for 4 columns" in result.err


def test_hostile_text_prints_harmlessly(folder):
    evil = "\x1b[31mred\x07 \u202eevil"
    path = write(
        folder,
        f"| Title | Venue | {evil} |\n|--|--|--|\n| {evil} Four Words Here | {evil} | {evil} |\n"
        f"| {evil} | {evil} | {evil} | {evil} |\n",
        "list.md",
    )
    for words in (["--dry-run"], ["--dry-run", "--json"], ["-o", "x.bib"], []):
        result = run("import", path, *words, cwd=folder)
        assert result.code == 1
        for stream in (result.stdout, result.stderr):
            assert not CONTROL.search(stream)
            assert "\u202e" not in stream.decode()
