"""What the user's configuration changes of a list's tables."""

from copy import copy

from mialit.cli.console import Console
from mialit.storage import configuration
from mialit.storage.bibliography import Catalogue
from mialit.vocabulary.model import RECORD_COLUMNS


def preferred(catalogue: Catalogue, console: Console) -> Catalogue:
    """*catalogue* with the configuration's default columns, those that its entries can have.

    Raises FileProblem for a fault of the configuration.
    """
    stated = configuration.read(console.environment).columns
    if not stated:
        return catalogue
    from mialit.records.naming import field_named

    vocabulary = catalogue.vocabulary
    columns = []
    for name in stated:
        if name in RECORD_COLUMNS:
            columns.append(name)
        elif field := field_named(name, vocabulary, catalogue.records):
            columns.append("authors" if field == "author" else field)
    if not columns:
        return catalogue
    changed = copy(catalogue)
    changed.vocabulary = vocabulary._replace(columns=tuple(dict.fromkeys(columns)))
    return changed
