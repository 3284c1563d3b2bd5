"""Asking a person for the values that a list needs of a new entry."""

import sys
from dataclasses import replace

import typer

from mialit.cli.console import Console
from mialit.curation import assignments
from mialit.curation.new_entry import NewEntry, is_missing, meanings, unrecognised_venue
from mialit.curation.placement import in_order
from mialit.errors import UsageProblem
from mialit.records.content import content
from mialit.records.model import Record
from mialit.vocabulary.model import FieldSpec, Vocabulary


def ask(entry: NewEntry, vocabulary: Vocabulary, console: Console) -> NewEntry:
    """*entry* with what a person answers for the fields that are needed and missing.

    Asked for is also a venue that was not recognised.

    Fields that stay missing are named on standard error.
    """
    unanswered = []
    (record,) = meanings([entry], vocabulary)
    appeared = unrecognised_venue(entry, record, vocabulary)
    for spec in vocabulary.fields.values():
        unrecognised = bool(appeared) and spec.name == "venue"
        if not unrecognised and not is_missing(spec, record, vocabulary):
            continue
        if unrecognised:
            shown = content("booktitle", appeared)
            console.say(f"note: no venue of the vocabulary is recognised in {shown!r}")
        answer = _answer(spec, record, vocabulary, console) if can_ask(console) else ""
        if answer:
            fields = in_order({**entry.fields, spec.name: answer}, vocabulary)
            entry = replace(entry, fields=fields)
            (record,) = meanings([entry], vocabulary)
        elif not unrecognised or is_missing(spec, record, vocabulary):
            unanswered.append(spec.name)
    if unanswered:
        console.say(
            f"note: the list requires {', '.join(unanswered)} for this paper; "
            "mialit set KEY FIELD=VALUE adds them"
        )
    return entry


def can_ask(console: Console) -> bool:
    """Whether a person can be asked: standard input and error are a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and console.err.isatty()


def _answer(spec: FieldSpec, record: Record, vocabulary: Vocabulary, console: Console) -> str:
    """What a person says for *spec*, checked; "" where nothing is said or there is no choice."""
    if not spec.values:
        return ""
    console.say_always(f"{spec.label} of {record.title}:")
    for number, value in enumerate(spec.values, 1):
        console.say_always(f"  {number:2} {value.name}{f' ({value.title})' if value.title else ''}")
    several = "numbers or values, separated by ;" if spec.several else "number or value"
    while True:
        text = typer.prompt(f"{several}, Enter for none", default="", show_default=False, err=True)
        parts = [part.strip() for part in text.split(";") if part.strip()]
        names = [
            spec.values[int(part) - 1].name
            if part.isascii() and part.isdigit() and 0 < int(part) <= len(spec.values)
            else part
            for part in parts
        ]
        if not names:
            return ""
        try:
            return assignments.content(spec.name, "; ".join(names), vocabulary)
        except UsageProblem as problem:
            console.say_always(str(problem))
