"""Lists read through a cache, as a command reads them that has ended."""

from collections.abc import Sequence
from typing import Any

from mialit.storage import bibliography
from mialit.storage.bibliography import Catalogue
from mialit.storage.cache import NO_CACHE, Cache
from mialit.storage.sources import Source


def load(asked: Sequence[Source], cache: Cache = NO_CACHE, **options: Any) -> Catalogue:
    """What `bibliography.load` gives, and stores once the command has answered."""
    catalogue = bibliography.load(asked, cache, **options)
    catalogue.remember()
    return catalogue
