"""Which file is asked, and reading it.

Asked are those of the option, else of the variable, the folder, the configuration, else the
bundled list.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mialit.errors import FileProblem
from mialit.storage import configuration
from mialit.vocabulary.model import Vocabulary

STANDARD_INPUT = "-"
NAME = "papers.bib"
VARIABLE = "MIALIT_BIB"


class Source(NamedTuple):
    """A file to be asked. `name` is what messages call it; `path` is None for standard input.

    `bundled` marks the copy that comes with the program and is never written.
    """

    name: str
    path: Path | None
    bundled: bool = False


def bundled() -> Path:
    """The list that comes with the program.

    A wheel carries it inside the package; a source tree and an editable install have the one at
    the project's top level.
    """
    inside = Path(__file__).parents[1] / "data" / NAME
    return inside if inside.is_file() else Path(__file__).parents[3] / NAME


def choose(asked: Sequence[str], environment: Mapping[str, str], folder: Path) -> list[Source]:
    """The files to be asked: *asked* (`--bib`), else MIALIT_BIB, else `papers.bib` near *folder*.

    Near is in *folder* or, inside a repository, in a parent up to the repository's root. Where
    there is none, those of the user's configuration, else the bundled list. MIALIT_BIB may name
    several, separated as PATH is. Raises FileProblem for a fault of the configuration.
    """
    return choose_and_say(asked, environment, folder)[0]


def choose_and_say(
    asked: Sequence[str], environment: Mapping[str, str], folder: Path
) -> tuple[list[Source], str]:
    """What `choose` gives, and where that is said."""
    if asked:
        # A shell expands no ~ behind the sign in --bib=~/FILE.
        names = (name if os.path.exists(name) else _expanded(name) for name in asked)  # noqa: PTH110
        return _distinct(map(_named, names)), "--bib"
    # A shell expands no ~ behind a : in a variable, and none that stands in quotes.
    variable = [_expanded(part) for part in environment.get(VARIABLE, "").split(os.pathsep) if part]
    if variable:
        return _distinct(map(_named, variable)), VARIABLE
    found = _nearby(folder)
    if found is not None:
        return [Source(os.path.relpath(found, folder), found)], "folder"
    configured = configuration.read(environment).bib
    if configured:
        path = str(configuration.place(environment))
        for each in configured:
            if not each.exists():
                raise FileProblem(f"{path}: bib names {each}, which does not exist")
        return _distinct(Source(str(each), each) for each in configured), path
    return [Source(f"the bundled {NAME}", bundled(), bundled=True)], "default"


def _expanded(name: str) -> str:
    """*name* with a leading ~ replaced; as it is where nobody has that home."""
    return os.path.expanduser(name)  # noqa: PTH111  # Path would drop a leading ./


def _distinct(stated: Iterable[Source]) -> list[Source]:
    """*stated*, each file once: one by two names is one, and its entries would answer twice."""
    distinct: dict[str, Source] = {}
    for source in stated:
        distinct.setdefault(_place(source), source)
    return list(distinct.values())


def _place(source: Source) -> str:
    return os.path.realpath(source.path) if source.path else STANDARD_INPUT


def _named(name: str) -> Source:
    if name == STANDARD_INPUT:
        return Source("standard input", None)
    return Source(name, Path(name))


def _nearby(folder: Path) -> Path | None:
    candidates = []
    for parent in (folder, *folder.parents):
        candidates.append(parent / NAME)
        if (parent / ".git").exists():
            break
    else:
        del candidates[1:]
    return next((path for path in candidates if path.is_file()), None)


def load(source: Source) -> bytes:
    """The bytes of *source*. Raises FileProblem when it cannot be read."""
    return load_with_state(source)[0]


def load_with_state(source: Source) -> tuple[bytes, os.stat_result | None]:
    """The bytes of *source*, and its state while they were read.

    The state is None for standard input and where the file changed meanwhile. Raises FileProblem
    when the source cannot be read.
    """
    if source.path is None:
        if sys.stdin is None:
            raise FileProblem(f"{source.name}: is closed; pipe a .bib file into it")
        return sys.stdin.buffer.read(), None
    try:
        with source.path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        raise FileProblem(f"{source.name}: no such file; see --bib and {VARIABLE}") from None
    except IsADirectoryError:
        raise FileProblem(f"{source.name}: is a folder; name a .bib file") from None
    except OSError as error:
        raise FileProblem(f"{source.name}: cannot be read: {error.strerror}") from None
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data, after if same and len(data) == after.st_size else None


class VocabularyFile(NamedTuple):
    """The text of a vocabulary and where it stands.

    `own` says that it stands beside the list (or the list is the bundled one); of another
    vocabulary only spellings and synonyms count.
    """

    path: Path
    text: str
    own: bool

    @property
    def identity(self) -> str:
        """What tells the vocabulary that this makes from any other."""
        return self.text if self.own else f"# spellings and synonyms of:\n{self.text}"

    def read(self) -> Vocabulary:
        """What the file says. Raises FileProblem for a fault in it."""
        from mialit.vocabulary.model import uncurated
        from mialit.vocabulary.toml_reader import parse  # the cache mostly has it read already

        stated = parse(self.text, str(self.path))
        return stated if self.own else uncurated(stated)


def vocabulary_file(sources: Sequence[Source]) -> VocabularyFile:
    """The vocabulary beside the first of *sources* that has one.

    Else the bundled one, as not their own. Raises FileProblem when it cannot be read.
    """
    paths = [
        source.path.with_suffix(".toml") for source in sources if source.path and source.path.name
    ]
    own = next((path for path in paths if path.is_file()), None)
    path = own or bundled().with_suffix(".toml")
    try:
        return VocabularyFile(path, path.read_text(encoding="utf-8"), own is not None)
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(f"{path}: the vocabulary cannot be read: {error}") from None


def vocabulary(sources: Sequence[Source]) -> Vocabulary:
    """The vocabulary that *sources* are read with. Raises FileProblem when it cannot be used."""
    return vocabulary_file(sources).read()


def bundled_vocabulary() -> Vocabulary:
    """The vocabulary of the list that comes with the program."""
    return vocabulary([Source(NAME, bundled())])
