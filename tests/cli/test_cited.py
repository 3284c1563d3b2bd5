"""`--cited FILE`: the entries that a manuscript cites, for each command that chooses entries."""

import re
import shutil
import subprocess
import sys

import pytest

from door import (
    FROZEN,
    ROOT,
    entry,
    environment,
    keys,
    need,
    ok,
    on_terminal,
    run,
    shell,
    spawn,
    write,
    write_curated,
)

PAPER = r"""\documentclass{article}
\begin{document}
\citep[see][]{shokri2017membership, hu2021membership} % \cite{no2020thing}
\nocite{yeom2018privacy} \cite{shokri2017membership}
\bibliography{refs}
\end{document}
"""
CITED = ["shokri2017membership", "hu2021membership", "yeom2018privacy"]
BY_FILE = ["hu2021membership", "yeom2018privacy", "shokri2017membership"]
STRANGER = PAPER.replace("hu2021", "salem2019mlleaks,abc2001other, hu2021")


@pytest.fixture
def paper(tmp_path):
    return write(tmp_path, PAPER, "paper.tex")


def exported(result):
    return re.findall(r"(?m)^@\w+\{([^,]+),", result.out)


def test_list_keeps_its_own_order_and_has_that_of_citation(paper):
    own = [key for key in keys("list") if key in CITED]
    assert keys("list", "--cited", paper) == own
    assert keys("list", "--cited", paper, "--sort", "cited") == CITED
    assert keys("list", "--cited", paper, "--sort", "cited", "--reverse") == CITED[::-1]
    assert keys("list", "--cited", paper, "--sort", "key") == sorted(CITED)


def test_it_narrows_with_other_options_and_words(paper):
    assert keys("list", "--cited", paper, "--year", "2017") == ["shokri2017membership"]
    assert keys("list", "--cited", paper, "title:overfitting") == ["yeom2018privacy"]
    assert keys("list", "--cited", paper, "NOT", "title:overfitting", "--year=2018-") == [
        "hu2021membership"
    ]
    assert keys("list", "--cited", paper, "--year", "1990") == []


def test_several_manuscripts_widen_the_choice(paper, tmp_path):
    other = write(tmp_path, r"\cite{salem2019ml,hu2021membership}", "other.tex")
    both = ("--cited", other, "--cited", paper, "--sort", "cited")
    assert keys("list", *both) == ["salem2019ml", "hu2021membership", *CITED[::2]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("paper.aux", "\\citation{%s}\n\\citation{%s}\n\\citation{%s}\n"),
        ("paper.aux", "\\abx@aux@cite{0}{%s}\n\\abx@aux@cite{0}{%s}\n\\abx@aux@cite{0}{%s}\n"),
        (
            "paper.bcf",
            "<bcf:controlfile xmlns:bcf='x'><bcf:citekey>%s</bcf:citekey>"
            "<bcf:citekey>%s</bcf:citekey><bcf:citekey>%s</bcf:citekey></bcf:controlfile>",
        ),
    ],
)
def test_what_latex_leaves_says_the_same(name, text, tmp_path):
    left = write(tmp_path, text % tuple(CITED), name)
    assert keys("list", "--cited", left, "--sort", "cited") == CITED


def test_everything_is_cited_by_a_star(tmp_path):
    paper = write(tmp_path, r"\cite{shokri2017membership}\nocite{*}", "paper.tex")
    assert keys("list", "--cited", paper) == keys("list")
    first, *rest = keys("list", "--cited", paper, "--sort", "cited")
    assert first == "shokri2017membership"
    assert rest == [key for key in keys("list", "--sort", "file") if key != first]
    assert len(exported(ok("export", "--cited", paper))) == len(keys("list"))


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("paper.tex", "\\cite{shokri2017membership}\n\n\\nocite{*}", 3),
        ("paper.aux", "\\citation{shokri2017membership}\n\\citation{*}\n", 2),
    ],
)
def test_a_star_is_said_to_take_the_whole_list(name, text, line, tmp_path):
    paper = write(tmp_path, text, name)
    said = f"{paper}:{line}: \\nocite{{*}} takes every entry of the list\n"
    for command in ("list", "export", "stats"):
        assert said in ok(command, "--cited", paper).err


def test_search_ranks_what_is_cited(paper):
    words = ("search", "membership inference attacks", "--cited", paper)
    ranked = [key for key in keys("search", "membership inference attacks") if key in CITED]
    assert keys(*words) == ranked
    assert keys(*words, "--sort", "cited") == [key for key in CITED if key in ranked]


def test_search_that_finds_nothing_names_the_manuscript(paper):
    result = run("search", "label-only", "--cited", paper)
    assert result.code == 1
    assert f"none of them matches --cited {paper}" in result.err


def test_stats_and_matrix_count_what_is_cited(paper):
    counts = ok("stats", "--cited", paper, "--by", "venue").lines
    assert sum(int(line.split("\t")[-1]) for line in counts) == 3
    cells = ok("matrix", "--rows", "kind", "--cols", "year", "--cited", paper).lines
    found = [line.split("\t") for line in cells if not line.endswith("\t0")]
    assert ["attack", "2017", "1"] in found


def test_the_command_of_a_cell_has_the_manuscript(paper):
    axes = ("--rows", "kind", "--cols", "year", "--cell", "survey", "2022")
    line = ok("matrix", *axes, "--cited", paper).out.strip()
    assert f"--cited {paper}" in line
    again = shell(f"{line} --format keys", FROZEN.parent)
    assert again.out.split() == ["hu2021membership"], again.err


@pytest.mark.parametrize("form", ["markdown", "html", "atom"])
def test_render_has_what_is_cited_and_nothing_else(form, paper):
    text = ok("render", form, "--cited", paper).out
    assert "Overfitting" in text
    assert "ML-Leaks" not in text


def test_export_has_what_is_cited_in_file_order_or_that_of_citation(paper, tmp_path):
    result = ok("export", "--cited", paper)
    assert exported(result) == BY_FILE
    assert "not listed" not in result.err
    assert exported(ok("export", "--cited", paper, "--sort", "cited")) == CITED
    ok("export", "--cited", paper, "-o", tmp_path / "refs.bib")
    assert (tmp_path / "refs.bib").read_bytes() == result.stdout


def test_export_names_the_keys_that_are_not_listed(tmp_path):
    paper = write(tmp_path, STRANGER, "paper.tex")
    result = ok("export", "--cited", paper)
    assert exported(result) == BY_FILE
    assert "cited and not listed: abc2001other\n" in result.err
    assert "'salem2019mlleaks'; perhaps salem2019ml\n" in result.err
    assert "no2020thing" not in result.err


OWN = entry(
    "choo",
    {
        "title": "Label-Only Membership Inference Attacks",
        "author": "Choquette-Choo, C. A. and Tramer, F. and Carlini, N. and Papernot, N.",
        "year": "2020",
    },
) + entry("yeom2018", {"title": "On Other Things", "author": "Yeom, Y.", "year": "2018"})


def test_a_key_that_the_manuscripts_own_bibliography_has_is_not_guessed_at(folder):
    write(folder, r"\cite{Choo,yeom2018,salem2019mlleaks,shokri2017membership}\bibliography{refs}",
          "paper.tex")  # fmt: skip
    write(folder, OWN, "refs.bib")
    words = ("export", "--cited", "paper.tex", "-b", FROZEN)
    result = ok(*words, cwd=folder)
    assert exported(result) == ["shokri2017membership"]
    said = [line for line in result.err.splitlines() if "left out" not in line]
    assert said == [
        "3 of 4 cited keys are not listed",
        "cited and not listed: yeom2018",
        "no entry has the key 'salem2019mlleaks'; perhaps salem2019ml",
        "listed by another key: Choo (choquettechoo2021label); "
        "mialit check paper.tex --keys renames entries",
    ]
    strict = run(*words, "--strict", cwd=folder)
    assert (strict.code, strict.out) == (1, "")
    assert all(line in strict.err for line in said[1:])


@pytest.mark.parametrize("content", [None, b"no entry", b"\xff\xfe@\0m\0"])
def test_what_the_own_bibliography_has_is_not_known_where_it_cannot_be_read(content, folder):
    write(folder, r"\cite{salem2019mlleaks,yeom2018privacy}\bibliography{refs}", "paper.tex")
    if content is not None:
        write(folder, content, "refs.bib")
    result = ok("export", "--cited", "paper.tex", "-b", FROZEN, cwd=folder)
    assert exported(result) == ["yeom2018privacy"]
    assert "no entry has the key 'salem2019mlleaks'; perhaps salem2019ml\n" in result.err


def test_the_list_itself_as_bibliography_tells_nothing_of_keys_that_it_has_not(folder):
    write(folder, r"\cite{a,b1}\bibliography{papers}", "paper.tex")
    write(folder, entry("a", {"title": "A"}) + entry("b12", {"title": "B"}))
    result = ok("export", "--cited", "paper.tex", cwd=folder)
    assert "no entry has the key 'b1'; perhaps b12" in result.err


def test_strict_exports_nothing_or_with_partial_the_rest(tmp_path):
    paper = write(tmp_path, STRANGER, "paper.tex")
    refs = tmp_path / "refs.bib"
    result = run("export", "--cited", paper, "--strict", "-o", refs)
    assert (result.code, result.out, refs.exists()) == (1, "", False)
    assert "abc2001other" in result.err
    assert "nothing is exported; --partial exports the rest" in result.err
    result = run("export", "--cited", paper, "--strict", "--partial")
    assert (result.code, exported(result)) == (1, BY_FILE)
    assert "abc2001other" in result.err


def test_strict_is_content_when_all_is_listed(paper):
    assert exported(ok("export", "--cited", paper, "--strict")) == BY_FILE


def test_nothing_listed(tmp_path):
    paper = write(tmp_path, r"\cite{abc2001other}", "paper.tex")
    result = run("export", "--cited", paper)
    assert (result.code, result.out) == (1, "")
    assert "abc2001other" in result.err
    assert "nothing is exported" in result.err
    assert run("list", "--cited", paper, "--json").json == []


def test_nothing_cited(tmp_path):
    result = run("list", "--cited", write(tmp_path, r"no \bibliography{x}", "paper.tex"))
    assert result.code == 1
    assert "no citation is found" in result.err


def test_other_keys_and_other_cases(folder):
    write(folder, entry("New", {"title": "N", "ids": "Old, older"}) + entry("b", {"title": "B"}))
    bibtex = write(folder, r"\cite{older,B}", "a.tex")
    assert keys("list", "--cited", bibtex, cwd=folder) == ["New", "b"]
    biber = write(folder, r"\usepackage{biblatex}\cite{older,B}", "b.tex")
    result = ok("export", "--cited", biber, cwd=folder)
    assert exported(result) == ["New"]
    assert "no entry has the key 'B'; perhaps b" in result.err


def test_a_guess_is_exported_and_never_missed(folder):
    write(folder, entry("a", {"title": "A"}) + entry("c", {"title": "C"}))
    paper = write(folder, r"\quickcite{a} \quickcite{draft}", "paper.tex")
    result = ok("export", "--cited", paper, "--strict", cwd=folder)
    assert exported(result) == ["a"]
    assert "draft" not in result.err


def test_an_entry_without_a_key_is_not_cited_by_its_line(folder):
    write(folder, "@misc{, title = {Keyless}}\n" + entry("a", {"title": "A"}))
    paper = write(folder, r"\cite{1,a}", "paper.tex")
    assert keys("list", "--cited", paper, cwd=folder) == ["a"]


def test_parents_come_along(folder):
    text = entry("a", ["crossref = {p}"], "inproceedings") + entry(
        "p", {"title": "P"}, "proceedings"
    )
    write(folder, text)
    paper = write(folder, r"\cite{a}", "paper.tex")
    assert exported(ok("export", "--cited", paper, cwd=folder)) == ["a", "p"]


def test_the_bibliography_need_not_be_there_yet_but_what_is_not_read_is_noted(tmp_path):
    paper = write(tmp_path, PAPER.replace(r"\bib", "\\input{gone}\n\\bib"), "paper.tex")
    result = ok("list", "--cited", paper)
    assert "refs" not in result.err
    assert f"{paper}:5: gone: no such file; what it cites is not known\n" in result.err


def test_no_other_list_is_proposed_in_the_folder_of_a_manuscript(folder):
    write(folder, entry("a"), "refs.bib")
    write(folder, PAPER, "paper.tex")
    for command in ("list", "export", "cite", "stats"):
        assert ok(command, "--cited", "paper.tex", cwd=folder).err.count("--bib") == 0
    assert "--bib refs.bib asks the file" in ok("list", "--count", cwd=folder).err


def test_many_notes_are_cut_short(tmp_path):
    text = PAPER + "\n".join(rf"\input{{gone{n}}}" for n in range(50))
    paper = write(tmp_path, text.replace(r"\end{document}", ""), "paper.tex")
    messages = ok("list", "--cited", paper).err
    assert messages.count("no such file") == 20
    assert "30 more notes" in messages


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("list", "--cited", "gone.tex"), 3, "gone.tex: no such file; name a .tex, .aux or .bcf"),
        (("list", "--cited", "papers.bib"), 3, "papers.bib: is no .tex, .aux or .bcf file"),
        (("list", "--cited", "."), 3, "is a folder"),
        (("list", "--cited", ""), 3, "is a folder"),
        (("list", "--cited", "-"), 2, "--cited reads no standard input; name the manuscript's"),
        (("list", "--sort", "cited"), 2, "--cited FILE --sort cited"),
        (("search", "a", "--sort", "cited"), 2, "--cited FILE --sort cited"),
        (("export", "--strict"), 2, "add --cited FILE"),
        (("export", "--cited", "gone.tex", "a"), 3, "no such file"),
        (("list", "cited:paper.tex"), 2, "unknown field 'cited'"),
    ],
)
def test_refusals(words, code, message):
    result = run(*words)
    assert (result.code, result.out) == (code, "")
    assert message in result.err


def test_keys_and_a_manuscript_exclude_each_other(paper):
    result = run("export", "--cited", paper, "salem2019ml")
    assert (result.code, result.out) == (2, "")


def test_hostile_names_and_keys_are_shown_harmlessly(tmp_path):
    text = "\\cite{\x1b[31mred,abc}\\input{\x1b]0;x\x07}"
    result = run("export", "--cited", write(tmp_path, text, "paper.tex"))
    assert "\x1b" not in result.err
    assert "\\x1b[31mred" in result.err


def test_a_pipe_is_read_once():
    line = "mialit search membership --cited <(echo '\\cite{yeom2018privacy}') --format keys"
    result = shell(line, FROZEN.parent)
    assert result.out == "yeom2018privacy\n", result.err
    none = shell("mialit search zzzz --cited <(echo '\\cite{yeom2018privacy}')", FROZEN.parent)
    assert none.code == 1
    assert "no citation is found" not in none.err


def test_on_a_terminal_it_is_a_table_like_any_other(paper):
    code, shown = on_terminal("list", "--cited", paper, columns=120)
    assert code == 0
    assert "3 entries" in shown


def test_set_takes_what_a_manuscript_cites(paper, folder):
    write(folder, entry("yeom2018privacy", {"title": "A"}) + entry("b", {"title": "B"}))
    ok("set", "--cited", paper, "note=read", "--yes", cwd=folder)
    assert keys("list", "--where", "note=read", cwd=folder) == ["yeom2018privacy"]


@pytest.mark.parametrize("words", [["set", "note=read"], ["remove"], ["rename", "--by-rule"]])
def test_what_changes_what_a_manuscript_cites_asks_first(words, paper, folder):
    fields = {"title": "Maps", "author": "Li, Ann", "year": "2001"}
    bib = write_curated(folder, entry("yeom2018privacy", fields) + entry("b", fields))
    before = bib.read_bytes()
    everything = write(folder, r"\nocite{*}", "all.tex")
    for cited, number in ((paper, "1 entry is chosen"), (everything, "2 entries are chosen")):
        result = run(*words, "--cited", cited, cwd=folder)
        assert (result.code, bib.read_bytes()) == (2, before)
        assert number in result.err
        assert f"{everything}:1: \\nocite{{*}} takes every entry" in result.err or cited == paper
    none = run(*words, "--cited", write(folder, "", "none.tex"), "--yes", cwd=folder)
    assert (none.code, bib.read_bytes()) == (1, before)
    ok(*words, "--cited", paper, "--yes", cwd=folder)
    assert bib.read_bytes().endswith(entry("b", fields).encode())
    assert bib.read_bytes() != before


def test_the_files_name_is_completed_by_the_shell():
    env = {"_MIALIT_COMPLETE": "complete_bash", "COMP_CWORD": "3"}
    done = spawn(env={**env, "COMP_WORDS": "mialit\nlist\n--cited\npap"})
    assert done.code == 64


def test_the_order_of_citation_is_offered_with_a_manuscript(paper):
    def offered(*words):
        env = {"_MIALIT_COMPLETE": "complete_bash", "COMP_CWORD": str(len(words))}
        return spawn(env={**env, "COMP_WORDS": "\n".join(["mialit", *words])}).lines

    assert "cited" in offered("list", "--cited", str(paper), "--sort", "ci")
    assert "cited" not in offered("list", "--sort", "ci")


DOCUMENTED = re.search(
    r"(?s)```perl\n(.*?)```", (ROOT / "docs" / "manuscripts.md").read_text("utf-8")
)


@pytest.mark.parametrize("program", ["bibtex", "biber"])
def test_the_recipe_for_latexmk(program, tmp_path):
    need("pdflatex", program)
    if shutil.which("latexmk") is None:
        pytest.skip("missing: latexmk")
    recipe = DOCUMENTED[1].replace("mialit ", f'"{sys.executable}" -m mialit ')
    write(tmp_path, recipe, ".latexmkrc")
    text = PAPER.replace(r"\bibliography{", r"\bibliographystyle{plain}\bibliography{")
    if program == "biber":
        text = PAPER.replace(r"\bibliography{refs}", r"\printbibliography").replace(
            r"\begin{document}", r"\usepackage[natbib]{biblatex}\addbibresource{refs.bib}" "\n"
            r"\begin{document}")  # fmt: skip
    write(tmp_path, text.replace(r"\citep[see][]", r"\cite"), "paper.tex")
    done = subprocess.run(
        ["latexmk", "-pdf", "paper"],
        cwd=tmp_path,
        env=environment({"MIALIT_BIB": str(FROZEN)}),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert sorted(re.findall(r"@\w+\{(\w+),", (tmp_path / "refs.bib").read_text("utf-8"))) == (
        sorted(CITED)
    )


def test_what_is_exported_is_what_bibtex_asks_for(tmp_path):
    need("pdflatex", "bibtex")
    text = PAPER.replace(r"\citep[see][]", r"\cite")
    write(tmp_path, text.replace(r"\bib", r"\bibliographystyle{plain}\bib", 1), "paper.tex")
    quiet = {"cwd": tmp_path, "capture_output": True, "timeout": 120}
    subprocess.run(["pdflatex", "-interaction=batchmode", "paper"], check=True, **quiet)
    ok("export", "--cited", tmp_path / "paper.aux", "-o", tmp_path / "refs.bib")
    done = subprocess.run(["bibtex", "paper"], check=True, **quiet)
    assert b"Warning" not in done.stdout
    items = re.findall(r"\\bibitem\{(\w+)\}", (tmp_path / "paper.bbl").read_text("utf-8"))
    assert sorted(items) == sorted(CITED)
