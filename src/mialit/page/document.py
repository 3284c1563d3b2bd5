"""The HTML page: a list as one file, with its script and style inside.

The page may be served under any policy that allows inline script by hash; its own, in a meta
element, allows exactly the style and the scripts it carries and no request to anywhere.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mialit import __version__
from mialit.page import interface
from mialit.page.column_widths import column_style, style_class
from mialit.page.data import LATER, payload
from mialit.page.linked_data import citation, linked_data
from mialit.page.own import Cited, own
from mialit.page.script import ASSETS, first_script, script, style
from mialit.page.static_rows import cells
from mialit.records.model import Record
from mialit.render.bibtex_export import Chosen
from mialit.render.columns import label
from mialit.vocabulary.model import Vocabulary

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%231f5fbf'/%3E"
    "%3Cpath d='M4 4.5h8M4 8h8M4 11.5h5' stroke='white' stroke-width='1.6'/%3E%3C/svg%3E"
)

# What would end an element, a line of a script, or cannot stand in UTF-8.
_UNSAFE = re.compile(r"[<>&\u2028\u2029\ud800-\udfff]")


def page(
    records: Sequence[Record],
    vocabulary: Vocabulary,
    entries: Sequence[Chosen],
    feed: str = "",
    cited: Cited | None = None,
) -> str:
    """The page of *records*, in their order. They were made of *entries*.

    *feed* is the address of a feed of them, if there is one. *cited* is the entry by which the
    list is cited, if it is cited by one.

    Raises FileProblem and NotFound where the entries cannot stand in one .bib (bibtex_export.py).
    """
    styled = f"{style()}\n{column_style(vocabulary.columns)}"
    scripted, first = script(), first_script()
    words = interface.words(vocabulary.page.words)
    environment = Environment(
        loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined
    )
    about = own(records, vocabulary, words, cited)
    return environment.get_template("page.html").render(
        policy=_policy(styled, scripted, first),
        script_hashes=_sources(scripted, first),
        style_hash=_hash(styled),
        own=about,
        settings=vocabulary.page,
        version=__version__,
        feed=feed,
        citation=citation(records[0]) if len(records) == 1 else [],
        icon=_ICON,
        # Files of our own, which autoescaping would break; data goes through `_json` alone.
        style=Markup(styled),  # noqa: S704
        script=Markup(scripted),  # noqa: S704
        first_script=Markup(first),  # noqa: S704
        linked_data=_json(linked_data(about, records, vocabulary)),
        data={name: _json(part) for name, part in _parts(payload(records, vocabulary, entries))},
        words=words,
        words_json=_json(words),
        columns=[
            {"label": label(name, vocabulary), "css": style_class(name)}
            for name in vocabulary.columns
        ],
        empty=not records,
        rows=(cells(record, vocabulary) for record in records),
    )


def _parts(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parts of the *data* that have an element of their own, which are read one by one."""
    yield "data", {name: part for name, part in data.items() if name not in LATER}
    yield from ((name, data[name]) for name in LATER)


def _policy(style: str, *scripts: str) -> str:
    """The Content-Security-Policy: this style and these scripts by hash, and nothing else."""
    return (
        f"default-src 'none'; script-src {_sources(*scripts)}; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _sources(*scripts: str) -> Markup:
    """What a policy says of *scripts*."""
    return Markup(" ".join(f"'{_hash(script)}'" for script in scripts))  # noqa: S704


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _json(data: Any) -> Markup:
    """JSON that cannot end the script element around it, nor begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: S704
