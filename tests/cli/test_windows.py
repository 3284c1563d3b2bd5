"""Editing, writing and the cache as on Windows, as far as another system can act like it.

The program runs with the name of that system, without what only POSIX systems have, and where an
open or mapped file can be neither replaced nor removed. Hosted CI runs the suite on Windows itself.
"""

import ast
import json
import subprocess
import sys

import pytest

from door import ROOT, entry, environment, ok, write, write_curated

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="/proc says which files a process has open"
)

LIKE_WINDOWS = r"""
import fcntl, json, os, sys, tempfile, types
import mialit.cli.app  # and what it imports of Python's own, which looks for the system's name
import importlib, pkgutil, mialit.cli.commands, mialit.bibtex.reader, mialit.vocabulary.toml_reader
for each in pkgutil.iter_modules(mialit.cli.commands.__path__):
    importlib.import_module(f"mialit.cli.commands.{each.name}")
import mialit.page.document, mialit.storage.atomic_write, mialit.storage.cache_format
import mmap, rich.console, rich.table, subprocess

lock = fcntl.lockf
def locking(handle, mode, size):
    lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if mode == 2 else fcntl.LOCK_UN, size)
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2, LK_UNLCK=0)
for name in ("fcntl", "pty", "termios", "resource", "grp", "pwd"):
    sys.modules[name] = None
for name in ("geteuid", "getuid", "fchown", "chown", "listxattr", "setxattr", "mkfifo", "fork"):
    delattr(os, name)

def in_use(path):
    path = os.path.realpath(path)
    for each in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{each}") == path:
                return True
        except OSError:
            pass
    with open("/proc/self/maps") as maps:
        return any(line.rstrip().endswith(path) for line in maps)

def refusing(call):
    def checked(*paths, **more):
        if any(map(in_use, paths)):
            raise PermissionError(13, "The process cannot access the file", str(paths[0]))
        return call(*paths, **more)
    return checked
os.replace, os.rename, os.unlink, os.remove = map(
    refusing, (os.replace, os.rename, os.unlink, os.remove)
)

import stat
real = os.fstat, os.lstat, os.stat
def without_owner(call):
    def status(*given, **more):
        found = call(*given, **more)
        mode = stat.S_IFMT(found.st_mode) | (0o777 if stat.S_ISDIR(found.st_mode) else 0o666)
        values = list(found)
        values[0], values[4], values[5] = mode, 0, 0
        return os.stat_result(values, dict(
            st_mtime_ns=found.st_mtime_ns, st_ctime_ns=found.st_ctime_ns,
            st_atime_ns=found.st_atime_ns))
    return status
os.fstat, os.lstat, os.stat = map(without_owner, real)

if "NO_READING" in os.environ:
    mialit.bibtex.reader.read = None
if "SETTLED" in os.environ:
    mialit.storage.cache._SETTLED_NS = 0
sys.platform = "win32"
from mialit.cli import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["mialit", *words]
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
"""

LIST = "".join(
    entry(f"k{n}", {"title": f"Title {n}", "year": f"{2010 + n}", "pages": "1-2"}) for n in range(4)
)


def start(*commands, folder, env=None):
    own = {"XDG_CACHE_HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    (folder / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", LIKE_WINDOWS, json.dumps(commands)],
        cwd=folder,
        env=environment(own | (env or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(*commands, folder, env=None):
    """Each of *commands*, a list of words, in one process."""
    process = start(*commands, folder=folder, env=env)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    return out, err


@pytest.fixture
def both(tmp_path):
    """Two folders with the same list: one for the program as it is, one for it as on Windows."""
    folders = []
    for name in ("here", "there"):
        folder = tmp_path / name
        (folder / ".git").mkdir(parents=True)
        write_curated(folder, LIST)
        write(folder, entry("new", {"title": "Something new", "year": "2011"}), "new.bib")
        write(folder, entry("more", {"title": "A third thing", "year": "2012"}), "more.bib")
        write(folder, "old\n", "out")
        folders.append(folder)
    return folders


def contents(folder):
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.name not in (".git", "home", "tmp")
    }


WRITING = [
    ["set", "k1", "note=To read"],
    ["set", "k1", "target+=quantum models", "--declare"],
    ["add", "new.bib"],
    ["remove", "k0"],
    ["rename", "k1", "another"],
    ["merge", "k2", "k3", "--prefer", "k2"],
    ["sort", "--sort", "key", "--reverse"],
    ["import", "more.bib", "--into", "papers.bib"],
    ["lint", "--fix", "--select", "page-dash"],
    ["export", "k2", "-o", "refs.bib"],
    ["export", "k2", "-o", "out", "--force"],
    ["render", "html", "-o", "out", "--force"],
    ["render", "markdown", "-o", "papers.md"],
    ["set", "k2", "note=So"],
    ["render", "markdown", "-o", "papers.md", "--columns", "key"],
]


def test_what_writes_writes_the_same(both):
    here, there = both
    before = contents(here)
    for words in WRITING:
        ok(*words, cwd=here)
        after = contents(here)
        assert after != before, words
        before = after
    run(*WRITING, folder=there)
    assert contents(there) == contents(here)


def test_what_is_left_is_used_up(both):
    _, there = both
    names = set(contents(there))
    (there / ".papers.bib.mialit-new").write_bytes(b"half")
    run(["set", "k1", "note=To read"], folder=there)
    assert set(contents(there)) == names
    locks = list((there / "tmp" / "mialit-locks").iterdir())
    assert [path.stat().st_size for path in locks] == [0, 0]


def test_writers_at_once_lose_nothing(both):
    _, there = both
    writers = [start(["set", f"k{n}", f"note=Note {n}"], folder=there) for n in range(4)]
    for writer in writers:
        _, err = writer.communicate(timeout=120)
        assert writer.returncode == 0, err.decode()
    text = (there / "papers.bib").read_text()
    assert [f"{{Note {n}}}" in text for n in range(4)] == [True] * 4


@pytest.mark.parametrize("env", [{}, {"SETTLED": "1"}], ids=["by its content", "by its times"])
def test_the_cache_is_used(both, env):
    _, there = both
    words = ["list", "--json"]
    first, _ = run(words, folder=there, env=env)
    out, err = run(words, words, folder=there, env=env | {"NO_READING": "1"})
    assert (out, err) == (2 * first, b"")
    usage = json.loads(run(["cache", "path", "--json"], folder=there)[0])
    assert (usage["lists"], usage["leftovers"]) == (1, 0)
    run(["cache", "clear"], folder=there)
    assert not list((there / "home" / "mialit").iterdir())


# What Python has on POSIX systems alone; a test may use it in a function, but not to be loaded.
ABSENT_MODULES = {"fcntl", "pty", "termios", "resource", "grp", "pwd"}
ABSENT_NAMES = {"geteuid", "getuid", "fork", "mkfifo", "O_NOFOLLOW", "SIGKILL", "uname"}


def loaded(tree):
    """What is carried out when a module is loaded: all but the bodies of functions and `try`s."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield from (part for each in node.decorator_list for part in ast.walk(each))
        elif isinstance(node, ast.ClassDef):
            yield from loaded(node)
        elif not isinstance(node, ast.Try):
            yield from ast.walk(node)


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: path.stem)
def test_a_module_of_tests_loads_without_what_only_posix_has(path):
    for node in loaded(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not ABSENT_MODULES & {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module not in ABSENT_MODULES
        elif isinstance(node, ast.Attribute):
            assert node.attr not in ABSENT_NAMES
