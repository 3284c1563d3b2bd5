"""`mialit set`, `rename` and `remove` of many entries: chosen, shown, asked for, written once."""

import pytest

from door import answering, entry, keys, ok, run, write, write_curated

THREE = "".join(
    entry(key, {"title": f"Paper {key}", "author": f"{key.title()}, A.", "year": year})
    for key, year in (("ada", "2021"), ("bea", "2020"), ("cleo", "2019"))
)
# A call that changes entries, a text, and how often it is there once bea and cleo have changed.
CHANGES = [
    (["set", "note=read"], "note = {read}", 2),
    (["remove"], "Paper", 1),
    (["rename", "--by-rule"], "paper,", 2),
]
WORDS = [words for words, _, _ in CHANGES]


@pytest.fixture
def own(tmp_path):
    return write(tmp_path, THREE)


@pytest.mark.parametrize(("words", "text", "number"), CHANGES)
def test_off_a_terminal_a_selection_is_written_with_yes_alone(own, words, text, number):
    chosen = [*words, "--query", "year:..2020"]
    refused = run(*chosen, cwd=own.parent)
    assert (refused.code, refused.out) == (2, "")
    assert "2 entries are chosen" in refused.err
    assert "--yes" in refused.err
    assert "--dry-run" in refused.err
    shown = ok(*chosen, "--dry-run", cwd=own.parent)
    assert shown.out.startswith("--- papers.bib")
    assert own.read_text() == THREE
    written = ok(*chosen, "--yes", cwd=own.parent)
    assert len(written.lines) == 2
    after = own.read_text()
    assert after.startswith(THREE[: THREE.index("@misc{bea")])
    assert after.count(text) == number


@pytest.mark.parametrize("words", WORDS)
def test_on_a_terminal_the_difference_is_shown_and_a_person_asked(own, words):
    chosen = [*words, "--year", "2020"]
    code, seen = answering(own.parent, ["n"], *chosen)
    assert (code, own.read_text()) == (1, THREE)
    assert "1 entry is chosen in papers.bib" in seen
    assert "-@misc{bea" in seen or "+  note" in seen
    assert "nothing is written" in seen
    code, seen = answering(own.parent, ["y"], *chosen)
    assert code == 0
    assert own.read_text() != THREE


@pytest.mark.parametrize("words", WORDS)
def test_keys_from_standard_input(own, words):
    with_keys = [words[0], "-", *words[1:]]
    assert run(*with_keys, cwd=own.parent, stdin=b"ada\ncleo\n").code == 2
    result = ok(*with_keys, "--yes", cwd=own.parent, stdin=b"ada\ncleo\n")
    assert len(result.lines) == 2
    assert (
        "{bea,\n  title = {Paper bea},\n  author = {Bea, A.},\n  year = {2020}\n}"
        in own.read_text()
    )
    assert run(*with_keys, "--yes", cwd=own.parent, stdin=b"").code == 1
    assert run(*with_keys, "--yes", cwd=own.parent, stdin=b"nobody\n").code == 1


def test_named_entries_are_not_asked_about(own):
    ok("set", "ada", "bea", "note=read", cwd=own.parent)
    assert own.read_text().count("note = {read}") == 2
    ok("remove", "ada", "bea", cwd=own.parent)
    assert keys("list", cwd=own.parent) == ["cleo"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["set", "note=x"], 2, "name the entries"),
        (["set", "ada"], 2, "is not of the form FIELD=VALUE"),
        (["set", "ada", "year", "2020"], 2, "'year' is not of the form FIELD=VALUE"),
        (["set", "ada", "--query", "x"], 2, "FIELD=VALUE"),
        (["set", "ada", "note=x", "--query", "paper"], 2, "not both"),
        (["set", "note=x", "--query", "year:1900", "--yes"], 1, "nothing found"),
        (["remove"], 2, "--query"),
        (["remove", "ada", "--year", "2020"], 2, "not both"),
        (["rename", "a", "b", "--year", "2020"], 2, "--by-rule"),
        (["rename", "--by-rule", "--line", "1"], 2, "exclude"),
        (["set", "colour=", "yaer=2020", "--query", "", "--yes"], 2, "perhaps year"),
    ],
)
def test_calls_that_cannot_be_meant(own, words, code, says):
    result = run(*words, cwd=own.parent)
    assert result.code == code, result.err
    assert says in result.err
    assert own.read_text() == THREE


def test_an_empty_query_chooses_all_and_all_can_go(own):
    ok("set", "note=x", "--query", "", "--yes", cwd=own.parent)
    assert own.read_text().count("note = {x}") == 3
    ok("remove", "--query", "", "--yes", cwd=own.parent)
    assert own.read_text() == ""


@pytest.mark.parametrize("gone", ["ab", "bc", "ac", "abc", "c", "a"])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n% remark\n\n"])
def test_many_are_removed_as_one_after_the_other(tmp_path, gone, between):
    text = between.join(entry(key).rstrip() for key in "abc") + "\n"
    one, other = write(tmp_path, text, "one.bib"), write(tmp_path, text, "other.bib")
    ok("remove", *gone, "--bib", "one.bib", cwd=tmp_path)
    for key in gone:
        ok("remove", key, "--bib", "other.bib", cwd=tmp_path)
    assert one.read_bytes() == other.read_bytes()


def test_a_value_is_taken_out_where_it_is(tmp_path):
    own = write(tmp_path, entry("a", {"keywords": "x, y"}) + entry("b", {"keywords": "y"}))
    ok("set", "tags-=x", "--query", "", "--yes", cwd=tmp_path)
    assert own.read_text() == entry("a", {"keywords": "y"}) + entry("b", {"keywords": "y"})
    gone = run("set", "tags-=x", "--query", "", "--yes", cwd=tmp_path)
    assert gone.code == 1
    assert "none of 2 entries" in gone.err


def test_keys_by_rule_leave_those_that_follow_it_and_never_collide(tmp_path):
    def paper(key, title, author="Hu, Li"):
        return entry(key, {"title": title, "author": author, "year": "2021"})

    text = (
        paper("X1", "Attack One")
        + paper("hu2021attacka", "Attack Two")
        + paper("X2", "Attack Three")
        + entry("anonymous", {"title": "Nobody's"})
        + entry("child", {"crossref": "X2", "title": "Child", "author": "Wu, A", "year": "2020"})
    )
    own = write(tmp_path, text)
    result = ok("rename", "--by-rule", "--yes", cwd=tmp_path)
    assert keys("list", "--sort", "file", cwd=tmp_path) == [
        "hu2021attack", "hu2021attacka", "hu2021attackb", "anonymous", "wu2020child",
    ]  # fmt: skip
    assert "crossref = {hu2021attackb}" in own.read_text()
    assert result.lines[0] == "papers.bib:1: renamed X1 to hu2021attack"
    assert "nothing to change" in ok("rename", "--by-rule", cwd=tmp_path).err
    # A key that stays, because it is not chosen, is never given.
    write(tmp_path, text)
    ok("rename", "--by-rule", "X2", cwd=tmp_path)
    assert keys("list", "--sort", "file", cwd=tmp_path)[:3] == [
        "X1",
        "hu2021attacka",
        "hu2021attack",
    ]


def test_keys_without_a_vocabulary_are_like_most(tmp_path):
    names = ("Hu", "Li", "Wu", "Xu")
    made = [
        entry(
            f"{name}{2015 + n}", {"title": "A Thing", "author": f"{name}, A", "year": str(2015 + n)}
        )
        for n, name in enumerate(names)
    ]
    write(tmp_path, "".join(made) + entry("odd", {"title": "T", "author": "Yu, B", "year": "2001"}))
    ok("rename", "--by-rule", "--yes", cwd=tmp_path)
    assert keys("list", "--sort", "file", cwd=tmp_path)[-1] == "Yu2001"


def test_the_type_of_an_entry(tmp_path):
    text = entry("k", {"title": "T"}) + entry("t", {"title": "T"}, "phdthesis").upper()
    own = write(tmp_path, text)
    assert ok("set", "k", "type=Article", "note=x", cwd=tmp_path).lines == [
        "papers.bib:1: k: @misc -> @article", "papers.bib:1: k: note added: x",
    ]  # fmt: skip
    assert own.read_text().startswith("@article{k,\n")
    ok("set", "T", "type=Habilitation", cwd=tmp_path)
    assert "@PHDTHESIS{T,\n  TITLE = {T},\n  TYPE = {Habilitation}\n}" in own.read_text()
    ok("set", "T", "type=report", cwd=tmp_path)
    assert "@REPORT{T," in own.read_text()
    typo = run("set", "k", "type=artcle", cwd=tmp_path)
    assert typo.code == 2
    assert "perhaps article" in typo.err


def test_a_type_that_biblatex_leaves_to_its_users_is_one(tmp_path):
    own = write(tmp_path, entry("k", {"title": "T"}))
    ok("set", "k", "type=customa", cwd=tmp_path)
    assert own.read_text().startswith("@customa{k,\n")
    assert ok("lint", "--select", "unknown-type", cwd=tmp_path).out == ""
    assert run("set", "k", "type=custom", cwd=tmp_path).code == 2


@pytest.mark.parametrize(
    "words", [["set", "ada", "year=2018"], ["set", "ada", "date=2018", "year="]]
)
def test_a_changed_year_moves_the_entry_unless_it_is_to_stay(own, words):
    ok(*words, "--stay", cwd=own.parent)
    assert keys("list", "--sort", "file", cwd=own.parent) == ["ada", "bea", "cleo"]
    write(own.parent, THREE)
    result = ok(*words, cwd=own.parent)
    assert keys("list", "--sort", "file", cwd=own.parent) == ["bea", "cleo", "ada"]
    at = own.read_text()[: own.read_text().index("@misc{ada")].count("\n") + 1
    assert result.out.startswith(f"papers.bib:{at}: ada: ")


def test_a_list_without_an_order_keeps_its_own_unless_it_asks_for_one(tmp_path):
    years = {"ada": "2019", "zoe": "2022", "bea": "2018", "yan": "2021", "cleo": "2020"}
    text = "".join(entry(key, {"year": year}) for key, year in years.items())
    write(tmp_path, text)
    ok("set", "yan", "year=2030", cwd=tmp_path)
    assert keys("list", "--sort", "file", cwd=tmp_path) == list(years)
    write(tmp_path, text)
    write(tmp_path, "[lint]\norder = true\n", "papers.toml")
    ok("set", "yan", "year=2030", cwd=tmp_path)
    assert keys("list", "--sort", "file", cwd=tmp_path)[0] == "yan"


def test_a_comment_above_goes_with_the_entry_that_moves(own):
    text = THREE.replace("@misc{bea", "% about bea\n@misc{bea")
    write(own.parent, text)
    ok("set", "bea", "year=2018", cwd=own.parent)
    moved = text.index("% about bea"), text.index("@misc{cleo")
    assert own.read_text() == (
        text[: moved[0]] + text[moved[1] :] + text[slice(*moved)].replace("2020", "2018")
    )


PREPRINT = {"archiveprefix": "arXiv", "author": "Hu, Li"}


def listed(*names):
    return "".join(
        entry(name, PREPRINT | {"title": f"The Title of {name} Says It", "year": "2020",
                                "eprint": f"2001.0000{number}"})
        for number, name in enumerate(names, 1)
    )  # fmt: skip


def published(name, number=0, **more):
    fields = {"title": f"The Title of {name} Says It", "author": "Hu, Li", "year": "2021"}
    fields |= {"journal": "J. Tests", "doi": f"10.1234/{number}"} | more
    return entry(f"x{name}", fields, "article")


def test_each_preprint_whose_publication_is_given_becomes_it(tmp_path):
    own = write(tmp_path, listed("alpha", "beta", "gamma"))
    given = [published("alpha", 1), published("gamma", 3)]
    write(tmp_path, "".join(given), "new.bib")
    result = ok("add", "--update", "new.bib", cwd=tmp_path)
    assert [line for line in result.lines if "is published now, as @article" in line] == [
        result.lines[0], next(each for each in result.lines if "gamma is" in each),
    ]  # fmt: skip
    assert keys("list", "--published", "--sort", "key", cwd=tmp_path) == ["alpha", "gamma"]
    assert own.read_text().count("eprint = {") == 3


def test_what_cannot_be_updated_is_named_and_the_rest_is_written(tmp_path):
    own = write(tmp_path, listed("alpha", "beta", "gamma"))
    given = (
        published("alpha", 1) + published("delta") + published("alpha", 2)
        + entry("xbeta", PREPRINT | {"title": "T", "eprint": "2001.00002"})
        + entry("untitled", {"doi": "10.1234/9"}) + published("gamma", 3)
    )  # fmt: skip
    write(tmp_path, given + "@article{broken, title = {X}\n", "new.bib")
    result = run("add", "--update", "new.bib", cwd=tmp_path)
    assert result.code == 1
    left = [line for line in result.err.splitlines() if line.startswith("left as it is: ")]
    assert len(left) == 5, result.err
    for reason in (
        "xdelta: it is not certain which listed paper", "an earlier entry of the same file",
        "xbeta: papers.bib:8: beta is listed, and the new entry is a preprint", "has no title",
        "new.bib:",
    ):  # fmt: skip
        assert any(reason in line for line in left), reason
    assert keys("list", "--published", "--sort", "key", cwd=tmp_path) == ["alpha", "gamma"]
    assert "doi = {10.1234/1}" in own.read_text()
    before = own.read_bytes()
    again = run("add", "--update", "new.bib", cwd=tmp_path)
    assert again.code == 1
    assert again.err.count("listed as published already") == 2
    assert own.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("10.1145/3523273", "curl -LsH 'Accept: application/x-bibtex' https://doi.org/10.1145"),
        ("https://doi.org/10.1145/3523273", "https://doi.org/10.1145/3523273 | mialit add"),
        ("arXiv:2101.00001", "https://arxiv.org/abs/2101.00001 has it behind Export BibTeX"),
        ("2101.00001", "Export BibTeX Citation"),
        ("https://arxiv.org/pdf/2101.00001v2", "https://arxiv.org/abs/2101.00001 "),
        ("https://example.org/paper.html", "behind Cite"),
    ],
)  # fmt: skip
def test_nothing_is_fetched_and_the_program_says_where_bibtex_is(own, source, says):
    result = run("add", source, cwd=own.parent)
    assert (result.code, result.out) == (2, "")
    assert "fetches nothing from the network" in result.err
    assert says in result.err
    assert own.read_text() == THREE


def test_a_file_that_is_called_like_an_identifier_is_a_file(own):
    write(own.parent, entry("x", {"title": "Quite Another"}), "2101.00001")
    ok("add", "2101.00001", cwd=own.parent)


ASKS = '[lint]\nneeded = { url = "has:doi", year = "" }\n'


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2021", "year = {2021}"), ("2021-05", "year = {2021},\n  month = may"),
        ("2021-05-03", "date = {2021-05-03}"), ("2021/2022", "date = {2021/2022}"),
    ],
)  # fmt: skip
def test_address_and_year_come_from_doi_and_date_where_the_list_asks(tmp_path, date, expected):
    own = write(tmp_path, THREE)
    write(tmp_path, ASKS, "papers.toml")
    new = entry(
        "n", {"title": "Something New", "author": "Wu, A", "date": date, "doi": "10.1234/AB"}
    )
    ok("add", cwd=tmp_path, stdin=new.encode())
    text = own.read_text()
    assert "year = {2021}" in text.replace(THREE, "")
    assert expected in text.replace(THREE, "")
    assert "url = {https://doi.org/10.1234/AB}" in text


def test_what_a_list_does_not_ask_for_is_not_derived(tmp_path):
    own = write(tmp_path, THREE)
    write(tmp_path, "[lint]\n", "papers.toml")
    new = entry("n", {"title": "Something New", "date": "2020", "doi": "10.1234/ab"})
    ok("add", cwd=tmp_path, stdin=new.encode())
    assert "url" not in own.read_text()
    assert "date = {2020}" in own.read_text()


VENUES = '[fields.venue]\nform = "vocabulary"\n[fields.venue.values]\nICML = {}\nCCS = {}\n'


def test_a_venue_that_is_not_recognised_is_asked_for_or_named(tmp_path):
    own = write(tmp_path, THREE)
    write(tmp_path, VENUES, "papers.toml")
    new = entry("n", {"title": "Something New", "booktitle": "A Meeting"}, "inproceedings")
    write(tmp_path, new, "new.bib")
    result = ok("add", "new.bib", "--dry-run", cwd=tmp_path)
    assert "no venue of the vocabulary is recognised in 'A Meeting'" in result.err
    code, seen = answering(tmp_path, ["2"], "add", "new.bib")
    assert code == 0, seen
    assert "venue = {CCS}" in own.read_text()


def test_update_keeps_the_order_that_a_list_asks_for(tmp_path):
    own = write_curated(tmp_path, "".join(entry(k, {"year": y}) for k, y in
                        (("a", "2022"), ("b", "2021"))) + listed("alpha", "beta"))  # fmt: skip
    given = published("alpha", 1, year="2023") + published("beta", 2, year="2021")
    ok("add", "--update", cwd=tmp_path, stdin=given.encode())
    assert keys("list", "--sort", "file", "--bib", own) == ["alpha", "a", "b", "beta"]


KEYWORDS = "".join(
    entry(key, {"title": f"Paper {key}", "year": year, "keywords": words})
    for key, year, words in (
        ("a", "2022", "x; y"), ("b", "2021", "y; z"), ("c", "2020", "z"), ("d", "2019", "x"),
    )
)  # fmt: skip


@pytest.mark.parametrize("some", ["abcd", "ad", "db", "c"])
@pytest.mark.parametrize(
    "words",
    [
        ["tags+=new"], ["tags+=x"], ["keywords="], ["note=read", "title="], ["type=article"],
        ["year=2018", "note=x", "--stay"], ["month=may", "year=2020", "tags+=q", "--stay"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_many_become_what_each_becomes_alone(tmp_path, some, words):
    one, other = write(tmp_path, KEYWORDS, "one.bib"), write(tmp_path, KEYWORDS, "other.bib")
    ok("set", *some, *words, "--bib", "one.bib", cwd=tmp_path)
    for key in sorted(some):
        run("set", key, *words, "--bib", "other.bib", cwd=tmp_path)
    assert one.read_bytes() == other.read_bytes()
