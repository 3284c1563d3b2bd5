"""`mialit search`."""

from typing import Annotated

import typer

from mialit.cli.console import standard
from mialit.cli.options import (
    Arrangement,
    Choice,
    FileOptions,
    Format,
    OutputOptions,
    query,
    shared,
)
from mialit.cli.output import Answer, deliver
from mialit.errors import UsageProblem
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import All, Node
from mialit.search.engine import Found, Hit, explain, search
from mialit.storage.bibliography import Catalogue
from mialit.text.normalize import squash


@shared
def command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY...",
            help='Words, "phrases", -word to leave out, filters such as venue:ccs; also a DOI, '
            "an arXiv id, an address or a line of a reference list.",
            show_default=False,
        ),
    ],
    *,
    explained: Annotated[
        bool,
        typer.Option(
            "--explain", help="Say below each entry what was met.", rich_help_panel="Output"
        ),
    ] = False,
    file: FileOptions,
    choice: Choice,
    arrangement: Arrangement,
    output: OutputOptions,
) -> None:
    """Find entries by words, forgiving slips; the best come first.

    Case, accents, hyphens, word order and small slips do not matter. A word to leave out is
    written -word after other words, or NOT word.

    \b
    mialit search "label-only"
    mialit search label onyl atack --limit 1 --format keys
    mialit search "unlearning venue:ccs OR venue:icml generative"
    mialit search 2103.07853 --json
    """
    console = standard()
    node = query(words)
    if not squash(" ".join(words)):
        raise UsageProblem('the query is empty; write words, as in: mialit search "label-only"')
    catalogue = file.load(console, keep_files=False)
    found = search(choice.node(node), catalogue.vocabulary, catalogue.records)
    hits = {id(hit.record): hit for hit in found.hits}
    order = arrangement.sort or Order.RELEVANCE
    records = ordered([hit.record for hit in found.hits], order, reverse=arrangement.reverse)
    kind = output.chosen(console)
    if explained and kind not in (Format.TABLE, Format.JSON, Format.JSONL):
        raise UsageProblem(f"--explain goes with a table and JSON, not with {kind}")
    answer = Answer(
        catalogue,
        records,
        notes=_notes(found),
        empty="" if records else _emptied(node, choice, catalogue) or _empty(found),
        more=lambda record: _more(hits[id(record)]),
        marks=lambda record: _marks(hits[id(record)]),
        remark=(lambda record: explain(hits[id(record)])) if explained else None,
    )
    raise typer.Exit(deliver(answer, arrangement, output, console))


def _more(hit: Hit) -> dict[str, object]:
    return {
        "score": round(hit.score, 1),
        "matches": [
            {
                "field": match.field,
                "query": match.query,
                "text": match.text,
                "start": match.start,
                "end": match.end,
            }
            for match in hit.matches
        ],
    }


def _marks(hit: Hit) -> dict[str, list[tuple[int, int]]]:
    marks: dict[str, list[tuple[int, int]]] = {}
    for match in hit.matches:
        marks.setdefault(match.field, []).append((match.start, match.end))
    return marks


def _notes(found: Found) -> list[str]:
    notes = list(found.notes)
    if found.corrections:
        corrected = ", ".join(f"{typed} as {met}" for typed, met in found.corrections.items())
        notes.append(f"read {corrected}")
    if found.hits and all(hit.partial for hit in found.hits):
        notes.append("no entry meets every word; these meet the most")
    return notes


def _emptied(node: Node, choice: Choice, catalogue: Catalogue) -> str:
    """That the options leave nothing of what the query alone finds; "" where that is not so."""
    options = choice.node(All(()))
    if options == All(()):
        return ""
    alone = len(search(node, catalogue.vocabulary, catalogue.records).hits)
    return f"{node} finds {alone}, none of them meets {options}" if alone else ""


def _empty(found: Found) -> str:
    if not found.suggestions:
        return "no entry meets the query"
    offers = (
        f"{word}: perhaps {' or '.join(near)}" for word, near in found.suggestions.items() if near
    )
    return "; ".join(("no entry meets the query", *offers))
