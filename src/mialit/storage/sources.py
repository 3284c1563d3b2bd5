"""Which file is asked, and reading it.

Asked are those of the option, else of the variable, the folder, the configuration, else the
bundled list.
"""

import os
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mialit.errors import FileProblem
from mialit.storage import configuration, streams
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


def choose(
    asked: Sequence[str],
    environment: Mapping[str, str],
    folder: Path | None = None,
    besides: Iterable[Source] = (),
) -> list[Source]:
    """The files to be asked: *asked* (`--bib`), else MIALIT_BIB, else `papers.bib` near *folder*.

    Near is in *folder* (else the working directory) or, inside a repository, in a parent up to
    the repository's root. Where there is none, those of the user's configuration, else the
    bundled list. A `papers.bib` near that is one of *besides* does not count. MIALIT_BIB may name
    several, separated as PATH is. Raises FileProblem for a fault of the configuration, and where
    the working directory is wanted and gone.
    """
    return choose_and_say(asked, environment, folder, besides)[0]


def choose_and_say(
    asked: Sequence[str],
    environment: Mapping[str, str],
    folder: Path | None = None,
    besides: Iterable[Source] = (),
) -> tuple[list[Source], str]:
    """What `choose` gives, and where that is said."""
    if asked:
        # A shell expands no ~ behind the sign in --bib=~/FILE.
        names = (name if os.path.exists(name) else _expanded(name) for name in asked)  # noqa: PTH110
        return distinct(map(_named, names)), "--bib"
    # A shell expands no ~ behind a : in a variable, and none that stands in quotes.
    variable = [_expanded(part) for part in environment.get(VARIABLE, "").split(os.pathsep) if part]
    if variable:
        return distinct(map(_named, variable)), VARIABLE
    folder = folder or working_folder()
    found = _nearby(folder)
    if found is not None and streams.real_name(found) not in map(place_of, besides):
        return [Source(os.path.relpath(found, folder), found)], "folder"
    configured = configuration.read(environment).bib
    if configured:
        path = str(configuration.place(environment))
        for each in configured:
            if not os.path.exists(each):  # noqa: PTH110  # which never raises
                raise FileProblem(f"{path}: bib names {each}, which does not exist")
        return distinct(Source(str(each), each) for each in configured), path
    return [Source(f"the bundled {NAME}", bundled(), bundled=True)], "default"


def working_folder() -> Path:
    """The folder in which the program was started. Raises FileProblem where it is gone."""
    try:
        return Path.cwd()
    except OSError as error:
        raise FileProblem(
            f"the working directory cannot be used: {error.strerror}; change to one that exists"
        ) from None


def _expanded(name: str) -> str:
    """*name* with a leading ~ replaced; as it is where nobody has that home."""
    return os.path.expanduser(name)  # noqa: PTH111  # Path would drop a leading ./


def distinct(stated: Iterable[Source]) -> list[Source]:
    """*stated*, each file once: one by two names is one, and its entries would answer twice."""
    distinct: dict[str, Source] = {}
    for source in stated:
        distinct.setdefault(place_of(source), source)
    return list(distinct.values())


def place_of(source: Source) -> str:
    """What tells *source* from other files, by whatever name."""
    return STANDARD_INPUT if source.path is None else streams.real_name(source.path)


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
    return next((path for path in candidates if _stands(path)), None)


def _stands(path: Path) -> bool:
    """Whether anything but a folder has this name, also what cannot be read."""
    return os.path.lexists(path) and not os.path.isdir(path)  # noqa: PTH112  # neither raises


def load(source: Source) -> bytes:
    """The bytes of *source*. Raises FileProblem when it cannot be read."""
    return load_with_state(source)[0]


def load_with_state(source: Source) -> tuple[bytes, os.stat_result | None]:
    """The bytes of *source*, and its state while they were read.

    The state is None for standard input and where the file changed meanwhile. Raises FileProblem
    when the source cannot be read.
    """
    try:
        if source.path is None:
            if sys.stdin is None:
                raise FileProblem(f"{source.name}: is closed; pipe a .bib file into it")
            return streams.content(sys.stdin.buffer, source.name), None
        if not source.name:
            raise FileProblem("the name of a file is empty; name one, or - for standard input")
        return streams.read(source.path, source.name)
    except (OSError, ValueError) as error:
        gone = _not_there(source.path) if isinstance(error, FileNotFoundError) else ""
        raise streams.unreadable(error, source.name, "a .bib file", gone) from None


def _not_there(path: Path | None) -> str:
    """Why nothing is found at *path*."""
    if path is not None and not path.is_absolute():
        try:
            working_folder()
        except FileProblem as problem:
            return str(problem)
    if path is not None and path.is_symlink():
        return f"is a link to {path.readlink()}, which does not exist"
    return f"no such file; see --bib and {VARIABLE}"


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


def has_vocabulary(source: Source) -> bool:
    """Whether a vocabulary stands beside *source*."""
    return source.path is not None and os.path.lexists(source.path.with_suffix(".toml"))


def vocabulary_file(sources: Sequence[Source]) -> VocabularyFile:
    """The vocabulary beside the first of *sources* that has one.

    Else the bundled one, as not their own. Raises FileProblem when it cannot be read.
    """
    paths = [
        source.path.with_suffix(".toml") for source in sources if source.path and source.path.name
    ]
    own = next((path for path in paths if os.path.lexists(path)), None)
    path = own or bundled().with_suffix(".toml")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileProblem(f"{path}: the vocabulary is not a file; rename it or take it away")
        data, _ = streams.read(path, str(path))
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        return VocabularyFile(path, text, own is not None)
    except FileNotFoundError:
        raise FileProblem(
            f"{path}: the vocabulary is a link to a file that does not exist; mend or remove it"
        ) from None
    except OSError as error:
        raise FileProblem(f"{path}: the vocabulary cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise FileProblem(f"{path}: the vocabulary cannot be read: {error}") from None


def vocabulary(sources: Sequence[Source]) -> Vocabulary:
    """The vocabulary that *sources* are read with. Raises FileProblem when it cannot be used."""
    return vocabulary_file(sources).read()


def bundled_vocabulary() -> Vocabulary:
    """The vocabulary of the list that comes with the program."""
    return vocabulary([Source(NAME, bundled())])
