"""Lists as items of CSL-JSON, and what pandoc makes of them."""

import json
import os
import re
import subprocess
from collections.abc import Sequence
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest

from door import need
from kept_lists import load
from mialit.citing import csl_json
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


ROOT_OF_STYLES = Path(str(files("mialit.citing") / "csl"))


def need_citeproc_js() -> None:
    """Skips the test where node or npm's citeproc is missing; fails it with MIALIT_REQUIRE_TOOLS.

    node looks for packages where NODE_PATH says.
    """
    need("node")
    script = "require.resolve('citeproc')"
    found = subprocess.run(["node", "-e", script], capture_output=True, timeout=60, check=False)
    if found.returncode:
        why = "missing: npm's citeproc (npm install citeproc; NODE_PATH names its node_modules)"
        if os.environ.get("MIALIT_REQUIRE_TOOLS"):
            pytest.fail(f"{why} (MIALIT_REQUIRE_TOOLS is set)")
        pytest.skip(why)


def styled_by_pandoc(items, style: Path) -> dict[str, str]:
    """*items* in *style*, as pandoc writes them; by their keys, brought into one form."""
    words = ["-f", "csljson", "-t", "html", "--wrap=none", "--citeproc", "--csl"]
    page = pandoc(json.dumps(items), *words, str(style))
    found = re.findall(
        r'(?s)<div id="ref-([^"]*)" class="csl-entry"[^>]*>\n?(.*?)\n?</div>'
        r'(?=\n<div id="ref-|\n</div>\s*\Z)',
        page,
    )
    return {key: one_form(text) for key, text in found}


def styled_by_citeproc_js(items, styles: Sequence[Path], folder: Path) -> list[dict[str, str]]:
    """*items* in each of *styles*, as citeproc-js writes them; by their keys, in one form."""
    path = folder / "items.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    locale = str(files("citeproc") / "data" / "locales" / "locales-en-US.xml")
    script = str(Path(__file__).with_name("citeproc.js"))
    done = subprocess.run(
        ["node", script, str(path), locale, *map(str, styles)],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [{key: one_form(text) for key, text in made.items()} for made in json.loads(done.stdout)]


# What the programs write in their own ways, and means the same.
_ALIKE = {
    "em>": "i>",
    "strong>": "b>",
    "\u00a0": " ",
    "\u200a": "",
    "<sup>4</sup>": "⁴",
}


def one_form(reference: str) -> str:
    """*reference*, which is HTML, without what the programs write in ways of their own."""
    text = re.sub(r"\s+", " ", reference)
    text = re.sub(r"</?a\b[^>]*>|</?(?:span|div)(?: [^>]*)?>", "", text)
    for theirs, common in _ALIKE.items():
        text = text.replace(theirs, common)
    text = re.sub(r"\A\s*(?:\[\d+\]|\d+\.)\s*", "", unescape(text))
    return " ".join(text.split())
