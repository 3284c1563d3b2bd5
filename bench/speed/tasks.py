"""The tasks: what is measured, against what, and how long it may take."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import places
from measuring import measured
from places import Command

HERE = Path(__file__).parent
WORDS = ("membership", "unlearning")
YEAR = "2019"
EMPTY = "the empty Typer program"
PARSER = "a process that only calls `bibtexparser.parse_string`"
MILLION = 1_000_000
_PIECE = 1 << 20


class Task(NamedTuple):
    """A row of the table. `kind` is time, memory, limit (of MB) or growth."""

    name: str
    work: str
    against: str
    goal: float | None  # None: there is none
    kind: str
    commands: dict[str, Command]  # "mialit" and the others
    sizes: tuple[int, ...] = ()


class Changing:
    """A list in which another program changes one entry, and writes all of it anew.

    Each call adds a word to the title of the entry in the middle: no two texts are the same, and
    all that follows is shifted. As most programs do, a new file takes the place of the old one;
    or it is written *in_place*. The text is copied in pieces: what this process holds would count
    as memory of its children.
    """

    def __init__(self, path: Path, original: Path, size: int, *, in_place: bool = False) -> None:
        self.path = path
        self.original = original
        self.in_place = in_place
        self.words = 0
        self.place = _place_of_title(original, size // 2)

    def __call__(self) -> None:
        """Writes the next text, to the disk, so that nothing of it is left to do."""
        self.words += 1
        written = self.path if self.in_place else self.path.with_suffix(".new")
        with self.original.open("rb") as old, written.open("wb") as new:
            for start in range(0, self.place, _PIECE):
                new.write(old.read(min(_PIECE, self.place - start)))
            new.write(b"Revised " * self.words)
            shutil.copyfileobj(old, new, _PIECE)
            new.flush()
            os.fsync(new.fileno())
        written.replace(self.path)


def _place_of_title(bib: Path, number: int) -> int:
    """Where, in bytes, the title of an entry, counted from 0, begins in a list of corpora.py."""
    at, seen = 0, -2  # the first block is of strings
    with bib.open("rb") as lines:
        for line in lines:
            seen += line.startswith(b"@")
            if seen == number and line.startswith(b"  title"):
                return at + line.index(b"{") + 1
            at += len(line)
    raise ValueError(f"{bib} has no entry {number} with a title")


class Bench:
    """The tasks, made of what is installed."""

    def __init__(self, work: Path, wanted: Callable[[str, int | None], bool]) -> None:
        self.work = work
        self.wanted = wanted
        self.bin = places.mialit(work)
        self.env = places.environment(work / "home")
        self.missing: dict[str, str] = {}
        self.versions = places.versions(
            self.bin, "mialit", "typer", "bibtexparser", "rich", "rapidfuzz"
        )

    def corpus(self, size: int) -> Path:
        """The list of so many entries, made when first asked for."""
        path = self.work / "lists" / f"{size}.bib"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            # By a process of its own: what this one holds would count as memory of its children.
            with path.open("w", encoding="utf-8") as file:
                corpus = (sys.executable, HERE / "corpora.py", str(size))
                subprocess.run(corpus, stdout=file, check=True)
        return path

    def ours(self, *words: str, size: int | None = None, cold: bool = False) -> Command:
        """A command of mialit, on the bundled list or one of so many entries."""
        bib = () if size is None else ("--bib", str(self.corpus(size)))
        return Command((str(self.bin / "mialit"), *words, *bib), self.env, cold)

    def peer(self, name: str, size: int) -> Callable[[Sequence[str]], Command] | Path | None:
        """How to search with a peer, or its folder; None, with the reason noted, without it."""
        peer = places.PEERS[name]
        try:
            folder, self.versions[name] = places.installed(peer, self.work)
            if peer.fed is None:
                return folder
            return peer.fed(folder, self.work / "homes" / f"{name}-{size}", self.corpus(size))
        except (RuntimeError, OSError, KeyError, subprocess.TimeoutExpired) as error:
            self.missing[name] = str(error)
            return None

    def tasks(self) -> Iterator[Task]:
        """The tasks wanted, in the order of the table."""
        for name, make in self._makers().items():
            size = name.rpartition("-")[2]
            if self.wanted(name, int(size) if size.isdigit() else None):
                task = make(name)
                if task is not None:
                    yield task

    def _makers(self) -> dict[str, Callable[[str], Task | None]]:
        empty = self._empty("one")
        table = ("list", "--format", "table", "--limit", "20")
        makers: dict[str, Callable[[str], Task | None]] = {}

        def add(name: str, work: str, goal: float, *words: str, wide: bool = False) -> None:
            size = int(name.rpartition("-")[2]) if name[-1].isdigit() else None

            def make(name: str) -> Task:
                ours = self.ours(*words, size=size)
                if wide:
                    ours = ours._replace(environment=ours.environment | {"COLUMNS": "120"})
                return Task(name, work, EMPTY, goal, "time", {"mialit": ours, "empty": empty})

            makers[name] = make

        add("list-bundled", "bundled list, warm, `list` piped", 1.30, "list", "--year", YEAR)
        add("search-bundled", "bundled list, warm, `search` piped", 1.25, "search", *WORDS[:1])
        add("list-300", "300 entries, warm, `list` piped", 1.30, "list", "--year", YEAR)
        add("search-300", "300 entries, warm, `search` piped", 1.30, "search", *WORDS[:1])
        add("table-bundled", "bundled list as a table of 20 rows", 2.0, *table, wide=True)
        add("table-300", "300 entries as a table of 20 rows", 2.0, *table, wide=True)
        makers["search-peers-300"] = lambda name: self._searches(
            name, 300, ("papis", "bibsearch", "pubs", "cobib"), 0.50
        )
        makers["search-peers-5000"] = lambda name: self._searches(name, 5000, ("bibsearch",), 0.40)
        add("search-5000", "5,000 entries, warm, `search` of two words", 1.45, "search", *WORDS)
        makers["list-native-5000"] = lambda name: self._selection(name, 5000, "bibtool", 1.0)
        colds = {
            "cold-time-5000": 1.25,
            "cold-memory-5000": 1.3,
            "cold-time-100000": 0.75,
            "cold-memory-100000": 0.5,
        }
        for cold, goal in colds.items():
            makers[cold] = lambda name, goal=goal: self._cold(name, goal)
        makers["changed-5000"] = lambda name: self._changed(name, 5000, 0.35)
        makers["changed-in-place-5000"] = lambda name: self._changed(name, 5000, 0.35)
        makers["changed-100000"] = lambda name: self._changed(name, 100_000, 0.15)
        makers["list-native-100000"] = lambda name: self._selection(name, 100_000, "bib2bib", 0.10)
        add("search-100000", "100,000 entries, warm, `search` of two words", 6, "search", *WORDS)
        makers["completion"] = lambda name: self._completion(name, None, empty)
        makers["completion-5000"] = lambda name: self._completion(name, 5000, empty)
        makers["completion-names"] = self._names
        makers["help"] = lambda name: Task(
            name,
            "`mialit --help`",
            f"the help of {EMPTY}",
            1.25,
            "time",
            {"mialit": self.ours("--help"), "empty": self._empty("--help")},
        )
        few, many = (1_000, 10_000, 100_000), (10_000, MILLION)
        makers["growth-warm-100000"] = lambda name: self._growth(name, few, cold=False)
        makers["growth-cold-100000"] = lambda name: self._growth(name, few, cold=True)
        makers["growth-warm-1000000"] = lambda name: self._growth(name, many, cold=False)
        makers["growth-cold-1000000"] = lambda name: self._growth(name, many, cold=True)
        makers["search-list-5000"] = lambda name: Task(
            name,
            "5,000 entries, warm, `search`",
            "`list` of them that prints one line",
            1.5,
            "time",
            {
                "mialit": self.ours("search", *WORDS, size=5000),
                "list": self.ours("list", "--limit", "1", size=5000),
            },
        )
        makers["memory-warm-100000"] = lambda name: self._memory(name, 100_000, 400)
        makers["memory-warm-1000000"] = lambda name: self._memory(name, MILLION, 2_000)
        makers["memory-cold-1000000"] = lambda name: self._memory(name, MILLION, 2_000)
        makers["export-5000"] = lambda name: self._selection(name, 5000, "bib2bib", 2.0, "export")
        return makers

    def _searches(self, name: str, size: int, peers: Sequence[str], goal: float) -> Task | None:
        commands = {"mialit": self.ours("search", *WORDS, size=size)}
        for peer in peers:
            search = self.peer(peer, size)
            if callable(search):
                commands[peer] = search(WORDS)
        if len(commands) == 1:
            return None
        best = "the best of " if len(peers) > 1 else ""
        work = f"{size:,} entries, warm, `search` of two words"
        return Task(name, work, best + ", ".join(peers), goal, "time", commands)

    def _selection(
        self, name: str, size: int, peer: str, goal: float | None, command: str = "list"
    ) -> Task | None:
        folder = self.peer(peer, size)
        if not isinstance(folder, Path):
            return None
        bib, nowhere = str(self.corpus(size)), os.devnull
        words = {
            "bibtool": ("-q", "--", f'select{{year "{YEAR}"}}', "-o", nowhere, bib),
            "bib2bib": ("-q", "-c", f"year = {YEAR}", "-ob", nowhere, "-oc", nowhere, bib),
        }[peer]
        return Task(
            name,
            f"{size:,} entries, warm, `{command} --year` piped",
            f"{peer}'s selection of the same",
            goal,
            "time",
            {
                "mialit": self.ours(command, "--year", YEAR, size=size),
                peer: Command((str(folder / peer), *words), self.env),
            },
        )

    def _empty(self, *words: str, **environment: str) -> Command:
        return Command((str(self.bin / places.EMPTY), *words), self.env | environment)

    def _parser(self, bib: Path) -> Command:
        return Command((str(self.bin / "python"), "-c", places.PARSE, str(bib)), self.env)

    def _cold(self, name: str, goal: float) -> Task:
        _, kind, digits = name.split("-")
        size = int(digits)
        return Task(
            name,
            f"{size:,} entries, cold first run{'' if kind == 'time' else ': memory'}",
            PARSER,
            goal,
            kind,
            {
                "mialit": self.ours("list", "--year", YEAR, size=size, cold=True),
                "parse_string": self._parser(self.corpus(size)),
            },
        )

    def _changed(self, name: str, size: int, goal: float) -> Task:
        in_place = "in-place" in name
        bib = self.work / "lists" / f"{name}.bib"
        ours = self.ours("list", "--year", YEAR, "--bib", str(bib))
        change = Changing(bib, self.corpus(size), size, in_place=in_place)
        change()
        return Task(
            name,
            f"{size:,} entries, one of them changed since the last run"
            f"{', written in place' if in_place else ''}: `list --year` piped",
            PARSER,
            goal,
            "time",
            {"mialit": ours._replace(before=change), "parse_string": self._parser(bib)},
        )

    def _memory(self, name: str, size: int, limit: int) -> Task:
        cold = "cold" in name
        words = ("list", "--year", YEAR) if cold else ("search", *WORDS)
        asked = "cold first run" if cold else "warm, `search` of two words"
        return Task(
            name,
            f"{size:,} entries, {asked}: memory in MB",
            "a limit",
            limit,
            "limit",
            {"mialit": self.ours(*words, size=size, cold=cold)},
        )

    def _names(self, name: str) -> Task:
        ours = {"_MIALIT_COMPLETE": "complete_bash", "COMP_WORDS": "mialit l", "COMP_CWORD": "1"}
        program = places.EMPTY
        theirs = {"COMP_WORDS": f"{program} o", f"_{program.upper()}_COMPLETE": "complete_bash"}
        return Task(
            name,
            "completing the name of a command",
            f"the completion of {EMPTY}",
            1.25,
            "time",
            {
                "mialit": Command((str(self.bin / "mialit"),), self.env | ours),
                "empty": self._empty(COMP_CWORD="1", **theirs),
            },
        )

    def _completion(self, name: str, size: int | None, empty: Command) -> Task:
        asked = {
            "_MIALIT_COMPLETE": "complete_bash",
            "COMP_WORDS": "mialit list --venue I",
            "COMP_CWORD": "3",
        }
        if size:
            asked["MIALIT_BIB"] = str(self.corpus(size))
            measured(self.ours("list", "--count", size=size))
        else:
            measured(self.ours("list", "--count"))
        ours = Command((str(self.bin / "mialit"),), self.env | asked)
        return Task(
            name,
            f"completing a value of `--venue`{f', {size:,} entries' if size else ''}",
            EMPTY,
            1.15,
            "time",
            {"mialit": ours, "empty": empty},
        )

    def _growth(self, name: str, sizes: tuple[int, ...], *, cold: bool) -> Task:
        return Task(
            name,
            f"time from {sizes[0]:,} to {sizes[-1]:,} entries, {'cold' if cold else 'warm'}",
            "exponent of growth",
            1.05,
            "growth",
            {str(size): self.ours("list", "--year", YEAR, size=size, cold=cold) for size in sizes},
            sizes,
        )
