"""The query that the words and the options of a command ask together."""

from collections.abc import Iterable

from mialit.cli.options import Choice
from mialit.errors import UsageProblem
from mialit.query.syntax import All, Filter, Node


def narrowed(query: Node, choice: Choice) -> Node:
    """*query* narrowed by *choice*, as one tree. Raises UsageProblem for a bad --where."""
    parts: list[Node] = [] if query == All(()) else [query]
    for name in ("year", "knowledge", "target", "venue", "kind", "author"):
        values = getattr(choice, name)
        if values:
            parts.append(Filter(name, tuple(values)))
    if choice.code is not None:
        parts.append(Filter("has" if choice.code else "no", ("code",)))
    if choice.preprint is not None:
        parts.append(Filter("is", ("preprint" if choice.preprint else "published",)))
    parts += _where_filters(choice.where or ())
    return _flat(parts)


def _where_filters(stated: Iterable[str]) -> list[Node]:
    """Filters of `FIELD=VALUE` texts: values of one field widen, fields narrow."""
    wanted: dict[str, list[str]] = {}
    for text in stated:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageProblem(f"--where {text!r} is not of the form FIELD=VALUE")
        wanted.setdefault(name.strip().lower(), []).append(value.strip())
    return [Filter(name, tuple(values)) for name, values in wanted.items()]


def _flat(parts: list[Node]) -> Node:
    """One tree of *parts*, which must all hold; nested `All`s are dissolved."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, All) else (part,)
    return flat[0] if len(flat) == 1 else All(tuple(flat))
