"""The wide text of a record: what else its entry says in words, such as its abstract.

It is many times as long as all that `Record.folded` holds, so it is kept apart and made only
where words are looked for in it.
"""

from collections.abc import Iterator

from mialit.records.model import Record
from mialit.text.normalize import fold

TAGS = "keywords"
# The fields, in the order in which a match is looked for.
FIELDS = (
    TAGS, "subtitle", "abstract", "journal", "journaltitle", "booktitle", "note", "annotation",
    "annote",
)  # fmt: skip
APART = " | "  # between two texts, so that no phrase goes across; no folded text holds it


def wide_texts(record: Record) -> Iterator[tuple[str, str, int | None]]:
    """The texts of *record* with the names of their fields; of several values also the index."""
    stated = record.rest
    for name in FIELDS:
        for number, value in enumerate(record.values.get(name, ())):
            yield name, value, number
        if name in stated and (text := stated[name]):
            yield name, text, None


def is_year(word: str) -> bool:
    """Whether *word* is a year, which is the paper's and is not looked for in wide texts."""
    return len(word) == 4 and word.isdigit()


def wide_text(record: Record) -> str:
    """All of them, folded, on one line."""
    return APART.join(filter(None, (fold(text) for _, text, _ in wide_texts(record))))
