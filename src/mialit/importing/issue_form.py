"""A filled-in form: the Markdown that GitHub makes of an issue form, with BibTeX and values.

Each answer stands under a heading with the question; `_No response_` stands for none.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mialit.curation import assignments
from mialit.curation.foreign_bibtex import not_fetched
from mialit.errors import FileProblem, UsageProblem
from mialit.records.naming import OWN
from mialit.text.normalize import clean, fold
from mialit.vocabulary.model import FieldSpec, Vocabulary

_BIBTEX = ("bibtex", "bibtex entry")
_NO_RESPONSE = ("_No response_", "*No response*", "No response", "None", "N/A")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+")
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}(?!.*`)|~{3,})(?P<info>.*)")
_ENTRY = re.compile(r"\s*@\w+\s*[{(]")
_BULLET = re.compile(r"(?:[-*+]\s+)?(?:\[(?P<box>[ xX])\]\s+)?")
_LINK = re.compile(r"\[[^\]\[]*\]\((?P<to>[^()\s]+)\)|<(?P<bare>[^<>\s]+)>")
_FEWEST = 2  # headings named like fields that make a text without BibTeX a form


class Answer(NamedTuple):
    """What stands under the heading *question*, which is on *line* (from 1)."""

    question: str
    line: int
    lines: Sequence[str]


@dataclass(frozen=True)
class Form:
    """A form: its BibTeX, on the lines where it stands there, and what its answers say of fields.

    `fields` has BibTeX source by field. `left_out` are the questions, with their lines, that name
    no field and have an answer.
    """

    bibtex: bytes
    fields: dict[str, str]
    left_out: Sequence[tuple[int, str]]


def read(
    data: bytes, name: str, vocabulary: Vocabulary, stated: Collection[str] = ()
) -> Form | None:
    """The form in *data*, a text called *name*; None where it is none, as BibTeX is.

    A form has a heading BibTeX before the first entry, or two headings that are called like fields
    of the *vocabulary*, by name or label. Answers for the fields *stated* are not looked at. Raises
    FileProblem where there is no BibTeX in it, UsageProblem for an answer that is no value of its
    field, with the line of its heading.
    """
    text = data.decode("utf-8-sig", "surrogateescape")
    answers = list(_answers(text.split("\n"), vocabulary))
    bibtex = [each for each in answers if fold(each.question) in _BIBTEX]
    named = [(each, _field(each.question, vocabulary)) for each in answers if each not in bibtex]
    if not bibtex and sum(bool(field) for _, field in named) < _FEWEST:
        return None
    if not bibtex:
        raise FileProblem(
            f"{name}: a form without the heading BibTeX; write ### BibTeX and the entry below it, "
            "in a block between lines of ```"
        )
    taken: dict[str, Answer] = {}
    left_out = []
    for each, field in named:
        if not any(map(str.strip, _said(each))):
            continue
        if not field:
            left_out.append((each.line, clean(each.question)))
        elif field in taken:
            lines = f"{taken[field].line} and {each.line}"
            raise UsageProblem(f"{name}: {field} is answered twice, at lines {lines}; leave one")
        else:
            taken[field] = each
    fields = {
        field: _content(field, each, name, vocabulary)
        for field, each in taken.items()
        if field not in stated
    }
    return Form(_source(data, bibtex, name), fields, left_out)


def _answers(lines: Sequence[str], vocabulary: Vocabulary) -> Iterator[Answer]:
    """Each heading with the lines up to the next one.

    In code a heading is one only where it is called like a field: a person may have put fences
    into a block that has its own. Nothing where an entry stands before the first heading: that
    text is BibTeX.
    """
    fence = ""
    question, start, below = "", 0, list[str]()
    for number, line in enumerate(map(str.rstrip, lines), 1):
        marks, heading = _FENCE.fullmatch(line), _HEADING.match(line)
        asked = line[heading.end() :].rstrip("#").strip("*_: \t") if heading else ""
        if asked and (not fence or _field(asked, vocabulary)):
            if start:
                yield Answer(question, start, below)
            fence, question, start, below = "", asked, number, []
            continue
        if fence:
            if marks and marks["marks"].startswith(fence) and not marks["info"].strip():
                fence = ""
        elif marks:
            fence = marks["marks"]
        elif not start and _ENTRY.match(line):
            return
        below.append(line)
    if start:
        yield Answer(question, start, below)


def _field(question: str, vocabulary: Vocabulary) -> str:
    """The field that *question* is called like: a declared one or one that all papers have.

    "" for none; an entry's key and type are none.
    """
    spec = vocabulary.named(question)
    if spec is not None:
        return spec.name
    named = next((name for name, label in OWN.items() if fold(question) in (name, fold(label))), "")
    return "" if named in ("key", "type") else named


def _said(answer: Answer) -> list[str]:
    """The lines of an answer, without those of fences; none for no response."""
    lines = [line.strip() for line in answer.lines if not _FENCE.fullmatch(line)]
    text = " ".join(filter(None, lines))
    return [] if text in _NO_RESPONSE else lines


def _content(field: str, answer: Answer, name: str, vocabulary: Vocabulary) -> str:
    values = _values(_said(answer), assignments.spec_of(field, vocabulary))
    try:
        return assignments.contents({}, [f"{field}={value}" for value in values], vocabulary)[field]
    except UsageProblem as problem:
        raise UsageProblem(f"{name}:{answer.line}: {problem}") from None


def _values(lines: Iterable[str], spec: FieldSpec | None) -> list[str]:
    """The values in an answer: one a line, or between commas; of boxes those that are ticked."""
    texts = []
    for line in lines:
        bullet = _BULLET.match(line)
        text = line[bullet.end() :] if bullet else line
        if text and not (bullet and bullet["box"] == " "):
            texts.append(_LINK.sub(lambda link: link["to"] or link["bare"], text))
    if spec is None or not spec.several:
        return [" ".join(texts)]
    if spec.form == "urls":
        return [part for text in texts for part in re.split(r"[\s,;]+", text) if part]
    return [
        part
        for text in texts
        for part in ([text] if spec.value(text) else map(str.strip, re.split("[,;]", text)))
        if part
    ]


def _source(data: bytes, answers: Sequence[Answer], name: str) -> bytes:
    """The BibTeX under the headings of *answers*, each line where it stands in *data*."""
    kept = bytearray()
    wanted = {
        number
        for each in answers
        for number, line in enumerate(each.lines, each.line + 1)
        if not _FENCE.fullmatch(line)
    }
    for number, line in enumerate(data.split(b"\n"), 1):
        kept += (line if number in wanted else b"") + b"\n"
    if b"@" in kept:
        return bytes(kept)
    said = " ".join(" ".join(filter(None, _said(each))) for each in answers)
    reason = not_fetched(said) if said else ""
    raise FileProblem(
        f"{name}:{answers[0].line}: no BibTeX entry is under the heading BibTeX; nothing is written"
        f"{chr(10) if reason else ''}{reason}"
    )
