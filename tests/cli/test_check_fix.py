"""`mialit check --fix`, `--diff` and `--keys` at the user's door."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from door import FROZEN, IS_ROOT, ROOT, Result, entry, need, ok, run, spawn, write
from mialit.bibtex import reader

PAPER = ROOT / "examples" / "paper"
TEN = {
    "shokri2016membership": "stale-preprint",
    "yeom2018privacy": "venue-differs",
    "shokri2019comprehensive": "author-order",
    "stolen-memories": "authors-differ",
    "MLLeaks": "authors-missing",
    "long2018understanding": "not-published",
    "hayes2019logan": "retitled",
    "ganleaks": "doi-of-another-paper",
    "label-only": "pages-differ",
    "song2020systematic": "year-differs",
}
REFS = """@misc{a,
  title = {Membership Inference Attacks Against Machine Learning Models},
  author = {Shokri, Reza and Stronati, Marco},
  year = {2017},
  note = {mine},
}

@misc{other, title = {On Computable Numbers}, author={Turing, A. M.}, year=1937 }
"""
SHOKRI = "shokri2017membership"
FIXED = REFS.replace("Marco}", "Marco and Song, Congzheng and Shmatikov, Vitaly}")


def check(*words: str | Path, cwd: Path, stdin: bytes = b"") -> Result:
    """`mialit check words...` against the frozen list."""
    return run("check", *words, "--bib", FROZEN, cwd=cwd, stdin=stdin)


@pytest.fixture
def refs(folder: Path) -> Path:
    return write(folder, REFS, "refs.bib")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    shutil.copytree(PAPER, tmp_path / "paper")
    return tmp_path / "paper"


def found(result: Result) -> dict[str, str]:
    return {each["key"]: each["rule"] for each in result.json}


# -- --fix


def test_what_differs_is_corrected_and_said(refs: Path) -> None:
    before = check("refs.bib", cwd=refs.parent)
    assert before.code == 1
    assert before.err.endswith("; 1 of 2 entries of refs.bib is listed; 1 fixable with --fix\n")
    assert [each["fixable"] for each in check("refs.bib", "--json", cwd=refs.parent).json] == [True]
    result = check("refs.bib", "--fix", cwd=refs.parent)
    assert (result.code, result.out) == (0, "")
    assert refs.read_text() == FIXED
    assert result.err.splitlines() == [
        "refs.bib:1: a: author: Shokri, Reza and Stronati, Marco -> "
        "Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly",
        "0 findings; 1 of 2 entries of refs.bib is listed; 1 fixed",
    ]
    again = check("refs.bib", "--fix", cwd=refs.parent)
    assert (again.code, refs.read_text()) == (0, FIXED)
    assert again.err == "0 findings; 1 of 2 entries of refs.bib is listed\n"


def test_authors_separated_by_commas_are_written_anew(refs: Path) -> None:
    names = "R. Shokri, M. Stronati, C. Song, V. Shmatikov"
    text = REFS.replace("Shokri, Reza and Stronati, Marco", names)
    write(refs.parent, text, "refs.bib")
    assert check("refs.bib", "--fix", cwd=refs.parent).code == 0
    assert refs.read_text() == FIXED


TITLE = "Membership Inference Attacks Against Machine Learning Models"
RIGHT = "Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly"
FIXABLE = [
    # fields beside the title; whether --fix corrects what is found
    ({"year": "2018", "booktitle": "S&P"}, True),
    ({"author": "Shokri, Reza and Stronati, Marco"}, True),
    ({"author": "Hu, Li and Yu, Xi", "doi": "10.1109/SP.2017.41"}, True),
    ({"author": "Hu, Li and Yu, Xi", "booktitle": "S&P"}, False),
    ({"author": "Hu, Li", "title": f"{TITLE} Now", "doi": "10.1109/SP.2017.41"}, False),
    ({"title": "On Leaks", "doi": "10.1109/SP.2017.41"}, True),
    ({"eprint": "1610.05821"}, True),
    ({"url": "https://arxiv.org/abs/1610.05821"}, True),
    ({"note": "arXiv:1610.05821", "booktitle": "S&P"}, False),
    ({"crossref": "p"}, False),
    ({"crossref": "p", "pages": "5--9", "booktitle": "S&P"}, True),
]


@pytest.mark.parametrize(("fields", "fixable"), FIXABLE)
def test_fixable_is_what_fix_corrects(folder: Path, fields: dict[str, str], fixable: bool) -> None:
    fields = {"title": TITLE, "author": RIGHT, "year": "2017"} | fields
    parent = entry("p", {"title": "Proc. of NeurIPS", "year": "2017"}, "proceedings")
    parent = parent.replace("title", "booktitle={NeurIPS}, title", 1)
    write(folder, entry("a", fields, "inproceedings") + "\n" + parent, "refs.bib")
    found = check("refs.bib", "--json", cwd=folder).json
    assert found
    assert {each["fixable"] for each in found} == {fixable}, found
    left = check("refs.bib", "--json", "--fix", cwd=folder).json
    assert [each["rule"] for each in left] == ([] if fixable else [e["rule"] for e in found])
    assert {each["fixable"] for each in left} <= {False}


def test_a_diff_writes_nothing(refs: Path) -> None:
    for words in (["--diff"], ["--diff", "--fix"]):
        result = check("refs.bib", *words, cwd=refs.parent)
        assert result.code == 1
        assert result.lines[:2] == ["--- refs.bib", "+++ refs.bib"]
        assert "-  author = {Shokri, Reza and Stronati, Marco}," in result.lines
        assert refs.read_text() == REFS
    write(refs.parent, FIXED, "refs.bib")
    result = check("refs.bib", "--diff", cwd=refs.parent)
    assert (result.code, result.out) == (0, "")


def test_what_is_left_is_printed_in_the_format_asked_for(paper: Path) -> None:
    result = check("paper.tex", "--fix", "--json", cwd=paper)
    assert (result.code, found(result)) == (1, {"long2018understanding": "not-published"})


def test_rules_that_are_not_chosen_correct_nothing(refs: Path) -> None:
    text = REFS.replace("year = {2017}", "year = {2018}")
    write(refs.parent, text, "refs.bib")
    check("refs.bib", "--fix", "--ignore", "authors-missing", cwd=refs.parent)
    assert refs.read_text() == REFS
    write(refs.parent, text, "refs.bib")
    check("refs.bib", "--fix", "--select", "year-differs", cwd=refs.parent)
    assert refs.read_text() == REFS


def test_two_papers_in_one_entry_are_left_to_a_person(refs: Path) -> None:
    text = REFS.replace("Shokri, Reza and Stronati, Marco", "Hu, Li and Yu, Xi and Wu, Bo").replace(
        "year =", "doi = {10.1109/SP.2017.41},\n  year ="
    )
    write(refs.parent, text.replace("Against Machine", "on Machine"), "refs.bib")
    before = refs.read_text()
    result = check("refs.bib", "--fix", cwd=refs.parent)
    if result.code:  # else it is no listed paper at all
        assert "say which paper is meant" in result.err
    assert refs.read_text() == before


def test_standard_input_is_shown_and_not_written(folder: Path) -> None:
    result = check("-", "--diff", cwd=folder, stdin=REFS.encode())
    assert result.code == 1
    assert "+  author = {Shokri, Reza and Stronati, Marco and Song, " in result.out
    for option in ("--fix", "--keys"):
        refused = check("-", option, cwd=folder, stdin=REFS.encode())
        assert (refused.code, refused.out) == (2, "")
        assert "--diff shows the changes" in refused.err


@pytest.mark.skipif(IS_ROOT, reason="root may write any file")
def test_a_file_that_cannot_be_written_is_left(refs: Path) -> None:
    refs.chmod(0o444)
    result = check("refs.bib", "--fix", cwd=refs.parent)
    assert (result.code, refs.read_text()) == (3, REFS)
    assert "read-only" in result.err


def test_two_files_and_a_link(refs: Path) -> None:
    real = write(refs.parent, REFS.replace("{a,", "{b,"), "real.bib")
    link = refs.with_name("more.bib")
    link.symlink_to(real)
    result = check("refs.bib", "more.bib", "--fix", "--json", cwd=refs.parent)
    assert (result.code, {each["rule"] for each in result.json}) == (1, {"duplicate-entry"})
    assert refs.read_text() == FIXED
    assert real.read_text() == FIXED.replace("{a,", "{b,")
    assert link.is_symlink()


def test_where_one_of_two_files_cannot_be_written_both_stay(
    refs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mialit.storage import atomic_write

    more = write(refs.parent, REFS.replace("{a,", "{b,"), "more.bib")
    exchange = atomic_write.exchange

    def refused(target: Path, *given: Any, **named: Any) -> None:
        if target.name == "more.bib":
            raise OSError(28, "No space left on device")
        exchange(target, *given, **named)

    monkeypatch.setattr(atomic_write, "exchange", refused)
    result = check("refs.bib", "more.bib", "--fix", cwd=refs.parent)
    assert (result.code, result.out) == (3, "")
    assert "more.bib: cannot be written: No space left on device" in result.err
    assert refs.read_text() == REFS
    assert more.read_text() == REFS.replace("{a,", "{b,")


def test_what_was_fixed_is_stored_as_it_is_now(
    refs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "home")}
    words = ("check", "refs.bib", "-b", FROZEN)
    run(*words, "--fix", cwd=refs.parent, env=env)
    read, names = reader.read, []
    monkeypatch.setattr(
        "mialit.bibtex.reader.read", lambda data, name: names.append(name) or read(data, name)
    )
    run(*words, cwd=refs.parent, env=env)
    assert "refs.bib" not in names


@pytest.fixture
def meanwhile(refs: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What others write into the file, one after the other, each time that it has been read."""
    read, left = reader.read, []

    def read_and_change(data: bytes, name: str) -> object:
        if left and name == "refs.bib":
            refs.write_text(left.pop(0))
        return read(data, name)

    monkeypatch.setattr("mialit.bibtex.reader.read", read_and_change)
    return left


@pytest.mark.parametrize(
    ("option", "after"), [("--fix", FIXED), ("--keys", REFS.replace("{a,", f"{{{SHOKRI},"))]
)
def test_a_file_that_changes_meanwhile_is_read_again(
    refs: Path, meanwhile: list[str], option: str, after: str
) -> None:
    meanwhile.append(REFS + "% theirs\n")
    assert check("refs.bib", option, cwd=refs.parent).code == 0
    assert refs.read_text() == after + "% theirs\n"


def test_a_file_that_changes_each_time_is_left(refs: Path, meanwhile: list[str]) -> None:
    meanwhile += [f"{REFS}% {number}\n" for number in range(100)]
    result = check("refs.bib", "--fix", cwd=refs.parent)
    assert (result.code, result.out) == (3, "")
    assert "changed after it was read; nothing is written" in result.err
    assert refs.read_text().startswith(REFS + "% ")


def test_macros_and_entries_of_another_file_count(folder: Path) -> None:
    write(folder, "@string{pets = {PoPETs}}\n", "strings.bib")
    text = (
        "@article{a,\n  title = {{LOGAN}: Membership Inference Attacks Against Generative Models},"
        "\n  author = {Hayes, J. and others},\n  journal = pets,\n  year = 2018,\n}\n"
    )
    path = write(folder, text, "refs.bib")
    result = check("strings.bib", "refs.bib", "--fix", cwd=folder)
    assert result.code == 0, result.out
    assert path.read_text() == text.replace("2018", "2019")


# -- --keys

TEX = "\\cite{other, a}\nSee~\\citep[p.~3]{a}.\n% \\cite{a}\n\\bibliography{refs}\n"


def test_keys_are_renamed_and_the_places_that_cite_them_listed(refs: Path) -> None:
    write(refs.parent, TEX, "paper.tex")
    result = check("paper.tex", "--keys", cwd=refs.parent)
    assert result.code == 0
    assert result.lines == [
        "a -> shokri2017membership",
        "  paper.tex:1:14",
        "  paper.tex:2:18",
    ]
    assert result.err == "1 key renamed; 2 places cite the old ones: change them there\n"
    assert refs.read_text() == REFS.replace("{a,", "{shokri2017membership,")
    again = check("paper.tex", "--keys", "--json", cwd=refs.parent)
    assert (again.code, again.json) == (0, [])


def test_keys_as_json(refs: Path) -> None:
    write(refs.parent, TEX, "paper.tex")
    assert check("paper.tex", "--keys", "--json", cwd=refs.parent).json == [
        {
            "key": "a",
            "paper": "shokri2017membership",
            "cited": [
                {"file": "paper.tex", "line": 1, "column": 14},
                {"file": "paper.tex", "line": 2, "column": 18},
            ],
        }
    ]


def test_keys_are_shown_and_not_written(refs: Path) -> None:
    result = check("refs.bib", "--keys", "--diff", cwd=refs.parent)
    assert result.code == 0
    assert [line for line in result.lines if line[0] in "+-"] == [
        "--- refs.bib",
        "+++ refs.bib",
        "-@misc{a,",
        "+@misc{shokri2017membership,",
    ]
    assert result.err == (
        "1 key to be renamed; a manuscript cites the old ones: name its .tex file to see where\n"
    )
    assert refs.read_text() == REFS


def test_a_key_that_is_taken_stays(refs: Path) -> None:
    text = REFS.replace("{other,", "{Shokri2017Membership,")
    write(refs.parent, text, "refs.bib")
    result = check("refs.bib", "--keys", cwd=refs.parent)
    assert (result.code, result.out, refs.read_text()) == (1, "", text)
    assert result.err == "a stays: another entry is called shokri2017membership\n"


def test_what_refers_to_a_renamed_entry_follows_in_every_file(refs: Path) -> None:
    more = write(refs.parent, "@misc{b, title = {B}, xref = {a}}\n", "more.bib")
    assert check("refs.bib", "more.bib", "--keys", cwd=refs.parent).code == 0
    assert more.read_text() == "@misc{b, title = {B}, xref = {shokri2017membership}}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--keys", "--fix"], "--fix"),
        (["--keys", "--format", "github"], "--format github"),
        (["--keys", "--statistics"], "--statistics"),
        (["--diff", "--statistics"], "--statistics"),
        (["--fix", "--missing", "year:2020"], "--missing"),
    ],
)
def test_what_goes_with_nothing_else(refs: Path, words: list[str], said: str) -> None:
    result = check("refs.bib", *words, cwd=refs.parent)
    assert (result.code, result.out, refs.read_text()) == (2, "", REFS)
    assert said in result.err


# -- the example


def test_the_ten_of_the_example_are_named(paper: Path) -> None:
    result = check("paper.tex", "--json", cwd=paper)
    assert (result.code, found(result)) == (1, TEN)
    assert len(result.json) == len(TEN)
    fixable = {each["key"] for each in result.json if each["fixable"]}
    assert fixable == TEN.keys() - {"long2018understanding"}


def test_the_bundled_list_finds_the_same_in_the_example(paper: Path) -> None:
    assert found(run("check", "paper.tex", "--json", cwd=paper)) == TEN


def compiled(paper: Path) -> str:
    """What LaTeX and BibTeX say of paper.tex; they have to end well."""
    said = ""
    for words in (
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper"],
        ["bibtex", "paper"],
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper"],
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper"],
    ):
        done = subprocess.run(words, cwd=paper, capture_output=True, timeout=120, check=False)
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, said
    return said + (paper / "paper.blg").read_text("utf-8", "replace")


def test_the_example_compiles_before_and_after_and_a_person_has_one_left(paper: Path) -> None:
    need("pdflatex", "bibtex")
    assert "Warning--" not in compiled(paper)
    assert check("paper.tex", "--fix", cwd=paper).code == 1
    said = compiled(paper)
    assert "Warning--" not in said
    assert "undefined" not in said
    printed = (paper / "paper.bbl").read_text("utf-8")
    assert "arXiv" not in printed
    left = check("paper.aux", "--json", cwd=paper)
    assert found(left) == {"long2018understanding": "not-published"}


def test_right_and_foreign_entries_of_the_example_stay(paper: Path) -> None:
    check("paper.tex", "--fix", cwd=paper)
    before, after = (path / "refs.bib" for path in (PAPER, paper))
    mark = "% -- as the list has them"
    assert after.read_text().partition(mark)[2] == before.read_text().partition(mark)[2] != ""
    for own in ("note={the first}", "file={:pdf/shokri.pdf:PDF}", "annote    = {one shadow"):
        assert own in after.read_text()


def test_the_program_as_a_process(paper: Path) -> None:
    result = spawn("check", "paper.tex", "--fix", "-q", "--bib", FROZEN, cwd=paper)
    assert (result.code, result.err) == (1, "")
    assert result.lines == [
        "refs.bib:59:3: not-published long2018understanding: `ICML` is unknown to the list, which "
        "has only the preprint arXiv:1802.04889"
    ]


def test_the_hook_and_the_workflow_line(paper: Path) -> None:
    """As pre-commit calls it, with the .bib files that are committed."""
    result = check("refs.bib", cwd=paper)
    assert (result.code, len(result.lines)) == (1, len(TEN))
    lines = check("paper.tex", "--format", "github", cwd=paper).lines
    assert len(lines) == len(TEN)
    assert all(line.startswith("::warning file=refs.bib,line=") for line in lines)
    ok("check", write(paper, FIXED, "good.bib"), "--bib", FROZEN, cwd=paper)
