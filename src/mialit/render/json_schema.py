"""The JSON Schema of what commands print, and the page that describes it.

`schema.json` has the keys, their types and what they mean; nothing else says so.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mialit.vocabulary.model import Vocabulary

Schema = dict[str, Any]

_FILE = Path(__file__).parent / "schema.json"


def schema(vocabulary: Vocabulary) -> Schema:
    """The schema; an entry's properties are followed by the fields of the *vocabulary*."""
    result: Schema = json.loads(_FILE.read_text(encoding="utf-8"))
    properties = result["$defs"]["entry"]["properties"]
    for name, spec in vocabulary.fields.items():
        kind = _LIST if spec.several else _TEXT
        properties.setdefault(name, {**kind, "description": f"{spec.label}, a field of the list."})
    return result


_LIST = {"type": "array", "items": {"type": "string"}}
_TEXT = {"type": ["string", "null"]}


def tables(described: Schema) -> Iterator[str]:
    """The definitions of the schema *described* as Markdown: a heading and a table for each."""
    definitions = described["$defs"]
    documents = [each["$ref"].rpartition("/")[2] for each in described["anyOf"]]
    for name in documents:
        yield f"* `{name}`: {_type(definitions[name])}. {definitions[name]['description']}\n"
    for name, definition in definitions.items():
        parts = [definition, *definition.get("allOf", ())]
        if name not in documents:
            yield f"\n## {name}\n\n{definition['description']}"
            yield from (
                f" It has the keys of {_type(part)} and:" for part in parts if "$ref" in part
            )
            yield "\n\n| Key | Type | Meaning |\n| --- | --- | --- |\n"
            for part in parts:
                yield from _rows(part, "")


def _rows(definition: Schema, before: str) -> Iterator[str]:
    required = definition.get("required", ())
    for key, about in definition.get("properties", {}).items():
        where = "" if key in required else " Not always there."
        yield f"| `{before}{key}` | {_type(about)} | {about['description']}{where} |\n"
        yield from _rows(about, f"{before}{key}.")


def _type(about: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if "$ref" in about:
        name = about["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "enum" in about:
        return " or ".join(f"`{value}`" for value in about["enum"])
    if about["type"] == "array":
        return f"array of {_type(about['items'])}"
    kinds = [about["type"]] if isinstance(about["type"], str) else about["type"]
    return " or ".join(kinds)
