"""Lists as items of CSL-JSON, and what pandoc makes of them."""

import json
import subprocess
from pathlib import Path

from mialit.citing import csl_json
from mialit.storage.bibliography import load
from mialit.storage.cache import NO_CACHE, Cache
from mialit.storage.sources import Source


def items_of(bib: Path, cache: Cache = NO_CACHE):
    """The items of all entries of the list at *bib*."""
    catalogue = load([Source(str(bib), bib)], cache, keep_files=False)
    return csl_json.items(catalogue, catalogue.records)


def item_of(folder: Path, text: str):
    """The item of the one entry that *text* is, without a vocabulary of its own."""
    path = folder / "one.bib"
    path.write_text(text, encoding="utf-8")
    (item,) = items_of(path)
    return item


def pandoc(source: str, *words: str) -> str:
    """What pandoc writes for *source* on its standard input."""
    done = subprocess.run(
        ["pandoc", *words],
        input=source,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_by_pandoc(bib: Path):
    """The items that pandoc's reader of biblatex makes of the list at *bib*."""
    text = bib.read_text(encoding="utf-8")
    return json.loads(pandoc(text, "-f", "biblatex", "-t", "csljson"))
