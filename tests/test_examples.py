"""Another field's list: every command works on it, so none knows membership inference."""

import shutil

import pytest

from door import ROOT, keys, ok, run

EXAMPLE = ROOT / "examples/model-extraction"


@pytest.fixture
def place(folder):
    for name in ("papers.bib", "papers.toml"):
        shutil.copy(EXAMPLE / name, folder / name)
    return folder


def test_the_example_is_clean_and_in_order(place):
    ok("lint", "papers.bib", cwd=place)
    assert keys("list", cwd=place) == keys("list", "--sort", "file", cwd=place)


READING = [
    ["list", "goal:parameters", "answers:labels"],
    ["list", "--kind", "protection"],
    ["list", "--venue", "oakland"],
    ["list", "--where", "goal=fidelity", "--json"],
    ["search", "stealing bert"],
    ["show", "tramer2016stealing"],
    ["open", "tramer2016stealing", "--print"],
    ["export", "--venue", "CVPR"],
    ["fields"],
    ["fields", "answers", "--unused"],
    ["lint", "papers.bib"],
    ["render", "markdown"],
    ["list", "--format", "table"],
    ["list", "--format", "md"],
    ["set", "wang2018stealing", "answers=logits", "--dry-run"],
    ["remove", "wang2018stealing", "--dry-run"],
    ["rename", "wang2018stealing", "wang2018hyper", "--dry-run"],
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_every_command(place, words):
    result = ok(*words, cwd=place)
    assert result.out + result.err
    assert "membership" not in (result.out + result.err).lower()


def test_export_leaves_out_its_own_fields(place):
    text = ok("export", cwd=place).out
    assert "goal" not in text
    assert "answers" not in text


def test_values_that_it_does_not_declare_are_unknown(place):
    result = run("list", "--kind", "attack", cwd=place)
    assert (result.code, result.out) == (2, "")
    assert run("list", "knowledge:white-box", cwd=place).code == 2
    assert run("set", "wang2018stealing", "goal=nonsense", cwd=place).code != 0


def test_render_and_import_there_and_back(place):
    ok("render", "markdown", "-o", "list.md", cwd=place)
    text = (place / "list.md").read_text("utf-8")
    assert "## Extraction attacks\n\n### Extraction papers 2021\n" in text
    assert "| What is copied | Answers used |" in text
    before = (place / "papers.bib").read_bytes()
    result = ok("import", "list.md", "--into", "papers.bib", "--json", cwd=place)
    assert result.json["filled"] == result.json["read"] == len(keys("list", cwd=place))
    assert (place / "papers.bib").read_bytes() == before


def test_init_from_it_and_add_to_it(place):
    ok("init", "own", "--from", "papers.bib", "--ci", cwd=place)
    own = place / "own"
    assert keys("list", cwd=own) == keys("list", cwd=place)
    ok("render", "markdown", "-o", "papers.md", "--check", cwd=own)
    paper = (
        "@inproceedings{x, title={Hermes Attack: A Paper Not Listed}, author={Zhu, Yuankun}, "
        "booktitle={30th USENIX Security Symposium}, year={2021}}"
    )
    options = ["--kind", "extraction", "--set", "goal=parameters"]
    result = run("add", "-", "--dry-run", *options, stdin=paper.encode(), cwd=own)
    if result.code == 2:  # fields of one's own are set afterwards
        result = run("add", "-", "--dry-run", "--kind", "extraction", stdin=paper.encode(), cwd=own)
    assert result.code == 0, result.err
    assert "zhu2021hermes" in result.out + result.err
