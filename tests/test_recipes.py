"""The recipes of CONTRIBUTING.md, each followed in a copy of the project: no other file changes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from door import ROOT, project_files

# A paper that nobody has written, so that no list has it, as GitHub renders the issue form.
PAPER = """### BibTeX

```bibtex
@inproceedings{x,
  title = {Membership Inference Attacks on Recipes That Nobody Has Written},
  author = {Recipe, Rita and Copy, Carl},
  booktitle = {2022 IEEE Symposium on Security and Privacy (SP)},
  year = {2022},
  url = {https://example.org/recipe},
}
```

### Kind

attack

### Adversarial Knowledge

black-box

### Target Model

classification models

### Code Link

_No response_

### Where each statement stands

All of it on the paper's page, https://example.org/recipe
"""
SOURCE = """
[[recipe2022membership]]
origin = "publisher's page"
where = "https://example.org/recipe"
primary = true
author = "Recipe, Rita and Copy, Carl"
title = "Membership Inference Attacks on Recipes That Nobody Has Written"
year = 2022
venue = "S&P"
kind = "attack"
knowledge = "black-box"
target = "classification models"
"""
# What holds the list, and not the program, to account.
OF_THE_DATA = ("tests/test_data.py", "tests/cli/test_sources.py")

RULE = '''"""Rules about numbers that say nothing."""

from collections.abc import Iterator

from mialit.bibtex.edit_fields import remove_field
from mialit.lint.base import Context, Violation, if_possible, rule


@rule(
    "zero-number",
    "A volume or a number is 0.",
    "Programs write it where they know none, and styles print it.",
    "@article{a,\\n  title = {One},\\n  volume = {0},\\n}",
    "@article{a,\\n  title = {One},\\n}",
    touches=("number", "volume"),
)
def _zero_number(context: Context) -> Iterator[Violation]:
    for entry, content in context.contents("number", "volume"):
        if content.text.strip() == "0":
            field = content.field
            fix = if_possible(remove_field, context.library, entry, field)
            message = f"`{field.name}` is 0, which stands for nothing; remove it"
            yield Violation(content.span, message, fix)
'''
ROWS = {
    "ACCEPTED = {\n": '    "zero-number": ["@misc{a, volume = {10}}", "@misc{a, note = {0}}"],\n',
    "REJECTED: list[tuple[str, str, int, str | None, str]] = [\n": (
        '    ("zero-number", "@article{a,\\n n = {1},\\n number = {0}\\n}", 1,'
        ' "@article{a,\\n n = {1}\\n}", "`number` is 0"),\n'
    ),
}

CHECKED = """VOLUME_DIFFERS = Rule(
    "volume-differs",
    "The volume is not the paper's.",
    "Readers look for the paper in the volume.",
    "@article{a,\\n  title = {Graph-Level Label-Only Membership Inference Attack Against Graph "
    "Neural Networks},\\n  author = {Dai, Jiazhu and Lu, Yubing},\\n  volume = {51},\\n}",
    "@article{a,\\n  title = {Graph-Level Label-Only Membership Inference Attack Against Graph "
    "Neural Networks},\\n  author = {Dai, Jiazhu and Lu, Yubing},\\n  volume = {15},\\n}",
)
"""
COMPARED = """def _volumes(entry: Record, paper: Record) -> Iterator[Difference]:
    says, has = entry.raw.get("volume"), paper.raw.get("volume")
    if says and has and says != has:
        message = f"volume {quoted(says)} differs: the list has {quoted(has)}"
        yield Difference(rules.VOLUME_DIFFERS, "volume", has, says, message)


"""
DIFFERS = """    ("volume-differs", JOURNAL, {"volume": "51"}, "volume", "51", "15"),
"""

FIELD = """
[fields.dataset]
label = "Data"
form = "vocabulary"
several = true

[fields.dataset.values]
"CIFAR-10" = { also = ["cifar10"] }
Purchase = {}
"""


RENDERER = '''"""Org: a table of an outline."""

from collections.abc import Iterable, Iterator, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; nothing where there are no rows."""
    for number, row in enumerate(rows):
        if not number:
            yield f"| {' | '.join(head)} |\\n|-\\n"
        cells = (cell.replace("|", "\\\\vert{}") for cell in row)
        yield f"| {' | '.join(cells)} |\\n"
'''
MEMBER = '    ORG = "org"\n'
CASE = """        case EntryFormat.ORG:
            from mialit.render import org_table

            console.write(org_table.table(head, rows))
"""
CHECK = '    "org": lambda text: all(line.startswith("|") for line in text.splitlines()),\n'

COMMAND = '''"""Says how many entries match a query."""

from mialit.cli.console import standard
from mialit.cli.options import FileOptions, shared
from mialit.cli.query_options import Choice, QueryArgument, query, select


@shared
def command(words: QueryArgument = None, *, choice: Choice, file: FileOptions) -> None:
    """Count the entries matching a query.

    The number alone is printed.

    \\b
    mialit count year:2020
    """
    console = standard()
    found = select(choice.node(query(words)), file.load(console))
    console.write([f"{len(found.records)}\\n"])
'''


class Tree:
    """A copy of the project."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name in project_files():
            if (ROOT / name).is_file():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, path / name)
        self._before = self._contents()

    def _contents(self):
        files = (path for path in self.path.rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.path)): path.read_bytes()
            for path in files
            if not {"__pycache__", ".hypothesis"} & {*path.parts}
        }

    @property
    def changed(self):
        """The files that are not as they were copied."""
        before, after = self._before, self._contents()
        return {name for name in before | after if before.get(name) != after.get(name)}

    def write(self, name, text):
        (self.path / name).write_text(text, "utf-8")

    def insert(self, name, behind, text):
        """Puts *text* behind the first *behind* of the file *name*."""
        before, found, after = (self.path / name).read_text("utf-8").partition(behind)
        assert found, f"{name} has no {behind!r}"
        self.write(name, before + found + text + after)

    def python(self, *words, stdin="", code=0, env=None):
        """What Python prints with *words*, in the copy; fails where it ends with another code."""
        done = subprocess.run(
            [sys.executable, *words], cwd=self.path, input=stdin, capture_output=True, text=True,
            timeout=300, check=False,
            env={
                **os.environ, "PYTHONPATH": str(self.path / "src"), "PYTHONDONTWRITEBYTECODE": "1",
                **(env or {}),
            },
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def mialit(self, *words, **more):
        return self.python("-m", "mialit", *words, **more)

    def tests(self, *words, code=0):
        return self.python(
            "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *words, code=code
        )


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "tree")


def test_a_paper(tree):
    number = (tree.path / "papers.bib").read_bytes().count(b"\n@") + 1
    added = tree.mialit("add", "-", "-b", "papers.bib", stdin=PAPER)
    assert "added recipe2022membership" in added
    tree.mialit("lint", "--fix", "-b", "papers.bib")
    assert "recipe2022membership" in tree.python("scripts/evidence.py", "--check", code=1)
    sources = tree.path / "data/sources.toml"
    tree.write("data/sources.toml", sources.read_text("utf-8") + SOURCE)
    tree.python("scripts/evidence.py")
    tree.mialit("render", "markdown", "--bib", "papers.bib", "-o", "papers.md")
    assert f"{number} papers" in tree.mialit("--version")
    assert " passed" in tree.tests(*OF_THE_DATA)
    tree.python("scripts/docs.py", "--check")
    assert tree.changed == {"papers.bib", "papers.md", "data/sources.toml", "docs/data.md"}


def test_a_rule(tree):
    tree.write("src/mialit/lint/rules/numbers.py", RULE)
    for behind, row in ROWS.items():
        tree.insert("tests/lint/test_entries.py", behind, row)
    tree.python("scripts/docs.py", "docs/rules.md")
    tree.python("scripts/docs.py", "--check", "docs/rules.md")
    assert "## zero-number" in (tree.path / "docs/rules.md").read_text("utf-8")
    chosen = ("tests/lint", "-k", "zero-number or test_counts or test_registry")
    assert " passed" in tree.tests(*chosen)
    assert tree.changed == {
        "src/mialit/lint/rules/numbers.py", "tests/lint/test_entries.py", "docs/rules.md",
    }  # fmt: skip

    bib = "@article{a,\n  title = {One},\n  volume = {0},\n}\n"
    found = tree.mialit("lint", "-", "--select", "zero-number", stdin=bib, code=1)
    assert ":3:13: zero-number `volume` is 0" in found

    wrong = RULE.replace('touches=("number", "volume")', 'touches=("doi",)')
    tree.write("src/mialit/lint/rules/numbers.py", wrong)
    failed = tree.tests(*chosen, code=1)
    assert "test_a_fix_touches_what_its_rule_declares[zero-number]" in failed


def test_a_rule_without_rows_in_a_table(tree):
    tree.write("src/mialit/lint/rules/numbers.py", RULE)
    assert "test_every_rule_has_its_rows" in tree.tests("tests/lint/test_registry.py", code=1)


def test_a_rule_of_check(tree):
    rules, comparing = (f"src/mialit/checking/{name}.py" for name in ("rules", "comparing"))
    tree.insert(rules, "from mialit.errors import Severity\n\n", CHECKED)
    tree.insert(rules, "RULES = (\n", "    VOLUME_DIFFERS,\n")
    call = "        yield from _{}(entry, paper)\n"
    tree.insert(comparing, call.format("pages"), call.format("volumes"))
    text = (tree.path / comparing).read_text("utf-8")
    tree.write(comparing, text.replace("def _pages(", COMPARED + "def _pages(", 1))
    listed = '    "journal2022online": {\n'
    tree.insert("tests/cli/test_check.py", listed, '        "volume": "15",\n')
    tree.insert("tests/cli/test_check.py", "FOUND = [\n", DIFFERS)
    tree.python("scripts/docs.py", "docs/check.md")
    tree.python("scripts/docs.py", "--check", "docs/check.md")
    chosen = ("tests/cli/test_check.py", "-k", "volume-differs or cause or every_rule or silent")
    assert " passed" in tree.tests(*chosen)
    assert tree.changed == {rules, comparing, "tests/cli/test_check.py", "docs/check.md"}


def test_a_field_and_a_synonym(tree):
    tree.write("papers.toml", (tree.path / "papers.toml").read_text("utf-8") + FIELD)
    tree.insert("papers.toml", "[synonyms]\n", 'aardvark = ["label-only"]\n')
    tree.python("scripts/docs.py", "--check", "docs/vocabulary.md")
    assert " passed" in tree.tests(*OF_THE_DATA)
    assert tree.changed == {"papers.toml"}

    first, second, *_ = tree.mialit("list", "--format", "keys", "-b", "papers.bib").split()
    tree.mialit("set", first, "dataset=cifar10", "-b", "papers.bib")
    tree.mialit("set", second, "dataset=Purchase", "-b", "papers.bib")
    for words in (["dataset:cifar-10"], ["--where", "dataset=cifar"]):
        found = tree.mialit("list", *words, "--columns", "key,dataset", "-b", "papers.bib")
        assert found == f"{first}\tCIFAR-10\n"
    assert '"dataset": ["Purchase"]' in tree.mialit("list", "dataset:purchase", "--json")
    assert "CIFAR-10" in tree.mialit("fields", "dataset")
    keys = ("--format", "keys")
    plain = tree.mialit("search", "label-only", *keys).split()
    assert {*tree.mialit("search", "aardvark", *keys).split()} & {*plain[:3]}


def test_a_format(tree):
    tree.write("src/mialit/render/org_table.py", RENDERER)
    tree.insert("src/mialit/cli/options.py", '    LATEX = "latex"\n', MEMBER)
    keys = "console.write(data_formats.keys(shown))\n"
    tree.insert("src/mialit/cli/output.py", keys, CASE)
    tree.insert("tests/cli/test_every_format.py", "CHECKS = {\n", CHECK)
    tree.python("scripts/docs.py", "docs/cli.md")
    assert "latex, org" in (tree.path / "docs/cli.md").read_text("utf-8")
    assert " passed" in tree.tests(
        "tests/cli/test_every_format.py", "-k", "org or every or refused"
    )
    assert tree.changed == {
        "src/mialit/render/org_table.py", "src/mialit/cli/options.py", "src/mialit/cli/output.py",
        "tests/cli/test_every_format.py", "docs/cli.md",
    }  # fmt: skip

    printed = tree.mialit("list", "--limit", "1", "--columns", "key,year", "--format", "org")
    assert re.fullmatch(r"\| key \| year \|\n\|-\n\| \w+ \| \d+ \|\n", printed)
    assert "org" in tree.mialit("list", "--help")
    completed = {"_MIALIT_COMPLETE": "complete_bash", "COMP_CWORD": "3"}
    words = {"COMP_WORDS": "mialit list --format or"}
    main = "import sys; from mialit.cli import main; sys.argv = ['mialit']; main()"
    assert tree.python("-c", main, env=completed | words).split() == ["org"]


def test_a_format_without_a_check(tree):
    tree.insert("src/mialit/cli/options.py", '    LATEX = "latex"\n', MEMBER)
    failed = tree.tests("tests/cli/test_every_format.py", "-k", "org or every", code=1)
    assert "test_every_command_with_formats_is_called" in failed
    assert "test_what_is_offered_is_printed[list-org]" in failed


def test_a_command(tree):
    tree.write("src/mialit/cli/commands/count.py", COMMAND)
    listed = '        "count": "Count the entries matching a query",\n'
    tree.insert("src/mialit/cli/commands/__init__.py", '    "Reading": {\n', listed)
    tree.insert("tests/cli/test_help.py", "COMMANDS = (\n", '    "count",\n')
    panels = '    "count": ("Arguments", "Choosing entries", "File", "Program"),\n'
    tree.insert("tests/cli/test_help.py", "PANELS = {\n", panels)
    tree.python("scripts/docs.py", "docs/cli.md")
    assert "## mialit count" in (tree.path / "docs/cli.md").read_text("utf-8")
    assert " passed" in tree.tests(
        "tests/cli/test_help.py", "-k", "count or left_out or every_command"
    )
    assert tree.changed == {
        "src/mialit/cli/commands/count.py", "src/mialit/cli/commands/__init__.py",
        "tests/cli/test_help.py", "docs/cli.md",
    }  # fmt: skip
    assert (
        tree.mialit("count", "year:2020")
        == f"{len(tree.mialit('list', 'year:2020').splitlines())}\n"
    )
    assert "Count the entries" in tree.mialit("--help")
