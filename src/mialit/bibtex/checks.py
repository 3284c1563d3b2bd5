"""Where a file can be changed, and what can be put there."""

import re

from mialit.bibtex import layout as style
from mialit.bibtex.model import Entry, Library, Problem, Span
from mialit.bibtex.values import is_strict, undefined
from mialit.errors import FileProblem, UsageProblem
from mialit.text.normalize import clean

_HEAD = re.compile(r"@\s*\w[^\s{(]*\s*[{(]\s*")
_KEY = re.compile(r"[^\s,={}()\"#%\\~@]+")
_NAME = re.compile(r"""[^\s"#%'(),={}]+""")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_WITH_BLOCK = re.compile(r"\n[^\S\n]*@")


def checked(library: Library, name: str, content: str) -> str:
    """*content* with the file's line ends. Raises UsageProblem when it cannot be a value."""
    if not is_strict(f"{{{content}}}"):
        raise UsageProblem(
            f"the value for {clean(name)} has unbalanced braces: {clean(content)[:60]!r}; "
            "BibTeX counts those behind a backslash too"
        )
    content = _LINE_END.sub("\n", content)
    if _LINE_WITH_BLOCK.search(content):
        raise UsageProblem(
            f"the value for {clean(name)} has a line that begins with @; join its lines"
        )
    return content.replace("\n", style.newline(library.text))


def check_name(name: str) -> None:
    """Raises UsageProblem for a text that cannot be a field's name."""
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise UsageProblem(f"{name!r} cannot be a field's name")


def check_key(key: str) -> None:
    """Raises UsageProblem for a text that cannot be a key."""
    if not _KEY.fullmatch(key) or not key.isprintable():
        raise UsageProblem(
            f'{key!r} cannot be a key; a key has no blanks and none of , = {{ }} ( ) " # % \\ ~ @'
        )


def refuse_faults(library: Library, entry: Entry, span: Span) -> None:
    """Raises FileProblem where *span* touches a fault that leaves its bounds in doubt."""
    for problem in library.problems:
        if problem.span.start > span.end or problem.span.end < span.start:
            continue
        if not _is_certain(library, entry, problem):
            raise FileProblem(
                f"{library.name}:{library.line(problem.span)}: {problem.reason}; "
                "mend this by hand first, nothing is written"
            )


def _is_certain(library: Library, entry: Entry, problem: Problem) -> bool:
    """Whether the fault is in what is said, not in where it ends: a macro, a name used twice."""
    if problem.lost:
        return False
    if problem.span == key_span(library, entry):
        return True
    for field in entry.fields:
        if problem.span == field.value_span and undefined(field.raw, library.strings):
            return is_strict(field.raw)
        if problem.span == field.span and entry.field(field.name) is not field:
            return True
    return False


def key_span(library: Library, entry: Entry) -> Span:
    """Where the key of *entry* stands. Raises FileProblem where that is in doubt."""
    head = _HEAD.match(library.text, entry.span.start)
    if head is None or not library.text.startswith(entry.key, head.end()):
        raise FileProblem(
            f"{library.name}:{library.line(entry.span)}: the entry's key cannot be made out; "
            "mend this by hand first, nothing is written"
        )
    return Span(head.end(), head.end() + len(entry.key))
