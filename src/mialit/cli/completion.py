"""Shell completion: values from the vocabulary alone, citation keys from the list."""

import os
from collections.abc import Callable
from pathlib import Path

from mialit.errors import MialitError


def values(field: str) -> Callable[[str], list[tuple[str, str]]]:
    """A completer of *field*'s declared values, each with its full name as help."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        from mialit.storage import cache, sources

        try:
            asked = sources.choose((), os.environ, Path.cwd())
            beside = sources.vocabulary_file(asked)
            stored = cache.Cache(cache.folder(os.environ))
            known = (
                stored.vocabulary(source.path, beside.identity) for source in asked if source.path
            )
            vocabulary = next(filter(None, known), None) or beside.read()
        except (MialitError, OSError):
            return []
        spec = vocabulary.fields.get(field)
        if spec is None:
            return []
        begun = incomplete.casefold()
        return [
            (value.name, value.title)
            for value in spec.values
            if value.name.casefold().startswith(begun)
        ]

    return complete


def keys(incomplete: str) -> list[str]:
    """A completer of citation keys."""
    from mialit.storage import bibliography as catalogue
    from mialit.storage import cache, sources

    try:
        asked = sources.choose((), os.environ, Path.cwd())
        loaded = catalogue.load(asked, cache.Cache(cache.folder(os.environ)))
    except (MialitError, OSError):
        return []
    begun = incomplete.casefold()
    return [record.key for record in loaded.records if record.key.casefold().startswith(begun)]
