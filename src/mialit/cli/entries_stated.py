"""The entries that a command takes by their keys or by a query, as `export` and `cite` do."""

import re
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mialit.cli.console import Console
from mialit.cli.options import FileOptions, stated_keys
from mialit.cli.query_options import Arrangement, Choice, query, select
from mialit.errors import UsageProblem
from mialit.query.cited import cited_part
from mialit.query.sorting import Order
from mialit.query.syntax import All, Node
from mialit.records.lookup import SEARCH, alias_notes, by_key, not_there
from mialit.records.model import Record

if TYPE_CHECKING:
    from mialit.storage.bibliography import Catalogue


class Entries(NamedTuple):
    """The entries found; `absent` says which keys that have to be there are not.

    `nothing` says why there are no records, where `absent` does not.
    """

    catalogue: "Catalogue"
    records: Sequence[Record]
    absent: str
    nothing: str


def entries_stated(
    keys: Sequence[str],
    selection: str,
    choice: Choice,
    arrangement: Arrangement,
    limit: int | None,
    file: FileOptions,
    console: Console,
    *,
    default: Order,
    strict: bool = False,
) -> Entries:
    """The entries of *keys*, in their order, or those that the query and the options choose.

    The order of those chosen is *default* unless another is asked for. Keys that a manuscript cites
    and the list has not are absent where *strict*, and else named in a note. Says notes. Raises
    UsageProblem where both keys and a query are given.
    """
    node = choice.node(query([selection]))
    if keys and node != All(()):
        raise UsageProblem("name keys or choose entries by options and --query, not both")
    wanted = stated_keys(keys, file, console)
    catalogue = file.load(console, keep_files=False)
    if keys:
        found = _by_key(keys, wanted, arrangement, catalogue, console)
    else:
        found = _by_query(node, arrangement, default, catalogue, file, console, strict=strict)
    return found._replace(records=found.records[:limit]) if limit else found


def _by_key(
    keys: Sequence[str],
    wanted: Sequence[str],
    arrangement: Arrangement,
    catalogue: "Catalogue",
    console: Console,
) -> Entries:
    """The entries of the *wanted* keys, which the call states as *keys*."""
    records, missing = by_key(wanted, catalogue.records, aliases=True)
    console.say(*alias_notes(wanted, records))
    if arrangement.sort is not None:
        records = arrangement.arranged(records, Order.FILE, catalogue)
    elif arrangement.reverse:
        records.reverse()
    absent = not_there(missing, catalogue.records) if missing else ""
    if absent.endswith(SEARCH) and not records and "-" not in keys:
        absent += _as_query(keys)
    nothing = "" if wanted else "mialit: no key was given on standard input"
    return Entries(catalogue, records, absent, nothing)


def _as_query(keys: Sequence[str]) -> str:
    """How to ask by a query for what the call asks for by *keys*; "" where these are none."""
    from mialit.cli import hints

    words = hints.words_of_call()
    # Most keys have a year; of filters and files the hints behind a call speak.
    if not words or any(re.search(r"[:=\d]", key) or hints.is_bib(key) for key in keys):
        return ""
    others = [word for word in words[1:] if word not in (*keys, "--")]
    call = shlex.join(["mialit", words[0], *others, "--query", " ".join(keys)])
    return f"\n  to {words[0]} what a query finds: {call}"


def _by_query(
    node: Node,
    arrangement: Arrangement,
    default: Order,
    catalogue: "Catalogue",
    file: FileOptions,
    console: Console,
    *,
    strict: bool,
) -> Entries:
    found = select(node, catalogue, arrangement, default)
    console.say(*found.notes)
    nothing = "" if found.records else found.nothing_found
    cited = cited_part(node)
    missing = cited.missing(catalogue.records) if cited else ()
    absent = ""
    if cited and missing:
        from mialit.cli.cited_keys import unlisted
        from mialit.storage import cache

        folder = None if file.no_cache else cache.folder(console.environment)
        absent = unlisted(cited, missing, catalogue, folder)
    if absent and not strict:
        console.say(absent)
        absent = ""
    return Entries(catalogue, found.records, absent, nothing)
