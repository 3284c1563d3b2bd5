"""`mialit init`: a list of one's own, and the checks that go with it."""

import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    assert len(lines) == (3 if name.endswith("papers.yml") else 2)
    for line in lines:
        (folder / "site").mkdir(exist_ok=True)
        result = shell(line, folder)
        assert result.code == 0, result.err
    write(folder, entry("x", {"title": "No more"}))
    (rendering,) = [line for line in lines if "--check" in line]
    assert shell(rendering, folder).code == 1


def test_the_repositorys_own_hooks_name_commands_that_are_there(folder):
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    hooks = re.findall(r"(?m)^- id: (\S+)", text)
    assert hooks == ["mialit-lint", "mialit-render", "mialit-check"]
    entries = re.findall(r"(?m)^  entry: (mialit .*)$", text)
    assert len(entries) == len(hooks)
    ok("init", "--from-bundled", "--ci", cwd=folder)
    assert shell("mialit lint papers.bib", folder).code == 0
    line = "mialit render markdown --check --bib papers.bib -o papers.md"
    assert shell(line, folder).code == 0
    write(folder, entry("x", {"title": "Of another subject"}), "refs.bib")
    assert shell(f"{entries[-1]} refs.bib", folder).code == 0
    preprint = {"title": "{ML-Leaks}", "author": "Salem, Ahmed and others", "eprint": "1806.01246"}
    write(folder, entry("x", {**preprint, "archiveprefix": "arXiv"}), "refs.bib")
    assert shell(f"{entries[-1]} refs.bib", folder).code == 1


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


LEARNED = """# Awesome attacks

## Attacks on LLMs

### Attacks on LLMs papers 2024

| Title | Access | Target | Conference | Paper | Code |
|---|---|---|---|---|---|
| Mine Your Own Models | White-box/Black-box | QNN | ICLR'24 | [x](https://a.b) | [x](https://c.d) |
| Another Long Title of Words | White-box; Black-bx | QNNs; :new: RNN | NDSS 2024 | | |
| Third Long Title of Words | Blackbox | QNN, Tree ensemble | JPS | | |
| Fourth Paper of Many Words | | Tree ensembles, GPT-2, GPT-3 | JPS | | |

## Defenses

### Defense papers 2023

| Title | Access | Target | Conference | Paper | Code |
|---|---|---|---|---|---|
| Fifth Paper on Diffusion | Black-box | Tree ensembles | JPS | | |
"""


def test_the_vocabulary_is_learned_from_headings_heads_and_cells(folder):
    path = write(folder, LEARNED, "list.md")
    result = ok("init", "own", "--from", path, cwd=folder)
    assert result.err.splitlines()[:3] == [
        "knowledge: black-box also stands for Black-bx",
        "target: QNN also stands for QNNs",
        "target: Tree ensembles also stands for Tree ensemble",
    ]
    assert "in no field" not in result.err
    own = folder / "own"
    document = tomllib.loads((own / "papers.toml").read_text("utf-8"))
    assert document["list"]["title"] == "Awesome attacks"
    assert document["list"]["columns"] == [
        "title", "knowledge", "target", "venue", "url", "code", "key",
    ]  # fmt: skip
    fields = document["fields"]
    assert list(fields["kind"]["values"]) == ["Attacks on LLMs", "defense"]
    assert list(fields["knowledge"]["values"]) == ["white-box", "black-box"]
    assert list(fields["target"]["values"]) == ["QNN", "RNN", "Tree ensembles", "GPT-2", "GPT-3"]
    assert list(fields["venue"]["values"]) == ["NDSS", "ICLR", "JPS"]
    assert (fields["knowledge"]["label"], fields["venue"]["label"]) == ("Access", "Conference")
    # Of the bundled synonyms those come along that a title of the list meets.
    assert 0 < len(document["synonyms"]) < 20
    assert keys("list", "--kind", "defense", cwd=own) == ["anon2023fifth"]
    assert len(keys("list", "--knowledge", "white-box", cwd=own)) == 2


def test_a_list_under_the_bundled_vocabulary(folder):
    path = write(folder, LEARNED, "list.md")
    run("init", "own", "--from", path, "--from-bundled", cwd=folder)
    own = folder / "own"
    assert (own / "papers.toml").read_bytes() == BUNDLED.with_suffix(".toml").read_bytes()
    assert len(keys("list", cwd=own)) == 5


def test_the_bundled_list_comes_back_from_its_own_table(folder):
    ok("render", "markdown", "-b", BUNDLED, "-o", "list.md", cwd=folder)
    ok("init", "own", "--from", "list.md", cwd=folder)
    ok("render", "markdown", "-o", "again.md", cwd=folder / "own")
    assert (folder / "own/again.md").read_text("utf-8") == (folder / "list.md").read_text("utf-8")


# Values that are no spellings of one another.
_VALUES = ("oxide", "Halide salts", "S&P model", "two words", "x|y", "Größe")
_CELLS = st.lists(st.sampled_from(_VALUES), max_size=3, unique=True)
_PAPERS = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.sampled_from(["2019", "2020", "2021"]),
            "kind": st.sampled_from(["method", "Case study", "defense"]),
            "material": _CELLS,
            "access": _CELLS,
            "venue": st.sampled_from(["CCS", "JPS", "arXiv", ""]),
            "url": st.sampled_from(["", "https://a.b/c_d(1)", "https://arxiv.org/abs/2001.00001"]),
            "code": st.sampled_from(["", "https://github.com/o/r", "https://c.d/x"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(papers=_PAPERS)
def test_a_generated_list_comes_back_from_its_own_table(tmp_path_factory, papers):
    folder = tmp_path_factory.mktemp("list")
    text = ""
    for number, paper in enumerate(papers):
        word = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")[number]
        joined = {
            name: "; ".join(value) if isinstance(value, list) else value
            for name, value in paper.items()
        }
        joined["url"] += str(number) if joined["url"] else ""
        text += entry(f"k{number}", {"title": f"{word} & the {word} of {word}", **joined})
    write(folder, text.replace("&", "\\&"))
    values = "".join(f"{value!r} = {{}}\n" for value in _VALUES)
    fields = "".join(
        f'[fields.{name}]\nform = "vocabulary"\nseveral = true\n[fields.{name}.values]\n{values}'
        for name in ("material", "access")
    )
    kinds = "method = {}\n'Case study' = { name = 'Studies of cases' }\ndefense = {}\n"
    write(
        folder,
        '[list]\ntitle = "On *materials*"\n'
        'columns = ["year", "title", "material", "access", "venue", "url", "code", "key"]\n'
        f"{fields}[fields.kind]\nform = 'vocabulary'\nseveral = true\n[fields.kind.values]\n"
        f"{kinds}[fields.venue]\nform = 'vocabulary'\n[fields.venue.values]\nCCS = {{}}\n"
        "arXiv = { preprint = true }\nJPS = {}\n[fields.code]\nform = 'urls'\nseveral = true\n"
        "label = 'Code'\n",
        "papers.toml",
    )
    ok("render", "markdown", "-o", "list.md", cwd=folder)
    made = run("init", "own", "--from", "list.md", cwd=folder)
    assert "in no field" not in made.err
    ok("render", "markdown", "-o", "again.md", cwd=folder / "own")
    before, after = (
        path.read_text("utf-8") for path in (folder / "list.md", folder / "own/again.md")
    )
    assert after == before


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
