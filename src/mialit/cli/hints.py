"""Hints for words that look like something else: a file, or a filter with `=`."""

import os
import re
import shlex
from collections.abc import Iterator, Sequence

from typer._click.globals import get_current_context

_ASK = "  to ask that file: "
_OF_WORDS = ("list", "search", "stats", "matrix")  # commands whose arguments are a query
_OF_FILES = ("--bib", "-b", "--output", "-o")  # options that take a file
_OF_NAMES = (
    "show",
    "open",
    "export",
    "cite",
    "fields",
)  # commands whose arguments are keys or a field
_QUERIED = ("export", "cite")  # those of them that take a query as an option
_WITH_EQUALS = r"[A-Za-z][\w-]*=[^\s=]+"
_FILTER = rf"{_WITH_EQUALS}|[A-Za-z][\w-]*:\S+"


def after(words: Sequence[str], *, nothing: bool) -> list[str]:
    """What to say after the call *words*, which found something or *nothing*."""
    if not words or words[0] not in (*_OF_WORDS, *_OF_NAMES):
        return []
    found = []
    for number, word in _arguments(words):
        before, rest = words[number - 1], [*words[1:number], *words[number + 1 :]]
        if is_bib(word) and before not in _OF_FILES:
            if nothing or os.path.isfile(word):  # noqa: PTH113  # it raises nothing
                found.append(ask_file(_asking(words[0], rest), rest, word))
        elif before.startswith("-"):  # what an option takes
            continue
        elif words[0] in _OF_WORDS and re.fullmatch(_WITH_EQUALS, word):
            name, _, value = word.partition("=")
            written = shlex.quote(f"{name}:{value}")
            found.append(f"  {word} is read as text; a filter is written {written}")
        elif words[0] in _QUERIED and re.fullmatch(_FILTER, word) and nothing:
            query = re.sub("[:=]", ":", word, count=1)
            call = shlex.join(["mialit", words[0], *rest, "--query", query])
            found.append(f"  to {words[0]} what a query finds: {call}")
    return found


def words_of_call() -> Sequence[str]:
    """The words behind `mialit` of the call that is being answered."""
    context = get_current_context(silent=True)
    return () if context is None else (context.obj or {}).get("words", ())


def after_misuse(words: Sequence[str]) -> list[str]:
    """What to say after the call *words*, which is none that the program understands."""
    if words[:1] != ["cite"]:
        return []
    for number, word in enumerate(words):
        option, _, value = word.partition("=")
        if option in ("--format", "-f"):
            behind = number + 1 if value else number + 2
            if (value or "".join(words[number + 1 : behind])).lower() in ("bib", "bibtex"):
                rest = [*words[1:number], *words[behind:]]
                return [f"  BibTeX is written by: {shlex.join(['mialit', 'export', *rest])}"]
    return []


def names_file(words: Sequence[str]) -> bool:
    """Whether `after` says of the call *words* how to ask a file that exists."""
    return any(line.startswith(_ASK) for line in after(words, nothing=False))


def _asking(command: str, rest: Sequence[str]) -> str:
    """The command that asks a file what is left, *rest*: without a word there is no search."""
    return "list" if command == "search" and not any(_arguments([command, *rest])) else command


def is_bib(word: str) -> bool:
    """Whether *word* looks like the path of a .bib file."""
    return word.lower().endswith(".bib") and not re.search(r"\s", word)


def ask_file(command: str, rest: Sequence[str], path: str) -> str:
    """How to ask the file *path* what was asked."""
    return f"{_ASK}{shlex.join(['mialit', command, *rest, '--bib', path])}"


def _arguments(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The words of the call *words* that are no options, each with its place."""
    for number in range(1, len(words)):
        if not words[number].startswith("-"):
            yield number, words[number]
