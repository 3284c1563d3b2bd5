"""Regenerates what the documents show of the program; `--check` tells whether all is current.

    python scripts/docs.py            writes what has changed
    python scripts/docs.py --check    exits 1, with a diff, when something is not current

Generated are

* docs/cli.md, whole, from the commands themselves (no help text is scraped: its line breaks
  depend on the terminal's width);
* docs/rules.md, whole, from the table of rules in `mialit.rules`;
* in every document, each block after `<!-- output: COMMAND -->`, by running COMMAND;
* in docs/architecture.md the table between `<!-- modules -->` and `<!-- /modules -->`, from the
  layers in pyproject.toml and the modules' docstrings;
* docs/images/terminal.svg, a picture of real output.

`--check` also runs every `mialit` line in the documents' `sh` blocks, and fails where one ends
with another exit code than 0: an example has an answer. One that is to have none says so in a
comment at its end, `# exit 1`; above an output that ends with another code than 0 stands
`<!-- output, exit CODE: COMMAND -->`.

Commands run in a scratch folder with a list, one folder a block, without a terminal. Examples ask
papers.bib. What is shown comes of tests/fixtures/frozen/, a list that stays as it is: a paper more
in papers.bib changes no document. So that a block shows what a person sees, a `list`, `search`,
`fields`, `stats` or `matrix` that states no format is run with `--format table` added.

Versions of rich differ in the picture's markup and in how far the rule below a table's head
reaches. So of the picture only the text is compared, blanks left out, and every rule counts as
one long; what is the same in this sense is not written anew. Any Python and rich that
pyproject.toml allows will do. Delete the picture to have it redrawn.
"""

import ast
import difflib
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import typer
import typer.main

from mialit import errors
from mialit.cli import app
from mialit.errors import ExitCode, MialitError
from mialit.lint import RULES
from mialit.render.columns import PLAIN

ROOT = Path(__file__).parents[1]
# What is shown is of a list that stays as it is, so that a paper more changes no document.
SHOWN = ROOT / "tests" / "fixtures" / "frozen"
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
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
_MODULES = re.compile(r"(?s)(?<=<!-- modules -->\n).*?(?=<!-- /modules -->)")
_RULE = re.compile("\N{BOX DRAWINGS LIGHT HORIZONTAL}+")
_TABLE = re.compile(
    r"mialit (?:list|search|fields|stats|matrix)\b(?!.*(?:\||--format|--json|--count|--cell| -f ))"
)

# What the exception classes of mialit.errors do not say.
_EXIT_CODES = {
    ExitCode.DONE: "Done. Warnings about the file, and a closed pipe (`| head`), leave it 0.",
    ExitCode.INTERNAL: "A fault of mialit's own; the message says how to report it.",
    ExitCode.INTERRUPTED: "Interrupted (Ctrl-C).",
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
```

An error or a warning ends `lint` with exit code 1; a note does not. `--fix` mends what can be
mended without changing what an entry says, through edits of single places: nothing else of the
file moves. It goes on until nothing changes any more. `--diff` shows the same and writes nothing.

A finding is a line `file:line:column: rule message`; `--format json` also has its severity, the
place where it ends, offsets, the entry's key and whether it can be fixed; `--format github` makes
annotations of a workflow.

## Which rules run

* `--select` names rules that run alone, `--ignore` rules that do not.
* The vocabulary beside a .bib file can switch a rule off, with a reason, and says what the list
  asks for beyond that: see [vocabulary.md](vocabulary.md#lint). A rule that is selected by name
  runs all the same.
* A file without a vocabulary of its own is read with the bundled one, but not held against it:
  the rules marked *own vocabulary* do not run, and `missing-field` looks for the fields of the
  entry's type alone.

"""

_FORMATS = """\
## Formats

`auto` is a table on a terminal and TSV elsewhere. Messages, warnings and the line that closes a
table go to standard error; standard output has the answer alone. Every format is valid when
nothing is found.

* `table`: fitted to the terminal's width; columns of lesser use go first. Below 40 columns it is
  one block a record. Off a terminal, and without `COLUMNS`, it is as wide as it takes.
* `tsv`: no head, one line an entry, with the columns {columns}.
* `csv`: the same columns with a head. A cell that a spreadsheet would run as a formula gets a `'`
  before it.
* `json`: an array; `jsonl`: one document a line. The keys of an entry are {keys}; further fields
  of the vocabulary follow. `search` adds `score` (0 to 100) and `matches`, `show --json` adds
  `fields` and `bibtex`. Absent values are `null` or `[]`. Later versions only add keys.
* `latex`: a longtable for booktabs with `\\cite`; a comment says which packages it needs.
* `md`: a Markdown table. `keys`: one citation key a line. `bib`: BibTeX, as
  `export --full` writes it.

`--columns` chooses the columns of tables, TSV, CSV, Markdown and LaTeX, and the keys of JSON.
What `stats` and `matrix` print in each format stands in [stats.md](stats.md).

## Environment

* `MIALIT_BIB`: the file to ask where `--bib` names none; several are separated as in `PATH`.
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
            sys.exit(f"exit {code}: {command}\n{text}\nmark it `output, exit {code}:`, or mend it")
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
        traits += ["own vocabulary"] if rule.needs_own_vocabulary else []
        parts.append(
            f"\n## {rule.name}\n\n*{', '.join(traits)}.* {rule.summary} {rule.why}\n"
            f"\nWrong:\n\n```bibtex\n{rule.wrong}\n```\n"
            f"\nRight:\n\n```bibtex\n{rule.right}\n```\n"
        )
    return "".join(parts)


def _described(name: str, command: Any) -> Iterator[str]:
    """One command's section, part by part."""
    yield f"## {name}\n"
    examples = ""
    for paragraph in (command.help or "").split("\n\n"):
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
    stated = f" Default: `{default}`." if isinstance(default, str) else ""
    return f"* {' '.join(names)}{f': {parameter.help}' if parameter.help else ''}{stated}\n"


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _meaning(code: ExitCode) -> str:
    if code in _EXIT_CODES:
        return _EXIT_CODES[code]
    (error,) = (
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, MialitError) and kind.exit_code is code
    )
    return (error.__doc__ or "").split("\n\n")[0]


def module_table() -> str:
    """The rooms as a picture, top first, and a paragraph for each: its package's docstring."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
    drawn = [" | ".join(layer.split(" | ")).center(28).rstrip() for layer in layers]
    arrow = "|".center(28).rstrip()
    parts = ["```text\n", f"\n{arrow}\n".join(drawn), "\n```\n"]
    for layer in layers:
        for name in layer.split(" | "):
            place = ROOT / "src" / "mialit" / name
            path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
            docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            shown = f"{name}/" if place.is_dir() else f"{name}.py"
            parts.append(f"\n**`{shown}`**: {docstring.strip()}\n")
    return "".join(parts)


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


_PAGES = {"docs/cli.md": command_page, "docs/rules.md": rules_page}


def generated() -> Iterator[tuple[str, str, str]]:
    """Each file that is generated, wholly or in part: its name, its text, and what it should be."""
    table = module_table()
    for name in DOCUMENTS:
        text = _text(name)
        page = _PAGES.get(name)
        wanted = page() if page else with_outputs(text)
        yield name, text, _MODULES.sub(lambda _: table, wanted)
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


def main() -> int:
    """Writes what has changed, or with `--check` says so. Returns the exit code."""
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        print(__doc__)
        return 2
    stale = [(name, text, wanted) for name, text, wanted in generated() if text != wanted]
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
    shown = (name for name in DOCUMENTS if name != "docs/cli.md")
    faults = [fault for name in shown for fault in failing_examples(name)]
    for fault in faults:
        print(fault)
    if stale:
        print("to mend: python scripts/docs.py")
    return 1 if stale or faults else 0


if __name__ == "__main__":
    sys.exit(main())
