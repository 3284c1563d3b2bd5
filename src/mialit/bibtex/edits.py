"""Edits of a text, and a file with edits read again.

What no edit covers stays, to the byte; `changed` holds the new text against the old one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mialit.bibtex.model import Block, Library, Span
from mialit.bibtex.reader import read
from mialit.errors import FileProblem, MialitError, UsageProblem
from mialit.text.normalize import clean


@dataclass(frozen=True, order=True, slots=True)
class Edit:
    """*replacement* for the text of *span*: "" deletes, an empty span inserts.

    Offsets are those of `Library.text`: code points from 0, the end exclusive.
    """

    span: Span
    replacement: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """*text* with *edits*; insertions at one place stay in their order.

    Raises ValueError when two edits overlap.
    """
    parts = []
    at = 0
    for edit in _ordered(edits):
        parts += [text[at : edit.span.start], edit.replacement]
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)


def changed(library: Library, edits: Iterable[Edit]) -> Library:
    """*library* with *edits*, read again.

    Raises FileProblem for a character that the file's encoding has not, and MialitError when
    the text, read again, holds another block than before outside the edits, or a fault more.
    """
    ordered = _ordered(edits)
    added = "".join(edit.replacement for edit in ordered)
    if library.encoding == "unknown-8bit" and not added.isascii():
        raise FileProblem(
            f"{library.name}: is neither ASCII nor UTF-8, so {clean(_not_ascii(added))!r} cannot "
            "be written to it; convert it first: iconv -f LATIN1 -t UTF-8 FILE > NEW"
        )
    try:
        data = apply(library.text, ordered).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise UsageProblem("the new text holds half a character, which no file can") from None
    result = read(data, library.name)
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
    """Raises MialitError unless what the edits do not touch was read as before."""
    found = {block.span.start: block for block in new.blocks}
    shift = at = 0
    for block in old.blocks:
        while at < len(edits) and edits[at].span.end <= block.span.start:
            shift += len(edits[at].replacement) - (edits[at].span.end - edits[at].span.start)
            at += 1
        if at < len(edits) and edits[at].span.start < block.span.end:
            continue
        same = found.get(block.span.start + shift)
        if same is None or not _same(old, block, new, same):
            line = old.line(block.span)
            raise MialitError(
                f"{old.name}:{line}: the change would alter what it does not concern; "
                "nothing is written"
            )
    if len(new.problems) > len(old.problems) or _lost(new) > _lost(old):
        known = {problem.reason for problem in old.problems}
        fault = next((each for each in new.problems if each.reason not in known), new.problems[-1])
        raise FileProblem(
            f"{new.name}: the change would bring a fault into the file: {fault.reason}; "
            "nothing is written"
        )


def _same(old: Library, one: Block, new: Library, other: Block) -> bool:
    return type(one) is type(other) and old.source(one.span) == new.source(other.span)


def _lost(library: Library) -> int:
    return sum(problem.lost for problem in library.problems)


def _not_ascii(text: str) -> str:
    return "".join(dict.fromkeys(sign for sign in text if not sign.isascii()))[:10]
