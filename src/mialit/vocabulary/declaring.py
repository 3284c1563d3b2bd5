"""Declares values in the text of a vocabulary; all else of the text stays.

The one home of tomlkit.
"""

from collections.abc import Iterable
from typing import Any

from mialit.errors import FileProblem
from mialit.vocabulary.toml_reader import parse


def declared(text: str, name: str, field: str, values: Iterable[str]) -> str:
    """*text*, the vocabulary in the file *name*, with *values* declared for *field*.

    They stand behind the values there are; comments, order and formatting stay. Raises FileProblem
    where *text* has no such field of the form vocabulary, or the result would be no vocabulary.
    """
    import tomlkit
    import tomlkit.items

    document: Any = tomlkit.parse(text)
    fields = document.get("fields", {})
    table = next((fields[key] for key in fields if key.lower() == field), None)
    if table is None or table.get("form") != "vocabulary":
        raise FileProblem(f"{name}: fields.{field} is no vocabulary; declare its values by hand")
    if "values" not in table:
        table["values"] = tomlkit.table()
    into = table["values"]
    # Comments at the end of a table are mostly about what follows it.
    body = getattr(getattr(into, "value", None), "body", [])
    end = len(body)
    while end and body[end - 1][0] is None:
        end -= 1
    tail = body[end:]
    del body[end:]
    for value in values:
        about = tomlkit.inline_table()
        if isinstance(into, tomlkit.items.Table):
            about.trivia.trail = "\r\n" if "\r\n" in text else "\n"
        into[value] = about
    body += tail
    result = tomlkit.dumps(document)
    spec = parse(result, name).fields[field]
    if not all(map(spec.value, values)):
        raise FileProblem(f"{name}: {field} cannot be extended; declare its values by hand")
    return result
