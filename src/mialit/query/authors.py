"""The authors that a query asks for: which of a record's it means."""

from collections.abc import Callable, Iterator

from mialit.query.filters import bind, loosely
from mialit.query.syntax import All, Any, Filter, Node, Not, Words
from mialit.records.model import Record
from mialit.text.normalize import fold
from mialit.vocabulary.model import Vocabulary

# Given a record, the indices of its authors that were asked for.
Finder = Callable[[Record], tuple[int, ...]]


def authors_asked(node: Node, vocabulary: Vocabulary) -> Finder | None:
    """A finder of the authors that *node* asks for; None where it has nothing that names one.

    A filter `author` names authors; so does a word that begins a word of an author's name and
    is not in the title, which would be reason enough for the record to be there.
    """
    parts = list(_asserted(node))
    names = [
        Filter("author", part.values)
        for part in parts
        if isinstance(part, Filter) and part.name.lower() in ("author", "authors")
    ]
    words = [loosely(part.text) for part in parts if isinstance(part, Words)]
    if not names and not words:
        return None
    tests = [bind(part, vocabulary, ()).matches for part in names]

    def find(record: Record) -> tuple[int, ...]:
        title = fold(record.title) if words else ""
        patterns = [pattern for pattern in words if not pattern.search(title)]
        return tuple(
            number
            for number, name in enumerate(record.authors)
            if any(test(record._replace(authors=(name,))) for test in tests)
            or any(pattern.search(fold(name)) for pattern in patterns)
        )

    return find


def _asserted(node: Node) -> Iterator[Node]:
    """The words and filters of *node* that a record has to match, negations left out."""
    match node:
        case Words() | Filter():
            yield node
        case Not():
            return
        case All(parts) | Any(parts):
            for part in parts:
                yield from _asserted(part)
