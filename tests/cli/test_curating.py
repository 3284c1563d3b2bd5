"""What the commands that change a list have in common."""

import re
import subprocess

import pytest

from door import FROZEN, command, entry, environment, ok, run, shell, write

PAPER = entry("x", {"title": "Some Words", "author": "Doe, Jane", "year": "2020", "journal": "J"})
COMMANDS = ("add", "set", "remove", "rename", "merge", "sort")


def help_of(*words):
    return ok(*words, "--help", env={"COLUMNS": "200", "TERM": "dumb"}).out


def examples(word):
    lines = (line.strip() for line in help_of(word).splitlines())
    return [line for line in lines if re.match(rf"mialit {word} ", line)]


@pytest.fixture
def own(tmp_path):
    write(tmp_path, FROZEN.with_suffix(".toml").read_bytes(), "papers.toml")
    write(tmp_path, PAPER, "paper.bib")
    answers = ("### Kind", "attack", "### Adversarial Knowledge", "black-box")
    answers += ("### Target Model", "classification models")
    write(tmp_path, "\n\n".join(("### BibTeX", f"```bibtex\n{PAPER}\n```", *answers)), "form.md")
    preprint = "Privacy Analysis of Deep Learning in the Wild: Membership Inference Attacks "
    published = {
        "title": f"{preprint}against Transfer Learning",
        "author": "Zou, Y.",
        "year": "2021",
    }
    write(tmp_path, entry("x", {**published, "journal": "J"}, "article"), "published.bib")
    return write(tmp_path, FROZEN.read_bytes())


@pytest.mark.parametrize("word", COMMANDS)
def test_every_example_of_the_help_runs(word, own):
    lines = examples(word)
    assert lines
    for line in lines:
        own.write_bytes(FROZEN.read_bytes())
        result = shell(line, own.parent)
        assert result.code == 0, (line, result.err)
        assert result.out, line


def test_the_help_has_them_in_a_panel_of_their_own():
    text = help_of()
    assert "─ Curating ─" in text
    for word in COMMANDS:
        assert re.search(rf"(?m)^\W*{word} +\w", text[text.index("─ Curating ─") :])


@pytest.mark.parametrize(
    "words",
    [["add"], ["set", "yeom2018privacy", "year=2020"], ["remove", "yeom2018privacy"],
     ["rename", "yeom2018privacy", "b"],
     ["merge", "yeom2018privacy", "shokri2017membership", "--prefer", "yeom2018privacy"],
     ["sort"]],
    ids=COMMANDS,
)  # fmt: skip
def test_a_list_to_write_is_one_file_and_ones_own(words, own, folder):
    for which, code in ((["-b", "-"], 2), (["-b", own, "-b", "paper.bib"], 2), (["-b", "x"], 3)):
        result = run(*words, *which, cwd=own.parent, stdin=PAPER.encode())
        assert (result.code, result.out) == (code, ""), result.err


def test_writers_at_once_lose_nothing(own):
    def start(number):
        words = command("set", "yeom2018privacy", f"x-{number}={number}")
        return subprocess.Popen(
            words, cwd=own.parent, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    processes = [start(number) for number in range(8)]
    for process in processes:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    fields = ok("show", "yeom2018privacy", "--json", cwd=own.parent).json[0]["fields"]
    assert sorted(name for name in fields if name.startswith("x-")) == [f"x-{n}" for n in range(8)]


@pytest.mark.parametrize(
    "words", [["set", "shokri2017membership", "year=2018"], ["add", "paper.bib"]]
)
def test_they_load_neither_pydantic_nor_rich(words, own):
    code = (
        "import sys\nfrom mialit.cli import main\nsys.argv = ['mialit', *sys.argv[1:]]\n"
        "try:\n    main()\nfinally:\n    print('LOADED', *sys.modules, file=sys.stderr)\n"
    )
    start = command()[0]
    done = subprocess.run(
        [start, "-c", code, *words], cwd=own.parent, env=environment(), capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = {name.split(".")[0] for name in done.stderr.split("LOADED")[1].split()}
    assert not loaded & {"pydantic", "rich"}
