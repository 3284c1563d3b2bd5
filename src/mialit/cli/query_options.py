"""The query and the options that choose and order entries: what they ask, and asking it again.

The query language is imported where it is used: completing a value loads this module as well.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

from mialit.cli.options import (
    CHOOSING,
    ORDER,
    FileOptions,
    argument,
    option,
    values_option,
    where_option,
)
from mialit.errors import UsageProblem
from mialit.query.sorting import Order

if TYPE_CHECKING:
    from mialit.query.cited import Cited
    from mialit.query.syntax import Filter, Node
    from mialit.records.model import Record
    from mialit.storage.bibliography import Catalogue

QueryArgument = Annotated[
    list[str] | None,
    argument(
        "[QUERY]...",
        "Words that an entry must all contain, and filters such as year:2019.. "
        "-venue:arxiv has:code.",
    ),
]
QueryOption = Annotated[str, option("--query -q QUERY", "Words and filters, as in list.", CHOOSING)]
# Where entries have to be chosen: "" chooses all, and no query none.
ChangeQuery = Annotated[
    str | None,
    option("--query -q QUERY", 'Words and filters, as in list; "" chooses all.', CHOOSING),
]


class Choice(NamedTuple):
    """Which entries are chosen: a repeated option widens the choice, different ones narrow it."""

    year: Annotated[
        list[str] | None,
        option(
            "--year RANGE",
            "2020; 2018,2020; 2018-2020; 2018..2020; 2019- or -2019; repeatable.",
            CHOOSING,
        ),
    ] = None
    released: Annotated[
        list[str] | None,
        option(
            "--released RANGE",
            "First released in 2026; 2026-01; 2026-01.. or 2025-03..2025-09; repeatable.",
            CHOOSING,
        ),
    ] = None
    knowledge: Annotated[
        list[str] | None, values_option("knowledge", "Adversarial knowledge, such as white-box.")
    ] = None
    target: Annotated[list[str] | None, values_option("target", "Target model.")] = None
    venue: Annotated[list[str] | None, values_option("venue", "Short name of the venue.")] = None
    kind: Annotated[list[str] | None, values_option("kind", "attack, defense or survey.")] = None
    author: Annotated[
        list[str] | None, option("--author NAME", "Part of an author's name.", CHOOSING)
    ] = None
    code: Annotated[
        bool | None, option("--code/--no-code", "With or without the authors' code.", CHOOSING)
    ] = None
    preprint: Annotated[
        bool | None,
        option("--preprint/--published", "Only preprints, or only published papers.", CHOOSING),
    ] = None
    where: Annotated[list[str] | None, where_option()] = None
    cited: Annotated[
        list[str] | None,
        option(
            "--cited FILE",
            "What a manuscript cites: its .tex, .aux or .bcf file; repeatable.",
            CHOOSING,
        ),
    ] = None

    def node(self, query: "Node") -> "Node":
        """*query* narrowed by the options, as one tree.

        Raises UsageProblem for a bad --where, FileProblem for a manuscript that cannot be read.
        """
        from mialit.query.syntax import All, Filter

        parts: list[Node] = []
        for name in _REPEATED:
            values = getattr(self, name)
            if values:
                parts.append(Filter(name, _separate(name, values)))
        if self.code is not None:
            parts.append(Filter("has" if self.code else "no", ("code",)))
        if self.preprint is not None:
            parts.append(Filter("is", ("preprint" if self.preprint else "published",)))
        wanted: dict[str, list[str]] = {}
        for text in self.where or ():
            name, equals, value = text.partition("=")
            if not equals or not name.strip() or not value.strip():
                raise UsageProblem(f"--where {text!r} is not of the form FIELD=VALUE")
            wanted.setdefault(name.strip().lower(), []).append(value.strip())
        parts += (Filter(name, _separate(name, values)) for name, values in wanted.items())
        if self.cited:
            parts.append(_cited(self.cited))
        return narrowed(query, All(tuple(parts)))


def narrowed(node: "Node", other: "Node") -> "Node":
    """What matches both *node* and *other*, as one tree."""
    from mialit.query.syntax import All

    parts = [
        part
        for each in (node, other)
        for part in (each.parts if isinstance(each, All) else (each,))
    ]
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _cited(names: Iterable[str]) -> "Cited":
    """What the manuscripts *names* cite. Raises FileProblem where one cannot be read."""
    from mialit.cli import manuscripts
    from mialit.query.cited import Cited, Keys

    read = []
    notes: list[str] = []
    for name in dict.fromkeys(names):
        if name == "-":
            raise UsageProblem(
                "--cited reads no standard input; name the manuscript's .tex, .aux or .bcf file"
            )
        found, said = manuscripts.read(name)
        guessed = (key for key, first in found.first_citations.items() if not first.certain)
        read.append(
            Keys(
                name,
                found.keys,
                found.everything,
                found.folds_case,
                frozenset(guessed),
                tuple(each.path for each in found.bibliographies),
            )
        )
        notes += said
        if found.everything_at is not None:
            notes.append(f"{found.everything_at}: \\nocite{{*}} takes every entry of the list")
        elif not found.keys:
            notes.append(f"{name}: no citation is found")
    return Cited(read, notes)


class Arrangement(NamedTuple):
    """The order of the chosen entries."""

    sort: Annotated[
        str | None,
        option(
            "--sort FIELD",
            "year, released, title, author, venue, key, file (the file's order), cited (with "
            "--cited), or any other field; years are newest first.",
            ORDER,
        ),
    ] = None
    reverse: Annotated[bool, option("--reverse", "Reverse the order.", ORDER)] = False

    def arranged(
        self,
        records: "Sequence[Record]",
        default: Order,
        catalogue: "Catalogue",
        node: "Node | None" = None,
    ) -> "list[Record]":
        """*records*, which *node* matches, in the order that is asked for, or else in *default*.

        Raises UsageProblem for an unknown field, and for an order that *node* or *default* is none
        of: that of a manuscript's citations, and relevance.
        """
        from mialit.query.sorting import order_named, ordered

        cited = None
        if self.sort is not None and self.sort.strip().lower() == Order.CITED:
            from mialit.query.cited import cited_part

            cited = None if node is None else cited_part(node)
            if cited is None:
                raise UsageProblem(
                    "the order of citation is that of a manuscript; name it: "
                    "--cited FILE --sort cited"
                )
        if cited is not None:
            found = cited.in_order(ordered(records, Order.FILE), catalogue.records)
            return found[::-1] if self.reverse else found
        order: str = default
        if self.sort is not None:
            order = order_named(self.sort, catalogue.vocabulary, catalogue.records)
        if order == Order.RELEVANCE != default:
            raise UsageProblem("only search sorts by relevance; see: mialit search --help")
        return ordered(records, order, reverse=self.reverse)


class Selection(NamedTuple):
    """The entries of a list that match a query; `notes` say how its values were understood."""

    node: "Node"
    catalogue: "Catalogue"
    records: "list[Record]"
    notes: tuple[str, ...]

    @property
    def nothing_found(self) -> str:
        """That no entry matches, and which part of the query leaves none."""
        from mialit.query.filters import why_empty

        reason = why_empty(self.node, self.catalogue.vocabulary, self.catalogue.records)
        return f"mialit: nothing found: {reason} ({self.catalogue.name})"


def _separate(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """The *values* of an option, a list of years or months with commas taken apart.

    What a comma means in a value of another field depends on the values there are; see `filters`.
    """
    if name not in _RANGES:
        return tuple(values)
    return tuple(part for value in values for part in value.strip(", ").split(",")) or ("",)


def query(words: Iterable[str] | None) -> "Node":
    """The tree of a query given as one or several arguments.

    A text without letters and digits, such as a dash of a title, asks for nothing. Raises
    UsageProblem for a query of such texts alone.
    """
    from mialit.query.syntax import All, parse, without_signs

    text = " ".join(words or ())
    stated = parse(text)
    node = without_signs(stated)
    if node == All(()) != stated:
        raise UsageProblem(
            f"the query {text} has no letter and no digit to look for; "
            f'a sign within a field is found by a filter, such as title:"{next(_signs(stated))}"'
        )
    return node


def _signs(node: "Node") -> Iterator[str]:
    """The texts of *node*, which has no filter."""
    from mialit.query.syntax import All, Any, Not, Words

    if isinstance(node, Words):
        yield node.text
    elif isinstance(node, Not):
        yield from _signs(node.part)
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from _signs(part)


def select(
    node: "Node",
    catalogue: "Catalogue",
    arrangement: Arrangement | None = None,
    default: Order = Order.YEAR,
) -> Selection:
    """The entries of *catalogue* that match *node*, in file order without an *arrangement*.

    Raises UsageProblem for an unknown field, order or value, and for an order by relevance.
    """
    from mialit.query.filters import bind, candidates

    bound = bind(node, catalogue.vocabulary, catalogue.records)
    found = [record for record in candidates(node, catalogue.records) if bound.matches(record)]
    if arrangement is not None:
        found = arrangement.arranged(found, default, catalogue, node)
    return Selection(node, catalogue, found, bound.notes)


def stated_options(file: FileOptions, choice: Choice) -> list[str]:
    """The options of *file* and *choice*, as they are written."""
    return [word for _, words in _stated(file, choice) for word in words]


_RANGES = ("year", "released")
_REPEATED = (*_RANGES, "knowledge", "target", "venue", "kind", "author")
_SWITCHES = {
    ("has", "code"): ("code", "--code"),
    ("no", "code"): ("code", "--no-code"),
    ("is", "preprint"): ("preprint", "--preprint"),
    ("is", "published"): ("preprint", "--published"),
}


def list_command(
    words: Sequence[str],
    file: FileOptions,
    choice: Choice,
    filters: "Iterable[Filter]",
    declared: Iterable[str],
) -> str:
    """`mialit list ...`, quoted for a shell, for the chosen entries that also match *filters*.

    A filter becomes an option where one of its name is free: an option that is there already
    would widen (repeated options mean or), so the filter then goes into the query. *declared*
    are the vocabulary's fields, which `--where` reaches.
    """
    options = _stated(file, choice)
    taken = {name for name, _ in options}
    in_query: list[Filter] = []
    for part in dict.fromkeys(filters):
        option = _option(part, set(declared))
        if option is None or option[0] in taken:
            in_query.append(part)
        else:
            taken.add(option[0])
            options.append(option)
    call = ["mialit", "list", *(word for _, stated in options for word in stated)]
    text = _narrowed(words, in_query)
    if text.startswith("-"):
        call.append("--")
    return shlex.join([*call, text] if text else call)


def _stated(file: FileOptions, choice: Choice) -> list[tuple[str, list[str]]]:
    """The options of *file* and *choice*, each with the words that state it."""
    stated = [("bib", _words("--bib", name)) for name in file.bib or ()]
    for name in _REPEATED:
        stated += [(name, _words(f"--{name}", value)) for value in getattr(choice, name) or ()]
    if choice.code is not None:
        stated.append(("code", ["--code" if choice.code else "--no-code"]))
    if choice.preprint is not None:
        stated.append(("preprint", ["--preprint" if choice.preprint else "--published"]))
    for text in choice.where or ():
        name = text.partition("=")[0].strip().lower()
        stated.append((name, _words("--where", text)))
    stated += [("cited", _words("--cited", name)) for name in choice.cited or ()]
    return stated


def _option(part: "Filter", declared: set[str]) -> tuple[str, list[str]] | None:
    """The option that means *part*: what it is called, and its words; None for several values."""
    if len(part.values) > 1:
        return None
    (value,) = part.values
    if part.name in _REPEATED:
        return part.name, _words(f"--{part.name}", value)
    if (part.name, value) in _SWITCHES:
        name, word = _SWITCHES[part.name, value]
        return name, [word]
    # An option's value is stripped of blanks; a value that has some at its ends is quoted instead.
    if part.name in declared and value == value.strip():
        return part.name, _words("--where", f"{part.name}={value}")
    return None


def _words(option: str, value: str) -> list[str]:
    return [f"{option}={value}"] if value.startswith("-") else [option, value]


def _narrowed(words: Sequence[str], filters: "Sequence[Filter]") -> str:
    """The query's text; what alternatives it has stay together beside *filters*."""
    from mialit.query.syntax import All

    if not filters:
        return " ".join(words)
    node = query(words)
    parts = node.parts if isinstance(node, All) else (node,)
    return str(All((*parts, *filters)))
