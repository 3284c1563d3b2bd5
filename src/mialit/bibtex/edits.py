"""Changes of a file as edits of its text: what no edit covers stays, to the byte.

`edit_fields`, `edit_entries` and `edit_order` give the edits of one change and change nothing; what
they put into a file passes the checks here. `changed` applies edits, reads the result and compares
it with what was there. Edits of several changes are applied together: `changed` reads the whole
file.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mialit.bibtex.model import Kind, Library, Problem, Span
from mialit.bibtex.neighbours import beside
from mialit.bibtex.reader import read
from mialit.bibtex.values import NAME, is_strict
from mialit.errors import FileProblem, UsageProblem
from mialit.text.normalize import clean

_KEY = re.compile(r"[^\s,={}()\"#%\\~@]+")
_BRACE_OR_LINE_END = re.compile(r"[{}\r\n]")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, order=True, slots=True)
class Edit:
    """*replacement* for the text of *span*: "" deletes, an empty span inserts.

    Offsets are those of `Library.text`: code points from 0, the end exclusive.
    """

    span: Span
    replacement: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """*text* with *edits*; insertions at one offset stay in their order.

    Raises ValueError when two edits overlap.
    """
    parts = []
    at = 0
    for edit in _ordered(edits):
        parts += [text[at : edit.span.start], edit.replacement]
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)


def merged(spans: Iterable[Span]) -> list[Span]:
    """*spans* in order, those that overlap or touch as one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def deletions(spans: Iterable[Span]) -> tuple[Edit, ...]:
    """Edits that delete *spans*, those that overlap or touch as one."""
    return tuple(Edit(span, "") for span in merged(spans))


def changed(library: Library, edits: Iterable[Edit]) -> Library:
    """*library* with *edits*, read again.

    Raises FileProblem for a character that the file's encoding has not, and when the text, read
    again, holds another block than before outside the edits, or a problem more.
    """
    ordered = _ordered(edits)
    added = "".join(edit.replacement for edit in ordered)
    if library.encoding == "unknown-8bit" and not added.isascii():
        foreign = "".join(dict.fromkeys(sign for sign in added if not sign.isascii()))
        raise FileProblem(
            f"{library.name}: is neither ASCII nor UTF-8, so {clean(foreign[:10])!r} cannot "
            "be written to it; convert it first: iconv -f LATIN1 -t UTF-8 FILE > NEW"
        )
    try:
        data = apply(library.text, ordered).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise UsageProblem("the new text holds half a character, which no file can hold") from None
    result = read(data, library.name)
    if library.neighbours.macros or library.neighbours.libraries:
        result = beside(result, library.neighbours)
    _compare(library, result, ordered)
    return result


def _ordered(edits: Iterable[Edit]) -> list[Edit]:
    ordered = sorted(edits, key=lambda edit: edit.span)
    end = 0
    for edit in ordered:
        if edit.span.start < end or edit.span.end < edit.span.start:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        end = edit.span.end
    return ordered


def _compare(old: Library, new: Library, edits: Sequence[Edit]) -> None:
    """Raises FileProblem unless what the edits do not touch was read as before."""
    found = {block.span.start: block for block in new.blocks}
    shift = at = 0
    for block in old.blocks:
        while at < len(edits) and edits[at].span.end <= block.span.start:
            shift += len(edits[at].replacement) - (edits[at].span.end - edits[at].span.start)
            at += 1
        if at < len(edits) and edits[at].span.start < block.span.end:
            continue
        same = found.get(block.span.start + shift)
        if type(same) is not type(block) or new.source(same.span) != old.source(block.span):
            raise FileProblem(
                f"{old.name}:{old.line(block.span)}: the change would alter what it does not "
                "concern; nothing is written"
            )
    before, after = ([problem.lost for problem in each.problems] for each in (old, new))
    if len(after) > len(before) or sum(after) > sum(before):
        known = {problem.reason for problem in old.problems}
        more = next((each for each in new.problems if each.reason not in known), new.problems[-1])
        raise FileProblem(
            f"{new.name}: the change would bring a problem into the file: {more.reason}; "
            "nothing is written"
        )


def checked(library: Library, name: str, content: str) -> str:
    """*content* with the file's line ends. Raises UsageProblem when it cannot be a value."""
    if not _BRACE_OR_LINE_END.search(content):
        return content
    if reason := why_no_value(content):
        raise UsageProblem(f"the value for {clean(name)} has {reason}")
    return _LINE_END.sub(library.newline, content)


def why_no_value(content: str) -> str:
    """What *content* has that no value can have; "" where it can be a value."""
    if not is_strict(f"{{{content}}}"):
        counted = "BibTeX counts those behind a backslash too"
        return f"unbalanced braces: {clean(content)[:60]!r}; {counted}"
    return ""


def check_name(name: str) -> None:
    """Raises UsageProblem for a text that cannot be a field's name."""
    if not re.fullmatch(NAME, name) or not name.isprintable():
        raise UsageProblem(f"{name!r} cannot be a field's name")


def is_key(text: str) -> bool:
    """Whether *text* can be a key, in BibTeX, biber and on the command line."""
    return bool(_KEY.fullmatch(text)) and text.isprintable()


def check_key(key: str) -> None:
    """Raises UsageProblem for a text that cannot be a key."""
    if not is_key(key):
        raise UsageProblem(
            f'{key!r} cannot be a key; a key has no blanks and none of , = {{ }} ( ) " # % \\ ~ @'
        )


def refuse_problems(library: Library, span: Span) -> None:
    """Raises FileProblem where *span* touches a problem that leaves its bounds in doubt."""
    for problem in library.problems_at(span):
        if not _is_certain(library, problem):
            raise FileProblem(
                f"{library.name}:{library.line(problem.span)}: {problem.reason}; "
                "fix this by hand first, nothing is written"
            )


def _is_certain(library: Library, problem: Problem) -> bool:
    """Whether it is clear where things end: with no key, and of what is repeated or undefined."""
    if problem.kind is Kind.UNDEFINED_MACRO:
        return is_strict(library.source(problem.span))
    return problem.kind in (Kind.NO_KEY, Kind.REPEATED)
