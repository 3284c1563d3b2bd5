"""Writes a vocabulary as a TOML file that `toml_reader` reads."""

import json
import re
from collections.abc import Iterable

from mialit.vocabulary.model import Value, Vocabulary


def to_toml(vocabulary: Vocabulary) -> str:
    """*vocabulary*, learned from a list, as a TOML document (docs/vocabulary.md)."""
    columns = ", ".join(map(_quoted, vocabulary.columns))
    lines = [
        "# The vocabulary of papers.bib, learned from the list that it was made of: fields beside",
        "# BibTeX's own, their values, and under which other spellings (`also`) those are known.",
        "# All settings: docs/vocabulary.md of mialit.",
        "",
        "[list]",
        f"title = {_quoted(vocabulary.title)}",
        f"columns = [{columns}]",
    ]
    for spec in vocabulary.fields.values():
        lines += ["", f"[fields.{spec.name}]", f"label = {_quoted(spec.label)}"]
        names = [name for name in spec.names if name != spec.label]
        lines += [f"names = {_texts(names)}"] if names else []
        lines += [f"form = {_quoted(spec.form)}"]
        lines += ["several = true"] if spec.several else []
        if spec.form == "vocabulary":
            lines += ["", f"[fields.{spec.name}.values]"]
            lines += [f"{_key(value.name)} = {_value(value)}" for value in spec.values]
    lines += ["", "# Words that mean the same in a search.", "[synonyms]"]
    lines += [f"{_key(word)} = {_texts(others)}" for word, others in vocabulary.synonyms.items()]
    return "\n".join(lines) + "\n"


def _value(value: Value) -> str:
    parts = [f"name = {_quoted(value.title)}"] if value.title else []
    parts += [f"also = {_texts(value.also)}"] if value.also else []
    parts += ["preprint = true"] if value.preprint else []
    return f"{{ {', '.join(parts)} }}" if parts else "{}"


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _quoted(text: str) -> str:
    """*text* as a TOML string, which JSON's form is."""
    return json.dumps(text, ensure_ascii=False)
