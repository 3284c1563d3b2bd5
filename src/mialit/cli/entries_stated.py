"""The entries that a command takes by their keys or by a query, as `export` and `cite` do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mialit.cli.console import Console
from mialit.cli.options import FileOptions, stated_keys
from mialit.cli.query_options import Arrangement, Choice, query, select
from mialit.errors import UsageProblem
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import All
from mialit.records.lookup import alias_notes, by_key, not_there
from mialit.records.model import Record

if TYPE_CHECKING:
    from mialit.storage.bibliography import Catalogue


class Entries(NamedTuple):
    """The entries found. `missing` says which keys are not there, `nothing` why there is none."""

    catalogue: "Catalogue"
    records: Sequence[Record]
    missing: str
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
) -> Entries:
    """The entries of *keys*, in their order, or those that the query and the options choose.

    The order of those chosen is *default* unless another is asked for. Says notes. Raises
    UsageProblem where both keys and a query are given.
    """
    node = choice.node(query([selection]))
    if keys and node != All(()):
        raise UsageProblem("name keys or choose entries by options and --query, not both")
    wanted = stated_keys(keys, file, console)
    catalogue = file.load(console)
    missing: list[str] = []
    if keys:
        records, missing = by_key(wanted, catalogue.records, aliases=True)
        console.say(*alias_notes(wanted, records))
        if arrangement.sort is not None:
            records = ordered(records, arrangement.order(Order.FILE, catalogue))
        if arrangement.reverse:
            records.reverse()
        nothing = "" if wanted else "mialit: no key was given on standard input"
    else:
        found = select(node, catalogue, arrangement, default)
        console.say(*found.notes)
        records = found.records
        nothing = "" if records else found.nothing_found
    absent = not_there(missing, catalogue.records) if missing else ""
    return Entries(catalogue, records[:limit] if limit else records, absent, nothing)
