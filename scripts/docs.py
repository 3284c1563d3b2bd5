"""Regenerates what the documents show of the program; `--check` tells whether all is current.

    python scripts/docs.py [FILE...]            writes what has changed
    python scripts/docs.py --check [FILE...]    exits 1, with a diff, when something is not current

FILEs are names such as docs/rules.md; without any, all documents are meant.

Generated are

* docs/cli.md, whole, from the commands themselves (no help text is scraped: its line breaks
  depend on the terminal's width);
* docs/rules.md, whole, from the rules in `mialit.lint.rules`, with the comparison in bench/lint/
  (compared.md, written by hand, and counts.md, which bench/lint/run.py writes) at its end;
* docs/check.md, whole, from the rules in `mialit.checking.rules`;
* .github/ISSUE_TEMPLATE/paper.yml, the form with which a person proposes a paper, from papers.toml;
* in every document, each block after `<!-- output: COMMAND -->`, by running COMMAND;
* in docs/json.md the tables between `<!-- schema -->` and `<!-- /schema -->`, from the JSON Schema;
* in docs/architecture.md the rooms between `<!-- rooms -->` and `<!-- /rooms -->`, from the layers
  in pyproject.toml and the packages' docstrings;
* between `<!-- papers -->` and `<!-- /papers -->`, how many papers papers.bib has, in hundreds;
* docs/images/terminal.svg, a picture of real output.

`--check` also runs every `mialit` line in the documents' `sh` blocks, and fails where one ends
with another exit code than 0: an example has an answer. One that is to have none says so in a
comment at its end, `# exit 1`; above an output that ends with another code than 0 stands
`<!-- output, exit CODE: COMMAND -->`.

Commands run in a scratch folder with a list and a manuscript, one folder a block, without a
terminal. Examples ask papers.bib. What is shown comes of tests/fixtures/frozen/, a list that stays
as it is: a paper more in papers.bib changes no document. So that a block shows what a person sees,
a `list`, `search`, `fields`, `stats` or `matrix` that states no format is run with `--format table`
added.

Versions of rich differ in the picture's markup and in how far the rule below a table's head
reaches. So of the picture only the text is compared, blanks left out, and every rule counts as
one long; what is the same in this sense is not written anew. Any Python and rich that
pyproject.toml allows will do. Delete the picture to have it redrawn.
"""

import ast
import difflib
import html
import inspect
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import typer
import typer.main

from mialit import errors
from mialit.bibtex.reader import read
from mialit.checking.rules import FIXED, OF_SYNTAX
from mialit.checking.rules import RULES as CHECKED
from mialit.cli import app
from mialit.errors import ExitCode, MialitError
from mialit.lint import RULES
from mialit.render.columns import PLAIN
from mialit.render.json_schema import schema, tables
from mialit.vocabulary.model import Vocabulary
from mialit.vocabulary.toml_reader import parse

ROOT = Path(__file__).parents[1]
# A manuscript to check, beside it.
MANUSCRIPT = ROOT / "tests" / "fixtures" / "manuscript"
EXAMPLE = ROOT / "examples" / "paper"
# What is shown is of a list that stays as it is, so that a paper more changes no document.
SHOWN = ROOT / "tests" / "fixtures" / "frozen"
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
ISSUE_FORM = ".github/ISSUE_TEMPLATE/paper.yml"
PICTURE = "docs/images/terminal.svg"
PICTURED = (
    "mialit list --year 2020 --knowledge white-box",
    'mialit search "label onyl atack"',
)
PICTURE_WIDTH = 124
WIDTH = 100

_OUTPUT = re.compile(
    r"(?ms)^<!-- output(?:, exit (?P<code>\d))?: (?P<command>[^\n]+) -->\n```console\n.*?^```$"
)
_SHELL = re.compile(r"(?ms)^```sh\n(?P<lines>.*?)^```$")
_CALL = re.compile(r"[^#]*(?<!/)\bmialit ")
_MARK = re.compile(r"# exit (?P<code>\d)\b")
_ROOMS = re.compile(r"(?s)(?<=<!-- rooms -->\n).*?(?=<!-- /rooms -->)")
_SCHEMA = re.compile(r"(?s)(?<=<!-- schema -->\n).*?(?=<!-- /schema -->)")
_PAPERS = re.compile(r"(?<=<!-- papers -->).*?(?=<!-- /papers -->)")
_RULE = re.compile("\N{BOX DRAWINGS LIGHT HORIZONTAL}+")
_TABLE = re.compile(
    r"mialit (?:list|search|fields|stats|matrix)\b(?!.*(?:\||--format|--json|--count|--cell| -f ))"
)

# What the exception classes of mialit.errors do not say.
_EXIT_CODES = {
    ExitCode.DONE: "Done. Warnings about the file, and a closed pipe (`| head`), leave it 0.",
    ExitCode.INTERNAL: "An internal error of mialit; the message says how to report it.",
    ExitCode.INTERRUPTED: "Interrupted (Ctrl-C).",
}

# The form's head, and what it asks: the kind of question, its description and further settings.
# What a vocabulary declares has its label and values from there.
_FORM = """\
# Made of papers.toml by scripts/docs.py.
name: A paper for the list
description: Propose a paper that is not listed yet.
title: "Paper: "
body:
  - type: markdown
    attributes:
      value: |
        `mialit search TITLE` says whether the paper is listed. What is stated here has to stand in
        a public source: see the rules of evidence in docs/data.md.
"""
_ASKED: dict[str, tuple[str, str, dict[str, str]]] = {
    "bibtex": (
        "textarea",
        "One entry, from the publisher or the proceedings, DBLP or arXiv; of a published paper "
        "that of the publication. All authors, with their names in full.",
        {"label": "BibTeX", "render": "bibtex", "required": "true"},
    ),
    "kind": (
        "dropdown",
        "What the paper proposes; several where it is both.",
        {"multiple": "true", "required": "true"},
    ),
    "knowledge": (
        "dropdown",
        "What the attacker has: queries, scores or labels are black-box; gradients, parameters and "
        "activations are white-box. Not for surveys.",
        {"multiple": "true"},
    ),
    "target": (
        "dropdown",
        "The models that are attacked or defended. If none fits, choose none and say below what "
        "the paper calls them. Not for surveys.",
        {"multiple": "true"},
    ),
    "code": ("input", "Addresses of the authors' code, separated by blanks.", {}),
    "formerly": ("input", "An earlier title of the same paper, such as its preprint's.", {}),
    "sources": (
        "textarea",
        "For each statement the document in which it stands: authors, title, year and venue; kind, "
        "knowledge and target, with the sentence or the section; the code.",
        {"label": "Where each statement stands", "required": "true"},
    ),
}

_PREFACE = """\
# Commands

Every command, its arguments and its options. This page is generated from the program by
`scripts/docs.py`; `mialit COMMAND --help` shows the same. [query.md](query.md) describes the
queries.
"""

_RULES_PREFACE = """\
# Rules

What `mialit lint` looks for. This page is generated from the program by `scripts/docs.py`.

```sh
mialit lint
mialit lint --diff
mialit lint --select page-dash,title-end --format json
mialit lint --statistics
```

With an error or a warning, `lint` ends with exit code 1; notes do not count. `--fix` corrects what
can be corrected without changing what an entry says. It edits single spans, leaves the rest of the
file as it is, and repeats until nothing changes any more. `--diff` shows the same changes and
writes nothing.

A finding is a line `file:line:column: rule message`; a terminal shows the findings of each file
below its name, in colour, with the rule at the end of the line and `*` where `--fix` corrects it.
`--statistics` counts by rule instead, also with `--json`.

* `--format json` adds severity, where the finding ends, offsets, the entry's key and whether it can
  be fixed.
* `--format errorformat` is for editors and prints `file:line:column: severity: message [rule]`, as
  gcc does: in Vim, `:set errorformat=%f:%l:%c:\\ %t%*[^:]:\\ %m` and
  `:cexpr system('mialit lint --format errorformat refs.bib')`.
* `--format github` prints annotations for a hosted workflow.

## Which rules run

* `--select` names the only rules to run, `--ignore` rules not to run.
* The vocabulary beside a .bib file can switch a rule off, with a reason, and says which fields the
  list asks for: see [vocabulary.md](vocabulary.md#lint). A rule selected by name runs even if it is
  switched off.
* A file without a vocabulary of its own is not checked against the bundled one: the rules marked
  *needs a vocabulary* do not run, and `missing-field` checks only the fields of the entry's type.

"""

_CHECK_PREFACE = """\
# Checking a manuscript

`mialit check` holds the references of a manuscript against the list, offline. This page is
generated from the program by `scripts/docs.py`.

```sh
mialit check refs.bib
mialit check paper.tex --uncited
mialit check paper.aux --select stale-preprint,undefined-key
mialit check refs.bib --missing "label-only year:2021.."
mialit check draft.bib --json # exit 1
```

[before-submission.md](before-submission.md) has an example, and says how what is found is corrected
(`--fix`), how entries get the list's keys (`--keys`), and how the check runs in a repository.

A manuscript is named by its .bib files, or by a .tex, .aux or .bcf, which lead to them; `-` is a
.bib file on standard input. `--bib` names the list, as everywhere. A `papers.bib` in the folder
is the list too, unless it is the manuscript itself: then the list is that of the configuration or
the bundled one. Where the list named is the manuscript itself, a note says so.

<!-- output, exit 1: mialit check draft.bib -->
```console
```

A finding is a line `file:line:column: rule message`, of which the message begins with the
entry's key; formats, `--select`, `--ignore` and `--statistics` are those of [lint](rules.md).
JSON has, besides, the key of the listed paper (`paper`), the `field`, what the list `has` and what
the manuscript `says`. With an error or a warning the exit code is 1, notes do not count; 2 is wrong
usage, 3 a file that cannot be read.

*Outdated* and *differs* are said of the list: it may be the list that is wrong or late. A paper
that the list does not have is *unknown to the list*, which says nothing against it and is silent
unless `--unknown` asks.

## Which paper an entry is

Neither a title nor an identifier makes an entry a listed paper by itself: two of title, people
and identifier (DOI or arXiv) have to name it. Where they name two papers, it is the one for which
more speaks, and an identifier of the other one is reported.

* Titles compare without case, accents, hyphens, braces and punctuation; earlier titles
  (`formerly`) count.
* An identifier confirms a near title with other people (`authors-differ`) and the same people with
  another title (`title-differs`). With neither, the entry is some other work that carries a wrong
  identifier: only that is reported.
* A title of four words and more that is the same, with nobody of the paper's people, is the paper
  only where venue and year are the paper's too, or where its people are all those of another
  listed paper, and no DOI and no arXiv identifier says otherwise. Else it is another paper, or one
  that nobody can tell from another: of a preprint whose authors are all invented, and that has no
  identifier, the list knows nothing.
* A near title without an identifier is the paper where at least two thirds of the people are the
  same, within a year, and five of six letters of the title. Where the people are all the same, one
  word may differ, or two where venue and year are the same as well. A near title by other people is
  another paper.
* Theses, books and proceedings are matched by identifiers alone.

## What is silent

`and others` behind the first authors in their order; initials; any declared spelling of a venue,
with years, ordinals, places and volumes around it, and its words cut short; the preprint's
identifier beside the publication; a preprint cited as one where the list knows no publication;
any dash between pages, an article's number; accents written in LaTeX or lost, ü as ue; names in
either order, with or without particles and hyphens; a DOI in any writing, arXiv's own DOIs; the
year of the first appearance online of a paper without a preprint; capitals, formulas, full stops,
and remarks such as `(extended version)` behind a title.

One cause is one finding: `stale-preprint`, `not-published` and `venue-differs` explain venue,
year, pages and DOI. A missing subtitle is a note.

## What is missing

`--missing QUERY` lists the listed papers that match a [query](query.md) and that the manuscript
does not have, or, where a .tex, .aux or .bcf is named, does not cite. It prints them as `list`
does, with the formats text (as `list` prints by itself), table and JSON, and ends as `list` does:
with 0 where there are such papers, and with 1 where there are none.

```sh
mialit check refs.bib --missing "label-only year:2021.." | cut -f1 | mialit export -
```

## Rules

| Rule | Severity | Fixed | What it finds |
| --- | --- | --- | --- |
"""

_SYNTAX_RULES = """
## Rules of syntax

What is wrong with the manuscript's file as BibTeX is reported by the rules of `lint`: {rules}.
Where the file looks sound, it is not read for them.
"""

_FORMATS = """\
## Formats

`auto` is a table on a terminal and TSV elsewhere. Messages, warnings and the closing line of a
table go to standard error; standard output has only the answer. Every format is valid when nothing
is found. Each command's `--help` lists the formats it has.

* `table`: fitted to the terminal's width; less useful columns are dropped first. Below 40 columns
  each entry is a block of lines. In a pipe, and without `COLUMNS`, it is as wide as needed.
* `tsv`: no head, one line per entry, with the columns {columns}.
* `csv`: the same columns with a head. A cell that a spreadsheet would run as a formula is prefixed
  with `'`.
* `json`: an array; `jsonl`: one document per line. The keys of an entry are {keys}; further fields
  of the vocabulary follow. `search` adds `score` (0 to 100) and `matches`, `show --json` adds
  `fields` and `bibtex`. Absent values are `null` or `[]`. Later versions only add keys.
* `latex`: a longtable for booktabs with `\\cite`; a comment says which packages it needs.
* `md`: a Markdown table. `keys`: one citation key per line. `bib`: BibTeX, as `export --full`
  writes it.

`--columns` selects the columns of tables, TSV, CSV, Markdown and LaTeX, and the keys of JSON.
[stats.md](stats.md) describes what `stats` and `matrix` print in each format.

## Environment

* `MIALIT_BIB`: the file to read without `--bib`; several are separated as in `PATH`.
* `MIALIT_QUIET`: any value but `0` leaves notes out, as `--quiet` does.
* `XDG_CONFIG_HOME`: where the folder of the [configuration](configuration.md) is, on Linux.
* `COLUMNS`: the width of tables, also in pipes.
* `NO_COLOR`, `FORCE_COLOR`, `TERM=dumb`: colours off, on, and no colours.
* `BROWSER`: the program that `open` starts.
"""


class Shell:
    """Runs the commands of one block in a scratch folder that holds the list of *place*."""

    def __init__(self, place: Path = SHOWN, **environment: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mialit-docs-")
        for name in ("papers.bib", "papers.toml"):
            shutil.copy(place / name, self._folder.name)
        shutil.copytree(EXAMPLE, Path(self._folder.name) / "examples" / EXAMPLE.name)
        programs = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
        self._environment = {
            "PATH": os.pathsep.join(programs),
            "HOME": self._folder.name,
            "TERM": "xterm-256color",
            "BROWSER": "true",
            "COLUMNS": str(WIDTH),
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",  # standard output and error in the order of writing
        } | environment
        if "PYTHONPATH" in os.environ:  # the program that runs here is the one that is shown
            self._environment["PYTHONPATH"] = os.environ["PYTHONPATH"]

    def __enter__(self) -> "Shell":
        return self

    def __exit__(self, *raised: object) -> None:
        self._folder.cleanup()

    def run(self, command: str) -> tuple[int, str]:
        """The exit code of *command* and all that it prints."""
        if "mialit check" in command:  # other commands may write a refs.bib of their own
            shutil.copytree(MANUSCRIPT, self._folder.name, dirs_exist_ok=True)
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=self._folder.name,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout


def as_on_terminal(command: str) -> str:
    """*command* so that it prints in a pipe the format that it has on a terminal."""
    return f"{command} --format table" if _TABLE.match(command) else command


def with_outputs(document: str) -> str:
    """*document* with the blocks after `<!-- output: ... -->` as the commands print them now."""

    def block(found: re.Match[str]) -> str:
        command = found["command"]
        with Shell(NO_COLOR="1") as shell:
            code, text = shell.run(as_on_terminal(command))
        if code != int(found["code"] or ExitCode.DONE):
            sys.exit(f"exit {code}: {command}\n{text}\nmark it `output, exit {code}:`, or fix it")
        mark = f", exit {code}" if code else ""
        lines = (line.rstrip() for line in text.rstrip().split("\n"))
        shown = "\n".join((f"$ {command}", *lines))
        wanted = f"<!-- output{mark}: {command} -->\n```console\n{shown}\n```"
        return found[0] if _RULE.sub("-", found[0]) == _RULE.sub("-", wanted) else wanted

    return _OUTPUT.sub(block, document)


def command_page() -> str:
    """docs/cli.md."""
    group = typer.main.get_command(app)
    # What a group lists and hands out are its commands, built when asked for.
    context: Any = typer.Context(group, info_name="mialit")
    names = group.list_commands(context)  # type: ignore[attr-defined]
    commands = [(name, group.get_command(context, name)) for name in names]  # type: ignore[attr-defined]
    parts = [_PREFACE, *_described("mialit", group)]
    parts.append("".join(f"* [{name}](#mialit-{name}): {it.short_help}\n" for name, it in commands))
    for name, command in commands:
        parts += _described(f"mialit {name}", command)
        for form in getattr(command, "list_commands", lambda _: ())(context):
            parts += _described(f"mialit {name} {form}", command.get_command(context, form))
    with Shell() as shell:
        _, text = shell.run("mialit list --json --limit 1")
    keys = [key for key in json.loads(text)[0] if key != "formerly"]
    parts.append(_FORMATS.format(columns=_listed(PLAIN), keys=_listed(keys)))
    parts.append("## Exit codes\n")
    parts.append("".join(f"* `{code.value}`: {_meaning(code)}\n" for code in ExitCode))
    return "\n".join(parts)


def rules_page() -> str:
    """docs/rules.md."""
    parts = [
        _RULES_PREFACE,
        "| Rule | Severity | Fixed | What it finds |\n| --- | --- | --- | --- |\n",
    ]
    for rule in RULES:
        fixed = "yes" if rule.fixable else ""
        link = f"[{rule.name}](#{rule.name})"
        parts.append(f"| {link} | {rule.severity} | {fixed} | {rule.summary} |\n")
    for rule in RULES:
        traits = [rule.severity.value]
        traits += ["fixable"] if rule.fixable else []
        traits += ["needs a vocabulary"] if rule.needs_own_vocabulary else []
        touched = ", ".join(
            f"`{name}`" if name.isidentifier() or "-" in name else name for name in rule.touches
        )
        parts.append(
            f"\n## {rule.name}\n\n*{', '.join(traits)}.* {rule.summary} {rule.why}"
            f"{f' Its fixes touch: {touched}.' if touched else ''}\n"
            f"\nWrong:\n\n```bibtex\n{rule.wrong}\n```\n"
            f"\nRight:\n\n```bibtex\n{rule.right}\n```\n"
        )
    compared = (ROOT / "bench" / "lint" / name for name in ("compared.md", "counts.md"))
    parts += ["\n", *(path.read_text("utf-8") for path in compared)]
    return "".join(parts)


def check_page() -> str:
    """docs/check.md."""
    parts = [with_outputs(_CHECK_PREFACE)]
    parts += [
        f"| [{it.name}](#{it.name}) | {it.severity} | {fixed} | {it.summary} |\n"
        for it in CHECKED
        for fixed in ("yes" if it.name in FIXED else "",)
    ]
    for rule in CHECKED:
        parts.append(
            f"\n## {rule.name}\n\n*{rule.severity}.* {rule.summary} {rule.why}\n"
            f"\nFound:\n\n```bibtex\n{rule.wrong}\n```\n"
            f"\nSilent:\n\n```bibtex\n{rule.right}\n```\n"
        )
    parts.append(
        _SYNTAX_RULES.format(rules=", ".join(f"[{it}](rules.md#{it})" for it in OF_SYNTAX))
    )
    return "".join(parts)


def _described(name: str, command: Any) -> Iterator[str]:
    """One command's section, part by part."""
    yield f"## {name}\n"
    examples = ""
    text = command.callback.__doc__ if command.callback else command.package.HELP
    for paragraph in inspect.cleandoc(text or "").split("\n\n"):
        if paragraph.startswith("\b"):
            examples = paragraph.lstrip("\b\n")
        else:
            yield f"{paragraph}\n"
    usage = command.collect_usage_pieces(typer.Context(command, info_name=name))
    yield f"```text\n{' '.join((name, *usage))}\n```\n"
    panels: dict[str, list[str]] = {}
    for parameter in command.params:
        argument = parameter.param_type_name == "argument"
        panel = "Arguments" if argument else parameter.rich_help_panel or "Options"
        panels.setdefault(panel, []).append(_parameter(parameter))
    for panel, lines in panels.items():
        yield f"{panel}:\n\n{''.join(lines)}"
    if examples:
        yield f"Examples:\n\n```sh\n{examples}\n```\n"


def _parameter(parameter: Any) -> str:
    metavar = parameter.metavar or "|".join(map(str, getattr(parameter.type, "choices", ())))
    names = [f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts)]
    if parameter.param_type_name == "argument":
        names = []
    if metavar:
        names.append(f"`{metavar}`")
    default = parameter.default
    stated = f" Default: `{default}`." if isinstance(default, str) and default else ""
    return f"* {' '.join(names)}{f': {parameter.help}' if parameter.help else ''}{stated}\n"


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _meaning(code: ExitCode) -> str:
    if code in _EXIT_CODES:
        return _EXIT_CODES[code]
    (error,) = (
        kind
        for kind in vars(errors).values()
        # Stated by the class itself: a special case of it ends the process alike.
        if isinstance(kind, type)
        and issubclass(kind, MialitError)
        and vars(kind).get("exit_code") is code
    )
    return (error.__doc__ or "").split("\n\n")[0]


def rooms() -> str:
    """The rooms as a picture, top first, and a paragraph for each: its package's docstring."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
    floors = [layer.split(" | ") for layer in layers]
    parts = [f"```text\n{picture_of(floors)}```\n"]
    for name in chain.from_iterable(floors):
        shown = f"{name}/" if _package(name).name == "__init__.py" else f"{name}.py"
        parts.append(f"\n**`{shown}`** {_docstring(name)}\n")
    return "".join(parts)


def list_size() -> str:
    """How many entries papers.bib has; of more than a hundred the hundreds that it exceeds."""
    number = sum(1 for _ in read((ROOT / "papers.bib").read_bytes(), "papers.bib").entries)
    hundreds = (number - 1) // 100 * 100
    return f"more than {hundreds}" if hundreds > 0 else str(number)


def schema_tables() -> str:
    """The definitions of the JSON Schema, those of no list's own fields among them."""
    return "\n" + "".join(tables(schema(Vocabulary()))) + "\n"


def picture_of(floors: Sequence[Sequence[str]]) -> str:
    """The rooms, top first, each with what it is for and the numbers of the rooms it imports.

    A dot is a room that it may import and does not.
    """
    floor = {name: number for number, names in enumerate(floors) for name in names}
    width, thought = max(map(len, floor)), max(len(_thought(name)) for name in floor)
    lines = [f"{'':{width + thought + 8}}imports"]
    for number, name in enumerate(floor, 1):
        used = _imported(name)
        marks = ""
        for at, other in enumerate(floor, 1):
            may = "." if floor[other] > floor[name] else ""
            marks += f"{at if other in used else may:>3}"
        lines.append(f"{number:2}  {name:{width}}  {_thought(name):{thought}}{marks}")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _package(name: str) -> Path:
    """The file with the docstring of the room *name*."""
    folder = ROOT / "src" / "mialit" / name
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def _docstring(name: str) -> str:
    return (ast.get_docstring(ast.parse(_package(name).read_text("utf-8"))) or "").strip()


def _thought(name: str) -> str:
    """What the room is for: its docstring up to the first colon or full stop."""
    return re.split(r"[:.](?:\s|$)", _docstring(name), maxsplit=1)[0].replace("`", "")


def _imported(name: str) -> set[str]:
    """The other rooms whose modules the room *name* imports, at its head or inside functions."""
    path = _package(name)
    files = path.parent.rglob("*.py") if path.name == "__init__.py" else [path]
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "mialit":
                inner = (node.module or "").split(".")[1:]
                found |= {inner[0]} if inner else {alias.name for alias in node.names}
    return found - {name}


def picture() -> str:
    """An SVG of a terminal that shows the answers to PICTURED."""
    from rich.console import Console
    from rich.text import Text

    console = Console(
        record=True,
        file=io.StringIO(),
        width=PICTURE_WIDTH,
        force_terminal=True,
        legacy_windows=False,
    )
    for number, command in enumerate(PICTURED):
        with Shell(FORCE_COLOR="1", COLORTERM="truecolor", COLUMNS=str(PICTURE_WIDTH)) as shell:
            _, text = shell.run(as_on_terminal(command))
        if number:
            console.print()
        console.print(Text.assemble(("$ ", "green"), (command, "bold")))
        for line in text.rstrip().split("\n"):
            console.print(Text.from_ansi(line.rstrip()), no_wrap=True, crop=False)
    svg = console.export_svg(title="mialit", unique_id="mialit")
    # Without the fonts that would be fetched from elsewhere, and without blanks at line ends.
    svg = re.sub(r"(?s)\s*@font-face \{.*?\}", "", svg)
    return "\n".join(line.rstrip() for line in svg.split("\n")).rstrip() + "\n"


def pictured_text(svg: str) -> str:
    """The text in a picture, without blanks."""
    texts = re.findall(r"(?s)<text class=\"[^\"]*(?<!-title)\"[^>]*>(.*?)</text>", svg)
    return _RULE.sub("-", "".join(html.unescape("".join(texts)).split()))


def issue_form() -> str:
    """The form of GitHub's with which a person proposes a paper; `mialit add` reads its answers."""
    vocabulary = parse((ROOT / "papers.toml").read_text("utf-8"), "papers.toml")
    parts = [_FORM]
    for name, (kind, description, settings) in _ASKED.items():
        spec = vocabulary.fields.get(name)
        label = spec.label if spec else settings["label"]
        lines = [
            f"  - type: {kind}",
            f"    id: {name}",
            "    attributes:",
            f"      label: {json.dumps(label)}",
            f"      description: {json.dumps(description)}",
        ]
        lines += (
            f"      {key}: {settings[key]}" for key in ("render", "multiple") if key in settings
        )
        if spec and kind == "dropdown":
            lines += ("      options:", *(f"        - {json.dumps(v.name)}" for v in spec.values))
        if "required" in settings:
            lines += ("    validations:", "      required: true")
        parts.append("".join(f"{line}\n" for line in lines))
    return "".join(parts)


_PAGES = {
    "docs/cli.md": command_page,
    "docs/rules.md": rules_page,
    "docs/check.md": check_page,
    ISSUE_FORM: issue_form,
}


def generated(names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each of the files *names*: its name, its text, and what it should be."""
    for name in names:
        if name == PICTURE:
            continue
        text = _text(name)
        page = _PAGES.get(name)
        wanted = page() if page else with_outputs(text)
        wanted = _PAPERS.sub(lambda _: list_size(), wanted)
        wanted = _SCHEMA.sub(lambda _: schema_tables(), wanted)
        yield name, text, _ROOMS.sub(lambda _: rooms(), wanted)
    if PICTURE not in names:
        return
    drawn, redrawn = _text(PICTURE), picture()
    current = pictured_text(drawn) == pictured_text(redrawn)
    yield PICTURE, drawn, drawn if current else redrawn


def _text(name: str) -> str:
    path = ROOT / name
    return path.read_text("utf-8") if path.exists() else ""


def failing_examples(name: str) -> list[str]:
    """The `mialit` lines of a document's `sh` blocks that do not work, with what they print."""
    with ThreadPoolExecutor() as pool:
        blocks = (found["lines"] for found in _SHELL.finditer(_text(name)))
        return [f"{name}: {fault}" for faults in pool.map(_faults, blocks) for fault in faults]


def _faults(block: str) -> list[str]:
    faults = []
    with Shell(ROOT, NO_COLOR="1") as shell:
        for line in filter(_CALL.match, block.splitlines()):
            mark = _MARK.search(line)
            code, text = shell.run(line)
            if code != (int(mark["code"]) if mark else ExitCode.DONE):
                faults.append(f"exit {code}: {line}\n{text}")
    return faults


def main(arguments: Sequence[str]) -> int:
    """Writes what has changed, or with `--check` says so. Returns the exit code."""
    check = "--check" in arguments
    every = [*DOCUMENTS, ISSUE_FORM, PICTURE]
    names = [word for word in arguments if word != "--check"] or every
    if not {*names} <= {*every}:
        print(__doc__)
        return 2
    stale = [(name, text, wanted) for name, text, wanted in generated(names) if text != wanted]
    if not check:
        for name, _, wanted in stale:
            path = ROOT / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, "utf-8")
            print(f"wrote {name}")
        return 0
    for name, text, wanted in stale:
        if name == PICTURE:
            print(f"{name}: shows another text than the program prints now")
            continue
        lines = (text.splitlines(keepends=True), wanted.splitlines(keepends=True))
        sys.stdout.writelines(difflib.unified_diff(*lines, name, f"{name} (as it should be)"))
    # The help's examples need files of their own: tests/cli/test_help.py and test_curating.py
    # run them.
    shown = (name for name in names if name not in ("docs/cli.md", ISSUE_FORM, PICTURE))
    failures = [failure for name in shown for failure in failing_examples(name)]
    for failure in failures:
        print(failure)
    if stale:
        print("to update them: python scripts/docs.py")
    return 1 if stale or failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
