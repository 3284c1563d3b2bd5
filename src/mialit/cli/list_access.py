"""The one list that a command writes: whose it is, how it was read, and writing it.

Where others write it between reading and writing, it is read and edited once more.
"""

import dataclasses
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mialit.cli.console import Console
from mialit.cli.list_notes import warn
from mialit.errors import FileChanged, FileProblem, NotFound, UsageProblem
from mialit.records.lookup import by_key, not_there
from mialit.records.model import Record
from mialit.storage import bibliography, sources
from mialit.storage.bibliography import Catalogue
from mialit.storage.cache import Cache
from mialit.storage.sources import Source
from mialit.text.normalize import clean
from mialit.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from mialit.bibtex.model import Entry, Library
    from mialit.storage.atomic_write import Change

RETRIES = 5  # how often a list is read and edited again that others have written meanwhile
_T = TypeVar("_T")


@dataclass(frozen=True)
class Target:
    """The one list that a command writes, as it was read.

    Where it is read `again`, others are kept from it until it is written; `answers` are those
    given before.
    """

    catalogue: Catalogue
    path: Path
    library: "Library"
    again: bool = False
    answers: dict[str, Any] = dataclasses.field(default_factory=dict)

    def once(self, question: str, ask: Callable[[], _T]) -> _T:
        """What *ask* gives, from a person or standard input, which is asked each *question* once.

        Raises FileProblem for a question that only a changed list raises: nobody is asked while
        others are kept from it.
        """
        if question not in self.answers:
            if self.again:
                raise FileProblem(self._changed)
            self.answers[question] = ask()
        answer: _T = self.answers[question]
        return answer

    @property
    def _changed(self) -> str:
        from mialit.storage.atomic_write import changed

        return changed(self.path)

    def record(self, key: str) -> Record:
        """The record of *key*. Raises NotFound where there is none or more than one."""
        found, missing = by_key([key], self.catalogue.records)
        if missing:
            raise NotFound(not_there(missing, self.catalogue.records))
        if len(found) > 1:
            lines = " and ".join(f"{self.library.name}:{record.line}" for record in found)
            raise NotFound(
                f"{key} is ambiguous: the entries at {lines} have this key; nothing is written\n"
                f"  to give one of them another key: {self._renaming(found[-1])}"
            )
        return found[0]

    def _renaming(self, record: Record) -> str:
        call = ["mialit", "rename", "--line", str(record.line), "NEW", "--bib", self.library.name]
        return shlex.join(call)

    def at_line(self, line: int) -> Record:
        """The record of the entry that stands at *line*. Raises NotFound where none does.

        Raises FileProblem where another one stood there when the list was read before.
        """
        for library, entry in self.catalogue.entries(self.catalogue.records):
            first = library.line(entry.span)
            if first <= line <= first + library.text.count("\n", *entry.span):
                text = library.text[slice(*entry.span)]
                if self.once(f"line {line}", partial(str, text)) != text:
                    raise FileProblem(self._changed)
                return next(
                    record for record in self.catalogue.records if record.start == entry.span.start
                )
        raise NotFound(f"{self.library.name}:{line}: no entry stands at this line")

    def entry(self, record: Record) -> "Entry":
        """The entry that *record* was made of."""
        return self.catalogue.entries([record])[0][1]

    def entries(self, records: Iterable[Record]) -> "list[Entry]":
        """The entries that *records* were made of."""
        return [entry for _, entry in self.catalogue.entries(records)]

    def name_of(self, path: Path) -> str:
        """What messages call the file *path*: the list, or one beside it."""
        name = self.library.name
        return name if path == self.path else str(Path(name).with_name(path.name))

    def declare(self, values: Mapping[str, Sequence[str]]) -> "tuple[list[Change], Vocabulary]":
        """The change of the vocabulary beside the list that declares *values*, and what it says.

        Raises UsageProblem where no vocabulary stands beside the list.
        """
        from mialit.storage.atomic_write import Change
        from mialit.vocabulary.declaring import declared
        from mialit.vocabulary.toml_reader import parse

        beside = sources.vocabulary_file(self.catalogue.sources)
        if not beside.own:
            raise UsageProblem(f"{self.library.name} has no vocabulary beside it to declare in")
        before = beside.path.read_bytes()
        text = before.decode("utf-8")
        for field, each in values.items():
            text = declared(text, str(beside.path), field, each)
        vocabulary = parse(text, str(beside.path))
        return [Change(beside.path, before, text.encode("utf-8"))], vocabulary


def edit(
    asked: Sequence[str] | None, console: Console, change: Callable[[Target, Console], _T]
) -> _T:
    """What *change* gives, which edits and delivers the list, *asked* being the `--bib` options.

    It is called once more for each time that others have written the list meanwhile, `RETRIES`
    times at most, with a console that repeats no note. Raises UsageProblem or FileProblem where
    there is not exactly one list that can be written.
    """
    chosen = sources.choose(asked or (), console.environment)
    if len(chosen) > 1:
        raise UsageProblem("one list is written at a time; name it with --bib FILE")
    path = writable(chosen[0], "standard input cannot be written; name the list with --bib FILE")
    answers: dict[str, Any] = {}

    def attempt(console: Console, again: bool) -> _T:
        # Not from the cache: what is edited is what is read now.
        loaded = bibliography.load(chosen, Cache(None))
        warn(loaded, console)
        return change(Target(loaded, path, loaded.libraries[0], again, answers), console)

    return repeated(path, console, attempt)


def repeated(path: Path, console: Console, attempt: Callable[[Console, bool], _T]) -> _T:
    """What *attempt* gives, which reads the file *path* and writes it, or raises FileChanged.

    It is told whether it is called again; then others are kept from the file, so that only
    programs that heed no lock can come between once more. The first time, a person may be asked.
    """
    try:
        return attempt(console, False)
    except FileChanged:
        from mialit.storage.atomic_write import holding
    for left in reversed(range(RETRIES)):
        try:
            with holding(path, console.patience(path)):
                return attempt(console.again(), True)
        except FileChanged:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def writable(source: Source, no_file: str) -> Path:
    """The file of *source*. Raises FileProblem for the bundled list, UsageProblem *no_file*."""
    if source.bundled:
        raise FileProblem(f"{source.name} is never written; mialit init starts a list of your own")
    if source.path is None:
        raise UsageProblem(no_file)
    own_list(str(source.path))
    return source.path


def own_list(name: str) -> Source:
    """The list *name*, a path, to be written. Raises FileProblem for the copy of the program."""
    path = Path(name)
    inside = sources.bundled()
    installed = inside.parent == Path(sources.__file__).parents[1] / "data"
    if installed and path.exists() and inside.exists() and path.samefile(inside):
        raise FileProblem(
            f"{name}: belongs to the program and is never written; "
            "start a list of your own: mialit init --from-bundled"
        )
    return Source(name, path)


def deliver(
    to: Target,
    new: "Library",
    changes: Iterable[str],
    console: Console,
    *,
    dry_run: bool,
    beside: Sequence["Change"] = (),
) -> None:
    """Writes *new* and the changes *beside* it, and prints the lines *changes*.

    Or prints the difference alone.
    """
    from mialit.storage.atomic_write import update_all

    files = all_changes(to, new, beside)
    if not files:
        console.say(f"mialit: nothing to change in {clean(to.library.name)}")
    elif dry_run:
        show(files, to, console)
        console.say("nothing is written (--dry-run)")
    else:
        held = to.path if to.again else None
        console.say(*update_all(files, console.patience(to.path), held=held))
        console.write(f"{clean(change)}\n" for change in changes)


def all_changes(to: Target, new: "Library", beside: Sequence["Change"]) -> "list[Change]":
    """The files that change: those *beside* the list, then the list itself, if *new* is other."""
    from mialit.storage.atomic_write import Change

    before, after = to.library.data, new.data
    return [*beside, *([Change(to.path, before, after)] if before != after else [])]


def show(files: Iterable["Change"], to: Target, console: Console) -> None:
    """Prints the differences of *files*."""
    console.write_difference(difference(files, to))
    console.out.flush()


def difference(files: Iterable["Change"], to: Target) -> Iterator[str]:
    """The differences of *files* as they are shown."""
    from mialit.render.diff import shown

    for path, before, after in files:
        yield from shown(before, after, to.name_of(path))
