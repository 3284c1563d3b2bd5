"""`mialit init`: a list of one's own, and the checks that go with it."""

import re
import tomllib

import pytest

from door import BUNDLED, ROOT, entry, keys, ok, run, shell, write

CI = {".github/workflows/papers.yml", ".pre-commit-config.yaml", "papers.md"}


def files(folder):
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in found if ".git/" not in str(path)}


def test_an_empty_list_that_every_command_takes(folder):
    result = ok("init", cwd=folder)
    assert files(folder) == {"papers.bib", "papers.toml"}
    assert result.err.count("wrote ") == 2
    assert ok("lint", "papers.bib", cwd=folder).out.startswith("") is True
    assert "kind" in ok("fields", "--unused", cwd=folder).out
    assert run("list", cwd=folder).code == 1
    ok("render", "markdown", "-o", "papers.md", cwd=folder)
    tomllib.loads((folder / "papers.toml").read_text("utf-8"))


def test_nothing_is_replaced_without_force(folder):
    bib = write(folder, "% mine\n")
    result = run("init", cwd=folder)
    assert (result.code, "papers.bib" in result.err) == (3, True)
    assert (bib.read_text(), files(folder)) == ("% mine\n", {"papers.bib"})
    ok("init", "--force", cwd=folder)
    assert bib.read_text() != "% mine\n"


def test_from_the_bundled_list_with_checks(folder):
    ok("init", "own", "--from-bundled", "--ci", cwd=folder)
    own = folder / "own"
    assert files(own) == {"papers.bib", "papers.toml", *CI}
    assert (own / "papers.bib").read_bytes() == BUNDLED.read_bytes()
    ok("render", "markdown", "-o", "papers.md", "--check", cwd=own)
    taken = run("init", "own", "--ci", cwd=folder)
    assert taken.code == 3
    assert all(name in taken.err for name in CI)


@pytest.mark.parametrize("name", [".github/workflows/papers.yml", ".pre-commit-config.yaml"])
def test_the_checks_run_what_they_say(folder, name):
    ok("init", "--from-bundled", "--ci", cwd=folder)
    text = (folder / name).read_text("utf-8")
    lines = re.findall(r"(?m)(?:run|entry): (mialit .*)$", text)
    assert len(lines) == 2
    for line in lines:
        result = shell(line, folder)
        assert result.code == 0, result.err
    write(folder, entry("x", {"title": "No more"}))
    (rendering,) = [line for line in lines if "render" in line]
    assert shell(rendering, folder).code == 1


def test_the_repositorys_own_hooks_name_commands_that_are_there(folder):
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert re.findall(r"(?m)^- id: (\S+)", text) == ["mialit-lint", "mialit-render"]
    ok("init", "--from-bundled", "--ci", cwd=folder)
    assert shell("mialit lint papers.bib", folder).code == 0
    line = "mialit render markdown --check --bib papers.bib -o papers.md"
    assert shell(line, folder).code == 0


def test_from_a_markdown_list_its_columns_are_declared(folder):
    path = write(
        folder,
        "## Methods 2021\n\n| Title | Electrolyte | Venue | Notes |\n|--|--|--|--|\n"
        "| A Title of Four Words | Sulfide; Oxide | JPS | good |\n"
        "| Another Title of Many Words | oxide | Arxiv | |\n",
        "list.md",
    )
    result = ok("init", "own", "--from", path, cwd=folder)
    assert "2 new, 0 filled in, 0 merged, 0 not understood" in result.err
    assert "left out" not in result.err
    own = folder / "own"
    document = tomllib.loads((own / "papers.toml").read_text("utf-8"))
    assert list(document["fields"]["electrolyte"]["values"]) == ["Sulfide", "Oxide"]
    assert "JPS" in document["fields"]["venue"]["values"]
    found = keys("list", "electrolyte:oxide", "kind:method", cwd=own)
    assert found == ["anon2021title", "anon2021another"]
    assert "| Electrolyte |" in ok("render", "markdown", cwd=own).out


@pytest.mark.parametrize(("values", "form"), [(20, "text"), (14, "vocabulary")])
def test_a_column_whose_values_hardly_repeat_is_one_of_text(folder, values, form):
    rows = "".join(
        f"| Title Number {n} of Some Words | value {'abcdefghijklmnopqrst'[n % values]} |\n"
        for n in range(22)
    )
    path = write(folder, f"## 2021\n\n| Title | Remark |\n|--|--|\n{rows}", "list.md")
    run("init", "own", "--from", path, cwd=folder)  # titles so alike are perhaps one paper
    document = tomllib.loads((folder / "own" / "papers.toml").read_text("utf-8"))
    assert document["fields"]["remark"].get("form") == form


def test_from_a_bibliography_with_its_vocabulary(folder):
    source = write(folder, entry("own:1", {"title": "Kept", "goal": "fidelity"}), "old.bib")
    toml = '[fields.goal]\nform = "vocabulary"\n[fields.goal.values]\nfidelity = {}\n'
    write(folder, toml, "old.toml")
    ok("init", "own", "--from", source, cwd=folder)
    assert keys("list", "goal:fidelity", cwd=folder / "own") == ["own:1"]
    assert (folder / "own/papers.toml").read_text() == toml


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--from-bundled", "--from", "x.bib"], 2, "exclude"),
        (["--from", "nowhere.md"], 3, "no such file"),
        (["--from", "text.md"], 3, "no table"),
        (["text.md"], 3, "not a folder"),
        (["text.md/below"], 3, "text.md"),
    ],
)
def test_errors_write_nothing(folder, words, code, said):
    write(folder, "text\n", "text.md")
    result = run("init", *words, cwd=folder)
    assert (result.code, files(folder)) == (code, {"text.md"})
    assert said in result.err
