"""The recipes of docs/editors.md, each taken from the page and run by the program it is for."""

import json
import os
import re
import select
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from door import ROOT, entry, environment, keys, need, open_terminal, run, visible, write

pytestmark = pytest.mark.posix  # programs are found by scripts for a shell

PAGE = ROOT / "docs" / "editors.md"
RECIPE = re.compile(r"(?ms)^<!-- recipe: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)^```$")
RECIPES = {found["name"]: found["text"] for found in RECIPE.finditer(PAGE.read_text("utf-8"))}

PICKERS = ("mialit-pick", "mialit-find")  # the recipes that are programs

PAPERS = {
    "roe2019label": {"title": "Label-Only Roses", "author": "Roe, Ann", "year": "2019"},
    "poe2020white": {"title": "White Boxes", "author": "Poe, Bo", "year": "2020"},
    "doe2021shadow": {"title": "Shadow Play", "author": "Doe, Cy", "year": "2021"},
}
for _key, _fields in PAPERS.items():
    _fields["url"] = f"https://example.org/{_key}"

# A warning, an error and a note.
FAULTY = """
@misc{a, title = {A}, pages = {1-2}, year = 2020}
@misc{b, title = {B}, year = {2020}, year = {2021}}
@book{c, title = {C}, author = {Roe, Ann}, editor = {Poe, Bo}, publisher = {P}, year = 2020}
"""

# Keys of a list by somebody who wishes its readers ill; each tries to make a file `pwned`.
HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "x;touch pwned",
    "a'b;touch pwned;'",
    "'$(touch pwned)'",
    r"\';touch pwned;echo \'",
    "x\\",
    "x|touch pwned",
    "a blank",
    "-h",
    "--help",
    "!touch pwned",
    "%:S",
)


@pytest.fixture
def place(folder):
    """A folder with a list of three papers, and `mialit` and the recipes as programs."""
    write(folder, "".join(entry(key, fields) for key, fields in PAPERS.items()))
    (folder / "programs").mkdir()
    install(folder, "mialit", f'#!/bin/sh\nexec "{sys.executable}" -m mialit "$@"\n')
    for name in PICKERS:
        install(folder, name, RECIPES[name])
    return folder


def install(folder, name, text):
    write(folder / "programs", text, name).chmod(0o755)


def surroundings(folder, **more):
    """The environment of a program that finds `mialit` on its path."""
    path = f"{folder / 'programs'}{os.pathsep}{os.environ['PATH']}"
    return environment({"PATH": path, "HOME": str(folder), "TERM": "xterm", **more})


def called(folder, *words, code=0, **more):
    """What *words* prints, run in *folder*; it has to end with *code*."""
    done = subprocess.run(
        words,
        cwd=folder,
        env=surroundings(folder, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_every_recipe_is_run():
    tested = set(re.findall(r"""RECIPES\[["']([^"']+)""", Path(__file__).read_text("utf-8")))
    assert set(RECIPES) == tested | set(PICKERS)


# A program that takes orders from a terminal wants one of its own.
AT_TERMINAL = """
import fcntl, os, struct, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
os.execvp(sys.argv[1], sys.argv[1:])
"""
TAB, ENTER = "\t", "\r"


class Picker:
    """A recipe for fzf, run at a terminal."""

    def __init__(self, folder, *words, **more):
        self.ours, theirs = open_terminal()
        self.seen = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", AT_TERMINAL, *words],
            cwd=folder,
            env=surroundings(folder, FZF_DEFAULT_OPTS="", **more),
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        os.close(self.ours)  # which ends what still reads from it
        self.process.communicate(timeout=60)

    def wait_for(self, text):
        """Waits until *text* is shown; what came until then counts no more."""
        while text not in visible(self.seen):
            assert select.select([self.ours], [], [], 60)[0], f"no {text!r} in {self.seen!r}"
            self.seen += os.read(self.ours, 65536).decode("utf-8", "replace")
        self.seen = ""

    def type(self, text):
        os.write(self.ours, text.encode())

    def chosen(self):
        """What the recipe prints once it has ended."""
        return self.process.stdout.read().decode().splitlines()


def test_a_key_is_picked_with_its_entry_in_view(place):
    need("fzf")
    with Picker(place, "mialit-pick") as picker:
        picker.wait_for("example.org/doe2021shadow")
        picker.type("labelroses")
        picker.wait_for("example.org/roe2019label")
        picker.type(ENTER)
        assert picker.chosen() == ["roe2019label"]


def test_several_keys_are_picked_of_what_a_query_finds(place):
    need("fzf")
    with Picker(place, "mialit-pick", "year:2020..") as picker:
        picker.wait_for("example.org/doe2021shadow")
        picker.type(TAB)  # which goes on to the next
        picker.wait_for("example.org/poe2020white")
        picker.type(TAB + ENTER)
        assert picker.chosen() == ["doe2021shadow", "poe2020white"]


def test_the_search_of_the_picker_forgives_typos(place):
    need("fzf")
    with Picker(place, "mialit-find") as picker:
        picker.wait_for("example.org/doe2021shadow")
        picker.type("wihte boxs")
        picker.wait_for("example.org/poe2020white")
        picker.type(ENTER)
        assert picker.chosen() == ["poe2020white"]


def test_without_a_query_the_picker_has_all(place):
    need("fzf")
    with Picker(place, "mialit-find") as picker:
        picker.wait_for("example.org/doe2021shadow")
        picker.type("white")
        picker.wait_for("example.org/poe2020white")
        picker.type("\x15")  # Ctrl-U: clears the line
        picker.wait_for("example.org/doe2021shadow")
        picker.type(ENTER)
        assert picker.chosen() == ["doe2021shadow"]


@pytest.mark.parametrize("name", ["sh", "fish"])
@pytest.mark.parametrize("recipe", PICKERS)
def test_keys_and_titles_run_no_commands_in_the_picker(place, recipe, name):
    need("fzf", name)
    text = "".join(
        entry(key, {"title": f"{key} $(touch pwned)", "url": f"https://example.org/{number}."})
        for number, key in enumerate(HOSTILE)
    )
    write(place, text)
    assert keys("list", cwd=place) == list(HOSTILE)
    with Picker(place, recipe, SHELL=shutil.which(name)) as picker:
        for number in range(len(HOSTILE)):
            picker.wait_for(f"example.org/{number}.")
            picker.type(TAB)
        picker.type(ENTER)
        assert picker.chosen() == list(HOSTILE)
    assert not (place / "pwned").exists()


@pytest.mark.parametrize("typed", ["$(touch pwned)", "'; touch pwned; '", r"\';touch pwned #"])
def test_what_is_typed_runs_no_commands_in_the_picker(place, typed):
    need("fzf", "fish")
    with Picker(place, "mialit-find", SHELL=shutil.which("fish")) as picker:
        picker.wait_for("example.org/doe2021shadow")
        picker.type(typed)
        picker.wait_for("0/0")
        picker.type("\x15")
        picker.wait_for("example.org/doe2021shadow")
    assert not (place / "pwned").exists()


VIMS = {"vim": ["-Nes"], "nvim": ["--headless"]}


def edited(folder, vim, name, *commands):
    """What *vim* prints that edits *name* with the recipe, and gets *commands*."""
    need(vim)
    write(folder, RECIPES["mialit.vim"], "mialit.vim")
    script = ["filetype plugin on", "source mialit.vim", f"edit {name}", *commands, "qa!"]
    write(folder, "\n".join(script) + "\n", "script.vim")
    return called(folder, vim, *VIMS[vim], "-u", "NONE", "-i", "NONE", "-S", "script.vim")


@pytest.mark.parametrize("vim", VIMS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"See \cite{lable onyl", r"See \cite{roe2019label}"),
        (r"See \citep[p. 3]{poe2020white,shadow", r"See \citep[p. 3]{poe2020white,doe2021shadow}"),
        (r"See \cite{", r"See \cite{doe2021shadow}"),
        (r"See \cite{nothing like it", r"See \cite{nothing like it}"),
        (r"See \cite{'$(touch pwned)", r"See \cite{'$(touch pwned)}"),
    ],
)
def test_vim_completes_keys_in_latex(place, vim, before, after):
    write(place, before + "\n", "paper.tex")
    typed = r'execute "normal A\<C-X>\<C-U>\<C-Y>}\<Esc>"'
    edited(place, vim, "paper.tex", typed, "write")
    assert (place / "paper.tex").read_text() == after + "\n"
    assert not (place / "pwned").exists()


@pytest.mark.parametrize("vim", VIMS)
def test_vim_completes_keys_in_markdown(place, vim):
    write(place, "As in [@lable\n", "paper.md")
    edited(place, vim, "paper.md", r'execute "normal A\<C-X>\<C-U>\<C-Y>]\<Esc>"', "write")
    assert (place / "paper.md").read_text() == "As in [@roe2019label]\n"


@pytest.mark.parametrize("vim", VIMS)
def test_vim_offers_titles_beside_keys(place, vim):
    write(place, "\\cite{\n", "paper.tex")
    offered = "call writefile([json_encode(MialitComplete(0, 'shadow'))], 'offered')"
    edited(place, vim, "paper.tex", offered)
    (only,) = json.loads((place / "offered").read_text())
    assert only == {"word": "doe2021shadow", "menu": "2021 Shadow Play"}


def test_vim_shows_the_entry_of_a_key(place):
    write(place, "See \\cite{poe2020white}.\n", "paper.tex")
    assert "Poe, Bo" in edited(place, "vim", "paper.tex", "normal! 0fw", "normal K")


def quickfix(folder, vim, name):
    """The list of findings that :make makes in *vim*: file, line, column, kind and text."""
    cells = "[fnamemodify(bufname(v.bufnr), ':t'), v.lnum, v.col, v.type, v.text]"
    seen = f"call writefile([json_encode(map(getqflist(), {{_, v -> {cells}}}))], 'findings')"
    edited(folder, vim, name.replace(" ", r"\ "), "silent make", seen)
    return json.loads((folder / "findings").read_text())


@pytest.fixture
def manuscript(place):
    """A manuscript with three findings in two files; its name and what `check --json` says."""
    name = "it's $(touch pwned).tex"
    cited = "\\cite{rose}\n\n  \\cite{ghost,poe2020white}\n\\bibliography{own}\n"
    write(place, cited, name)
    write(
        place,
        entry("rose", {**PAPERS["roe2019label"], "year": "2018"})
        + entry("poe2020white", {**PAPERS["poe2020white"], "author": "Poe, Bo and Doe, Cy"}),
        "own.bib",
    )
    found = run("check", "--json", place / name, cwd=place).json
    assert {each["rule"] for each in found} >= {"undefined-key", "year-differs"}
    assert len({each["file"] for each in found}) == 2
    return name, found


@pytest.mark.parametrize("vim", VIMS)
@pytest.mark.parametrize("name", ["refs.bib", "-it's; touch pwned.bib"])
def test_vim_lists_what_lint_finds(place, vim, name):
    write(place, FAULTY, name)
    found = run("lint", "--json", "--bib", place / name, cwd=place).json
    assert {each["severity"] for each in found} == {"warning", "note", "error"}
    assert quickfix(place, vim, name) == [
        [name, each["line"], each["column"], each["severity"][0], what(each)] for each in found
    ]
    assert not (place / "pwned").exists()


@pytest.mark.parametrize("vim", VIMS)
def test_vim_lists_what_check_finds(place, vim, manuscript):
    name, found = manuscript
    assert quickfix(place, vim, name) == [
        [Path(each["file"]).name, each["line"], each["column"], each["severity"][0], what(each)]
        for each in found
    ]
    assert not (place / "pwned").exists()


def what(finding):
    return f"{finding['message']} [{finding['rule']}]"


def problems(place, label, name):
    """What VS Code makes of the task *label* with the file *name* open: six cells a problem."""
    (task,) = [
        each for each in json.loads(RECIPES["tasks.json"])["tasks"] if each["label"] == label
    ]
    assert task["type"] == "process"
    words = [word.replace("${file}", str(place / name)) for word in task["args"]]
    matcher = task["problemMatcher"]["pattern"]
    said = called(place, task["command"], *words, code=1).splitlines()
    found = [re.search(matcher["regexp"], line) for line in said]
    cells = ("file", "line", "column", "severity", "message", "code")
    return [[match[matcher[cell]] for cell in cells] for match in found]


def cells(finding):
    """The same cells of a finding as `check --json` and `lint --json` have it."""
    names = ("file", "line", "column", "severity", "message", "rule")
    return [str(finding[name]) for name in names]


def test_vs_code_sees_what_lint_finds(place):
    name = "it's [a]: $(touch pwned).bib"
    write(place, FAULTY, name)
    found = run("lint", "--json", "--bib", place / name, cwd=place).json
    assert {each["severity"] for each in found} == {"warning", "note", "error"}
    seen = problems(place, "mialit: problems of this .bib file", name)
    assert seen == [cells(each) for each in found]
    assert not (place / "pwned").exists()


def test_vs_code_sees_what_check_finds(place, manuscript):
    name, found = manuscript
    seen = problems(place, "mialit: check this manuscript against the list", name)
    assert seen == [cells(each) for each in found]
    assert not (place / "pwned").exists()


PAPER = "We follow [@roe2019label; see @poe2020white, p. 3] and @poe2020white.\n"


def test_pandoc_cites_from_the_list(place):
    need("pandoc")
    write(place, PAPER, "paper.md")
    called(place, "sh", "-e", "-c", RECIPES["pandoc.sh"])
    text = (place / "paper.html").read_text("utf-8")
    assert "Label-Only Roses" in text
    assert "White Boxes" in text
    assert "Shadow Play" not in text


def test_pandoc_says_what_a_document_cites(place):
    need("pandoc")
    write(place, PAPER + "\nAnd [@unlisted].\n", "paper.md")
    write(place, RECIPES["cited.lua"], "cited.lua")
    called(place, "bash", "-c", RECIPES["cited.sh"], code=1)
    exported = keys("list", "--sort", "file", "--bib", "listed.bib", cwd=place)
    assert exported == ["roe2019label", "poe2020white"]


def test_quarto_finds_the_list_exported(place):
    need("pandoc")
    write(place, f"---\n{RECIPES['_quarto.yml']}---\n\n{PAPER}", "paper.qmd")
    ast = json.loads(called(place, "pandoc", "-f", "markdown-smart", "-t", "json", "paper.qmd"))
    line = ast["meta"]["project"]["c"]["pre-render"]["c"]
    called(place, *shlex.split("".join(each.get("c", " ") for each in line)))
    text = called(place, "pandoc", "--citeproc", "-t", "plain", "paper.qmd")
    assert "Label-Only Roses" in text
    assert "Shadow Play" not in text


COMPILED = """
(load-file "mialit.el")
(setq compilation-skip-threshold 0)  ; notes too
(find-file (getenv "EDITED"))
(require 'compile)
(let* ((buffer (compile (eval compile-command))) (process (get-buffer-process buffer)))
  (while (process-live-p process) (accept-process-output process 1))
  (with-current-buffer buffer
    (goto-char (point-min))
    (condition-case nil
        (while t
          (compilation-next-error 1)
          (let* ((message (get-text-property (point) 'compilation-message))
                 (place (compilation--message->loc message)))
            (princ (format "%s\\t%s\\t%s\\t%s\\n" (caar (compilation--loc->file-struct place))
                           (compilation--loc->line place) (compilation--loc->col place)
                           (compilation--message->type message)))))
      (user-error nil))))
"""
KINDS = {"note": "0", "warning": "1", "error": "2"}


def emacs(place, name):
    """The findings that M-x compile knows in Emacs: file, line, column and kind."""
    need("emacs")
    write(place, RECIPES["mialit.el"], "mialit.el")
    write(place, COMPILED, "compiled.el")
    out = called(place, "emacs", "--batch", "-Q", "-l", "compiled.el", EDITED=name)
    return [line.split("\t") for line in out.splitlines()]


@pytest.mark.parametrize("name", ["refs.bib", "it's; $(touch pwned).bib"])
def test_emacs_goes_to_what_lint_finds(place, name):
    write(place, FAULTY, name)
    found = run("lint", "--json", "--bib", place / name, cwd=place).json
    assert emacs(place, name) == [emacs_cells(each) for each in found]
    assert not (place / "pwned").exists()


def test_emacs_goes_to_what_check_finds(place, manuscript):
    name, found = manuscript
    assert emacs(place, name) == [emacs_cells(each) for each in found]
    assert not (place / "pwned").exists()


def emacs_cells(finding):
    return [*cells(finding)[:3], KINDS[finding["severity"]]]


@pytest.fixture
def paper(place):
    """The folder with a paper of two files, and a bibliography of what the list does not have."""
    text = r"""\documentclass{article}
\begin{document}
We follow \cite{roe2019label} and \cite{own}.  % not \cite{doe2021shadow}
\input{parts/more}
\bibliographystyle{plain}
\bibliography{listed,refs}
\end{document}
"""
    write(place, entry("own", {"title": "Own", "author": "Own, Olga", "year": "2022"}), "refs.bib")
    write(place, text, "paper.tex")
    (place / "parts").mkdir()
    write(place / "parts", r"And \cite{poe2020white}.", "more.tex")
    return place


def references(place):
    """The keys in refs.bib in its order, and those that the paper prints."""
    exported = keys("list", "--sort", "file", "--bib", "listed.bib", cwd=place)
    bbl = (place / "paper.bbl").read_text("utf-8")
    assert "undefined" not in (place / "paper.log").read_text("utf-8", "replace")
    return exported, re.findall(r"\\bibitem\{([^}]+)\}", bbl)


def test_make_writes_a_bibliography_of_what_is_cited(paper):
    need("make", "pdflatex", "bibtex")
    write(paper, RECIPES["Makefile"], "Makefile")
    called(paper, "make")
    assert references(paper) == (
        ["roe2019label", "poe2020white"],
        ["own", "poe2020white", "roe2019label"],
    )
    assert "up to date" in called(paper, "make")
    write(paper / "parts", r"And \cite{doe2021shadow}.", "more.tex")
    called(paper, "make", "-W", "parts/more.tex")
    assert references(paper) == (
        ["roe2019label", "doe2021shadow"],
        ["doe2021shadow", "own", "roe2019label"],
    )
    assert (paper / "paper.pdf").read_bytes().startswith(b"%PDF")


def test_latexmk_writes_a_bibliography_of_what_is_cited(paper):
    need("latexmk", "pdflatex", "bibtex")
    write(paper, RECIPES["latexmkrc"], ".latexmkrc")
    latexmk = ("latexmk", "-interaction=nonstopmode", "paper.tex")
    called(paper, *latexmk)
    assert references(paper) == (
        ["roe2019label", "poe2020white"],
        ["own", "poe2020white", "roe2019label"],
    )
    assert "Nothing to do" in called(paper, *latexmk)
    write(paper / "parts", r"And \cite{doe2021shadow}.", "more.tex")
    called(paper, *latexmk)
    assert references(paper) == (
        ["roe2019label", "doe2021shadow"],
        ["doe2021shadow", "own", "roe2019label"],
    )
