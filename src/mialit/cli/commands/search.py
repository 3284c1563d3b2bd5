"""Finds entries by words in ranked order, forgiving typos."""

import shlex
from collections.abc import Sequence
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
from mialit.cli.query_options import Arrangement, Choice, narrowed, query, stated_options
from mialit.errors import UsageProblem
from mialit.query.sorting import Order
from mialit.query.syntax import All, Node, Words
from mialit.search.engine import Found, Hit, explain, search
from mialit.storage.bibliography import Catalogue
from mialit.text.normalize import squash
from mialit.text.phrases import counted, perhaps


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
    options = choice.node(All(()))
    asked = narrowed(node, options)
    catalogue = file.load(console, keep_files=False)
    found = search(asked, catalogue.vocabulary, catalogue.records)
    hits = {id(hit.record): hit for hit in found.hits}
    found_records = [hit.record for hit in found.hits]
    records = arrangement.arranged(found_records, Order.RELEVANCE, catalogue, asked)
    kind = output.chosen(console)
    if explained and kind not in (EntryFormat.TABLE, EntryFormat.JSON, EntryFormat.JSONL):
        raise UsageProblem(f"--explain needs the format table, json or jsonl, not {kind}")
    answer = Answer(
        catalogue,
        records,
        asked,
        notes=_notes(found),
        empty="" if records else _nothing_found(found, node, options, choice, file, catalogue),
        more=lambda record: _more(hits[id(record)]),
        further=("score", "partial", "matches", "corrected"),
        marks=lambda record: _marks(hits[id(record)]),
        remark=lambda record: _remark(hits[id(record)], explained=explained),
    )
    raise typer.Exit(deliver(answer, output, console))


def _more(hit: Hit) -> dict[str, object]:
    return {
        "score": round(hit.score, 1),
        "partial": hit.partial,
        "matches": [
            {
                "field": match.field,
                "query": match.query,
                "text": match.text,
                "start": match.start,
                "end": match.end,
                "index": match.place,
            }
            for match in hit.matches
        ],
        "corrected": [
            {"from": match.query, "to": match.text} for match in hit.matches if match.how == "typo"
        ],
    }


def _marks(hit: Hit) -> dict[str, list[tuple[int, int]]]:
    """What to mark, by column; several values are joined there by `; `."""
    marks: dict[str, list[tuple[int, int]]] = {}
    record = hit.record
    for match in hit.matches:
        before = 0
        if match.place:
            values = record.values.get(match.field, ())
            values = record.authors if match.field == "authors" else values
            before = sum(len(value) + len("; ") for value in values[: match.place])
        marks.setdefault(match.field, []).append((before + match.start, before + match.end))
    return marks


def _remark(hit: Hit, *, explained: bool) -> str:
    """What stands below a row: where words are that no column shows, and all where *explained*."""
    passages = hit.passages
    return "; ".join(filter(None, (explain(hit), passages))) if explained else passages


def _notes(found: Found) -> list[str]:
    notes = list(found.notes)
    if found.corrections:
        corrected = ", ".join(f"{typed} as {read}" for typed, read in found.corrections.items())
        notes.append(f"read {corrected}")
    if found.hits and all(hit.partial for hit in found.hits):
        notes.append("no entry matches every word; these match the most")
    return notes


def _nothing_found(
    found: Found,
    node: Node,
    options: Node,
    choice: Choice,
    file: FileOptions,
    catalogue: Catalogue,
) -> str:
    """That nothing is found, because of which words or, if the query alone finds some, options.

    The *options* are what *choice* asks.
    """
    from mialit.search.failing import failing

    alone = 0
    if options != All(()):
        alone = len(search(node, catalogue.vocabulary, catalogue.records).hits)
    if alone:
        reason = f"{node} finds {alone}, none of them matches {options}"
        return f"mialit: nothing found: {reason} ({catalogue.name})"
    near = (perhaps(words, before=f"{typed}: ") for typed, words in found.suggestions.items())
    reason, way_out = "no entry matches the query", ""
    failed = failing(narrowed(node, options), catalogue.vocabulary, catalogue.records)
    if failed is not None:
        named = [f'"{word.text}"' for word in failed.words]
        left_out = failed.words if failed.alone else failed.words[:1]
        if failed.alone:
            reason = f"no entry has {' or '.join(named)}"
            without = "without it" if len(named) == 1 else "without them"
        else:
            reason = f"no entry has all of {', '.join(sorted(named))}"
            without = f"without {named[0]}"
        if failed.entries:
            matching = counted(failed.entries, "entry matches", "entries match")
            again = _without(node, left_out, choice, file)
            way_out = f"; {without} {matching}: {again}"
    reason = "; ".join((f"{reason} ({catalogue.name})", *filter(None, near)))
    return f"mialit: nothing found: {reason}{way_out}"


def _without(node: Node, left_out: Sequence[Node], choice: Choice, file: FileOptions) -> str:
    """The same search without some of its words, quoted for a shell."""
    parts = node.parts if isinstance(node, All) else (node,)
    kept = [part for part in parts if part not in left_out]
    text = str(All(tuple(kept)))
    plain = all(isinstance(part, Words) and not part.phrase for part in kept)
    words = text.split() if plain else [text]
    dashes = ["--"] if text.startswith("-") else []
    return shlex.join(["mialit", "search", *stated_options(file, choice), *dashes, *words])
