"""Environments of their own for mialit and for what it is measured against."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EMPTY = "empty_program"
PARSE = """import sys, bibtexparser
bibtexparser.parse_string(open(sys.argv[1], encoding="utf-8").read())"""

_EMPTY_PROGRAM = """import typer

app = typer.Typer()


@app.command()
def one() -> None:
    pass


@app.command()
def two() -> None:
    pass
"""
_LAUNCHER = """#!{python}
import sys
from {module} import app
sys.exit(app())
"""


class Command(NamedTuple):
    """A process to be measured.

    `cold` gives it an empty cache folder each time. `before` is done before each run, and takes
    none of its time.
    """

    words: tuple[str, ...]
    environment: dict[str, str]
    cold: bool = False
    before: Callable[[], object] = lambda: None


def environment(home: Path) -> dict[str, str]:
    """What a measured process sees: a home of its own, and compiled files are kept."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "XDG_CACHE_HOME": str(home / "cache"),
    }


def call(*words: str | Path, env: dict[str, str] | None = None) -> str:
    """The standard output of a process that has to succeed."""
    done = subprocess.run(
        list(map(str, words)), env=env, capture_output=True, text=True, timeout=3600, check=False
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise RuntimeError(f"{Path(words[0]).name}: {lines[-1] if lines else done.returncode}")
    return done.stdout


def _environment(folder: Path, *packages: str | Path) -> Path:
    """The folder of programs of a new virtual environment with *packages*, compiled by pip."""
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        call(sys.executable, "-m", "venv", folder)
        call(folder / "bin" / "pip", "install", "--quiet", "--compile", *packages, env=_pip())
        (folder / "done").touch()
    return folder / "bin"


def _pip() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def versions(bin_: Path, *names: str) -> dict[str, str]:
    """The versions of the packages called *names*."""
    frozen = call(bin_ / "pip", "list", "--format", "freeze", env=_pip()).splitlines()
    known = dict(line.split("==", 1) for line in frozen if "==" in line)
    lower = {name.lower(): version for name, version in known.items()}
    return {name: lower[name] for name in names if name in lower}


def mialit(work: Path) -> Path:
    """The folder of programs that has mialit, from a wheel built now, and the empty program."""
    shutil.rmtree(work / "wheel", ignore_errors=True)
    build = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w")
    call(*build, work / "wheel", ROOT, env=_pip())
    (wheel,) = (work / "wheel").glob("*.whl")
    bin_ = _environment(work / "mialit", wheel)
    again = ("install", "-q", "--compile", "--no-deps", "--force-reinstall")
    call(bin_ / "pip", *again, wheel, env=_pip())
    python = bin_ / "python"
    packages = Path(call(python, "-c", "import typer; print(typer.__path__[0])").strip()).parent
    (packages / f"{EMPTY}.py").write_text(_EMPTY_PROGRAM, encoding="utf-8")
    call(python, "-m", "py_compile", packages / f"{EMPTY}.py")
    launcher = bin_ / EMPTY
    launcher.write_text(_LAUNCHER.format(python=python, module=EMPTY), encoding="utf-8")
    launcher.chmod(0o755)
    return bin_


class Peer(NamedTuple):
    """A program that answers the same questions.

    `fed` installs nothing: it gives a list to the program and returns the command that searches
    it for words. `packages` are from PyPI; without any, `debian` is a package of Debian.
    """

    name: str
    packages: tuple[str, ...]
    debian: str
    fed: Callable[[Path, Path, Path], Callable[[Sequence[str]], Command]] | None = None


def installed(peer: Peer, work: Path) -> tuple[Path, str]:
    """The folder of *peer*'s program and its version. Raises RuntimeError or OSError."""
    if peer.packages:
        bin_ = _environment(work / peer.name, *peer.packages)
        return bin_, versions(bin_, peer.name)[peer.name]
    if shutil.which(peer.name) is None:
        call("apt-get", "install", "-y", "-qq", "--no-install-recommends", peer.debian)
    found = shutil.which(peer.name)
    if found is None:
        raise RuntimeError(f"{peer.debian} has no program {peer.name}")
    return Path(found).parent, call("dpkg-query", "-W", "-f", "${Version}", peer.debian).strip()


def _bibsearch(bin_: Path, home: Path, bib: Path) -> Callable[[Sequence[str]], Command]:
    env = environment(home)
    if not (home / ".bibsearch").exists():
        call(bin_ / "bibsearch", "add", bib, env=env)
    return lambda words: Command((str(bin_ / "bibsearch"), "search", *words), env)


def _papis(bin_: Path, home: Path, bib: Path) -> Callable[[Sequence[str]], Command]:
    env = environment(home) | {"PAPIS_CONFIG_DIR": str(home / "config")}
    library = home / "library"
    if not library.exists():
        library.mkdir()
        (home / "config").mkdir(exist_ok=True)
        (home / "config" / "config").write_text(
            f"[settings]\ndefault-library = b\n[b]\ndir = {library}\n", encoding="utf-8"
        )
        call(bin_ / "papis", "bibtex", "read", bib, "import", "--all", env=env)
    return lambda words: Command(
        (str(bin_ / "papis"), "list", "--all", "--format", "{doc[title]}", " ".join(words)), env
    )


def _pubs(bin_: Path, home: Path, bib: Path) -> Callable[[Sequence[str]], Command]:
    env = environment(home)
    if not (home / "pubs").exists():
        call(bin_ / "pubs", "init", "-p", home / "pubs", env=env)
        call(bin_ / "pubs", "import", bib, env=env)
    return lambda words: Command(
        (str(bin_ / "pubs"), "list", *(f"title:{word}" for word in words)), env
    )


def _cobib(bin_: Path, home: Path, bib: Path) -> Callable[[Sequence[str]], Command]:
    env = environment(home)
    settings = home / ".config" / "cobib" / "config.py"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(
            "from cobib.config import config\n"
            f"config.database.file = {str(home / 'database.yaml')!r}\n",
            encoding="utf-8",
        )
        call(bin_ / "cobib", "init", env=env)
        call(bin_ / "cobib", "add", "-b", bib, env=env)
    return lambda words: Command((str(bin_ / "cobib"), "search", *words), env)


PEERS = {
    "papis": Peer("papis", ("papis",), "", _papis),
    "bibsearch": Peer("bibsearch", ("bibsearch",), "", _bibsearch),
    "pubs": Peer("pubs", ("pubs", "bibtexparser<2", "pyparsing"), "", _pubs),
    "cobib": Peer("cobib", ("cobib",), "", _cobib),
    "bibtool": Peer("bibtool", (), "bibtool"),
    "bib2bib": Peer("bib2bib", (), "bibtex2html"),
}
