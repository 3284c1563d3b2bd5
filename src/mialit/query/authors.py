"""The authors that a query asks for: which of a record's it means."""

from collections.abc import Callable, Iterator

from mialit.query.filters import Loose, bind_each
from mialit.query.syntax import All, Any, Filter, Node, Not, Words
from mialit.records.model import Record
from mialit.records.naming import field_named
from mialit.text.normalize import fold
from mialit.vocabulary.model import Vocabulary

# Given a record, the indices of its authors that were asked for.
Finder = Callable[[Record], tuple[int, ...]]


def authors_asked(node: Node, vocabulary: Vocabulary) -> Finder | None:
    """A finder of the authors that *node* asks for; None where it has nothing that names one.

    A filter `author` names authors; so does a word that begins a word of an author's name and
    is not in the title, which would be reason enough for the record to be there.
    """
    words: list[str] = []
    filters: list[Filter] = []
    for part in _asserted(node):
        if isinstance(part, Words):
            words.append(part.text)
        elif field_named(part.name, vocabulary, ()) == "author":
            filters.append(Filter("author", part.values))
    if not filters and not words:
        return None
    named = [Filter("author", (text,)) for text in dict.fromkeys(words)]
    bound = bind_each([*filters, *named], vocabulary, ())
    always, of_words = bound[: len(filters)], bound[len(filters) :]
    sought = list(zip(map(Loose, dict.fromkeys(words)), of_words, strict=True))

    def find(record: Record) -> tuple[int, ...]:
        title = fold(record.title)
        tight = title.replace(" ", "")
        # Each name is then asked by itself, which only the few that match at all are worth.
        tests = [test for test in always if test(record)]
        tests += [
            test for word, test in sought if test(record) and not word.stands_in(title, tight)
        ]
        alone = (record._replace(authors=(name,)) for name in record.authors) if tests else ()
        return tuple(number for number, one in enumerate(alone) if any(test(one) for test in tests))

    return find


def _asserted(node: Node) -> Iterator[Words | Filter]:
    """The words and filters of *node* that a record has to match, negations left out."""
    match node:
        case Words() | Filter():
            yield node
        case Not():
            return
        case All(parts) | Any(parts):
            for part in parts:
                yield from _asserted(part)
