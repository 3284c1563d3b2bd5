"""How much of a change to the code the tests notice: small random changes, one at a time.

    .venv/bin/python scripts/mutate.py                       # every room, 25 changes each, seed 1
    .venv/bin/python scripts/mutate.py --room lint --number 60 --seed 7

The work is done in a copy of the tracked files; the checkout is not touched. First the suite runs
once with coverage, so that for each line the tests that execute it are known, those of processes
they start among them. Then a room's changes are drawn with the seed, and for each the tests of its
line run until the first one fails. A change that no test notices is a survivor: it stands in the
output with its line, to be judged by a person (docs/testing.md). A change that makes the tests run
far longer than before counts as noticed.

Why not mutmut or cosmic-ray: both lack a drawing by room with a seed, and neither sees the lines
that run in processes which a test starts.
"""

import argparse
import ast
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src/mialit")
SLOWEST = 20.0  # how many times its usual duration, or seconds, a line's tests may take

SWAPS: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One change: the text from `start` to `end` (bytes of the file) becomes `new`."""

    file: Path
    line: int
    last: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        shown = " ".join(self.old.split()), " ".join(self.new.split())
        return f"{self.file}:{self.line}: {shown[0][:90]}  ->  {shown[1][:90]}"


def changes(file: Path, root: Path) -> Iterator[Change]:
    """All changes of *file* (relative to *root*) that are drawn from, in the order of the file."""
    source = (root / file).read_text(encoding="utf-8")
    offsets = [0]
    for line in source.encode().splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    data = source.encode()
    for node in _code(ast.parse(source)):
        for other in _variants(node):
            start = offsets[node.lineno - 1] + node.col_offset
            end = offsets[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            new = ast.unparse(other)
            if isinstance(node, ast.expr):
                new = f"({new})"
            last = node.end_lineno or node.lineno
            yield Change(file, node.lineno, last, start, end, data[start:end].decode(), new)


def _code(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The expressions and statements that run: no annotation, no type alias, no docstring."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for default in [*node.args.defaults, *node.args.kw_defaults]:
                if default is not None:
                    yield from _code(ast.Expression(default))
            yield from _code(ast.Module(node.body, []))
            continue
        if isinstance(node, ast.ClassDef):
            yield from _code(ast.Module(node.body, []))
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.AnnAssign):
            if node.value is not None:
                yield from _code(ast.Expression(node.value))
            continue
        if isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
            continue  # the words of a message are not behaviour
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        yield from _code(node)


def _variants(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """What a typing mistake could have made of *node*."""
    other = copy.deepcopy(node)
    match other:
        case ast.Compare(ops=[op]) if type(op) in SWAPS:
            other.ops = [SWAPS[type(op)]()]  # type: ignore[list-item]
            yield other
        case ast.BoolOp() | ast.BinOp() if type(other.op) in SWAPS:
            other.op = SWAPS[type(other.op)]()  # type: ignore[assignment]
            yield other
        case ast.UnaryOp(op=ast.Not()):
            yield other.operand
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.IfExp():
            other.body, other.orelse = other.orelse, other.body
            yield other
        case ast.If():
            pass  # its test is changed, and so are its statements
        case ast.Raise():
            yield ast.Pass()
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case _:
            pass


def rooms(root: Path) -> Mapping[str, Sequence[Path]]:
    """The files of each room: a package below the project's own, or a module beside them."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root / PACKAGE).parts
        found[parts[0].removesuffix(".py")].append(path.relative_to(root))
    return found


def draw(root: Path, room: str, number: int, seed: int) -> Sequence[Change]:
    """*number* changes of *room*, the same for the same code and seed; at most one a line."""
    chance = random.Random(f"{seed} {room}")
    all_ = [change for file in rooms(root)[room] for change in changes(file, root)]
    chance.shuffle(all_)
    drawn: dict[tuple[Path, int], Change] = {}
    for change in all_:
        if len(drawn) == number:
            break
        drawn.setdefault((change.file, change.line), change)
    return list(drawn.values())


_SETTINGS = """
[run]
source = src/mialit
relative_files = true
parallel = true
patch = subprocess
context = ${PYTEST_CURRENT_TEST-}
"""

# Runs the tests that are named in a file, those first that execute the least; without such a file
# it runs all, and notes those that fail.
_PLUGIN = """
import os

def pytest_runtest_logreport(report):
    if report.failed and "MUTATE_FAILED" in os.environ:
        with open(os.environ["MUTATE_FAILED"], "a", encoding="utf-8") as file:
            print(report.nodeid, file=file)

def pytest_collection_modifyitems(items):
    if "MUTATE_TESTS" not in os.environ:
        return
    with open(os.environ["MUTATE_TESTS"], encoding="utf-8") as file:
        order = {name: at for at, name in enumerate(file.read().splitlines())}
    items[:] = sorted((i for i in items if i.nodeid in order), key=lambda i: order[i.nodeid])
"""


def copied(place: Path) -> Path:
    """A copy of the tracked files, as they are now, in *place*; a repository of its own."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    subprocess.run(["git", "add", "-A"], cwd=place, check=True)
    return place


def pytest(root: Path, *words: str, env: Mapping[str, str], limit: float | None) -> int:
    """The exit code of the suite in *root* with *words*; 1 where it takes more than *limit* s."""
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "pytest", "-q", "--hypothesis-seed=0", *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, 9)
        process.wait()
        return 1


class Executed:
    """Which tests execute which lines."""

    def __init__(self, root: Path) -> None:
        """Runs the whole suite of *root* once."""
        import coverage

        settings = root / ".coveragerc-mutate"
        settings.write_text(_SETTINGS, encoding="utf-8")
        failed = root / "failed-unchanged"
        pytest(
            root, "-n", "auto", "-p", "mutate_plugin", "--cov", f"--cov-config={settings}",
            "--cov-context=test", "--cov-report=", env={"MUTATE_FAILED": str(failed)}, limit=None,
        )  # fmt: skip
        # Under coverage and on a busy machine a test may run out of time; it judges no change.
        self.left_out = set(failed.read_text("utf-8").splitlines()) if failed.exists() else set()
        data = coverage.CoverageData(str(root / ".coverage"))
        data.read()
        if not data.measured_files():
            raise SystemExit("the unchanged suite measured nothing; run it by hand to see why")
        self._tests: dict[str, Mapping[int, set[str]]] = {}
        self._weight: defaultdict[str, int] = defaultdict(int)
        for name in data.measured_files():
            by_line = {
                line: set(map(_nodeid, contexts)) - self.left_out - {""}
                for line, contexts in data.contexts_by_lineno(name).items()
            }
            self._tests[Path(name).as_posix()] = by_line
            for tests in by_line.values():
                for test in tests:
                    self._weight[test] += 1

    def tests(self, change: Change) -> Sequence[str]:
        """The tests to run for *change*, those that execute the least first.

        A line that runs while a module is imported belongs to all tests of the module.
        """
        by_line = self._tests.get(change.file.as_posix(), {})
        found: set[str] = set()
        for line in range(change.line, change.last + 1):
            found |= by_line.get(line, set())
        if not found:
            found = set().union(*by_line.values()) if by_line else set()
        return sorted(found, key=lambda test: (self._weight[test], test))


def _nodeid(context: str) -> str:
    """The test of a context such as `tests/test_x.py::test_y|run` or `... (call)`."""
    return context.rpartition("|")[0] if "|" in context else context.rpartition(" (")[0]


def noticed(root: Path, change: Change, tests: Sequence[str]) -> bool:
    """Whether one of *tests* fails with *change* in the copy *root*."""
    if not tests:
        return False
    path = root / change.file
    before = path.read_bytes()
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as names:
        names.write("\n".join(tests))
        names.flush()
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        try:
            path.write_bytes(before[: change.start] + change.new.encode() + before[change.end :])
            code = pytest(
                root, "-x", "-p", "mutate_plugin", "-p", "no:cacheprovider", *files,
                env={"MUTATE_TESTS": names.name}, limit=60 + SLOWEST * len(files),
            )  # fmt: skip
        finally:
            path.write_bytes(before)
    return code != 0


def main() -> None:
    """Draws, runs, and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--room", action="append", help="a package or module; several: repeat it")
    parser.add_argument("--number", type=int, default=25, help="changes drawn for each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="write every change and its result to this file")
    asked = parser.parse_args()
    chosen = asked.room or [room for room in rooms(ROOT) if room not in ("__init__", "__main__")]

    with tempfile.TemporaryDirectory(prefix="mutate-") as place:
        copies = [copied(Path(place, f"copy-{number}")) for number in range(asked.jobs)]
        for each in copies:
            (each / "mutate_plugin.py").write_text(_PLUGIN, encoding="utf-8")
        executed = Executed(copies[0])
        free = list(copies)

        def judge(change: Change) -> bool:
            mine = free.pop()
            try:
                return noticed(mine, change, executed.tests(change))
            finally:
                free.append(mine)

        results = []
        for test in sorted(executed.left_out):
            print(f"left out, fails without a change: {test}")
        print(f"seed {asked.seed}, {asked.number} changes a room\n")
        print("| room | changes | noticed | share |\n|---|--:|--:|--:|")
        started = time.monotonic()
        for room in chosen:
            drawn = draw(copies[0], room, asked.number, asked.seed)
            with ThreadPoolExecutor(asked.jobs) as pool:
                outcome = list(zip(drawn, pool.map(judge, drawn), strict=True))
            good = sum(seen for _, seen in outcome)
            share = f"{good / len(drawn):.2f}" if drawn else "-"
            print(f"| {room} | {len(drawn)} | {good} | {share} |", flush=True)
            for change, seen in outcome:
                if not seen:
                    print(f"<!-- {change} -->", flush=True)
            results += [(room, change, seen) for change, seen in outcome]
    print(f"\nsurvivors ({time.monotonic() - started:.0f} s):")
    for _, change, seen in results:
        if not seen:
            print(f"  {change}")
    if asked.json:
        rows = [{"room": room, "change": str(c), "noticed": seen} for room, c, seen in results]
        asked.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
