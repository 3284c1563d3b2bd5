"""The table of query cases, and what the program answers: for its own tests and for the page's."""

from pathlib import Path
from typing import NamedTuple

from door import ROOT
from mialit.cli import query_options
from mialit.errors import MialitError
from mialit.search.engine import search
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

LIST = ROOT / "tests" / "fixtures" / "queries" / "papers.bib"


class Case(NamedTuple):
    """A query, and the keys that it finds or the beginning of the message that it is wrong."""

    query: str
    keys: tuple[str, ...]
    problem: str = ""


def cases() -> list[Case]:
    """The rows of cases.tsv."""
    rows = []
    for line in LIST.with_name("cases.tsv").read_text(encoding="utf-8").split("\n"):
        if not line or line.startswith("#"):
            continue
        query, answer = line.split("\t")
        if answer.startswith("! "):
            rows.append(Case(query, (), answer.removeprefix("! ")))
        else:
            rows.append(Case(query, () if answer == "none" else tuple(answer.split())))
    return rows


class Program:
    """What `mialit search` answers for a list."""

    def __init__(self, bib: Path = LIST) -> None:
        self._catalogue = load([Source(bib.name, bib)])

    def answer(self, query: str) -> Case:
        """The keys that *query* finds, or the first line of the message."""
        try:
            found = search(
                query_options.query([query]), self._catalogue.vocabulary, self._catalogue.records
            )
        except MialitError as problem:
            return Case(query, (), str(problem).split("\n")[0])
        return Case(query, tuple(hit.record.key for hit in found.hits))
