"""`mialit import --into` a list with a vocabulary: entries as `add` writes them; `--update`."""

import pytest

from door import BUNDLED, entry, keys, ok, run, write

MORE = r"""@inproceedings{DBLP:conf/sp/Carlini22,
  author       = {Nicholas Carlini and
                  Florian Tram{\`{e}}r},
  title        = {Some Quite New Attack From Second Principles},
  booktitle    = {43rd {IEEE} Symposium on Security and Privacy, {SP} 2022, San Francisco},
  pages        = {1897-1914},
  date         = {2022-05},
  doi          = {https://doi.org/10.1109/SP46214.2022.9833641},
  bibsource    = {dblp computer science bibliography, https://dblp.org},
  abstract     = {Long & wide}
}
@article{whatever99,
  title = {A Preprint & Its Title}, author = {Wu, Ann},
  journal = {arXiv preprint arXiv:2109.00001}, year = 2021, keywords = {a, b}
}
@InProceedings{kid, title={The Paper in the Proceedings}, author={Xu, Bo}, crossref={proc}}
@proceedings{proc, title={Proceedings of the 38th International Conference on Machine Learning},
  year=2021, publisher={PMLR}}
"""
NEW = r"""@inproceedings{carlini2022some,
  title         = {Some Quite New Attack From Second Principles},
  author        = {Nicholas Carlini and Florian Tram{\`{e}}r},
  booktitle     = {43rd {IEEE} Symposium on Security and Privacy, {SP} 2022, San Francisco},
  pages         = {1897--1914},
  year          = {2022},
  month         = may,
  doi           = {10.1109/SP46214.2022.9833641},
  url           = {https://doi.org/10.1109/SP46214.2022.9833641},
  venue         = {S\&P},
}
""", r"""@misc{wu2021preprint,
  title         = {A Preprint \& Its Title},
  author        = {Wu, Ann},
  year          = {2021},
  url           = {https://arxiv.org/abs/2109.00001},
  eprint        = {2109.00001},
  archiveprefix = {arXiv},
  venue         = {arXiv},
  released      = {2021-09},
}
""", """@inproceedings{xu2021paper,
  title         = {The Paper in the Proceedings},
  author        = {Xu, Bo},
  booktitle     = {Proceedings of the 38th International Conference on Machine Learning},
  publisher     = {PMLR},
  year          = {2021},
  venue         = {ICML},
}
"""  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """The bundled list, with its vocabulary, as a list of one's own."""
    write(tmp_path, BUNDLED.with_suffix(".toml").read_bytes(), "papers.toml")
    return write(tmp_path, BUNDLED.read_bytes())


def findings(own):
    """What lint says of the list, without its lines: rules and messages."""
    result = run("lint", own, "--format", "json", cwd=own.parent)
    return [(each["rule"], each["message"]) for each in result.json]


def test_bibtex_is_written_as_add_writes_it(own):
    write(own.parent, MORE, "more.bib")
    before, known = own.read_text(), findings(own)
    result = ok("import", "more.bib", "--into", own, "--json", cwd=own.parent)
    after = own.read_text()
    for each in NEW:
        assert after.count(each) == 1
        after = after.replace(f"{each}\n", "")
    assert after == before
    new = list(findings(own))
    for each in known:
        new.remove(each)
    assert {rule for rule, _ in new} == {"missing-field", "stale-preprint", "unprotected-venue"}
    asked = {message.split("`")[1] for rule, message in new if rule == "missing-field"}
    assert asked == {"kind", "knowledge", "target", "url"}  # of the paper that states no DOI
    assert [result.json[end] for end in ("read", "new", "filled", "merged")] == [4, 3, 0, 1]
    assert [each["text"] for each in result.json["remarks"]] == [
        "left out: bibsource, abstract", "left out: keywords",
    ]  # fmt: skip
    (proceedings,) = [each for each in result.json["rows"] if each["outcome"] == "merged"]
    assert (proceedings["line"], proceedings["reason"]) == (
        MORE[: MORE.index("@proceedings")].count("\n") + 1,
        "its fields are in those that refer to it",
    )
    again = ok("import", "more.bib", "--into", own, cwd=own.parent)
    assert "nothing to change" in again.err


def test_values_stand_in_the_vocabularys_order_and_two_heads_name_one_column(own, tmp_path):
    rows = (
        "| Title | Year | Adversarial Knowledge | Target Model | Conference/Journal |\n"
        "|--|--|--|--|--|\n"
        "| An Unheard-of Attack | 2021 | BB; WB | LLM & GAN | ICML |\n"
    )
    made = run("import", write(tmp_path, rows, "l.md"), "--into", own, "--json", cwd=tmp_path)
    spelling = {"line": 3, "field": "knowledge", "written": "BB", "value": "black-box"}
    assert spelling in made.json["spellings"]
    text = own.read_text()
    assert "knowledge     = {white-box; black-box}" in text
    assert "target        = {generative models; large language models}" in text
    assert "  venue         = {ICML}" in text
    assert "value-order" not in {name for name, _ in findings(own)}


def test_add_writes_the_same(own):
    write(own.parent, MORE, "more.bib")
    ok("add", "more.bib", cwd=own.parent)
    added = own.read_bytes()
    write(own.parent, BUNDLED.read_bytes())
    ok("import", "more.bib", "--into", own, cwd=own.parent)
    assert own.read_bytes() == added


def test_blocks_in_markdown_are_written_so_too(own):
    write(own.parent, f"# More\n\n```bibtex\n{MORE}```\n", "more.md")
    ok("import", "more.md", "--into", own, cwd=own.parent)
    assert all(own.read_text().count(each) == 1 for each in NEW)


def test_a_key_that_follows_the_rule_stays_and_a_taken_one_does_not(own):
    fields = {"author": "Hu, Li", "year": "2030"}
    more = [
        entry("hu2030attack", fields | {"title": "Attack the First of its Kind"}),
        entry("hu2030attackx", fields | {"title": "Attack the Second: Quite Other"}),
        entry("Hu2030", fields | {"title": "Attack Number Three, Which Differs"}),
    ]
    write(own.parent, "".join(more), "more.bib")
    run("import", "more.bib", "--into", own, cwd=own.parent)
    assert sorted(keys("list", "year:2030", cwd=own.parent)) == [
        "hu2030attack", "hu2030attacka", "hu2030attackx",
    ]  # fmt: skip


def test_a_list_without_a_vocabulary_keeps_the_offered_text(tmp_path):
    own = write(tmp_path, entry("a", {"title": "Old", "year": "2019"}))
    write(tmp_path, MORE, "more.bib")
    ok("import", "more.bib", "--into", own, cwd=tmp_path)
    assert MORE[: MORE.index("@article")] in own.read_text()


PREPRINTS = "".join(
    entry(name, {"title": f"The Title of {name} Says It", "author": "Hu, Li", "year": "2020",
                 "eprint": f"2001.0000{number}", "archiveprefix": "arXiv"})
    for number, name in enumerate(("alpha", "beta", "gamma"), 1)
)  # fmt: skip


def published(name, **more):
    fields = {"title": f"The Title of {name} Says It", "author": "Hu, Li", "year": "2021"}
    return entry(f"x{name}", fields | {"journal": "J. Tests"} | more, "article")


@pytest.mark.parametrize("vocabulary", ["", '[fields.kind]\nform = "vocabulary"\n'])
def test_listed_preprints_become_what_is_offered(tmp_path, vocabulary):
    own = write(tmp_path, PREPRINTS)
    if vocabulary:
        write(tmp_path, vocabulary, "papers.toml")
    other = published("delta", title="Something Wholly Different", author="Wu, Ann")
    more = published("beta", doi="10.1234/2") + other + published("alpha", volume="7")
    write(tmp_path, more, "more.bib")
    result = ok("import", "more.bib", "--into", own, "--update", "--json", cwd=tmp_path)
    assert (result.json["published"], result.json["new"], result.json["conflicts"]) == (2, 1, [])
    assert keys("list", "--preprint", cwd=tmp_path) == ["gamma"]
    assert own.read_text().count("eprint = {") == 3
    shown = ok("show", "beta", "--json", cwd=tmp_path).json[0]
    assert (shown["type"], shown["year"], shown["doi"]) == ("article", 2021, "10.1234/2")
    # Published ones stand where their year wants them.
    assert keys("list", "--sort", "file", cwd=tmp_path)[-1] == "gamma"
    again = ok("import", "more.bib", "--into", own, "--update", "--json", cwd=tmp_path)
    assert (again.json["published"], again.json["filled"]) == (0, 3)


def test_without_update_a_publication_is_a_conflict(tmp_path):
    own = write(tmp_path, PREPRINTS)
    write(tmp_path, published("beta"), "more.bib")
    result = run("import", "more.bib", "--into", own, cwd=tmp_path)
    assert result.code == 1
    assert "year '2021', the list has '2020'" in result.err
    assert keys("list", "--published", cwd=tmp_path) == []


def test_the_report_names_what_became_published(tmp_path):
    own = write(tmp_path, PREPRINTS)
    write(tmp_path, published("beta"), "more.bib")
    result = ok("import", "more.bib", "--into", own, "--update", cwd=tmp_path)
    assert "1 published" in result.err
    assert "more.bib:1: beta: The Title of beta Says It" in result.err


def test_update_needs_a_list(tmp_path):
    write(tmp_path, PREPRINTS, "more.bib")
    assert run("import", "more.bib", "--update", cwd=tmp_path).code == 2
