"""Other ways of searching a list, each with common settings; those not installed are left out.

An engine is a function from documents and queries to answers: for each query the key on top and
a score (higher is better), or None.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

Document = dict[str, str]  # key, title, authors, venue, year
Answer = tuple[str, float] | None
Engine = Callable[[Sequence[Document], Sequence[str]], list[Answer]]

FIELDS = ("title", "authors", "venue", "year")


def text(document: Document) -> str:
    """All fields of a document on a line."""
    return " ".join(document[name] for name in FIELDS)


def rapidfuzz_engine(name: str) -> Engine:
    """The best by one of rapidfuzz's likenesses of whole texts, after its default processing."""

    def run(documents: Sequence[Document], queries: Sequence[str]) -> list[Answer]:
        from rapidfuzz import fuzz, process, utils

        scorer = getattr(fuzz, name)
        texts = [utils.default_process(text(document)) for document in documents]
        answers: list[Answer] = []
        for query in queries:
            found = process.extractOne(utils.default_process(query), texts, scorer=scorer)
            answers.append((documents[found[2]]["key"], found[1]) if found else None)
        return answers

    return run


def fts5(glue: str) -> Engine:
    """SQLite FTS5 with Porter's stemmer; every word may go on; title counts most."""

    def run(documents: Sequence[Document], queries: Sequence[str]) -> list[Answer]:
        base = sqlite3.connect(":memory:")
        base.execute(
            "create virtual table papers using fts5(key unindexed, title, authors, venue, year, "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
        base.executemany(
            "insert into papers values (:key, :title, :authors, :venue, :year)", documents
        )
        answers: list[Answer] = []
        for query in queries:
            parts = [f'"{word}"*' for word in re.findall(r"\w+", query)]
            row = base.execute(
                "select key, -bm25(papers, 0, 4, 2, 1, 1) from papers where papers match ? "
                "order by bm25(papers, 0, 4, 2, 1, 1) limit 1",
                (glue.join(parts),),
            ).fetchone()
            answers.append((row[0], row[1]) if row else None)
        return answers

    return run


def fzf(documents: Sequence[Document], queries: Sequence[str]) -> list[Answer]:
    """`fzf --filter`; its order is its answer, it gives no score."""
    lines = "".join(f"{document['key']}\t{text(document)}\n" for document in documents)
    answers: list[Answer] = []
    for query in queries:
        done = subprocess.run(
            ["fzf", "-i", "--delimiter=\t", "--nth=2..", f"--filter={query}"],
            input=lines, capture_output=True, text=True, check=False,
        )  # fmt: skip
        first = done.stdout.split("\t", 1)[0]
        answers.append((first, 1.0) if first else None)
    return answers


def tantivy(occur: str) -> Engine:
    """tantivy; words may differ by one letter from five letters on, by two from eight on."""

    def run(documents: Sequence[Document], queries: Sequence[str]) -> list[Answer]:
        import tantivy as library

        builder = library.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw")
        for name in FIELDS:
            builder.add_text_field(name)
        schema = builder.build()
        index = library.Index(schema)
        writer = index.writer()
        for document in documents:
            writer.add_document(library.Document(**document))
        writer.commit()
        index.reload()
        searcher = index.searcher()
        kind = getattr(library.Occur, occur)
        answers: list[Answer] = []
        for query in queries:
            parts = []
            for word in re.findall(r"\w+", query.lower()):
                typos = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
                ways = []
                for name in FIELDS:
                    exact = library.Query.term_query(schema, name, word)
                    weight = 4.0 if name == "title" else 2.0
                    ways.append((library.Occur.Should, library.Query.boost_query(exact, weight)))
                    if typos:
                        fuzzy = library.Query.fuzzy_term_query(schema, name, word, distance=typos)
                        ways.append((library.Occur.Should, fuzzy))
                parts.append((kind, library.Query.boolean_query(ways)))
            hits = searcher.search(library.Query.boolean_query(parts), 1).hits if parts else []
            if not hits:
                answers.append(None)
                continue
            score, address = hits[0]
            answers.append((searcher.doc(address)["key"][0], score))
        return answers

    return run


def node(
    documents: Sequence[Document], queries: Sequence[str], only: str = ""
) -> dict[str, list[Answer]]:
    """What MiniSearch and Fuse.js answer; {} without Node.js or the packages."""
    if not shutil.which("node") or not os.environ.get("PEERS"):
        return {}
    asked = {"docs": list(documents), "queries": list(queries), "only": only}
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("peers.mjs"))],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {
        name: [tuple(answer) if answer else None for answer in answers]
        for name, answers in json.loads(done.stdout).items()
    }


ENGINES: dict[str, Engine] = {
    "WRatio": rapidfuzz_engine("WRatio"),
    "token_set_ratio": rapidfuzz_engine("token_set_ratio"),
    "SQLite FTS5 AND": fts5(" "),
    "SQLite FTS5 OR": fts5(" OR "),
    "fzf": fzf,
    "tantivy AND": tantivy("Must"),
    "tantivy OR": tantivy("Should"),
}
