"""The user's configuration: a TOML file in the user's configuration folder, mostly absent."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mialit.errors import FileProblem
from mialit.storage.user_folders import user_folder

COLOURS = ("auto", "always", "never")
_KEYS = ("bib", "columns", "colour")
_ALSO = {"color": "colour"}


class Configuration(NamedTuple):
    """What the file says; () and "" stand for what it does not state."""

    bib: tuple[Path, ...] = ()
    columns: tuple[str, ...] = ()
    colour: str = ""


def place(environment: Mapping[str, str]) -> Path:
    """Where the configuration stands, whether it exists or not."""
    return user_folder("config", environment) / "config.toml"


def read(environment: Mapping[str, str]) -> Configuration:
    """The user's configuration. Raises FileProblem, which names the file, for a fault in it."""
    path = place(environment)
    try:
        if path.exists() and not path.is_file():
            raise FileProblem(f"{path}: the configuration is not a file; rename it or take it away")
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Configuration()
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(f"{path}: the configuration cannot be read: {error}") from None
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> Configuration:
    import tomllib

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(f"{path}: not TOML: {error}") from None
    except ValueError as error:  # of a number with too many digits
        raise FileProblem(f"{path}: not read: {error}") from None
    except RecursionError:
        raise FileProblem(f"{path}: not read: its values are nested too deeply") from None
    stated: dict[str, Any] = {}
    for key, value in document.items():
        name = _ALSO.get(key, key)
        if name not in _KEYS:
            from mialit.text.phrases import perhaps
            from mialit.text.similarity import nearest

            raise FileProblem(
                f"{path}: unknown setting {key!r}{perhaps(nearest(key, _KEYS))}; "
                f"settings: {', '.join(_KEYS)}"
            )
        if name in stated:
            raise FileProblem(f"{path}: {key} is stated twice")
        stated[name] = value
    colour = stated.get("colour", "")
    if "colour" in stated and colour not in COLOURS:
        raise FileProblem(f"{path}: colour is {colour!r}; allowed: {', '.join(COLOURS)}")
    files = _texts(stated, "bib", path)
    return Configuration(
        tuple(_beside(path, name) for name in files),
        tuple(
            name.strip().lower()
            for text in _texts(stated, "columns", path)
            for name in text.split(",")
            if name.strip()
        ),
        colour,
    )


def _beside(path: Path, name: str) -> Path:
    """The file *name*, which may begin with ~ or be relative to the folder of *path*."""
    return Path(os.path.normpath(path.parent / Path(name).expanduser()))


def _texts(stated: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
    """The texts of *key*: one, or a list of several."""
    if key not in stated:
        return ()
    value = stated[key]
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, list) or not several:
        raise FileProblem(f"{path}: {key} is {value!r}; write a text, or a list of texts")
    for item in several:
        if not isinstance(item, str) or not item.strip():
            raise FileProblem(f"{path}: {key} has {item!r}; write texts in quotes")
    return tuple(item.strip() for item in several)
