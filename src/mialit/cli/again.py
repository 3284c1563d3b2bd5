"""The command line that lists what an answer counted."""

import shlex
from collections.abc import Iterable, Sequence

from mialit.cli.options import Choice, FileOptions, query
from mialit.query.syntax import All, Filter

_REPEATED = ("year", "knowledge", "target", "venue", "kind", "author")
_SWITCHES = {
    ("has", "code"): ("code", "--code"),
    ("no", "code"): ("code", "--no-code"),
    ("is", "preprint"): ("preprint", "--preprint"),
    ("is", "published"): ("preprint", "--published"),
}


def list_command(
    words: Sequence[str],
    file: FileOptions,
    choice: Choice,
    filters: Iterable[Filter],
    declared: Iterable[str],
) -> str:
    """`mialit list ...`, quoted for a shell, for the chosen entries that also meet *filters*.

    A filter becomes an option where one of its name is free: an option that is there already
    would widen (repeated options mean or), so the filter then goes into the query. *declared*
    are the vocabulary's fields, which `--where` reaches.
    """
    options = _stated(file, choice)
    taken = {name for name, _ in options}
    in_query: list[Filter] = []
    for part in dict.fromkeys(filters):
        option = _option(part, set(declared))
        if option is None or option[0] in taken:
            in_query.append(part)
        else:
            taken.add(option[0])
            options.append(option)
    call = ["mialit", "list", *(word for _, words_ in options for word in words_)]
    text = _query(words, in_query)
    if text.startswith("-"):
        call.append("--")
    return shlex.join([*call, text] if text else call)


def _stated(file: FileOptions, choice: Choice) -> list[tuple[str, list[str]]]:
    """The options of *file* and *choice*, each with the words that state it."""
    stated = [("bib", _words("--bib", name)) for name in file.bib or ()]
    for name in _REPEATED:
        stated += [(name, _words(f"--{name}", value)) for value in getattr(choice, name) or ()]
    if choice.code is not None:
        stated.append(("code", ["--code" if choice.code else "--no-code"]))
    if choice.preprint is not None:
        stated.append(("preprint", ["--preprint" if choice.preprint else "--published"]))
    for text in choice.where or ():
        name = text.partition("=")[0].strip().lower()
        stated.append((name, _words("--where", text)))
    return stated


def _option(part: Filter, declared: set[str]) -> tuple[str, list[str]] | None:
    """The option that means *part*: what it is called, and its words."""
    (value,) = part.values
    if part.name in _REPEATED:
        return part.name, _words(f"--{part.name}", value)
    if (part.name, value) in _SWITCHES:
        name, word = _SWITCHES[part.name, value]
        return name, [word]
    # An option's value is stripped of blanks; a value that has some at its ends is quoted instead.
    if part.name in declared and value == value.strip():
        return part.name, _words("--where", f"{part.name}={value}")
    return None


def _words(option: str, value: str) -> list[str]:
    return [f"{option}={value}"] if value.startswith("-") else [option, value]


def _query(words: Sequence[str], filters: Sequence[Filter]) -> str:
    """The query's text; what alternatives it has stay together beside *filters*."""
    if not filters:
        return " ".join(words)
    node = query(words)
    parts = node.parts if isinstance(node, All) else (node,)
    return str(All((*parts, *filters)))
