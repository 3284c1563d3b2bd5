"""The rules of what search engines take, checked line by line.

OpenSearch: https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
Meilisearch: https://www.meilisearch.com/docs/resources/internals/primary_key and
https://www.meilisearch.com/docs/resources/help/known_limitations
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

# Of the bulk API: the action's fields that concern an `index` action of a document.
_OF_ACTIONS = {"_index", "_id", "routing", "version", "version_type", "_require_alias"}
_MOST_BYTES = 512  # of an _id
_LARGEST_REQUEST = 15_000_000  # "typically falls between 5 MB and 15 MB"
_ID = re.compile("[a-zA-Z0-9_-]{1,511}")
_LARGEST_PAYLOAD = 100_000_000


def bulk(lines: Iterable[bytes], *, index_in_path: bool = True) -> Iterator[tuple[str, dict]]:
    """The ids and documents of an OpenSearch bulk file. Raises ValueError for a broken rule."""
    both = iter(lines)
    for action_line, document_line in zip_longest(both, both):
        if document_line is None:
            raise ValueError("an action without its document")
        action, document = _object(action_line), _object(document_line)
        if list(action) != ["index"] or not isinstance(action["index"], dict):
            raise ValueError(f"no index action: {action_line!r}")
        about = action["index"]
        if not about.keys() <= _OF_ACTIONS or (not index_in_path and "_index" not in about):
            raise ValueError(f"not what an action says: {action_line!r}")
        number = about["_id"]
        if not isinstance(number, str) or not 1 <= len(number.encode()) <= _MOST_BYTES:
            raise ValueError(f"no id: {action_line!r}")
        yield number, document


def documents(lines: Iterable[bytes], primary: str = "id") -> Iterator[tuple[str, dict]]:
    """The ids and documents of a Meilisearch file. Raises ValueError for a broken rule."""
    for line in lines:
        document = _object(line)
        number = document.get(primary)
        if not isinstance(number, str) or not _ID.fullmatch(number):
            raise ValueError(f"no id: {line!r}")
        yield number, document


def fits(size: int, engine: str) -> bool:
    """Whether a request of so many bytes is one that *engine*'s documents recommend or allow."""
    return size <= {"opensearch": _LARGEST_REQUEST, "meilisearch": _LARGEST_PAYLOAD}[engine]


def _object(line: bytes) -> dict:
    """A line of NDJSON: one object in UTF-8, with a newline, the last line too."""
    if not line.endswith(b"\n") or line.endswith(b"\r\n"):
        raise ValueError(f"no newline at the end of {line!r}")
    value = json.loads(line.decode())
    if not isinstance(value, dict):
        raise TypeError(f"no object: {line!r}")
    return value
