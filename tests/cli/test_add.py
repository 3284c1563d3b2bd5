"""`mialit add`: a paper as others give it becomes an entry of the list."""

import pytest

from door import FROZEN, answering, entry, keys, ok, run, write

PAPER = r"""@inproceedings{DBLP:conf/sp/CarliniCN0TT22,
  author       = {Nicholas Carlini and
                  Florian Tram{\`{e}}r},
  title        = {Membership Inference Attacks From First Principles},
  booktitle    = {43rd {IEEE} Symposium on Security and Privacy, {SP} 2022, San Francisco},
  pages        = {1897--1914},
  publisher    = {{IEEE}},
  year         = {2022},
  url          = {https://doi.org/10.1109/SP46214.2022.9833649?utm_source=x},
  doi          = {10.1109/SP46214.2022.9833649},
  bibsource    = {dblp computer science bibliography, https://dblp.org}
}
"""
ADDED = rb"""@inproceedings{carlini2022membership,
  title         = {Membership Inference Attacks From First Principles},
  author        = {Nicholas Carlini and Florian Tram{\`{e}}r},
  booktitle     = {43rd {IEEE} Symposium on Security and Privacy, {SP} 2022, San Francisco},
  pages         = {1897--1914},
  publisher     = {IEEE},
  year          = {2022},
  doi           = {10.1109/SP46214.2022.9833649},
  url           = {https://doi.org/10.1109/SP46214.2022.9833649},
  kind          = {attack; defense},
  knowledge     = {black-box},
  target        = {classification models},
  venue         = {S\&P},
  code          = {https://github.com/a/b_c https://github.com/a/d},
}

"""
OPTIONS = (
    *("--kind", "Defence", "--kind", "attack", "--knowledge", "BB", "--target", "classifier"),
    *("--code", "https://github.com/a/b_c", "--code", "https://github.com/a/d"),
)


@pytest.fixture
def own(tmp_path):
    """The project's list as a list of one's own, and the paper beside it."""
    write(tmp_path, FROZEN.with_suffix(".toml").read_bytes(), "papers.toml")
    write(tmp_path, PAPER, "new.bib")
    return write(tmp_path, FROZEN.read_bytes())


def test_a_paper_in_its_place_and_nothing_else(own):
    before = own.read_bytes()
    result = ok("add", "new.bib", *OPTIONS, cwd=own.parent)
    at = before.index(b"@inproceedings{zhao2021feasibility,")
    assert own.read_bytes() == before[:at] + ADDED + before[at:]
    assert result.out == (
        "papers.bib:48: added carlini2022membership: "
        "Membership Inference Attacks From First Principles (S&P, 2022)\n"
    )
    assert "left out of DBLP:conf/sp/CarliniCN0TT22: bibsource" in result.err
    assert "wants" not in result.err


def test_from_standard_input(own):
    for words in ([], ["-"]):
        result = ok("add", *words, "--dry-run", cwd=own.parent, stdin=PAPER.encode())
        assert "+@inproceedings{carlini2022membership,\n" in result.out
        assert "the list requires kind, knowledge, target" in result.err
    assert own.read_bytes() == FROZEN.read_bytes()


def test_what_the_call_says_is_not_asked_for_again(own):
    assert "requires" not in ok("add", "new.bib", *OPTIONS, "--dry-run", cwd=own.parent).err
    some = ok("add", "new.bib", "--kind", "attack", "--dry-run", cwd=own.parent)
    assert "the list requires knowledge, target" in some.err


@pytest.mark.parametrize(
    ("year", "order"),
    [
        ("2025", ["k", "a2024", "b2020", "c2019"]),
        ("2021", ["a2024", "k", "b2020", "c2019"]),
        ("2018", ["a2024", "b2020", "c2019", "k"]),
    ],
)
@pytest.mark.parametrize("index", range(4))
def test_a_publication_moves_to_its_year_and_keeps_an_address_elsewhere(
    tmp_path, year, order, index
):
    write(tmp_path, '[fields.kind]\nlabel = "Kind"\n', "papers.toml")
    paper = ("title = {A Paper}", "author = {Hu, Li}")
    preprint = ("eprint = {2001.00001}", "archiveprefix = {arXiv}", "url = {https://a.example/p}")
    others = [entry(key, [f"year = {{{key[1:]}}}"]) for key in ("a2024", "b2020", "c2019")]
    # The preprint stands where its year of release wants it, whatever that is.
    years = ("2025", "2021", "2020", "2017")
    others.insert(index, entry("k", [*paper, f"year = {{{years[index]}}}", *preprint]))
    own = write(tmp_path, "".join(others))
    now = [*paper, f"year = {{{year}}}", "journal = {J. Tests}", "doi = {10.1234/5}"]
    ok("add", "--update", "--key", "k", cwd=tmp_path, stdin=entry("x", now, "article").encode())
    assert "url = {https://a.example/p}" in own.read_text()
    assert keys("list", "--sort", "file", cwd=tmp_path) == order


def test_a_paper_that_is_there_already(own):
    ok("add", "new.bib", *OPTIONS, cwd=own.parent)
    before = own.read_bytes()
    result = run("add", "new.bib", cwd=own.parent)
    assert (result.code, result.out) == (1, "")
    assert "is listed already: papers.bib:48: carlini2022membership" in result.err
    assert own.read_bytes() == before
    ok("add", "new.bib", "--anyway", cwd=own.parent)
    assert "carlini2022membershipa" in keys("list", cwd=own.parent)


def test_a_preprint_of_a_listed_paper_is_there_already(own):
    title = "Membership inference attacks against machine learning models"
    series = {"journal": "CoRR", "volume": "abs/1610.05820"}
    preprint = entry("x", {"title": title, "author": "R. Shokri", **series})
    result = run("add", "-", cwd=own.parent, stdin=preprint.encode())
    assert result.code == 1
    assert "shokri2017membership" in result.err
    assert "--update" not in result.err


def test_what_is_perhaps_there(own):
    near = entry("x", {"title": "Membership Inference Attack Against Machine Learning Model",
                       "author": "R. Shokri", "year": "2017"})  # fmt: skip
    result = run("add", cwd=own.parent, stdin=near.encode())
    assert result.code == 1
    assert "perhaps listed already" in result.err
    assert "--anyway" in result.err


PUBLISHED = """@article{whatever,
  author = {Zou, Yang and Zhang, Zhikun and Backes, Michael and Zhang, Yang},
  title = {Privacy Analysis of Transfer Learning},
  journal = {IEEE Transactions on Information Forensics and Security},
  year = {2021}, volume = {16}, doi = {10.1109/TIFS.2021.1234567}, month = {May}
}
"""


def test_a_preprint_becomes_its_publication(own):
    before = own.read_text()
    start = before.index("@misc{zou2020privacy,")
    end = before.index("\n@", start) + 1
    write(own.parent, PUBLISHED, "published.bib")
    result = run("add", "published.bib", "--update", cwd=own.parent)
    assert (result.code, own.read_text()) == (1, before)
    result = ok("add", "published.bib", "--update", "--key", "zou2020privacy",
                "--code", "https://github.com/a/b", cwd=own.parent)  # fmt: skip
    after = own.read_text()
    old = before[start:end]
    title = old.split("title         = {")[1].split("}")[0]
    new = after[after.index("@article{zou2020privacy,") :]
    new = new[: new.index("\n}\n") + 3]
    assert before.replace(old, "", 1) == after.replace(f"{new}\n", "", 1)
    assert f"formerly      = {{{title}}},\n}}\n" in new
    for line in (
        "title         = {Privacy Analysis of Transfer Learning},",
        "journal       = {IEEE Transactions on Information Forensics and Security},",
        "year          = {2021},\n  month         = may,\n",
        "url           = {https://doi.org/10.1109/TIFS.2021.1234567},",
        "eprint        = {2009.04872},",
        "knowledge     = {black-box},",
        "venue         = {TIFS},\n  code          = {https://github.com/a/b},\n  released ",
        "released      = {2020-09},",
    ):
        assert line in new, line
    assert "is published now, as @article" in result.out
    assert f"formerly added: {title}" in result.out
    assert "venue: arXiv -> TIFS" in result.out
    found = ok("list", "--year", "2021", "--format", "keys", "--sort", "file", cwd=own.parent).lines
    assert found == ok("list", "--year", "2021", "--format", "keys", cwd=own.parent).lines


def test_the_same_title_needs_no_key(own):
    title = "Privacy Analysis of Deep Learning in the Wild: Membership Inference Attacks against Transfer Learning"  # noqa: E501
    text = PUBLISHED.replace("Privacy Analysis of Transfer Learning", title)
    refused = run("add", cwd=own.parent, stdin=text.encode())
    assert refused.code == 1
    assert "--update turns this preprint into its publication" in refused.err
    ok("add", "--update", cwd=own.parent, stdin=text.encode())
    shown = ok("show", "zou2020privacy", "--json", cwd=own.parent).json[0]
    assert (shown["preprint"], shown["venue"], shown["year"]) == (False, "TIFS", 2021)
    assert "formerly" not in shown["fields"]


def test_only_a_preprint_is_updated_and_only_by_a_publication(own):
    before = own.read_bytes()
    published = run("add", "new.bib", "--update", "--key", "yeom2018privacy", cwd=own.parent)
    assert published.code == 1
    assert "published already" in published.err
    again = entry("x", {"title": "X", "eprint": "2009.04872", "archiveprefix": "arXiv"})
    preprint = run("add", "--update", cwd=own.parent, stdin=again.encode())
    assert preprint.code == 1
    assert "a preprint as well" in preprint.err
    assert own.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["new.bib", "--knowledge", "blak-box"], 2, "perhaps black-box"),
        (["new.bib", "--venue", "ICML", "--venue", "CCS"], 2, "holds one value"),
        (["new.bib", "--released", "May"], 2, "2021-03"),
        (["new.bib", "--code", "github.com/a/b"], 2, "not a web address"),
        (["new.bib", "--where", "knowlege=x"], 2, "perhaps knowledge"),
        (["new.bib", "--where", "x"], 2, "FIELD=VALUE"),
        (["new.bib", "--key", "a b"], 2, "cannot be a key"),
        (["new.bib", "--key", "Yeom2018privacy"], 2, "is the key of the entry at"),
        (["gone.bib"], 3, "no such file"),
        (["papers.toml"], 3, "no BibTeX entry"),
        (["new.bib", "-b", "-"], 2, "standard input"),
        (["new.bib", "-b", "gone.bib"], 3, "no such file"),
    ],
)
def test_what_is_refused(own, words, code, says):
    before = own.read_bytes()
    result = run("add", *words, cwd=own.parent)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert own.read_bytes() == before


def test_a_venue_that_the_bibtex_states(own):
    for stated, words, venue in (
        ("Proc. of the IEEE Symposium on Security and Privacy (SP)", [], r"S\&P"),
        ("A Meeting", ["--venue", "oakland"], r"S\&P"),
    ):
        text = PAPER.replace("  year ", f"  venue = {{{stated}}},\n  year ")
        result = ok("add", *words, "--dry-run", cwd=own.parent, stdin=text.encode())
        assert f"+  venue         = {{{venue}}}," in result.out
    refused = run("add", cwd=own.parent, stdin=text.encode())
    assert refused.code == 2
    assert "unknown venue 'A Meeting'" in refused.err


@pytest.mark.parametrize(
    ("text", "code"),
    [("", 3), ("nonsense", 3), ("@misc{k, title = {A}", 3), ("@misc{k, year = 2020}", 3),
     ("@misc{k, title = {A}, knowledge = {blue-box}}", 2)],
)  # fmt: skip
def test_what_is_no_paper(own, text, code):
    result = run("add", cwd=own.parent, stdin=text.encode())
    assert (result.code, result.out) == (code, "")
    assert own.read_bytes() == FROZEN.read_bytes()


def test_several_papers_or_none(own):
    other = entry("y", {"title": "Some Other Words About It", "author": "Doe, J.", "year": "2016"})
    ok("add", cwd=own.parent, stdin=(PAPER + other).encode())
    every = keys("list", "--sort", "file", cwd=own.parent)
    assert (every[2], every[-1]) == ("carlini2022membership", "doe2016some")
    before = own.read_bytes()
    third = other.replace("Some Other", "Quite Different")
    assert run("add", cwd=own.parent, stdin=(third + PAPER).encode()).code == 1
    assert own.read_bytes() == before


def test_more_papers_than_are_added_at_once_are_for_import(own):
    before = own.read_bytes()
    offered = write(
        own.parent, "".join(entry(f"k{n}", {"title": "A"}) for n in range(101)), "m.bib"
    )
    result = run("add", offered, cwd=own.parent)
    assert result.code == 2
    assert "101 papers are given, and at most 100 are added at once" in result.err
    assert f"mialit import {offered} --into papers.bib" in result.err
    assert own.read_bytes() == before
    assert run("import", offered, "--into", own, "--dry-run", cwd=own.parent).code in (0, 1)


def test_an_old_encoding_of_the_paper_and_of_the_list(own):
    latin = PAPER.replace(r"Tram{\`{e}}r", "Tramèr").encode("latin-1")
    ok("add", cwd=own.parent, stdin=latin)
    assert "Florian Tramèr".encode() in own.read_bytes()
    write(own.parent, b"@misc{k, note = {caf\xe9}}\n", "old.bib")
    result = run("add", "-b", "old.bib", cwd=own.parent, stdin=latin)
    assert result.code == 3
    assert "iconv" in result.err


def test_a_list_in_another_style_and_without_a_vocabulary_of_its_own(tmp_path):
    (tmp_path / "papers.toml").write_text("[list]\n")
    path = write(tmp_path, '@ARTICLE{a,\r\n\tTITLE = "A",\r\n\tYEAR = 2030\r\n}\r\n')
    before = path.read_bytes()
    ok("add", cwd=tmp_path, stdin=PAPER.encode())
    after = path.read_bytes()
    assert after.startswith(before + b'\r\n@INPROCEEDINGS{carlini2022membership,\r\n\tTITLE = "M')
    assert b"\r\n\tYEAR = 2022,\r\n" in after
    assert b"VENUE" not in after
    assert after.count(b"\n") == after.count(b"\r\n")
    result = run("add", "--kind", "attack", cwd=tmp_path, stdin=PAPER.encode())
    assert (result.code, "no field kind" in result.err) == (2, True)


def test_on_a_terminal_what_is_missing_is_asked_for(own):
    code, seen = answering(own.parent, ["attck", "1; defence", "3", ""], "add", "new.bib")
    assert code == 0, seen
    assert "unknown kind 'attck', perhaps attack" in seen
    assert "3 black-box" in seen
    assert "the list requires target for this paper" in seen
    source = ok("show", "carlini2022membership", "--json", cwd=own.parent).json[0]
    assert source["kind"] == ["attack", "defense"]
    assert source["knowledge"] == ["black-box"]
    assert source["target"] == []


def test_a_survey_is_not_asked_for_what_it_has_not(own):
    code, seen = answering(own.parent, ["survey"], "add", "new.bib")
    assert code == 0, seen
    assert "wants" not in seen


# ------------------------------------------------------------- without a vocabulary

PASTED = """@Article{Key:2020,
  title = {{A} Quite {New} Paper.},
  journal = {Journal of Things}, year = 2020, volume={}, pages = {1-2},
  author = {Hu, Li},
  abstract = {Words.}, timestamp = {now},
  eprint = {2001.00001}, eprinttype = {arXiv},
  url = {https://example.org/a?utm_source=x}
}
"""


def library(*styles):
    """A list of 30 entries, each in one of *styles* by turns."""
    return "".join(
        styles[n % len(styles)].format(n=n, key="key:" + "abcdefghij"[n % 10] * (n // 10 + 1))
        for n in range(30)
    )


ONE_LINE = "@misc{{{key}, author={{A, B}}, title={{T {n}}}, year={{20{n:02}}}}}\n\n"
JABREF = (
    "@Misc{{{key},\n  author   = {{A, B}},\n  title    = {{T {n}}},\n  year     = {{20{n:02}}},\n"
    "  abstract = {{Words}},\n}}\n\n"
)
TABS = '@MISC{{{key},\n\tAUTHOR = "A, B",\n\tTITLE = "T {n}",\n\tYEAR = 20{n:02}\n}}\n\n'


@pytest.mark.parametrize(
    ("styles", "expected"),
    [
        (
            (JABREF, ONE_LINE, JABREF),
            "@Article{Key:2020,\n  title    = {{A} Quite {New} Paper.},\n"
            "  journal  = {Journal of Things},\n  year     = {2020},\n  pages    = {1--2},\n"
            "  author   = {Hu, Li},\n  abstract = {Words.},\n  eprint   = {2001.00001},\n"
            "  eprinttype = {arXiv},\n  url      = {https://example.org/a},\n}\n",
        ),
        (
            (ONE_LINE, ONE_LINE, JABREF),
            "@article{Key:2020, title={{A} Quite {New} Paper.}, journal={Journal of Things}, "
            "year={2020}, pages={1--2}, author={Hu, Li}, abstract={Words.}, eprint={2001.00001}, "
            "eprinttype={arXiv}, url={https://example.org/a}}\n",
        ),
        (
            (TABS, TABS, ONE_LINE),
            '@ARTICLE{Key:2020,\n\tTITLE = "{A} Quite {New} Paper.",\n'
            '\tJOURNAL = "Journal of Things",\n\tYEAR = 2020,\n\tPAGES = "1--2",\n'
            '\tAUTHOR = "Hu, Li",\n\tEPRINT = "2001.00001",\n\tEPRINTTYPE = "arXiv",\n'
            '\tURL = "https://example.org/a"\n}\n',
        ),
        # Neither of the styles on several lines has most entries, and yet most are on several.
        (
            (ONE_LINE, ONE_LINE, JABREF, TABS, JABREF),
            "@Article{Key:2020,\n  title    = {{A} Quite",
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_entry_in_the_style_of_most(tmp_path, styles, expected, end):
    before = library(*styles).replace("\n", end).encode()
    path = write(tmp_path, before)
    result = ok("add", cwd=tmp_path, stdin=PASTED.encode())
    after = path.read_bytes()
    start = after.index(b"Key:2020") - len("@Article{")
    expected = expected.replace("\n", end).encode()
    assert after[start : start + len(expected)] == expected
    following = after.find(b"@", start + 1)
    others = after[:start] + (after[following:] if following > 0 else b"")
    assert others.split() == before.split()
    assert "requires" not in result.err
    assert "timestamp" in result.err  # left out, which no entry of the list has
    assert b"venue" not in after.lower()


def test_types_and_fields_are_spelled_as_there_and_filled_lines_become_lines(tmp_path):
    filled = (
        "@InProceedings{{{key},\n  title = {{T {n}}}, author = {{A, B}}, year = {{20{n:02}}},\n"
        "  eprint = {{1}}, archivePrefix = {{arXiv}}\n}}\n\n"
    )
    path = write(tmp_path, library(filled, filled, ONE_LINE))
    pasted = PASTED.replace("@Article", "@inproceedings").replace("eprinttype", "ARCHIVEPREFIX")
    ok("add", cwd=tmp_path, stdin=pasted.encode())
    text = path.read_text()
    assert (
        "@InProceedings{Key:2020,\n  title = {{A} Quite {New} Paper.},\n"
        "  journal = {Journal of Things},\n"
    ) in text
    assert "\n  archivePrefix = {arXiv},\n  url = {https://example.org/a}\n}\n" in text


def test_nothing_is_asked_without_a_vocabulary(tmp_path):
    write(tmp_path, library(JABREF))
    write(tmp_path, PASTED, "new.bib")
    code, seen = answering(tmp_path, [], "add", "new.bib")
    assert code == 0, seen
    assert "added Key:2020" in seen
    assert "kind" not in seen.lower()


@pytest.mark.parametrize(
    ("keys_", "expected"),
    [
        (["hu2001word", "li2002some"], "hu2020quite"),
        (["Hu2001", "Li2002"], "Hu2020"),
        (["Hu2001a", "Li2002"], "Hu2020"),
        (["hu_word_2001", "li_some_2002"], "hu_quite_2020"),
        (["huWord2001", "liSome2002"], "huQuite2020"),
        (["Hu2001Word", "Li2002Some"], "Hu2020Quite"),
        (["a", "b"], "Key:2020"),  # no style: the paper keeps its key ...
        (["a", "KEY:2020"], "hu2020quite"),  # ... unless another has it
    ],
)
def test_a_key_like_those_of_most(tmp_path, keys_, expected):
    about = (("Hu, Li", "2001", "Word of It"), ("Li, Hu", "2002", "Some of That"))
    write(
        tmp_path,
        "".join(
            entry(key, {"author": author, "year": year, "title": title})
            for key, (author, year, title) in zip(keys_, about, strict=True)
        ),
    )
    ok("add", cwd=tmp_path, stdin=PASTED.encode())
    assert expected in keys("list", cwd=tmp_path)


def test_a_named_key_and_values_without_a_vocabulary(tmp_path):
    path = write(tmp_path, entry("a", {"title": "T", "keywords": "x, y"}))
    words = ["--key", "mine", "--where", "keywords=new, old", "--where", "note=R & D"]
    ok("add", *words, cwd=tmp_path, stdin=PASTED.encode())
    text = path.read_text()
    assert "{mine," in text
    assert "keywords = {new, old}" in text
    assert r"note = {R \& D}" in text
