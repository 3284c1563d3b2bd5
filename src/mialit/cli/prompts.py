"""An entry to be added, and asking a person for what the list needs of it."""

import sys
from dataclasses import dataclass

import typer

from mialit.bibtex.edit_entries import new_entry
from mialit.bibtex.reader import read
from mialit.cli.console import Console
from mialit.cli.curate import Target
from mialit.curation import assignments as assignment
from mialit.curation.field_order import in_order
from mialit.curation.foreign_bibtex import Paper
from mialit.errors import UsageProblem
from mialit.query.filters import bind
from mialit.query.syntax import parse
from mialit.records.build import records
from mialit.records.model import Record
from mialit.vocabulary.model import FieldSpec, Vocabulary


@dataclass
class Draft:
    """An entry to be: what came, with what the call and the answers say."""

    paper: Paper
    fields: dict[str, str]
    to: Target
    console: Console

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the list it goes into."""
        return self.to.catalogue.vocabulary

    def check(self) -> None:
        """Brings values of the vocabulary that came along into its spelling, or refuses them."""
        for name, spec in self.vocabulary.fields.items():
            if name in self.fields:
                value = " ".join(spec.join(self.record().values.get(name, ())).split())
                self.fields[name] = assignment.content(name, value, self.vocabulary)

    def ask(self) -> None:
        """Asks for what is needed and missing, or says on standard error that it is."""
        missing = []
        for spec in self.vocabulary.fields.values():
            if not _is_needed(spec, self.record(), self.vocabulary):
                continue
            if spec.values and _can_ask(self.console):
                answer = _answer(spec, self.record(), self.vocabulary, self.console)
                if answer:
                    self.fields[spec.name] = answer
                    continue
            missing.append(spec.name)
        if missing:
            self.console.say(
                f"note: the list wants {', '.join(missing)} of this paper; "
                "mialit set KEY FIELD=VALUE adds them"
            )

    def source(self, key: str) -> str:
        """The entry as BibTeX, in the style of the list it goes into."""
        fields = in_order(self.fields, self.vocabulary)
        return new_entry(self.paper.type, key, tuple(fields.items()), self.to.library)

    def record(self) -> Record:
        """What the entry means as it is now."""
        data = self.source("new").encode("utf-8", "surrogateescape")
        return records(read(data, self.to.library.name), self.vocabulary)[0]


def _is_needed(spec: FieldSpec, record: Record, vocabulary: Vocabulary) -> bool:
    if record.values.get(spec.name) or spec.needed is None:
        return False
    return bind(parse(spec.needed), vocabulary, [record]).matches(record)


def _can_ask(console: Console) -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and console.err.isatty()


def _answer(spec: FieldSpec, record: Record, vocabulary: Vocabulary, console: Console) -> str:
    """What a person says for *spec*, checked; "" where nothing is said."""
    console.say(f"{spec.label} of {record.title}:")
    for number, value in enumerate(spec.values, 1):
        console.say(f"  {number:2} {value.name}{f' ({value.title})' if value.title else ''}")
    several = "numbers or values, ; between" if spec.several else "number or value"
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
            return assignment.content(spec.name, "; ".join(names), vocabulary)
        except UsageProblem as problem:
            console.say(str(problem))
