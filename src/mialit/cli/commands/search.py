"""Finds entries by words in ranked order, forgiving typos."""

from typing import Annotated

import typer

from mialit.cli.console import standard
from mialit.cli.options import (
    OUTPUT,
    EntryFormat,
    FileOptions,
    OutputOptions,
    argument,
    option,
    shared,
)
from mialit.cli.output import Answer, deliver
from mialit.cli.query_options import Arrangement, Choice, query
from mialit.errors import UsageProblem
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import All, Node
from mialit.search.engine import Found, Hit, explain, search
from mialit.storage.bibliography import Catalogue
from mialit.text.normalize import squash
from mialit.text.phrases import perhaps


@shared
def command(
    words: Annotated[
        list[str],
        argument(
            "QUERY...",
            'Words, "phrases", -word to exclude, filters such as venue:ccs; or a DOI, '
            "an arXiv id, a URL or a line of a reference list.",
        ),
    ],
    *,
    explained: Annotated[
        bool, option("--explain", "Show what matched below each entry.", OUTPUT)
    ] = False,
    choice: Choice,
    arrangement: Arrangement,
    output: OutputOptions,
    file: FileOptions,
) -> None:
    """Search entries by words, tolerating typos; best matches first.

    Case, accents, hyphens, word order and small typos do not matter. To exclude a word, write
    -word after other words, or NOT word.

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
    order = arrangement.order(Order.RELEVANCE, catalogue)
    records = ordered([hit.record for hit in found.hits], order, reverse=arrangement.reverse)
    kind = output.chosen(console)
    if explained and kind not in (EntryFormat.TABLE, EntryFormat.JSON, EntryFormat.JSONL):
        raise UsageProblem(f"--explain needs the format table, json or jsonl, not {kind}")
    answer = Answer(
        catalogue,
        records,
        choice.node(node),
        notes=_notes(found),
        empty="" if records else _nothing_found(found, node, choice, catalogue),
        more=lambda record: _more(hits[id(record)]),
        marks=lambda record: _marks(hits[id(record)]),
        remark=(lambda record: explain(hits[id(record)])) if explained else None,
    )
    raise typer.Exit(deliver(answer, output, console))


def _more(hit: Hit) -> dict[str, object]:
    return {
        "score": round(hit.score, 1),
        "matches": [
            {name: getattr(match, name) for name in ("field", "query", "text", "start", "end")}
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
        corrected = ", ".join(f"{typed} as {read}" for typed, read in found.corrections.items())
        notes.append(f"read {corrected}")
    if found.hits and all(hit.partial for hit in found.hits):
        notes.append("no entry matches every word; these match the most")
    return notes


def _nothing_found(found: Found, node: Node, choice: Choice, catalogue: Catalogue) -> str:
    """That nothing is found, because of the options where the query alone finds something."""
    options = choice.node(All(()))
    alone = 0
    if options != All(()):
        alone = len(search(node, catalogue.vocabulary, catalogue.records).hits)
    if alone:
        reason = f"{node} finds {alone}, none of them matches {options}"
    else:
        near = (perhaps(words, before=f"{typed}: ") for typed, words in found.suggestions.items())
        reason = "; ".join(("no entry matches the query", *filter(None, near)))
    return f"mialit: nothing found: {reason} ({catalogue.name})"
